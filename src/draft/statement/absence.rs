//! When the profile itself justifies leaving a control out, and when it only raises the question.
//!
//! The rules are those of an auditor: the standard sets no criteria for exclusions, so a reason is a fact that somebody
//! checked. Silence of the profile is never one.

use crate::iso::{Absent, Development, Fact, Profile, RequirementId};

/// What a profile says about leaving a control out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Absence {
    /// It can be left out, for this reason.
    Confirmed(String),
    /// It may be, once this is answered.
    Open(String),
    /// Nothing speaks for it.
    None,
}

/// Controls of premises: walls, entry, rooms, watch, work in secure areas.
const PREMISES: [&str; 5] = ["A.7.1", "A.7.2", "A.7.3", "A.7.4", "A.7.6"];
/// Controls of what stands in premises.
const FACILITIES: [&str; 3] = ["A.7.5", "A.7.11", "A.7.12"];
/// Controls of writing software.
const CODING: [&str; 2] = ["A.8.25", "A.8.28"];

/// What the profile says about leaving this control out.
pub(super) fn absence(id: RequirementId, profile: &Profile) -> Absence {
    let name = id.to_string();
    let name = name.as_str();
    match () {
        () if PREMISES.contains(&name) => premises(profile),
        () if FACILITIES.contains(&name) => facilities(profile),
        () if CODING.contains(&name) => coding(profile),
        () if name == "A.8.30" => outsourced(profile),
        () if name == "A.7.10" && profile.lacks(Absent::StorageMedia) && profile.lacks(Absent::PaperArchive) => {
            Absence::Open(
                "The profile says that no storage media and no paper archive exist. Are ports closed by policy, and who checked drawers, \
                 tokens and old disks, and when? Then it can be left out."
                    .to_owned(),
            )
        }
        () if name == "A.6.7" && profile.says(Fact::Remote) == Some(false) => Absence::Open(
            "The profile lists no remote work. Does really nobody work from home or on the move, managers and people on call included?"
                .to_owned(),
        ),
        () if name == "A.5.23" && profile.says(Fact::Cloud) == Some(false) => Absence::Open(
            "The profile names no cloud service. Do DNS entries, sign-in logs and invoices show none either, mail, backup and payroll \
             included?"
                .to_owned(),
        ),
        () => Absence::None,
    }
}

fn premises(profile: &Profile) -> Absence {
    match profile.is_fully_remote() {
        Some(true) if profile.lacks(Absent::PaperArchive) && profile.lacks(Absent::EquipmentStore) => {
            Absence::Confirmed(format!(
                "No premises in scope: {} has no office, no dedicated room, no paper archive, no equipment store and no racks of its \
                 own, as its profile confirms. Sites of providers are looked after under A.5.19 to A.5.23; devices and work at home \
                 under A.6.7, A.7.9 and A.8.1.",
                profile.name
            ))
        }
        Some(true) => Absence::Open(
            "People work remotely. Is it confirmed that there is no dedicated co-working room, no paper archive, no equipment store and no \
             rack of your own? Add what was looked for to `absent` in the profile; otherwise it applies."
                .to_owned(),
        ),
        Some(false) => Absence::None,
        None => Absence::Open("The profile does not say where work is done. List the kinds of place in `premises`.".to_owned()),
    }
}

fn facilities(profile: &Profile) -> Absence {
    match profile.is_fully_remote() {
        Some(true) => Absence::Open(
            "Nothing of yours seems to stand in a place of its own. Is it inherited from the providers whose sites you use, with their \
             reports read, or left out because no equipment, line or supply of yours exists anywhere? Both can be right; choose one and \
             use it in all rows."
                .to_owned(),
        ),
        Some(false) => Absence::None,
        None => Absence::Open("The profile does not say where work is done. List the kinds of place in `premises`.".to_owned()),
    }
}

fn coding(profile: &Profile) -> Absence {
    match profile.development {
        Some(Development::None) if profile.lacks(Absent::Scripts) && profile.lacks(Absent::OutsideDevelopers) => {
            Absence::Confirmed(format!(
                "No software is written by or for {}: no developers inside or outside, no scripts, integrations or low-code of its own, as \
                 its profile confirms. Bought and configured systems are covered by A.8.26, A.8.27, A.8.29 and A.8.31 to A.8.33.",
                profile.name
            ))
        }
        Some(Development::None) => Absence::Open(
            "Nobody develops software as a job. Are there really no scripts, macros, integrations or infrastructure as code, and nobody \
             outside who writes for you? Add what was looked for to `absent` in the profile; otherwise it applies."
                .to_owned(),
        ),
        Some(_) => Absence::None,
        None => Absence::Open("The profile does not say who writes software: set `development`.".to_owned()),
    }
}

fn outsourced(profile: &Profile) -> Absence {
    match profile.says(Fact::OutsourcedDevelopment) {
        Some(false) => {
            let checked = if profile.lacks(Absent::OutsideDevelopers) {
                "as its profile confirms"
            } else {
                "as its profile says; before approval, compare supplier register and invoices and add who did and when"
            };
            Absence::Confirmed(format!(
                "No agency, freelancer or group company develops software for {}, {checked}.",
                profile.name
            ))
        }
        Some(true) => Absence::None,
        None => Absence::Open("The profile does not say who writes software: set `development`.".to_owned()),
    }
}
