//! Conversations and their messages, each within one workspace.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use super::{ConversationId, MessageId, Receipt, Store, StoreError, WorkspaceId, idempotency, now, text, workspaces};

/// A conversation without its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The workspace that it belongs to.
    pub workspace_id: WorkspaceId,
    /// Its title; empty until the first question gives it one.
    pub title: String,
    /// When it was created, epoch milliseconds.
    pub created_at: i64,
    /// When its last message came, epoch milliseconds.
    pub updated_at: i64,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "TEXT", rename_all = "lowercase")]
pub enum Role {
    /// A person.
    User,
    /// Annexa.
    Assistant,
}

/// A message to append.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Who wrote it.
    pub role: Role,
    /// What it says.
    pub text: String,
    /// The answer's whole JSON, with its citations.
    pub answer: Option<Value>,
}

/// A message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The conversation that it belongs to.
    pub conversation_id: ConversationId,
    /// Its place, from 0.
    pub ordinal: i64,
    /// Who wrote it.
    pub role: Role,
    /// What it says.
    pub text: String,
    /// The answer's whole JSON, with its citations.
    pub answer: Option<Value>,
    /// When it was written, epoch milliseconds.
    pub created_at: i64,
}

/// The longest title that a question gives, in characters.
const TITLE: usize = 80;
/// The longest title that somebody chooses, in characters.
const MAX_TITLE: usize = 200;

impl Store {
    /// Starts a conversation; with an empty title the first question becomes its title.
    pub async fn create_conversation(&self, workspace: &WorkspaceId, title: &str) -> Result<Conversation, StoreError> {
        self.create_conversation_once(workspace, title, None).await
    }

    /// The same, with a receipt.
    pub async fn create_conversation_once(
        &self,
        workspace: &WorkspaceId,
        title: &str,
        receipt: Option<Receipt<'_, Conversation>>,
    ) -> Result<Conversation, StoreError> {
        let mut tx = self.write().await?;
        let conversation = begin(&mut tx, workspace, title).await?;
        if let Some(receipt) = receipt {
            receipt.write(&mut tx, &conversation).await?;
        }
        tx.commit().await?;
        Ok(conversation)
    }

    /// Gives a conversation of this workspace another title, trimmed, of 1 to 200 characters on one line.
    pub async fn rename_conversation(
        &self,
        workspace: &WorkspaceId,
        id: &ConversationId,
        title: &str,
    ) -> Result<Conversation, StoreError> {
        let title = title.trim();
        if title.is_empty() || title.chars().count() > MAX_TITLE || title.chars().any(char::is_control) {
            return Err(StoreError::Invalid { what: "a title needs 1 to 200 characters on one line" });
        }
        let sql = "UPDATE conversation SET title = $1 WHERE id = $2 AND workspace_id = $3 AND deleted_at IS NULL";
        sqlx::query(sql).bind(title).bind(id).bind(workspace).execute(&self.writer).await?;
        self.conversation(workspace, id).await
    }

    /// A live conversation of this workspace.
    pub async fn conversation(&self, workspace: &WorkspaceId, id: &ConversationId) -> Result<Conversation, StoreError> {
        let sql = "SELECT id, workspace_id, title, created_at, updated_at FROM conversation \
                   WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
        Ok(sqlx::query_as(sql).bind(id).bind(workspace).fetch_one(&self.readers).await?)
    }

