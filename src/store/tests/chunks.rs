//! Hydration: an index can lose results, never show foreign or deleted ones.

use proptest::prelude::*;

use super::*;

#[tokio::test]
async fn chunks_come_in_the_order_asked_with_their_text() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let text = "Řád 🔐 první\nsecond\ntřetí";
    let document = put(&store, &acme, "a.md", text).await;
    let rows = store.chunks_of(&document.id).await.unwrap();
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["Řád 🔐 první\n", "second\n", "třetí"]);
    assert_eq!(rows[1].id, ChunkId::of(&document.id, 1));
    assert_eq!(rows[1].heading, ["Policy", "line 1"]);
    assert_eq!((rows[0].requirement.as_deref(), rows[1].requirement.as_deref()), (Some("A.5.23"), None));
    assert_eq!((rows[1].document_name.as_str(), rows[1].title.as_str()), ("a.md", "A title"));

    let ids = [ChunkId::of(&document.id, 2), ChunkId::of(&document.id, 9), ChunkId::of(&document.id, 0)];
    let found = store.hydrate(&ids, std::slice::from_ref(&acme)).await.unwrap();
    assert_eq!(found, [rows[2].clone(), rows[0].clone()]);
    assert!(store.hydrate(&[], std::slice::from_ref(&acme)).await.unwrap().is_empty());
    assert!(store.hydrate(&ids, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn foreign_replaced_and_deleted_chunks_are_left_out() {
    let (_dir, store) = store().await;
    let (acme, beta) = (workspace(&store, "Acme").await, workspace(&store, "Beta").await);
    let knowledge = WorkspaceId::knowledge();
    let mut ids = Vec::new();
    for (workspace, name) in [(&acme, "a"), (&acme, "replaced"), (&acme, "deleted"), (&beta, "b"), (&knowledge, "k")] {
        let document = put(&store, workspace, name, name).await;
        ids.push(ChunkId::of(&document.id, 0));
        if name == "deleted" {
            store.delete_document(workspace, &document.id).await.unwrap();
            assert!(store.chunks_of(&document.id).await.unwrap().is_empty());
        }
    }
    put(&store, &acme, "replaced", "new").await;
    let names = async |workspaces: &[WorkspaceId]| -> Vec<String> {
        store.hydrate(&ids, workspaces).await.unwrap().into_iter().map(|row| row.document_name).collect()
    };
    assert_eq!(names(std::slice::from_ref(&acme)).await, ["a"]);
    assert_eq!(names(&[beta.clone(), knowledge.clone()]).await, ["b", "k"]);
    store.delete_workspace(&beta).await.unwrap();
    assert_eq!(names(&[knowledge, beta, acme]).await, ["a", "k"]);
}

#[tokio::test]
async fn more_chunks_than_one_statement_takes() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let document = put(&store, &acme, "a.md", &"línea\n".repeat(1203)).await;
    let ids: Vec<ChunkId> = (0..1203).rev().map(|ordinal| ChunkId::of(&document.id, ordinal)).collect();
    let mut found = store.hydrate(&ids, &[acme]).await.unwrap();
    found.reverse();
    assert_eq!(found, store.chunks_of(&document.id).await.unwrap());
    assert_eq!(found.len(), 1203);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// SQL and Rust cut any text at the same characters, overlapping and unordered chunks included.
    #[test]
    fn both_ways_to_cut_agree(text in "[^\0]{1,40}", cuts in prop::collection::vec((0_usize..50, 0_usize..50), 1..6)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (_dir, store) = store().await;
            let acme = workspace(&store, "Acme").await;
            let mut new = lines(&acme, "a.md", &text);
            let length = text.chars().count();
            let sample = new.chunks[0].clone();
            new.chunks = cuts
                .iter()
                .map(|(one, other)| (one % (length + 1), other % (length + 1)))
                .map(|(one, other)| NewChunk { start: one.min(other), end: one.max(other), ..sample.clone() })
                .collect();
            let document = store.put_document(new).await.unwrap().document;
            let rows = store.chunks_of(&document.id).await.unwrap();
            let ids: Vec<ChunkId> = rows.iter().map(|row| row.id.clone()).collect();
            assert_eq!(store.hydrate(&ids, &[acme]).await.unwrap(), rows);
            for row in rows {
                let slice: String = text.chars().skip(row.start).take(row.end - row.start).collect();
                assert_eq!(row.text, slice);
            }
        });
    }
}
