//! Contradictions: statements in force that give two values for the same thing, such as two password lengths.
//!
//! Only what can be read off a sentence is compared: a number with its unit beside words that name the thing. A difference
//! of scope (administrators longer than users) is no contradiction, so statements that name different groups are apart.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

use super::{features::Read, report::Set, statement::Statement};
use crate::iso::{Contradiction, GapItem, GapVerdict};

/// A thing of which a company has one value.
struct Subject {
    topic: &'static str,
    /// Words that name it; the first group is the value.
    pattern: &'static str,
    /// Checks and requirements that are touched.
    ids: &'static [&'static str],
    /// Words that narrow it to a part, so that two values can both hold.
    apart: &'static str,
}

/// A role: capitalised words with what joins them.
const ROLE: &str = r"((?:[A-Z][\w-]+)(?: (?:of|and|&|for|[A-Z][\w-]+))*)";
const NUMBER: &str = r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|sixteen)";

const SUBJECTS: [Subject; 10] = [
    Subject {
        topic: "owner of the asset inventory",
        pattern: r"(?:[Aa]sset|[Ii]nformation asset)s? (?:inventory|register)\b[^.|]{0,40}?\b(?:owned|kept|maintained|managed)\b[^.|]{0,40}? by (?:the )?ROLE|ROLE (?:owns|maintains|keeps) the asset (?:inventory|register)|^ROLE \|[^\n]*?\b[Oo]wns the asset (?:inventory|register)",
        ids: &["A.5.9"],
        apart: r"(?i)\b(plant|production equipment|software|hardware|information assets?) (inventory|register)\b",
    },
    Subject {
        topic: "owner of the risk register",
        pattern: r"[Rr]isk (?:register|log)\b[^.|]{0,40}?\b(?:owned|kept|maintained|managed)\b[^.|]{0,40}? by (?:the )?ROLE|ROLE (?:owns|maintains|keeps) the risk (?:register|log)|^ROLE \|[^\n]*?\b[Oo]wns the risk (?:register|log)",
        ids: &["6.1.2"],
        apart: r"(?i)\b(supplier|project|product) risk\b",
    },
    Subject {
        topic: "minimum password length",
        pattern: r"(?i)(?:pass(?:word|phrase|code)s?\b[^.|]{0,90}?\b(?:at least|minimum(?: length)?(?: of| is|:)?|no (?:shorter|fewer|less) than|min\.?|contain|have|be|of)\s+NUM\s*(?:or more )?char|NUM[- ]characters?(?: minimum)?[^.|]{0,40}\bpass(?:word|phrase)|NUM (?:or more )?characters?\b[^.|]{0,60}pass(?:word|phrase)|pass(?:word|phrase)s?\b[^.|]{0,60}\bNUM characters)",
        ids: &["A.5.17"],
        apart: r"(?i)\b(admin\w*|privileged|service accounts?|root|pin|mobile|shared|vault|master|customers?|passphrase)\b",
    },
    Subject {
        topic: "how often policies are reviewed",
        pattern: r"(?i)\breview(?:s|ed)?\b[^.|]{0,30}\b(?:polic(?:y|ies)|this (?:document|standard|procedure))\b[^.|]{0,60}?\b(annual\w*|yearly|once a year|every year|each year|every (?:NUM )?(?:months?|years?)|every other year|quarterly|twice a year)|\b(?:polic(?:y|ies)|this (?:document|standard|procedure))\b[^.|]{0,60}\b(?:is |are |shall be |must be |will be )?review(?:ed|s)?\b[^.|]{0,60}?\b(annual\w*|yearly|once a year|every year|each year|every (?:NUM )?(?:months?|years?)|every other year|biennial\w*|quarterly|twice a year)",
        ids: &["A.5.1"],
        apart: r"(?i)\b(supplier|access|risk|backup|firewall|log)s?\b",
    },
    Subject {
        topic: "how often access rights are reviewed",
        pattern: r"(?i)\b(?:access (?:rights?|reviews?|lists?|permissions?)|user access|entitlements?|permissions|accounts?)\b[^.|]{0,70}\breview(?:ed|s)?\b[^.|]{0,50}?\b(annual\w*|yearly|once a year|every year|each year|every (?:NUM )?(?:months?|years?|quarters?)|quarterly|monthly|twice a year|half-yearly)",
        ids: &["A.5.18"],
        apart: r"(?i)\b(admin\w*|privileged|service|guest|supplier|contractor|physical|key)s?\b",
    },
    Subject {
        topic: "deadline for reporting an incident or event",
        pattern: r"(?i)\b(?:report(?:ed|s|ing)?)\b[^.|]{0,90}\b(?:incidents?|events?|breach(?:es)?|loss(?:es)?|suspicio\w+)\b[^.|]{0,60}?\b(?:within )((?:NUM )\s*(?:minutes?|hours?|(?:working |business )?days?))|\b(?:incidents?|events?|loss(?:es)?|suspicio\w+|weakness\w*)\b[^.|]{0,90}\breport (?:it|them|this)\b[^.|]{0,40}?((?:by|before) (?:the )?(?:end of the )?(?:next|same|following) (?:working |business )?day)|\b(?:incidents?|events?)\b[^.|]{0,60}\breported\b[^.|]{0,60}?\bwithin ((?:NUM )\s*(?:minutes?|hours?|(?:working |business )?days?))",
        ids: &["A.6.8", "A.5.24"],
        apart: r"(?i)\b(authorit\w+|regulators?|customers?|supervis\w+|ico|gdpr|insurer|severity \d|sev ?\d|p[1-4]|supplier|processor)\b",
    },
    Subject {
        topic: "how long logs are kept",
        pattern: r"(?i)\b(?:(?:security |audit |access |system )?logs?(?: data| files?| records?)?)\b[^.|]{0,60}\b(?:kept|retained|stored|held|retention)\b[^.|]{0,40}?\b((?:NUM )\s*(?:days?|weeks?|months?|years?))",
        ids: &["A.8.15"],
        apart: r"(?i)\b(online|offline|archive\w*|hot|cold|firewall|cctv|camera|visitor|debug)\b",
    },
    Subject {
        topic: "how long backups are kept",
        pattern: r"(?i)\b(?:backups?|back-ups?|backup copies)\b[^.|]{0,60}\b(?:kept|retained|stored|held|retention)\b[^.|]{0,40}?\b((?:NUM )\s*(?:days?|weeks?|months?|years?))",
        ids: &["A.8.13"],
        apart: r"(?i)\b(daily|weekly|monthly|yearly|annual|database|mail|file|log|tape|offsite|off-site)\b",
    },
    Subject {
        topic: "screen lock",
        pattern: r"(?i)\b(?:screens?|devices?|workstations?|sessions?|computers?|laptops?)\b[^.|]{0,40}\block(?:s|ed)?\b[^.|]{0,40}?\b(?:after|within)\s+((?:NUM )\s*(?:minutes?|seconds?))",
        ids: &["A.7.7", "A.8.1"],
        apart: r"(?i)\b(mobile|phones?|servers?|admin\w*|kiosk|terminal|plant|production)\b",
    },
    Subject {
        topic: "deadline for removing a leaver's access",
        pattern: r"(?i)\b(?:leavers?|leav(?:es|ing)|terminat\w+|departures?|last (?:working )?day|offboarding)\b[^.|]{0,110}?\b(?:within|no later than)\s+((?:NUM )\s*(?:minutes?|hours?|(?:working |business )?days?))",
        ids: &["A.5.18", "A.6.5"],
        apart: r"(?i)\b(equipment|laptop|device|return|asset|privileged|admin\w*|contractor|exit interview)s?\b",
    },
];

