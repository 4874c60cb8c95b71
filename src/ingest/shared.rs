//! The vectors of the shipped pages, kept beside the model as well, so that each new data folder starts at once.
//!
//! Nothing of a company is in them: they are made from pages that every copy of the program carries. What cannot be read
//! or written there is computed again, and nobody is bothered.

use std::path::PathBuf;

use tokio::sync::OnceCell;

use crate::{
    embed::Embedder,
    index::{IndexError, Vectors},
};

/// A file of vectors in the models' folder.
pub(super) struct SharedPages {
    folder: PathBuf,
    file: OnceCell<Option<Vectors>>,
}

impl SharedPages {
    pub(super) fn below(folder: PathBuf) -> Self {
        Self { folder, file: OnceCell::new() }
    }

    /// Copies those of these texts' vectors that are there into `vectors`.
    pub(super) async fn fetch(&self, vectors: &Vectors, embedder: &Embedder, hashes: &[String]) {
        if let Some(file) = self.file(embedder).await {
            report(vectors.copy_from(file, hashes).await);
        }
    }

    /// Keeps vectors that were just computed.
    pub(super) async fn give(&self, vectors: &Vectors, embedder: &Embedder, hashes: &[String]) {
        if let Some(file) = self.file(embedder).await {
            report(file.copy_from(vectors, hashes).await);
        }
    }

    async fn file(&self, embedder: &Embedder) -> Option<&Vectors> {
        let open = || async {
            let file = Vectors::open(&self.folder, embedder.fingerprint(), embedder.dimensions()).await;
            file.inspect_err(|error| tracing::debug!(%error, "vectors of the pages are not shared")).ok()
        };
        self.file.get_or_init(open).await.as_ref()
    }
}

fn report(done: Result<usize, IndexError>) {
    match done {
        Ok(texts) => tracing::debug!(texts, "vectors of pages copied"),
        Err(error) => tracing::debug!(%error, "vectors of the pages are not shared"),
    }
}
