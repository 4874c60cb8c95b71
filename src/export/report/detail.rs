//! The requirements: an overview by theme, those with gaps check by check, then those that are met, in short.

use super::{
    front::link,
    items_of,
    said::{self, count},
    section, theme_name,
};
use crate::{
    export::{
        Plain, paper,
        sheet::{Block, Column, Heading, Span, Table},
    },
    iso::{Evidence, GapCheck, GapItem, GapReport, GapVerdict, Nature},
};

/// How many quotes of a check are shown; the first ones are the best.
const QUOTES: usize = 3;

/// Every item with its verdict, by theme.
pub(super) fn overview(report: &GapReport) -> Vec<Block> {
    let mut blocks = vec![section("All requirements", "requirements", true)];
    blocks.push(Block::text(
        "“Open” counts the single points of a requirement that are missing, met in part or contradicted, the required ones first.",
    ));
    for (at, theme) in report.themes.iter().enumerate() {
        let items = items_of(report, theme);
        if items.is_empty() {
            continue;
        }
        blocks.push(Block::heading(2, Plain::line(&theme_name(theme)), &format!("theme-{}", at + 1)));
        let columns = vec![
            Column::text("Id", 11),
            Column::text("Requirement", 51),
            Column::text("Verdict", 18),
            Column::text("Open", 20),
        ];
        let rows = items.iter().map(|item| row(report, item)).collect();
        blocks.push(Block::Table(Table { columns, rows }));
    }
    blocks
}

fn row(report: &GapReport, item: &GapItem) -> Vec<Vec<Span>> {
    let open: Vec<&GapCheck> = item.checks.iter().filter(|check| said::is_gap(check.verdict)).collect();
    let required = open.iter().filter(|check| said::is_required(check)).count();
    let said = match (required, open.len() - required) {
        (0, 0) => String::new(),
        (required, 0) => format!("{required} required"),
        (0, other) => format!("{other} advised"),
        (required, other) => format!("{required} required, {other} advised"),
    };
    vec![
        vec![link(report, &item.id, &item.id)],
        vec![Span::text(Plain::line(&item.title))],
        vec![Span::Verdict(item.verdict)],
        vec![Span::text(said)],
    ]
}

/// The requirements with gaps, check by check.
pub(super) fn gaps(report: &GapReport) -> Vec<Block> {
    let mut blocks = vec![section("Requirements with gaps", "gaps", true)];
    for (at, theme) in report.themes.iter().enumerate() {
        let items: Vec<&GapItem> =
            items_of(report, theme).into_iter().filter(|item| said::is_gap(item.verdict)).collect();
        if items.is_empty() {
            continue;
        }
        let title = Plain::line(&format!("Gaps: {}", theme_name(theme)));
        blocks.push(Block::heading(2, title, &format!("gaps-{}", at + 1)));
        for item in items {
            full(item, &mut blocks);
        }
    }
    if blocks.len() == 1 { Vec::new() } else { blocks }
}

fn full(item: &GapItem, blocks: &mut Vec<Block>) {
    blocks.push(item_heading(item));
    let (open, rest): (Vec<&GapCheck>, Vec<&GapCheck>) =
        item.checks.iter().partition(|check| said::is_gap(check.verdict) && check.nature != Nature::Practice);
    for check in open {
        blocks.extend(check_blocks(check));
    }
    rest_of(&rest, blocks);
}

fn item_heading(item: &GapItem) -> Block {
    Block::Heading(Heading {
        level: 3,
        text: Plain::line(&said::name(item)),
        anchor: said::anchor(&item.id),
        verdict: Some(item.verdict),
        on_new_page: false,
    })
}

