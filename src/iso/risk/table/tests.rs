//! Rounds through tables, and what is wrong with tables of others.

use proptest::prelude::*;

use super::*;

fn criteria() -> RiskCriteria {
    let levels = ["low low medium", "low medium high", "medium high high"];
    RiskCriteria {
        likelihood: vec!["Rare".into(), "Possible".into(), "Expected".into()],
        impact: vec!["Small".into(), "Serious".into(), "Threatening".into()],
        levels: levels.map(|row| row.split(' ').map(str::to_owned).collect()).to_vec(),
        accepted: vec!["low".into()],
        approved_by: Some("A. de Wit".into()),
        approved_on: "2026-10-01".parse().ok(),
    }
}

/// The tables as a file gives them back.
fn read_back(register: &RiskRegister) -> Vec<Rows> {
    register.tables().into_iter().map(Rows::of).collect()
}

fn csv(text: &str) -> Vec<Rows> {
    let rows = text.lines().enumerate().map(|(at, line)| (at + 1, line.split('|').map(str::to_owned).collect()));
    vec![Rows { name: String::new(), rows: rows.collect() }]
}

proptest! {
    #[test]
    fn nothing_is_lost_on_the_way_through_tables(
        titles in prop::collection::vec("[a-zA-Z=+@,\"'|#-][a-zA-Z0-9 ,'\"=|-]{0,20}[a-z]", 1..6),
        steps in prop::collection::vec((prop::option::of(1_u8..=3), prop::option::of(1_u8..=3)), 6),
        owner in "[A-Za-z. ]{0,12}",
    ) {
        let risks = titles.iter().zip(steps).enumerate().map(|(at, (title, (likelihood, impact)))| Risk {
            id: format!("R-{at:02}"),
            title: crate::iso::table::one_line(title),
            likelihood,
            impact,
            residual_likelihood: likelihood,
            residual_impact: impact,
            owner: owner.trim().to_owned(),
            harm: vec!["C".into(), "A".into()],
            controls: vec!["A.5.1".into(), "C-01".into()],
            option: Some(TreatmentOption::Share),
            due: "2027-02-28".parse().ok(),
            accepted_by: "Eva".into(),
            accepted_on: "2026-11-01".parse().ok(),
            ..Risk::default()
        });
        let register = RiskRegister {
            criteria: criteria(),
            risks: risks.collect(),
            assets: vec![Asset { id: "AS-01".into(), name: "Data".into(), owner: "IT".into(), why: "It is ours".into() }],
            treatments: vec![Treatment { id: "T-01".into(), control: "A.8.1".into(), action: "Do".into(), ..Treatment::default() }],
            ..RiskRegister::default()
        };
        let back = RiskRegister::from_tables(&read_back(&register), &RiskCriteria::default()).unwrap();
        prop_assert_eq!(back, register);
    }
}

#[test]
fn each_wrong_row_is_named_by_its_number_and_nothing_is_taken() {
    let text = "ID|Risk|Likelihood|Impact|Option|Due\nR-1|Fire|9|1|modify|\nR-2||1|1||\nR-1|Flood|1|x|burn|tomorrow\n|Storm|1|1||";
    let problems = RiskRegister::from_tables(&csv(text), &criteria()).unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for part in [
        "row 2: `9`",
        "row 3: `R-2`",
        "row 4: `x`",
        "row 4: `burn`",
        "row 4: due date: `tomorrow`",
        "row 4: `R-1`",
        "row 5: the risk has no number",
    ] {
        assert!(said.iter().any(|one| one.contains(part)), "{part}: {said:#?}");
    }
}

#[test]
fn a_table_of_others_is_read_under_their_titles_and_one_on_something_else_is_refused() {
    let text =
        "Risk ID|Scenario|Probability|Severity|Risk owner|Strategy\n7|Fire in the hall|2|3|Head of plant|mitigate";
    let register = RiskRegister::from_tables(&csv(text), &criteria()).unwrap();
    let risk = &register.risks[0];
    assert_eq!(
        (risk.id.as_str(), risk.level(&register.criteria), risk.option),
        ("7", Some("high"), Some(TreatmentOption::Modify))
    );
    let problems = RiskRegister::from_tables(&csv("Name|Colour\nx|y"), &criteria()).unwrap_err();
    assert!(problems[0].message.contains("is this a risk register?"));
}

#[test]
fn a_level_that_the_criteria_do_not_give_is_named() {
    let problems = RiskRegister::from_tables(&csv("No.|Risk|Likelihood|Impact|Level\nR-1|Fire|3|3|low"), &criteria());
    assert!(problems.unwrap_err()[0].message.contains("`R-1` is high by the criteria"));
}
