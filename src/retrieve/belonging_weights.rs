//! The learned weights for which requirement a text belongs to.

use super::requirements::PAGE_FEATURES;

/// For each feature in the order of `PAGE_FEATURE_NAMES`, in deviations.
pub(super) const WEIGHTS: [f32; PAGE_FEATURES] =
    [-0.193, 0.146, 0.102, 0.053, 0.124, 0.257, 0.515, 0.122, 0.211, 0.128, 0.212, 0.203, 0.084, 0.0];