static PATTERNS: LazyLock<Vec<(Option<Regex>, Option<Regex>)>> = LazyLock::new(|| {
    let number = NUMBER.replace('(', "(?:");
    SUBJECTS
        .iter()
        .map(|subject| {
            // In the first subject the number itself is the value, in the others it stands inside one.
            let value =
                if subject.pattern.contains("NUM\\s*") || subject.pattern.contains("NUM[") { NUMBER } else { &number };
            let pattern =
                subject.pattern.replace("ROLE", ROLE).replace("(?:NUM )", &format!("{number} ?")).replace("NUM", value);
            (Regex::new(&pattern).ok(), Regex::new(subject.apart).ok())
        })
        .collect()
});

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
    for (subject, (pattern, apart)) in SUBJECTS.iter().zip(PATTERNS.iter()) {
        let (Some(pattern), Some(apart)) = (pattern, apart) else { continue };
        let mut parts: BTreeMap<String, Vec<Value<'_>>> = BTreeMap::new();
        for statement in &in_force {
            let context = statement.in_context();
            let found = pattern.captures(&statement.text).or_else(|| pattern.captures(&context));
            let Some(groups) = found else { continue };
            let Some(value) = groups.iter().skip(1).flatten().next() else { continue };
            let part = apart.find(&statement.text).map(|part| part.as_str().to_lowercase()).unwrap_or_default();
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
        topic: subject.topic.to_owned(),
        message: format!("Two values for {}: {}.", subject.topic, said.collect::<Vec<_>>().join("; ")),
        statements: statements.iter().map(|one| set.evidence(one.statement)).collect(),
        ids: subject.ids.iter().map(|id| (*id).to_owned()).collect(),
    })
}

/// A value in one spelling: `annually` and `every 12 months` are the same.
fn normal(text: &str) -> String {
    const WORDS: [(&str, &str); 16] = [
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
        "twice a year" | "half-yearly" | "every 6 month" => "every 6 months".to_owned(),
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
