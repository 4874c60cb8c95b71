//! Documents: from bytes to text, from text to blocks under their headings, from blocks to chunks and to a tree to show.
//!
//! The *extracted text* is what every offset refers to. For Markdown and plain text it is the file's own text with a
//! byte-order mark removed and line ends made `\n`, so a quote is found in the file by eye and by program alike. Every
//! other format is turned into Markdown, so that one set of readers serves them all.
//! A [`Block`] is the smallest piece that is quoted: a paragraph, one list item, a table. A [`Chunk`] is the piece that is
//! indexed: about one screenful of one section; chunks laid end to end give the text back.

mod bare;
mod block;
mod chunk;
mod csv;
mod decode;
mod docx;
mod error;
mod extract;
mod format;
mod html;
mod jail;
mod json;
mod kind;
mod odt;
mod offsets;
mod package;
mod pdf;
mod reader;
mod table;
mod tree;
mod worker;
mod writer;
mod xlsx;
mod xml;

pub use block::{Block, BlockKind, blocks, front_matter};
pub use chunk::{CHUNKER, Chunk, chunks};
pub use error::TextError;
pub use extract::{Extracted, MAX_FILE_BYTES, extract, extract_as};
pub use format::Format;
pub use kind::Kind;
pub use offsets::Offsets;
pub use reader::Reader;
pub use table::{cells, csv_rows, markdown_tables, tables, tables_of};
pub use tree::{Inline, Node, plain_text, tree};
pub use worker::run_if_asked;

#[cfg(test)]
mod tests;
