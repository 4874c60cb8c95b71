//! The outline that a reader shows beside the pages: headings under headings.

use std::iter::Peekable;

use krilla::outline::{Outline, OutlineNode};

use super::{draw::destination, pages::Placed, strip::Op};

/// A heading in its place.
struct Entry<'a> {
    level: u8,
    text: &'a str,
    page: usize,
    y: f32,
}

/// The outline of pages.
pub(super) fn outline(pages: &[Vec<Placed>]) -> Outline {
    let mut entries = Vec::new();
    for (page, strips) in pages.iter().enumerate() {
        for placed in strips {
            for op in &placed.strip.ops {
                if let Op::Heading(level, text, _) = op {
                    entries.push(Entry { level: *level, text, page, y: placed.y });
                }
            }
        }
    }
    let mut outline = Outline::new();
    let mut rest = entries.into_iter().peekable();
    while rest.peek().is_some() {
        if let Some(node) = node(&mut rest) {
            outline.push_child(node);
        }
    }
    outline
}

/// The next heading with all that stand under it.
fn node<'a>(rest: &mut Peekable<impl Iterator<Item = Entry<'a>>>) -> Option<OutlineNode> {
    let entry = rest.next()?;
    let mut own = OutlineNode::new(entry.text.to_owned(), destination(entry.page, entry.y));
    while rest.peek().is_some_and(|next| next.level > entry.level) {
        if let Some(child) = node(rest) {
            own.push_child(child);
        }
    }
    Some(own.with_open(false))
}
