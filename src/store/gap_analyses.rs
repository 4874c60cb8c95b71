//! Gap analyses of a workspace: what was asked for, how it ended, and the report.
//!
//! An analysis ends once. Whoever is first says how: a report that is ready after somebody cancelled is thrown away.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use super::{
    Cursor, DocumentId, GapAnalysisId, Page, Paged, Receipt, Store, StoreError, WorkspaceId, idempotency, now, text,
    workspaces,
};
use crate::iso::GapSummary;

/// Where an analysis stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum GapState {
    /// It waits for its turn.
    Queued,
    /// It is being made.
    Running,
    /// Its report is there.
    Done,
    /// It ended without a report; the problem says why.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

/// A document of an analysis as it was when the analysis was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AnalysedFile {
    /// The document; a later version of it has another id.
    pub id: DocumentId,
    /// Its name, as the report carries it.
    pub name: String,
}

/// An analysis to record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewGapAnalysis {
    /// What is analysed, in this order.
    pub documents: Vec<AnalysedFile>,
    /// The company's profile at that time, if there is one: JSON.
    pub profile: Option<String>,
    /// An analysis of the same workspace to compare with.
    pub earlier: Option<GapAnalysisId>,
}

/// An analysis without its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapAnalysis {
    /// Its id.
    pub id: GapAnalysisId,
    /// The workspace that it belongs to.
    pub workspace_id: WorkspaceId,
    /// Where it stands.
    pub state: GapState,
    /// What was asked for.
    pub order: NewGapAnalysis,
    /// Statements that were read, and all of them; known once it has ended.
    pub progress: (i64, i64),
    /// How many requirements bear each verdict, once it is done.
    pub summary: Option<GapSummary>,
    /// Why it failed.
    pub problem: Option<String>,
    /// When it was asked for, epoch milliseconds.
    pub created_at: i64,
    /// When it ended, epoch milliseconds.
    pub ended_at: Option<i64>,
}

/// How an analysis ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GapEnd {
    /// With a report.
    Done {
        /// The report, JSON.
        report: String,
        /// Its summary, for lists.
        summary: GapSummary,
        /// The statements that were read.
        statements: i64,
    },
    /// Without one, for this reason.
    Failed(String),
    /// Because somebody stopped it.
    Cancelled,
}

impl Store {
    /// Records an analysis, queued.
    pub async fn create_gap_analysis(
        &self,
        workspace: &WorkspaceId,
        order: NewGapAnalysis,
    ) -> Result<GapAnalysis, StoreError> {
        self.create_gap_analysis_once(workspace, order, None).await
    }

