//! Keeps the indexes level with the store.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tracing::instrument;

use super::{IngestError, prepare::embedded_text, shared::SharedPages};
use crate::{
    embed::Embedder,
    index::{IndexError, Kept, TextEntry, TextIndex, VectorEntry, Vectors},
    iso::{Meaning, mentions},
    retrieve::Retriever,
    store::{ChunkRow, DocumentId, OutboxOp, OutboxRow, Store, WorkspaceId},
};

/// Documents per commit of the full-text index: a commit costs as much as writing a hundred small documents.
const BATCH: u32 = 512;
/// Texts that are embedded before their vectors are kept. The model sorts them by length and pads little.
const EMBED_BATCH: usize = 64;
/// How long to wait for another process that is writing to the index.
const PATIENCE: Duration = Duration::from_secs(30);

/// How far the vectors are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Chunks that can be found by vector.
    pub done: usize,
    /// Chunks that shall be.
    pub total: usize,
}

/// The indexes of one data folder and what brings them level with the store.
pub struct Indexer {
    store: Store,
    text: Arc<TextIndex>,
    vectors: Option<(Arc<Vectors>, Embedder)>,
    /// The outbox sequence up to which this process has vectors in memory; -1 before the first load.
    loaded: AtomicI64,
    /// Documents with chunks whose vectors are not known yet, and their workspaces. Ids sort by age.
    pending: Mutex<BTreeMap<DocumentId, WorkspaceId>>,
    total: AtomicI64,
    turn: tokio::sync::Mutex<()>,
    shared: Option<SharedPages>,
}

impl Indexer {
    /// Opens the indexes below `folder`. Without an embedder only full text is kept.
    pub async fn open(store: Store, folder: &Path, embedder: Option<Embedder>) -> Result<Self, IngestError> {
        let at = folder.to_owned();
        let text = tokio::task::spawn_blocking(move || TextIndex::open(&at))
            .await
            .map_err(|error| IndexError::Damaged(error.to_string()))??;
        let vectors = match embedder {
            Some(embedder) => {
                let vectors = Vectors::open(folder, embedder.fingerprint(), embedder.dimensions()).await?;
                Some((Arc::new(vectors), embedder))
            }
            None => None,
        };
        Ok(Self {
            store,
            text: Arc::new(text),
            vectors,
            loaded: AtomicI64::new(-1),
            pending: Mutex::default(),
            total: AtomicI64::new(0),
            turn: tokio::sync::Mutex::default(),
            shared: None,
        })
    }

    /// Opens the indexes and brings them level. Damage that shows only then is put aside, and both are built again.
    pub async fn open_level(store: Store, folder: &Path, embedder: Option<Embedder>) -> Result<Self, IngestError> {
        let first = Self::open(store.clone(), folder, embedder.clone()).await?;
        match first.catch_up().await {
            Ok(()) => return Ok(first),
            Err(IngestError::Index(IndexError::Damaged(reason))) => {
                tracing::warn!("the index is damaged ({reason}); it was put aside and is built again");
            }
            Err(error) => return Err(error),
        }
        if let Some((vectors, _)) = &first.vectors {
            vectors.close().await;
        }
        drop(first);
        put_aside(folder)?;
        let again = Self::open(store, folder, embedder).await?;
        again.catch_up().await?;
        Ok(again)
    }

    /// The same, with the vectors of the knowledge base's pages looked up in, and given to, a file below `folder`.
    #[must_use]
    pub fn sharing_pages(self, folder: PathBuf) -> Self {
        Self { shared: Some(SharedPages::below(folder)), ..self }
    }

    /// The full-text index.
    pub fn text(&self) -> &Arc<TextIndex> {
        &self.text
    }

    /// Vectors and the model that makes them, when there is one.
    pub fn vectors(&self) -> Option<(&Arc<Vectors>, &Embedder)> {
        self.vectors.as_ref().map(|(vectors, embedder)| (vectors, embedder))
    }

    /// A retriever over these indexes.
    pub fn retriever(&self) -> Retriever {
        let vectors = self.vectors.as_ref().map(|(vectors, embedder)| (Arc::clone(vectors), embedder.clone()));
        Retriever::new(self.store.clone(), Arc::clone(&self.text), vectors)
    }

    /// How many chunks have a vector, of how many.
    pub fn progress(&self) -> Progress {
        let done = self.vectors.as_ref().map_or(0, |(vectors, _)| vectors.len());
        Progress { done, total: usize::try_from(self.total.load(Ordering::Relaxed)).unwrap_or(0).max(done) }
    }

    /// Whether everything that a workspace stored up to `seq` can be found by full text, and by vector if there is a model.
    pub fn is_level_with(&self, workspace: &WorkspaceId, seq: i64) -> bool {
        let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = pending.values().any(|waiting| waiting == workspace);
        self.text.watermark() >= seq
            && (self.vectors.is_none() || (self.loaded.load(Ordering::Relaxed) >= seq && !waiting))
    }

