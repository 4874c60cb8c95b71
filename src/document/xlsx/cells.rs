//! The cells of a row: where each stands and what it shows.

use super::{number::Formats, rich_text};
use crate::document::{TextError, xml::Element};

/// A cell with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// From 0; `A` is 0.
    pub(super) column: u32,
    pub(super) text: String,
}

/// Reads cells.
pub(super) struct Cells<'a> {
    pub(super) shared: &'a [String],
    pub(super) formats: &'a Formats,
    /// How many more may come.
    pub(super) left: usize,
}

impl Cells<'_> {
    /// The cells of a row that hold anything, from left to right.
    pub(super) fn row(&mut self, row: &Element) -> Result<Vec<Cell>, TextError> {
        let mut found = Vec::new();
        let mut next = 0;
        for element in row.elements().filter(|element| element.name == "c") {
            let column = element.attribute("r").and_then(column).unwrap_or(next);
            next = column.saturating_add(1);
            let text = self.value(element);
            if text.trim().is_empty() {
                continue;
            }
            self.take()?;
            found.push(Cell { column, text });
        }
        Ok(found)
    }

    /// Counts a cell.
    pub(super) fn take(&mut self) -> Result<(), TextError> {
        let left = self.left.checked_sub(1);
        self.left = left.ok_or_else(|| TextError::Limit("more cells than a document has".to_owned()))?;
        Ok(())
    }

    fn value(&self, cell: &Element) -> String {
        let raw = cell.child("v").map(Element::text).unwrap_or_default();
        match cell.attribute("t").unwrap_or("n") {
            "s" => raw.trim().parse::<usize>().ok().and_then(|at| self.shared.get(at).cloned()).unwrap_or_default(),
            "inlineStr" => cell.child("is").map(rich_text).unwrap_or_default(),
            "b" => if raw.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "n" => {
                let style = cell.attribute("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                self.formats.shown(raw.trim(), style)
            }
            // A formula's text, an error such as #N/A, or a date that is written out.
            _ => raw,
        }
    }
}

/// `AB12` → 27.
pub(super) fn column(reference: &str) -> Option<u32> {
    let letters = reference.chars().take_while(char::is_ascii_alphabetic).take(4);
    let number = letters.fold(0_u32, |sum, letter| {
        sum.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase()).saturating_sub(64))
    });
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_like_letters() {
        assert_eq!(
            ["A1", "Z9", "AA1", "XFD1048576", "7"].map(column),
            [Some(0), Some(25), Some(26), Some(16383), None]
        );
    }
}
