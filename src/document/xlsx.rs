//! Excel: each sheet under its name, its rows as the rows of tables, values as a person sees them.

mod cells;
mod number;

use std::collections::BTreeSet;

use cells::{Cell, Cells};
use number::Formats;

use super::{
    Extracted, Kind, TextError,
    package::Package,
    writer::Writer,
    xml::{Element, Parts},
};

/// Cells with a value in one workbook; more is a data set.
const MAX_CELLS: usize = 1_000_000;
/// Characters of all shared texts together.
const MAX_SHARED: usize = 64 * 1024 * 1024;

/// A sheet's place in the workbook.
struct Sheet {
    name: String,
    part: String,
    hidden: bool,
}

/// The text of a workbook.
pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, TextError> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let Some(workbook) = package.text(&main)? else {
        return Err(TextError::Damaged("it has no workbook part".to_owned()));
    };
    let related = package.relations(&main)?;
    let mut part = |kind: &str| match related.iter().find(|relation| relation.kind.ends_with(kind)) {
        Some(relation) => package.text(&relation.target),
        None => Ok(None),
    };
    let shared = shared_texts(part("/sharedStrings")?.as_deref().unwrap_or(""))?;
    let formats = Formats::read(part("/styles")?.as_deref().unwrap_or(""), since_1904(&workbook)?)?;
    let mut writer = Writer::default();
    let mut left = MAX_CELLS;
    for sheet in sheets(&workbook, &related)? {
        if sheet.hidden {
            writer.warn(format!("the hidden sheet `{}` was left out", sheet.name));
            continue;
        }
        let Some(text) = package.text(&sheet.part)? else { continue };
        let mut cells = Cells { shared: &shared, formats: &formats, left };
        write(&mut writer, &sheet.name, &text, &mut cells)?;
        left = cells.left;
    }
    Ok(writer.finish(Kind::Excel))
}

fn sheets(workbook: &str, related: &[super::package::Relation]) -> Result<Vec<Sheet>, TextError> {
    let mut found = Vec::new();
    let mut parts = Parts::of(workbook);
    while let Some(element) = parts.next("sheet")? {
        let id = element.attribute("id").unwrap_or_default();
        let Some(relation) = related.iter().find(|relation| relation.id == id) else { continue };
        if relation.kind.ends_with("/worksheet") {
            found.push(Sheet {
                name: element.attribute("name").unwrap_or_default().to_owned(),
                part: relation.target.clone(),
                hidden: matches!(element.attribute("state"), Some("hidden" | "veryHidden")),
            });
        }
    }
    Ok(found)
}

/// Whether days are counted from 1904 on, as old Macs did.
fn since_1904(workbook: &str) -> Result<bool, TextError> {
    let settings = Parts::of(workbook).next("workbookPr")?;
    Ok(settings.is_some_and(|settings| matches!(settings.attribute("date1904"), Some("1" | "true"))))
}

/// The texts that cells refer to by number. What the part claims about their count is not believed.
fn shared_texts(text: &str) -> Result<Vec<String>, TextError> {
    let (mut found, mut size) = (Vec::new(), 0);
    let mut parts = Parts::of(text);
    while let Some(element) = parts.next("si")? {
        let text = rich_text(&element);
        size += text.len();
        if size > MAX_SHARED {
            return Err(TextError::Limit("more text in cells than a document has".to_owned()));
        }
        found.push(text);
    }
    Ok(found)
}

/// The text of an element with runs, without reading aids for Japanese.
fn rich_text(element: &Element) -> String {
    let mut text = String::new();
    for inner in element.elements() {
        match inner.name.as_str() {
            "t" => text.push_str(&inner.text()),
            "r" => text.push_str(&rich_text(inner)),
            _ => {}
        }
    }
    text
}

/// Writes a sheet: rows without a gap between them are one table.
fn write(writer: &mut Writer, name: &str, text: &str, cells: &mut Cells<'_>) -> Result<(), TextError> {
    let mut parts = Parts::of(text);
    let (mut block, mut before, mut named) = (Vec::new(), None, false);
    let mut flush = |writer: &mut Writer, block: &mut Vec<Vec<Cell>>| {
        if block.is_empty() {
            return;
        }
        if !named {
            writer.heading(2, name);
            named = true;
        }
        table(writer, &std::mem::take(block));
    };
    while let Some(row) = parts.next("row")? {
        let number = row.attribute("r").and_then(|number| number.parse::<u64>().ok());
        let gap = matches!((number, before), (Some(number), Some(before)) if number != before + 1_u64);
        before = number.or_else(|| before.map(|before| before + 1));
        let found = cells.row(&row)?;
        if gap || found.is_empty() {
            flush(writer, &mut block);
        }
        if !found.is_empty() {
            block.push(found);
        }
    }
    flush(writer, &mut block);
    Ok(())
}

/// A block of rows as a table of the columns that hold anything.
fn table(writer: &mut Writer, block: &[Vec<Cell>]) {
    let columns: BTreeSet<u32> = block.iter().flatten().map(|cell| cell.column).collect();
    // A title above a table, in a row of its own, is not its header.
    let titles = block.iter().take_while(|row| row.len() == 1 && columns.len() > 1).count();
    let titles = if titles == block.len() { 0 } else { titles };
    for cell in block.iter().take(titles).flatten() {
        writer.paragraph(&cell.text);
    }
    let rows: Vec<Vec<String>> = block
        .iter()
        .skip(titles)
        .map(|row| {
            let text = |column: &u32| row.iter().find(|cell| cell.column == *column).map(|cell| cell.text.clone());
            columns.iter().map(|column| text(column).unwrap_or_default()).collect()
        })
        .collect();
    writer.table(&rows);
}
