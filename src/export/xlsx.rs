//! A gap analysis as an Excel file: one row a check, to filter, to assign and to track.
//!
//! Everything that is not a number is written as text, never as a formula, and stays text when somebody edits the cell.

mod grid;
mod rows;

use grid::{Cell, Grid};
use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::{ExportError, Format, Plain};
use crate::iso::{GapReport, Table};

/// The file of a report.
pub(super) fn write(report: &GapReport) -> Result<Vec<u8>, ExportError> {
    workbook(report).map_err(|error| ExportError::writer(Format::Xlsx, &error))
}

fn workbook(report: &GapReport) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new()
        .set_title(format!("Gap analysis {}", Plain::line(&report.company)).trim_end())
        .set_author("Annexa")
        .set_company(&*Plain::line(&report.company));
    if let Ok(created) = ExcelDateTime::parse_from_str(report.created.get(..19).unwrap_or_default()) {
        properties = properties.set_creation_datetime(&created);
    }
    workbook.set_properties(&properties);
    let grids: [Grid; 5] = [
        rows::summary(report),
        rows::checks(report),
        rows::priorities(report),
        rows::contradictions(report),
        rows::documents(report),
    ];
    for grid in grids {
        grid.write(workbook.add_worksheet())?;
    }
    workbook.save_to_buffer()
}

/// Rows below the last one in which a choice is still offered, for whoever goes on by hand.
const ROOM: u32 = 200;

/// The file of tables, a worksheet for each.
pub(super) fn write_tables(title: &str, company: &str, tables: &[Table]) -> Result<Vec<u8>, ExportError> {
    book(title, company, tables).map_err(|error| ExportError::writer(Format::Xlsx, &error))
}

fn book(title: &str, company: &str, tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let properties =
        DocProperties::new().set_title(&*Plain::line(title)).set_author("Annexa").set_company(&*Plain::line(company));
    // The same data give the same bytes.
    let epoch = ExcelDateTime::parse_from_str("2000-01-01T00:00:00")?;
    workbook.set_properties(&properties.set_creation_datetime(&epoch));
    for table in tables {
        let grid = Grid {
            name: table.name,
            columns: table.columns.iter().map(|column| (column.title, column.width)).collect(),
            rows: table.rows.iter().map(|row| row.iter().map(|cell| Cell::text(cell)).collect()).collect(),
            is_list: true,
        };
        let sheet = workbook.add_worksheet();
        grid.write(sheet)?;
        choices(sheet, table)?;
    }
    workbook.save_to_buffer()
}

/// Offers the texts that a column takes, and refuses others with a word of explanation.
fn choices(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).saturating_add(ROOM);
    for (at, column) in (0_u16..).zip(&table.columns).filter(|(_, column)| !column.choices.is_empty()) {
        let rule = DataValidation::new()
            .allow_list_strings(&column.choices)?
            .set_error_title(column.title)?
            .set_error_message(format!("Choose one of: {}", column.choices.join(", ")))?;
        sheet.add_data_validation(1, at, last, at, &rule)?;
    }
    Ok(())
}
