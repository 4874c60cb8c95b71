//! What a text claims, piece by piece: sentences of a paragraph, list items, rows of a table. Each should carry a citation.

use crate::{
    chat::{AnswerMode, sentences},
    document::{BlockKind, Format, blocks},
    verify::{cited_numbers, is_heading},
};

/// The share of a text's claims that carry a citation number; none for a text that claims nothing. Headings, lead-ins, heads
/// of tables, code and questions claim nothing. In a composed text the number behind a paragraph stands for all of it.
pub(in crate::evaluate) fn citation_coverage(markdown: &str, mode: AnswerMode) -> Option<f64> {
    let claims = claims(markdown, mode);
    let cited = claims.iter().map(|claim| if cited_numbers(claim).is_empty() { 0.0 } else { 1.0 });
    (!claims.is_empty()).then(|| crate::evaluate::mean(cited))
}

fn claims(markdown: &str, mode: AnswerMode) -> Vec<String> {
    let mut found = Vec::new();
    for block in blocks(markdown, Format::Markdown) {
        let text = markdown.get(block.range).unwrap_or_default();
        match block.kind {
            BlockKind::Heading(_) | BlockKind::Other => {}
            BlockKind::Paragraph if mode == AnswerMode::Generated => found.extend(sentences(text)),
            BlockKind::Paragraph => found.push(text.to_owned()),
            BlockKind::Item(_) => found.extend(items(text)),
            BlockKind::Table => found.extend(text.lines().skip(2).map(ToOwned::to_owned)),
        }
    }
    found.retain(|piece| is_claim(piece));
    found
}

/// The item itself and those of lists inside it, each with the lines that belong to it.
fn items(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let start = line.trim_start();
        let unnumbered = start.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered = unnumbered.len() < start.len() && unnumbered.starts_with([')', '.']);
        let begins = numbered || ["- ", "* ", "+ "].iter().any(|marker| start.starts_with(marker));
        match found.last_mut().filter(|_| !begins) {
            Some(last) => {
                last.push('\n');
                last.push_str(line);
            }
            None => found.push(line.to_owned()),
        }
    }
    found
}

fn is_claim(piece: &str) -> bool {
    let bare = piece.trim().trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | ' '));
    bare.contains(char::is_alphabetic) && !bare.ends_with('?') && !is_heading(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "### A.5.15 Access control\n\nRights are reviewed. [1] The owner decides [2]. Nobody else may.\n\nYou need:\n\n\
                        - **Register:** all systems. Kept up to date. [1]\n- Nothing is cited here.\n  - Below it [1]\n\n\
                        **Owner**\n\nWho approves? [1]\n\n| What | Who |\n|---|---|\n| Review | Owner [1] |\n| Removal | IT |\n\n\
                        ```\nlet x = 1;\n```\n\n[1]\n";

    #[test]
    fn each_claim_counts_by_itself_and_what_claims_nothing_does_not() {
        let claims = claims(TEXT, AnswerMode::Generated);
        assert_eq!(claims.len(), 8, "{claims:#?}");
        assert_eq!(citation_coverage(TEXT, AnswerMode::Generated), Some(5.0 / 8.0));
        assert_eq!(citation_coverage("### Heading\n\nWhat now?\n", AnswerMode::Generated), None);
    }

    #[test]
    fn a_composed_paragraph_is_cited_as_a_whole() {
        let text = "One sentence. Another one. [1]\n\nA third.\n";
        assert_eq!(citation_coverage(text, AnswerMode::Composed), Some(0.5));
        assert_eq!(citation_coverage(text, AnswerMode::Generated), Some(1.0 / 3.0));
    }
}
