//! A text as the linter reads it: sentences, headings and table rows, each with its lines and what stands above it.

use super::{super::words::without_marker, pattern::Pattern};

/// Words up to which a text is too short to say what it is about.
const SHORT: usize = 80;

static ABOUT: Pattern =
    Pattern::new(r"\b27001 | \b27002 | \bannex(?:ure)?\s+a\b | statement\s+of\s+applicability | \bisms\b");
static COMMENT: Pattern = Pattern::new(r"<!--.*?-->");
static TARGET: Pattern = Pattern::new(
    r"\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\) | <https?://[^>]*> | \bhttps?://\S+ | \{\#[^}]*\}
    | \[\d{1,3}(?:\s*[,;&–-]\s*\d{1,3})*\]",
);
static CONTRACT: Pattern = Pattern::new(
    r"\bstandard\s+contractual\s+clauses\b | \bprocessing\s+(?:agreement|addendum)\b | \bthis\s+(?:agreement|contract|dpa|addendum)\b | \bthe\s+parties\s+(?:agree|may|shall)\b",
);
static OWN_STANDARD: Pattern = Pattern::new(r"\bstandard\b");
/// A full stop after one of these ends no sentence.
static ABBREVIATED: Pattern =
    Pattern::new(r"(?:\b(?:e\.g|i\.e|no|nr|art|ref|cf|vs|approx|incl|sec|fig|[A-Z])|^\s*\d{1,2})\.$");

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Running text or a list item.
    Prose,
    /// A heading.
    Heading,
    /// A row of a table; its cells are divided by `|`.
    Row,
}

#[derive(Debug)]
struct Block {
    shape: Shape,
    /// Without Markdown's marks; lines are joined by a space.
    text: String,
    /// Where each line begins in `text`, and its number.
    lines: Vec<(usize, usize)>,
    /// The heading above.
    heading: String,
    /// The first row of the table.
    header: String,
}

/// A whole text.
#[derive(Debug)]
pub(super) struct Reading {
    blocks: Vec<Block>,
    /// It speaks of ISO/IEC 27001, or is too short to tell.
    pub about_iso: bool,
    /// It is a standard of the company's own: "the standard" may be itself.
    pub own_standard: bool,
    /// It is a contract or quotes one: its clauses are its own.
    pub own_clauses: bool,
}

/// A sentence, a heading or a table row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'a> {
    pub shape: Shape,
    pub text: &'a str,
    pub heading: &'a str,
    pub header: &'a str,
    start: usize,
    block: &'a Block,
}

impl Sentence<'_> {
    /// The line of a place in the sentence.
    pub(super) fn line(&self, at: usize) -> usize {
        let at = self.start + at;
        self.block.lines.iter().rev().find(|(start, _)| *start <= at).map_or(1, |(_, line)| *line)
    }
}

impl Reading {
    pub(super) fn of(text: &str) -> Self {
        let blocks = Reader::default().read(text);
        let own = blocks.iter().filter(|block| block.shape == Shape::Heading);
        let own_standard = own.clone().any(|block| OWN_STANDARD.is_match(&block.text) && !ABOUT.is_match(&block.text));
        let about_iso = text.split_whitespace().take(SHORT + 1).count() <= SHORT || ABOUT.is_match(text);
        let own_clauses = CONTRACT.is_match(text);
        Self { blocks, about_iso, own_standard, own_clauses }
    }

    pub(super) fn sentences(&self) -> impl Iterator<Item = Sentence<'_>> {
        self.blocks.iter().flat_map(|block| {
            let whole = block.shape != Shape::Prose;
            let parts = if whole { vec![(0, block.text.as_str())] } else { sentences(&block.text) };
            parts.into_iter().map(move |(start, text)| Sentence {
                shape: block.shape,
                text,
                heading: &block.heading,
                header: &block.header,
                start,
                block,
            })
        })
    }
}

/// The sentences of a paragraph, with where they begin.
fn sentences(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let Some(rest) = text.get(end..) else { continue };
        let closes = matches!(c, '.' | '!' | '?')
            || (matches!(c, '"' | '\u{201d}' | ')')
                && text.get(..at).is_some_and(|before| before.ends_with(['.', '!', '?'])));
        let mut after = rest.chars();
        let opens = after.next() == Some(' ') && after.next().is_some_and(|next| !next.is_lowercase());
        let own = text.get(start..end).unwrap_or_default();
        if closes && opens && !ABBREVIATED.is_match(own) {
            found.push((start, own));
            start = end;
        }
    }
    if let Some(rest) = text.get(start..).filter(|rest| !rest.trim().is_empty()) {
        found.push((start, rest));
    }
    found
}

