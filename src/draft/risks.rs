//! Risk: the scenarios of the library that fit a company become the proposal of a register and a treatment plan.
//!
//! A draft proposes and says why; a person rates, decides and accepts. What depends on an answer that the profile does not
//! give is left out of the register and listed as a question.

mod choose;
mod heat;
mod paper;
mod plan;
mod scale;
mod scenario;

use std::collections::{BTreeMap, BTreeSet};

pub use heat::heat_map;
pub use paper::risk_paper;

use super::{policy::held, statement::is_absent};
use crate::{
    document::markdown_tables,
    iso::{Asset, Profile, Risk, RiskCriteria, RiskRegister, TreatmentOption},
    knowledge::{Library, PaperKind},
};
use scenario::Scenario;

/// A drafted register, and what could not be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskDraft {
    /// The proposal.
    pub register: RiskRegister,
    /// Scenarios that depend on what the profile does not say: title, and the condition.
    pub open: Vec<(String, String)>,
}

/// The criteria that the library shows as an example for a company of this size.
pub fn criteria(library: &Library, profile: &Profile) -> RiskCriteria {
    scale::criteria(library, profile.size())
}

/// The register that the library proposes for a company.
pub fn risks(library: &Library, profile: &Profile) -> RiskDraft {
    let criteria = criteria(library, profile);
    let translate = scale::translation(library, profile.size());
    let chosen = choose::choose(library, profile, &criteria, &translate);
    let owners = usual_owners(library);
    let mut register = RiskRegister { company: profile.name.clone(), criteria, ..RiskRegister::default() };
    for (at, (scenario, because)) in (1..).zip(&chosen.scenarios) {
        let mut risk = proposed(scenario, &translate, &owners, profile);
        risk.id = format!("R-{at:02}");
        because.clone_into(&mut risk.because);
        let level = risk.level(&register.criteria).unwrap_or_default();
        if register.criteria.accepts(level) {
            risk.option = Some(TreatmentOption::Retain);
            (risk.residual_likelihood, risk.residual_impact) = (risk.likelihood, risk.impact);
        } else {
            risk.option = Some(TreatmentOption::Modify);
        }
        // Also of a risk that stays: they are what keeps it there.
        // What the profile confirms not to exist treats nothing.
        let exists = |control: &&String| !is_absent(control, profile);
        risk.controls = scenario.controls.iter().map(|(control, _)| control).filter(exists).cloned().collect();
        register.risks.push(risk);
    }
    register.assets = assets(library, &register.risks, profile);
    plan::plan(&mut register, library, profile);
    RiskDraft { register, open: chosen.open }
}

fn proposed(
    scenario: &Scenario<'_>,
    translate: &dyn Fn(u8) -> u8,
    owners: &BTreeMap<String, Asset>,
    profile: &Profile,
) -> Risk {
    let owner = scenario.assets.iter().find_map(|asset| owners.get(asset)).map(|asset| held(&asset.owner, profile));
    let ((likelihood, impact), (after_likelihood, after_impact)) = (scenario.before, scenario.after);
    Risk {
        title: scenario.title.to_owned(),
        description: scenario.story.clone(),
        assets: scenario.assets.to_vec(),
        harm: scenario.harm.to_vec(),
        owner: owner.unwrap_or_default(),
        likelihood: Some(translate(likelihood)),
        impact: Some(translate(impact)),
        reason: scenario.higher.clone(),
        residual_likelihood: Some(translate(after_likelihood)),
        residual_impact: Some(translate(after_impact)),
        ..Risk::default()
    }
}

/// The assets that the risks name.
fn assets(library: &Library, risks: &[Risk], profile: &Profile) -> Vec<Asset> {
    let named: BTreeSet<&String> = risks.iter().flat_map(|risk| &risk.assets).collect();
    let known = usual_owners(library);
    let one = |id: &String| {
        let asset = known.get(id)?;
        Some(Asset { owner: held(&asset.owner, profile), ..asset.clone() })
    };
    named.into_iter().filter_map(one).collect()
}

/// The library's assets by number.
fn usual_owners(library: &Library) -> BTreeMap<String, Asset> {
    let Some(paper) = library.shelf().paper(PaperKind::Risks, "assets") else { return BTreeMap::new() };
    let rows = markdown_tables(&paper.text).into_iter().flat_map(|table| table.into_iter().skip(1));
    let asset = |row: Vec<String>| {
        let mut cells = row.into_iter();
        let asset = Asset { id: cells.next()?, name: cells.next()?, owner: cells.next()?, why: cells.next()? };
        Some((asset.id.clone(), asset))
    };
    rows.filter_map(asset).collect()
}

#[cfg(test)]
mod tests;
