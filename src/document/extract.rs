//! From a file's bytes to its extracted text, in this process: what the jailed reader runs, and what tests call.

use serde::{Deserialize, Serialize};

use super::{Format, Kind, TextError, bare, csv, docx, html, json, kind::Magic, odt, package::Package, pdf, xlsx};
use crate::iso::Rows;

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 50 * 1024 * 1024;

/// A document's text and what was learned while reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// How the text is read from here on.
    pub format: Format,
    /// What the file was.
    pub kind: Kind,
    /// The text that offsets refer to.
    pub text: String,
    /// The character (Unicode scalar value) at which each page starts, rising; empty when the format has no pages.
    pub pages: Vec<usize>,
    /// What a reader should know, such as pages without text; each one line.
    pub warnings: Vec<String>,
    /// Of a workbook that is no data set: the rows of each sheet under the numbers that they have there.
    #[serde(default)]
    pub tables: Vec<Rows>,
}

/// Reads a file's bytes as the kind that its name promises.
///
/// Nothing limits time or memory here; files of strangers go through [`super::Reader`].
pub fn extract(name: &str, bytes: &[u8]) -> Result<Extracted, TextError> {
    extract_as(Kind::of(name)?, bytes)
}

/// The same when the promised kind is known; none means that the bytes decide.
pub fn extract_as(promised: Option<Kind>, bytes: &[u8]) -> Result<Extracted, TextError> {
    let kind = settled(promised, bytes)?;
    let extracted = match kind {
        Kind::Markdown | Kind::Text => bare::extract(kind, bytes),
        Kind::Csv => csv::extract(bytes),
        Kind::Json => json::extract(bytes),
        Kind::Html => html::extract(bytes),
        Kind::Word => docx::extract(bytes),
        Kind::Excel => xlsx::extract(bytes),
        Kind::OpenDocument => odt::extract(bytes),
        Kind::Pdf => pdf::extract(bytes),
    }?;
    if extracted.text.trim().is_empty() { Err(TextError::Empty) } else { Ok(extracted) }
}

/// The kind that ending and bytes agree on.
pub(super) fn settled(promised: Option<Kind>, bytes: &[u8]) -> Result<Kind, TextError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(TextError::TooLarge { found: bytes.len(), limit: MAX_FILE_BYTES });
    }
    if bytes.is_empty() {
        return Err(TextError::Empty);
    }
    let magic = Magic::of(bytes);
    let mismatch = |kind: Kind, found: &str| {
        Err(TextError::Mismatch { ending: format!(".{}", kind.ending()), found: found.to_owned() })
    };
    let Some(kind) = promised else { return unnamed(magic, bytes) };
    match (kind, magic) {
        (Kind::Word | Kind::Excel, Magic::Ole) => Err(TextError::Encrypted),
        (Kind::Word | Kind::Excel | Kind::OpenDocument, Magic::Zip) => match Package::kind_of(bytes)? {
            Some(found) if found == kind => Ok(kind),
            Some(found) => mismatch(kind, &format!("{} ({})", article(found), found.ending())),
            None => mismatch(kind, "another ZIP package"),
        },
        (Kind::Pdf, Magic::Pdf) | (Kind::Html, Magic::Html | Magic::Bare) => Ok(kind),
        // A text may speak of PDF files in its first lines.
        (Kind::Markdown | Kind::Text | Kind::Csv | Kind::Json, Magic::Bare | Magic::Html) => Ok(kind),
        (Kind::Markdown | Kind::Text, Magic::Pdf) if !bytes.starts_with(b"%PDF") => Ok(kind),
        (_, found) => {
            let text = std::str::from_utf8(bytes).is_ok();
            mismatch(kind, found.name().unwrap_or(if text { "plain text" } else { "something else" }))
        }
    }
}

/// A file whose name has no ending is what its bytes say.
fn unnamed(magic: Magic, bytes: &[u8]) -> Result<Kind, TextError> {
    match magic {
        Magic::Pdf => Ok(Kind::Pdf),
        Magic::Html => Ok(Kind::Html),
        Magic::Zip => Package::kind_of(bytes)?.ok_or_else(|| TextError::Archive("it".to_owned())),
        Magic::Ole => {
            Err(TextError::OtherOffice { ending: "old Office".to_owned(), save_as: ".docx or .xlsx".to_owned() })
        }
        Magic::Other(found) => Err(TextError::UnknownFormat(found.to_owned())),
        Magic::Bare => Ok(Kind::Text),
    }
}

fn article(kind: Kind) -> String {
    let name = kind.name();
    let an = if name.starts_with(['E', 'O', 'H']) { "an" } else { "a" };
    format!("{an} {name} file")
}
