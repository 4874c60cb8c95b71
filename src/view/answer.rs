//! An answer as JSON: the contract's fields, and the text as a tree for pages.

use serde::Serialize;

use super::ActionView;
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
    /// What this text is, and who wrote it.
    pub notice: String,
    /// Questions that follow.
    pub suggestions: Vec<String>,
    /// Somebody stopped it: this is what had been shown until then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// What the question can mean, when the readings differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// What can be made, once a person confirms it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ActionView>,
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
            notice: notice(&answer),
            blocks: tree(&answer.answer, true),
            answer: answer.answer,
            verdict: answer.verdict,
            mode: answer.mode,
            citations: answer.citations.into_iter().map(CitationView::from).collect(),
            refs: answer.refs,
            warnings: answer.warnings,
            suggestions: answer.suggestions,
            stopped: false,
            choices: answer.choices,
            actions: answer.actions.into_iter().map(ActionView::from).collect(),
            usage: answer.usage,
        }
    }

    /// The same, as much of it as was shown before somebody stopped it.
    #[must_use]
    pub fn stopped(self, stopped: bool) -> Self {
        Self { stopped, ..self }
    }
}

/// What an answer is, and who wrote it.
pub fn notice(answer: &Answer) -> String {
    let writer = match (answer.mode, &answer.model) {
        (AnswerMode::Composed, _) => "Composed by the program, word for word from its sources.".to_owned(),
        (AnswerMode::Generated, Some(model)) => {
            format!("Written by the language model {model}; the program checked each sentence against its sources.")
        }
        (AnswerMode::Generated, None) => {
            "Written by a language model; the program checked each sentence against its sources.".to_owned()
        }
    };
    format!("Guidance, not legal advice. {writer}")
}

impl From<Citation> for CitationView {
    fn from(citation: Citation) -> Self {
        Self { quote_blocks: tree(&citation.quote, false), citation }
    }
}
