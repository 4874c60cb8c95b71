//! The treatment plan: one line for each control that the risks call for, with what is to be done first.

use std::collections::BTreeMap;

use crate::{
    draft::policy::held,
    iso::{Day, Profile, RequirementId, RiskRegister, Treatment, TreatmentOption, one_line},
    knowledge::{Library, Page, SectionKind},
};

/// Steps of a page that a line of the plan names.
const STEPS: usize = 3;

/// Fills the plan, and links the risks to it.
pub(super) fn plan(register: &mut RiskRegister, library: &Library, profile: &Profile) {
    let order: Vec<String> = register.criteria.order().into_iter().map(str::to_owned).collect();
    let rank = |level: &str| order.iter().position(|one| one == level).unwrap_or(0);
    let mut lines: BTreeMap<RequirementId, (usize, Vec<String>)> = BTreeMap::new();
    for risk in register.risks.iter().filter(|risk| risk.option == Some(TreatmentOption::Modify)) {
        let level = rank(risk.level(&register.criteria).unwrap_or_default());
        for control in risk.controls.iter().filter_map(|control| RequirementId::from_canonical(control)) {
            let line = lines.entry(control).or_default();
            line.0 = line.0.max(level);
            line.1.push(risk.id.clone());
        }
    }
    let mut lines: Vec<_> = lines.into_iter().collect();
    // What treats the gravest and the most risks comes first.
    lines.sort_by_key(|(control, (level, risks))| (std::cmp::Reverse((*level, risks.len())), *control));
    let highest = order.len().saturating_sub(1);
    for (at, (control, (level, risks))) in (1..).zip(lines) {
        let (action, owner) = library.page(control).map(first_steps).unwrap_or_default();
        let due = profile.target_date.map(|target| due(target, highest.saturating_sub(level)));
        let owner = if owner.is_empty() { owner } else { held(&owner, profile) };
        let id = format!("T-{at:02}");
        for risk in register.risks.iter_mut().filter(|risk| risks.contains(&risk.id)) {
            risk.treatments.push(id.clone());
            risk.due = risk.due.max(due);
        }
        let control = control.to_string();
        register.treatments.push(Treatment { id, control, action, risks, owner, due, ..Treatment::default() });
    }
}

/// Before the internal audit, which needs to see it work: the gravest half a year before the certification audit, what is
/// less grave four weeks later each.
fn due(target: Day, below_highest: usize) -> Day {
    let later = i64::try_from(below_highest.min(3)).unwrap_or(0) * 28;
    target.plus_days(later - 26 * 7)
}

/// The first steps of a page in a line, and who owns most of them.
fn first_steps(page: &Page) -> (String, String) {
    let Some(section) = page.section(SectionKind::Steps) else { return Default::default() };
    let text = section.range().map(|range| page.slice(&range)).unwrap_or_default();
    let (mut titles, mut owners) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let Some((title, rest)) = line.split_once("**").and_then(|(_, rest)| rest.split_once("**")) else { continue };
        titles.push(one_line(title.trim().trim_end_matches('.')));
        if let Some((_, owner)) = rest.split_once("*Owner:*") {
            owners.push(owner.split(['.', ',']).next().unwrap_or_default().trim().to_owned());
        }
    }
    let mut action = String::new();
    for title in titles.iter().take(STEPS) {
        if !action.is_empty() {
            action.push_str("; ");
        }
        let mut chars = title.chars();
        match chars.next() {
            Some(first) if !action.is_empty() => action.extend(first.to_lowercase().chain(chars)),
            _ => action.push_str(title),
        }
    }
    let most = owners.iter().max_by_key(|owner| owners.iter().filter(|other| other == owner).count());
    (action, most.cloned().unwrap_or_default())
}
