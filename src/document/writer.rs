//! Writes what a parser found as Markdown, so that one set of readers serves every format.
//!
//! Only what Markdown would misread is escaped, so that the text stays as close to the file's words as it can.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::{Extracted, Format, Kind, decode::turns_direction};

/// Rows of one table; a longer one goes on in another table with the same header.
const TABLE_ROWS: usize = 40;
/// Stands where a page starts while text is put together; no format can carry it.
pub(super) const PAGE: char = '\0';

/// What stands at the start of a line and would be read as a mark.
static LINE_START: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?: \#{1,6}(?:\s|$) | [-+*](?:\s|$) | (?:[-*_]\s*){3,}$ | =+\s*$ | --+\s*$ | > | \| | ```
        | ~~~ | \[[^\]]*\]: )",
    )
    .ok()
});
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(\d{1,9})([.)])(?:\s|$)").ok());
static ENTITY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9a-fA-F]+);").ok());

/// How a list item is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Bullet,
    Number(u64),
}

/// Puts a Markdown text together, block by block.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
    warnings: BTreeSet<String>,
    list: Vec<Level>,
}

#[derive(Debug, Clone, Copy)]
struct Level {
    /// Where the text of its items starts.
    indent: usize,
    mark: Mark,
    /// `)` instead of `.`, so that a list that starts again is seen to be another one.
    bracket: bool,
}

impl Writer {
    /// A heading; levels beyond 6 are 6.
    pub(super) fn heading(&mut self, level: usize, title: &str) {
        let title = folded(title);
        if title.trim_matches(PAGE).is_empty() {
            return;
        }
        self.gap();
        self.text.push_str(&"#".repeat(level.clamp(1, 6)));
        self.text.push(' ');
        // A closing run of marks would be taken for decoration.
        let closing = title.ends_with('#');
        self.text.push_str(&inline(&title));
        if closing {
            self.text.push_str(" #");
        }
        self.text.push('\n');
    }

