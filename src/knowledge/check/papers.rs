//! The documents of the library: marks that lead somewhere, decisions that are typed, used and alike, sizes that differ, and
//! every check of a rule satisfied.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use regex::Regex;
use serde::Serialize;

use super::{
    super::{Clause, Library, Paper, PaperKind, SIZES, ValueKind},
    across::{LEAST, NEAR, grams, jaccard},
    language::filler,
};
use crate::iso::Nature;

/// Ways to ask for a document.
const ASKED_FOR: std::ops::RangeInclusive<usize> = 5..=8;
/// Words of a policy for 100 people.
const FULL: usize = 600;
/// What of it a policy for 20 people may have, in hundredths.
const SMALL: usize = 60;
/// The sections of a template.
const TEMPLATE: [&str; 5] = ["What it is for", "Template", "Example", "For 20, 100 and 500 people", "Common mistakes"];
/// Values that the program itself supplies.
const SUPPLIED: [&str; 2] = ["company", "review_interval"];

static HOLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{\{\s*(.*?)\s*\}\}").ok());
/// Words with which a rule binds nobody, and titles that the library does not use.
static LOOSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(should|shall|as appropriate|where appropriate|where possible|as needed|regularly|periodically|in a timely manner)\b|\b(CISO|CTO|CEO|COO|CFO)\b",
    )
    .ok()
});

/// How much a document of the library says, and satisfies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindCoverage {
    /// The document's name.
    pub id: String,
    /// Words of its clauses for 20, 100 and 500 people, whatever their places.
    pub words: [usize; 3],
    /// Checks that it satisfies.
    pub checks: usize,
}

/// Every policy and template with its words and checks.
pub fn covered(library: &Library) -> Vec<KindCoverage> {
    let papers = library.shelf().papers().iter().filter(|paper| paper.front.kind != PaperKind::Risks);
    papers
        .map(|paper| KindCoverage {
            id: paper.front.id.clone(),
            words: SIZES.map(|size| words(paper, size)),
            checks: paper.clauses.iter().flat_map(|clause| &clause.marks.checks).collect::<BTreeSet<_>>().len(),
        })
        .collect()
}

/// The checks that some document satisfies for each size.
pub(super) fn covered_in_all_sizes(library: &Library) -> HashSet<String> {
    let of = |size: u16| -> HashSet<&String> {
        let clauses = library.shelf().papers().iter().flat_map(|paper| &paper.clauses);
        clauses.filter(|clause| clause.marks.is_for(size)).flat_map(|clause| &clause.marks.checks).collect()
    };
    let [small, medium, large] = SIZES.map(of);
    small.into_iter().filter(|id| medium.contains(id) && large.contains(id)).cloned().collect()
}

pub(super) fn check(library: &Library, say: &mut impl FnMut(&str, String)) {
    for paper in library.shelf().papers() {
        let mut say = |message: String| say(&paper.source, message);
        front(paper, &mut say);
        folds(paper, library, &mut say);
        tags(paper, library, &mut say);
        language(paper, &mut say);
        match paper.front.kind {
            PaperKind::Policy => policy(paper, &mut say),
            PaperKind::Template => template(paper, &mut say),
            PaperKind::Risks => {}
        }
    }
    rules(library, say);
    decisions(library, say);
    copies(library, say);
}

fn front(paper: &Paper, say: &mut impl FnMut(String)) {
    let front = &paper.front;
    let folder = match front.kind {
        PaperKind::Policy => "policies",
        PaperKind::Template => "templates",
        PaperKind::Risks => "risks",
    };
    if paper.source != format!("knowledge/{folder}/{}.md", front.id) {
        say(format!("id and kind ask for the file knowledge/{folder}/{}.md", front.id));
    }
    if front.sources.len() < 2 {
        say("fewer than two sources".to_owned());
    }
    if front.about.is_empty() {
        say("about: name the requirements that it serves".to_owned());
    }
    let is_document = front.kind != PaperKind::Risks;
    if is_document && !ASKED_FOR.contains(&front.asked_for.len()) {
        say("asked_for: five to eight ways to ask for it".to_owned());
    }
    if is_document && (front.owner.is_none() || front.purpose.is_none()) {
        say("owner and purpose must be given".to_owned());
    }
    if paper.passages().len() < front.asked_for.len() {
        say("asked_for: write each in one line, without escapes".to_owned());
    }
}

