//! The composition root: opens the data folder once and hands each part what it needs.

use std::{path::PathBuf, str::FromStr, sync::Arc};

use anyhow::Context;

use crate::{
    chat::Assistant,
    config::Settings,
    document::Reader,
    embed::{Embedder, EmbedderChoice},
    ingest::{Indexer, Progress, sync_knowledge},
    knowledge::Library,
    llm::Llm,
    store::Store,
};

/// Everything that a face needs.
#[derive(Clone)]
pub struct App {
    /// The settings it was opened with.
    pub settings: Arc<Settings>,
    /// Where state is.
    pub data_dir: PathBuf,
    /// The state.
    pub store: Store,
    /// The indexes.
    pub indexer: Arc<Indexer>,
    /// Reads files of strangers.
    pub reader: Reader,
    /// The chat service.
    pub assistant: Assistant,
    /// Why semantic search is off, when it is.
    pub semantic_off: Option<String>,
}

/// What is done about the pages in the data folder when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// They are brought level with this program's pages.
    Synced,
    /// They stay as they are: another process looks after them.
    AsItIs,
}

impl App {
    /// [`App::open_with`], with the knowledge base brought level.
    pub async fn open(settings: Settings) -> anyhow::Result<Self> {
        Self::open_with(settings, Knowledge::Synced).await
    }

    /// Opens (or makes) the data folder, brings the knowledge base and full text level, and loads known vectors.
    ///
    /// A missing or broken embedding model is no error: search goes on by words and [`App::semantic_off`] says why.
    pub async fn open_with(settings: Settings, knowledge: Knowledge) -> anyhow::Result<Self> {
        let data_dir = settings.data_dir()?;
        let llm = Llm::of(&settings)?;
        let reader = reader(&settings)?;
        let library = Library::load(settings.knowledge_dir.as_deref())?;
        let store = Store::open(&data_dir).await.with_context(|| format!("data folder {}", data_dir.display()))?;
        let (embedder, semantic_off) = match embedder(&settings) {
            Ok(embedder) => (embedder, None),
            Err(reason) => (None, Some(reason)),
        };
        let semantic_off = semantic_off.or_else(|| embedder.is_none().then(|| "it is switched off".to_owned()));
        if knowledge == Knowledge::Synced {
            sync_knowledge(&store, &library).await?;
        }
        let indexer = Indexer::open_level(store.clone(), &data_dir.join("index"), embedder).await?;
        // Pages that a folder puts in place of ours are nobody else's.
        let indexer = match settings.models_dir() {
            Ok(folder) if settings.knowledge_dir.is_none() => indexer.sharing_pages(folder),
            _ => indexer,
        };
        let retriever = indexer.retriever();
        Ok(Self {
            settings: Arc::new(settings),
            data_dir,
            store,
            indexer: Arc::new(indexer),
            reader,
            assistant: Assistant::new(Arc::new(library), retriever, llm),
            semantic_off,
        })
    }

    /// Computes vectors that are missing, telling `progress` after each batch.
    pub async fn embed(&self, progress: impl Fn(Progress)) -> anyhow::Result<()> {
        Ok(self.indexer.embed_pending(progress).await?)
    }
}

/// A folder for state that nobody needs afterwards; it goes when the value does.
pub fn scratch_folder() -> anyhow::Result<tempfile::TempDir> {
    tempfile::tempdir().context("no temporary folder can be made")
}

/// The reader of files: this program once more, unless the settings name another.
pub fn reader(settings: &Settings) -> anyhow::Result<Reader> {
    let worker = match &settings.parse_worker {
        Some(worker) => worker.clone(),
        None => std::env::current_exe().context("this program's own file cannot be found")?,
    };
    Ok(Reader::new(worker, settings.parse_unjailed))
}

/// The embedding model that the settings name; none when it is switched off.
pub fn embedder(settings: &Settings) -> Result<Option<Embedder>, String> {
    if settings.embed.model.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let choice = EmbedderChoice::from_str(&settings.embed.model).map_err(|error| error.to_string())?;
    if settings.no_egress && matches!(choice, EmbedderChoice::Catalogue(_)) {
        let reason = "its files may have to be fetched, and no_egress is set: use embed.model = \"minilm\"";
        return Err(reason.to_owned());
    }
    let models = settings.models_dir().map_err(|error| error.to_string())?;
    Embedder::start_with(&choice, &models, settings.embed.threads).map(Some).map_err(|error| error.to_string())
}
