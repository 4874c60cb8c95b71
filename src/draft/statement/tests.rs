//! What a statement proposes, and what it must never invent.

use super::*;
use crate::draft::risks;

fn drafted(rest: &str) -> (Statement, Profile) {
    let library = Library::load(None).unwrap();
    let profile = Profile::from_yaml(&format!("name: N\nsector: S\npeople: 30\n{rest}")).unwrap();
    let register = risks(&library, &profile).register;
    let grounds = Grounds { library: &library, profile: &profile, register: &register, gap: None, earlier: None };
    (statement(&grounds), profile)
}

fn row<'a>(statement: &'a Statement, id: &str) -> &'a StatementRow {
    statement.rows.iter().find(|row| row.control == id).unwrap()
}

const REMOTE: &str = "premises: [remote]\ncloud: {providers: [AWS], hosts_production: true}\ndevelopment: in-house\ndata: [personal]\nobligations: [GDPR]\n";

#[test]
fn it_has_every_control_once_and_a_reason_in_every_row() {
    let (statement, _) = drafted(REMOTE);
    assert_eq!(statement.rows.len(), 93);
    for row in &statement.rows {
        let says = match row.decision {
            Choice::Included => !row.inclusion.is_empty() && !row.drivers.is_empty() && !row.owner.is_empty(),
            Choice::Excluded => !row.exclusion.is_empty() && row.drivers.is_empty(),
            Choice::Undecided => row.question.ends_with(['.', '?']),
        };
        assert!(says, "{row:?}");
        assert!(!row.confirmed && row.implemented.is_none(), "a draft confirms nothing: {row:?}");
    }
    assert!(statement.count(Choice::Included) > 70, "{}", statement.count(Choice::Included));
}

#[test]
fn a_remote_company_is_not_freed_of_its_devices_nor_of_rooms_that_nobody_looked_for() {
    let (unsure, _) = drafted(REMOTE);
    let (sure, _) = drafted(&format!("{REMOTE}absent: [paper-archive, equipment-store]\n"));
    for id in ["A.7.1", "A.7.2", "A.7.3", "A.7.4", "A.7.6"] {
        assert_eq!(row(&unsure, id).decision, Choice::Undecided, "{id}");
        assert_eq!(row(&sure, id).decision, Choice::Excluded, "{id}");
    }
    for id in ["A.7.7", "A.7.9", "A.7.14"] {
        assert_eq!(row(&sure, id).decision, Choice::Included, "{id}");
    }
    assert_eq!(row(&sure, "A.7.5").decision, Choice::Undecided);
}

#[test]
fn nothing_known_leaves_the_questions_open() {
    let (statement, _) = drafted("");
    for id in ["A.7.1", "A.7.12", "A.8.28", "A.8.30"] {
        assert_eq!(row(&statement, id).decision, Choice::Undecided, "{id}");
    }
}

#[test]
fn who_writes_software_decides_on_the_controls_of_it() {
    let (own, _) = drafted(REMOTE);
    assert_eq!(row(&own, "A.8.30").decision, Choice::Excluded);
    assert_eq!(row(&own, "A.8.28").decision, Choice::Included);
    let (none, _) = drafted("premises: [office]\ndevelopment: none\n");
    assert_eq!(row(&none, "A.8.28").decision, Choice::Undecided, "scripts may exist");
    let (sure, _) = drafted("premises: [office]\ndevelopment: none\nabsent: [scripts, outside-developers]\n");
    assert_eq!(row(&sure, "A.8.28").decision, Choice::Excluded);
    assert_ne!(row(&sure, "A.8.32").decision, Choice::Excluded, "configured systems change as well");
    let (bought, _) = drafted("premises: [office]\ndevelopment: outsourced\n");
    assert_eq!(row(&bought, "A.8.30").decision, Choice::Included);
}

#[test]
fn what_a_person_confirmed_stays() {
    let library = Library::load(None).unwrap();
    let profile = Profile::from_yaml(&format!("name: N\nsector: S\npeople: 30\n{REMOTE}")).unwrap();
    let register = risks(&library, &profile).register;
    let mut grounds = Grounds { library: &library, profile: &profile, register: &register, gap: None, earlier: None };
    let mut earlier = statement(&grounds);
    let decided = earlier.rows.iter_mut().find(|row| row.control == "A.7.11").unwrap();
    (decided.decision, decided.confirmed, decided.exclusion) =
        (Choice::Excluded, true, "Nothing of ours stands anywhere; K. Ito, 2026-10-02".into());
    earlier.rows.push(StatementRow {
        control: "C-01".into(),
        title: "Data in the EU".into(),
        ..StatementRow::default()
    });
    grounds.earlier = Some(&earlier);
    let later = statement(&grounds);
    assert!(row(&later, "A.7.11").exclusion.contains("K. Ito"));
    assert_eq!(later.rows.last().unwrap().control, "C-01");
}

#[test]
fn the_document_tells_each_row() {
    let (statement, profile) = drafted(REMOTE);
    let text = statement_paper(&statement, &profile);
    for row in &statement.rows {
        assert!(text.contains(&format!("| {} {} |", row.control, row.title)), "{}", row.control);
    }
    assert!(text.contains("## 7 What is still to be decided"));
}
