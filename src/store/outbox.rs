//! The outbox: what an index must do to catch up, in order.

use serde::Serialize;
use sqlx::{FromRow, SqliteConnection};

use super::{DocumentId, Store, StoreError, WorkspaceId};

/// What an index must do with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum OutboxOp {
    /// Take it in.
    Put,
    /// Forget it.
    Delete,
}

/// One change to one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct OutboxRow {
    /// Its place in the order of changes, above 0; it grows and is never reused.
    pub seq: i64,
    /// The document, live or gone by now.
    #[sqlx(rename = "document_id")]
    pub document: DocumentId,
    /// What to do.
    pub op: OutboxOp,
}

impl Store {
    /// The changes after a watermark (0: all), at most `limit`, oldest first.
    pub async fn outbox_after(&self, seq: i64, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        let sql = "SELECT seq, document_id, op FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2";
        Ok(sqlx::query_as(sql).bind(seq).bind(i64::from(limit)).fetch_all(&self.readers).await?)
    }

    /// The last change's `seq`, 0 when there was none. A full rebuild reads it before [`Store::live_documents`].
    pub async fn last_seq(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM outbox").fetch_one(&self.readers).await?)
    }

    /// Every live document of every live workspace, the knowledge base's included.
    pub async fn live_documents(&self) -> Result<Vec<DocumentId>, StoreError> {
        let sql = "SELECT d.id FROM document d JOIN workspace w ON w.id = d.workspace_id \
                   WHERE d.deleted_at IS NULL AND w.deleted_at IS NULL ORDER BY d.id";
        Ok(sqlx::query_scalar(sql).fetch_all(&self.readers).await?)
    }
}

/// Adds a change, in the transaction that made it.
pub(super) async fn push(
    tx: &mut SqliteConnection,
    document: &DocumentId,
    op: OutboxOp,
    at: i64,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO outbox (document_id, op, at) VALUES ($1, $2, $3) RETURNING seq";
    Ok(sqlx::query_scalar(sql).bind(document).bind(op).bind(at).fetch_one(tx).await?)
}

/// Adds the deletion of every live document of a workspace.
pub(super) async fn push_deletes(
    tx: &mut SqliteConnection,
    workspace: &WorkspaceId,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO outbox (document_id, op, at) \
         SELECT id, 'delete', $1 FROM document WHERE workspace_id = $2 AND deleted_at IS NULL ORDER BY id",
    )
    .bind(at)
    .bind(workspace)
    .execute(tx)
    .await?;
    Ok(())
}
