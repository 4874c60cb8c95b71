//! Chunks: the passages of live documents, and the one door through which a search result becomes text.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, SqliteConnection};

use super::{ChunkId, DocumentId, Store, StoreError, WorkspaceId};

/// A chunk to store with its document; its place among the chunks is its ordinal.
#[derive(Debug, Clone)]
pub struct NewChunk {
    /// Its first character in the document's text.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The kind of section that it lies in, perhaps empty.
    pub section: String,
    /// The requirement that it is about, when it is about one.
    pub requirement: Option<String>,
    /// A hash of what is embedded, by which vectors are reused.
    pub content_hash: String,
}

/// A chunk of a live document with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkRow {
    /// Its id.
    pub id: ChunkId,
    /// The document that it belongs to.
    pub document_id: DocumentId,
    /// The document's workspace.
    pub workspace_id: WorkspaceId,
    /// The document's name.
    pub document_name: String,
    /// The document's title, perhaps empty.
    pub title: String,
    /// Its first character in the document's text.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The kind of section that it lies in, perhaps empty.
    pub section: String,
    /// The requirement that it is about, when it is about one.
    pub requirement: Option<String>,
    /// A hash of what is embedded, by which vectors are reused.
    pub content_hash: String,
    /// The document's text from `start` to `end`.
    pub text: String,
}

/// How many ids or rows go into one statement; all values stay far below the database's limit of 32,766.
const BATCH: usize = 500;

impl Store {
    /// The chunks behind search results, in the order asked for, each once. Those that are gone or belong to another
    /// workspace than the given ones are left out: an index can lose results but never show what it must not.
    pub async fn hydrate(&self, ids: &[ChunkId], workspaces: &[WorkspaceId]) -> Result<Vec<ChunkRow>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        if workspaces.is_empty() {
            return Ok(Vec::new());
        }
        for batch in ids.chunks(BATCH) {
            // CROSS JOIN keeps this order: for more than 20 ids the planner would rather walk the whole workspace.
            let mut sql = QueryBuilder::<Sqlite>::new(
                "SELECT c.id, c.document_id, d.workspace_id, d.name AS document_name, d.title, c.start_char, c.end_char, \
                 c.heading, c.section, c.requirement, c.content_hash, \
                 substr(d.text, c.start_char + 1, c.end_char - c.start_char) AS text \
                 FROM chunk c CROSS JOIN document d CROSS JOIN workspace w \
                 WHERE d.id = c.document_id AND w.id = d.workspace_id \
                 AND d.deleted_at IS NULL AND w.deleted_at IS NULL AND c.id IN (",
            );
            let mut list = sql.separated(", ");
            for id in batch {
                list.push_bind(id);
            }
            sql.push(") AND d.workspace_id IN (");
            let mut list = sql.separated(", ");
            for workspace in workspaces {
                list.push_bind(workspace);
            }
            let rows: Vec<ChunkRow> = sql.push(")").build_query_as().fetch_all(&self.readers).await?;
            found.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// How many chunks live documents have.
    pub async fn count_chunks(&self) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM chunk c JOIN document d ON d.id = c.document_id \
                   JOIN workspace w ON w.id = d.workspace_id WHERE d.deleted_at IS NULL AND w.deleted_at IS NULL";
        Ok(sqlx::query_scalar(sql).fetch_one(&self.readers).await?)
    }

    /// The chunks of a workspace that are about a requirement: id, requirement, section.
    pub async fn chunk_places(&self, workspace: &WorkspaceId) -> Result<Vec<(ChunkId, String, String)>, StoreError> {
        let sql = "SELECT c.id, c.requirement, c.section FROM chunk c JOIN document d ON d.id = c.document_id \
                   WHERE d.workspace_id = $1 AND d.deleted_at IS NULL AND c.requirement IS NOT NULL";
        Ok(sqlx::query_as(sql).bind(workspace).fetch_all(&self.readers).await?)
    }

