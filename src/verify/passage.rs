//! A passage, read once for everything that sentences are compared with.

use std::collections::HashSet;

use super::{
    force::{Force, force_of, is_negated, label_of},
    ids::Ids,
    numbers::Quantities,
    words::{content, plain, words},
};
use crate::chat::Citation;

/// What a passage says, in comparable form.
#[derive(Debug, Clone, Default)]
pub(super) struct Passage {
    /// Its number; 0 for the question and for several together.
    pub n: usize,
    pub ids: Ids,
    pub quantities: Quantities,
    pub stems: HashSet<String>,
    /// Paragraphs, list items and table rows.
    pub blocks: Vec<Block>,
    /// Everything in lower case, to find an address or a quotation in.
    pub text: String,
}

/// A paragraph, list item or table row.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub stems: HashSet<String>,
    /// Its sentences, and their clauses between commas.
    pub statements: Vec<Statement>,
}

/// A sentence or a clause of one.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub stems: HashSet<String>,
    pub words: HashSet<String>,
    pub negated: bool,
    /// How binding it is; a label at the start of the block counts for all of it.
    pub force: Option<Force>,
    /// A whole sentence, not only a clause of one.
    pub whole: bool,
}

impl Passage {
    pub(super) fn of_citation(citation: &Citation) -> Self {
        let id = citation.requirement.map(|id| id.to_string()).unwrap_or_default();
        let head = format!("{id}\n{}\n{}", citation.title, citation.heading.join("\n"));
        let label = citation.heading.last().and_then(|heading| label_of(heading));
        let mut passage = Self::read(&format!("{head}\n{}", citation.quote), &citation.quote, label);
        passage.n = citation.n;
        if let Some(id) = citation.requirement {
            passage.ids.insert(id);
        }
        passage
    }

    pub(super) fn of_text(text: &str) -> Self {
        Self::read(text, text, None)
    }

    /// Several passages as one.
    pub(super) fn joined<'a>(passages: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for passage in passages {
            all.ids.extend(&passage.ids);
            all.quantities.extend(&passage.quantities);
            all.stems.extend(passage.stems.iter().cloned());
            all.blocks.extend(passage.blocks.iter().cloned());
            all.text.push_str(&passage.text);
            all.text.push('\n');
        }
        all
    }

    fn read(everything: &str, quote: &str, label: Option<Force>) -> Self {
        let text = everything.lines().map(plain).collect::<Vec<_>>().join("\n");
        Self {
            n: 0,
            ids: Ids::of(&text),
            quantities: Quantities::of(&text),
            stems: content(&text).into_iter().collect(),
            blocks: blocks(quote).iter().map(|block| Block::read(block, label)).collect(),
            text: text.to_lowercase(),
        }
    }
}

impl Block {
    fn read(block: &str, label: Option<Force>) -> Self {
        let text = plain(block);
        let label = label_of(&text).or(label);
        let mut statements = Vec::new();
        for sentence in text.split_inclusive(['.', '!', '?', ';', ':']).filter(|part| !part.trim().is_empty()) {
            statements.push(Statement::read(sentence, label, true));
            let clauses: Vec<&str> = sentence.split([',', '(', ')']).filter(|part| !part.trim().is_empty()).collect();
            if clauses.len() > 1 {
                statements.extend(clauses.into_iter().map(|clause| Statement::read(clause, label, false)));
            }
        }
        Self { stems: content(&text).into_iter().collect(), statements }
    }
}

impl Statement {
    pub(super) fn read(text: &str, label: Option<Force>, whole: bool) -> Self {
        Self {
            stems: content(text).into_iter().collect(),
            words: words(text).into_iter().collect(),
            negated: is_negated(text),
            force: label.or_else(|| force_of(text)),
            whole,
        }
    }
}

/// Paragraphs by blank lines; list items and table rows by their first character.
fn blocks(quote: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open = false;
    for line in quote.lines() {
        let start = line.trim_start();
        let begins =
            start.starts_with(['-', '*', '+', '|', '#', '•']) || start.starts_with(|c: char| c.is_ascii_digit());
        if start.is_empty() {
            open = false;
            continue;
        }
        match found.last_mut().filter(|_| open && !begins) {
            Some(last) => {
                last.push(' ');
                last.push_str(start);
            }
            None => found.push(start.to_owned()),
        }
        open = true;
    }
    found
}
