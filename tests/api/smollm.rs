//! A real small model behind the real program: it tests the protocol and the verifier, never the wording.
//!
//! `make smollm` fetches the model, serves it on loopback and names its address in `ANNEXA_SMOLLM_URL`.

use std::time::{Duration, Instant};

use annexa::{
    config::{LlmSettings, Provider, Settings},
    llm::Llm,
};
use serde_json::json;

use crate::client::{Annexa, settings, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs a served model: run `make smollm`"]
async fn a_real_model_is_asked_understood_and_not_believed() {
    let Ok(base) = std::env::var("ANNEXA_SMOLLM_URL") else { panic!("ANNEXA_SMOLLM_URL names no served model") };
    let llm = LlmSettings {
        base_url: Some(base),
        model: "smollm2".to_owned(),
        provider: Provider::LlamaCpp,
        idle_timeout_s: 120,
        total_timeout_s: 300,
        ..LlmSettings::default()
    };
    let one = Llm::connect(&llm).unwrap().unwrap();
    let checks = one.trial().await;
    for check in &checks {
        println!("{:<10} {:<8} {}", check.what, if check.good { "ok" } else { "PROBLEM" }, check.detail);
    }
    let good = |what: &str| checks.iter().any(|check| check.what == what && check.good);
    assert!(["models", "call", "streaming", "usage", "schema"].iter().all(|what| good(what)), "{checks:?}");
    assert!(one.context().await.is_some_and(|tokens| (2_000..10_000).contains(&tokens)));
    assert!(one.spent().completion_tokens > 0 && one.sent().requests > 0);

    // Told that it takes far more than it does, the endpoint refuses, and the request goes again with less.
    let data = tempfile::tempdir().unwrap();
    let large = LlmSettings { context_tokens: Some(60_000), ..llm.clone() };
    let annexa = Annexa::run(Settings { llm: large, knowledge_dir: None, ..settings(data.path(), "off") }).await;
    let long = "Compare A.5.23, A.5.19 and A.8.13: what do we need to do, step by step?";
    let answer = annexa.post("/api/v1/ask", &json!({ "question": long })).await.expect(200);
    println!("large context: {} {}", answer["mode"], answer["warnings"]);
    println!("requests: {:?}", annexa.app.assistant.llm().unwrap().sent());
    annexa.stop().await;

    let data = tempfile::tempdir().unwrap();
    let annexa = Annexa::run(Settings { llm, knowledge_dir: None, ..settings(data.path(), "off") }).await;
    let (mut generated, mut composed) = (0, 0);
    for question in [
        "What evidence do I need for A.5.23?",
        "How many controls does Annex A have?",
        "What will the auditor ask about A.8.13?",
        "Who approves the information security policy?",
    ] {
        let began = Instant::now();
        let answer = annexa.post("/api/v1/ask", &json!({ "question": question })).await.expect(200);
        println!("{question} {} in {:.1} s {}", answer["mode"], began.elapsed().as_secs_f64(), answer["warnings"]);
        let said = text(&answer, "answer");
        assert!(!said.contains("://") && !said.is_empty());
        if answer["mode"] == "generated" {
            generated += 1;
            assert!(said.contains('['), "{said}");
        } else {
            composed += 1;
            assert!(!answer["warnings"].as_array().unwrap().is_empty(), "{answer}");
        }
    }
    println!("{generated} answers of the model stood, {composed} were replaced by composed ones");

    // Who goes away frees the model: the next call begins at once and not behind the one that was left.
    let question = json!({ "question": "How do we implement A.8.13?" });
    let gone = annexa.post("/api/v1/ask", &question);
    assert!(tokio::time::timeout(Duration::from_millis(1_500), Box::pin(gone)).await.is_err());
    let began = Instant::now();
    let checks = one.trial().await;
    println!("a trial after a call that was left: {:.1} s", began.elapsed().as_secs_f64());
    assert!(checks.iter().all(|check| check.what != "call" || check.good), "{checks:?}");
}
