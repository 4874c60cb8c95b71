//! The same question through every door: as JSON, as events, in OpenAI's words, as a tool, and with the widget's key.

use annexa::{
    config::{LlmSettings, Settings},
    store::{Scope, WorkspaceId},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    client::{Annexa, Reply, send, settings, text},
    upstream::Upstream,
};

/// What came out of a door.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) door: &'static str,
    /// The answer that counts.
    pub(crate) answer: String,
    /// Everything that was shown, also what was taken back.
    pub(crate) shown: String,
    pub(crate) citations: Vec<Value>,
    pub(crate) warnings: Vec<String>,
    pub(crate) notice: String,
}

impl Told {
    pub(crate) fn is_generated(&self) -> bool {
        self.notice.contains("Written by the language model")
    }

    fn of(door: &'static str, view: &Value, shown: String) -> Self {
        let list =
            |field: &str| view[field].as_array().unwrap_or_else(|| panic!("{door}: no {field} in {view}")).clone();
        Self {
            door,
            answer: view["answer"].as_str().map_or_else(|| shown.clone(), ToOwned::to_owned),
            shown,
            citations: list("citations"),
            warnings: list("warnings").iter().map(|warning| warning.as_str().unwrap().to_owned()).collect(),
            notice: text(view, "notice"),
        }
    }
}

/// Settings of a model at this endpoint, with short times and the limits out of the way.
pub(crate) fn model(upstream: &Upstream) -> LlmSettings {
    LlmSettings {
        base_url: Some(upstream.base_url()),
        model: "scripted".to_owned(),
        connect_timeout_s: 1,
        idle_timeout_s: 1,
        total_timeout_s: 3,
        prompt_price: Some(1.0),
        completion_price: Some(2.0),
        max_calls: 64,
        max_calls_workspace: 64,
        max_calls_user: 64,
        ..LlmSettings::default()
    }
}

pub(crate) async fn over(data: &std::path::Path, llm: LlmSettings) -> Annexa {
    Annexa::run(Settings { llm, ..settings(data, "off") }).await
}

/// Agrees that the texts of a workspace go to the model.
pub(crate) async fn agree(annexa: &Annexa, workspace: &str) {
    let origin = annexa.app.assistant.llm().unwrap().origin();
    annexa.app.store.agree(&WorkspaceId::parse(workspace).unwrap(), &origin, "test").await.unwrap();
}

/// Asks with the key of the workspace through every door.
pub(crate) async fn every(annexa: &Annexa, workspace: &str, question: &str) -> Vec<Told> {
    let key = annexa.key(Scope::Workspace, workspace).await;
    let widget = annexa.key(Scope::Widget, workspace).await;
    vec![
        message(annexa, (workspace, &key), question).await,
        events(annexa, (workspace, &key), question).await,
        ask(annexa, &key, question).await,
        openai(annexa, &key, question, false).await,
        openai(annexa, &key, question, true).await,
        mcp(annexa, &key, question).await,
        Told { door: "widget", ..events(annexa, (workspace, &widget), question).await },
    ]
}

async fn talk(annexa: &Annexa, (workspace, key): (&str, &str), question: &str, accept: &str) -> Reply {
    let base = format!("/api/v1/workspaces/{workspace}/conversations");
    let made = send(annexa.request(Method::POST, &base).bearer_auth(key)).await.expect(201);
    let path = format!("{base}/{}/messages", text(&made, "id"));
    let asked = annexa.request(Method::POST, &path).bearer_auth(key).header("accept", accept);
    send(asked.json(&json!({ "text": question }))).await
}

pub(crate) async fn message(annexa: &Annexa, place: (&str, &str), question: &str) -> Told {
    let view = talk(annexa, place, question, "application/json").await.expect(200);
    Told::of("messages", &view, text(&view, "answer"))
}

pub(crate) async fn events(annexa: &Annexa, place: (&str, &str), question: &str) -> Told {
    let events = talk(annexa, place, question, "text/event-stream").await.events();
    let (last, view) = events.last().unwrap();
    assert_eq!(last, "answer", "{events:?}");
    let shown: Vec<String> = events.iter().map(|(_, data)| data.to_string()).collect();
    Told { shown: shown.join("\n"), ..Told::of("events", view, String::new()) }
}

async fn ask(annexa: &Annexa, key: &str, question: &str) -> Told {
    let asked = annexa.request(Method::POST, "/api/v1/ask").bearer_auth(key).json(&json!({ "question": question }));
    let view = send(asked).await.expect(200);
    Told::of("ask", &view, text(&view, "answer"))
}

async fn openai(annexa: &Annexa, key: &str, question: &str, stream: bool) -> Told {
    let body = json!({ "model": "annexa", "stream": stream, "messages": [{ "role": "user", "content": question }] });
    let reply = send(annexa.request(Method::POST, "/v1/chat/completions").bearer_auth(key).json(&body)).await;
    if !stream {
        let message = reply.expect(200)["choices"][0]["message"].clone();
        return Told::of("openai", &message["annexa"], text(&message, "content"));
    }
    let lines: Vec<&str> = reply.body.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    assert_eq!(lines.last(), Some(&"[DONE]"), "{reply:?}");
    let chunks: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let said = chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
    let extra = chunks.iter().find_map(|chunk| chunk["choices"][0]["delta"].get("annexa")).unwrap();
    Told::of("openai streamed", extra, said)
}

async fn mcp(annexa: &Annexa, key: &str, question: &str) -> Told {
    let call = json!({ "name": "ask", "arguments": { "question": question } });
    let body = json!({ "jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": call });
    let asked = annexa.request(Method::POST, "/mcp").bearer_auth(key).json(&body);
    let result =
        send(asked.header("accept", "application/json, text/event-stream")).await.expect(200)["result"].clone();
    Told::of("mcp", &result["structuredContent"], text(&result["content"][0], "text"))
}
