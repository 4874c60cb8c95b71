//! Is a difference real? The paired bootstrap for means, `McNemar`'s exact test for right and wrong.

use super::measure::{count, mean};

/// How often the differences are drawn again.
const SAMPLES: usize = 10_000;
/// Where the drawing starts, so that the same runs always give the same interval.
const SEED: u64 = 0x27_001;

/// A mean difference with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The mean of the differences.
    pub difference: f64,
    /// The 2.5th percentile of the resampled means.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

impl Interval {
    /// Whether 0 lies outside.
    pub fn excludes_zero(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// The percentile bootstrap of paired differences (Efron, 1979): 10,000 resamples with replacement, seeded.
pub fn bootstrap(differences: &[f64]) -> Interval {
    if differences.is_empty() {
        return Interval { difference: 0.0, low: 0.0, high: 0.0 };
    }
    let mut state = SEED;
    let mut draw = || {
        let at = usize::try_from(split_mix(&mut state) % (differences.len() as u64)).unwrap_or(0);
        differences.get(at).copied().unwrap_or(0.0)
    };
    let mut means: Vec<f64> = (0..SAMPLES).map(|_| mean((0..differences.len()).map(|_| draw()))).collect();
    means.sort_by(f64::total_cmp);
    let at = |share: usize| means.get((SAMPLES * share / 1_000).min(SAMPLES - 1)).copied().unwrap_or(0.0);
    Interval { difference: mean(differences.iter().copied()), low: at(25), high: at(975) }
}

/// `McNemar`'s exact test, two-sided: the probability of so uneven a split of the cases that changed, if each side were as
/// likely as the other.
pub fn mcnemar(only_before: usize, only_after: usize) -> f64 {
    let n = only_before + only_after;
    let few = only_before.min(only_after);
    // Sums of the binomial distribution, in logarithms against underflow.
    let mut log_choose = 0.0_f64;
    let mut tail = 0.0;
    for k in 0..=few {
        if k > 0 {
            log_choose += (count(n - k + 1) / count(k)).ln();
        }
        tail += (log_choose - count(n) * std::f64::consts::LN_2).exp();
    }
    (2.0 * tail).min(1.0)
}

/// Steele, Lea and Flood's `SplitMix64`: small, seeded, and good enough to draw with.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        let mut state = 1_234_567;
        assert_eq!(split_mix(&mut state), 6_457_827_717_110_365_317);
        assert_eq!(split_mix(&mut state), 3_203_168_211_198_807_973);
    }

    #[test]
    fn an_interval_holds_its_mean_and_knows_a_clear_difference() {
        let clear: Vec<f64> = (0..100).map(|n| 0.1 + f64::from(n % 3) * 0.01).collect();
        let found = bootstrap(&clear);
        assert!(found.low <= found.difference && found.difference <= found.high);
        assert!(found.excludes_zero());
        let noise: Vec<f64> = (0..100).map(|n| if n % 2 == 0 { 0.5 } else { -0.5 }).collect();
        assert!(!bootstrap(&noise).excludes_zero());
        assert_eq!(bootstrap(&noise), bootstrap(&noise), "seeded");
        assert!(!bootstrap(&[]).excludes_zero());
    }

    #[test]
    fn mcnemar_as_by_hand() {
        assert!((mcnemar(0, 5) - 2.0 / 32.0).abs() < 1e-12);
        assert!((mcnemar(1, 5) - 2.0 * 7.0 / 64.0).abs() < 1e-12);
        assert!((mcnemar(3, 3) - 1.0).abs() < 1e-12);
        assert!((mcnemar(0, 0) - 1.0).abs() < 1e-12);
        assert!(mcnemar(400, 700) < 1e-10);
    }
}
