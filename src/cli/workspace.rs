//! `annexa workspace`: a whole workspace into a file, and out of one.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Subcommand;

use super::{Outcome, input, session};
use crate::{
    config::Settings,
    ingest::{Parcel, pack},
    store::{Store, StoreError},
};

#[derive(Debug, Subcommand)]
pub(super) enum WorkspaceCommand {
    /// Write all of a workspace into one open ZIP file
    Export {
        /// The workspace, by id or name
        #[arg(value_name = "W")]
        workspace: String,
        /// The file to write
        #[arg(long, value_name = "FILE.zip")]
        out: PathBuf,
    },
    /// Make a new workspace of such a file
    Import {
        /// The file
        #[arg(value_name = "FILE.zip")]
        file: PathBuf,
        /// The name of the new workspace [default: the one in the file]
        #[arg(long)]
        name: Option<String>,
    },
}

pub(super) async fn run(settings: Settings, command: WorkspaceCommand, json: bool) -> anyhow::Result<Outcome> {
    match command {
        WorkspaceCommand::Export { workspace, out } => export(&settings, &workspace, &out, json).await,
        WorkspaceCommand::Import { file, name } => import(settings, &file, name.as_deref(), json).await,
    }
}

/// Under its name the file stands only when it is whole.
async fn export(settings: &Settings, name: &str, out: &Path, json: bool) -> anyhow::Result<Outcome> {
    let data = settings.data_dir()?;
    anyhow::ensure!(data.join("annexa.db").exists(), "{} holds no data: there is nothing to export", data.display());
    let store = Store::open(&data).await.with_context(|| format!("data folder {}", data.display()))?;
    let workspace = store.workspace_named(name).await.map_err(|error| match error {
        StoreError::NotFound => anyhow::anyhow!("there is no workspace `{name}`"),
        other => other.into(),
    })?;
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let cannot = || format!("cannot write {}", out.display());
    let spool = tempfile::NamedTempFile::new_in(folder).with_context(cannot)?;
    let file = pack(&store, &workspace.id, spool.reopen().with_context(cannot)?).await?;
    let bytes = file.metadata()?.len();
    spool.persist(out).with_context(cannot)?;
    if json {
        input::print_json(&serde_json::json!({ "workspace": workspace.id, "file": out, "bytes": bytes }))?;
    } else {
        input::line(&format!("{}: all of {}, {bytes} bytes", out.display(), workspace.name))?;
    }
    Ok(Outcome::Done)
}

async fn import(settings: Settings, path: &Path, name: Option<&str>, json: bool) -> anyhow::Result<Outcome> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let parcel = Parcel::open(file).with_context(|| path.display().to_string())?;
    let app = session::beside_server(settings).await?;
    let wanted = name.unwrap_or(parcel.name()).to_owned();
    let made = parcel.store(&app.store, name).await.map_err(|error| {
        let taken = matches!(error, crate::ingest::ParcelError::Store(StoreError::Conflict { .. }));
        if taken {
            anyhow::anyhow!("there is a workspace `{wanted}` already: add `--name` with another name")
        } else {
            anyhow::Error::from(error).context(path.display().to_string())
        }
    })?;
    app.indexer.catch_up().await?;
    session::embed(&app).await;
    if json {
        input::print_json(&made)?;
    } else {
        input::line(&format!("{}: made with {} documents, as {}", made.name, made.documents, made.id))?;
    }
    Ok(Outcome::Done)
}
