//! Retrieval suites: the documents go into a data folder of their own, by the same door as a company's, and each query is
//! searched in each mode.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    time::{Duration, Instant},
};

use super::{
    Case, Document, EvaluateError, Ranked, RetrievalSet, Run, Suite, SuiteError,
    measure::{count, mean},
    percentile,
};
use crate::{
    embed::Embedder,
    ingest::{Indexer, embedded_text, titled_document},
    retrieve::{FEATURES, Mode, Retriever, Search, Tuning},
    store::{ChunkId, Store, StoreError, WorkspaceId},
};

/// The workspace of the documents.
const WORKSPACE: &str = "evaluation";
/// Where lists are cut.
const CUT: usize = 10;
/// How many passages the model embeds alone, to compare its speed with that of indexing.
const SAMPLE: usize = 400;

/// The documents of a set, stored and indexed.
pub struct Collection {
    /// What finds them.
    pub retriever: Retriever,
    /// Where they are.
    pub workspace: WorkspaceId,
    /// How long indexing took, vectors included.
    pub indexing: Duration,
    /// How much of that went by while vectors were computed and kept.
    pub embedding: Duration,
    passages: usize,
    store: Store,
}

impl Collection {
    /// Stores and indexes all documents of a set below `folder`. A document's name is its id in the set. What is there
    /// already, from an earlier time, is not computed again.
    pub async fn fill(set: &RetrievalSet, embedder: Option<Embedder>, folder: &Path) -> Result<Self, EvaluateError> {
        let start = Instant::now();
        let store = Store::open(folder).await?;
        let workspace = match store.workspace_named(WORKSPACE).await {
            Err(StoreError::NotFound) => store.create_workspace(WORKSPACE).await?.id,
            known => known?.id,
        };
        let indexer = Indexer::open_level(store.clone(), &folder.join("index"), embedder).await?;
        for document in &set.documents {
            store.put_document(titled_document(&workspace, &document.id, &document.title, &document.text)).await?;
        }
        indexer.catch_up().await?;
        let vectors = Instant::now();
        indexer.embed_pending(|_| ()).await?;
        let (embedding, indexing) = (vectors.elapsed(), start.elapsed());
        let passages = indexer.progress().total;
        Ok(Self { retriever: indexer.retriever(), workspace, indexing, embedding, passages, store })
    }

    /// The ids in the set of the documents that these passages are of.
    pub async fn names(&self, passages: &[ChunkId]) -> Result<HashMap<ChunkId, String>, EvaluateError> {
        let rows = self.store.hydrate(passages, std::slice::from_ref(&self.workspace)).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.document_name)).collect())
    }

    /// A search for the best documents, each by its best passage.
    pub fn search(&self, query: &str, mode: Mode) -> Search {
        let mut search = Search::new(query, vec![self.workspace.clone()], CUT);
        search.pins.clear();
        search.per_document = 1;
        search.mode = mode;
        search
    }
}

/// Runs every query in every mode and measures the lists, cut at 10, and the times.
pub async fn retrieval(suite: &Suite, embedder: Option<Embedder>, folder: &Path) -> Result<Run, EvaluateError> {
    let mut run = Run::begin(suite)?;
    let start = Instant::now();
    let set = RetrievalSet::read(&suite.path)?;
    let modes: &[Mode] = if embedder.is_some() { &[Mode::Text, Mode::Vector, Mode::Hybrid] } else { &[Mode::Text] };
    let collection = Collection::fill(&set, embedder.clone(), folder).await?;
    let seconds = collection.indexing.as_secs_f64();
    run.metrics.insert("index_s".to_owned(), seconds);
    run.metrics.insert("index.embed_s".to_owned(), collection.embedding.as_secs_f64());
    run.metrics.insert("index.documents".to_owned(), count(set.documents.len()));
    run.metrics.insert("index.passages".to_owned(), count(collection.passages));
    if let Some(embedder) = &embedder {
        let alone = speed_alone(&set, embedder).await?;
        let indexing = count(collection.passages) / seconds.max(f64::MIN_POSITIVE);
        run.metrics.insert("index.passages_per_s".to_owned(), indexing);
        run.metrics.insert("index.model_alone_per_s".to_owned(), alone);
        run.metrics.insert("index.share_of_model".to_owned(), indexing / alone.max(f64::MIN_POSITIVE));
        run.configuration.insert("embedder".to_owned(), embedder.fingerprint().to_owned());
    }
    run.metrics.insert("memory.indexed_mb".to_owned(), memory_mb());
    let retrievers = retrievers(suite, &collection.retriever)?;
    if retrievers.len() > 1 {
        let weights = format!("cross-validated, {} folds", retrievers.len());
        run.configuration.insert("second look".to_owned(), weights);
    }
    for mode in modes {
        one_mode(&collection, &set, (*mode, &retrievers), &mut run).await?;
    }
    run.metrics.insert("memory.rss_mb".to_owned(), memory_mb());
    collection.store.close().await;
    run.seconds = start.elapsed().as_secs_f64();
    run.judge(suite)?;
    Ok(run)
}

