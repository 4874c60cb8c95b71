//! Retrieval: full text and vectors side by side, fused, filtered by workspace, at most a few hits a page.
//!
//! Each half gives its best hundred. Their scores are brought to the range 0 to 1 and added with equal weight (measured
//! against reciprocal rank fusion in `evals/fusion.rs`). Pages of ids that the question names come first. Each hit is then
//! read again from SQL with the workspaces in hand.

mod fuse;

pub use fuse::{Fusion, fuse};

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tracing::instrument;

use crate::{
    embed::Embedder,
    index::{IndexError, Scored, TextIndex, TextQuery, Vectors},
    iso::{Catalogue, Meaning, RequirementId, mentions},
    store::{ChunkRow, Store, StoreError, WorkspaceId},
};

/// Candidates that each half contributes.
const DEPTH: usize = 100;
/// What a page of a named id gains: more than any fused score.
const PIN: f32 = 2.0;

/// Which halves are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Both; text alone when there is no embedding model.
    #[default]
    Hybrid,
    /// Full text.
    Text,
    /// Vectors.
    Vector,
}

/// A chunk that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The chunk as SQL has it now.
    pub chunk: ChunkRow,
    /// The fused score; comparable within one list only.
    pub score: f32,
    /// The cosine between question and chunk, when vectors were searched and found it.
    pub cosine: Option<f32>,
}

/// What to search for and where.
#[derive(Debug, Clone)]
pub struct Search {
    /// The words.
    pub query: String,
    /// Requirements whose pages come first.
    pub pins: Vec<RequirementId>,
    /// The workspaces to search; the knowledge base is one of them.
    pub workspaces: Vec<WorkspaceId>,
    /// How many hits to give.
    pub limit: usize,
    /// How many hits one document may have.
    pub per_document: usize,
    /// Which halves to search.
    pub mode: Mode,
}

/// Why nothing could be searched.
#[derive(Debug, Error)]
pub enum RetrieveError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Vectors alone were asked for, but there is no model.
    #[error("semantic search is off: run `make models`, or search with --mode text")]
    NoVectors,
}

/// Searches the indexes of one data folder.
#[derive(Clone)]
pub struct Retriever {
    store: Store,
    text: Arc<TextIndex>,
    vectors: Option<(Arc<Vectors>, Embedder)>,
}

impl Search {
    /// A search with the ids that the query itself names, in both halves.
    pub fn new(query: &str, workspaces: Vec<WorkspaceId>, limit: usize) -> Self {
        Self { query: query.to_owned(), pins: named(query), workspaces, limit, per_document: 3, mode: Mode::Hybrid }
    }
}

/// The requirements that a text names, each once; a clause with sub-clauses stands for them, 2013 ids for their heirs.
pub fn named(text: &str) -> Vec<RequirementId> {
    let catalogue = Catalogue::get();
    let mut found = Vec::new();
    for mention in mentions(text) {
        match mention.meaning {
            Meaning::Requirement(id) => found.extend(catalogue.leaves(id)),
            Meaning::Either { clause, control } => {
                found.push(RequirementId::Control(control));
                found.extend(catalogue.leaves(RequirementId::Clause(clause)));
            }
            Meaning::Edition2013(old) => found.extend(catalogue.successors(&old)),
            Meaning::Unknown(_) => {}
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|id| seen.insert(*id));
    found
}

impl Retriever {
    /// A retriever over opened indexes.
    pub fn new(store: Store, text: Arc<TextIndex>, vectors: Option<(Arc<Vectors>, Embedder)>) -> Self {
        Self { store, text, vectors }
    }

    /// How rare the words of a text are in the index; see [`TextIndex::rarity`].
    pub fn rarity(&self, text: &str) -> Vec<(String, f32)> {
        self.text.rarity(text)
    }

    /// The best hits, best first. A model that fails costs the vector half, never the answer.
    #[instrument(skip_all, fields(mode = ?search.mode))]
    pub async fn search(&self, search: &Search) -> Result<Vec<Hit>, RetrieveError> {
        if search.mode == Mode::Vector && self.vectors.is_none() {
            return Err(RetrieveError::NoVectors);
        }
        let (text, near) = tokio::join!(self.by_text(search), self.by_meaning(search));
        let text = match text {
            // Half an index still answers, and what it finds is read again from SQL.
            Err(error) if !near.is_empty() => {
                tracing::warn!(%error, "full text failed; answering by meaning");
                Vec::new()
            }
            other => other?,
        };
        let cosines: HashMap<_, _> = near.iter().cloned().collect();
        let ranked = match search.mode {
            Mode::Text => text,
            Mode::Vector => near,
            Mode::Hybrid => fuse(&text, &near, Fusion::WeightedSum { text: 0.5 }),
        };
        let order: Vec<_> = ranked.iter().map(|(id, _)| id.clone()).collect();
        let scores: HashMap<_, _> = ranked.into_iter().collect();
        let rows = self.store.hydrate(&order, &search.workspaces).await?;
        let hits = rows.into_iter().map(|chunk| {
            let score = scores.get(&chunk.id).copied().unwrap_or(0.0);
            Hit { score: score + pin(&chunk, &search.pins), cosine: cosines.get(&chunk.id).copied(), chunk }
        });
        Ok(few_per_document(hits.collect(), search))
    }

    async fn by_text(&self, search: &Search) -> Result<Vec<Scored>, IndexError> {
        if search.mode == Mode::Vector {
            return Ok(Vec::new());
        }
        let text = Arc::clone(&self.text);
        let query = TextQuery {
            words: search.query.clone(),
            ids: search.pins.iter().map(ToString::to_string).collect(),
            workspaces: search.workspaces.clone(),
        };
        tokio::task::spawn_blocking(move || text.search(&query, DEPTH))
            .await
            .map_err(|error| IndexError::Damaged(error.to_string()))?
    }

    async fn by_meaning(&self, search: &Search) -> Vec<Scored> {
        let Some((vectors, embedder)) = self.vectors.as_ref().filter(|_| search.mode != Mode::Text) else {
            return Vec::new();
        };
        match embedder.query(&search.query).await {
            Ok(query) => vectors.search(&query, &search.workspaces, DEPTH),
            Err(error) => {
                tracing::warn!(%error, "semantic search failed; answering by full text");
                Vec::new()
            }
        }
    }
}

fn pin(chunk: &ChunkRow, pins: &[RequirementId]) -> f32 {
    let wanted = |id: &String| pins.iter().any(|pin| pin.to_string() == *id);
    if chunk.requirement.as_ref().is_some_and(wanted) { PIN } else { 0.0 }
}

/// Sorts by score and keeps at most a few hits of one document.
fn few_per_document(mut hits: Vec<Hit>, search: &Search) -> Vec<Hit> {
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut counts: HashMap<_, usize> = HashMap::new();
    hits.retain(|hit| {
        let count = counts.entry(hit.chunk.document_id.clone()).or_default();
        *count += 1;
        *count <= search.per_document
    });
    hits.truncate(search.limit);
    hits
}

#[cfg(test)]
mod tests;
