//! What a file is: the kind that its name's ending promises, checked against what its first bytes say.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::TextError;

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Markdown (`.md`, `.markdown`).
    Markdown,
    /// Plain text (`.txt`, `.text`).
    Text,
    /// PDF.
    Pdf,
    /// Word since 2007 (`.docx`, `.docm`, `.dotx`).
    Word,
    /// Excel since 2007 (`.xlsx`, `.xlsm`, `.xltx`).
    Excel,
    /// Text of an `OpenDocument` suite (`.odt`).
    OpenDocument,
    /// Values with commas, semicolons or tabs between (`.csv`, `.tsv`).
    Csv,
    /// A web page (`.html`, `.htm`).
    Html,
    /// JSON.
    Json,
}

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Magic {
    /// `%PDF`.
    Pdf,
    /// A ZIP package; which one is seen inside.
    Zip,
    /// The container of old Office files, and of new ones that a password protects.
    Ole,
    /// A web page.
    Html,
    /// Something else that has a name and no text.
    Other(&'static str),
    /// Nothing special: text, or bytes without meaning.
    Bare,
}

impl Kind {
    /// The kind that a file name's ending promises; none when the name has no ending.
    pub fn of(name: &str) -> Result<Option<Self>, TextError> {
        let Some(ending) = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase()) else {
            return Ok(None);
        };
        Ok(Some(match ending.as_str() {
            "md" | "markdown" => Self::Markdown,
            "txt" | "text" => Self::Text,
            "pdf" => Self::Pdf,
            "docx" | "docm" | "dotx" | "dotm" => Self::Word,
            "xlsx" | "xlsm" | "xltx" | "xltm" => Self::Excel,
            "odt" | "ott" => Self::OpenDocument,
            "csv" | "tsv" => Self::Csv,
            "html" | "htm" | "xhtml" => Self::Html,
            "json" => Self::Json,
            _ => return Err(refused(&ending)),
        }))
    }

    /// The name that users know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Text => "plain text",
            Self::Pdf => "PDF",
            Self::Word => "Word",
            Self::Excel => "Excel",
            Self::OpenDocument => "OpenDocument",
            Self::Csv => "CSV",
            Self::Html => "HTML",
            Self::Json => "JSON",
        }
    }

    /// The usual ending, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Text => "txt",
            Self::Pdf => "pdf",
            Self::Word => "docx",
            Self::Excel => "xlsx",
            Self::OpenDocument => "odt",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Json => "json",
        }
    }

    /// Whether the file is its own text: no parser that a hostile file could lead astray is needed.
    pub fn is_bare(self) -> bool {
        matches!(self, Self::Markdown | Self::Text)
    }
}

/// Why files with this ending are not read, and what to do.
fn refused(ending: &str) -> TextError {
    let save_as = match ending {
        "doc" | "dot" | "rtf" | "pages" | "wpd" => ".docx",
        "xls" | "xlt" | "xlsb" | "ods" | "numbers" => ".xlsx",
        "ppt" | "pps" | "pptx" | "pptm" | "ppsx" | "odp" | "key" => ".pdf",
        "msg" | "eml" => ".pdf or .txt",
        "png" | "jpg" | "jpeg" | "gif" | "tif" | "tiff" | "bmp" | "webp" | "heic" | "svg" => {
            return TextError::Picture(format!(".{ending}"));
        }
        "zip" | "7z" | "rar" | "gz" | "tar" | "tgz" => return TextError::Archive(format!(".{ending}")),
        _ => return TextError::UnknownFormat(format!(".{ending}")),
    };
    TextError::OtherOffice { ending: format!(".{ending}"), save_as: save_as.to_owned() }
}

impl Magic {
    /// Looks at the first bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        const SIGNS: [(&[u8], &str); 12] = [
            (b"\x89PNG", "a PNG picture"),
            (b"\xff\xd8\xff", "a JPEG picture"),
            (b"GIF8", "a GIF picture"),
            (b"II*\0", "a TIFF picture"),
            (b"MM\0*", "a TIFF picture"),
            (b"{\\rtf", "a rich text (RTF) file"),
            (b"\x1f\x8b", "a gzip archive"),
            (b"7z\xbc\xaf", "a 7-Zip archive"),
            (b"Rar!", "a RAR archive"),
            (b"\x7fELF", "a program"),
            (b"MZ\x90", "a program"),
            (b"%!PS", "a PostScript file"),
        ];
        let head = bytes.get(..1024).unwrap_or(bytes);
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Self::Zip;
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Self::Ole;
        }
        if let Some((_, name)) = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)) {
            return Self::Other(name);
        }
        let text = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_lowercase();
        if text.starts_with("<!doctype html") || text.starts_with("<html") {
            return Self::Html;
        }
        // The standard lets other bytes stand before the mark, and old writers made use of it.
        if head.windows(5).any(|five| five == b"%PDF-") { Self::Pdf } else { Self::Bare }
    }

    /// What a user would call such a file; none when the bytes do not say.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Pdf => Some("a PDF file"),
            Self::Zip => Some("a ZIP package, as Word and Excel write"),
            Self::Ole => Some("an old or protected Office file"),
            Self::Html => Some("an HTML page"),
            Self::Other(name) => Some(name),
            Self::Bare => None,
        }
    }
}
