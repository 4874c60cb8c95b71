//! Blocks become strips.

use super::{
    font::Fonts,
    line::{Line, Style, lines},
    logo,
    strip::{Back, Op, Strip},
    table,
};
use crate::export::{
    sheet::{Block, Heading, Sheet, Span},
    tone,
};

/// The width between the margins.
pub(super) const WIDTH: f32 = 481.9;
/// The same of a turned page.
pub(super) const WIDE: f32 = 728.5;
/// The size of running text and the distance of its lines.
const SIZE: f32 = 9.6;
const LEADING: f32 = 13.8;

/// The strips of a sheet.
pub(super) fn sheet(sheet: &Sheet, fonts: &mut Fonts<'_>) -> Vec<Strip> {
    let mut strips: Vec<Strip> = sheet.style.logo.iter().filter_map(logo::strip).collect();
    let kind = Style::of(10.0).bold().ink(tone::SOFT);
    for line in lines(&[Span::Text(sheet.kind.clone())], &kind, WIDTH, fonts) {
        strips.push(Strip { keep_next: true, ..Strip::of_line(line, 0.0, 18.0) });
    }
    let title = Style::of(23.0).bold();
    for line in lines(&[Span::Text(sheet.title.clone())], &title, WIDTH, fonts) {
        strips.push(Strip { keep_next: true, ..Strip::of_line(line, 0.0, 30.0) });
    }
    strips.extend(table::facts(&sheet.facts, WIDTH, fonts));
    let mut layout = Layout { sheet, fonts };
    for (is_wide, blocks) in sheet.parts() {
        let begin = strips.len();
        layout.blocks(blocks, if is_wide { WIDE } else { WIDTH }, SIZE, &mut strips);
        strips.iter_mut().skip(begin).for_each(|strip| strip.is_wide = is_wide);
    }
    strips
}

struct Layout<'a, 'f> {
    sheet: &'a Sheet,
    fonts: &'a mut Fonts<'f>,
}

