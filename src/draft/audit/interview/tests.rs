//! Interviews: each role is asked what concerns it, and an answer is worth what documents carry.

use super::*;
use crate::{
    document::Format,
    draft::{Grounds, risks, statement},
    iso::{Profile, Statement},
    knowledge::Library,
    verify::EvidenceText,
};

fn asked(profile: &Profile, role: InterviewRole) -> Interview {
    let library = Library::load(None).unwrap();
    let register = risks(&library, profile).register;
    let statement = statement(&Grounds { library: &library, profile, register: &register, gap: None, earlier: None });
    interview(&AuditGrounds { library: &library, profile, register: &register, statement: &statement, gap: None }, role)
}

#[test]
fn each_role_is_asked_as_much_as_its_company_has_time_for() {
    for role in InterviewRole::ALL {
        let small = asked(&Profile::unnamed(20), role);
        assert_eq!(small.questions.len(), 10, "{role:?}");
        let large = asked(&Profile::unnamed(400), role);
        assert!(large.questions.len() > small.questions.len(), "{role:?}");
        for question in &large.questions {
            assert!(!question.good_answer.is_empty() && !question.to_show.is_empty(), "{question:?}");
        }
        let mut ids: Vec<&str> = large.questions.iter().map(|one| one.id.as_str()).collect();
        ids.dedup();
        assert_eq!(ids.len(), large.questions.len());
        assert_eq!(role.name().parse(), Ok(role));
    }
    let directors = asked(&Profile::unnamed(400), InterviewRole::TopManagement);
    assert!(directors.questions.iter().any(|one| one.requirement == "5.1"), "leadership is theirs");
    assert!("cleaner".parse::<InterviewRole>().is_err());
    assert!(
        InterviewRole::ItAdmin.is_meant_by("To the IT lead")
            && !InterviewRole::ItAdmin.is_meant_by("To the audit lead")
    );
}

#[test]
fn what_is_left_out_is_not_asked() {
    let profile = Profile::unnamed(20);
    let library = Library::load(None).unwrap();
    let register = risks(&library, &profile).register;
    let ask = |statement: &Statement| {
        let grounds = AuditGrounds { library: &library, profile: &profile, register: &register, statement, gap: None };
        interview(&grounds, InterviewRole::Developer)
    };
    let mut statement =
        statement(&Grounds { library: &library, profile: &profile, register: &register, gap: None, earlier: None });
    let before = ask(&statement);
    let control = before.questions.iter().find(|one| one.requirement.starts_with("A.8.")).unwrap().requirement.clone();
    statement.rows.iter_mut().find(|row| row.control == control).unwrap().decision = Choice::Excluded;
    assert!(ask(&statement).questions.iter().all(|one| one.requirement != control));
}

#[test]
fn answers_come_back_from_both_forms_and_are_held_against_documents() {
    let mut interview = asked(&Profile::unnamed(20), InterviewRole::ItAdmin);
    let id = interview.questions[0].id.clone();
    let blank = interview_paper(&interview);
    assert_eq!(interview_answers(&blank), Err(AnswersError::None), "nothing was filled in");
    let answer = "Backups are restored every quarter.\n\nThe tapes are yellow.";
    let filled = blank.replacen("(write here)", answer, 1);
    let wanted = vec![(id.clone(), answer.to_owned())];
    assert_eq!(interview_answers(&filled).unwrap(), wanted);
    let yaml = format!("{id}: |\n  Backups are restored every quarter.\n\n  The tapes are yellow.\n");
    assert_eq!(interview_answers(&yaml).unwrap()[0].1.trim(), answer);

    let text = "# Backup\n\nBackups are restored by IT every quarter.\n";
    let base = EvidenceBase::of(&[EvidenceText { name: "b.md", text, format: Format::Markdown, pages: &[] }]);
    let unknown = interview.answer([wanted, vec![("A.9.99-q1".to_owned(), "x".to_owned())]].concat(), &base);
    assert_eq!(unknown, ["A.9.99-q1"]);
    let result = interview.result.unwrap();
    assert_eq!((result.supported, result.nothing_found, result.not_answered), (0, 1, 9), "one sentence is not carried");
    let told = interview_paper(&interview);
    assert!(told.contains("*supported:* Backups are restored every quarter. \u{201c}Backups are restored by IT every quarter.\u{201d} (b.md, Backup)"), "{told}");
    assert!(told.contains("*nothing found:* The tapes are yellow."), "{told}");
}
