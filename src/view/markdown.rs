//! An answer as one Markdown text for programs that show nothing else: the text, its sources as footnotes, its notes.

use super::safe::{literal, safe_markdown};
use crate::chat::{Answer, Citation};

/// The whole answer.
pub fn answer_markdown(answer: &Answer) -> String {
    format!("{}{}", safe_markdown(answer.answer.trim_end()), footnotes(answer))
}

/// What stands below the text: the passage behind each number, and what the reader should know.
pub fn footnotes(answer: &Answer) -> String {
    let mut text = String::new();
    if !answer.citations.is_empty() {
        text.push_str("\n\n---\n\n**Sources**\n");
        for citation in &answer.citations {
            text.push_str(&format!("\n- {}", footnote(citation)));
        }
    }
    for warning in &answer.warnings {
        text.push_str(&format!("\n\n*Note: {}*", safe_markdown(warning).replace('*', "\\*")));
    }
    text
}

/// Names come from documents, so each is shown as it stands.
fn footnote(citation: &Citation) -> String {
    let page = citation.page.map(|page| format!(", page {page}")).unwrap_or_default();
    let heading = citation.heading.join(" > ");
    let heading = if heading.is_empty() { String::new() } else { format!("{}: ", literal(&heading)) };
    format!("[{}] {heading}{}{page}", citation.n, literal(&citation.source))
}
