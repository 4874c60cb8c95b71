//! Retrieval: full text and vectors side by side, fused, filtered by workspace, at most a few hits a page.
//!
//! Each half gives its best hundred, and their scores, brought to 0..1, are added. The best of them are looked at a second
//! time: words and neighbouring words that question and passage share, and how well the passage's tokens answer the
//! question's, weighed by what was learned from questions with known answers. Pages of ids that the question names come
//! first. Each hit is then read again from SQL with the workspaces in hand.

mod asking;
mod belonging_weights;
mod features;
mod fuse;
mod gloss;
mod page_words;
mod requirements;
mod rerank;
mod tuning;
mod weights;

pub(crate) use asking::topical;
pub use features::{FEATURE_NAMES, FEATURES};
pub use fuse::{Fusion, fuse};
pub use gloss::Gloss;
pub use requirements::{Belonging, PAGE_FEATURE_NAMES, PAGE_FEATURES};
pub use rerank::Candidate;
pub use tuning::Tuning;

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tracing::instrument;

use crate::{
    embed::{Embedded, Embedder},
    index::{IndexError, Scored, TextIndex, TextQuery, Vectors},
    iso::{Catalogue, Meaning, RequirementId, mentions},
    store::{ChunkId, ChunkRow, DocumentId, Store, StoreError, WorkspaceId},
};

/// What a page of a named id gains: more than any fused score.
const PIN: f32 = 2.0;

/// Which halves are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "SearchMode")]
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
    /// What English pages call the things that the words name.
    pub gloss: Gloss,
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
    tuning: Tuning,
    places: requirements::Places,
}

impl Mode {
    /// Its name in JSON, on the command line, and in figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hybrid => "hybrid",
            Self::Text => "text",
            Self::Vector => "vector",
        }
    }
}

impl Search {
    /// A search with the ids and the terms that the query itself names, in both halves.
    pub fn new(query: &str, workspaces: Vec<WorkspaceId>, limit: usize) -> Self {
        Self {
            query: query.to_owned(),
            gloss: Gloss::of(query),
            pins: named(query),
            workspaces,
            limit,
            per_document: 3,
            mode: Mode::Hybrid,
        }
    }

