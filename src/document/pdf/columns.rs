//! Reading order: two columns of prose are read one after the other, everything else from top to bottom.

use super::{
    layout::{PageLayout, Table},
    lines::{Line, Segment},
};

/// The narrowest gutter between columns, in points.
const GUTTER: f64 = 9.0;
/// Lines that each column must have.
const LINES: usize = 8;

/// A piece of a page in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Line(Line),
    Table(Table),
}

/// The page's pieces in the order in which they are read.
pub(super) fn ordered(page: PageLayout) -> Vec<Piece> {
    let gutter = gutter(&page);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut tables = page.tables;
    tables.sort_by(|a, b| a.top.total_cmp(&b.top));
    let mut tables = tables.into_iter().peekable();
    let mut right: Vec<Line> = Vec::new();
    for line in page.lines {
        while let Some(table) = tables.next_if(|table| table.top <= line.y) {
            pieces.extend(right.drain(..).map(Piece::Line));
            pieces.push(Piece::Table(table));
        }
        let Some(gutter) = gutter else {
            pieces.push(Piece::Line(line));
            continue;
        };
        if line.segments.iter().any(|segment| crosses(segment, gutter)) {
            pieces.extend(right.drain(..).map(Piece::Line));
            pieces.push(Piece::Line(line));
            continue;
        }
        let (before, after): (Vec<Segment>, Vec<Segment>) =
            line.segments.into_iter().partition(|segment| segment.x0 < gutter);
        if !before.is_empty() {
            pieces.push(Piece::Line(Line { y: line.y, segments: before }));
        }
        if !after.is_empty() {
            right.push(Line { y: line.y, segments: after });
        }
    }
    pieces.extend(right.into_iter().map(Piece::Line));
    pieces.extend(tables.map(Piece::Table));
    pieces
}

fn crosses(segment: &Segment, gutter: f64) -> bool {
    segment.x0 < gutter - 2.0 && segment.x1 > gutter + 2.0
}

/// Where the page is cut into two columns of prose, if it is.
fn gutter(page: &PageLayout) -> Option<f64> {
    let segments: Vec<&Segment> = page.lines.iter().flat_map(|line| &line.segments).collect();
    let left = segments.iter().map(|segment| segment.x0).fold(f64::MAX, f64::min);
    let right = segments.iter().map(|segment| segment.x1).fold(f64::MIN, f64::max);
    if segments.len() < 2 * LINES || right - left < 200.0 {
        return None;
    }
    // Each place in the middle third, by how many segments lie over it.
    let mut best: Option<(usize, f64, f64)> = None;
    let (mut at, end) = (left + (right - left) * 0.33, left + (right - left) * 0.67);
    while at < end {
        let over =
            segments.iter().filter(|segment| segment.x0 < at + GUTTER / 2.0 && segment.x1 > at - GUTTER / 2.0).count();
        match &mut best {
            Some((least, _, to)) if over == *least && at - *to < 3.0 => *to = at,
            Some((least, ..)) if over >= *least => {}
            _ => best = Some((over, at, at)),
        }
        at += 2.0;
    }
    let (over, from, to) = best?;
    let middle = f64::midpoint(from, to);
    let before: Vec<&&Segment> = segments.iter().filter(|segment| segment.x1 <= middle + 2.0).collect();
    let after: Vec<&&Segment> = segments.iter().filter(|segment| segment.x0 >= middle - 2.0).collect();
    let fits = over * 3 <= before.len().min(after.len())
        && is_prose(&before, middle - left)
        && is_prose(&after, right - middle);
    fits.then_some(middle)
}

/// Whether lines fill their column as running text does.
fn is_prose(segments: &[&&Segment], width: f64) -> bool {
    let full = segments.iter().filter(|segment| segment.x1 - segment.x0 > width * 0.6 && segment.text.len() > 18);
    segments.len() >= LINES && full.count() * 2 > segments.len()
}
