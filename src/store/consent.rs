//! Who agreed that the texts of a workspace may go to a language model, and to which endpoint.

use serde::Serialize;
use sqlx::FromRow;

use super::{Store, StoreError, WorkspaceId, now, text, workspaces};

/// An agreement. It holds for one endpoint: another origin needs another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Consent {
    /// Scheme, host and port of the endpoint.
    pub origin: String,
    /// Who agreed: the id of a key, or in words.
    pub agreed_by: String,
    /// When, epoch milliseconds.
    pub agreed_at: i64,
}

impl Store {
    /// The agreement of a workspace, to whatever endpoint it was given.
    pub async fn consent(&self, workspace: &WorkspaceId) -> Result<Option<Consent>, StoreError> {
        let sql = "SELECT origin, agreed_by, agreed_at FROM model_consent WHERE workspace_id = $1";
        Ok(sqlx::query_as(sql).bind(workspace).fetch_optional(&self.readers).await?)
    }

    /// Whether the texts of a workspace may go to this endpoint.
    pub async fn has_agreed(&self, workspace: &WorkspaceId, origin: &str) -> Result<bool, StoreError> {
        Ok(self.consent(workspace).await?.is_some_and(|consent| consent.origin == origin))
    }

    /// Agrees; an earlier agreement is replaced.
    pub async fn agree(&self, workspace: &WorkspaceId, origin: &str, by: &str) -> Result<Consent, StoreError> {
        text::storable(by)?;
        let mut tx = self.write().await?;
        workspaces::require_live(&mut tx, workspace).await?;
        let consent = Consent { origin: origin.to_owned(), agreed_by: by.to_owned(), agreed_at: now() };
        sqlx::query(
            "INSERT INTO model_consent (workspace_id, origin, agreed_by, agreed_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace_id) DO UPDATE SET origin = $2, agreed_by = $3, agreed_at = $4",
        )
        .bind(workspace)
        .bind(&consent.origin)
        .bind(&consent.agreed_by)
        .bind(consent.agreed_at)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(consent)
    }

    /// Takes the agreement back; what was sent before stays sent.
    pub async fn disagree(&self, workspace: &WorkspaceId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM model_consent WHERE workspace_id = $1").bind(workspace).execute(&self.writer).await?;
        Ok(())
    }
}
