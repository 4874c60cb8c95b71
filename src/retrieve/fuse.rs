//! Fusion of two ranked lists into one.

use std::collections::HashMap;

use crate::{index::Scored, store::ChunkId};

/// How two lists become one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fusion {
    /// Scores of each list brought to 0..1, then added with this weight for text and the rest for vectors.
    WeightedSum {
        /// The weight of the text list, 0 to 1.
        text: f32,
    },
    /// 1 / (k + rank), added; looks at ranks only.
    ReciprocalRank {
        /// The usual constant is 60.
        k: f32,
    },
}

/// One list, best first. A chunk that only one list found counts as the worst of the other.
pub fn fuse(text: &[Scored], vector: &[Scored], how: Fusion) -> Vec<Scored> {
    let mut sums: HashMap<ChunkId, f32> = HashMap::new();
    let lists = match how {
        Fusion::WeightedSum { text: weight } => [(normalised(text), weight), (normalised(vector), 1.0 - weight)],
        Fusion::ReciprocalRank { k } => [(by_rank(text, k), 1.0), (by_rank(vector, k), 1.0)],
    };
    for (list, weight) in lists {
        for (chunk, score) in list {
            *sums.entry(chunk).or_default() += weight * score;
        }
    }
    let mut fused: Vec<Scored> = sums.into_iter().collect();
    // Ids break ties, so the same lists always give the same order.
    fused.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    fused
}

fn normalised(list: &[Scored]) -> Vec<Scored> {
    let scores = || list.iter().map(|(_, score)| *score);
    let (low, high) = (scores().fold(f32::INFINITY, f32::min), scores().fold(f32::NEG_INFINITY, f32::max));
    let span = high - low;
    list.iter()
        .map(|(chunk, score)| (chunk.clone(), if span > f32::EPSILON { (score - low) / span } else { 1.0 }))
        .collect()
}

fn by_rank(list: &[Scored], k: f32) -> Vec<Scored> {
    let mut rank = 0.0;
    list.iter()
        .map(|(chunk, _)| {
            rank += 1.0;
            (chunk.clone(), 1.0 / (k + rank))
        })
        .collect()
}
