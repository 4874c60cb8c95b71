//! Documents: from bytes to text, from text to blocks under their headings, from blocks to chunks and to a tree to show.
//!
//! The *extracted text* is what every offset refers to. For Markdown and plain text it is the file's own text with a
//! byte-order mark removed and line ends made `\n`, so a quote is found in the file by eye and by program alike.
//! A [`Block`] is the smallest piece that is quoted: a paragraph, one list item, a table. A [`Chunk`] is the piece that is
//! indexed: about one screenful of one section; chunks laid end to end give the text back.

mod block;
mod chunk;
mod format;
mod offsets;
mod tree;

pub use block::{Block, BlockKind, blocks, front_matter};
pub use chunk::{CHUNKER, Chunk, chunks};
pub use format::{Extracted, Format, TextError, extract};
pub use offsets::Offsets;
pub use tree::{Inline, Node, plain_text, tree};

#[cfg(test)]
mod tests;
