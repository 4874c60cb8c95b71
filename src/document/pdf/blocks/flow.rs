//! Lines joined to blocks: where a paragraph ends and the next begins.

use std::collections::HashSet;

use super::{Block, Shape, bare, begins, is_section, join, marked};
use crate::document::{
    pdf::{layout::PageLayout, lines::Line},
    writer::PAGE,
};

/// A distance of this many usual ones between lines ends a paragraph.
const APART: f64 = 1.28;

/// Takes lines in reading order and gives blocks.
pub(super) struct Flow<'a> {
    words: &'a HashSet<String>,
    blocks: Vec<Block>,
    open: Option<Open>,
    /// Lines that may be the rows of a table without a frame.
    rows: Vec<Line>,
    page: usize,
    /// The usual distance of lines, in sizes of their type.
    leading: f64,
    /// The right edge of the page's text.
    right: f64,
    last: Option<(f64, f64)>,
}

struct Open {
    block: Block,
    /// Where its mark stands, and where its other lines do.
    x0: f64,
    inner: Option<f64>,
    last: Line,
}

impl<'a> Flow<'a> {
    pub(super) fn new(pages: &[PageLayout], words: &'a HashSet<String>) -> Self {
        Self {
            words,
            blocks: Vec::new(),
            open: None,
            rows: Vec::new(),
            page: 0,
            leading: leading(pages),
            right: 0.0,
            last: None,
        }
    }

    pub(super) fn start_page(&mut self, number: usize, page: &PageLayout) {
        self.flush_rows();
        self.page = number;
        self.right = page.lines.iter().map(Line::x1).fold(0.0, f64::max);
        self.last = None;
    }

    pub(super) fn line(&mut self, line: Line) {
        if line.segments.len() > 1 || self.continues_row(&line) {
            self.end();
            self.rows.push(line);
            return;
        }
        self.flush_rows();
        self.prose(line);
    }

    pub(super) fn table(&mut self, rows: Vec<Vec<String>>) {
        self.flush_rows();
        self.end();
        // A table that goes on over the page is one table, and its repeated header is said once.
        if let Some(Block { shape: Shape::Table(before), page, .. }) = self.blocks.last_mut()
            && before.last().map(Vec::len) == rows.first().map(Vec::len)
            && *page + 1 >= self.page
            && self.last.is_none()
        {
            let header = before.first() == rows.first();
            before.extend(rows.into_iter().skip(usize::from(header)));
            *page = (*page).min(self.page);
            return;
        }
        self.push_table(rows);
        self.last = None;
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.flush_rows();
        self.end();
        self.blocks
    }

    fn push_table(&mut self, rows: Vec<Vec<String>>) {
        let block = Block {
            shape: Shape::Table(rows),
            text: String::new(),
            page: self.page,
            size: 0.0,
            bold: false,
            lines: 0,
            apart: true,
        };
        self.blocks.push(block);
    }

    /// Whether a line of one piece is the rest of a cell of the row above it.
    fn continues_row(&self, line: &Line) -> bool {
        let Some(row) = self.rows.iter().rev().find(|row| row.segments.len() > 1) else { return false };
        let Some(last) = self.rows.last() else { return false };
        let near = line.y - last.y > 0.0 && line.y - last.y < line.size() * self.leading * 1.2;
        near && row.segments.iter().skip(1).any(|segment| (segment.x0 - line.x0()).abs() < 3.0)
    }

