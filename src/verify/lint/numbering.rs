//! Ids as a sentence writes them: with the word that says what they are.

use super::{super::words::content, pattern::Pattern};
use crate::iso::{Catalogue, Entry, Mention, RequirementId};

/// Standards with an Annex A of their own.
static OTHER_ANNEX: Pattern = Pattern::new(r"\b(?:27701|42001|27017|27018|27019|22301|9001|20000|14001|62443)\b");
/// Frameworks and texts whose clauses and controls have numbers as well.
static FOREIGN: Pattern = Pattern::new(
    r"\b(?:cis|nist|pci|hitrust|cmmc|ccf|cobit|tisax|grundschutz|csa|ccm|fedramp|fisma|hipaa|gdpr|dora|nis\s?2|far|dfars|800-53|800-171|soc\s?2|27005|19011|17021)\b
    | \b(?:contract|agreement|licen[cs]e|terms\s+of|lease|act|regulation|directive|statute|decree|law|appendix|handbook|manual|scc|dpa)s?\b
    | \b(?:this|our)\s+(?:policy|document|procedure|standard|plan|charter) | \b(?:below|above)\b",
);
/// A clause of something else than the standard.
static OF_ANOTHER: Pattern = Pattern::new(r"^\s*of\s+(?:the|this|our|its|their|your|that|each|an?)\s+(?P<whose>\S+)");
static NAMES_IT: Pattern = Pattern::new(r"27001|the\s+standard\b|\bisms\b|\bannex\s+a\b");
static LETTER: Pattern = Pattern::new(r"\ba[.\s]{0,3}\d");
/// Words in many titles, which tell nothing.
const COMMON: [&str; 9] = ["inform", "secur", "manag", "gener", "system", "organiz", "action", "us", "control"];

/// The word before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Clause,
    Control,
    Annex,
    Section,
    None,
}

/// How an id is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    pub word: Word,
    /// With the letter of the annex, as in `A.5.1`.
    pub lettered: bool,
}

impl Spelling {
    pub(super) fn of(text: &str, mention: &Mention) -> Self {
        let written = text.get(mention.range.clone()).unwrap_or_default().to_lowercase();
        let before =
            text.get(..mention.range.start).unwrap_or_default().trim_end_matches([' ', '(', '"']).to_lowercase();
        let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
        let starts = |words: &[&str]| words.iter().any(|word| written.starts_with(word));
        let word = if starts(&["annex"]) {
            Word::Annex
        } else if starts(&["control"]) {
            Word::Control
        } else if starts(&["clause", "sub", "klausel", "cl"]) || ends(&["clause", "clauses"]) {
            Word::Clause
        } else if starts(&["section", "kapitel", "§"]) {
            Word::Section
        } else if ends(&["control", "controls"]) {
            Word::Control
        } else if ends(&["annex", "annex a"]) {
            Word::Annex
        } else {
            Word::None
        };
        let letter = written.trim_start_matches("annex").trim_start();
        Self { word, lettered: LETTER.is_match(if word == Word::Annex { letter } else { &written }) }
    }

    /// Nothing says that it is an id of the standard.
    pub(super) fn is_bare(self) -> bool {
        !self.lettered && self.word == Word::None
    }
}

/// Whether the sentence speaks of another standard with an annex of that name.
pub(super) fn speaks_of_other_annex(text: &str) -> bool {
    OTHER_ANNEX.is_match(text)
}

/// Whether a number may be that of a contract, a law or another framework.
pub(super) fn may_be_foreign(text: &str) -> bool {
    FOREIGN.is_match(text)
}

/// Whether the sentence names the standard.
pub(super) fn names_the_standard(text: &str) -> bool {
    NAMES_IT.is_match(&text.to_lowercase().replace("standard contractual", "contractual"))
}

/// Whether a clause is said, right behind its number, to be one of something else.
pub(super) fn belongs_to_another(after: &str) -> bool {
    let whose = OF_ANOTHER.captures(after).and_then(|groups| groups.name("whose"));
    whose.is_some_and(|whose| !NAMES_IT.is_match(&format!("the {}", whose.as_str())))
}

/// The requirement of this number, `9.2` or `A.5.1`.
pub(super) fn entry(number: &str) -> Option<&'static Entry> {
    Catalogue::get().entry(Catalogue::get().canonical(number)?)
}

/// Whether the sentence has the words of a clause's title, or of the one above it.
pub(super) fn has_title_words(text: &str, clause: &Entry) -> bool {
    let stems = content(text);
    let has = |title: &str| {
        let own: Vec<String> = content(title).into_iter().filter(|stem| !COMMON.contains(&stem.as_str())).collect();
        !own.is_empty() && own.iter().filter(|stem| stems.contains(stem)).count() * 2 > own.len()
    };
    let above = match clause.id {
        RequirementId::Clause(id) => {
            id.parent().and_then(|parent| Catalogue::get().entry(RequirementId::Clause(parent)))
        }
        RequirementId::Control(_) => None,
    };
    let soa = clause.id.to_string() == "6.1.3" && text.to_lowercase().contains("statement of applicability");
    soa || has(&clause.title) || above.is_some_and(|above| above.id.to_string().contains('.') && has(&above.title))
}
