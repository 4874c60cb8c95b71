//! `make fusion DATA=FOLDER`: which way of fusing text and vectors finds more, on a folder with `corpus.jsonl`,
//! `queries.jsonl` and `qrels.tsv`. Prints recall, mean average precision and nDCG, each cut at 10.
#![allow(clippy::indexing_slicing, reason = "an evaluation stops at the first surprise")]
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use annexa::{
    config::Settings,
    embed::Embedder,
    index::{Scored, TextEntry, TextIndex, TextQuery, VectorEntry, Vectors},
    retrieve::{Fusion, fuse},
    store::{ChunkId, DocumentId, WorkspaceId},
};
use anyhow::Context;
use serde::Deserialize;

const DEPTH: usize = 100;
const CUT: usize = 10;

/// Makes one list of two.
type Ranking<'a> = &'a dyn Fn(&[Scored], &[Scored]) -> Vec<Scored>;

#[derive(Deserialize)]
struct Document {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

#[derive(Deserialize)]
struct Query {
    id: String,
    text: String,
}

struct Data {
    documents: Vec<Document>,
    queries: Vec<Query>,
    relevant: HashMap<String, HashSet<String>>,
}

fn main() -> anyhow::Result<()> {
    let folder: PathBuf = std::env::args().nth(1).context("name a folder: make fusion DATA=FOLDER")?.into();
    let data = read(&folder)?;
    tokio::runtime::Runtime::new()?.block_on(run(&data))
}

async fn run(data: &Data) -> anyhow::Result<()> {
    let settings = Settings::load(None, std::env::vars())?;
    let embedder = Embedder::start(&settings.models_dir()?, 2)?;
    let folder = tempfile::tempdir()?;
    let place = WorkspaceId::knowledge();
    let text = TextIndex::open(folder.path())?;
    let vectors = Vectors::open(folder.path(), "fusion", embedder.dimensions()).await?;
    let names = fill(data, &place, &text, &vectors, &embedder).await?;
    let mut lists: Vec<(&Query, Vec<Scored>, Vec<Scored>)> = Vec::new();
    for query in data.queries.iter().filter(|query| data.relevant.contains_key(&query.id)) {
        let words = TextQuery { words: query.text.clone(), ids: Vec::new(), workspaces: vec![place.clone()] };
        let by_text = text.search(&words, DEPTH)?;
        let by_vector = vectors.search(&embedder.query(&query.text).await?, std::slice::from_ref(&place), DEPTH);
        lists.push((query, by_text, by_vector));
    }
    println!("{} documents, {} queries", data.documents.len(), lists.len());
    println!("{:<26} {:>10} {:>8} {:>8}", "", "recall@10", "map@10", "ndcg@10");
    let show = |name: String, rank: Ranking<'_>| {
        let mut sums = [0.0; 3];
        for (query, by_text, by_vector) in &lists {
            let ranked = rank(by_text, by_vector);
            let ids: Vec<&str> = ranked.iter().filter_map(|(id, _)| names.get(id)).map(String::as_str).collect();
            let figures = figures(&ids, &data.relevant[&query.id]);
            sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
        }
        #[allow(clippy::cast_precision_loss, reason = "a count of queries")]
        let [recall, map, ndcg] = sums.map(|sum| sum / lists.len().max(1) as f64);
        println!("{name:<26} {recall:>10.4} {map:>8.4} {ndcg:>8.4}");
    };
    show("text".to_owned(), &|text, _| text.to_vec());
    show("vector".to_owned(), &|_, vector| vector.to_vec());
    show("reciprocal rank, k 60".to_owned(), &|text, vector| fuse(text, vector, Fusion::ReciprocalRank { k: 60.0 }));
    for weight in [0.3_f32, 0.4, 0.5, 0.6, 0.7] {
        show(format!("weighted sum, text {weight}"), &|text, vector| {
            fuse(text, vector, Fusion::WeightedSum { text: weight })
        });
    }
    Ok(())
}

async fn fill(
    data: &Data,
    place: &WorkspaceId,
    text: &TextIndex,
    vectors: &Vectors,
    embedder: &Embedder,
) -> anyhow::Result<HashMap<ChunkId, String>> {
    let mut names = HashMap::new();
    let mut writer = text.writer()?;
    for (n, document) in data.documents.iter().enumerate() {
        let id = DocumentId::parse(&format!("doc_{n:032x}"))?;
        let chunk = ChunkId::of(&id, 0);
        names.insert(chunk.clone(), document.id.clone());
        let entry = TextEntry {
            chunk,
            workspace: place.clone(),
            heading: document.title.clone(),
            body: document.text.clone(),
            ids: Vec::new(),
        };
        writer.replace(&id, &[entry])?;
    }
    writer.commit(1)?;
    for (at, batch) in data.documents.chunks(256).enumerate() {
        let texts = batch.iter().map(|document| format!("{}\n{}", document.title, document.text)).collect();
        let made = embedder.passages(texts).await?;
        let kept: Vec<_> = batch.iter().map(|document| document.id.clone()).zip(made).collect();
        vectors.keep(&kept).await?;
        for (n, document) in batch.iter().enumerate() {
            let id = DocumentId::parse(&format!("doc_{:032x}", at * 256 + n))?;
            let entry = VectorEntry {
                chunk: ChunkId::of(&id, 0),
                document: id.clone(),
                workspace: place.clone(),
                content_hash: document.id.clone(),
            };
            vectors.replace(&id, &[entry]).await?;
        }
    }
    Ok(names)
}

/// Recall, average precision over all relevant, and nDCG with binary gains, each cut at 10.
#[allow(clippy::cast_precision_loss, reason = "ranks are at most 10")]
fn figures(ranked: &[&str], relevant: &HashSet<String>) -> [f64; 3] {
    let (mut hits, mut precision, mut gain) = (0.0, 0.0, 0.0);
    for (at, id) in ranked.iter().take(CUT).enumerate() {
        if relevant.contains(*id) {
            hits += 1.0;
            precision += hits / (at + 1) as f64;
            gain += 1.0 / (at as f64 + 2.0).log2();
        }
    }
    let all = relevant.len().max(1) as f64;
    let ideal: f64 = (0..relevant.len().min(CUT)).map(|at| 1.0 / (at as f64 + 2.0).log2()).sum();
    [hits / all, precision / all, gain / ideal.max(f64::MIN_POSITIVE)]
}

fn read(folder: &Path) -> anyhow::Result<Data> {
    let mut relevant: HashMap<String, HashSet<String>> = HashMap::new();
    for line in text_of(&folder.join("qrels.tsv"))?.lines().skip(1) {
        let mut cells = line.split('\t');
        if let (Some(query), Some(document), Some(score)) = (cells.next(), cells.next(), cells.next())
            && score.trim().parse::<f64>().is_ok_and(|score| score > 0.0)
        {
            relevant.entry(query.to_owned()).or_default().insert(document.to_owned());
        }
    }
    Ok(Data {
        documents: lines(&folder.join("corpus.jsonl"))?,
        queries: lines(&folder.join("queries.jsonl"))?,
        relevant,
    })
}

fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> anyhow::Result<Vec<T>> {
    let parse = |(at, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), at + 1))
    };
    text_of(path)?.lines().enumerate().map(parse).collect()
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}
