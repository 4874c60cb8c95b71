//! Long lists page by page, tags that spare a second reading, and the keys of widgets.

use std::collections::BTreeSet;

use annexa::store::{Family, NewGapAnalysis, NewVersion, Scope, WorkspaceId};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Annexa, send, text};

/// Reads a list in pages of two and gives the ids in order.
async fn paged(annexa: &Annexa, path: &str, field: &str, id: &str) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    for _ in 0..20 {
        let page = annexa.get(&format!("{path}?limit=2{cursor}")).await;
        let items = page[field].as_array().unwrap();
        assert!(items.len() <= 2, "{page}");
        found.extend(items.iter().map(|item| text(item, id)));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
    panic!("{path} does not end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_list_is_the_same_at_once_and_page_by_page() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Lists").await;
    let inside = WorkspaceId::parse(&workspace).unwrap();
    let at = |rest: &str| format!("/api/v1/workspaces/{workspace}{rest}");
    for number in 0..5 {
        annexa.workspace(&format!("Client {number}")).await;
        annexa.upload(&workspace, &[(&format!("{number}.md"), b"# A\n\nText.")]).await.expect(202);
        annexa.app.store.create_gap_analysis(&inside, NewGapAnalysis::default()).await.unwrap();
        let conversation = annexa.conversation(&workspace).await;
        let answer = text(&annexa.say(&workspace, &conversation, "What is A.5.23?").await, "id");
        let rating = at(&format!("/conversations/{conversation}/messages/{answer}/rating"));
        assert_eq!(annexa.post(&rating, &json!({ "rating": "up" })).await.status, 204);
        let key = json!({ "label": format!("key {number}"), "origins": ["https://a.example"], "quota": 7 });
        annexa.post(&at("/widget-keys"), &key).await.expect(201);
        for (family, kind) in [(Family::Audits, "plan".to_owned()), (Family::Policies, format!("kind-{number}"))] {
            let new =
                NewVersion { title: "A".to_owned(), content: "# A\n".to_owned(), by: "test".to_owned(), wording: None };
            annexa.app.store.create_artefact(&inside, (family, &kind), new, None).await.unwrap();
        }
    }
    for (path, field, id, least) in [
        ("/api/v1/workspaces".to_owned(), "workspaces", "id", 7),
        (at("/documents"), "documents", "id", 5),
        (at("/conversations"), "conversations", "id", 5),
        (at("/gap-analyses"), "gap_analyses", "id", 5),
        (at("/ratings"), "ratings", "message", 5),
        (at("/widget-keys"), "widget_keys", "id", 5),
        (at("/audits"), "artefacts", "id", 5),
        (at("/policies"), "artefacts", "kind", 5),
    ] {
        let whole = annexa.get(&path).await;
        assert_eq!(whole["next"], Value::Null, "{path}");
        let all: Vec<String> = whole[field].as_array().unwrap().iter().map(|item| text(item, id)).collect();
        assert_eq!(all.len(), least, "{path}");
        assert_eq!(paged(&annexa, &path, field, id).await, all, "{path}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        for query in ["limit=0", "limit=201", "limit=-1", "cursor=zz", "cursor=abc", "offset=3"] {
            send(annexa.admin(Method::GET, &format!("{path}?{query}"))).await.problem(400);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_read_it_before_is_told_that_it_is_the_same() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Tags").await;
    let upload = annexa.upload(&workspace, &[("a.md", b"# A\n\nText.")]).await.expect(202);
    annexa.finish(&upload).await;
    let document = text(&upload["documents"][0], "id");
    let conversation = annexa.conversation(&workspace).await;
    let at = |rest: &str| format!("/api/v1/workspaces/{workspace}{rest}");
    for path in [
        "/api/v1/controls".to_owned(),
        "/api/v1/controls/A.5.23".to_owned(),
        at("/documents"),
        at(&format!("/documents/{document}")),
        at(&format!("/documents/{document}/text")),
        at("/conversations"),
        at(&format!("/conversations/{conversation}")),
        "/api/openapi.json".to_owned(),
    ] {
        let get = |tag: &str| send(annexa.admin(Method::GET, &path).header("if-none-match", tag.to_owned()));
        let first = send(annexa.admin(Method::GET, &path)).await;
        let tag = first.header("etag").to_owned();
        assert!(first.status == 200 && tag.len() > 30 && tag.starts_with('"'), "{path}: {tag}");
        let same = get(&format!("\"x\", W/{tag}")).await;
        assert_eq!((same.status, same.body.as_str(), same.header("etag")), (304, "", tag.as_str()), "{path}");
        assert_eq!(same.header("cache-control"), first.header("cache-control"), "{path}");
        assert_eq!((get("\"x\"").await.status, get("").await.body), (200, first.body), "{path}");
        let head = send(annexa.admin(Method::HEAD, &path)).await;
        assert_eq!((head.status, head.header("etag")), (200, ""), "{path}");
    }
    let path = at(&format!("/conversations/{conversation}"));
    let before = send(annexa.admin(Method::GET, &path)).await;
    annexa.say(&workspace, &conversation, "What is A.5.23?").await;
    let after = annexa.admin(Method::GET, &path).header("if-none-match", before.header("etag"));
    assert_eq!(send(after).await.status, 200, "it has changed");
    // Whoever may not see it learns nothing from a tag.
    let other = annexa.workspace("Other").await;
    let key = annexa.key(Scope::Workspace, &other).await;
    let foreign = annexa.request(Method::GET, &path).bearer_auth(key).header("if-none-match", before.header("etag"));
    send(foreign).await.problem(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn widget_keys_are_made_listed_and_revoked() {
    let annexa = Annexa::start().await;
    let (ours, theirs) = (annexa.workspace("R&D \"<x>\"").await, annexa.workspace("Theirs").await);
    let path = |workspace: &str| format!("/api/v1/workspaces/{workspace}/widget-keys");
    let wanted = json!({ "label": "Intranet", "origins": ["https://Intranet.example/"], "quota": 2 });
    let made = annexa.post(&path(&ours), &wanted).await.expect(201);
    assert_eq!(made["origins"], json!(["https://intranet.example"]));
    let (key, snippet) = (text(&made, "key"), text(&made, "snippet"));
    assert!(
        snippet.contains(&format!("data-token=\"{key}\"")) && snippet.contains("R&amp;D &quot;&lt;x>"),
        "{snippet}"
    );
    crate::widget::ask(&annexa, &ours, &key).await;
    let listed = annexa.get(&path(&ours)).await["widget_keys"][0].clone();
    assert_eq!((&listed["quota"], &listed["asked_today"], &listed["revoked_at"]), (&json!(2), &json!(1), &json!(null)));
    assert!(!listed.to_string().contains(&key[40..]), "the key is shown once");
    for (bad, status) in [
        (json!({ "label": "" }), 422),
        (json!({ "label": "x", "origins": ["*"] }), 422),
        (json!({ "label": "x", "quota": 0 }), 422),
        (json!({ "label": "x", "quota": 1_000_001 }), 422),
        (json!({ "label": "x", "quota": -1 }), 400),
        (json!({}), 400),
    ] {
        annexa.post(&path(&ours), &bad).await.problem(status);
    }
    let id = text(&made, "id");
    let delete = |workspace: &str, id: &str| send(annexa.admin(Method::DELETE, &format!("{}/{id}", path(workspace))));
    delete(&theirs, &id).await.problem(404);
    let member = annexa.app.store.create_key(Scope::Workspace, WorkspaceId::parse(&ours).ok(), "api").await.unwrap().0;
    delete(&ours, member.id.as_str()).await.problem(404);
    assert_eq!(delete(&ours, &id).await.status, 204);
    delete(&ours, &id).await.problem(404);
    let gone = annexa.request(Method::POST, &format!("/api/v1/workspaces/{ours}/conversations")).bearer_auth(&key);
    send(gone).await.problem(401);
    assert!(annexa.get(&path(&ours)).await["widget_keys"][0]["revoked_at"].is_string());
}
