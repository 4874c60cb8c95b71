//! The linter of risk registers: what clauses 6.1.2 and 6.1.3 ask for, and links that lead nowhere.

use std::collections::BTreeSet;

use super::RowFinding;
use crate::{
    iso::{Catalogue, Day, RequirementId, Risk, RiskRegister, Treatment, TreatmentOption, TreatmentStatus},
    verify::Severity,
};

/// What a register gets wrong; `as_of` is the day against which dates are held.
pub fn check_register(register: &RiskRegister, as_of: Option<Day>) -> Vec<RowFinding> {
    let mut findings = Vec::new();
    if register.criteria.approved_by.is_none() || register.criteria.approved_on.is_none() {
        findings.push(RowFinding::new(None, "", "criteria-not-approved", Severity::Warning).says(
            "does not say who approved the criteria and when",
            "Clause 6.1.2 asks for criteria before ratings: let top management approve them and write name and date.",
        ));
    }
    let plan: BTreeSet<&str> = register.treatments.iter().map(|one| one.id.as_str()).collect();
    let assets: BTreeSet<&str> = register.assets.iter().map(|one| one.id.as_str()).collect();
    for (at, risk) in (2..).zip(&register.risks) {
        let mut say = |rule, severity, message: String, fix: &str| {
            findings.push(RowFinding::new(Some(at), &risk.id, rule, severity).says(message, fix));
        };
        rated(risk, register, &mut say);
        treated(risk, register, as_of, &mut say);
        for id in risk.treatments.iter().filter(|id| !plan.is_empty() && !plan.contains(id.as_str())) {
            say(
                "broken-link",
                Severity::Error,
                format!("names {id}, which the treatment plan does not have"),
                "Mend the number or add the line.",
            );
        }
        for id in risk.assets.iter().filter(|id| !assets.is_empty() && !assets.contains(id.as_str())) {
            say(
                "broken-link",
                Severity::Error,
                format!("names the asset {id}, which the list does not have"),
                "Mend the number or add the asset.",
            );
        }
        for control in risk.controls.iter().chain(&risk.existing) {
            unknown_control(control, &mut say);
        }
    }
    for line in &register.treatments {
        planned(line, register, as_of, &mut findings);
    }
    findings
}

type Say<'a> = dyn FnMut(&'static str, Severity, String, &str) + 'a;

fn rated(risk: &Risk, register: &RiskRegister, say: &mut Say<'_>) {
    if risk.owner.is_empty() {
        say(
            "no-owner",
            Severity::Error,
            "has no owner".to_owned(),
            "Name the role that can decide: clause 6.1.2 asks for an owner of each risk.",
        );
    }
    if risk.likelihood.is_none() || risk.impact.is_none() {
        say(
            "not-rated",
            Severity::Error,
            "is not rated".to_owned(),
            "Rate likelihood and impact by the criteria: clause 6.1.2 asks for consequence, likelihood and level.",
        );
    } else if !risk.confirmed {
        say(
            "not-confirmed",
            Severity::Warning,
            "carries a proposed rating that nobody has confirmed".to_owned(),
            "Let its owner rate it with own facts, then set Confirmed to yes.",
        );
    }
    if risk.harm.is_empty() {
        say(
            "no-harm",
            Severity::Warning,
            "does not say whether confidentiality, integrity or availability suffers".to_owned(),
            "Add C, I or A.",
        );
    }
    let order = register.criteria.order();
    let rank = |level: Option<&str>| level.and_then(|level| order.iter().position(|one| *one == level));
    if let (Some(today), Some(after)) = (rank(risk.level(&register.criteria)), rank(risk.residual(&register.criteria)))
        && after > today
    {
        say(
            "residual-higher",
            Severity::Error,
            "is rated higher after treatment than today".to_owned(),
            "Rate again: a treatment lowers a risk or is none.",
        );
    }
}

fn treated(risk: &Risk, register: &RiskRegister, as_of: Option<Day>, say: &mut Say<'_>) {
    let Some(level) = risk.level(&register.criteria) else { return };
    let is_accepted = !risk.accepted_by.is_empty() && risk.accepted_on.is_some();
    let above = !register.criteria.accepts(level);
    match risk.option {
        None => say(
            "no-option",
            if above { Severity::Error } else { Severity::Warning },
            format!("is {level}, and nobody has chosen what to do"),
            "Choose modify, retain, avoid or share: clause 6.1.3.",
        ),
        Some(TreatmentOption::Retain) if above && !is_accepted => say(
            "above-appetite",
            Severity::Error,
            format!("is {level}, above what the criteria accept, and is retained without an owner's acceptance"),
            "Treat it, or let its owner accept it by name and date.",
        ),
        Some(TreatmentOption::Modify) if risk.treatments.is_empty() && risk.controls.is_empty() => say(
            "no-treatment",
            Severity::Error,
            "is to be modified, and neither a control nor a line of the plan is named".to_owned(),
            "Name the controls and the line of the treatment plan.",
        ),
        _ => {}
    }
    if risk.option == Some(TreatmentOption::Modify) && risk.due.is_none() && above && !is_accepted {
        say(
            "no-due-date",
            Severity::Warning,
            "has no day on which its treatment is due".to_owned(),
            "Set a date; until then the level of today is what you carry.",
        );
    }
    if let (Some(due), Some(today)) = (risk.due, as_of)
        && due < today
        && risk.option == Some(TreatmentOption::Modify)
        && register.treatments.iter().any(|line| line.risks.contains(&risk.id) && line.status == TreatmentStatus::Open)
    {
        say(
            "overdue",
            Severity::Warning,
            format!("was due on {} and a line of its treatment is open", due.iso()),
            "Finish it, or move the date with a reason and a new acceptance.",
        );
    }
    if let Some(after) = risk.residual(&register.criteria)
        && !register.criteria.accepts(after)
        && !is_accepted
    {
        say(
            "residual-not-accepted",
            Severity::Warning,
            format!("stays {after} after treatment, above what the criteria accept, and nobody has accepted that"),
            "The owner accepts what remains, by name and date: clause 6.1.3.",
        );
    }
}

