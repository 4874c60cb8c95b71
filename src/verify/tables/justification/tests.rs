//! Reasons in the words of those who write them. The labelled sets stand in `evals/soa`.

use super::*;

#[test]
fn a_checked_fact_stands_and_an_excuse_does_not() {
    let cases: [(&str, &str, Result<Ground, Weakness>); 16] = [
        ("A.7.1", "No offices, stores or racks.", Ok(Ground::Absence)),
        ("A.8.30", "All programming is done in-house by employees.", Ok(Ground::Absence)),
        ("A.7.4", "Burglary risk R-05 accepted by the managing director on 14 April 2026.", Ok(Ground::Accepted)),
        ("A.8.23", "Surfing happens in a disposable browser; A.8.7 treats risk R-08.", Ok(Ground::Alternative)),
        (
            "A.5.13",
            "One level for all; analysis RA-09 shows no mix-up risk, no contract prescribes markings.",
            Ok(Ground::NoRisk),
        ),
        ("A.8.12", "DLP suites are far beyond our budget.", Err(Weakness::Cost)),
        ("A.8.10", "Deletion concept is not written yet.", Err(Weakness::NotYet)),
        ("A.8.4", "Not applicable to us.", Err(Weakness::Circular)),
        ("A.5.7", "We are too small to be a target.", Err(Weakness::Size)),
        ("A.5.23", "AWS holds ISO 27001 certificates.", Err(Weakness::Certified)),
        ("A.7.7", "No office, everyone works from home.", Err(Weakness::WrongScope)),
        ("A.8.32", "We do not write software.", Err(Weakness::WrongScope)),
        ("A.8.30", "In-house only; peaks we cover with freelancers.", Err(Weakness::Contradiction)),
        ("A.7.6", "Our technicians are loyal people.", Err(Weakness::Trust)),
        ("A.8.17", "Windows does this automatically.", Err(Weakness::Tool)),
        ("A.7.2", "-", Err(Weakness::Empty)),
    ];
    for (control, reason, expected) in cases {
        let id = RequirementId::from_canonical(control).unwrap();
        assert_eq!(judge(id, reason), expected, "{control}: {reason}");
    }
}

#[derive(serde::Deserialize)]
struct Labelled {
    control: String,
    justification: String,
    label: String,
}

#[test]
fn the_labelled_reasons_are_judged_as_their_labels_say() {
    let mut reader = csv::Reader::from_path("evals/soa/justifications.csv").unwrap();
    let (mut found, mut false_alarms, mut missed) = (0_u32, 0_u32, 0_u32);
    for row in reader.deserialize::<Labelled>() {
        let row = row.unwrap();
        let is_weak = judge(RequirementId::from_canonical(&row.control).unwrap(), &row.justification).is_err();
        match (is_weak, row.label.as_str()) {
            (true, "bad") => found += 1,
            (true, _) => false_alarms += 1,
            (false, "bad") => missed += 1,
            (false, _) => {}
        }
    }
    // 480 of them; the figures stand in evals/RESULTS.md.
    assert!(found * 100 >= 95 * (found + false_alarms), "precision: {found} found, {false_alarms} false alarms");
    assert!(found * 100 >= 95 * (found + missed), "recall: {found} found, {missed} missed");
}
