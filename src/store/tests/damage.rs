//! Full disks, read-only directories, newer schemas, flipped bytes: each has its own clear error.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use secrecy::ExposeSecret;

use super::*;

#[tokio::test]
async fn a_newer_schema_is_refused() {
    for change in [
        "INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time \
         FROM _sqlx_migrations WHERE version = 1",
        "UPDATE _sqlx_migrations SET checksum = x'00'",
    ] {
        let (dir, store) = store().await;
        sqlx::query(change).execute(&store.writer).await.unwrap();
        store.close().await;
        assert_fails!(Store::open(dir.path()).await, StoreError::NewerSchema);
    }
}

#[tokio::test]
async fn a_store_of_the_first_version_is_migrated_and_keeps_what_it_holds() {
    let (dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let kept = put(&store, &acme, "a.md", "one\n").await;
    let (widget, token) = store.create_key(Scope::Widget, Some(acme.clone()), "old").await.unwrap();
    for change in [
        "DROP TABLE artefact_acknowledgement",
        "DROP TABLE artefact_version",
        "DROP TABLE artefact",
        "DROP TABLE idempotency",
        "DROP TABLE egress",
        "DROP TABLE model_consent",
        "DROP TABLE gap_analysis",
        "DROP TABLE rating",
        "DROP TABLE widget_day",
        "ALTER TABLE conversation DROP COLUMN widget_key",
        "ALTER TABLE api_key DROP COLUMN origins",
        "ALTER TABLE api_key DROP COLUMN quota",
        "ALTER TABLE document DROP COLUMN reading",
        "DELETE FROM _sqlx_migrations WHERE version > 1",
    ] {
        sqlx::query(change).execute(&store.writer).await.unwrap();
    }
    store.close().await;
    let store = Store::open(dir.path()).await.unwrap();
    assert_eq!(store.document_reading(&acme, &kept.id).await.unwrap(), Reading::default());
    assert_eq!(store.documents(&acme).await.unwrap(), [kept]);
    store.create_gap_analysis(&acme, NewGapAnalysis::default()).await.unwrap();
    assert_eq!(store.gap_analyses(&acme, &Page::all()).await.unwrap().items.len(), 1);
    assert!(store.authenticate(token.expose_secret()).await.unwrap().is_some());
    assert_eq!(store.widget(&widget.id).await.unwrap().quota, Some(i64::from(WIDGET_QUOTA)));
    assert!(store.take_widget_question(&widget.id).await.unwrap());
}

#[tokio::test]
async fn a_full_disk_stops_writing_only_and_passes() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let old = put(&store, &acme, "a.md", "one\n").await;
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&store.writer).await.unwrap();
    assert!(pages < 96);
    sqlx::query("PRAGMA max_page_count = 96").execute(&store.writer).await.unwrap();
    let large = lines(&acme, "a.md", &"x".repeat(1_000_000));
    assert_fails!(store.put_document(large.clone()).await, StoreError::Full);
    assert_eq!(store.documents(&acme).await.unwrap(), [old]);
    assert_eq!(store.last_seq().await.unwrap(), 1);
    // The limit went with the connection, which was replaced because its transaction had broken.
    assert_eq!(store.put_document(large).await.unwrap().seq, Some(3));
    workspace(&store, "Beta").await;
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let (_dir, store) = store().await;
    let error = sqlx::query("DELETE FROM outbox").execute(&store.readers).await.unwrap_err();
    assert!(matches!(StoreError::from(error), StoreError::ReadOnly));
}

/// The administrator may write anywhere, so for him this runs again as nobody.
#[test]
fn a_read_only_directory_is_named_as_such() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let set_mode = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    set_mode(dir.path(), 0o755);
    set_mode(&data, 0o555);
    if std::fs::write(data.join("probe"), "").is_err() {
        return assert_refused(&data);
    }
    std::fs::remove_file(data.join("probe")).unwrap();
    let program = dir.path().join("tests");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    set_mode(&program, 0o755);
    let name = std::thread::current().name().unwrap().to_owned();
    let output = Command::new(&program)
        .args(["--exact", &name, "--nocapture"])
        .env("TMPDIR", std::env::temp_dir())
        .current_dir("/")
        .uid(65534)
        .gid(65534)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn assert_refused(data: &Path) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error = runtime.block_on(Store::open(data)).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly), "{error:?}");
}

#[tokio::test]
async fn another_file_in_the_databases_place_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("annexa.db"), "this is no database, whatever it is called ".repeat(100)).unwrap();
    assert_fails!(Store::open(dir.path()).await, StoreError::Corrupt);
}

#[tokio::test]
async fn check_finds_dangling_rows() {
    let (_dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    put(&store, &acme, "a.md", "one\n").await;
    assert!(store.check().await.unwrap().is_empty());
    sqlx::raw_sql("PRAGMA foreign_keys = OFF; DELETE FROM document;").execute(&store.writer).await.unwrap();
    let problems = store.check().await.unwrap();
    assert!(problems[0].contains("refers to a row of table document"), "{problems:?}");
}

#[tokio::test]
async fn check_finds_flipped_bytes() {
    let (dir, store) = store().await;
    let acme = workspace(&store, "Acme").await;
    let document = put(&store, &acme, "a.md", &"x".repeat(400_000)).await;
    store.close().await;
    let path = dir.path().join("annexa.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(&path, bytes).unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    assert!(!store.check().await.unwrap().is_empty());
    assert_fails!(store.document_text(&acme, &document.id).await, StoreError::Corrupt);
}

#[tokio::test]
async fn blobs_are_verified_and_named_by_their_hash_alone() {
    let (dir, store) = store().await;
    let sha256 = store.put_blob(b"original".to_vec()).await.unwrap();
    let path = dir.path().join("blobs").join(&sha256[..2]).join(&sha256);
    assert_eq!(store.blob(&sha256).await.unwrap(), b"original");
    assert_eq!(store.put_blob(b"original".to_vec()).await.unwrap(), sha256);
    std::fs::write(&path, "changed!").unwrap();
    assert_fails!(store.blob(&sha256).await, StoreError::Corrupt);
    store.put_blob(b"original".to_vec()).await.unwrap();
    assert_eq!(store.blob(&sha256).await.unwrap(), b"original", "a new copy heals");
    assert_eq!(files(&dir.path().join("blobs")).len(), 1, "nothing unfinished stays");
    store.remove_blob(&sha256).await.unwrap();
    store.remove_blob(&sha256).await.unwrap();
    assert_fails!(store.blob(&sha256).await, StoreError::NotFound);
    for hostile in ["", "..", "../annexa.db", "/etc/passwd", "é", &sha256.to_uppercase(), &format!("{sha256}/..")] {
        assert_fails!(store.blob(hostile).await, StoreError::NotFound);
        assert_fails!(store.remove_blob(hostile).await, StoreError::NotFound);
    }
}

#[tokio::test]
async fn abandoned_files_are_swept_and_fresh_ones_are_not() {
    let (dir, store) = store().await;
    store.close().await;
    let (old, new) = (dir.path().join("blobs/tmp-old"), dir.path().join("blobs/tmp-new"));
    std::fs::write(&new, "another process writes this").unwrap();
    std::fs::write(&old, "canary").unwrap();
    let day = std::time::Duration::from_hours(24);
    std::fs::File::options().write(true).open(&old).unwrap().set_modified(SystemTime::now() - day).unwrap();
    Store::open(dir.path()).await.unwrap();
    assert!(!old.exists() && new.exists());
}
