//! From scores to verdicts, figures and cases: one threshold for all policy sets.

use std::collections::BTreeMap;

use super::{Judged, Method, Verdict, shelf::Shelf};
use crate::{
    evaluate::{
        Case, Run,
        agreement::{auc, kappa, macro_f1, threshold},
        curve::{Curve, Line, believed, calibration_error, found_at},
        measure::mean,
    },
    iso::Catalogue,
};

/// The share of covered requirements that may be called gaps.
const FALSE_ALARMS: f64 = 0.15;

/// Adds a method's figures and cases to a run: the cases whose scores are farthest from the threshold first, so that among
/// the wrong ones the worst come first. `judged` holds what the method scored of all policy sets.
pub(super) fn add(run: &mut Run, method: Method, judged: &[Judged<'_>], shelf: &Shelf) {
    let bound = threshold(&scores(judged.iter(), Verdict::Covered), FALSE_ALARMS);
    run.metrics.insert(format!("{}.threshold", method.name()), bound);
    for (part, name) in [(None, method.name().to_owned())]
        .into_iter()
        .chain(shelf.collections.keys().map(|set| (Some(set), group(method, set))))
    {
        let part: Vec<&Judged<'_>> = judged.iter().filter(|one| part.is_none_or(|set| one.case.set == *set)).collect();
        let has_gaps = part.iter().any(|one| one.expected == Verdict::Gap);
        let of_scores = has_gaps.then(|| figures(&part, bound)).into_iter().flatten();
        for (figure, value) in of_scores.chain(of_verdicts(&part, has_gaps)) {
            run.metrics.insert(format!("{name}.{figure}"), value);
        }
        if has_gaps {
            draw(run, method, &name, &part);
        }
    }
    let distance = |one: &Judged<'_>| (one.score - bound).abs();
    let mut clearest: Vec<&Judged<'_>> = judged.iter().collect();
    clearest.sort_by(|a, b| distance(b).total_cmp(&distance(a)));
    run.cases.extend(clearest.into_iter().map(|one| case(one, method, bound, shelf)));
}

fn group(method: Method, set: &str) -> String {
    format!("{}/{set}", method.name())
}

fn scores<'a, 'b: 'a>(judged: impl Iterator<Item = &'a Judged<'b>>, expected: Verdict) -> Vec<f64> {
    judged.filter(|one| one.expected == expected).map(|one| one.score).collect()
}

fn verdict(score: f64, bound: f64) -> Verdict {
    if score < bound { Verdict::Gap } else { Verdict::Covered }
}

fn figures(judged: &[&Judged<'_>], bound: f64) -> [(&'static str, f64); 7] {
    let pairs: Vec<(Verdict, Verdict)> = judged.iter().map(|one| (one.expected, verdict(one.score, bound))).collect();
    let [gaps, covered] = [Verdict::Gap, Verdict::Covered].map(|expected| scores(judged.iter().copied(), expected));
    let below = |scores: &[f64], bound: f64| mean(scores.iter().map(|score| if *score < bound { 1.0 } else { 0.0 }));
    [
        ("gap_recall@fa15", below(&gaps, bound)),
        ("missed_gap_recall", below(&gaps, bound)),
        ("false_alarms", below(&covered, bound)),
        // A point of the curve, as the area below it is: no verdict is made with this threshold.
        ("roc_recall@fa15", below(&gaps, threshold(&covered, FALSE_ALARMS))),
        // A gap is what scores low.
        ("auc", auc(&covered, &gaps)),
        ("macro_f1", macro_f1(&pairs)),
        ("kappa", kappa(&pairs)),
    ]
}

