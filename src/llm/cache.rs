//! Answers kept to be given again: an evaluation that runs twice asks the model once.
//!
//! One file an answer, named by the hash of everything that was asked. Only whole answers are kept, and a file is believed
//! only if it is what was written: a damaged one counts as absent and is written anew. The product itself runs without.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_openai::types::chat::CreateChatCompletionRequest;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::{Part, Usage};

/// The version of the files; another one counts as damaged.
const FORMAT: u32 = 1;
/// The only end of an answer that is kept.
const WHOLE: &str = "stop";

/// A folder of answers. Clones share the counts.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    hits: Arc<AtomicUsize>,
    misses: Arc<AtomicUsize>,
}

/// A file: the answer as text, and the hash of that text.
#[derive(Serialize, Deserialize)]
struct Envelope {
    format: u32,
    sha256: String,
    answer: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    pieces: Vec<String>,
    usage: Option<Usage>,
    finish: String,
}

impl Cache {
    /// Opens the folder and makes it if it is not there.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), hits: Arc::default(), misses: Arc::default() })
    }

    /// Answers that were given again.
    pub fn hits(&self) -> usize {
        self.hits.load(Ordering::Relaxed)
    }

    /// Answers that were not here.
    pub fn misses(&self) -> usize {
        self.misses.load(Ordering::Relaxed)
    }

    /// The hash over the endpoint's address and the whole request, which names the model.
    pub(super) fn key(address: &str, body: &CreateChatCompletionRequest) -> String {
        let mut hash = Sha256::new();
        for part in [address.as_bytes(), &serde_json::to_vec(body).unwrap_or_default()] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        format!("{:x}", hash.finalize())
    }

    /// The answer of this key, as it once arrived.
    pub(super) fn find(&self, key: &str) -> Option<Vec<Part>> {
        let found = self.read(key);
        let counter = if found.is_some() { &self.hits } else { &self.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// Keeps a whole answer. A folder that cannot be written costs the next run a request and this one nothing.
    pub(super) fn keep(&self, key: &str, parts: &[Part]) {
        if let Err(error) = self.write(key, parts) {
            tracing::warn!(%error, "a model's answer could not be kept");
        }
    }

    fn read(&self, key: &str) -> Option<Vec<Part>> {
        let envelope: Envelope = serde_json::from_slice(&fs::read(self.path(key)).ok()?).ok()?;
        if envelope.format != FORMAT || envelope.sha256 != hash(&envelope.answer) {
            return None;
        }
        let kept: Kept = serde_json::from_str(&envelope.answer).ok()?;
        if kept.key != key || kept.finish != WHOLE {
            return None;
        }
        Some(kept.pieces.into_iter().map(Part::Text).chain(kept.usage.map(Part::Usage)).collect())
    }

    fn write(&self, key: &str, parts: &[Part]) -> io::Result<()> {
        let mut kept = Kept { key: key.to_owned(), pieces: Vec::new(), usage: None, finish: WHOLE.to_owned() };
        for part in parts {
            match part {
                Part::Text(text) => kept.pieces.push(text.clone()),
                Part::Usage(usage) => kept.usage = Some(*usage),
            }
        }
        let answer = serde_json::to_string(&kept)?;
        let envelope = Envelope { format: FORMAT, sha256: hash(&answer), answer };
        let mut draft = NamedTempFile::new_in(&self.folder)?;
        draft.write_all(&serde_json::to_vec(&envelope)?)?;
        draft.persist(self.path(key)).map_err(|error| error.error)?;
        Ok(())
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }
}

fn hash(text: &str) -> String {
    format!("{:x}", Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests;
