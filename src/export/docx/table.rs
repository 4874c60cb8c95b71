//! Tables of a Word file, and the bars, which are tables too: Word fills their cells with patterns.

use super::{
    TEXT_WIDTH,
    body::paragraph,
    run::{Look, Role, run, runs},
};
use crate::export::{
    Plain,
    sheet::{Chart, Span, Table, words},
    tone::{self, Pattern, hex},
};

/// A row longer than this may break across pages.
const LONG_ROW: usize = 1200;

/// A table with a header row that repeats.
pub(super) fn table(table: &Table, width: u32, has_levels: bool) -> String {
    let total: u32 = table.columns.iter().map(|column| u32::from(column.width)).sum::<u32>().max(1);
    let widths: Vec<u32> = table.columns.iter().map(|column| u32::from(column.width) * width / total).collect();
    let mut out = open(&widths, true);
    let align = |is_number: bool| if is_number { "<w:jc w:val=\"right\"/>" } else { "" };
    out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, width) in table.columns.iter().zip(&widths) {
        let text = paragraph("TableHead", align(column.is_number), &run(&column.title, Look::default()));
        out.push_str(&cell(*width, &shade(tone::SUNKEN), &text));
    }
    out.push_str("</w:tr>");
    for row in &table.rows {
        let long = row.iter().map(|cell| words(cell).chars().count()).sum::<usize>() > LONG_ROW;
        out.push_str(if long { "<w:tr>" } else { "<w:tr><w:trPr><w:cantSplit/></w:trPr>" });
        for ((spans, column), width) in row.iter().zip(&table.columns).zip(&widths) {
            let text = paragraph("TableText", align(column.is_number), &runs(spans, Look::default()));
            let level = tone::level(&words(spans)).filter(|_| has_levels).map(shade);
            out.push_str(&cell(*width, &level.unwrap_or_default(), &text));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out
}

/// The title block.
pub(super) fn facts(facts: &[(Plain, Vec<Span>)]) -> String {
    let widths = [TEXT_WIDTH * 24 / 100, TEXT_WIDTH * 76 / 100];
    let mut out = open(&widths, true);
    for (name, value) in facts {
        let name = paragraph("TableText", "", &run(name, Look::default().with(Role::Soft)));
        let value = paragraph("TableText", "", &runs(value, Look::default()));
        let [first, second] = widths;
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        out.push_str(&cell(first, "", &name));
        out.push_str(&cell(second, "", &value));
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out
}

/// The bars: a key, then for each bar a line of words and a row of cells as wide as their counts.
pub(super) fn chart(chart: &Chart) -> String {
    let longest = count(chart.longest());
    let mut out = String::new();
    let key: Vec<Span> =
        chart.verdicts().into_iter().flat_map(|verdict| [Span::Verdict(verdict), Span::text("  ")]).collect();
    out.push_str(&paragraph("BarLabel", "", &runs(&key, Look::default())));
    for (label, parts) in &chart.bars {
        let mut line = run(label, Look::BOLD);
        line.push_str(&run(&format!("   {}", Chart::words(parts)), Look::default().with(Role::Soft)));
        out.push_str(&paragraph("BarLabel", "", &line));
        if parts.is_empty() {
            continue;
        }
        let widths: Vec<u32> =
            parts.iter().map(|(_, number)| (count(*number) * TEXT_WIDTH / longest).max(90)).collect();
        out.push_str(&open(&widths, false));
        out.push_str("<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"340\" w:hRule=\"exact\"/></w:trPr>");
        for ((verdict, number), width) in parts.iter().zip(&widths) {
            let tone = tone::of(*verdict);
            let (fill, ink) = match tone.pattern {
                Pattern::Solid => (pattern("clear", tone.ink, tone.ink), [255; 3]),
                Pattern::Stripes => (pattern("thinDiagStripe", tone.ink, tone.tint), tone.ink),
                Pattern::Dots => (pattern("pct20", tone.ink, tone.tint), tone.ink),
                Pattern::Mesh => (pattern("thinDiagCross", tone.ink, tone.tint), tone.ink),
                Pattern::Plain => (pattern("clear", tone.ink, tone.tint), tone.ink),
            };
            let back = if tone.pattern == Pattern::Solid { tone.ink } else { tone.tint };
            let look = Look::BOLD.with(Role::Verdict(ink, back));
            let text = if *width > 260 { run(&number.to_string(), look) } else { String::new() };
            out.push_str(&cell(*width, &fill, &paragraph("BarText", "<w:jc w:val=\"center\"/>", &text)));
        }
        out.push_str("</w:tr></w:tbl>");
    }
    out
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX).min(10_000)
}

fn open(widths: &[u32], is_framed: bool) -> String {
    let total: u32 = widths.iter().sum();
    let margins = if is_framed { (50, 110) } else { (0, 0) };
    let grid = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect::<Vec<_>>().concat();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>{}<w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
         <w:top w:w=\"{v}\" w:type=\"dxa\"/><w:left w:w=\"{h}\" w:type=\"dxa\"/><w:bottom w:w=\"{v}\" w:type=\"dxa\"/>\
         <w:right w:w=\"{h}\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
        borders(is_framed),
        v = margins.0,
        h = margins.1,
    )
}

/// The lines of a table: around it, and between its rows when it has some.
pub(super) fn borders(has_rows: bool) -> String {
    let line = hex(tone::LINE);
    let mut sides = vec!["top", "left", "bottom", "right"];
    if has_rows {
        sides.push("insideH");
    }
    let lines = sides.iter().fold(String::new(), |mut lines, side| {
        lines.push_str(&format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"{line}\"/>"));
        lines
    });
    format!("<w:tblBorders>{lines}</w:tblBorders>")
}

fn cell(width: u32, shade: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr>{content}</w:tc>")
}

fn shade(fill: [u8; 3]) -> String {
    pattern("clear", tone::TEXT, fill)
}

fn pattern(name: &str, ink: [u8; 3], fill: [u8; 3]) -> String {
    format!("<w:shd w:val=\"{name}\" w:color=\"{}\" w:fill=\"{}\"/>", hex(ink), hex(fill))
}
