//! Company suites: the policies that are drafted for whole companies, exported, read back and analysed by the product's own gap
//! analysis. Each has to stand up to the checks that its clauses say they satisfy.
//!
//! A folder below the set is a company when it holds `profile.yaml`. `reworded/COMPANY/KIND.md` are policies of the same content in
//! other words, by hand: what the judge sees when no phrase of its own stands in the text.

mod texts;

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Instant};

use super::{Case, EvaluateError, Run, Suite, measure::mean};
use crate::{
    assess::{Assessor, Given, Question},
    document::Reader,
    draft::{self, Advice},
    embed::Embedder,
    iso::{GapCheck, GapReport, GapVerdict, Profile},
    knowledge::{Library, PaperKind},
    verify::{Severity, lint},
};
use texts::{Drafted, Reworded, companies as read_companies, grams, reworded, shared as overlap};

pub(super) use texts::files;

/// What the judge says when the clauses of the library are not known to it.
const STRANGERS: &str = "as_strangers";
/// The share of its checks that a policy has to meet.
const WANTED: f64 = 0.95;
/// Words of a policy for more than 50 people.
const FULL: usize = 600;

/// Drafts, exports, reads and analyses.
pub async fn companies(
    suite: &Suite,
    library: &Arc<Library>,
    (embedder, models): (Embedder, Option<&Path>),
    reader: &Reader,
) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    run.configuration.insert("embedder".to_owned(), embedder.fingerprint().to_owned());
    let assessor = Assessor::ready(library.clone(), embedder, models, &|_| ()).await?;
    let mut all: Vec<Vec<Drafted>> = Vec::new();
    let profiles = read_companies(&suite.path)?;
    for (name, profile) in &profiles {
        let drafting = Instant::now();
        let drafted = drafted(profile, library, reader)?;
        run.metrics.insert(format!("{name}.docx_s"), drafting.elapsed().as_secs_f64());
        let documents: Vec<Given> = drafted.iter().map(|one| one.given.clone()).collect();
        let question = Question { profile: Some(profile), ..Question::default() };
        let report = assessor.analyse(&documents, &question, &|_| ()).await?;
        let stranger = Question { as_strangers: true, ..question };
        let as_strangers = assessor.analyse(&documents, &stranger, &|_| ()).await?;
        let mut cases: Vec<Case> = drafted.iter().map(|one| case(name, profile, one, &report)).collect();
        for (case, one) in cases.iter_mut().zip(&drafted) {
            case.metrics.insert(STRANGERS.to_owned(), met(&own_checks(one, &as_strangers)));
        }
        run.metrics.insert(format!("{name}.met"), weighted(&cases, "met"));
        run.cases.extend(cases);
        all.push(drafted);
    }
    for (company, kind, text) in reworded(&suite.path)? {
        let Some((_, profile)) = profiles.iter().find(|(name, _)| *name == company) else { continue };
        let Some(one) = Reworded::of(&kind, text, profile, library) else { continue };
        let question = Question { profile: Some(profile), ..Question::default() };
        let report = assessor.analyse(std::slice::from_ref(&one.drafted.given), &question, &|_| ()).await?;
        let mut case = case("reworded", profile, &one.drafted, &report);
        case.metrics.insert("shared_5grams".to_owned(), one.shared);
        // What the judge makes of other words is told and decides nothing.
        case.passed = None;
        run.cases.push(case);
    }
    figures(&mut run, &all);
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

/// Every policy that the company needs, as the Word file that it gets, read back; approved, since a draft meets nothing.
fn drafted(profile: &Profile, library: &Library, reader: &Reader) -> Result<Vec<Drafted>, EvaluateError> {
    let papers = library.shelf().of_kind(PaperKind::Policy);
    papers
        .filter(|paper| draft::advice(paper, profile) != Advice::NotNeeded)
        .map(|paper| Drafted::of(&paper.front.id, &draft::policy(paper, library, profile), profile, reader))
        .collect()
}

