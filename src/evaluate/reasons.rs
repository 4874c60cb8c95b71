//! Reasons suites: labelled justifications for leaving out a control, judged as the linter of statements judges them. The
//! weak ones have to be found, and the sound ones left alone.

use std::{collections::BTreeMap, path::Path, time::Instant};

use serde::Deserialize;

use super::{Case, DatasetError, EvaluateError, Run, Suite, measure::count};
use crate::{
    iso::RequirementId,
    verify::{Ground, Weakness, judge_exclusion},
};

/// The two files of a set, and what their figures are called.
const FILES: [(&str, &str); 2] = [("justifications.csv", "tuned"), ("justifications-held-out.csv", "held_out")];

/// A line of a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labelled {
    control: RequirementId,
    justification: String,
    label: Label,
    kind: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Label {
    Good,
    Bad,
}

/// Judges every justification of a folder.
pub fn reasons(suite: &Suite) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    for (name, part) in FILES {
        let rows = read(&suite.path.join(name))?;
        let judged: Vec<(Labelled, Result<Ground, Weakness>)> = rows
            .into_iter()
            .map(|row| {
                let judged = judge_exclusion(row.control, &row.justification);
                (row, judged)
            })
            .collect();
        run.metrics.extend(figures(&judged).into_iter().map(|(name, value)| (format!("{part}.{name}"), value)));
        run.cases.extend(judged.iter().enumerate().map(|(at, (row, judged))| case(part, at + 1, row, *judged)));
    }
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

fn read(path: &Path) -> Result<Vec<Labelled>, DatasetError> {
    let wrong = |line: usize, problem: String| DatasetError::Line { path: path.to_owned(), line, problem };
    let mut reader = csv::Reader::from_path(path).map_err(|error| wrong(1, error.to_string()))?;
    let rows = reader.deserialize().enumerate();
    rows.map(|(at, row)| row.map_err(|error: csv::Error| wrong(at + 2, error.to_string()))).collect()
}

fn case(part: &str, number: usize, row: &Labelled, judged: Result<Ground, Weakness>) -> Case {
    let passed = judged.is_err() == (row.label == Label::Bad);
    let problem = if row.label == Label::Bad { "a weak reason was not seen" } else { "a sound reason was called weak" };
    Case {
        id: format!("{part}-{number}"),
        group: row.kind.clone(),
        question: format!("{}: {}", row.control, row.justification),
        expected: if row.label == Label::Bad { "weak" } else { "sound" }.to_owned(),
        got: match judged {
            Ok(ground) => format!("{ground:?}"),
            Err(weakness) => weakness.message().to_owned(),
        },
        evidence: Vec::new(),
        passed: Some(passed),
        metrics: BTreeMap::from([("passed".to_owned(), if passed { 1.0 } else { 0.0 })]),
        problems: if passed { Vec::new() } else { vec![problem.to_owned()] },
    }
}

/// Precision and recall of "weak".
fn figures(judged: &[(Labelled, Result<Ground, Weakness>)]) -> BTreeMap<String, f64> {
    let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { count(part) / count(whole) };
    let bad = judged.iter().filter(|(row, _)| row.label == Label::Bad).count();
    let named = judged.iter().filter(|(_, judged)| judged.is_err()).count();
    let right = judged.iter().filter(|(row, judged)| row.label == Label::Bad && judged.is_err()).count();
    BTreeMap::from([
        ("precision".to_owned(), share(right, named)),
        ("recall".to_owned(), share(right, bad)),
        ("bad".to_owned(), count(bad)),
        ("good".to_owned(), count(judged.len() - bad)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Kind;

    #[test]
    fn a_missed_excuse_and_a_doubted_fact_are_counted_apart() {
        let folder = tempfile::tempdir().unwrap();
        let head = "control,justification,label,kind\n";
        let rows = "A.7.1,No offices.,good,absence\nA.8.12,Too expensive.,bad,cost\nA.7.2,No doors.,bad,cost\n";
        std::fs::write(folder.path().join("justifications.csv"), format!("{head}{rows}")).unwrap();
        std::fs::write(folder.path().join("justifications-held-out.csv"), head).unwrap();
        let run = reasons(&Suite::over(Kind::Reasons, folder.path())).unwrap();
        assert!((run.metrics["tuned.recall"] - 0.5).abs() < 1e-9, "{:?}", run.metrics);
        assert!((run.metrics["tuned.precision"] - 1.0).abs() < 1e-9);
        assert_eq!(run.cases[2].problems, ["a weak reason was not seen"]);
        std::fs::write(folder.path().join("justifications.csv"), format!("{head}A.7.1,x,ugly,cost\n")).unwrap();
        assert!(reasons(&Suite::over(Kind::Reasons, folder.path())).unwrap_err().to_string().contains("line 2"));
    }
}
