//! From a file's bytes to its extracted text, or one clear reason why not.

use std::path::Path;

use thiserror::Error;

/// Formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown (`.md`, `.markdown`).
    Markdown,
    /// Plain text (`.txt`, `.text`, or no ending).
    Plain,
}

/// A document's text and what was learned while reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// How it was read.
    pub format: Format,
    /// The text that offsets refer to.
    pub text: String,
}

/// Why a file gives no text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextError {
    /// The ending names a format that is not read.
    #[error("`{0}` files are not read yet: save it as Markdown or plain text (.md, .txt)")]
    UnknownFormat(String),
    /// It claims to be text but is not.
    #[error("the file is binary, not text (a zero byte at offset {0}): save it as Markdown or plain text")]
    Binary(usize),
    /// The bytes are not UTF-8.
    #[error("the file is not valid UTF-8 (byte {0}): save it with the encoding UTF-8 and try again")]
    NotUtf8(usize),
    /// There is nothing in it.
    #[error("the file holds no text")]
    Empty,
    /// It is larger than a document may be.
    #[error("the file has {found} bytes; {limit} are allowed: split it")]
    TooLarge {
        /// Its size.
        found: usize,
        /// The limit.
        limit: usize,
    },
}

/// The largest text file that is read, in bytes.
const MAX_BYTES: usize = 10 * 1024 * 1024;

impl Format {
    /// The format that a file name's ending promises.
    pub fn of(name: &str) -> Result<Self, TextError> {
        let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("md" | "markdown") => Ok(Self::Markdown),
            Some("txt" | "text") | None => Ok(Self::Plain),
            Some(other) => Err(TextError::UnknownFormat(format!(".{other}"))),
        }
    }

    /// The word that is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Plain => "plain",
        }
    }

    /// Reads back what [`Format::name`] wrote.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Markdown, Self::Plain].into_iter().find(|format| format.name() == name)
    }
}

/// Reads a file's bytes as the format that its name promises.
pub fn extract(name: &str, bytes: &[u8]) -> Result<Extracted, TextError> {
    let format = Format::of(name)?;
    if bytes.len() > MAX_BYTES {
        return Err(TextError::TooLarge { found: bytes.len(), limit: MAX_BYTES });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(TextError::Binary(at));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| TextError::NotUtf8(error.valid_up_to()))?;
    if text.trim().is_empty() {
        return Err(TextError::Empty);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Ok(Extracted { format, text })
}
