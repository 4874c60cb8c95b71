//! The composed answer while it grows: whole blocks of the sources, each with its citation number.

use super::{Action, Answer, AnswerMode, Choice, Verdict, evidence::Board};
use crate::{
    document::{Block, BlockKind},
    iso::{Catalogue, Meaning, RequirementId, mentions},
    knowledge::{Page, PageKind},
};

/// The most ids that an answer names as its references.
const MAX_REFS: usize = 6;
/// The most ids that guides contribute to them.
const MAX_GUIDE_REFS: usize = 3;

/// An answer out of whole blocks.
#[derive(Debug)]
pub(super) struct Draft {
    pieces: Vec<String>,
    pub(super) board: Board,
    pub(super) verdict: Verdict,
    pub(super) warnings: Vec<String>,
    pub(super) suggestions: Vec<String>,
    pub(super) choices: Vec<Choice>,
    actions: Vec<Action>,
    /// It is a document, which stands as it was drafted.
    pub(super) is_document: bool,
    refs: Vec<RequirementId>,
    guide_refs: Vec<RequirementId>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            pieces: Vec::new(),
            board: Board::default(),
            verdict: Verdict::Answered,
            warnings: Vec::new(),
            suggestions: Vec::new(),
            choices: Vec::new(),
            actions: Vec::new(),
            is_document: false,
            refs: Vec::new(),
            guide_refs: Vec::new(),
        }
    }
}

impl Draft {
    /// A line of the program's own that names what follows and claims nothing.
    pub(super) fn heading(&mut self, text: &str) {
        self.pieces.push(format!("### {text}"));
    }

    /// Names what was said so far as the first of two parts.
    pub(super) fn part(&mut self, name: &str) {
        self.pieces.insert(0, format!("## {name}"));
    }

    /// A sentence of the program's own.
    pub(super) fn say(&mut self, text: &str) {
        self.pieces.push(text.to_owned());
    }

    /// A run of neighbouring blocks of a page under one heading path, cited as one passage.
    pub(super) fn passage(&mut self, page: &Page, path: &[String], blocks: &[&Block]) {
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return };
        let n = self.board.cite_page(page, path, &(first.range.start..last.range.end));
        let text = blocks_with_number(page, blocks, n);
        match page.requirement {
            Some(id) => self.refer(id),
            None => self.refer_in_guide(page, &text),
        }
        self.pieces.push(text);
    }

    /// The answer to a frequent question. It stands for the requirement of its page; in a guide for those that it names,
    /// the `first` ones first, then in the order in which they stand there.
    pub(super) fn short_answer(
        &mut self,
        (page, path): (&Page, &[String]),
        blocks: &[&Block],
        first: &[RequirementId],
    ) {
        self.say(&format!("#### {}", path.last().map_or("", String::as_str)));
        if page.requirement.is_none() {
            let text: Vec<&str> = blocks.iter().map(|block| page.slice(&block.range)).collect();
            let mut named = leaves_in(&text.join("\n"));
            named.sort_by_key(|id| first.iter().position(|known| known == id).unwrap_or(usize::MAX));
            named.into_iter().take(MAX_REFS).for_each(|id| self.refer(id));
        }
        self.passage(page, path, blocks);
    }

    /// The answer is about this requirement.
    pub(super) fn refer(&mut self, id: RequirementId) {
        if !self.refs.contains(&id.canonical()) {
            self.refs.push(id.canonical());
        }
    }

    /// A guide's passage stands for the requirements that it names, those that the guide is about first, and for the one
    /// requirement that the whole guide is about.
    fn refer_in_guide(&mut self, page: &Page, text: &str) {
        let about = &page.front.about;
        let mut named = leaves_in(text);
        if let [only] = about.as_slice() {
            named.push(*only);
        }
        named.sort_by_key(|id| about.iter().position(|known| known == id).unwrap_or(usize::MAX));
        for id in named {
            if !self.guide_refs.contains(&id) {
                self.guide_refs.push(id);
            }
        }
    }

    /// Something that can be made.
    pub(super) fn offer(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Whether nothing was found to say.
    pub(super) fn is_empty(&self) -> bool {
        self.board.citations().is_empty()
    }

    /// Whether a model may say it in other words: an answer, but neither a refusal nor a document.
    pub(super) fn may_be_rewritten(&self) -> bool {
        self.verdict != Verdict::Refused && !self.is_empty() && !self.is_document
    }

    /// The Markdown pieces in order; joined by blank lines they are the answer.
    pub(super) fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// The answer as a model wrote it: only the passages that it cites, and only their requirements.
    pub(super) fn rewritten(self, markdown: &str, used: &[usize], dropped: usize) -> Answer {
        let composed = self.finish();
        let citations: Vec<_> = composed.citations.into_iter().filter(|citation| used.contains(&citation.n)).collect();
        let own = |id: &RequirementId| citations.iter().any(|citation| citation.requirement == Some(*id));
        let named =
            |id: &RequirementId| mentions(markdown).iter().any(|mention| mention.meaning == Meaning::Requirement(*id));
        let refs = composed.refs.into_iter().filter(|id| own(id) || named(id)).collect();
        let mut warnings = composed.warnings;
        if dropped > 0 {
            let sentences = if dropped == 1 { "sentence" } else { "sentences" };
            warnings.push(format!("{dropped} {sentences} of the model could not be verified and were left out."));
        }
        let mode = AnswerMode::Generated;
        Answer { answer: markdown.trim_end().to_owned(), mode, citations, refs, warnings, ..composed }
    }

    /// The finished composed answer.
    pub(super) fn finish(self) -> Answer {
        let mut refs = self.refs;
        let room = MAX_GUIDE_REFS.min(MAX_REFS.saturating_sub(refs.len()));
        let more: Vec<_> = self.guide_refs.into_iter().filter(|id| !refs.contains(id)).take(room).collect();
        refs.extend(more);
        refs.truncate(MAX_REFS);
        Answer {
            answer: self.pieces.join("\n\n"),
            verdict: self.verdict,
            mode: AnswerMode::Composed,
            citations: self.board.into_citations(),
            refs,
            warnings: self.warnings,
            suggestions: self.suggestions,
            choices: self.choices,
            actions: self.actions,
            usage: None,
            model: None,
            egress: None,
        }
    }
}

