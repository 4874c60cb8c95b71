//! Which scenarios a company's first register holds: the gravest, and enough to look at every control that may be needed.

use std::collections::BTreeSet;

use super::scenario::Scenario;
use crate::{
    draft::blocks::{Shown, shown},
    iso::{Fact, Profile, RiskCriteria, Size},
    knowledge::{Library, PaperKind, SIZES},
};

/// The scenarios of a register.
pub(super) struct Chosen<'a> {
    /// Each with the reason why it concerns the company, the gravest first.
    pub(super) scenarios: Vec<(Scenario<'a>, String)>,
    /// What depends on an open answer: title, condition.
    pub(super) open: Vec<(String, String)>,
}

/// How many controls in view a risk that has to be treated is worth more than one that may stay.
const TREATED: usize = 2;

/// How many risks a first register has.
fn budget(size: Size) -> usize {
    match size {
        Size::Small => 28,
        Size::Medium => 40,
        Size::Large => 55,
    }
}

/// Chooses. A scenario that the profile rules out is never there, one whose condition is open is listed as open.
pub(super) fn choose<'a>(
    library: &'a Library,
    profile: &Profile,
    criteria: &RiskCriteria,
    translate: &dyn Fn(u8) -> u8,
) -> Chosen<'a> {
    let size = match profile.size() {
        Size::Small => SIZES[0],
        Size::Medium => SIZES[1],
        Size::Large => SIZES[2],
    };
    let (mut fitting, mut open) = (Vec::new(), Vec::new());
    for paper in library.shelf().of_kind(PaperKind::Risks) {
        for clause in paper.scenarios() {
            let Some(scenario) = Scenario::of(paper, clause) else { continue };
            match shown(clause, size, profile) {
                Shown::Yes => fitting.push(scenario),
                Shown::If(condition) => open.push((scenario.title.to_owned(), condition)),
                Shown::No => {}
            }
        }
    }
    let is_treated = |scenario: &Scenario<'_>| {
        let level = criteria.level(Some(translate(scenario.before.0)), Some(translate(scenario.before.1)));
        level.is_some_and(|level| !criteria.accepts(level))
    };
    // What few companies live through comes after what every one does, however grave it is.
    fitting.sort_by_key(|scenario| (scenario.seldom().is_some(), std::cmp::Reverse(weight(scenario)), scenario.id));
    let general = fitting.iter().filter(|scenario| scenario.seldom().is_none()).count();
    let mut taken = vec![false; fitting.len()];
    let mut covered: BTreeSet<String> = BTreeSet::new();
    let mut take = |at: usize, covered: &mut BTreeSet<String>| {
        if let (Some(flag), Some(scenario)) = (taken.get_mut(at), fitting.get(at)) {
            *flag = true;
            covered.extend(scenario.controls.iter().map(|(control, _)| control.clone()));
        }
    };
    // What a company like this would be asked about first.
    for at in 0..general.min(budget(profile.size()) / 2) {
        take(at, &mut covered);
    }
    // Then whatever brings the most controls into view that no risk speaks of yet, the seldom only for what nothing else brings.
    while let Some((at, _)) = fitting
        .iter()
        .enumerate()
        .map(|(at, scenario)| {
            let new = scenario.controls.iter().filter(|(control, _)| !covered.contains(control)).count();
            (at, if new > 0 && is_treated(scenario) { new + TREATED } else { new })
        })
        .filter(|(_, worth)| *worth > 0)
        .max_by_key(|(at, worth)| (*at < general, *worth, std::cmp::Reverse(*at)))
    {
        take(at, &mut covered);
    }
    let short = budget(profile.size()).saturating_sub(taken.iter().filter(|taken| **taken).count());
    let rest: Vec<usize> = (0..general).filter(|at| taken.get(*at) == Some(&false)).take(short).collect();
    let fitting = fitting.into_iter().enumerate();
    let scenarios = fitting.filter(|(at, _)| taken.get(*at) == Some(&true) || rest.contains(at));
    let scenarios = scenarios.map(|(_, scenario)| {
        let because = because(&scenario, profile);
        (scenario, because)
    });
    Chosen { scenarios: scenarios.collect(), open }
}

/// How grave it is before anything is done: impact before likelihood among equals.
fn weight(scenario: &Scenario<'_>) -> (u8, u8) {
    (scenario.before.0 * scenario.before.1, scenario.before.1)
}

fn because(scenario: &Scenario<'_>, profile: &Profile) -> String {
    if let Some(circumstance) = scenario.seldom() {
        return format!(
            "Only for {circumstance}, and it alone brings a control into view: strike it if that is not your case"
        );
    }
    let said: Vec<&str> =
        scenario.facts().filter(|fact| profile.says(*fact) == Some(true)).map(Fact::spoken).take(2).collect();
    if said.is_empty() { "It concerns every company".to_owned() } else { format!("Because {}", said.join(" and ")) }
}
