//! What to do first: the gaps that matter most, each with what to do about it.

use super::{
    clauses::Clauses,
    front::link,
    said::{self},
    section,
};
use crate::{
    export::{
        Plain,
        sheet::{Block, Column, Span, Table},
    },
    iso::{GapReport, Priority},
};

pub(super) fn blocks(report: &GapReport, clauses: &Clauses<'_>) -> Vec<Block> {
    if report.priorities.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![section("What to do first", "priorities", true)];
    let quick = report.priorities.iter().filter(|priority| priority.quick_win).count();
    if quick > 0 {
        blocks.push(Block::text(format!(
            "A quick win is closed by taking over one clause: {quick} of these {}.",
            if quick == 1 { "is one" } else { "are" }
        )));
    }
    let columns = vec![
        Column::number("No", 7),
        Column::text("Requirement", 25),
        Column::text("What is missing", 37),
        Column::text("What to do", 33),
    ];
    let rows = (1..).zip(&report.priorities).map(|(number, one)| row(report, clauses, number, one)).collect();
    blocks.push(Block::Table(Table { columns, rows }));
    blocks
}

fn row(report: &GapReport, clauses: &Clauses<'_>, number: usize, priority: &Priority) -> Vec<Vec<Span>> {
    let missing = vec![
        Span::text(said::sentence(&Plain::line(&priority.gap))),
        Span::Break,
        Span::soft(said::sentence(&Plain::line(&priority.why))),
    ];
    vec![
        vec![Span::text(number.to_string())],
        vec![
            link(report, &priority.id, &priority.id),
            Span::soft(format!(" check {}", &*Plain::line(&priority.check))),
            Span::Break,
            Span::text(Plain::line(&priority.title)),
        ],
        missing,
        to_do(report, clauses, priority),
    ]
}

fn to_do(report: &GapReport, clauses: &Clauses<'_>, priority: &Priority) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut checks = report.items.iter().flat_map(|item| &item.checks);
    if let Some(check) = checks.find(|check| check.id == priority.check) {
        let reference = clauses.reference(check);
        let advice = said::advice(check, reference.is_some());
        if !advice.is_empty() {
            parts.push(vec![Span::text(advice)]);
        }
        if let Some(link) = reference {
            parts.push(vec![Span::text("Suggested text: "), link]);
        }
    }
    if priority.quick_win {
        let quick = Span::strong("Quick win");
        match parts.last_mut() {
            Some(last) => last.extend([Span::text(" "), quick]),
            None => parts.push(vec![quick]),
        }
    }
    parts.join(&Span::Break)
}
