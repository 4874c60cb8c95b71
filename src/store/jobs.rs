//! Jobs: what was asked for, so that its progress can be told from how far the index has come.

use serde::Serialize;
use sqlx::FromRow;

use super::{JobId, Store, StoreError, WorkspaceId, now, workspaces};

/// A batch of changes; it is done when the index has passed `last_seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The workspace that it belongs to.
    pub workspace_id: WorkspaceId,
    /// The outbox row that it ends with.
    pub last_seq: i64,
    /// How many documents it has.
    pub total: i64,
    /// When it was created, epoch milliseconds.
    pub created_at: i64,
}

impl Store {
    /// Records a job.
    pub async fn create_job(&self, workspace: &WorkspaceId, last_seq: i64, total: i64) -> Result<Job, StoreError> {
        let job = Job { id: JobId::fresh(), workspace_id: workspace.clone(), last_seq, total, created_at: now() };
        let mut tx = self.write().await?;
        workspaces::require_live(&mut tx, workspace).await?;
        sqlx::query("INSERT INTO job (id, workspace_id, last_seq, total, created_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(&job.id)
            .bind(&job.workspace_id)
            .bind(job.last_seq)
            .bind(job.total)
            .bind(job.created_at)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(job)
    }

    /// A job of a live workspace; of this one alone when `within` names one.
    pub async fn job(&self, within: Option<&WorkspaceId>, id: &JobId) -> Result<Job, StoreError> {
        let job: Job = sqlx::query_as(
            "SELECT j.id, j.workspace_id, j.last_seq, j.total, j.created_at FROM job j \
             JOIN workspace w ON w.id = j.workspace_id WHERE j.id = $1 AND w.deleted_at IS NULL",
        )
        .bind(id)
        .fetch_one(&self.readers)
        .await?;
        if within.is_some_and(|workspace| *workspace != job.workspace_id) {
            return Err(StoreError::NotFound);
        }
        Ok(job)
    }
}
