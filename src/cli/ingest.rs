//! `annexa ingest`: files and folders into a workspace; one bad file never spoils the rest.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Outcome, input, session};
use crate::{
    app::App,
    config::Settings,
    ingest::{Source, add_document, gather},
    store::{StoreError, WorkspaceId},
};

#[derive(Debug, Args)]
pub(super) struct IngestArguments {
    /// Files, folders (every document below) or ZIP archives; `-` reads standard input
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
    let found = gather(&arguments.paths)?;
    if let ([], [(name, reason)]) = (found.files.as_slice(), found.refused.as_slice()) {
        anyhow::bail!("{name}: {reason}");
    }
    anyhow::ensure!(!found.files.is_empty(), "there is no document in what was named");
    let app = session::beside_server(settings).await?;
    let workspace = match app.store.workspace_named(&arguments.workspace).await {
        Ok(workspace) => workspace.id,
        Err(StoreError::NotFound) => app.store.create_workspace(&arguments.workspace).await?.id,
        Err(error) => return Err(error.into()),
    };
    let mut report = Report { workspace: workspace.clone(), documents: Vec::new() };
    let refused = |(name, reason): (String, String)| Line { name, result: "refused", id: None, detail: Some(reason) };
    for line in found.refused.into_iter().map(refused) {
        report.add(line, json)?;
    }
    for file in found.files {
        report.add(one(&app, &workspace, &file).await, json)?;
    }
    app.indexer.catch_up().await?;
    session::embed(&app).await;
    if json {
        input::print_json(&report)?;
    }
    anyhow::ensure!(report.documents.iter().any(|line| line.id.is_some()), "none of the files could be read");
    Ok(Outcome::Done)
}

impl Report {
    fn add(&mut self, line: Line, json: bool) -> anyhow::Result<()> {
        if !json {
            let detail = line.detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
            input::line(&format!("{}: {}{detail}", line.name, line.result))?;
        }
        self.documents.push(line);
        Ok(())
    }
}

async fn one(app: &App, workspace: &WorkspaceId, file: &Source) -> Line {
    let name = file.name.clone();
    let added = match file.read() {
        Ok(content) => {
            let added = add_document(&app.store, &app.reader, workspace, &name, content.bytes).await;
            added.map_err(anyhow::Error::from)
        }
        Err(error) => Err(error.into()),
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
