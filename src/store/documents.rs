//! Documents: one live version per workspace and name. Each change writes its outbox row in the same transaction.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{FromRow, SqliteConnection};

use super::outbox::{self, OutboxOp};
use super::{
    Cursor, DocumentId, NewChunk, Page, Paged, Store, StoreError, WorkspaceId, chunks, idempotency, now, text,
    workspaces,
};

/// A live document without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Document {
    /// Its id; a new version gets a new one.
    pub id: DocumentId,
    /// The workspace that it belongs to.
    pub workspace_id: WorkspaceId,
    /// Its name, unique among the workspace's live documents.
    pub name: String,
    /// How it was read.
    pub format: String,
    /// The SHA-256 of the file, which is also its blob's name.
    pub sha256: String,
    /// Its title, perhaps empty.
    pub title: String,
    /// How many words its text has.
    pub words: i64,
    /// The way in which it was cut into chunks.
    pub chunker: String,
    /// When it was stored, epoch milliseconds.
    pub created_at: i64,
}

/// What was learned while a document was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// The character at which each page begins; empty when the format has no pages.
    pub pages: Vec<usize>,
    /// What was left out or is doubtful, one line each.
    pub warnings: Vec<String>,
}

/// A document to store.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Where to.
    pub workspace: WorkspaceId,
    /// The file's name or path: 1 to 1,024 characters, kept as they are.
    pub name: String,
    /// How it was read.
    pub format: String,
    /// The file's SHA-256 as 64 lowercase hexadecimal digits.
    pub sha256: String,
    /// The extracted text.
    pub text: String,
    /// What was learned while it was read.
    pub reading: Reading,
    /// The title, perhaps empty.
    pub title: String,
    /// How many words the text has.
    pub words: i64,
    /// The way in which it was cut into chunks; a document that was cut in another way is stored again.
    pub chunker: String,
    /// The chunks in order.
    pub chunks: Vec<NewChunk>,
}

/// What became of a document that was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutOutcome {
    /// The live document.
    pub document: Document,
    /// The outbox row of its put; none when nothing changed.
    pub seq: Option<i64>,
    /// The same file was there, cut the same way; nothing was written.
    pub unchanged: bool,
    /// Another live document of the workspace that holds the same file under another name.
    pub same_as: Option<DocumentId>,
}

impl Store {
    /// Stores a document in one transaction; a live version of that name is replaced.
    pub async fn put_document(&self, new: NewDocument) -> Result<PutOutcome, StoreError> {
        refuse_unstorable(&new)?;
        let mut tx = self.write().await?;
        workspaces::require_live(&mut tx, &new.workspace).await?;
        let same_as = same_file(&mut tx, &new).await?;
        if let Some(old) = live_named(&mut tx, &new).await? {
            if old.sha256 == new.sha256 && old.chunker == new.chunker {
                return Ok(PutOutcome { document: old, seq: None, unchanged: true, same_as });
            }
            bury(&mut tx, &old.id, now()).await?;
        }
        let (document, (text, reading), chunks) = split(new);
        insert(&mut tx, &document, &text, &reading).await?;
        chunks::insert(&mut tx, &document.id, &chunks).await?;
        let seq = outbox::push(&mut tx, &document.id, OutboxOp::Put, document.created_at).await?;
        tx.commit().await?;
        Ok(PutOutcome { document, seq: Some(seq), unchanged: false, same_as })
    }

    /// A live document of this workspace.
    pub async fn document(&self, workspace: &WorkspaceId, id: &DocumentId) -> Result<Document, StoreError> {
        let sql = "SELECT id, workspace_id, name, format, sha256, title, words, chunker, created_at FROM document \
                   WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
        Ok(sqlx::query_as(sql).bind(id).bind(workspace).fetch_one(&self.readers).await?)
    }

    /// This workspace's live documents by name.
    pub async fn documents(&self, workspace: &WorkspaceId) -> Result<Vec<Document>, StoreError> {
        Ok(self.list_documents(workspace, &Page::all()).await?.items)
    }

    /// A page of them.
    pub async fn list_documents(&self, workspace: &WorkspaceId, page: &Page) -> Result<Paged<Document>, StoreError> {
        let (name, _) = page.after_text();
        let sql = "SELECT id, workspace_id, name, format, sha256, title, words, chunker, created_at FROM document \
                   WHERE workspace_id = $1 AND deleted_at IS NULL AND name > $2 ORDER BY name LIMIT $3";
        let query = sqlx::query_as(sql).bind(workspace).bind(name).bind(page.rows());
        let found: Vec<Document> = query.fetch_all(&self.readers).await?;
        Ok(page.cut(found, |document| Cursor::new(&document.name, &document.id)))
    }

    /// The extracted text of a live document of this workspace.
    pub async fn document_text(&self, workspace: &WorkspaceId, id: &DocumentId) -> Result<String, StoreError> {
        let sql = "SELECT text FROM document WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
        Ok(sqlx::query_scalar(sql).bind(id).bind(workspace).fetch_one(&self.readers).await?)
    }

    /// What was learned while a live document of this workspace was read; what cannot be told any more is empty.
    pub async fn document_reading(&self, workspace: &WorkspaceId, id: &DocumentId) -> Result<Reading, StoreError> {
        let sql = "SELECT reading FROM document WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
        let json: String = sqlx::query_scalar(sql).bind(id).bind(workspace).fetch_one(&self.readers).await?;
        Ok(serde_json::from_str(&json).unwrap_or_default())
    }

