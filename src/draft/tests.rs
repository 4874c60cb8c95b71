//! Every policy and template for three companies: one author, one set of rules, nothing left open unmarked.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{Advice, Draft, advice, decisions, policy, template};
use crate::{
    iso::{Fact, Profile},
    knowledge::{Library, PaperKind},
};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::load(None).unwrap());

/// A remote software company, a payment company with an office, a manufacturer with its own data centre.
fn companies() -> [Profile; 3] {
    [
        "{name: Nordlicht GmbH, sector: software, people: 30, premises: [remote], development: in-house, data: [personal],
          cloud: {providers: [AWS, GitHub], hosts_production: true}, roles: {top_management: CEO, isms_owner: Ada}}",
        "{name: Tessera plc, sector: payments, people: 120, premises: [remote, office], development: both, data: [personal],
          cloud: {providers: [Azure, Microsoft 365], hosts_production: true}, decisions: {password_min_length: '16'}}",
        "{name: Kessler AG, sector: pumps, people: 400, premises: [office, plant, data-centre], development: outsourced,
          data: [employee data], cloud: {providers: [Microsoft 365]}}",
    ]
    .map(|text| Profile::from_yaml(text).unwrap())
}

fn policies(profile: &Profile) -> Vec<(&'static str, Draft)> {
    let papers = LIBRARY.shelf().of_kind(PaperKind::Policy);
    papers.map(|paper| (paper.front.id.as_str(), policy(paper, &LIBRARY, profile))).collect()
}

fn found<'a>(pattern: &str, text: &'a str) -> Vec<&'a str> {
    Regex::new(pattern).unwrap().find_iter(text).map(|found| found.as_str()).collect()
}

#[test]
fn every_document_is_whole_for_every_company() {
    for profile in companies() {
        let templates = LIBRARY.shelf().of_kind(PaperKind::Template);
        let templates =
            templates.map(|paper| (paper.front.id.as_str(), template(paper, LIBRARY.shelf(), &profile, true)));
        for (id, draft) in policies(&profile).into_iter().chain(templates) {
            let text = &draft.markdown;
            for broken in [r"\{\{|\}\}", r"\{#", r"\b[Ee]very 1 ", r"(?i)\b(the|a|an|every) (the|a|an) ", r"(?m)^#+ *$"]
            {
                let found = found(broken, text);
                assert!(found.is_empty(), "{id} for {}: {found:?}", profile.name);
            }
            assert!(draft.words >= 300, "{id} for {}: {} words", profile.name, draft.words);
        }
    }
}

#[test]
fn sections_are_numbered_without_a_gap_and_never_empty() {
    for profile in companies() {
        for (id, draft) in policies(&profile) {
            let mut at = (0, 0);
            for heading in found(r"(?m)^#{2,3} \d+(\.\d+)? ", &draft.markdown) {
                let number = heading.trim_start_matches('#').trim();
                at = if heading.starts_with("###") { (at.0, at.1 + 1) } else { (at.0 + 1, 0) };
                let wanted = if at.1 == 0 { at.0.to_string() } else { format!("{}.{}", at.0, at.1) };
                assert_eq!(number, wanted, "{id} for {}", profile.name);
            }
            assert!(at.0 >= 6, "{id} has {} sections", at.0);
        }
    }
}

#[test]
fn policies_of_one_company_agree_with_each_other() {
    const ROLES: [&str; 6] =
        ["security lead", "IT lead", "HR lead", "privacy lead", "platform lead", "facilities manager"];
    for profile in companies() {
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (id, draft) in policies(&profile) {
            let clauses = draft.markdown.split("## Annex").next().unwrap();
            let rules = clauses.split("Roles in this policy").next().unwrap();
            let rules = rules.rsplit_once("Classification | Internal |").map_or(rules, |(_, rules)| rules);
            // Titles that another company may not have, and roles that no table of roles explains.
            let titles = found(r"\b(CISO|CTO|COO|CFO|ISMS owner|managing director)\b", rules);
            assert!(titles.is_empty(), "{id} for {}: {titles:?}", profile.name);
            for role in found(
                r"\b(?:security|IT|HR|privacy|platform|data|legal|cloud|compliance|network|facilities) (?:lead|manager|officer)\b",
                rules,
            ) {
                assert!(ROLES.contains(&role), "{id} for {}: {role}", profile.name);
            }
            for row in clauses.lines().chain(draft.markdown.split("decisions to confirm").nth(1).unwrap_or("").lines())
            {
                if let [meaning, _, value, range, ..] = row.split(" | ").collect::<Vec<_>>().as_slice()
                    && row.matches('|').count() == 6
                    && draft.markdown.contains("decisions to confirm")
                {
                    values.entry(format!("{meaning}{range}")).or_default().insert((*value).to_owned());
                }
            }
            assert!(clauses.contains("must review this policy every 12 months"), "{id}");
        }
        values.retain(|_, values| values.len() > 1);
        assert!(values.is_empty(), "{}: {values:?}", profile.name);
    }
}

