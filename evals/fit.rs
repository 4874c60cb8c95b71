//! `make fit DATA="FOLDER …"`: learns the weights of the second look from folders with `corpus.jsonl`, `queries.jsonl` and
//! `qrels.tsv`, and prints them as they stand in `src/retrieve/weights.rs`.
//!
//! Before the weights for all questions, it prints what weights learned from four fifths of them do for the last fifth, and
//! what those of the other folders do for each: these figures, not the ones of the fitted questions, are what is earned.
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::{
    collections::{BTreeSet, HashMap},
    io::Write,
    path::{Path, PathBuf},
};

use annexa::{
    app,
    config::Settings,
    evaluate::{Collection, Grades, List, Ranked, RetrievalSet, learn, mean},
    retrieve::{FEATURE_NAMES, FEATURES, Mode},
    store::ChunkId,
};
use anyhow::Context;
use clap::Parser;

const FOLDS: usize = 5;

type Row = [f64; FEATURES];

/// A folder's questions.
struct Set {
    name: String,
    questions: Vec<Question>,
}

impl Set {
    fn ranked(&self, weights: &Row) -> Vec<Ranked> {
        self.questions.iter().map(|question| ranked(question, weights)).collect()
    }
}

/// A question's candidates.
struct Question {
    list: List<FEATURES>,
    documents: Vec<String>,
    grades: Grades,
}

/// Learns the weights of the second look.
#[derive(Parser)]
struct Arguments {
    /// Folders to learn from
    #[arg(required = true)]
    learn: Vec<PathBuf>,
    /// Folders to try the weights on
    #[arg(long, num_args = 1..)]
    test: Vec<PathBuf>,
    /// Keep the indexes here, so that the next time takes minutes less
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Write the weights that leave out each fifth of the questions, for `folds` in a suite
    #[arg(long, value_name = "FILE.json")]
    folds: Option<PathBuf>,
    /// Write every candidate with its features, separated by tabs, for a look with other tools
    #[arg(long, value_name = "FILE.tsv")]
    dump: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let all = |folders: &[PathBuf]| -> anyhow::Result<Vec<Set>> {
        folders.iter().map(|folder| runtime.block_on(read(folder, arguments.keep.as_deref()))).collect()
    };
    let (learned, tested) = (all(&arguments.learn)?, all(&arguments.test)?);
    if let Some(path) = &arguments.dump {
        dump(path, learned.iter().chain(&tested))?;
    }
    let folds = report(&learned, &tested);
    if let Some(path) = &arguments.folds {
        std::fs::write(path, serde_json::to_string_pretty(&folds)? + "\n")?;
    }
    Ok(())
}

/// All questions of a folder with their candidates, through the retriever itself.
async fn read(folder: &Path, keep: Option<&Path>) -> anyhow::Result<Set> {
    let settings = Settings::load(None, std::env::vars())?;
    let embedder = app::embedder(&settings).map_err(anyhow::Error::msg)?;
    let set = RetrievalSet::read(folder)?;
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let scratch = app::scratch_folder()?;
    let place = keep.map_or_else(|| scratch.path().to_owned(), |keep| keep.join(&name));
    let collection = Collection::fill(&set, embedder, &place).await?;
    let mut questions = Vec::new();
    for (query, grades) in &set.queries {
        let search = collection.search(&query.text, Mode::Hybrid);
        let probe = collection.retriever.probe(&search).await.context("there is no embedding model")?;
        let (text, near) = collection.retriever.lists(&search, Some(&probe)).await?;
        let candidates = collection.retriever.candidates(&search, &probe, &text, &near);
        let ids: Vec<ChunkId> = candidates.iter().map(|one| one.chunk.clone()).collect();
        let names = collection.names(&ids).await?;
        let documents: Vec<String> = ids.iter().map(|id| names.get(id).cloned().unwrap_or_default()).collect();
        let grade = |id: &String| grades.get(id).copied().unwrap_or(0.0).max(0.0);
        let found: BTreeSet<&String> = documents.iter().collect();
        let sum: f64 = found.into_iter().map(grade).sum();
        let wanted = documents.iter().map(|id| if sum > 0.0 { grade(id) / sum } else { 0.0 }).collect();
        let first = |id: &String| documents.iter().position(|other| other == id).unwrap_or(0);
        let firsts = documents.iter().map(first).collect();
        questions.push(Question {
            list: List { rows: candidates.iter().map(|one| one.features.map(f64::from)).collect(), firsts, wanted },
            documents,
            grades: grades.clone(),
        });
    }
    println!("{name}: {} questions", questions.len());
    Ok(Set { name, questions })
}

