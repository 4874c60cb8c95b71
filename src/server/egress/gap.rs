//! A gap analysis and the model: whether it may be asked, and the note of what it was asked with.

use std::time::Instant;

use crate::{
    assess::Given,
    chat::Permit,
    llm::{Llm, Usage},
    server::state::Shared,
    store::{EgressEnd, EgressId, NewEgress, Purpose, SentPassage, WorkspaceId},
};

/// The model of one analysis, if it may be asked, and the note that was made of it.
pub(in crate::server) struct GapNote {
    permit: Permit,
    note: Option<EgressId>,
    began: Instant,
}

impl GapNote {
    /// Notes which documents the passages come from, before any of them goes. What cannot be noted is not sent.
    pub(in crate::server) async fn begin(state: &Shared, workspace: Option<&WorkspaceId>, documents: &[Given]) -> Self {
        let mut permit = state.app.assistant.permit(workspace, None).await;
        let mut note = None;
        if let Permit::Granted(llm) = &permit {
            match state.app.store.begin_egress(&of(llm, workspace, documents)).await {
                Ok(id) => note = Some(id),
                Err(error) => {
                    let why = format!("The language model was not asked: that could not be noted ({error}).");
                    permit = Permit::Not(why);
                }
            }
        }
        Self { permit, note, began: Instant::now() }
    }

    /// The model that may be asked.
    pub(in crate::server) fn model(&self) -> Option<&Llm> {
        match &self.permit {
            Permit::Granted(llm) => Some(llm),
            Permit::NoModel | Permit::Not(_) => None,
        }
    }

    /// Why it may not, for the reader of the report.
    pub(in crate::server) fn why_not(&self) -> Option<String> {
        match &self.permit {
            Permit::Not(why) => Some(why.clone()),
            Permit::NoModel | Permit::Granted(_) => None,
        }
    }

    /// Notes what came of it.
    pub(in crate::server) async fn end(&self, state: &Shared, made: bool) {
        let (Some(note), Some(llm)) = (&self.note, self.model()) else { return };
        let (spent, sent) = (llm.spent(), llm.sent());
        let known = (spent != Usage::default()).then_some(spent);
        let end = EgressEnd {
            outcome: if made { "used" } else { "failed" },
            problem: None,
            requests: sent.requests,
            bytes: sent.bytes,
            tokens: known.map(|usage| (usage.prompt_tokens, usage.completion_tokens)),
            cost: known.and_then(|usage| llm.cost(usage)),
            first_ms: None,
            total_ms: u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        if let Err(error) = state.app.store.end_egress(note, &end).await {
            tracing::warn!(%error, "the end of an analysis' calls to the model could not be noted");
        }
    }
}

/// Which passages go is found out while the analysis runs, so the note names the documents that they are taken from.
fn of(llm: &Llm, workspace: Option<&WorkspaceId>, documents: &[Given]) -> NewEgress {
    let passages = documents.iter().enumerate().filter_map(|(at, given)| {
        let end = given.text.as_ref().ok()?.text.chars().count();
        let (source, sha256) = (given.name.clone(), given.sha256.clone());
        Some(SentPassage { n: at + 1, source, document: None, start: 0, end, sha256 })
    });
    NewEgress {
        workspace: workspace.cloned(),
        conversation: None,
        purpose: Purpose::Gap,
        origin: llm.origin(),
        model: llm.name().to_owned(),
        passages: passages.collect(),
    }
}
