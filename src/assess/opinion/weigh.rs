//! What a model's claim may change. Agreement makes a verdict surer. A disagreement keeps the more cautious of the two, except
//! that a passage in force, quoted word for word, may raise a verdict by one step. Either way the reason says so.

use super::{
    super::{
        decided::Decided,
        features::{Read, is_record},
        judge::Cause,
        statement::Statement,
    },
    reply::{Claim, Opinion},
};
use crate::iso::GapVerdict;

/// The share of what is lacking to certainty that agreement gives.
const AGREED: f64 = 0.25;
/// What is left of a confidence after a disagreement that changed nothing.
const DOUBTED: f64 = 0.7;
/// How sure a verdict is that only one of the two would have given.
const CHANGED: f64 = 0.5;

/// Lets an opinion weigh on a decision.
pub(super) fn weigh(one: &mut Decided<'_>, opinion: &Opinion, read: &Read<'_>) {
    let own = match one.decision.verdict {
        GapVerdict::Met => Claim::Met,
        GapVerdict::Partial => Claim::Partial,
        GapVerdict::Missing => Claim::Missing,
        GapVerdict::Conflicting | GapVerdict::NotAssessed | GapVerdict::NotApplicable => return,
    };
    let misses = Some(opinion.missing.as_str()).filter(|words| !words.is_empty());
    let misses = misses.map(|words| format!(" (it misses: {words})")).unwrap_or_default();
    let said = format!("{}{misses}", name(opinion.claim));
    let decision = &mut one.decision;
    if opinion.claim == own {
        decision.confidence += (1.0 - decision.confidence) * AGREED;
        return;
    }
    if own == Claim::Met {
        decision.verdict = GapVerdict::Partial;
        decision.cause = Cause::InPart;
        decision.confidence = CHANGED;
        one.remark = format!("The program alone would have said met; the language model disagreed and says {said}.");
        return;
    }
    let raised = (opinion.claim > own).then(|| raised(one, own, opinion, read)).flatten();
    let decision = &mut one.decision;
    let Some((verdict, cause, statement)) = raised else {
        decision.confidence *= DOUBTED;
        one.remark = format!("The language model disagreed and says {said}; the verdict stays, with less confidence.");
        return;
    };
    (decision.verdict, decision.cause, decision.confidence) = (verdict, cause, CHANGED);
    decision.shown.retain(|shown| *shown != statement);
    decision.shown.insert(0, statement);
    one.remark =
        format!("The program alone would have said {}; the language model disagreed and says {said}.", name(own));
}

/// One step up, if the statement that is quoted can bear it.
fn raised(one: &Decided<'_>, own: Claim, opinion: &Opinion, read: &Read<'_>) -> Option<(GapVerdict, Cause, usize)> {
    let place = opinion.statement?;
    let statement = read.statements.get(place)?;
    let is_barred = matches!(
        one.decision.cause,
        Cause::Denied | Cause::Promise | Cause::NotInForce | Cause::Ahead | Cause::Stale { .. }
    );
    if is_barred || !bears(statement, read) {
        return None;
    }
    if own == Claim::Missing {
        return Some((GapVerdict::Partial, Cause::InPart, place));
    }
    let is_wish = statement.speech.wishes && !statement.speech.rules;
    let lacks_date = is_record(one.check.nature) && !statement.speech.has_date;
    (!is_wish && !lacks_date).then_some((GapVerdict::Met, Cause::Said, place))
}

/// Whether a statement says that something is so, and does so in force.
fn bears(statement: &Statement, read: &Read<'_>) -> bool {
    let speech = statement.speech;
    speech.can_show() && !speech.denies && !speech.promises && read.is_in_force(statement)
}

fn name(claim: Claim) -> &'static str {
    match claim {
        Claim::Met => "met",
        Claim::Partial => "partial",
        Claim::Missing => "missing",
    }
}