/// The requirements that a text names, clauses as their leaves; a whole chapter, or one with many leaves, says too little.
fn leaves_in(text: &str) -> Vec<RequirementId> {
    let leaves = mentions(text).into_iter().filter_map(|mention| match mention.meaning {
        Meaning::Requirement(RequirementId::Clause(clause)) if clause.parent().is_none() => None,
        Meaning::Requirement(id) => Some(Catalogue::get().leaves(id.canonical())),
        _ => None,
    });
    leaves.filter(|leaves| leaves.len() <= 3).flatten().collect()
}

/// Blocks as they stand in the page, the number behind every paragraph, list item and table row.
fn blocks_with_number(page: &Page, blocks: &[&Block], n: usize) -> String {
    let mut text = String::new();
    let mut before: Option<BlockKind> = None;
    for block in blocks {
        let slice = page.slice(&block.range);
        let item = |kind| matches!(kind, BlockKind::Item(_));
        let tight = item(block.kind) && before.is_some_and(item);
        if before.is_some() {
            text.push_str(if tight { "\n" } else { "\n\n" });
        }
        match block.kind {
            BlockKind::Heading(_) => {
                text.push_str("#### ");
                text.push_str(block.heading.last().map_or("", String::as_str));
            }
            BlockKind::Table => text.push_str(&table_with_number(slice, n)),
            BlockKind::Other => text.push_str(&format!("{slice}\n\n[{n}]")),
            BlockKind::Paragraph | BlockKind::Item(_) => text.push_str(&format!("{slice} [{n}]")),
        }
        before = Some(block.kind);
    }
    text
}

fn table_with_number(table: &str, n: usize) -> String {
    let rows = table.lines().enumerate().map(|(at, row)| match row.trim_end().strip_suffix('|') {
        Some(cells) if at > 1 => format!("{} [{n}] |", cells.trim_end()),
        _ => row.to_owned(),
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// Whether a page is a requirement known from the catalogue only.
pub(super) fn is_entry(page: &Page) -> bool {
    page.front.kind == PageKind::Entry
}
