//! What readers thought of answers: a thumb, and a reason if they gave one.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{ConversationId, Cursor, MessageId, Page, Paged, Store, StoreError, WorkspaceId, now, text};

/// The longest reason that is kept, in characters.
const MAX_REASON: usize = 1000;

/// Whether an answer helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum Thumb {
    /// It did.
    Up,
    /// It did not.
    Down,
}

/// A rated answer with its question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Rating {
    /// The answer's message.
    pub message_id: MessageId,
    /// The conversation that it stands in.
    pub conversation_id: ConversationId,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// Whether it helped.
    pub rating: Thumb,
    /// Why, in the reader's words; often empty.
    pub reason: String,
    /// When it was rated, epoch milliseconds.
    pub at: i64,
}

impl Store {
    /// Rates an answer of this workspace; a later rating of the same answer replaces an earlier one.
    pub async fn rate(
        &self,
        workspace: &WorkspaceId,
        (conversation, message): (&ConversationId, &MessageId),
        rating: Thumb,
        reason: &str,
    ) -> Result<(), StoreError> {
        text::storable(reason)?;
        let reason = reason.trim();
        if reason.chars().count() > MAX_REASON {
            return Err(StoreError::Invalid { what: "a reason has at most 1,000 characters: shorten it" });
        }
        let mut tx = self.write().await?;
        let answer = "SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation_id \
                      WHERE m.id = $1 AND c.id = $2 AND c.workspace_id = $3 AND m.role = 'assistant' \
                      AND c.deleted_at IS NULL";
        let _: i64 =
            sqlx::query_scalar(answer).bind(message).bind(conversation).bind(workspace).fetch_one(&mut *tx).await?;
        sqlx::query(
            "INSERT INTO rating (message_id, rating, reason, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (message_id) DO UPDATE SET rating = $2, reason = $3, at = $4",
        )
        .bind(message)
        .bind(rating)
        .bind(reason)
        .bind(now())
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }

    /// This workspace's rated answers, the one rated last first.
    pub async fn ratings(&self, workspace: &WorkspaceId, page: &Page) -> Result<Paged<Rating>, StoreError> {
        let (time, id) = page.before_time()?;
        let sql = "SELECT r.message_id, m.conversation_id, m.text AS answer, r.rating, r.reason, r.at, \
                   COALESCE((SELECT q.text FROM message q WHERE q.conversation_id = m.conversation_id \
                             AND q.ordinal < m.ordinal AND q.role = 'user' ORDER BY q.ordinal DESC LIMIT 1), '') \
                   AS question \
                   FROM rating r JOIN message m ON m.id = r.message_id JOIN conversation c ON c.id = m.conversation_id \
                   WHERE c.workspace_id = $1 AND c.deleted_at IS NULL AND (r.at < $2 OR (r.at = $2 AND r.message_id < $3)) \
                   ORDER BY r.at DESC, r.message_id DESC LIMIT $4";
        let query = sqlx::query_as(sql).bind(workspace).bind(time).bind(id).bind(page.rows());
        let found: Vec<Rating> = query.fetch_all(&self.readers).await?;
        Ok(page.cut(found, |rating| Cursor::new(&rating.at, &rating.message_id)))
    }
}
