//! The chain from risk to control to statement to policy: links that lead nowhere, and ends that contradict each other.

use std::collections::BTreeMap;

use super::{Inconsistency, Isms, Side};
use crate::{
    iso::{Choice, DriverKind, Risk, RiskRegister, Statement, StatementRow, TreatmentOption, TreatmentStatus},
    verify::Severity,
};

pub(super) fn check(isms: &Isms<'_>, found: &mut Vec<Inconsistency>) {
    let Some(statement) = isms.statement else { return };
    if let Some(register) = isms.register {
        for risk in register.risks.iter().filter(|risk| risk.option == Some(TreatmentOption::Modify)) {
            needed_and_left_out(risk, statement, found);
        }
        for row in &statement.rows {
            drivers(row, register, found);
            plan(row, register, found);
        }
    }
    if !isms.documents.is_empty() {
        references(statement, isms, found);
    }
}

/// A control that a risk needs, and that the statement leaves out or does not know.
fn needed_and_left_out(risk: &Risk, statement: &Statement, found: &mut Vec<Inconsistency>) {
    for control in &risk.controls {
        let row = statement.rows.iter().find(|row| row.control == *control);
        let said = Side::new(
            format!("risk register, {}", risk.id),
            format!("{}: treated by {}", risk.title, risk.controls.join(", ")),
        );
        match row {
            Some(row) if row.decision == Choice::Excluded => found.push(Inconsistency {
                severity: Severity::Error,
                rule: "needed-and-excluded",
                message: format!("{control} treats {} and is left out of the statement", risk.id),
                fix: "Include the control, or choose another treatment and rate the risk again.".to_owned(),
                sides: vec![said, Side::new(format!("Statement of Applicability, {control}"), row.exclusion.clone())],
            }),
            Some(_) => {}
            None => found.push(Inconsistency {
                severity: Severity::Error,
                rule: "broken-link",
                message: format!("{control} treats {} and has no row in the statement", risk.id),
                fix: "Add the row: controls may come from any source, and the statement lists all necessary ones."
                    .to_owned(),
                sides: vec![said],
            }),
        }
    }
}

/// Risks that a row names and the register does not have.
fn drivers(row: &StatementRow, register: &RiskRegister, found: &mut Vec<Inconsistency>) {
    let risks = row.drivers.iter().filter(|driver| driver.kind == DriverKind::Risk);
    for driver in risks.filter(|driver| !register.risks.iter().any(|risk| risk.id == driver.reference)) {
        found.push(Inconsistency {
            severity: Severity::Error,
            rule: "broken-link",
            message: format!("{} is justified by {}, which the register does not have", row.control, driver.reference),
            fix: "Name the risk that drives it today, or decide on the row anew.".to_owned(),
            sides: vec![Side::new(format!("Statement of Applicability, {}", row.control), row.inclusion.clone())],
        });
    }
}

/// What a row says of implementation, and what the plan says.
fn plan(row: &StatementRow, register: &RiskRegister, found: &mut Vec<Inconsistency>) {
    if row.decision != Choice::Included {
        return;
    }
    let here = |quote: String| Side::new(format!("Statement of Applicability, {}", row.control), quote);
    let line = register.treatments.iter().find(|line| line.id == row.plan);
    match (row.implemented, line) {
        (Some(false), None) => found.push(Inconsistency {
            severity: Severity::Error,
            rule: "planned-without-plan",
            message: format!(
                "{} is not implemented, and no line of the treatment plan says when it will be",
                row.control
            ),
            fix: "Add the line with owner and date, or name it in the row.".to_owned(),
            sides: vec![here(format!(
                "implemented: no; plan entry: {}",
                if row.plan.is_empty() { "none" } else { &row.plan }
            ))],
        }),
        (Some(true), Some(line)) if line.status == TreatmentStatus::Open => found.push(Inconsistency {
            severity: Severity::Error,
            rule: "implemented-and-open",
            message: format!("{} is implemented in the statement and open in the treatment plan", row.control),
            fix: "One of both is out of date: show the control at work, or correct the row.".to_owned(),
            sides: vec![
                here("implemented: yes".to_owned()),
                Side::new(format!("treatment plan, {}", line.id), format!("{} (open)", line.action)),
            ],
        }),
        (_, None) if !row.plan.is_empty() => found.push(Inconsistency {
            severity: Severity::Error,
            rule: "broken-link",
            message: format!("{} names {}, which the treatment plan does not have", row.control, row.plan),
            fix: "Mend the number or add the line.".to_owned(),
            sides: vec![here(format!("plan entry: {}", row.plan))],
        }),
        _ => {}
    }
}

/// Documents that rows refer to and that are not there, each once however many rows name it.
fn references(statement: &Statement, isms: &Isms<'_>, found: &mut Vec<Inconsistency>) {
    let plain = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ").to_lowercase()
    };
    let documents: Vec<(String, String)> = isms
        .documents
        .iter()
        .map(|document| (plain(&document.name), plain(&document.text.chars().take(400).collect::<String>())))
        .collect();
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in statement.rows.iter().filter(|row| row.decision == Choice::Included) {
        for reference in &row.references {
            let wanted = plain(reference);
            if !documents.iter().any(|(name, beginning)| name.contains(&wanted) || beginning.contains(&wanted)) {
                missing.entry(reference).or_default().push(&row.control);
            }
        }
    }
    for (reference, rows) in missing {
        let (message, place) = match rows.as_slice() {
            [one] => (
                format!("{one} refers to \u{201c}{reference}\u{201d}, which is not among the documents"),
                format!("Statement of Applicability, {one}"),
            ),
            many => (
                format!("{} rows refer to \u{201c}{reference}\u{201d}, which is not among the documents", many.len()),
                format!("Statement of Applicability, {}", many.join(", ")),
            ),
        };
        found.push(Inconsistency {
            severity: Severity::Warning,
            rule: "missing-document",
            message,
            fix: "Add the document, or name the one that holds the rule.".to_owned(),
            sides: vec![Side::new(place, reference)],
        });
    }
}
