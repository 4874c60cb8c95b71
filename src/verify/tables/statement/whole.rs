//! What is wrong with a statement as a whole: controls that are missing or stand twice, and columns that it lacks.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    iso::{Catalogue, Choice, RequirementId, RowId, SoaSheet},
    verify::{Severity, tables::RowFinding},
};

/// Controls that one finding names.
const NAMED: usize = 12;

pub(super) fn check(sheet: &SoaSheet) -> Vec<RowFinding> {
    let mut findings = Vec::new();
    let mut places: BTreeMap<RequirementId, Vec<usize>> = BTreeMap::new();
    for row in &sheet.rows {
        if let RowId::Known(id) = row.id {
            places.entry(id).or_default().push(row.row);
        }
    }
    let missing: Vec<String> = Catalogue::get()
        .controls()
        .filter(|entry| !places.contains_key(&entry.id))
        .map(|entry| entry.id.to_string())
        .collect();
    if !missing.is_empty() {
        let more = missing.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = missing.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let have = 93 - missing.len();
        findings.push(RowFinding::new(None, "", "missing-control", Severity::Error).says(
            format!("has {have} of the 93 controls of Annex A; not there: {named}{more}"),
            "Add a row for each. Clause 6.1.3 asks to compare with Annex A and to justify each control that is left out.",
        ));
    }
    for (id, rows) in places.iter().filter(|(id, rows)| rows.len() > 1 && id.is_control()) {
        let choices: BTreeSet<&str> =
            sheet.rows.iter().filter(|row| row.id == RowId::Known(*id)).map(|row| row.choice.name()).collect();
        let listed = rows.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let differ = if choices.len() > 1 { ", with different decisions" } else { "" };
        findings.push(
            RowFinding::new(rows.get(1).copied(), &id.to_string(), "duplicate-control", Severity::Error).says(
                format!("stands in rows {listed}{differ}"),
                "Keep one row for each control; put sites or systems into its text.",
            ),
        );
    }
    columns(sheet, &mut findings);
    physical(sheet, &mut findings);
    findings
}

fn columns(sheet: &SoaSheet, findings: &mut Vec<RowFinding>) {
    if !sheet.has_reasons {
        findings.push(RowFinding::new(None, "", "no-justification-column", Severity::Error).says(
            "has no column with justifications",
            "Add one for inclusion and one for exclusion: clause 6.1.3 asks for both.",
        ));
    }
    if !sheet.has_status {
        findings.push(RowFinding::new(None, "", "no-status-column", Severity::Error).says(
            "does not say which controls are implemented",
            "Add a column: clause 6.1.3 asks whether each necessary control is implemented or not.",
        ));
    }
}

fn physical(sheet: &SoaSheet, findings: &mut Vec<RowFinding>) {
    let excluded = |row: &&crate::iso::SheetRow| {
        row.choice == Choice::Excluded && matches!(row.id, RowId::Known(id) if id.is_control())
    };
    let physical = sheet
        .rows
        .iter()
        .filter(excluded)
        .filter(|row| matches!(&row.id, RowId::Known(id) if id.to_string().starts_with("A.7.")))
        .count();
    if physical == 14 {
        findings.push(RowFinding::new(None, "", "all-physical-excluded", Severity::Error).says(
            "leaves out all 14 physical controls",
            "A.7.7, A.7.9 and A.7.14 apply as long as one device exists; A.7.8, A.7.10 and A.7.13 usually do.",
        ));
    }
}
