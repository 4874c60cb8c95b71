//! The judge: from what is known of a check to a verdict, by weights that were learned from labelled policy sets.
//!
//! Two questions are asked of each check, each by a logistic model: do the documents speak to it at all, and if so, do they
//! say all of it? What the documents say of themselves comes before both: a draft is never more than partial, and a
//! statement that denies is no coverage.

use super::{
    features::{Known, Read, is_record},
    weights::{RECORD_MET, RECORD_SPEAKS, RULE_MET, RULE_SPEAKS},
};
use crate::iso::{Check, Day, GapVerdict, Nature};

/// From this probability on the documents speak to a check.
const SPEAKS: f64 = 0.5;
/// From this probability on they say all of it.
const MET: f64 = 0.33;
/// A statement this much behind the best is shown as well.
const NEAR: f32 = 0.12;

/// A logistic model over standardised numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Logistic<const N: usize> {
    pub(super) offset: f64,
    pub(super) means: [f64; N],
    /// Already divided by the deviations.
    pub(super) weights: [f64; N],
}

impl<const N: usize> Logistic<N> {
    pub(super) fn probability(&self, numbers: &[f64; N]) -> f64 {
        1.0 / (1.0 + (-self.logit(numbers)).exp())
    }

    /// The logarithm of the odds.
    pub(super) fn logit(&self, numbers: &[f64; N]) -> f64 {
        let terms = numbers.iter().zip(&self.means).zip(&self.weights);
        self.offset + terms.map(|((number, mean), weight)| (number - mean) * weight).sum::<f64>()
    }
}

/// What was decided of a check, before it is put into words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decision {
    pub(super) verdict: GapVerdict,
    pub(super) confidence: f64,
    /// How likely the documents speak to it.
    pub(super) speaks: f64,
    /// Statements that are shown, the best first.
    pub(super) shown: Vec<usize>,
    pub(super) cause: Cause,
}

/// What a verdict rests on beside the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// A statement in force says it.
    Said,
    /// Part of it is not said.
    InPart,
    /// No time is said, and one is asked for.
    NoTiming,
    /// It is only a wish.
    Wish,
    /// It is only promised.
    Promise,
    /// The document is a draft, or superseded.
    NotInForce,
    /// The documents say that it is not so.
    Denied,
    /// Nothing speaks to it.
    NotFound,
    /// A rule is there, but no dated result.
    NoRecord,
    /// Its dates all lie ahead.
    Ahead,
    /// Its newest dated result is older than the check allows.
    Stale { newest: Day, months: u16 },
    /// Documents cannot show it.
    Practice,
}

/// How sure it is that a clause of ours satisfies the checks that it was written for.
const WRITTEN: f64 = 0.95;

/// Decides a check that a clause of our library satisfies which stands in these statements.
pub(super) fn as_written(statements: &[usize], read: &Read<'_>) -> Decision {
    let in_force = statements.iter().filter_map(|one| read.statements.get(*one)).any(|one| read.is_in_force(one));
    let (verdict, cause) =
        if in_force { (GapVerdict::Met, Cause::Said) } else { (GapVerdict::Partial, Cause::NotInForce) };
    Decision { verdict, confidence: WRITTEN, speaks: WRITTEN, shown: statements.to_vec(), cause }
}

/// Decides one check.
pub(super) fn decide(check: &Check, known: &Known, read: &Read<'_>) -> Decision {
    let (speaks_model, met_model) =
        if is_record(check.nature) { (&RECORD_SPEAKS, &RECORD_MET) } else { (&RULE_SPEAKS, &RULE_MET) };
    let speaks = speaks_model.probability(&known.numbers);
    let met = met_model.probability(&known.numbers);
    let statements: Vec<_> =
        known.looked.iter().filter_map(|one| Some((one, read.statements.get(one.statement)?))).collect();
    let nothing =
        |cause, confidence| Decision { verdict: GapVerdict::Missing, confidence, speaks, shown: Vec::new(), cause };
    if check.nature == Nature::Practice {
        return Decision { verdict: GapVerdict::NotAssessed, cause: Cause::Practice, ..nothing(Cause::Practice, 1.0) };
    }
    let Some((first, best)) = statements.first() else { return nothing(Cause::NotFound, 1.0) };
    if best.speech.denies && !best.speech.rules && speaks >= SPEAKS {
        return Decision { shown: vec![first.statement], ..nothing(Cause::Denied, speaks) };
    }
    let usable = |one: &&(&super::matching::Candidate, &super::statement::Statement)| {
        !one.1.speech.denies && (one.0.meaning + NEAR >= first.meaning || one.0.words >= first.words)
    };
    let mut shown: Vec<usize> = statements.iter().filter(usable).map(|(one, _)| one.statement).collect();
    if shown.is_empty() {
        shown.push(first.statement);
    }
    let has_date = statements.iter().any(|(_, one)| one.speech.has_date);
    if speaks < SPEAKS {
        return nothing(if is_record(check.nature) { Cause::NoRecord } else { Cause::NotFound }, 1.0 - speaks);
    }
    let cause = match () {
        () if is_record(check.nature) && !has_date => Cause::NoRecord,
        () if best.speech.promises => Cause::Promise,
        () if !statements.iter().take(shown.len()).any(|(_, one)| read.is_in_force(one)) => Cause::NotInForce,
        () if met >= MET && known.lacks_timing => Cause::NoTiming,
        () if met >= MET && best.speech.wishes && !best.speech.rules => Cause::Wish,
        () if met >= MET => Cause::Said,
        () if known.lacks_timing => Cause::NoTiming,
        () => Cause::InPart,
    };
    let verdict = if cause == Cause::Said { GapVerdict::Met } else { GapVerdict::Partial };
    let confidence = if verdict == GapVerdict::Met { speaks * met } else { speaks * (1.0 - met).max(0.5) };
    Decision { verdict, confidence: confidence.clamp(0.0, 1.0), speaks, shown, cause }
}
