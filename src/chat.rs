//! Chat: from a question to an answer whose every sentence shows its source, or an open refusal.
//!
//! The composed answer always comes first: intent and ids pick whole blocks of the knowledge base, the program adds the
//! numbers. With a language model configured, the same passages are handed to it, what it writes is checked sentence by
//! sentence, and when it fails or cannot be believed the composed answer stands, labelled.

mod answer;
mod compose;
mod draft;
mod evidence;
mod facts;
mod generate;
mod intent;
mod own;
mod own_fact;
mod question;
mod small_words;
mod survey;

pub(crate) use generate::sentences;

pub use answer::{Answer, AnswerMode, Citation, Verdict};
pub use intent::Intent;
pub use question::{MAX_QUESTION, QuestionError, Topic};

use std::sync::Arc;

use thiserror::Error;
use tracing::instrument;

use crate::{
    iso::Profile,
    knowledge::Library,
    llm::Llm,
    retrieve::{Hit, RetrieveError, Retriever, Search},
    store::WorkspaceId,
};
use draft::Draft;
use generate::Written;
use question::Reading;
use survey::Support;

/// What an answer says when the model finds nothing in passages that the search found.
const NOT_IN_SOURCES: &str =
    "The language model found no direct answer in these passages; they are shown as they stand.";

/// What an answer says to a question for a fact about the company.
const OWN_FACT: &str = "This asks for a fact about your organization: only your own documents can say it.";

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
}

impl Assistant {
    /// An assistant over these pages and indexes. Without a model every answer is composed.
    pub fn new(library: Arc<Library>, retriever: Retriever, llm: Option<Llm>) -> Self {
        Self { library, retriever, llm }
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
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The search.
    pub fn retriever(&self) -> &Retriever {
        &self.retriever
    }

    /// What the next question of a conversation can go on from: the requirements whose pages the answer quotes.
    pub fn topic(question: &str, answer: &Answer) -> Topic {
        let mut requirements: Vec<_> = answer.citations.iter().filter_map(|citation| citation.requirement).collect();
        requirements.dedup();
        requirements.truncate(2);
        Topic { requirements, question: question.to_owned() }
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
        if let Some(llm) = self.llm.as_ref().filter(|_| draft.verdict != Verdict::Refused && !draft.is_empty()) {
            let citations = draft.board.citations();
            let mut streamed = false;
            let mut pass_on = |piece: &str| {
                streamed = true;
                emit(Event::Piece(piece));
            };
            let written = generate::generate(llm, &asked, citations, &mut pass_on).await;
            match written {
                Ok(Written::Answer { markdown, used, dropped, usage }) => {
                    return Ok(Answer { usage, ..draft.rewritten(&markdown, &used, dropped) });
                }
                Ok(Written::NotInSources) => draft.warnings.push(NOT_IN_SOURCES.to_owned()),
                Err(error) => {
                    tracing::info!(%error, "the model's answer was not used");
                    draft.warnings.push(format!("{error}; this answer is composed from the sources instead."));
                }
            }
            if streamed {
                // What was shown is taken back by the answer itself; a second text beside it would only confuse.
                return Ok(draft.finish());
            }
        }
        for piece in draft.pieces() {
            emit(Event::Piece(&format!("{piece}\n\n")));
        }
        Ok(draft.finish())
    }

    /// The composed answer, and the question as it stands without the conversation.
    async fn draft(&self, question: &Question) -> Result<(Draft, String), ChatError> {
        let mut reading = Reading::of(&question.text, question.before.as_ref())?;
        let mut draft = Draft::default();
        facts::note_ids(&mut draft, &reading);
        if !reading.unknown.is_empty() && reading.pins.is_empty() {
            facts::refuse_unknown(&mut draft, &reading);
            return Ok((draft, reading.query));
        }
        if own_fact::asks_for_own_fact(&reading.text) {
            draft.warnings.push(OWN_FACT.to_owned());
        } else if reading.pins.is_empty() {
            self.survey(&mut draft, &mut reading, question.profile.as_ref()).await?;
        } else {
            facts::origin(&mut draft, &self.library, &reading);
            self.pinned(&mut draft, &reading, question.profile.as_ref()).await?;
        }
        if let Some(workspace) = &question.workspace {
            self.own(&mut draft, &reading, workspace).await?;
        }
        if draft.is_empty() {
            facts::refuse(&mut draft, question.workspace.is_some());
        }
        Ok((draft, reading.query))
    }

    /// A question about named requirements: their sections, and first what the pages say to its particular point.
    async fn pinned(&self, draft: &mut Draft, reading: &Reading, profile: Option<&Profile>) -> Result<(), ChatError> {
        let particular = matches!(reading.intent, Intent::Explain)
            && !reading.carried
            && compose::has_particular_point(&self.library, reading);
        if particular {
            let mut search = Search::new(&reading.query, vec![WorkspaceId::knowledge()], 8);
            search.pins.clone_from(&reading.pins);
            search.per_document = 4;
            let hits = self.retriever.search(&search).await?;
            let about: Vec<Hit> = hits.into_iter().filter(|hit| compose::is_about(hit, &reading.pins)).collect();
            if survey::survey(draft, &self.library, reading, &about) {
                return Ok(());
            }
        }
        compose::compose(draft, &self.library, reading, profile);
        Ok(())
    }

    /// A question without ids: the topic that the search finds, if the sources know it at all.
    async fn survey(
        &self,
        draft: &mut Draft,
        reading: &mut Reading,
        profile: Option<&Profile>,
    ) -> Result<(), ChatError> {
        let search = Search::new(&reading.query, vec![WorkspaceId::knowledge()], 12);
        let hits = self.retriever.search(&search).await?;
        let support = Support::of(reading, &hits, &self.retriever);
        tracing::debug!(?support, "support of the sources");
        if support.is_weak() {
            return Ok(());
        }
        if let Some(id) = survey::topic(reading, &hits, &self.library) {
            reading.pins = vec![id];
            compose::compose(draft, &self.library, reading, profile);
        } else {
            survey::survey(draft, &self.library, reading, &hits);
        }
        Ok(())
    }

    /// The company's own documents on the same question.
    async fn own(&self, draft: &mut Draft, reading: &Reading, workspace: &WorkspaceId) -> Result<(), ChatError> {
        let subject = reading.subject();
        let mut search = Search::new(&reading.query, vec![workspace.clone()], 6);
        if let Some(subject) = &subject {
            search.query = format!("{subject} {}", reading.query);
            search.gloss.english = format!("{subject} {}", search.gloss.english);
        }
        search.pins.clear();
        let hits = self.retriever.search(&search).await?;
        let alone = draft.is_empty();
        if own::own_documents(draft, reading, &hits, subject.as_deref()) {
            if alone {
                facts::own_alone(draft);
            }
        } else if !hits.is_empty() && !draft.is_empty() {
            draft.say("Nothing in your documents speaks to this.");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
