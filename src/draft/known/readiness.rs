//! The list for Stage 1: what is drafted, and what a gap analysis found or missed.

use super::{AuditGrounds, decide, edit::Edit};
use crate::{
    draft::values::plain,
    iso::{GapItem, GapVerdict},
};

/// The documents of the set that hold what a clause wants in writing: clause as the list writes it, the requirement, document, and
/// whether the clause wants a result and not only a form.
const HELD: [(&str, &str, &str, bool); 17] = [
    ("4.3", "4.3", "planning/isms-scope", false),
    ("5.2", "5.2", "policies/information-security", false),
    ("6.1.2", "6.1.2", "policies/risk-management", false),
    ("6.1.3", "6.1.3", "policies/risk-management", false),
    ("6.1.3, point d", "6.1.3", "statement-of-applicability", false),
    ("6.1.3, point e", "6.1.3", "risk/risk-assessment", false),
    ("6.2", "6.2", "planning/objectives-and-measurement-plan", false),
    ("7.2", "7.2", "records/competence-matrix", true),
    ("7.5.1", "7.5.1", "policies/document-control", false),
    ("7.5.3", "7.5.3", "policies/document-control", false),
    ("8.1", "8.1", "planning/operating-calendar", true),
    ("8.2", "8.2", "risk/risk-register", true),
    ("8.3", "8.3", "risk/risk-register", true),
    ("9.1", "9.1", "planning/objectives-and-measurement-plan", true),
    ("9.2.2", "9.2.2", "audit/internal-audit-programme", true),
    ("9.3.3", "9.3.3", "audit/management-review", true),
    ("10.2", "10.2", "audit/corrective-action", true),
];

pub(super) fn enter(edit: &mut Edit, grounds: &AuditGrounds<'_>) {
    for (label, requirement, document, wants_result) in HELD {
        let begins = format!("| {label} |");
        let Some(line) = edit.text.lines().find(|line| line.starts_with(&begins)).map(str::to_owned) else { continue };
        let cells: Vec<&str> = line.trim().trim_matches('|').split(" | ").map(str::trim).collect();
        let (Some(clause), Some(exists), Some(shows)) = (cells.first(), cells.get(1), cells.get(2)) else { continue };
        let item = grounds.gap.and_then(|gap| gap.items.iter().find(|item| item.id == requirement));
        let state = match item {
            Some(item) => found(item),
            None if wants_result => format!("a form is drafted ({document}); {}", decide("the result: link, date")),
            None => format!("drafted ({document}), not in force; {}", decide("approved by, on")),
        };
        edit.line(&begins, &format!("| {clause} | {exists} | {shows} | {state} | [ ] |"));
    }
    if let Some(gap) = grounds.gap {
        let missing =
            gap.stage_1.missing.iter().map(|one| format!("{} {} ({})", one.id, plain(&one.name), one.verdict.name()));
        let missing: Vec<String> = missing.collect();
        let said = if missing.is_empty() {
            "The gap analysis found nothing of part 1 missing; whether it is in force is for you to check.".to_owned()
        } else {
            format!("Not found by the gap analysis, or only in part:\n\n- {}", missing.join("\n- "))
        };
        edit.append("1 Documented information of the clauses", &said);
    }
}

/// What a gap analysis says of a clause, and where.
fn found(item: &GapItem) -> String {
    let mut names: Vec<&str> = Vec::new();
    for evidence in item.checks.iter().flat_map(|check| &check.evidence) {
        if !names.contains(&evidence.document.as_str()) {
            names.push(&evidence.document);
        }
    }
    let names = names.into_iter().take(2).map(plain).collect::<Vec<_>>().join(", ");
    match item.verdict {
        GapVerdict::Met => format!("found: {names}"),
        GapVerdict::Partial => format!("found in part: {names}; {}", decide("what is missing")),
        GapVerdict::Conflicting => format!("documents disagree: {names}"),
        GapVerdict::Missing | GapVerdict::NotAssessed | GapVerdict::NotApplicable => "**not found**".to_owned(),
    }
}
