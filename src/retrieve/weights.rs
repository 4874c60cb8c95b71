//! The learned weights of the second look, as `make fit` printed them, learned from `cranfield`, `iso27001-nerdkim` and
//! `obliqa`. `evals/RESULTS.md` says what such weights earn on questions that they were not learned from.

use super::features::FEATURES;

/// For each feature in the order of `FEATURE_NAMES`, in deviations.
pub(super) const WEIGHTS: [f32; FEATURES] = [
    -0.069, // cosine
    0.310,  // pairs
    -0.162, // length
    0.489,  // likeness
    0.372,  // coverage
    0.653,  // feedback
    0.310,  // text-rank
];
