//! What leaves for the model in an analysis, noted before the first byte goes. What cannot be noted is not sent.

use std::time::Instant;

use super::Given;
use crate::{
    llm::{Llm, Usage},
    store::{EgressEnd, EgressId, NewEgress, Purpose, SentPassage, Store, StoreError, WorkspaceId},
};

/// The note of one analysis whose passages a model reads.
#[derive(Debug)]
pub struct Leaving {
    note: EgressId,
    began: Instant,
}

impl Leaving {
    /// Notes which documents the passages come from.
    pub async fn begin(
        store: &Store,
        llm: &Llm,
        workspace: Option<&WorkspaceId>,
        documents: &[Given],
    ) -> Result<Self, StoreError> {
        let note = store.begin_egress(&of(llm, workspace, documents)).await?;
        Ok(Self { note, began: Instant::now() })
    }

    /// Notes what came of it.
    pub async fn end(&self, store: &Store, llm: &Llm, made: bool) {
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
        if let Err(error) = store.end_egress(&self.note, &end).await {
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
