//! A gap analysis as an Excel file: one row a check, to filter, to assign and to track.
//!
//! Everything that is not a number is written as text, never as a formula, and stays text when somebody edits the cell.

mod grid;
mod rows;

use grid::Grid;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::{ExportError, Format, Plain};
use crate::iso::GapReport;

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
