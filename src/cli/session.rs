//! An opened data folder for one command: indexes what is missing, with progress a person can see.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    app::{App, Knowledge},
    config::Settings,
    ingest::Progress,
    server,
    store::WorkspaceId,
};

/// Opens the data folder and computes vectors that are missing, unless a running server is at it.
pub(super) async fn open(settings: Settings) -> anyhow::Result<App> {
    let app = beside_server(settings).await?;
    if !server::is_running(&app.data_dir) {
        embed(&app).await;
    }
    Ok(app)
}

/// Opens the data folder. While a server runs there, the knowledge base in it is the server's affair.
pub(super) async fn beside_server(settings: Settings) -> anyhow::Result<App> {
    let served = server::is_running(&settings.data_dir()?);
    App::open_with(settings, if served { Knowledge::AsItIs } else { Knowledge::Synced }).await
}

/// Computes missing vectors. A model that fails leaves search by words, and says so.
pub(super) async fn embed(app: &App) {
    let bar = Bar::new(app.indexer.progress());
    if let Err(error) = app.embed(|progress| bar.show(progress)).await {
        tracing::warn!("semantic search is incomplete: {error:#}");
    }
    bar.finish();
}

/// The workspace of this id or name.
pub(super) async fn workspace(app: &App, name: Option<&str>) -> anyhow::Result<Option<WorkspaceId>> {
    let Some(name) = name else { return Ok(None) };
    let found = app.store.workspace_named(name).await;
    let found = found.map_err(|error| match error {
        crate::store::StoreError::NotFound => {
            anyhow::anyhow!("there is no workspace `{name}`: `annexa ingest FILE --workspace {name}` makes it")
        }
        other => other.into(),
    })?;
    Ok(Some(found.id))
}

/// A progress bar on a terminal, a line now and then elsewhere.
struct Bar {
    bar: Option<ProgressBar>,
    said: std::cell::Cell<usize>,
}

impl Bar {
    fn new(progress: Progress) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(u64::try_from(progress.total).unwrap_or(0));
            let style = ProgressStyle::with_template("computing vectors {bar:30} {pos}/{len} {eta}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { bar, said: std::cell::Cell::new(0) }
    }

    fn show(&self, progress: Progress) {
        match &self.bar {
            Some(bar) => {
                bar.set_length(u64::try_from(progress.total).unwrap_or(0));
                bar.set_position(u64::try_from(progress.done).unwrap_or(0));
            }
            None if progress.done >= self.said.get() + 200
                || (progress.done == progress.total && (1..progress.done).contains(&self.said.get())) =>
            {
                self.said.set(progress.done);
                eprintln!("computing vectors: {} of {}", progress.done, progress.total);
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
