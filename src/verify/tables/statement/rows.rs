//! What is wrong with one row.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    iso::{Absent, Catalogue, Choice, Fact, Profile, RequirementId, RowId, SheetRow, SoaSheet},
    verify::{
        Severity,
        tables::{RowFinding, judge_exclusion},
    },
};

/// Controls whose exclusion an auditor questions twice.
const CAUTIOUS: [&str; 11] =
    ["A.5.1", "A.5.2", "A.5.4", "A.5.24", "A.5.25", "A.5.26", "A.5.27", "A.5.31", "A.5.36", "A.6.3", "A.6.8"];
/// Controls that live as long as a device exists.
const DEVICES: [&str; 3] = ["A.7.7", "A.7.9", "A.7.14"];
/// Controls that usually apply where devices exist.
const USUAL: [&str; 3] = ["A.7.8", "A.7.10", "A.7.13"];
/// Controls of premises.
const PREMISES: [&str; 5] = ["A.7.1", "A.7.2", "A.7.3", "A.7.4", "A.7.6"];

/// Reasons for inclusion that name nothing: best practice, the standard, the word itself.
static EMPTY_INCLUSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?:(?:it\ is|is|as|due\ to|because\ of|in\ line\ with|according\ to|this\ is|we\ follow|general|industry|common|security|a)\W+)*
        (?:best[\s-]practices?|good\ practices?|applicable|required|requirement|mandatory|needed|necessary|yes|relevant|included|in\ scope|iso(?:/iec)?\ ?27001(?::2022)?|
           the\ standard|annex\ a|control\ is\ (?:applicable|needed|required|relevant)|asked\ by\ the\ standard|standard\ requirement|baseline|by\ default|certification)
        (?:\W+(?:by|for|of|from|under|in|the|iso(?:/iec)?|27001(?::2022)?|standard|annex|a|control|isms|security|requires?|it|asks?|for|us|our|organi[sz]ation|company|and|best|good|practices?|required|applicable|certification|compliance))*\W*$",
    )
    .ok()
});
static PLANNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:plan\w*|partial\w*|partly|not (?:yet )?implemented|in progress|open|ongoing|no|to do|started|pending|under way)\b").ok()
});
/// A date, a quarter, or a number of a plan.
static PLAN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)20\d\d|\bq[1-4]\b|\b(?:t|rtp|tp|act|item|entry|no\.?)[- ]?\d+").ok());

