//! `annexa backup` and `annexa restore`: everything but the indexes, checked hash by hash.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::{Outcome, input};
use crate::{
    config::Settings,
    server::is_running,
    store::{Manifest, Store, restore_backup, verify_backup},
    view::rfc3339_now,
};

#[derive(Debug, Args)]
pub(super) struct BackupArguments {
    /// A new or empty folder; with --verify, a backup
    folder: PathBuf,
    /// Check a backup instead of making one: every hash, and the database
    #[arg(long)]
    verify: bool,
}

/// Makes a backup, also beside a running server, and checks it; or checks one that is there.
pub(super) async fn backup(settings: &Settings, arguments: BackupArguments, json: bool) -> anyhow::Result<Outcome> {
    let folder = &arguments.folder;
    if arguments.verify {
        return told(&verify_backup(folder).await?, "is sound", folder, json);
    }
    let data = settings.data_dir()?;
    anyhow::ensure!(data.join("annexa.db").exists(), "{} holds no data: there is nothing to back up", data.display());
    let store = Store::open(&data).await.with_context(|| format!("data folder {}", data.display()))?;
    store.backup(folder, &rfc3339_now()).await?;
    told(&verify_backup(folder).await?, "made and checked", folder, json)
}

/// Puts a backup into the data folder, which has to be new or empty.
pub(super) async fn restore(settings: &Settings, folder: &Path, json: bool) -> anyhow::Result<Outcome> {
    let data = settings.data_dir()?;
    anyhow::ensure!(!is_running(&data), "a server is using {}: stop it first", data.display());
    let manifest = restore_backup(folder, &data).await?;
    // Opening it migrates an older one; indexes are made when they are first needed.
    Store::open(&data).await.with_context(|| format!("data folder {}", data.display()))?;
    told(&manifest, &format!("restored into {}", data.display()), folder, json)
}

fn told(manifest: &Manifest, done: &str, folder: &Path, json: bool) -> anyhow::Result<Outcome> {
    if json {
        input::print_json(manifest)?;
    } else {
        let bytes: u64 = manifest.files.iter().map(|(_, size)| size).sum();
        input::line(&format!(
            "{}: {done}; made on {} by annexa {}, {} files with {bytes} bytes",
            folder.display(),
            manifest.created,
            manifest.program,
            manifest.files.len()
        ))?;
    }
    Ok(Outcome::Done)
}
