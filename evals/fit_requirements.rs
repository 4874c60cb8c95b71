//! `make fit-requirements DATA="FILE.jsonl …"`: learns which requirement a text belongs to, from questions with `must_cite`, and
//! prints the weights as they stand in `src/retrieve/belonging_weights.rs`.
//!
//! First it prints what each number alone, and what weights learned from four fifths of the requirements do for the questions
//! about the last fifth: these figures, not the ones of the fitted questions, are what is earned.
#![allow(clippy::print_stdout, reason = "an evaluation prints its figures")]

use std::{fs, path::PathBuf};

use annexa::{
    app::App,
    config::Settings,
    evaluate::{List, QuestionCase, learn, mean},
    iso::RequirementId,
    retrieve::{PAGE_FEATURE_NAMES, PAGE_FEATURES, named},
};
use anyhow::Context;
use clap::Parser;

const FOLDS: usize = 5;

type Row = [f64; PAGE_FEATURES];

/// Learns which requirement a text belongs to.
#[derive(Parser)]
struct Arguments {
    /// Question files to learn from; questions that name a requirement are left out
    #[arg(required = true)]
    learn: Vec<PathBuf>,
    /// Keep the indexes here, so that the next time takes minutes less
    #[arg(long)]
    keep: Option<PathBuf>,
}

struct Set {
    name: String,
    questions: Vec<Question>,
}

struct Question {
    list: List<PAGE_FEATURES>,
    /// The fifth of the requirements that it is about.
    fold: usize,
}

impl Set {
    /// The share of questions with a right one first, and among the first three.
    fn figures(&self, weights: impl Fn(&Question) -> Row) -> (f64, f64) {
        let place = |one: &Question| {
            let scores = one.list.scores(&weights(one));
            let wanted = one.list.wanted.iter().zip(&scores).filter(|(wanted, _)| **wanted > 0.0);
            let best = wanted.map(|(_, score)| *score).fold(f64::NEG_INFINITY, f64::max);
            scores.iter().filter(|score| **score > best).count()
        };
        let within = |places: usize| mean(self.questions.iter().map(|one| f64::from(u8::from(place(one) < places))));
        (within(1), within(3))
    }

    fn lists(&self, left_out: usize) -> Vec<List<PAGE_FEATURES>> {
        self.questions.iter().filter(|one| one.fold != left_out).map(|one| one.list.clone()).collect()
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let sets = runtime.block_on(read(&arguments))?;
    report(&sets);
    Ok(())
}

async fn read(arguments: &Arguments) -> anyhow::Result<Vec<Set>> {
    let scratch = annexa::app::scratch_folder()?;
    let mut settings = Settings::load(None, std::env::vars())?;
    settings.data_dir = Some(arguments.keep.clone().unwrap_or_else(|| scratch.path().to_owned()));
    let app = App::open(settings).await?;
    app.embed(|_| {}).await?;
    let mut sets = Vec::new();
    for path in &arguments.learn {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut questions = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let case: QuestionCase = serde_json::from_str(line).with_context(|| format!("{name}: {line}"))?;
            if !case.must_cite.is_empty() && named(&case.question).is_empty() {
                questions.extend(question(&app, &case).await?);
            }
        }
        println!("{name}: {} questions", questions.len());
        sets.push(Set { name, questions });
    }
    Ok(sets)
}

/// The pages of a question, if one of them is right; a question for a control is about controls only.
async fn question(app: &App, case: &QuestionCase) -> anyhow::Result<Option<Question>> {
    let wanted: Vec<RequirementId> = case.must_cite.iter().filter_map(|id| RequirementId::from_canonical(id)).collect();
    let Some(first) = wanted.first() else { return Ok(None) };
    let of_controls = wanted.iter().all(|id| id.is_control()) && case.question.to_lowercase().contains("control");
    let mut pages = app.assistant.likely(&case.question).await?;
    pages.retain(|page| !of_controls || page.id.is_control());
    let right = pages.iter().filter(|page| wanted.contains(&page.id)).count();
    let Ok(right) = u32::try_from(right).map(f64::from) else { return Ok(None) };
    let fold = usize::from(first.to_string().bytes().fold(7_u16, |sum, byte| sum.wrapping_mul(31) ^ u16::from(byte)));
    let list = List {
        rows: pages.iter().map(|page| page.features.map(f64::from)).collect(),
        firsts: (0..pages.len()).collect(),
        wanted: pages.iter().map(|page| if wanted.contains(&page.id) { 1.0 / right } else { 0.0 }).collect(),
    };
    Ok((right > 0.0).then_some(Question { list, fold: fold % FOLDS }))
}

fn report(sets: &[Set]) {
    let line = |name: &str, figures: (f64, f64)| println!("{name:<56} {:>7.3} {:>7.3}", figures.0, figures.1);
    println!("{:<56} {:>7} {:>7}", "", "top-1", "top-3");
    for set in sets {
        for (at, feature) in PAGE_FEATURE_NAMES.iter().enumerate() {
            let only: Row = std::array::from_fn(|other| if other == at { 1.0 } else { 0.0 });
            line(&format!("{}, {feature} alone", set.name), set.figures(|_| only));
        }
    }
    let all = |left_out: usize| sets.iter().map(|set| set.lists(left_out)).collect::<Vec<_>>();
    let folds: Vec<Row> = (0..FOLDS).map(|fold| learn(&all(fold))).collect();
    for set in sets {
        let crossed = set.figures(|one| folds.get(one.fold).copied().unwrap_or([0.0; PAGE_FEATURES]));
        line(&format!("{}, cross-validated", set.name), crossed);
    }
    let weights = learn(&all(FOLDS));
    for set in sets {
        line(&format!("{}, as fitted", set.name), set.figures(|_| weights));
    }
    println!("\npub(super) const WEIGHTS: [f32; PAGE_FEATURES] = [");
    for (name, weight) in PAGE_FEATURE_NAMES.iter().zip(weights) {
        println!("    {weight:.3}, // {name}");
    }
    println!("];");
}
