//! `annexa gap`: documents against every clause and control, with the passage behind each verdict.

use std::{
    io::IsTerminal,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::Context;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Outcome, documents, draft, input, target::Target};
use crate::{
    app,
    assess::{Assessor, Leaving, Question, Step, compared},
    config::Settings,
    export::{self, Detail, Format},
    iso::{Day, GapReport},
    knowledge::Library,
    llm::Llm,
    store::Store,
    view::rfc3339_now,
};

#[derive(Debug, Args)]
pub(super) struct GapArguments {
    /// Files, folders or ZIP files; all are assessed together as one set
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The organisation's profile (YAML): fills the suggested clauses
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// An earlier report (JSON), to say what closed and what opened
    #[arg(long, value_name = "FILE")]
    earlier: Option<PathBuf>,
    /// Who judges: the program alone, or a language model beside it [default: generated if a model is configured]
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,
    /// The Statement of Applicability (CSV, XLSX, DOCX …): what it excludes with a reason is not applicable
    #[arg(long, value_name = "FILE")]
    soa: Option<PathBuf>,
    /// The day by which the age of records counts [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Day>,
    /// How much of it: what a board reads, or every gap with its passage and its advice (JSON and XLSX always have all)
    #[arg(long, value_name = "DETAIL", default_value = "full")]
    detail: Extent,
    #[command(flatten)]
    target: Target,
}

/// How much of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Extent {
    /// The result, what to do first, and each requirement in a line
    Summary,
    /// Each gap as well
    Full,
}

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// The program alone
    Composed,
    /// A language model as well, within bounds
    Generated,
}

pub(super) async fn run(settings: Settings, arguments: GapArguments, json: bool) -> anyhow::Result<Outcome> {
    let library = Arc::new(Library::load(settings.knowledge_dir.as_deref())?);
    let profile = arguments.profile.map(|file| draft::read_for(&file, &library)).transpose()?;
    let earlier = arguments.earlier.map(|file| read_report(&file)).transpose()?;
    let llm = model(&settings, arguments.mode)?;
    let reader = app::reader(&settings)?;
    let documents = documents::given(&arguments.paths, &reader)?;
    let soa = arguments.soa.map(|file| documents::only(&file, &reader)).transpose()?;
    // Switched off is a choice, and words have to do; a model that is broken is an error.
    let embedder = app::embedder(&settings).map_err(anyhow::Error::msg)?;
    let bar = Bar::new();
    let folder = settings.models_dir().ok().filter(|_| settings.knowledge_dir.is_none());
    let show = |step: Step| bar.show(step);
    let assessor = Assessor::ready(library, embedder, folder.as_deref(), &show).await?;
    let as_of = arguments.as_of.or_else(|| rfc3339_now().get(..10)?.parse().ok());
    let question =
        Question { profile: profile.as_ref(), soa: soa.as_ref(), as_of, model: llm.as_ref(), as_strangers: false };
    let leaving = match question.model {
        Some(llm) => {
            // What cannot be noted is not sent.
            let store = Store::open(&settings.data_dir()?).await.context("what goes to the model is noted there")?;
            Some((Leaving::begin(&store, llm, None, &documents).await?, store, llm))
        }
        None => None,
    };
    let analysed = assessor.analyse(&documents, &question, &show).await;
    if let Some((leaving, store, llm)) = &leaving {
        leaving.end(store, llm, analysed.is_ok()).await;
    }
    let mut report = analysed?;
    bar.finish();
    report.created = rfc3339_now();
    report.comparison = earlier.map(|earlier| compared(&report, &earlier));
    let format = match arguments.target.format() {
        Some(format) => format,
        None if json => Format::Json,
        None => Format::Markdown,
    };
    let detail = match arguments.detail {
        Extent::Summary => Detail::Summary,
        Extent::Full => Detail::Full,
    };
    let style = arguments.target.style()?;
    arguments.target.put(&export::gap_in_style(&report, format, detail, &style)?, format)
}

/// The language model that judges as well, by the same rule as for questions: if one is configured.
fn model(settings: &Settings, mode: Option<Mode>) -> anyhow::Result<Option<Llm>> {
    if mode == Some(Mode::Composed) {
        return Ok(None);
    }
    let llm = Llm::of(settings)?;
    if llm.is_none() && mode == Some(Mode::Generated) {
        anyhow::ensure!(!settings.no_egress, "--mode generated needs a language model, and no_egress forbids one");
        anyhow::bail!("--mode generated needs a language model: set ANNEXA_LLM_BASE_URL and ANNEXA_LLM_MODEL");
    }
    Ok(llm)
}

fn read_report(file: &std::path::Path) -> anyhow::Result<GapReport> {
    let text = input::read_text(file)?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} is no gap report: name one that `annexa gap --format json` wrote", file.display()))
}

/// A progress bar on a terminal, a line now and then elsewhere.
struct Bar {
    bar: Option<ProgressBar>,
    said: AtomicUsize,
}

impl Bar {
    fn new() -> Self {
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}");
        let bar = std::io::stderr()
            .is_terminal()
            .then(|| ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())));
        Self { bar, said: AtomicUsize::new(0) }
    }

    fn show(&self, step: Step) {
        let (what, done, of) = match step {
            Step::Checks { done, of } => ("reading the checks (once on this machine)", done, of),
            Step::Statements { done, of } => ("reading the documents", done, of),
            Step::Requirements { done, of } => ("asking the language model, requirement by requirement", done, of),
        };
        match &self.bar {
            Some(bar) => {
                bar.set_message(what);
                bar.set_length(u64::try_from(of).unwrap_or(0));
                bar.set_position(u64::try_from(done).unwrap_or(0));
            }
            None if done == of || done >= self.said.load(Ordering::Relaxed) + 1_000 => {
                self.said.store(if done == of { 0 } else { done }, Ordering::Relaxed);
                eprintln!("{what}: {done} of {of}");
            }
            None => {}
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
