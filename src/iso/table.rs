//! Tables between data and files: named columns, rows of one-line texts, and what is wrong with a row of somebody else's.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A table to write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What its tab says.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Its rows, each with a text for every column.
    pub rows: Vec<Vec<String>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its title.
    pub title: &'static str,
    /// How wide it is shown, in characters.
    pub width: u8,
    /// The only texts that it takes; empty means any.
    pub choices: Vec<String>,
}

/// Rows as a file has them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rows {
    /// The tab or heading that they stand under; may be empty.
    pub name: String,
    /// Each row: its number in the file, from 1 on, and its cells.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Something wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error, schemars::JsonSchema)]
#[error("row {row}: {message}")]
pub struct RowProblem {
    /// The row's number in the file, from 1 on.
    pub row: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Rows {
    /// The rows without notes: a row of one or two cells behind an empty row says something of the table, as a signature
    /// below it does, and is no row of it.
    pub fn without_notes(&self) -> impl Iterator<Item = &(usize, Vec<String>)> {
        let befores = std::iter::once(None).chain(self.rows.iter().map(|(row, _)| Some(*row)));
        let is_note = |before: Option<usize>, (row, cells): &(usize, Vec<String>)| {
            let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
            before.is_some_and(|before| before + 1 < *row) && filled <= 2 && cells.len() > 2
        };
        self.rows.iter().zip(befores).filter(move |(row, before)| !is_note(*before, row)).map(|(row, _)| row)
    }

    /// A table as a file gives it back, its header in row 1.
    pub fn of(table: Table) -> Self {
        let header = table.columns.iter().map(|column| column.title.to_owned()).collect();
        let rows = std::iter::once(header).chain(table.rows).enumerate();
        Self { name: table.name.to_owned(), rows: rows.map(|(at, cells)| (at + 1, cells)).collect() }
    }
}

impl TableColumn {
    /// A column that takes any text.
    pub fn new(title: &'static str, width: u8) -> Self {
        Self { title, width, choices: Vec::new() }
    }

    /// A column that takes these texts only.
    #[must_use]
    pub fn of(mut self, choices: &[&str]) -> Self {
        self.choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
        self
    }
}

/// A text in one line, with single spaces.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names in one cell.
pub fn joined(items: &[String]) -> String {
    items.join("; ")
}

/// The names of a cell.
pub fn parted(cell: &str) -> Vec<String> {
    let parts = cell.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}
