//! The store keeps its promises: nothing half written, nothing foreign shown, nothing secret kept.

mod answers;
mod artefacts;
mod backup;
mod chunks;
mod conversations;
mod credentials;
mod damage;
mod documents;
mod egress;
mod gap_analyses;
mod idempotency;
mod sharing;
mod widget;
mod workspaces;

use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::*;

async fn store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    (dir, store)
}

async fn workspace(store: &Store, name: &str) -> WorkspaceId {
    store.create_workspace(name).await.unwrap().id
}

/// A document with one chunk per line.
fn lines(workspace: &WorkspaceId, name: &str, text: &str) -> NewDocument {
    let mut start = 0;
    let mut chunks = Vec::new();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = start + line.chars().count();
        chunks.push(NewChunk {
            start,
            end,
            heading: vec!["Policy".to_owned(), format!("line {number}")],
            section: "rules".to_owned(),
            requirement: (number == 0).then(|| "A.5.23".to_owned()),
            content_hash: format!("{number:02}"),
        });
        start = end;
    }
    NewDocument {
        workspace: workspace.clone(),
        name: name.to_owned(),
        format: "markdown".to_owned(),
        sha256: format!("{:x}", Sha256::digest(text)),
        text: text.to_owned(),
        reading: Reading::default(),
        title: "A title".to_owned(),
        words: 2,
        chunker: "v1".to_owned(),
        chunks,
    }
}

async fn put(store: &Store, workspace: &WorkspaceId, name: &str, text: &str) -> Document {
    store.put_document(lines(workspace, name, text)).await.unwrap().document
}

/// How many rows a table has, tombstones included.
async fn count(store: &Store, table: &'static str) -> i64 {
    let sql = match table {
        "chunk" => "SELECT COUNT(*) FROM chunk",
        "gap_analysis" => "SELECT COUNT(*) FROM gap_analysis",
        "artefact" => "SELECT COUNT(*) FROM artefact",
        "artefact_acknowledgement" => "SELECT COUNT(*) FROM artefact_acknowledgement",
        "artefact_version" => "SELECT COUNT(*) FROM artefact_version",
        "document" => "SELECT COUNT(*) FROM document",
        "message" => "SELECT COUNT(*) FROM message",
        "outbox" => "SELECT COUNT(*) FROM outbox",
        "session" => "SELECT COUNT(*) FROM session",
        other => panic!("count {other} how?"),
    };
    sqlx::query_scalar(sql).fetch_one(&store.readers).await.unwrap()
}

/// Every file below a directory with its bytes.
fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

macro_rules! assert_fails {
    ($result:expr, $error:pat) => {
        let result = $result;
        assert!(matches!(result, Err($error)), "{result:?}");
    };
}
use assert_fails;
