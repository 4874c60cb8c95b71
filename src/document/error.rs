//! Why a file gives no text: one clear reason that says what to do.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a file gives no text.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum TextError {
    /// The ending names a format that is not read.
    #[error(
        "`{0}` files are not read: save it as PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt), HTML, CSV, JSON, \
         Markdown or plain text"
    )]
    UnknownFormat(String),
    /// The ending names an office format that is not read, but can be saved as one that is.
    #[error("`{ending}` files are not read: open it in its program and save it as {save_as}")]
    OtherOffice {
        /// The ending, with its dot.
        ending: String,
        /// What to save it as.
        save_as: String,
    },
    /// A picture holds no text that could be quoted.
    #[error("`{0}` is a picture, and text recognition (OCR) is not done: give the text itself, or a PDF that holds it")]
    Picture(String),
    /// Archives are unpacked elsewhere, one file at a time.
    #[error("`{0}` is an archive: unpack it and give the files in it")]
    Archive(String),
    /// The ending says one thing and the bytes another.
    #[error("the name ends in `{ending}` but the file is {found}: rename it to what it is, or save it as `{ending}`")]
    Mismatch {
        /// The ending, with its dot.
        ending: String,
        /// What the bytes are.
        found: String,
    },
    /// A password protects it.
    #[error("the file is protected by a password: save it without one and try again")]
    Encrypted,
    /// Pages that are pictures.
    #[error(
        "the PDF is a scan: {pages} pages hold pictures and hardly any text, and text recognition (OCR) is not done; \
         run it through OCR first, or give the document that was printed"
    )]
    Scanned {
        /// How many pages it has.
        pages: usize,
    },
    /// It claims to be text but is not.
    #[error("the file is binary, not text (a zero byte at offset {0}): save it as Markdown or plain text")]
    Binary(usize),
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
    /// It cannot be read as what it is.
    #[error("the file is damaged ({0}): open it in its program and save it again")]
    Damaged(String),
    /// It is built to expand beyond measure, or is a data set rather than a document.
    #[error("the file goes beyond a limit ({0}): split it, or save it as plain text")]
    Limit(String),
    /// Its text does not fit into one answer of the reader.
    #[error("the text of the file is longer than {limit} bytes: split it")]
    TextTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The reader was stopped because it took too long.
    #[error("reading the file took longer than {seconds} seconds and was stopped: split it, or save it as plain text")]
    TimedOut {
        /// The limit in seconds.
        seconds: u64,
    },
    /// The reader hit its memory limit.
    #[error("the file made the reader run out of memory ({megabytes} MB): split it, or save it as plain text")]
    OutOfMemory {
        /// The limit in megabytes.
        megabytes: u64,
    },
    /// The reader stopped for no reason that it could tell.
    #[error("the file made the reader stop ({0}): open it in its program and save it again")]
    Crashed(String),
    /// The reader could not lock itself in.
    #[error(
        "files cannot be read safely on this system ({0}): run `annexa doctor`; ANNEXA_PARSE_UNJAILED=true reads them \
         without the protection"
    )]
    Unsafe(String),
    /// The reader could not be started.
    #[error("the reader of files could not be started ({0}): run `annexa doctor`")]
    NoReader(String),
}
