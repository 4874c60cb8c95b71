//! Tables and bars as strips. A row is as many strips as its longest cell has lines, so a long row can break where a line ends.

use std::rc::Rc;

use super::{
    font::Fonts,
    line::{Line, Style, lines},
    strip::{Back, Op, Strip},
};
use crate::{
    export::{
        Plain,
        sheet::{Chart, Column, Span, Table, float, words},
        tone,
    },
    iso::GapVerdict,
};

/// The size of text in tables.
const SIZE: f32 = 8.6;
const LEADING: f32 = 12.1;
/// The height of a bar.
const BAR: f32 = 14.0;
const PAD_X: f32 = 5.5;
const PAD_Y: f32 = 3.8;
/// A row of so many lines stays together.
const WHOLE: usize = 16;
/// A row of so many lines stays with its neighbour at a table's ends.
const LOW: usize = 3;
/// A table of so many lines stays together.
const SHORT: usize = 14;

/// The strips of a table.
pub(super) fn table(table: &Table, width: f32, has_levels: bool, fonts: &mut Fonts<'_>) -> Vec<Strip> {
    let total: f32 = table.columns.iter().map(|column| f32::from(column.width)).sum::<f32>().max(1.0);
    let widths: Vec<f32> = table.columns.iter().map(|column| f32::from(column.width) / total * width).collect();
    let grid = Grid { columns: &table.columns, widths: &widths, width };
    let bold = Style::of(SIZE * 0.95).bold().ink(tone::SOFT);
    let titles: Vec<Vec<Span>> = table.columns.iter().map(|column| vec![Span::Text(column.title.clone())]).collect();
    let mut header = grid.row(&titles, &bold, fonts);
    for strip in &mut header {
        strip.keep_next = true;
        strip.backs.push(Back { x: 0.0, width, fill: tone::SUNKEN });
    }
    let repeated = Rc::new(joined(&header));
    let mut strips = header;
    let style = Style::of(SIZE);
    let count = table.rows.len();
    for (at, row) in table.rows.iter().enumerate() {
        let levels = if has_levels { grid.levels(row) } else { Vec::new() };
        let mut row = grid.row(row, &style, fonts);
        // No row stands alone under a header or on top of a page.
        let is_low = row.len() <= LOW;
        if let Some(last) = row.last_mut().filter(|_| is_low && (at == 0 || at + 2 == count)) {
            last.keep_next = at + 1 < count;
        }
        for strip in &mut row {
            strip.header = Some(Rc::clone(&repeated));
            strip.backs.extend(&levels);
        }
        strips.append(&mut row);
    }
    closed(strips, width)
}

/// The title block: names on the left, no header.
pub(super) fn facts(facts: &[(Plain, Vec<Span>)], width: f32, fonts: &mut Fonts<'_>) -> Vec<Strip> {
    let columns = [Column::text("", 24), Column::text("", 76)];
    let widths = [width * 0.24, width * 0.76];
    let grid = Grid { columns: &columns, widths: &widths, width };
    let style = Style::of(SIZE + 0.6);
    let rows = facts.iter().map(|(name, value)| [vec![Span::Strong(vec![Span::Text(name.clone())])], value.clone()]);
    let strips: Vec<Strip> = rows.flat_map(|row| grid.row(&row, &style, fonts)).collect();
    closed(strips, width)
}

/// With a line below the last row, and room above the first.
fn closed(mut strips: Vec<Strip>, width: f32) -> Vec<Strip> {
    if let Some(last) = strips.last_mut() {
        last.ops.push(Op::Rule(0.0, last.height, width, tone::LINE));
        last.height += 5.0;
    }
    if strips.len() <= SHORT {
        let all_but_last = strips.len().saturating_sub(1);
        strips.iter_mut().take(all_but_last).for_each(|strip| strip.keep_next = true);
    }
    // The room above is a strip of its own: the header's ground must not fill it.
    strips.insert(0, Strip { height: 7.0, keep_next: true, ..Strip::default() });
    strips
}

/// One strip out of several.
fn joined(strips: &[Strip]) -> Strip {
    let mut whole = Strip { keep_next: true, ..Strip::default() };
    for strip in strips {
        whole.backs.clone_from(&strip.backs);
        for op in &strip.ops {
            let mut op = op.clone();
            match &mut op {
                Op::Text(y, _)
                | Op::Rule(_, y, ..)
                | Op::Box(_, y, ..)
                | Op::Bar(_, y, ..)
                | Op::Logo(_, y, ..)
                | Op::PageOf(_, y, ..) => {
                    *y += whole.height;
                }
                Op::Heading(..) => {}
            }
            whole.ops.push(op);
        }
        whole.height += strip.height;
    }
    whole
}

struct Grid<'a> {
    columns: &'a [Column],
    widths: &'a [f32],
    width: f32,
}

