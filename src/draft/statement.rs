//! The Statement of Applicability, drafted from a company's risks, laws and facts.
//!
//! A control is proposed as applicable only when something drives it: a risk that has to be treated, a law, a contract. It is
//! proposed as not applicable only when the profile confirms the absence that justifies it. Everything else is undecided and
//! asks its question. A person confirms each row.

mod absence;
mod paper;

pub use paper::statement_paper;

/// Whether the profile confirms that a control has no object.
pub(super) fn is_absent(control: &str, profile: &Profile) -> bool {
    let id = RequirementId::from_canonical(control);
    id.is_some_and(|id| matches!(absence::absence(id, profile), absence::Absence::Confirmed(_)))
}

use crate::{
    draft::{Advice, advice, policy::held},
    iso::{
        Catalogue, Choice, Delivery, Driver, DriverKind, Entry, GapItem, GapReport, GapVerdict, Profile, RequirementId,
        RiskRegister, Statement, StatementRow, TreatmentOption,
    },
    knowledge::{Library, Page, PaperKind, Section, SectionKind, crosswalks},
};

/// Frameworks about personal data, by words of their names.
const PRIVACY: [&str; 8] = ["gdpr", "dsgvo", "lgpd", "ccpa", "hipaa", "privacy", "data protection", "pipeda"];
/// Controls of which a provider that hosts production usually does a part.
const SHARED: [&str; 9] = ["A.8.6", "A.8.13", "A.8.14", "A.8.15", "A.8.17", "A.8.20", "A.8.21", "A.8.22", "A.8.24"];
/// The question of a control that nothing calls for.
const UNDRIVEN: &str =
    "No risk of the register, no law and no contract in the profile calls for it. Does one that is missing there?";
/// Drivers that a sentence names.
const NAMED: usize = 6;

/// What a statement is drafted from.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// The pages.
    pub library: &'a Library,
    /// The company.
    pub profile: &'a Profile,
    /// Its risks and treatments.
    pub register: &'a RiskRegister,
    /// What its documents show, if they were analysed.
    pub gap: Option<&'a GapReport>,
    /// An earlier statement, whose confirmed rows stay as they are.
    pub earlier: Option<&'a Statement>,
}

/// The statement for a company.
pub fn statement(grounds: &Grounds<'_>) -> Statement {
    let kept = |id: &str| {
        let rows = grounds.earlier.map(|earlier| earlier.rows.as_slice()).unwrap_or_default();
        rows.iter().find(|row| row.control == id && row.confirmed).cloned()
    };
    let catalogue = Catalogue::get();
    let rows =
        catalogue.controls().map(|entry| kept(&entry.id.to_string()).unwrap_or_else(|| proposed(entry, grounds)));
    let mut rows: Vec<StatementRow> = rows.collect();
    // Controls from elsewhere are a person's, and stay.
    if let Some(earlier) = grounds.earlier {
        let is_own = |row: &&StatementRow| RequirementId::from_canonical(&row.control).is_none();
        rows.extend(earlier.rows.iter().filter(is_own).cloned());
    }
    Statement { company: grounds.profile.name.clone(), version: "0.1".to_owned(), rows, ..Statement::default() }
}

fn proposed(entry: &Entry, grounds: &Grounds<'_>) -> StatementRow {
    let id = entry.id.to_string();
    let page = grounds.library.page(entry.id);
    let mut row = StatementRow {
        control: id.clone(),
        title: entry.title.clone(),
        source: "Annex A".to_owned(),
        references: page.map(|page| references(page, grounds)).unwrap_or_default(),
        evidence: page.map(evidence).unwrap_or_default(),
        ..StatementRow::default()
    };
    documented(&mut row, grounds.gap);
    let absence = absence::absence(entry.id, grounds.profile);
    row.drivers = drivers(entry.id, &id, grounds);
    match absence {
        absence::Absence::Confirmed(reason) => {
            row.decision = Choice::Excluded;
            row.exclusion = reason;
            row.drivers.clear();
            row.references.clear();
            row.evidence.clear();
            row.implemented = None;
            return row;
        }
        absence::Absence::Open(question) => {
            row.question = question;
            return row;
        }
        absence::Absence::None if row.drivers.is_empty() => {
            UNDRIVEN.clone_into(&mut row.question);
            return row;
        }
        absence::Absence::None => row.decision = Choice::Included,
    }
    row.inclusion = inclusion(&row.drivers, grounds.register);
    if let Some(line) = grounds.register.treatments.iter().find(|line| line.control == id) {
        row.plan.clone_from(&line.id);
        row.due = line.due;
        row.owner.clone_from(&line.owner);
    }
    delivery(&mut row, grounds.profile);
    row
}

