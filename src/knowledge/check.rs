//! `annexa knowledge check`: the rules that every page keeps, and how much of the standard is covered.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Library, Page, PageKind, SectionKind};
use crate::iso::{Catalogue, Meaning, Nature, Obligation, mentions};

/// Words that say nothing.
const FILLER: [&str; 10] = [
    "robust",
    "comprehensive",
    "leverage",
    "holistic",
    "seamless",
    "best-in-class",
    "cutting-edge",
    "world-class",
    "state-of-the-art",
    "synergy",
];
/// Words of a control page, and of a clause page.
const CONTROL_WORDS: std::ops::RangeInclusive<usize> = 1200..=3200;
const GUIDE_WORDS: std::ops::RangeInclusive<usize> = 300..=5000;

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
    /// Requirements without a page.
    pub missing: Vec<String>,
}

/// Every broken rule of a library, page by page, and its coverage.
pub fn check(library: &Library) -> (Vec<Problem>, Coverage) {
    let mut problems = Vec::new();
    for page in library.pages().iter().filter(|page| page.is_written()) {
        let mut say = |message: String| problems.push(Problem { page: page.source.clone(), message });
        front(page, library, &mut say);
        sections(page, &mut say);
        checks(page, &mut say);
        parameters(page, &mut say);
        ids(page, &mut say);
        words(page, &mut say);
    }
    (problems, coverage(library))
}

fn coverage(library: &Library) -> Coverage {
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
        checks: library.pages().iter().map(|page| page.front.checks.len()).sum(),
        missing: library.pages().iter().filter(|page| !page.is_written()).map(|page| page.front.id.clone()).collect(),
    }
}

fn front(page: &Page, library: &Library, say: &mut impl FnMut(String)) {
    let front = &page.front;
    let folder = match front.kind {
        PageKind::Control => "controls",
        PageKind::Clause => "clauses",
        PageKind::Guide | PageKind::Entry => "guides",
    };
    let expected = format!("knowledge/{folder}/{}.md", front.id);
    if page.source != expected {
        say(format!("id and kind ask for the file {expected}"));
    }
    if let Some(entry) = page.requirement.and_then(|id| Catalogue::get().entry(id)) {
        if entry.title != front.title {
            say(format!("the title must be `{}`", entry.title));
        }
        if !entry.is_leaf {
            say("this clause has sub-clauses: write a page for each of them".to_owned());
        }
        if front.related.len() < 3 {
            say("fewer than three related requirements".to_owned());
        }
    }
    let date = front.reviewed.split('-').map(str::len).collect::<Vec<_>>();
    if date != [4, 2, 2] || !front.reviewed.chars().all(|c| c.is_ascii_digit() || c == '-') {
        say(format!("reviewed: `{}` is not a date such as 2026-11-23", front.reviewed));
    }
    if front.sources.len() < 2 {
        say("fewer than two sources".to_owned());
    }
    for related in &front.related {
        let known = Catalogue::get().canonical(&related.id).is_some() || library.guide(&related.id).is_some();
        if !known || related.id == front.id || related.why.trim().is_empty() {
            say(format!("related: `{}` must be another requirement or guide, with a reason", related.id));
        }
    }
}

fn sections(page: &Page, say: &mut impl FnMut(String)) {
    let wanted: &[SectionKind] = match page.front.kind {
        PageKind::Control => &SectionKind::CONTROL,
        PageKind::Clause => &SectionKind::CLAUSE,
        PageKind::Guide | PageKind::Entry => &[],
    };
    let found: Vec<&str> = page.sections.iter().map(|section| section.heading.as_str()).collect();
    let wanted: Vec<&str> = wanted.iter().map(|kind| kind.heading()).collect();
    if !wanted.is_empty() && found != wanted {
        let missing: Vec<&&str> = wanted.iter().filter(|heading| !found.contains(heading)).collect();
        say(format!("sections must be {wanted:?}, in this order; missing: {missing:?}"));
    }
    if wanted.is_empty() && found.len() < 3 {
        say("a guide has at least three sections".to_owned());
    }
    for section in &page.sections {
        if section.blocks.is_empty() {
            say(format!("section `{}` is empty", section.heading));
        }
        if section.heading.is_empty() {
            say("there is text before the first section".to_owned());
        }
        for (part, blocks) in section.parts() {
            if blocks.is_empty() {
                say(format!("`{} > {part}` is empty", section.heading));
            }
        }
    }
}

