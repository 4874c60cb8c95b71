//! Chunks: what is indexed. Each lies in one section and carries that section's heading path.

use std::ops::Range;

use text_splitter::{ChunkConfig, MarkdownSplitter, TextSplitter};

use super::{Block, BlockKind, Format, Offsets, blocks, front_matter};

/// Names this way of cutting; a document cut another way is cut again.
pub const CHUNKER: &str = "sections-900-2";

/// Characters that a chunk aims at and may reach; 1,000 are about 220 tokens, below the embedding model's 256.
const CAPACITY: Range<usize> = 600..900;

/// Bytes of a section that are cut at once.
const WINDOW: usize = 8_000;

/// A piece of a text for the index. All chunks of a body laid end to end are the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its bytes in the text.
    pub bytes: Range<usize>,
    /// Its characters in the text.
    pub chars: Range<usize>,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
}

/// Cuts a text along its headings, then sections that are too long at paragraphs, sentences, words.
pub fn chunks(text: &str, format: Format) -> Vec<Chunk> {
    let start = match format {
        Format::Markdown => front_matter(text).map_or(0, |(_, body)| body),
        Format::Plain => 0,
    };
    let mut offsets = Offsets::new(text);
    let mut found = Vec::new();
    for (range, heading) in sections(text, start, &blocks(text, format)) {
        for piece in windows(text, range).into_iter().flat_map(|window| pieces(text, window, format)) {
            let chars = offsets.chars_before(piece.start)..offsets.chars_before(piece.end);
            found.push(Chunk { bytes: piece, chars, heading: heading.clone() });
        }
    }
    found
}

/// Ranges between headings, with the heading path that holds in each. A heading with nothing of its own below it goes
/// with the section that follows.
fn sections(text: &str, start: usize, blocks: &[Block]) -> Vec<(Range<usize>, Vec<String>)> {
    let mut found: Vec<(Range<usize>, Vec<String>)> = Vec::new();
    let (mut from, mut path, mut has_body) = (start, Vec::new(), false);
    for block in blocks {
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        if is_heading && has_body {
            let at = line_start(text, block.range.start);
            found.push((from..at, std::mem::take(&mut path)));
            (from, has_body) = (at, false);
        }
        path.clone_from(&block.heading);
        has_body |= !is_heading;
    }
    found.push((from..text.len(), path));
    found.retain(|(range, _)| !range.is_empty());
    found
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// A section in windows that the splitter takes in reasonable time: its work grows with the square of unbroken text.
fn windows(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = range.start;
    while range.end - start > WINDOW {
        let mut end = start + WINDOW;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let window = text.get(start..end).unwrap_or("");
        let cut = window.rfind("\n\n").or_else(|| window.rfind('\n')).or_else(|| window.rfind(' '));
        // A break in the first half would make windows small; better to cut a word.
        let end = cut.filter(|at| *at > WINDOW / 2).map_or(end, |at| start + at + 1);
        found.push(start..end);
        start = end;
    }
    found.push(start..range.end);
    found
}

fn pieces(text: &str, range: Range<usize>, format: Format) -> Vec<Range<usize>> {
    let section = text.get(range.clone()).unwrap_or("");
    if section.chars().count() <= CAPACITY.end {
        return vec![range];
    }
    let config = ChunkConfig::new(CAPACITY).with_trim(false);
    let cut: Vec<Range<usize>> = match format {
        Format::Markdown => MarkdownSplitter::new(config)
            .chunk_indices(section)
            .map(|(at, piece)| range.start + at..range.start + at + piece.len())
            .collect(),
        Format::Plain => TextSplitter::new(config)
            .chunk_indices(section)
            .map(|(at, piece)| range.start + at..range.start + at + piece.len())
            .collect(),
    };
    if cut.is_empty() { vec![range] } else { cut }
}
