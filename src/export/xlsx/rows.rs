//! The rows of each worksheet.

use super::grid::{Cell, Grid};
use crate::{
    export::report::{said, theme_of},
    iso::{Contradiction, Evidence, GapCheck, GapItem, GapReport, GapSummary},
};

/// The result, the themes, Stage 1, what to know before relying on it.
pub(super) fn summary(report: &GapReport) -> Grid {
    let columns = vec![
        ("", 44),
        ("Met", 14),
        ("Partial", 14),
        ("Missing", 14),
        ("Conflicting", 14),
        ("Not assessed", 14),
        ("Not applicable", 14),
    ];
    let mut rows = vec![
        vec![Cell::Title("Gap analysis against ISO/IEC 27001:2022".into())],
        vec![Cell::text("Company"), Cell::text(&report.company)],
        vec![Cell::text("Made on"), Cell::text(&said::date(&report.created))],
        vec![Cell::text("Documents"), Cell::count(report.documents.len())],
        Vec::new(),
        vec![Cell::Title("Requirements by verdict".into())],
    ];
    rows.extend(report.themes.iter().map(|theme| counts(&theme.theme, &theme.summary)));
    rows.push(counts("All", &report.summary));
    rows.push(Vec::new());
    let ready = if report.stage_1.ready { "Stage 1 could begin" } else { "Stage 1 could not begin yet" };
    rows.push(vec![Cell::Title(ready.into())]);
    if let Some(found) =
        report.stage_1.asked.checked_sub(report.stage_1.missing.len()).filter(|_| report.stage_1.asked > 0)
    {
        rows.push(vec![
            Cell::text("Documented items found"),
            Cell::text(&format!("{found} of {}", report.stage_1.asked)),
        ]);
    }
    let missing = |one: &crate::iso::MissingDocument| {
        vec![Cell::text(&format!("{} {}", one.id, one.name)), Cell::text(one.verdict.name())]
    };
    rows.extend(report.stage_1.missing.iter().map(missing));
    rows.push(Vec::new());
    rows.push(vec![Cell::Title("Before you rely on it".into())]);
    rows.push(vec![Cell::text("“Missing” means: not found in the supplied documents. Guidance, not legal advice.")]);
    rows.extend(report.warnings.iter().map(|warning| vec![Cell::text(&said::sentence(warning))]));
    Grid { name: "Summary", columns, rows, is_list: false }
}

fn counts(name: &str, summary: &GapSummary) -> Vec<Cell> {
    let numbers = [
        summary.met,
        summary.partial,
        summary.missing,
        summary.conflicting,
        summary.not_assessed,
        summary.not_applicable,
    ];
    std::iter::once(Cell::text(name)).chain(numbers.map(Cell::count)).collect()
}

/// One row a check.
pub(super) fn checks(report: &GapReport) -> Grid {
    let columns = vec![
        ("Id", 9),
        ("Title", 26),
        ("Theme", 16),
        ("Requirement", 13),
        ("Check id", 11),
        ("Check", 44),
        ("Obligation", 20),
        ("Nature", 20),
        ("Verdict", 13),
        ("Confidence", 11),
        ("Reason", 40),
        ("Quotes", 56),
        ("Best quote’s document", 24),
        ("Heading", 26),
        ("Page", 7),
        ("Gap", 40),
        ("Recommendation", 44),
        ("Suggested clause", 48),
    ];
    let rows = report.items.iter().flat_map(|item| item.checks.iter().map(|check| check_row(item, check))).collect();
    Grid { name: "Checks", columns, rows, is_list: true }
}