fn unknown_control(control: &str, say: &mut Say<'_>) {
    let catalogue = Catalogue::get();
    let looks_like_one = control.to_uppercase().starts_with("A.");
    match RequirementId::from_canonical(control) {
        Some(id) if catalogue.contains(id) => {}
        _ if catalogue.edition_2013(control).is_some() => say(
            "edition-2013",
            Severity::Error,
            format!("names {control}, an id of the 2013 edition"),
            "Use the ids of ISO/IEC 27001:2022.",
        ),
        _ if looks_like_one => {
            say("unknown-id", Severity::Error, format!("names {control}, which Annex A does not have"), "Mend the id.");
        }
        _ => {}
    }
}

fn planned(line: &Treatment, register: &RiskRegister, as_of: Option<Day>, findings: &mut Vec<RowFinding>) {
    let mut say = |rule, severity, message: String, fix: &str| {
        findings.push(RowFinding::new(None, &line.id, rule, severity).says(message, fix));
    };
    for id in line.risks.iter().filter(|id| !register.risks.iter().any(|risk| risk.id == **id)) {
        say(
            "broken-link",
            Severity::Error,
            format!("treats {id}, which the register does not have"),
            "Mend the number or drop it.",
        );
    }
    if line.owner.is_empty() {
        say("no-owner", Severity::Warning, "has no owner".to_owned(), "Name who does it.");
    }
    match (line.due, as_of, line.status) {
        (None, _, TreatmentStatus::Open) => {
            say("no-due-date", Severity::Warning, "has no date".to_owned(), "Set the day on which it is due.");
        }
        (Some(due), Some(today), TreatmentStatus::Open) if due < today => {
            say(
                "overdue",
                Severity::Warning,
                format!("was due on {}", due.iso()),
                "Finish it, or move the date with a reason.",
            );
        }
        _ => {}
    }
    if line.status == TreatmentStatus::Done && line.evidence.is_empty() {
        say(
            "no-evidence",
            Severity::Warning,
            "is done, and nothing shows it".to_owned(),
            "Name what shows it: clause 8.3 asks for the results of treatment.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iso::RiskCriteria;

    /// Makes a sound risk unsound.
    type Spoil = fn(&mut Risk);

    fn register(risk: Risk) -> Vec<(&'static str, Severity)> {
        let levels = ["low low medium", "low medium high", "medium high high"];
        let criteria = RiskCriteria {
            levels: levels.map(|row| row.split(' ').map(str::to_owned).collect()).to_vec(),
            accepted: vec!["low".into()],
            approved_by: Some("CEO".into()),
            approved_on: "2026-01-01".parse().ok(),
            ..RiskCriteria::default()
        };
        let treatments = vec![Treatment {
            id: "T-01".into(),
            owner: "IT".into(),
            due: "2026-06-01".parse().ok(),
            ..Treatment::default()
        }];
        let register = RiskRegister { criteria, risks: vec![risk], treatments, ..RiskRegister::default() };
        check_register(&register, "2026-03-01".parse().ok()).into_iter().map(|one| (one.rule, one.severity)).collect()
    }

    fn sound() -> Risk {
        Risk {
            id: "R-01".into(),
            title: "Fire".into(),
            owner: "COO".into(),
            harm: vec!["A".into()],
            likelihood: Some(2),
            impact: Some(3),
            confirmed: true,
            option: Some(TreatmentOption::Modify),
            controls: vec!["A.8.13".into(), "C-01".into()],
            treatments: vec!["T-01".into()],
            due: "2026-06-01".parse().ok(),
            residual_likelihood: Some(1),
            residual_impact: Some(2),
            ..Risk::default()
        }
    }

    #[test]
    fn a_sound_risk_has_no_finding_and_each_fault_has_its_own() {
        assert_eq!(register(sound()), []);
        let cases: [(&str, Spoil); 8] = [
            ("no-owner", |risk| risk.owner.clear()),
            ("not-rated", |risk| risk.impact = None),
            ("above-appetite", |risk| risk.option = Some(TreatmentOption::Retain)),
            ("no-option", |risk| risk.option = None),
            ("broken-link", |risk| risk.treatments = vec!["T-99".into()]),
            ("edition-2013", |risk| risk.controls = vec!["A.9.4.1".into()]),
            ("unknown-id", |risk| risk.controls = vec!["A.5.99".into()]),
            ("residual-higher", |risk| {
                risk.likelihood = Some(1);
                (risk.residual_likelihood, risk.residual_impact) = (Some(3), Some(3));
            }),
        ];
        for (rule, spoil) in cases {
            let mut risk = sound();
            spoil(&mut risk);
            assert!(register(risk).iter().any(|one| one.0 == rule), "{rule}");
        }
    }

    #[test]
    fn an_acceptance_by_name_and_date_lets_a_high_risk_stay() {
        let mut risk = sound();
        risk.option = Some(TreatmentOption::Retain);
        (risk.accepted_by, risk.accepted_on) = ("A. Boss".into(), "2026-02-01".parse().ok());
        assert!(register(risk).iter().all(|one| one.0 != "above-appetite"));
    }
}