fn says(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

pub(super) fn check(row: &SheetRow, sheet: &SoaSheet, profile: Option<&Profile>, findings: &mut Vec<RowFinding>) {
    let at = Some(row.row);
    let id = match &row.id {
        RowId::Known(id) if id.is_control() => *id,
        RowId::Known(id) => return clause(*id, row, findings),
        RowId::Other(other) => return foreign(other, row, findings),
        RowId::Blank => {
            let finding = RowFinding::new(at, "", "no-id", Severity::Error);
            findings.push(finding.says("decides on something but names no control", "Write the id in every row."));
            return;
        }
    };
    let name = id.to_string();
    let new = |rule, severity| RowFinding::new(at, &name, rule, severity);
    if let Some(entry) = Catalogue::get().entry(id)
        && !row.title.is_empty()
        && !same_title(&row.title, &entry.title)
    {
        findings.push(new("wrong-title", Severity::Warning).says(
            format!("is called \u{201c}{}\u{201d} here", row.title),
            format!("The title of {name} is \u{201c}{}\u{201d}.", entry.title),
        ));
    }
    match row.choice {
        Choice::Undecided => findings.push(new("undecided", Severity::Warning).says(
            "is not decided",
            "Decide before approval: applicable with its driver, or not applicable with a fact that was checked.",
        )),
        Choice::Included => included(row, &name, sheet, findings),
        Choice::Excluded => excluded(row, id, (sheet, profile), findings),
    }
}

fn clause(id: RequirementId, row: &SheetRow, findings: &mut Vec<RowFinding>) {
    let name = id.to_string();
    let finding = RowFinding::new(Some(row.row), &name, "clause-in-statement", Severity::Error);
    findings.push(if row.choice == Choice::Excluded {
        finding.says(
            "is a clause of the management system and is excluded",
            "Take the row out: clauses 4 to 10 can never be excluded by anyone who claims conformity.",
        )
    } else {
        RowFinding { severity: Severity::Warning, ..finding }.says(
            "is a clause of the management system, not a control",
            "Take the row out: the statement is about controls; clauses 4 to 10 always apply.",
        )
    });
}

fn foreign(text: &str, row: &SheetRow, findings: &mut Vec<RowFinding>) {
    let catalogue = Catalogue::get();
    let is_own = !text.is_empty()
        && !text.to_uppercase().starts_with("A.")
        && text.chars().any(char::is_alphabetic)
        && text.chars().count() < 24;
    if catalogue.edition_2013(text).is_some() {
        let now: Vec<String> = catalogue.successors(text).iter().map(ToString::to_string).collect();
        let now = if now.is_empty() { "it has no successor".to_owned() } else { format!("now {}", now.join(", ")) };
        findings.push(RowFinding::new(Some(row.row), text, "edition-2013", Severity::Error).says(
            "is an id of the 2013 edition, whose certificates ended on 31 October 2025",
            format!("Use the ids of ISO/IEC 27001:2022: {now}."),
        ));
    } else if !is_own {
        findings.push(RowFinding::new(Some(row.row), text, "unknown-id", Severity::Error).says(
            "is no control of ISO/IEC 27001:2022",
            "Annex A goes from A.5.1 to A.5.37, A.6.1 to A.6.8, A.7.1 to A.7.14 and A.8.1 to A.8.34; a control of your own needs a number \
             of its own, such as C-01.",
        ));
    }
}

fn included(row: &SheetRow, name: &str, sheet: &SoaSheet, findings: &mut Vec<RowFinding>) {
    let new = |rule, severity| RowFinding::new(Some(row.row), name, rule, severity);
    if sheet.has_reasons && row.inclusion.is_empty() {
        findings.push(new("no-inclusion-reason", Severity::Error).says(
            "is applicable without a justification",
            "Name the risk, law or contract that calls for it: clause 6.1.3 asks for a justification of each included control.",
        ));
    } else if says(&EMPTY_INCLUSION, &row.inclusion) {
        findings.push(new("weak-inclusion", Severity::Warning).says(
            format!("is included because \u{201c}{}\u{201d}, which names no driver", row.inclusion),
            "Name the risk by its number, or the law or contract. Best practice alone is a weak reason.",
        ));
    }
    if !sheet.has_status {
        return;
    }
    if row.status.is_empty() {
        findings.push(new("no-status", Severity::Error).says(
            "does not say whether it is implemented",
            "Write yes or no, as of a date: clause 6.1.3 asks for it.",
        ));
    } else if says(&PLANNED, &row.status)
        && !says(&PLAN, &row.plan)
        && !says(&PLAN, &row.status)
        && !says(&PLAN, &row.inclusion)
    {
        findings.push(new("planned-without-plan", Severity::Warning).says(
            format!("is \u{201c}{}\u{201d} without an entry of the treatment plan or a date", row.status),
            "Name the entry, its owner and its date. A control is implemented or not; planned needs a plan.",
        ));
    }
}

fn excluded(
    row: &SheetRow,
    id: RequirementId,
    (sheet, profile): (&SoaSheet, Option<&Profile>),
    findings: &mut Vec<RowFinding>,
) {
    let name = id.to_string();
    let new = |rule, severity| RowFinding::new(Some(row.row), &name, rule, severity);
    if let Some(message) = contradiction(&name, sheet, profile) {
        findings.push(new("contradiction", Severity::Error).says(message, "Include it, or mend what it contradicts."));
    } else if let Some(message) = doubtful(&name, profile) {
        findings.push(
            new("doubtful-exclusion", Severity::Warning)
                .says(message, "Include it, or write the fact that was checked, by whom and when."),
        );
    }
    if CAUTIOUS.contains(&name.as_str()) {
        findings.push(new("unusual-exclusion", Severity::Warning).says(
            "is left out, which hardly any organisation can justify",
            "Question it twice: what would you do without it?",
        ));
    }
    if row.exclusion.is_empty() {
        findings.push(new("no-exclusion-reason", Severity::Error).says(
            "is left out without a justification",
            "Write the fact that was checked, with date and name: clause 6.1.3 asks for a justification of each excluded control.",
        ));
    } else if let Err(weakness) = judge_exclusion(id, &row.exclusion) {
        findings.push(new("weak-exclusion", Severity::Warning).says(
            format!("{} (\u{201c}{}\u{201d})", weakness.message(), row.exclusion),
            "The standard sets no criteria, so this is weak rather than wrong. Strong: a checked absence, no risk and no duty found, another \
             control by its id, or an acceptance by the risk's owner with date.",
        ));
    }
}

/// What the profile, or the statement itself, says against leaving a control out.
fn contradiction(name: &str, sheet: &SoaSheet, profile: Option<&Profile>) -> Option<String> {
    let applies = |other: &str| {
        let is_there = |row: &&SheetRow| matches!(row.id, RowId::Known(id) if id.to_string() == other);
        sheet.rows.iter().find(is_there).is_some_and(|row| row.choice == Choice::Included)
    };
    let fact = |fact| profile.is_some_and(|profile| profile.says(fact) == Some(true));
    if DEVICES.contains(&name) && !profile.is_some_and(|profile| profile.lacks(Absent::Devices)) {
        if profile.is_some() {
            return Some("is left out while devices exist".to_owned());
        }
        if let Some(other) = ["A.8.1", "A.6.7"].into_iter().find(|other| applies(other)) {
            return Some(format!("is left out while {other} applies, so devices exist"));
        }
    }
    if name == "A.7.9" && applies("A.6.7") {
        return Some("is left out while A.6.7 applies: devices outside are its subject".to_owned());
    }
    let said = match name {
        _ if PREMISES.contains(&name) && (fact(Fact::Office) || fact(Fact::Racks)) => "own rooms or racks",
        "A.7.11" | "A.7.12" | "A.7.5" | "A.7.8" if fact(Fact::Racks) || fact(Fact::Office) => "own rooms or racks",
        "A.8.30" if fact(Fact::OutsourcedDevelopment) => "that others write software for you",
        "A.8.25" | "A.8.28" | "A.8.4" | "A.8.29" | "A.8.31" if fact(Fact::Development) => {
            "that own people write software"
        }
        "A.5.23" if fact(Fact::Cloud) => "cloud services",
        "A.6.7" if fact(Fact::Remote) => "that people work from home or on the move",
        "A.5.34" if fact(Fact::PersonalData) => "personal data",
        _ => return None,
    };
    Some(format!("is left out while the profile names {said}"))
}

/// What an auditor would ask about although nothing contradicts it.
fn doubtful(name: &str, profile: Option<&Profile>) -> Option<String> {
    if DEVICES.contains(&name) && profile.is_none() {
        return Some("applies as long as one device, screen or sheet of paper exists".to_owned());
    }
    if USUAL.contains(&name) && !profile.is_some_and(|profile| profile.lacks(Absent::Devices)) {
        return Some(
            "usually applies, also to a company without an office, as devices and media need a place and care"
                .to_owned(),
        );
    }
    let profile = profile?;
    let is_unlooked = profile.is_fully_remote() == Some(true)
        && !(profile.lacks(Absent::PaperArchive) && profile.lacks(Absent::EquipmentStore));
    (PREMISES.contains(&name) && is_unlooked).then(|| {
        "is left out, and the profile does not confirm that there is no paper archive and no equipment store".to_owned()
    })
}

/// Whether two titles are the same but for spelling, case and what is in brackets.
fn same_title(written: &str, title: &str) -> bool {
    let words = |text: &str| {
        let text = text.to_lowercase().replace("ise", "ize").replace("isation", "ization");
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned);
        words.collect::<Vec<_>>()
    };
    let (written, title) = (words(written), words(title));
    // A cell may hold the id or a description as well.
    let holds = |all: &[String], part: &[String]| all.windows(part.len().max(1)).any(|window| window == part);
    if holds(&written, &title) {
        return true;
    }
    let shared = written.iter().filter(|word| title.contains(word)).count();
    shared * 5 >= title.len() * 4 && shared * 5 >= written.len() * 3
}
