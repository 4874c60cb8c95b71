//! The heat map: where the risks stand on the matrix of the criteria, as a picture and as a table.

use std::fmt::Write;

use crate::iso::{Risk, RiskRegister};

/// The side of a cell, in pixels.
const CELL: (usize, usize) = (132, 84);
/// Room for the words on the left and below, in pixels.
const EDGE: (usize, usize) = (150, 56);
/// Numbers of risks in a line of a cell.
const IN_LINE: usize = 3;
/// Lines of numbers in a cell.
const LINES: usize = 4;
/// Fills from the lowest level to the highest; each differs in lightness as well, for print and for eyes that see red and
/// green alike.
const FILLS: [&str; 5] = ["#e6f2ea", "#fdf3d3", "#f9d9b8", "#efb3a4", "#d98880"];

/// The risks of each cell, by likelihood and impact from 1 on.
fn at(register: &RiskRegister, likelihood: usize, impact: usize) -> Vec<&str> {
    let is_there = |risk: &&Risk| {
        let here = |step: Option<u8>, wanted: usize| step.is_some_and(|step| usize::from(step) == wanted);
        here(risk.likelihood, likelihood) && here(risk.impact, impact)
    };
    register.risks.iter().filter(is_there).map(|risk| risk.id.as_str()).collect()
}

/// An SVG picture. It has no script, no style sheet and no link, and every text in it is escaped.
pub fn heat_map(register: &RiskRegister) -> String {
    let criteria = &register.criteria;
    let (rows, columns) = (criteria.likelihood.len(), criteria.impact.len());
    let (width, height) = (EDGE.0 + columns * CELL.0 + 10, rows * CELL.1 + EDGE.1 + 10);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" font-family=\"system-ui, Helvetica, Arial, sans-serif\" font-size=\"13\">\n\
         <title>Heat map: {} risks by likelihood and impact</title>\n",
        register.risks.len()
    );
    let order = criteria.order();
    for likelihood in 1..=rows {
        let top = 5 + (rows - likelihood) * CELL.1;
        let name = name(criteria.likelihood.get(likelihood - 1));
        let middle = top + CELL.1 / 2;
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\" dominant-baseline=\"middle\">{likelihood} {name}</text>",
            EDGE.0 - 10
        );
        for impact in 1..=columns {
            let left = EDGE.0 + (impact - 1) * CELL.0;
            let level = criteria.levels.get(likelihood - 1).and_then(|row| row.get(impact - 1));
            let level = level.map_or("", String::as_str);
            let step = order.iter().position(|one| *one == level).unwrap_or(0);
            let fill = FILLS.get(step * (FILLS.len() - 1) / order.len().saturating_sub(1).max(1)).unwrap_or(&"#ffffff");
            let _ = writeln!(
                svg,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"#ffffff\" stroke-width=\"3\"/>",
                CELL.0, CELL.1
            );
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{}\" font-size=\"11\" fill=\"#3c4043\">{}</text>",
                left + 8,
                top + 16,
                escaped(level)
            );
            numbers(&mut svg, &at(register, likelihood, impact), (left + 8, top + 34));
        }
    }
    for impact in 1..=columns {
        let x = EDGE.0 + (impact - 1) * CELL.0 + CELL.0 / 2;
        let name = name(criteria.impact.get(impact - 1));
        let _ =
            writeln!(svg, "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{impact} {name}</text>", rows * CELL.1 + 24);
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#5f6368\">Impact (from left to right), likelihood (upwards)</text>\n</svg>",
        EDGE.0 + columns * CELL.0 / 2,
        rows * CELL.1 + 46
    );
    svg
}

fn numbers(svg: &mut String, ids: &[&str], (x, y): (usize, usize)) {
    let fit = IN_LINE * LINES;
    let shown = if ids.len() > fit { fit - 1 } else { ids.len() };
    let mut texts: Vec<String> = ids.iter().take(shown).map(|id| escaped(id)).collect();
    if ids.len() > shown {
        texts.push(format!("+{}", ids.len() - shown));
    }
    for (line, part) in texts.chunks(IN_LINE).enumerate() {
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{}\" font-weight=\"600\">{}</text>", y + line * 15, part.join(" "));
    }
}

/// The name of a step, without what it means.
fn name(step: Option<&String>) -> String {
    escaped(step.and_then(|text| text.split(':').next()).unwrap_or_default())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The same as a table of Markdown, for formats without pictures.
pub(super) fn table(register: &RiskRegister) -> String {
    let criteria = &register.criteria;
    let columns = criteria.impact.len();
    let mut table = "| Likelihood |".to_owned();
    for impact in 1..=columns {
        let _ = write!(table, " Impact {impact} |");
    }
    let _ = write!(table, "\n|---|{}\n", "---|".repeat(columns));
    for likelihood in (1..=criteria.likelihood.len()).rev() {
        let _ = write!(table, "| {likelihood} |");
        for impact in 1..=columns {
            let level = criteria.levels.get(likelihood - 1).and_then(|row| row.get(impact - 1));
            let ids = at(register, likelihood, impact).join(", ");
            let dash = if ids.is_empty() { "" } else { ": " };
            let _ = write!(table, " {}{dash}{ids} |", level.map_or("", String::as_str));
        }
        table.push('\n');
    }
    table
}
