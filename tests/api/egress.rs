//! What leaves the machine: nothing before somebody agreed, nothing that is not noted, nowhere but to the endpoint.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use annexa::{
    config::{LlmSettings, Settings},
    store::Scope,
};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::{
    client::{Annexa, send, settings, text},
    doors::{self, Told},
    upstream::{Reply, Upstream},
};

const QUESTION: &str = "What evidence do I need for A.5.23?";
const GOOD: &str = "Keep a cloud service register with an owner for each service [1]. Keep the approval record of the last service [1].";

fn good() -> Reply {
    Reply::Costs(GOOD.to_owned(), 900, 20)
}

/// A place that counts who comes.
async fn sink() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, seen) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&seen);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    (format!("http://{address}/v1"), seen)
}

fn consent(workspace: &str) -> String {
    format!("/api/v1/workspaces/{workspace}/model-consent")
}

async fn put(annexa: &Annexa, key: &str, workspace: &str, body: &Value) -> crate::client::Reply {
    send(annexa.request(Method::PUT, &consent(workspace)).bearer_auth(key).json(body)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_workspace_leaves_before_somebody_agreed_and_through_no_door() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![good()]).await;
    let annexa = doors::over(data.path(), doors::model(&upstream)).await;
    let workspace = annexa.workspace("Private").await;
    for told in doors::every(&annexa, &workspace, QUESTION).await {
        assert!(told.notice.contains("Composed by the program"), "{}: {told:?}", told.door);
        let why = told.warnings.iter().find(|warning| warning.contains("nobody has agreed yet"));
        assert!(why.is_some_and(|why| why.contains(&format!("annexa consent {workspace} --agree"))), "{told:?}");
    }
    assert_eq!(upstream.requests().len(), 0, "not one byte");
    // What has no workspace is ours alone, and whoever configured the endpoint agreed to that.
    let own = annexa.post("/api/v1/ask", &json!({ "question": QUESTION })).await.expect(200);
    assert_eq!((&own["mode"], upstream.requests().len()), (&json!("generated"), 1), "{own}");

    let origin = upstream.base_url().trim_end_matches("/v1").to_owned();
    let key = annexa.key(Scope::Workspace, &workspace).await;
    let seen = annexa.get(&consent(&workspace)).await;
    assert_eq!((&seen["agreed"], &seen["endpoint"], &seen["given"]), (&json!(false), &json!(origin), &Value::Null));
    for wrong in [json!({ "agreed": true }), json!({ "agreed": true, "origin": "https://elsewhere.example" })] {
        assert!(text(&put(&annexa, &key, &workspace, &wrong).await.problem(409), "detail").contains(&origin));
    }
    let widget = annexa.key(Scope::Widget, &workspace).await;
    let wish = json!({ "agreed": true, "origin": origin });
    put(&annexa, &widget, &workspace, &wish).await.problem(403);
    let agreed = put(&annexa, &key, &workspace, &wish).await.expect(200);
    assert_eq!((&agreed["agreed"], &agreed["given"]["origin"]), (&json!(true), &json!(origin)), "{agreed}");
    assert!(text(&agreed["given"], "by").starts_with("key_") && text(&agreed["given"], "at").ends_with('Z'));
    for told in doors::every(&annexa, &workspace, QUESTION).await {
        assert!(told.is_generated() && told.notice.contains("scripted") && told.warnings.is_empty(), "{told:?}");
    }
    assert_eq!(upstream.requests().len(), 8);
    put(&annexa, &key, &workspace, &json!({ "agreed": false })).await.expect(200);
    let other = annexa.workspace("Other").await;
    for place in [&workspace, &other] {
        let key = annexa.key(Scope::Workspace, place).await;
        assert!(!doors::message(&annexa, (place, &key), QUESTION).await.is_generated());
    }
    assert_eq!(upstream.requests().len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agreement_is_for_one_endpoint_and_lapses_with_another() {
    let data = tempfile::tempdir().unwrap();
    let (one, other) = (Upstream::start(vec![good()]).await, Upstream::start(vec![good()]).await);
    let annexa = doors::over(data.path(), doors::model(&one)).await;
    let workspace = annexa.workspace("Moved").await;
    doors::agree(&annexa, &workspace).await;
    let conversation = annexa.conversation(&workspace).await;
    assert_eq!(annexa.say(&workspace, &conversation, QUESTION).await["mode"], "generated");
    annexa.stop().await;
    let annexa = doors::over(data.path(), doors::model(&other)).await;
    assert_eq!(annexa.say(&workspace, &conversation, QUESTION).await["mode"], "composed");
    let seen = annexa.get(&consent(&workspace)).await;
    assert_eq!((&seen["agreed"], one.base_url()), (&json!(false), format!("{}/v1", text(&seen["given"], "origin"))));
    assert_eq!((one.requests().len(), other.requests().len()), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_says_what_was_sent_where_and_what_it_took() {
    let data = tempfile::tempdir().unwrap();
    let broken = Reply::BreaksOff("Keep a cloud service register with an owner for each service [1]. And".to_owned());
    let upstream = Upstream::start(vec![good(), broken, Reply::Hangs(String::new())]).await;
    let mut llm = doors::model(&upstream);
    llm.idle_timeout_s = 20;
    llm.total_timeout_s = 20;
    let annexa = doors::over(data.path(), llm).await;
    let workspace = annexa.workspace("Noted").await;
    doors::agree(&annexa, &workspace).await;
    let conversation = annexa.conversation(&workspace).await;
    let base = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}");
    let answer = annexa.say(&workspace, &conversation, QUESTION).await;
    let sent = annexa.get(&format!("{base}/messages/{}/egress", text(&answer, "id"))).await["sent"].clone();
    let note = &sent[0];
    assert_eq!(sent.as_array().unwrap().len(), 1);
    assert_eq!((&note["outcome"], &note["purpose"], &note["requests"]), (&json!("used"), &json!("answer"), &json!(1)));
    assert_eq!(format!("{}/v1", text(note, "origin")), upstream.base_url());
    assert_eq!((&note["prompt_tokens"], &note["completion_tokens"]), (&json!(900), &json!(20)));
    assert!((note["cost"].as_f64().unwrap() - 0.000_94).abs() < 1e-9, "{note}");
    assert!(note["first_ms"].as_i64().unwrap() <= note["total_ms"].as_i64().unwrap());
    let requests = upstream.requests();
    let body = requests[0].split_once("\r\n\r\n").unwrap().1;
    assert_eq!(note["bytes"], body.len(), "as many bytes as the endpoint got");
    // Each passage is named exactly: the hash is that of its slice, and its words are in the request.
    let passage = &note["passages"][0];
    assert_eq!((&passage["n"], &passage["source"]), (&json!(1), &answer["citations"][0]["source"]));
    let quote = text(&answer["citations"][0], "quote");
    assert_eq!(text(passage, "sha256"), format!("{:x}", Sha256::digest(&quote)));
    assert!(serde_json::from_str::<Value>(body).unwrap()["messages"][1]["content"].as_str().unwrap().contains(&quote));

    let failed = annexa.say(&workspace, &conversation, QUESTION).await;
    assert_eq!(failed["mode"], "composed");
    let sent = annexa.get(&format!("{base}/messages/{}/egress", text(&failed, "id"))).await["sent"].clone();
    assert_eq!(sent[0]["outcome"], "failed");
    assert!(text(&sent[0], "problem").contains("broke off"), "{sent}");
    // Who asks and goes away leaves a note as well.
    let gone = annexa.admin(Method::POST, &format!("{base}/messages")).json(&json!({ "text": QUESTION }));
    assert!(tokio::time::timeout(Duration::from_millis(700), gone.send()).await.is_err());

    let all = format!("/api/v1/workspaces/{workspace}/egress");
    let page = annexa.get(&format!("{all}?limit=2")).await;
    let rest = annexa.get(&format!("{all}?limit=2&cursor={}", text(&page, "next"))).await;
    assert_eq!((&rest["sent"][0]["message"], &rest["next"]), (&answer["id"], &Value::Null), "the latest first: {rest}");
    let (latest, second) = (&page["sent"][0], &page["sent"][1]);
    assert_eq!((&latest["outcome"], &latest["conversation"]), (&json!("unfinished"), &json!(conversation)), "{page}");
    assert_eq!((&second["message"], &second["passages"]), (&failed["id"], &sent[0]["passages"]));
    let other = annexa.workspace("Other").await;
    assert_eq!(annexa.get(&all.replace(&workspace, &other)).await["sent"], json!([]));

    let manifest = annexa.get("/api/v1/egress").await;
    let total = &manifest["sent"][0];
    assert_eq!((&total["rows"], &total["prompt_tokens"]), (&json!(3), &json!(900)), "{manifest}");
    assert_eq!((&manifest["workspaces_agreed"], &manifest["destinations"][0]["open"]), (&json!(1), &json!(true)));
    let metrics = send(annexa.request(Method::GET, "/metrics")).await.body;
    for line in
        ["annexa_model_requests_total 3", "annexa_model_prompt_tokens_total 900", "annexa_model_cost_total 0.00094"]
    {
        assert!(metrics.contains(line), "{metrics}");
    }
    assert_eq!(send(annexa.admin(Method::DELETE, &base)).await.status, 204);
    assert_eq!(annexa.get("/api/v1/egress").await["sent"], json!([]), "a deleted conversation takes its notes along");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_egress_no_door_opens_a_connection() {
    let (base, seen) = sink().await;
    let data = tempfile::tempdir().unwrap();
    let llm = LlmSettings { base_url: Some(base), model: "m".to_owned(), ..LlmSettings::default() };
    let annexa = Annexa::run(Settings { llm, no_egress: true, ..settings(data.path(), "off") }).await;
    let workspace = annexa.workspace("Closed").await;
    let told: Vec<Told> = doors::every(&annexa, &workspace, QUESTION).await;
    assert!(told.iter().all(|told| !told.is_generated() && told.warnings.is_empty()), "{told:?}");
    annexa.post("/api/v1/ask", &json!({ "question": QUESTION })).await.expect(200);
    let session = annexa.get("/api/v1/session").await;
    assert_eq!((&session["no_egress"], &session["mode"]), (&json!(true), &json!("composed")));
    let manifest = annexa.get("/api/v1/egress").await;
    assert_eq!((&manifest["no_egress"], &manifest["destinations"][0]["open"]), (&json!(true), &json!(false)));
    assert_eq!(seen.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_is_not_followed_and_the_key_goes_nowhere_else() {
    let (elsewhere, seen) = sink().await;
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::RedirectsTo(format!("{elsewhere}/chat/completions"))]).await;
    let llm = LlmSettings { api_key: Some(SecretString::from("sk-canary-77")), ..doors::model(&upstream) };
    let annexa = doors::over(data.path(), llm).await;
    let answer = annexa.post("/api/v1/ask", &json!({ "question": QUESTION })).await.expect(200);
    assert_eq!(answer["mode"], "composed");
    assert!(answer["warnings"][0].as_str().unwrap().contains("redirects"), "{answer}");
    assert!(!answer.to_string().contains("sk-canary-77"));
    assert_eq!((upstream.requests().len(), seen.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_too_many_gets_the_composed_answer_and_health_stays_well() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start_for(vec![Reply::Dribbles(GOOD.to_owned(), Duration::from_millis(40))], 400).await;
    let llm = LlmSettings {
        total_timeout_s: 20,
        max_calls: 4,
        max_calls_workspace: 3,
        max_calls_user: 2,
        max_waiting: 4,
        max_wait_s: 1,
        ..doors::model(&upstream)
    };
    let annexa = Arc::new(doors::over(data.path(), llm).await);
    let workspace = annexa.workspace("Crowded").await;
    doors::agree(&annexa, &workspace).await;
    let mut keys = Vec::new();
    for _ in 0..8 {
        keys.push(annexa.key(Scope::Workspace, &workspace).await);
    }
    let asked: Vec<_> = (0..40)
        .map(|n| {
            let (annexa, key) = (Arc::clone(&annexa), keys[n % keys.len()].clone());
            tokio::spawn(async move {
                let asked = annexa.request(Method::POST, "/api/v1/ask").bearer_auth(key);
                send(asked.json(&json!({ "question": QUESTION }))).await
            })
        })
        .collect();
    let mut slowest = Duration::ZERO;
    for _ in 0..10 {
        let began = std::time::Instant::now();
        assert_eq!(send(annexa.request(Method::GET, "/healthz")).await.status, 200);
        slowest = slowest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (mut generated, mut composed) = (0, 0);
    for asked in asked {
        let answer = asked.await.unwrap().expect(200);
        if answer["mode"] == "generated" {
            generated += 1;
        } else {
            composed += 1;
            assert!(answer["warnings"].to_string().contains("too many answers"), "{answer}");
        }
    }
    println!("overload: {generated} generated, {composed} composed, {} at once, health {slowest:?}", upstream.most());
    assert!(generated >= 3 && composed >= 20, "{generated} generated, {composed} composed");
    assert!(upstream.most() <= 4, "{} at once: three of a workspace, and one that is closing", upstream.most());
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    let after = doors::message(&annexa, (&workspace, &keys[0]), QUESTION).await;
    assert!(after.is_generated(), "{after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_away_frees_the_model_within_a_second() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start_for(vec![Reply::Hangs(GOOD.to_owned())], 400).await;
    let llm = LlmSettings { idle_timeout_s: 20, total_timeout_s: 20, ..doors::model(&upstream) };
    let annexa = doors::over(data.path(), llm).await;
    let question = json!({ "question": QUESTION });
    let many: Vec<_> = (0..50).map(|_| tokio::time::timeout(PATIENCE, annexa.post("/api/v1/ask", &question))).collect();
    assert!(futures::future::join_all(many).await.iter().all(Result::is_err), "none is answered");
    assert_eq!(upstream.requests().len(), 50);
    let began = std::time::Instant::now();
    while upstream.open() > 0 && began.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    println!("50 clients gone, 50 connections closed within {:?}", began.elapsed());
    assert!(upstream.open() == 0 && began.elapsed() <= Duration::from_secs(1), "{:?}", began.elapsed());
}

/// How long a client of that test waits before it goes.
const PATIENCE: Duration = Duration::from_millis(2_500);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gap_analysis_sends_nothing_before_somebody_agreed() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Says("{}".to_owned())]).await;
    let settings = Settings { llm: doors::model(&upstream), knowledge_dir: None, ..settings(data.path(), "minilm") };
    let annexa = Annexa::run(settings).await;
    assert_eq!(annexa.app.semantic_off, None, "run `make models` first");
    let workspace = annexa.workspace("Gap").await;
    let policy = b"# Backup policy\n\nEvery database is backed up each night. A restore is tested every quarter.\n";
    annexa.finish(&annexa.upload(&workspace, &[("Backup.md", policy)]).await.expect(202)).await;
    let analysed = async || {
        let made = annexa.post(&format!("/api/v1/workspaces/{workspace}/gap-analyses"), &json!({})).await.expect(202);
        annexa.finish(&made).await;
        let path = format!("/api/v1/workspaces/{workspace}/gap-analyses/{}?format=json", text(&made, "id"));
        annexa.get(&path).await["warnings"].to_string()
    };
    assert!(analysed().await.contains("nobody has agreed yet"));
    assert_eq!(upstream.requests().len(), 0);
    doors::agree(&annexa, &workspace).await;
    assert!(!analysed().await.contains("nobody has agreed yet"));
    assert!(!upstream.requests().is_empty());
    let sent = annexa.get("/api/v1/egress").await["sent"].clone();
    assert_eq!((&sent[0]["purpose"], &sent[0]["rows"]), (&json!("gap"), &json!(1)), "{sent}");
    assert_eq!(sent[0]["requests"], upstream.requests().len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gap_analysis_on_the_command_line_is_noted_as_well() {
    let data = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(vec![Reply::Says("{}".to_owned())]).await;
    let policy = data.path().join("Backup.md");
    std::fs::write(&policy, "# Backup policy\n\nEvery database is backed up each night.\n").unwrap();
    let state = data.path().join("state");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_annexa"));
    command.arg("--data-dir").arg(&state).args(["gap", "--format", "json"]).arg(&policy);
    command.env("ANNEXA_LLM_BASE_URL", upstream.base_url()).env("ANNEXA_LLM_MODEL", "scripted");
    let ran = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(!upstream.requests().is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    let sent = annexa::store::Store::open(&state).await.unwrap().egress_totals().await.unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(usize::try_from(sent[0].requests).unwrap(), upstream.requests().len());
}
