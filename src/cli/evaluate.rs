//! `annexa eval`: run a suite, compare two runs, list what there is.

mod json;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use self::json::as_json;
use super::{Outcome, input, session};
use crate::{
    app::{self, App},
    chat::Assistant,
    config::{LlmSettings, Settings},
    evaluate::{
        Comparison, Kind, OwnDocuments, RetrievalSet, Run, Suite, companies, faults, gap, generation, latency,
        passages, questions, reasons,
        report::{self, Reported},
        retrieval, verdicts,
    },
    ingest::add_document,
    knowledge::Library,
    llm::{Cache, Llm},
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
    /// A suite's name, `all`, or with --set: `retrieval`, `questions`, `gap`, `generation`, `verify`, `companies` or `latency`
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
    if arguments.judge && Llm::connect(&settings.llm)?.is_none() {
        anyhow::bail!("--judge needs a language model: set llm.base_url and llm.model");
    }
    let runs_folder = runs_folder(&settings)?;
    let (mut runs, mut passed) = (Vec::new(), true);
    let mut bench = Bench { settings: &settings, arguments, app: None };
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
            KindArgument::Companies => Self::Companies,
        }
    }
}

/// Where suites run: folders of their own, so that what a user has stored is neither seen nor touched.
struct Bench<'a> {
    settings: &'a Settings,
    arguments: &'a RunArguments,
    /// The assistant that all question suites ask: its pages are embedded once.
    app: Option<(App, tempfile::TempDir)>,
}

impl Bench<'_> {
    async fn app(&mut self) -> anyhow::Result<&App> {
        if self.app.is_none() {
            let folder = app::scratch_folder()?;
            self.app = Some((session::open(inside(self.settings, folder.path())).await?, folder));
        }
        let (app, _) = self.app.as_ref().context("the assistant was just opened")?;
        Ok(app)
    }

    async fn questions(&mut self, suite: &Suite) -> anyhow::Result<Run> {
        let (assistant, llm) = self.assistant().await?;
        let judge = llm.filter(|_| self.arguments.judge);
        let app = self.app().await?;
        let Some(folder) = &suite.documents else { return Ok(questions(suite, &assistant, (None, judge)).await?) };
        let workspace = app.store.create_workspace(&suite.name).await?.id;
        let mut files: Vec<PathBuf> = std::fs::read_dir(suite.place(folder))
            .with_context(|| format!("the suite's documents, {}", suite.place(folder).display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        files.sort();
        for file in files {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            add_document(&app.store, &app.reader, &workspace, &name, std::fs::read(&file)?).await?;
        }
        app.indexer.catch_up().await?;
        app.embed(|_| ()).await?;
        let own = OwnDocuments::of(&app.store, workspace).await?;
        Ok(questions(suite, &assistant, (Some(&own), judge)).await?)
    }

    async fn generation(&mut self, suite: &Suite) -> anyhow::Result<Run> {
        let (assistant, _) = self.assistant().await?;
        Ok(generation(suite, &assistant).await?)
    }

    /// The assistant with the folder that keeps a model's answers, if one is named; and its model.
    async fn assistant(&mut self) -> anyhow::Result<(Assistant, Option<Llm>)> {
        let cache = self.arguments.cache.as_deref();
        let assistant = self.app().await?.assistant.clone();
        let llm = with_cache(assistant.llm().cloned(), cache)?;
        Ok((assistant.with_llm(llm.clone()), llm))
    }

    async fn close(self) {
        if let Some((app, _)) = self.app {
            app.store.close().await;
        }
    }
}

async fn one(bench: &mut Bench<'_>, suite: &Suite) -> anyhow::Result<Run> {
    let (settings, folder) = (bench.settings, app::scratch_folder()?);
    match suite.kind {
        Kind::Retrieval => {
            let embedder = app::embedder(settings).map_err(anyhow::Error::msg)?;
            Ok(retrieval(suite, embedder, folder.path()).await?)
        }
        Kind::Questions => bench.questions(suite).await,
        Kind::Generation => bench.generation(suite).await,
        Kind::Verify => Ok(faults(suite)?),
        Kind::Reasons => Ok(reasons(suite)?),
        Kind::Gap => {
            let embedder =
                if suite.needs_model() { app::embedder(settings).map_err(anyhow::Error::msg)? } else { None };
            let library = Arc::new(Library::load(settings.knowledge_dir.as_deref())?);
            let models = settings.models_dir().ok();
            Ok(gap(suite, &library, (embedder, models.as_deref()), folder.path()).await?)
        }
        Kind::Verdicts => {
            let embedder = app::embedder(settings).map_err(anyhow::Error::msg)?;
            let embedder = embedder.context("the suite needs the embedding model: switch it on")?;
            let library = Arc::new(Library::load(settings.knowledge_dir.as_deref())?);
            Ok(verdicts(suite, &library, embedder, settings.models_dir().ok().as_deref()).await?)
        }
        Kind::Companies => {
            let embedder = app::embedder(settings).map_err(anyhow::Error::msg)?;
            let embedder = embedder.context("the suite needs the embedding model: switch it on")?;
            let library = Arc::new(Library::load(settings.knowledge_dir.as_deref())?);
            let models = settings.models_dir().ok();
            Ok(companies(suite, &library, (embedder, models.as_deref()), &app::reader(settings)?).await?)
        }
        Kind::Latency => {
            let mut settings = inside(settings, folder.path());
            // What a model takes is the endpoint's affair.
            settings.llm = LlmSettings::default();
            session::open(settings.clone()).await?.store.close().await;
            let start = Instant::now();
            let app = session::open(settings).await?;
            let run = latency(suite, &app.assistant, start.elapsed()).await?;
            app.store.close().await;
            Ok(run)
        }
    }
}

/// The same settings with another data folder.
fn inside(settings: &Settings, folder: &Path) -> Settings {
    Settings { data_dir: Some(folder.to_owned()), ..settings.clone() }
}

/// The model with the folder that keeps its answers, if one is named.
fn with_cache(llm: Option<Llm>, folder: Option<&Path>) -> anyhow::Result<Option<Llm>> {
    let (Some(llm), Some(folder)) = (llm.clone(), folder) else { return Ok(llm) };
    let cache = Cache::open(folder).with_context(|| format!("the folder of answers {}", folder.display()))?;
    Ok(Some(llm.with_cache(cache)))
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
