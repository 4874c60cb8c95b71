//! The embedded pages keep their rules, and a page that breaks one is told which.

use super::*;
use crate::iso::RequirementId;

fn id(text: &str) -> RequirementId {
    text.parse().unwrap()
}

#[test]
fn the_embedded_pages_keep_every_rule() {
    let library = Library::load(None).unwrap();
    let (problems, coverage) = check(&library);
    let shown: Vec<String> = problems.iter().map(|problem| format!("{}: {}", problem.page, problem.message)).collect();
    assert!(problems.is_empty(), "\n{}\n", shown.join("\n"));
    assert_eq!(coverage.controls + coverage.clauses + coverage.missing.len(), 93 + coverage.clauses_total);
}

#[test]
fn a_requirement_without_a_page_still_has_an_entry() {
    let library = Library::of(Vec::new());
    let page = library.page(id("A.8.28")).unwrap();
    assert!(!page.is_written());
    assert!(
        page.text.contains("A.8.28 Secure coding") && page.text.contains("new in the 2022 edition"),
        "{}",
        page.text
    );
    assert!(library.page(id("clause 9.2")).is_none(), "a clause with sub-clauses has no page of its own");
    assert_eq!(crate::iso::Catalogue::get().leaves(id("clause 9.2")), [id("9.2.1"), id("9.2.2")]);
}

#[test]
fn broken_pages_are_told_what_is_wrong() {
    let text = "---\nid: A.5.23\nkind: control\ntitle: Cloud\nreviewed: today\nsources: []\n---\n## Evidence\n\nSee A.5.99.\n\n## FAQ\n";
    let page = Page::parse("knowledge/controls/A.5.23.md", text.to_owned()).unwrap();
    let (problems, _) = check(&Library::of(vec![page]));
    let all = problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("\n");
    for part in [
        "Information security for use of cloud services",
        "reviewed",
        "sources",
        "in this order",
        "A.5.99",
        "FAQ` is empty",
    ] {
        assert!(all.contains(part), "no word about {part} in:\n{all}");
    }
    assert_eq!(Page::parse("x", "no front matter".to_owned()), Err(PageError::NoFrontMatter));
    let unknown = "---\nid: A.9.99\nkind: control\ntitle: T\nreviewed: 2026-01-01\nsources: []\n---\n";
    assert_eq!(Page::parse("x", unknown.to_owned()), Err(PageError::UnknownId("A.9.99".to_owned())));
}

#[test]
fn crosswalks_name_their_framework() {
    let found = crosswalks(id("A.5.1"));
    assert!(found.iter().any(|crosswalk| crosswalk.framework == "NIST CSF 2.0" && !crosswalk.entries.is_empty()));
    let old = crosswalks(id("A.8.8"));
    assert!(old[0].framework == "ISO/IEC 27001:2013" && old[0].entries.iter().any(|entry| entry.id == "A.12.6.1"));
}
