//! The second look: the candidates of both lists, put in order by a weighted sum of what is seen then.
//!
//! The weights are learned, by `make fit`, from questions whose right passages are known; `evals/RESULTS.md` has what they
//! gain on questions that they were not learned from.

use std::collections::{HashMap, HashSet};

use super::{
    Fusion, Retriever, Search,
    features::{Asked, FEATURES, Seen},
    fuse,
};
use crate::{embed::Embedded, index::Scored, store::ChunkId};

/// A second look needs the vectors of so many of the best.
const SURE: usize = 10;

/// A passage that one of the lists has found, and what is seen at the second look.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The passage.
    pub chunk: ChunkId,
    /// The cosine between question and passage.
    pub cosine: f32,
    /// The numbers that the weights are for, each in deviations from its mean over the question's candidates.
    pub features: [f32; FEATURES],
}

/// Brings each number to mean 0 and deviation 1 over the rows of one question, so that weights mean the same for easy
/// questions and hard ones, short texts and long ones.
pub(super) fn standardise<const N: usize>(mut rows: Vec<&mut [f32; N]>) {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
    let n = rows.len().max(1) as f32;
    for at in 0..N {
        let values = || rows.iter().filter_map(|row| row.get(at));
        let mean = values().sum::<f32>() / n;
        let deviation = (values().map(|value| (value - mean).powi(2)).sum::<f32>() / n).sqrt();
        for value in rows.iter_mut().filter_map(|row| row.get_mut(at)) {
            *value = if deviation > 1e-6 { (*value - mean) / deviation } else { 0.0 };
        }
    }
}

impl Candidate {
    /// The weighted sum.
    fn score(&self, weights: &[f32; FEATURES]) -> f32 {
        self.features.iter().zip(weights).map(|(feature, weight)| feature * weight).sum()
    }
}

impl Retriever {
    /// The best that the two lists found, with what is seen at the second look. Chunks without a vector are left out.
    pub fn candidates(&self, search: &Search, probe: &Embedded, text: &[Scored], near: &[Scored]) -> Vec<Candidate> {
        let Some((vectors, _)) = &self.vectors else { return Vec::new() };
        let mut fused = self.fused(text, near);
        fused.truncate(self.tuning.looked_at);
        let chunks: Vec<ChunkId> = fused.iter().map(|(chunk, _)| chunk.clone()).collect();
        let passages = vectors.look(&probe.vector, &chunks, &search.workspaces);
        let asked = Asked::new(search.words(), probe, &self.text);
        let ranks: HashMap<&ChunkId, usize> = text.iter().map(|(chunk, _)| chunk).zip(1..).collect();
        let looked_at: Vec<(ChunkId, Seen<'_>)> = fused
            .into_iter()
            .filter_map(|(chunk, fused)| {
                let seen = Seen { passage: passages.get(&chunk)?, fused, text: ranks.get(&chunk).copied() };
                Some((chunk, seen))
            })
            .collect();
        let found: Vec<Seen<'_>> = looked_at.iter().map(|(_, seen)| *seen).collect();
        let features = asked.features(&found, &probe.vector);
        let mut seen: Vec<Candidate> = looked_at
            .into_iter()
            .zip(features)
            .map(|((chunk, seen), features)| Candidate { chunk, cosine: seen.passage.cosine, features })
            .collect();
        standardise(seen.iter_mut().map(|one| &mut one.features).collect());
        seen
    }
}

/// What was looked at twice in its new order, then the rest as it was. As long as vectors are still being computed, a second
/// look would put what has one before what is best, so then the words decide.
pub(super) fn ranked(
    seen: &[Candidate],
    weights: &[f32; FEATURES],
    text: &[Scored],
    fused: Vec<Scored>,
) -> Vec<Scored> {
    let known: HashSet<&ChunkId> = seen.iter().map(|one| &one.chunk).collect();
    let waiting = |list: &[Scored]| list.iter().take(SURE).any(|(chunk, _)| !known.contains(chunk));
    let mut ranked = if waiting(text) && waiting(&fused) {
        fuse(text, &[], Fusion::WeightedSum { text: 1.0 })
    } else {
        in_order(seen, weights)
    };
    let listed: HashSet<ChunkId> = ranked.iter().map(|(chunk, _)| chunk.clone()).collect();
    ranked.extend(fused.into_iter().filter(|(chunk, _)| !listed.contains(chunk)).map(|(chunk, _)| (chunk, 0.0)));
    ranked
}

/// The candidates best first, their scores brought to 0..1.
fn in_order(candidates: &[Candidate], weights: &[f32; FEATURES]) -> Vec<Scored> {
    let mut scored: Vec<Scored> = candidates.iter().map(|one| (one.chunk.clone(), one.score(weights))).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let high = scored.first().map_or(0.0, |(_, score)| *score);
    let low = scored.last().map_or(0.0, |(_, score)| *score);
    let span = (high - low).max(f32::EPSILON);
    scored.into_iter().map(|(chunk, score)| (chunk, (score - low) / span)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{retrieve::weights::WEIGHTS, store::DocumentId};

    fn chunk(n: usize) -> ChunkId {
        ChunkId::of(&DocumentId::parse(&format!("doc_{n:032x}")).unwrap(), 0)
    }

    fn candidate(n: usize, value: f32) -> Candidate {
        Candidate { chunk: chunk(n), cosine: 0.0, features: [value; FEATURES] }
    }

    #[test]
    fn what_has_no_vector_yet_is_not_put_last() {
        let text = [(chunk(0), 9.0), (chunk(1), 1.0)];
        let fused = || vec![(chunk(0), 0.5), (chunk(1), 0.5)];
        let found = ranked(&[candidate(1, 1.0)], &WEIGHTS, &text, fused());
        assert_eq!(found[0].0, chunk(0), "the best by words waits for its vector");
        let both = ranked(&[candidate(0, 0.0), candidate(1, 1.0)], &WEIGHTS, &text, fused());
        assert_eq!(both.len(), 2);
    }

    proptest! {
        #[test]
        fn standardised_features_have_mean_zero_and_keep_their_order(values in prop::collection::vec(-5.0_f32..5.0, 2..40)) {
            let mut candidates: Vec<Candidate> = values.iter().enumerate().map(|(n, value)| candidate(n, *value)).collect();
            standardise(candidates.iter_mut().map(|one| &mut one.features).collect());
            let found: Vec<f32> = candidates.iter().map(|one| one.features[3]).collect();
            prop_assert!(found.iter().sum::<f32>().abs() < 1e-2);
            for (a, b) in values.iter().zip(&found).flat_map(|a| values.iter().zip(&found).map(move |b| (a, b))) {
                prop_assert!(a.0 >= b.0 || a.1 <= b.1);
            }
        }

        #[test]
        fn scores_lie_between_nought_and_one(values in prop::collection::vec(-5.0_f32..5.0, 1..40)) {
            let candidates: Vec<Candidate> = values.iter().enumerate().map(|(n, value)| candidate(n, *value)).collect();
            let found = in_order(&candidates, &WEIGHTS);
            prop_assert_eq!(found.len(), values.len());
            prop_assert!(found.iter().all(|(_, score)| (0.0..=1.0).contains(score)));
        }
    }
}
