//! Agreements hold for one endpoint; notes go with the conversation that they belong to, and are nobody else's to read.

use super::*;

fn sending(workspace: &WorkspaceId, conversation: &ConversationId) -> NewEgress {
    let passage =
        SentPassage { n: 1, source: "a.md".to_owned(), document: None, start: 3, end: 9, sha256: "00".repeat(32) };
    NewEgress {
        workspace: Some(workspace.clone()),
        conversation: Some(conversation.clone()),
        purpose: Purpose::Answer,
        origin: "http://127.0.0.1:9".to_owned(),
        model: "m".to_owned(),
        passages: vec![passage],
    }
}

#[tokio::test]
async fn an_agreement_is_for_one_origin_and_ends_with_the_workspace() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    assert!(!store.has_agreed(&acme, "http://a").await.unwrap());
    let given = store.agree(&acme, "http://a", "key_1").await.unwrap();
    assert_eq!(store.consent(&acme).await.unwrap(), Some(given));
    for (place, origin, agreed) in [(&acme, "http://a", true), (&acme, "http://b", false), (&beta, "http://a", false)] {
        assert_eq!(store.has_agreed(place, origin).await.unwrap(), agreed, "{origin}");
    }
    store.agree(&acme, "http://b", "key_2").await.unwrap();
    assert!(!store.has_agreed(&acme, "http://a").await.unwrap(), "a new agreement replaces the old one");
    store.disagree(&acme).await.unwrap();
    assert!(!store.has_agreed(&acme, "http://b").await.unwrap());
    store.agree(&acme, "http://b", "key_2").await.unwrap();
    store.delete_workspace(&acme).await.unwrap();
    assert_eq!(store.consent(&acme).await.unwrap(), None);
    assert_fails!(store.agree(&acme, "http://b", "key_2").await, StoreError::NotFound);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_note_is_there_before_the_end_and_goes_with_its_conversation() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let talk = store.create_conversation(&acme, "").await.unwrap().id;
    let note = store.begin_egress(&sending(&acme, &talk)).await.unwrap();
    assert_eq!(store.egress_totals().await.unwrap()[0].rows, 1, "noted before anything is sent");
    let answer = NewMessage { role: Role::Assistant, text: "Yes.".to_owned(), answer: None };
    let message = store.append_message(&acme, &talk, answer).await.unwrap().id;
    store.file_egress(&note, &message).await.unwrap();
    let open = store.egress_of(&acme, &talk, &message).await.unwrap().remove(0);
    assert_eq!(
        (open.outcome.as_str(), open.total_ms, &open.passages),
        ("unfinished", None, &sending(&acme, &talk).passages)
    );
    let end = EgressEnd {
        outcome: "used",
        requests: 2,
        bytes: 900,
        tokens: Some((200, 20)),
        cost: Some(0.5),
        first_ms: Some(7),
        total_ms: 9,
        ..EgressEnd::default()
    };
    store.end_egress(&note, &end).await.unwrap();
    let done = store.egress_of(&acme, &talk, &message).await.unwrap().remove(0);
    assert_eq!(
        (done.outcome.as_str(), done.requests, done.prompt_tokens, done.first_ms),
        ("used", 2, Some(200), Some(7))
    );
    assert_fails!(store.egress_of(&beta, &talk, &message).await, StoreError::NotFound);
    let total = store.egress_totals().await.unwrap().remove(0);
    assert_eq!((total.rows, total.bytes, total.completion_tokens), (1, 900, 20));
    assert!((total.cost - 0.5).abs() < 1e-9);
    store.delete_conversation(&acme, &talk).await.unwrap();
    assert!(store.egress_totals().await.unwrap().is_empty());
    store.end_egress(&note, &end).await.unwrap();
    assert!(store.egress_totals().await.unwrap().is_empty(), "what is gone stays gone");
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

/// A store from before policies could be worded keeps its notes, and takes the new ones.
#[tokio::test]
async fn notes_of_an_older_store_are_carried_over() {
    let (dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let talk = store.create_conversation(&acme, "").await.unwrap().id;
    store.begin_egress(&sending(&acme, &talk)).await.unwrap();
    let before = store.egress_in(&acme, &Page::all()).await.unwrap().items;
    for change in [
        "DROP TRIGGER artefact_wording_kept",
        "ALTER TABLE artefact_version DROP COLUMN wording",
        "DELETE FROM _sqlx_migrations WHERE version = 8",
    ] {
        sqlx::query(change).execute(&store.writer).await.unwrap();
    }
    store.close().await;
    let store = Store::open(dir.path()).await.unwrap();
    assert_eq!(store.egress_in(&acme, &Page::all()).await.unwrap().items, before);
    let policy = NewEgress { purpose: Purpose::Policy, conversation: None, ..sending(&acme, &talk) };
    store.begin_egress(&policy).await.unwrap();
    assert_eq!(store.egress_in(&acme, &Page::all()).await.unwrap().items.len(), 2);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}
