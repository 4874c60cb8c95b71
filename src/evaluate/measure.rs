//! Deterministic measures of ranked lists, sets, and times. Each is a plain function of its arguments.
//!
//! Lists are cut at `k`. As in `trec_eval`, average precision and recall divide by all relevant documents, also by those
//! that no cut list could hold.

use std::collections::{BTreeMap, HashSet};

/// Grades of the documents that answer a query; what is not in it is not relevant.
pub type Grades = BTreeMap<String, f64>;

/// The measures of one ranked list, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ranked {
    /// The share of the relevant documents that the first `k` hold.
    pub recall: f64,
    /// Average precision over all relevant documents, cut at `k`.
    pub average_precision: f64,
    /// Discounted cumulative gain (gain: the grade; discount: log2 of rank + 1), divided by that of the best list.
    pub ndcg: f64,
    /// One divided by the rank of the first relevant document, 0 when none is among the first `k`.
    pub reciprocal_rank: f64,
    /// 1 when the first document is relevant.
    pub top: f64,
}

impl Ranked {
    /// Measures a list, best first, against the grades. A document that stands twice counts once, at its first place.
    pub fn of<'a>(list: impl IntoIterator<Item = &'a str>, grades: &Grades, k: usize) -> Self {
        let mut seen = HashSet::new();
        let list = list.into_iter().filter(|id| seen.insert(*id)).take(k);
        let (mut hits, mut precision, mut gain, mut first) = (0.0, 0.0, 0.0, 0.0);
        let (mut rank, mut rank_one) = (0.0_f64, false);
        for (at, id) in list.enumerate() {
            rank += 1.0;
            let Some(grade) = grades.get(id).filter(|grade| **grade > 0.0) else { continue };
            hits += 1.0;
            rank_one |= at == 0;
            precision += hits / rank;
            gain += grade / (rank + 1.0).log2();
            first = f64::max(first, 1.0 / rank);
        }
        let mut best: Vec<f64> = grades.values().copied().filter(|grade| *grade > 0.0).collect();
        let all = count(best.len());
        best.sort_by(|a, b| b.total_cmp(a));
        let mut place = 0.0_f64;
        let ideal: f64 = best
            .into_iter()
            .take(k)
            .map(|grade| {
                place += 1.0;
                grade / (place + 1.0).log2()
            })
            .sum();
        Self {
            recall: share(hits, all),
            average_precision: share(precision, all),
            ndcg: share(gain, ideal),
            reciprocal_rank: first,
            top: if rank_one { 1.0 } else { 0.0 },
        }
    }
}

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Match {
    /// The share of what was given that was wanted.
    pub precision: f64,
    /// The share of what was wanted that was given.
    pub recall: f64,
}

impl Match {
    /// From counts: right ones among the given, all given, and all wanted. Nothing given of nothing wanted is perfect.
    pub fn of(right: usize, given: usize, wanted: usize) -> Self {
        let part = |whole: usize| if whole == 0 { 1.0 } else { count(right) / count(whole) };
        Self { precision: part(given), recall: part(wanted) }
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        share(2.0 * self.precision * self.recall, self.precision + self.recall)
    }
}

/// The mean, 0 of nothing.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, n) = values.into_iter().fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
    share(sum, count(n))
}

/// The nearest-rank percentile (`percent` 0 to 100), 0 of nothing.
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent.min(100)).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^52")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grades(pairs: &[(&str, f64)]) -> Grades {
        pairs.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect()
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    #[test]
    fn a_list_is_measured_as_by_hand() {
        let wanted = grades(&[("a", 1.0), ("b", 1.0), ("z", 1.0), ("no", 0.0)]);
        let found = Ranked::of(["x", "a", "no", "b"], &wanted, 10);
        close(found.recall, 2.0 / 3.0);
        close(found.average_precision, (1.0 / 2.0 + 2.0 / 4.0) / 3.0);
        close(found.reciprocal_rank, 0.5);
        close(found.top, 0.0);
        let gain = 1.0 / 3.0_f64.log2() + 1.0 / 5.0_f64.log2();
        close(found.ndcg, gain / (1.0 + 1.0 / 3.0_f64.log2() + 0.5));
    }

    #[test]
    fn the_cut_and_repetitions_count() {
        let wanted = grades(&[("a", 2.0), ("b", 1.0)]);
        close(Ranked::of(["x", "y", "a"], &wanted, 2).recall, 0.0);
        close(Ranked::of(["a", "a", "b"], &wanted, 2).recall, 1.0);
        close(Ranked::of(["a", "b"], &wanted, 10).ndcg, 1.0);
        close(Ranked::of(["b", "a"], &wanted, 10).ndcg, (1.0 + 2.0 / 3.0_f64.log2()) / (2.0 + 1.0 / 3.0_f64.log2()));
    }

    #[test]
    fn sets_and_times() {
        let found = Match::of(2, 4, 3);
        close(found.precision, 0.5);
        close(found.recall, 2.0 / 3.0);
        close(found.f1(), 4.0 / 7.0);
        close(Match::of(0, 0, 0).f1(), 1.0);
        let times: Vec<f64> = (1..=20).map(f64::from).collect();
        close(percentile(&times, 50), 10.0);
        close(percentile(&times, 95), 19.0);
        close(percentile(&times, 100), 20.0);
        close(percentile(&[], 50), 0.0);
    }

    proptest! {
        #[test]
        fn measures_stay_in_bounds_and_the_best_list_is_perfect(
            list in prop::collection::vec(0_u8..30, 0..30),
            wanted in prop::collection::btree_map(0_u8..30, 1_u8..4, 1..12),
            k in 1_usize..15,
        ) {
            let names: Vec<String> = list.iter().map(ToString::to_string).collect();
            let wanted: Grades = wanted.iter().map(|(id, grade)| (id.to_string(), f64::from(*grade))).collect();
            let found = Ranked::of(names.iter().map(String::as_str), &wanted, k);
            for value in [found.recall, found.average_precision, found.ndcg, found.reciprocal_rank] {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&value));
            }
            prop_assert!(found.average_precision <= found.recall + 1e-9);
            let mut best: Vec<(&String, &f64)> = wanted.iter().collect();
            best.sort_by(|a, b| b.1.total_cmp(a.1));
            let perfect = Ranked::of(best.iter().map(|(id, _)| id.as_str()), &wanted, k);
            prop_assert!((perfect.ndcg - 1.0).abs() < 1e-9);
            prop_assert!(perfect.average_precision + 1e-9 >= found.average_precision);
        }
    }
}
