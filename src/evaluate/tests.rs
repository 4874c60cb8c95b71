//! Suites run against a scripted model: what it costs, what is replayed, what a judge says.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use super::*;
use crate::{
    chat::Assistant,
    config::LlmSettings,
    ingest::{Indexer, sync_knowledge},
    knowledge::Library,
    llm::{
        Cache, Llm,
        upstream::{Reply, Upstream},
    },
    retrieve::Retriever,
    store::Store,
};

/// An assistant over the embedded pages, without vectors, and the folder that it needs.
async fn assistant(llm: Option<Llm>) -> (Assistant, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let library = Library::load(None).unwrap();
    sync_knowledge(&store, &library).await.unwrap();
    let indexer = Indexer::open(store.clone(), &folder.path().join("index"), None).await.unwrap();
    indexer.catch_up().await.unwrap();
    let retriever = Retriever::new(store, Arc::clone(indexer.text()), None);
    (Assistant::new(Arc::new(library), retriever, llm), folder)
}

/// A model at this endpoint with prices, whose answers are kept in a folder.
fn llm(upstream: &Upstream, answers: Option<&Path>) -> Llm {
    let settings = LlmSettings {
        base_url: Some(upstream.base_url()),
        model: "scripted".to_owned(),
        idle_timeout_s: 1,
        prompt_price: Some(1e6),
        completion_price: Some(1e6),
        ..LlmSettings::default()
    };
    let llm = Llm::connect(&settings).unwrap().unwrap();
    match answers {
        Some(folder) => llm.with_cache(Cache::open(folder).unwrap()),
        None => llm,
    }
}

/// A suite over a set of one file.
fn suite(kind: Kind, folder: &Path, text: &str) -> Suite {
    fs::write(folder.join("set.jsonl"), text).unwrap();
    Suite::over(kind, &folder.join("set.jsonl"))
}

fn close(metrics: &BTreeMap<String, f64>, name: &str, wanted: f64) {
    let found = metrics.get(name);
    assert!(found.is_some_and(|found| (found - wanted).abs() < 1e-9), "{name} is {found:?}, not {wanted}");
}

const CATEGORIES: &str = "The 2022 edition has 93 controls in 4 themes. [1]";
const QUESTIONS: &str = "{\"id\":\"a\",\"question\":\"How many categories does Annex A have?\",\
                         \"label\":{\"answers\":2,\"supported\":1}}\n\
                         {\"id\":\"b\",\"question\":\"How many themes does Annex A have?\",\
                         \"label\":{\"answers\":1,\"supported\":2}}\n\
                         {\"id\":\"c\",\"question\":\"What does A.9.99 require?\",\"must_refuse\":true}\n";

fn grades(answers: u8, supported: u8) -> Reply {
    let reason = "because\\nof <it>";
    let json = format!("{{\"answers\": {answers}, \"supported\": {supported}, \"reason\": \"{reason}\"}}");
    Reply::Costs(json, 1_000, 1)
}

#[tokio::test]
async fn a_second_run_sends_no_request_and_has_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let suite = suite(Kind::Questions, folder.path(), QUESTIONS);
    let answers = folder.path().join("answers");
    let script = vec![Reply::Costs(CATEGORIES.to_owned(), 40, 2), Reply::Costs("NOT_IN_SOURCES".to_owned(), 30, 1)];
    let upstream = Upstream::start(script).await;
    let mut runs = Vec::new();
    for _ in 0..2 {
        let (assistant, _data) = assistant(Some(llm(&upstream, Some(&answers)))).await;
        runs.push(questions(&suite, &assistant, (None, None)).await.unwrap());
    }
    assert_eq!(upstream.requests().len(), 2, "the refused question asks nobody");
    let [first, second] = runs.as_slice() else { panic!("two runs") };
    for run in &runs {
        close(&run.metrics, "tokens.prompt", 70.0);
        close(&run.metrics, "tokens.completion", 3.0);
        close(&run.metrics, "cost", 73.0);
        assert_eq!(run.configuration["model"], "scripted");
        assert!(!run.metrics.keys().any(|metric| metric.starts_with("judge")));
    }
    close(&first.metrics, "cache.misses", 2.0);
    close(&second.metrics, "cache.hits", 2.0);
    close(&second.metrics, "cache.misses", 0.0);
    assert_eq!(first.cases, second.cases);
    assert!(first.cases[0].got.starts_with(CATEGORIES), "{}", first.cases[0].got);
    assert!(first.metrics.contains_key("model.p95_ms"));
    assert!(!second.metrics.contains_key("model.p95_ms"), "a replay says nothing about the model's time");
}

#[tokio::test]
async fn the_models_time_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let suite = suite(Kind::Questions, folder.path(), QUESTIONS);
    let upstream = Upstream::start(vec![Reply::Hangs(CATEGORIES.to_owned())]).await;
    let (assistant, _data) = assistant(Some(llm(&upstream, None))).await;
    let run = questions(&suite, &assistant, (None, None)).await.unwrap();
    assert!(run.metrics["model.p50_ms"] >= 1_000.0, "it was waited for: {:?}", run.metrics);
    assert!(run.metrics["p95_ms"] < 1_000.0, "without the model: {:?}", run.metrics);
    assert!(!run.metrics.contains_key("tokens.prompt"), "none were told");
}

