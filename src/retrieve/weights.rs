//! The learned weights of the second look, as `make fit` printed them: learned from `iso27001-nerdkim` and `obliqa`, each
//! weighing the same, and tried on `cranfield`. `evals/README.md` says how to learn them again.

use super::features::FEATURES;

/// For each feature in the order of `FEATURE_NAMES`, in deviations.
pub(super) const WEIGHTS: [f32; FEATURES] = [
    -0.025, // bm25
    0.149,  // cosine
    0.326,  // pairs
    -0.319, // length
    0.152,  // fused
    0.913,  // likeness
    -0.181, // coverage
    -0.035, // missing
    0.588,  // topic-coverage
    0.427,  // text-rank
    0.025,  // vector-rank
];
