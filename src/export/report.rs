//! A gap analysis becomes a sheet, as a compliance lead would hand it to management: the result first, the detail after.
//!
//! Everything in it comes out of the report; nothing is reckoned that mixes obligations of different kinds.

mod back;
mod changes;
mod clauses;
mod detail;
mod front;
mod links;
mod priorities;
pub(super) mod said;

use clauses::Clauses;

use super::{
    Detail, Plain,
    sheet::{Block, Heading, Sheet},
};
use crate::iso::{GapItem, GapReport, ThemeSummary};

/// The sheet of a report. The first part is what a board reads: the result, what to do first, each requirement in a line.
/// The second part is what its authors work with, and the clauses that they can take over.
pub(super) fn sheet(report: &GapReport, detail: Detail) -> Sheet {
    let clauses = match detail {
        Detail::Full => Clauses::of(report),
        Detail::Summary => Clauses::default(),
    };
    let mut blocks = front::blocks(report);
    blocks.extend(priorities::blocks(report, &clauses));
    blocks.extend(changes::contradictions(report, detail));
    blocks.extend(detail::overview(report));
    if detail == Detail::Full {
        blocks.extend(changes::more_contradictions(report));
        blocks.extend(changes::comparison(report));
        blocks.extend(detail::gaps(report, &clauses));
        blocks.extend(detail::met(report));
        blocks.extend(back::evidence_requests(report));
    }
    blocks.extend(back::documents(report));
    blocks.extend(back::how_to_read(report));
    blocks.extend(clauses.appendix(report));
    let blocks = links::without_loose_ends(blocks);
    let company = Plain::line(&report.company);
    let title =
        if company.is_empty() { "Gap analysis".into() } else { Plain::line(&format!("Gap analysis for {company}")) };
    let (kind, facts) = ("ISO/IEC 27001:2022".into(), front::facts(report));
    Sheet { title, company, kind, facts, blocks, ..Sheet::default() }
}

/// A section of the first level.
fn section(text: &str, anchor: &str, on_new_page: bool) -> Block {
    Block::Heading(Heading { level: 1, text: text.into(), anchor: anchor.to_owned(), verdict: None, on_new_page })
}

/// The theme of an item, told by its id: clauses bear numbers alone, controls the number of their theme after the A.
pub(super) fn theme_of(id: &str) -> &'static str {
    match id.get(..4) {
        Some("A.5.") => "Organizational",
        Some("A.6.") => "People",
        Some("A.7.") => "Physical",
        Some("A.8.") => "Technological",
        _ => "Clauses 4 to 10",
    }
}

/// The items of a theme.
fn items_of<'a>(report: &'a GapReport, theme: &ThemeSummary) -> Vec<&'a GapItem> {
    report.items.iter().filter(|item| theme_of(&item.id) == theme.theme).collect()
}

/// A theme as headings name it.
fn theme_name(theme: &ThemeSummary) -> String {
    if theme.theme.starts_with("Clauses") { theme.theme.clone() } else { format!("{} controls", theme.theme) }
}