/// One check: what is asked and by whom, what was found, what is missing, what to do.
fn check_blocks(check: &GapCheck) -> Vec<Block> {
    let kind = format!("{} · {} · {}", check.id, said::obligation(check.obligation), said::nature(check.nature));
    let mut blocks = vec![Block::Paragraph(vec![
        Span::Verdict(check.verdict),
        Span::text(" "),
        Span::strong(Plain::line(&check.text)),
        Span::Break,
        Span::soft(kind),
    ])];
    let (reason, gap) = (Plain::line(&check.reason), Plain::line(&check.gap));
    if !reason.is_empty() && *reason != *gap {
        blocks.push(Block::text(said::sentence(&reason)));
    }
    for evidence in check.evidence.iter().take(QUOTES) {
        blocks.push(quote(evidence));
    }
    let more = check.evidence.len().saturating_sub(QUOTES);
    if more > 0 {
        blocks.push(Block::Paragraph(vec![Span::soft(format!("{} more.", count(more, "passage")))]));
    }
    let mut lines = Vec::new();
    for (label, text) in [("Missing: ", &check.gap), ("Do: ", &check.recommendation)] {
        let text = Plain::line(text);
        if text.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Span::Break);
        }
        lines.extend([Span::strong(label), Span::text(said::sentence(&text))]);
    }
    if !lines.is_empty() {
        blocks.push(Block::Paragraph(lines));
    }
    if let Some(clause) = &check.clause {
        let title = format!("Suggested clause: {} ({})", clause.title, clause.policy);
        blocks.push(Block::Frame(Plain::line(&title), paper::inner_blocks(&clause.text)));
    }
    blocks
}

pub(super) fn quote(evidence: &Evidence) -> Block {
    Block::Quote(evidence.quote.trim().into(), Plain::line(&said::place(evidence)))
}

/// The checks of an item that need no words: met ones with their best passage, and how many wait for the audit.
fn rest_of(checks: &[&GapCheck], blocks: &mut Vec<Block>) {
    let met: Vec<&&GapCheck> = checks.iter().filter(|check| check.verdict == GapVerdict::Met).collect();
    if !met.is_empty() {
        blocks.push(Block::Table(met_table(&met)));
    }
    let not_judged: Vec<&&GapCheck> = checks
        .iter()
        .filter(|check| check.verdict == GapVerdict::NotAssessed && check.nature != Nature::Practice)
        .collect();
    for check in not_judged {
        blocks.push(Block::Paragraph(vec![
            Span::Verdict(check.verdict),
            Span::text(format!(" {} ", Plain::line(&check.text))),
            Span::soft(format!("{}. {}", check.id, said::sentence(&check.reason))),
        ]));
    }
    let practice =
        checks.iter().filter(|check| check.nature == Nature::Practice && check.verdict != GapVerdict::Met).count();
    if practice > 0 {
        let verb = if practice == 1 { "is" } else { "are" };
        blocks.push(Block::Paragraph(vec![
            Span::soft(format!("{} {verb} seen in practice only: see ", count(practice, "more point"))),
            Span::Link("evidence".to_owned(), "What the auditor will ask for".into()),
            Span::soft("."),
        ]));
    }
}

fn met_table(checks: &[&&GapCheck]) -> Table {
    let row = |check: &&&GapCheck| {
        let shown = match check.evidence.first() {
            Some(best) => vec![
                Span::text(format!("“{}”", Plain::line(&best.quote))),
                Span::Break,
                Span::soft(Plain::line(&said::place(best))),
            ],
            None => Vec::new(),
        };
        vec![
            vec![
                Span::Verdict(check.verdict),
                Span::text(" "),
                Span::text(Plain::line(&check.text)),
                Span::Break,
                Span::soft(&*check.id),
            ],
            shown,
        ]
    };
    Table {
        columns: vec![Column::text("What is asked", 42), Column::text("Where it is shown", 58)],
        rows: checks.iter().map(row).collect(),
    }
}

/// The requirements that are met, in short; what could be better about them stands with them.
pub(super) fn met(report: &GapReport) -> Vec<Block> {
    let items: Vec<&GapItem> = report.items.iter().filter(|item| item.verdict == GapVerdict::Met).collect();
    if items.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![section("Requirements that are met", "met", true)];
    for item in items {
        blocks.push(item_heading(item));
        let (advised, rest): (Vec<&GapCheck>, Vec<&GapCheck>) =
            item.checks.iter().partition(|check| said::is_gap(check.verdict) && check.nature != Nature::Practice);
        rest_of(&rest, &mut blocks);
        for check in advised {
            blocks.push(Block::Paragraph(vec![
                Span::Verdict(check.verdict),
                Span::text(format!(" {} ", Plain::line(&check.text))),
                Span::soft(format!("{} · {}. ", check.id, said::obligation(check.obligation))),
                Span::text(said::sentence(&Plain::line(&check.recommendation))),
            ]));
        }
    }
    blocks
}
