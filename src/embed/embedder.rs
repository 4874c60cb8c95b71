//! The handle to the model's thread: what the rest of the program sees of embeddings.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
    thread::{Builder, JoinHandle},
};

use tokio::sync::{mpsc, oneshot};

use super::{
    EmbedError, Embedded, EmbedderChoice,
    catalogue::CatalogueModel,
    files::{self, DIMENSIONS, ModelFiles},
    model::Model,
    stamps::Stamps,
    worker::{Passages, Source, Urgent, Worker, panic_text},
};

/// Callers beyond so many wait before their request is even queued.
const QUEUE: usize = 64;

/// A handle to the one thread that owns the model. When the last handle is dropped, the thread ends.
#[derive(Clone)]
pub struct Embedder {
    dimensions: usize,
    fingerprint: Arc<str>,
    thread: Arc<Thread>,
}

/// The thread and the two ways to reach it.
struct Thread {
    /// Taken when the last handle goes: that is how the thread learns that it may end.
    channels: Option<Channels>,
    handle: Option<JoinHandle<()>>,
}

struct Channels {
    urgent: mpsc::Sender<Urgent>,
    passages: mpsc::Sender<Passages>,
}

impl Embedder {
    /// Starts the default model out of `models_dir`, on `threads` threads.
    ///
    /// The files are verified before this returns, which takes about 0.1 s the first time and no time afterwards. The
    /// model itself is loaded when it is first needed, or by [`Embedder::warm`].
    pub fn start(models_dir: &Path, threads: usize) -> Result<Self, EmbedError> {
        Self::start_with(&EmbedderChoice::MiniLm, models_dir, threads)
    }

    /// Starts the chosen model.
    ///
    /// A model of the catalogue is loaded, and if need be downloaded, before this returns: its fingerprint depends on
    /// its files. That can take minutes, so call it where blocking is allowed.
    pub fn start_with(choice: &EmbedderChoice, models_dir: &Path, threads: usize) -> Result<Self, EmbedError> {
        let threads = threads.max(1);
        match choice {
            EmbedderChoice::MiniLm => {
                let source = Source::Files(ModelFiles::locate(models_dir)?);
                Self::spawn(source, None, threads, (DIMENSIONS, ModelFiles::fingerprint()))
            }
            EmbedderChoice::Catalogue(name) => {
                let chosen = CatalogueModel::new(name, models_dir)?;
                let mut stamps = Stamps::open(models_dir);
                let library = files::library(models_dir, &mut stamps)?;
                stamps.save();
                let load = || Model::catalogue(&chosen, &library, threads);
                let model = catch_unwind(AssertUnwindSafe(load))
                    .unwrap_or_else(|panic| Err(EmbedError::Model { reason: panic_text(&*panic) }))?;
                let facts = (chosen.info.dim, chosen.fingerprint()?);
                Self::spawn(Source::Loaded, Some(model), threads, facts)
            }
        }
    }

    fn spawn(
        source: Source,
        model: Option<Model>,
        threads: usize,
        (dimensions, fingerprint): (usize, String),
    ) -> Result<Self, EmbedError> {
        let (urgent, urgent_out) = mpsc::channel(QUEUE);
        let (passages, passages_out) = mpsc::channel(QUEUE);
        let worker = Worker { source, threads, model, urgent: urgent_out, passages: passages_out };
        let handle = Builder::new()
            .name("embed".to_owned())
            .spawn(move || worker.run())
            .map_err(|error| EmbedError::Model { reason: format!("its thread could not be started: {error}") })?;
        let thread = Thread { channels: Some(Channels { urgent, passages }), handle: Some(handle) };
        Ok(Self { dimensions, fingerprint: fingerprint.into(), thread: Arc::new(thread) })
    }

    /// Loads the model now, so that the first query does not wait for it.
    pub async fn warm(&self) -> Result<(), EmbedError> {
        let (reply, result) = oneshot::channel();
        let sent = self.channels()?.urgent.send(Urgent::Warm(reply)).await;
        sent.map_err(|_| EmbedError::Closed)?;
        result.await.map_err(|_| EmbedError::Closed)?
    }

    /// A short hash over all that decides which vector a text gets: stored vectors belong to one fingerprint.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// How long each vector is.
    pub const fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// A query's unit vector and the signs of its tokens. It goes ahead of all passages that wait.
    pub async fn query(&self, text: &str) -> Result<Embedded, EmbedError> {
        let (reply, result) = oneshot::channel();
        let sent = self.channels()?.urgent.send(Urgent::Query(text.to_owned(), reply)).await;
        sent.map_err(|_| EmbedError::Closed)?;
        result.await.map_err(|_| EmbedError::Closed)?
    }

    /// Unit vectors and signs of any number of passages, in their order.
    ///
    /// They are worked on in small batches, between which queries and other callers have their turn. When the
    /// returned future is dropped, the rest is not done.
    pub async fn passages(&self, texts: Vec<String>) -> Result<Vec<Embedded>, EmbedError> {
        self.embedded(texts, false).await
    }

    /// The same with their depths, which take five times the memory; a model of the catalogue has none.
    pub async fn deep_passages(&self, texts: Vec<String>) -> Result<Vec<Embedded>, EmbedError> {
        self.embedded(texts, true).await
    }

    async fn embedded(&self, texts: Vec<String>, is_deep: bool) -> Result<Vec<Embedded>, EmbedError> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let (reply, result) = oneshot::channel();
        let sent = self.channels()?.passages.send(Passages::new(texts, is_deep, reply)).await;
        sent.map_err(|_| EmbedError::Closed)?;
        result.await.map_err(|_| EmbedError::Closed)?
    }

    fn channels(&self) -> Result<&Channels, EmbedError> {
        self.thread.channels.as_ref().ok_or(EmbedError::Closed)
    }
}

impl Drop for Thread {
    /// Waits for the batch at hand: ONNX Runtime must not be at work while the process takes itself down.
    fn drop(&mut self) {
        self.channels = None;
        if let Some(handle) = self.handle.take() {
            // The thread catches its panics; if it died of one after all, there is nothing left to save here.
            drop(handle.join());
        }
    }
}
