//! Text of others inside a prompt: readable for the model, powerless as a mark of the prompt.

use std::sync::LazyLock;

use regex::Regex;

/// A number in brackets: in a prompt it would pass for one of our citations.
static CITATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[\s*(\d[\d\s,;–-]*)\]").ok());

/// Takes the prompt's marks and everything invisible out of a text.
pub(crate) fn as_data(text: &str) -> String {
    let unmarked = as_cited_data(text);
    match CITATION.as_ref() {
        Some(pattern) => pattern.replace_all(&unmarked, "($1)").into_owned(),
        None => unmarked,
    }
}

/// The same for an answer, whose numbers in brackets are its citations.
pub(super) fn as_cited_data(text: &str) -> String {
    let visible: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    visible.replace("<<", "‹‹").replace(">>", "››")
}

/// Characters that a reader does not see but a model reads: controls, zero-width and direction marks, tag characters.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}'
    ) || (c.is_control() && !matches!(c, '\n' | '\t'))
}
