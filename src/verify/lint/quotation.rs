//! Long quotations of the standard's own text.

use super::{Fault, Rule, pattern::Pattern, reading::Sentence};

/// Words that a quotation may have.
const MOST: usize = 25;
static QUOTED: Pattern = Pattern::new(
    "(?:\\biso(?:\\s?/\\s?iec)?\\s?27001(?::20\\d\\d)? | \\bthe\\s+standard | \\bclause\\s+\\d[\\d.]* | \\ba\\.\\d\\.\\d{1,2}) [^\\x22\u{201c}\u{201d}.]{0,60}
      \\b(?:states?|says?|reads?|defines?|requires?|text|wording|quote\\w*)\\b [^\\x22\u{201c}\u{201d}]{0,30} [\\x22\u{201c}\u{201e}] (?P<quote>[^\\x22\u{201c}\u{201d}]{60,2000}) [\\x22\u{201c}\u{201d}]",
);

/// A quotation of more words than a title has, said to be the standard's.
pub(super) fn faults(sentence: &Sentence<'_>) -> Vec<Fault> {
    let Some(groups) = QUOTED.captures(sentence.text) else { return Vec::new() };
    let words = groups.name("quote").map_or(0, |quote| quote.as_str().split_whitespace().count());
    if words <= MOST {
        return Vec::new();
    }
    let at = groups.get(0).map_or(0, |whole| whole.start());
    let message = format!("{words} words are quoted as the standard's own: its text is copyrighted");
    vec![Fault::new(
        Rule::InvalidQuotation,
        at,
        message,
        "Name the clause or control and say it in your own words, or check your licence.",
    )]
}
