//! Vectors by content: computed once for a text and a model, kept in a file of their own, searched in memory.
//!
//! The file is named by the embedder's fingerprint, so another model builds its own beside it and the old one stays for a
//! way back. It holds nothing but hashes and numbers.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use sqlx::{
    Row, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{IndexError, Scored, bucket::Bucket};
use crate::store::{ChunkId, DocumentId, WorkspaceId};

/// A chunk that has, or shall have, a vector.
#[derive(Debug, Clone)]
pub struct VectorEntry {
    /// The chunk.
    pub chunk: ChunkId,
    /// Its document.
    pub document: DocumentId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The hash of the text that is embedded.
    pub content_hash: String,
}

/// All vectors of one embedder.
pub struct Vectors {
    pool: SqlitePool,
    dimensions: usize,
    buckets: RwLock<HashMap<WorkspaceId, Bucket>>,
}

impl Vectors {
    /// Opens the file for this embedder below `folder`; a damaged file is put aside and started anew.
    pub async fn open(folder: &Path, fingerprint: &str, dimensions: usize) -> Result<Self, IndexError> {
        std::fs::create_dir_all(folder).map_err(|error| IndexError::Io(error.to_string()))?;
        let path = folder.join(format!("vectors-{fingerprint}.db"));
        let pool = match connect(&path).await {
            Err(IndexError::Damaged(reason)) => {
                tracing::warn!("the vector file is damaged ({reason}); it was put aside and is built again");
                put_aside(&path)?;
                connect(&path).await?
            }
            other => other?,
        };
        Ok(Self { pool, dimensions, buckets: RwLock::default() })
    }

    /// Which of these texts have no vector yet, each hash once.
    pub async fn missing<'a>(&self, hashes: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>, IndexError> {
        // As bytes: a damaged hash is no hash of anything, and no reason to stop.
        let known: Vec<Vec<u8>> = sqlx::query_scalar("SELECT CAST(hash AS BLOB) FROM vector")
            .fetch_all(&self.pool)
            .await
            .map_err(from_sql)?;
        let mut seen: HashSet<String> = known.into_iter().filter_map(|hash| String::from_utf8(hash).ok()).collect();
        Ok(hashes.into_iter().filter(|hash| seen.insert((*hash).to_owned())).map(ToOwned::to_owned).collect())
    }

    /// Keeps vectors by the hash of their text.
    pub async fn keep(&self, vectors: &[(String, Vec<f32>)]) -> Result<(), IndexError> {
        let mut transaction = self.pool.begin().await.map_err(from_sql)?;
        for (hash, vector) in vectors {
            let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
            sqlx::query("INSERT INTO vector (hash, data) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING")
                .bind(hash)
                .bind(bytes)
                .execute(&mut *transaction)
                .await
                .map_err(from_sql)?;
        }
        transaction.commit().await.map_err(from_sql)
    }

    /// Makes a document's chunks searchable as far as their vectors are known, instead of what was there of it.
    pub async fn replace(&self, document: &DocumentId, entries: &[VectorEntry]) -> Result<usize, IndexError> {
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let data: Option<Vec<u8>> = sqlx::query("SELECT data FROM vector WHERE hash = ?1")
                .bind(&entry.content_hash)
                .fetch_optional(&self.pool)
                .await
                .map_err(from_sql)?
                .map(|row| row.get(0));
            if let Some(data) = data {
                rows.push((entry, numbers(&data)));
            }
        }
        let mut buckets = self.buckets.write().unwrap_or_else(PoisonError::into_inner);
        buckets.values_mut().for_each(|bucket| bucket.remove(document));
        for (entry, vector) in &rows {
            let bucket = buckets.entry(entry.workspace.clone()).or_insert_with(|| Bucket::new(self.dimensions));
            bucket.push(entry.chunk.clone(), document.clone(), vector);
        }
        Ok(rows.len())
    }

    /// The nearest `limit` chunks of these workspaces by cosine, best first. The query must have length 1.
    pub fn search(&self, query: &[f32], workspaces: &[WorkspaceId], limit: usize) -> Vec<Scored> {
        let buckets = self.buckets.read().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<Scored> = workspaces
            .iter()
            .filter_map(|id| buckets.get(id))
            .flat_map(|bucket| bucket.nearest(query, limit))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found.truncate(limit);
        found
    }

    /// Closes the file. Vectors in memory stay searchable.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// How many chunks can be found by vector.
    pub fn len(&self) -> usize {
        self.buckets.read().unwrap_or_else(PoisonError::into_inner).values().map(Bucket::len).sum()
    }

    /// Whether none can.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Renames the file and takes its log away, which would otherwise be replayed into the new one.
fn put_aside(path: &Path) -> Result<(), IndexError> {
    for log in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(path.with_extension(log));
    }
    std::fs::rename(path, path.with_extension("damaged")).map_err(|error| IndexError::Io(error.to_string()))
}

async fn connect(path: &PathBuf) -> Result<SqlitePool, IndexError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(std::time::Duration::from_secs(5));
    let pool = SqlitePoolOptions::new().max_connections(2).connect_with(options).await.map_err(from_sql)?;
    sqlx::query("CREATE TABLE IF NOT EXISTS vector (hash TEXT PRIMARY KEY, data BLOB NOT NULL)")
        .execute(&pool)
        .await
        .map_err(from_sql)?;
    let sound: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&pool).await.map_err(from_sql)?;
    if sound != "ok" {
        pool.close().await;
        return Err(IndexError::Damaged(sound));
    }
    Ok(pool)
}

fn numbers(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn from_sql(error: sqlx::Error) -> IndexError {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    match code.as_deref() {
        // SQLITE_CORRUPT and SQLITE_NOTADB.
        Some("11" | "26" | "267" | "523" | "779") => IndexError::Damaged(error.to_string()),
        Some("5" | "6") => IndexError::Busy,
        _ if matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => {
            IndexError::Damaged(error.to_string())
        }
        _ => IndexError::Io(error.to_string()),
    }
}
