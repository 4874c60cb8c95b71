//! A second look at citations that share few words with their sentence: by meaning, where a model is there.

use super::{Linted, Rule};
use crate::embed::{EmbedError, Embedder};

/// From this cosine on, a passage says what the sentence says in other words.
const SAYS_THE_SAME: f32 = 0.75;

impl Linted {
    /// Whether a model of meaning could take something back.
    pub fn is_in_doubt(&self) -> bool {
        !self.doubtful.is_empty()
    }

    /// Whether a fact is wrong.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == super::Severity::Error)
    }
}

/// Takes back what a text is said not to hold, where one of the cited passages means the same.
pub async fn weigh(linted: &mut Linted, embedder: &Embedder) -> Result<(), EmbedError> {
    for doubtful in std::mem::take(&mut linted.doubtful) {
        let claim = embedder.query(&doubtful.claim).await?;
        let quotes = embedder.passages(doubtful.quotes).await?;
        let cosine = |other: &[f32]| claim.vector.iter().zip(other).map(|(a, b)| a * b).sum::<f32>();
        if quotes.iter().any(|quote| cosine(&quote.vector) >= SAYS_THE_SAME) {
            linted.findings.retain(|found| found.rule != Rule::UnsupportedCitation || found.line != doubtful.line);
        }
    }
    Ok(())
}
