//! The front matter: identity, sources, links, and the checks that gap analysis assesses.

use super::super::{Library, Page, PageKind, PaperKind, Section, SectionKind};
use crate::iso::{Catalogue, Check, Nature, Obligation};

/// Checks of a requirement; four to seven are usual.
const CHECKS: std::ops::RangeInclusive<usize> = 3..=9;
/// Failings of a control.
const FAILINGS: std::ops::RangeInclusive<usize> = 15..=30;
/// Phrases of a check.
const PHRASES: std::ops::RangeInclusive<usize> = 3..=6;

pub(super) fn check(page: &Page, library: &Library, say: &mut impl FnMut(String)) {
    identity(page, say);
    for kind in &page.front.policies {
        let shelf = library.shelf();
        if !shelf.papers().is_empty() && shelf.paper(PaperKind::Policy, kind).is_none() {
            say(format!("policies: the library has no kind `{kind}`"));
        }
    }
    sources(page, say);
    related(page, library, say);
    if page.requirement.is_some() {
        checks(page, say);
        quotable(page, say);
    }
    if page.front.kind == PageKind::Control && !FAILINGS.contains(&page.front.failings.len()) {
        say(format!("{} failings; {} to {} are allowed", page.front.failings.len(), FAILINGS.start(), FAILINGS.end()));
    }
    asked(page, say);
}

/// Checks and failings stand in the text as they are, so that they can be quoted.
fn quotable(page: &Page, say: &mut impl FnMut(String)) {
    if page.front_passages().len() < page.front.checks.len() + page.front.failings.len() {
        say("front matter: write checks and failings in one line each, without escapes".to_owned());
    }
}

/// Other ways to ask belong to a heading of the page.
fn asked(page: &Page, say: &mut impl FnMut(String)) {
    let parts = page.sections.iter().flat_map(|section| {
        std::iter::once(section.heading.as_str()).chain(section.parts().into_iter().map(|(part, _)| part))
    });
    let headings: Vec<&str> = parts.collect();
    for (heading, ways) in &page.front.asked {
        if !headings.contains(&heading.as_str()) || !heading.ends_with('?') || ways.is_empty() {
            say(format!(
                "asked: `{heading}` must be a heading of the page that is a question, with other ways to ask it"
            ));
        }
    }
}

fn identity(page: &Page, say: &mut impl FnMut(String)) {
    let front = &page.front;
    let folder = match front.kind {
        PageKind::Control => "controls",
        PageKind::Clause => "clauses",
        // Guides are about a subject, pages of questions about many.
        PageKind::Guide | PageKind::Entry if page.source.starts_with("knowledge/questions/") => "questions",
        PageKind::Guide | PageKind::Entry => "guides",
    };
    let expected = format!("knowledge/{folder}/{}.md", front.id);
    if page.source != expected {
        say(format!("id and kind ask for the file {expected}"));
    }
    let Some(entry) = page.requirement.and_then(|id| Catalogue::get().entry(id)) else { return };
    if entry.title != front.title {
        say(format!("the title must be `{}`", entry.title));
    }
    if !entry.is_leaf {
        say("this clause has sub-clauses: write a page for each of them".to_owned());
    }
    if front.policies.is_empty() {
        say("policies: name at least one policy kind that treats the requirement".to_owned());
    }
}

fn sources(page: &Page, say: &mut impl FnMut(String)) {
    let reviewed = &page.front.reviewed;
    let date = reviewed.split('-').map(str::len).collect::<Vec<_>>();
    if date != [4, 2, 2] || !reviewed.chars().all(|c| c.is_ascii_digit() || c == '-') {
        say(format!("reviewed: `{reviewed}` is not a date such as 2026-11-23"));
    }
    if page.front.sources.len() < 2 {
        say("fewer than two sources".to_owned());
    }
    for source in &page.front.sources {
        if source.url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
            say(format!("source `{}`: the url must start with https://", source.name));
        }
    }
}

fn related(page: &Page, library: &Library, say: &mut impl FnMut(String)) {
    let front = &page.front;
    if page.requirement.is_some() && front.related.len() < 3 {
        say("fewer than three related requirements".to_owned());
    }
    for (at, related) in front.related.iter().enumerate() {
        let known = Catalogue::get().canonical(&related.id).is_some() || library.guide(&related.id).is_some();
        if !known || related.id == front.id || related.why.trim().is_empty() {
            say(format!("related: `{}` must be another requirement or guide, with a reason", related.id));
        }
        if front.related.iter().take(at).any(|earlier| earlier.id == related.id) {
            say(format!("related: `{}` is named twice", related.id));
        }
    }
}

fn checks(page: &Page, say: &mut impl FnMut(String)) {
    let checks = &page.front.checks;
    if !CHECKS.contains(&checks.len()) {
        say(format!("{} checks; four to seven are usual", checks.len()));
    }
    let clauses = page.section(SectionKind::PolicyClauses).and_then(Section::range);
    let clauses = clauses.map_or("", |range| page.slice(&range));
    for (at, check) in checks.iter().enumerate() {
        let wanted = format!("{}-{}", page.front.id, at + 1);
        if check.id != wanted {
            say(format!("check {}: this one is called {wanted}", check.id));
        }
        one_check(page, check, say);
        if check.nature == Nature::Rule && !tagged(clauses, &check.id) {
            say(format!("check {}: no policy clause is tagged with it", check.id));
        }
    }
}

fn one_check(page: &Page, check: &Check, say: &mut impl FnMut(String)) {
    let id = &check.id;
    let empty = |text: &String| text.trim().is_empty();
    if empty(&check.text) || check.phrases.iter().any(empty) {
        say(format!("check {id}: its text and phrases must not be empty"));
    }
    if !PHRASES.contains(&check.phrases.len()) {
        say(format!("check {id}: three to six phrases"));
    }
    let practice = check.nature == Nature::Practice;
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !empty(text));
    if practice != said(&check.ask) || practice != said(&check.observe) {
        say(format!("check {id}: `ask` and `observe` belong to practice checks, and only to those"));
    }
    let fits = match (check.obligation, page.front.kind) {
        (Obligation::Clause, kind) => kind == PageKind::Clause,
        (Obligation::IfApplicable, kind) => kind == PageKind::Control,
        _ => true,
    };
    if !fits {
        say(format!("check {id}: `clause` is what a clause demands, `if-applicable` what a control demands"));
    }
}

/// Whether a clause ends with this check's tag; `A.5.1-1` is not in `A.5.1-11`.
fn tagged(clauses: &str, id: &str) -> bool {
    clauses
        .match_indices(id)
        .any(|(at, _)| !clauses.get(at + id.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
}