    /// The words that are compared with English passages.
    fn words(&self) -> &str {
        if self.gloss.is_foreign { &self.gloss.english } else { &self.query }
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
    /// The store that it reads.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// A retriever over opened indexes.
    pub fn new(store: Store, text: Arc<TextIndex>, vectors: Option<(Arc<Vectors>, Embedder)>) -> Self {
        Self { store, text, vectors, tuning: Tuning::default(), places: requirements::Places::default() }
    }

    /// The same indexes searched in another way.
    #[must_use]
    pub fn tuned(&self, tuning: Tuning) -> Self {
        Self { tuning, ..self.clone() }
    }

    /// How many documents a workspace has.
    pub async fn documents(&self, workspace: &WorkspaceId) -> Result<usize, RetrieveError> {
        Ok(self.store.documents(workspace).await?.len())
    }

    /// The extracted text of a workspace's document.
    pub async fn document_text(&self, workspace: &WorkspaceId, id: &DocumentId) -> Result<String, RetrieveError> {
        Ok(self.store.document_text(workspace, id).await?)
    }

    /// How rare the words of a text are in the index; see [`TextIndex::rarity`].
    pub fn rarity(&self, text: &str) -> Vec<(String, f32)> {
        self.text.rarity(text)
    }

    /// How rare one stem is; see [`TextIndex::rarity`].
    pub fn rarity_of(&self, stem: &str) -> f32 {
        self.text.rarity_of(stem)
    }

    /// The best hits, best first. A model that fails costs the vector half, never the answer.
    pub async fn search(&self, search: &Search) -> Result<Vec<Hit>, RetrieveError> {
        let probe = self.probe(search).await;
        self.search_with(search, probe.as_ref()).await
    }

    /// The search's words as the model sees them; none for a search by text alone, or when the model fails.
    pub async fn probe(&self, search: &Search) -> Option<Embedded> {
        let (_, embedder) = self.vectors.as_ref().filter(|_| search.mode != Mode::Text)?;
        let probe = embedder.query(search.words()).await;
        probe.inspect_err(|error| tracing::warn!(%error, "semantic search failed; answering by full text")).ok()
    }

    /// The same with the words embedded before.
    #[instrument(skip_all, fields(mode = ?search.mode))]
    pub async fn search_with(&self, search: &Search, probe: Option<&Embedded>) -> Result<Vec<Hit>, RetrieveError> {
        if search.mode == Mode::Vector && self.vectors.is_none() {
            return Err(RetrieveError::NoVectors);
        }
        let (text, near) = self.lists(search, probe).await?;
        let mut cosines: HashMap<_, _> = near.iter().cloned().collect();
        let ranked = match search.mode {
            Mode::Text => text,
            Mode::Vector => near,
            Mode::Hybrid => {
                let fused = self.fused(&text, &near);
                // A model without token vectors gives no second look.
                match probe.filter(|probe| !probe.signs.is_empty() && self.tuning.looked_at > 0) {
                    Some(probe) => {
                        let seen = self.candidates(search, probe, &text, &near);
                        cosines.extend(seen.iter().map(|one| (one.chunk.clone(), one.cosine)));
                        rerank::ranked(&seen, &self.tuning.weights, &text, fused)
                    }
                    None => fused,
                }
            }
        };
        self.hits(search, &ranked, &cosines).await
    }

    /// Both lists, best first.
    pub async fn lists(
        &self,
        search: &Search,
        probe: Option<&Embedded>,
    ) -> Result<(Vec<Scored>, Vec<Scored>), RetrieveError> {
        let near = self.by_meaning(search, probe);
        match self.by_text(search).await {
            // Half an index still answers, and what it finds is read again from SQL.
            Err(error) if !near.is_empty() => {
                tracing::warn!(%error, "full text failed; answering by meaning");
                Ok((Vec::new(), near))
            }
            other => Ok((other?, near)),
        }
    }

    /// Both lists as one by the sum of their scores.
    pub fn fused(&self, text: &[Scored], near: &[Scored]) -> Vec<Scored> {
        fuse(text, near, Fusion::WeightedSum { text: self.tuning.text_weight })
    }

    /// Reads the best of a list again from SQL, until there are as many as were asked for.
    async fn hits(
        &self,
        search: &Search,
        ranked: &[Scored],
        cosines: &HashMap<ChunkId, f32>,
    ) -> Result<Vec<Hit>, RetrieveError> {
        // Pages of named ids may stand anywhere in the list, so then all of it is read.
        let favours = !search.pins.is_empty() || !search.gloss.hints.is_empty();
        let step = if favours { ranked.len().max(1) } else { (search.limit * 2).max(8) };
        let mut hits = Vec::new();
        for part in ranked.chunks(step) {
            let ids: Vec<ChunkId> = part.iter().map(|(id, _)| id.clone()).collect();
            let scores: HashMap<&ChunkId, f32> = part.iter().map(|(id, score)| (id, *score)).collect();
            let rows = self.store.hydrate(&ids, &search.workspaces).await?;
            hits.extend(rows.into_iter().map(|chunk| {
                let score = scores.get(&chunk.id).copied().unwrap_or(0.0);
                let favour = pin(&chunk, &search.pins) + self.hint(&chunk, &search.gloss);
                Hit { score: score + favour, cosine: cosines.get(&chunk.id).copied(), chunk }
            }));
            hits = few_per_document(hits, search);
            if hits.len() >= search.limit {
                break;
            }
        }
        Ok(hits)
    }

    /// What a passage gains whose requirement the query's terms point to, most for the first.
    fn hint(&self, chunk: &ChunkRow, gloss: &Gloss) -> f32 {
        let place =
            chunk.requirement.as_ref().and_then(|id| gloss.hints.iter().position(|hint| hint.to_string() == *id));
        place.map_or(0.0, |place| self.tuning.hint / (1.0 + gloss::count(place)))
    }

    async fn by_text(&self, search: &Search) -> Result<Vec<Scored>, IndexError> {
        if search.mode == Mode::Vector {
            return Ok(Vec::new());
        }
        let text = Arc::clone(&self.text);
        let ids = |ids: &[RequirementId]| ids.iter().map(ToString::to_string).collect();
        // The gloss of a question in another language stands for it, that of an English one only goes along.
        let weight = if search.gloss.is_foreign { 1.0 } else { self.tuning.gloss };
        let query = TextQuery {
            words: asking::topical(&search.query),
            gloss: (search.gloss.english.clone(), weight),
            ids: ids(&search.pins),
            hints: (ids(&search.gloss.hints), self.tuning.hint_in_text),
            workspaces: search.workspaces.clone(),
        };
        let depth = self.tuning.depth;
        tokio::task::spawn_blocking(move || text.search(&query, depth))
            .await
            .map_err(|error| IndexError::Damaged(error.to_string()))?
    }

    fn by_meaning(&self, search: &Search, probe: Option<&Embedded>) -> Vec<Scored> {
        match (&self.vectors, probe) {
            (Some((vectors, _)), Some(probe)) => vectors.search(&probe.vector, &search.workspaces, self.tuning.depth),
            _ => Vec::new(),
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