fn case(group: &str, profile: &Profile, one: &Drafted, report: &GapReport) -> Case {
    let own = own_checks(one, report);
    let text = one.text();
    let linted = lint(text);
    let errors: Vec<String> = linted
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("{}: {}", finding.rule.id(), finding.message))
        .collect();
    let holes = texts::holes(text);
    let short = profile.people > 50 && group != "reworded" && one.words < FULL;
    let unmet = own.iter().filter(|check| check.verdict != GapVerdict::Met);
    let mut problems: Vec<String> =
        unmet.map(|check| format!("{} is {}: {}", check.id, check.verdict.name(), check.reason)).collect();
    problems.extend(errors.iter().cloned());
    problems.extend(holes.iter().map(|hole| format!("unmarked: {hole}")));
    let met = met(&own);
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    Case {
        id: format!("{group}/{}", one.kind),
        group: group.to_owned(),
        question: one.title.clone(),
        expected: one.checks.join(", "),
        got: format!("{met:.2} met of {}", own.len()),
        evidence: Vec::new(),
        passed: Some(met >= WANTED && errors.is_empty() && holes.is_empty() && !short),
        metrics: BTreeMap::from([
            ("met".to_owned(), met),
            ("partial".to_owned(), share(&own, GapVerdict::Partial)),
            ("checks".to_owned(), count(own.len())),
            ("words".to_owned(), count(one.words)),
            ("verify_errors".to_owned(), count(errors.len())),
            ("placeholders".to_owned(), count(holes.len())),
            ("short".to_owned(), if short { 1.0 } else { 0.0 }),
        ]),
        problems,
    }
}

/// The checks that a policy says it satisfies.
fn own_checks<'a>(one: &Drafted, report: &'a GapReport) -> Vec<&'a GapCheck> {
    let checks = report.items.iter().flat_map(|item| &item.checks);
    checks.filter(|check| one.checks.contains(&check.id)).collect()
}

fn share(own: &[&GapCheck], verdict: GapVerdict) -> f64 {
    mean(own.iter().map(|check| if check.verdict == verdict { 1.0 } else { 0.0 }).collect::<Vec<f64>>())
}

fn met(own: &[&GapCheck]) -> f64 {
    share(own, GapVerdict::Met)
}

fn metric(case: &Case, name: &str) -> f64 {
    case.metrics.get(name).copied().unwrap_or_default()
}

/// A share of all checks, each counted once.
fn weighted(cases: &[Case], name: &str) -> f64 {
    let checks: f64 = cases.iter().map(|case| metric(case, "checks")).sum();
    cases.iter().map(|case| metric(case, name) * metric(case, "checks")).sum::<f64>() / checks.max(1.0)
}

fn figures(run: &mut Run, all: &[Vec<Drafted>]) {
    let (other, own): (Vec<Case>, Vec<Case>) = run.cases.iter().cloned().partition(|case| case.group == "reworded");
    for (prefix, cases) in [("", &own), ("reworded.", &other)] {
        if cases.is_empty() {
            continue;
        }
        for name in ["met", "partial"] {
            run.metrics.insert(format!("{prefix}{name}"), weighted(cases, name));
        }
    }
    run.metrics.insert(format!("{STRANGERS}.met"), weighted(&own, STRANGERS));
    let sum = |name: &str| own.iter().map(|case| metric(case, name)).sum::<f64>();
    for (figure, name) in [("verify_errors", "verify_errors"), ("placeholders", "placeholders"), ("too_short", "short")]
    {
        run.metrics.insert(figure.to_owned(), sum(name));
    }
    let least = |name: &str| own.iter().map(|case| metric(case, name)).fold(f64::INFINITY, f64::min);
    run.metrics.insert("kind.met.least".to_owned(), least("met"));
    run.metrics.insert("words.least".to_owned(), least("words"));
    let kinds = mean(own.iter().map(|case| f64::from(metric(case, "met") >= WANTED)).collect::<Vec<f64>>());
    run.metrics.insert("kinds_met".to_owned(), kinds);
    if !other.is_empty() {
        let gram = other.iter().map(|case| metric(case, "shared_5grams")).sum::<f64>();
        run.metrics.insert("reworded.shared_5grams".to_owned(), gram);
    }
    let mut overlaps = Vec::new();
    for (at, first) in all.iter().enumerate() {
        for second in all.iter().skip(at + 1) {
            for one in first {
                let twin = second.iter().find(|twin| twin.kind == one.kind);
                overlaps.extend(twin.map(|twin| overlap(&grams(one.text()), &grams(twin.text()))));
            }
        }
    }
    run.metrics.insert("overlap_between_companies".to_owned(), mean(overlaps));
}