    /// Deletes a live document of this workspace. Gives its outbox row's `seq`.
    pub async fn delete_document(&self, workspace: &WorkspaceId, id: &DocumentId) -> Result<i64, StoreError> {
        let mut tx = self.write().await?;
        let live = "SELECT id FROM document WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
        let id: DocumentId = sqlx::query_scalar(live).bind(id).bind(workspace).fetch_one(&mut *tx).await?;
        let seq = bury(&mut tx, &id, now()).await?;
        tx.commit().await?;
        Ok(seq)
    }

    /// Whether a live document in any workspace was read from this file; its blob may go when none was.
    pub async fn is_file_in_use(&self, sha256: &str) -> Result<bool, StoreError> {
        let sql = "SELECT COUNT(*) FROM document WHERE sha256 = $1 AND deleted_at IS NULL";
        let uses: i64 = sqlx::query_scalar(sql).bind(sha256).fetch_one(&self.readers).await?;
        Ok(uses > 0)
    }
}

/// Buries every live document of a workspace; their outbox rows are written before.
pub(super) async fn bury_all(tx: &mut SqliteConnection, workspace: &WorkspaceId, at: i64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM chunk WHERE document_id IN (SELECT id FROM document WHERE workspace_id = $2)",
        "UPDATE document SET deleted_at = $1, text = '', title = '', name = '', reading = '{}' \
         WHERE workspace_id = $2 AND deleted_at IS NULL",
    ] {
        sqlx::query(sql).bind(at).bind(workspace).execute(&mut *tx).await?;
    }
    Ok(())
}

/// Turns a document into a tombstone without text or chunks; gives its outbox row's `seq`.
async fn bury(tx: &mut SqliteConnection, id: &DocumentId, at: i64) -> Result<i64, StoreError> {
    sqlx::query("DELETE FROM chunk WHERE document_id = $1").bind(id).execute(&mut *tx).await?;
    sqlx::query("UPDATE document SET deleted_at = $1, text = '', title = '', name = '', reading = '{}' WHERE id = $2")
        .bind(at)
        .bind(id)
        .execute(&mut *tx)
        .await?;
    idempotency::forget(tx, id.as_str()).await?;
    outbox::push(tx, id, OutboxOp::Delete, at).await
}

pub(super) fn refuse_unstorable(new: &NewDocument) -> Result<(), StoreError> {
    text::file_name(&new.name)?;
    for text in [&new.format, &new.text, &new.title, &new.chunker] {
        text::storable(text)?;
    }
    if !text::is_sha256(&new.sha256) {
        return Err(StoreError::Invalid { what: "a SHA-256 has 64 lowercase hexadecimal digits" });
    }
    let length = new.text.chars().count();
    for chunk in &new.chunks {
        if chunk.start > chunk.end || chunk.end > length {
            return Err(StoreError::Invalid { what: "a chunk must lie within its document's text" });
        }
        for text in chunk.heading.iter().chain([&chunk.section, &chunk.content_hash]).chain(&chunk.requirement) {
            text::storable(text)?;
        }
    }
    Ok(())
}

async fn same_file(tx: &mut SqliteConnection, new: &NewDocument) -> Result<Option<DocumentId>, StoreError> {
    let sql = "SELECT id FROM document WHERE sha256 = $1 AND workspace_id = $2 AND name <> $3 AND deleted_at IS NULL \
               ORDER BY id LIMIT 1";
    let found = sqlx::query_scalar(sql).bind(&new.sha256).bind(&new.workspace).bind(&new.name);
    Ok(found.fetch_optional(tx).await?)
}

async fn live_named(tx: &mut SqliteConnection, new: &NewDocument) -> Result<Option<Document>, StoreError> {
    let sql = "SELECT id, workspace_id, name, format, sha256, title, words, chunker, created_at FROM document \
               WHERE workspace_id = $1 AND name = $2 AND deleted_at IS NULL";
    Ok(sqlx::query_as(sql).bind(&new.workspace).bind(&new.name).fetch_optional(tx).await?)
}

pub(super) fn split(new: NewDocument) -> (Document, (String, Reading), Vec<NewChunk>) {
    let document = Document {
        id: DocumentId::fresh(),
        workspace_id: new.workspace,
        name: new.name,
        format: new.format,
        sha256: new.sha256,
        title: new.title,
        words: new.words,
        chunker: new.chunker,
        created_at: now(),
    };
    (document, (new.text, new.reading), new.chunks)
}

pub(super) async fn insert(
    tx: &mut SqliteConnection,
    document: &Document,
    text: &str,
    reading: &Reading,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO document (id, workspace_id, name, format, sha256, title, words, chunker, created_at, text, reading) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&document.id)
    .bind(&document.workspace_id)
    .bind(&document.name)
    .bind(&document.format)
    .bind(&document.sha256)
    .bind(&document.title)
    .bind(document.words)
    .bind(&document.chunker)
    .bind(document.created_at)
    .bind(text)
    .bind(json!(reading).to_string())
    .execute(tx)
    .await?;
    Ok(())
}
