//! The learned weights for which requirement a text belongs to.

use super::requirements::PAGE_FEATURES;

/// For each feature in the order of `PAGE_FEATURE_NAMES`, in deviations.
pub(super) const WEIGHTS: [f32; PAGE_FEATURES] =
    [0.072, 0.027, 0.159, -0.013, 0.326, -0.013, 0.476, 0.239, 0.275, 0.123, 0.130, 0.059, 0.186, 0.033, -0.028];
