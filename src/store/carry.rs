//! A workspace as it is carried from one house to another: all that its people made, and nothing that opens a door.
//!
//! On the way out ids become numbers in a fixed order, and on the way in numbers become new ids in that order, also where
//! answers and reports name them. So a workspace that was carried in goes out again as it came, whatever its ids are here.

mod check;
mod ids;
mod into;
mod out;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use sqlx::FromRow;

use super::{
    Acknowledgement, AnalysedFile, ArtefactId, ArtefactState, ConversationId, DocumentId, Family, GapAnalysisId,
    GapState, MessageId, Reading, Role, Thumb, WorkspaceId,
};
use crate::iso::GapSummary;

/// All of a workspace but the original files. Times are epoch milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// A number; links in answers name it.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// When it was created.
    pub created_at: i64,
    /// The profile of its organisation as it was put.
    pub profile: Option<String>,
    /// Its house style, JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub house_style: Option<String>,
    /// Its documents by name.
    #[serde(skip)]
    pub documents: Vec<CarriedDocument>,
    /// Its conversations in the order in which they began.
    #[serde(skip)]
    pub conversations: Vec<CarriedConversation>,
    /// The documents of its ISMS in the order in which they began.
    #[serde(skip)]
    pub artefacts: Vec<CarriedArtefact>,
    /// Its gap analyses that have ended, the earliest first.
    #[serde(skip)]
    pub analyses: Vec<CarriedAnalysis>,
}

/// A live document without its chunks, which are cut anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedDocument {
    /// A number.
    pub id: DocumentId,
    /// Its name.
    pub name: String,
    /// How it was read.
    pub format: String,
    /// The SHA-256 of the original file.
    pub sha256: String,
    /// When it was stored.
    pub created_at: i64,
    /// What was learned while it was read.
    pub reading: Reading,
    /// Its text, to which offsets refer.
    #[serde(skip)]
    pub text: String,
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
#[serde(deny_unknown_fields)]
pub struct CarriedConversation {
    /// A number.
    pub id: ConversationId,
    /// Its title, perhaps empty.
    pub title: String,
    /// When it was created.
    pub created_at: i64,
    /// When its last message came.
    pub updated_at: i64,
    /// Its messages in order.
    #[sqlx(skip)]
    pub messages: Vec<CarriedMessage>,
}

/// A message, with what a reader thought of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedMessage {
    /// A number.
    pub id: MessageId,
    /// Who wrote it.
    pub role: Role,
    /// What it says.
    pub text: String,
    /// The answer's whole JSON.
    pub answer: Option<Json>,
    /// When it was written.
    pub created_at: i64,
    /// The rating, if somebody gave one.
    pub rating: Option<CarriedRating>,
}

/// What a reader thought of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedRating {
    /// Whether it helped.
    pub rating: Thumb,
    /// Why, perhaps empty.
    pub reason: String,
    /// When.
    pub at: i64,
}

/// A policy, statement, register or audit document with all that became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
#[serde(deny_unknown_fields)]
pub struct CarriedArtefact {
    /// A number.
    pub id: ArtefactId,
    /// Its family.
    pub family: Family,
    /// The policy's or audit document's kind; `statement`; `register`.
    pub kind: String,
    /// When it began.
    pub created_at: i64,
    /// Its versions from the first on.
    #[sqlx(skip)]
    pub versions: Vec<CarriedVersion>,
    /// Who has read which version.
    #[sqlx(skip)]
    pub acknowledgements: Vec<Acknowledgement>,
}

/// A version. An approval is whole or absent, and is always of this content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
#[serde(deny_unknown_fields)]
pub struct CarriedVersion {
    /// Its number.
    pub version: i64,
    /// Where it stands.
    pub state: ArtefactState,
    /// Its title.
    pub title: String,
    /// The SHA-256 of its content.
    pub sha256: String,
    /// When it was written.
    pub created_at: i64,
    /// The credential that sent it.
    pub created_by: String,
    /// When its state last changed.
    pub changed_at: i64,
    /// Who changed it.
    pub changed_by: String,
    /// When it was approved.
    pub approved_at: Option<i64>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// The credential that the approval came with.
    pub approved_with: Option<String>,
    /// Which of its clauses a language model worded, JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// Markdown or JSON.
    #[serde(skip)]
    pub content: String,
}

/// A gap analysis that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedAnalysis {
    /// A number.
    pub id: GapAnalysisId,
    /// How it ended.
    pub state: GapState,
    /// What was analysed; documents that were deleted since keep the ids that they had.
    pub documents: Vec<AnalysedFile>,
    /// The profile at that time, JSON.
    pub profile: Option<String>,
    /// The analysis that it was compared with, while that is there.
    pub earlier: Option<GapAnalysisId>,
    /// Statements that were read, and all of them.
    pub progress: (i64, i64),
    /// How many requirements bear each verdict.
    pub summary: Option<GapSummary>,
    /// Why it failed.
    pub problem: Option<String>,
    /// When it was asked for.
    pub created_at: i64,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// Whether it has a report.
    pub has_report: bool,
    /// The report, JSON.
    #[serde(skip)]
    pub report: Option<String>,
}

/// JSON that is carried letter by letter: a number that is read and written again might not be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(pub String);

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.clone()).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Box::<RawValue>::deserialize(deserializer)?.get().to_owned()))
    }
}

/// Where the name is kept that a workspace was carried in under, while it bears another one here.
fn name_key(workspace: &WorkspaceId) -> String {
    format!("carried:{workspace}")
}
