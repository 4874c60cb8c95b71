//! The passages of one workspace in memory: vectors laid out one after the other, so that comparing all of them is one pass,
//! and beside them what a second look at a few of them needs.

#![allow(clippy::inline_always, reason = "only what is inlined is compiled for the wide registers")]

use std::{collections::HashMap, sync::Arc};

use pulp::{Arch, Simd, WithSimd};

use crate::{
    embed::Signs,
    store::{ChunkId, DocumentId},
};

/// What is known of a passage besides its vector.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its words in order, as hashes of their stems.
    pub(super) terms: Arc<[u32]>,
    /// The signs of its tokens.
    pub(super) signs: Arc<Signs>,
}

/// Vectors and the chunks they belong to, row by row.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    chunks: Vec<ChunkId>,
    known: Vec<Known>,
    /// The row of each chunk.
    places: HashMap<ChunkId, usize>,
    documents: HashMap<DocumentId, Vec<ChunkId>>,
    data: Vec<f32>,
    dimensions: usize,
}

impl Bucket {
    pub(super) fn new(dimensions: usize) -> Self {
        Self { dimensions, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.chunks.len()
    }

    /// Adds a row; a vector of another length is refused.
    pub(super) fn push(&mut self, chunk: ChunkId, document: DocumentId, vector: &[f32], known: Known) -> bool {
        let fits = vector.len() == self.dimensions && vector.iter().all(|value| value.is_finite());
        if fits {
            self.places.insert(chunk.clone(), self.chunks.len());
            self.documents.entry(document).or_default().push(chunk.clone());
            self.chunks.push(chunk);
            self.known.push(known);
            self.data.extend_from_slice(vector);
        }
        fits
    }

    /// Removes a document's rows; the last rows take their place.
    pub(super) fn remove(&mut self, document: &DocumentId) {
        for chunk in self.documents.remove(document).unwrap_or_default() {
            let Some(row) = self.places.remove(&chunk) else { continue };
            self.chunks.swap_remove(row);
            self.known.swap_remove(row);
            if let Some(moved) = self.chunks.get(row) {
                self.places.insert(moved.clone(), row);
            }
            let from = self.chunks.len() * self.dimensions;
            self.data.copy_within(from..from + self.dimensions, row * self.dimensions);
            self.data.truncate(from);
        }
    }

    /// A chunk's vector, and what is known of it.
    pub(super) fn look(&self, chunk: &ChunkId) -> Option<(&[f32], &Known)> {
        let row = *self.places.get(chunk)?;
        let vector = self.data.get(row * self.dimensions..(row + 1) * self.dimensions)?;
        Some((vector, self.known.get(row)?))
    }

    /// Every chunk with its words.
    pub(super) fn words(&self) -> Vec<(ChunkId, Arc<[u32]>)> {
        self.chunks.iter().zip(&self.known).map(|(chunk, known)| (chunk.clone(), Arc::clone(&known.terms))).collect()
    }

    /// The `limit` rows with the largest dot product, best first.
    pub(super) fn nearest(&self, query: &[f32], limit: usize) -> Vec<(ChunkId, f32)> {
        if query.len() != self.dimensions || limit == 0 || self.dimensions == 0 {
            return Vec::new();
        }
        let all = Arch::new().dispatch(Products { query, data: &self.data });
        let mut scored: Vec<(f32, usize)> = all.into_iter().zip(0..).collect();
        let best_first = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if scored.len() > limit {
            scored.select_nth_unstable_by(limit - 1, best_first);
            scored.truncate(limit);
        }
        scored.sort_unstable_by(best_first);
        scored.into_iter().filter_map(|(score, row)| Some((self.chunks.get(row)?.clone(), score))).collect()
    }
}

/// The dot products of a query with each of the vectors, with the widest registers that this processor has.
struct Products<'a> {
    query: &'a [f32],
    data: &'a [f32],
}

impl WithSimd for Products<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let (query, query_rest) = S::as_simd_f32s(self.query);
        let (pairs, last) = query.as_chunks::<2>();
        let mut found = Vec::with_capacity(self.data.len() / self.query.len().max(1));
        // Loops, not closures: a closure would be compiled without the wide registers.
        for vector in self.data.chunks_exact(self.query.len().max(1)) {
            let (vector, rest) = S::as_simd_f32s(vector);
            let (others, other_last) = vector.as_chunks::<2>();
            // Two sums, so that one addition need not wait for the other.
            let (mut even, mut odd) = (simd.splat_f32s(0.0), simd.splat_f32s(0.0));
            for ([a, b], [x, y]) in pairs.iter().zip(others) {
                even = simd.mul_add_e_f32s(*a, *x, even);
                odd = simd.mul_add_e_f32s(*b, *y, odd);
            }
            for (a, x) in last.iter().zip(other_last) {
                even = simd.mul_add_e_f32s(*a, *x, even);
            }
            let mut sum = simd.reduce_sum_f32s(simd.add_f32s(even, odd));
            for (a, x) in query_rest.iter().zip(rest) {
                sum += a * x;
            }
            found.push(sum);
        }
        found
    }
}

/// The dot product of two vectors.
pub(super) fn dot(query: &[f32], vector: &[f32]) -> f32 {
    Arch::new().dispatch(Products { query, data: vector }).first().copied().unwrap_or(0.0)
}
