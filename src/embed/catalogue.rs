//! Models of fastembed's catalogue, for a connected machine whose operator wants another one than the default.

use std::path::{Path, PathBuf};

use fastembed::{EmbeddingModel, ModelInfo, TextEmbedding};
use sha2::{Digest, Sha256};

use super::{EmbedError, files::short_hex, stamps::Stamps};

/// What a model wants to read before a query and before a passage, by a part of its code; from the models' own cards.
const PREFIXES: [(&str, &str, &str); 7] = [
    ("multilingual-e5", "query: ", "passage: "),
    ("nomic-embed-text", "search_query: ", "search_document: "),
    ("modernbert-embed", "search_query: ", "search_document: "),
    ("bge-small-en", "Represent this sentence for searching relevant passages: ", ""),
    ("bge-base-en", "Represent this sentence for searching relevant passages: ", ""),
    ("bge-large-en", "Represent this sentence for searching relevant passages: ", ""),
    ("embeddinggemma", "task: search result | query: ", "title: none | text: "),
];
/// Further models that want the same words before a query as the English BGE models do.
const ASK_LIKE_BGE: [&str; 2] = ["mxbai-embed", "snowflake-arctic-embed"];

/// A model of the catalogue and where its files are kept.
pub(super) struct CatalogueModel {
    pub(super) info: ModelInfo<EmbeddingModel>,
    pub(super) cache: PathBuf,
}

/// The catalogue's entry with this name or code. Of several with one code, the first is the unquantized one.
pub(super) fn find(name: &str) -> Result<ModelInfo<EmbeddingModel>, EmbedError> {
    let models = TextEmbedding::list_supported_models();
    let called = |info: &&ModelInfo<EmbeddingModel>| format!("{:?}", info.model).eq_ignore_ascii_case(name);
    let coded = |info: &&ModelInfo<EmbeddingModel>| info.model_code.eq_ignore_ascii_case(name);
    if let Some(info) = models.iter().find(called).or_else(|| models.iter().find(coded)) {
        return Ok(info.clone());
    }
    let mut known: Vec<_> = models.iter().map(|info| format!("{:?}", info.model)).collect();
    known.sort();
    Err(EmbedError::Unknown { name: name.to_owned(), known: known.join(", ") })
}

impl CatalogueModel {
    /// The model `name`, kept in `models_dir`, or where `HF_HOME` says, which the downloader obeys first.
    pub(super) fn new(name: &str, models_dir: &Path) -> Result<Self, EmbedError> {
        let info = find(name)?;
        let cache = std::env::var("HF_HOME").map_or_else(|_| models_dir.join("catalogue"), PathBuf::from);
        Ok(Self { info, cache })
    }

    /// The words that this model wants before a query and before a passage.
    pub(super) fn prefixes(&self) -> (&'static str, &'static str) {
        prefixes(&self.info.model_code)
    }

    pub(super) fn not_downloaded(&self, reason: &(impl ToString + ?Sized)) -> EmbedError {
        EmbedError::Download { name: self.info.model_code.clone(), reason: reason.to_string() }
    }

    /// A short hash over the files in use and over what is read before a text; they must have been downloaded.
    pub(super) fn fingerprint(&self) -> Result<String, EmbedError> {
        let folder = self.snapshot()?;
        let mut hash = Sha256::new();
        hash.update(format!("{}\n{:?}\n", self.info.model_code, self.prefixes()));
        let mut stamps = Stamps::open(&folder);
        let files = [self.info.model_file.as_str(), "tokenizer.json"];
        for name in files.into_iter().chain(self.info.additional_files.iter().map(String::as_str)) {
            let sha256 = stamps.sha256(name);
            let sha256 = sha256.map_err(|reason| EmbedError::Missing { path: folder.join(name), reason })?;
            hash.update(format!("{name}={sha256};"));
        }
        stamps.save();
        Ok(short_hex(hash))
    }

    /// The downloaded revision's folder, in the layout that all of Hugging Face's clients share.
    fn snapshot(&self) -> Result<PathBuf, EmbedError> {
        let repository = self.cache.join(format!("models--{}", self.info.model_code.replace('/', "--")));
        let path = repository.join("refs").join("main");
        match std::fs::read_to_string(&path) {
            Ok(revision) => Ok(repository.join("snapshots").join(revision.trim())),
            Err(reason) => Err(EmbedError::Missing { path, reason }),
        }
    }
}

fn prefixes(code: &str) -> (&'static str, &'static str) {
    let code = code.to_ascii_lowercase();
    let like_bge = ASK_LIKE_BGE.iter().any(|part| code.contains(part));
    let code = if like_bge { "bge-small-en" } else { &code };
    let found = PREFIXES.iter().find(|(part, ..)| code.contains(part));
    found.map_or(("", ""), |(_, query, passage)| (query, passage))
}
