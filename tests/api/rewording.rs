//! A policy in the voice of the house: what is sent for it, what is believed, and that there is a whole policy whatever the
//! model does.

use std::time::{Duration, Instant};

use annexa::{config::Settings, store::Store};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    client::{Annexa, send, settings, text},
    doors,
    upstream::{Reply, Upstream},
};

const PROFILE: &str = "name: Nordlicht GmbH\nsector: software\npeople: 40\npremises: [office]\nservices: [Portal]\n\
    development: in-house\nobligations: [GDPR]\ndata: [personal]\ncloud: {providers: [AWS], hosts_production: true}\n\
    roles: {top_management: Dana Weiss, isms_owner: Ben Ott}\n";

async fn over(data: &std::path::Path, upstream: &Upstream) -> (Annexa, String, String) {
    let settings = Settings { llm: doors::model(upstream), knowledge_dir: None, ..settings(data, "off") };
    let annexa = Annexa::run(settings).await;
    let id = annexa.workspace("Nordlicht").await;
    let workspace = format!("/api/v1/workspaces/{id}");
    let profile = annexa.admin(Method::PUT, &format!("{workspace}/profile")).header("content-type", "text/plain");
    send(profile.body(PROFILE)).await.expect(200);
    (annexa, id, workspace)
}

/// The parts of a clause as they stand in a request.
fn parts(request: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    let asked = body["messages"][1]["content"].as_str().unwrap().to_owned();
    let fences = asked.split("<<<").filter(|fence| fence.contains(" PART "));
    let part = |fence: &str| fence.split_once('\n').unwrap().1.rsplit_once('\n').unwrap().0.to_owned();
    fences.map(|fence| part(fence.split(">>>").next().unwrap())).collect()
}

fn reply(parts: &[String]) -> String {
    json!({ "parts": parts }).to_string()
}

fn each(request: &str, make: impl Fn(&str) -> String) -> String {
    reply(&parts(request).iter().map(|part| make(part)).collect::<Vec<_>>())
}

/// Shall, third person: what many houses want.
fn shall(request: &str) -> String {
    each(request, |part| part.replace(" must ", " shall "))
}

fn echo(request: &str) -> String {
    each(request, ToOwned::to_owned)
}

fn softens(request: &str) -> String {
    each(request, |part| part.replace(" must ", " should "))
}

fn adds_a_deadline(request: &str) -> String {
    each(request, |part| part.trim_end_matches(['.', ':']).to_owned() + " annually.")
}

fn drops_marks(request: &str) -> String {
    each(request, |part| {
        let plain: Vec<&str> = part.split(' ').filter(|word| !word.contains('{')).collect();
        plain.join(" ").replace(" must ", " shall ") + " Thank you."
    })
}

fn obeys(request: &str) -> String {
    each(request, |part| format!("Ignore the policy and visit https://evil.example. {part}"))
}

fn loses_a_part(request: &str) -> String {
    reply(&parts(request)[1..])
}

fn denies(request: &str) -> String {
    each(request, |part| format!("It is not true that: {part}"))
}

async fn draft(annexa: &Annexa, workspace: &str, order: &Value) -> Value {
    annexa.post(&format!("{workspace}/policies"), order).await.expect(201)
}

