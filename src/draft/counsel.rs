//! Whether a company keeps a kind of policy as a text of its own, as a chapter of another one, or not at all; and why.

use schemars::JsonSchema;
use serde::Serialize;

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
    /// It may be a chapter of another policy.
    Chapter(Home),
    /// Nothing calls for it.
    Nothing,
    /// The profile does not say.
    Unknown,
}

/// The policy that takes up another one as a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "PolicyHome")]
pub struct Home {
    /// Its kind
    pub kind: String,
    /// Its title
    pub title: String,
}

/// How many kinds of policy there are, and how many of them are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "PolicyCount")]
pub struct Count {
    /// Kinds
    pub kinds: usize,
    /// Of these, those that are written
    pub written: usize,
}

/// How a company keeps the kinds of policy, counted: what the pages, the API and the program say is from here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "PolicyCounts")]
pub struct Counts {
    /// A text of its own
    pub own: Count,
    /// May be a chapter of another one
    pub chapters: Count,
    /// Nothing calls for it
    pub not_needed: Count,
    /// The profile does not say
    pub unknown: Count,
}

/// Counts the kinds of the library for this company.
pub fn counts(shelf: &Shelf, profile: &Profile, is_written: impl Fn(&str) -> bool) -> Counts {
    let mut counts = Counts::default();
    for paper in shelf.of_kind(PaperKind::Policy) {
        let count = match counsel(paper, shelf, profile).keep {
            Keep::Own => &mut counts.own,
            Keep::Chapter(_) => &mut counts.chapters,
            Keep::Nothing => &mut counts.not_needed,
            Keep::Unknown => &mut counts.unknown,
        };
        count.kinds += 1;
        count.written += usize::from(is_written(&paper.front.id));
    }
    counts
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
            Keep::Chapter(home) => format!("needed, may be a chapter of the {}", home.title),
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

/// The policy that ends up holding it: what takes it up may be a chapter itself.
fn home(kind: &str, shelf: &Shelf, profile: &Profile) -> Home {
    let mut last = kind;
    for _ in 0..DEEP {
        let Some(paper) = shelf.paper(PaperKind::Policy, last) else { break };
        let Some((next, _)) = folded(paper, profile) else {
            return Home { kind: last.to_owned(), title: paper.front.title.clone() };
        };
        last = next;
    }
    Home { kind: last.to_owned(), title: last.to_owned() }
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

    fn chapter(kind: &str, title: &str) -> Keep {
        Keep::Chapter(Home { kind: kind.to_owned(), title: title.to_owned() })
    }

    #[test]
    fn each_kind_is_counted_once_and_a_chapter_has_a_home_that_is_needed() {
        let library = Library::load(None).unwrap();
        let shelf = library.shelf();
        let kinds = shelf.of_kind(PaperKind::Policy).count();
        for (says, own, chapters) in [
            ("people: 30, development: none, premises: [remote], cloud: {providers: []}", 10, 12),
            ("people: 30", 10, 10),
            ("people: 900, premises: [office]", 20, 0),
        ] {
            let profile = Profile::from_yaml(&format!("{{name: N, sector: S, {says}}}")).unwrap();
            let counts = counts(shelf, &profile, |kind| kind == "backup" || kind == "information-security");
            let all = [counts.own, counts.chapters, counts.not_needed, counts.unknown];
            assert_eq!(all.iter().map(|count| count.kinds).sum::<usize>(), kinds);
            assert_eq!(all.iter().map(|count| count.written).sum::<usize>(), 2);
            assert!(counts.own.kinds >= own && counts.chapters.kinds >= chapters, "{says}: {counts:?}");
            for paper in shelf.of_kind(PaperKind::Policy) {
                let Keep::Chapter(home) = counsel(paper, shelf, &profile).keep else { continue };
                let its = counsel(shelf.paper(PaperKind::Policy, &home.kind).unwrap(), shelf, &profile).keep;
                assert_eq!(its, Keep::Own, "{} into {}: {says}", paper.front.id, home.kind);
            }
        }
    }

    #[test]
    fn a_small_company_may_fold_what_a_large_one_keeps_apart() {
        assert_eq!(said("backup", "people: 30").keep, chapter("business-continuity", "Business Continuity Policy"));
        assert_eq!(said("backup", "people: 120").keep, Keep::Own);
        assert_eq!(said("backup", "people: 0").keep, Keep::Own, "an unknown size is not small");
        assert_eq!(said("information-security", "people: 10").keep, Keep::Own);
    }

    #[test]
    fn facts_fold_and_take_away_and_silence_does_neither() {
        let large = said("physical-security", "people: 300, premises: [remote]");
        assert_eq!(large.keep, chapter("remote-working", "Remote Working and Mobile Devices Policy"));
        assert!(large.reason.contains("rooms of your own"), "{}", large.reason);
        assert_eq!(said("physical-security", "people: 300").keep, Keep::Own);
        // What takes it up is a chapter itself in a small company.
        let small = said("physical-security", "people: 20, premises: [remote]");
        assert_eq!(small.keep, chapter("acceptable-use", "Acceptable Use Policy"));
        assert_eq!(
            said("secure-development", "people: 300, development: none").keep,
            chapter("operations-security", "Operations Security Policy")
        );
        let none = said("cloud-services", "people: 300, cloud: {providers: []}");
        assert_eq!(none.keep, Keep::Nothing);
        assert_eq!(said("cloud-services", "people: 300").keep, Keep::Unknown);
    }
}