    /// All chunks of a document in order, for indexing; none when it is gone.
    pub async fn chunks_of(&self, document: &DocumentId) -> Result<Vec<ChunkRow>, StoreError> {
        // One statement sees one state, so the text and the chunks fit together; the text is sent once, not per chunk.
        let sql = "SELECT c.id, c.document_id, d.workspace_id, d.name AS document_name, d.title, c.start_char, \
                   c.end_char, c.heading, c.section, c.requirement, c.content_hash, \
                   CASE WHEN c.ordinal = 0 THEN d.text ELSE '' END AS text \
                   FROM chunk c JOIN document d ON d.id = c.document_id JOIN workspace w ON w.id = d.workspace_id \
                   WHERE d.deleted_at IS NULL AND w.deleted_at IS NULL AND d.id = $1 ORDER BY c.ordinal";
        let mut rows: Vec<ChunkRow> = sqlx::query_as(sql).bind(document).fetch_all(&self.readers).await?;
        let text = rows.first_mut().map(|first| std::mem::take(&mut first.text)).unwrap_or_default();
        cut(&text, &mut rows);
        Ok(rows)
    }
}

/// Gives each row its slice of the text. The byte place of the last slice is kept, since chunks mostly follow each other.
fn cut(text: &str, rows: &mut [ChunkRow]) {
    let (mut at, mut rest) = (0, text);
    for row in rows {
        if row.start < at {
            (at, rest) = (0, text);
        }
        rest = rest.get(bytes_of(rest, row.start - at)..).unwrap_or("");
        at = row.start;
        rest.get(..bytes_of(rest, row.end - row.start)).unwrap_or("").clone_into(&mut row.text);
    }
}

/// How many bytes a text's first characters take.
fn bytes_of(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(byte, _)| byte)
}

/// Inserts a document's chunks.
pub(super) async fn insert(
    tx: &mut SqliteConnection,
    document: &DocumentId,
    chunks: &[NewChunk],
) -> Result<(), StoreError> {
    let numbered: Vec<(usize, &NewChunk)> = chunks.iter().enumerate().collect();
    for batch in numbered.chunks(BATCH) {
        let mut sql = QueryBuilder::<Sqlite>::new(
            "INSERT INTO chunk (id, document_id, ordinal, start_char, end_char, heading, section, requirement, content_hash) ",
        );
        sql.push_values(batch, |mut row, (ordinal, chunk)| {
            row.push_bind(ChunkId::of(document, *ordinal))
                .push_bind(document)
                .push_bind(as_integer(*ordinal))
                .push_bind(as_integer(chunk.start))
                .push_bind(as_integer(chunk.end))
                .push_bind(serde_json::Value::from(chunk.heading.as_slice()).to_string())
                .push_bind(&chunk.section)
                .push_bind(&chunk.requirement)
                .push_bind(&chunk.content_hash);
        });
        sql.build().execute(&mut *tx).await?;
    }
    Ok(())
}

/// An offset as SQL's integer; no text in memory is longer than the largest one.
fn as_integer(offset: usize) -> i64 {
    i64::try_from(offset).unwrap_or(i64::MAX)
}

impl FromRow<'_, SqliteRow> for ChunkRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let offset = |column: &str| -> sqlx::Result<usize> {
            usize::try_from(row.try_get::<i64, _>(column)?).map_err(|error| sqlx::Error::Decode(error.into()))
        };
        let (start, end) = (offset("start_char")?, offset("end_char")?);
        let heading: String = row.try_get("heading")?;
        Ok(Self {
            id: row.try_get("id")?,
            document_id: row.try_get("document_id")?,
            workspace_id: row.try_get("workspace_id")?,
            document_name: row.try_get("document_name")?,
            title: row.try_get("title")?,
            start,
            end: end.max(start),
            heading: serde_json::from_str(&heading).map_err(|error| sqlx::Error::Decode(error.into()))?,
            section: row.try_get("section")?,
            requirement: row.try_get("requirement")?,
            content_hash: row.try_get("content_hash")?,
            text: row.try_get("text")?,
        })
    }
}
