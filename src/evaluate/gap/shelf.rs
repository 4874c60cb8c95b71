//! The documents of all gap cases, stored and indexed once by the same door as a company's. A case then looks at the
//! passages of its own documents only.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use super::set::GapSet;
use crate::{
    document::Reader,
    embed::Embedder,
    evaluate::EvaluateError,
    ingest::{Indexer, IngestError, add_document},
    iso::{Catalogue, Meaning, RequirementId, mentions},
    retrieve::{Retriever, Tuning},
    store::{ChunkId, Store, WorkspaceId},
};

/// A passage of a document.
pub(super) struct Passage {
    /// The document's name.
    pub(super) document: String,
    /// Its text.
    pub(super) text: String,
    /// The requirements whose ids are printed in it.
    pub(super) printed: BTreeSet<RequirementId>,
}

/// All documents of one policy set.
pub(super) struct Collection {
    /// Where they are.
    pub(super) workspace: WorkspaceId,
    /// Their passages.
    pub(super) passages: Vec<Passage>,
    /// The place of each passage by its id in the index.
    pub(super) places: HashMap<ChunkId, usize>,
    /// Why a document gives no text, by its name.
    pub(super) unreadable: BTreeMap<String, String>,
}

/// Every policy set, indexed.
pub(super) struct Shelf {
    /// What finds passages: all of them, however little they fit.
    pub(super) retriever: Retriever,
    /// The policy sets by name.
    pub(super) collections: BTreeMap<String, Collection>,
    store: Store,
}

impl Shelf {
    /// Stores and indexes all documents below `folder`. A document that cannot be read is noted and left out.
    pub(super) async fn fill(set: &GapSet, embedder: Option<Embedder>, folder: &Path) -> Result<Self, EvaluateError> {
        let store = Store::open(folder).await?;
        let indexer = Indexer::open_level(store.clone(), &folder.join("index"), embedder).await?;
        let mut collections = BTreeMap::new();
        for (n, name) in set.names().into_iter().enumerate() {
            let workspace = store.create_workspace(&format!("policy set {}", n + 1)).await?.id;
            collections.insert(name.to_owned(), Collection::fill(name, set, &store, workspace).await?);
        }
        indexer.catch_up().await?;
        indexer.embed_pending(|_| ()).await?;
        let depth = collections.values().map(|one| one.passages.len()).max().unwrap_or(0);
        let retriever = indexer.retriever().tuned(Tuning { depth, ..Tuning::default() });
        Ok(Self { retriever, collections, store })
    }

    /// Closes the store.
    pub(super) async fn close(self) {
        self.store.close().await;
    }
}

impl Collection {
    async fn fill(name: &str, set: &GapSet, store: &Store, workspace: WorkspaceId) -> Result<Self, EvaluateError> {
        let mut found = Self {
            workspace: workspace.clone(),
            passages: Vec::new(),
            places: HashMap::new(),
            unreadable: BTreeMap::new(),
        };
        let cases = set.cases.iter().filter(|case| case.set == name);
        let names: BTreeSet<&String> = cases.flat_map(|case| &case.documents).collect();
        // The documents of a set are its makers' own, and a set is measured where it lies.
        let reader = Reader::in_process();
        for name in names {
            let bytes = set.documents.get(name).cloned().unwrap_or_default();
            let document = match add_document(store, &reader, &workspace, name, bytes).await {
                Ok(put) => put.document,
                Err(IngestError::Text { name: shown, error }) => {
                    found.unreadable.insert(name.clone(), format!("{shown} cannot be read: {error}"));
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            for chunk in store.chunks_of(&document.id).await? {
                found.places.insert(chunk.id, found.passages.len());
                let printed = printed(&chunk.text);
                found.passages.push(Passage { document: name.clone(), text: chunk.text, printed });
            }
        }
        Ok(found)
    }
}

/// The requirements whose ids a text prints, 2013 ids by their heirs. A bare number is more often that of a section of the
/// document itself, so an id counts only with what marks it: `A.5.4`, `clause 5.4`.
fn printed(text: &str) -> BTreeSet<RequirementId> {
    let mut found = BTreeSet::new();
    for mention in mentions(text) {
        let spelling = text.get(mention.range).unwrap_or("");
        if spelling.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        match mention.meaning {
            Meaning::Requirement(id) => drop(found.insert(id.canonical())),
            Meaning::Edition2013(old) => found.extend(Catalogue::get().successors(&old)),
            Meaning::Either { .. } | Meaning::Unknown(_) => {}
        }
    }
    found
}
