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
    /// How much words count in full text that only the gloss of an English query has.
    pub gloss: f32,
    /// What full text gives a passage about a requirement that the query's terms point to.
    pub hint_in_text: f32,
    /// What such a passage gains in the final list, whose scores are 0 to 1.
    pub hint: f32,
    /// The weight of each feature of the second look, in deviations.
    pub weights: [f32; FEATURES],
}

impl Default for Tuning {
    fn default() -> Self {
        Self { depth: 100, looked_at: 60, text_weight: 0.5, gloss: 0.3, hint_in_text: 1.0, hint: 0.3, weights: WEIGHTS }
    }
}
