//! Vectors of statements that were seen lately, so that a second look at almost the same documents takes seconds less.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use nalgebra::DMatrix;

use super::AssessError;
use crate::embed::Embedder;

/// Texts whose vectors are remembered; with 384 numbers each they take about 30 MB.
const REMEMBERED: usize = 20_000;
/// Texts that are embedded at once, so that progress can be told.
const BATCH: usize = 256;

/// The model and what it said lately.
pub(super) struct Memory {
    embedder: Embedder,
    known: Mutex<HashMap<String, Arc<[f32]>>>,
}

impl Memory {
    pub(super) fn new(embedder: Embedder) -> Self {
        Self { embedder, known: Mutex::new(HashMap::new()) }
    }

    /// One unit column for each text, in their order. `progress` is told how many are done.
    pub(super) async fn vectors(
        &self,
        texts: &[String],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<DMatrix<f32>, AssessError> {
        let dimensions = self.embedder.dimensions();
        let mut found = DMatrix::<f32>::zeros(dimensions, texts.len());
        let mut open: Vec<(usize, &String)> = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            match self.recall(text) {
                Some(vector) => found.column_mut(place).copy_from_slice(&vector),
                None => open.push((place, text)),
            }
        }
        let mut done = texts.len() - open.len();
        progress(done, texts.len());
        for batch in open.chunks(BATCH) {
            let embedded = self.embedder.passages(batch.iter().map(|(_, text)| (*text).clone()).collect()).await?;
            for ((place, text), embedded) in batch.iter().zip(embedded) {
                if embedded.vector.len() == dimensions {
                    found.column_mut(*place).copy_from_slice(&embedded.vector);
                }
                self.keep(text, embedded.vector.into());
            }
            done += batch.len();
            progress(done, texts.len());
        }
        Ok(found)
    }

    fn recall(&self, text: &str) -> Option<Arc<[f32]>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(text).cloned()
    }

    fn keep(&self, text: &str, vector: Arc<[f32]>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // What is too much is forgotten all at once: nothing of it is lost but time.
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(text.to_owned(), vector);
    }
}
