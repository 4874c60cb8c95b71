//! What a question gets back: text, verdict, and for every number in the text the passage behind it.

use serde::{Deserialize, Serialize};

use super::Action;
use crate::{
    iso::RequirementId,
    llm::Usage,
    store::{DocumentId, EgressId},
};

/// How far the sources carried the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The sources answer the question.
    Answered,
    /// They answer part of it.
    Partial,
    /// They do not answer it, and the text says so.
    Refused,
}

/// Who wrote the sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnswerMode {
    /// The program, out of its sources, word for word.
    Composed,
    /// A language model, each sentence checked against the sources.
    Generated,
}

/// A passage that the answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Citation {
    /// Its number in the text.
    pub n: usize,
    /// The requirement that the passage is about, if it is about one.
    #[serde(rename = "ref")]
    pub requirement: Option<RequirementId>,
    /// The page's or document's title.
    pub title: String,
    /// The page (`knowledge/controls/A.5.23.md`) or the document's name.
    pub source: String,
    /// The company document, if it is one.
    pub document: Option<DocumentId>,
    /// The headings above the passage, outermost first.
    pub heading: Vec<String>,
    /// The page number, for formats that have pages.
    pub page: Option<u32>,
    /// The passage, character for character.
    pub quote: String,
    /// Its first character in the source's extracted text.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
}

/// One of several readings of a question, for a person to pick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Choice {
    /// What it is called, in a few words.
    pub label: String,
    /// The question that asks it alone.
    pub question: String,
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Markdown with citation numbers such as `[1]`.
    pub answer: String,
    /// How far the sources carried it.
    pub verdict: Verdict,
    /// Who wrote it.
    pub mode: AnswerMode,
    /// The passages, numbered as in the text.
    pub citations: Vec<Citation>,
    /// The requirements that the answer really cites, at most six.
    pub refs: Vec<RequirementId>,
    /// What the reader should know about this answer.
    pub warnings: Vec<String>,
    /// Questions that follow naturally.
    pub suggestions: Vec<String>,
    /// What the question can mean, when the readings differ; empty when one is clearly meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// What can be made, once a person confirms it; empty for most answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// The tokens of the model's text, where a model wrote and its endpoint says them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// The model that wrote, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The note of what was sent for it; also where the model's text was not used in the end.
    #[serde(skip)]
    pub egress: Option<EgressId>,
}
