//! An order in a conversation comes back as a card; its request makes the thing, and nothing is made before it is sent.

use serde_json::{Value, json};

use crate::client::{Annexa, text};

const BACKUP: &[u8] = b"# Backup Policy\n\nEvery production database is backed up each night.\n";
const ACCESS: &[u8] = b"# Access Control Policy\n\nAccess rights are reviewed every 6 months.\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gap_analysis_is_offered_for_the_document_that_was_named_and_made_by_its_request() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Doing").await;
    let conversation = annexa.conversation(&workspace).await;
    let say = async |words: &str| annexa.say(&workspace, &conversation, words).await;

    let none = say("run a gap analysis on my access control policy").await;
    assert_eq!(none["actions"][0]["missing"][0]["required"], true, "{none}");
    assert!(text(&none, "answer").contains("no documents yet"), "{none}");

    let uploaded = annexa.upload(&workspace, &[("backup.md", BACKUP), ("access.md", ACCESS)]).await.expect(202);
    annexa.finish(&uploaded).await;
    let one = say("run a gap analysis on my access control policy").await;
    let action = &one["actions"][0];
    assert_eq!((&action["kind"], &action["missing"]), (&json!("gap-analysis"), &json!([])), "{one}");
    assert_eq!(action["request"]["path"], format!("/api/v1/workspaces/{workspace}/gap-analyses"));
    assert_eq!(action["request"]["body"]["documents"].as_array().map(Vec::len), Some(1));
    assert!(text(&one, "answer").contains("*access.md*"), "{one}");

    let again = say("yes, do that, as a PDF please").await;
    assert_eq!(again["actions"][0]["request"], action["request"]);
    assert_eq!(again["actions"][0]["formats"][0], "pdf");
    let path = text(&action["request"], "path");
    assert_eq!(annexa.get(&path).await["gap_analyses"], json!([]), "nothing is made by talking");

    let several = say("run a gap analysis on my policy").await;
    let choices = several["actions"][0]["missing"][0]["choices"].as_array().cloned().unwrap_or_default();
    assert_eq!(choices.len(), 2, "{several}");
    let picked = say(&text(&choices[0], "question")).await;
    assert_eq!(picked["actions"][0]["missing"], json!([]), "{picked}");

    let made = annexa.post(&path, &action["request"]["body"]).await.expect(202);
    assert_eq!(made["documents"][0]["name"], "access.md");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_of_the_company_is_proposed_for_the_profile_and_saved_only_by_its_request() {
    let annexa = Annexa::start().await;
    let workspace = annexa.workspace("Profile").await;
    let conversation = annexa.conversation(&workspace).await;
    let say = async |words: &str| annexa.say(&workspace, &conversation, words).await;

    let first = say("draft our SoA").await;
    let fields = |answer: &Value| -> Vec<String> {
        let missing = answer["actions"][0]["missing"].as_array().cloned().unwrap_or_default();
        missing.iter().map(|one| text(one, "field")).collect()
    };
    assert_eq!(fields(&first), ["name", "sector", "people", "premises", "development", "absent"]);
    let replied = say("Nordlicht AG, software, 30 people").await;
    assert_eq!(fields(&replied), ["premises", "development", "absent"]);
    let more = say("premises: remote; development: none").await;
    assert_eq!(fields(&more), ["absent"]);
    let profile = &more["actions"][0]["profile"];
    assert_eq!((&profile["needed"], &profile["request"]["method"]), (&json!(true), &json!("PUT")));
    let path = text(&profile["request"], "path");

    let kept = annexa.admin(reqwest::Method::PUT, &path).json(&profile["request"]["body"]).send().await.unwrap();
    assert_eq!(kept.status(), 200);
    let known = say("draft our SoA").await;
    assert_eq!((fields(&known), &known["actions"][0]["profile"]), (vec!["absent".to_owned()], &Value::Null));
    assert!(text(&known, "answer").contains("for Nordlicht AG"), "{known}");
    assert!(!text(&known["actions"][0], "preview").is_empty());

    // What is said of a profile that is kept changes its lines and no others.
    let file =
        "name: Nordlicht AG # as in the register\nsector: software\npeople: 30\n\n# since May\npremises: [remote]\n";
    let text_of = annexa.admin(reqwest::Method::PUT, &path).body(file).send().await.unwrap();
    assert_eq!(text_of.status(), 200);
    say("draft our SoA").await;
    let request = say("development: none; premises: office").await["actions"][0]["profile"]["request"].clone();
    assert_eq!((&request["method"], text(&request, "path")), (&json!("PATCH"), path.clone()));
    assert_eq!(request["body"].as_object().unwrap().keys().collect::<Vec<_>>(), ["development", "premises"]);
    let kept = annexa.admin(reqwest::Method::PATCH, &path).json(&request["body"]).send().await.unwrap();
    assert_eq!(kept.status(), 200);
    let kept = text(&annexa.get(&path).await, "text");
    assert_eq!(kept, file.replace("[remote]", "[office]") + "development: none\n");

    let asked = annexa.post("/api/v1/ask", &json!({ "question": "What must a SoA contain?" })).await.expect(200);
    assert_eq!(asked.get("actions"), None, "a question about it orders nothing");
    let chat = json!({ "model": "annexa", "messages": [{ "role": "user", "content": "draft a SoA" }] });
    let completion = annexa.post("/v1/chat/completions", &chat).await.expect(200);
    assert_eq!(completion["choices"][0]["message"]["annexa"]["actions"][0]["kind"], "soa");
}
