//! Gap analyses: every quote is a slice of the document's text, every format can be had, and an end is an end.

use std::{path::Path, time::Duration};

use annexa::{
    config::Settings,
    store::{GapState, NewGapAnalysis, Scope, WorkspaceId},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Annexa, send, settings, text};

const ACCESS: &str = "# Access control policy\n\nVersion 2.1, approved by the managing director on 3 March 2026.\n\n\
    ## Rules 🔐\n\nEach user has an account of their own; shared accounts are not allowed.\n\nThe IT lead reviews the access \
    rights of all users every quarter and records the result.\n\nPasswords have at least 14 characters, and administrators \
    sign in with a second factor.\n\nAccounts of leavers are disabled on their last working day.\n";
const BACKUP: &str = "# Backup policy\n\nApproved on 1 February 2026.\n\n- Every production database is backed up each night.\n\
    - Backups are encrypted and kept for 30 days at a second site.\n- The platform team restores a backup every quarter and \
    keeps a record of the test.\n- Passwords have at least 8 characters.\n";

/// With the real knowledge base and the real model: an analysis means nothing without them.
async fn start(data: &Path) -> Annexa {
    let annexa = Annexa::run(Settings { knowledge_dir: None, ..settings(data, "minilm") }).await;
    assert_eq!(annexa.app.semantic_off, None, "run `make models` first");
    annexa
}

async fn two_policies(annexa: &Annexa) -> (String, Value) {
    let workspace = annexa.workspace("Gap").await;
    let files: &[(&str, &[u8])] = &[("Access policy.md", ACCESS.as_bytes()), ("Backup.md", BACKUP.as_bytes())];
    let upload = annexa.upload(&workspace, files).await.expect(202);
    (workspace, upload)
}

async fn ended(annexa: &Annexa, path: &str) -> Value {
    for _ in 0..1_200 {
        let found = annexa.get(path).await;
        if !matches!(found["state"].as_str().unwrap(), "queued" | "running") {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the analysis does not end");
}

fn list<'a>(value: &'a Value, field: &str) -> &'a Vec<Value> {
    value[field].as_array().unwrap_or_else(|| panic!("no list `{field}`"))
}

