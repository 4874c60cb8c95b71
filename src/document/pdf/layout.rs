//! One page: its framed tables, and the lines outside them.

use super::{
    glyphs::Glyph,
    grid::{Grid, Rule},
    lines::{Line, lines},
};

/// A table with the place where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub(super) top: f64,
    pub(super) sides: (f64, f64),
    pub(super) rows: Vec<Vec<String>>,
}

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct PageLayout {
    pub(super) lines: Vec<Line>,
    pub(super) tables: Vec<Table>,
    /// Width and height.
    pub(super) size: (f64, f64),
}

impl PageLayout {
    pub(super) fn of(glyphs: Vec<Glyph>, rules: &[Rule], size: (f64, f64)) -> Self {
        let (upright, turned): (Vec<Glyph>, Vec<Glyph>) = glyphs.into_iter().partition(|glyph| glyph.vertical == 0);
        if turned.len() > upright.len() {
            return Self { lines: lines(turned), tables: Vec::new(), size: (size.1, size.0) };
        }
        let grids = Grid::all(rules);
        let mut cells: Vec<Cells> = grids.iter().map(Cells::new).collect();
        let mut free = Vec::new();
        for glyph in upright {
            let (x, y) = (f64::midpoint(glyph.x0, glyph.x1), glyph.y - glyph.size * 0.3);
            let place = grids.iter().enumerate().find_map(|(at, grid)| Some((at, grid.cell(x, y)?)));
            match place.and_then(|(at, (row, column))| cells.get_mut(at)?.slot(row, column)) {
                Some(slot) => slot.push(glyph),
                None => free.push(glyph),
            }
        }
        let mut tables = Vec::new();
        for (grid, cells) in grids.iter().zip(cells) {
            match cells.table(grid) {
                Ok(table) => tables.push(table),
                Err(loose) => free.extend(loose),
            }
        }
        Self { lines: lines(free), tables, size }
    }
}

/// The glyphs of a grid by row and column.
struct Cells {
    width: usize,
    slots: Vec<Vec<Glyph>>,
}

impl Cells {
    fn new(grid: &Grid) -> Self {
        let width = grid.xs.len().saturating_sub(1);
        let count = width * grid.ys.len().saturating_sub(1);
        Self { width, slots: (0..count).map(|_| Vec::new()).collect() }
    }

    fn slot(&mut self, row: usize, column: usize) -> Option<&mut Vec<Glyph>> {
        self.slots.get_mut(row * self.width + column)
    }

    /// The table, or the glyphs back when hardly any cell holds text: then it is a drawing or a frame.
    fn table(self, grid: &Grid) -> Result<Table, Vec<Glyph>> {
        let filled = self.slots.iter().filter(|slot| !slot.is_empty()).count();
        let rows = self.slots.chunks(self.width).filter(|row| row.iter().filter(|slot| !slot.is_empty()).count() > 1);
        if rows.count() < 2 || filled < 4 {
            return Err(self.slots.into_iter().flatten().collect());
        }
        let mut texts: Vec<Vec<String>> = Vec::new();
        let mut slots = self.slots.into_iter();
        for _ in 1..grid.ys.len() {
            texts.push(slots.by_ref().take(self.width).map(text).collect());
        }
        texts.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        drop_empty_columns(&mut texts);
        Ok(Table { top: grid.top(), sides: grid.sides(), rows: texts })
    }
}

fn text(glyphs: Vec<Glyph>) -> String {
    let mut text = String::new();
    for line in lines(glyphs) {
        super::blocks::join(&mut text, &line.text(), &|_| false);
    }
    text
}

/// Double rules and spanning cells leave columns in which nothing ever stands.
fn drop_empty_columns(rows: &mut [Vec<String>]) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let used: Vec<bool> =
        (0..width).map(|at| rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))).collect();
    for row in rows {
        let mut at = 0;
        row.retain(|_| {
            at += 1;
            used.get(at - 1).copied().unwrap_or(false)
        });
    }
}