impl Grid<'_> {
    /// The grounds of cells that say a level of risk.
    fn levels(&self, cells: &[Vec<Span>]) -> Vec<Back> {
        let mut left = 0.0;
        let mut found = Vec::new();
        for (cell, width) in cells.iter().zip(self.widths) {
            found.extend(tone::level(&words(cell)).map(|fill| Back { x: left, width: *width, fill }));
            left += width;
        }
        found
    }

    fn row(&self, cells: &[Vec<Span>], style: &Style, fonts: &mut Fonts<'_>) -> Vec<Strip> {
        let mut columns: Vec<std::vec::IntoIter<Line>> = Vec::new();
        for (cell, width) in cells.iter().zip(self.widths) {
            columns.push(lines(cell, style, width - 2.0 * PAD_X, fonts).into_iter());
        }
        let count = columns.iter().map(ExactSizeIterator::len).max().unwrap_or(0).max(1);
        let mut strips = Vec::new();
        for at in 0..count {
            let (is_first, is_last) = (at == 0, at + 1 == count);
            let top = if is_first { PAD_Y } else { 0.0 };
            let mut strip = Strip { height: top + LEADING, ..Strip::default() };
            if is_first {
                strip.ops.push(Op::Rule(0.0, 0.0, self.width, tone::LINE));
            }
            if is_last {
                strip.height += PAD_Y;
            }
            let mut left = 0.0;
            for ((next, column), width) in columns.iter_mut().zip(self.columns).zip(self.widths) {
                let line = next.next().unwrap_or_default();
                let room = if column.is_number { width - PAD_X - line.width } else { PAD_X };
                strip.add_line(line, left + room, top, LEADING);
                left += width;
            }
            strip.keep_next = !is_last && (count <= WHOLE || at == 0 || at + 2 >= count);
            strips.push(strip);
        }
        strips
    }
}

/// The bars, each under its words.
pub(super) fn chart(chart: &Chart, width: f32, fonts: &mut Fonts<'_>) -> Vec<Strip> {
    let mut strips = Vec::new();
    let longest = float(chart.longest());
    let style = Style::of(9.2);
    for (label, parts) in &chart.bars {
        let mut words = Strip { before: 5.5, height: 13.5, keep_next: true, ..Strip::default() };
        for line in lines(&[Span::Strong(vec![Span::Text(label.clone())])], &style, width, fonts).into_iter().take(1) {
            words.add_line(line, 0.0, 0.0, 13.0);
        }
        for line in lines(&[Span::soft(Chart::words(parts))], &style, width, fonts).into_iter().take(1) {
            let x = width - line.width;
            words.add_line(line, x, 0.0, 13.0);
        }
        strips.push(words);
        let mut bar = Strip { height: BAR + 1.0, keep_next: true, ..Strip::default() };
        let mut left = 0.0;
        for (verdict, count) in parts {
            let wide = float(*count) / longest * width;
            bar.ops.push(Op::Bar(left, 0.0, (wide - 1.2).max(0.8), BAR, *verdict));
            number(&mut bar, (left, wide - 1.2), *verdict, *count, fonts);
            left += wide;
        }
        strips.push(bar);
    }
    strips.push(legend(chart, width, fonts));
    strips
}

/// The number in a part of a bar, on a plate, where there is room.
fn number(bar: &mut Strip, (left, wide): (f32, f32), verdict: GapVerdict, count: usize, fonts: &mut Fonts<'_>) {
    let tone = tone::of(verdict);
    let is_solid = tone.pattern == tone::Pattern::Solid;
    let (ink, plate) = if is_solid { ([255; 3], tone.ink) } else { (tone::TEXT, [255; 3]) };
    let found = lines(&[Span::text(count.to_string())], &Style::of(8.6).bold().ink(ink), 100.0, fonts);
    let Some(line) = found.into_iter().next().filter(|line| wide > line.width + 8.0) else { return };
    let x = left + (wide - line.width) / 2.0;
    bar.ops.push(Op::Box(x - 2.5, 2.2, line.width + 5.0, BAR - 4.4, plate));
    bar.add_line(line, x, 1.4, 12.6);
}

/// What the patterns mean.
fn legend(chart: &Chart, width: f32, fonts: &mut Fonts<'_>) -> Strip {
    let mut strip = Strip { before: 7.0, height: 13.0, ..Strip::default() };
    let mut left = 0.0;
    for verdict in chart.verdicts() {
        strip.ops.push(Op::Bar(left, 2.0, 20.0, 9.0, verdict));
        for line in lines(&[Span::soft(verdict.name())], &Style::of(9.2), width, fonts).into_iter().take(1) {
            let wide = line.width;
            strip.add_line(line, left + 24.0, 0.0, 13.0);
            left += wide + 38.0;
        }
    }
    strip
}
