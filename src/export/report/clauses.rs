//! The appendix of clauses to take over: each is printed once, however many points it would close, and bears a number.
//!
//! Only clauses that close something required are printed; the data and the workbook hold the others too.

use super::{front::link, said, section};
use crate::{
    export::{
        Plain, paper,
        sheet::{Block, Span},
    },
    iso::{GapCheck, GapReport, Nature, SuggestedClause},
};

/// The clauses of a report in the order in which they are printed, with the checks that each would close.
#[derive(Default)]
pub(super) struct Clauses<'a> {
    printed: Vec<(&'a SuggestedClause, Vec<&'a str>)>,
}

impl<'a> Clauses<'a> {
    /// The clauses that close a required gap, grouped by policy.
    pub(super) fn of(report: &'a GapReport) -> Self {
        let mut printed: Vec<(&SuggestedClause, Vec<&str>)> = Vec::new();
        for check in report.items.iter().flat_map(|item| &item.checks).filter(|check| is_printed(check)) {
            let Some(clause) = &check.clause else { continue };
            match printed.iter_mut().find(|(one, _)| *one == clause) {
                Some((_, checks)) => checks.push(&check.id),
                None => printed.push((clause, vec![&check.id])),
            }
        }
        printed.sort_by(|(one, _), (other, _)| one.policy.cmp(&other.policy));
        Self { printed }
    }

    /// The number of a check's clause, when it is printed.
    pub(super) fn number(&self, check: &GapCheck) -> Option<usize> {
        let clause = check.clause.as_ref()?;
        self.printed.iter().position(|(one, _)| *one == clause).map(|at| at + 1)
    }

    /// The link to a check's clause: nothing when it has none, or none that is printed.
    pub(super) fn reference(&self, check: &GapCheck) -> Option<Span> {
        let number = self.number(check)?;
        Some(Span::Link(anchor(number), Plain::line(&format!("Clause {number}"))))
    }

    /// The appendix.
    pub(super) fn appendix(&self, report: &GapReport) -> Vec<Block> {
        if self.printed.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![
            section("Appendix: suggested clauses", "clauses", true),
            Block::text(
                "Text to take over into your own documents. Each clause would close the required points that stand below it, once it \
                 is in force and true: change what does not fit before you approve it.",
            ),
        ];
        let mut policy = "";
        for (number, (clause, checks)) in (1..).zip(&self.printed) {
            if clause.policy != policy {
                policy = &clause.policy;
                let title = said::capital(&policy.replace('-', " "));
                blocks.push(Block::heading(2, Plain::line(&title), &format!("clauses-of-{number}")));
            }
            let title = format!("Clause {number}: {}", clause.title);
            blocks.push(Block::heading(3, Plain::line(&title), &anchor(number)));
            blocks.push(closes(report, checks));
            blocks.extend(paper::inner_blocks(&clause.text));
        }
        blocks
    }
}

/// Whether the clause of a check is printed: a check that no document can close, or that nobody has to close, needs none.
fn is_printed(check: &GapCheck) -> bool {
    said::is_gap(check.verdict) && said::is_required(check) && check.nature != Nature::Practice
}

fn anchor(number: usize) -> String {
    format!("clause-{number}")
}

/// The checks that a clause would close.
fn closes(report: &GapReport, checks: &[&str]) -> Block {
    let mut spans = vec![Span::soft("Closes ")];
    for (at, check) in checks.iter().enumerate() {
        if at > 0 {
            spans.push(Span::soft(", "));
        }
        spans.push(Span::Soft(vec![link(report, said::item_of(check), check)]));
    }
    Block::Paragraph(spans)
}
