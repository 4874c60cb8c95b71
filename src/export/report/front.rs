//! The first pages of a report: what was looked at, the result in plain words, Stage 1, coverage, priorities.

use super::{
    said::{self, count, list},
    section,
};
use crate::{
    export::{
        Plain,
        sheet::{Block, Chart, Column, Span, Table},
    },
    iso::{GapReport, GapSummary, GapVerdict, MissingDocument, Standing},
};

/// The title block.
pub(super) fn facts(report: &GapReport) -> Vec<(Plain, Vec<Span>)> {
    let company = if report.company.trim().is_empty() { "not named; no profile was given" } else { &report.company };
    let judged = match report.mode.as_str() {
        "generated" => "rules of the program, beside them a language model whose quotes were checked",
        _ => "rules of the program; no language model",
    };
    let fact = |name: &str, value: &str| (Plain::from(name), vec![Span::text(Plain::line(value))]);
    vec![
        fact("Company", company),
        fact("Made on", &said::date(&report.created)),
        fact("Measured against", "ISO/IEC 27001:2022, clauses 4 to 10 and Annex A"),
        fact("Documents", &documents(report)),
        fact("Judged by", judged),
    ]
}

/// How many documents there are, and how many of them carry weight.
fn documents(report: &GapReport) -> String {
    let standing = |standing: Standing| report.documents.iter().filter(|one| one.standing == standing).count();
    let kinds = [
        (Standing::InForce, "in force"),
        (Standing::Draft, "draft"),
        (Standing::Superseded, "superseded"),
        (Standing::Unreadable, "without readable text"),
        (Standing::Duplicate, "given twice"),
    ];
    let said: Vec<String> = kinds
        .iter()
        .map(|(kind, name)| (standing(*kind), name))
        .filter(|(n, _)| *n > 0)
        .map(|(n, name)| format!("{n} {name}"))
        .collect();
    match report.documents.len() {
        0 => "none".to_owned(),
        all => format!("{all}: {}", list(&said)),
    }
}

pub(super) fn blocks(report: &GapReport) -> Vec<Block> {
    let mut blocks = vec![section("The result", "result", false), Block::text(result(report))];
    if !report.warnings.is_empty() {
        let lines = report.warnings.iter().map(|warning| vec![Block::text(said::sentence(warning))]).collect();
        blocks.push(Block::Frame("Before you rely on it".into(), vec![Block::List(None, lines)]));
    }
    stage_1(report, &mut blocks);
    blocks.push(Block::heading(2, "Coverage by theme", "coverage"));
    blocks.push(Block::Chart(chart(report)));
    blocks.extend(weight(report));
    blocks.push(Block::heading(2, "In this report", "contents"));
    blocks.push(Block::Contents);
    blocks
}

/// Three sentences: what was compared, what came of it, what weighs.
fn result(report: &GapReport) -> String {
    let clauses = report.items.iter().filter(|item| !item.id.starts_with("A.")).count();
    let of = format!("{} and {}", count(clauses, "clause"), count(report.items.len() - clauses, "control"));
    let compared = match report.documents.len() {
        1 => "One document was".to_owned(),
        many => format!("{} were", count(many, "document")),
    };
    format!(
        "{compared} compared with {of} of ISO/IEC 27001:2022. Of these requirements, {}. {}",
        list(&found(&report.summary)),
        weighs(report)
    )
}

/// What came of the requirements, as parts of a sentence.
fn found(summary: &GapSummary) -> Vec<String> {
    let parts = [
        (summary.met, "is met", "are met", true),
        (summary.partial, "is met in part", "are met in part", true),
        (summary.missing, "was not found in the documents", "were not found in the documents", true),
        (
            summary.conflicting,
            "has statements that contradict each other",
            "have statements that contradict each other",
            false,
        ),
        (summary.not_assessed, "cannot be shown by documents", "cannot be shown by documents", false),
        (
            summary.not_applicable,
            "is left out by the Statement of Applicability",
            "are left out by the Statement of Applicability",
            false,
        ),
    ];
    let said = parts.iter().filter(|(number, _, _, always)| *always || *number > 0);
    said.map(|(number, one, many, _)| format!("{number} {}", if *number == 1 { one } else { many })).collect()
}

