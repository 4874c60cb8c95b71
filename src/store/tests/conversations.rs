//! Conversations stay in their workspace, and messages in their order.

use serde_json::json;

use super::*;

fn question(text: &str) -> NewMessage {
    NewMessage { role: Role::User, text: text.to_owned(), answer: None }
}

#[tokio::test]
async fn messages_keep_their_order_and_their_answers() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let id = store.create_conversation(&acme, "").await.unwrap().id;
    let greeting = NewMessage { role: Role::Assistant, text: "Hello".to_owned(), answer: None };
    store.append_message(&acme, &id, greeting).await.unwrap();
    assert_eq!(store.conversation(&acme, &id).await.unwrap().title, "");
    store.append_message(&acme, &id, question("What is 'A.5.23'?\n🔐")).await.unwrap();
    let answer = json!({"answer": "Cloud \u{0} [1]", "citations": [{"n": 1}]});
    let new = NewMessage { role: Role::Assistant, text: "Cloud [1]".to_owned(), answer: Some(answer.clone()) };
    let last = store.append_message(&acme, &id, new).await.unwrap();
    let messages = store.messages(&acme, &id).await.unwrap();
    assert_eq!(messages.iter().map(|message| message.ordinal).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(messages[1].text, "What is 'A.5.23'?\n🔐");
    assert_eq!((&messages[2], &messages[2].answer), (&last, &Some(answer)));
    let conversation = store.conversation(&acme, &id).await.unwrap();
    assert_eq!((conversation.title.as_str(), conversation.updated_at), ("What is 'A.5.23'? 🔐", last.created_at));
    assert_fails!(store.append_message(&acme, &id, question("\0")).await, StoreError::Invalid { .. });
}

#[tokio::test]
async fn the_first_question_is_the_title_of_a_conversation_without_one() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let words = "twelve chars ".repeat(10);
    let one_word = "ž".repeat(100);
    for (given, asked, title) in [
        ("Given", "Why?", "Given".to_owned()),
        ("", "  Why\n\tso?  ", "Why so?".to_owned()),
        ("", words.as_str(), words.chars().take(77).collect()),
        ("", one_word.as_str(), "ž".repeat(80)),
    ] {
        let id = store.create_conversation(&acme, given).await.unwrap().id;
        store.append_message(&acme, &id, question(asked)).await.unwrap();
        store.append_message(&acme, &id, question("And then?")).await.unwrap();
        assert_eq!(store.conversation(&acme, &id).await.unwrap().title, title);
    }
}

#[tokio::test]
async fn another_workspace_finds_nothing_and_deletion_leaves_nothing() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let id = store.create_conversation(&acme, "Plans").await.unwrap().id;
    store.append_message(&acme, &id, question("Why?")).await.unwrap();
    assert_fails!(store.conversation(&beta, &id).await, StoreError::NotFound);
    assert_fails!(store.messages(&beta, &id).await, StoreError::NotFound);
    assert_fails!(store.append_message(&beta, &id, question("?")).await, StoreError::NotFound);
    assert_fails!(store.delete_conversation(&beta, &id).await, StoreError::NotFound);
    assert!(store.conversations(&beta).await.unwrap().is_empty());
    assert_eq!(store.conversations(&acme).await.unwrap().len(), 1);

    store.delete_conversation(&acme, &id).await.unwrap();
    assert_fails!(store.messages(&acme, &id).await, StoreError::NotFound);
    assert_fails!(store.append_message(&acme, &id, question("?")).await, StoreError::NotFound);
    assert_fails!(store.delete_conversation(&acme, &id).await, StoreError::NotFound);
    assert_eq!(count(&store, "message").await, 0);
}

#[tokio::test]
async fn messages_that_come_at_once_all_get_a_place() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let id = store.create_conversation(&acme, "").await.unwrap().id;
    let asked =
        (0..20).map(|number| store.append_message(&acme, &id, question(&format!("{number}?")))).collect::<Vec<_>>();
    for result in futures::future::join_all(asked).await {
        result.unwrap();
    }
    let ordinals: Vec<i64> = store.messages(&acme, &id).await.unwrap().iter().map(|message| message.ordinal).collect();
    assert_eq!(ordinals, (0..20).collect::<Vec<i64>>());
}