fn check_row(item: &GapItem, check: &GapCheck) -> Vec<Cell> {
    let best = check.evidence.first();
    let of = |get: fn(&Evidence) -> String| Cell::text(&best.map(get).unwrap_or_default());
    let clause = check.clause.as_ref().map(|clause| format!("{}\n{}", clause.title, clause.text)).unwrap_or_default();
    vec![
        Cell::text(&item.id),
        Cell::text(&item.title),
        Cell::text(theme_of(&item.id)),
        Cell::text(item.verdict.name()),
        Cell::text(&check.id),
        Cell::text(&check.text),
        Cell::text(said::obligation(check.obligation)),
        Cell::text(said::nature(check.nature)),
        Cell::text(check.verdict.name()),
        Cell::Share(if check.confidence.is_finite() { check.confidence } else { 0.0 }),
        Cell::text(&check.reason),
        Cell::text(&quotes(&check.evidence)),
        of(|evidence| evidence.document.clone()),
        of(|evidence| evidence.heading.join(" › ")),
        best.and_then(|evidence| evidence.page).map_or_else(|| Cell::text(""), Cell::count),
        Cell::text(&check.gap),
        Cell::text(&check.recommendation),
        Cell::text(&clause),
    ]
}

/// All passages of a check in one cell, the best first. Of several, each has a number and says where it stands.
fn quotes(evidence: &[Evidence]) -> String {
    match evidence {
        [] => String::new(),
        [one] => one.quote.trim().to_owned(),
        many => {
            let line =
                |(number, one): (usize, &Evidence)| format!("{number}. {}\n— {}", one.quote.trim(), said::place(one));
            (1..).zip(many).map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

pub(super) fn priorities(report: &GapReport) -> Grid {
    let columns = vec![
        ("No.", 6),
        ("Id", 10),
        ("Title", 34),
        ("Check", 12),
        ("Gap", 56),
        ("Why it comes first", 48),
        ("Quick win", 11),
    ];
    let rows = report.priorities.iter().enumerate().map(|(at, one)| {
        vec![
            Cell::count(at + 1),
            Cell::text(&one.id),
            Cell::text(&one.title),
            Cell::text(&one.check),
            Cell::text(&one.gap),
            Cell::text(&one.why),
            Cell::text(if one.quick_win { "yes" } else { "" }),
        ]
    });
    Grid { name: "Priorities", columns, rows: rows.collect(), is_list: true }
}

/// One row a statement, so that statements of one topic stand together.
pub(super) fn contradictions(report: &GapReport) -> Grid {
    let columns = vec![
        ("Topic", 26),
        ("What is contradicted", 48),
        ("Requirements", 18),
        ("Statement", 60),
        ("Document", 26),
        ("Heading", 30),
        ("Page", 7),
    ];
    let statements = |one: &Contradiction| -> Vec<Vec<Cell>> {
        let row = |statement: &Evidence| {
            vec![
                Cell::text(&one.topic),
                Cell::text(&one.message),
                Cell::text(&one.ids.join(", ")),
                Cell::text(&statement.quote),
                Cell::text(&statement.document),
                Cell::text(&statement.heading.join(" › ")),
                statement.page.map_or_else(|| Cell::text(""), Cell::count),
            ]
        };
        one.statements.iter().map(row).collect()
    };
    let rows = report.contradictions.iter().flat_map(statements).collect();
    Grid { name: "Contradictions", columns, rows, is_list: true }
}

pub(super) fn documents(report: &GapReport) -> Grid {
    let columns = vec![
        ("Document", 44),
        ("Standing", 16),
        ("Pages", 8),
        ("Words", 10),
        ("Supports checks", 12),
        ("Problem", 44),
        ("SHA-256", 68),
    ];
    let rows = report.documents.iter().map(|one| {
        vec![
            Cell::text(&one.name),
            Cell::text(said::standing(one.standing)),
            one.pages.map_or_else(|| Cell::text(""), Cell::count),
            Cell::count(one.words),
            Cell::count(one.supports),
            Cell::text(&one.problem),
            Cell::text(&one.sha256),
        ]
    });
    Grid { name: "Documents", columns, rows: rows.collect(), is_list: true }
}
