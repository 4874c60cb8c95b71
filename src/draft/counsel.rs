//! Whether a company keeps a kind of policy as a text of its own, as a chapter of another one, or not at all; and why.

use super::{Advice, advice};
use crate::{
    iso::{Fact, Profile},
    knowledge::{Paper, PaperKind, Shelf},
};

/// Chapters of chapters that are followed; the library has fewer.
const DEEP: usize = 4;

/// What a company does with a kind of policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// It has a text of its own.
    Own,
    /// It may be a chapter of the policy with this title.
    Chapter(String),
    /// Nothing calls for it.
    Nothing,
    /// The profile does not say.
    Unknown,
}

/// Advice with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counsel {
    /// What to do.
    pub keep: Keep,
    /// Why, in a sentence.
    pub reason: String,
}

impl Counsel {
    /// In a few words, as lists show it.
    pub fn words(&self) -> String {
        match &self.keep {
            Keep::Own => "needed".to_owned(),
            Keep::Chapter(title) => format!("needed, may be a chapter of the {title}"),
            Keep::Nothing => "not needed".to_owned(),
            Keep::Unknown => "the profile does not say whether it is needed".to_owned(),
        }
    }
}

/// What this company does with this kind of policy.
pub fn counsel(paper: &Paper, shelf: &Shelf, profile: &Profile) -> Counsel {
    let needed = paper.front.needed.clone().unwrap_or_default();
    match advice(paper, profile) {
        Advice::NotNeeded => Counsel { keep: Keep::Nothing, reason: denied(&paper.front.needed_when) },
        Advice::Unknown => Counsel { keep: Keep::Unknown, reason: needed },
        Advice::Needed => match folded(paper, profile) {
            Some((kind, reason)) => Counsel { keep: Keep::Chapter(home(kind, shelf, profile)), reason },
            None => Counsel { keep: Keep::Own, reason: needed },
        },
    }
}

/// The kind that may take it up, and why.
fn folded<'a>(paper: &'a Paper, profile: &Profile) -> Option<(&'a str, String)> {
    let folds = paper.front.folds_into.as_ref()?;
    if !folds.unless.is_empty() && folds.unless.iter().all(|fact| profile.says(*fact) == Some(false)) {
        return Some((&folds.kind, denied(&folds.unless)));
    }
    let most = folds.people.filter(|most| (1..=*most).contains(&profile.people))?;
    Some((&folds.kind, format!("{} people: up to {most} can keep it there.", profile.people)))
}

/// The title of the policy that ends up holding it: what takes it up may be a chapter itself.
fn home(kind: &str, shelf: &Shelf, profile: &Profile) -> String {
    let mut last = kind;
    for _ in 0..DEEP {
        let Some(paper) = shelf.paper(PaperKind::Policy, last) else { break };
        let Some((next, _)) = folded(paper, profile) else { return paper.front.title.clone() };
        last = next;
    }
    last.to_owned()
}

/// What the profile denies, as a sentence about the company.
fn denied(facts: &[Fact]) -> String {
    let said: Vec<&str> = facts.iter().map(|fact| fact.spoken()).collect();
    format!("The profile denies that {}.", said.join(", and that "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Library;

    fn said(kind: &str, profile: &str) -> Counsel {
        let library = Library::load(None).unwrap();
        let profile = Profile::from_yaml(&format!("{{name: N, sector: S, {profile}}}")).unwrap();
        let shelf = library.shelf();
        counsel(shelf.paper(PaperKind::Policy, kind).unwrap(), shelf, &profile)
    }

    #[test]
    fn a_small_company_may_fold_what_a_large_one_keeps_apart() {
        let chapter = |title: &str| Keep::Chapter(title.to_owned());
        assert_eq!(said("backup", "people: 30").keep, chapter("Business Continuity Policy"));
        assert_eq!(said("backup", "people: 120").keep, Keep::Own);
        assert_eq!(said("backup", "people: 0").keep, Keep::Own, "an unknown size is not small");
        assert_eq!(said("information-security", "people: 10").keep, Keep::Own);
    }

    #[test]
    fn facts_fold_and_take_away_and_silence_does_neither() {
        let large = said("physical-security", "people: 300, premises: [remote]");
        assert_eq!(large.keep, Keep::Chapter("Remote Working and Mobile Devices Policy".to_owned()));
        assert!(large.reason.contains("rooms of your own"), "{}", large.reason);
        assert_eq!(said("physical-security", "people: 300").keep, Keep::Own);
        // What takes it up is a chapter itself in a small company.
        let small = said("physical-security", "people: 20, premises: [remote]");
        assert_eq!(small.keep, Keep::Chapter("Acceptable Use Policy".to_owned()));
        assert_eq!(
            said("secure-development", "people: 300, development: none").keep,
            Keep::Chapter("Operations Security Policy".to_owned())
        );
        let none = said("cloud-services", "people: 300, cloud: {providers: []}");
        assert_eq!(none.keep, Keep::Nothing);
        assert_eq!(said("cloud-services", "people: 300").keep, Keep::Unknown);
    }
}
