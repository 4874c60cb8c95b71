//! `annexa ingest`: files and folders into a workspace; one bad file never spoils the rest.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Outcome, input, session};
use crate::{
    app::App,
    assess::{Given, Text},
    config::Settings,
    document::{Format, extract},
    ingest::add_document,
    store::{StoreError, WorkspaceId},
};

/// Files of one call.
const MAX_FILES: usize = 500;

#[derive(Debug, Args)]
pub(super) struct IngestArguments {
    /// Files or folders (folders: every .md and .txt below)
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The workspace, by id or name; a new name makes it
    #[arg(long, value_name = "W")]
    workspace: String,
}

#[derive(Debug, Serialize)]
struct Report {
    workspace: WorkspaceId,
    documents: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    name: String,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

pub(super) async fn run(settings: Settings, arguments: IngestArguments, json: bool) -> anyhow::Result<Outcome> {
    let files = files(&arguments.paths)?;
    anyhow::ensure!(!files.is_empty(), "no .md or .txt file in the folders named");
    anyhow::ensure!(files.len() <= MAX_FILES, "{} files; {MAX_FILES} are taken at once: name fewer", files.len());
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair.first() == pair.last()).and_then(|pair| pair.first()) {
        anyhow::bail!("two files would both be called {twice}: name the folder above them, so that their paths differ");
    }
    let app = session::beside_server(settings).await?;
    let workspace = match app.store.workspace_named(&arguments.workspace).await {
        Ok(workspace) => workspace.id,
        Err(StoreError::NotFound) => app.store.create_workspace(&arguments.workspace).await?.id,
        Err(error) => return Err(error.into()),
    };
    let mut report = Report { workspace: workspace.clone(), documents: Vec::new() };
    for (name, path) in files {
        let line = one(&app, &workspace, name, &path).await;
        if !json {
            let detail = line.detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
            input::line(&format!("{}: {}{detail}", line.name, line.result))?;
        }
        report.documents.push(line);
    }
    app.indexer.catch_up().await?;
    session::embed(&app).await;
    if json {
        input::print_json(&report)?;
    }
    anyhow::ensure!(report.documents.iter().any(|line| line.result != "failed"), "none of the files could be read");
    Ok(Outcome::Done)
}

async fn one(app: &App, workspace: &WorkspaceId, name: String, path: &Path) -> Line {
    let added = match input::read(path) {
        Ok(bytes) => add_document(&app.store, workspace, &name, bytes).await.map_err(anyhow::Error::from),
        Err(error) => Err(error),
    };
    match added {
        Ok(outcome) => Line {
            name,
            result: if outcome.unchanged { "unchanged" } else { "added" },
            id: Some(outcome.document.id.to_string()),
            detail: outcome.same_as.map(|_| "the same file is there under another name".to_owned()),
        },
        Err(error) => {
            let detail = format!("{error:#}");
            let detail = detail.strip_prefix(&format!("{name}: ")).unwrap_or(&detail).to_owned();
            Line { name, result: "failed", id: None, detail: Some(detail) }
        }
    }
}

/// Documents for an analysis: each with its text, or with why it has none.
pub(super) fn given(paths: &[PathBuf]) -> anyhow::Result<Vec<Given>> {
    let files = files(paths)?;
    anyhow::ensure!(!files.is_empty(), "no .md or .txt file in the folders named");
    let one = |(name, path): (String, PathBuf)| -> anyhow::Result<Given> {
        let bytes = input::read(&path)?;
        let text = extract(&name, &bytes).map_err(|error| error.to_string()).map(|extracted| Text {
            text: extracted.text,
            format: extracted.format,
            pages: Vec::new(),
            warnings: Vec::new(),
        });
        Ok(Given { name, sha256: format!("{:x}", Sha256::digest(&bytes)), text })
    };
    files.into_iter().map(one).collect()
}

/// Names and paths: a file by its own name, a folder's files by their path below it.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(("stdin.txt".to_owned(), path.clone()));
        } else if path.is_dir() {
            walk(path, path, &mut found)?;
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push((name, path.clone()));
        }
    }
    Ok(found)
}

fn walk(top: &Path, folder: &Path, found: &mut Vec<(String, PathBuf)>) -> anyhow::Result<()> {
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type()?;
        // A link could lead out of the folder or back into it.
        if kind.is_dir() {
            walk(top, &path, found)?;
        } else if kind.is_file() && path.extension().is_some() && Format::of(&path.to_string_lossy()).is_ok() {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
            found.push((name, path));
        }
    }
    Ok(())
}
