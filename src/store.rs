//! The state store: the only truth about workspaces, documents, conversations, gap analyses, the ISMS, keys and jobs.
//!
//! Everything is in one `SQLite` database (WAL, `synchronous=FULL`) beside a folder of blobs named by their SHA-256.
//! Several processes may open the same directory. What is derived (the search index) follows the [outbox](OutboxRow):
//! a row with an ever-growing `seq`, written in the transaction that changed the document. A search result counts only
//! after [`Store::hydrate`] has read it again here, so an index can lose results but never show foreign or deleted ones.
//!
//! Each method that reads an object of a workspace takes the workspace and answers [`StoreError::NotFound`] for another's.

mod answers;
mod artefacts;
mod backup;
mod blobs;
mod carry;
mod chunks;
mod consent;
mod conversation_list;
mod conversations;
mod documents;
mod egress;
mod error;
mod gap_analyses;
mod id;
mod idempotency;
mod jobs;
mod keys;
mod open;
mod outbox;
mod page;
mod ratings;
mod search_text;
mod secret;
mod sessions;
mod settings;
mod text;
mod widget;
mod workspaces;

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::{Sqlite, SqlitePool, Transaction};

pub use answers::{AnswerPlace, NewAnswer};
pub use artefacts::{Acknowledgement, ArtefactPlace, ArtefactState, ArtefactStep, ArtefactVersion, Family, NewVersion};
pub use backup::{BackupError, Manifest, restore_backup, verify_backup};
pub use carry::{
    Carried, CarriedAnalysis, CarriedArtefact, CarriedConversation, CarriedDocument, CarriedMessage, CarriedRating,
    CarriedVersion, Json,
};
pub use chunks::{ChunkRow, NewChunk};
pub use consent::Consent;
pub use conversation_list::ConversationHit;
pub use conversations::{Conversation, Message, NewMessage, Role};
pub use documents::{Document, NewDocument, PutOutcome, Reading};
pub use egress::{Egress, EgressEnd, EgressTotal, FiledEgress, NewEgress, Purpose, SentPassage};
pub use error::StoreError;
pub use gap_analyses::{AnalysedFile, GapAnalysis, GapEnd, GapState, NewGapAnalysis};
pub use id::{
    ArtefactId, ChunkId, ConversationId, DocumentId, EgressId, GapAnalysisId, JobId, KeyId, MessageId, WorkspaceId,
};
pub use idempotency::{Claim, Claimed, Receipt, Settled};
pub use jobs::Job;
pub use keys::{Grant, Key, Scope};
pub use outbox::{OutboxOp, OutboxRow};
pub use page::{Cursor, MAX_PAGE, Page, Paged};
pub use ratings::{Rating, Thumb};
pub use search_text::Snippet;
pub use widget::{Origin, Origins, WIDGET_QUOTA, WidgetRules};
pub use workspaces::Workspace;

/// An open data directory. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    /// One connection: writers of this process queue here, those of others at the database's lock.
    writer: SqlitePool,
    /// Connections that cannot write.
    readers: SqlitePool,
    blobs: PathBuf,
}

impl Store {
    /// Looks for damage in the database; each line names one problem, none means that it is sound.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        let mut problems: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&self.readers).await?;
        problems.retain(|line| line != "ok");
        let dangling: Vec<(String, Option<i64>, String, i64)> =
            sqlx::query_as("PRAGMA foreign_key_check").fetch_all(&self.readers).await?;
        problems.extend(dangling.into_iter().map(|(table, row, parent, _)| {
            let row = row.map_or_else(String::new, |row| format!(" {row}"));
            format!("row{row} of table {table} refers to a row of table {parent} that does not exist")
        }));
        Ok(problems)
    }

    /// Empties the write-ahead log into the database and closes every connection of this handle and its clones.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Begins a transaction that holds the write lock from its start, so that what it reads stays true until it ends.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// The time in epoch milliseconds.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