fn checks(page: &Page, say: &mut impl FnMut(String)) {
    if page.requirement.is_none() {
        return;
    }
    let checks = &page.front.checks;
    if !(3..=9).contains(&checks.len()) {
        say(format!("{} checks; four to seven are usual", checks.len()));
    }
    let clauses = page.section(SectionKind::PolicyClauses).and_then(super::Section::range);
    let clauses = clauses.map_or("", |range| page.slice(&range));
    let is_clause = page.front.kind == PageKind::Clause;
    for (at, check) in checks.iter().enumerate() {
        if check.id != format!("{}-{}", page.front.id, at + 1) {
            say(format!("check {}: ids run {}-1, {}-2, …", check.id, page.front.id, page.front.id));
        }
        if !(3..=6).contains(&check.phrases.len()) {
            say(format!("check {}: three to six phrases", check.id));
        }
        let practice = check.nature == Nature::Practice;
        if practice != check.ask.is_some() || practice != check.observe.is_some() {
            say(format!("check {}: `ask` and `observe` belong to practice checks, and only to those", check.id));
        }
        if (check.obligation == Obligation::Clause) && !is_clause {
            say(format!("check {}: a control's own demand is `if-applicable`, not `clause`", check.id));
        }
        if check.nature == Nature::Rule && !tagged(clauses, &check.id) {
            say(format!("check {}: no policy clause is tagged with it", check.id));
        }
    }
}

/// Whether a clause ends with this check's tag; `A.5.1-1` is not in `A.5.1-11`.
fn tagged(clauses: &str, id: &str) -> bool {
    clauses
        .match_indices(id)
        .any(|(at, _)| !clauses.get(at + id.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
}

fn parameters(page: &Page, say: &mut impl FnMut(String)) {
    let Some(section) = page.section(SectionKind::PolicyClauses) else { return };
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for (part, blocks) in section.parts() {
        let text = blocks.iter().map(|block| page.slice(&block.range));
        if part == "Parameters" {
            listed.extend(text.flat_map(str::lines).skip(2).filter_map(first_cell));
        } else {
            used.extend(text.flat_map(|text| text.split("{{").skip(1)).filter_map(|rest| rest.split("}}").next()));
        }
    }
    let used: BTreeSet<String> = used.into_iter().map(|name| name.trim().to_owned()).collect();
    for name in used.symmetric_difference(&listed) {
        say(format!("parameter `{name}` must be both used in a clause and listed in the table"));
    }
}

fn first_cell(line: &str) -> Option<String> {
    let cell = line.trim_start_matches('|').split('|').next()?;
    Some(cell.trim().trim_matches(['`', '{', '}']).to_owned())
}

/// Ids in the text exist, and 2013 ids stand only where the sentence says so.
fn ids(page: &Page, say: &mut impl FnMut(String)) {
    for section in &page.sections {
        for block in &section.blocks {
            let text = page.slice(&block.range);
            for mention in mentions(text) {
                match mention.meaning {
                    Meaning::Unknown(id) => say(format!("`{}`: {id} does not exist", section.heading)),
                    Meaning::Edition2013(id) if !text.contains("2013") => {
                        say(format!("`{}`: {id} is a 2013 id and the text does not say so", section.heading));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn words(page: &Page, say: &mut impl FnMut(String)) {
    let mut count = 0;
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for section in &page.sections {
        for block in &section.blocks {
            let text = page.slice(&block.range);
            count += text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
            let lower = text.to_lowercase();
            for filler in FILLER.iter().filter(|filler| lower.contains(*filler)) {
                say(format!("`{}`: the word `{filler}` says nothing", section.heading));
            }
            if text.len() > 60
                && let Some(before) = seen.insert(text, &section.heading)
            {
                say(format!("the same text stands in `{before}` and in `{}`", section.heading));
            }
        }
    }
    let bounds = if page.requirement.is_some() { CONTROL_WORDS } else { GUIDE_WORDS };
    if !bounds.contains(&count) {
        say(format!("{count} words; {} to {} are allowed", bounds.start(), bounds.end()));
    }
}
