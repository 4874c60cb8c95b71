//! Which blocks are headings, and of what level: by size, weight and numbering, compared with the rest of the document.

use std::collections::HashMap;

use super::{Block, Shape, is_section};

/// The longest heading, in characters.
const MAX_HEADING: usize = 160;
/// The deepest level that type alone can tell.
const DEEPEST: usize = 4;
/// The most lines of a heading.
const MAX_LINES: usize = 3;

/// How the headings of a document are set, the highest first.
#[derive(Debug, Default)]
pub(super) struct Levels {
    body: u32,
    looks: Vec<(u32, bool)>,
}

impl Levels {
    pub(super) fn of(blocks: &[Block]) -> Self {
        let mut sizes: HashMap<u32, usize> = HashMap::new();
        for block in blocks.iter().filter(|block| !matches!(block.shape, Shape::Table(_))) {
            *sizes.entry(half_points(block.size)).or_default() += block.text.len();
        }
        let body = sizes.into_iter().max_by_key(|(size, length)| (*length, *size)).map_or(0, |(size, _)| size);
        let mut levels = Self { body, looks: Vec::new() };
        let mut looks: Vec<(u32, bool)> =
            blocks.iter().filter(|block| levels.is_heading(block)).map(|block| levels.look(block)).collect();
        looks.sort_unstable_by(|a, b| b.cmp(a));
        looks.dedup();
        levels.looks = looks;
        levels
    }

    /// The level of a heading; none when the block is no heading.
    pub(super) fn level(&self, block: &Block) -> Option<usize> {
        if !self.is_heading(block) {
            return None;
        }
        let look = self.look(block);
        let place = self.looks.iter().position(|other| *other == look).map_or(1, |at| at + 1);
        // Numbers know better how deep a section is than type does.
        let deep = block.text.split_whitespace().next().map_or(0, |number| {
            number.trim_end_matches('.').split('.').filter(|part| part.chars().all(|c| c.is_ascii_digit())).count()
        });
        // Documents set more kinds of headings than they have levels.
        let place = place.min(DEEPEST);
        Some(if is_section(&block.text) { place.max(deep) } else { place }.min(6))
    }

    fn is_heading(&self, block: &Block) -> bool {
        let text = block.text.trim();
        let length = text.chars().count();
        if matches!(block.shape, Shape::Table(_) | Shape::Bullet(_)) || length > MAX_HEADING || block.lines > MAX_LINES
        {
            return false;
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let ends = text.ends_with(['.', ';', ',', ':', '!']);
        let starts = text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase());
        if letters < 2 || letters * 5 < length * 2 || !starts {
            return false;
        }
        let size = half_points(block.size);
        let larger = size > self.body + 2 || size > self.body + 1 && block.bold;
        let numbered = is_section(text) && length <= 60 && block.lines == 1 && block.apart;
        if larger {
            return !text.ends_with(['.', ';', ',']) || length < 40;
        }
        !ends && size + 2 >= self.body && (block.bold && (block.apart || length < 60) && length <= 100 || numbered)
    }

    fn look(&self, block: &Block) -> (u32, bool) {
        let size = half_points(block.size).max(self.body);
        // Larger type is a heading of its size, bold or not.
        (size, block.bold || size > self.body + 2)
    }
}

/// A size in halves of a point, for sizes that are nearly equal are meant to be equal.
fn half_points(size: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is kept within 0 and 2000")]
    let halves = (size * 2.0).round().clamp(0.0, 2000.0) as u32;
    halves
}
