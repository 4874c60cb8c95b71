//! A conversation as people have it: named, searched, taken home; a question edited, an answer made anew or stopped.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    client::{Annexa, Reply, send, text},
    openai::over,
    resume::Stream,
    upstream,
};

pub(crate) const QUESTION: &str = "What evidence do I need for A.5.23?";
/// A sentence that the page of A.5.23 holds.
pub(crate) const TRUE: &str = "Keep a cloud service register with an owner for each service. [1]";

pub(crate) fn path(workspace: &str, conversation: &str) -> String {
    format!("/api/v1/workspaces/{workspace}/conversations/{conversation}")
}

async fn edit(annexa: &Annexa, path: &str, message: &str, body: &Value) -> Reply {
    send(annexa.admin(Method::PATCH, &format!("{path}/messages/{message}")).json(body)).await
}

async fn messages(annexa: &Annexa, path: &str) -> Vec<Value> {
    annexa.get(path).await["messages"].as_array().unwrap().clone()
}

fn ids(messages: &[Value]) -> Vec<String> {
    messages.iter().map(|message| text(message, "id")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_question_is_answered_anew_and_what_followed_is_gone() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Edited").await;
    let conversation = annexa.conversation(&workspace).await;
    let path = path(&workspace, &conversation);
    for question in [QUESTION, "And what will the auditor ask about that?", "Who audits?"] {
        annexa.say(&workspace, &conversation, question).await;
    }
    let before = ids(&messages(&annexa, &path).await);
    let answer = edit(&annexa, &path, &before[2], &json!({ "text": "And what is it about?" })).await.expect(200);
    assert_eq!(answer["refs"], json!(["A.5.23"]), "it goes on from what stands before it: {answer}");
    let after = messages(&annexa, &path).await;
    assert_eq!(ids(&after), [&before[0], &before[1], &before[2], &text(&answer, "id")].map(String::from));
    assert_eq!((&after[2]["text"], &after[3]["answer"]), (&json!("And what is it about?"), &answer));

    let stream = annexa.admin(Method::PATCH, &format!("{path}/messages/{}", before[0]));
    let stream = stream.header("accept", "text/event-stream").json(&json!({ "text": "What is A.5.23?" }));
    let events = send(stream).await.events();
    assert_eq!((events[0].0.as_str(), &events[0].1["question"]), ("begin", &json!(before[0])));
    let after = messages(&annexa, &path).await;
    assert_eq!(ids(&after), [text(&events[0].1, "question"), text(&events[0].1, "answer")]);
    assert_eq!(annexa.get(&path).await["title"], "What is A.5.23?");

    let nobody = "msg_0123456789abcdef0123456789abcdef";
    for (message, body, status) in [
        (&ids(&after)[1], json!({ "text": "Why?" }), 422),
        (&nobody.to_owned(), json!({ "text": "Why?" }), 404),
        (&ids(&after)[0], json!({ "text": " ? " }), 422),
        (&ids(&after)[0], json!({}), 400),
    ] {
        edit(&annexa, &path, message, &body).await.problem(status);
    }
    assert_eq!(messages(&annexa, &path).await, after);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_made_anew_in_its_place_for_whom_it_is_wanted() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Anew").await;
    let conversation = annexa.conversation(&workspace).await;
    let path = path(&workspace, &conversation);
    annexa.say(&workspace, &conversation, QUESTION).await;
    annexa.say(&workspace, &conversation, "Who audits?").await;
    let before = messages(&annexa, &path).await;
    for (at, body) in [(1, json!({})), (1, json!({ "persona": "auditor" })), (0, json!({}))] {
        let again = annexa.post(&format!("{path}/messages/{}/regenerate", ids(&before)[at]), &body).await.expect(200);
        assert_eq!((&again["id"], &again["verdict"]), (&before[1]["id"], &json!("answered")));
        let after = messages(&annexa, &path).await;
        assert_eq!(ids(&after), ids(&before));
        assert_eq!(after[1]["answer"], again);
        assert_eq!(after[2..], before[2..], "what follows stays");
    }
    let empty = annexa.admin(Method::POST, &format!("{path}/messages/{}/regenerate", ids(&before)[3]));
    send(empty).await.expect(200);
    for (message, body, status) in [
        (ids(&before)[1].as_str(), json!({ "persona": "pirate" }), 400),
        ("msg_0123456789abcdef0123456789abcdef", json!({}), 404),
    ] {
        annexa.post(&format!("{path}/messages/{message}/regenerate"), &body).await.problem(status);
    }
}

/// A failing model must not cost the conversation anything: the composed answer stands in, or nothing changes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_given_up_leaves_the_old_one() {
    let data = tempfile::tempdir().unwrap();
    let script = vec![upstream::Reply::Says(TRUE.to_owned()), upstream::Reply::Hangs(format!("{TRUE} And"))];
    let (annexa, upstream) = over(script, data.path()).await;
    let workspace = annexa.workspace("Given up").await;
    crate::doors::agree(&annexa, &workspace).await;
    let conversation = annexa.conversation(&workspace).await;
    let path = path(&workspace, &conversation);
    annexa.say(&workspace, &conversation, QUESTION).await;
    let before = messages(&annexa, &path).await;
    for (method, address, body) in [
        (Method::PATCH, format!("{path}/messages/{}", ids(&before)[0]), json!({ "text": "What is A.5.23?" })),
        (Method::POST, format!("{path}/messages/{}/regenerate", ids(&before)[1]), json!({})),
    ] {
        let mut stream = Stream::open(annexa.admin(method, &address).json(&body)).await;
        stream.until("evidence").await;
        let busy = annexa.post(&format!("{path}/messages/{}/regenerate", ids(&before)[1]), &json!({})).await;
        assert!(text(&busy.problem(409), "detail").contains("is being made"));
        drop(stream);
        for _ in 0..100 {
            if upstream.open() == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(upstream.open(), 0, "the model is still at work for nobody");
        assert_eq!(messages(&annexa, &path).await, before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_answer_is_kept_as_far_as_it_was_shown() {
    let data = tempfile::tempdir().unwrap();
    let said = format!("{TRUE}\n\nKeep the approval record of the last service that was added. [1]\n\nAnd");
    let script = vec![upstream::Reply::Hangs(said), upstream::Reply::Silent, upstream::Reply::Says(TRUE.to_owned())];
    let (annexa, upstream) = over(script, data.path()).await;
    let workspace = annexa.workspace("Stopped").await;
    crate::doors::agree(&annexa, &workspace).await;
    let conversation = annexa.conversation(&workspace).await;
    let path = path(&workspace, &conversation);
    let ask = || annexa.admin(Method::POST, &format!("{path}/messages")).json(&json!({ "text": QUESTION }));

    let mut stream = Stream::open(ask()).await;
    let answer = text(&stream.until("begin").await, "answer");
    stream.until("delta").await;
    let stop = format!("{path}/messages/{answer}/stop");
    let kept = annexa.post(&stop, &json!({})).await.expect(200);
    assert_eq!((&kept["stopped"], &kept["verdict"], &kept["id"]), (&json!(true), &json!("partial"), &json!(answer)));
    assert!(text(&kept, "answer").contains("cloud service register"), "{kept}");
    assert!(kept["citations"].as_array().unwrap().iter().any(|one| one["n"] == 1), "{kept}");
    assert_eq!(stream.until("answer").await, kept, "whoever reads along is told the same");
    assert_eq!(messages(&annexa, &path).await[1]["answer"], kept);
    assert_eq!(upstream.open(), 0);
    assert_eq!(annexa.post(&stop, &json!({})).await.expect(200), kept, "once more changes nothing");

    // Nothing was shown of the second one: an answer is not given away for that.
    let anew = annexa.admin(Method::POST, &format!("{path}/messages/{answer}/regenerate"));
    let mut stream = Stream::open(anew).await;
    stream.until("evidence").await;
    assert_eq!(annexa.post(&stop, &json!({})).await.expect(200), kept);
    assert_eq!(stream.until("answer").await, kept);

    let whole = annexa.post(&format!("{path}/messages/{answer}/regenerate"), &json!({})).await.expect(200);
    assert_eq!((whole.get("stopped"), &whole["id"]), (None, &json!(answer)));
    assert_eq!(annexa.post(&stop, &json!({})).await.expect(200), whole, "what has ended stays as it is");
    annexa.post(&format!("{path}/messages/msg_{}/stop", "0".repeat(32)), &json!({})).await.problem(404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conversations_are_renamed_and_found_by_what_they_say() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Found").await;
    let (one, other) = (annexa.conversation(&workspace).await, annexa.conversation(&workspace).await);
    annexa.say(&workspace, &one, QUESTION).await;
    annexa.say(&workspace, &other, "Who audits?").await;
    let rename =
        |title: &str| send(annexa.admin(Method::PATCH, &path(&workspace, &one)).json(&json!({ "title": title })));
    assert_eq!(rename(" Wolken 100% ").await.expect(200)["title"], "Wolken 100%");
    for (title, status) in [("", 422), ("a\nb", 422), (&"x".repeat(201), 422)] {
        rename(title).await.problem(status);
    }
    let base = format!("/api/v1/workspaces/{workspace}/conversations");
    let find = async |query: &str| annexa.get(&format!("{base}?q={query}")).await["conversations"].clone();
    let by_title = find("WOLKEN%20100%25").await;
    assert_eq!((by_title.as_array().unwrap().len(), &by_title[0]["id"]), (1, &json!(one)));
    assert_eq!(by_title[0].get("snippet"), None);
    let by_text = find("Register").await;
    assert_eq!((by_text.as_array().unwrap().len(), &by_text[0]["id"]), (1, &json!(one)));
    assert_eq!(by_text[0]["snippet"]["found"], "register", "{by_text}");
    assert_eq!(find("1_0%25").await, json!([]));
    assert_eq!(find("").await.as_array().unwrap().len(), 2);
    for query in ["q=%00", &format!("q={}", "x".repeat(201)), "limit=0", "limit=201", "limit=x", "cursor=zz", "p=1"] {
        send(annexa.admin(Method::GET, &format!("{base}?{query}"))).await.problem(400);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_taken_home_with_its_sources() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Nordlicht GmbH").await;
    let conversation = annexa.conversation(&workspace).await;
    let path = path(&workspace, &conversation);
    annexa.say(&workspace, &conversation, QUESTION).await;
    annexa.say(&workspace, &conversation, "What does A.9.99 ask for? <script>![x](http://evil.example)").await;
    let get = |format: &str| annexa.admin(Method::GET, &format!("{path}?format={format}"));
    let markdown = send(get("md")).await;
    assert_eq!((markdown.status, markdown.header("content-type")), (200, "text/markdown; charset=utf-8"));
    let name = markdown.header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"conversation-20") && name.ends_with(".md\""), "{name}");
    for part in [
        "# What evidence do I need for A.5.23?",
        "## 1. What evidence do I need for A.5.23?",
        "composed from the sources word for word",
        "### Sources",
        "> ",
        "Cloud service register with an owner for each service",
        "knowledge/controls/A.5.23.md",
        "Not answered: no source supports an answer",
        "Guidance with its sources, not legal advice.",
    ] {
        assert!(markdown.body.contains(part), "no `{part}` in {}", markdown.body);
    }
    assert!(!markdown.body.contains("<script") || markdown.body.contains("\\<script"), "{}", markdown.body);
    assert!(!markdown.body.contains("![x]"), "{}", markdown.body);
    for (format, kind, start) in [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", &b"PK"[..]),
        ("pdf", "application/pdf", b"%PDF"),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
    ] {
        let response = get(format).send().await.unwrap();
        assert_eq!((response.status().as_u16(), response.headers()["content-type"].to_str().unwrap()), (200, kind));
        let bytes = response.bytes().await.unwrap();
        assert!(bytes.to_ascii_lowercase().starts_with(&start.to_ascii_lowercase()), "{format}");
        if let Ok(folder) = std::env::var("EXPORTS") {
            std::fs::write(std::path::Path::new(&folder).join(format!("conversation.{format}")), bytes).unwrap();
        }
    }
    let json = send(get("json")).await.expect(200);
    assert_eq!(json, annexa.get(&path).await);
    for format in ["xlsx", "exe", ""] {
        send(get(format)).await.problem(400);
    }
    let theirs = annexa.workspace("Theirs").await;
    send(annexa.admin(Method::GET, &format!("/api/v1/workspaces/{theirs}/conversations/{conversation}?format=md")))
        .await
        .problem(404);
}
