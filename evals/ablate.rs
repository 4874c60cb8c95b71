//! `make ablate DATA="FOLDER …"`: what each choice about searching is worth on a retrieval set. One thing is turned at a time;
//! everything else is as it ships. The second look has the weights that ship, which were learned from the sets that
//! `src/retrieve/weights.rs` names: here it shows how much depends on a choice, not what a set earns.
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::{
    collections::{BTreeSet, HashMap},
    path::{Path, PathBuf},
};

use annexa::{
    app,
    config::Settings,
    evaluate::{Collection, Ranked, RetrievalSet, mean},
    index::{Scored, term_hashes},
    retrieve::{FEATURE_NAMES, Fusion, Mode, Retriever, Tuning, fuse},
};
use clap::Parser;
use tempfile::TempDir;

/// Turns one thing at a time.
#[derive(Parser)]
struct Arguments {
    /// Folders with corpus, queries and judgements
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Keep the indexes here, so that the next time takes minutes less
    #[arg(long)]
    keep: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    for folder in &arguments.folders {
        runtime.block_on(one(folder, arguments.keep.as_deref()))?;
    }
    Ok(())
}

async fn one(folder: &Path, keep: Option<&Path>) -> anyhow::Result<()> {
    let set = RetrievalSet::read(folder)?;
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    println!("\n### {name}\n\n| | recall@10 | map@10 | ndcg@10 | top@1 |\n|---|---|---|---|---|");
    let (with, _scratch) = filled(&set, keep, &name).await?;
    for mode in [Mode::Text, Mode::Vector, Mode::Hybrid] {
        searched(&set, &with, &with.retriever, (mode, &format!("{}, as it ships", mode.name()))).await?;
    }
    fusions(&set, &with).await?;
    tunings(&set, &with).await?;
    words(&set);
    let mut bare = set.clone();
    for document in &mut bare.documents {
        document.title.clear();
    }
    let (without, _scratch) = filled(&bare, keep, &format!("{name}-without-headers")).await?;
    for mode in [Mode::Text, Mode::Vector, Mode::Hybrid] {
        let label = format!("{}, passages without their headings", mode.name());
        searched(&bare, &without, &without.retriever, (mode, &label)).await?;
    }
    Ok(())
}

/// The set's documents, indexed, and the folder that they are in unless they are kept; it goes when that value does.
async fn filled(set: &RetrievalSet, keep: Option<&Path>, name: &str) -> anyhow::Result<(Collection, TempDir)> {
    let settings = Settings::load(None, std::env::vars())?;
    let embedder = app::embedder(&settings).map_err(anyhow::Error::msg)?;
    let scratch = app::scratch_folder()?;
    let place = keep.map_or_else(|| scratch.path().to_owned(), |keep| keep.join(name));
    Ok((Collection::fill(set, embedder, &place).await?, scratch))
}

async fn searched(
    set: &RetrievalSet,
    collection: &Collection,
    retriever: &Retriever,
    (mode, label): (Mode, &str),
) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for (query, grades) in &set.queries {
        let hits = retriever.search(&collection.search(&query.text, mode)).await?;
        found.push(Ranked::of(hits.iter().map(|hit| hit.chunk.document_name.as_str()), grades, 10));
    }
    line(label, &found);
    Ok(())
}

/// Ways of making one list of two.
async fn fusions(set: &RetrievalSet, collection: &Collection) -> anyhow::Result<()> {
    let ways: Vec<(String, Fusion)> = [0.3, 0.4, 0.5, 0.6, 0.7]
        .map(|text| (format!("sum of both scores, text {text}"), Fusion::WeightedSum { text }))
        .into_iter()
        .chain([("reciprocal rank fusion, k 60".to_owned(), Fusion::ReciprocalRank { k: 60.0 })])
        .collect();
    let mut found: Vec<Vec<Ranked>> = ways.iter().map(|_| Vec::new()).collect();
    for (query, grades) in &set.queries {
        let search = collection.search(&query.text, Mode::Hybrid);
        let probe = collection.retriever.probe(&search).await;
        let (text, near) = collection.retriever.lists(&search, probe.as_ref()).await?;
        for ((_, way), found) in ways.iter().zip(&mut found) {
            let fused: Vec<Scored> = fuse(&text, &near, *way).into_iter().take(60).collect();
            let ids: Vec<_> = fused.iter().map(|(id, _)| id.clone()).collect();
            let names = collection.names(&ids).await?;
            found.push(Ranked::of(ids.iter().filter_map(|id| names.get(id)).map(String::as_str), grades, 10));
        }
    }
    for ((label, _), found) in ways.iter().zip(&found) {
        line(label, found);
    }
    Ok(())
}

