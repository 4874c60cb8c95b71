//! Vectors of statements that were seen lately, so that a second look at almost the same documents takes seconds less.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use nalgebra::DMatrix;

use super::{AssessError, reading::Reader};
use crate::embed::Embedder;

/// Texts whose vectors are remembered; with twice 384 numbers each they take about 60 MB.
const REMEMBERED: usize = 20_000;
/// Texts that are embedded at once, so that progress can be told.
const BATCH: usize = 256;

/// The model and what it said lately.
pub(super) struct Memory {
    embedder: Embedder,
    reader: Reader,
    /// For each text its vector, and behind it the one that it is read by.
    known: Mutex<HashMap<String, Arc<[f32]>>>,
}

/// What is known of texts: one unit column for each of them.
pub(super) struct Vectors {
    /// The model's vectors.
    pub(super) plain: DMatrix<f32>,
    /// Those that [`Reading`](super::reading::Reading) holds against the checks.
    pub(super) read: DMatrix<f32>,
}

impl Memory {
    pub(super) fn new(embedder: Embedder) -> Self {
        let reader = Reader::of(embedder.fingerprint());
        Self { embedder, reader, known: Mutex::new(HashMap::new()) }
    }

    /// The vectors of each text, in their order. `progress` is told how many are done.
    pub(super) async fn vectors(
        &self,
        texts: &[String],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Vectors, AssessError> {
        let dimensions = self.embedder.dimensions();
        let columns = |rows: usize| DMatrix::<f32>::zeros(rows, texts.len());
        let mut found = Vectors { plain: columns(dimensions), read: columns(self.reader.dimensions(dimensions)) };
        let mut open: Vec<(usize, &String)> = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            match self.recall(text) {
                Some(both) => found.put(place, &both),
                None => open.push((place, text)),
            }
        }
        let mut done = texts.len() - open.len();
        progress(done, texts.len());
        for batch in open.chunks(BATCH) {
            let embedded = self.embedder.deep_passages(batch.iter().map(|(_, text)| (*text).clone()).collect()).await?;
            for ((place, text), embedded) in batch.iter().zip(embedded) {
                let both = [&embedded.vector[..], &self.reader.read(&embedded)].concat();
                found.put(*place, &both);
                self.keep(text, both.into());
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

impl Vectors {
    /// Puts both vectors of a text in their place, if they are as long as they should be.
    fn put(&mut self, place: usize, both: &[f32]) {
        let Some((plain, read)) = both.split_at_checked(self.plain.nrows()) else { return };
        if read.len() == self.read.nrows() {
            self.plain.column_mut(place).copy_from_slice(plain);
            self.read.column_mut(place).copy_from_slice(read);
        }
    }
}
