//! `annexa check`: whether a whole ISMS fits together, from a workspace or from a folder as `annexa isms` writes it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use super::{Outcome, documents, draft::read_for, input, risk, soa};
use crate::{
    app,
    config::Settings,
    knowledge::Library,
    store::{Store, StoreError},
    verify::{Holdings, Inconsistency, IsmsDocument, Severity, isms_documents},
    view::today,
};

/// Files that hold the data, wherever in the folder they stand; the first found counts.
const REGISTERS: [&str; 3] = ["risk-register.json", "risk-register.xlsx", "risk-register.csv"];
const STATEMENTS: [&str; 3] =
    ["statement-of-applicability.json", "statement-of-applicability.xlsx", "statement-of-applicability.csv"];
const PROFILES: [&str; 2] = ["profile.yaml", "profile.yml"];

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// A folder with profile.yaml, the risk register, the statement and the documents
    #[arg(required_unless_present = "workspace", conflicts_with = "workspace")]
    folder: Option<PathBuf>,
    /// A workspace, by name or id: its profile, the latest of what was drafted in it, and its documents
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// The profile, when it stands elsewhere than in the folder
    #[arg(long, value_name = "FILE", conflicts_with = "workspace")]
    profile: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    findings: &'a [Inconsistency],
    errors: usize,
    warnings: usize,
    documents: usize,
}

pub(super) async fn run(settings: &Settings, arguments: &CheckArguments, json: bool) -> anyhow::Result<Outcome> {
    let (held, documents) = match (&arguments.workspace, &arguments.folder) {
        (Some(workspace), _) => of_workspace(settings, workspace).await?,
        (None, Some(folder)) => of_folder(settings, folder, arguments.profile.as_deref())?,
        (None, None) => anyhow::bail!("name a folder, or a workspace with --workspace"),
    };
    report(&held.consistency(&documents, today()), documents.len(), json)
}

/// What a workspace holds, also beside a running server.
async fn of_workspace(settings: &Settings, name: &str) -> anyhow::Result<(Holdings, Vec<IsmsDocument>)> {
    let data = settings.data_dir()?;
    let store = Store::open(&data).await.with_context(|| format!("data folder {}", data.display()))?;
    let workspace = store.workspace_named(name).await.map_err(|error| match error {
        StoreError::NotFound => anyhow::anyhow!("there is no workspace `{name}` in {}", data.display()),
        other => other.into(),
    })?;
    let held = Holdings::of(&store, &workspace.id).await?;
    let documents = isms_documents(&store, &workspace.id).await?;
    anyhow::ensure!(
        held != Holdings::default() || !documents.is_empty(),
        "the workspace `{name}` is empty: put a profile, draft a register and a statement, or upload documents"
    );
    Ok((held, documents))
}

/// Prints what does not fit, each with both sides; exit status 1 when something is broken.
pub(super) fn report(found: &[Inconsistency], documents: usize, json: bool) -> anyhow::Result<Outcome> {
    let count = |severity| found.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if json {
        input::print_json(&Report { findings: found, errors, warnings, documents })?;
    } else {
        for one in found {
            let severity = if one.severity == Severity::Error { "error" } else { "warning" };
            input::line(&format!("{severity}[{}] {}", one.rule, one.message))?;
            for side in one.sides.iter().filter(|side| !side.quote.is_empty()) {
                input::line(&format!("    {}: \u{201c}{}\u{201d}", side.place, side.quote))?;
            }
            input::line(&format!("    {}", one.fix))?;
        }
        input::line(&format!("{documents} documents: {errors} errors, {warnings} warnings"))?;
    }
    Ok(if errors > 0 { Outcome::Failed } else { Outcome::Done })
}

fn of_folder(
    settings: &Settings,
    folder: &Path,
    profile: Option<&Path>,
) -> anyhow::Result<(Holdings, Vec<IsmsDocument>)> {
    anyhow::ensure!(folder.is_dir(), "{} is no folder: name one that `annexa isms` wrote", folder.display());
    let library = Library::load(settings.knowledge_dir.as_deref())?;
    let files = files(folder)?;
    let named = |names: &[&str]| {
        names.iter().find_map(|name| files.iter().find(|file| file.file_name().is_some_and(|file| file == *name)))
    };
    let mut held = Holdings::default();
    let profile = profile.or_else(|| named(&PROFILES).map(PathBuf::as_path));
    held.profile = profile.map(|file| read_for(file, &library)).transpose()?;
    held.register =
        named(&REGISTERS).map(|file| risk::read(file, held.profile.as_ref(), settings, &library)).transpose()?;
    held.statement = named(&STATEMENTS).map(|file| soa::read(file, settings)).transpose()?;
    anyhow::ensure!(
        held.register.is_some() || held.statement.is_some(),
        "{} holds neither a risk register ({}) nor a statement ({})",
        folder.display(),
        REGISTERS[0],
        STATEMENTS[0]
    );
    // The data are read above; what is left are documents for people.
    let is_data = |name: &str| {
        REGISTERS
            .iter()
            .chain(&STATEMENTS)
            .chain(&PROFILES)
            .any(|data| name == *data || name.ends_with(&format!("/{data}")))
    };
    let reader = app::reader(settings)?;
    let mut documents = Vec::new();
    for given in documents::given(&[folder.to_owned()], &reader)? {
        match given.text {
            _ if is_data(&given.name) => {}
            Ok(text) => documents.push(IsmsDocument::of(&given.name, &text.text)),
            // Pictures are made from the data, and hold no words of their own.
            Err(_) if given.name.to_lowercase().ends_with(".svg") => {}
            Err(reason) => eprintln!("annexa: {} was not read: {reason}", given.name),
        }
    }
    Ok((held, documents))
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(&next)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        entries.sort();
        for path in entries {
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    Ok(found)
}
