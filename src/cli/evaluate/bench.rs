//! Where suites run: data folders of their own, so that what a user has stored is neither seen nor touched.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::Context;

use super::{super::session, RunArguments};
use crate::{
    app::{self, App},
    chat::Assistant,
    config::{LlmSettings, Settings},
    evaluate::{
        Besieged, Kind, OwnDocuments, Run, Suite, attacks, companies, faults, gap, generation, latency, questions,
        reasons, retrieval, session as conversation, verdicts,
    },
    ingest::add_document,
    knowledge::Library,
    llm::{Cache, Llm},
    store::WorkspaceId,
};

/// The settings of all suites, and what they share.
pub(super) struct Bench<'a> {
    settings: &'a Settings,
    arguments: &'a RunArguments,
    /// The assistant that all question suites ask: its pages are embedded once.
    app: Option<(App, tempfile::TempDir)>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(settings: &'a Settings, arguments: &'a RunArguments) -> Self {
        Self { settings, arguments, app: None }
    }

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
        let workspace = filled(app, &suite.name, &suite.place(folder)).await?;
        let own = OwnDocuments::of(&app.store, workspace).await?;
        Ok(questions(suite, &assistant, (Some(&own), judge)).await?)
    }

    /// Attacks on one workspace, with another one beside it.
    async fn attacks(&mut self, suite: &Suite) -> anyhow::Result<Run> {
        let (assistant, _) = self.assistant().await?;
        let app = self.app().await?;
        let mut texts = Vec::new();
        let mut asked = None;
        for (name, folder) in [("asked", &suite.documents), ("elsewhere", &suite.elsewhere)] {
            let folder =
                folder.as_ref().with_context(|| format!("the suite {} names no {name} documents", suite.name))?;
            let workspace = filled(app, &format!("{} {name}", suite.name), &suite.place(folder)).await?;
            texts.push(OwnDocuments::of(&app.store, workspace.clone()).await?.texts.into_values().collect());
            asked.get_or_insert(workspace);
        }
        let (elsewhere, own) = (texts.pop().unwrap_or_default(), texts.pop().unwrap_or_default());
        let workspace = asked.context("a workspace was just filled")?;
        Ok(attacks(suite, &assistant, &Besieged { workspace, own, elsewhere }).await?)
    }

    async fn session(&mut self, suite: &Suite) -> anyhow::Result<Run> {
        let (assistant, _) = self.assistant().await?;
        Ok(conversation(suite, &assistant).await?)
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

    pub(super) async fn close(self) {
        if let Some((app, _)) = self.app {
            app.store.close().await;
        }
    }
}

/// Runs one suite.
pub(super) async fn one(bench: &mut Bench<'_>, suite: &Suite) -> anyhow::Result<Run> {
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
        Kind::Attacks => bench.attacks(suite).await,
        Kind::Session => bench.session(suite).await,
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

/// A workspace with the documents of a folder.
async fn filled(app: &App, name: &str, folder: &Path) -> anyhow::Result<WorkspaceId> {
    let workspace = app.store.create_workspace(name).await?.id;
    if let Some(llm) = app.assistant.llm() {
        // The suite's documents are made up, and whoever runs it with a model wants them sent.
        app.store.agree(&workspace, &llm.origin(), "eval run").await?;
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("the suite's documents, {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    for file in files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        add_document(&app.store, &app.reader, &workspace, &name, std::fs::read(&file)?).await?;
    }
    app.indexer.catch_up().await?;
    app.embed(|_| ()).await?;
    Ok(workspace)
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
