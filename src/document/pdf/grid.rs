//! Tables that are framed: rules that cross make cells.

use hayro_interpret::kurbo::Rect;

/// How far apart rules that belong together may be, in points.
const NEAR: f64 = 3.0;
/// The shortest rule that frames anything, in points.
const SHORT: f64 = 6.0;
/// Rows and columns of one table.
const MAX_SIDE: usize = 400;

/// A straight line across or down a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    /// It runs across; else down.
    across: bool,
    /// Where it lies: its height on the page when it runs across.
    at: f64,
    from: f64,
    to: f64,
}

/// A table's columns and rows: where each begins, and where the last ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    pub(super) xs: Vec<f64>,
    pub(super) ys: Vec<f64>,
}

impl Rule {
    /// A thin rectangle as a rule; none when it is too short or not thin.
    pub(super) fn of(rect: Rect) -> Option<Self> {
        let Rect { x0, y0, x1, y1 } = rect.abs();
        let (width, height) = (x1 - x0, y1 - y0);
        if !(width + height).is_finite() {
            return None;
        }
        if height <= NEAR && width >= SHORT {
            Some(Self { across: true, at: f64::midpoint(y0, y1), from: x0, to: x1 })
        } else if width <= NEAR && height >= SHORT {
            Some(Self { across: false, at: f64::midpoint(x0, x1), from: y0, to: y1 })
        } else {
            None
        }
    }

    fn touches(&self, other: &Self) -> bool {
        let within = |rule: &Self, at: f64| rule.from - NEAR <= at && at <= rule.to + NEAR;
        if self.across == other.across {
            // Pieces of one rule.
            let apart = (self.at - other.at).abs();
            return apart <= NEAR && self.from <= other.to + NEAR && other.from <= self.to + NEAR;
        }
        within(self, other.at) && within(other, self.at)
    }
}

impl Grid {
    /// The tables that a page's rules frame.
    pub(super) fn all(rules: &[Rule]) -> Vec<Self> {
        let mut groups: Vec<Vec<Rule>> = Vec::new();
        for rule in rules.iter().take(3_000) {
            let (mut joined, mut rest) = (vec![*rule], Vec::new());
            for group in groups {
                if group.iter().any(|other| rule.touches(other)) {
                    joined.extend(group);
                } else {
                    rest.push(group);
                }
            }
            rest.push(joined);
            groups = rest;
        }
        groups.iter().filter_map(|group| Self::of(group)).collect()
    }

    fn of(rules: &[Rule]) -> Option<Self> {
        let places = |across: bool| {
            let mut places: Vec<f64> = rules.iter().filter(|rule| rule.across == across).map(|rule| rule.at).collect();
            places.sort_by(f64::total_cmp);
            places.dedup_by(|next, before| *next - *before <= NEAR);
            places
        };
        let (mut xs, ys) = (places(false), places(true));
        // Tables are often open at their sides.
        let reach = |pick: fn(f64, f64) -> f64, start: f64, end: fn(&Rule) -> f64| {
            rules.iter().filter(|rule| rule.across).map(end).fold(start, pick)
        };
        let (left, right) = (reach(f64::min, f64::MAX, |rule| rule.from), reach(f64::max, f64::MIN, |rule| rule.to));
        if xs.first().is_some_and(|first| left < first - 20.0) {
            xs.insert(0, left);
        }
        if xs.last().is_some_and(|last| right > last + 20.0) {
            xs.push(right);
        }
        let fits = (3..MAX_SIDE).contains(&xs.len()) && (3..MAX_SIDE).contains(&ys.len());
        fits.then_some(Self { xs, ys })
    }

    /// The row and the column in which a point lies.
    pub(super) fn cell(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        let slot = |edges: &[f64], at: f64| {
            let before = edges.iter().take_while(|edge| **edge <= at).count();
            before.checked_sub(1).filter(|_| before < edges.len())
        };
        Some((slot(&self.ys, y)?, slot(&self.xs, x)?))
    }

    pub(super) fn top(&self) -> f64 {
        self.ys.first().copied().unwrap_or(0.0)
    }

    /// Its left and right side.
    pub(super) fn sides(&self) -> (f64, f64) {
        (self.xs.first().copied().unwrap_or(0.0), self.xs.last().copied().unwrap_or(0.0))
    }
}
