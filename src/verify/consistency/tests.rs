//! A sound ISMS has no finding; each break of it has its own, with both sides.

use super::*;
use crate::iso::{Choice, Driver, DriverKind, Risk, RiskCriteria, StatementRow, Treatment, TreatmentOption};

fn register() -> RiskRegister {
    let levels = ["low low medium", "low medium high", "medium high high"];
    RiskRegister {
        company: "N".into(),
        assessed_on: "2026-03-01".parse().ok(),
        criteria: RiskCriteria {
            levels: levels.map(|row| row.split(' ').map(str::to_owned).collect()).to_vec(),
            accepted: vec!["low".into()],
            approved_by: Some("CEO".into()),
            approved_on: "2026-02-01".parse().ok(),
            ..RiskCriteria::default()
        },
        assets: Vec::new(),
        risks: vec![Risk {
            id: "R-01".into(),
            title: "A laptop is lost".into(),
            owner: "Ada Lund".into(),
            harm: vec!["C".into()],
            likelihood: Some(3),
            impact: Some(3),
            confirmed: true,
            option: Some(TreatmentOption::Modify),
            controls: vec!["A.8.1".into()],
            treatments: vec!["T-01".into()],
            due: "2027-06-01".parse().ok(),
            residual_likelihood: Some(1),
            residual_impact: Some(1),
            ..Risk::default()
        }],
        treatments: vec![Treatment {
            id: "T-01".into(),
            control: "A.8.1".into(),
            action: "Encrypt".into(),
            risks: vec!["R-01".into()],
            owner: "IT lead".into(),
            due: "2027-06-01".parse().ok(),
            ..Treatment::default()
        }],
    }
}

fn statement() -> Statement {
    let rows = crate::iso::Catalogue::get().controls().map(|entry| StatementRow {
        control: entry.id.to_string(),
        title: entry.title.clone(),
        decision: Choice::Included,
        drivers: vec![Driver { kind: DriverKind::Risk, reference: "R-01".into() }],
        inclusion: "Treats R-01".into(),
        implemented: Some(true),
        owner: "IT lead".into(),
        ..StatementRow::default()
    });
    Statement { company: "N".into(), version: "1".into(), rows: rows.collect(), ..Statement::default() }
}

fn rules(
    register: &RiskRegister,
    statement: &Statement,
    documents: &[(&str, &str)],
    profile: &str,
) -> Vec<Inconsistency> {
    let profile = Profile::from_yaml(&format!("name: N\nsector: S\npeople: 30\n{profile}")).unwrap();
    let documents: Vec<IsmsDocument> =
        documents.iter().map(|(name, text)| IsmsDocument { name: (*name).into(), text: (*text).into() }).collect();
    let today = "2026-11-28".parse().ok();
    consistency(&Isms {
        profile: Some(&profile),
        register: Some(register),
        statement: Some(statement),
        documents: &documents,
        today,
    })
}

#[test]
fn a_sound_one_has_no_finding() {
    assert_eq!(rules(&register(), &statement(), &[], ""), []);
}

#[test]
fn each_break_is_found_and_shows_its_sides() {
    let has = |found: &[Inconsistency], rule: &str| {
        let one = found.iter().find(|one| one.rule == rule).unwrap_or_else(|| panic!("{rule}: {found:#?}"));
        assert!(!one.sides.is_empty() && one.sides.iter().all(|side| !side.place.is_empty()), "{one:?}");
    };
    let row = |statement: &mut Statement, id: &str, change: &dyn Fn(&mut StatementRow)| {
        change(statement.rows.iter_mut().find(|row| row.control == id).unwrap());
    };
    let (mut risks, mut soa) = (register(), statement());
    row(&mut soa, "A.8.1", &|row| {
        (row.decision, row.exclusion) = (Choice::Excluded, "No devices exist at all".into());
    });
    has(&rules(&risks, &soa, &[], ""), "needed-and-excluded");
    let mut soa = statement();
    row(&mut soa, "A.5.7", &|row| row.drivers[0].reference = "R-99".into());
    has(&rules(&risks, &soa, &[], ""), "broken-link");
    let mut soa = statement();
    row(&mut soa, "A.8.1", &|row| row.plan = "T-01".into());
    has(&rules(&risks, &soa, &[], ""), "implemented-and-open");
    row(&mut soa, "A.8.2", &|row| row.implemented = Some(false));
    has(&rules(&risks, &soa, &[], ""), "planned-without-plan");
    has(&rules(&risks, &statement(), &[], "former_people: [Ada Lund]"), "owner-left");
    risks.criteria.approved_on = "2026-04-01".parse().ok();
    has(&rules(&risks, &statement(), &[], ""), "criteria-after-rating");
    let old = "# Access policy\n\n| Approved on | 2024-01-31 |\n\nThe owner must review this policy every 12 months.";
    has(&rules(&register(), &statement(), &[("access.md", old)], ""), "review-overdue");
    let mut soa = statement();
    row(&mut soa, "A.8.30", &|row| {
        (row.decision, row.exclusion) = (Choice::Excluded, "All software is written in-house".into());
    });
    let agency = [("dev.md", "An agency in Ghent develops the mobile app for us.")];
    has(&rules(&register(), &soa, &agency, ""), "exclusion-contradicted");
    let none = [("dev.md", "No agency develops software for us.")];
    assert!(rules(&register(), &soa, &none, "").iter().all(|one| one.rule != "exclusion-contradicted"));
    row(&mut soa, "A.5.1", &|row| row.references = vec!["Information Security Policy".into()]);
    row(&mut soa, "A.5.2", &|row| row.references = vec!["Information Security Policy".into()]);
    let found = rules(&register(), &soa, &agency, "");
    has(&found, "missing-document");
    let missing: Vec<_> = found.iter().filter(|one| one.rule == "missing-document").collect();
    assert_eq!(missing.len(), 1, "one document, one finding");
    assert!(
        missing[0].message.starts_with("2 rows") && missing[0].sides[0].place.ends_with("A.5.1, A.5.2"),
        "{missing:?}"
    );
}

#[test]
fn what_an_annex_says_of_checks_is_not_what_the_company_says() {
    let text = "# Development\n\nWe buy software.\n\n## Annex: what this policy covers\n\n| Check | What is asked |\n|---|---|\n\
                | A.8.30-1 | An agency develops software under contract. |\n\n### Part\n\nThe agency develops.\n\n## Review\n\nYearly.\n";
    let read = IsmsDocument::of("dev.md", text).text;
    assert!(read.contains("We buy software.") && read.contains("Yearly."), "{read}");
    assert!(!read.contains("agency"), "{read}");
}
