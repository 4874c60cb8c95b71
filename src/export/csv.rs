//! A table as CSV that no spreadsheet calculates: a cell that begins like a formula gets an apostrophe before it, which
//! reading takes away again.

use ::csv::{QuoteStyle, WriterBuilder};

use super::{ExportError, Format, Plain};
use crate::iso::Table;

/// Signs with which a spreadsheet begins to calculate.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// The file of a table.
pub(super) fn write(table: &Table) -> Result<Vec<u8>, ExportError> {
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Necessary).from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| ExportError::writer(Format::Csv, &error);
    writer.write_record(table.columns.iter().map(|column| column.title)).map_err(|error| failed(&error))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| guarded(cell))).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

fn guarded(cell: &str) -> String {
    let cell = Plain::line(cell);
    if cell.trim_start_matches('\'').starts_with(FORMULA) { format!("'{}", &*cell) } else { cell.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::csv_rows, iso::TableColumn};

    #[test]
    fn a_formula_is_text_and_comes_back_as_it_was() {
        let cells = ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "''=x", "a; \"b\", c", "'quoted'", "plain"];
        let rows = cells.iter().map(|cell| vec![(*cell).to_owned(), "x".to_owned()]).collect();
        let columns = vec![TableColumn::new("One", 10), TableColumn::new("Two", 10)];
        let bytes = write(&Table { name: "T", columns, rows }).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        for line in text.lines().skip(1) {
            assert!(!line.trim_start_matches('"').starts_with(FORMULA), "{line}");
        }
        let back: Vec<String> =
            csv_rows(&bytes).unwrap().rows.into_iter().skip(1).map(|(_, row)| row[0].clone()).collect();
        assert_eq!(back, cells);
    }
}
