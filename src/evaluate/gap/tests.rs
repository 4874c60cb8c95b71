//! A small gap suite without an embedding model, and what is told of broken ones.

use std::fs;
use std::sync::Arc;

use super::*;
use crate::evaluate::{Case, Comparison};

const DESK: &str = "# Workplace\n\n## Clear desk (A.7.7)\n\nThe clear desk and clear screen rule holds everywhere: papers are \
                    locked away, and a screen is locked before its user leaves it.\n\n## 5.4 Guests\n\nGuests wear a badge.\n";
const BACKUP: &str = "# Operations\n\n## Backup\n\nInformation is backed up each night. A backup is restored every quarter, and \
                      the backup of information is encrypted.\n\n## Shifts\n\nTwo people are on duty.\n";
const CASES: &str = r#"{"case":"whole","set":"acme","documents":["desk.md","backup.md"],"expected_covered":["A.7.7","A.8.13"],"not_judged":["A.5.4"]}
{"case":"no desk","set":"acme","documents":["backup.md","scan.xyz"],"expected_gap":["A.7.7"],"expected_covered":["A.8.13"],"note":"for people"}

{"case":"no backup","set":"acme","documents":["desk.md"],"expected_gap":["A.8.13"],"expected_covered":["A.7.7"]}
"#;

/// A folder with a suite over these cases.
fn suite(cases: &str, map: &str, methods: &str) -> (tempfile::TempDir, Suite) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("suites")).unwrap();
    for (name, text) in [
        ("desk.md", DESK),
        ("backup.md", "# Operations\n\nA.8.13 is printed here.\n"),
        ("stripped.md", BACKUP),
        ("scan.xyz", "?"),
        ("cases.jsonl", cases),
        ("map.csv", map),
    ] {
        fs::write(at(name), text).unwrap();
    }
    let text = format!(
        "kind = \"gap\"\ntitle = \"T\"\nset = \"cases.jsonl\"\ndocuments_map = \"map.csv\"\nmethods = {methods}\n"
    );
    fs::write(at("suites/small.toml"), text).unwrap();
    let suite = Suite::read(&at("suites/small.toml"), None).unwrap();
    (folder, suite)
}

const MAP: &str = "original,stripped\nbackup.md,stripped.md\n";

async fn run(suite: &Suite) -> Result<Run, EvaluateError> {
    let data = tempfile::tempdir().unwrap();
    gap(suite, &Arc::new(Library::of(Vec::new())), (None, None), data.path()).await
}

#[tokio::test]
async fn words_and_printed_ids_tell_gaps_from_what_is_covered() {
    let (_folder, suite) = suite(CASES, MAP, "[\"printed-ids\", \"bm25\"]");
    let run = run(&suite).await.unwrap();
    let figure = |name: &str| *run.metrics.get(name).unwrap_or_else(|| panic!("{name} in {:?}", run.metrics));
    for name in ["bm25.auc", "bm25/acme.gap_recall@fa15", "bm25.missed_gap_recall", "bm25.kappa", "bm25.macro_f1"] {
        assert!((figure(name) - 1.0).abs() < 1e-9, "{name} is {}", figure(name));
    }
    assert!(figure("bm25.false_alarms").abs() < 1e-9);
    // The stripped document prints no id, so both of its covered cases score as low as a gap.
    assert!((figure("printed-ids.auc") - 0.75).abs() < 1e-9);
    assert!(figure("printed-ids/acme.gap_recall@fa15").abs() < 1e-9);
    assert_eq!(run.cases.len(), 2 * 6);
    let case = |method: &str, id: &str| {
        run.cases
            .iter()
            .find(|case| case.group == format!("{method}/acme") && case.id == format!("{method} {id}"))
            .unwrap()
    };
    let gap: &Case = case("bm25", "no desk A.7.7");
    assert_eq!((gap.passed, gap.expected.as_str()), (Some(true), "gap"));
    assert_eq!(gap.question, "Clear desk and clear screen");
    assert!(gap.problems[0].starts_with("scan.xyz cannot be read: "), "{:?}", gap.problems);
    let covered: &Case = case("bm25", "whole A.8.13");
    assert!(covered.evidence[0].starts_with("stripped.md: ") && covered.problems.is_empty(), "{covered:?}");
    assert_eq!(case("printed-ids", "no desk A.7.7").evidence, Vec::<String>::new());
    assert!(!run.metrics.keys().any(|name| name.contains("A.5.4")));
    assert!(!Comparison::of(&run, &run, 0.01).unwrap().is_worse());
}

#[tokio::test]
async fn other_documents_are_another_set() {
    let (folder, suite) = suite(CASES, MAP, "[\"printed-ids\"]");
    let before = run(&suite).await.unwrap();
    fs::write(folder.path().join("desk.md"), "# Empty\n\nNothing.\n").unwrap();
    let after = run(&suite).await.unwrap();
    assert!(Comparison::of(&before, &after, 0.01).is_err());
}

#[tokio::test]
async fn a_method_that_needs_a_model_is_left_out_or_refused() {
    let (_folder, mut suite) = suite(CASES, MAP, "[\"embedding\"]");
    let error = run(&suite).await.unwrap_err().to_string();
    assert!(error.contains("`embedding` needs the embedding model"), "{error}");
    suite.methods = None;
    let run = run(&suite).await.unwrap();
    assert!(run.metrics.contains_key("bm25.auc") && !run.metrics.contains_key("embedding.auc"));
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_line() {
    let line = |gap: &str, covered: &str, document: &str| {
        format!(
            r#"{{"case":"a","set":"s","documents":["{document}"],"expected_gap":[{gap}],"expected_covered":[{covered}]}}"#
        )
    };
    let good = line("\"A.7.7\"", "\"A.8.13\"", "desk.md");
    for (cases, map, said) in [
        (line("\"A.5.99\"", "\"A.7.7\"", "desk.md"), MAP, "cases.jsonl, line 1: `A.5.99` is no id"),
        (line("\"A.7.7\"", "\"A.7.7\"", "desk.md"), MAP, "line 1: `A.7.7` stands here a second time"),
        (line("", "", "desk.md"), MAP, "line 1: `expected_gap` and `expected_covered` are both empty"),
        (line("", "\"A.7.7\"", "desk.md"), MAP, "line 1: `expected_gap` is empty in all cases of the set `s`"),
        (line("\"A.7.7\"", "", "desk.md"), MAP, "line 1: `expected_covered` is empty in all cases of the set `s`"),
        (line("\"A.7.7\"", "\"A.8.13\"", "gone.md"), MAP, "line 1: there is no document `gone.md`"),
        (line("\"A.7.7\"", "\"A.8.13\"", "../desk.md"), MAP, "line 1: `../desk.md` is no path below"),
        (good.replace("[\"desk.md\"]", "[]"), MAP, "line 1: the case has no documents"),
        (format!("{good}\n{good}"), MAP, "line 2: the id `a` stands here a second time"),
        (good.replace("\"set\"", "\"sort\""), MAP, "line 1: not the JSON object that is expected"),
        (good.clone(), "from,to\na,b\n", "map.csv, line 2: the columns original and stripped are expected"),
        (good.clone(), "original,stripped\na,b\na,c\n", "map.csv, line 3: `a` stands here a second time"),
    ] {
        let (_folder, suite) = suite(&cases, map, "[\"bm25\"]");
        let error = run(&suite).await.unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
