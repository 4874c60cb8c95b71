//! The requirements: an overview by theme, those with gaps check by check, then those that are met, in short.

use super::{
    clauses::Clauses,
    front::link,
    items_of,
    said::{self, count},
    section, theme_name,
};
use crate::{
    export::{
        Plain,
        sheet::{Block, Column, Heading, Span, Table},
    },
    iso::{Evidence, GapCheck, GapItem, GapReport, GapVerdict, Nature},
};

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
pub(super) fn gaps(report: &GapReport, clauses: &Clauses<'_>) -> Vec<Block> {
    let mut blocks = vec![
        section("Requirements with gaps", "gaps", true),
        Block::text(
            "Each requirement begins with what is required and open. One quote stands for all that speak to a point; the workbook \
             and the data hold every quote. Advice that a requirement has already been given is not repeated.",
        ),
    ];
    for (at, theme) in report.themes.iter().enumerate() {
        let items: Vec<&GapItem> =
            items_of(report, theme).into_iter().filter(|item| said::is_gap(item.verdict)).collect();
        if items.is_empty() {
            continue;
        }
        let title = Plain::line(&format!("Gaps: {}", theme_name(theme)));
        blocks.push(Block::heading(2, title, &format!("gaps-{}", at + 1)));
        for item in items {
            full(item, clauses, &mut blocks);
        }
    }
    if blocks.len() == 2 { Vec::new() } else { blocks }
}

fn full(item: &GapItem, clauses: &Clauses<'_>, blocks: &mut Vec<Block>) {
    blocks.push(item_heading(item));
    let (open, rest): (Vec<&GapCheck>, Vec<&GapCheck>) =
        item.checks.iter().partition(|check| said::is_gap(check.verdict) && check.nature != Nature::Practice);
    let (required, advised): (Vec<&GapCheck>, Vec<&GapCheck>) =
        open.into_iter().partition(|check| said::is_required(check));
    let mut advice = Advice { clauses, given: Vec::new() };
    if !required.is_empty() {
        let rows = required.iter().map(|check| vec![asked(check), found(check, &mut advice)]).collect();
        let columns = vec![Column::text("What is required", 50), Column::text("What was found, and what to do", 50)];
        blocks.push(Block::Table(Table { columns, rows }));
    }
    if !advised.is_empty() {
        blocks.push(Block::Paragraph(vec![Span::strong("Advised, not required:")]));
        let lines = advised.iter().map(|check| vec![Block::Paragraph(advised_line(check, &mut advice))]).collect();
        blocks.push(Block::List(None, lines));
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

/// What a check asks and who asks for it, under its verdict.
fn asked(check: &GapCheck) -> Vec<Span> {
    let record = if check.nature == Nature::Record { " · by a dated record" } else { "" };
    let kind = format!("{} · {}{record}", check.id, said::obligation(check.obligation));
    vec![
        Span::Verdict(check.verdict),
        Span::text(" "),
        Span::text(Plain::line(&check.text)),
        Span::Break,
        Span::soft(kind),
    ]
}

/// The advice that a requirement has been given so far.
struct Advice<'a> {
    clauses: &'a Clauses<'a>,
    given: Vec<String>,
}

impl Advice<'_> {
    /// What to do about a check, unless the requirement has been told already, and the clause that would close it.
    fn of(&mut self, check: &GapCheck) -> Vec<Span> {
        let reference = self.clauses.reference(check);
        let said = said::advice(check, reference.is_some());
        let is_new = !said.is_empty() && !self.given.contains(&said);
        let mut spans = Vec::new();
        if is_new {
            spans.extend([Span::strong("Do: "), Span::text(&said)]);
            self.given.push(said);
        }
        if let Some(link) = reference {
            spans.extend([Span::text(if is_new { " Suggested text: " } else { "Suggested text: " }), link]);
            spans.push(Span::text("."));
        }
        spans
    }
}

/// The best passage, what it lacks, and what to do.
fn found(check: &GapCheck, advice: &mut Advice<'_>) -> Vec<Span> {
    let mut parts: Vec<Vec<Span>> = passages(check);
    let gap = said::short_gap(check);
    // That nothing was found is the verdict; any other reason is worth its line where the gap has no words of its own.
    let reason = if check.verdict == GapVerdict::Missing { "" } else { check.reason.as_str() };
    let gap = if gap.is_empty() { said::sentence(&Plain::line(reason)) } else { gap };
    if !gap.is_empty() {
        parts.push(vec![Span::strong("Gap: "), Span::text(gap)]);
    }
    let advice = advice.of(check);
    if !advice.is_empty() {
        parts.push(advice);
    }
    if parts.is_empty() {
        parts.push(vec![Span::soft("Not found; do as said above.")]);
    }
    parts.join(&Span::Break)
}

/// The passages of a check that are shown: of statements that disagree two, else the best one.
fn passages(check: &GapCheck) -> Vec<Vec<Span>> {
    let shown = if check.verdict == GapVerdict::Conflicting { 2 } else { 1 };
    let more = check.evidence.len().saturating_sub(shown);
    let mut parts = Vec::new();
    for (at, evidence) in check.evidence.iter().take(shown).enumerate() {
        let mut place = said::place(evidence);
        if more > 0 && at + 1 == shown {
            place.push_str(&format!(" (and {})", count(more, "more passage")));
        }
        parts.push(vec![Span::text(said::quoted(evidence)), Span::Break, Span::soft(Plain::line(&place))]);
    }
    parts
}

/// A check that nobody has to meet, in one paragraph.
fn advised_line(check: &GapCheck, advice: &mut Advice<'_>) -> Vec<Span> {
    let kind = format!(" {} · {}. ", check.id, said::obligation(check.obligation));
    let mut spans =
        vec![Span::Verdict(check.verdict), Span::text(format!(" {}", Plain::line(&check.text))), Span::soft(kind)];
    for evidence in check.evidence.iter().take(1) {
        spans.extend([
            Span::text(format!("{} ", said::quoted(evidence))),
            Span::soft(format!("{}. ", Plain::line(&said::place(evidence)))),
        ]);
    }
    let gap = said::short_gap(check);
    if !gap.is_empty() {
        spans.push(Span::text(format!("{gap} ")));
    }
    spans.extend(advice.of(check));
    spans
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
            Some(best) => {
                vec![Span::text(said::quoted(best)), Span::Break, Span::soft(Plain::line(&said::place(best)))]
            }
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
