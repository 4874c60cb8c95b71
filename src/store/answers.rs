//! Where an answer goes: to the end, in the place of an earlier one, or behind an edited question in the place of all that
//! followed it. One transaction each, so that what was there is gone only when the new is stored.

use serde_json::Value;
use sqlx::SqliteConnection;

use super::{
    ConversationId, Message, MessageId, Receipt, Role, Store, StoreError, WorkspaceId,
    conversations::{insert, title_of},
    idempotency, now, text,
};

/// The place of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerPlace {
    /// Behind all that was said.
    Last,
    /// Behind this question, in the place of the answer that stands there, if one does.
    Of(MessageId),
    /// Behind this question, which gets this text; all that followed it goes.
    Edited {
        /// The question.
        question: MessageId,
        /// What it says from now on.
        text: String,
        /// The message that was the last one when the edit began.
        last: MessageId,
    },
}

/// An answer to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// Its message's id, which was told when it was begun.
    pub id: MessageId,
    /// What it says.
    pub text: String,
    /// The whole of it, with its citations.
    pub answer: Value,
}

impl Store {
    /// The id of an answer that is about to be made.
    pub fn next_message_id(&self) -> MessageId {
        MessageId::fresh()
    }

    /// Stores an answer in a live conversation of this workspace. [`StoreError::Changed`] when the conversation is not
    /// any more what the answer was made for.
    pub async fn put_answer(
        &self,
        (workspace, conversation): (&WorkspaceId, &ConversationId),
        place: &AnswerPlace,
        new: NewAnswer,
        receipt: Option<Receipt<'_, Message>>,
    ) -> Result<Message, StoreError> {
        text::storable(&new.text)?;
        let at = now();
        let mut tx = self.write().await?;
        let touched =
            "UPDATE conversation SET updated_at = $1 WHERE id = $2 AND workspace_id = $3 AND deleted_at IS NULL";
        let touched = sqlx::query(touched).bind(at).bind(conversation).bind(workspace).execute(&mut *tx).await?;
        if touched.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        if *place != AnswerPlace::Last {
            // An answer that is kept for a request that may come again would tell what was replaced.
            idempotency::forget(&mut tx, &format!("{conversation}/messages")).await?;
        }
        let ordinal = match place {
            AnswerPlace::Last => {
                let next = "SELECT COALESCE(MAX(ordinal) + 1, 0) FROM message WHERE conversation_id = $1";
                sqlx::query_scalar(next).bind(conversation).fetch_one(&mut *tx).await?
            }
            AnswerPlace::Of(question) => make_room(&mut tx, conversation, question).await?,
            AnswerPlace::Edited { question, text, last } => edit(&mut tx, conversation, (question, text, last)).await?,
        };
        let message = Message {
            id: new.id,
            conversation_id: conversation.clone(),
            ordinal,
            role: Role::Assistant,
            text: new.text,
            answer: Some(new.answer),
            created_at: at,
        };
        insert(&mut tx, &message).await?;
        if let Some(receipt) = receipt {
            receipt.write(&mut tx, &message).await?;
        }
        tx.commit().await?;
        Ok(message)
    }

    /// A message of a live conversation of this workspace.
    pub async fn message(
        &self,
        (workspace, conversation): (&WorkspaceId, &ConversationId),
        id: &MessageId,
    ) -> Result<Message, StoreError> {
        self.conversation(workspace, conversation).await?;
        let sql = "SELECT id, conversation_id, ordinal, role, text, answer, created_at FROM message \
                   WHERE id = $1 AND conversation_id = $2";
        Ok(sqlx::query_as(sql).bind(id).bind(conversation).fetch_one(&self.readers).await?)
    }
}

/// Takes the answer away that stands behind a question, and gives its place.
async fn make_room(
    tx: &mut SqliteConnection,
    conversation: &ConversationId,
    question: &MessageId,
) -> Result<i64, StoreError> {
    let ordinal = place_of(tx, conversation, question).await? + 1;
    let sql = "DELETE FROM message WHERE conversation_id = $1 AND ordinal = $2 AND role = 'assistant'";
    sqlx::query(sql).bind(conversation).bind(ordinal).execute(&mut *tx).await?;
    let taken = "SELECT COUNT(*) FROM message WHERE conversation_id = $1 AND ordinal = $2";
    let taken: i64 = sqlx::query_scalar(taken).bind(conversation).bind(ordinal).fetch_one(tx).await?;
    if taken > 0 { Err(StoreError::Changed) } else { Ok(ordinal) }
}

/// Gives a question another text, takes away what followed it, and gives the place of its answer.
async fn edit(
    tx: &mut SqliteConnection,
    conversation: &ConversationId,
    (question, text, last): (&MessageId, &str, &MessageId),
) -> Result<i64, StoreError> {
    text::storable(text)?;
    let ordinal = place_of(tx, conversation, question).await?;
    let sql = "SELECT id FROM message WHERE conversation_id = $1 ORDER BY ordinal DESC LIMIT 1";
    let still: MessageId = sqlx::query_scalar(sql).bind(conversation).fetch_one(&mut *tx).await?;
    if still != *last {
        return Err(StoreError::Changed);
    }
    let old: String =
        sqlx::query_scalar("SELECT text FROM message WHERE id = $1").bind(question).fetch_one(&mut *tx).await?;
    sqlx::query("DELETE FROM message WHERE conversation_id = $1 AND ordinal > $2")
        .bind(conversation)
        .bind(ordinal)
        .execute(&mut *tx)
        .await?;
    sqlx::query("UPDATE message SET text = $1, created_at = $2 WHERE id = $3")
        .bind(text)
        .bind(now())
        .bind(question)
        .execute(&mut *tx)
        .await?;
    // A title that the question gave follows it; one that somebody chose stays.
    sqlx::query("UPDATE conversation SET title = $1 WHERE id = $2 AND title = $3")
        .bind(title_of(text))
        .bind(conversation)
        .bind(title_of(&old))
        .execute(tx)
        .await?;
    Ok(ordinal + 1)
}

async fn place_of(
    tx: &mut SqliteConnection,
    conversation: &ConversationId,
    question: &MessageId,
) -> Result<i64, StoreError> {
    let sql = "SELECT ordinal FROM message WHERE id = $1 AND conversation_id = $2 AND role = 'user'";
    let found = sqlx::query_scalar(sql).bind(question).bind(conversation).fetch_optional(tx).await?;
    found.ok_or(StoreError::Changed)
}