/// The retriever as it is, or one for each fold, whose weights were learned from the questions of the others.
fn retrievers(suite: &Suite, retriever: &Retriever) -> Result<Vec<Retriever>, SuiteError> {
    let Some(path) = &suite.folds else { return Ok(vec![retriever.clone()]) };
    let wrong = |problem: String| SuiteError::File { path: path.clone(), problem };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let folds: Vec<[f32; FEATURES]> = serde_json::from_str(&text)
        .map_err(|error| wrong(format!("not a list of {FEATURES} weights for each fold: {error}")))?;
    if folds.is_empty() {
        return Err(wrong("it has no folds".to_owned()));
    }
    Ok(folds.into_iter().map(|weights| retriever.tuned(Tuning { weights, ..Tuning::default() })).collect())
}

async fn one_mode(
    collection: &Collection,
    set: &RetrievalSet,
    (mode, retrievers): (Mode, &[Retriever]),
    run: &mut Run,
) -> Result<(), EvaluateError> {
    let name = mode.name();
    // The first searches load the model and fill caches; nobody waits for them twice.
    for (query, _) in set.queries.iter().take(5) {
        collection.retriever.search(&collection.search(&query.text, mode)).await?;
    }
    let (mut measured, mut searching, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for ((query, grades), retriever) in set.queries.iter().zip(retrievers.iter().cycle()) {
        let search = collection.search(&query.text, mode);
        let start = Instant::now();
        let probe = retriever.probe(&search).await;
        let embedded = start.elapsed();
        let hits = retriever.search_with(&search, probe.as_ref()).await?;
        let all = start.elapsed();
        whole.push(milliseconds(all));
        searching.push(milliseconds(all.saturating_sub(embedded)));
        let found = Ranked::of(hits.iter().map(|hit| hit.chunk.document_name.as_str()), grades, CUT);
        measured.push(found);
        let shown = hits.iter().take(3);
        run.cases.push(Case {
            id: query.id.clone(),
            group: name.to_owned(),
            question: query.text.clone(),
            expected: grades.keys().cloned().collect::<Vec<_>>().join(", "),
            got: hits.iter().map(|hit| hit.chunk.document_name.as_str()).collect::<Vec<_>>().join(", "),
            evidence: shown.map(|hit| excerpt(&hit.chunk.document_name, &hit.chunk.text)).collect(),
            passed: None,
            metrics: figures(&found),
            problems: if found.recall == 0.0 {
                vec!["nothing relevant among the first ten".to_owned()]
            } else {
                Vec::new()
            },
        });
    }
    let mut put = |metric: &str, value: f64| run.metrics.insert(format!("{name}.{metric}"), value);
    for metric in figures(&Ranked::default()).keys() {
        let values = measured.iter().filter_map(|found| figures(found).get(metric).copied());
        put(metric, mean(values));
    }
    for (metric, times) in [("", &searching), ("with_embedding_", &whole)] {
        put(&format!("{metric}p50_ms"), percentile(times, 50));
        put(&format!("{metric}p95_ms"), percentile(times, 95));
    }
    Ok(())
}

fn figures(found: &Ranked) -> BTreeMap<String, f64> {
    let named = [
        ("recall@10", found.recall),
        ("map@10", found.average_precision),
        ("ndcg@10", found.ndcg),
        ("mrr@10", found.reciprocal_rank),
        ("top@1", found.top),
    ];
    named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// How many passages a second the model embeds when it does nothing else: those of every n-th document.
async fn speed_alone(set: &RetrievalSet, embedder: &Embedder) -> Result<f64, EvaluateError> {
    let step = set.documents.len().div_ceil(SAMPLE).max(1);
    let texts: Vec<String> = set.documents.iter().step_by(step).flat_map(passages).collect();
    let n = texts.len();
    let start = Instant::now();
    embedder.passages(texts).await?;
    Ok(count(n) / start.elapsed().as_secs_f64().max(f64::MIN_POSITIVE))
}

/// The texts that are embedded of a document: each of its chunks below the document's title.
pub fn passages(document: &Document) -> Vec<String> {
    let stored = titled_document(&WorkspaceId::knowledge(), &document.id, &document.title, &document.text);
    let slice = |start: usize, end: usize| stored.text.chars().skip(start).take(end - start).collect::<String>();
    stored.chunks.iter().map(|chunk| embedded_text(&chunk.heading, &slice(chunk.start, chunk.end))).collect()
}

/// The start of a passage of the document of this name.
pub(super) fn excerpt(name: &str, text: &str) -> String {
    let start: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(240).collect();
    format!("{name}: {start}")
}

/// A time as a figure.
pub(super) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// What this process holds in memory, megabytes; 0 where the system does not say.
pub(super) fn memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or(0.0) / 1_024.0
}
