//! The bars as a picture in the page: patterns beside colours, and every number in words.

use super::{escape, tone};
use crate::{
    export::{
        sheet::Chart,
        tone::{Pattern, hex},
    },
    iso::GapVerdict,
};

/// The width of the longest bar; it shrinks with the page.
const WIDTH: usize = 720;
const BAR: usize = 28;

/// The chart with its legend. The words stand beside the bars as text, so a narrow page can wrap them.
pub(super) fn figure(chart: &Chart) -> String {
    let mut out = format!(
        "<figure class=\"chart\"><figcaption>{}</figcaption>\n<svg class=\"patterns\" aria-hidden=\"true\"><defs>{}</defs></svg>\n",
        escape(&chart.title),
        patterns(chart)
    );
    let longest = chart.longest();
    for (label, parts) in &chart.bars {
        let words = Chart::words(parts);
        let alt = escape(&format!("{label}: {words}").into());
        out.push_str(&format!(
            "<p class=\"bar-label\"><strong>{}</strong> <span>{words}</span></p>\n\
             <svg viewBox=\"0 0 {WIDTH} {BAR}\" role=\"img\" aria-label=\"{alt}\">",
            escape(label),
        ));
        let mut before = 0;
        for part in parts {
            out.push_str(&segment(*part, before, longest));
            before += part.1;
        }
        out.push_str("</svg>\n");
    }
    out.push_str("<p class=\"legend\">");
    for verdict in chart.verdicts() {
        let class = tone::of(verdict).class;
        out.push_str(&format!(
            "<span><svg viewBox=\"0 0 22 14\" class=\"key\" aria-hidden=\"true\"><rect class=\"bar {class}\" x=\"1\" y=\"1\" width=\"20\" height=\"12\"/></svg>{}</span> ",
            verdict.name()
        ));
    }
    out.push_str("</p></figure>\n");
    out
}

/// One part of a bar, with its number on a plate where there is room.
fn segment((verdict, count): (GapVerdict, usize), before: usize, longest: usize) -> String {
    let class = tone::of(verdict).class;
    let (left, right) = (before * WIDTH / longest, (before + count) * WIDTH / longest);
    let mut out = format!(
        "<rect class=\"bar {class}\" x=\"{left}.5\" y=\"0.5\" width=\"{}\" height=\"{}\"/>",
        (right - left).saturating_sub(2).max(1),
        BAR - 1
    );
    let plate = count.to_string().len() * 9 + 8;
    if right - left > plate + 4 {
        let middle = left.midpoint(right);
        out.push_str(&format!(
            "<rect class=\"plate {class}\" x=\"{}\" y=\"5\" width=\"{plate}\" height=\"18\" rx=\"3\"/>\
             <text class=\"count {class}\" x=\"{middle}\" y=\"19\" text-anchor=\"middle\">{count}</text>",
            middle - plate / 2,
        ));
    }
    out
}

fn patterns(chart: &Chart) -> String {
    chart.verdicts().into_iter().fold(String::new(), |mut out, verdict| {
        let tone = tone::of(verdict);
        let ink = hex(tone.ink);
        let drawing = match tone.pattern {
            Pattern::Solid | Pattern::Plain => return out,
            Pattern::Stripes => format!("<path d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\" stroke=\"#{ink}\" stroke-width=\"1.6\"/>"),
            Pattern::Dots => format!("<circle cx=\"2\" cy=\"2\" r=\"1.3\" fill=\"#{ink}\"/><circle cx=\"6\" cy=\"6\" r=\"1.3\" fill=\"#{ink}\"/>"),
            Pattern::Mesh => format!("<path d=\"M0 0l8 8M8 0l-8 8\" stroke=\"#{ink}\" stroke-width=\"1\"/>"),
        };
        out.push_str(&format!(
            "<pattern id=\"p-{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" fill=\"#{}\"/>{drawing}</pattern>",
            tone.class,
            hex(tone.tint)
        ));
        out
    })
}
