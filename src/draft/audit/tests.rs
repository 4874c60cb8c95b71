//! Audit material for a company: whole, in its own data, and honest about what is not known.

use super::*;
use crate::{
    draft::{Grounds, risks, statement},
    iso::RequirementId,
};

fn with<T>(rest: &str, test: impl FnOnce(&AuditGrounds<'_>) -> T) -> T {
    let library = Library::load(None).unwrap();
    let profile = Profile::from_yaml(&format!("name: N\nsector: S\npeople: 30\npremises: [remote]\n{rest}")).unwrap();
    let register = risks(&library, &profile).register;
    let grounds = Grounds { library: &library, profile: &profile, register: &register, gap: None, earlier: None };
    let statement = statement(&grounds);
    test(&AuditGrounds { library: &library, profile: &profile, register: &register, statement: &statement, gap: None })
}

#[test]
fn every_requirement_stands_in_exactly_one_area() {
    with("development: both\n", |grounds| {
        let areas = areas::areas(grounds);
        let mut all: Vec<&String> = areas.iter().flat_map(|area| &area.requirements).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "one stands twice");
        let applicable =
            grounds.statement.rows.iter().filter(|row| row.decision != crate::iso::Choice::Excluded).count();
        assert_eq!(count, applicable + 30);
    });
}

#[test]
fn the_programme_counts_back_from_the_certification_audit() {
    with("target_date: 2027-09-01\nroles: {internal_auditor: D. Ito, isms_owner: D. Ito}\n", |grounds| {
        let text = audit_programme(grounds);
        assert!(text.contains("2027-06-23"), "ten weeks before");
        assert!(text.contains("the same person as ISMS owner and internal auditor"));
        for part in ["## 2 Why in this order", "## 4 Coverage", "## 6 Plan of IA-1", "| Management system |"] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains("{{"), "a hole is open");
    });
    with("", |grounds| assert!(audit_programme(grounds).contains("**[decide: date]**")));
}

#[test]
fn a_checklist_names_the_tools_of_the_company_and_only_what_is_asked_for() {
    with("tools: {identity: Keycloak, ticketing: Redmine}\n", |grounds| {
        let only = [RequirementId::from_canonical("A.5.18").unwrap()];
        let text = checklist(grounds, &only);
        assert!(text.contains("A.5.18-1") && !text.contains("A.5.17-1"));
        assert!(text.contains("Redmine") && text.contains("Keycloak"), "{text}");
        assert!(text.contains("*required*") && text.contains("**Ask:**"));
        assert!(checklist(grounds, &[]).matches("\n### ").count() > 100);
    });
}

#[test]
fn the_review_has_all_inputs_and_invents_none() {
    with("climate: {relevant: false, reason: no site in a flood area}\n", |grounds| {
        let text = management_review(grounds);
        for label in ["| a) ", "| b) ", "| c) ", "| d1) ", "| d2) ", "| d3) ", "| d4) ", "| e) ", "| f) ", "| g) "] {
            let line = text.lines().find(|line| line.starts_with(label)).unwrap_or_default();
            let cell = line.split(" | ").nth(2).unwrap_or_default().trim();
            assert!(!cell.is_empty(), "{label}: {line}");
        }
        assert!(text.contains("no site in a flood area") && text.contains("ratings are proposals"));
    });
}

#[test]
fn a_corrective_action_begins_with_the_finding() {
    with("", |grounds| {
        let requirement = RequirementId::from_canonical("A.5.18");
        let finding = Finding { requirement, text: "Two leavers | still had accounts".to_owned() };
        let text = corrective_action(grounds.library, grounds.profile, &finding);
        assert!(text.contains("A.5.18 Access rights. Two leavers \\| still had accounts"), "{text}");
        assert!(text.contains("What such findings usually look like"));
        let open = corrective_action(grounds.library, grounds.profile, &Finding::default());
        assert!(open.contains("**[decide: what was seen"));
    });
}