/// What makes a control necessary.
fn drivers(entry: RequirementId, id: &str, grounds: &Grounds<'_>) -> Vec<Driver> {
    let risks = grounds.register.risks.iter().filter(|risk| risk.controls.iter().any(|control| control == id));
    let mut found: Vec<Driver> =
        risks.map(|risk| Driver { kind: DriverKind::Risk, reference: risk.id.clone() }).collect();
    let profile = grounds.profile;
    let mut add = |kind, reference: String| found.push(Driver { kind, reference });
    let is_privacy = |law: &str| PRIVACY.iter().any(|word| law.to_lowercase().contains(word));
    for law in &profile.obligations {
        match id {
            "A.5.31" => add(DriverKind::Law, law.clone()),
            "A.5.34" if is_privacy(law) => add(DriverKind::Law, law.clone()),
            _ if law.to_lowercase().contains("nis2") || law.to_lowercase().contains("nis 2") => {
                let items = crosswalks(entry).into_iter().find(|one| one.framework.starts_with("NIS2"));
                let items = items.map(|one| one.entries.into_iter().map(|entry| entry.id).take(2).collect::<Vec<_>>());
                if let Some(items) = items.filter(|items| !items.is_empty()) {
                    add(DriverKind::Law, format!("{law} ({})", items.join(", ")));
                }
            }
            _ => {}
        }
    }
    if id == "A.5.31" {
        profile.contracts.iter().for_each(|contract| add(DriverKind::Contract, contract.clone()));
    }
    found
}

fn inclusion(drivers: &[Driver], register: &RiskRegister) -> String {
    let of = |kind: DriverKind| drivers.iter().filter(move |driver| driver.kind == kind);
    let risks: Vec<String> = of(DriverKind::Risk)
        .take(NAMED)
        .enumerate()
        .map(|(at, driver)| {
            let risk = register.risks.iter().find(|risk| risk.id == driver.reference);
            match risk {
                // The first by name, so that the sentence says something to a reader without the register.
                Some(risk) if at == 0 => format!("{} ({})", driver.reference, risk.title),
                _ => driver.reference.clone(),
            }
        })
        .collect();
    let more = of(DriverKind::Risk).count().saturating_sub(NAMED);
    let mut sentences = Vec::new();
    if !risks.is_empty() {
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let is_treated = |driver: &Driver| {
            register
                .risks
                .iter()
                .any(|risk| risk.id == driver.reference && risk.option == Some(TreatmentOption::Modify))
        };
        let kept = if of(DriverKind::Risk).any(is_treated) { "" } else { " within what the criteria accept" };
        let verb = if kept.is_empty() { "Treats" } else { "Keeps" };
        sentences.push(format!("{verb} {}{more}{kept}", risks.join(", ")));
    }
    let names = |kind| of(kind).map(|driver| driver.reference.clone()).take(NAMED).collect::<Vec<_>>().join(", ");
    for (kind, verb) in [(DriverKind::Law, "Needed for"), (DriverKind::Contract, "Asked for by contract:")] {
        let names = names(kind);
        if !names.is_empty() {
            sentences.push(format!("{verb} {names}"));
        }
    }
    sentences.join(". ")
}

/// What the documents show. It is no proof that a control works, and its absence none that it does not.
fn documented(row: &mut StatementRow, gap: Option<&GapReport>) {
    let Some(item) = gap.and_then(|gap| gap.items.iter().find(|item| item.id == row.control)) else { return };
    row.documented = match item.verdict {
        GapVerdict::Met => format!("described{}", places(item)),
        GapVerdict::Partial => format!("described in part{}", places(item)),
        GapVerdict::Conflicting => format!("documents disagree{}", places(item)),
        GapVerdict::Missing => "not found in the documents".to_owned(),
        GapVerdict::NotAssessed | GapVerdict::NotApplicable => String::new(),
    };
}

/// The documents that speak to an item.
fn places(item: &GapItem) -> String {
    let mut names: Vec<&str> = Vec::new();
    for evidence in item.checks.iter().flat_map(|check| &check.evidence) {
        if !names.contains(&evidence.document.as_str()) {
            names.push(&evidence.document);
        }
    }
    names.truncate(3);
    if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) }
}

/// The policies that treat it and that the company needs, by title.
fn references(page: &Page, grounds: &Grounds<'_>) -> Vec<String> {
    let shelf = grounds.library.shelf();
    let papers = page.front.policies.iter().filter_map(|kind| shelf.paper(PaperKind::Policy, kind));
    let needed = papers.filter(|paper| advice(paper, grounds.profile) != Advice::NotNeeded);
    needed.map(|paper| paper.front.title.clone()).take(3).collect()
}

/// The first artefact of the page's table of evidence.
fn evidence(page: &Page) -> String {
    let text = page.section(SectionKind::Evidence).and_then(Section::range);
    let text = text.map(|range| page.slice(&range)).unwrap_or_default();
    let row = crate::document::markdown_tables(text).into_iter().next().and_then(|table| table.into_iter().nth(1));
    let mut cells = row.unwrap_or_default().into_iter();
    match (cells.next(), cells.next()) {
        (Some(artefact), Some(system)) if !system.is_empty() => format!("{artefact} ({system})"),
        (artefact, _) => artefact.unwrap_or_default(),
    }
}

fn delivery(row: &mut StatementRow, profile: &Profile) {
    let hosted =
        profile.cloud.as_ref().filter(|cloud| cloud.hosts_production && profile.has_own_racks() == Some(false));
    match hosted {
        Some(cloud) if SHARED.contains(&row.control.as_str()) => {
            row.delivery = Delivery::Shared;
            let providers = cloud.providers.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
            row.provider = format!("{providers}: its part by its report; ours is choosing, configuring and checking");
        }
        _ => row.delivery = Delivery::Direct,
    }
    if row.owner.is_empty() {
        row.owner = held("security lead", profile);
    }
}

#[cfg(test)]
mod tests;
