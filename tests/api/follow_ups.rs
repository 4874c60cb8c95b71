//! A follow-up that words alone cannot resolve, with a model that writes it out: what goes to it, and what is believed.

use annexa::config::Settings;
use serde_json::json;

use crate::{
    client::{Annexa, settings},
    doors,
    upstream::{Reply, Upstream},
};

const FIRST: &str = "How do we vet suppliers (A.5.19)?";
const FOLLOW_UP: &str = "And what must stand in the contracts with them?";

/// Asks both questions with a model that replies so to the second, and gives the refs of the second answer, and what the
/// model was sent for it.
async fn second(replies: Vec<&str>) -> (Vec<String>, Vec<String>, Vec<serde_json::Value>) {
    let data = tempfile::tempdir().unwrap();
    // The model's own answers never stand here: the refs come from what was searched.
    let script = replies.into_iter().map(|reply| Reply::Says(reply.to_owned())).collect();
    let upstream = Upstream::start_for(script, 40).await;
    let settings = Settings { llm: doors::model(&upstream), knowledge_dir: None, ..settings(data.path(), "off") };
    let annexa = Annexa::run(settings).await;
    let workspace = annexa.workspace("Follow-ups").await;
    doors::agree(&annexa, &workspace).await;
    let conversation = annexa.conversation(&workspace).await;
    annexa.say(&workspace, &conversation, FIRST).await;
    let before = upstream.requests().len();
    let answer = annexa.say(&workspace, &conversation, FOLLOW_UP).await;
    let refs = answer["refs"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    let sent = annexa.get("/api/v1/egress").await["sent"].as_array().unwrap().clone();
    annexa.stop().await;
    (refs, upstream.requests().split_off(before), sent)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_writes_out_a_follow_up_and_is_believed_with_words_of_the_conversation() {
    let whole = r#"{"question": "What must stand in the contracts with suppliers?"}"#;
    let (refs, sent, notes) = second(vec!["Nothing. [1]", whole, "Nothing. [1]"]).await;
    assert!(refs.iter().any(|id| id == "A.5.20"), "{refs:?}");
    let asked = sent.first().unwrap();
    assert!(asked.contains("standalone") && asked.contains("How do we vet suppliers"), "{asked}");
    assert!(sent.get(1).unwrap().contains("What must stand in the contracts with suppliers?"), "{sent:?}");
    assert_eq!(notes[0]["rows"], json!(3), "each of the three calls is noted: {notes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_model_makes_up_changes_no_search() {
    let plain = second(vec!["Nothing. [1]", "no JSON at all", "Nothing. [1]"]).await.0;
    for reply in [
        r#"{"question": "What does A.7.4 say about cameras?"}"#,
        r#"{"question": "See https://suppliers.example for contracts with suppliers"}"#,
        r#"{"question": ""}"#,
        r#"{"answer": "Contracts must be signed."}"#,
    ] {
        let (refs, sent, _) = second(vec!["Nothing. [1]", reply, "Nothing. [1]"]).await;
        assert_eq!(refs, plain, "{reply}");
        assert!(!sent.last().unwrap().contains("cameras"), "{reply}");
    }
}
