//! The passages of one workspace in memory: vectors laid out one after the other, so that comparing all of them is one pass,
//! and beside them what a second look at a few of them needs.

use std::{collections::HashMap, sync::Arc};

use crate::store::{ChunkId, DocumentId};

/// What is known of a passage besides its vector.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Where the signs of its tokens are kept.
    pub(super) row: i64,
    /// Its words in order, as hashes of their stems.
    pub(super) terms: Arc<[u32]>,
}

/// Vectors, the chunks they belong to, and the chunks' documents, row by row.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    chunks: Vec<ChunkId>,
    documents: Vec<DocumentId>,
    known: Vec<Known>,
    places: HashMap<ChunkId, usize>,
    data: Vec<f32>,
    dimensions: usize,
    words: usize,
}

impl Bucket {
    pub(super) fn new(dimensions: usize) -> Self {
        Self { dimensions, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.chunks.len()
    }

    /// Words of all passages together.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// Adds a row; a vector of another length is refused.
    pub(super) fn push(&mut self, chunk: ChunkId, document: DocumentId, vector: &[f32], known: Known) -> bool {
        let fits = vector.len() == self.dimensions && vector.iter().all(|value| value.is_finite());
        if fits {
            self.words += known.terms.len();
            self.places.insert(chunk.clone(), self.chunks.len());
            self.chunks.push(chunk);
            self.documents.push(document);
            self.known.push(known);
            self.data.extend_from_slice(vector);
        }
        fits
    }

    /// Removes a document's rows; the last rows take their place.
    pub(super) fn remove(&mut self, document: &DocumentId) {
        let mut row = 0;
        while row < self.documents.len() {
            if self.documents.get(row) != Some(document) {
                row += 1;
                continue;
            }
            let last = self.documents.len() - 1;
            let chunk = self.chunks.swap_remove(row);
            self.places.remove(&chunk);
            self.documents.swap_remove(row);
            self.words -= self.known.swap_remove(row).terms.len();
            if let Some(moved) = self.chunks.get(row) {
                self.places.insert(moved.clone(), row);
            }
            let from = last * self.dimensions;
            self.data.copy_within(from..from + self.dimensions, row * self.dimensions);
            self.data.truncate(from);
        }
    }

    /// A chunk's cosine to a query of length 1, and what is known of it.
    pub(super) fn look(&self, chunk: &ChunkId, query: &[f32]) -> Option<(f32, &Known)> {
        let row = *self.places.get(chunk)?;
        let vector = self.data.get(row * self.dimensions..(row + 1) * self.dimensions)?;
        Some((dot(query, vector), self.known.get(row)?))
    }

    /// The `limit` rows with the largest dot product, best first.
    pub(super) fn nearest(&self, query: &[f32], limit: usize) -> Vec<(ChunkId, f32)> {
        if query.len() != self.dimensions || limit == 0 || self.dimensions == 0 {
            return Vec::new();
        }
        let mut scored: Vec<(f32, usize)> = self
            .data
            .chunks_exact(self.dimensions)
            .enumerate()
            .map(|(row, vector)| (dot(query, vector), row))
            .collect();
        let best_first = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if scored.len() > limit {
            scored.select_nth_unstable_by(limit - 1, best_first);
            scored.truncate(limit);
        }
        scored.sort_unstable_by(best_first);
        scored.into_iter().filter_map(|(score, row)| Some((self.chunks.get(row)?.clone(), score))).collect()
    }
}

/// Eight running sums, so that the compiler can use the processor's vector registers.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (a_parts, a_rest) = a.as_chunks::<8>();
    let (b_parts, b_rest) = b.as_chunks::<8>();
    for (x, y) in a_parts.iter().zip(b_parts) {
        for (sum, (p, q)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += p * q;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(p, q)| p * q).sum();
    sums.iter().sum::<f32>() + rest
}
