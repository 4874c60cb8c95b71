//! The index finds what it should, only where it may, and comes back after damage.

use std::sync::Arc;

use proptest::prelude::*;

use super::{
    bucket::{Bucket, Known, dot},
    *,
};
use crate::{
    embed::{Embedded, Signs},
    store::{ChunkId, DocumentId, WorkspaceId},
};

fn document(n: usize) -> DocumentId {
    DocumentId::parse(&format!("doc_{n:032x}")).unwrap()
}

fn workspace(n: usize) -> WorkspaceId {
    WorkspaceId::parse(&format!("ws_{n:032x}")).unwrap()
}

fn entry(n: usize, place: &WorkspaceId, body: &str, ids: &[&str]) -> TextEntry {
    TextEntry {
        chunk: ChunkId::of(&document(n), 0),
        workspace: place.clone(),
        heading: String::new(),
        body: body.to_owned(),
        about: None,
        ids: ids.iter().map(ToString::to_string).collect(),
    }
}

fn filled(folder: &std::path::Path, bodies: &[(&str, &[&str])]) -> TextIndex {
    let index = TextIndex::open(folder).unwrap();
    let mut writer = index.writer().unwrap();
    for (n, (body, ids)) in bodies.iter().enumerate() {
        writer.replace(&document(n), &[entry(n, &workspace(1), body, ids)]).unwrap();
    }
    writer.commit(7).unwrap();
    index
}

fn found(index: &TextIndex, words: &str, ids: &[&str], places: &[WorkspaceId]) -> Vec<usize> {
    let ids = ids.iter().map(ToString::to_string).collect();
    let query = TextQuery { words: words.to_owned(), ids, workspaces: places.to_vec(), ..TextQuery::default() };
    let hits = index.search(&query, 10).unwrap();
    hits.iter().map(|(chunk, _)| (0..9).find(|n| *chunk == ChunkId::of(&document(*n), 0)).unwrap()).collect()
}

#[test]
fn an_id_finds_its_own_page_and_no_neighbour() {
    let folder = tempfile::tempdir().unwrap();
    let index = filled(folder.path(), &[("cloud", &["A.5.23"]), ("roles", &["A.5.2"]), ("web filter", &["A.8.23"])]);
    assert_eq!(found(&index, "", &["A.5.23"], &[workspace(1)]), [0]);
    assert_eq!(found(&index, "", &["A.5.2"], &[workspace(1)]), [1]);
    assert_eq!(found(&index, "5.2", &[], &[workspace(1)]), Vec::<usize>::new(), "a number is one word, not two");
}

#[test]
fn words_are_found_by_stem_and_only_in_the_workspaces_asked() {
    let folder = tempfile::tempdir().unwrap();
    let index = filled(folder.path(), &[("Backups are tested monthly", &[]), ("Access is reviewed", &[])]);
    assert_eq!(found(&index, "test a backup", &[], &[workspace(1)]), [0]);
    assert_eq!(found(&index, "BACKUP", &[], &[workspace(2)]), Vec::<usize>::new());
    assert_eq!(found(&index, "backup", &[], &[]), Vec::<usize>::new());
    let rarity = index.rarity("backup penguin");
    assert!(rarity[0].1 < rarity[1].1, "a word that the index has never seen is rarer: {rarity:?}");
}

#[test]
fn a_replaced_document_is_found_by_its_new_words_only_and_the_watermark_stays() {
    let folder = tempfile::tempdir().unwrap();
    let index = filled(folder.path(), &[("old words", &[])]);
    let mut writer = index.writer().unwrap();
    assert!(matches!(index.writer(), Err(IndexError::Busy)), "one writer at a time");
    writer.replace(&document(0), &[entry(0, &workspace(1), "new phrases", &[])]).unwrap();
    writer.commit(8).unwrap();
    assert_eq!(found(&index, "old", &[], &[workspace(1)]), Vec::<usize>::new());
    drop(index);
    let again = TextIndex::open(folder.path()).unwrap();
    assert_eq!((again.watermark(), found(&again, "phrase", &[], &[workspace(1)])), (8, vec![0]));
    assert!(again.is_sound());
}

#[test]
fn damaged_files_are_put_aside_and_the_index_starts_anew() {
    let folder = tempfile::tempdir().unwrap();
    drop(filled(folder.path(), &[("words", &[])]));
    let meta = folder.path().join(text::LAYOUT).join("meta.json");
    std::fs::write(&meta, "{ not json").unwrap();
    let index = TextIndex::open(folder.path()).unwrap();
    assert_eq!(index.watermark(), 0);
    let kept = std::fs::read_dir(folder.path()).unwrap();
    let damaged = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().contains("damaged");
    assert_eq!(kept.map(Result::unwrap).filter(damaged).count(), 1, "what was damaged is kept for a look");
}

fn kept(hash: &str, vector: Vec<f32>) -> Kept {
    let signs = Signs::of([vector.as_slice()]);
    Kept {
        hash: hash.to_owned(),
        text: format!("text {hash}"),
        embedded: Embedded { vector, signs, places: Vec::new(), depths: Vec::new() },
    }
}