    /// Brings full text level with the store and loads known vectors. Cheap when nothing has changed.
    #[instrument(skip_all)]
    pub async fn catch_up(&self) -> Result<(), IngestError> {
        let _turn = self.turn.lock().await;
        // In this order: another process may commit between the two readings.
        let read = self.text.watermark();
        let last = self.store.last_seq().await?;
        if read > last {
            // The store was put back to an earlier state: what the index says it has read is another history.
            self.rebuild(last).await?;
        }
        if self.text.watermark() < last {
            self.write_text(last).await?;
        }
        self.text.refresh()?;
        if self.vectors.is_some() && self.loaded.load(Ordering::Relaxed) < last {
            self.load_vectors(last).await?;
        }
        Ok(())
    }

    async fn write_text(&self, last: i64) -> Result<(), IngestError> {
        let start = tokio::time::Instant::now();
        loop {
            let from = self.text.watermark();
            if from >= last {
                return Ok(());
            }
            let rows = self.store.outbox_after(from, BATCH).await?;
            let Some(end) = rows.last().map(|row| row.seq) else { return Ok(()) };
            let changes = self.changes(&rows).await?;
            let text = Arc::clone(&self.text);
            let written = tokio::task::spawn_blocking(move || write(&text, from, end, &changes)).await;
            match written.map_err(|error| IndexError::Damaged(error.to_string()))? {
                // Somebody else is writing the same rows: wait for their watermark.
                Err(IndexError::Busy) if start.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                other => other?,
            }
        }
    }

    /// What each row of the outbox means for the text index: a document's chunks as they are now, or none.
    async fn changes(&self, rows: &[OutboxRow]) -> Result<Vec<(DocumentId, Vec<TextEntry>)>, IngestError> {
        let mut changes = Vec::with_capacity(rows.len());
        for row in rows {
            let chunks = match row.op {
                OutboxOp::Put => self.store.chunks_of(&row.document).await?,
                OutboxOp::Delete => Vec::new(),
            };
            changes.push((row.document.clone(), chunks.iter().map(text_entry).collect()));
        }
        Ok(changes)
    }

    async fn load_vectors(&self, last: i64) -> Result<(), IngestError> {
        let from = self.loaded.load(Ordering::Relaxed);
        let documents: Vec<DocumentId> = if from < 0 {
            self.store.live_documents().await?
        } else {
            let mut changed = Vec::new();
            let mut at = from;
            loop {
                let rows = self.store.outbox_after(at, BATCH).await?;
                let Some(end) = rows.last().map(|row| row.seq) else { break };
                at = end;
                changed.extend(rows.into_iter().map(|row| row.document));
            }
            changed
        };
        for document in documents {
            self.load_document(&document).await?;
        }
        self.loaded.store(last, Ordering::Relaxed);
        let total = self.store.count_chunks().await?;
        self.total.store(total, Ordering::Relaxed);
        Ok(())
    }

    /// Loads a document's known vectors and notes whether some are still to be computed.
    async fn load_document(&self, document: &DocumentId) -> Result<(), IngestError> {
        let Some((vectors, _)) = &self.vectors else { return Ok(()) };
        let chunks = self.store.chunks_of(document).await?;
        let entries: Vec<VectorEntry> = chunks.iter().map(vector_entry).collect();
        let known = vectors.replace(document, &entries).await?;
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        match entries.first() {
            Some(entry) if known < entries.len() => {
                pending.insert(document.clone(), entry.workspace.clone());
            }
            _ => {
                pending.remove(document);
            }
        }
        Ok(())
    }

    /// Computes vectors that are not known yet, newest documents first, telling `progress` after each batch.
    ///
    /// Texts of several documents are embedded together, so that many small documents are as fast as few large ones.
    #[instrument(skip_all)]
    pub async fn embed_pending(&self, progress: impl Fn(Progress)) -> Result<(), IngestError> {
        let Some((vectors, embedder)) = &self.vectors else { return Ok(()) };
        let pages = self.fetch_shared().await?;
        loop {
            let (documents, texts) = self.next_texts(vectors).await?;
            if documents.is_empty() {
                break;
            }
            for batch in texts.chunks(EMBED_BATCH) {
                let made = embedder.passages(batch.iter().map(|(_, text)| text.clone()).collect()).await?;
                let kept: Vec<Kept> = batch
                    .iter()
                    .zip(made)
                    .map(|((hash, text), embedded)| Kept { hash: hash.clone(), text: text.clone(), embedded })
                    .collect();
                vectors.keep(&kept).await?;
                progress(self.progress());
            }
            for document in documents {
                // One that was deleted meanwhile, or whose vectors another process computed, has nothing missing.
                self.load_document(&document).await?;
                self.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(&document);
            }
            progress(self.progress());
        }
        if let Some(shared) = self.shared.as_ref().filter(|_| !pages.is_empty()) {
            shared.give(vectors, embedder, &pages).await;
        }
        Ok(())
    }