#[test]
fn what_the_company_decides_takes_the_place_of_the_default() {
    let [small, medium, _] = companies();
    let access = LIBRARY.shelf().paper(PaperKind::Policy, "access-control").unwrap();
    let draft = policy(access, &LIBRARY, &medium);
    assert!(draft.decisions.contains(&"password_min_length".to_owned()));
    assert!(draft.markdown.contains("(yours)") && !draft.markdown.contains("14 characters"), "16 was decided");
    assert!(policy(access, &LIBRARY, &small).markdown.contains("14 characters"));
}

#[test]
fn a_small_company_gets_the_short_policy_and_the_same_checks() {
    let [small, medium, large] = companies();
    for ((id, small), ((_, medium), (_, large))) in
        policies(&small).into_iter().zip(policies(&medium).into_iter().zip(policies(&large)))
    {
        assert!(small.words * 10 <= medium.words * 7, "{id}: {} of {} words", small.words, medium.words);
        assert!(medium.words >= 600, "{id}: {} words", medium.words);
        let always = |check: &&String| medium.checks.contains(check) && large.checks.contains(check);
        let lost: Vec<&String> =
            medium.checks.iter().filter(always).filter(|check| !small.checks.contains(check)).collect();
        // What hangs on an office is not for a company without one.
        assert!(lost.iter().all(|check| check.starts_with("A.7.") || id == "secure-development"), "{id}: {lost:?}");
    }
}

#[test]
fn a_clause_whose_condition_is_unknown_asks_for_the_decision() {
    let unknown = Profile::unnamed(100);
    let backup = LIBRARY.shelf().paper(PaperKind::Policy, "backup").unwrap();
    let draft = policy(backup, &LIBRARY, &unknown).markdown;
    assert!(draft.contains("[decide: keep this clause if own equipment runs in a server room or data centre]"));
    let [remote, ..] = companies();
    assert!(!policy(backup, &LIBRARY, &remote).markdown.contains("keep this clause"), "the profile answers it");
}

#[test]
fn a_product_that_the_company_does_not_use_is_only_an_example() {
    let [_, payments, _] = companies();
    let backup = LIBRARY.shelf().paper(PaperKind::Policy, "backup").unwrap();
    let draft = policy(backup, &LIBRARY, &payments).markdown;
    assert!(draft.contains("for example Google Workspace, GitHub, Jira"), "{draft}");
    let supplier = LIBRARY.shelf().paper(PaperKind::Policy, "supplier-security").unwrap();
    let draft = policy(supplier, &LIBRARY, &payments).markdown;
    assert!(draft.contains("stand in the supplier register with"), "a place is a place without its product");
}

#[test]
fn values_of_a_profile_neither_tear_a_table_nor_double_a_unit() {
    let text = "{name: 'A | [x](http://e)', sector: s, people: 30, decisions: {target_review_months: 6 months, backup_plan: \"a | b\\nc\"}}";
    let profile = Profile::from_yaml(text).unwrap();
    let backup = LIBRARY.shelf().paper(PaperKind::Policy, "backup").unwrap();
    let draft = policy(backup, &LIBRARY, &profile).markdown;
    assert!(draft.contains("every 6 months, its system owner") && !draft.contains("months months"), "{draft}");
    assert!(draft.contains(r"a \| b c") && draft.contains(r"A \| \[x\](http://e)"));
    assert_eq!(decisions(&profile, LIBRARY.shelf()), Ok(Vec::new()));
    let odd =
        |text: &str| Profile::from_yaml(&format!("{{name: N, sector: s, people: 30, decisions: {{{text}}}}}")).unwrap();
    assert!(decisions(&odd("target_review_months: banana"), LIBRARY.shelf()).unwrap_err().contains("banana"));
    assert_eq!(decisions(&odd("no_such_name: x"), LIBRARY.shelf()).unwrap().len(), 1);
}

#[test]
fn advice_follows_the_facts() {
    let [remote, ..] = companies();
    let mut paper = LIBRARY.shelf().paper(PaperKind::Policy, "backup").unwrap().clone();
    paper.front.needed_when = vec![Fact::Racks];
    assert_eq!(advice(&paper, &remote), Advice::NotNeeded);
    assert_eq!(advice(&paper, &Profile::unnamed(20)), Advice::Unknown);
    paper.front.needed_when.push(Fact::Remote);
    assert_eq!(advice(&paper, &remote), Advice::Needed);
}

#[test]
fn a_law_that_the_profile_names_applies_and_others_are_decisions() {
    let mut profile = companies()[0].clone();
    profile.obligations = vec!["GDPR (EU) 2016/679".to_owned(), "NIS 2".to_owned()];
    let incident = LIBRARY.shelf().paper(PaperKind::Policy, "incident-management").unwrap();
    let text = policy(incident, &LIBRARY, &profile).markdown;
    let row = |law: &str| text.lines().find(|line| line.contains(law)).unwrap().to_owned();
    assert!(row("NIS2 Art. 23").contains("| yes |"), "{}", row("NIS2 Art. 23"));
    assert!(row("Cyber Resilience Act Art. 14").contains("[decide: whether the Cyber Resilience Act"));
}
