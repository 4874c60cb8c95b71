//! `annexa eval`: run a suite, compare two runs, list what there is.

mod bench;
mod json;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use self::{
    bench::{Bench, one},
    json::as_json,
};
use super::{Outcome, input};
use crate::{
    config::Settings,
    evaluate::{
        Comparison, Kind, RetrievalSet, Run, Suite, passages,
        report::{self, Reported},
        transcript,
    },
    llm::Llm,
};

/// A smaller difference between two runs is no regression, unless the user says otherwise.
const MINIMUM_EFFECT: f64 = 0.01;

#[derive(Debug, Subcommand)]
pub(super) enum EvaluateCommand {
    /// Run a suite, or all of them
    Run(RunArguments),
    /// Compare two runs of one suite; fails when the second is worse by more than chance
    Compare {
        /// The file of the earlier run
        before: PathBuf,
        /// The file of the later run
        after: PathBuf,
        /// A smaller difference is no regression
        #[arg(long, default_value_t = MINIMUM_EFFECT)]
        minimum_effect: f64,
    },
    /// List suites and runs
    List(Places),
    /// Print what is embedded of the documents of a retrieval set, one JSON object a passage
    Passages {
        /// A folder with corpus.jsonl, queries.jsonl and qrels.tsv
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct Places {
    /// Folder of suites
    #[arg(long, default_value = "evals/suites", value_name = "DIR")]
    suites: PathBuf,
    /// Folder of test sets that do not ship
    #[arg(long, default_value = "../shared/datasets", value_name = "DIR", env = "ANNEXA_DATASETS_DIR")]
    datasets: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct RunArguments {
    /// A suite's name, `all`, or with --set: `retrieval`, `questions`, `gap`, `generation`, `verify`,
    /// `attacks`, `session`, `companies` or `latency`
    suite: String,
    /// Run over this folder (retrieval, verify) or file (all others) instead of a suite's own set
    #[arg(long, value_name = "PATH")]
    set: Option<PathBuf>,
    /// Only suites that are quick enough to run before each merge
    #[arg(long)]
    fast: bool,
    /// Write a page that shows the runs, whole in one file
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Write the conversations of session suites as Markdown
    #[arg(long, value_name = "FILE.md")]
    transcript: Option<PathBuf>,
    /// Write the table of figures as Markdown
    #[arg(long, value_name = "FILE.md")]
    results: Option<PathBuf>,
    /// An earlier run to compare with on the page
    #[arg(long, value_name = "RUN")]
    baseline: Option<PathBuf>,
    /// Keep a model's answers in this folder and give them again instead of asking
    #[arg(long, value_name = "DIR", env = "ANNEXA_EVAL_CACHE_DIR")]
    cache: Option<PathBuf>,
    /// Have the model grade the answers of question suites
    #[arg(long)]
    judge: bool,
    #[command(flatten)]
    places: Places,
}

pub(super) async fn run(settings: Settings, command: EvaluateCommand, json: bool) -> anyhow::Result<Outcome> {
    match command {
        EvaluateCommand::Run(arguments) => run_suites(settings, &arguments, json).await,
        EvaluateCommand::Compare { before, after, minimum_effect } => {
            let (before, after) = (Run::load(&before)?, Run::load(&after)?);
            compare(&Comparison::of(&before, &after, minimum_effect)?, json)
        }
        EvaluateCommand::List(places) => list(&settings, &places),
        EvaluateCommand::Passages { folder } => print_passages(&folder),
    }
}

async fn run_suites(settings: Settings, arguments: &RunArguments, json: bool) -> anyhow::Result<Outcome> {
    let suites = chosen(arguments)?;
    if arguments.judge && Llm::of(&settings)?.is_none() {
        anyhow::bail!("--judge needs a language model: set llm.base_url and llm.model");
    }
    let runs_folder = runs_folder(&settings)?;
    let (mut runs, mut passed) = (Vec::new(), true);
    let mut bench = Bench::new(&settings, arguments);
    for suite in suites {
        if !suite.is_here() {
            anyhow::ensure!(arguments.suite == "all", "the test set {} is not there", suite.path.display());
            eprintln!("annexa: suite {} skipped: its test set {} is not here", suite.name, suite.path.display());
            continue;
        }
        let run = one(&mut bench, &suite).await.with_context(|| format!("suite {}", suite.name))?;
        let file = run.save(&runs_folder)?;
        passed &= run.passed();
        if !json {
            show(&run, &file)?;
        }
        runs.push(run);
    }
    bench.close().await;
    write(arguments, &runs)?;
    if json {
        match runs.as_slice() {
            [run] => input::print_json(&as_json(run))?,
            runs => input::print_json(&runs.iter().map(as_json).collect::<Vec<_>>())?,
        }
    }
    Ok(if passed { Outcome::Done } else { Outcome::Failed })
}

/// Writes what was asked for beside the runs themselves.
fn write(arguments: &RunArguments, runs: &[Run]) -> anyhow::Result<()> {
    let baseline = arguments.baseline.as_deref().map(Run::load).transpose()?;
    if let Some(path) = &arguments.report {
        let mut reported = Vec::new();
        for run in runs {
            let before = baseline.as_ref().filter(|before| before.suite == run.suite);
            let comparison = before.map(|before| Comparison::of(before, run, MINIMUM_EFFECT)).transpose()?;
            reported.push(Reported { run, comparison });
        }
        std::fs::write(path, report::html(&reported)?).with_context(|| path.display().to_string())?;
    }
    if let Some(path) = &arguments.transcript {
        let sessions = runs.iter().filter(|run| run.kind == Kind::Session);
        let text: Vec<String> = sessions.map(transcript).collect();
        anyhow::ensure!(!text.is_empty(), "--transcript needs a suite of kind \"session\", such as first-time");
        std::fs::write(path, text.join("\n")).with_context(|| path.display().to_string())?;
    }
    if let Some(path) = &arguments.results {
        std::fs::write(path, report::markdown(runs)).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn chosen(arguments: &RunArguments) -> anyhow::Result<Vec<Suite>> {
    let places = &arguments.places;
    if let Some(set) = &arguments.set {
        if let Ok(kind) = KindArgument::from_str(&arguments.suite, true) {
            let mut suite = Suite::over(kind.into(), set);
            suite.datasets = Some(places.datasets.clone());
            return Ok(vec![suite]);
        }
        let mut suite = Suite::named(&arguments.suite, &places.suites, Some(&places.datasets))?;
        suite.path.clone_from(set);
        return Ok(vec![suite]);
    }
    if arguments.suite == "all" {
        let mut all = Suite::all(&places.suites, Some(&places.datasets))?;
        all.retain(|suite| suite.fast || !arguments.fast);
        return Ok(all);
    }
    Ok(vec![Suite::named(&arguments.suite, &places.suites, Some(&places.datasets))?])
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindArgument {
    Retrieval,
    Questions,
    Gap,
    Latency,
    Generation,
    Verify,
    Reasons,
    Attacks,
    Session,
    Companies,
}

impl From<KindArgument> for Kind {
    fn from(kind: KindArgument) -> Self {
        match kind {
            KindArgument::Retrieval => Self::Retrieval,
            KindArgument::Questions => Self::Questions,
            KindArgument::Gap => Self::Gap,
            KindArgument::Latency => Self::Latency,
            KindArgument::Generation => Self::Generation,
            KindArgument::Verify => Self::Verify,
            KindArgument::Reasons => Self::Reasons,
            KindArgument::Attacks => Self::Attacks,
            KindArgument::Session => Self::Session,
            KindArgument::Companies => Self::Companies,
        }
    }
}

fn runs_folder(settings: &Settings) -> anyhow::Result<PathBuf> {
    Ok(settings.data_dir()?.join("evaluations"))
}

fn show(run: &Run, file: &Path) -> anyhow::Result<()> {
    input::line(&format!("{} ({}), {:.1} s", run.title, run.suite, run.seconds))?;
    for (metric, value) in &run.metrics {
        input::line(&format!("  {metric:<42} {value:>10.4}"))?;
    }
    for gate in &run.gates {
        let word = if gate.passed { "ok    " } else { "FAILED" };
        let bound = |name: &str, bound: Option<f64>| bound.map_or_else(String::new, |bound| format!(" {name} {bound}"));
        let bounds = format!("{}{}", bound("at least", gate.min), bound("at most", gate.max));
        input::line(&format!("  {word} {} = {:.4},{bounds}", gate.metric, gate.value))?;
    }
    input::line(&format!("  kept as {}", file.display()))
}

fn compare(found: &Comparison, json: bool) -> anyhow::Result<Outcome> {
    if json {
        input::print_json(found)?;
    } else {
        for change in &found.changes {
            let word = if change.is_worse { "WORSE" } else { "" };
            input::line(&format!(
                "{:<42} {:>8.4} -> {:>8.4}  [{:+.4}, {:+.4}] over {} {word}",
                change.metric, change.before, change.after, change.low, change.high, change.cases
            ))?;
        }
        input::line(&format!(
            "{} cases broke, {} were mended; chance alone: p = {:.4}",
            found.broken.len(),
            found.mended.len(),
            found.chance
        ))?;
        for (word, cases) in [("broke", &found.broken), ("mended", &found.mended)] {
            for case in cases {
                input::line(&format!("  {word} {case}"))?;
            }
        }
    }
    Ok(if found.is_worse() { Outcome::Failed } else { Outcome::Done })
}

fn print_passages(folder: &Path) -> anyhow::Result<Outcome> {
    for document in RetrievalSet::read(folder)?.documents {
        for text in passages(&document) {
            input::line(&json!({ "id": document.id, "text": text }).to_string())?;
        }
    }
    Ok(Outcome::Done)
}

fn list(settings: &Settings, places: &Places) -> anyhow::Result<Outcome> {
    for suite in Suite::all(&places.suites, Some(&places.datasets))? {
        let here = if suite.is_here() { "" } else { " (its test set is not here)" };
        let fast = if suite.fast { ", fast" } else { "" };
        input::line(&format!("{:<24} {:?}{fast}: {}{here}", suite.name, suite.kind, suite.title))?;
    }
    let folder = runs_folder(settings)?;
    let mut runs: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    runs.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    runs.sort();
    for run in runs {
        input::line(&format!("run {}", run.display()))?;
    }
    Ok(Outcome::Done)
}
