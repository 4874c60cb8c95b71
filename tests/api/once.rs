//! Requests that come twice with the same `Idempotency-Key`.

use annexa::store::Scope;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    client::{Annexa, Reply, multipart, send, text},
    dialogue::{QUESTION, TRUE},
    openai::over,
    upstream,
};

async fn with(request: RequestBuilder, key: &str) -> Reply {
    send(request.header("idempotency-key", key)).await
}

async fn count(annexa: &Annexa, path: &str, field: &str) -> usize {
    annexa.get(path).await[field].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_request_that_makes_something_makes_it_once() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Once").await;
    let at = |rest: &str| format!("/api/v1/workspaces/{workspace}{rest}");
    let conversation = annexa.conversation(&workspace).await;
    annexa.upload(&workspace, &[("a.md", b"# Policy\n\nText.")]).await.expect(202);
    let messages = at(&format!("/conversations/{conversation}/messages"));
    let lists = [
        ("/api/v1/workspaces".to_owned(), "workspaces"),
        (at("/conversations"), "conversations"),
        (at(&format!("/conversations/{conversation}")), "messages"),
        (at("/gap-analyses"), "gap_analyses"),
    ];
    let bodies = [
        ("/api/v1/workspaces".to_owned(), json!({ "name": "Twice" }), json!({ "name": "Thrice" }), 201),
        (at("/conversations"), json!({ "title": "Twice" }), json!({}), 201),
        (messages, json!({ "text": QUESTION }), json!({ "text": "Who audits?" }), 200),
        (at("/gap-analyses"), json!({}), json!({ "documents": [] }), 202),
    ];
    for ((list, field), (path, body, other, status)) in lists.iter().zip(&bodies) {
        let before = count(&annexa, list, field).await;
        let post = |body: &Value| annexa.admin(Method::POST, path).json(body);
        let first = with(post(body), "k-1").await;
        // Each address has its own keys only as far as the caller keeps them apart.
        if path != "/api/v1/workspaces" {
            first.problem(422);
        }
        let key = format!("key-{field}");
        let first = if path == "/api/v1/workspaces" { first } else { with(post(body), &key).await };
        let key = if path == "/api/v1/workspaces" { "k-1" } else { &key };
        let made = first.expect(*status);
        let made_by_one = count(&annexa, list, field).await;
        assert!(made_by_one > before, "{path}");
        let again = with(post(body), key).await;
        assert_eq!((again.expect(*status), again.header("idempotency-replayed")), (made, "true"), "{path}");
        with(post(other), key).await.problem(422);
        assert_eq!(count(&annexa, list, field).await, made_by_one, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_is_the_same_when_its_files_are() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Files").await;
    let path = format!("/api/v1/workspaces/{workspace}/documents");
    let large = vec![b'x'; 300_000];
    let post =
        |text: &[u8]| multipart(annexa.admin(Method::POST, &path), &[("a.md", b"# A\n\nText."), ("b.txt", text)]);
    let first = with(post(&large), "files").await.expect(202);
    let other_edge = |text: &[u8]| {
        let mut body = Vec::new();
        for (name, bytes) in [("a.md", &b"# A\n\nText."[..]), ("b.txt", text)] {
            let head = format!("--rim\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--rim--\r\n");
        annexa.admin(Method::POST, &path).header("content-type", "multipart/form-data; boundary=rim").body(body)
    };
    assert_eq!(with(post(&large), "files").await.expect(202), first);
    assert_eq!(with(other_edge(&large), "files").await.expect(202), first);
    with(other_edge(b"other"), "files").await.problem(422);
    let broken = multipart(annexa.admin(Method::POST, &path), &[("a.exe", b"MZ")]);
    with(broken, "broken").await.problem(422);
    with(post(b"mended"), "broken").await.expect(202);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_one_callers_and_is_given_back_when_nothing_was_made() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Callers").await;
    let path = format!("/api/v1/workspaces/{workspace}/conversations");
    let member = annexa.key(Scope::Workspace, &workspace).await;
    let mine = with(annexa.admin(Method::POST, &path).json(&json!({})), "k").await.expect(201);
    let theirs = annexa.request(Method::POST, &path).bearer_auth(&member).json(&json!({}));
    assert_ne!(with(theirs, "k").await.expect(201)["id"], mine["id"]);

    let make = |name: &str| annexa.admin(Method::POST, "/api/v1/workspaces").json(&json!({ "name": name }));
    // A key is free again when its caller has read that nothing was made, and not some time after that.
    for round in 0..40 {
        with(make("Callers"), "taken").await.problem(409);
        let key = format!("taken-{round}");
        with(make("Callers"), &key).await.problem(409);
        with(make(&format!("Free {round}")), &key).await.expect(201);
    }
    with(make("Free"), "taken").await.expect(201);
    for key in ["", "two words", &"x".repeat(201)] {
        with(make("Never"), key).await.problem(400);
    }
    let twice = make("Never").header("idempotency-key", "a").header("idempotency-key", "b");
    send(twice).await.problem(400);
    let conversation = text(&mine, "id");
    let stream = annexa.admin(Method::POST, &format!("{path}/{conversation}/messages"));
    let stream = stream.header("accept", "text/event-stream").json(&json!({ "text": QUESTION }));
    with(stream, "stream").await.problem(422);
    assert_eq!(count(&annexa, &format!("{path}/{conversation}"), "messages").await, 0);
    let deleted = send(annexa.admin(Method::DELETE, &format!("{path}/{conversation}"))).await;
    assert_eq!(deleted.status, 204);
    let anew = with(annexa.admin(Method::POST, &path).json(&json!({})), "k").await.expect(201);
    assert_ne!(anew["id"], mine["id"], "what was deleted is told to nobody again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_is_being_served_is_not_served_a_second_time() {
    let data = tempfile::tempdir().unwrap();
    let script = vec![
        upstream::Reply::Slowly(vec![TRUE.to_owned(); 4], std::time::Duration::from_millis(400)),
        upstream::Reply::Hangs(format!("{TRUE} And")),
        upstream::Reply::Says(TRUE.to_owned()),
    ];
    let (annexa, upstream) = over(script, data.path()).await;
    let workspace = annexa.workspace("Running").await;
    crate::doors::agree(&annexa, &workspace).await;
    let conversation = annexa.conversation(&workspace).await;
    let whole = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}");
    let ask = || annexa.admin(Method::POST, &format!("{whole}/messages")).json(&json!({ "text": QUESTION }));
    let asked = |number: usize| {
        let upstream = &upstream;
        async move {
            while upstream.requests().len() < number {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        }
    };
    let first = tokio::spawn(with(ask(), "slow"));
    asked(1).await;
    assert!(text(&with(ask(), "slow").await.problem(409), "detail").contains("still being served"));
    let first = first.await.unwrap().expect(200);
    assert_eq!(with(ask(), "slow").await.expect(200), first);
    assert_eq!(count(&annexa, &whole, "messages").await, 2);

    // Who hangs up gives the key back, and the question stands there once.
    let waiting = tokio::spawn(with(ask(), "gone"));
    asked(2).await;
    waiting.abort();
    let mut reply = with(ask(), "gone").await;
    for _ in 0..100 {
        if reply.status != 409 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        reply = with(ask(), "gone").await;
    }
    reply.expect(200);
    assert_eq!(count(&annexa, &whole, "messages").await, 4);
}
