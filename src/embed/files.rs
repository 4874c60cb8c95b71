//! The default model's files, each with its locked hash: what is not byte for byte the expected file is not loaded.

use std::{
    env::consts::{DLL_PREFIX, DLL_SUFFIX},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{EmbedError, stamps::Stamps};

/// The encoder's graph, without weights; written by `evals/minilm_graph.py`.
pub(super) const GRAPH: &[u8] = include_bytes!("minilm.onnx");
/// What that script printed. A test compares it with the committed graph.
pub(super) const GRAPH_SHA256: &str = "5b1361af0ff1cd654f71f61afa374e7d3bc7ed2cc5f697cf2bd6859d2da8d78b";
/// Longer texts are cut to this many tokens.
pub(super) const MAX_TOKENS: usize = 256;
/// How long a vector of this model is.
pub(super) const DIMENSIONS: usize = 384;
/// How long the vectors of its inner layers are, one after the other (`DEPTHS` of `evals/minilm_graph.py`).
pub const DEPTHS: usize = 5 * DIMENSIONS;
/// The one file besides the graph that ONNX Runtime reads by itself, because the graph names it.
const WEIGHTS: &str = "model.safetensors";

/// The locked hashes, in the format of `sha256sum`; `.ci/models` reads the same file.
const LOCK: &str = include_str!("minilm.sha256");
/// The library in the lock is the one for this platform. Elsewhere the operator brings one, and it is not checked.
const LIBRARY_IS_LOCKED: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// The files of the default model, all present and verified.
#[derive(Debug, Clone)]
pub struct ModelFiles {
    dir: PathBuf,
    library: PathBuf,
}

impl ModelFiles {
    /// Finds the files in `dir` and verifies their hashes.
    ///
    /// A file that has not changed since it was last verified is not read again; see `stamps`.
    pub fn locate(dir: &Path) -> Result<Self, EmbedError> {
        let dir = dir.canonicalize().map_err(|reason| EmbedError::Missing { path: dir.join(WEIGHTS), reason })?;
        let mut stamps = Stamps::open(&dir);
        let library = library(&dir, &mut stamps)?;
        for (name, expected) in locked().filter(|(name, _)| *name != "libonnxruntime.so") {
            verify(&dir, name, expected, &mut stamps)?;
        }
        stamps.save();
        Ok(Self { dir, library })
    }

    /// The folder that holds them, without symbolic links.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The verified library of ONNX Runtime.
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// The bytes of one of the small files.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, EmbedError> {
        let path = self.dir.join(name);
        std::fs::read(&path).map_err(|reason| EmbedError::Missing { path, reason })
    }

    /// A short hash over all that decides which vector a text gets.
    pub(super) fn fingerprint() -> String {
        let mut hash = Sha256::new();
        hash.update(GRAPH_SHA256);
        for (name, sha256) in locked().filter(|(name, _)| *name == WEIGHTS || *name == "tokenizer.json") {
            hash.update(format!("{name}={sha256};"));
        }
        hash.update(format!("mean;{MAX_TOKENS}"));
        short_hex(hash)
    }
}

/// The library of ONNX Runtime in `dir`, verified where its hash is locked.
pub(super) fn library(dir: &Path, stamps: &mut Stamps) -> Result<PathBuf, EmbedError> {
    let name = format!("{DLL_PREFIX}onnxruntime{DLL_SUFFIX}");
    if LIBRARY_IS_LOCKED {
        for (_, expected) in locked().filter(|(locked, _)| *locked == name) {
            verify(dir, &name, expected, stamps)?;
        }
    }
    let path = dir.join(name);
    match path.metadata() {
        Ok(_) => Ok(path),
        Err(reason) => Err(EmbedError::Missing { path, reason }),
    }
}

/// The first 16 hex digits: enough to tell models apart, short enough for a file name.
pub(super) fn short_hex(hash: Sha256) -> String {
    format!("{:x}", hash.finalize()).chars().take(16).collect()
}

fn verify(dir: &Path, name: &str, expected: &str, stamps: &mut Stamps) -> Result<(), EmbedError> {
    let path = dir.join(name);
    match stamps.sha256(name) {
        Ok(found) if found == expected => Ok(()),
        Ok(found) => Err(EmbedError::WrongHash { path, expected: expected.to_owned(), found }),
        Err(reason) => Err(EmbedError::Missing { path, reason }),
    }
}

/// Name and sha256 of each locked file.
fn locked() -> impl Iterator<Item = (&'static str, &'static str)> {
    LOCK.lines().filter_map(|line| line.split_once("  ")).map(|(sha256, name)| (name, sha256))
}
