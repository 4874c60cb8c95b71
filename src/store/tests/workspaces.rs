//! Workspaces and what hangs on them.

use super::*;

#[tokio::test]
async fn names_are_trimmed_unique_and_free_again_after_deletion() {
    let (_dir, store) = store().await;
    let acme = store.create_workspace("  Acme \n").await.unwrap();
    assert_eq!(acme.name, "Acme");
    assert_fails!(store.create_workspace("Acme").await, StoreError::Conflict { what: "workspace" });
    let other = store.create_workspace("acme").await.unwrap();
    assert_fails!(store.rename_workspace(&other.id, "Acme").await, StoreError::Conflict { .. });
    assert_eq!(store.rename_workspace(&other.id, "Beta").await.unwrap().name, "Beta");
    assert_eq!(store.workspace_named("Beta").await.unwrap().id, other.id);
    assert_eq!(store.workspace_named(acme.id.as_str()).await.unwrap(), acme);
    store.delete_workspace(&acme.id).await.unwrap();
    assert_fails!(store.workspace(&acme.id).await, StoreError::NotFound);
    assert_fails!(store.workspace_named("Acme").await, StoreError::NotFound);
    assert_fails!(store.delete_workspace(&acme.id).await, StoreError::NotFound);
    assert_fails!(store.rename_workspace(&acme.id, "Gamma").await, StoreError::NotFound);
    assert_ne!(store.create_workspace("Acme").await.unwrap().id, acme.id);
}

#[tokio::test]
async fn the_knowledge_base_is_hidden_and_stays() {
    let (_dir, store) = store().await;
    let knowledge = WorkspaceId::knowledge();
    put(&store, &knowledge, "a.5.1.md", "Policies").await;
    assert!(store.workspaces().await.unwrap().is_empty());
    assert_fails!(store.workspace(&knowledge).await, StoreError::NotFound);
    assert_fails!(store.workspace_named("knowledge").await, StoreError::NotFound);
    assert_fails!(store.workspace_named(knowledge.as_str()).await, StoreError::NotFound);
    assert_fails!(store.rename_workspace(&knowledge, "mine").await, StoreError::NotFound);
    assert_fails!(store.delete_workspace(&knowledge).await, StoreError::NotFound);
    assert_fails!(store.create_workspace("knowledge").await, StoreError::Conflict { .. });
    assert_eq!(store.documents(&knowledge).await.unwrap().len(), 1);
}

#[tokio::test]
async fn hostile_names_round_trip_or_are_refused() {
    let (_dir, store) = store().await;
    let longest = "ü".repeat(100);
    for name in
        ["'; DROP TABLE workspace; --", "\"quoted\" `x` $1 ?1 %", "Žluťoučký 安全 🔐", "../../etc", longest.as_str()]
    {
        let id = workspace(&store, name).await;
        assert_eq!(store.workspace(&id).await.unwrap().name, name);
        assert_eq!(store.workspace_named(name).await.unwrap().id, id);
    }
    let too_long = "x".repeat(1000);
    for name in
        ["", " \t ", "a\0b", "two\nlines", "\u{1b}[31m", too_long.as_str(), "ws_0123456789abcdef0123456789abcdef"]
    {
        assert_fails!(store.create_workspace(name).await, StoreError::Invalid { .. });
    }
    assert_eq!(store.workspaces().await.unwrap().len(), 5);
}

#[tokio::test]
async fn deletion_takes_everything_along() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let document = put(&store, &acme, "a.md", "one\ntwo\n").await;
    let kept = put(&store, &beta, "a.md", "one\n").await;
    let conversation = store.create_conversation(&acme, "Plans").await.unwrap();
    let question = NewMessage { role: Role::User, text: "why?".to_owned(), answer: None };
    store.append_message(&acme, &conversation.id, question).await.unwrap();
    let (_, secret) = store.create_key(Scope::Widget, Some(acme.clone()), "site").await.unwrap();
    let job = store.create_job(&acme, 1, 1).await.unwrap();
    assert_eq!(store.workspaces().await.unwrap()[0].documents, 1);

    let before = store.last_seq().await.unwrap();
    let seq = store.delete_workspace(&acme).await.unwrap();
    let after = store.outbox_after(before, 10).await.unwrap();
    assert_eq!(after, [OutboxRow { seq, document: document.id.clone(), op: OutboxOp::Delete }]);
    assert_fails!(store.document(&acme, &document.id).await, StoreError::NotFound);
    assert_fails!(store.put_document(lines(&acme, "b.md", "x")).await, StoreError::NotFound);
    assert_fails!(store.messages(&acme, &conversation.id).await, StoreError::NotFound);
    assert_fails!(store.create_conversation(&acme, "").await, StoreError::NotFound);
    assert_fails!(store.create_key(Scope::Widget, Some(acme.clone()), "x").await, StoreError::NotFound);
    assert_fails!(store.job(None, &job.id).await, StoreError::NotFound);
    assert!(store.authenticate(secrecy::ExposeSecret::expose_secret(&secret)).await.unwrap().is_none());
    assert_eq!(count(&store, "message").await, 0);
    assert_eq!(store.live_documents().await.unwrap(), [kept.id]);
}

#[tokio::test]
async fn jobs_belong_to_their_workspace() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let job = store.create_job(&acme, 7, 3).await.unwrap();
    assert_eq!(store.job(Some(&acme), &job.id).await.unwrap(), job);
    assert_eq!(store.job(None, &job.id).await.unwrap(), job);
    assert_fails!(store.job(Some(&beta), &job.id).await, StoreError::NotFound);
}

#[tokio::test]
async fn settings_are_replaced() {
    let (_dir, store) = store().await;
    assert_eq!(store.setting("embedder").await.unwrap(), None);
    store.set_setting("embedder", "a").await.unwrap();
    store.set_setting("embedder", "b'").await.unwrap();
    assert_eq!(store.setting("embedder").await.unwrap().as_deref(), Some("b'"));
    assert_fails!(store.set_setting("embedder", "\0").await, StoreError::Invalid { .. });
}
