//! Identifiers: a prefix that names the kind, then hexadecimal digits. A value of one kind never passes for another.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::StoreError;

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(try_from = "String", into = "String")]
        #[sqlx(transparent)]
        pub struct $name(String);

        impl $name {
            const PREFIX: &str = $prefix;

            /// Reads an identifier; one of another shape names nothing, so the error is [`StoreError::NotFound`].
            pub fn parse(text: &str) -> Result<Self, StoreError> {
                let known = text.strip_prefix(Self::PREFIX).is_some_and(is_body);
                if known { Ok(Self(text.to_owned())) } else { Err(StoreError::NotFound) }
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = StoreError;

            fn from_str(text: &str) -> Result<Self, StoreError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = StoreError;

            fn try_from(text: String) -> Result<Self, StoreError> {
                Self::parse(&text)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let pattern = format!("^{}[0-9a-f]{{32}}$", Self::PREFIX);
                json_schema!({ "type": "string", "pattern": pattern })
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

identifiers! {
    /// A workspace: one company or client, isolated from all others.
    WorkspaceId "ws_";
    /// One version of a document.
    DocumentId "doc_";
    /// One chunk of one version of a document.
    ChunkId "ch_";
    /// A conversation.
    ConversationId "cv_";
    /// A message in a conversation.
    MessageId "msg_";
    /// An API key (never its secret).
    KeyId "key_";
    /// A job whose progress can be watched.
    JobId "job_";
    /// A gap analysis.
    GapAnalysisId "gap_";
    /// A note of what was sent to a language model.
    EgressId "egr_";
    /// A policy, statement, register or audit document, in all its versions.
    ArtefactId "art_";
}

macro_rules! minted {
    ($($name:ident)*) => {$(
        impl $name {
            /// A new identifier; later ones sort after earlier ones.
            pub(super) fn fresh() -> Self {
                Self(format!("{}{}", Self::PREFIX, Uuid::now_v7().simple()))
            }
        }
    )*};
}

macro_rules! numbered {
    ($($name:ident)*) => {$(
        impl $name {
            /// What stands in a file for the thing with this number.
            pub(super) fn numbered(number: usize) -> Self {
                Self(format!("{}{number:032x}", Self::PREFIX))
            }
        }
    )*};
}

numbered! { WorkspaceId DocumentId ConversationId MessageId GapAnalysisId ArtefactId }

minted! { WorkspaceId DocumentId ConversationId MessageId KeyId JobId GapAnalysisId EgressId ArtefactId }

impl WorkspaceId {
    /// The reserved workspace that holds the knowledge base; every store has it and no list shows it.
    pub fn knowledge() -> Self {
        Self(format!("{}{:032}", Self::PREFIX, 0))
    }
}

impl KeyId {
    /// The digits after the prefix.
    pub(super) fn digits(&self) -> &str {
        self.0.strip_prefix(Self::PREFIX).unwrap_or_default()
    }
}

impl GapAnalysisId {
    /// The job under which the analysis can be watched.
    pub fn job(&self) -> JobId {
        JobId(self.0.replacen(Self::PREFIX, JobId::PREFIX, 1))
    }

    /// The analysis that a job watches, if it watches one.
    pub fn of_job(job: &JobId) -> Self {
        Self(job.0.replacen(JobId::PREFIX, Self::PREFIX, 1))
    }
}

impl ChunkId {
    /// The id of a document's chunk at a position, the same wherever and whenever it is computed.
    pub fn of(document: &DocumentId, ordinal: usize) -> Self {
        let digest = format!("{:x}", Sha256::digest(format!("{document}\n{ordinal}")));
        Self(format!("{}{digest:.32}", Self::PREFIX))
    }
}

fn is_body(body: &str) -> bool {
    body.len() == 32 && body.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_round_trips_and_no_other_text_is_one() {
        let id = WorkspaceId::fresh();
        assert_eq!(WorkspaceId::parse(id.as_str()).unwrap(), id);
        assert_eq!(WorkspaceId::parse(WorkspaceId::knowledge().as_str()).unwrap(), WorkspaceId::knowledge());
        let digits = "0123456789abcdef0123456789abcdef";
        for wrong in [
            String::new(),
            "ws_".to_owned(),
            format!("doc_{digits}"),
            format!("ws_{}", digits.to_uppercase()),
            format!("ws_{digits}0"),
            format!("ws_{digits}\n"),
            "ws_../../../../etc/passwd-xxxxxxxxxxxx".to_owned(),
        ] {
            assert!(WorkspaceId::parse(&wrong).is_err(), "{wrong:?}");
        }
        assert!(serde_json::from_str::<DocumentId>("\"ws_0123456789abcdef0123456789abcdef\"").is_err());
    }

    #[test]
    fn chunk_ids_depend_on_document_and_position_alone() {
        let (one, other) = (DocumentId::fresh(), DocumentId::fresh());
        assert_eq!(ChunkId::of(&one, 7), ChunkId::of(&one, 7));
        assert_ne!(ChunkId::of(&one, 7), ChunkId::of(&one, 8));
        assert_ne!(ChunkId::of(&one, 7), ChunkId::of(&other, 7));
        assert!(ChunkId::parse(ChunkId::of(&one, 7).as_str()).is_ok());
    }
}
