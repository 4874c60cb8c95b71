//! `annexa audit interview`: questions for a role, and answers that are worth what documents carry.

use std::fs;

use serde_json::json;

use super::Desk;

#[test]
fn an_interview_is_asked_answered_and_held_against_evidence() {
    let desk = Desk::new();
    let ask = ["audit", "interview", "--role", "it-admin"];
    let wrong = desk.run(&["audit", "interview", "--role", "pilot"]);
    assert!(wrong.status == 2 && wrong.err.contains("no role of an interview"), "{}", wrong.err);
    let blank = desk.run(&[&ask[..], &["--json"]].concat()).json();
    assert_eq!((&blank["role"], blank["questions"].as_array().unwrap().len()), (&json!("it-admin"), 10));
    let question = blank["questions"].as_array().unwrap().iter().find(|one| one["requirement"] == "A.8.13");
    let question = question.unwrap_or(&blank["questions"][0]);
    let id = question["id"].as_str().unwrap();

    let policy =
        "# Backup\n\n## Restores\n\nThe platform engineer restores one backup of the database every quarter.\n";
    let policy = desk.write("backup.md", policy.as_bytes());
    let answers = format!(
        "{id}: The platform engineer restores a backup of the database each quarter. Every restore is filmed by the press.\n"
    );
    let answers = desk.write("answers.yaml", answers.as_bytes());
    let told = [&ask[..], &["--answers", &answers, "--evidence", &policy]].concat();
    let report = desk.run(&[&told[..], &["--json"]].concat()).json();
    assert_eq!(report["result"], json!({ "supported": 0, "contradicted": 0, "nothing_found": 1, "not_answered": 9 }));
    let answered = report["questions"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
    let sentences = answered["answer"]["sentences"].as_array().unwrap();
    assert_eq!((&sentences[0]["backing"], &sentences[1]["backing"]), (&json!("supported"), &json!("nothing-found")));
    let quote = sentences[0]["passage"]["quote"].as_str().unwrap();
    assert!(fs::read_to_string(&policy).unwrap().contains(quote), "word for word");
    assert_eq!(sentences[0]["passage"]["heading"], json!(["Backup", "Restores"]));

    let wrong = desk.write(
        "wrong.yaml",
        format!("{id}: The platform engineer restores a backup of the database once a year.\n").as_bytes(),
    );
    let report = desk.run(&[&ask[..], &["--answers", &wrong, "--evidence", &policy, "--json"]].concat()).json();
    assert_eq!(report["result"]["contradicted"], 1, "{report}");

    desk.run(&[&ask[..], &["--answers", &policy, "--evidence", &policy]].concat()).refused(&["no answers were found"]);
    assert_eq!(desk.run(&[&ask[..], &["--answers", &answers]].concat()).status, 2, "answers want evidence");
    let out = desk.path("interview.docx").display().to_string();
    assert_eq!(desk.run(&[&told[..], &["--out", &out]].concat()).status, 0);
    let text = desk.run(&["text", &out]).out;
    assert!(text.contains("Mock interview: IT administration") && text.contains("nothing found"), "{text}");
}
