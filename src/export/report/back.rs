//! The last pages of a report: what an auditor will ask for, the documents, and how to read all this.

use super::{detail::quote, items_of, said, section, theme_name};
use crate::{
    export::{
        Plain,
        sheet::{Block, Column, Span, Table},
    },
    iso::{AnalysedDocument, GapItem, GapReport, GapVerdict, Nature},
};

/// The points that no document shows: what an interview or a look will bring.
pub(super) fn evidence_requests(report: &GapReport) -> Vec<Block> {
    let mut blocks = vec![
        section("What the auditor will ask for", "evidence", true),
        Block::text(
            "No document shows these points. An auditor talks to people, watches the work and samples its traces; \
             have somebody ready who can show each of them.",
        ),
    ];
    for (at, theme) in report.themes.iter().enumerate() {
        let rows: Vec<Vec<Vec<Span>>> = items_of(report, theme).into_iter().flat_map(requests).collect();
        if rows.is_empty() {
            continue;
        }
        blocks.push(Block::heading(2, Plain::line(&theme_name(theme)), &format!("evidence-{}", at + 1)));
        let columns = vec![
            Column::text("Check", 13),
            Column::text("What has to be seen", 45),
            Column::text("How to be ready", 42),
        ];
        blocks.push(Block::Table(Table { columns, rows }));
    }
    if blocks.len() == 2 { Vec::new() } else { blocks }
}

fn requests(item: &GapItem) -> Vec<Vec<Vec<Span>>> {
    let open = item.checks.iter().filter(|check| {
        check.nature == Nature::Practice && !matches!(check.verdict, GapVerdict::Met | GapVerdict::NotApplicable)
    });
    open.map(|check| {
        let advice = if check.recommendation.trim().is_empty() { &check.reason } else { &check.recommendation };
        vec![
            vec![Span::text(&*check.id)],
            vec![Span::text(Plain::line(&check.text)), Span::Break, Span::soft(said::obligation(check.obligation))],
            vec![Span::text(said::sentence(&Plain::line(advice)))],
        ]
    })
    .collect()
}

pub(super) fn documents(report: &GapReport) -> Vec<Block> {
    let mut blocks = vec![section("The documents", "documents", true)];
    if report.documents.is_empty() {
        blocks.push(Block::text("No document was given."));
        return blocks;
    }
    let columns = vec![
        Column::text("Document", 48),
        Column::text("Standing", 16),
        Column::number("Pages", 10),
        Column::number("Words", 12),
        Column::number("Supports", 14),
    ];
    let rows = report.documents.iter().map(document).collect();
    blocks.push(Block::Table(Table { columns, rows }));
    let steered: Vec<&AnalysedDocument> =
        report.documents.iter().filter(|document| !document.instructions.is_empty()).collect();
    if !steered.is_empty() {
        blocks.push(Block::heading(2, "Lines that give instructions to the reader", "instructions"));
        blocks.push(Block::text(
            "These lines try to tell whoever analyses the document what to find. They changed nothing here; ask who wrote them.",
        ));
        blocks.extend(steered.iter().flat_map(|document| &document.instructions).map(quote));
    }
    blocks
}

fn document(document: &AnalysedDocument) -> Vec<Vec<Span>> {
    let mut name = vec![Span::text(Plain::line(&document.name))];
    if !document.problem.trim().is_empty() {
        name.extend([Span::Break, Span::Emphasis(vec![Span::text(said::sentence(&Plain::line(&document.problem)))])]);
    }
    let hash: String = document.sha256.chars().take(12).collect();
    name.extend([Span::Break, Span::soft(format!("SHA-256 {hash}…"))]);
    let number = |number: usize| vec![Span::text(number.to_string())];
    vec![
        name,
        vec![Span::text(said::standing(document.standing))],
        document.pages.map(number).unwrap_or_default(),
        number(document.words),
        number(document.supports),
    ]
}

pub(super) fn how_to_read(report: &GapReport) -> Vec<Block> {
    let mut blocks = vec![
        section("How to read this", "reading", true),
        Block::text(
            "The analysis reads the supplied documents and nothing else. It is guidance for your preparation. It is no legal \
             advice, and no certification body is bound by it.",
        ),
        Block::heading(2, "Verdicts", "verdicts"),
    ];
    let meaning = [
        (GapVerdict::Met, "A statement in force says it, or a dated record shows it. Each such point carries a quote."),
        (GapVerdict::Partial, "Something speaks to it, but not all of it, or it is not in force."),
        (
            GapVerdict::Missing,
            "Not found in the supplied documents. It may exist elsewhere: then supply that document.",
        ),
        (GapVerdict::Conflicting, "Two statements in force disagree."),
        (GapVerdict::NotAssessed, "These documents cannot show it: an interview, a look or another document can."),
        (
            GapVerdict::NotApplicable,
            "Left out by a person’s decision in the Statement of Applicability; never a clause.",
        ),
    ];
    blocks.push(Block::Table(Table {
        columns: vec![Column::text("Verdict", 22), Column::text("What it means", 78)],
        rows: meaning.iter().map(|(one, text)| vec![vec![Span::Verdict(*one)], vec![Span::text(*text)]]).collect(),
    }));
    blocks.push(Block::text(
        "A requirement is met only when each of its required rules and records is met, missing when none of them is even \
         partly met, and partial otherwise. No percentage is given: a missing clause and a missing good practice do not add up.",
    ));
    who_asks(&mut blocks);
    blocks.push(Block::heading(2, "Who made the verdicts", "method"));
    blocks.push(Block::text(match report.mode.as_str() {
        "generated" => {
            "Fixed rules and, beside them, a language model read the documents. Every quote was compared with the document, letter \
             by letter, and dropped when it was not there. A person has to confirm the verdicts before anybody relies on them."
        }
        _ => {
            "Fixed rules read the documents; no language model took part. Every quote is a passage of the document, letter by \
             letter; only marks of emphasis are left out in print. A person has to confirm the verdicts before anybody relies on them."
        }
    }));
    blocks
}

/// The words for obligations, and what they mean.
fn who_asks(blocks: &mut Vec<Block>) {
    blocks.push(Block::heading(2, "Who asks for it", "obligations"));
    let asks = [
        ("Required by the clause", "Clauses 4 to 10 bind every certified company. A gap here becomes a nonconformity."),
        ("Required if the control is applicable", "Binding once the Statement of Applicability includes the control."),
        (
            "Required by law, contract or your own rule",
            "Binding because you are bound elsewhere, or have bound yourself.",
        ),
        (
            "Auditors expect it",
            "Not in the text of the standard, but usually looked for. Its absence has to be explained.",
        ),
        ("Good practice", "Useful, and nobody’s demand."),
    ];
    blocks.push(Block::Table(Table {
        columns: vec![Column::text("Words in this report", 34), Column::text("What they mean", 66)],
        rows: asks.iter().map(|(one, text)| vec![vec![Span::text(*one)], vec![Span::text(*text)]]).collect(),
    }));
}
