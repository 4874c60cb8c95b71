//! What leaves for the model when a policy is worded anew, noted before the first byte goes.

use std::time::Instant;

use sha2::{Digest, Sha256};

use super::{Editor, Fate, Sheet};
use crate::{
    draft::blocks::Block,
    knowledge::Paper,
    llm::Usage,
    store::{EgressEnd, EgressId, NewEgress, Purpose, SentPassage, StoreError},
};

/// The note of one policy.
pub(super) struct Leaving {
    note: EgressId,
    began: Instant,
}

impl Leaving {
    /// Notes the clauses, each with the hash of its parts as they are sent: with marks, a line break between two parts.
    pub(super) async fn begin(
        editor: &Editor<'_>,
        paper: &Paper,
        blocks: &[Block<'_>],
        sheets: &[Option<Sheet>],
    ) -> Result<Self, StoreError> {
        let passage = |(at, (block, sheet)): (usize, (&Block<'_>, &Option<Sheet>))| {
            let sent = sheet.as_ref()?.parts.join("\n");
            Some(SentPassage {
                n: at + 1,
                source: format!("{}, clause {}", paper.front.title, block.number),
                document: None,
                start: 0,
                end: sent.chars().count(),
                sha256: format!("{:x}", Sha256::digest(&sent)),
            })
        };
        let new = NewEgress {
            workspace: editor.workspace.cloned(),
            conversation: None,
            purpose: Purpose::Policy,
            origin: editor.llm.origin(),
            model: editor.llm.name().to_owned(),
            passages: blocks.iter().zip(sheets).enumerate().filter_map(passage).collect(),
        };
        let note = editor.store.begin_egress(&new).await?;
        Ok(Self { note, began: Instant::now() })
    }

    /// Notes what came of it.
    pub(super) async fn end(&self, editor: &Editor<'_>, fates: &[Fate]) {
        let (spent, sent) = (editor.llm.spent(), editor.llm.sent());
        let known = (spent != Usage::default()).then_some(spent);
        let trouble = fates.iter().find_map(|fate| match fate {
            Fate::Silent(trouble) => Some(trouble.to_string()),
            _ => None,
        });
        let outcome = match () {
            () if fates.iter().any(|fate| matches!(fate, Fate::Reworded(_))) => "used",
            () if fates.iter().any(|fate| matches!(fate, Fate::Refused(_) | Fate::Unchanged)) => "doubtful",
            () => "failed",
        };
        let end = EgressEnd {
            outcome,
            problem: trouble,
            requests: sent.requests,
            bytes: sent.bytes,
            tokens: known.map(|usage| (usage.prompt_tokens, usage.completion_tokens)),
            cost: known.and_then(|usage| editor.llm.cost(usage)),
            first_ms: None,
            total_ms: u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        if let Err(error) = editor.store.end_egress(&self.note, &end).await {
            tracing::warn!(%error, "the end of a policy's calls to the model could not be noted");
        }
    }
}