/// The same for a method that gives verdicts of its own: the share of gaps, and of what is covered, that it calls missing.
fn of_verdicts(judged: &[&Judged<'_>], has_gaps: bool) -> Vec<(&'static str, f64)> {
    let missing = |expected: Verdict| {
        let own = judged.iter().filter(|one| one.expected == expected).filter_map(|one| one.is_missing);
        mean(own.map(|missing| if missing { 1.0 } else { 0.0 }).collect::<Vec<f64>>())
    };
    if judged.iter().all(|one| one.is_missing.is_none()) {
        return Vec::new();
    }
    let alarms = missing(Verdict::Covered);
    if !has_gaps {
        return vec![("covered_recall", 1.0 - alarms)];
    }
    let given: Vec<(f64, bool)> = judged.iter().map(|one| (one.score, one.expected == Verdict::Covered)).collect();
    let points =
        found_at(&scores(judged.iter().copied(), Verdict::Covered), &scores(judged.iter().copied(), Verdict::Gap));
    let found = |limit: f64| points.iter().find(|(at, _)| (at - limit).abs() < 1e-9).map_or(0.0, |(_, found)| *found);
    vec![
        ("verdict_gap_recall", missing(Verdict::Gap)),
        ("verdict_false_alarms", alarms),
        ("roc_recall@fa05", found(0.05)),
        ("roc_recall@fa10", found(0.1)),
        ("calibration_error", calibration_error(&given)),
    ]
}

/// Adds a method's line to the curves of a run.
fn draw(run: &mut Run, method: Method, name: &str, judged: &[&Judged<'_>]) {
    let [covered, gaps] = [Verdict::Covered, Verdict::Gap].map(|expected| scores(judged.iter().copied(), expected));
    let mut put = |title: &str, (across, up): (&str, &str), points: Vec<(f64, f64)>| {
        let line = Line { name: name.to_owned(), points };
        match run.curves.iter_mut().find(|curve| curve.title == title) {
            Some(curve) => curve.lines.push(line),
            None => run.curves.push(Curve {
                title: title.to_owned(),
                across: across.to_owned(),
                up: up.to_owned(),
                lines: vec![line],
            }),
        }
    };
    put(
        "Gaps found",
        ("share of what is covered that is called a gap", "share of gaps that is found"),
        found_at(&covered, &gaps),
    );
    // The baselines' scores are no probabilities.
    if method == Method::Annexa {
        let given: Vec<(f64, bool)> = judged.iter().map(|one| (one.score, one.expected == Verdict::Covered)).collect();
        put("How far coverage can be believed", ("coverage as given", "share that is covered"), believed(&given));
    }
}

fn case(one: &Judged<'_>, method: Method, bound: f64, shelf: &Shelf) -> Case {
    let given = verdict(one.score, bound);
    let passed = given == one.expected;
    let share = |yes: bool| if yes { 1.0 } else { 0.0 };
    let mut metrics = BTreeMap::from([("correct".to_owned(), share(passed))]);
    let (figure, problem) = match one.expected {
        Verdict::Gap => ("missed_gap_recall", "a gap was taken for covered"),
        Verdict::Covered => ("false_alarms", "what is covered was called a gap"),
    };
    metrics.insert(figure.to_owned(), share(given == Verdict::Gap));
    let mut problems: Vec<String> = (!passed).then(|| problem.to_owned()).into_iter().collect();
    let unreadable = shelf.collections.get(&one.case.set).map(|collection| &collection.unreadable);
    let lines = unreadable.into_iter().flatten().filter(|(name, _)| one.case.documents.contains(*name));
    problems.extend(lines.map(|(_, line)| line.clone()));
    let title = Catalogue::get().entry(one.id).map_or("", |entry| entry.title.as_str());
    Case {
        id: format!("{} {} {}", method.name(), one.case.id, one.id),
        group: group(method, &one.case.set),
        question: title.to_owned(),
        expected: one.expected.name().to_owned(),
        got: format!("{}: {:.3}, a gap is below {bound:.3}", given.name(), one.score),
        evidence: one.evidence.clone(),
        passed: Some(passed),
        metrics,
        problems,
    }
}
