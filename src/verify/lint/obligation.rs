//! Duties in the standard's name that do not say where they come from.

use super::{
    Fault, Rule,
    pattern::Pattern,
    reading::{Sentence, Shape},
    standing::{Reach, is_denied},
};

/// `for ISO 27001 certification you must …`.
static DUTY: Pattern = Pattern::new(
    r"\b(?:for|under|with|to\s+(?:comply\s+with|meet|achieve|obtain|get|pass))\s+(?:an?\s+|the\s+)?iso(?:\s?/\s?iec)?\s?27001(?::2022)?(?:\s+(?:certification|compliance|conformity|audit|requirements?|certificate))?\s*,?\s+
      (?:\w+\s+){1,3}(?:must|shall|ha(?:s|ve)\s+to|(?:is|are)\s+required\s+to)\b",
);
/// It says where it is from.
static LABEL: Pattern = Pattern::new(
    r"\bclauses?\s+\d | \ba\.\d | \bannex\s+a\b | \b(?:required|expected|good\s+practice|scheme|own\s+rule|law|contract|optional)\s*: | \bstatement\s+of\s+applicability | \bif\s+(?:applicable|the\s+control)\b",
);

/// Such a duty, unless the sentence is faulty already.
pub(super) fn faults(sentence: &Sentence<'_>, others: &[Fault]) -> Vec<Fault> {
    let range = DUTY.find(sentence.text).map(|found| found.range());
    let Some(range) = range.filter(|_| sentence.shape == Shape::Prose && others.is_empty()) else { return Vec::new() };
    if LABEL.is_match(sentence.text) || is_denied(sentence, &range, Reach::Far) {
        return Vec::new();
    }
    let message = "a duty in the standard's name that names no clause or control".to_owned();
    let fix = "Name the clause; or say that it binds if the control applies, or is a rule of your own, a law, a contract, expected, or good practice.";
    vec![Fault::new(Rule::UnlabelledObligation, range.start, message, fix)]
}
