//! What is entered for companies that differ, and that nothing is entered that nobody said.

use super::*;
use crate::{
    draft::{Grounds, risks, statement},
    iso::Profile,
    knowledge::{Library, PaperKind},
};

const REMOTE: &str = "{name: Nordlicht, sector: software, people: 30, countries: [DE], services: [Rota], premises: [remote],
    absent: [paper-archive, equipment-store], cloud: {providers: [AWS], hosts_production: true}, development: in-house, data: [personal],
    obligations: [GDPR, Lex Nova], contracts: [Clinic agreement], target_date: 2027-09-06,
    climate: {relevant: false, reason: two regions}, tools: {identity: Okta},
    suppliers: [{name: AWS, service: hosting, cloud: true, data: [personal], assurance: SOC 2, assured_until: 2026-12-31, owner: CTO},
                {name: Lohn, service: payroll}]}";

fn filled(id: &str, profile: &str) -> String {
    let library = Library::load(None).unwrap();
    let profile = Profile::from_yaml(profile).unwrap();
    let register = risks(&library, &profile).register;
    let grounds = Grounds { library: &library, profile: &profile, register: &register, gap: None, earlier: None };
    let statement = statement(&grounds);
    let grounds =
        AuditGrounds { library: &library, profile: &profile, register: &register, statement: &statement, gap: None };
    let paper = library.shelf().paper(PaperKind::Template, id).unwrap();
    completed(paper, &grounds, "2026-11-28".parse().ok()).markdown
}

#[test]
fn the_scope_of_a_company_without_a_site_has_none() {
    let text = filled("isms-scope", REMOTE);
    assert!(text.contains("applies to Rota.") && text.contains("working remotely from DE"), "{text}");
    assert!(!text.contains("Variant A") && !text.contains("**With sites:**"), "{text}");
    assert!(text.contains("| AWS | hosting | personal data | Supplier register A-01"));
    assert!(text.contains("Climate change: not relevant, because two regions | no effect"));
    let office = filled(
        "isms-scope",
        "{name: N, sector: S, people: 90, premises: [office], sites: [{name: Utrecht, people: 85}]}",
    );
    assert!(office.contains("by N at Utrecht") && office.contains("| Utrecht | **[decide: address]** |"), "{office}");
    assert!(!office.contains("Variant B"));
}

#[test]
fn laws_bring_their_duties_and_an_unknown_one_asks() {
    let text = filled("legal-and-contract-register", REMOTE);
    assert!(text.contains("GDPR, Articles 33 and 34") && text.contains("72 hours"));
    assert!(
        text.contains("| Lex Nova, **[decide: articles]** |") && text.contains("| K-01 | Clinic agreement |"),
        "{text}"
    );
    let british = filled("legal-and-contract-register", "{name: N, sector: S, people: 9, obligations: [UK GDPR]}");
    assert!(british.contains("Information Commissioner") || british.contains("UK GDPR, Article 28"));
    assert!(!british.contains("| GDPR, "), "the UK's law is not the Union's");
}

#[test]
fn context_follows_from_facts_and_climate_from_its_decision() {
    let text = filled("context-and-interested-parties", REMOTE);
    assert!(text.contains("- [x] Not relevant, because: two regions.") && text.contains("- [ ] Relevant."), "{text}");
    assert!(text.contains("No certificate or report is known of Lohn"));
    let silent = filled("context-and-interested-parties", "{name: N, sector: S, people: 90}");
    assert!(silent.contains("[decide: relevant or not; clause 4.1 asks for the answer]"));
    assert!(!silent.contains("| I-01 | These laws"), "a profile that says nothing brings no issue");
}

#[test]
fn certificates_are_read_against_the_day() {
    let text = filled("supplier-and-cloud-register", REMOTE);
    assert!(text.contains("Ends in 33 days: ask for the next one now"), "{text}");
    assert!(text.contains("| A-02 | Lohn | nothing known |") && text.contains("send the questionnaire"));
}

#[test]
fn registers_calendar_and_readiness_are_entered() {
    let assets = filled("asset-inventory", REMOTE);
    assert!(
        assets.contains("| S-01 | Okta: sign-in and directory |")
            && assets.contains("| D-01 | ")
            && assets.contains("supplier"),
        "{assets}"
    );
    let objectives = filled("objectives-and-measurement-plan", REMOTE);
    assert!(objectives.contains("1 of 2 on 2026-11-28") && objectives.contains("2027-06-28"), "{objectives}");
    let calendar = filled("operating-calendar", REMOTE);
    let june = calendar.lines().find(|line| line.starts_with("| June 2027 |")).unwrap();
    assert!(june.contains("Internal audit"), "{june}");
    let july = calendar.lines().find(|line| line.starts_with("| July 2027 |")).unwrap();
    assert!(july.contains("Management review"), "the review comes after the audit: {july}");
    let list = filled("stage-1-readiness-checklist", REMOTE);
    assert!(list.contains("drafted (planning/isms-scope), not in force"), "{list}");
    assert!(!list.contains("Boundaries; considered: issues (4.1), demands of parties (4.2), interfaces | | [ ]"));
}