impl Layout<'_, '_> {
    fn blocks(&mut self, blocks: &[Block], width: f32, size: f32, out: &mut Vec<Strip>) {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.heading(heading, width, out),
                Block::Paragraph(spans) => {
                    let found = lines(spans, &Style::of(size), width, self.fonts);
                    let opens = matches!(spans.first(), Some(Span::Verdict(_)));
                    let before = if opens { 9.5 } else { 6.0 };
                    out.extend(paragraph(found, LEADING, before, opens || ends_with_colon(spans)));
                }
                Block::List(first, items) => self.list(*first, items, (width, size), out),
                Block::Table(one) => out.extend(table::table(one, width, false, self.fonts)),
                Block::Levels(one) => out.extend(table::table(one, width, true, self.fonts)),
                Block::Quote(text, source) => self.quote(text, source, width, out),
                Block::Frame(title, inner) => self.frame(title, inner, width, out),
                Block::Chart(chart) => out.extend(table::chart(chart, width, self.fonts)),
                Block::Code(text) => {
                    let spans = [Span::Text(text.clone())];
                    let found = lines(&spans, &Style::of(8.6), width - 14.0, self.fonts);
                    let back = Back { x: 0.0, width, fill: tone::SUNKEN };
                    out.extend(
                        paragraph(found, 12.4, 6.0, false).into_iter().map(|one| one.shifted(7.0).with_back(back)),
                    );
                }
                Block::Contents => self.contents(width, out),
                Block::Rule => {
                    let ops = vec![Op::Rule(0.0, 4.0, width, tone::LINE)];
                    out.push(Strip { before: 6.0, height: 8.0, ops, ..Strip::default() });
                }
            }
        }
    }

    fn heading(&mut self, heading: &Heading, width: f32, out: &mut Vec<Strip>) {
        let accent = self.sheet.style.accent();
        let (size, before, ink) = match heading.level {
            1 => (17.0, 24.0, accent),
            2 => (12.6, 18.0, tone::TEXT),
            3 => (10.8, 17.0, accent),
            _ => (9.8, 10.0, tone::TEXT),
        };
        let mut spans = vec![Span::Text(heading.text.clone())];
        if let Some(verdict) = heading.verdict {
            spans.extend([Span::text("  "), Span::Verdict(verdict)]);
        }
        let leading = size * 1.32;
        let found = lines(&spans, &Style::of(size).bold().ink(ink), width, self.fonts);
        let count = found.len();
        for (at, line) in found.into_iter().enumerate() {
            let mut strip = Strip { keep_next: true, ..Strip::of_line(line, 0.0, leading) };
            if at == 0 {
                strip.before = before;
                strip.on_new_page = heading.on_new_page;
                strip.ops.push(Op::Heading(heading.level, heading.text.to_string(), heading.anchor.clone()));
            }
            if at + 1 == count {
                strip.height += 1.5;
            }
            out.push(strip);
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Vec<Block>], (width, size): (f32, f32), out: &mut Vec<Strip>) {
        let indent = if first.is_some_and(|first| first + items.len() as u64 > 10) { 20.0 } else { 14.0 };
        for (item, number) in items.iter().zip(first.unwrap_or(1)..) {
            let mark = if first.is_some() { format!("{number}.") } else { "•".to_owned() };
            let mut inner = Vec::new();
            self.blocks(item, width - indent, size, &mut inner);
            let mut mark_line = lines(&[Span::text(mark)], &Style::of(size), width, self.fonts);
            let begin = out.len();
            out.extend(inner.into_iter().map(|strip| strip.shifted(indent)));
            let Some(strip) = out.get_mut(begin) else { continue };
            strip.before = 3.2;
            if let Some(line) = mark_line.pop() {
                let x = if first.is_some() { indent - 4.5 - line.width } else { 3.0 };
                strip.add_line(line, x, 0.0, LEADING);
            }
        }
    }

    fn quote(&mut self, text: &crate::export::Plain, source: &crate::export::Plain, width: f32, out: &mut Vec<Strip>) {
        let inner = width - 14.0;
        let style = Style::of(SIZE).italic();
        let mut strips = paragraph(lines(&[Span::Text(text.clone())], &style, inner, self.fonts), LEADING, 6.0, true);
        // Only the end of a long passage has to stay with its source.
        let count = strips.len();
        for (at, strip) in strips.iter_mut().enumerate() {
            strip.keep_next = at == 0 || at + 2 >= count;
        }
        let soft = Style::of(8.2).ink(tone::SOFT);
        strips.extend(paragraph(lines(&[Span::Text(source.clone())], &soft, inner, self.fonts), 11.6, 0.0, false));
        let bar = Back { x: 1.0, width: 2.2, fill: self.sheet.style.accent() };
        for (at, mut strip) in strips.into_iter().enumerate() {
            strip = strip.shifted(12.0);
            if at == 0 {
                // The bar begins with the text, not with the room above it.
                out.push(Strip { before: 2.0, height: 2.0, keep_next: true, ..Strip::default() });
                strip.before = 2.0;
            }
            out.push(strip.with_back(bar));
        }
    }

    fn frame(&mut self, title: &crate::export::Plain, inner: &[Block], width: f32, out: &mut Vec<Strip>) {
        let mut strips = Vec::new();
        if !title.is_empty() {
            let spans = [Span::Strong(vec![Span::Text(title.clone())])];
            strips.extend(paragraph(lines(&spans, &Style::of(9.0), width - 20.0, self.fonts), 13.0, 0.0, true));
        }
        self.blocks(inner, width - 20.0, 9.0, &mut strips);
        let ground = Back { x: 0.0, width, fill: tone::SUNKEN };
        let bar = Back { x: 0.0, width: 2.2, fill: tone::LINE };
        let spacer = |keep_next| Strip { height: 6.0, keep_next, ..Strip::default() };
        out.push(Strip { height: 6.0, keep_next: true, ..Strip::default() });
        out.push(spacer(true).with_back(bar).with_back(ground));
        let count = strips.len();
        for (at, strip) in strips.iter_mut().enumerate() {
            // A short frame stays whole; a long one keeps its first and its last lines together.
            strip.keep_next |= count <= 16 || at < 2 || at + 2 >= count;
        }
        out.extend(strips.into_iter().map(|one| one.shifted(10.0).with_back(bar).with_back(ground)));
        out.push(spacer(false).with_back(bar).with_back(ground));
        out.push(Strip { height: 3.0, ..Strip::default() });
    }

    fn contents(&mut self, width: f32, out: &mut Vec<Strip>) {
        for block in &self.sheet.blocks {
            if let Block::Heading(heading) = block
                && heading.level == 1
            {
                let link = Span::Link(heading.anchor.clone(), heading.text.clone());
                for line in lines(&[link], &Style::of(SIZE), width - 40.0, self.fonts).into_iter().take(1) {
                    let mut strip = Strip { before: 1.6, ..Strip::of_line(line, 0.0, LEADING) };
                    strip.ops.push(Op::PageOf(width, LEADING * 0.74, SIZE, heading.anchor.clone()));
                    out.push(strip);
                }
            }
        }
    }
}

/// Lines as strips: the first two and the last two stay together. With `leads`, the last one stays with what follows.
fn paragraph(lines: Vec<Line>, leading: f32, before: f32, leads: bool) -> Vec<Strip> {
    let count = lines.len();
    lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let mut strip = Strip::of_line(line, 0.0, leading);
            strip.before = if at == 0 { before } else { 0.0 };
            let is_last = at + 1 == count;
            let is_inside = at == 0 || at + 2 == count || (leads && count <= 8);
            strip.keep_next = if is_last { leads } else { is_inside };
            strip
        })
        .collect()
}

fn ends_with_colon(spans: &[Span]) -> bool {
    crate::export::sheet::words(spans).trim_end().ends_with(':')
}
