//! From lines in reading order to headings, paragraphs, items and tables, written as Markdown.

mod flow;
mod levels;

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::{
    columns::{Piece, ordered},
    layout::PageLayout,
    lines::Line,
};
use crate::document::writer::{Mark, PAGE, Writer};

use flow::Flow;
use levels::Levels;

static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(\d{1,3})[.)]\s+(\S.*)$").ok());
static LETTERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:\((?:[a-z]{1,4}|[A-Z]|\d{1,2})\)|[a-z]{1,4}\)|[a-z]\.)\s+\S").ok());
static SECTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3})+\.?\s+\S").ok());

/// What a block of lines is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Text,
    /// A bullet at a place from the left.
    Bullet(f64),
    Number(f64, u64),
    Table(Vec<Vec<String>>),
}

/// A block of a document, still with the marks of how it was set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub(super) shape: Shape,
    pub(super) text: String,
    pub(super) page: usize,
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) lines: usize,
    /// It stands clear of what is above it.
    pub(super) apart: bool,
}

/// Writes a document's pages.
pub(super) fn write(writer: &mut Writer, pages: Vec<PageLayout>) {
    let count = pages.len();
    let words: HashSet<String> = words(&pages);
    let mut flow = Flow::new(&pages, &words);
    for (number, page) in pages.into_iter().enumerate() {
        flow.start_page(number, &page);
        for piece in ordered(page) {
            match piece {
                Piece::Line(line) => flow.line(line),
                Piece::Table(table) => flow.table(table.rows),
            }
        }
    }
    let blocks = flow.finish();
    let levels = Levels::of(&blocks);
    let (mut page, mut indents) = (None, Vec::new());
    for block in &blocks {
        while page.is_none_or(|page| page < block.page) {
            writer.page();
            page = Some(page.map_or(0, |page: usize| page + 1));
        }
        one(writer, block, &levels, &mut indents);
        page = page.map(|page| page + block.text.matches(PAGE).count());
    }
    let started = page.map_or(0, |page| page + 1);
    (started..count).for_each(|_| writer.page());
}

fn one(writer: &mut Writer, block: &Block, levels: &Levels, indents: &mut Vec<f64>) {
    if let Some(level) = levels.level(block) {
        indents.clear();
        return writer.heading(level, &block.text);
    }
    match &block.shape {
        Shape::Text => {
            indents.clear();
            writer.paragraph(&block.text);
        }
        Shape::Bullet(x) => writer.item(depth(indents, *x), Mark::Bullet, &block.text),
        Shape::Number(x, number) => {
            // The mark was kept in case the line is a heading.
            let text = block.text.split_once([' ', '\t']).map_or("", |(_, text)| text);
            writer.item(depth(indents, *x), Mark::Number(*number), text);
        }
        Shape::Table(rows) => {
            indents.clear();
            writer.table(rows);
        }
    }
}

/// How deep an item is, by how far its mark stands from the left.
fn depth(indents: &mut Vec<f64>, x: f64) -> usize {
    indents.retain(|indent| *indent <= x + 4.0);
    if indents.last().is_none_or(|last| *last < x - 4.0) {
        indents.push(x);
    }
    indents.len().saturating_sub(1)
}

/// Whether a character is one of those that mark items.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '◦'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '■'
            | '□'
            | '‣'
            | '⁃'
            | '∙'
            | '·'
            | '➢'
            | '➤'
            | '✓'
            | '✔'
            | '❖'
            | '◆'
            | '►'
            | '▶'
            | '–'
            | '-'
            | '*'
            | '§'
    ) || matches!(c, '\u{F000}'..='\u{F0FF}')
}

/// The shape of a line's start, and the line without its mark.
fn marked(line: &Line) -> (Shape, String) {
    let text = line.text();
    let mut letters = text.chars();
    if let Some(first) = letters.next().filter(|c| is_bullet(*c)) {
        let rest = letters.as_str();
        let sure = !matches!(first, '-' | '–' | '*' | '·' | '§');
        if (rest.starts_with(' ') || sure) && !rest.trim().is_empty() {
            return (Shape::Bullet(line.x0()), rest.trim_start().to_owned());
        }
    }
    if let Some(rest) = text.strip_prefix("o ").filter(|rest| rest.starts_with(char::is_uppercase)) {
        return (Shape::Bullet(line.x0()), rest.to_owned());
    }
    let numbered = NUMBERED
        .as_ref()
        .and_then(|pattern| pattern.captures(&text))
        .and_then(|found| Some((found.get(1)?.as_str().parse().ok()?, found.get(2)?.as_str().to_owned())));
    match numbered {
        Some((number, rest)) => (Shape::Number(line.x0(), number), rest),
        None => (Shape::Text, text),
    }
}

/// Whether a line begins something of its own: an item with a letter, a numbered clause.
fn begins(text: &str) -> bool {
    [&LETTERED, &SECTION].iter().any(|pattern| pattern.as_ref().is_some_and(|pattern| pattern.is_match(text)))
}

/// Whether a line begins with a number of several levels, such as `4.2`.
fn is_section(text: &str) -> bool {
    SECTION.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Adds a line to a text; a word that was cut at the line's end is joined again unless it is written with a hyphen.
pub(super) fn join(text: &mut String, next: &str, hyphenated: &dyn Fn(&str) -> bool) {
    let cut = text.ends_with('-') || text.ends_with('\u{ad}');
    let before = text.chars().rev().nth(1);
    let lower = next.trim_start_matches(PAGE).starts_with(char::is_lowercase);
    if cut && lower && before.is_some_and(char::is_alphabetic) {
        let last = text.rsplit(char::is_whitespace).next().unwrap_or("");
        let first = next.split(char::is_whitespace).next().unwrap_or("");
        if text.ends_with('\u{ad}') || !hyphenated(&format!("{last}{first}")) {
            text.pop();
        }
        text.push_str(next);
        return;
    }
    let compound = cut && before.is_some_and(char::is_alphanumeric);
    if !text.is_empty() && !compound {
        text.push(' ');
    }
    text.push_str(next);
}

/// The words with a hyphen that stand inside lines, which tells how a cut word is written.
fn words(pages: &[PageLayout]) -> HashSet<String> {
    let lines = pages.iter().flat_map(|page| &page.lines);
    let mut found = HashSet::new();
    for line in lines {
        let text = line.text();
        let inner = text.split_whitespace().filter(|word| word.contains('-') && !word.ends_with('-'));
        found.extend(inner.map(bare));
    }
    found
}

/// A word without what stands around it, in small letters.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}
