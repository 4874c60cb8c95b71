//! One sheet: its rows under the numbers that a person sees, with what was merged over several rows in each of them.

use std::collections::BTreeSet;

use super::cells::{Cell, Cells, column};
use crate::{
    document::{
        TextError,
        writer::{Writer, clean_line},
        xml::Parts,
    },
    iso::Rows,
};

/// Cells of the rows of one sheet, those without a value included, when they are given out as rows.
const MAX_GRID: usize = 2_000_000;

/// A row that holds anything.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    number: u64,
    cells: Vec<Cell>,
}

/// A sheet that was read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rows: Vec<Row>,
    /// Rows that a filter or a person hides.
    pub(super) hidden: usize,
}

/// Cells that were merged: first and last row, and the first column.
type Merged = (u64, u64, u32);

impl Sheet {
    /// Reads a sheet's part.
    pub(super) fn read(text: &str, cells: &mut Cells<'_>) -> Result<Self, TextError> {
        let mut parts = Parts::of(text);
        let (mut sheet, mut merged, mut before) = (Self::default(), Vec::new(), 0);
        while let Some(element) = parts.next_of(|name, _| matches!(name, "row" | "mergeCell"))? {
            if element.name == "mergeCell" {
                merged.extend(element.attribute("ref").and_then(range));
                continue;
            }
            let number = element.attribute("r").and_then(|number| number.parse().ok()).unwrap_or(before + 1_u64);
            before = number;
            let found = cells.row(&element)?;
            if !found.is_empty() {
                sheet.hidden += usize::from(matches!(element.attribute("hidden"), Some("1" | "true")));
                sheet.rows.push(Row { number, cells: found });
            }
        }
        for merged in merged {
            sheet.fill(merged, cells)?;
        }
        Ok(sheet)
    }

    /// Gives the value of merged cells to each row that they cover, since it holds for all of them. A row that holds nothing
    /// else stays empty.
    fn fill(&mut self, (first, last, column): Merged, cells: &mut Cells<'_>) -> Result<(), TextError> {
        let from = self.rows.partition_point(|row| row.number < first);
        let mut covered = self.rows.iter_mut().skip(from).take_while(|row| row.number <= last);
        let Some(top) = covered.next().filter(|row| row.number == first) else { return Ok(()) };
        let Some(value) = top.cells.iter().find(|cell| cell.column == column).cloned() else { return Ok(()) };
        for row in covered {
            cells.take()?;
            let at = row.cells.partition_point(|cell| cell.column < column);
            if row.cells.get(at).is_none_or(|cell| cell.column != column) {
                row.cells.insert(at, value.clone());
            }
        }
        Ok(())
    }

    /// Writes it: rows without a gap between them are one table.
    pub(super) fn write(&self, writer: &mut Writer, name: &str) {
        if !self.rows.is_empty() {
            writer.heading(2, name);
        }
        for block in self.rows.chunk_by(|one, next| one.number.checked_add(1) == Some(next.number)) {
            table(writer, block);
        }
    }

    /// Its rows with their numbers, in the columns that hold anything; none when that would be too many cells.
    pub(super) fn rows(&self, name: &str) -> Option<Rows> {
        let columns = columns(&self.rows);
        let fits = self.rows.len().checked_mul(columns.len()).is_some_and(|cells| cells <= MAX_GRID);
        if self.rows.is_empty() || !fits {
            return None;
        }
        let rows = self.rows.iter();
        let rows = rows.map(|row| {
            let texts = row.texts(&columns).iter().map(|text| clean_line(text)).collect();
            (usize::try_from(row.number).unwrap_or(usize::MAX), texts)
        });
        Some(Rows { name: name.to_owned(), rows: rows.collect() })
    }
}

impl Row {
    /// Its texts under these columns.
    fn texts(&self, columns: &BTreeSet<u32>) -> Vec<String> {
        let text = |column: &u32| self.cells.iter().find(|cell| cell.column == *column).map(|cell| cell.text.clone());
        columns.iter().map(|column| text(column).unwrap_or_default()).collect()
    }
}

fn columns(rows: &[Row]) -> BTreeSet<u32> {
    rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column).collect()
}

/// A block of rows as a table of the columns that hold anything.
fn table(writer: &mut Writer, block: &[Row]) {
    let columns = columns(block);
    // A title above a table, in a row of its own, is not its header.
    let titles = block.iter().take_while(|row| row.cells.len() == 1 && columns.len() > 1).count();
    let titles = if titles == block.len() { 0 } else { titles };
    for cell in block.iter().take(titles).flat_map(|row| &row.cells) {
        writer.paragraph(&cell.text);
    }
    let rows: Vec<Vec<String>> = block.iter().skip(titles).map(|row| row.texts(&columns)).collect();
    writer.table(&rows);
}

/// `B2:D5` → rows 2 to 5, column 1. Cells that are merged within one row alone change nothing.
fn range(text: &str) -> Option<Merged> {
    let (first, last) = text.split_once(':')?;
    let row = |reference: &str| reference.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u64>().ok();
    let (top, bottom) = (row(first)?, row(last)?);
    (top < bottom).then_some((top, bottom, column(first)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_over_several_rows_is_understood_and_another_is_none() {
        assert_eq!(range("B2:D5"), Some((2, 5, 1)));
        for other in ["B2", "B2:D2", "B5:B2", "2:5", "B:D", "", ":"] {
            assert_eq!(range(other), None, "{other}");
        }
    }
}