    /// The same, with a receipt.
    pub async fn create_gap_analysis_once(
        &self,
        workspace: &WorkspaceId,
        order: NewGapAnalysis,
        receipt: Option<Receipt<'_, GapAnalysis>>,
    ) -> Result<GapAnalysis, StoreError> {
        let documents = serde_json::json!(order.documents).to_string();
        text::storable(order.profile.as_deref().unwrap_or_default())?;
        let made = GapAnalysis {
            id: GapAnalysisId::fresh(),
            workspace_id: workspace.clone(),
            state: GapState::Queued,
            order,
            progress: (0, 0),
            summary: None,
            problem: None,
            created_at: now(),
            ended_at: None,
        };
        let mut tx = self.write().await?;
        workspaces::require_live(&mut tx, workspace).await?;
        sqlx::query(
            "INSERT INTO gap_analysis (id, workspace_id, state, documents, profile, earlier, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&made.id)
        .bind(workspace)
        .bind(made.state)
        .bind(documents)
        .bind(&made.order.profile)
        .bind(&made.order.earlier)
        .bind(made.created_at)
        .execute(&mut *tx)
        .await?;
        if let Some(receipt) = receipt {
            receipt.write(&mut tx, &made).await?;
        }
        tx.commit().await?;
        Ok(made)
    }

    /// This workspace's analyses, the latest first.
    pub async fn gap_analyses(&self, workspace: &WorkspaceId, page: &Page) -> Result<Paged<GapAnalysis>, StoreError> {
        let (time, id) = page.before_time()?;
        let sql = "SELECT id, workspace_id, state, documents, profile, earlier, done, total, summary, problem, \
                   created_at, ended_at FROM gap_analysis WHERE workspace_id = $1 \
                   AND (created_at < $2 OR (created_at = $2 AND id < $3)) ORDER BY created_at DESC, id DESC LIMIT $4";
        let query = sqlx::query_as(sql).bind(workspace).bind(time).bind(id).bind(page.rows());
        let found: Vec<GapAnalysis> = query.fetch_all(&self.readers).await?;
        Ok(page.cut(found, |analysis| Cursor::new(&analysis.created_at, &analysis.id)))
    }

    /// An analysis of this workspace.
    pub async fn gap_analysis(&self, workspace: &WorkspaceId, id: &GapAnalysisId) -> Result<GapAnalysis, StoreError> {
        let sql = "SELECT id, workspace_id, state, documents, profile, earlier, done, total, summary, problem, \
                   created_at, ended_at FROM gap_analysis WHERE id = $1 AND workspace_id = $2";
        Ok(sqlx::query_as(sql).bind(id).bind(workspace).fetch_one(&self.readers).await?)
    }

    /// The workspace of an analysis; [`StoreError::NotFound`] unless it is `within`, when that is named.
    pub async fn gap_analysis_workspace(
        &self,
        within: Option<&WorkspaceId>,
        id: &GapAnalysisId,
    ) -> Result<WorkspaceId, StoreError> {
        let sql = "SELECT workspace_id FROM gap_analysis WHERE id = $1";
        let workspace: WorkspaceId = sqlx::query_scalar(sql).bind(id).fetch_one(&self.readers).await?;
        if within.is_some_and(|within| *within != workspace) {
            return Err(StoreError::NotFound);
        }
        Ok(workspace)
    }

    /// The report of an analysis of this workspace, as JSON; none before it is done.
    pub async fn gap_report(&self, workspace: &WorkspaceId, id: &GapAnalysisId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT report FROM gap_analysis WHERE id = $1 AND workspace_id = $2";
        Ok(sqlx::query_scalar(sql).bind(id).bind(workspace).fetch_one(&self.readers).await?)
    }

    /// Notes that an analysis has begun. False when it does not wait any more.
    pub async fn begin_gap_analysis(&self, id: &GapAnalysisId) -> Result<bool, StoreError> {
        let sql = "UPDATE gap_analysis SET state = 'running' WHERE id = $1 AND state = 'queued'";
        Ok(sqlx::query(sql).bind(id).execute(&self.writer).await?.rows_affected() > 0)
    }

    /// Ends an analysis. False when it had ended before or is gone; then nothing is changed.
    pub async fn end_gap_analysis(&self, id: &GapAnalysisId, end: GapEnd) -> Result<bool, StoreError> {
        let (state, problem, report) = match end {
            GapEnd::Done { report, summary, statements } => (GapState::Done, None, Some((report, summary, statements))),
            GapEnd::Failed(problem) => (GapState::Failed, Some(problem.replace('\0', "")), None),
            GapEnd::Cancelled => (GapState::Cancelled, None, None),
        };
        let (report, summary, statements) = match report {
            Some((report, summary, count)) => (Some(report), Some(serde_json::json!(summary).to_string()), count),
            None => (None, None, 0),
        };
        let ended = sqlx::query(
            "UPDATE gap_analysis SET state = $1, problem = $2, report = $3, summary = $4, done = $5, total = $5, \
             ended_at = $6 WHERE id = $7 AND state IN ('queued', 'running')",
        )
        .bind(state)
        .bind(problem)
        .bind(report)
        .bind(summary)
        .bind(statements)
        .bind(now())
        .bind(id)
        .execute(&self.writer)
        .await?;
        Ok(ended.rows_affected() > 0)
    }

    /// Ends every analysis that has not ended, as failed. For a server that starts: nobody is making them any more.
    pub async fn fail_open_gap_analyses(&self, problem: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE gap_analysis SET state = 'failed', problem = $1, ended_at = $2 \
                   WHERE state IN ('queued', 'running')";
        Ok(sqlx::query(sql).bind(problem).bind(now()).execute(&self.writer).await?.rows_affected())
    }

    /// Deletes an analysis of this workspace and its report.
    pub async fn delete_gap_analysis(&self, workspace: &WorkspaceId, id: &GapAnalysisId) -> Result<(), StoreError> {
        let sql = "DELETE FROM gap_analysis WHERE id = $1 AND workspace_id = $2";
        let mut tx = self.write().await?;
        let gone = sqlx::query(sql).bind(id).bind(workspace).execute(&mut *tx).await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        idempotency::forget(&mut tx, id.as_str()).await?;
        Ok(tx.commit().await?)
    }
}

impl GapState {
    /// Whether nothing more comes.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

impl FromRow<'_, SqliteRow> for GapAnalysis {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let decode = |error: serde_json::Error| sqlx::Error::Decode(error.into());
        let documents: String = row.try_get("documents")?;
        let summary: Option<String> = row.try_get("summary")?;
        Ok(Self {
            id: row.try_get("id")?,
            workspace_id: row.try_get("workspace_id")?,
            state: row.try_get("state")?,
            order: NewGapAnalysis {
                documents: serde_json::from_str(&documents).map_err(decode)?,
                profile: row.try_get("profile")?,
                earlier: row.try_get("earlier")?,
            },
            progress: (row.try_get("done")?, row.try_get("total")?),
            summary: summary.map(|json| serde_json::from_str(&json)).transpose().map_err(decode)?,
            problem: row.try_get("problem")?,
            created_at: row.try_get("created_at")?,
            ended_at: row.try_get("ended_at")?,
        })
    }
}
