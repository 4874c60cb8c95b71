//! What left this machine for a language model, row by row, written before the first byte went.

use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

use super::{
    ConversationId, Cursor, DocumentId, EgressId, MessageId, Page, Paged, Store, StoreError, WorkspaceId, now,
};

/// What a text was sent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum Purpose {
    /// An answer to a question, or a follow-up written out before the search.
    Answer,
    /// A second opinion on a gap analysis.
    Gap,
    /// The clauses of a policy, to be worded in the voice of the house.
    Policy,
}

/// A passage that was sent: where it stands, and the hash of its words, so that it can be compared without being kept twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SentPassage {
    /// Its number in the prompt.
    pub n: usize,
    /// The page (`knowledge/controls/A.5.23.md`) or the document's name.
    pub source: String,
    /// The company document, if it is one.
    pub document: Option<DocumentId>,
    /// Its first character in the source's extracted text.
    pub start: usize,
    /// The character after the last one that was sent.
    pub end: usize,
    /// The SHA-256 of these characters of the source.
    pub sha256: String,
}

/// What is about to be sent.
#[derive(Debug, Clone)]
pub struct NewEgress {
    /// The workspace whose texts may be among it; none for the knowledge base alone.
    pub workspace: Option<WorkspaceId>,
    /// The conversation that the question belongs to.
    pub conversation: Option<ConversationId>,
    /// What for.
    pub purpose: Purpose,
    /// Scheme, host and port of the endpoint.
    pub origin: String,
    /// The model's name there.
    pub model: String,
    /// The passages.
    pub passages: Vec<SentPassage>,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct EgressEnd {
    /// `used`, or why not.
    pub outcome: &'static str,
    /// In words.
    pub problem: Option<String>,
    /// Requests, each try counted.
    pub requests: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// Tokens sent and received, where the endpoint says them.
    pub tokens: Option<(u64, u64)>,
    /// What they cost by the prices of the settings.
    pub cost: Option<f64>,
    /// Milliseconds to the first verified sentence.
    pub first_ms: Option<u64>,
    /// Milliseconds in all.
    pub total_ms: u64,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Egress {
    /// Its id.
    pub id: EgressId,
    /// What for.
    pub purpose: Purpose,
    /// Scheme, host and port of the endpoint.
    pub origin: String,
    /// The model's name there.
    pub model: String,
    /// The passages that were sent beside the question and the instructions.
    pub passages: Vec<SentPassage>,
    /// `used`; `refused` (the model found no answer), `doubtful` (what it wrote could not be verified), `failed`; or
    /// `unfinished`, when whoever asked went away or the server stopped.
    pub outcome: String,
    /// The failure in words.
    pub problem: Option<String>,
    /// Requests, each try counted.
    pub requests: i64,
    /// Bytes of their bodies.
    pub bytes: i64,
    /// Tokens sent, where the endpoint says them.
    pub prompt_tokens: Option<i64>,
    /// Tokens received.
    pub completion_tokens: Option<i64>,
    /// What they cost by the prices of the settings.
    pub cost: Option<f64>,
    /// Milliseconds to the first verified sentence.
    pub first_ms: Option<i64>,
    /// Milliseconds in all.
    pub total_ms: Option<i64>,
    /// When it began, epoch milliseconds.
    pub began_at: i64,
}

/// A row with the answer that it was sent for.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct FiledEgress {
    /// The row.
    #[serde(flatten)]
    pub egress: Egress,
    /// The conversation, if it was for a question in one.
    pub conversation: Option<ConversationId>,
    /// The answer, as far as it was stored.
    pub message: Option<MessageId>,
}

/// What went to one endpoint and model, of all that is still kept.
#[derive(Debug, Clone, PartialEq, Serialize, FromRow, schemars::JsonSchema)]
pub struct EgressTotal {
    /// Scheme, host and port of the endpoint.
    pub origin: String,
    /// The model's name there.
    pub model: String,
    /// What for.
    pub purpose: Purpose,
    /// Answers and follow-ups written out, analyses, or policies.
    pub rows: i64,
    /// Requests, each try counted.
    pub requests: i64,
    /// Bytes of their bodies.
    pub bytes: i64,
    /// Tokens sent, as far as they are known.
    pub prompt_tokens: i64,
    /// Tokens received.
    pub completion_tokens: i64,
    /// What they cost, as far as it is known.
    pub cost: f64,
    /// When the last one began, epoch milliseconds.
    pub last_at: i64,
}

impl Store {
    /// Notes what is about to be sent. Until [`Store::end_egress`] it counts as unfinished.
    pub async fn begin_egress(&self, new: &NewEgress) -> Result<EgressId, StoreError> {
        let id = EgressId::fresh();
        let passages = serde_json::to_string(&new.passages).unwrap_or_default();
        sqlx::query(
            "INSERT INTO egress (id, workspace_id, conversation_id, purpose, origin, model, passages, outcome, began_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'unfinished', $8)",
        )
        .bind(&id)
        .bind(&new.workspace)
        .bind(&new.conversation)
        .bind(new.purpose)
        .bind(&new.origin)
        .bind(&new.model)
        .bind(passages)
        .bind(now())
        .execute(&self.writer)
        .await?;
        Ok(id)
    }

