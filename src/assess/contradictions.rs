//! Contradictions: statements in force that give two values for the same thing, such as two password lengths.
//!
//! Only what can be read off a sentence is compared: a number with its unit beside words that name the thing. A difference
//! of scope (administrators longer than users) is no contradiction, so statements that name different groups are apart.

mod subject;

use std::collections::BTreeMap;

use subject::{SUBJECTS, Subject};

use super::{features::Read, report::Set, statement::Statement};
use crate::iso::{Contradiction, GapItem, GapVerdict};

/// What a statement says of a subject.
struct Value<'a> {
    statement: &'a Statement,
    said: String,
    /// The group that it is narrowed to.
    part: String,
}

/// All contradictions of a set of documents.
pub(super) fn find(read: &Read<'_>, set: &Set) -> Vec<Contradiction> {
    let in_force: Vec<&Statement> =
        read.statements.iter().filter(|one| one.speech.can_show() && read.is_in_force(one)).collect();
    let mut found = Vec::new();
    for subject in SUBJECTS.iter() {
        let mut parts: BTreeMap<String, Vec<Value<'_>>> = BTreeMap::new();
        for statement in &in_force {
            let context = statement.in_context();
            let Some(groups) = subject.pattern.captures(&context) else { continue };
            let Some(value) = groups.iter().skip(1).flatten().next() else { continue };
            let part = subject.apart.find(&statement.text).map(|part| part.as_str().to_lowercase()).unwrap_or_default();
            let value = Value { statement, said: normal(value.as_str()), part };
            parts.entry(value.part.clone()).or_default().push(value);
        }
        found.extend(parts.values().filter_map(|values| contradiction(subject, values, set)));
    }
    found
}

fn contradiction(subject: &Subject, values: &[Value<'_>], set: &Set) -> Option<Contradiction> {
    let first = values.first()?;
    let mut statements = vec![first];
    for value in values {
        if statements.iter().all(|one| one.said != value.said) {
            statements.push(value);
        }
    }
    if statements.len() < 2 {
        return None;
    }
    let said = statements.iter().map(|one| {
        let document = set.documents.get(one.statement.document).map_or("", |document| document.name.as_str());
        format!("{document} says {}", one.said)
    });
    Some(Contradiction {
        topic: subject.topic.clone(),
        message: format!("Two values for {}: {}.", subject.topic, said.collect::<Vec<_>>().join("; ")),
        statements: statements.iter().map(|one| set.evidence(one.statement)).collect(),
        ids: subject.ids.iter().map(|id| (*id).to_owned()).collect(),
    })
}

/// A value in one spelling: `annually` and `every 12 months` are the same.
fn normal(text: &str) -> String {
    const WORDS: [(&str, &str); 18] = [
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("twelve", "12"),
        ("fourteen", "14"),
        ("fifteen", "15"),
        ("sixteen", "16"),
        ("business", ""),
        ("calendar", ""),
        ("twenty-four", "24"),
        ("working", ""),
    ];
    let lower = text.to_lowercase();
    let word =
        |word: &str| WORDS.iter().find(|(from, _)| *from == word).map_or(word.to_owned(), |(_, to)| (*to).to_owned());
    let words: Vec<String> = lower.split_whitespace().map(word).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ").trim_end_matches('s').to_owned();
    match text.as_str() {
        "annually" | "annual" | "yearly" | "once a year" | "every year" | "each year" | "every 1 year"
        | "every 12 month" => "every year".to_owned(),
        "biennially" | "biennial" | "every other year" | "every 24 month" | "every 2 year" => {
            "every 2 years".to_owned()
        }
        "quarterly" | "every quarter" | "every 3 month" => "every quarter".to_owned(),
        "twice a year" | "twice per year" | "half-yearly" | "every 6 month" => "every 6 months".to_owned(),
        "monthly" | "every month" | "every 1 month" => "every month".to_owned(),
        "1 day" | "24 hour" => "24 hours".to_owned(),
        "12 month" | "1 year" => "12 months".to_owned(),
        _ => text,
    }
}

/// Marks the checks whose evidence is part of a contradiction.
pub(super) fn mark(item: &mut GapItem, found: &[Contradiction]) {
    for contradiction in found.iter().filter(|one| one.ids.contains(&item.id)) {
        for check in
            item.checks.iter_mut().filter(|check| matches!(check.verdict, GapVerdict::Met | GapVerdict::Partial))
        {
            let is_of = |evidence: &crate::iso::Evidence| {
                contradiction
                    .statements
                    .iter()
                    .any(|one| one.document == evidence.document && one.start == evidence.start)
            };
            if check.evidence.iter().any(is_of) {
                check.verdict = GapVerdict::Conflicting;
                check.reason.clone_from(&contradiction.message);
                check.evidence.clone_from(&contradiction.statements);
                check.gap = format!("The documents give two values for {}.", contradiction.topic);
                "Decide which one holds, and say it in one place only.".clone_into(&mut check.recommendation);
                check.clause = None;
            }
        }
    }
}
