//! What contradicts, and what changed since an earlier analysis.

use super::{
    front::link,
    said::{self, count},
    section,
};
use crate::{
    export::{
        Plain,
        sheet::{Block, Column, Span, Table},
    },
    iso::{GapChange, GapReport},
};

pub(super) fn blocks(report: &GapReport) -> Vec<Block> {
    let mut blocks = contradictions(report);
    blocks.extend(comparison(report));
    blocks
}

fn contradictions(report: &GapReport) -> Vec<Block> {
    if report.contradictions.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![
        section("Contradictions", "contradictions", false),
        Block::text("These statements cannot hold at the same time. Decide which one is right and mend the others."),
    ];
    for (at, one) in report.contradictions.iter().enumerate() {
        let topic = said::capital(&Plain::line(&one.topic));
        blocks.push(Block::heading(2, topic, &format!("contradiction-{}", at + 1)));
        blocks.push(Block::text(said::sentence(&Plain::line(&one.message))));
        for statement in &one.statements {
            blocks.push(Block::Quote(statement.quote.trim().into(), Plain::line(&said::place(statement))));
        }
        if !one.ids.is_empty() {
            let mut spans = vec![Span::soft("Touches ")];
            for (at, id) in one.ids.iter().enumerate() {
                if at > 0 {
                    spans.push(Span::text(", "));
                }
                spans.push(link(report, id, id));
            }
            blocks.push(Block::Paragraph(spans));
        }
    }
    blocks
}

fn comparison(report: &GapReport) -> Vec<Block> {
    let Some(comparison) = &report.comparison else { return Vec::new() };
    let mut blocks = vec![section("What changed", "changes", false)];
    let (closed, opened) = (comparison.closed.len(), comparison.opened.len());
    blocks.push(Block::text(format!(
        "Since the analysis of {}, {} became better and {} became worse.",
        said::date(&comparison.earlier),
        count(closed, "point"),
        opened
    )));
    for (title, anchor, changes) in [("Better", "better", &comparison.closed), ("Worse", "worse", &comparison.opened)] {
        if !changes.is_empty() {
            blocks.push(Block::heading(2, title, anchor));
            blocks.push(Block::Table(table(report, changes)));
        }
    }
    blocks
}

fn table(report: &GapReport, changes: &[GapChange]) -> Table {
    let row = |change: &GapChange| {
        vec![
            vec![link(report, said::item_of(&change.check), &change.check)],
            vec![Span::text(Plain::line(&change.text))],
            vec![Span::Verdict(change.before)],
            vec![Span::Verdict(change.now)],
        ]
    };
    let columns = vec![
        Column::text("Check", 14),
        Column::text("What is asked", 52),
        Column::text("Before", 17),
        Column::text("Now", 17),
    ];
    Table { columns, rows: changes.iter().map(row).collect() }
}
