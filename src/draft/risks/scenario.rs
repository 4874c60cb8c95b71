//! A scenario of the library, taken apart.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    iso::{Fact, Meaning, mentions},
    knowledge::{Clause, Paper},
};

/// "likelihood 3, impact 4 before treatment; 1 and 3 after."
static USUALLY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"likelihood ([1-5]), impact ([1-5]) before treatment; ([1-5]) and ([1-5]) after\.\s*(.*)").ok()
});

/// What can happen, and what keeps it small.
#[derive(Debug, Clone)]
pub(super) struct Scenario<'a> {
    /// Its number in the library.
    pub(super) id: &'a str,
    /// What happens, in a few words.
    pub(super) title: &'a str,
    /// What happens, in some sentences.
    pub(super) story: String,
    /// Numbers of the assets concerned.
    pub(super) assets: &'a [String],
    /// `C`, `I`, `A`.
    pub(super) harm: &'a [String],
    /// The controls that treat it, each with its reason.
    pub(super) controls: Vec<(String, String)>,
    /// Likelihood and impact without them, on the scale from 1 to 5.
    pub(super) before: (u8, u8),
    /// The same with them.
    pub(super) after: (u8, u8),
    /// What makes it more likely or worse.
    pub(super) higher: String,
    /// Where it stands.
    pub(super) clause: &'a Clause,
}

impl<'a> Scenario<'a> {
    /// Takes a clause of a scenario page apart; nothing when it is none.
    pub(super) fn of(paper: &'a Paper, clause: &'a Clause) -> Option<Self> {
        let id = clause.marks.id.as_deref().filter(|_| !clause.marks.threats.is_empty())?;
        let body = paper.body(clause);
        let lines = || body.lines().map(str::trim).filter(|line| !line.is_empty());
        let story: Vec<&str> = lines().take_while(|line| !line.starts_with("- ")).collect();
        let usually = USUALLY.as_ref()?.captures(lines().find(|line| line.starts_with("- **Usually:**"))?)?;
        let number = |at: usize| usually.get(at)?.as_str().parse::<u8>().ok();
        let controls = lines().filter_map(|line| {
            let (control, reason) = line.strip_prefix("- **")?.split_once(":**")?;
            let found = mentions(control).into_iter().next()?;
            match found.meaning {
                Meaning::Requirement(id) if id.is_control() => Some((id.to_string(), reason.trim().to_owned())),
                _ => None,
            }
        });
        Some(Self {
            id,
            title: &clause.title,
            story: story.join(" "),
            assets: &clause.marks.assets,
            harm: &clause.marks.harm,
            controls: controls.collect(),
            before: (number(1)?, number(2)?),
            after: (number(3)?, number(4)?),
            higher: usually.get(5).map_or("", |higher| higher.as_str()).trim().to_owned(),
            clause,
        })
    }

    /// The circumstance that few companies are in and that no profile tells.
    pub(super) fn seldom(&self) -> Option<&str> {
        self.clause.marks.seldom.as_deref()
    }

    /// The facts that make it concern a company; none means that it concerns every one.
    pub(super) fn facts(&self) -> impl Iterator<Item = Fact> {
        self.clause.marks.places.iter().chain(&self.clause.marks.facts).copied()
    }
}