/// Where the reading of lines stands.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    heading: String,
    header: Option<String>,
    /// The last block may go on.
    open: bool,
    /// Inside a code block; the mark that ends it.
    fence: Option<&'static str>,
    /// Inside a comment over several lines.
    comment: bool,
}

impl Reader {
    fn read(mut self, text: &str) -> Vec<Block> {
        let body = after_front_matter(text);
        for (at, line) in text.lines().enumerate() {
            if at >= body {
                self.line(at + 1, line);
            }
        }
        self.blocks
    }

    fn line(&mut self, number: usize, line: &str) {
        let trimmed = line.trim();
        let fence = ["```", "~~~"].into_iter().find(|fence| trimmed.starts_with(fence));
        if self.fence.is_some() || fence.is_some() {
            self.fence = match self.fence {
                Some(open) => Some(open).filter(|_| fence != Some(open)),
                None => fence,
            };
            self.open = false;
            return;
        }
        let Some(shown) = self.without_comments(trimmed) else { return };
        let trimmed = shown.trim();
        if trimmed.is_empty() || trimmed.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | '|' | ':' | ' ' | '+')) {
            // The line below a table's header belongs to the table.
            if !trimmed.starts_with('|') {
                self.header = None;
            }
            self.open = false;
            return;
        }
        if is_row(trimmed) {
            self.row(number, trimmed);
        } else if trimmed.starts_with('#') && trimmed.trim_start_matches('#').starts_with(' ') {
            self.heading = plain(trimmed);
            self.push(number, Shape::Heading, self.heading.clone());
        } else {
            let begins = without_marker(trimmed).len() != trimmed.len() || trimmed.starts_with(['•', '–', '▪', '●']);
            self.prose(number, begins, plain(without_marker(trimmed)));
        }
    }

    fn row(&mut self, number: usize, line: &str) {
        let text = plain(line);
        if self.header.is_none() {
            self.header = Some(text.clone());
        }
        self.push(number, Shape::Row, text);
    }

    fn prose(&mut self, number: usize, begins: bool, text: String) {
        self.header = None;
        match self.blocks.last_mut().filter(|_| self.open && !begins) {
            Some(last) => {
                last.text.push(' ');
                last.lines.push((last.text.len(), number));
                last.text.push_str(&text);
            }
            None => self.push(number, Shape::Prose, text),
        }
        self.open = true;
    }

    fn push(&mut self, number: usize, shape: Shape, text: String) {
        let header = if shape == Shape::Row { self.header.clone().unwrap_or_default() } else { String::new() };
        self.blocks.push(Block { shape, text, lines: vec![(0, number)], heading: self.heading.clone(), header });
        self.open = false;
    }

    /// The line without HTML comments; none inside of one.
    fn without_comments(&mut self, line: &str) -> Option<String> {
        let mut line = line.to_owned();
        if self.comment {
            let (_, rest) = line.split_once("-->")?;
            line = rest.to_owned();
            self.comment = false;
        }
        while let Some(found) = COMMENT.find(&line).map(|found| found.range()) {
            line.replace_range(found, "");
        }
        if let Some((before, _)) = line.split_once("<!--") {
            self.comment = true;
            line = before.to_owned();
        }
        Some(line)
    }
}

/// The lines of front matter at the start: YAML between two lines of hyphens.
fn after_front_matter(text: &str) -> usize {
    let mut lines = text.lines();
    if lines.next().map(str::trim_end) != Some("---") {
        return 0;
    }
    lines.position(|line| matches!(line.trim_end(), "---" | "...")).map_or(0, |at| at + 2)
}

/// A row of Markdown, or of a sheet that was read with tabs between its cells.
fn is_row(line: &str) -> bool {
    line.starts_with('|') || line.matches(" | ").count() > 1 || line.matches('\t').count() > 1
}

/// A line without emphasis, code marks, link targets and heading marks.
fn plain(line: &str) -> String {
    let mut line = line.trim_start_matches('#').trim().replace('\t', " | ");
    while let Some(found) = TARGET.find(&line).map(|found| found.range()) {
        line.replace_range(found, " ");
    }
    let kept: String = line.chars().filter(|c| !matches!(c, '*' | '`' | '[' | ']' | '\u{ad}' | '\u{200b}')).collect();
    kept.replace('\u{a0}', " ")
        .replace('\u{2019}', "'")
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
