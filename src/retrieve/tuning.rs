//! What can be turned about a search. The values here were chosen by measuring, and `make ablate` measures them again.

use super::{features::FEATURES, weights::WEIGHTS};

/// How both halves become one list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    /// Candidates that each half contributes.
    pub depth: usize,
    /// So many of the best by the sum of both scores are looked at a second time; 0 leaves that out.
    pub looked_at: usize,
    /// The weight of full text in that sum, 0 to 1.
    pub text_weight: f32,
    /// The weight of each feature of the second look, in deviations.
    pub weights: [f32; FEATURES],
}

impl Default for Tuning {
    fn default() -> Self {
        Self { depth: 100, looked_at: 100, text_weight: 0.5, weights: WEIGHTS }
    }
}
