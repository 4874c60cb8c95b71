//! What contradicts, and what changed since an earlier analysis.

use super::{
    front::link,
    said::{self, count},
    section,
};
use crate::{
    export::{
        Detail, Plain,
        sheet::{Block, Column, Span, Table},
    },
    iso::{Contradiction, DocumentChange, GapChange, GapReport},
};

/// The most contradictions in the first part; a reader who sees so many knows what has to be done.
const FIRST: usize = 12;

/// The first contradictions.
pub(super) fn contradictions(report: &GapReport, detail: Detail) -> Vec<Block> {
    if report.contradictions.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![
        section("Contradictions", "contradictions", false),
        Block::text("These statements cannot hold at the same time. Decide which one is right and mend the others."),
        Block::Table(contradiction_table(report, report.contradictions.iter().take(FIRST))),
    ];
    let more = report.contradictions.len().saturating_sub(FIRST);
    if more > 0 {
        let more = count(more, "more contradiction");
        blocks.push(Block::Paragraph(match detail {
            Detail::Full => vec![
                Span::text(format!("{more}: see ")),
                Span::Link("more-contradictions".to_owned(), "More contradictions".into()),
                Span::text("."),
            ],
            Detail::Summary => vec![Span::text(format!("{more}: see the full report."))],
        }));
    }
    blocks
}

/// Those that the first part has no room for.
pub(super) fn more_contradictions(report: &GapReport) -> Vec<Block> {
    let mut more = report.contradictions.iter().skip(FIRST).peekable();
    if more.peek().is_none() {
        return Vec::new();
    }
    vec![section("More contradictions", "more-contradictions", false), Block::Table(contradiction_table(report, more))]
}

fn contradiction_table<'a>(report: &GapReport, all: impl Iterator<Item = &'a Contradiction>) -> Table {
    let row = |one: &Contradiction| {
        let mut about = vec![Span::strong(said::capital(&Plain::line(&one.topic)))];
        about.extend([Span::Break, Span::text(said::sentence(&Plain::line(&one.message)))]);
        for (at, id) in one.ids.iter().enumerate() {
            about.push(if at == 0 { Span::Break } else { Span::soft(", ") });
            about.push(link(report, id, id));
        }
        let statements: Vec<Vec<Span>> = one
            .statements
            .iter()
            .map(|statement| {
                let place = Plain::line(&said::place(statement));
                vec![Span::text(said::quoted(statement)), Span::Break, Span::soft(place)]
            })
            .collect();
        vec![about, statements.join(&Span::Break)]
    };
    Table {
        columns: vec![Column::text("What contradicts", 40), Column::text("The statements", 60)],
        rows: all.map(row).collect(),
    }
}

pub(super) fn comparison(report: &GapReport) -> Vec<Block> {
    let Some(comparison) = &report.comparison else { return Vec::new() };
    let mut blocks = vec![section("What changed", "changes", false)];
    let (closed, opened) = (comparison.closed.len(), comparison.opened.len());
    blocks.push(Block::text(format!(
        "Since the analysis of {}, {} became better and {} became worse.",
        said::date(&comparison.earlier),
        count(closed, "point"),
        opened
    )));
    if let Some(documents) = &comparison.documents {
        blocks.extend(document_changes(documents));
    }
    for (title, anchor, changes) in [("Better", "better", &comparison.closed), ("Worse", "worse", &comparison.opened)] {
        if !changes.is_empty() {
            blocks.push(Block::heading(2, title, anchor));
            blocks.push(Block::Table(table(report, changes)));
        }
    }
    blocks
}

/// What the two analyses were made from: another verdict may only mean another document.
fn document_changes(changes: &[DocumentChange]) -> Vec<Block> {
    if changes.is_empty() {
        return vec![Block::text("Both were made from the same documents.")];
    }
    let row = |change: &DocumentChange| {
        let what = match (&change.before, &change.now) {
            (None, _) => "added",
            (_, None) => "not given any more",
            _ => "changed",
        };
        let hash = |hash: &Option<String>| {
            let short: String = hash.iter().flat_map(|hash| hash.chars().take(12)).collect();
            vec![Span::soft(if short.is_empty() { short } else { format!("{short}…") })]
        };
        vec![
            vec![Span::text(Plain::line(&change.name))],
            vec![Span::text(what)],
            hash(&change.before),
            hash(&change.now),
        ]
    };
    let columns = vec![
        Column::text("Document", 46),
        Column::text("What happened", 18),
        Column::text("SHA-256 before", 18),
        Column::text("SHA-256 now", 18),
    ];
    vec![
        Block::text("The two were not made from the same documents; a point may have changed for that reason alone."),
        Block::Table(Table { columns, rows: changes.iter().map(row).collect() }),
    ]
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
