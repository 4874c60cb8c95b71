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
/// True and false count as if they were equally common, for so the probabilities are meant: nobody knows beforehand how many
/// gaps a company has. Fifths with nothing in them are left out.
pub(super) fn believed(given: &[(f64, bool)]) -> Vec<(f64, f64)> {
    parts(given).into_iter().map(|(_, given, is)| (given, is)).collect()
}

/// The mean distance between what was given and what is true, over all cases, counted in the same way.
pub(super) fn calibration_error(given: &[(f64, bool)]) -> f64 {
    let parts = parts(given);
    let all = parts.iter().map(|(weight, ..)| weight).sum::<f64>().max(f64::MIN_POSITIVE);
    parts.iter().map(|(weight, given, is)| weight * (given - is).abs()).sum::<f64>() / all
}

/// The weight of each fifth, its mean, and the share that is true.
fn parts(given: &[(f64, bool)]) -> Vec<(f64, f64, f64)> {
    let weigh = |wanted: bool| 1.0 / count(given.iter().filter(|(_, is)| *is == wanted).count());
    let (yes, no) = (weigh(true), weigh(false));
    let part = |n: usize| {
        let own = || given.iter().filter(|(probability, _)| place(*probability) == n);
        let weight: f64 = own().map(|(_, is)| if *is { yes } else { no }).sum();
        let mean = own().map(|(probability, is)| probability * if *is { yes } else { no }).sum::<f64>() / weight;
        let share = own().filter(|(_, is)| *is).count();
        (weight > 0.0).then(|| (weight, mean, yes * count_of(share) / weight))
    };
    (0..PARTS).filter_map(part).collect()
}

fn count_of(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
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
    fn a_probability_that_holds_lies_on_the_diagonal_however_common_it_is() {
        // Of what was given 0.75, three true for one false when both are equally common; so with 0.25.
        let once = [(0.75, true, 3), (0.75, false, 1), (0.25, true, 1), (0.25, false, 3)];
        let given = |times: usize| -> Vec<(f64, bool)> {
            let copies =
                |(value, is, count): &(f64, bool, usize)| vec![(*value, *is); count * if *is { times } else { 1 }];
            once.iter().flat_map(copies).collect()
        };
        for times in [1, 5] {
            let points = believed(&given(times));
            assert_eq!(points.len(), 2, "{points:?}");
            assert!(points.iter().all(|(given, is)| (given - is).abs() < 1e-9), "{points:?}");
            assert!(calibration_error(&given(times)) < 1e-9);
        }
        assert!((calibration_error(&[(0.9, false)]) - 0.9).abs() < 1e-9);
    }
}
