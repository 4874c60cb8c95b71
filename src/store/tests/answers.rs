//! Answers take the place of others only when they are stored, and never in a conversation that has moved on.

use serde_json::json;

use super::*;

async fn talk(store: &Store, workspace: &WorkspaceId, said: &[&str]) -> (ConversationId, Vec<Message>) {
    let id = store.create_conversation(workspace, "").await.unwrap().id;
    for text in said {
        let question = NewMessage { role: Role::User, text: (*text).to_owned(), answer: None };
        store.append_message(workspace, &id, question).await.unwrap();
        store.put_answer((workspace, &id), &AnswerPlace::Last, answer(store, "An answer"), None).await.unwrap();
    }
    let messages = store.messages(workspace, &id).await.unwrap();
    (id, messages)
}

fn answer(store: &Store, text: &str) -> NewAnswer {
    NewAnswer { id: store.next_message_id(), text: text.to_owned(), answer: json!({ "answer": text }) }
}

async fn texts(store: &Store, workspace: &WorkspaceId, id: &ConversationId) -> Vec<String> {
    store.messages(workspace, id).await.unwrap().into_iter().map(|message| message.text).collect()
}

#[tokio::test]
async fn an_edited_question_takes_the_place_of_all_that_followed_it() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let (id, messages) = talk(&store, &acme, &["Why?", "How?", "When?"]).await;
    store.rate(&acme, (&id, &messages[5].id), Thumb::Up, "").await.unwrap();
    let (question, last) = (messages[2].id.clone(), messages[5].id.clone());
    let place = |last: &MessageId| AnswerPlace::Edited {
        question: question.clone(),
        text: "Who?".to_owned(),
        last: last.clone(),
    };
    assert_fails!(
        store.put_answer((&acme, &id), &place(&messages[3].id), answer(&store, "x"), None).await,
        StoreError::Changed
    );
    assert_eq!(texts(&store, &acme, &id).await.len(), 6, "what failed took nothing away");
    let stored = store.put_answer((&acme, &id), &place(&last), answer(&store, "She"), None).await.unwrap();
    assert_eq!(stored.ordinal, 3);
    assert_eq!(texts(&store, &acme, &id).await, ["Why?", "An answer", "Who?", "She"]);
    assert_eq!(store.messages(&acme, &id).await.unwrap()[2].id, question);
    assert_eq!(store.conversation(&acme, &id).await.unwrap().title, "Why?");
    assert_eq!(store.ratings(&acme, &Page::all()).await.unwrap().items, []);

    let first = AnswerPlace::Edited { question: messages[0].id.clone(), text: "What?".to_owned(), last: stored.id };
    store.put_answer((&acme, &id), &first, answer(&store, "That"), None).await.unwrap();
    assert_eq!(texts(&store, &acme, &id).await, ["What?", "That"]);
    assert_eq!(store.conversation(&acme, &id).await.unwrap().title, "What?", "the title was the question");
}

#[tokio::test]
async fn an_answer_made_anew_stands_where_the_old_one_stood() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let (id, messages) = talk(&store, &acme, &["Why?", "How?"]).await;
    store.rate(&acme, (&id, &messages[1].id), Thumb::Down, "").await.unwrap();
    let anew = NewAnswer { id: messages[1].id.clone(), ..answer(&store, "Because") };
    store.put_answer((&acme, &id), &AnswerPlace::Of(messages[0].id.clone()), anew, None).await.unwrap();
    assert_eq!(texts(&store, &acme, &id).await, ["Why?", "Because", "How?", "An answer"]);
    assert_eq!(store.message((&acme, &id), &messages[1].id).await.unwrap().text, "Because");
    assert_eq!(store.ratings(&acme, &Page::all()).await.unwrap().items, [], "the thumb was for the old answer");
    for question in [&messages[1].id, &store.next_message_id()] {
        let place = AnswerPlace::Of(question.clone());
        assert_fails!(store.put_answer((&acme, &id), &place, answer(&store, "x"), None).await, StoreError::Changed);
    }
}

