//! A query in the words of the pages: what its acronyms, everyday words and foreign terms stand for.

use crate::iso::{Language, RequirementId, Terms, language};

/// The most requirements that the terms of a query may point to; those of more say little.
const MAX_HINTS: usize = 4;

/// What the terms of a query stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gloss {
    /// English words of the pages, for all terms together.
    pub english: String,
    /// The requirements that the terms point to, the first of each term before the others.
    pub hints: Vec<RequirementId>,
    /// The query is not English, and the English words stand for it.
    pub is_foreign: bool,
}

impl Gloss {
    /// Reads a query.
    pub fn of(query: &str) -> Self {
        let found = Terms::get().of(query);
        let terms: Vec<_> = found.into_iter().filter(|term| !term.is_intent).collect();
        let english = terms.iter().map(|term| term.english.as_str()).collect::<Vec<_>>().join(" ");
        let mut hints: Vec<RequirementId> = Vec::new();
        for place in 0..3 {
            for id in terms.iter().filter_map(|term| term.ids.get(place)) {
                if !hints.contains(id) {
                    hints.push(*id);
                }
            }
        }
        hints.truncate(MAX_HINTS);
        let is_foreign = !english.is_empty() && language(query) != Language::En;
        Self { english, hints, is_foreign }
    }
}

/// A place in a short list as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "lists of hints are short")]
pub(super) fn count(place: usize) -> f32 {
    place as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_german_question_is_searched_in_english() {
        let gloss = Gloss::of("Wer pflegt die Anwendbarkeitserklärung?");
        assert!(gloss.is_foreign && gloss.english.to_lowercase().contains("statement of applicability"), "{gloss:?}");
        assert_eq!(gloss.hints.first().map(ToString::to_string).as_deref(), Some("6.1.3"));
        assert_eq!(Gloss::of("What a fine day"), Gloss::default());
        assert!(!Gloss::of("What goes into the SoA?").is_foreign);
    }
}
