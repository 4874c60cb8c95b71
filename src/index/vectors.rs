//! Passages as the model sees them, by content: computed once for a text and a model, kept in a file of their own, searched
//! in memory.
//!
//! The file is named by the embedder's fingerprint, so another model builds its own beside it and the old one stays for a
//! way back. It holds nothing but hashes and numbers: for each text its vector, its words as hashes of their stems, and the
//! signs of its tokens' vectors.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use sqlx::{
    QueryBuilder, Sqlite, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    IndexError, Scored,
    bucket::{Bucket, Known, dot},
    terms::term_hashes,
};
use crate::{
    embed::{Embedded, Signs},
    store::{ChunkId, DocumentId, WorkspaceId},
};

/// How many hashes one statement looks for.
const LOOKUP: usize = 500;

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

/// A passage looked at for the second time.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The cosine between the query and it.
    pub cosine: f32,
    /// Its unit vector.
    pub vector: Vec<f32>,
    /// Its words in order, as hashes of their stems.
    pub terms: Arc<[u32]>,
    /// The signs of its tokens; none for a model that gives no token vectors.
    pub signs: Arc<Signs>,
}

/// A text and what the model made of it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The hash of the text.
    pub hash: String,
    /// The text itself, of which only the words' hashes are kept.
    pub text: String,
    /// Vector and signs.
    pub embedded: Embedded,
}

/// A row of the file: hash, vector, words, signs.
type Row = (String, Vec<u8>, Vec<u8>, Vec<u8>);

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
        let path = folder.join(format!("passages-{fingerprint}.db"));
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
        let mut seen = HashSet::new();
        let asked: Vec<&str> = hashes.into_iter().filter(|hash| seen.insert(*hash)).collect();
        let mut known: HashSet<String> = HashSet::new();
        for batch in asked.chunks(LOOKUP) {
            let mut sql = QueryBuilder::<Sqlite>::new("SELECT hash FROM passage WHERE hash IN (");
            let mut list = sql.separated(", ");
            for hash in batch {
                list.push_bind(*hash);
            }
            let found: Vec<String> =
                sql.push(")").build_query_scalar().fetch_all(&self.pool).await.map_err(from_sql)?;
            known.extend(found);
        }
        Ok(asked.into_iter().filter(|hash| !known.contains(*hash)).map(ToOwned::to_owned).collect())
    }

    /// Keeps what the model made of texts, by the texts' hashes.
    pub async fn keep(&self, texts: &[Kept]) -> Result<(), IndexError> {
        let bytes = |values: &[u32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
        let row = |kept: &Kept| {
            let vector = kept.embedded.vector.iter().flat_map(|value| value.to_le_bytes()).collect();
            (kept.hash.clone(), vector, bytes(&term_hashes(&kept.text)), kept.embedded.signs.to_bytes())
        };
        self.insert(texts.iter().map(row).collect()).await
    }

    /// Copies what `other` knows of these texts; returns how many it knew.
    pub async fn copy_from(&self, other: &Self, hashes: &[String]) -> Result<usize, IndexError> {
        let mut copied = 0;
        for batch in hashes.chunks(LOOKUP) {
            let rows = other.rows(batch.iter().map(String::as_str)).await?;
            copied += rows.len();
            self.insert(rows).await?;
        }
        Ok(copied)
    }

    async fn rows(&self, hashes: impl Iterator<Item = &str>) -> Result<Vec<Row>, IndexError> {
        let mut sql = QueryBuilder::<Sqlite>::new("SELECT hash, data, terms, signs FROM passage WHERE hash IN (");
        let mut list = sql.separated(", ");
        for hash in hashes {
            list.push_bind(hash.to_owned());
        }
        sql.push(")").build_query_as().fetch_all(&self.pool).await.map_err(from_sql)
    }

    async fn insert(&self, rows: Vec<Row>) -> Result<(), IndexError> {
        let mut transaction = self.pool.begin().await.map_err(from_sql)?;
        for (hash, data, terms, signs) in rows {
            sqlx::query(
                "INSERT INTO passage (hash, data, terms, signs) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (hash) DO NOTHING",
            )
            .bind(hash)
            .bind(data)
            .bind(terms)
            .bind(signs)
            .execute(&mut *transaction)
            .await
            .map_err(from_sql)?;
        }
        transaction.commit().await.map_err(from_sql)
    }

    /// Makes a document's chunks searchable as far as their vectors are known, instead of what was there of it.
    pub async fn replace(&self, document: &DocumentId, entries: &[VectorEntry]) -> Result<usize, IndexError> {
        let mut known: HashMap<String, (Vec<f32>, Known)> = HashMap::with_capacity(entries.len());
        for batch in entries.chunks(LOOKUP) {
            let rows = self.rows(batch.iter().map(|entry| entry.content_hash.as_str())).await?;
            for (hash, data, terms, signs) in rows {
                let terms = terms.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect();
                let signs = Arc::new(Signs::from_bytes(&signs, self.dimensions));
                known.insert(hash, (numbers(&data), Known { terms, signs }));
            }
        }
        let mut buckets = self.buckets.write().unwrap_or_else(PoisonError::into_inner);
        buckets.values_mut().for_each(|bucket| bucket.remove(document));
        let mut found = 0;
        for entry in entries {
            let Some((vector, known)) = known.get(&entry.content_hash) else { continue };
            let bucket = buckets.entry(entry.workspace.clone()).or_insert_with(|| Bucket::new(self.dimensions));
            bucket.push(entry.chunk.clone(), document.clone(), vector, known.clone());
            found += 1;
        }
        Ok(found)
    }

    /// A second look at chunks of these workspaces; those without a vector are left out. The query must have length 1.
    pub fn look(&self, query: &[f32], chunks: &[ChunkId], workspaces: &[WorkspaceId]) -> HashMap<ChunkId, Passage> {
        let buckets = self.buckets.read().unwrap_or_else(PoisonError::into_inner);
        let places: Vec<&Bucket> = workspaces.iter().filter_map(|id| buckets.get(id)).collect();
        let mut found = HashMap::with_capacity(chunks.len());
        for chunk in chunks {
            let Some((vector, known)) = places.iter().find_map(|bucket| bucket.look(chunk)) else { continue };
            let (terms, signs) = (Arc::clone(&known.terms), Arc::clone(&known.signs));
            found.insert(chunk.clone(), Passage { cosine: dot(query, vector), vector: vector.to_vec(), terms, signs });
        }
        found
    }

    /// The words of every chunk of a workspace, as hashes of their stems.
    pub fn words(&self, workspace: &WorkspaceId) -> Vec<(ChunkId, Arc<[u32]>)> {
        let buckets = self.buckets.read().unwrap_or_else(PoisonError::into_inner);
        buckets.get(workspace).map(Bucket::words).unwrap_or_default()
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
        // The signs of a passage take about five kilobytes: small pages would scatter them.
        .page_size(16_384)
        .busy_timeout(std::time::Duration::from_secs(5));
    let pool = SqlitePoolOptions::new().max_connections(2).connect_with(options).await.map_err(from_sql)?;
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS passage (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, data BLOB NOT NULL, \
                 terms BLOB NOT NULL, signs BLOB NOT NULL)",
    )
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
