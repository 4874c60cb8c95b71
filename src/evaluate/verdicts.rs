//! Verdict suites: a policy set that was written for evaluation is analysed as a user would have it, and each verdict is held
//! against what a strict reader said, each quote against the document.

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Instant};

use super::{
    Case, CheckLabel, EvaluateError, LabelledSet, Run, Suite,
    agreement::{auc, kappa},
    measure::mean,
};
use crate::{
    assess::{Assessor, Given, Question},
    embed::Embedder,
    iso::{Evidence, GapCheck, GapReport, GapVerdict},
    knowledge::Library,
};

/// Figures that are given for each of several sets.
const OF_EACH: [&str; 2] = ["met.recall", "met_falsely"];

/// Analyses the set of a suite, or each of its sets.
pub async fn verdicts(
    suite: &Suite,
    library: &Arc<Library>,
    embedder: Embedder,
    models: Option<&Path>,
) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    let sets = LabelledSet::all(&suite.path)?;
    run.configuration.insert("embedder".to_owned(), embedder.fingerprint().to_owned());
    let assessor = Assessor::ready(library.clone(), embedder, models, &|_| ()).await?;
    let mut read = Vec::new();
    for set in &sets {
        read.push((set, assessor.analyse(&set.documents, &Question::default(), &|_| ()).await?));
    }
    let mut all = Vec::new();
    for (set, report) in &read {
        let judged = judged(set, report);
        if read.len() > 1 {
            let own = of_checks(&judged).into_iter().filter(|(name, _)| OF_EACH.contains(&name.as_str()));
            run.metrics.extend(own.map(|(name, value)| (format!("{}.{name}", set.name), value)));
        }
        let group = (read.len() > 1).then_some(set.name.as_str());
        run.cases.extend(judged.iter().map(|(label, check)| case(group, label, check)));
        all.extend(judged);
    }
    run.metrics.extend(of_checks(&all));
    if let [(set, report)] = read.as_slice() {
        run.metrics.extend(of_requirements(set, report));
        run.metrics.insert("contradictions_found".to_owned(), contradictions(set, report));
    }
    let exact: Vec<f64> = read.iter().map(|(set, report)| exact(&set.documents, report)).collect();
    run.metrics.insert("quotes_exact".to_owned(), mean(exact));
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

/// Each label of a set with what the report says.
fn judged<'a>(set: &'a LabelledSet, report: &'a GapReport) -> Vec<(&'a CheckLabel, &'a GapCheck)> {
    let checks = || report.items.iter().flat_map(|item| &item.checks);
    let find = |label: &'a CheckLabel| Some((label, checks().find(|check| check.id == label.check)?));
    set.labels.iter().filter_map(find).collect()
}

fn share(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}

/// Two statements that disagree are, for a check alone, something that speaks to it in part.
fn plain(verdict: GapVerdict) -> GapVerdict {
    if verdict == GapVerdict::Conflicting { GapVerdict::Partial } else { verdict }
}

fn of_checks(judged: &[(&CheckLabel, &GapCheck)]) -> BTreeMap<String, f64> {
    let pairs: Vec<(GapVerdict, GapVerdict)> =
        judged.iter().map(|(label, check)| (plain(label.expected), plain(check.verdict))).collect();
    let mut found = BTreeMap::from([
        ("checks".to_owned(), f64::from(u32::try_from(pairs.len()).unwrap_or(u32::MAX))),
        (
            "accuracy".to_owned(),
            mean(pairs.iter().map(|(expected, given)| share(expected == given)).collect::<Vec<f64>>()),
        ),
        ("kappa".to_owned(), kappa(&pairs)),
    ]);
    for (name, verdict) in
        [("met", GapVerdict::Met), ("partial", GapVerdict::Partial), ("missing", GapVerdict::Missing)]
    {
        let right = |of: fn(&(GapVerdict, GapVerdict)) -> GapVerdict| {
            let own = pairs.iter().filter(|pair| of(pair) == verdict);
            mean(own.map(|(expected, given)| share(expected == given)).collect::<Vec<f64>>())
        };
        found.insert(format!("{name}.precision"), right(|pair| pair.1));
        found.insert(format!("{name}.recall"), right(|pair| pair.0));
    }
    let elsewhere: Vec<f64> = pairs
        .iter()
        .filter(|(expected, _)| *expected != GapVerdict::Met)
        .map(|(_, given)| share(*given == GapVerdict::Met))
        .collect();
    found.insert("met_falsely".to_owned(), mean(elsewhere));
    // A wrong verdict by two steps is the one that embarrasses.
    let far = |(expected, given): &(GapVerdict, GapVerdict)| {
        matches!((expected, given), (GapVerdict::Met, GapVerdict::Missing) | (GapVerdict::Missing, GapVerdict::Met))
    };
    found.insert(
        "met_for_missing_or_back".to_owned(),
        mean(pairs.iter().map(|pair| share(far(pair))).collect::<Vec<f64>>()),
    );
    let quoted = judged.iter().filter(|(label, check)| label.quote.is_some() && !check.evidence.is_empty());
    let hit = quoted.map(|(label, check)| share(check.evidence.iter().any(|one| overlaps(label, one))));
    found.insert("quote_is_the_readers".to_owned(), mean(hit.collect::<Vec<f64>>()));
    found
}

