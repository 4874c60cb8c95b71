//! The tables of a document as rows of cells, each as it was before it became Markdown.

use super::{Block, BlockKind, Extracted, Format, TextError, blocks, decode::decode};
use crate::iso::Rows;

/// The tables of an extracted text. Rows are counted within each table, the header being the first; a table that was cut
/// into parts with the same header is one again.
pub fn tables(text: &str, format: Format) -> Vec<Rows> {
    let mut found: Vec<Rows> = Vec::new();
    for block in blocks(text, format) {
        if block.kind != BlockKind::Table {
            continue;
        }
        let name = block.heading.last().cloned().unwrap_or_default();
        let mut rows = cells_of(&block, text);
        match found.last_mut() {
            Some(before) if before.name == name && before.rows.first().map(|row| &row.1) == rows.first() => {
                let count = before.rows.len();
                before.rows.extend(rows.drain(1..).enumerate().map(|(at, cells)| (count + at + 1, cells)));
            }
            _ => found.push(Rows { name, rows: rows.into_iter().enumerate().map(|(at, row)| (at + 1, row)).collect() }),
        }
    }
    found
}

/// The tables of a file that was read: of a workbook with the numbers of its rows, of other documents as in their text.
pub fn tables_of(read: &Extracted) -> Vec<Rows> {
    if read.tables.is_empty() { tables(&read.text, read.format) } else { read.tables.clone() }
}

/// The same for Markdown text.
pub fn markdown_tables(text: &str) -> Vec<Vec<Vec<String>>> {
    let tables = blocks(text, Format::Markdown).into_iter().filter(|block| block.kind == BlockKind::Table);
    tables.map(|block| cells_of(&block, text)).collect()
}

/// The rows of a CSV file with their numbers in the file, empty ones left out.
pub fn csv_rows(bytes: &[u8]) -> Result<Rows, TextError> {
    let decoded = decode(bytes, None)?;
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(super::csv::delimiter(&decoded.text))
        .from_reader(decoded.text.as_bytes());
    let (mut rows, mut folded) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| TextError::Damaged(error.to_string()))?;
        // Empty lines are no records but rows of a spreadsheet; a cell of several lines is one row.
        let (line, byte) = record.position().map_or((0, 0), |position| (position.line(), position.byte()));
        let before = decoded.text.get(usize::try_from(byte).unwrap_or(0)..).unwrap_or_default();
        let empty = before.chars().take_while(|c| matches!(c, '\n' | '\r')).filter(|c| *c == '\n').count();
        let row = (usize::try_from(line).unwrap_or(usize::MAX) + empty).saturating_sub(folded);
        folded += record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        let cells: Vec<String> = record.iter().map(|cell| unguarded(cell).to_owned()).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((row, cells));
        }
    }
    Ok(Rows { name: String::new(), rows })
}

/// A cell of CSV without the mark that keeps a spreadsheet from calculating it.
fn unguarded(cell: &str) -> &str {
    let bare = cell.trim_start_matches('\'');
    let is_guarded = bare.len() < cell.len() && bare.starts_with(['=', '+', '-', '@']);
    if is_guarded { cell.get(1..).unwrap_or(cell) } else { cell }
}

fn cells_of(block: &Block, text: &str) -> Vec<Vec<String>> {
    let lines = text.get(block.range.clone()).unwrap_or("").lines().enumerate();
    // The second line is the rule between header and rows.
    lines.filter(|(at, _)| *at != 1).map(|(_, line)| cells(line)).collect()
}

/// The cells of a row of a Markdown table, as they were before.
pub fn cells(row: &str) -> Vec<String> {
    let (mut cells, mut cell, mut escaped) = (Vec::new(), String::new(), false);
    let inner = row.trim().trim_start_matches('|');
    for c in inner.chars() {
        match c {
            _ if escaped => {
                if !c.is_ascii_punctuation() {
                    cell.push('\\');
                }
                cell.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '|' => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            _ => cell.push(c),
        }
    }
    if !cell.trim().is_empty() {
        cells.push(cell.trim().to_owned());
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_csv_keep_their_numbers_and_lose_the_guard_alone() {
        let rows = csv_rows(
            b"No.;Risk\n\nR-1;'=cmd|' /C calc'!A0\nR-2;\"a \"\"b\"\"; c\"\nR-3;\"two\nlines\"\nR-4;'quoted'\n",
        )
        .unwrap()
        .rows;
        let texts: Vec<(usize, &str)> = rows.iter().map(|(row, cells)| (*row, cells[1].as_str())).collect();
        assert_eq!(texts[1], (3, "=cmd|' /C calc'!A0"));
        assert_eq!(texts[2].1, "a \"b\"; c");
        assert_eq!(texts[4], (6, "'quoted'"), "a cell of two lines is one row");
    }

    #[test]
    fn escaped_bars_and_stars_come_back_as_they_were() {
        assert_eq!(cells(r"| a \| b | \*x\* | C:\dir |"), ["a | b", "*x*", r"C:\dir"]);
    }
}