    /// Writes the gathered rows: as a table when they stand in columns, else as lines.
    fn flush_rows(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return;
        }
        match columns(&rows) {
            Some(xs) => {
                self.end();
                let table = table(&rows, &xs);
                self.push_table(table);
                self.last = rows.last().map(|row| (row.y, row.size()));
            }
            None => rows.into_iter().for_each(|row| self.prose(row)),
        }
    }

    fn prose(&mut self, line: Line) {
        let (shape, text) = marked(&line);
        let gap = self.last.map(|(y, size)| (line.y - y) / size.max(line.size()).max(1.0));
        self.last = Some((line.y, line.size()));
        if self.goes_on(&line, &shape, &text, gap) {
            if let Some(open) = &mut self.open {
                let turned = (open.block.page + open.block.text.matches(PAGE).count()..self.page).map(|_| PAGE);
                let text = turned.chain(text.chars()).collect::<String>();
                let words = self.words;
                join(&mut open.block.text, &text, &|word| words.contains(&bare(word)));
                open.block.lines += 1;
                open.inner.get_or_insert(line.x0());
                open.last = line;
            }
            return;
        }
        self.end();
        let apart = gap.is_none_or(|gap| !(0.0..self.leading * APART).contains(&gap));
        let text = if matches!(shape, Shape::Number(..)) { line.text() } else { text };
        let (size, bold) = (line.size(), line.is_bold());
        let block = Block { shape, text, page: self.page, size, bold, lines: 1, apart };
        self.open = Some(Open { block, x0: line.x0(), inner: None, last: line });
    }

    /// Whether a line belongs to the open block.
    fn goes_on(&self, line: &Line, shape: &Shape, text: &str, gap: Option<f64>) -> bool {
        let Some(open) = &self.open else { return false };
        let last = open.last.text();
        if *shape != Shape::Text || begins(text) || (open.last.size() - line.size()).abs() > 0.7 {
            return false;
        }
        if open.last.is_bold() != line.is_bold() && !(open.block.lines > 1 && !open.block.bold && !line.is_bold()) {
            // A heading in bold type and the text below it, or emphasis in the middle of a sentence.
            let sentence = open.last.x1() > self.right * 0.85 && text.starts_with(char::is_lowercase);
            if !sentence {
                return false;
            }
        }
        let ended = last.trim_end().ends_with(['.', '!', '?', ':', ';']);
        match gap {
            // Another column or page: the sentence goes on when it had not ended.
            None => !ended && text.starts_with(char::is_lowercase) && !is_section(&open.block.text),
            Some(gap) if gap < 0.0 => !ended && text.starts_with(char::is_lowercase),
            Some(gap) if gap > self.leading * APART => false,
            Some(_) => {
                let short = open.last.x1() < self.right - 0.25 * self.right.max(1.0);
                let inner = open.inner.unwrap_or(line.x0());
                let indented = line.x0() - inner > line.size() && ended;
                let is_item = !matches!(open.block.shape, Shape::Text);
                let left = is_item && line.x0() < open.x0 + 1.0 && ended;
                !(short && ended && !is_item || indented || left)
            }
        }
    }

    fn end(&mut self) {
        if let Some(open) = self.open.take() {
            self.blocks.push(open.block);
        }
    }
}

/// The usual distance between lines, in sizes of their type: the middle one of all that are plausible.
fn leading(pages: &[PageLayout]) -> f64 {
    let mut gaps: Vec<f64> = Vec::new();
    for page in pages {
        for (above, below) in page.lines.iter().zip(page.lines.iter().skip(1)) {
            let gap = (below.y - above.y) / below.size().max(1.0);
            if (0.9..2.2).contains(&gap) && (above.size() - below.size()).abs() < 0.6 && above.text().len() > 40 {
                gaps.push(gap);
            }
        }
    }
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() * 2 / 5).copied().unwrap_or(1.25)
}

/// Where the columns of rows begin, when most of them agree on at least two.
fn columns(rows: &[Line]) -> Option<Vec<f64>> {
    let many: Vec<&Line> = rows.iter().filter(|row| row.segments.len() > 1).collect();
    if many.len() < 2 {
        return None;
    }
    let mut xs: Vec<(f64, usize)> = Vec::new();
    for segment in many.iter().flat_map(|row| &row.segments) {
        match xs.iter_mut().find(|(x, _)| (*x - segment.x0).abs() < 6.0) {
            Some((_, count)) => *count += 1,
            None => xs.push((segment.x0, 1)),
        }
    }
    xs.retain(|(_, count)| *count * 3 >= many.len().min(9) && *count > 1);
    xs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let xs: Vec<f64> = xs.into_iter().map(|(x, _)| x).collect();
    (xs.len() > 1).then_some(xs)
}

/// Rows of cells; a row without anything in its first column goes on with the row above.
fn table(rows: &[Line], xs: &[f64]) -> Vec<Vec<String>> {
    let mut table: Vec<Vec<String>> = Vec::new();
    let mut before: Option<f64> = None;
    for row in rows {
        let mut cells = vec![String::new(); xs.len()];
        for segment in &row.segments {
            let at = xs.iter().take_while(|x| **x <= segment.x0 + 6.0).count().saturating_sub(1);
            if let Some(cell) = cells.get_mut(at) {
                join(cell, &segment.text, &|_| true);
            }
        }
        let near = before.is_some_and(|before| row.y - before < row.size() * 1.7);
        before = Some(row.y);
        let rest = cells.first().is_some_and(String::is_empty) && near;
        match table.last_mut().filter(|_| rest) {
            Some(above) => {
                for (cell, more) in above.iter_mut().zip(&cells).filter(|(_, more)| !more.is_empty()) {
                    join(cell, more, &|_| true);
                }
            }
            None => table.push(cells),
        }
    }
    table
}
