//! An answer as JSON: the contract's fields, and the text as a tree for pages.

use serde::Serialize;

use crate::{
    chat::{Answer, AnswerMode, Choice, Citation, Verdict},
    document::{Node, tree},
    iso::RequirementId,
    llm::Usage,
};

/// An answer to show.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Answer")]
pub struct AnswerView {
    /// The message's id, when it is part of a conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Markdown with `[1]`.
    pub answer: String,
    /// The same as a tree.
    pub blocks: Vec<Node>,
    /// How far the sources carried it.
    pub verdict: Verdict,
    /// Who wrote it.
    pub mode: AnswerMode,
    /// The passages.
    pub citations: Vec<CitationView>,
    /// The requirements cited.
    pub refs: Vec<RequirementId>,
    /// What the reader should know.
    pub warnings: Vec<String>,
    /// Questions that follow.
    pub suggestions: Vec<String>,
    /// What the question can mean, when the readings differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The model's tokens, when a model wrote and its endpoint says them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

/// A passage to show.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[schemars(rename = "CitationWithBlocks")]
pub struct CitationView {
    /// The passage itself.
    #[serde(flatten)]
    pub citation: Citation,
    /// The quote as a tree.
    pub quote_blocks: Vec<Node>,
}

impl AnswerView {
    /// The view of an answer; `id` names the message that holds it.
    pub fn new(answer: Answer, id: Option<String>) -> Self {
        Self {
            id,
            blocks: tree(&answer.answer, true),
            answer: answer.answer,
            verdict: answer.verdict,
            mode: answer.mode,
            citations: answer.citations.into_iter().map(CitationView::from).collect(),
            refs: answer.refs,
            warnings: answer.warnings,
            suggestions: answer.suggestions,
            choices: answer.choices,
            usage: answer.usage,
        }
    }
}

impl From<Citation> for CitationView {
    fn from(citation: Citation) -> Self {
        Self { quote_blocks: tree(&citation.quote, false), citation }
    }
}
