//! Coverage: how likely the documents speak to a requirement in substance, all its statements together.
//!
//! A check alone is easily fooled by a sentence on a neighbouring topic. How much the whole set says of a requirement, beside
//! how much it says of all others, tells a covered topic from a stray sentence; so a check is never better covered than its
//! requirement. Both are taken as logarithms: documents in crisp headings score ten times what prose scores.

use std::collections::BTreeMap;

use super::{
    features::Read,
    judge::{Cause, Decision},
    matching::Matcher,
    weights::COVERED,
};
use crate::iso::{GapVerdict, Nature, RequirementId};

/// How many numbers a requirement has.
pub const COVERAGE: usize = 2;

/// Their names, in order.
pub const COVERAGE_NAMES: [&str; COVERAGE] = ["what is said of it, logarithm", "what is said of all, logarithm"];

/// Below this probability a requirement is a gap, whatever single checks say.
const COVERED_FROM: f64 = 0.45;
/// What is less than this is nothing.
const NOTHING: f64 = 1e-4;
/// Documents that say less than this of all are held against ordinary policies all the same: else documents on another
/// subject would cover everything a little.
const ORDINARY: f64 = 0.22;

/// The numbers of each requirement.
pub(super) fn numbers(matcher: &Matcher, read: &Read<'_>) -> BTreeMap<RequirementId, [f64; COVERAGE]> {
    let said: BTreeMap<RequirementId, f64> = matcher
        .probes
        .checks
        .iter()
        .map(|asked| {
            let said = read.matches.coverage.get(&asked.requirement).map_or(0.0, |one| f64::from(one.mean()));
            (asked.requirement, said)
        })
        .collect();
    let count = f64::from(u32::try_from(said.len().max(1)).unwrap_or(u32::MAX));
    let all = (said.values().sum::<f64>() / count).max(ORDINARY).ln();
    said.into_iter().map(|(id, said)| (id, [said.max(NOTHING).ln(), all])).collect()
}

/// The probability that each requirement is covered in substance.
pub(super) fn covered(matcher: &Matcher, read: &Read<'_>) -> BTreeMap<RequirementId, f64> {
    numbers(matcher, read).into_iter().map(|(id, row)| (id, COVERED.probability(&row))).collect()
}

/// Takes back what a check claims of a requirement that the documents do not speak to.
pub(super) fn temper(decision: &mut Decision, nature: Nature, covered: f64) {
    if covered >= COVERED_FROM || !matches!(decision.verdict, GapVerdict::Met | GapVerdict::Partial) {
        return;
    }
    decision.verdict = GapVerdict::Missing;
    decision.cause = if nature == Nature::Record { Cause::NoRecord } else { Cause::NotFound };
    decision.confidence = 1.0 - covered;
    decision.shown.clear();
}