/// How many single points are open, those that are required apart from the rest.
fn weighs(report: &GapReport) -> String {
    let gaps = || report.items.iter().flat_map(|item| &item.checks).filter(|check| said::is_gap(check.verdict));
    let required = gaps().filter(|check| said::is_required(check)).count();
    let advised = gaps().count() - required;
    let points = |number: usize| count(number, "single point");
    match (required, advised) {
        (0, 0) => "No single point is open.".to_owned(),
        (0, advised) => format!("No required point is open; {} would be improvements.", points(advised)),
        (required, 0) => format!("Behind them stand {} that are required and open.", points(required)),
        (required, advised) => format!(
            "Behind them stand {} that are required and open, and {advised} more that would be improvements.",
            points(required)
        ),
    }
}

/// Stage 1 in a box: how much of the documented information was found, and what is missing of it.
fn stage_1(report: &GapReport, blocks: &mut Vec<Block>) {
    let stage = &report.stage_1;
    let absent = stage.missing.iter().filter(|one| one.verdict == GapVerdict::Missing).count();
    let part = stage.missing.len() - absent;
    let found = match stage.asked.checked_sub(absent) {
        Some(found) if stage.asked > 0 => format!("{found} of {} documented items found", stage.asked),
        _ => format!("{} not found", count(absent, "documented item")),
    };
    let title = format!("Could Stage 1 begin? {}: {found}", if stage.ready { "Yes" } else { "Not yet" });
    let text = match (stage.ready, part) {
        (true, 0) => "All documented information that the clauses ask for was found, at least in part.".to_owned(),
        (true, part) => format!(
            "None of the documented information that the clauses ask for is missing; {part} of it is there only in part."
        ),
        (false, 0) => "Stage 1 looks at the documented information that the clauses ask for. Not found:".to_owned(),
        (false, part) => format!(
            "Stage 1 looks at the documented information that the clauses ask for. Not found, or ({part}) only in part:"
        ),
    };
    let mut inner = vec![Block::text(text)];
    if !stage.missing.is_empty() {
        inner.push(Block::List(None, stage.missing.iter().map(|one| vec![missing_line(report, one)]).collect()));
    }
    blocks.push(Block::heading(2, "Stage 1", "stage-1"));
    blocks.push(Block::Frame(Plain::line(&title), inner));
}

fn missing_line(report: &GapReport, one: &MissingDocument) -> Block {
    let mut spans = vec![link(report, &one.id, &one.id), Span::text(format!(" {}", Plain::line(&one.name)))];
    if one.verdict != GapVerdict::Missing {
        spans.extend([Span::text(" "), Span::Verdict(one.verdict)]);
    }
    Block::Paragraph(spans)
}

/// A link to an item, when the report has it in detail; else its words.
pub(super) fn link(report: &GapReport, id: &str, text: &str) -> Span {
    let text = Plain::line(text);
    let is_there = report
        .items
        .iter()
        .any(|item| item.id == id && (said::is_gap(item.verdict) || item.verdict == GapVerdict::Met));
    if is_there { Span::Link(said::anchor(id), text) } else { Span::Text(text) }
}

fn chart(report: &GapReport) -> Chart {
    let bars = report.themes.iter().map(|theme| (Plain::line(&super::theme_name(theme)), parts(&theme.summary)));
    Chart { title: "Requirements by verdict, one bar a theme".into(), bars: bars.collect() }
}

fn parts(summary: &GapSummary) -> Vec<(GapVerdict, usize)> {
    let all = [
        (GapVerdict::Met, summary.met),
        (GapVerdict::Partial, summary.partial),
        (GapVerdict::Missing, summary.missing),
        (GapVerdict::Conflicting, summary.conflicting),
        (GapVerdict::NotAssessed, summary.not_assessed),
        (GapVerdict::NotApplicable, summary.not_applicable),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// The open points by who asks for them: kinds that must not be added up stand in rows of their own.
fn weight(report: &GapReport) -> Vec<Block> {
    let checks = || report.items.iter().flat_map(|item| &item.checks);
    let mut rows = Vec::new();
    for obligation in said::OBLIGATIONS {
        let of = |verdict| checks().filter(|check| check.obligation == obligation && check.verdict == verdict).count();
        let numbers = [GapVerdict::Missing, GapVerdict::Partial, GapVerdict::Conflicting].map(of);
        if numbers.iter().sum::<usize>() > 0 {
            let cells = numbers.iter().map(|number| vec![Span::text(number.to_string())]);
            rows.push(
                std::iter::once(vec![Span::text(said::capital(said::obligation(obligation)))]).chain(cells).collect(),
            );
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::text("Open points by who asks for them", 49),
        Column::number("Missing", 17),
        Column::number("Partial", 17),
        Column::number("Conflicting", 17),
    ];
    vec![Block::Table(Table { columns, rows })]
}
