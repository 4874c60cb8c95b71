//! Documents reach the store and the text index, stay unchanged when nothing changed, and survive a lost index.

use std::path::Path;

use super::*;
use crate::{
    document::Reader,
    knowledge::{Library, Page},
    retrieve::{Retriever, Search},
    store::{Store, WorkspaceId},
};

async fn indexer(store: &Store, folder: &Path) -> Indexer {
    let indexer = Indexer::open(store.clone(), &folder.join("index"), None).await.unwrap();
    indexer.catch_up().await.unwrap();
    indexer
}

async fn search(store: &Store, indexer: &Indexer, place: &WorkspaceId, words: &str) -> Vec<String> {
    let retriever = Retriever::new(store.clone(), indexer.text().clone(), None);
    let hits = retriever.search(&Search::new(words, vec![place.clone()], 5)).await.unwrap();
    hits.into_iter().map(|hit| hit.chunk.text.trim().to_owned()).collect()
}

#[tokio::test]
async fn a_document_is_found_until_it_is_replaced_or_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let place = store.create_workspace("Acme").await.unwrap().id;
    let indexer = indexer(&store, folder.path()).await;
    let reader = Reader::in_process();
    let put = |text: &'static str| add_document(&store, &reader, &place, "backup.md", text.as_bytes().to_vec());
    let first = put("# Backup\n\nRestores are rehearsed every spring.\n").await.unwrap();
    assert!(put("# Backup\n\nRestores are rehearsed every spring.\n").await.unwrap().unchanged);
    indexer.catch_up().await.unwrap();
    assert!(search(&store, &indexer, &place, "rehearsed").await[0].contains("every spring"));
    let second = put("# Backup\n\nTapes are kept offsite.\n").await.unwrap();
    assert_ne!(first.document.id, second.document.id);
    indexer.catch_up().await.unwrap();
    assert!(search(&store, &indexer, &place, "rehearsed").await.is_empty());
    store.delete_document(&place, &second.document.id).await.unwrap();
    assert!(search(&store, &indexer, &place, "tapes").await.is_empty(), "gone at once, before the index follows");
    indexer.catch_up().await.unwrap();
    assert!(indexer.is_level_with(&place, store.last_seq().await.unwrap()));
}

#[tokio::test]
async fn a_title_comes_from_the_front_matter_a_heading_or_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let place = store.create_workspace("Acme").await.unwrap().id;
    for (name, text, title) in [
        ("a.md", "---\ntitle: 'Access Control'\n---\n# Other\n\nText.\n", "Access Control"),
        ("b.md", "# Backup *policy*\n\nText.\n", "Backup policy"),
        ("folder/c.txt", "# Not a heading in plain text", "c"),
    ] {
        let put = add_document(&store, &Reader::in_process(), &place, name, text.as_bytes().to_vec()).await.unwrap();
        assert_eq!(put.document.title, title);
    }
}

#[tokio::test]
async fn a_lost_index_comes_back_from_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let place = store.create_workspace("Acme").await.unwrap().id;
    add_document(&store, &Reader::in_process(), &place, "a.txt", b"Visitors sign the book.".to_vec()).await.unwrap();
    drop(indexer(&store, folder.path()).await);
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    let again = indexer(&store, folder.path()).await;
    assert_eq!(search(&store, &again, &place, "visitor").await, ["Visitors sign the book."]);
    again.rebuild_text().await.unwrap();
    assert_eq!(search(&store, &again, &place, "visitor").await.len(), 1);
}

#[tokio::test]
async fn an_index_ahead_of_a_restored_store_is_built_again() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::open(old.path()).await.unwrap();
    let place = store.create_workspace("Acme").await.unwrap().id;
    for n in 0..3 {
        add_document(&store, &Reader::in_process(), &place, &format!("{n}.txt"), format!("Rule {n}.").into_bytes())
            .await
            .unwrap();
    }
    drop(indexer(&store, old.path()).await);
    let restored = Store::open(new.path()).await.unwrap();
    let place = restored.create_workspace("Acme").await.unwrap().id;
    add_document(&restored, &Reader::in_process(), &place, "only.txt", b"Visitors sign the book.".to_vec())
        .await
        .unwrap();
    let again = indexer(&restored, old.path()).await;
    assert_eq!(search(&restored, &again, &place, "visitor").await, ["Visitors sign the book."]);
    assert_eq!(again.text().watermark(), restored.last_seq().await.unwrap());
}

#[tokio::test]
async fn unreadable_files_are_refused_by_name_and_nothing_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let place = store.create_workspace("Acme").await.unwrap().id;
    let error =
        add_document(&store, &Reader::in_process(), &place, "bad.md", b"a\0b".to_vec()).await.unwrap_err().to_string();
    assert!(error.starts_with("bad.md: ") && error.contains("binary"), "{error}");
    assert!(store.documents(&place).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_knowledge_base_is_synced_once_and_follows_its_pages() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let library = Library::of(Vec::new());
    let all = library.pages().len();
    assert_eq!(sync_knowledge(&store, &library).await.unwrap(), all);
    assert_eq!(sync_knowledge(&store, &library).await.unwrap(), 0);
    let text =
        "---\nid: A.5.1\nkind: control\ntitle: T\nreviewed: 2026-01-01\nsources: []\n---\n## Evidence\n\nA list.\n";
    let page = Page::parse("knowledge/controls/A.5.1.md", text.to_owned()).unwrap();
    let library = Library::of(vec![page]);
    assert_eq!(sync_knowledge(&store, &library).await.unwrap(), 2, "the page comes, the bare entry goes");
    let indexer = indexer(&store, folder.path()).await;
    let found = search(&store, &indexer, &WorkspaceId::knowledge(), "A.5.1 list").await;
    assert!(found[0].contains("A list."), "{found:?}");
}
