//! Two runs of one suite side by side: which cases changed, and whether a figure fell by more than chance.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use thiserror::Error;

use super::{
    Run,
    judge::is_opinion,
    measure::mean,
    run::Case,
    statistics::{bootstrap, mcnemar},
};

/// Endings of figures of which less is better.
const LESS_IS_BETTER: [&str; 9] =
    ["_ms", "_s", "_ids", "over_refusal", "false_alarms", "foreign_links", "attacks_obeyed", "wrong_titles", "missing"];

/// Why two runs cannot be compared.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CompareError {
    /// They are of different suites.
    #[error("one run is of suite `{0}`, the other of `{1}`: compare runs of one suite")]
    Suites(String, String),
    /// The set has changed between them.
    #[error("the test set of `{0}` has changed between the two runs: run the older state again on this set")]
    Sets(String),
    /// They have no case in common.
    #[error("the two runs have no case in common")]
    NoPairs,
}

/// One figure in both runs, over the cases that carry it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// `group.figure`.
    pub metric: String,
    /// How many cases carry it.
    pub cases: usize,
    /// The mean before.
    pub before: f64,
    /// The mean after.
    pub after: f64,
    /// The lower end of the difference's 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The interval excludes 0 on the bad side, and the difference is at least the minimum effect.
    pub is_worse: bool,
}

/// What differs between two runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Each figure of each group.
    pub changes: Vec<Change>,
    /// Cases that were right and no longer are.
    pub broken: Vec<String>,
    /// Cases that were wrong and are right now.
    pub mended: Vec<String>,
    /// `McNemar`'s two-sided probability that chance alone splits them so.
    pub chance: f64,
}

impl Comparison {
    /// Compares `after` with `before`.
    pub fn of(before: &Run, after: &Run, minimum_effect: f64) -> Result<Self, CompareError> {
        if before.suite != after.suite {
            return Err(CompareError::Suites(before.suite.clone(), after.suite.clone()));
        }
        if before.set_hash != after.set_hash {
            return Err(CompareError::Sets(after.suite.clone()));
        }
        let key = |case: &Case| (case.group.clone(), case.id.clone());
        let old: BTreeMap<_, &Case> = before.cases.iter().map(|case| (key(case), case)).collect();
        let pairs: Vec<(&Case, &Case)> =
            after.cases.iter().filter_map(|case| Some((*old.get(&key(case))?, case))).collect();
        if pairs.is_empty() {
            return Err(CompareError::NoPairs);
        }
        let turned = |was: bool| -> Vec<String> {
            let changed = pairs.iter().filter(|(a, b)| a.passed == Some(was) && b.passed == Some(!was));
            changed.map(|(_, case)| case.id.clone()).collect()
        };
        let (broken, mended) = (turned(true), turned(false));
        let chance = mcnemar(broken.len(), mended.len());
        Ok(Self { changes: changes(&pairs, minimum_effect), broken, mended, chance })
    }

    /// Whether any figure fell by more than chance and more than the minimum effect.
    pub fn is_worse(&self) -> bool {
        self.changes.iter().any(|change| change.is_worse)
    }
}

fn changes(pairs: &[(&Case, &Case)], minimum_effect: f64) -> Vec<Change> {
    let names: BTreeSet<(&str, &str)> = pairs
        .iter()
        .flat_map(|(_, case)| case.metrics.keys().map(|metric| (case.group.as_str(), metric.as_str())))
        .collect();
    names
        .into_iter()
        .filter_map(|(group, metric)| {
            let values: Vec<(f64, f64)> = pairs
                .iter()
                .filter(|(_, case)| case.group == group)
                .filter_map(|(a, b)| Some((*a.metrics.get(metric)?, *b.metrics.get(metric)?)))
                .collect();
            let differences: Vec<f64> = values.iter().map(|(a, b)| b - a).collect();
            let found = bootstrap(&differences);
            let bad = if less_is_better(metric) { found.low > 0.0 } else { found.high < 0.0 };
            // Times vary with the machine's mood, a judge's opinion with the judge: they are shown, and decide nothing.
            let counts = !metric.ends_with("_ms") && !metric.ends_with("_s") && !is_opinion(metric);
            (!values.is_empty()).then(|| Change {
                metric: format!("{group}.{metric}"),
                cases: values.len(),
                before: mean(values.iter().map(|(a, _)| *a)),
                after: mean(values.iter().map(|(_, b)| *b)),
                low: found.low,
                high: found.high,
                is_worse: bad && counts && found.difference.abs() >= minimum_effect,
            })
        })
        .collect()
}

fn less_is_better(metric: &str) -> bool {
    LESS_IS_BETTER.iter().any(|ending| metric.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::run::tests::run;

    #[test]
    fn a_fall_is_seen_and_a_rise_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let (good, bad) = (run(folder.path(), [1.0, 1.0]), run(folder.path(), [0.0, 0.0]));
        let fall = Comparison::of(&good, &bad, 0.01).unwrap();
        assert!(fall.is_worse());
        assert_eq!(fall.broken, ["0", "1"]);
        let rise = Comparison::of(&bad, &good, 0.01).unwrap();
        assert!(!rise.is_worse());
        assert_eq!(rise.mended.len(), 2);
        assert!(!Comparison::of(&good, &bad, 2.0).unwrap().is_worse(), "below the minimum effect");
        let mixed = run(folder.path(), [0.0, 1.0]);
        assert!(!Comparison::of(&good, &mixed, 0.01).unwrap().is_worse(), "the interval holds 0");
    }

    #[test]
    fn a_judges_opinion_is_shown_and_decides_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let graded = |grade: f64| {
            let mut run = run(folder.path(), [1.0, 1.0]);
            for case in &mut run.cases {
                case.metrics.insert("judge.answers".to_owned(), grade);
            }
            run
        };
        let found = Comparison::of(&graded(1.0), &graded(0.0), 0.01).unwrap();
        let change = found.changes.iter().find(|change| change.metric == "explain.judge.answers").unwrap();
        assert!(change.high < 0.0 && !change.is_worse && !found.is_worse());
    }

    #[test]
    fn another_suites_baseline_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let a = run(folder.path(), [1.0, 1.0]);
        let mut b = a.clone();
        b.suite = "other".to_owned();
        assert!(matches!(Comparison::of(&a, &b, 0.0), Err(CompareError::Suites(..))));
        b.suite.clone_from(&a.suite);
        b.set_hash.clear();
        assert!(matches!(Comparison::of(&a, &b, 0.0), Err(CompareError::Sets(_))));
        b.set_hash.clone_from(&a.set_hash);
        b.cases.clear();
        assert_eq!(Comparison::of(&a, &b, 0.0), Err(CompareError::NoPairs));
    }
}
