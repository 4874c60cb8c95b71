//! The chat widget: who may show it, what its key may use up, what readers think of answers, and how small it is.

use std::{collections::BTreeSet, fs, path::Path};

use annexa::store::{Key, Scope, WidgetRules, WorkspaceId};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::client::{Annexa, Reply, send, text};

/// What a page loads for the widget, uncompressed, may weigh this much in bytes.
const MOST: usize = 40_000;

/// Asks as the widget does, in a conversation of its own; gives the conversation and the answer's message.
pub(crate) async fn ask(annexa: &Annexa, workspace: &str, key: &str) -> (String, String) {
    let base = format!("/api/v1/workspaces/{workspace}/conversations");
    let made = send(annexa.request(Method::POST, &base).bearer_auth(key)).await.expect(201);
    let conversation = text(&made, "id");
    let answer = say(annexa, &format!("{base}/{conversation}/messages"), key).await.expect(200);
    (conversation, text(&answer, "id"))
}

async fn say(annexa: &Annexa, path: &str, key: &str) -> Reply {
    let question = json!({ "text": "What is A.5.23?" });
    send(annexa.request(Method::POST, path).bearer_auth(key).json(&question)).await
}

async fn widget(annexa: &Annexa, workspace: &str, origins: &str, quota: u32) -> (Key, String) {
    let rules = WidgetRules { origins: origins.to_owned().try_into().unwrap(), quota };
    let workspace = WorkspaceId::parse(workspace).unwrap();
    let (key, secret) = annexa.app.store.create_widget_key(workspace, "intranet", rules).await.unwrap();
    (key, secret.expose_secret().to_owned())
}

