//! Texts become vectors here, on this machine, so that search finds what is meant and not only what is written.
//!
//! The default model is all-MiniLM-L6-v2: its published weights, read by a small committed graph, run by ONNX Runtime.
//! [`ModelFiles`] proves that the files are the locked ones, and an [`Embedder`] is the handle to the one thread that
//! owns the model. Vectors have unit length, so a dot product is the cosine; vectors of different
//! [fingerprints](Embedder::fingerprint) must never be compared.

mod catalogue;
mod embedder;
mod files;
mod model;
mod runtime;
mod signs;
mod stamps;
mod worker;

use std::{path::PathBuf, str::FromStr};

use thiserror::Error;

pub use embedder::Embedder;
pub use files::{DEPTHS, ModelFiles};
pub use signs::{Embedded, Signs};

/// Which model turns texts into vectors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum EmbedderChoice {
    /// all-MiniLM-L6-v2 out of the files that `make models` fetches.
    #[default]
    MiniLm,
    /// A model of fastembed's catalogue, by name (`BGESmallENV15`) or by code (`BAAI/bge-small-en-v1.5`). It is
    /// downloaded at first use.
    Catalogue(String),
}

impl FromStr for EmbedderChoice {
    type Err = EmbedError;

    /// `minilm`, or a model that the catalogue knows.
    fn from_str(text: &str) -> Result<Self, EmbedError> {
        if text.eq_ignore_ascii_case("minilm") {
            return Ok(Self::MiniLm);
        }
        catalogue::find(text).map(|_| Self::Catalogue(text.to_owned()))
    }
}

/// Why there is no vector, and what to do about it.
#[derive(Debug, Error)]
pub enum EmbedError {
    /// A file is not there.
    #[error("{path} is missing or cannot be read ({reason}): run `make models`, or name the folder with --models-dir")]
    Missing {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        reason: std::io::Error,
    },
    /// A file is not the one that was locked.
    #[error("{path} is not the expected file (sha256 {found}, expected {expected}): delete it and run `make models`")]
    WrongHash {
        /// The file.
        path: PathBuf,
        /// The locked sha256, in hex.
        expected: String,
        /// The file's sha256, in hex.
        found: String,
    },
    /// The catalogue has no such model.
    #[error("no embedding model is called {name}: choose minilm, off, or one of {known}")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The names in the catalogue, separated by commas.
        known: String,
    },
    /// A model of the catalogue is neither in the models folder nor to be had from the network.
    #[error(
        "the embedding model {name} could not be downloaded ({reason}): connect this machine, or choose minilm, which \
         `make models` fetches"
    )]
    Download {
        /// The model's code.
        name: String,
        /// What the download said.
        reason: String,
    },
    /// ONNX Runtime could not be loaded.
    #[error("ONNX Runtime could not be loaded from {path} ({reason}): delete that file and run `make models`")]
    Runtime {
        /// The library.
        path: PathBuf,
        /// What the loader said.
        reason: String,
    },
    /// The model could not be loaded or did not run.
    #[error("the embedding model failed ({reason}): run `annexa doctor`; search by words works without it")]
    Model {
        /// What failed.
        reason: String,
    },
    /// The model's thread has ended.
    #[error("the embedding model has been shut down: start annexa again")]
    Closed,
}

#[cfg(test)]
mod tests;
