//! The search index: full text and vectors under one chunk id, both derived from SQL and never its equal.
//!
//! Either half can be deleted and comes back from the store. A hit is only a chunk id: whoever uses it reads the chunk
//! again from SQL with the workspace in hand, so a stale or damaged index can cost recall, never confidentiality.
//!
//! *Full text* is BM25 over stemmed words, with requirement ids as terms of their own. *Vectors* are exact: every chunk of
//! a workspace is compared, which for the sizes of one company is faster than any approximate index is worth.

mod bucket;
mod terms;
mod text;
mod tokenizer;
mod vectors;
mod words;

pub use terms::{term_hash, term_hashes, term_places};
pub use text::{TextEntry, TextIndex, TextQuery};
pub use vectors::{Kept, Passage, VectorEntry, Vectors};

use thiserror::Error;

/// A chunk and how well it fits, best first in any list.
pub type Scored = (crate::store::ChunkId, f32);

/// Why the index cannot serve.
#[derive(Debug, Error)]
pub enum IndexError {
    /// Another process is writing to the index right now.
    #[error("another annexa process is updating the index: try again in a moment")]
    Busy,
    /// Its files are damaged; they were put aside and the index is built again.
    #[error("the index is damaged and has to be built again: {0}")]
    Damaged(String),
    /// The disk is full or read-only, or a file cannot be opened.
    #[error("the index cannot be read or written: {0}; check space and permissions of the data folder")]
    Io(String),
}

#[cfg(test)]
mod tests;
