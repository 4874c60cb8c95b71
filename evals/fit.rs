//! `make fit DATA="FOLDER …"`: learns the weights of the second look from folders with `corpus.jsonl`, `queries.jsonl` and
//! `qrels.tsv`, and prints them as they stand in `src/retrieve/weights.rs`.
//!
//! The loss is the listwise softmax of Cao and others (`ListNet`, 2007): the right documents of a question shall have all of
//! the probability, each by whichever of its passages is best. Each folder weighs the same, however many questions it has. Before the weights for all questions, it
//! prints what weights learned from four fifths of them do for the last fifth: those figures, not the ones of the fitted
//! questions, are what the weights earn.
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::{
    collections::{BTreeSet, HashMap},
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

const FOLDS: usize = 5;
const STEPS: usize = 250;
const RATE: f64 = 0.05;
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

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut parts = arguments.split(|argument| argument == "--");
    let names = |part: Option<&[String]>| part.unwrap_or_default().iter().map(PathBuf::from).collect::<Vec<_>>();
    let (learned, tested) = (names(parts.next()), names(parts.next()));
    anyhow::ensure!(!learned.is_empty(), "name folders: make fit DATA=\"FOLDER FOLDER\" TEST=FOLDER");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let all = |folders: &[PathBuf]| folders.iter().map(|folder| runtime.block_on(read(folder))).collect();
    let (learned, tested): (anyhow::Result<Vec<Set>>, anyhow::Result<Vec<Set>>) = (all(&learned), all(&tested));
    report(&learned?, &tested?);
    Ok(())
}

/// All questions of a folder with their candidates, through the retriever itself.
async fn read(folder: &Path) -> anyhow::Result<Set> {
    let settings = Settings::load(None, std::env::vars())?;
    let embedder = app::embedder(&settings).map_err(anyhow::Error::msg)?;
    let set = RetrievalSet::read(folder)?;
    let place = app::scratch_folder()?;
    let collection = Collection::fill(&set, embedder, place.path()).await?;
    let mut questions = Vec::new();
    for (query, grades) in &set.queries {
        let search = collection.search(&query.text, Mode::Hybrid);
        let probe = collection.retriever.probe(&search).await.context("there is no embedding model")?;
        let (text, near) = collection.retriever.lists(&search, Some(&probe)).await?;
        let candidates = collection.retriever.candidates(&search, &probe, &text, &near).await?;
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
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    println!("{name}: {} questions", questions.len());
    Ok(Set { name, questions })
}

fn report(learned: &[Set], tested: &[Set]) {
    println!("{:<44} {:>10} {:>8} {:>8} {:>8}", "", "recall@10", "map@10", "ndcg@10", "top@1");
    let only = |at: usize| -> Row { std::array::from_fn(|other| if other == at { 1.0 } else { 0.0 }) };
    for set in learned.iter().chain(tested) {
        for (at, feature) in FEATURE_NAMES.iter().enumerate() {
            line(&format!("{}, {feature} alone", set.name), &set.ranked(&only(at)));
        }
    }
    let mut crossed: Vec<Vec<Ranked>> = learned.iter().map(|_| Vec::new()).collect();
    for fold in 0..FOLDS {
        let weights = learn(learned, |at| at % FOLDS != fold);
        for (set, found) in learned.iter().zip(&mut crossed) {
            found.extend(set.questions.iter().skip(fold).step_by(FOLDS).map(|question| ranked(question, &weights)));
        }
    }
    for (set, found) in learned.iter().zip(&crossed) {
        line(&format!("{}, second look, cross-validated", set.name), found);
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
fn learn(sets: &[Set], in_fold: impl Fn(usize) -> bool) -> Row {
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

/// How the mean loss grows with each weight, every set counting the same.
fn gradient(sets: &[Set], weights: &Row, in_fold: &impl Fn(usize) -> bool) -> Row {
    let mut whole = [0.0; FEATURES];
    for set in sets {
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
        whole.iter_mut().zip(sum).for_each(|(whole, sum)| *whole += sum / f64::max(questions, 1.0));
    }
    whole
}
