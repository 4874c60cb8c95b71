//! The line that says which characters a PDF cannot show, so that none is lost without a word.

use std::collections::BTreeSet;

use crate::export::{
    Plain,
    sheet::{Block, Span},
};

/// The most characters that are named one by one.
const NAMED: usize = 24;

/// Scripts that documents are written in and that the faces have no letters for.
const SCRIPTS: [(&str, &[(char, char)]); 9] = [
    ("Hebrew", &[('\u{590}', '\u{5FF}'), ('\u{FB1D}', '\u{FB4F}')]),
    (
        "Arabic",
        &[
            ('\u{600}', '\u{6FF}'),
            ('\u{750}', '\u{77F}'),
            ('\u{8A0}', '\u{8FF}'),
            ('\u{FB50}', '\u{FDFF}'),
            ('\u{FE70}', '\u{FEFC}'),
        ],
    ),
    ("Thai", &[('\u{E00}', '\u{E7F}')]),
    ("Georgian", &[('\u{10A0}', '\u{10FF}')]),
    ("Armenian", &[('\u{530}', '\u{58F}')]),
    ("scripts of India", &[('\u{900}', '\u{DFF}')]),
    ("Japanese syllables", &[('\u{3040}', '\u{30FF}')]),
    ("Korean", &[('\u{1100}', '\u{11FF}'), ('\u{3130}', '\u{318F}'), ('\u{AC00}', '\u{D7AF}')]),
    (
        "Chinese characters",
        &[
            ('\u{3000}', '\u{303F}'),
            ('\u{3400}', '\u{4DBF}'),
            ('\u{4E00}', '\u{9FFF}'),
            ('\u{F900}', '\u{FAFF}'),
            ('\u{FF00}', '\u{FFEF}'),
            ('\u{20000}', '\u{3FFFF}'),
        ],
    ),
];

/// What to tell about them; nothing when there are none.
pub(super) fn of(unprinted: &BTreeSet<char>) -> Option<Block> {
    if unprinted.is_empty() {
        return None;
    }
    let script_of = |c: char| {
        let holds = |ranges: &[(char, char)]| ranges.iter().any(|(first, last)| (*first..=*last).contains(&c));
        SCRIPTS.iter().find(|(_, ranges)| holds(ranges)).map(|(name, _)| *name)
    };
    let mut said: Vec<String> = SCRIPTS
        .iter()
        .map(|(name, _)| (name, unprinted.iter().filter(|c| script_of(**c) == Some(name)).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    let others: Vec<char> = unprinted.iter().copied().filter(|c| script_of(*c).is_none()).collect();
    said.extend(others.iter().take(NAMED).map(|c| format!("U+{:04X}", u32::from(*c))));
    if others.len() > NAMED {
        said.push(format!("and {} more", others.len() - NAMED));
    }
    let text = format!(
        "This file has no shapes for some characters of its text: {}. Each is shown as \u{FFFD}. Most readers still find and copy \
         the characters themselves, and the Word, HTML and Markdown files show them.",
        said.join(", ")
    );
    let title = Plain::from("Characters that this PDF cannot show");
    Some(Block::Frame(title, vec![Block::Paragraph(vec![Span::text(Plain::line(&text))])]))
}