    /// Deletes a conversation of this workspace and its messages.
    pub async fn delete_conversation(&self, workspace: &WorkspaceId, id: &ConversationId) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let gone = sqlx::query(
            "UPDATE conversation SET title = '', deleted_at = $1 \
             WHERE id = $2 AND workspace_id = $3 AND deleted_at IS NULL",
        )
        .bind(now())
        .bind(id)
        .bind(workspace)
        .execute(&mut *tx)
        .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        sqlx::query("DELETE FROM egress WHERE conversation_id = $1").bind(id).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM message WHERE conversation_id = $1").bind(id).execute(&mut *tx).await?;
        idempotency::forget(&mut tx, id.as_str()).await?;
        Ok(tx.commit().await?)
    }

    /// Appends a message to a live conversation of this workspace.
    pub async fn append_message(
        &self,
        workspace: &WorkspaceId,
        id: &ConversationId,
        new: NewMessage,
    ) -> Result<Message, StoreError> {
        text::storable(&new.text)?;
        let at = now();
        let mut tx = self.write().await?;
        let live = "SELECT title FROM conversation WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
        let mut title: String = sqlx::query_scalar(live).bind(id).bind(workspace).fetch_one(&mut *tx).await?;
        if title.is_empty() && new.role == Role::User {
            title = title_of(&new.text);
        }
        sqlx::query("UPDATE conversation SET title = $1, updated_at = $2 WHERE id = $3")
            .bind(&title)
            .bind(at)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        let next = "SELECT COALESCE(MAX(ordinal) + 1, 0) FROM message WHERE conversation_id = $1";
        let ordinal: i64 = sqlx::query_scalar(next).bind(id).fetch_one(&mut *tx).await?;
        let message = Message {
            id: MessageId::fresh(),
            conversation_id: id.clone(),
            ordinal,
            role: new.role,
            text: new.text,
            answer: new.answer,
            created_at: at,
        };
        insert(&mut tx, &message).await?;
        tx.commit().await?;
        Ok(message)
    }

    /// The messages of a live conversation of this workspace, in order.
    pub async fn messages(&self, workspace: &WorkspaceId, id: &ConversationId) -> Result<Vec<Message>, StoreError> {
        self.conversation(workspace, id).await?;
        let sql = "SELECT id, conversation_id, ordinal, role, text, answer, created_at FROM message \
                   WHERE conversation_id = $1 ORDER BY ordinal";
        Ok(sqlx::query_as(sql).bind(id).fetch_all(&self.readers).await?)
    }
}

/// Begins a conversation within a transaction.
pub(super) async fn begin(
    tx: &mut sqlx::SqliteConnection,
    workspace: &WorkspaceId,
    title: &str,
) -> Result<Conversation, StoreError> {
    text::storable(title)?;
    let at = now();
    let conversation = Conversation {
        id: ConversationId::fresh(),
        workspace_id: workspace.clone(),
        title: title.trim().to_owned(),
        created_at: at,
        updated_at: at,
    };
    workspaces::require_live(tx, workspace).await?;
    sqlx::query(
        "INSERT INTO conversation (id, workspace_id, title, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&conversation.id)
    .bind(&conversation.workspace_id)
    .bind(&conversation.title)
    .bind(conversation.created_at)
    .bind(conversation.updated_at)
    .execute(&mut *tx)
    .await?;
    Ok(conversation)
}

pub(super) async fn insert(tx: &mut sqlx::SqliteConnection, message: &Message) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO message (id, conversation_id, ordinal, role, text, answer, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&message.id)
    .bind(&message.conversation_id)
    .bind(message.ordinal)
    .bind(message.role)
    .bind(&message.text)
    .bind(message.answer.as_ref().map(Value::to_string))
    .bind(message.created_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// A question as a title: on one line, cut between words.
pub(super) fn title_of(question: &str) -> String {
    let mut title = String::new();
    for word in question.split_whitespace() {
        let space = usize::from(!title.is_empty());
        if title.chars().count() + space + word.chars().count() > TITLE {
            break;
        }
        title.extend(std::iter::repeat_n(' ', space).chain(word.chars()));
    }
    if title.is_empty() { question.trim().chars().take(TITLE).collect() } else { title }
}

impl FromRow<'_, SqliteRow> for Message {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let answer: Option<String> = row.try_get("answer")?;
        let answer = answer.map(|json| serde_json::from_str(&json)).transpose();
        Ok(Self {
            id: row.try_get("id")?,
            conversation_id: row.try_get("conversation_id")?,
            ordinal: row.try_get("ordinal")?,
            role: row.try_get("role")?,
            text: row.try_get("text")?,
            answer: answer.map_err(|error| sqlx::Error::Decode(error.into()))?,
            created_at: row.try_get("created_at")?,
        })
    }
}
