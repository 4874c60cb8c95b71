//! From glyphs to lines: glyphs on one baseline, cut where a gap is too wide for a space between words.

use super::glyphs::Glyph;

/// A gap of this part of the type's size is a space.
const SPACE: f64 = 0.17;
/// A gap of this many sizes separates columns or cells.
const GAP: f64 = 1.4;

/// A run of words without a wide gap.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) size: f64,
    pub(super) bold: bool,
}

/// All that stands on one baseline, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) y: f64,
    pub(super) segments: Vec<Segment>,
}

impl Line {
    pub(super) fn text(&self) -> String {
        self.segments.iter().map(|segment| segment.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn x0(&self) -> f64 {
        self.segments.first().map_or(0.0, |segment| segment.x0)
    }

    pub(super) fn x1(&self) -> f64 {
        self.segments.last().map_or(0.0, |segment| segment.x1)
    }

    /// The size of most of its type.
    pub(super) fn size(&self) -> f64 {
        let longest = self.segments.iter().max_by_key(|segment| segment.text.len());
        longest.map_or(0.0, |segment| segment.size)
    }

    pub(super) fn is_bold(&self) -> bool {
        self.segments.iter().all(|segment| segment.bold)
    }
}

/// The lines of some glyphs, from top to bottom.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.retain(|glyph| !glyph.text.trim().is_empty() && glyph.y.is_finite() && glyph.x0.is_finite());
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    let mut base = (f64::MIN, 0.0);
    for glyph in glyphs {
        // Raised and lowered figures belong to the line that they touch.
        let near = (glyph.y - base.0).abs() <= 0.35 * f64::max(base.1, glyph.size).min(40.0);
        if glyph.size > base.1 || !near {
            base = (glyph.y, glyph.size);
        }
        match rows.last_mut().filter(|_| near) {
            Some(row) => row.push(glyph),
            None => rows.push(vec![glyph]),
        }
    }
    rows.into_iter().map(line).filter(|line| !line.segments.is_empty()).collect()
}

fn line(mut glyphs: Vec<Glyph>) -> Line {
    glyphs.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let largest = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
    let y = glyphs.iter().find(|glyph| glyph.size >= largest).map_or(0.0, |glyph| glyph.y);
    let mut segments: Vec<Building> = Vec::new();
    for glyph in glyphs {
        let Some(open) = segments.last_mut() else {
            segments.push(Building::of(glyph));
            continue;
        };
        let gap = glyph.x0 - open.x1;
        // Bold type is sometimes made by drawing a letter twice.
        if open.repeats(&glyph) {
            open.bold += 1;
            continue;
        }
        if gap > GAP * f64::max(open.size, glyph.size) && !open.is_mark() {
            segments.push(Building::of(glyph));
        } else {
            open.push(glyph, gap);
        }
    }
    Line { y, segments: segments.into_iter().map(Building::done).collect() }
}

struct Building {
    text: String,
    x0: f64,
    x1: f64,
    size: f64,
    bold: usize,
    glyphs: usize,
    last: Option<Glyph>,
}

impl Building {
    fn of(glyph: Glyph) -> Self {
        let mut building =
            Self { text: String::new(), x0: glyph.x0, x1: glyph.x1, size: 0.0, bold: 0, glyphs: 0, last: None };
        building.push(glyph, 0.0);
        building
    }

    fn push(&mut self, glyph: Glyph, gap: f64) {
        if gap > SPACE * f64::min(glyph.size, self.size.max(1.0)) && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(&glyph.text);
        self.x1 = f64::max(self.x1, glyph.x1);
        self.size = f64::max(self.size, glyph.size);
        self.bold += usize::from(glyph.bold);
        self.glyphs += 1;
        self.last = Some(glyph);
    }

    fn repeats(&self, glyph: &Glyph) -> bool {
        self.last.as_ref().is_some_and(|last| {
            last.text == glyph.text && (last.x0 - glyph.x0).abs() < 0.12 * glyph.size && (last.y - glyph.y).abs() < 1.0
        })
    }

    /// A bullet or a number, after which a wide gap is usual.
    fn is_mark(&self) -> bool {
        let text = self.text.trim();
        let number = text.trim_end_matches(['.', ')']);
        let numbered = text.len() <= 9 && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.');
        let mut letters = text.chars();
        let single = letters.next().is_some_and(super::blocks::is_bullet) && letters.next().is_none();
        let lettered = text.len() <= 5 && text.ends_with(')') && number.trim_start_matches('(').len() <= 4;
        single || lettered || numbered && (text.ends_with(['.', ')']) || text.contains('.'))
    }

    fn done(self) -> Segment {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        // Most of it is enough: a space or a bullet may be set in another font.
        let bold = self.bold * 10 >= self.glyphs * 7;
        Segment { text, x0: self.x0, x1: self.x1, size: self.size, bold }
    }
}
