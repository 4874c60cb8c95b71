//! Chat: from a question to an answer whose every sentence shows its source, or an open refusal.
//!
//! The composed answer always comes first: intent and ids pick whole blocks of the knowledge base, the program adds the
//! numbers. With a language model configured, the same passages are handed to it, what it writes is checked sentence by
//! sentence, and when it fails or cannot be believed the composed answer stands, labelled.

mod answer;
mod catalogue_facts;
mod choices;
mod classify;
mod compose;
mod decline;
mod documents;
mod doing;
mod draft;
mod edition;
mod evidence;
mod facts;
mod follow_up;
mod frequent;
mod generate;
mod intent;
mod lead;
mod moving;
mod naming;
mod own;
mod own_fact;
mod persona;
mod plan;
mod premise;
mod question;
mod sized;
mod small_words;
mod standalone;
mod survey;
mod topic;

pub(crate) use generate::sentences;

pub use answer::{Answer, AnswerMode, Choice, Citation, Verdict};
pub use doing::{Action, ActionKind, ActionRequest, FieldChange, Missing, ProfileChange};
pub use generate::Permit;
pub use intent::Intent;
pub use persona::{Persona, UnknownPersona};
pub use question::{MAX_QUESTION, QuestionError};
pub use topic::{Subject, Topic};

use std::sync::Arc;

use thiserror::Error;
use tracing::instrument;

use crate::{
    iso::Profile,
    knowledge::Library,
    llm::Llm,
    retrieve::{RetrieveError, Retriever},
    store::{ConversationId, WorkspaceId},
};
use documents::Requests;
use frequent::Frequent;
use generate::{Sending, Written};

/// What an answer says when the model finds nothing in passages that the search found.
const NOT_IN_SOURCES: &str =
    "The language model found no direct answer in these passages; they are shown as they stand.";

/// A question and what is known about who asks it.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The words.
    pub text: String,
    /// The workspace whose documents are searched beside the knowledge base.
    pub workspace: Option<WorkspaceId>,
    /// The company's profile, to size the answer.
    pub profile: Option<Profile>,
    /// What the conversation was about before.
    pub before: Option<Topic>,
    /// Whom the answer is for.
    pub persona: Persona,
    /// The conversation that it belongs to, where it is kept.
    pub conversation: Option<ConversationId>,
    /// The key or session that asks, whose questions share their turns at the model.
    pub person: Option<String>,
}

/// What happens while an answer is made, in order: evidence once, then pieces. The answer that follows counts: when a
/// model's text falls after its first sentences, it differs from the pieces and takes their place.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The passages that the answer will rest on.
    Evidence(&'a [Citation]),
    /// The next piece of Markdown, verified.
    Piece(&'a str),
}

/// Why there is no answer at all. A refusal is an answer.
#[derive(Debug, Error)]
pub enum ChatError {
    /// The question cannot be read.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// Nothing can be searched.
    #[error(transparent)]
    Retrieve(#[from] RetrieveError),
}

/// Answers questions over one data folder.
#[derive(Clone)]
pub struct Assistant {
    library: Arc<Library>,
    retriever: Retriever,
    llm: Option<Llm>,
    frequent: Arc<Frequent>,
    requests: Arc<Requests>,
}

impl Assistant {
    /// An assistant over these pages and indexes. Without a model every answer is composed.
    pub fn new(library: Arc<Library>, retriever: Retriever, llm: Option<Llm>) -> Self {
        let frequent = Arc::new(Frequent::of(&library));
        let requests = Arc::new(Requests::of(&library));
        Self { library, retriever, llm, frequent, requests }
    }

    /// The same assistant with another model, or none.
    #[must_use]
    pub fn with_llm(self, llm: Option<Llm>) -> Self {
        Self { llm, ..self }
    }

    /// The language model, when one is configured.
    pub fn llm(&self) -> Option<&Llm> {
        self.llm.as_ref()
    }

    /// The pages.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// The search.
    pub fn retriever(&self) -> &Retriever {
        &self.retriever
    }

    /// What the next question of a conversation can go on from: what it went on from before, and this question and answer.
    pub fn topic(before: Option<&Topic>, question: &str, answer: &Answer) -> Topic {
        Topic::after(before, question, answer)
    }

    /// Answers a question, telling `emit` what happens meanwhile.
    #[instrument(skip_all)]
    pub async fn answer(
        &self,
        question: &Question,
        emit: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Answer, ChatError> {
        let (mut draft, asked) = self.draft(question).await?;
        emit(Event::Evidence(draft.board.citations()));
        let permitted = if draft.may_be_rewritten() { self.permitted(question).await } else { Permit::NoModel };
        if let Permit::Not(why) = &permitted {
            draft.warnings.push(why.clone());
        }
        let mut egress = None;
        if let Permit::Granted(llm) = permitted {
            let mut streamed = false;
            let mut pass_on = |piece: &str| {
                streamed = true;
                emit(Event::Piece(piece));
            };
            let sending = Sending { store: self.retriever.store(), llm: &llm, question, asked: &asked };
            let (written, note) = sending.written(draft.board.citations(), &mut pass_on).await;
            egress = note;
            match written {
                Ok(Written::Answer { markdown, used, dropped, usage }) => {
                    let model = Some(llm.name().to_owned());
                    return Ok(Answer { usage, model, egress, ..draft.rewritten(&markdown, &used, dropped) });
                }
                Ok(Written::NotInSources) => draft.warnings.push(NOT_IN_SOURCES.to_owned()),
                Err(error) => {
                    tracing::info!(%error, "the model's answer was not used");
                    draft.warnings.push(format!("{error}; this answer is composed from the sources instead."));
                }
            }
            if streamed {
                // What was shown is taken back by the answer itself; a second text beside it would only confuse.
                return Ok(Answer { egress, ..draft.finish() });
            }
        }
        for piece in draft.pieces() {
            emit(Event::Piece(&format!("{piece}\n\n")));
        }
        Ok(Answer { egress, ..draft.finish() })
    }
}

#[cfg(test)]
mod tests;
