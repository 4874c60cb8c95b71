//! A loaded model: texts in, unit vectors out, one batch at a time.

use std::path::Path;

use fastembed::{
    InitOptionsUserDefined, Pooling, QuantizationMode, TextEmbedding, TextInitOptions, TokenizerFiles,
    UserDefinedEmbeddingModel,
};

use super::{
    EmbedError,
    catalogue::CatalogueModel,
    files::{DIMENSIONS, GRAPH, MAX_TOKENS, ModelFiles},
    runtime,
};

/// How many passages run at once. Measured with 2 threads and ONNX Runtime's default memory arena, which at this size
/// needs less memory than none: 4 is as fast as 8, 16 or 32, and the process stays below 190 MB instead of 390 MB.
const BATCH: usize = 4;
/// No model here reads more than 512 tokens, so the tokenizer need not see more than this of a text.
const MAX_BYTES: usize = 32 * 1024;

/// A model in memory.
pub(super) struct Model {
    inner: TextEmbedding,
    dimensions: usize,
    batch: usize,
    query_prefix: &'static str,
    passage_prefix: &'static str,
}

impl Model {
    /// Loads the default model. Its weights are mapped into memory, not copied: the file may be replaced while it is
    /// in use, as `.ci/models` does, but not overwritten in place.
    pub(super) fn minilm(files: &ModelFiles, threads: usize) -> Result<Self, EmbedError> {
        let environment = runtime::environment(files.library())?;
        let tokenizer = TokenizerFiles {
            tokenizer_file: files.read("tokenizer.json")?,
            config_file: files.read("config.json")?,
            special_tokens_map_file: files.read("special_tokens_map.json")?,
            tokenizer_config_file: files.read("tokenizer_config.json")?,
        };
        let model = UserDefinedEmbeddingModel::new(GRAPH.to_vec(), tokenizer).with_pooling(Pooling::Mean);
        let mut options = InitOptionsUserDefined::new()
            .with_environment(environment)
            .with_intra_threads(threads)
            .with_max_length(MAX_TOKENS)
            .with_session_config("session.model_external_initializers_file_folder_path", text(files.dir())?);
        options.session_config.extend(quiet_threads());
        let inner = TextEmbedding::try_new_from_user_defined(model, options).map_err(failed)?;
        Ok(Self { inner, dimensions: DIMENSIONS, batch: BATCH, query_prefix: "", passage_prefix: "" })
    }

    /// Loads a model of the catalogue, and downloads it first if it is not there.
    pub(super) fn catalogue(chosen: &CatalogueModel, library: &Path, threads: usize) -> Result<Self, EmbedError> {
        let mut options = TextInitOptions::new(chosen.info.model.clone())
            .with_environment(runtime::environment(library)?)
            .with_intra_threads(threads)
            .with_cache_dir(chosen.cache.clone())
            .with_show_download_progress(false);
        options.session_config.extend(quiet_threads());
        let inner = TextEmbedding::try_new(options).map_err(|error| match error {
            fastembed::Error::ModelRetrieval { source, .. } => chosen.not_downloaded(&*source),
            fastembed::Error::Other(reason) => chosen.not_downloaded(&reason),
            other => failed(other),
        })?;
        // A dynamically quantized model lets the texts of one batch change each other's vectors.
        let alone = matches!(TextEmbedding::get_quantization_mode(&chosen.info.model), QuantizationMode::Dynamic);
        let (query_prefix, passage_prefix) = chosen.prefixes();
        let batch = if alone { 1 } else { BATCH };
        Ok(Self { inner, dimensions: chosen.info.dim, batch, query_prefix, passage_prefix })
    }

    /// How many passages to give to [`Model::passages`] at once.
    pub(super) fn batch(&self) -> usize {
        self.batch
    }

    pub(super) fn query(&mut self, text: &str) -> Result<Vec<f32>, EmbedError> {
        let text = prefixed(self.query_prefix, text);
        let mut vectors = self.run(&[text])?;
        vectors.pop().ok_or_else(|| EmbedError::Model { reason: "it returned no vector".to_owned() })
    }

    /// The vectors of at most [`Model::batch`] texts, in their order.
    pub(super) fn passages(&mut self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let texts: Vec<_> = texts.iter().map(|text| prefixed(self.passage_prefix, text)).collect();
        self.run(&texts)
    }

    fn run(&mut self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let vectors = self.inner.embed(texts, None).map_err(failed)?;
        let sound = |vector: &Vec<f32>| vector.len() == self.dimensions && vector.iter().all(|x| x.is_finite());
        if vectors.len() == texts.len() && vectors.iter().all(sound) {
            return Ok(vectors);
        }
        Err(EmbedError::Model { reason: "it returned something other than one vector for each text".to_owned() })
    }
}

/// Threads sleep when they have nothing to do, instead of spinning while the rest of the program wants to work.
fn quiet_threads() -> [(String, String); 1] {
    [("session.intra_op.allow_spinning".to_owned(), "0".to_owned())]
}

fn prefixed(prefix: &str, text: &str) -> String {
    let end = text.floor_char_boundary(MAX_BYTES);
    format!("{prefix}{}", text.get(..end).unwrap_or_default())
}

fn text(path: &Path) -> Result<&str, EmbedError> {
    path.to_str().ok_or_else(|| EmbedError::Model { reason: format!("{} is not valid UTF-8", path.display()) })
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn failed(error: fastembed::Error) -> EmbedError {
    EmbedError::Model { reason: error.to_string() }
}