    /// Notes what came of it. A row that is gone by now, with its conversation, stays gone.
    pub async fn end_egress(&self, id: &EgressId, end: &EgressEnd) -> Result<(), StoreError> {
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        sqlx::query(
            "UPDATE egress SET outcome = $1, problem = $2, requests = $3, bytes = $4, prompt_tokens = $5, \
             completion_tokens = $6, cost = $7, first_ms = $8, total_ms = $9 WHERE id = $10",
        )
        .bind(end.outcome)
        .bind(&end.problem)
        .bind(number(end.requests))
        .bind(number(end.bytes))
        .bind(end.tokens.map(|(prompt, _)| number(prompt)))
        .bind(end.tokens.map(|(_, completion)| number(completion)))
        .bind(end.cost)
        .bind(end.first_ms.map(number))
        .bind(number(end.total_ms))
        .bind(id)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Says which message holds the answer that it was sent for.
    pub async fn file_egress(&self, id: &EgressId, message: &MessageId) -> Result<(), StoreError> {
        sqlx::query("UPDATE egress SET message_id = $1 WHERE id = $2")
            .bind(message)
            .bind(id)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The same for an answer that was stopped, and so never said which note is its own: what of its conversation is filed
    /// under no message yet.
    pub async fn file_open_egress(&self, conversation: &ConversationId, message: &MessageId) -> Result<(), StoreError> {
        sqlx::query("UPDATE egress SET message_id = $1 WHERE conversation_id = $2 AND message_id IS NULL")
            .bind(message)
            .bind(conversation)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// What was sent for an answer of this workspace; nothing for one that the program composed alone.
    pub async fn egress_of(
        &self,
        workspace: &WorkspaceId,
        conversation: &ConversationId,
        message: &MessageId,
    ) -> Result<Vec<Egress>, StoreError> {
        let there = "SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation_id \
                     WHERE m.id = $1 AND c.id = $2 AND c.workspace_id = $3 AND c.deleted_at IS NULL";
        let _: i64 =
            sqlx::query_scalar(there).bind(message).bind(conversation).bind(workspace).fetch_one(&self.readers).await?;
        let sql = "SELECT * FROM egress WHERE message_id = $1 ORDER BY began_at, id";
        Ok(sqlx::query_as(sql).bind(message).fetch_all(&self.readers).await?)
    }

    /// What was sent with texts or for questions of this workspace, the latest first, and for which answer.
    pub async fn egress_in(&self, workspace: &WorkspaceId, page: &Page) -> Result<Paged<FiledEgress>, StoreError> {
        let (time, id) = page.before_time()?;
        let sql = "SELECT * FROM egress WHERE workspace_id = $1 AND (began_at < $2 OR (began_at = $2 AND id < $3)) \
                   ORDER BY began_at DESC, id DESC LIMIT $4";
        let query = sqlx::query_as(sql).bind(workspace).bind(time).bind(id).bind(page.rows());
        let found: Vec<FiledEgress> = query.fetch_all(&self.readers).await?;
        Ok(page.cut(found, |filed| Cursor::new(&filed.egress.began_at, &filed.egress.id)))
    }

    /// What went where, of all rows that are still kept.
    pub async fn egress_totals(&self) -> Result<Vec<EgressTotal>, StoreError> {
        let sql = "SELECT origin, model, purpose, COUNT(*) AS \"rows\", SUM(requests) AS requests, SUM(bytes) AS bytes, \
                   SUM(COALESCE(prompt_tokens, 0)) AS prompt_tokens, SUM(COALESCE(completion_tokens, 0)) AS \
                   completion_tokens, SUM(COALESCE(cost, 0.0)) AS cost, MAX(began_at) AS last_at FROM egress \
                   GROUP BY origin, model, purpose ORDER BY origin, model, purpose";
        Ok(sqlx::query_as(sql).fetch_all(&self.readers).await?)
    }
}

impl FromRow<'_, SqliteRow> for FiledEgress {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let (conversation, message) = (row.try_get("conversation_id")?, row.try_get("message_id")?);
        Ok(Self { egress: Egress::from_row(row)?, conversation, message })
    }
}

impl FromRow<'_, SqliteRow> for Egress {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let passages: String = row.try_get("passages")?;
        Ok(Self {
            id: row.try_get("id")?,
            purpose: row.try_get("purpose")?,
            origin: row.try_get("origin")?,
            model: row.try_get("model")?,
            passages: serde_json::from_str(&passages).map_err(|error| sqlx::Error::Decode(error.into()))?,
            outcome: row.try_get("outcome")?,
            problem: row.try_get("problem")?,
            requests: row.try_get("requests")?,
            bytes: row.try_get("bytes")?,
            prompt_tokens: row.try_get("prompt_tokens")?,
            completion_tokens: row.try_get("completion_tokens")?,
            cost: row.try_get("cost")?,
            first_ms: row.try_get("first_ms")?,
            total_ms: row.try_get("total_ms")?,
            began_at: row.try_get("began_at")?,
        })
    }
}
