//! Documents: versions, tombstones, the outbox.

use super::*;

fn ops(rows: &[OutboxRow]) -> Vec<(&DocumentId, OutboxOp)> {
    rows.iter().map(|row| (&row.document, row.op)).collect()
}

#[tokio::test]
async fn the_same_file_writes_nothing_and_a_new_one_replaces_it() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let first = store.put_document(lines(&acme, "a.md", "one\n")).await.unwrap();
    assert_eq!((first.seq, first.unchanged), (Some(1), false));
    let again = store.put_document(lines(&acme, "a.md", "one\n")).await.unwrap();
    assert_eq!((again.seq, again.unchanged, &again.document), (None, true, &first.document));
    assert_eq!((count(&store, "document").await, count(&store, "outbox").await), (1, 1));

    let second = store.put_document(lines(&acme, "a.md", "one\ntwo\n")).await.unwrap();
    let recut = NewDocument { chunker: "v2".to_owned(), ..lines(&acme, "a.md", "one\ntwo\n") };
    let third = store.put_document(recut).await.unwrap();
    assert_eq!(store.documents(&acme).await.unwrap(), std::slice::from_ref(&third.document));
    assert_eq!(store.document(&acme, &third.document.id).await.unwrap(), third.document);
    assert_eq!(count(&store, "chunk").await, 2);
    let (one, two, three) = (&first.document.id, &second.document.id, &third.document.id);
    let (gone, new) = (OutboxOp::Delete, OutboxOp::Put);
    let rows = store.outbox_after(0, 100).await.unwrap();
    assert_eq!(ops(&rows), [(one, new), (one, gone), (two, new), (two, gone), (three, new)]);
    assert_eq!(third.seq, Some(store.last_seq().await.unwrap()));
    assert_eq!(store.outbox_after(3, 1).await.unwrap(), rows[3..4]);
}

#[tokio::test]
async fn the_same_file_under_another_name_is_reported() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let first = store.put_document(lines(&acme, "a.md", "one\n")).await.unwrap();
    assert_eq!(first.same_as, None);
    let copy = store.put_document(lines(&acme, "b.md", "one\n")).await.unwrap();
    assert_eq!((copy.same_as, copy.unchanged), (Some(first.document.id.clone()), false));
    assert_eq!(store.put_document(lines(&beta, "c.md", "one\n")).await.unwrap().same_as, None);
    store.delete_document(&acme, &first.document.id).await.unwrap();
    let again = store.put_document(lines(&acme, "b.md", "one\n")).await.unwrap();
    assert_eq!((again.same_as, again.unchanged), (None, true));
}

#[tokio::test]
async fn another_workspace_finds_nothing() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let document = put(&store, &acme, "a.md", "one\n").await;
    for foreign in [&beta, &WorkspaceId::knowledge()] {
        assert_fails!(store.document(foreign, &document.id).await, StoreError::NotFound);
        assert_fails!(store.document_text(foreign, &document.id).await, StoreError::NotFound);
        assert_fails!(store.delete_document(foreign, &document.id).await, StoreError::NotFound);
        assert!(store.documents(foreign).await.unwrap().is_empty());
    }
    assert_eq!(store.document_text(&acme, &document.id).await.unwrap(), "one\n");
}

#[tokio::test]
async fn deletion_leaves_ids_and_no_words_in_the_whole_directory() {
    let (dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let text = "the canary sings\n".repeat(2000);
    let new = lines(&acme, "canary.md", &text);
    let sha256 = new.sha256.clone();
    let document = store.put_document(NewDocument { title: "My canary".to_owned(), ..new }).await.unwrap().document;
    assert!(store.is_file_in_use(&sha256).await.unwrap());
    let seq = store.delete_document(&acme, &document.id).await.unwrap();
    assert_eq!(seq, store.last_seq().await.unwrap());
    assert!(!store.is_file_in_use(&sha256).await.unwrap());
    assert_fails!(store.document(&acme, &document.id).await, StoreError::NotFound);
    assert_fails!(store.delete_document(&acme, &document.id).await, StoreError::NotFound);
    assert_eq!((count(&store, "document").await, count(&store, "chunk").await), (1, 0));
    store.close().await;
    for (path, bytes) in files(dir.path()) {
        assert!(!bytes.windows(6).any(|window| window == b"canary"), "{}", path.display());
    }
}

#[tokio::test]
async fn a_put_that_fails_half_way_leaves_no_trace() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let old = put(&store, &acme, "a.md", "one\n").await;
    let trap = "CREATE TRIGGER trap BEFORE INSERT ON chunk WHEN NEW.ordinal = 2 BEGIN SELECT RAISE(ABORT, 'trap'); END";
    sqlx::query(trap).execute(&store.writer).await.unwrap();
    assert_fails!(store.put_document(lines(&acme, "a.md", "1\n2\n3\n")).await, StoreError::Sql(_));
    assert_eq!(store.documents(&acme).await.unwrap(), std::slice::from_ref(&old));
    assert_eq!(store.document_text(&acme, &old.id).await.unwrap(), "one\n");
    assert_eq!(store.chunks_of(&old.id).await.unwrap().len(), 1);
    assert_eq!((count(&store, "document").await, store.last_seq().await.unwrap()), (1, 1));
    sqlx::query("DROP TRIGGER trap").execute(&store.writer).await.unwrap();
    put(&store, &acme, "a.md", "1\n2\n3\n").await;
}

#[tokio::test]
async fn hostile_documents_round_trip_or_are_refused() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let long = "x".repeat(1000);
    for name in
        ["'; DROP TABLE document; --", "a\nb\r\"c\"", "../../etc/passwd", "\u{202e}fdp.exe", " 安全 🔐 ", long.as_str()]
    {
        let document = put(&store, &acme, name, name).await;
        assert_eq!(store.document(&acme, &document.id).await.unwrap().name, name);
        assert_eq!(store.document_text(&acme, &document.id).await.unwrap(), name);
    }
    let fine = lines(&acme, "fine.md", "one\n");
    let mut outside = fine.clone();
    outside.chunks[0].end = 5;
    let mut backwards = fine.clone();
    backwards.chunks[0].start = 5;
    let mut heading = fine.clone();
    heading.chunks[0].heading = vec!["\0".to_owned()];
    for wrong in [
        outside,
        backwards,
        heading,
        NewDocument { name: String::new(), ..fine.clone() },
        NewDocument { name: "a\0.md".to_owned(), ..fine.clone() },
        NewDocument { name: "x".repeat(1025), ..fine.clone() },
        NewDocument { text: "one\0".to_owned(), ..fine.clone() },
        NewDocument { sha256: "../../../etc/passwd".to_owned(), ..fine.clone() },
    ] {
        assert_fails!(store.put_document(wrong).await, StoreError::Invalid { .. });
    }
    assert_eq!(store.documents(&acme).await.unwrap().len(), 6);
}

#[tokio::test]
async fn what_was_learned_while_reading_is_kept_with_the_document() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let reading = Reading { pages: vec![0, 4], warnings: vec!["page 2 has no text".to_owned()] };
    let new = NewDocument { reading: reading.clone(), ..lines(&acme, "a.pdf", "one\ntwo\n") };
    let id = store.put_document(new).await.unwrap().document.id;
    assert_eq!(store.document_reading(&acme, &id).await.unwrap(), reading);
    assert_fails!(store.document_reading(&beta, &id).await, StoreError::NotFound);
    store.delete_document(&acme, &id).await.unwrap();
    assert_fails!(store.document_reading(&acme, &id).await, StoreError::NotFound);
}