/// A policy that may be a chapter says when, of which policy, and says so in its sentence as well.
fn folds(paper: &Paper, library: &Library, say: &mut impl FnMut(String)) {
    let Some(folds) = &paper.front.folds_into else { return };
    let into = library.shelf().paper(PaperKind::Policy, &folds.kind);
    if paper.front.kind != PaperKind::Policy || into.is_none() || folds.kind == paper.front.id {
        say(format!("folds_into: `{}` is no other policy", folds.kind));
    }
    let back = into.and_then(|into| into.front.folds_into.as_ref());
    if back.is_some_and(|back| back.kind == paper.front.id) {
        say(format!("folds_into: `{}` folds into this one", folds.kind));
    }
    if folds.people.is_none() && folds.unless.is_empty() {
        say("folds_into: say up to how many `people`, or which facts `unless`".to_owned());
    }
    let needed = paper.front.needed.as_deref().unwrap_or_default();
    if folds.people.is_some_and(|people| !needed.contains(&format!("{people} people"))) {
        say("folds_into: the sentence `needed` does not name the number of people".to_owned());
    }
}

fn tags(paper: &Paper, library: &Library, say: &mut impl FnMut(String)) {
    for clause in &paper.clauses {
        for id in &clause.marks.checks {
            if library.check(id).is_none_or(|check| check.nature != Nature::Rule) {
                say(format!("`{}`: {id} is no check of a rule", clause.title));
            }
        }
    }
}

fn language(paper: &Paper, say: &mut impl FnMut(String)) {
    for clause in &paper.clauses {
        let body = paper.body(clause);
        filler(body).for_each(|word| say(format!("`{}`: the word `{word}` says nothing", clause.title)));
        if paper.front.kind == PaperKind::Policy
            && let Some(found) = LOOSE.as_ref().and_then(|loose| loose.find(body))
        {
            say(format!("`{}`: `{}` is no word of a rule here", clause.title, found.as_str()));
        }
    }
}

fn words(paper: &Paper, size: u16) -> usize {
    let clauses = paper.clauses.iter().filter(|clause| clause.marks.is_for(size));
    clauses
        .map(|clause| paper.body(clause).split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count())
        .sum()
}

fn policy(paper: &Paper, say: &mut impl FnMut(String)) {
    let [small, full, large] = SIZES.map(|size| words(paper, size));
    if full < FULL || small * 100 > full * SMALL || large < full {
        say(format!(
            "{small}, {full} and {large} words for 20, 100 and 500 people: at least {FULL} for 100, at most {SMALL} % of these for 20, no fewer for 500"
        ));
    }
    let mut seen: HashMap<(&str, u16), Vec<&Clause>> = HashMap::new();
    for clause in paper.clauses.iter().filter(|clause| clause.level == 3) {
        let Some(id) = &clause.marks.id else {
            say(format!("`{}`: a clause needs an id in braces", clause.title));
            continue;
        };
        for size in SIZES.into_iter().filter(|size| clause.marks.is_for(*size)) {
            let others = seen.entry((id.as_str(), size)).or_default();
            let alike = |other: &&&Clause| {
                (&other.marks.places, &other.marks.facts) == (&clause.marks.places, &clause.marks.facts)
            };
            if others.iter().any(|other| alike(&other)) {
                say(format!("`{}`: two variants of #{id} are for {size} people", clause.title));
            }
            others.push(clause);
        }
    }
}

