//! What is decided of each check before the report puts it into words: a clause of ours that stands in them, or else
//! the judge, then the coverage of its requirement.

use std::collections::BTreeMap;

use super::{
    coverage,
    features::{Read, known},
    judge::{Decision, as_written, decide},
    matching::{Candidate, Matcher},
};
use crate::iso::{Check, RequirementId};

/// A check with its decision.
pub(super) struct Decided<'a> {
    pub(super) requirement: RequirementId,
    pub(super) check: &'a Check,
    pub(super) decision: Decision,
    /// How likely the documents speak to its requirement.
    pub(super) covered: f64,
    /// The statements that the judge looked at, the best first.
    pub(super) looked: Vec<Candidate>,
    /// What the reason says beside the judge's words.
    pub(super) remark: String,
}

/// What is decided of each check, in the order of the checks; `as_strangers` as if the clauses of our library were not known.
pub(super) fn decided<'a>(matcher: &'a Matcher, read: &Read<'_>, as_strangers: bool) -> Vec<Decided<'a>> {
    let covered = coverage::covered(matcher, read);
    let held = if as_strangers { BTreeMap::new() } else { matcher.clauses.held(read.statements) };
    let checks = matcher.probes.checks.iter().enumerate();
    let decided = checks.filter_map(|(place, asked)| {
        let known = known(place, matcher, read)?;
        let covered = covered.get(&asked.requirement).copied().unwrap_or(0.0);
        let of = (covered, read.statements.len());
        let decision = held.get(&place).map_or_else(
            || coverage::tempered(decide(&asked.check, &known, read), asked.check.nature, of),
            |shown| as_written(shown, read),
        );
        let (requirement, check, remark) = (asked.requirement, &asked.check, String::new());
        Some(Decided { requirement, check, decision, covered, looked: known.looked, remark })
    });
    decided.collect()
}
