//! Verify suites: sentences with one fault of a known rule, and sentences without any, read by the linter. It has to name the
//! right rule on the first, and to say nothing of the second.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};

use serde::Deserialize;

use super::{Case, DatasetError, EvaluateError, Run, Suite, dataset, measure::count};
use crate::verify::{Rule, lint};

/// A line of `faults.jsonl` or, without a rule, of `clean.jsonl`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seeded {
    id: String,
    text: String,
    rule: Option<Rule>,
    /// Where the sentence is from.
    origin: String,
    /// Nobody has tuned to it.
    held_out: bool,
}

/// A sentence and the rules that the linter names.
struct Judged {
    seeded: Seeded,
    named: BTreeSet<Rule>,
}

/// Lints every sentence of a folder with `faults.jsonl` and `clean.jsonl`.
pub fn faults(suite: &Suite) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    let mut judged = Vec::new();
    for seeded in read(&suite.path)? {
        let linted = lint(&seeded.text);
        let said: Vec<String> =
            linted.findings.iter().map(|finding| format!("[{}] {}", finding.rule.id(), finding.message)).collect();
        let one = Judged { named: linted.findings.iter().map(|finding| finding.rule).collect(), seeded };
        run.cases.push(case(&one, &said));
        judged.push(one);
    }
    for (part, held_out) in [("tuned", false), ("held_out", true)] {
        let own: Vec<&Judged> = judged.iter().filter(|one| one.seeded.held_out == held_out).collect();
        run.metrics.extend(figures(&own).into_iter().map(|(name, value)| (format!("{part}.{name}"), value)));
    }
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

fn read(folder: &Path) -> Result<Vec<Seeded>, DatasetError> {
    let mut found = Vec::new();
    for (name, is_faulty) in [("faults.jsonl", true), ("clean.jsonl", false)] {
        let path = folder.join(name);
        let rows: Vec<(usize, Seeded)> = dataset::json_lines(&path)?;
        dataset::ids(&path, rows.iter().map(|(line, row)| (*line, row.id.as_str())))?;
        for (line, row) in rows {
            if row.rule.is_some() != is_faulty {
                let problem = if is_faulty { "a fault needs its `rule`" } else { "a clean sentence has no `rule`" };
                return Err(DatasetError::Line { path, line, problem: problem.to_owned() });
            }
            found.push(row);
        }
    }
    Ok(found)
}

fn case(one: &Judged, said: &[String]) -> Case {
    let missed = one.seeded.rule.filter(|rule| !one.named.contains(rule));
    let wrong = one.named.iter().filter(|rule| Some(**rule) != one.seeded.rule);
    let mut problems: Vec<String> = missed.iter().map(|rule| format!("missed {}", rule.id())).collect();
    problems.extend(wrong.map(|rule| format!("false alarm {}", rule.id())));
    let passed = problems.is_empty();
    Case {
        id: one.seeded.id.clone(),
        group: one.seeded.rule.map_or("clean", Rule::id).to_owned(),
        question: one.seeded.text.clone(),
        expected: one.seeded.rule.map_or("nothing", Rule::id).to_owned(),
        got: said.join("; "),
        evidence: vec![one.seeded.origin.clone()],
        passed: Some(passed),
        metrics: BTreeMap::from([("passed".to_owned(), if passed { 1.0 } else { 0.0 })]),
        problems,
    }
}

/// Recall and precision, over all rules and for each: a sentence and a rule that is named on it count once.
fn figures(judged: &[&Judged]) -> BTreeMap<String, f64> {
    let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { count(part) / count(whole) };
    let mut found = BTreeMap::new();
    let (mut hits, mut seeded, mut named) = (0, 0, 0);
    for rule in Rule::ALL {
        let own = judged.iter().filter(|one| one.seeded.rule == Some(rule)).count();
        let given = judged.iter().filter(|one| one.named.contains(&rule)).count();
        let right = judged.iter().filter(|one| one.seeded.rule == Some(rule) && one.named.contains(&rule)).count();
        if own + given > 0 {
            found.insert(format!("recall/{}", rule.id()), share(right, own));
            found.insert(format!("precision/{}", rule.id()), share(right, given));
        }
        (hits, seeded, named) = (hits + right, seeded + own, named + given);
    }
    let clean: Vec<&&Judged> = judged.iter().filter(|one| one.seeded.rule.is_none()).collect();
    let alarmed = clean.iter().filter(|one| !one.named.is_empty()).count();
    found.extend([
        ("recall".to_owned(), share(hits, seeded)),
        ("precision".to_owned(), share(hits, named)),
        ("faults".to_owned(), count(seeded)),
        ("clean".to_owned(), count(clean.len())),
        ("clean_with_findings".to_owned(), count(alarmed)),
    ]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Kind;

    #[test]
    fn misses_and_false_alarms_are_counted_apart() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let row = |id: &str, text: &str, rule: &str, held_out: bool| {
            format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"origin\":\"o\",\"held_out\":{held_out}{rule}}}\n")
        };
        let unknown = ",\"rule\":\"unknown-id\"";
        let faulty = [
            row("f1", "A.5.38 covers artificial intelligence.", unknown, false),
            row("f2", "Nothing is wrong here.", unknown, false),
            row("f3", "A.6.9 is about leavers.", unknown, true),
        ];
        write("faults.jsonl", &faulty.concat());
        write("clean.jsonl", &row("c1", "Annex A has 114 controls.", "", false));
        let run = faults(&Suite::over(Kind::Verify, folder.path())).unwrap();
        let figure = |name: &str| *run.metrics.get(name).unwrap();
        assert!((figure("tuned.recall") - 0.5).abs() < 1e-9, "{:?}", run.metrics);
        assert!((figure("tuned.precision") - 0.5).abs() < 1e-9);
        assert!((figure("tuned.precision/edition-2013") - 0.0).abs() < 1e-9);
        assert!((figure("held_out.recall") - 1.0).abs() < 1e-9);
        assert_eq!(run.cases[1].problems, ["missed unknown-id"]);
        assert_eq!(run.cases[3].problems, ["false alarm edition-2013"]);
        write("clean.jsonl", &row("c1", "A.5.38", unknown, false));
        let wrong = faults(&Suite::over(Kind::Verify, folder.path())).unwrap_err().to_string();
        assert!(wrong.contains("clean.jsonl, line 1") && wrong.contains("no `rule`"), "{wrong}");
    }
}