fn template(paper: &Paper, say: &mut impl FnMut(String)) {
    let found: Vec<&str> =
        paper.clauses.iter().filter(|clause| clause.level == 2).map(|clause| clause.title.as_str()).collect();
    for wanted in TEMPLATE.iter().filter(|wanted| !found.contains(wanted)) {
        say(format!("there is no section `{wanted}`"));
    }
    if paper.front.form.is_none() {
        say("form: register, document, checklist, plan, record or playbook".to_owned());
    }
}

/// Every check of a rule is satisfied by a clause in each size.
fn rules(library: &Library, say: &mut impl FnMut(&str, String)) {
    if library.shelf().papers().is_empty() {
        return;
    }
    let covered = covered_in_all_sizes(library);
    for page in library.pages() {
        for check in
            page.front.checks.iter().filter(|check| check.nature == Nature::Rule && !covered.contains(&check.id))
        {
            say(&page.source, format!("check {}: no clause of the library satisfies it for each size", check.id));
        }
    }
}

/// Decisions are used, listed, typed, and alike on pages and in documents.
fn decisions(library: &Library, say: &mut impl FnMut(&str, String)) {
    const TABLE: &str = "knowledge/policies/parameters.csv";
    let shelf = library.shelf();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for paper in shelf.papers() {
        let Some(hole) = HOLE.as_ref() else { continue };
        for name in hole.captures_iter(&paper.text).filter_map(|found| found.get(1)).map(|name| name.as_str()) {
            if shelf.decision(name).is_none() && !SUPPLIED.contains(&name) {
                say(&paper.source, format!("`{{{{ {name} }}}}` is no decision of parameters.csv"));
            }
            used.insert(name);
        }
    }
    let parameters = library.pages().iter().flat_map(super::super::Page::parameters);
    let on_pages: BTreeMap<String, super::super::Parameter> =
        parameters.map(|parameter| (parameter.name.clone(), parameter)).collect();
    for decision in shelf.decisions() {
        let name = &decision.name;
        if !used.contains(name.as_str()) {
            say(TABLE, format!("{name} is used nowhere"));
        }
        let values = [&decision.default_20, &decision.default_100, &decision.default_500];
        if decision.kind == ValueKind::Number && values.iter().any(|value| value.parse::<f64>().is_err()) {
            say(TABLE, format!("{name}: its values must be bare numbers"));
        }
        if let Some(parameter) = on_pages.get(name)
            && (&parameter.default, &parameter.range, &parameter.decider)
                != (&decision.default_100, &decision.range, &decision.decider)
        {
            say(TABLE, format!("{name}: default, range and decider differ from those of the pages"));
        }
    }
}

/// No paragraph stands twice, variants of one clause excepted.
fn copies(library: &Library, say: &mut impl FnMut(&str, String)) {
    let mut known: Vec<(&Paper, &Clause, HashSet<u64>)> = Vec::new();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for paper in library.shelf().papers() {
        for clause in &paper.clauses {
            for text in paper.body(clause).split("\n\n").filter(|text| !text.starts_with('|')) {
                let grams = grams(text);
                if grams.len() < LEAST {
                    continue;
                }
                let mut shared: HashMap<usize, usize> = HashMap::new();
                grams
                    .iter()
                    .filter_map(|gram| holders.get(gram))
                    .flatten()
                    .for_each(|at| *shared.entry(*at).or_default() += 1);
                let near = shared.into_iter().filter_map(|(at, shared)| Some((known.get(at)?, shared))).find(
                    |((other, twin, its), shared)| {
                        let is_variant = other.source == paper.source && twin.marks.id == clause.marks.id;
                        !is_variant && jaccard(*shared, grams.len(), its.len()) > NEAR
                    },
                );
                if let Some(((other, twin, _), _)) = near {
                    say(
                        &paper.source,
                        format!("`{}` says nearly the same as `{}` in {}", clause.title, twin.title, other.source),
                    );
                }
                for gram in &grams {
                    holders.entry(*gram).or_default().push(known.len());
                }
                known.push((paper, clause, grams));
            }
        }
    }
}
