//! A whole workspace as one open ZIP file: JSON and texts that people can read, the original files, and a manifest.
//!
//! The same workspace always gives the same bytes: entries stand in one order, uncompressed, with one time, and ids are
//! numbers. The manifest says how large each entry is and what its SHA-256 is, which shows damage; it is no signature.

mod open;
mod pack;

use std::io;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zip::result::ZipError;

use crate::{
    document::MAX_FILE_BYTES,
    store::{CarriedArtefact, CarriedDocument, CarriedVersion, Family, StoreError},
};
pub use open::Parcel;
pub use pack::pack;

/// The format that is written, and the latest that is read.
const FORMAT: u32 = 1;
/// What the manifest says that the file is.
const KIND: &str = "annexa-workspace";
const MANIFEST: &str = "manifest.json";
const WORKSPACE: &str = "workspace.json";
const DOCUMENTS: &str = "documents.json";
const CONVERSATIONS: &str = "conversations.json";
const ARTEFACTS: &str = "artefacts.json";
const ANALYSES: &str = "gap-analyses.json";
/// What stays behind.
const LEFT_OUT: [&str; 4] = [
    "keys, sessions and sign-in links, and with them which widget began a conversation",
    "the agreement that texts may go to a language model, and the list of what went there",
    "gap analyses that have not ended",
    "search indexes, which are made anew",
];
/// The size of all entries together, in bytes: what fits in a ZIP file of the common kind.
const MAX_TOTAL: u64 = 4_000_000_000;
/// The size of everything but original files, in bytes: it is held in memory.
const MAX_DATA: u64 = 512 * 1024 * 1024;
/// The size of an original file.
const MAX_ORIGINAL: u64 = MAX_FILE_BYTES as u64;
/// The size of the manifest.
const MAX_MANIFEST: u64 = 32 * 1024 * 1024;
/// Entries of a file.
const MAX_ENTRIES: usize = 60_000;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    kind: String,
    format: u32,
    /// The version of the program that wrote it.
    program: String,
    left_out: Vec<String>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    size: u64,
    sha256: String,
}

/// Why a workspace cannot be packed or unpacked.
#[derive(Debug, Error)]
pub enum ParcelError {
    /// It is another file.
    #[error("this is no workspace file ({0}): `annexa workspace export` makes one")]
    NoParcel(String),
    /// It is not whole.
    #[error("the workspace file is damaged: {0}; nothing was taken, export the workspace again")]
    Damaged(String),
    /// It was written by a later program.
    #[error("this workspace file has format {0}, which this program does not know: use a later version")]
    Newer(u32),
    /// It is larger than is read or written.
    #[error("{0}; nothing was taken: `annexa backup` carries a whole installation of any size")]
    TooLarge(String),
    /// What is in it is not what workspaces hold.
    #[error("the workspace file contradicts itself: {0}; nothing was taken")]
    Contradiction(String),
    /// An original file is not in the store.
    #[error(
        "the original file of {0} is gone or damaged: run `annexa doctor`, delete the document or restore a backup"
    )]
    Lost(String),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// A file could not be read or written.
    #[error("a file cannot be read or written ({0})")]
    Io(#[from] io::Error),
}

impl From<StoreError> for ParcelError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Invalid { what } => Self::Contradiction(what.to_owned()),
            other => Self::Store(other),
        }
    }
}

impl From<ZipError> for ParcelError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Self::Io(error),
            other => Self::Damaged(other.to_string()),
        }
    }
}

/// Where a document's text stands; `at` counts from 0.
fn text_name(at: usize) -> String {
    format!("texts/{:04}.txt", at + 1)
}

/// Where its original stands: a number with the ending of its name, as far as that is letters and digits.
fn original_name(at: usize, document: &CarriedDocument) -> String {
    let ending = document.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_plain = (1..=8).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let ending = if is_plain { ending.to_ascii_lowercase() } else { "bin".to_owned() };
    format!("originals/{:04}.{ending}", at + 1)
}

fn content_name(at: usize, artefact: &CarriedArtefact, version: &CarriedVersion) -> String {
    let ending = match artefact.family {
        Family::Policies | Family::Audits => "md",
        Family::Soa | Family::Risks => "json",
    };
    format!("artefacts/{:04}-v{}.{ending}", at + 1, version.version)
}

fn report_name(at: usize) -> String {
    format!("gap-analyses/{:04}.json", at + 1)
}
