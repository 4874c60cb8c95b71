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
mod intent;
mod own;
mod question;
mod survey;

pub use answer::{Answer, AnswerMode, Citation, Verdict};
pub use intent::Intent;
pub use question::{MAX_QUESTION, QuestionError, Topic};

use std::sync::Arc;

use thiserror::Error;
use tracing::instrument;

use crate::{
    iso::Profile,
    knowledge::Library,
    retrieve::{Hit, RetrieveError, Retriever, Search},
    store::WorkspaceId,
};
use draft::Draft;
use question::Reading;
use survey::Support;

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

/// What happens while an answer is made, in order: evidence once, then pieces.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The passages that the answer will rest on.
    Evidence(&'a [Citation]),
    /// The next piece of Markdown, verified; pieces laid end to end are the answer's text.
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
}

impl Assistant {
    /// An assistant over these pages and indexes.
    pub fn new(library: Arc<Library>, retriever: Retriever) -> Self {
        Self { library, retriever }
    }

    /// The pages.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The search.
    pub fn retriever(&self) -> &Retriever {
        &self.retriever
    }

    /// What the next question of a conversation can go on from.
    pub fn topic(question: &str, answer: &Answer) -> Topic {
        Topic { requirements: answer.refs.iter().take(2).copied().collect(), question: question.to_owned() }
    }

    /// Answers a question, telling `emit` what happens meanwhile.
    #[instrument(skip_all)]
    pub async fn answer(
        &self,
        question: &Question,
        emit: &mut (dyn FnMut(Event<'_>) + Send),
    ) -> Result<Answer, ChatError> {
        let draft = self.draft(question).await?;
        emit(Event::Evidence(draft.board.citations()));
        for piece in draft.pieces() {
            emit(Event::Piece(&format!("{piece}\n\n")));
        }
        Ok(draft.finish())
    }

    async fn draft(&self, question: &Question) -> Result<Draft, ChatError> {
        let mut reading = Reading::of(&question.text, question.before.as_ref())?;
        let mut draft = Draft::default();
        facts::note_ids(&mut draft, &reading);
        if !reading.unknown.is_empty() && reading.pins.is_empty() {
            facts::refuse_unknown(&mut draft, &reading);
            return Ok(draft);
        }
        if reading.pins.is_empty() {
            self.survey(&mut draft, &mut reading).await?;
        } else {
            facts::origin(&mut draft, &self.library, &reading);
            self.pinned(&mut draft, &reading, question.profile.as_ref()).await?;
        }
        if let Some(workspace) = &question.workspace {
            self.own(&mut draft, &reading, workspace).await?;
        }
        if draft.is_empty() && draft.verdict != Verdict::Refused {
            facts::refuse(&mut draft, question.workspace.is_some());
        }
        Ok(draft)
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
    async fn survey(&self, draft: &mut Draft, reading: &mut Reading) -> Result<(), ChatError> {
        let search = Search::new(&reading.query, vec![WorkspaceId::knowledge()], 12);
        let hits = self.retriever.search(&search).await?;
        let support = Support::of(&reading.query, &hits, &self.retriever);
        tracing::debug!(?support, "support of the sources");
        if support.is_weak() {
            facts::refuse(draft, false);
            return Ok(());
        }
        if let Some(id) = survey::topic(reading, &hits, &self.library) {
            reading.pins = vec![id];
            compose::compose(draft, &self.library, reading, None);
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
        }
        search.pins.clear();
        let hits = self.retriever.search(&search).await?;
        if own::own_documents(draft, reading, &hits, subject.as_deref()) {
            facts::unrefuse(draft);
        } else if !hits.is_empty() && !draft.is_empty() {
            draft.say("Nothing in your documents speaks to this.");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
