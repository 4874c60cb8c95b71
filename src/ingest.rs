//! Ingestion: a file becomes text, chunks and rows in SQL; the indexes follow from there.
//!
//! Adding a document is one transaction in the store and returns at once. [`Indexer::catch_up`] then brings the full text
//! level with the store, and [`Indexer::embed_pending`] computes vectors that are not known yet. Both can be stopped at
//! any moment and go on where they were: the text index carries its own watermark, vectors are kept by content.

mod gather;
mod indexer;
mod parcel;
mod prepare;
mod shared;

pub use gather::{Content, GatherError, Gathered, MAX_FILES, Source, gather, gather_archive};
pub use indexer::{Indexer, Progress};
pub use parcel::{Parcel, ParcelError, pack};
pub use prepare::{IngestError, add_document, embedded_text, knowledge_document, sync_knowledge, titled_document};

#[cfg(test)]
mod tests;