    /// A paragraph; its line breaks stay.
    pub(super) fn paragraph(&mut self, text: &str) {
        let lines = lines(text);
        if lines.is_empty() {
            return;
        }
        self.gap();
        for line in lines {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// An item of a list, `depth` lists deep, from 0.
    pub(super) fn item(&mut self, depth: usize, mark: Mark, text: &str) {
        let lines = lines(text);
        if lines.is_empty() {
            return;
        }
        let depth = depth.min(self.list.len()).min(8);
        if self.list.is_empty() {
            self.gap();
        }
        let before = self.list.get(depth).copied();
        self.list.truncate(depth);
        let outer = self.list.last().map_or(0, |level| level.indent);
        let bracket = match (before.map(|level| (level.mark, level.bracket)), mark) {
            (Some((Mark::Number(last), bracket)), Mark::Number(number)) => {
                bracket != (number != last.saturating_add(1))
            }
            _ => false,
        };
        let shown = match mark {
            Mark::Bullet => "- ".to_owned(),
            Mark::Number(number) => format!("{number}{} ", if bracket { ')' } else { '.' }),
        };
        let indent = outer + shown.len();
        self.list.push(Level { indent, mark, bracket });
        for (at, line) in lines.iter().enumerate() {
            self.text.push_str(&if at == 0 { format!("{}{shown}", " ".repeat(outer)) } else { " ".repeat(indent) });
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// A table; its first row is the header. One column is no table, and becomes paragraphs.
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let filled = |row: &&Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
        let mut kept = rows.iter().filter(filled);
        if width < 2 {
            kept.flatten().for_each(|cell| self.paragraph(cell));
            return;
        }
        let Some(header) = kept.next() else { return };
        let body: Vec<&Vec<String>> = kept.collect();
        let mut parts: Vec<&[&Vec<String>]> = body.chunks(TABLE_ROWS).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        for part in parts {
            self.gap();
            self.row(header, width);
            self.text.push_str(&format!("|{}\n", "---|".repeat(width)));
            for row in part {
                self.row(row, width);
            }
        }
    }

    fn row(&mut self, row: &[String], width: usize) {
        self.text.push('|');
        for at in 0..width {
            let cell = row.get(at).map(|cell| inline(&folded(cell)).replace('|', "\\|")).unwrap_or_default();
            // A backslash at the end would swallow the bar.
            let cell = if cell.ends_with('\\') && !cell.ends_with("\\\\") { format!("{cell}\\") } else { cell };
            self.text.push_str(&format!(" {cell} |"));
        }
        self.text.push('\n');
    }

    /// Text that stands as it is, such as a program.
    pub(super) fn code(&mut self, text: &str) {
        let text = text.trim_matches('\n').trim_end();
        if text.trim().is_empty() {
            return;
        }
        self.gap();
        let fence = if text.contains("```") { "~~~~" } else { "```" };
        self.text.push_str(&format!("{fence}\n{text}\n{fence}\n"));
    }

    /// The next block is the first of a page.
    pub(super) fn page(&mut self) {
        self.text.push(PAGE);
    }

    /// Tells the user something, once.
    pub(super) fn warn(&mut self, warning: impl Into<String>) {
        self.warnings.insert(warning.into());
    }

    /// The text, without characters that no document means.
    pub(super) fn finish(self, kind: Kind) -> Extracted {
        let (mut text, mut pages, mut chars) = (String::with_capacity(self.text.len()), Vec::new(), 0);
        for c in self.text.chars() {
            if c == PAGE {
                pages.push(chars);
            } else if !(c.is_control() && c != '\n' && c != '\t' || turns_direction(c)) {
                text.push(c);
                chars += 1;
            }
        }
        let warnings = self.warnings.into_iter().collect();
        Extracted { format: Format::Markdown, kind, text, pages, warnings, tables: Vec::new() }
    }

    /// A blank line between blocks; it ends a list.
    fn gap(&mut self) {
        self.list.clear();
        let marks = self.text.len() - self.text.trim_end_matches(PAGE).len();
        let end = self.text.len() - marks;
        if end > 0 {
            self.text.insert(end, '\n');
        }
    }
}

/// A text on one line, without characters that no document means.
pub(super) fn clean_line(text: &str) -> String {
    let meant: String =
        text.chars().filter(|c| c.is_whitespace() || !(c.is_control() || turns_direction(*c))).collect();
    folded(&meant)
}

/// White space folded to single spaces; page marks stay.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a block, folded and escaped, without empty ones.
fn lines(text: &str) -> Vec<String> {
    let lines = text.split('\n').map(folded).filter(|line| !line.trim_matches(PAGE).is_empty());
    lines.map(|line| line_start(&inline(&line))).collect()
}

/// Escapes what a line must not start with.
fn line_start(line: &str) -> String {
    let marks = line.len() - line.trim_start_matches(PAGE).len();
    let (pages, body) = line.split_at(marks);
    if LINE_START.as_ref().is_some_and(|pattern| pattern.is_match(body)) {
        return format!("{pages}\\{body}");
    }
    match NUMBER.as_ref().and_then(|pattern| pattern.captures(body)).and_then(|found| found.get(2)) {
        Some(mark) => {
            let (number, rest) = body.split_at(mark.start());
            format!("{pages}{number}\\{rest}")
        }
        None => line.to_owned(),
    }
}

/// Escapes what would be read as a tag, an entity or an escape anywhere in a line.
fn inline(text: &str) -> String {
    if !text.contains(['<', '&', '\\']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or("");
        let next = rest.chars().nth(1);
        let misread = match c {
            '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => ENTITY.as_ref().is_some_and(|pattern| pattern.is_match(rest)),
            '\\' => next.is_some_and(|next| next.is_ascii_punctuation()),
            _ => false,
        };
        if misread {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
