//! The JSON of the API as others build on it: a change here is a change of the contract.

use serde_json::{Value, json};

use annexa::store::{Family, NewVersion, WorkspaceId};
use reqwest::Method;

use crate::client::{Annexa, send, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer() {
    let annexa = Annexa::start().await;
    let question = json!({ "question": "What evidence do I need for A.5.23?" });
    insta::assert_json_snapshot!(annexa.post("/api/v1/ask", &question).await.expect(200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search() {
    let annexa = Annexa::start().await;
    insta::assert_json_snapshot!(annexa.get("/api/v1/search?q=cloud%20service%20register&limit=2").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_requirement() {
    let annexa = Annexa::start().await;
    insta::assert_json_snapshot!(annexa.get("/api/v1/controls/A.5.23").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rest() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Shapes").await;
    let at = |path: &str| format!("/api/v1/workspaces/{workspace}{path}");
    let upload = annexa.upload(&workspace, &[("a.md", b"# A\n\nText."), ("b.exe", b"MZ")]).await.expect(202);
    annexa.finish(&upload).await;
    let conversation = annexa.post(&at("/conversations"), &json!({})).await.expect(201);
    let id = conversation["id"].as_str().unwrap();
    annexa.post(&at(&format!("/conversations/{id}/messages")), &json!({ "text": "Hello A.9.99?" })).await.expect(200);
    let all = json!({
        "session": annexa.get("/api/v1/session").await,
        "workspace": annexa.get(&at("")).await,
        "upload": upload,
        "job": annexa.get(&format!("/api/v1/jobs/{}", upload["job"].as_str().unwrap())).await,
        "documents": annexa.get(&at("/documents")).await,
        "created": conversation,
        "conversations": annexa.get(&at("/conversations")).await,
        "conversation": annexa.get(&at(&format!("/conversations/{id}"))).await,
        "control": annexa.get("/api/v1/controls").await["controls"][0],
        "problem": annexa.post("/api/v1/ask", &json!({})).await.problem(400),
    });
    insta::assert_json_snapshot!(redacted(all));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn artefacts() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Shapes").await;
    let inside = WorkspaceId::parse(&workspace).unwrap();
    let at = |path: &str| format!("/api/v1/workspaces/{workspace}{path}");
    let mut made = Vec::new();
    for (family, kind, content) in [
        (Family::Policies, "access-control", "# Access\n\nOne.\n".to_owned()),
        (Family::Risks, "register", include_str!("register.json").to_owned()),
    ] {
        let new = NewVersion { title: "Access".to_owned(), content, by: "test".to_owned(), wording: None };
        let first = annexa.app.store.create_artefact(&inside, (family, kind), new, None).await.unwrap();
        made.push(at(&format!("/{}/{}", family.name(), first.id)));
    }
    let (policy, risks) = (&made[0], &made[1]);
    let signed = json!({ "version": 1, "person": "Dana Weiss" });
    let put = annexa.admin(Method::PUT, policy).header("content-type", "text/markdown").body("# Access\n\nTwo.\n");
    let broken = "No.,Title,Likelihood,Impact\nR-01,Fire,often,2\n";
    let broken = annexa.admin(Method::PUT, risks).header("content-type", "text/csv").body(broken);
    let all = json!({
        "approved": annexa.post(&format!("{policy}/approval"), &signed).await.expect(200),
        "acknowledged": annexa.post(&format!("{policy}/acknowledgements"), &signed).await.expect(201),
        "written": send(put).await.expect(200),
        "list": annexa.get(&at("/policies")).await,
        "whole": annexa.get(policy).await,
        "versions": annexa.get(&format!("{policy}/versions")).await,
        "diff": annexa.get(&format!("{policy}/diff?with=1")).await,
        "register": annexa.get(risks).await,
        "findings": annexa.get(&format!("{risks}/findings")).await,
        "check": annexa.get(&at("/check")).await,
        "rows": send(broken).await.problem(422),
        "none": annexa.post(&at("/soa"), &json!({})).await.problem(409),
    });
    assert!(text(&all["written"], "created_by").starts_with("key_"));
    insta::assert_json_snapshot!(redacted(all));
}

/// Ids and times are new each time; the program's version changes with each release.
fn redacted(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| {
                    let value = match name.as_str() {
                        "created_at" | "updated_at" | "created" | "changed" | "at" if value.is_string() => {
                            json!("[time]")
                        }
                        "version" if value.is_string() => json!("[version]"),
                        _ => redacted(value),
                    };
                    (name, value)
                })
                .collect(),
        ),
        Value::Array(items) => items.into_iter().map(redacted).collect(),
        Value::String(text) => {
            let id =
                ["ws_", "doc_", "cv_", "msg_", "job_", "art_", "key_"].iter().find(|kind| text.starts_with(**kind));
            json!(id.map_or(text.clone(), |kind| format!("[{kind}]")))
        }
        other => other,
    }
}