fn dump<'a>(path: &Path, sets: impl Iterator<Item = &'a Set>) -> anyhow::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(file, "set\tquestion\trelevant\tdocument\tgrade\t{}", FEATURE_NAMES.join("\t"))?;
    for set in sets {
        for (at, question) in set.questions.iter().enumerate() {
            for (row, document) in question.list.rows.iter().zip(&question.documents) {
                let grade = question.grades.get(document).copied().unwrap_or(0.0);
                let values: Vec<String> = row.iter().map(|value| format!("{value:.5}")).collect();
                let (name, relevant) = (&set.name, question.grades.values().filter(|grade| **grade > 0.0).count());
                writeln!(file, "{name}\t{at}\t{relevant}\t{document}\t{grade}\t{}", values.join("\t"))?;
            }
        }
    }
    Ok(file.flush()?)
}

/// Prints what the weights earn, and gives those that leave out each fold.
fn report(learned: &[Set], tested: &[Set]) -> Vec<Row> {
    println!("{:<44} {:>10} {:>8} {:>8} {:>8}", "", "recall@10", "map@10", "ndcg@10", "top@1");
    let only = |at: usize| -> Row { std::array::from_fn(|other| if other == at { 1.0 } else { 0.0 }) };
    for set in learned.iter().chain(tested) {
        for (at, feature) in FEATURE_NAMES.iter().enumerate() {
            line(&format!("{}, {feature} alone", set.name), &set.ranked(&only(at)));
        }
    }
    let lists = |set: &Set, left_out: usize| -> Vec<List<FEATURES>> {
        let kept = set.questions.iter().enumerate().filter(|(at, _)| at % FOLDS != left_out);
        kept.map(|(_, one)| one.list.clone()).collect()
    };
    let all = |sets: &[&Set], left_out: usize| sets.iter().map(|set| lists(set, left_out)).collect::<Vec<_>>();
    let each: Vec<&Set> = learned.iter().collect();
    let folds: Vec<Row> = (0..FOLDS).map(|fold| learn(&all(&each, fold))).collect();
    for set in learned {
        let crossed =
            set.questions.iter().enumerate().filter_map(|(at, one)| Some(ranked(one, folds.get(at % FOLDS)?)));
        line(&format!("{}, second look, cross-validated", set.name), &crossed.collect::<Vec<_>>());
    }
    for (at, set) in learned.iter().enumerate().filter(|_| learned.len() > 1) {
        let others: Vec<&Set> =
            learned.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, set)| set).collect();
        let weights = learn(&all(&others, FOLDS));
        line(&format!("{}, second look, learned from the others", set.name), &set.ranked(&weights));
    }
    let weights = learn(&all(&each, FOLDS));
    for set in tested {
        line(&format!("{}, second look, not learned from", set.name), &set.ranked(&weights));
    }
    println!("\npub(super) const WEIGHTS: [f32; FEATURES] = [");
    for (name, weight) in FEATURE_NAMES.iter().zip(weights) {
        println!("    {weight:.3}, // {name}");
    }
    println!("];");
    folds
}

fn line(name: &str, found: &[Ranked]) {
    let of = |figure: fn(&Ranked) -> f64| mean(found.iter().map(figure));
    println!(
        "{name:<44} {:>10.4} {:>8.4} {:>8.4} {:>8.4}",
        of(|one| one.recall),
        of(|one| one.average_precision),
        of(|one| one.ndcg),
        of(|one| one.top)
    );
}

fn ranked(question: &Question, weights: &Row) -> Ranked {
    let mut best: HashMap<&str, f64> = HashMap::new();
    for (score, document) in question.list.scores(weights).into_iter().zip(&question.documents) {
        let found = best.entry(document).or_insert(f64::NEG_INFINITY);
        *found = found.max(score);
    }
    let mut order: Vec<(&str, f64)> = best.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    Ranked::of(order.into_iter().map(|(document, _)| document), &question.grades, 10)
}
