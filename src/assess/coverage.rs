//! Coverage: how likely the documents speak to a requirement in substance, all its statements together.
//!
//! A check alone is easily fooled by a sentence on a neighbouring topic. What a whole document says of a requirement tells a
//! topic that is treated from a stray sentence. How much that is was learned from our own policies, of which it is known
//! what they treat; the document that says most decides, for a topic is treated somewhere or nowhere. How much the set
//! says of what it says most about tells crisp documents from prose, which scores less for the same substance. A check is
//! never better covered than its requirement.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    features::Read,
    judge::{Cause, Decision},
    matching::Matcher,
    weights::{COVERED, ORDINARY, SAYS},
};
use crate::iso::{GapVerdict, Nature, RequirementId};

/// How many numbers a document has for a requirement.
pub const SAYING: usize = 5;

/// Their names, in order.
pub const SAYING_NAMES: [&str; SAYING] = [
    "belonging of the best statement, logarithm",
    "belonging of three statements, logarithm",
    "belonging of eight statements, logarithm",
    "nearness of the best statement",
    "nearness of three statements",
];

/// How many numbers a requirement has.
pub const COVERAGE: usize = 2;

/// Their names, in order.
pub const COVERAGE_NAMES: [&str; COVERAGE] = ["what is said of it", "what is said of the thirty most spoken of"];

/// Below this probability a requirement is a gap, whatever single checks say.
const COVERED_FROM: f64 = 0.5;
/// The same for a rule that is said in full, where there are few statements: a single policy says little of a topic and may
/// say enough. In a whole set such a sentence is as often a stray one (Cenedril: 0.22 of the gaps for 0.03 of the false alarms).
const SAID_IN_FULL_FROM: f64 = 0.25;
/// So many statements are few.
const FEW: usize = 200;
/// What is less than this is nothing.
const NOTHING: f64 = 1e-4;
/// What is said of a requirement where nothing is said at all.
const LEAST: f64 = -12.0;
/// Requirements by which the strength of a set is told.
const MOST: usize = 30;
/// Statements whose belonging counts, and those whose nearness does.
const BELONGING: usize = 8;
const NEAREST: usize = 3;

/// What one document says of one requirement: the best of its statements, the best first.
#[derive(Debug, Clone, Default, PartialEq)]
struct Saying {
    belonging: Vec<f32>,
    nearness: Vec<f32>,
}

impl Saying {
    fn numbers(&self) -> [f64; SAYING] {
        let mean = |values: &[f32], of: usize| {
            let count = f64::from(u32::try_from(of.max(1)).unwrap_or(u32::MAX));
            values.iter().take(of).map(|value| f64::from(*value)).sum::<f64>() / count
        };
        // A short document has fewer statements than are asked for: the missing ones belong to nothing, but are not far away.
        let [one, three, eight] = [1, NEAREST, BELONGING].map(|of| mean(&self.belonging, of).max(NOTHING).ln());
        [one, three, eight, mean(&self.nearness, 1), mean(&self.nearness, NEAREST.min(self.nearness.len()))]
    }
}

/// What each document says of each requirement.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sayings {
    of: HashMap<RequirementId, BTreeMap<usize, Saying>>,
}

impl Sayings {
    /// Takes a statement of a document: how much it belongs to a requirement, and how near it comes to it.
    pub(super) fn take(&mut self, id: RequirementId, document: usize, (belonging, nearness): (f32, f32)) {
        let saying = self.of.entry(id).or_default().entry(document).or_default();
        best(&mut saying.belonging, belonging, BELONGING);
        best(&mut saying.nearness, nearness, NEAREST);
    }

    /// The numbers of every document that says anything, for each requirement.
    pub(super) fn numbers(&self) -> Vec<(RequirementId, usize, [f64; SAYING])> {
        let of = |(id, documents): (&RequirementId, &BTreeMap<usize, Saying>)| {
            documents.iter().map(|(document, saying)| (*id, *document, saying.numbers())).collect::<Vec<_>>()
        };
        self.of.iter().flat_map(of).collect()
    }

    /// What is said of a requirement by the document that says most of it, as a logit.
    pub(super) fn said(&self, id: RequirementId) -> f64 {
        let documents = self.of.get(&id).into_iter().flat_map(BTreeMap::values);
        documents.map(|saying| SAYS.logit(&saying.numbers())).fold(LEAST, f64::max)
    }
}

/// Puts a value among the best, in order.
fn best(kept: &mut Vec<f32>, value: f32, most: usize) {
    let at = kept.partition_point(|one| *one >= value);
    if at < most {
        kept.insert(at, value);
        kept.truncate(most);
    }
}

/// The numbers of each requirement.
pub(super) fn numbers(matcher: &Matcher, read: &Read<'_>) -> BTreeMap<RequirementId, [f64; COVERAGE]> {
    let ids: BTreeSet<RequirementId> = matcher.probes.checks.iter().map(|asked| asked.requirement).collect();
    let said: Vec<(RequirementId, f64)> = ids.into_iter().map(|id| (id, read.matches.sayings.said(id))).collect();
    let strength = strength(said.iter().map(|(_, said)| *said)).max(ORDINARY);
    said.into_iter().map(|(id, said)| (id, [said, strength])).collect()
}

/// How much is said of the requirements that are spoken of most, from what is said of each, as a logit. Documents on another
/// subject say little of anything; they are held against ordinary ones all the same, else they would cover it all a little.
pub fn strength(said: impl Iterator<Item = f64>) -> f64 {
    let mut said: Vec<f64> = said.collect();
    said.sort_by(|a, b| b.total_cmp(a));
    said.truncate(MOST);
    let count = f64::from(u32::try_from(said.len().max(1)).unwrap_or(u32::MAX));
    said.iter().sum::<f64>() / count
}

/// The probability that each requirement is covered in substance.
pub(super) fn covered(matcher: &Matcher, read: &Read<'_>) -> BTreeMap<RequirementId, f64> {
    numbers(matcher, read).into_iter().map(|(id, row)| (id, COVERED.probability(&row))).collect()
}

/// Takes back what a check claims of a requirement that the documents, with so many statements, do not speak to.
pub(super) fn tempered(decision: Decision, nature: Nature, (covered, statements): (f64, usize)) -> Decision {
    let is_full = decision.verdict == GapVerdict::Met && nature == Nature::Rule;
    let from = if is_full && statements <= FEW { SAID_IN_FULL_FROM } else { COVERED_FROM };
    if covered >= from || !matches!(decision.verdict, GapVerdict::Met | GapVerdict::Partial) {
        return decision;
    }
    let cause = if nature == Nature::Record { Cause::NoRecord } else { Cause::NotFound };
    Decision { verdict: GapVerdict::Missing, cause, confidence: 1.0 - covered, shown: Vec::new(), ..decision }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met() -> Decision {
        Decision { verdict: GapVerdict::Met, confidence: 0.4, speaks: 0.9, shown: vec![0], cause: Cause::Said }
    }

    #[test]
    fn what_is_said_in_full_counts_in_a_short_document_alone() {
        let verdict = |nature, of| tempered(met(), nature, of).verdict;
        assert_eq!(verdict(Nature::Rule, (0.3, FEW)), GapVerdict::Met);
        assert_eq!(verdict(Nature::Rule, (0.3, FEW + 1)), GapVerdict::Missing);
        assert_eq!(verdict(Nature::Record, (0.3, FEW)), GapVerdict::Missing);
        assert_eq!(verdict(Nature::Rule, (0.2, FEW)), GapVerdict::Missing);
        assert_eq!(verdict(Nature::Record, (0.5, FEW + 1)), GapVerdict::Met);
    }
}
