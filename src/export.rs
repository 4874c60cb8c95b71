//! Documents and reports as files: Markdown, one HTML page, Word, Excel, PDF, or the data itself.
//!
//! A producer turns a [`GapReport`] or a Markdown text into a sheet of blocks; a writer turns a sheet into a format. No
//! writer knows what a report is, and no producer knows what a page is. Whatever a document or a profile said is text and
//! stays text: it cannot become markup, a link, a formula, or a mark that turns the reading direction round.

mod csv;
mod docx;
mod format;
mod html;
mod markdown;
mod paper;
mod pdf;
mod plain;
mod report;
mod sheet;
mod style;
mod tone;
mod xlsx;

pub use format::Format;
use plain::Plain;
use sheet::Sheet;
pub use style::{Colour, FontFile, FontFiles, HouseFont, HouseStyle, Logo, LogoKind, StyleError, voice};
use thiserror::Error;

use crate::iso::{GapReport, Table};

/// Why something could not be exported.
#[derive(Debug, Error)]
pub enum ExportError {
    /// No format has this name.
    #[error("`{0}` is no format; choose one of json, md, html, docx, xlsx, pdf, csv, svg")]
    UnknownFormat(String),
    /// The format is none for this kind of document.
    #[error("a document cannot be had as {0}; choose one of md, html, docx, pdf")]
    NotForDocuments(&'static str),
    /// The format is none for this kind of data.
    #[error("this cannot be had as {0}")]
    NotForThis(&'static str),
    /// A writer failed; nothing that a user gives should do that.
    #[error("cannot write {format}: {reason}")]
    Writer {
        /// The format.
        format: &'static str,
        /// What the writer said.
        reason: String,
    },
}

impl ExportError {
    fn writer(format: Format, reason: &impl ToString) -> Self {
        Self::Writer { format: format.extension(), reason: reason.to_string() }
    }
}

/// How much of a gap analysis a document tells. The data and the workbook always hold everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// What a board reads: the result, what to do first, and each requirement in a line.
    Summary,
    /// That, and each gap with its passage and its advice, and the clauses to take over.
    #[default]
    Full,
}

/// A gap analysis in a format, in full.
pub fn gap(report: &GapReport, format: Format) -> Result<Vec<u8>, ExportError> {
    gap_in_detail(report, format, Detail::Full)
}

/// A gap analysis in a format, as much of it as is asked for.
pub fn gap_in_detail(report: &GapReport, format: Format, detail: Detail) -> Result<Vec<u8>, ExportError> {
    gap_in_style(report, format, detail, &HouseStyle::default())
}

/// The same in a house style.
pub fn gap_in_style(
    report: &GapReport,
    format: Format,
    detail: Detail,
    style: &HouseStyle,
) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Json => {
            let mut json = serde_json::to_vec_pretty(report).map_err(|error| ExportError::writer(format, &error))?;
            json.push(b'\n');
            Ok(json)
        }
        Format::Xlsx => xlsx::write(report),
        Format::Csv | Format::Svg => Err(ExportError::NotForThis(format.extension())),
        _ => write(&Sheet { style: style.clone(), ..report::sheet(report, detail) }, format),
    }
}

/// Whose document it is, and how their documents look.
#[derive(Debug, Clone, Copy)]
pub struct Letterhead<'a> {
    company: &'a str,
    style: Option<&'a HouseStyle>,
}

impl<'a> From<&'a str> for Letterhead<'a> {
    fn from(company: &'a str) -> Self {
        Self { company, style: None }
    }
}

impl<'a> From<&'a String> for Letterhead<'a> {
    fn from(company: &'a String) -> Self {
        Self { company, style: None }
    }
}

impl<'a> From<(&'a str, &'a HouseStyle)> for Letterhead<'a> {
    fn from((company, style): (&'a str, &'a HouseStyle)) -> Self {
        Self { company, style: Some(style) }
    }
}

/// A Markdown text in a format: its first heading is the title, a two-column table right below it the title block, and
/// `**[decide: …]**` is shown as something still to decide. `title` serves when the text has no heading of its own.
/// As Markdown, the text is returned as it is.
pub fn markdown<'a>(
    title: &str,
    text: &str,
    of: impl Into<Letterhead<'a>>,
    format: Format,
) -> Result<Vec<u8>, ExportError> {
    let Letterhead { company, style } = of.into();
    match format {
        Format::Markdown => Ok(text.as_bytes().to_vec()),
        Format::Json | Format::Xlsx | Format::Csv | Format::Svg => {
            Err(ExportError::NotForDocuments(format.extension()))
        }
        _ => {
            let style = style.cloned().unwrap_or_default();
            write(&Sheet { style, ..paper::sheet(title, text, company) }.numbered(), format)
        }
    }
}

/// Tables as a workbook, a worksheet for each, or the first of them as CSV. What a cell says stays text: nothing that looks
/// like a formula becomes one, and reading the file back gives the same text.
pub fn tables(title: &str, company: &str, tables: &[Table], format: Format) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Xlsx => xlsx::write_tables(title, company, tables),
        Format::Csv => csv::write(tables.first().ok_or(ExportError::NotForThis(format.extension()))?),
        _ => Err(ExportError::NotForThis(format.extension())),
    }
}

fn write(sheet: &Sheet, format: Format) -> Result<Vec<u8>, ExportError> {
    match format {
        Format::Markdown => Ok(markdown::write(sheet).into_bytes()),
        Format::Html => Ok(html::write(sheet).into_bytes()),
        Format::Docx => docx::write(sheet),
        Format::Pdf => pdf::write(sheet),
        Format::Json | Format::Xlsx | Format::Csv | Format::Svg => {
            Err(ExportError::NotForDocuments(format.extension()))
        }
    }
}

#[cfg(test)]
mod tests;
