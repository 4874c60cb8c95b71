//! Out of the store: one look at one moment.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row, SqliteConnection};

use super::{
    Carried, CarriedAnalysis, CarriedArtefact, CarriedConversation, CarriedDocument, CarriedMessage, CarriedRating,
    CarriedVersion, Json, ids, name_key,
};
use crate::store::{
    Acknowledgement, ArtefactId, ConversationId, Store, StoreError, WorkspaceId,
    settings::{profile_key, style_key},
};

impl Store {
    /// All of a live workspace, with numbers for ids. Keys, sessions, the agreement that texts may go to a model, and the
    /// list of what went there belong to this house and stay.
    pub async fn carry_out(&self, workspace: &WorkspaceId) -> Result<Carried, StoreError> {
        // One transaction sees one state.
        let mut tx = self.readers.begin().await?;
        let sql = "SELECT name, created_at FROM workspace WHERE id = $1 AND deleted_at IS NULL AND id <> $2";
        let query = sqlx::query_as(sql).bind(workspace).bind(WorkspaceId::knowledge());
        let (name, created_at): (String, i64) = query.fetch_one(&mut *tx).await?;
        let profile = setting(&mut tx, &profile_key(workspace)).await?.filter(|text| !text.is_empty());
        let house_style = setting(&mut tx, &style_key(workspace)).await?.filter(|text| !text.is_empty());
        // The name that it came with, until it is renamed here.
        let came = setting(&mut tx, &name_key(workspace)).await?.unwrap_or_default();
        let name = match came.split_once('\n') {
            Some((here, there)) if here == name => there.to_owned(),
            _ => name,
        };
        let mut carried = Carried {
            id: workspace.clone(),
            name,
            created_at,
            profile,
            house_style,
            documents: documents(&mut tx, workspace).await?,
            conversations: conversations(&mut tx, workspace).await?,
            artefacts: artefacts(&mut tx, workspace).await?,
            analyses: analyses(&mut tx, workspace).await?,
        };
        ids::rename(&mut carried, ids::How::Numbered);
        Ok(carried)
    }
}

async fn setting(tx: &mut SqliteConnection, key: &str) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT value FROM setting WHERE key = $1").bind(key).fetch_optional(tx).await?)
}

