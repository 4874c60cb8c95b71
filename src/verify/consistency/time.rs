//! Order and age: criteria before ratings, statements and policies within their own interval of review.

use std::sync::LazyLock;

use regex::Regex;

use super::{Inconsistency, Isms, Side, sentence};
use crate::{
    iso::{Day, Period},
    verify::Severity,
};

/// "reviewed every 12 months", "review this policy every year".
static INTERVAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\breview\w*\b[^.\n]{0,60}?\b(?:every|each|at least every)\s+(?:(?P<count>\d{1,2}|two|three|six|twelve)\s+)?(?P<unit>months?|years?)\b|\b(?P<yearly>annually|yearly|once a year)\b").ok()
});
/// "Approved on | 2025-01-31", "Last review: 3 March 2025".
static APPROVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?im)^[^\n]{0,40}\b(?:approved on|approval date|last review(?:ed)?|date of approval|effective(?: date)?|version date)\b[^\n]{0,80}$").ok()
});

pub(super) fn check(isms: &Isms<'_>, found: &mut Vec<Inconsistency>) {
    order(isms, found);
    if let Some(today) = isms.today {
        policies(isms, today, found);
    }
}

/// Criteria are approved before anybody rates by them, and the statement after its risks.
fn order(isms: &Isms<'_>, found: &mut Vec<Inconsistency>) {
    let Some(register) = isms.register else { return };
    if let (Some(approved), Some(assessed)) = (register.criteria.approved_on, register.assessed_on)
        && approved > assessed
    {
        found.push(Inconsistency {
            severity: Severity::Error,
            rule: "criteria-after-rating",
            message: "the criteria were approved after the risks were rated by them".to_owned(),
            fix: "Clause 6.1.2 asks for criteria first: rate again by the approved ones, or correct the dates."
                .to_owned(),
            sides: vec![
                Side::new("risk register, criteria", format!("approved on {}", approved.iso())),
                Side::new("risk register", format!("assessed on {}", assessed.iso())),
            ],
        });
    }
    if let (Some(statement), Some(assessed)) = (isms.statement, register.assessed_on)
        && let Some(approved) = statement.approved_on
        && approved < assessed
    {
        found.push(Inconsistency {
            severity: Severity::Warning,
            rule: "statement-older-than-risks",
            message: "the statement was approved before the last assessment of risks".to_owned(),
            fix: "Compare it with the new results and approve it again.".to_owned(),
            sides: vec![
                Side::new("Statement of Applicability", format!("approved on {}", approved.iso())),
                Side::new("risk register", format!("assessed on {}", assessed.iso())),
            ],
        });
    }
}

/// A policy whose own interval of review has passed since its last approval.
fn policies(isms: &Isms<'_>, today: Day, found: &mut Vec<Inconsistency>) {
    for document in isms.documents {
        let Some((interval, said)) = interval(&document.text) else { continue };
        let Some((approved, line)) = approved(&document.text) else { continue };
        let due = approved.months_after(interval);
        if due >= today {
            continue;
        }
        found.push(Inconsistency {
            severity: Severity::Warning,
            rule: "review-overdue",
            message: format!("{} asked for its review by {}", document.name, due.iso()),
            fix: "Review and approve it, or change the interval that it sets itself.".to_owned(),
            sides: vec![Side::new(document.name.clone(), said), Side::new(document.name.clone(), line)],
        });
    }
}

fn interval(text: &str) -> Option<(u16, String)> {
    let found = INTERVAL.as_ref()?.captures(text)?;
    let count = found.name("count").map_or(Some(1), |count| match count.as_str().to_lowercase().as_str() {
        "two" => Some(2),
        "three" => Some(3),
        "six" => Some(6),
        "twelve" => Some(12),
        number => number.parse::<u16>().ok(),
    })?;
    let in_years =
        found.name("yearly").is_some() || found.name("unit").is_some_and(|unit| unit.as_str().starts_with(['y', 'Y']));
    let months = if in_years { count * 12 } else { count };
    Some((months, sentence(text, found.get(0)?.start())))
}

fn approved(text: &str) -> Option<(Day, String)> {
    let lines = APPROVED.as_ref()?.find_iter(text);
    let dated = lines.filter_map(|line| {
        let day = Period::named_in(line.as_str()).into_iter().map(|period| period.last).max()?;
        Some((day, line.as_str().trim().to_owned()))
    });
    dated.max_by_key(|(day, _)| *day)
}