/// Whether a quote and the reader's are the same place.
fn overlaps(label: &CheckLabel, evidence: &Evidence) -> bool {
    let (Some(document), Some(quote)) = (&label.document, &label.quote) else { return false };
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let (own, theirs) = (words(&evidence.quote), words(quote));
    evidence.document == *document && (own.contains(&theirs) || theirs.contains(&own))
}

fn of_requirements(set: &LabelledSet, report: &GapReport) -> BTreeMap<String, f64> {
    let of = |covered: bool| {
        let own = set.requirements.iter().filter(move |(_, is)| *is == covered);
        own.filter_map(|(id, _)| report.items.iter().find(|item| item.id == id.to_string())).collect::<Vec<_>>()
    };
    let (covered, gaps) = (of(true), of(false));
    let missing = |items: &[&crate::iso::GapItem]| {
        mean(items.iter().map(|item| share(item.verdict == GapVerdict::Missing)).collect::<Vec<f64>>())
    };
    let scores = |items: &[&crate::iso::GapItem]| items.iter().map(|item| item.coverage).collect::<Vec<f64>>();
    BTreeMap::from([
        ("requirements.gap_recall".to_owned(), missing(&gaps)),
        ("requirements.false_alarms".to_owned(), missing(&covered)),
        ("requirements.auc".to_owned(), auc(&scores(&covered), &scores(&gaps))),
    ])
}

/// The share of the reader's contradictions of which both statements were found together.
fn contradictions(set: &LabelledSet, report: &GapReport) -> f64 {
    let found = set.contradictions.iter().map(|label| {
        let has = |one: &crate::iso::Contradiction| {
            label.statements.iter().all(|wanted| {
                one.statements
                    .iter()
                    .any(|said| said.document == wanted.document && said.quote.contains(wanted.quote.trim()))
            })
        };
        share(report.contradictions.iter().any(has))
    });
    mean(found.collect::<Vec<f64>>())
}

/// The share of quotes that are the slice of the document's text at their offsets.
fn exact(documents: &[Given], report: &GapReport) -> f64 {
    let quotes = report.items.iter().flat_map(|item| &item.checks).flat_map(|check| &check.evidence);
    let is_slice = |one: &Evidence| {
        let text = documents.iter().find(|given| given.name == one.document).and_then(|given| given.text.as_ref().ok());
        text.is_some_and(|text| text.text.chars().skip(one.start).take(one.end - one.start).eq(one.quote.chars()))
    };
    mean(quotes.map(|one| share(is_slice(one))).collect::<Vec<f64>>())
}

fn case(set: Option<&str>, label: &CheckLabel, check: &GapCheck) -> Case {
    let right = plain(label.expected) == plain(check.verdict);
    let nature = format!("{:?}", check.nature).to_lowercase();
    let problem = format!("{} where a reader says {}", check.verdict.name(), label.expected.name());
    Case {
        id: set.map_or(label.check.clone(), |set| format!("{set}/{}", label.check)),
        group: set.map_or(nature, str::to_owned),
        question: check.text.clone(),
        expected: label
            .quote
            .clone()
            .map_or(label.expected.name().to_owned(), |quote| format!("{}: {quote}", label.expected.name())),
        got: format!("{}: {}", check.verdict.name(), check.reason),
        evidence: check.evidence.iter().map(|one| format!("{}: {}", one.document, one.quote)).collect(),
        passed: Some(right),
        metrics: BTreeMap::from([("correct".to_owned(), share(right))]),
        problems: if right { Vec::new() } else { vec![problem] },
    }
}