#[tokio::test]
async fn a_second_look_gives_words_and_signs_of_allowed_workspaces_alone() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = Vectors::open(folder.path(), "f", 2).await.unwrap();
    vectors.keep(&[kept("a", vec![1.0, 0.0])]).await.unwrap();
    let chunk = ChunkId::of(&document(0), 0);
    let entry = VectorEntry {
        chunk: chunk.clone(),
        document: document(0),
        workspace: workspace(1),
        content_hash: "a".to_owned(),
    };
    vectors.replace(&document(0), &[entry]).await.unwrap();
    let found = vectors.look(&[0.6, 0.8], std::slice::from_ref(&chunk), &[workspace(1)]);
    let passage = &found[&chunk];
    assert!((passage.cosine - 0.6).abs() < 1e-6);
    assert_eq!(&*passage.terms, term_hashes("text a"));
    assert!((passage.signs.likeness(&passage.signs, &[1.0]) - 1.0).abs() < 1e-6);
    assert!(vectors.look(&[0.6, 0.8], &[chunk], &[workspace(2)]).is_empty());
}

#[tokio::test]
async fn vectors_are_kept_by_content_and_survive_a_damaged_file() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = Vectors::open(folder.path(), "f", 2).await.unwrap();
    assert_eq!(vectors.missing(["a", "b", "a"]).await.unwrap(), ["a", "b"]);
    vectors.keep(&[kept("a", vec![1.0, 0.0]), kept("b", vec![0.0, 1.0])]).await.unwrap();
    let of = |n: usize, hash: &str| VectorEntry {
        chunk: ChunkId::of(&document(0), n),
        document: document(0),
        workspace: workspace(1),
        content_hash: hash.to_owned(),
    };
    let known = vectors.replace(&document(0), &[of(0, "a"), of(1, "b"), of(2, "c")]).await.unwrap();
    assert_eq!((known, vectors.len()), (2, 2));
    let best = vectors.search(&[0.0, 1.0], &[workspace(1)], 1);
    assert_eq!(best[0].0, ChunkId::of(&document(0), 1));
    assert!(vectors.search(&[0.0, 1.0], &[workspace(2)], 1).is_empty());
    vectors.close().await;
    let file = folder.path().join("passages-f.db");
    std::fs::write(&file, vec![7; 4096]).unwrap();
    // A log that is still there would restore what the file has lost.
    for log in ["passages-f.db-wal", "passages-f.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(log));
    }
    let again = Vectors::open(folder.path(), "f", 2).await.unwrap();
    assert_eq!(again.missing(["a"]).await.unwrap(), ["a"]);
}

#[tokio::test]
async fn what_one_file_knows_of_texts_is_copied_to_another() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [from, to] = [&folders[0], &folders[1]].map(|folder| Vectors::open(folder.path(), "f", 2));
    let (from, to) = (from.await.unwrap(), to.await.unwrap());
    from.keep(&[kept("a", vec![1.0, 0.0]), kept("b", vec![0.0, 1.0])]).await.unwrap();
    assert_eq!(to.copy_from(&from, &["a".to_owned(), "c".to_owned()]).await.unwrap(), 1);
    assert_eq!(to.missing(["a", "b", "c"]).await.unwrap(), ["b", "c"]);
}

proptest! {
    #[test]
    fn nearest_is_what_sorting_all_gives(rows in prop::collection::vec(prop::array::uniform3(-1.0_f32..1.0), 1..40),
        query in prop::array::uniform3(-1.0_f32..1.0), limit in 1_usize..10, gone in 0_usize..4)
    {
        let mut bucket = Bucket::new(3);
        for (n, row) in rows.iter().enumerate() {
            let known = Known { terms: [7].into(), signs: Arc::default() };
            prop_assert!(bucket.push(ChunkId::of(&document(n), 0), document(n % 4), row, known));
        }
        bucket.remove(&document(gone));
        for (n, row) in rows.iter().enumerate() {
            let found = bucket.look(&ChunkId::of(&document(n), 0)).map(|(vector, _)| dot(&query, vector));
            let expected = (n % 4 != gone).then(|| row.iter().zip(&query).map(|(a, b)| a * b).sum::<f32>());
            prop_assert_eq!(found.is_some(), expected.is_some());
            prop_assert!((found.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-5);
        }
        let dot = |row: &[f32; 3]| row.iter().zip(&query).map(|(a, b)| a * b).sum::<f32>();
        let mut all: Vec<f32> = rows.iter().enumerate().filter(|(n, _)| n % 4 != gone).map(|(_, row)| dot(row)).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        all.truncate(limit);
        let found: Vec<f32> = bucket.nearest(&query, limit).iter().map(|(_, score)| *score).collect();
        prop_assert_eq!(found.len(), all.len());
        for (a, b) in found.iter().zip(&all) {
            prop_assert!((a - b).abs() < 1e-5);
        }
    }
}
