//! Gap suites: documents of a policy set, of which some were withheld. Which requirements the rest still covers and which
//! are gaps is known; a method has to tell them apart.
//!
//! Every method gives a requirement a score, high when it seems covered. One threshold, the same for all policy sets, makes
//! verdicts of scores: the greatest at which at most 15 % of what is covered is called a gap. A set with a threshold of its
//! own would look better than it is: nobody who has only the documents can choose it.

mod baseline;
mod claims;
mod figures;
mod own;
mod set;
mod shelf;

use std::{path::Path, sync::Arc, time::Instant};

use serde::Deserialize;

use super::{EvaluateError, Run, Suite, SuiteError};
use crate::{assess::Given, embed::Embedder, iso::RequirementId, knowledge::Library};
use set::{GapCase, GapSet};
use shelf::Shelf;

/// What tells gaps from what is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Search by words.
    Bm25,
    /// Search by meaning.
    Embedding,
    /// Whether the requirement's id stands in the documents.
    PrintedIds,
    /// The analysis that users get.
    Annexa,
}

/// What can be said of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// The documents address it.
    Covered,
    /// They do not.
    Gap,
}

/// A requirement in a case, scored by a method.
struct Judged<'a> {
    case: &'a GapCase,
    id: RequirementId,
    expected: Verdict,
    /// High when it seems covered.
    score: f64,
    /// Whether the method itself calls it missing, when it says so without a threshold.
    is_missing: Option<bool>,
    /// The passages that the score rests on, best first.
    evidence: Vec<String>,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Bm25, Self::Embedding, Self::PrintedIds, Self::Annexa];

    /// Whether it needs an embedding model.
    pub(super) const fn needs_model(self) -> bool {
        matches!(self, Self::Embedding | Self::Annexa)
    }

    /// Its name in suites and figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bm25 => "bm25",
            Self::Embedding => "embedding",
            Self::PrintedIds => "printed-ids",
            Self::Annexa => "annexa",
        }
    }
}

impl Verdict {
    const fn name(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Gap => "gap",
        }
    }
}

/// A case, ready to be analysed.
#[derive(Debug, Clone)]
pub struct ReadyCase {
    /// The policy set that it is of.
    pub set: String,
    /// Its documents.
    pub documents: Vec<Given>,
    /// Whether each requirement that is judged is covered.
    pub expected: Vec<(RequirementId, bool)>,
}

/// The cases of a suite with their documents, for learning.
pub fn gap_cases(suite: &Suite) -> Result<Vec<ReadyCase>, EvaluateError> {
    let set = GapSet::read(suite)?;
    let ready = |case: &GapCase| ReadyCase {
        set: case.set.clone(),
        documents: own::documents(&set, case),
        expected: case.expected.iter().map(|(id, verdict)| (*id, *verdict == Verdict::Covered)).collect(),
    };
    Ok(set.cases.iter().map(ready).collect())
}

/// Judges every requirement of every case by each method of the suite. Without an embedding model the methods that need one
/// are left out, unless the suite names them. The documents are indexed below `folder`.
pub async fn gap(
    suite: &Suite,
    library: &Arc<Library>,
    (embedder, models): (Option<Embedder>, Option<&Path>),
    folder: &Path,
) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    let methods = methods(suite, embedder.is_some())?;
    let embedder = embedder.filter(|_| methods.iter().any(|method| method.needs_model()));
    let set = GapSet::read(suite)?;
    run.set_hash = set.hash(&run.set_hash);
    if let Some(embedder) = &embedder {
        run.configuration.insert("embedder".to_owned(), embedder.fingerprint().to_owned());
    }
    run.configuration.insert("requirements with checks".to_owned(), baseline::with_checks(&set, library));
    let shelf = Shelf::fill(&set, embedder.clone(), folder).await?;
    for method in methods {
        let judged = match method {
            Method::Bm25 | Method::Embedding | Method::PrintedIds => {
                baseline::judge(method, &set, &shelf, library, embedder.as_ref()).await?
            }
            Method::Annexa => own::judge(&set, library, embedder.clone(), models).await?,
        };
        figures::add(&mut run, method, &judged, &shelf);
    }
    shelf.close().await;
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

/// The methods to run, each once.
fn methods(suite: &Suite, has_model: bool) -> Result<Vec<Method>, SuiteError> {
    let wanted = |method: &Method| suite.methods.as_ref().is_none_or(|named| named.contains(method));
    let mut found: Vec<Method> = Method::ALL.into_iter().filter(wanted).collect();
    if !has_model {
        if let Some(named) = suite.methods.as_ref().and_then(|named| named.iter().find(|method| method.needs_model())) {
            return Err(SuiteError::NoModel(named.name()));
        }
        found.retain(|method| !method.needs_model());
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
