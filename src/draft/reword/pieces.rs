//! A clause in pieces: what a model may word anew, line by line, and what stays where and as it is.

use std::sync::LazyLock;

use regex::Regex;

/// Indent and the mark of a list item.
static LEAD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\t ]*(?:(?:[-*+•]|\d{1,3}[.)])[\t ]+)?").ok());

/// A piece of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// List marks, tables, headings, quotations, line ends.
    Kept(String),
    /// The words of a paragraph or list item.
    Said(String),
}

/// The pieces of a text; together they are the text.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut is_code = false;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_code || is_fence || line.trim().is_empty() || line.trim_start().starts_with(['|', '#', '>']) {
            all.push(Piece::Kept(line.to_owned()));
            continue;
        }
        let lead = LEAD.as_ref().and_then(|lead| lead.find(line)).map_or(0, |lead| lead.end());
        let (lead, rest) = line.split_at_checked(lead).unwrap_or(("", line));
        let said = rest.trim_end();
        let tail = rest.get(said.len()..).unwrap_or_default();
        all.push(Piece::Kept(lead.to_owned()));
        all.push(Piece::Said(said.to_owned()));
        all.push(Piece::Kept(tail.to_owned()));
    }
    all
}

/// The text with these words in the place of what was said.
pub(super) fn joined<'a>(pieces: &'a [Piece], words: impl IntoIterator<Item = &'a str>) -> String {
    let mut words = words.into_iter();
    let piece = |piece: &'a Piece| match piece {
        Piece::Kept(text) => text.as_str(),
        Piece::Said(text) => words.next().unwrap_or(text),
    };
    pieces.iter().map(piece).collect()
}

/// What is said in them.
pub(super) fn said(pieces: &[Piece]) -> impl Iterator<Item = &str> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Said(text) => Some(text.as_str()),
        Piece::Kept(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists_and_tables_keep_their_marks() {
        let text = "Lead-in:\n\n1. First.\n  - Second\n\n| a | b |\n|---|---|\n```\ncode\n```\nLast. \n";
        let pieces = pieces(text);
        assert_eq!(said(&pieces).collect::<Vec<_>>(), ["Lead-in:", "First.", "Second", "Last."]);
        let other = joined(&pieces, ["Intro:", "One.", "two", "End."]);
        assert_eq!(other, "Intro:\n\n1. One.\n  - two\n\n| a | b |\n|---|---|\n```\ncode\n```\nEnd. \n");
    }

    proptest! {
        #[test]
        fn the_pieces_of_any_text_are_the_text(text in r"(?:[a-z|#>`*. \t-]|\n|1\. |é|```){0,80}") {
            let pieces = pieces(&text);
            prop_assert_eq!(joined(&pieces, said(&pieces)), text);
        }
    }
}