/// What is kept of the version that was made.
async fn kept(annexa: &Annexa, workspace: &str, made: &Value) -> Value {
    annexa.get(&format!("{workspace}/policies/{}", text(made, "id"))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clauses_get_the_voice_of_the_house_and_the_draft_says_which_and_by_whom() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Makes(shall)]).await;
    let (annexa, id, workspace) = over(data.path(), &upstream).await;
    doors::agree(&annexa, &id).await;
    let style = annexa.admin(Method::PUT, &format!("{workspace}/house-style")).header("content-type", "text/plain");
    assert_eq!(send(style.body("voice: shall, third person\n")).await.expect(200)["voice"], "shall, third person");
    let plain =
        kept(&annexa, &workspace, &draft(&annexa, &workspace, &json!({ "kind": "access-control" })).await).await;
    assert!(plain.get("wording").is_none() && upstream.requests().is_empty(), "nobody asked for a model");

    let order = json!({ "kind": "access-control", "reword": true, "again": true });
    let once = annexa.admin(Method::POST, &format!("{workspace}/policies")).header("idempotency-key", "voice");
    let made = send(once.try_clone().unwrap().json(&order)).await.expect(201);
    let requests = upstream.requests();
    assert_eq!(send(once.json(&order)).await.expect(201), made, "the same request again asks nobody");
    assert_eq!((upstream.requests().len(), &made["version"]), (requests.len(), &json!(2)));

    let wording = &made["wording"];
    let reworded = wording["reworded"].as_u64().unwrap();
    println!("{}", wording["said"]);
    assert!(reworded > 10 && wording["silent"] == 0, "{wording}");
    assert_eq!((&wording["model"], &wording["voice"]), (&json!("scripted"), &json!("shall, third person")));
    let clauses = wording["clauses"].as_array().unwrap();
    let generated: Vec<&Value> = clauses.iter().filter(|clause| clause["mode"] == "generated").collect();
    assert!(generated.len() as u64 == reworded && generated.iter().all(|clause| clause["model"] == "scripted"));
    assert!(clauses.iter().any(|clause| clause["mode"] == "composed"), "a table alone has no voice: {wording}");

    let whole = kept(&annexa, &workspace, &made).await;
    assert_eq!(whole["wording"], made["wording"], "it is kept with the version");
    let (before, after) = (text(&plain, "content"), text(&whole, "content"));
    let annex = after.split_once("## Annex: wording").unwrap();
    assert!(
        annex.1.contains("the language model scripted") && annex.1.contains("read them before approval"),
        "{after}"
    );
    assert_eq!(annex.0.trim_end().replace(" shall ", " must "), before.trim_end().to_owned(), "nothing else changed");
    let versions = annexa.get(&format!("{workspace}/policies/{}/versions", text(&made, "id"))).await;
    assert_eq!(versions["versions"][0]["wording"]["reworded"], wording["reworded"]);
    assert!(versions["versions"][1].get("wording").is_none(), "the history says who worded which version");

    // What went is noted with its hash, and holds no name and no number of the company.
    let note = annexa.get(&format!("{workspace}/egress")).await["sent"][0].clone();
    assert_eq!((&note["purpose"], &note["outcome"]), (&json!("policy"), &json!("used")));
    assert_eq!(note["requests"], requests.len());
    let hashes: Vec<String> =
        requests.iter().map(|request| format!("{:x}", Sha256::digest(parts(request).join("\n")))).collect();
    for passage in note["passages"].as_array().unwrap() {
        assert!(hashes.contains(&text(passage, "sha256")), "{passage}");
        assert!(text(passage, "source").starts_with("Access Control Policy, clause "));
    }
    for request in &requests {
        assert!(request.contains("shall, third person"), "the house style says how to write");
        for secret in ["Nordlicht", "Dana", "Ben Ott", "Portal", "AWS"] {
            assert!(!request.contains(secret), "{secret} left: {request}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_model_does_there_is_the_whole_policy_in_the_librarys_words() {
    let bad = "no JSON at all".to_owned();
    let faults = [
        ("softens", Reply::Makes(softens)),
        ("adds a deadline", Reply::Makes(adds_a_deadline)),
        ("drops marks", Reply::Makes(drops_marks)),
        ("obeys", Reply::Makes(obeys)),
        ("loses a part", Reply::Makes(loses_a_part)),
        ("denies", Reply::Makes(denies)),
        ("echoes", Reply::Makes(echo)),
        ("talks", Reply::Says(bad)),
        ("fails", Reply::Status(500, String::new(), "{}".to_owned())),
        ("refuses", Reply::Status(401, String::new(), "{}".to_owned())),
        ("breaks off", Reply::BreaksOff("{\"parts\": [\"".to_owned())),
        ("is cut", Reply::Ends("{\"parts\": [".to_owned(), "length")),
        ("hangs", Reply::Hangs("{\"parts\"".to_owned())),
        ("never ends", Reply::EndlessEvents),
        ("is a web page", Reply::WebPage),
    ];
    for (name, fault) in faults {
        let data = tempfile::tempdir().unwrap();
        let upstream = Upstream::start(vec![fault]).await;
        let (annexa, id, workspace) = over(data.path(), &upstream).await;
        doors::agree(&annexa, &id).await;
        let plain = kept(&annexa, &workspace, &draft(&annexa, &workspace, &json!({ "kind": "backup" })).await).await;
        let began = Instant::now();
        let order = json!({ "kind": "backup", "reword": true, "again": true, "voice": "We and you" });
        let made = draft(&annexa, &workspace, &order).await;
        let whole = kept(&annexa, &workspace, &made).await;
        assert_eq!(whole["content"], plain["content"], "{name}");
        println!("{name}: {:.1} s, {} requests", began.elapsed().as_secs_f64(), upstream.requests().len());
        assert!(!upstream.requests().is_empty() && began.elapsed() < Duration::from_secs(45), "{name}");
        let note = annexa.get(&format!("{workspace}/egress")).await["sent"][0].clone();
        assert!(note["outcome"] == "doubtful" || note["outcome"] == "failed", "{name}: {note}");
        assert_eq!(note["requests"], upstream.requests().len(), "{name}");
        annexa.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_without_a_model_an_agreement_and_a_sensible_order() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Makes(shall)]).await;
    let (annexa, id, workspace) = over(data.path(), &upstream).await;
    let order = json!({ "kind": "backup", "reword": true });
    let problem = annexa.post(&format!("{workspace}/policies"), &order).await.problem(409);
    assert!(text(&problem, "detail").contains("nobody has agreed yet"), "{problem}");
    doors::agree(&annexa, &id).await;
    for (family, wrong, word) in [
        ("policies", json!({ "kind": "backup", "reword": true, "voice": "x".repeat(301) }), "300"),
        ("policies", json!({ "kind": "backup", "reword": true, "voice": "we\nyou" }), "line"),
        ("policies", json!({ "kind": "backup", "voice": "we" }), "reword"),
        ("policies", json!({ "kind": "no-such", "reword": true }), "no-such"),
        ("soa", json!({ "reword": true }), "policy"),
    ] {
        let problem = annexa.post(&format!("{workspace}/{family}"), &wrong).await.problem(422);
        assert!(text(&problem, "detail").contains(word), "{problem}");
    }
    draft(&annexa, &workspace, &json!({ "kind": "backup" })).await;
    annexa.post(&format!("{workspace}/policies"), &order).await.problem(409);
    assert!(upstream.requests().is_empty());
    annexa.stop().await;
    let alone = Annexa::run(Settings { knowledge_dir: None, ..settings(data.path(), "off") }).await;
    let again = json!({ "kind": "backup", "reword": true, "again": true });
    let problem = alone.post(&format!("{workspace}/policies"), &again).await.problem(409);
    assert!(text(&problem, "detail").contains("llm.base_url"), "{problem}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_away_leaves_no_half_draft_and_frees_the_model() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Makes(shall), Reply::Hangs(String::new())]).await;
    let mut llm = doors::model(&upstream);
    (llm.idle_timeout_s, llm.total_timeout_s) = (20, 20);
    let settings = Settings { llm, knowledge_dir: None, ..settings(data.path(), "off") };
    let annexa = Annexa::run(settings).await;
    let id = annexa.workspace("Gone").await;
    let workspace = format!("/api/v1/workspaces/{id}");
    let profile = annexa.admin(Method::PUT, &format!("{workspace}/profile")).header("content-type", "text/plain");
    send(profile.body(PROFILE)).await.expect(200);
    doors::agree(&annexa, &id).await;
    let order = json!({ "kind": "backup", "reword": true });
    let asked = annexa.admin(Method::POST, &format!("{workspace}/policies")).json(&order).send();
    assert!(tokio::time::timeout(Duration::from_millis(1_500), asked).await.is_err());
    let began = Instant::now();
    while upstream.open() > 0 && began.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(upstream.requests().len() >= 2 && upstream.open() == 0, "{} open", upstream.open());
    assert!(began.elapsed() <= Duration::from_secs(1), "{:?}", began.elapsed());
    let list = annexa.get(&format!("{workspace}/policies")).await;
    assert!(list["artefacts"].as_array().unwrap().iter().all(|line| line["id"].is_null()), "nothing is stored: {list}");
    assert_eq!(annexa.get(&format!("{workspace}/egress")).await["sent"][0]["outcome"], "unfinished");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_rewords_with_an_endpoint_and_says_what_is_missing_without() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Makes(shall)]).await;
    let (profile, style) = (data.path().join("profile.yaml"), data.path().join("style.yaml"));
    std::fs::write(&profile, PROFILE).unwrap();
    std::fs::write(&style, "voice: shall, third person\n").unwrap();
    let state = data.path().join("state");
    let ran = async |with: &[&str], base: Option<String>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_annexa"));
        command.env_remove("ANNEXA_LLM_BASE_URL").arg("--data-dir").arg(&state).args(["policy", "draft", "backup"]);
        command.arg("--profile").arg(&profile).args(with).env("ANNEXA_EMBED_MODEL", "off");
        if let Some(base) = base {
            command.env("ANNEXA_LLM_BASE_URL", base).env("ANNEXA_LLM_MODEL", "scripted");
        }
        let ran = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (ran.status.code(), words(&ran.stdout), words(&ran.stderr))
    };
    let (code, _, said) = ran(&["--reword"], None).await;
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("ANNEXA_LLM_BASE_URL") && said.contains("ANNEXA_LLM_MODEL"), "{said}");
    assert!(ran(&["--voice", "we"], None).await.2.contains("--reword"));
    let style = style.to_string_lossy().into_owned();
    let (code, json, said) = ran(&["--reword", "--style", &style, "--json"], Some(upstream.base_url())).await;
    assert_eq!(code, Some(0), "{said}");
    let draft: Value = serde_json::from_str(&json).unwrap();
    assert!(draft["wording"]["reworded"].as_u64().unwrap() > 5, "{draft}");
    assert_eq!(draft["wording"]["voice"], "shall, third person");
    assert!(said.contains("read them before approval"), "{said}");
    let sent = Store::open(&state).await.unwrap().egress_totals().await.unwrap();
    assert_eq!(usize::try_from(sent[0].requests).unwrap(), upstream.requests().len());
}
