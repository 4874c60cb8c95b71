//! What is said of a verdict: why, what is missing, and what would close it, with a clause ready to paste where one serves.

use super::judge::{Cause, Decision};
use crate::{
    draft,
    iso::{Check, Evidence, GapVerdict, Nature, Profile, SuggestedClause},
    knowledge::Library,
};

/// What to do about a check.
pub(super) struct Advice {
    pub(super) gap: String,
    pub(super) recommendation: String,
    pub(super) clause: Option<SuggestedClause>,
}

/// Why the verdict is what it is, in a sentence.
pub(super) fn reason(decision: &Decision, best: Option<&Evidence>) -> String {
    let place = best.map(|evidence| {
        let heading = evidence.heading.last().map(|heading| format!(", \u{201c}{heading}\u{201d}")).unwrap_or_default();
        format!("{}{heading}", evidence.document)
    });
    let place = place.unwrap_or_default();
    match decision.cause {
        Cause::Said => format!("{place} says it."),
        Cause::InPart => format!("{place} speaks to it, but not to all that is asked."),
        Cause::NoTiming => format!("{place} speaks to it, but no time or interval is said."),
        Cause::Wish => format!("{place} words it as a wish, not as a rule."),
        Cause::Promise => format!("{place} only promises it, or leaves a placeholder."),
        Cause::NotInForce => format!("Only {place} speaks to it, and that text is not in force."),
        Cause::Denied => format!("{place} says that it is not done or not covered."),
        Cause::NotFound => "Not found in the supplied documents.".to_owned(),
        Cause::NoRecord if best.is_some() => format!("{place} speaks to it, but no dated result shows it."),
        Cause::NoRecord => "Not found in the supplied documents: no dated record shows it.".to_owned(),
        Cause::Ahead => format!("{place} bears only dates that are still to come: a plan is no result."),
        Cause::Stale { newest, months } => {
            format!("{place} speaks to it, but the newest dated result is of {newest}, older than {months} months.")
        }
        Cause::Practice => "A document cannot show it: it is seen in an interview or by watching.".to_owned(),
    }
}

/// What is missing and what to do.
pub(super) fn advise(check: &Check, decision: &Decision, (library, profile): (&Library, Option<&Profile>)) -> Advice {
    let none = |gap: String, recommendation: String| Advice { gap, recommendation, clause: None };
    if decision.verdict == GapVerdict::Met {
        return none(String::new(), String::new());
    }
    if check.nature == Nature::Practice {
        let ask = check.ask.as_deref().map(|ask| format!("Ask: {ask}")).into_iter();
        let observe = check.observe.as_deref().map(|look| format!("Look at: {look}"));
        return none("Evidence from practice is needed.".to_owned(), ask.chain(observe).collect::<Vec<_>>().join(" "));
    }
    let subject = lowered(&check.text);
    let gap = match decision.cause {
        Cause::NoTiming => format!("It is not said when or how often: {subject}"),
        Cause::Wish => format!("It is not binding: {subject}"),
        Cause::Promise => format!("It is still to be decided: {subject}"),
        Cause::NotInForce => format!("No text in force says: {subject}"),
        Cause::Denied => format!("The documents exclude it: {subject}"),
        Cause::NoRecord | Cause::Ahead => format!("No dated record shows: {subject}"),
        Cause::Stale { newest, .. } => format!("Nothing after {newest} shows: {subject}"),
        Cause::NotFound => format!("No document says: {subject}"),
        _ => format!("Not all of it is said: {subject}"),
    };
    let recommendation = match (decision.cause, check.nature) {
        (Cause::NotInForce, _) => "Approve the document and put it in force, or move the rule into one that is.",
        (Cause::Wish, _) => "Say who must do it, and by when.",
        (Cause::NoTiming, _) => "Add the interval or the deadline, and who keeps it.",
        (Cause::Denied, _) => {
            "Decide whether the exclusion is meant; if so, give its reason and who accepted the risk."
        }
        (Cause::Stale { .. }, _) => {
            "Do it again, and keep the dated result: what was done, by whom, with what outcome."
        }
        (_, Nature::Record) => "Show a dated result: what was done, when, by whom, with what outcome.",
        _ => "Put the rule into a document in force: who does what, on what, and when.",
    };
    let clause = (check.nature == Nature::Rule).then(|| clause_for(check, library, profile)).flatten();
    let recommendation = match &clause {
        Some(clause) => format!(
            "{recommendation} The clause \u{201c}{}\u{201d} of the {} policy would do.",
            clause.title, clause.policy
        ),
        None => recommendation.to_owned(),
    };
    Advice { gap, recommendation, clause }
}

/// The clause of the library that satisfies a check, written for the company.
fn clause_for(check: &Check, library: &Library, profile: Option<&Profile>) -> Option<SuggestedClause> {
    let unnamed = Profile::unnamed(100);
    let (policy, title, text) = draft::clause_for(&check.id, library, profile.unwrap_or(&unnamed))?;
    Some(SuggestedClause { policy, title, text })
}

fn lowered(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    // An abbreviation such as ISMS stays as it is.
    if chars.clone().next().is_some_and(char::is_uppercase) { text.to_owned() } else { first + chars.as_str() }
}
