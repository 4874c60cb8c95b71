//! `make fit DATA="FOLDER …"`: learns the weights of the second look from folders with `corpus.jsonl`, `queries.jsonl` and
//! `qrels.tsv`, and prints them as they stand in `src/retrieve/weights.rs`.
//!
//! The loss is the listwise softmax of Cao and others (`ListNet`, 2007): the right documents of a question shall have all of
//! the probability, each by whichever of its passages is best. A folder weighs as much as the square root of its questions.
//! Before the weights for all questions, it prints what weights learned from four fifths of them do for the last fifth, and
//! what those of the other folders do for each: these figures, not the ones of the fitted questions, are what is earned.
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::{
    borrow::Borrow,
    collections::{BTreeSet, HashMap},
    io::Write,
    path::{Path, PathBuf},
};

use annexa::{
    app,
    config::Settings,
    evaluate::{Collection, Grades, Ranked, RetrievalSet, mean},
    retrieve::{FEATURE_NAMES, FEATURES, Mode},
    store::ChunkId,
};
use anyhow::Context;
use clap::Parser;

const FOLDS: usize = 5;
const STEPS: usize = 250;
const RATE: f64 = 0.05;
/// Keeps slopes near 1, as for a folder of a hundred questions.
const SCALE: f64 = 10.0;
/// Pulls weights towards 0, in units of standard deviations.
const DECAY: f64 = 1e-3;

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
    rows: Vec<Row>,
    documents: Vec<String>,
    /// For each candidate the first one of the same document.
    firsts: Vec<usize>,
    /// The share of all probability that the document of each candidate shall have; 0 for wrong ones.
    wanted: Vec<f64>,
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
            firsts,
            rows: candidates.iter().map(|one| one.features.map(f64::from)).collect(),
            documents,
            wanted,
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
            for (row, document) in question.rows.iter().zip(&question.documents) {
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
    let folds: Vec<Row> = (0..FOLDS).map(|fold| learn(learned, |at| at % FOLDS != fold)).collect();
    for set in learned {
        let crossed =
            set.questions.iter().enumerate().filter_map(|(at, one)| Some(ranked(one, folds.get(at % FOLDS)?)));
        line(&format!("{}, second look, cross-validated", set.name), &crossed.collect::<Vec<_>>());
    }
    for (at, set) in learned.iter().enumerate().filter(|_| learned.len() > 1) {
        let others: Vec<&Set> =
            learned.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, set)| set).collect();
        let weights = learn(&others, |_| true);
        line(&format!("{}, second look, learned from the others", set.name), &set.ranked(&weights));
    }
    let weights = learn(learned, |_| true);
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

fn score(row: &Row, weights: &Row) -> f64 {
    row.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

fn ranked(question: &Question, weights: &Row) -> Ranked {
    let mut best: HashMap<&str, f64> = HashMap::new();
    for (row, document) in question.rows.iter().zip(&question.documents) {
        let found = best.entry(document).or_insert(f64::NEG_INFINITY);
        *found = found.max(score(row, weights));
    }
    let mut order: Vec<(&str, f64)> = best.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    Ranked::of(order.into_iter().map(|(document, _)| document), &question.grades, 10)
}

/// Full-batch gradient descent with Kingma and Ba's step sizes (`Adam`, 2015).
fn learn<S: Borrow<Set>>(sets: &[S], in_fold: impl Fn(usize) -> bool) -> Row {
    let (mut weights, mut first, mut second) = ([0.0; FEATURES], [0.0; FEATURES], [0.0; FEATURES]);
    for step in 1..=STEPS {
        let slope = gradient(sets, &weights, &in_fold);
        let power = i32::try_from(step).unwrap_or(i32::MAX);
        for (((weight, slope), first), second) in weights.iter_mut().zip(slope).zip(&mut first).zip(&mut second) {
            let slope = slope + 2.0 * DECAY * *weight;
            *first = 0.9 * *first + 0.1 * slope;
            *second = 0.999 * *second + 0.001 * slope * slope;
            let (mean, spread) = (*first / (1.0 - 0.9_f64.powi(power)), *second / (1.0 - 0.999_f64.powi(power)));
            *weight -= RATE * mean / (spread.sqrt() + 1e-8);
        }
    }
    weights
}

/// How the loss grows with each weight.
fn gradient<S: Borrow<Set>>(sets: &[S], weights: &Row, in_fold: &impl Fn(usize) -> bool) -> Row {
    let mut whole = [0.0; FEATURES];
    for set in sets.iter().map(Borrow::borrow) {
        let (mut sum, mut questions) = ([0.0; FEATURES], 0.0);
        let chosen = set
            .questions
            .iter()
            .enumerate()
            .filter(|(at, one)| in_fold(*at) && one.wanted.iter().any(|wanted| *wanted > 0.0));
        for (_, question) in chosen {
            questions += 1.0;
            let scores: Vec<f64> = question.rows.iter().map(|row| score(row, weights)).collect();
            let high = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let parts: Vec<f64> = scores.iter().map(|score| (score - high).exp()).collect();
            let all: f64 = parts.iter().sum();
            // A document is found by its best passage: which one that is, the scores themselves say.
            let mut of_document = vec![0.0; parts.len()];
            for (first, part) in question.firsts.iter().zip(&parts) {
                if let Some(sum) = of_document.get_mut(*first) {
                    *sum += part;
                }
            }
            let columns = question.rows.iter().zip(&parts).zip(&question.wanted).zip(&question.firsts);
            for (((row, part), wanted), first) in columns {
                let own = of_document.get(*first).copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
                let too_much = part / all - wanted * part / own;
                sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += too_much * value);
            }
        }
        // The mean over the folder's questions, times the folder's weight.
        let weight = 1.0 / f64::max(questions, 1.0).sqrt();
        whole.iter_mut().zip(sum).for_each(|(whole, sum)| *whole += weight * sum / SCALE);
    }
    whole
}