async fn documents(tx: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<Vec<CarriedDocument>, StoreError> {
    let sql = "SELECT id, name, format, sha256, created_at, reading, text FROM document \
               WHERE workspace_id = $1 AND deleted_at IS NULL ORDER BY name";
    Ok(sqlx::query_as(sql).bind(workspace).fetch_all(tx).await?)
}

async fn conversations(
    tx: &mut SqliteConnection,
    workspace: &WorkspaceId,
) -> Result<Vec<CarriedConversation>, StoreError> {
    let sql = "SELECT id, title, created_at, updated_at FROM conversation \
               WHERE workspace_id = $1 AND deleted_at IS NULL ORDER BY created_at, id";
    let mut found: Vec<CarriedConversation> = sqlx::query_as(sql).bind(workspace).fetch_all(&mut *tx).await?;
    let sql = "SELECT m.conversation_id, m.id, m.role, m.text, m.answer, m.created_at, r.rating, r.reason, r.at \
               FROM message m JOIN conversation c ON c.id = m.conversation_id \
               LEFT JOIN rating r ON r.message_id = m.id \
               WHERE c.workspace_id = $1 AND c.deleted_at IS NULL ORDER BY m.conversation_id, m.ordinal";
    let mut messages: HashMap<ConversationId, Vec<CarriedMessage>> = HashMap::new();
    for row in sqlx::query(sql).bind(workspace).fetch_all(tx).await? {
        messages.entry(row.try_get("conversation_id")?).or_default().push(CarriedMessage::from_row(&row)?);
    }
    for conversation in &mut found {
        conversation.messages = messages.remove(&conversation.id).unwrap_or_default();
    }
    Ok(found)
}

async fn artefacts(tx: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<Vec<CarriedArtefact>, StoreError> {
    let sql = "SELECT id, family, kind, created_at FROM artefact WHERE workspace_id = $1 ORDER BY created_at, id";
    let mut found: Vec<CarriedArtefact> = sqlx::query_as(sql).bind(workspace).fetch_all(&mut *tx).await?;
    let sql = "SELECT v.artefact_id, v.version, v.state, v.title, v.content, v.sha256, v.created_at, v.created_by, \
               v.changed_at, v.changed_by, v.approved_at, v.approved_by, v.approved_with, v.wording \
               FROM artefact_version v JOIN artefact a ON a.id = v.artefact_id \
               WHERE a.workspace_id = $1 ORDER BY v.artefact_id, v.version";
    let mut versions: HashMap<ArtefactId, Vec<CarriedVersion>> = HashMap::new();
    for row in sqlx::query(sql).bind(workspace).fetch_all(&mut *tx).await? {
        versions.entry(row.try_get("artefact_id")?).or_default().push(CarriedVersion::from_row(&row)?);
    }
    let sql = "SELECT k.artefact_id, k.version, k.person, k.noted_by, k.at FROM artefact_acknowledgement k \
               JOIN artefact a ON a.id = k.artefact_id WHERE a.workspace_id = $1 ORDER BY k.version, k.at, k.person";
    let mut read: HashMap<ArtefactId, Vec<Acknowledgement>> = HashMap::new();
    for row in sqlx::query(sql).bind(workspace).fetch_all(tx).await? {
        read.entry(row.try_get("artefact_id")?).or_default().push(Acknowledgement::from_row(&row)?);
    }
    for artefact in &mut found {
        artefact.versions = versions.remove(&artefact.id).unwrap_or_default();
        artefact.acknowledgements = read.remove(&artefact.id).unwrap_or_default();
    }
    Ok(found)
}

async fn analyses(tx: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<Vec<CarriedAnalysis>, StoreError> {
    // One that is at work belongs to the process that is making it.
    let sql = "SELECT id, state, documents, profile, earlier, done, total, summary, problem, created_at, ended_at, report \
               FROM gap_analysis WHERE workspace_id = $1 AND state IN ('done', 'failed', 'cancelled') \
               ORDER BY created_at, id";
    Ok(sqlx::query_as(sql).bind(workspace).fetch_all(tx).await?)
}

fn decode(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

impl FromRow<'_, SqliteRow> for CarriedDocument {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let reading: String = row.try_get("reading")?;
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            format: row.try_get("format")?,
            sha256: row.try_get("sha256")?,
            created_at: row.try_get("created_at")?,
            // What cannot be told any more is empty, as it is for those who read the document.
            reading: serde_json::from_str(&reading).unwrap_or_default(),
            text: row.try_get("text")?,
        })
    }
}

impl FromRow<'_, SqliteRow> for CarriedMessage {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let rating = match row.try_get::<Option<_>, _>("rating")? {
            Some(rating) => Some(CarriedRating { rating, reason: row.try_get("reason")?, at: row.try_get("at")? }),
            None => None,
        };
        Ok(Self {
            id: row.try_get("id")?,
            role: row.try_get("role")?,
            text: row.try_get("text")?,
            answer: row.try_get::<Option<String>, _>("answer")?.map(Json),
            created_at: row.try_get("created_at")?,
            rating,
        })
    }
}

impl FromRow<'_, SqliteRow> for CarriedAnalysis {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let (documents, summary): (String, Option<String>) = (row.try_get("documents")?, row.try_get("summary")?);
        let report: Option<String> = row.try_get("report")?;
        Ok(Self {
            id: row.try_get("id")?,
            state: row.try_get("state")?,
            documents: serde_json::from_str(&documents).map_err(decode)?,
            profile: row.try_get("profile")?,
            earlier: row.try_get("earlier")?,
            progress: (row.try_get("done")?, row.try_get("total")?),
            summary: summary.map(|json| serde_json::from_str(&json)).transpose().map_err(decode)?,
            problem: row.try_get("problem")?,
            created_at: row.try_get("created_at")?,
            ended_at: row.try_get("ended_at")?,
            has_report: report.is_some(),
            report,
        })
    }
}
