//! A loaded model: texts in, unit vectors out, one batch at a time.

use std::{ops::Range, path::Path};

use fastembed::{
    InitOptionsUserDefined, OutputKey, Pooling, QuantizationMode, SingleBatchOutput, TextEmbedding, TextInitOptions,
    TokenizerFiles, UserDefinedEmbeddingModel,
};

use super::{
    EmbedError, Embedded, Signs,
    catalogue::CatalogueModel,
    files::{DEPTHS, DIMENSIONS, GRAPH, MAX_TOKENS, ModelFiles},
    runtime,
};

/// How many passages run at once. Measured with 2 threads and ONNX Runtime's default memory arena, which at this size
/// needs less memory than none: 4 is as fast as 8, 16 or 32, and the process stays below 190 MB instead of 390 MB.
const BATCH: usize = 4;
/// No model here reads more than 512 tokens, so the tokenizer need not see more than this of a text.
const MAX_BYTES: usize = 32 * 1024;

/// The output of the default model's graph that holds token vectors.
const OUTPUT: &[OutputKey] = &[OutputKey::ByName("last_hidden_state")];
/// The one that holds the directions of inner layers.
const DEPTHS_OUTPUT: &[OutputKey] = &[OutputKey::ByName("depths")];

/// A model in memory.
pub(super) struct Model {
    inner: TextEmbedding,
    dimensions: usize,
    batch: usize,
    /// Whether the model's token vectors can be had.
    has_tokens: bool,
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
        Ok(Self { inner, dimensions: DIMENSIONS, batch: BATCH, has_tokens: true, query_prefix: "", passage_prefix: "" })
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
        Ok(Self { inner, dimensions: chosen.info.dim, batch, has_tokens: false, query_prefix, passage_prefix })
    }

    /// How many passages to give to [`Model::passages`] at once.
    pub(super) fn batch(&self) -> usize {
        self.batch
    }

    pub(super) fn query(&mut self, text: &str) -> Result<Embedded, EmbedError> {
        let text = prefixed(self.query_prefix, text);
        let mut vectors = self.run(std::slice::from_ref(&text), false)?;
        let none = || EmbedError::Model { reason: "it returned no vector".to_owned() };
        let mut embedded = vectors.pop().ok_or_else(none)?;
        if self.has_tokens {
            embedded.places = self.places(&text)?;
        }
        Ok(embedded)
    }

    /// The bytes that each token of a text stands for.
    fn places(&self, text: &str) -> Result<Vec<Range<usize>>, EmbedError> {
        let encoded = self.inner.tokenizer.encode(text, true);
        let encoded = encoded.map_err(|error| EmbedError::Model { reason: error.to_string() })?;
        let tokens = encoded.get_offsets().iter().zip(encoded.get_attention_mask());
        Ok(tokens.filter(|(_, mask)| **mask != 0).map(|((start, end), _)| *start..*end).collect())
    }

    /// Vectors and signs of at most [`Model::batch`] texts, in their order; with their depths, if that is asked for.
    pub(super) fn passages(&mut self, texts: &[&str], is_deep: bool) -> Result<Vec<Embedded>, EmbedError> {
        let texts: Vec<_> = texts.iter().map(|text| prefixed(self.passage_prefix, text)).collect();
        self.run(&texts, is_deep)
    }

    fn alone(&mut self, texts: &[String]) -> Result<Vec<Embedded>, EmbedError> {
        let vectors = self.inner.embed(texts, None).map_err(failed)?;
        let alone = |vector| Embedded { vector, signs: Signs::default(), places: Vec::new(), depths: Vec::new() };
        Ok(vectors.into_iter().map(alone).collect())
    }

    /// One pass of the model gives both the text's vector and its tokens'.
    fn with_tokens(&mut self, texts: &[String], is_deep: bool) -> Result<Vec<Embedded>, EmbedError> {
        let output = self.inner.transform(texts, None).map_err(failed)?;
        let dimensions = self.dimensions;
        output.export_with_transformer(|batches| pooled(batches, dimensions, is_deep)).map_err(failed)
    }

    fn run(&mut self, texts: &[String], is_deep: bool) -> Result<Vec<Embedded>, EmbedError> {
        let made = if self.has_tokens { self.with_tokens(texts, is_deep)? } else { self.alone(texts)? };
        let sound = |made: &Embedded| made.vector.len() == self.dimensions && made.vector.iter().all(|x| x.is_finite());
        if made.len() == texts.len() && made.iter().all(sound) {
            return Ok(made);
        }
        Err(EmbedError::Model { reason: "it returned something other than one vector for each text".to_owned() })
    }
}

/// Each text's mean token vector brought to length 1, the signs of its tokens, and its depths; padding is none of them.
fn pooled(batches: &[SingleBatchOutput], dimensions: usize, is_deep: bool) -> fastembed::Result<Vec<Embedded>> {
    let mut found = Vec::new();
    for batch in batches {
        let depths = is_deep.then(|| batch.select_output(&DEPTHS_OUTPUT)).transpose()?;
        let depths = depths.as_ref().and_then(|depths| depths.as_slice()).unwrap_or_default();
        let mut depths = depths.chunks_exact(DEPTHS);
        let tokens = batch.select_output(&OUTPUT)?;
        let values = tokens.as_slice().unwrap_or_default();
        let mask = batch.attention_mask_array.as_slice().unwrap_or_default();
        let length = batch.attention_mask_array.ncols().max(1);
        for (text, mask) in values.chunks_exact(length * dimensions).zip(mask.chunks_exact(length)) {
            let real =
                || text.chunks_exact(dimensions).zip(mask).filter(|(_, mask)| **mask != 0).map(|(token, _)| token);
            let mut vector = vec![0.0_f32; dimensions];
            for token in real() {
                vector.iter_mut().zip(token).for_each(|(sum, value)| *sum += value);
            }
            let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            for value in &mut vector {
                *value /= length;
            }
            let depths = depths.next().map(<[f32]>::to_vec).unwrap_or_default();
            found.push(Embedded { vector, signs: Signs::of(real()), places: Vec::new(), depths });
        }
    }
    Ok(found)
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
