//! Curves: what one figure costs of another, and how far a probability can be believed.

use serde::{Deserialize, Serialize};

use super::agreement::threshold;

/// Shares of false alarms at which a curve is read.
const ALARMS: [f64; 9] = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8];
/// Parts into which probabilities are sorted.
const PARTS: usize = 5;

/// A named line through points; both axes go from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What it is of.
    pub name: String,
    /// The points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// Lines over the same axes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What it shows.
    pub title: String,
    /// What goes to the right.
    pub across: String,
    /// What goes up.
    pub up: String,
    /// The lines.
    pub lines: Vec<Line>,
}

/// The share of gaps that is found, at each share of false alarms. A gap scores low.
pub(super) fn found_at(covered: &[f64], gaps: &[f64]) -> Vec<(f64, f64)> {
    let at = |limit: f64| {
        let bound = threshold(covered, limit);
        (limit, share(gaps.iter().map(|score| *score < bound)))
    };
    ALARMS.map(at).to_vec()
}

/// How often what was given a probability is true, in fifths of the probability: the mean that was given, then the share.
/// Fifths with nothing in them are left out.
pub(super) fn believed(given: &[(f64, bool)]) -> Vec<(f64, f64)> {
    let part = |n: usize| {
        let own: Vec<&(f64, bool)> = given.iter().filter(|(probability, _)| place(*probability) == n).collect();
        let mean = own.iter().map(|(probability, _)| probability).sum::<f64>() / count(own.len());
        (!own.is_empty()).then(|| (mean, share(own.iter().map(|(_, is)| *is))))
    };
    (0..PARTS).filter_map(part).collect()
}

/// The mean distance between what was given and what is true, over all cases.
pub(super) fn calibration_error(given: &[(f64, bool)]) -> f64 {
    let distance = |n: usize| {
        let own: Vec<&(f64, bool)> = given.iter().filter(|(probability, _)| place(*probability) == n).collect();
        let sum: f64 = own.iter().map(|(probability, is)| probability - f64::from(u8::from(*is))).sum();
        sum.abs()
    };
    (0..PARTS).map(distance).sum::<f64>() / count(given.len())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability is between 0 and 1")]
fn place(probability: f64) -> usize {
    ((probability.clamp(0.0, 1.0) * count(PARTS)) as usize).min(PARTS - 1)
}

fn share(values: impl ExactSizeIterator<Item = bool>) -> f64 {
    let of = count(values.len());
    values.map(|is| f64::from(u8::from(is))).sum::<f64>() / of
}

fn count(of: usize) -> f64 {
    f64::from(u32::try_from(of.max(1)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_score_finds_all_gaps_at_no_cost_and_a_blind_one_none() {
        let (covered, gaps) = ([0.9, 0.8, 0.7], [0.1, 0.2]);
        assert!(found_at(&covered, &gaps).iter().all(|(_, found)| (found - 1.0).abs() < 1e-9));
        assert!(found_at(&gaps, &covered).iter().filter(|(limit, _)| *limit < 0.5).all(|(_, found)| *found < 1e-9));
    }

    #[test]
    fn a_probability_that_holds_lies_on_the_diagonal() {
        let given: Vec<(f64, bool)> = (0..10).map(|n| (0.7, n < 7)).chain((0..10).map(|n| (0.1, n < 1))).collect();
        let points = believed(&given);
        assert_eq!(points.len(), 2, "{points:?}");
        assert!(points.iter().all(|(given, is)| (given - is).abs() < 1e-9), "{points:?}");
        assert!(calibration_error(&given) < 1e-9);
        assert!((calibration_error(&[(0.9, false)]) - 0.9).abs() < 1e-9);
    }
}
