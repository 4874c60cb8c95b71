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

/// A page with little in it.
fn page(id: &str, title: &str, front: &str, body: &str) -> Page {
    let text = format!(
        "---\nid: {id}\nkind: control\ntitle: {title}\nreviewed: 2026-11-28\nsources: []\n{front}---\n## In plain words\n\n{body}\n"
    );
    Page::parse(&format!("knowledge/controls/{id}.md"), text).unwrap()
}

fn told(pages: Vec<Page>, about: &str) -> String {
    let (problems, _) = check(&Library::of(pages));
    let said = problems.iter().filter(|problem| problem.page.contains(about)).map(|problem| problem.message.as_str());
    said.collect::<Vec<_>>().join("\n")
}

#[test]
fn links_and_copies_are_looked_at_across_pages() {
    let paragraph =
        "Visitors are met at the door, wear a badge all day long and never walk through the server area alone.";
    let near = "Visitors are met at the door, wear a badge all day long and never walk through the archive alone.";
    let link = "related:\n  - id: A.7.2\n    why: \"Doors.\"\n";
    let first = page("A.7.1", "Physical security perimeters", link, paragraph);
    let second = page("A.7.2", "Physical entry", "", near);
    let said = told(vec![first, second], "A.7.2");
    assert!(said.contains("A.7.1 links here"), "{said}");
    assert!(said.contains("nearly the same as in A.7.1"), "{said}");
    let other = page(
        "A.7.2",
        "Physical entry",
        "",
        "Doors open for those who may come in, and for nobody else, day and night.",
    );
    let said = told(vec![page("A.7.1", "Physical security perimeters", "", paragraph), other], "A.7.2");
    assert!(!said.contains("nearly the same") && !said.contains("links here"), "{said}");
}

#[test]
fn a_parameter_means_the_same_on_all_pages() {
    let table = |default: &str| {
        format!(
            "Words.\n\n## Policy clauses\n\n- The host meets guests within {{{{wait}}}}. (A.7.2-1)\n\n### Parameters\n\n\
             | Parameter | Default | Range | Who decides |\n|---|---|---|---|\n| `wait` | {default} | 1 to 9 | COO |"
        )
    };
    let pages = |default: &str| {
        vec![
            page("A.7.1", "Physical security perimeters", "", &table("5 minutes")),
            page("A.7.2", "Physical entry", "", &table(default)),
        ]
    };
    assert!(told(pages("7 minutes"), "A.7.2").contains("parameter `wait`: default, range and decider differ"));
    assert!(!told(pages("5 minutes"), "A.7.2").contains("differ"));
}

#[test]
fn checks_and_failings_stand_in_the_text_as_they_are() {
    let library = Library::load(None).unwrap();
    for page in library.pages().iter().filter(|page| page.is_written()) {
        let passages = page.front_passages();
        assert!(passages.len() >= page.front.checks.len() + page.front.failings.len(), "{}", page.source);
        for (passage, failing) in passages.iter().filter(|one| one.heading == [FAILINGS]).zip(&page.front.failings) {
            assert_eq!(page.slice(&passage.range), failing);
        }
    }
}

#[test]
fn a_missing_page_and_a_heading_that_nobody_has_are_told() {
    let said = told(Vec::new(), "A.8.28");
    assert!(said.contains("A.8.28 has no page"), "{said}");
    let front = "asked:\n  \"Who rings?\": [\"Who is at the door?\"]\n";
    assert!(told(vec![page("A.7.2", "Physical entry", front, "Words.")], "A.7.2").contains("Who rings?"));
}

#[test]
fn a_broken_document_of_the_library_is_told_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let policies = folder.path().join("policies");
    std::fs::create_dir(&policies).unwrap();
    let front = "---\nid: backup\nkind: policy\ntitle: Backup Policy\nreviewed: 2026-11-28\nowner: IT lead\npurpose: \"P.\"\nabout: [A.8.13]\nasked_for: [\"a\"]\nsources: [{name: \"One\"}]\n---\n";
    let body = "## Copies\n### Plan {#plan checks=A.8.13-99 size=100}\nThe IT lead should copy {{ no_such_name }}.\n### Loose\nText.\n";
    std::fs::write(policies.join("backup.md"), format!("{front}\n{body}")).unwrap();
    let library = Library::load(Some(folder.path())).unwrap();
    let (problems, coverage) = check(&library);
    let said: Vec<&str> =
        problems.iter().filter(|one| one.page.ends_with("backup.md")).map(|one| one.message.as_str()).collect();
    for part in ["two sources", "five to eight", "A.8.13-99", "`should`", "no_such_name", "needs an id", "at least 600"]
    {
        assert!(said.iter().any(|message| message.contains(part)), "{part}: {said:?}");
    }
    assert_eq!((coverage.policies, coverage.rules_covered), (1, 0));
}
