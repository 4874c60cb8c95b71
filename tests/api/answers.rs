//! Questions over HTTP: answers carry their sources, as JSON and as events, alone and in a conversation.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Annexa, send, text};

const QUESTION: &str = "What evidence do I need for A.5.23?";

/// Each number in the text has its citation, and each quote is a slice of its source.
fn assert_sourced(answer: &Value) {
    assert_eq!(answer["verdict"], "answered", "{answer}");
    let page = include_str!("knowledge/controls/A.5.23.md");
    let citations = answer["citations"].as_array().unwrap();
    assert!(!citations.is_empty());
    for citation in citations.iter().filter(|citation| citation["source"] == "knowledge/controls/A.5.23.md") {
        let at = |field: &str| usize::try_from(citation[field].as_u64().unwrap()).unwrap();
        let slice: String = page.chars().skip(at("start")).take(at("end") - at("start")).collect();
        assert_eq!(slice, text(citation, "quote"));
        assert!(text(answer, "answer").contains(&format!("[{}]", citation["n"])), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_gets_an_answer_with_its_sources() {
    let annexa = Annexa::start().await;
    let answer = annexa.post("/api/v1/ask", &json!({ "question": QUESTION })).await.expect(200);
    assert_sourced(&answer);
    assert_eq!(answer["refs"], json!(["A.5.23"]));
    assert_eq!(answer["mode"], "composed");

    let put = annexa.post("/api/v1/controls/A.5.23/ask", &json!({ "question": "What evidence is needed?" })).await;
    assert_sourced(&put.expect(200));

    let refused = annexa.post("/api/v1/ask", &json!({ "question": "What does A.9.99 ask for?" })).await.expect(200);
    assert_eq!(refused["verdict"], "refused");
    assert_eq!(refused["citations"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_requirement_without_a_page_is_answered_partly_from_the_catalogue() {
    let annexa = Annexa::start().await;
    let answer = annexa.post("/api/v1/ask", &json!({ "question": "What evidence do I need for A.8.13?" })).await;
    let answer = answer.expect(200);
    assert_eq!(answer["verdict"], "partial", "{answer}");
    assert!(!answer["citations"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_come_in_order_and_amount_to_the_answer() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Events").await;
    let conversation = annexa.conversation(&workspace).await;
    let path = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}/messages");
    let request = annexa.admin(Method::POST, &path).header("accept", "text/event-stream");
    let events = send(request.json(&json!({ "text": QUESTION }))).await.events();

    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..2], ["begin", "evidence"]);
    assert_eq!(names.last(), Some(&"answer"));
    assert!(names.len() > 2 && names[2..names.len() - 1].iter().all(|name| *name == "delta"), "{names:?}");
    let answer = &events.last().unwrap().1;
    assert_sourced(answer);
    let streamed: Vec<Value> =
        events.iter().flat_map(|(_, data)| data["blocks"].as_array().cloned().unwrap_or_default()).collect();
    let blocks = answer["blocks"].as_array().unwrap();
    assert_eq!(streamed[..blocks.len()], blocks[..]);
    assert_eq!(events[1].1["citations"], answer["citations"]);
    assert_eq!(events[0].1["answer"], answer["id"], "the message is known before it is there");

    let kept = annexa.get(&format!("/api/v1/workspaces/{workspace}/conversations/{conversation}")).await;
    assert_eq!(kept["title"], QUESTION);
    assert_eq!(kept["messages"][0]["text"], QUESTION);
    assert_eq!(kept["messages"][0]["answer"], Value::Null);
    assert_eq!(kept["messages"][1]["answer"], *answer);
    assert_eq!(kept["messages"][1]["id"], answer["id"]);
    assert_eq!(kept["messages"][0]["id"], events[0].1["question"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follow_up_keeps_the_topic_of_its_own_conversation() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Topics").await;
    let (one, other) = (annexa.conversation(&workspace).await, annexa.conversation(&workspace).await);
    annexa.say(&workspace, &one, QUESTION).await;
    let followed = annexa.say(&workspace, &one, "And what will the auditor ask about that?").await;
    assert_eq!(followed["refs"], json!(["A.5.23"]), "{followed}");
    assert!(text(&followed, "answer").contains("Who approved your newest cloud service"), "{followed}");
    annexa.say(&workspace, &other, "What is A.8.13 about?").await;
    let elsewhere = annexa.say(&workspace, &other, "And what will the auditor ask about that?").await;
    assert_eq!(elsewhere["refs"], json!(["A.8.13"]), "{elsewhere}");
    let again = annexa.say(&workspace, &one, "And who is responsible for it?").await;
    assert_eq!(again["refs"], json!(["A.5.23"]), "{again}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_cannot_be_read_is_refused_and_not_kept() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Unread").await;
    let conversation = annexa.conversation(&workspace).await;
    let path = format!("/api/v1/workspaces/{workspace}/conversations/{conversation}");
    let messages = format!("{path}/messages");
    for (body, status) in [
        (json!({ "text": "" }), 422),
        (json!({ "text": " ?! " }), 422),
        (json!({ "text": "x".repeat(5_000) }), 422),
        (json!({ "text": "x".repeat(100_000) }), 413),
        (json!({ "text": "what\u{0} is it" }), 422),
        (json!({ "text": 1 }), 400),
        (json!({ "question": "x" }), 400),
        (json!([]), 400),
    ] {
        annexa.post(&messages, &body).await.problem(status);
        if body.get("text").is_some() && status != 400 {
            let ask = json!({ "question": body["text"] });
            annexa.post("/api/v1/ask", &ask).await.problem(status);
            annexa.post("/api/v1/controls/A.5.23/ask", &ask).await.problem(status);
        }
    }
    assert_eq!(annexa.get(&path).await["messages"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_requirements_do_not_exist_and_old_ids_say_where_they_went() {
    let annexa = Annexa::start().await;
    for id in ["A.9.99", "A.5.38", "11.1", "nonsense", "..%2f..%2fetc", "%ff"] {
        let reply = send(annexa.admin(Method::GET, &format!("/api/v1/controls/{id}"))).await;
        assert!(matches!(reply.status, 400 | 404), "{id}: {reply:?}");
        let asked = annexa.post(&format!("/api/v1/controls/{id}/ask"), &json!({ "question": "what is it?" })).await;
        assert!(matches!(asked.status, 400 | 404), "{id}: {asked:?}");
    }
    send(annexa.admin(Method::GET, "/api/v1/controls/A.9.99")).await.problem(404);
    let old = send(annexa.admin(Method::GET, "/api/v1/controls/A.9.2.5")).await.problem(404);
    assert!(text(&old, "detail").contains("A.5.18"), "{old}");
    assert_eq!(annexa.get("/api/v1/controls/5.1").await["kind"], "clause");
    assert_eq!(
        annexa.get("/api/v1/controls").await["controls"].as_array().unwrap().len(),
        annexa::iso::Catalogue::get().entries().len()
    );
}