    /// Takes the vectors of the waiting pages of the knowledge base from the shared file; returns those it did not have.
    async fn fetch_shared(&self) -> Result<Vec<String>, IngestError> {
        let (Some((vectors, embedder)), Some(shared)) = (&self.vectors, &self.shared) else { return Ok(Vec::new()) };
        let waiting: Vec<DocumentId> = {
            let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            let pages = pending.iter().filter(|(_, workspace)| **workspace == WorkspaceId::knowledge());
            pages.map(|(document, _)| document.clone()).collect()
        };
        let mut hashes = Vec::new();
        for document in &waiting {
            let chunks = self.store.chunks_of(document).await?;
            hashes.extend(vectors.missing(chunks.iter().map(|chunk| chunk.content_hash.as_str())).await?);
        }
        if hashes.is_empty() {
            return Ok(hashes);
        }
        shared.fetch(vectors, embedder, &hashes).await;
        for document in &waiting {
            self.load_document(document).await?;
        }
        Ok(vectors.missing(hashes.iter().map(String::as_str)).await?)
    }

    /// The newest waiting documents, at least one if there is one, and the texts in them that have no vector yet.
    async fn next_texts(&self, vectors: &Vectors) -> Result<(Vec<DocumentId>, Vec<(String, String)>), IngestError> {
        let waiting: Vec<DocumentId> = {
            let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            pending.keys().rev().take(EMBED_BATCH).cloned().collect()
        };
        let (mut documents, mut texts) = (Vec::new(), BTreeMap::new());
        for document in waiting {
            let chunks = self.store.chunks_of(&document).await?;
            for hash in vectors.missing(chunks.iter().map(|chunk| chunk.content_hash.as_str())).await? {
                if let Some(chunk) = chunks.iter().find(|chunk| chunk.content_hash == hash) {
                    texts.insert(hash, embedded_text(&chunk.heading, &chunk.text));
                }
            }
            documents.push(document);
            if texts.len() >= EMBED_BATCH {
                break;
            }
        }
        Ok((documents, texts.into_iter().collect()))
    }

    /// Builds the text index anew from the store, in place, for a damaged or doubted one.
    pub async fn rebuild_text(&self) -> Result<(), IngestError> {
        let _turn = self.turn.lock().await;
        let last = self.store.last_seq().await?;
        self.rebuild(last).await
    }

    async fn rebuild(&self, last: i64) -> Result<(), IngestError> {
        let mut changes = Vec::new();
        for document in self.store.live_documents().await? {
            let entries: Vec<TextEntry> = self.store.chunks_of(&document).await?.iter().map(text_entry).collect();
            changes.push((document, entries));
        }
        let text = Arc::clone(&self.text);
        let built = tokio::task::spawn_blocking(move || {
            let mut writer = text.writer()?;
            writer.clear()?;
            for (document, entries) in &changes {
                writer.replace(document, entries)?;
            }
            writer.commit(last)
        });
        Ok(built.await.map_err(|error| IndexError::Damaged(error.to_string()))??)
    }
}

/// Renames the folder of indexes, so that what was damaged can still be looked at.
fn put_aside(folder: &Path) -> Result<(), IndexError> {
    let stamp = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let aside = folder.with_extension(format!("damaged-{stamp}"));
    std::fs::rename(folder, aside).map_err(|error| IndexError::Io(error.to_string()))
}

/// Writes one batch unless another process has moved the watermark meanwhile.
fn write(text: &TextIndex, from: i64, end: i64, changes: &[(DocumentId, Vec<TextEntry>)]) -> Result<(), IndexError> {
    let mut writer = text.writer()?;
    if text.watermark() != from {
        return Ok(());
    }
    for (document, entries) in changes {
        writer.replace(document, entries)?;
    }
    writer.commit(end)
}

fn text_entry(chunk: &ChunkRow) -> TextEntry {
    let mut ids: Vec<String> = Vec::new();
    for mention in mentions(&chunk.text) {
        if let Meaning::Requirement(id) = mention.meaning {
            ids.push(id.canonical().to_string());
        }
    }
    ids.sort();
    ids.dedup();
    TextEntry {
        chunk: chunk.id.clone(),
        workspace: chunk.workspace_id.clone(),
        heading: chunk.heading.join(" > "),
        body: chunk.text.clone(),
        about: chunk.requirement.clone(),
        ids,
    }
}

fn vector_entry(chunk: &ChunkRow) -> VectorEntry {
    VectorEntry {
        chunk: chunk.id.clone(),
        document: chunk.document_id.clone(),
        workspace: chunk.workspace_id.clone(),
        content_hash: chunk.content_hash.clone(),
    }
}
