//! Strips fill pages.

use super::strip::Strip;

/// A4, in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
/// Where text begins from the left and from the top, and where it ends.
pub(super) const LEFT: f32 = 56.7;
const TOP: f32 = 66.0;
const BOTTOM: f32 = 790.0;

/// A strip in its place.
#[derive(Debug)]
pub(super) struct Placed {
    /// Its upper edge on the page.
    pub(super) y: f32,
    /// How much of the room above it the page gave.
    pub(super) before: f32,
    /// The strip.
    pub(super) strip: Strip,
}

/// Whether a page is turned.
pub(super) fn is_wide(page: &[Placed]) -> bool {
    page.iter().any(|placed| placed.strip.is_wide)
}

/// The strips of each page.
pub(super) fn fill(strips: Vec<Strip>) -> Vec<Vec<Placed>> {
    let mut filler = Filler { pages: vec![Vec::new()], y: TOP, is_wide: false };
    let mut rest = strips.into_iter().peekable();
    let mut group: Vec<Strip> = Vec::new();
    while let Some(strip) = rest.next() {
        let ends = !strip.keep_next || rest.peek().is_none_or(|next| next.on_new_page || next.is_wide != strip.is_wide);
        group.push(strip);
        if ends {
            filler.group(std::mem::take(&mut group));
        }
    }
    filler.pages
}

struct Filler {
    pages: Vec<Vec<Placed>>,
    y: f32,
    is_wide: bool,
}

impl Filler {
    fn is_at_top(&self) -> bool {
        self.pages.last().is_none_or(Vec::is_empty)
    }

    /// Where text ends.
    fn bottom(&self) -> f32 {
        if self.is_wide { PAGE.0 - (PAGE.1 - BOTTOM) } else { BOTTOM }
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Places strips that stay together, on the next page if they do not fit on this one. What fits on no page breaks.
    fn group(&mut self, group: Vec<Strip>) {
        let height: f32 = group.iter().map(|strip| strip.before + strip.height).sum();
        let asks = group.first().is_some_and(|strip| strip.on_new_page);
        let is_wide = group.first().is_some_and(|strip| strip.is_wide);
        if is_wide != self.is_wide {
            if !self.is_at_top() {
                self.turn();
            }
            self.is_wide = is_wide;
        }
        let bottom = self.bottom();
        let fits = self.y + height <= bottom;
        if !self.is_at_top() && (asks || (!fits && height <= bottom - TOP)) {
            self.turn();
        }
        for strip in group {
            if self.y + strip.before + strip.height > bottom && !self.is_at_top() {
                self.turn();
            }
            self.place(strip);
        }
    }

    fn place(&mut self, strip: Strip) {
        if self.is_at_top()
            && let Some(header) = &strip.header
        {
            let header = Strip::clone(header);
            self.put(header);
        }
        self.put(strip);
    }

    fn put(&mut self, strip: Strip) {
        let before = if self.is_at_top() { 0.0 } else { strip.before };
        self.y += before;
        let y = self.y;
        self.y += strip.height;
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { y, before, strip });
        }
    }
}