/// Every passage in a report, wherever it stands.
fn passages<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("quote") => found.push(value),
        Value::Object(fields) => fields.values().for_each(|value| passages(value, found)),
        Value::Array(items) => items.iter().for_each(|value| passages(value, found)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_quote_of_a_report_is_a_slice_of_its_documents_text() {
    let data = tempfile::tempdir().unwrap();
    let annexa = start(data.path()).await;
    let (workspace, upload) = two_policies(&annexa).await;
    let all = format!("/api/v1/workspaces/{workspace}/gap-analyses");
    let profile = annexa.admin(Method::PUT, &format!("/api/v1/workspaces/{workspace}/profile"));
    send(profile.body("name: Larkfield Ltd\nsector: software\npeople: 40\n")).await.expect(200);

    let made = annexa.post(&all, &json!({})).await.expect(202);
    assert_eq!(list(&made, "documents").len(), 2);
    let job = annexa.admin(Method::GET, &format!("/api/v1/jobs/{}", text(&made, "job")));
    let events = send(job.header("accept", "text/event-stream")).await.events();
    assert_eq!(events.last().unwrap().1["state"], "done", "{events:?}");

    let report = annexa.get(&format!("{all}/{}", text(&made, "id"))).await;
    assert_eq!((&report["state"], &report["company"]), (&json!("done"), &json!("Larkfield Ltd")));
    assert_eq!(list(&report, "documents")[0]["id"], upload["documents"][0]["id"]);
    assert_eq!(list(&report, "themes").len(), 5);
    let counted = report["summary"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    let items = list(&report, "items");
    assert_eq!(usize::try_from(counted).unwrap(), items.len());
    assert!(items.iter().any(|item| item["id"] == "4.1") && items.iter().any(|item| item["id"] == "A.8.34"));
    for check in items.iter().flat_map(|item| list(item, "checks")) {
        let shown = matches!(check["verdict"].as_str().unwrap(), "met" | "partial");
        assert!(!shown || !list(check, "evidence").is_empty(), "{check}");
    }
    let backup = items.iter().find(|item| item["id"] == "A.8.13").unwrap();
    assert_ne!(backup["verdict"], "missing", "{backup}");
    let mut quotes = Vec::new();
    passages(&report, &mut quotes);
    assert!(quotes.len() > 5, "{} quotes", quotes.len());
    for one in quotes {
        let document = list(&report, "documents").iter().find(|document| document["name"] == one["document"]).unwrap();
        let path = format!("/api/v1/workspaces/{workspace}/documents/{}/text", text(document, "id"));
        let whole = send(annexa.admin(Method::GET, &path)).await.body;
        let at = |field: &str| usize::try_from(one[field].as_u64().unwrap()).unwrap();
        let slice: String = whole.chars().skip(at("start")).take(at("end") - at("start")).collect();
        assert_eq!(slice, text(one, "quote"));
    }
    exports(&annexa, &format!("{all}/{}", text(&made, "id"))).await;
    again(&annexa, &all, &made, &upload).await;
}

async fn exports(annexa: &Annexa, path: &str) {
    for (format, kind, begins) in [
        ("json", "application/json", "{"),
        ("md", "text/markdown; charset=utf-8", "# "),
        ("html", "text/html; charset=utf-8", "<!doctype html>"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"),
        ("pdf", "application/pdf", "%PDF-"),
    ] {
        let reply = send(annexa.admin(Method::GET, &format!("{path}?format={format}"))).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, kind));
        let disposition = reply.header("content-disposition");
        assert!(disposition.starts_with("attachment; filename=\"gap-analysis-20"), "{disposition}");
        assert!(disposition.ends_with(&format!(".{format}\"")), "{disposition}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert!(reply.body.starts_with(begins), "{format}: {:.40}", reply.body);
    }
    send(annexa.admin(Method::GET, &format!("{path}?format=exe"))).await.problem(400);
}

/// A second analysis, of one document, compared with the first.
async fn again(annexa: &Annexa, all: &str, first: &Value, upload: &Value) {
    let order = json!({ "documents": [upload["documents"][1]["id"]], "earlier": first["id"] });
    let made = annexa.post(all, &order).await.expect(202);
    let report = ended(annexa, &format!("{all}/{}", text(&made, "id"))).await;
    assert_eq!((list(&report, "documents").len(), &report["documents"][0]["name"]), (1, &json!("Backup.md")));
    assert!(!list(&report["comparison"], "opened").is_empty(), "rules of the other policy are not there any more");
    let [gone] = list(&report["comparison"], "documents").as_slice() else { panic!("{}", report["comparison"]) };
    assert_eq!((&gone["name"], text(gone, "before").len()), (&json!("Access policy.md"), 64));
    assert!(gone.get("now").is_none(), "it was not given any more: {gone}");
    let lines = annexa.get(all).await;
    let ids: Vec<&Value> = list(&lines, "gap_analyses").iter().map(|line| &line["id"]).collect();
    assert_eq!(ids, [&made["id"], &first["id"]]);
    assert_eq!(lines["gap_analyses"][0]["summary"], report["summary"]);
    let job = annexa.get(&format!("/api/v1/jobs/{}", text(&made, "job"))).await;
    assert!(job["done"] == job["total"] && job["total"] != 0, "what was read before counts as well: {job}");
    let one = format!("{all}/{}", text(first, "id"));
    assert_eq!(send(annexa.admin(Method::DELETE, &one)).await.status, 204);
    send(annexa.admin(Method::GET, &one)).await.problem(404);
    annexa.post(all, &json!({ "earlier": first["id"] })).await.problem(422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_is_made_at_a_time_and_a_cancelled_one_stops_at_once() {
    let data = tempfile::tempdir().unwrap();
    let annexa = start(data.path()).await;
    let workspace = annexa.workspace("Queue").await;
    let all = format!("/api/v1/workspaces/{workspace}/gap-analyses");
    annexa.post(&all, &json!({})).await.problem(422);
    // Long enough that the first one is still at work while the others wait.
    let long: String = (0..4_000).fold(String::new(), |mut text, n| {
        text.push_str(&format!(
            "The team of building {n} reviews the access rights of its {n} doors every quarter.\n\n"
        ));
        text
    });
    annexa.upload(&workspace, &[("long.md", long.as_bytes())]).await.expect(202);
    let mut made = Vec::new();
    for _ in 0..8 {
        made.push(text(&annexa.post(&all, &json!({})).await.expect(202), "id"));
    }
    let full = annexa.post(&all, &json!({})).await;
    full.problem(503);
    assert_eq!(full.header("retry-after"), "2");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(annexa.get(&format!("{all}/{}", made[0])).await["state"], "running");
    assert_eq!(annexa.get(&format!("{all}/{}", made[1])).await["state"], "queued");
    send(annexa.admin(Method::GET, &format!("{all}/{}?format=md", made[0]))).await.problem(409);

    for id in made.iter().rev() {
        let stopped = send(annexa.admin(Method::POST, &format!("{all}/{id}/cancel"))).await.expect(200);
        assert_eq!(stopped["state"], "cancelled");
    }
    for _ in 0..10 {
        if annexa.post(&all, &json!({})).await.status == 202 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let lines = annexa.get(&all).await;
    let last = text(&lines["gap_analyses"][0], "id");
    assert_eq!(lines["gap_analyses"].as_array().unwrap().len(), 9, "a place was free within a second");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(annexa.get(&format!("{all}/{last}")).await["state"], "running", "the line moves on");
    let workspace = format!("/api/v1/workspaces/{workspace}");
    assert_eq!(send(annexa.admin(Method::DELETE, &workspace)).await.status, 204);
    send(annexa.admin(Method::GET, &format!("{all}/{last}"))).await.problem(404);
    annexa.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_model_words_have_to_do_and_a_restart_ends_what_was_open() {
    let data = tempfile::tempdir().unwrap();
    let annexa = Annexa::over(data.path()).await;
    let (workspace, _) = two_policies(&annexa).await;
    let all = format!("/api/v1/workspaces/{workspace}/gap-analyses");
    let made = annexa.post(&all, &json!({})).await.expect(202);
    let done = ended(&annexa, &format!("{all}/{}", text(&made, "id"))).await;
    let warnings = done["warnings"].to_string();
    assert!(warnings.contains("annexa doctor") && warnings.contains("words alone"), "{warnings}");
    annexa.post(&all, &json!({ "document": [] })).await.problem(400);
    annexa.post(&all, &json!({ "documents": ["x"] })).await.problem(400);

    let inside = WorkspaceId::parse(&workspace).unwrap();
    let store = &annexa.app.store;
    let made = store.create_gap_analysis(&inside, NewGapAnalysis::default()).await.unwrap();
    assert!(store.begin_gap_analysis(&made.id).await.unwrap());
    assert_eq!(made.state, GapState::Queued);
    annexa.stop().await;
    let annexa = Annexa::over(data.path()).await;
    let left = annexa.get(&format!("{all}/{}", made.id)).await;
    assert_eq!(left["state"], "failed");
    assert_eq!(left["problem"], "the server was stopped while it ran: start it again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_of_another_workspace_cannot_be_named() {
    let data = tempfile::tempdir().unwrap();
    let annexa = start(data.path()).await;
    let (home, upload) = two_policies(&annexa).await;
    let other = annexa.workspace("Other").await;
    let all = format!("/api/v1/workspaces/{other}/gap-analyses");
    let foreign = text(&upload["documents"][0], "id");
    let missing = "doc_0123456789abcdef0123456789abcdef";
    let said = annexa.post(&all, &json!({ "documents": [foreign] })).await.problem(422);
    let same = annexa.post(&all, &json!({ "documents": [missing] })).await.problem(422);
    assert_eq!(said.to_string().replace(&foreign, missing), same.to_string());
    annexa.post(&all, &json!({ "documents": [] })).await.problem(422);

    let home = WorkspaceId::parse(&home).unwrap();
    let made = annexa.app.store.create_gap_analysis(&home, NewGapAnalysis::default()).await.unwrap();
    let key = annexa.key(Scope::Workspace, &other).await;
    let job = |id: String| annexa.request(Method::GET, &format!("/api/v1/jobs/{id}")).bearer_auth(&key);
    let foreign = send(job(made.id.job().to_string())).await.problem(404);
    assert_eq!(foreign, send(job("job_0123456789abcdef0123456789abcdef".to_owned())).await.problem(404));
}