#[tokio::test]
async fn a_judge_grades_mends_its_reply_once_and_is_held_against_people() {
    let folder = tempfile::tempdir().unwrap();
    let suite = suite(Kind::Questions, folder.path(), QUESTIONS);
    let answers = folder.path().join("answers");
    let says = |text: &str| Reply::Costs(text.to_owned(), 10, 1);
    let script = vec![says(CATEGORIES), says("Fine."), grades(2, 1), says(CATEGORIES), grades(2, 2)];
    let upstream = Upstream::start(script).await;
    for requests in [5, 5] {
        let llm = llm(&upstream, Some(&answers));
        let (assistant, _data) = assistant(Some(llm.clone())).await;
        let run = questions(&suite, &assistant, (None, Some(llm))).await.unwrap();
        assert_eq!(upstream.requests().len(), requests);
        for (name, wanted) in [
            ("judge.judged", 2.0),
            ("judge.failed", 0.0),
            ("judge.answers", 1.0),
            ("judge.supported", 0.75),
            ("judge.labelled", 2.0),
            ("judge.agreement", 0.75),
            ("judge.answers_kappa", 0.0),
            ("judge.supported_kappa", 1.0),
            ("judge.kappa", 0.5),
            ("tokens.prompt", 20.0),
        ] {
            close(&run.metrics, name, wanted);
        }
        assert_eq!(run.configuration["judge"], "scripted");
        assert!(run.cases[0].got.ends_with("Judge: answers 2 of 2, supported 1 of 2. because of <it>"));
        close(&run.cases[0].metrics, "judge.supported", 0.5);
        assert!(!run.cases[2].got.contains("Judge:"), "what must be refused needs no judge");
        assert!(report::markdown(std::slice::from_ref(&run)).contains("`annexa eval run questions --judge`"));
        let page = report::html(&[report::Reported { run: &run, comparison: None }]).unwrap();
        assert!(page.contains("agreement") && !page.contains("<it>"));
    }
    let repair = &upstream.requests()[2];
    assert!(
        repair.contains("Your last reply was not the JSON object") && repair.contains("expected value"),
        "{repair}"
    );
}

#[tokio::test]
async fn without_a_judgement_or_labels_there_are_no_such_figures() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{\"id\":\"a\",\"question\":\"How many categories does Annex A have?\"}\n";
    let suite = suite(Kind::Questions, folder.path(), text);
    let says = |text: &str| Reply::Says(text.to_owned());
    for (script, judged, failed, said) in [
        (vec![says(CATEGORIES), says("Fine."), says("{\"answers\": 3}")], 0.0, 1.0, "is not the JSON object"),
        (vec![says(CATEGORIES), Reply::Status(500, String::new(), "{}".to_owned())], 0.0, 1.0, "endpoint failed"),
        (vec![says(CATEGORIES), grades(1, 1)], 1.0, 0.0, ""),
    ] {
        let upstream = Upstream::start(script).await;
        let llm = llm(&upstream, None);
        let (assistant, _data) = assistant(Some(llm.clone())).await;
        let run = questions(&suite, &assistant, (None, Some(llm))).await.unwrap();
        close(&run.metrics, "judge.judged", judged);
        close(&run.metrics, "judge.failed", failed);
        assert_eq!(run.metrics.contains_key("judge.answers"), judged > 0.0);
        assert!(!run.metrics.contains_key("judge.agreement") && !run.metrics.contains_key("judge.kappa"));
        assert!(run.configuration.get("judge failed").is_none_or(|reason| reason.contains(said)) || said.is_empty());
    }
}

#[tokio::test]
async fn documents_are_asked_for_and_held_against_their_points() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{\"id\":\"a\",\"request\":\"How many categories does Annex A have?\",\
                \"points\":[\"four|4 themes\",\"93 controls\",\"backup tapes\"],\"min_words\":500,\"must_cite\":[\"A.8.13\"],\
                \"must_not_contain\":[\"editions\"],\"profile\":\"small.yaml\"}\n\
                {\"id\":\"b\",\"request\":\"What does A.9.99 require?\",\"points\":[\"anything\"]}\n";
    fs::write(folder.path().join("small.yaml"), "name: X\nsector: Y\npeople: 20\n").unwrap();
    let suite = suite(Kind::Generation, folder.path(), text);
    let upstream = Upstream::start(vec![Reply::Costs(CATEGORIES.to_owned(), 40, 2)]).await;
    let (assistant, _data) = assistant(Some(llm(&upstream, None))).await;
    let run = generation(&suite, &assistant).await.unwrap();
    for (name, wanted) in [
        ("documents", 2.0),
        ("passed", 0.0),
        ("refused", 0.5),
        ("coverage", 1.0 / 3.0),
        ("points.missing", 2.0),
        ("points.covered_by_others", 0.0),
        ("must_cite.recall", 0.0),
        ("unknown_ids", 0.0),
        ("edition_2013_ids", 0.0),
        ("wrong_titles", 0.0),
        ("tokens.prompt", 40.0),
    ] {
        close(&run.metrics, name, wanted);
    }
    let problems = [
        "a required point is missing",
        "a requirement is missing from its references",
        "it is shorter than it must be",
    ];
    assert_eq!(run.cases[0].problems, problems);
    assert!(run.cases[0].got.contains("missing: backup tapes"), "{}", run.cases[0].got);
    let before = suite.hash().unwrap();
    fs::write(folder.path().join("small.yaml"), "name: X\nsector: Y\npeople: 500\n").unwrap();
    assert_ne!(suite.hash().unwrap(), before, "a profile is part of the set");
    assert!(report::markdown(&[run]).contains("| coverage | 0.333 |"));
}

#[test]
fn the_documents_that_ship_can_be_asked_for() {
    let suite = Suite::named("generation", Path::new("evals/suites"), None).unwrap();
    assert_eq!(suite.kind, Kind::Generation);
    assert_eq!(generation::profiles(&suite.path).unwrap().len(), 2);
    let cases = generation::cases(&suite.path).unwrap();
    assert_eq!(cases.len(), 24);
}
