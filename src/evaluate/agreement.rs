//! Measures of verdicts, and of the scores that verdicts are made from. Each is a plain function of its arguments.

use std::collections::{BTreeMap, BTreeSet};

use super::measure::{count, mean};

/// The area under the ROC curve: how probable it is that one of `higher`, drawn at random, has a greater score than one of
/// `lower`. Equal scores count half. 0.5, which is chance, when either is empty.
pub fn auc(higher: &[f64], lower: &[f64]) -> f64 {
    if higher.is_empty() || lower.is_empty() {
        return 0.5;
    }
    let mut sorted = lower.to_vec();
    sorted.sort_by(f64::total_cmp);
    let won = higher.iter().map(|score| {
        let below = sorted.partition_point(|other| other < score);
        let not_above = sorted.partition_point(|other| other <= score);
        f64::midpoint(count(below), count(not_above))
    });
    mean(won) / count(sorted.len())
}

/// The greatest threshold such that at most the share `limit` of these scores lies strictly below it; infinite when all of
/// them may.
pub fn threshold(scores: &[f64], limit: f64) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let all = count(sorted.len());
    // What is below a score is what stands before its first equal.
    let below = |score: f64| count(sorted.partition_point(|other| *other < score));
    let kept = sorted.iter().rev().copied().find(|score| below(*score) <= limit * all);
    if limit >= 1.0 { f64::INFINITY } else { kept.unwrap_or(f64::INFINITY) }
}

/// The mean over classes of F1, each class as important as the others however rare it is. Pairs are (expected, given);
/// classes are those that either side has. 0 of nothing.
pub fn macro_f1<T: Ord>(pairs: &[(T, T)]) -> f64 {
    let classes: BTreeSet<&T> = pairs.iter().flat_map(|(expected, given)| [expected, given]).collect();
    mean(classes.into_iter().map(|class| {
        let right = pairs.iter().filter(|(expected, given)| expected == class && given == class).count();
        let expected = pairs.iter().filter(|(expected, _)| expected == class).count();
        let given = pairs.iter().filter(|(_, given)| given == class).count();
        2.0 * count(right) / count(expected + given)
    }))
}

/// Cohen's kappa: how far two judges agree beyond what chance alone would give; 1 is always, 0 is chance, less is worse.
/// Pairs are (expected, given). 0 when chance explains everything, since then nothing is shown.
pub fn kappa<T: Ord>(pairs: &[(T, T)]) -> f64 {
    let all = count(pairs.len());
    let (mut expected, mut given) = (BTreeMap::<&T, usize>::new(), BTreeMap::<&T, usize>::new());
    for (one, other) in pairs {
        *expected.entry(one).or_default() += 1;
        *given.entry(other).or_default() += 1;
    }
    let observed = count(pairs.iter().filter(|(one, other)| one == other).count());
    let both = |(class, n): (&&T, &usize)| count(*n) * count(given.get(*class).copied().unwrap_or(0));
    let chance: f64 = expected.iter().map(both).sum::<f64>() / all.max(1.0);
    if chance < all { (observed - chance) / (all - chance) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    #[test]
    fn the_area_counts_pairs_and_half_of_ties() {
        // Of the six pairs, (3, 1), (3, 2), (2, 1), (2, 0) … : 3 beats 1, 2, 0; 2 beats 1 and 0, and ties with 2.
        close(auc(&[3.0, 2.0], &[1.0, 2.0, 0.0]), 5.5 / 6.0);
        close(auc(&[1.0], &[0.0]), 1.0);
        close(auc(&[0.0], &[1.0]), 0.0);
        close(auc(&[1.0, 1.0], &[1.0, 1.0]), 0.5);
        close(auc(&[], &[1.0]), 0.5);
    }

    #[test]
    fn the_threshold_lets_no_more_pass_than_it_may() {
        let scores = [0.4, 0.1, 0.3, 0.2];
        close(threshold(&scores, 0.0), 0.1);
        close(threshold(&scores, 0.25), 0.2);
        close(threshold(&scores, 0.49), 0.2);
        close(threshold(&scores, 0.5), 0.3);
        // Equal scores fall together or not at all.
        close(threshold(&[0.0, 0.0, 0.0, 1.0], 0.5), 0.0);
        assert!(threshold(&scores, 1.0).is_infinite() && threshold(&[], 0.15).is_infinite());
    }

    /// 20 and 15 on the diagonal, 5 and 10 beside it: the textbook example.
    fn textbook() -> Vec<(bool, bool)> {
        let cells = [((true, true), 20), ((true, false), 5), ((false, true), 10), ((false, false), 15)];
        cells.into_iter().flat_map(|(pair, n)| vec![pair; n]).collect()
    }

    #[test]
    fn verdicts_are_compared_as_by_hand() {
        // Agreement 35/50; by chance 25/50 · 30/50 + 25/50 · 20/50 = 0.5.
        close(kappa(&textbook()), 0.4);
        // F1 of yes 40/55, of no 30/45.
        close(macro_f1(&textbook()), f64::midpoint(40.0 / 55.0, 30.0 / 45.0));
        close(kappa(&[(1, 1), (2, 2)]), 1.0);
        close(kappa(&[(1, 2), (2, 1)]), -1.0);
        close(macro_f1(&[(1, 1), (2, 2)]), 1.0);
        // A class that is given and never expected counts, with nothing right in it.
        close(macro_f1(&[(1, 1), (1, 2)]), f64::midpoint(2.0 / 3.0, 0.0));
        close(kappa(&[(1, 1), (1, 1)]), 0.0);
        close(kappa::<u8>(&[]), 0.0);
        close(macro_f1::<u8>(&[]), 0.0);
    }

    proptest! {
        #[test]
        fn measures_keep_their_bounds(
            pairs in prop::collection::vec((0_u8..3, 0_u8..3), 1..40),
            scores in prop::collection::vec(0_u8..10, 1..40),
            limit in 0.0_f64..1.0,
        ) {
            prop_assert!((-1.0 - 1e-9..=1.0 + 1e-9).contains(&kappa(&pairs)));
            prop_assert!((0.0..=1.0 + 1e-9).contains(&macro_f1(&pairs)));
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            let found = threshold(&scores, limit);
            let share = |bound: f64| count(scores.iter().filter(|score| **score < bound).count()) / count(scores.len());
            prop_assert!(share(found) <= limit);
            prop_assert!(share(found + 0.5) > limit || found.is_infinite(), "any greater one lets too many pass");
            let (low, high) = (auc(&scores, &[4.5, 2.0]), auc(&[4.5, 2.0], &scores));
            prop_assert!((low + high - 1.0).abs() < 1e-9);
        }
    }
}
