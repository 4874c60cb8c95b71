//! The formats that a document or a report can be had in.

use std::str::FromStr;

use super::ExportError;

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The data itself.
    Json,
    /// Text with marks.
    Markdown,
    /// One self-contained page.
    Html,
    /// Word.
    Docx,
    /// Excel; for gap reports, registers and statements.
    Xlsx,
    /// One table; for registers and statements.
    Csv,
    /// A picture; for the heat map of a risk register.
    Svg,
    /// For print and for the file.
    Pdf,
}

impl Format {
    /// All of them, in the order in which help lists them.
    pub const ALL: [Self; 8] =
        [Self::Json, Self::Markdown, Self::Html, Self::Docx, Self::Xlsx, Self::Pdf, Self::Csv, Self::Svg];

    /// Those of a gap report.
    pub const REPORT: [Self; 6] = [Self::Json, Self::Markdown, Self::Html, Self::Docx, Self::Xlsx, Self::Pdf];

    /// The name that a user types, which is also the ending of its files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }

    /// What HTTP calls it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Svg => "image/svg+xml",
            Self::Pdf => "application/pdf",
        }
    }

    /// Whether a terminal cannot show it.
    pub const fn is_binary(self) -> bool {
        matches!(self, Self::Docx | Self::Xlsx | Self::Pdf)
    }

    /// The format that the ending of a file's name asks for, if it is one of these.
    pub fn of_file(path: &std::path::Path) -> Option<Self> {
        path.extension()?.to_str()?.parse().ok()
    }
}

impl FromStr for Format {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let lower = name.to_lowercase();
        match lower.as_str() {
            "markdown" => Ok(Self::Markdown),
            "htm" => Ok(Self::Html),
            _ => Self::ALL
                .into_iter()
                .find(|format| format.extension() == lower)
                .ok_or_else(|| ExportError::UnknownFormat(name.to_owned())),
        }
    }
}