/// Depth, how many are looked at twice, and each feature left out.
async fn tunings(set: &RetrievalSet, collection: &Collection) -> anyhow::Result<()> {
    let ships = Tuning::default();
    let mut ways = vec![("no second look".to_owned(), Tuning { looked_at: 0, ..ships })];
    for (depth, looked_at) in [(50, 50), (100, 30), (100, 60), (200, 100), (200, 200)] {
        ways.push((format!("depth {depth}, {looked_at} looked at twice"), Tuning { depth, looked_at, ..ships }));
    }
    for (at, feature) in FEATURE_NAMES.iter().enumerate() {
        let mut tuning = ships;
        if let Some(weight) = tuning.weights.get_mut(at) {
            *weight = 0.0;
        }
        ways.push((format!("second look without {feature}"), tuning));
    }
    for (label, tuning) in ways {
        searched(set, collection, &collection.retriever.tuned(tuning), (Mode::Hybrid, &label)).await?;
    }
    Ok(())
}

/// BM25 over whole documents in memory, to see what its two constants, stems and words of asking are worth.
fn words(set: &RetrievalSet) {
    for (label, stems, k1, b) in [
        ("BM25 alone, k1 1.2, b 0.75", true, 1.2, 0.75),
        ("BM25 alone, k1 0.9, b 0.4", true, 0.9, 0.4),
        ("BM25 alone, k1 2.0, b 0.75", true, 2.0, 0.75),
        ("BM25 alone, k1 1.2, b 0.75, no stems", false, 1.2, 0.75),
    ] {
        let terms = |text: &str| if stems { term_hashes(text) } else { plain(text) };
        let bm25 = Bm25::new(set.documents.iter().map(|one| terms(&format!("{}\n{}", one.title, one.text))), k1, b);
        let found = set.queries.iter().map(|(query, grades)| {
            let best = bm25.best(&terms(&query.text));
            Ranked::of(best.iter().filter_map(|at| set.documents.get(*at)).map(|one| one.id.as_str()), grades, 10)
        });
        line(label, &found.collect::<Vec<_>>());
    }
}

/// A text's words as they stand, hashed.
fn plain(text: &str) -> Vec<u32> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(annexa::index::term_hash).collect()
}

struct Bm25 {
    postings: HashMap<u32, Vec<(usize, f64)>>,
    documents: usize,
}

impl Bm25 {
    fn new(documents: impl Iterator<Item = Vec<u32>>, k1: f64, b: f64) -> Self {
        let documents: Vec<Vec<u32>> = documents.collect();
        let average = mean(documents.iter().map(|one| number(one.len())));
        let mut postings: HashMap<u32, Vec<(usize, f64)>> = HashMap::new();
        for (at, terms) in documents.iter().enumerate() {
            let room = k1 * (1.0 - b + b * number(terms.len()) / average);
            let mut counts: HashMap<u32, f64> = HashMap::new();
            for term in terms {
                *counts.entry(*term).or_default() += 1.0;
            }
            for (term, times) in counts {
                postings.entry(term).or_default().push((at, times * (k1 + 1.0) / (times + room)));
            }
        }
        Self { postings, documents: documents.len() }
    }

    fn best(&self, terms: &[u32]) -> Vec<usize> {
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for term in terms.iter().collect::<BTreeSet<_>>() {
            let list = self.postings.get(term).map(Vec::as_slice).unwrap_or_default();
            let with = number(list.len());
            let rarity = (1.0 + (number(self.documents) - with + 0.5) / (with + 0.5)).ln();
            for (at, weight) in list {
                *scores.entry(*at).or_default() += rarity * weight;
            }
        }
        let mut order: Vec<(usize, f64)> = scores.into_iter().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        order.into_iter().take(10).map(|(at, _)| at).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and documents")]
fn number(n: usize) -> f64 {
    n as f64
}

fn line(label: &str, found: &[Ranked]) {
    let of = |figure: fn(&Ranked) -> f64| mean(found.iter().map(figure));
    let [recall, map, ndcg, top] = [of(|r| r.recall), of(|r| r.average_precision), of(|r| r.ndcg), of(|r| r.top)];
    println!("| {label} | {recall:.4} | {map:.4} | {ndcg:.4} | {top:.4} |");
}
