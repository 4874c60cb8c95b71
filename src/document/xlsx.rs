//! Excel: each sheet under its name, its rows as the rows of tables, values as a person sees them.

mod cells;
mod number;
mod sheet;

use cells::Cells;
use number::Formats;

use super::{
    Extracted, Kind, TextError,
    package::Package,
    writer::Writer,
    xml::{Element, Parts},
};
use crate::iso::Rows;

/// Cells with a value in one workbook; more is a data set.
const MAX_CELLS: usize = 1_000_000;
/// Characters of all shared texts together.
const MAX_SHARED: usize = 64 * 1024 * 1024;
/// Bytes of all rows that are given out as rows beside the text.
const MAX_TABLES: usize = 4 * 1024 * 1024;

/// A sheet's place in the workbook.
struct SheetPart {
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
    let mut tables = Vec::new();
    for sheet in sheets(&workbook, &related)? {
        if sheet.hidden {
            writer.warn(format!("the hidden sheet `{}` was left out", sheet.name));
            continue;
        }
        let Some(text) = package.text(&sheet.part)? else { continue };
        let mut cells = Cells { shared: &shared, formats: &formats, left };
        let read = sheet::Sheet::read(&text, &mut cells)?;
        left = cells.left;
        read.write(&mut writer, &sheet.name);
        tables.push(read.rows(&sheet.name));
        match read.hidden {
            0 => {}
            1 => writer.warn(format!("1 hidden row of the sheet `{}` was read as well", sheet.name)),
            many => writer.warn(format!("{many} hidden rows of the sheet `{}` were read as well", sheet.name)),
        }
    }
    let tables = tables.into_iter().flatten().collect::<Vec<Rows>>();
    let size: usize = tables.iter().flat_map(|table| &table.rows).flat_map(|(_, cells)| cells).map(String::len).sum();
    // A data set goes without: nobody wants its rows told.
    let tables = if size > MAX_TABLES { Vec::new() } else { tables };
    Ok(Extracted { tables, ..writer.finish(Kind::Excel) })
}

fn sheets(workbook: &str, related: &[super::package::Relation]) -> Result<Vec<SheetPart>, TextError> {
    let mut found = Vec::new();
    let mut parts = Parts::of(workbook);
    while let Some(element) = parts.next("sheet")? {
        let id = element.attribute("id").unwrap_or_default();
        let Some(relation) = related.iter().find(|relation| relation.id == id) else { continue };
        if relation.kind.ends_with("/worksheet") {
            found.push(SheetPart {
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
