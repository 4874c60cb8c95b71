//! Links that lead nowhere become their words: a short report names requirements that only the full one has a section for.

use std::collections::HashSet;

use crate::export::sheet::{Block, Span};

/// The blocks without links to headings that are not among them.
pub(super) fn without_loose_ends(blocks: Vec<Block>) -> Vec<Block> {
    let anchors: HashSet<String> = blocks
        .iter()
        .filter_map(|block| if let Block::Heading(heading) = block { Some(heading.anchor.clone()) } else { None })
        .collect();
    blocks.into_iter().map(|one| block(one, &anchors)).collect()
}

fn block(one: Block, anchors: &HashSet<String>) -> Block {
    match one {
        Block::Paragraph(inner) => Block::Paragraph(spans(inner, anchors)),
        Block::List(first, items) => {
            let item = |item: Vec<Block>| item.into_iter().map(|one| block(one, anchors)).collect();
            Block::List(first, items.into_iter().map(item).collect())
        }
        Block::Table(mut table) => {
            for cell in table.rows.iter_mut().flatten() {
                *cell = spans(std::mem::take(cell), anchors);
            }
            Block::Table(table)
        }
        Block::Frame(title, inner) => Block::Frame(title, inner.into_iter().map(|one| block(one, anchors)).collect()),
        other => other,
    }
}

fn spans(all: Vec<Span>, anchors: &HashSet<String>) -> Vec<Span> {
    let one = |span| match span {
        Span::Link(to, text) if !anchors.contains(&to) => Span::Text(text),
        Span::Strong(inner) => Span::Strong(spans(inner, anchors)),
        Span::Emphasis(inner) => Span::Emphasis(spans(inner, anchors)),
        Span::Mark(inner) => Span::Mark(spans(inner, anchors)),
        Span::Soft(inner) => Span::Soft(spans(inner, anchors)),
        other => other,
    };
    all.into_iter().map(one).collect()
}