#[tokio::test]
async fn another_place_finds_no_message_and_takes_no_answer() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let (id, messages) = talk(&store, &acme, &["Why?"]).await;
    let (other, _) = talk(&store, &acme, &["Why?"]).await;
    assert_fails!(store.message((&beta, &id), &messages[1].id).await, StoreError::NotFound);
    assert_fails!(store.message((&acme, &other), &messages[1].id).await, StoreError::NotFound);
    let place = AnswerPlace::Of(messages[0].id.clone());
    for (workspace, id) in [(&beta, &id), (&acme, &other)] {
        let put = store.put_answer((workspace, id), &place, answer(&store, "x"), None).await;
        assert!(matches!(put, Err(StoreError::NotFound | StoreError::Changed)), "{put:?}");
    }
    assert_fails!(store.rename_conversation(&beta, &id, "Theirs").await, StoreError::NotFound);
    assert_eq!(texts(&store, &acme, &id).await, ["Why?", "An answer"]);
    store.delete_conversation(&acme, &id).await.unwrap();
    assert_fails!(
        store.put_answer((&acme, &id), &AnswerPlace::Last, answer(&store, "x"), None).await,
        StoreError::NotFound
    );
}

#[tokio::test]
async fn a_title_is_chosen_within_bounds() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let id = store.create_conversation(&acme, "Old").await.unwrap().id;
    assert_eq!(store.rename_conversation(&acme, &id, "  Größe 🔐 ").await.unwrap().title, "Größe 🔐");
    for wrong in ["", "  ", "a\nb", "\0", &"x".repeat(201)] {
        assert_fails!(store.rename_conversation(&acme, &id, wrong).await, StoreError::Invalid { .. });
    }
    assert_eq!(store.conversation(&acme, &id).await.unwrap().title, "Größe 🔐");
}

#[tokio::test]
async fn conversations_are_found_by_title_and_message_page_by_page() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    talk(&store, &beta, &["Zugänge in Beta?"]).await;
    let mut all = Vec::new();
    for number in 0..7 {
        let text = if number % 2 == 0 { format!("ZUGÄNGE {number} at 100%?") } else { format!("Zug_nge {number}?") };
        all.push(talk(&store, &acme, &[&text]).await.0);
    }
    store.rename_conversation(&acme, &all[1], "Die zugänge").await.unwrap();
    let find = async |words: &str, limit: u32| {
        let (mut found, mut after) = (Vec::new(), None);
        for _ in 0..20 {
            let page = Page::new(Some(limit), after).unwrap();
            let paged = store.find_conversations(&acme, words, &page).await.unwrap();
            assert!(paged.items.len() <= usize::try_from(limit).unwrap());
            found.extend(paged.items);
            after = paged.next;
            if after.is_none() {
                return found;
            }
        }
        panic!("the list does not end");
    };
    for limit in [1, 2, 3, 200] {
        let found = find("zugänge", limit).await;
        let ids: Vec<_> = found.iter().map(|hit| hit.conversation.id.clone()).collect();
        assert_eq!(ids, [&all[6], &all[4], &all[2], &all[1], &all[0]].map(Clone::clone), "{limit}");
        let snippet = found[0].snippet.as_ref().unwrap();
        assert_eq!((snippet.found.as_str(), snippet.after.as_str()), ("ZUGÄNGE", " 6 at 100%?"));
        assert_eq!(found[3].snippet, None, "only the title says it");
        assert_eq!(find("", limit).await.len(), 7);
    }
    assert_eq!(find("100%", 9).await.len(), 4);
    assert_eq!(find("zug_nge", 9).await.len(), 3);
    assert_eq!(find("10_%", 9).await.len(), 0);
    assert_eq!(find("an ANSWER", 9).await.len(), 7);
    assert_fails!(store.find_conversations(&acme, "\0", &Page::all()).await, StoreError::Invalid { .. });
}