async fn frame(annexa: &Annexa, id: &str) -> Reply {
    send(annexa.request(Method::GET, &format!("/widget/frame/{id}"))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_pages_of_the_keys_origins_may_show_the_frame() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Framed").await;
    let (key, secret) = widget(&annexa, &workspace, "https://intranet.example http://wiki.example:8090", 5).await;
    let shown = frame(&annexa, key.id.as_str()).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(
        shown.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; \
         form-action 'none'; object-src 'none'; frame-ancestors http://wiki.example:8090 https://intranet.example"
    );
    assert_eq!(shown.header("x-frame-options"), "", "it cannot name two origins");
    for (name, value) in
        [("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"), ("cache-control", "no-store")]
    {
        assert_eq!(shown.header(name), value);
    }
    let body = &shown.body;
    assert!(body.contains(&format!("data-workspace=\"{workspace}\"")) && !body.contains('{'), "{body}");
    assert!(body.contains("data-origins=\"http://wiki.example:8090 https://intranet.example\""), "{body}");
    assert!(!body.contains(secret.rsplit('_').next().unwrap()), "the key stands in no page of ours");
    assert!(!body.contains("style=") && !body.contains("onclick"), "nothing inline");

    let nowhere = frame(&annexa, widget(&annexa, &workspace, "", 5).await.0.id.as_str()).await;
    assert_eq!((nowhere.status, nowhere.header("x-frame-options")), (200, "DENY"));
    assert!(nowhere.header("content-security-policy").ends_with("frame-ancestors 'none'"));

    let (member, _) =
        annexa.app.store.create_key(Scope::Workspace, WorkspaceId::parse(&workspace).ok(), "api").await.unwrap();
    annexa.app.store.revoke_key(&key.id).await.unwrap();
    let missing = frame(&annexa, "key_0123456789abcdef0123456789abcdef").await;
    for id in [key.id.as_str(), member.id.as_str(), &secret, "x", "%00"] {
        let gone = frame(&annexa, id).await;
        assert_eq!(gone.problem(404), missing.problem(404), "{id}");
        assert_eq!(gone.header("x-frame-options"), "DENY");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loader_alone_may_be_loaded_by_other_pages() {
    let annexa = Annexa::start().await;
    let loader = send(annexa.request(Method::GET, "/widget.js")).await;
    assert_eq!((loader.status, loader.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert_eq!(loader.header("cross-origin-resource-policy"), "cross-origin");
    assert!(loader.header("access-control-allow-origin").is_empty());
    let again = annexa.request(Method::GET, "/widget.js").header("if-none-match", loader.header("etag"));
    assert_eq!(send(again).await.status, 304);
    for path in ["/assets/widget-frame.js", "/assets/widget.js", "/assets/api.js", "/healthz"] {
        let other = send(annexa.request(Method::GET, path)).await;
        assert_eq!((other.status, other.header("cross-origin-resource-policy")), (200, "same-origin"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_widget_asks_within_its_quota_and_says_when_it_may_ask_again() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Quota").await;
    let (_, secret) = widget(&annexa, &workspace, "", 2).await;
    let (_, other) = widget(&annexa, &workspace, "", 1).await;
    let (conversation, _) = ask(&annexa, &workspace, &secret).await;
    let path = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}/messages");
    for (body, status) in [(json!({ "text": " " }), 422), (json!({ "text": "x".repeat(5000) }), 422), (json!({}), 400)]
    {
        send(annexa.request(Method::POST, &path).bearer_auth(&secret).json(&body)).await.problem(status);
    }
    assert_eq!(say(&annexa, &path, &secret).await.status, 200, "what was never a question is not counted");
    let refused = say(&annexa, &path, &secret).await;
    assert!(text(&refused.problem(429), "detail").contains("midnight UTC"));
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=86_400).contains(&wait), "{wait}");
    let base = format!("/api/v1/workspaces/{workspace}/conversations");
    send(annexa.request(Method::POST, &base).bearer_auth(&secret)).await.expect(201);
    send(annexa.request(Method::POST, &base).bearer_auth(&secret)).await.problem(429);
    ask(&annexa, &workspace, &other).await;
    let member = annexa.key(Scope::Workspace, &workspace).await;
    for _ in 0..3 {
        assert_eq!(say(&annexa, &path, &member).await.status, 200, "members have no quota");
    }
    let listed = annexa.get(&base).await;
    assert_eq!(listed["conversations"], json!([]), "what colleagues ask does not crowd the sidebar");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rating_reaches_the_people_of_the_workspace() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Rated").await;
    let (_, secret) = widget(&annexa, &workspace, "", 5).await;
    let (conversation, message) = ask(&annexa, &workspace, &secret).await;
    let path = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}/messages/{message}/rating");
    let rate = |body: serde_json::Value| send(annexa.request(Method::POST, &path).bearer_auth(&secret).json(&body));
    assert_eq!(rate(json!({ "rating": "up" })).await.status, 204);
    assert_eq!(rate(json!({ "rating": "down", "reason": "<b>too</b> short" })).await.status, 204);
    for (body, status) in [
        (json!({ "rating": "sideways" }), 400),
        (json!({ "reason": "x" }), 400),
        (json!({ "rating": "up", "reason": "x".repeat(1001) }), 422),
    ] {
        rate(body).await.problem(status);
    }
    let ratings = annexa.get(&format!("/api/v1/workspaces/{workspace}/ratings")).await;
    let rating = &ratings["ratings"][0];
    assert_eq!(ratings["ratings"].as_array().unwrap().len(), 1);
    assert_eq!((rating["rating"].as_str(), rating["message"].as_str()), (Some("down"), Some(message.as_str())));
    assert_eq!(
        (text(rating, "reason"), text(rating, "question")),
        ("<b>too</b> short".into(), "What is A.5.23?".into())
    );
    assert!(!text(rating, "answer").is_empty());
}

/// Everything that the frame's page loads, by following what each file names.
fn loaded(name: &str, found: &mut BTreeSet<String>) {
    if !found.insert(name.to_owned()) {
        return;
    }
    let body = fs::read_to_string(Path::new("src/server/assets").join(name)).unwrap();
    for (before, after) in [("from './", "'"), ("import './", "'"), ("=\"/assets/", "\"")] {
        for rest in body.split(before).skip(1) {
            loaded(rest.split(after).next().unwrap(), found);
        }
    }
}

#[test]
fn loader_page_style_and_scripts_stay_under_forty_kilobytes() {
    let mut files = BTreeSet::new();
    loaded("widget.js", &mut files);
    loaded("widget.html", &mut files);
    let size = |name: &String| usize::try_from(fs::metadata(Path::new("src/server/assets").join(name)).unwrap().len());
    let sizes: Vec<(String, usize)> = files.iter().map(|name| (name.clone(), size(name).unwrap())).collect();
    for part in ["widget-frame.js", "widget-answer.js", "widget.css", "blocks.js", "dom.js", "sse.js", "api.js"] {
        assert!(files.contains(part), "{part} is not counted: {sizes:?}");
    }
    let total: usize = sizes.iter().map(|(_, bytes)| bytes).sum();
    assert!(total <= MOST, "{total} bytes: {sizes:?}");
}

#[test]
fn nothing_of_the_widget_turns_text_into_markup_or_speaks_to_any_page() {
    for name in ["widget.js", "widget-frame.js", "widget-answer.js", "blocks.js", "dom.js"] {
        let body = fs::read_to_string(Path::new("src/server/assets").join(name)).unwrap();
        for word in ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "'*'", "\"*\""] {
            assert!(!body.contains(word), "{name} holds {word}");
        }
    }
}
