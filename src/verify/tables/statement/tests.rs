//! Statements of others, with what they usually get wrong.

use super::*;
use crate::{
    iso::{Catalogue, Rows},
    verify::Severity,
};

/// A sound statement as rows; each control with a driver and a status.
fn sound() -> Vec<Vec<String>> {
    let head = [
        "Control",
        "Title",
        "Applicable",
        "Justification for inclusion",
        "Justification for exclusion",
        "Implemented",
        "Plan",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for entry in Catalogue::get().controls() {
        let cells = [
            entry.id.to_string(),
            entry.title.clone(),
            "Yes".into(),
            "Treats R-07".into(),
            String::new(),
            "Yes".into(),
            String::new(),
        ];
        rows.push(cells.to_vec());
    }
    rows
}

fn found(rows: Vec<Vec<String>>, profile: Option<&str>) -> Vec<(String, &'static str, Severity, Option<usize>)> {
    let rows = rows.into_iter().enumerate().map(|(at, cells)| (at + 1, cells)).collect();
    let sheet = SoaSheet::read(&[Rows { name: String::new(), rows }]).unwrap();
    let profile = profile.map(|rest| Profile::from_yaml(&format!("name: N\nsector: S\npeople: 30\n{rest}")).unwrap());
    let findings = check_statement(&sheet, profile.as_ref());
    findings.into_iter().map(|one| (one.id, one.rule, one.severity, one.row)).collect()
}

fn set(rows: &mut [Vec<String>], id: &str, column: usize, text: &str) {
    let row = rows.iter_mut().find(|row| row[0] == id).unwrap();
    row[column] = text.to_owned();
}

/// Makes a sound statement unsound.
type Spoil = Box<dyn Fn(&mut Vec<Vec<String>>)>;

#[test]
fn a_sound_statement_has_no_finding() {
    assert_eq!(found(sound(), None), []);
}

#[test]
fn each_usual_fault_is_found_in_its_row() {
    let exclude = |rows: &mut Vec<Vec<String>>, id: &str, reason: &str| {
        set(rows, id, 2, "No");
        set(rows, id, 4, reason);
    };
    let cases: Vec<(&str, Spoil)> = vec![
        ("missing-control", Box::new(|rows| rows.retain(|row| row[0] != "A.8.9"))),
        ("duplicate-control", Box::new(|rows| rows.push(rows[5].clone()))),
        ("edition-2013", Box::new(|rows| rows[5][0] = "A.9.4.1".into())),
        ("unknown-id", Box::new(|rows| rows[5][0] = "A.5.99".into())),
        ("wrong-title", Box::new(|rows| set(rows, "A.7.13", 1, "Security of assets off-premises"))),
        ("undecided", Box::new(|rows| set(rows, "A.5.7", 2, ""))),
        ("no-inclusion-reason", Box::new(|rows| set(rows, "A.5.7", 3, ""))),
        ("weak-inclusion", Box::new(|rows| set(rows, "A.5.7", 3, "Best practice"))),
        ("no-status", Box::new(|rows| set(rows, "A.5.7", 5, ""))),
        ("planned-without-plan", Box::new(|rows| set(rows, "A.5.7", 5, "Planned"))),
        ("no-exclusion-reason", Box::new(move |rows| exclude(rows, "A.7.12", ""))),
        ("weak-exclusion", Box::new(move |rows| exclude(rows, "A.7.12", "Too expensive"))),
        ("contradiction", Box::new(move |rows| exclude(rows, "A.7.9", "No office"))),
        ("unusual-exclusion", Box::new(move |rows| exclude(rows, "A.6.8", "R-12 accepted by the COO on 2026-03-01"))),
        ("no-id", Box::new(|rows| rows[5][0] = String::new())),
        (
            "clause-in-statement",
            Box::new(|rows| {
                rows.push(["9.2", "Internal audit", "No", "", "small", "", ""].map(str::to_owned).to_vec());
            }),
        ),
    ];
    for (rule, spoil) in cases {
        let mut rows = sound();
        spoil(&mut rows);
        let found = found(rows, None);
        assert!(found.iter().any(|one| one.1 == rule), "{rule}: {found:?}");
    }
}

#[test]
fn planned_with_a_date_and_own_controls_are_no_findings() {
    let mut rows = sound();
    set(&mut rows, "A.5.7", 5, "Planned");
    set(&mut rows, "A.5.7", 6, "T-12, 2027-01-31");
    rows.push(["C-01", "Data stays in the EU", "Yes", "Contract K-02", "", "Yes", ""].map(str::to_owned).to_vec());
    assert_eq!(found(rows, None), []);
}

#[test]
fn what_a_profile_says_contradicts_an_exclusion() {
    for (id, reason, profile) in [
        ("A.8.30", "All software is written in-house", "development: both"),
        ("A.5.23", "No cloud service is used", "cloud: {providers: [AWS]}"),
        ("A.7.1", "No rooms exist", "premises: [office]"),
        ("A.7.14", "No equipment is owned", "premises: [remote]"),
        ("A.6.7", "Nobody works from home", "premises: [remote, office]"),
    ] {
        let mut rows = sound();
        set(&mut rows, id, 2, "No");
        set(&mut rows, id, 4, reason);
        let found = found(rows, Some(profile));
        let is_there =
            |one: &(String, &str, Severity, Option<usize>)| one.1 == "contradiction" && one.2 == Severity::Error;
        assert!(found.iter().any(is_there), "{id}: {found:?}");
    }
}
