//! Whether a text speaks of a point: all word stems of one of its alternatives stand close together.
//!
//! Close together is one block (a paragraph, a list item, a table), or one section: the blocks below a heading with the
//! headings above them. What stands before the first heading is no section, so a text without headings must hold each
//! point in one block.

use std::collections::HashSet;

use crate::{
    document::{BlockKind, Format, blocks},
    evaluate::mean,
    index::term_hashes,
};

/// A point as the word stems of each of its alternatives.
pub(super) struct Point(Vec<Vec<u32>>);

impl Point {
    /// Reads `a|b`.
    pub(super) fn of(point: &str) -> Self {
        Self(alternatives(point).map(term_hashes).filter(|stems| !stems.is_empty()).collect())
    }
}

/// The blocks and sections of a text, each as the stems of its words.
pub(super) struct Places(Vec<HashSet<u32>>);

impl Places {
    pub(super) fn of(markdown: &str) -> Self {
        let mut places = Vec::new();
        let mut section: Option<(Vec<String>, HashSet<u32>)> = None;
        for block in blocks(markdown, Format::Markdown) {
            let stems: HashSet<u32> = term_hashes(markdown.get(block.range).unwrap_or_default()).into_iter().collect();
            if section.as_ref().is_none_or(|(heading, _)| *heading != block.heading) {
                places.extend(section.take().map(|(_, stems)| stems));
                let above = block.heading.iter().flat_map(|title| term_hashes(title)).collect();
                section = (!block.heading.is_empty()).then(|| (block.heading.clone(), above));
            }
            if let Some((_, all)) = &mut section {
                all.extend(&stems);
            }
            if !matches!(block.kind, BlockKind::Heading(_)) {
                places.push(stems);
            }
        }
        places.extend(section.map(|(_, stems)| stems));
        Self(places)
    }

    /// Whether one of them has every word of one of the point's alternatives.
    pub(super) fn hold(&self, point: &Point) -> bool {
        let held = |stems: &Vec<u32>| self.0.iter().any(|place| stems.iter().all(|stem| place.contains(stem)));
        point.0.iter().any(held)
    }

    /// The share of points that they hold.
    pub(super) fn share_of(&self, points: &[Point]) -> f64 {
        mean(points.iter().map(|point| if self.hold(point) { 1.0 } else { 0.0 }))
    }
}

/// `a|b` → a, b.
pub(super) fn alternatives(point: &str) -> impl Iterator<Item = &str> {
    point.split('|').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Rights are requested by the manager. [1]\n\n### Reviews of access\n\nEvery quarter. [1]\n\n\
                        - The system owner decides. [2]\n\n### Records\n\n| What | Kept |\n|---|---|\n| Tickets | 3 years [2] |\n";

    #[test]
    fn a_point_is_held_by_a_block_or_a_section_in_any_form_of_its_words() {
        let places = Places::of(TEXT);
        for held in [
            "requesting rights",
            "quarter",
            "access review quarters",
            "access reviewed owners",
            "never there|system owner decision maker|owner decides",
            "ticket year",
            "records tickets",
        ] {
            assert!(places.hold(&Point::of(held)), "{held}");
        }
        for missing in ["manager quarter", "owner tickets", "right review", "backup", "quarter backup|", ""] {
            assert!(!places.hold(&Point::of(missing)), "{missing}");
        }
    }

    #[test]
    fn without_headings_each_point_stands_in_one_block() {
        let places = Places::of("Purpose and scope.\n\nRoles.\n");
        assert!(places.hold(&Point::of("purpose scope")) && !places.hold(&Point::of("purpose roles")));
        let half = [Point::of("purpose scope"), Point::of("backup")];
        assert_eq!(places.share_of(&half).to_bits(), 0.5_f64.to_bits());
    }
}
