//! Exclusions by a person: with a reason they count, without one they are named, and clauses always stay.

use super::{Decisions, apply, decisions};
use crate::{
    assess::{AssessError, Given, report::Set, tests::given},
    iso::{Catalogue, GapItem, GapVerdict},
};

const HEAD: &str = "| Control | Title | Applicable | Justification |\n|---|---|---|---|\n";

fn soa(name: &str, rows: &str) -> Given {
    given(name, &format!("# Statement of Applicability\n\nApproved on 3 March 2026.\n\n{HEAD}{rows}"))
}

/// A statement that decides on all controls and excludes A.7.1.
fn whole(name: &str) -> Given {
    let rows = Catalogue::get().controls().map(|entry| {
        let decided = if entry.id.to_string() == "A.7.1" { "No | Fully remote \\| no premises" } else { "Yes | Risk" };
        format!("| {} | {} | {decided} |\n", entry.id, entry.title)
    });
    soa(name, &rows.collect::<String>())
}

fn of(documents: &[Given]) -> Decisions {
    decisions(None, documents, &Set::read(documents)).unwrap()
}

fn named(file: &Given) -> Result<Decisions, AssessError> {
    decisions(Some(file), &[], &Set::read(&[]))
}

fn item(id: &str) -> GapItem {
    let (id, title) = (id.to_owned(), String::new());
    GapItem { id, title, verdict: GapVerdict::Missing, confidence: 0.4, coverage: 0.1, checks: Vec::new() }
}

#[test]
fn only_a_justified_exclusion_of_a_control_counts() {
    let rows = "| A.7.1 | Perimeters | No | Fully remote |\n| A.7.2 | Entry | No | |\n| A.7.3 | Offices | | not needed |\n\
                | 6.1.3 | Treatment | No | too much work |\n| A.9.4.1 | Access | No | old |\n| A.5.1 | Policies | Yes | x |\n\
                | A.8.30 | Outsourcing | No | none |\n| A.8.1 | Devices | No | sold |\n| A.8.1 | Devices | Yes | kept |\n";
    let file = soa("our-soa.csv", rows);
    let found = named(&file).unwrap();
    assert_eq!(found.excluded.keys().collect::<Vec<_>>(), ["A.7.1"]);
    let warnings = found.warnings.join("\n");
    for wanted in [
        "our-soa.csv leaves out A.7.1",
        "excludes A.7.2, A.8.30 without a justification",
        "both includes and excludes A.8.1",
        "excludes 6.1.3: clauses 4 to 10 cannot be excluded",
        "no control of the 2022 edition: A.9.4.1",
    ] {
        assert!(warnings.contains(wanted), "{wanted}: {warnings}");
    }
    let mut items = ["6.1.3", "A.7.1", "A.7.2", "A.7.3"].map(item);
    apply(&mut items, &found);
    let verdicts = items.map(|item| item.verdict);
    let missing = GapVerdict::Missing;
    assert_eq!(verdicts, [missing, GapVerdict::NotApplicable, missing, missing]);
}

#[test]
fn a_document_that_plainly_is_one_is_used_and_its_row_is_a_slice() {
    let policy = given("policy.md", "# Policy\n\nThe Statement of Applicability lists all controls.\n");
    let file = whole("controls.md");
    let found = of(&[policy.clone(), file.clone()]);
    let (reason, row) = &found.excluded["A.7.1"];
    assert_eq!(reason, "Excluded in controls.md: \u{201c}Fully remote | no premises\u{201d}");
    let text = file.text.unwrap().text;
    let slice: String = text.chars().skip(row.start).take(row.end - row.start).collect();
    assert_eq!((slice.as_str(), row.document.as_str()), (row.quote.as_str(), "controls.md"));
    assert!(row.quote.starts_with("| A.7.1 |"), "{}", row.quote);
    assert!(
        of(&[policy, soa("soa.md", "| A.7.1 | x | No | Fully remote |\n")]).excluded.is_empty(),
        "too few decisions"
    );
    let unnamed = whole("list.md").text.unwrap().text.replace("# Statement of Applicability", "# Controls");
    assert!(of(&[given("list.md", &unnamed)]).excluded.is_empty(), "nothing says what it is");
}

#[test]
fn a_draft_excludes_nothing_and_a_second_statement_is_named() {
    let found = of(&[whole("soa-draft.md")]);
    assert!(found.excluded.is_empty() && found.warnings[0].contains("not in force"), "{:?}", found.warnings);
    let found = of(&[whole("soa.md"), whole("soa-2.md")]);
    assert!(
        found.warnings.concat().contains("soa-2.md is a Statement of Applicability as well"),
        "{:?}",
        found.warnings
    );
}

#[test]
fn a_file_that_is_none_is_refused_when_it_was_named() {
    let error = named(&given("assets.csv", "| Asset | Owner |\n|---|---|\n| Server | IT |\n")).unwrap_err();
    assert!(error.to_string().contains("assets.csv") && error.to_string().contains("control ids"), "{error}");
}
