//! Backups: whole, checked, and never half.

use super::*;

/// A document whose original file is stored as well.
async fn with_file(store: &Store, workspace: &WorkspaceId, name: &str, text: &str) -> String {
    let sha256 = store.put_blob(text.as_bytes().to_vec()).await.unwrap();
    store.put_document(NewDocument { sha256: sha256.clone(), ..lines(workspace, name, text) }).await.unwrap();
    sha256
}

#[tokio::test]
async fn a_backup_brings_everything_back_and_a_later_change_is_not_in_it() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let first = with_file(&store, &acme, "a.md", "one\n").await;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("backup");
    let manifest = store.backup(&folder, "2026-11-28T00:00:00Z").await.unwrap();
    assert_eq!(manifest.files, [(first.clone(), 4)]);
    with_file(&store, &acme, "b.md", "two\n").await;
    assert_eq!(verify_backup(&folder).await.unwrap(), manifest);

    let data = place.path().join("data");
    restore_backup(&folder, &data).await.unwrap();
    let restored = Store::open(&data).await.unwrap();
    let names: Vec<String> = restored.documents(&acme).await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["a.md"]);
    assert_eq!(restored.blob(&first).await.unwrap(), b"one\n");
}

#[tokio::test]
async fn a_damaged_or_half_backup_is_refused_and_nothing_is_overwritten() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let file = with_file(&store, &acme, "a.md", "one\n").await;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("backup");
    store.backup(&folder, "now").await.unwrap();
    assert!(matches!(store.backup(&folder, "now").await.unwrap_err(), BackupError::NotEmpty(_)));

    let data = place.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("annexa.db"), "mine").unwrap();
    assert!(matches!(restore_backup(&folder, &data).await.unwrap_err(), BackupError::NotEmpty(_)));
    assert_eq!(std::fs::read(data.join("annexa.db")).unwrap(), b"mine");

    let blob = folder.join("blobs").join(&file[..2]).join(&file);
    std::fs::write(&blob, "other").unwrap();
    let error = verify_backup(&folder).await.unwrap_err().to_string();
    assert!(error.contains("is damaged") && error.contains(&file), "{error}");
    std::fs::remove_file(folder.join("manifest.json")).unwrap();
    assert!(matches!(verify_backup(&folder).await.unwrap_err(), BackupError::NoBackup(_)));
}
