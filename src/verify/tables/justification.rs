//! Whether a reason for leaving a control out would stand before an auditor.
//!
//! A reason stands on a ground: the thing does not exist, no risk or duty was found, another control treats the risk, or its
//! owner accepted it. Cost, size, trust, a provider's certificate, "not yet" and "not relevant" are none, however many dates
//! and signatures stand beside them. Without a ground a reason is weak; it is never declared false.

mod absence;
mod scope;
mod words;

use crate::iso::{Meaning, RequirementId, mentions};
use words::{
    ACCEPTED, ACCEPTOR, ASKED, ASSESSED, CERTIFIED, CIRCULAR, COST, EXISTENCE, FEELING, NEVER, NO_DEMAND, NO_DUTY,
    NO_RISK, NOT_YET, OUTSOURCED, PLAIN_DENIAL, SIZE, TOOL, TRUST, Words, says,
};

/// Words below which "assessed, no risk" is a phrase and no assessment.
const PHRASE: usize = 8;

/// What a good reason stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// What the control protects or governs does not exist.
    Absence,
    /// Assessed: no risk, and no law or contract asks for it.
    NoRisk,
    /// Another control treats the same risk.
    Alternative,
    /// The owner of the risk accepted it.
    Accepted,
}

/// Why a reason does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Nothing is said.
    Empty,
    /// It says in other words that the control is left out.
    Circular,
    /// It costs too much.
    Cost,
    /// It is not done yet.
    NotYet,
    /// Somebody else does it, without a word on who answers for what.
    Outsourced,
    /// The company is small.
    Size,
    /// A provider has a certificate.
    Certified,
    /// Nobody asked for it.
    NoDemand,
    /// People are trusted.
    Trust,
    /// A tool does it: then it is implemented.
    Tool,
    /// Good will or good luck.
    Feeling,
    /// Its own words show that the control applies.
    Contradiction,
    /// What is absent is not what the control is about.
    WrongScope,
    /// None of the grounds is there.
    NoGround,
}

/// The weaknesses by their words, the telling ones first.
static KNOWN: [(&Words, Weakness); 10] = [
    (&NO_DEMAND, Weakness::NoDemand),
    (&CERTIFIED, Weakness::Certified),
    (&TRUST, Weakness::Trust),
    (&NOT_YET, Weakness::NotYet),
    (&FEELING, Weakness::Feeling),
    (&COST, Weakness::Cost),
    (&SIZE, Weakness::Size),
    (&TOOL, Weakness::Tool),
    (&OUTSOURCED, Weakness::Outsourced),
    (&CIRCULAR, Weakness::Circular),
];

impl Weakness {
    /// What an auditor would say of the row.
    pub fn message(self) -> &'static str {
        match self {
            Self::Empty => "gives no reason",
            Self::Circular => "says only that it is left out, in other words",
            Self::Cost => "names the cost, which is no reason by itself",
            Self::NotYet => "says that it is not done yet: then it applies and is not implemented",
            Self::Outsourced => "says that somebody else does it, but not who answers for what",
            Self::Size => "names the company's size, which changes the measure and not whether it is needed",
            Self::Certified => "points to a certificate, which covers the provider's part only",
            Self::NoDemand => "says that nobody asked for it, which is no assessment of risk",
            Self::Trust => "rests on trust",
            Self::Tool => "says that a tool does it: then it applies and is implemented",
            Self::Feeling => "rests on good will or good luck",
            Self::Contradiction => "shows by its own words that the control has something to do",
            Self::WrongScope => "names the absence of something that the control is not about",
            Self::NoGround => "names no absence, assessment, other control or acceptance that could be checked",
        }
    }
}

/// Judges a reason for leaving out a control.
pub fn judge(control: RequirementId, reason: &str) -> Result<Ground, Weakness> {
    let text = reason.replace(['\u{2019}', '\u{2018}'], "'");
    if text.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return Err(Weakness::Empty);
    }
    let id = control.to_string();
    let weak: Vec<Weakness> =
        KNOWN.iter().filter(|(words, _)| says(words, &text)).map(|(_, weakness)| *weakness).collect();
    let any = |list: &[Weakness]| weak.iter().copied().find(|weakness| list.contains(weakness));
    let denials = absence::denials(&text);
    let is_denied = absence::is_denied(&text, &denials);
    if id == "A.8.30" && scope::names_outsiders(&text) && (is_denied || text.to_lowercase().contains("in-house")) {
        return Err(Weakness::Contradiction);
    }
    if let Some(ground) = documented(control, &text, &any) {
        return Ok(ground);
    }
    if scope::contradicts(&id, &text) {
        return Err(Weakness::Contradiction);
    }
    let first = weak.first().copied();
    if !is_denied {
        return Err(first.unwrap_or(Weakness::NoGround));
    }
    if !scope::is_about(&id, &text, &denials) {
        return Err(first.filter(|_| scope::is_for_all(&id)).unwrap_or(Weakness::WrongScope));
    }
    if let Some(weakness) = any(&[Weakness::Trust, Weakness::Feeling, Weakness::Tool]) {
        return Err(weakness);
    }
    let is_unasked = any(&[Weakness::NoDemand]).is_some() && !says(&EXISTENCE, &text);
    let is_pending = any(&[Weakness::NotYet]).is_some() && !says(&NEVER, &text);
    if is_unasked || is_pending {
        return Err(if is_unasked { Weakness::NoDemand } else { Weakness::NotYet });
    }
    if scope::takes_back(&text) {
        return Err(Weakness::Contradiction);
    }
    let beside = any(&[Weakness::Certified, Weakness::Cost, Weakness::Outsourced, Weakness::Size]);
    match beside {
        Some(_) if !says(&PLAIN_DENIAL, &text) => Err(first.unwrap_or(Weakness::NoGround)),
        _ => Ok(Ground::Absence),
    }
}

/// The grounds that somebody's decision, another control or an assessment gives.
fn documented(control: RequirementId, text: &str, any: &dyn Fn(&[Weakness]) -> Option<Weakness>) -> Option<Ground> {
    use Weakness::{Certified, Circular, Cost, Feeling, NoDemand, NotYet, Tool, Trust};
    if says(&ACCEPTED, text) && says(&ACCEPTOR, text) && any(&[Trust, Circular, NoDemand]).is_none() {
        return Some(Ground::Accepted);
    }
    if names_another(control, text) && any(&[NotYet, Circular, NoDemand, Feeling]).is_none() {
        return Some(Ground::Alternative);
    }
    let is_assessed = says(&ASSESSED, text);
    if is_assessed && says(&NO_DUTY, text) && any(&[Trust, Cost, Tool]).is_none() && !says(&ASKED, text) {
        return Some(Ground::NoRisk);
    }
    let is_harmless = is_assessed && says(&NO_RISK, text) && text.split_whitespace().count() > PHRASE;
    let spoils = any(&[NoDemand, Trust, Feeling, Circular, Cost, Certified, Tool]);
    (is_harmless && spoils.is_none() && !scope::is_for_all(&control.to_string())).then_some(Ground::NoRisk)
}

/// Whether it names another control.
fn names_another(control: RequirementId, text: &str) -> bool {
    mentions(text).into_iter().any(|mention| match mention.meaning {
        Meaning::Requirement(id) => id != control && id.is_control(),
        _ => false,
    })
}

#[cfg(test)]
mod tests;
