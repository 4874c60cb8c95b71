//! What leaves for the model: whether it may, and a note of it that is written before the first byte goes.

use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::{GenerateError, Room, Written, generate, within};
use crate::{
    chat::{Assistant, Citation, Question},
    llm::{Asker, Llm, Usage},
    store::{EgressEnd, EgressId, NewEgress, Purpose, SentPassage, Store, WorkspaceId},
};

/// Whether texts may go to the model.
#[derive(Debug, Clone)]
pub enum Permit {
    /// None is configured, or there is nothing for it to do.
    NoModel,
    /// They may not; the reason says how to change that.
    Not(String),
    /// They may.
    Granted(Box<Llm>),
}

/// A question on its way to the model.
pub(in crate::chat) struct Sending<'a> {
    pub(in crate::chat) store: &'a Store,
    pub(in crate::chat) llm: &'a Llm,
    pub(in crate::chat) question: &'a Question,
    /// The question as it is asked.
    pub(in crate::chat) asked: &'a str,
}

impl Assistant {
    /// Whether a question may go to the model with the passages that were found for it.
    pub(in crate::chat) async fn permitted(&self, question: &Question) -> Permit {
        self.permit(question.workspace.as_ref(), question.person.clone()).await
    }

    /// Whether texts of this workspace may go to the model; without a workspace only our own pages and the question would,
    /// and whoever configured the endpoint has agreed to that.
    pub async fn permit(&self, workspace: Option<&WorkspaceId>, person: Option<String>) -> Permit {
        let Some(llm) = self.llm() else { return Permit::NoModel };
        let asker = Asker { workspace: workspace.map(ToString::to_string), person };
        let Some(workspace) = workspace else { return Permit::Granted(Box::new(llm.on_behalf(asker))) };
        match self.retriever().store().has_agreed(workspace, &llm.origin()).await {
            Ok(true) => Permit::Granted(Box::new(llm.on_behalf(asker))),
            Ok(false) => Permit::Not(unagreed(workspace, &llm.origin())),
            Err(error) => {
                Permit::Not(format!("The language model was not asked: its permission cannot be read ({error})."))
            }
        }
    }
}

fn unagreed(workspace: &WorkspaceId, origin: &str) -> String {
    format!(
        "The language model was not asked: nobody has agreed yet that texts of this workspace are sent to {origin}. Whoever \
         has an admin or workspace key can agree: `annexa consent {workspace} --agree`, or PUT \
         /api/v1/workspaces/{workspace}/model-consent."
    )
}

impl Sending<'_> {
    /// What the model wrote, and the note of what was sent for it. Without a note nothing is sent.
    pub(in crate::chat) async fn written(
        &self,
        citations: &[Citation],
        emit: &mut (dyn FnMut(&str) + Send),
    ) -> (Result<Written, GenerateError>, Option<EgressId>) {
        let note = match self.store.begin_egress(&self.note(citations).await).await {
            Ok(note) => note,
            Err(error) => return (Err(GenerateError::Unnoted(error)), None),
        };
        let (began, mut first) = (Instant::now(), None);
        let mut timed = |piece: &str| {
            first.get_or_insert_with(|| began.elapsed());
            emit(piece);
        };
        let written = generate(self.llm, self.asked, citations, &mut timed).await;
        let (outcome, problem) = outcome(&written);
        self.end(&note, (outcome, problem), (began, first)).await;
        (written, Some(note))
    }

    /// What the model replied to the words of the conversation alone, noted in the same way.
    pub(in crate::chat) async fn noted(
        &self,
        reply: impl Future<Output = Result<String, String>>,
    ) -> Result<String, String> {
        let note = self.store.begin_egress(&self.note(&[]).await).await.map_err(|error| error.to_string())?;
        let began = Instant::now();
        let reply = reply.await;
        let outcome = match &reply {
            Ok(_) => ("used", None),
            Err(problem) => ("failed", Some(problem.clone())),
        };
        self.end(&note, outcome, (began, None)).await;
        reply
    }

    async fn end(
        &self,
        note: &EgressId,
        (outcome, problem): (&'static str, Option<String>),
        (began, first): (Instant, Option<Duration>),
    ) {
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (spent, sent) = (self.llm.spent(), self.llm.sent());
        let known = (spent != Usage::default()).then_some(spent);
        let end = EgressEnd {
            outcome,
            problem,
            requests: sent.requests,
            bytes: sent.bytes,
            tokens: known.map(|usage| (usage.prompt_tokens, usage.completion_tokens)),
            cost: known.and_then(|usage| self.llm.cost(usage)),
            first_ms: first.map(milliseconds),
            total_ms: milliseconds(began.elapsed()),
        };
        if let Err(error) = self.store.end_egress(note, &end).await {
            tracing::warn!(%error, "the end of a call to the model could not be noted");
        }
    }

    /// The passages of the first request; one that had to be shortened sends fewer of them.
    async fn note(&self, citations: &[Citation]) -> NewEgress {
        let room = Room::of(self.llm.context().await, self.asked);
        let passages = within(citations, room.evidence).into_iter().filter_map(|evidence| {
            let citation = citations.iter().find(|citation| citation.n == evidence.n)?;
            Some(SentPassage {
                n: evidence.n,
                source: citation.source.clone(),
                document: citation.document.clone(),
                start: citation.start,
                end: citation.start + evidence.text.chars().count(),
                sha256: format!("{:x}", Sha256::digest(evidence.text)),
            })
        });
        NewEgress {
            workspace: self.question.workspace.clone(),
            conversation: self.question.conversation.clone(),
            purpose: Purpose::Answer,
            origin: self.llm.origin(),
            model: self.llm.name().to_owned(),
            passages: passages.collect(),
        }
    }
}

fn outcome(written: &Result<Written, GenerateError>) -> (&'static str, Option<String>) {
    match written {
        Ok(Written::Answer { .. }) => ("used", None),
        Ok(Written::NotInSources) => ("refused", None),
        Err(error @ GenerateError::TooDoubtful { .. }) => ("doubtful", Some(error.to_string())),
        Err(error) => ("failed", Some(error.to_string())),
    }
}
