//! The catalogue is whole, and ids are read as people write them.

use proptest::prelude::*;

use super::*;

fn id(text: &str) -> RequirementId {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_catalogue_is_whole() {
    let catalogue = Catalogue::get();
    assert_eq!(catalogue.controls().count(), 93);
    assert_eq!(catalogue.entries().len(), 93 + 41);
    for (theme, count) in
        [(Theme::Organizational, 37), (Theme::People, 8), (Theme::Physical, 14), (Theme::Technological, 34)]
    {
        assert_eq!(catalogue.controls().filter(|entry| entry.theme == Some(theme)).count(), count);
    }
    assert_eq!(catalogue.controls().filter(|entry| entry.new_in_2022).count(), 11);
    let amended: Vec<String> =
        catalogue.entries().iter().filter(|entry| entry.amended_2024).map(|entry| entry.id.to_string()).collect();
    assert_eq!(amended, ["4.1", "4.2"]);
    assert_eq!(catalogue.entry(id("A.5.23")).unwrap().title, "Information security for use of cloud services");
}

#[test]
fn every_2013_control_has_a_successor() {
    let all = include_str!("../../knowledge/catalogue/controls-2013.csv");
    let ids: Vec<&str> = all.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(ids.len(), 114);
    for old in ids {
        assert!(!Catalogue::get().successors(old).is_empty(), "{old} leads nowhere");
    }
}

#[test]
fn ids_are_read_in_the_usual_spellings() {
    for text in [
        "A.5.23",
        "a.5.23",
        "A5.23",
        "A 5.23",
        "A 5 23",
        "A-5-23",
        "a5_23",
        "Annex A 5.23",
        "annex a.5.23",
        "control 5.23",
        "Control A.5.23",
        "Annex A control 5.23",
        "5.23",
        "section 5.23",
        "Maßnahme 5.23",
        "Anhang A 5.23",
    ] {
        assert_eq!(id(text).to_string(), "A.5.23", "{text}");
    }
    for text in
        ["6.1.3", "clause 6.1.3", "Clause 6.1.3", "sub-clause 6.1.3", "§ 6.1.3", "Kapitel 6.1.3", "cláusula 6.1.3"]
    {
        assert_eq!(id(text).to_string(), "6.1.3", "{text}");
    }
    for text in ["6.1.3 d", "6.1.3 d)", "6.1.3(d)", "clause 6.1.3 (d)", "6.1.3d"] {
        assert_eq!(id(text).to_string(), "6.1.3 d", "{text}");
        assert_eq!(id(text).canonical().to_string(), "6.1.3");
    }
    assert_eq!(id("clause 6").to_string(), "6");
}

#[test]
fn a_clause_is_never_a_control() {
    assert_ne!(id("clause 5.2"), id("A.5.2"));
    assert!(matches!("5.2".parse::<RequirementId>(), Err(IdError::Ambiguous { .. })));
    assert!(matches!(mentions("what does 5.2 ask?")[0].meaning, Meaning::Either { .. }));
    assert_eq!(id("9.2").to_string(), "9.2", "A.9.2 is no control of 2022");
}

#[test]
fn old_and_invented_ids_are_told_apart() {
    let error = "A.9.2.5".parse::<RequirementId>().unwrap_err();
    assert!(error.to_string().contains("2013") && error.to_string().contains("A.5.18"), "{error}");
    assert!(matches!("A.12.6.1".parse::<RequirementId>(), Err(IdError::Edition2013 { .. })));
    assert!(matches!("12.6.1".parse::<RequirementId>(), Err(IdError::Edition2013 { .. })));
    for text in ["A.9.99", "A.5.38", "A.8.35", "clause 11.4", "control 6.9"] {
        assert!(matches!(text.parse::<RequirementId>(), Err(IdError::Unknown { .. })), "{text}");
    }
}

#[test]
fn ids_are_found_in_sentences() {
    let text = "Do controls 5.23, 5.24 and 8.8 follow from clause 6.1.3 d, or from A.9.4.3?";
    let found: Vec<String> = mentions(text)
        .into_iter()
        .map(|mention| match mention.meaning {
            Meaning::Requirement(id) => id.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(found, ["A.5.23", "A.5.24", "A.8.8", "6.1.3 d", "Edition2013(\"A.9.4.3\")"]);
}

#[test]
fn other_numbers_are_left_alone() {
    for text in [
        "TLS 1.2 or 1.3",
        "version 5.1",
        "PCI DSS 4.0",
        "within 24 hours",
        "5.1% of staff",
        "EUR 9.1 million",
        "ISO 27001:2022",
        "CVSS 8.1",
        "a 30-person company",
        "on 10.12.2024",
        "section 3.4 of our access policy",
        "v5.1",
        "10.0.0.1",
        "ISO 9001",
        "3-2-1",
    ] {
        assert_eq!(mentions(text), [], "{text}");
    }
}

proptest! {
    #[test]
    fn every_id_survives_every_spelling(index in 0..134_usize, spelling in 0..6_usize) {
        let entry = &Catalogue::get().entries()[index];
        let canonical = entry.id.to_string();
        let number = canonical.trim_start_matches("A.");
        let text = match (entry.id, spelling) {
            (RequirementId::Control(_), 0) => format!("a{number}"),
            (RequirementId::Control(_), 1) => format!("annex a {number}"),
            (RequirementId::Control(_), 2) => format!("control {number}"),
            (RequirementId::Control(_), _) => canonical.clone(),
            (RequirementId::Clause(_), 0..=2) => format!("Clause {number}"),
            (RequirementId::Clause(_), _) => format!("clause {number}"),
        };
        prop_assert_eq!(text.parse::<RequirementId>().unwrap(), entry.id);
        let sentence = format!("How do we show {text}?");
        let found = mentions(&sentence);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&sentence[found[0].range.clone()], text.as_str());
        prop_assert_eq!(Catalogue::get().canonical(&canonical), Some(entry.id));
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,80}") {
        for mention in mentions(&text) {
            prop_assert!(text.get(mention.range.clone()).is_some());
        }
    }

    #[test]
    fn numbers_never_invent_a_requirement(a in 0..40_u8, b in 0..120_u8) {
        for mention in mentions(&format!("control A.{a}.{b}")) {
            if let Meaning::Requirement(id) = mention.meaning {
                prop_assert!(Catalogue::get().contains(id));
            }
        }
    }
}

#[test]
fn a_profile_is_read_and_its_gaps_are_named() {
    let profile = Profile::from_yaml(profile_template()).unwrap();
    let open: Vec<_> = profile.problems().into_iter().map(|problem| (problem.field, problem.blocking)).collect();
    assert_eq!(open, [("climate", false)], "the template leaves one question open to show how");
    assert_eq!(profile.size(), Size::Small);
    assert_eq!(profile.is_fully_remote(), Some(false));
    let bare = Profile::from_yaml("name: X\nsector: Y\npeople: 0\n").unwrap();
    assert!(bare.problems()[0].blocking);
    assert_eq!(bare.is_fully_remote(), None, "what nobody said stays unknown");
    let error = Profile::from_yaml("name: X\nsector: Y\npeople: 3\npremisses: [office]\n").unwrap_err().to_string();
    assert!(error.contains("premisses"), "{error}");
}
