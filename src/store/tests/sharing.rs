//! Several processes on one directory, and the directory's own privacy.

use std::os::unix::fs::PermissionsExt;

use super::*;

#[tokio::test]
async fn two_handles_write_at_once_and_see_each_other() {
    let (dir, one) = store().await;
    let other = Store::open(dir.path()).await.unwrap();
    let acme = workspace(&one, "Acme").await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..60 {
        let store = if number % 2 == 0 { one.clone() } else { other.clone() };
        let new = lines(&acme, &format!("{number}.md"), &format!("text {number}\n"));
        tasks.spawn(async move { store.put_document(new).await.unwrap().seq.unwrap() });
    }
    let mut seqs = tasks.join_all().await;
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=60).collect::<Vec<i64>>());
    for store in [&one, &other] {
        assert_eq!(store.documents(&acme).await.unwrap().len(), 60);
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn one_name_at_once_has_one_live_version() {
    let (dir, one) = store().await;
    let other = Store::open(dir.path()).await.unwrap();
    let acme = workspace(&one, "Acme").await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let store = if number % 2 == 0 { one.clone() } else { other.clone() };
        let new = lines(&acme, "a.md", &format!("version {number}\n"));
        tasks.spawn(async move { store.put_document(new).await.unwrap() });
    }
    tasks.join_all().await;
    let rows = one.outbox_after(0, 100).await.unwrap();
    assert_eq!(rows.len(), 39);
    let last = &rows[38];
    assert_eq!((&one.documents(&acme).await.unwrap()[0].id, OutboxOp::Put), (&last.document, last.op));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_directory_is_opened_by_many_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new/data ?mode=memory#%20");
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let path = path.clone();
        tasks.spawn(async move { Store::open(&path).await.unwrap() });
    }
    let stores = tasks.join_all().await;
    workspace(&stores[0], "Acme").await;
    assert_eq!(stores[7].workspaces().await.unwrap().len(), 1);
    assert!(path.join("annexa.db").is_file());
}

#[tokio::test]
async fn nobody_else_reads_the_directory() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    let store = Store::open(&path).await.unwrap();
    workspace(&store, "Acme").await;
    store.put_blob(b"original".to_vec()).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&path.join("blobs"))), (0o700, 0o700));
    let files = files(&path);
    assert!(files.iter().any(|(path, _)| path.ends_with("annexa.db-wal")));
    for (path, _) in files {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    let (dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let document = put(&store, &acme, "a.md", "one\n").await;
    store.close().await;
    assert_fails!(store.workspaces().await, StoreError::Sql(sqlx::Error::PoolClosed));
    let store = Store::open(dir.path()).await.unwrap();
    assert_eq!(store.documents(&acme).await.unwrap(), [document]);
}

#[tokio::test]
async fn pragmas_hold_on_every_connection() {
    let (_dir, store) = store().await;
    for (pool, query_only) in [(&store.writer, 0), (&store.readers, 1)] {
        for (pragma, wanted) in [
            ("PRAGMA synchronous", 2),
            ("PRAGMA foreign_keys", 1),
            ("PRAGMA secure_delete", 1),
            ("PRAGMA busy_timeout", 5000),
            ("PRAGMA query_only", query_only),
        ] {
            let found: i64 = sqlx::query_scalar(pragma).fetch_one(pool).await.unwrap();
            assert_eq!(found, wanted, "{pragma}");
        }
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await.unwrap();
        assert_eq!(mode, "wal");
    }
}
