//! `annexa knowledge check`: the rules that every page keeps, and how much of the standard is covered.

mod across;
mod body;
mod examples;
mod front;
mod language;
mod papers;
mod risks;

use serde::Serialize;

use super::{Library, Page, PageKind, PaperKind};
use crate::iso::{Catalogue, Nature};

pub use papers::{KindCoverage, covered};

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The page.
    pub page: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// How much of the standard has a written page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Controls with a page.
    pub controls: usize,
    /// Clauses without sub-clauses that have a page.
    pub clauses: usize,
    /// Clauses without sub-clauses.
    pub clauses_total: usize,
    /// Guides.
    pub guides: usize,
    /// Checks of all pages.
    pub checks: usize,
    /// Policy kinds.
    pub policies: usize,
    /// Registers, records, plans, checklists and playbooks.
    pub templates: usize,
    /// Risk scenarios.
    pub scenarios: usize,
    /// Pages' checks of rules.
    pub rules: usize,
    /// Of these, those that a clause of the library satisfies for each size of company.
    pub rules_covered: usize,
    /// Requirements without a page.
    pub missing: Vec<String>,
}

/// Every broken rule of a library, page by page, and its coverage.
pub fn check(library: &Library) -> (Vec<Problem>, Coverage) {
    let mut problems = Vec::new();
    for page in library.pages() {
        let mut say = |message: String| problems.push(Problem { page: page.source.clone(), message });
        if page.is_written() {
            front::check(page, library, &mut say);
            body::check(page, &mut say);
            language::check(page, &mut say);
        } else {
            say(format!("{} has no page: write one as knowledge/README.md says", page.front.id));
        }
    }
    across::check(library, &mut |page: &Page, message| {
        problems.push(Problem { page: page.source.clone(), message });
    });
    papers::check(library, &mut |page: &str, message| problems.push(Problem { page: page.to_owned(), message }));
    risks::check(library, &mut |page: &str, message| problems.push(Problem { page: page.to_owned(), message }));
    examples::check(library, &mut |page: &str, message| problems.push(Problem { page: page.to_owned(), message }));
    problems.sort_by(|a, b| a.page.cmp(&b.page));
    (problems, coverage(library))
}

fn coverage(library: &Library) -> Coverage {
    let shelf = library.shelf();
    let checks = || library.pages().iter().flat_map(|page| &page.front.checks);
    let covered = papers::covered_in_all_sizes(library);
    let of = |kind| library.pages().iter().filter(|page| page.front.kind == kind).count();
    Coverage {
        controls: of(PageKind::Control),
        clauses: of(PageKind::Clause),
        clauses_total: Catalogue::get()
            .entries()
            .iter()
            .filter(|entry| entry.is_leaf && !entry.id.is_control())
            .count(),
        guides: of(PageKind::Guide),
        checks: checks().count(),
        policies: shelf.of_kind(PaperKind::Policy).count(),
        templates: shelf.of_kind(PaperKind::Template).count(),
        scenarios: shelf.papers().iter().map(|paper| paper.scenarios().count()).sum(),
        rules: checks().filter(|check| check.nature == Nature::Rule).count(),
        rules_covered: checks().filter(|check| check.nature == Nature::Rule && covered.contains(&check.id)).count(),
        missing: library.pages().iter().filter(|page| !page.is_written()).map(|page| page.front.id.clone()).collect(),
    }
}
