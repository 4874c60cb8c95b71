//! Input that cannot be meant: it is refused in words that say why, and the conversation is as it was.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    client::{Annexa, send, text},
    dialogue::{QUESTION, path},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bad_body_changes_a_conversation() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Bad").await;
    let conversation = annexa.conversation(&workspace).await;
    let path = path(&workspace, &conversation);
    annexa.say(&workspace, &conversation, QUESTION).await;
    let before = annexa.get(&path).await;
    let question = text(&before["messages"][0], "id");
    let huge = "x".repeat(5 * 1024 * 1024);
    let bodies = [
        (json!({ "text": huge }), 413),
        (json!({ "text": "x".repeat(5_000) }), 422),
        (json!({ "text": "Why?", "role": "system" }), 400),
        (json!({ "text": "Why?", "role": "assistant", "answer": { "verdict": "answered" } }), 400),
        (json!({ "text": "Why?", "tool_calls": [{ "id": "1" }] }), 400),
        (json!({ "text": [{ "type": "image_url", "image_url": { "url": "http://evil.example/a.png" } }] }), 400),
        (json!({ "text": { "type": "text", "text": "Why?" } }), 400),
        (json!({ "text": "Why?", "persona": "root" }), 400),
        (json!({ "messages": [{ "role": "user", "content": "Why?" }] }), 400),
        (json!(null), 400),
    ];
    for (body, status) in &bodies {
        for (method, address) in
            [(Method::POST, format!("{path}/messages")), (Method::PATCH, format!("{path}/messages/{question}"))]
        {
            for accept in ["application/json", "text/event-stream"] {
                let request = annexa.admin(method.clone(), &address).header("accept", accept).json(body);
                let problem = send(request).await.problem(*status);
                assert!(text(&problem, "detail").len() > 15, "{problem}");
            }
        }
    }
    for (kind, body, status) in [
        ("text/plain", "{\"text\": \"Why?\"}", 415),
        ("application/json", "{\"text\": \"Why?\"", 400),
        ("application/json", "", 400),
        ("application/json", "{\"text\": \"a\", \"text\": \"b\"}", 400),
    ] {
        for (method, address) in
            [(Method::POST, format!("{path}/messages")), (Method::PATCH, format!("{path}/messages/{question}"))]
        {
            send(annexa.admin(method, &address).header("content-type", kind).body(body)).await.problem(status);
        }
    }
    let regenerate = format!("{path}/messages/{question}/regenerate");
    annexa.post(&regenerate, &json!({ "persona": huge })).await.problem(413);
    annexa.post(&regenerate, &json!({ "text": "Why?" })).await.problem(400);
    send(annexa.admin(Method::PATCH, &path).json(&json!({ "title": huge }))).await.problem(413);
    assert_eq!(annexa.get(&path).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_openai_door_names_the_field_that_it_cannot_read() {
    let annexa = Annexa::start().await;
    let user = |content: Value| json!({ "role": "user", "content": content });
    let huge = "x".repeat(5 * 1024 * 1024);
    let picture = json!([{ "type": "image_url", "image_url": { "url": "http://evil.example/a.png" } }]);
    for (messages, status, param) in [
        (json!([user(json!(huge))]), 413, json!(null)),
        (json!([user(picture)]), 400, json!("messages[0].content[0]")),
        (json!([user(json!([{ "type": "input_audio", "input_audio": {} }]))]), 400, json!("messages[0].content[0]")),
        (json!([{ "role": "wizard", "content": "Why?" }]), 400, json!("messages[0].role")),
        (
            json!([user(json!("Why?")), { "role": "tool", "content": "42", "tool_call_id": "1" }]),
            400,
            json!("messages[1].role"),
        ),
        (json!([user(json!(5))]), 400, json!("messages[0].content")),
        (json!([user(json!(" "))]), 400, json!("messages[0].content")),
        (json!([]), 400, json!("messages")),
        (json!("Why?"), 400, json!(null)),
    ] {
        for stream in [false, true] {
            let body = json!({ "model": "annexa", "messages": messages, "stream": stream });
            let error = annexa.post("/v1/chat/completions", &body).await.openai_error(status);
            assert_eq!(error["param"], param, "{error}");
        }
    }
    let forced =
        json!({ "model": "annexa", "messages": [user(json!("Why?"))], "tools": [], "tool_choice": "required" });
    assert_eq!(annexa.post("/v1/chat/completions", &forced).await.openai_error(400)["param"], "tool_choice");
}
