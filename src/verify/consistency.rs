//! The consistency of a whole ISMS: profile, risks, statement, policies and documents held against each other.
//!
//! Each finding shows both sides in their own words, so that whoever reads it can see which one is wrong. What is not there is
//! not guessed: a rule whose sides are missing says nothing.

mod chain;
mod exclusions;
mod people;
mod time;

use serde::Serialize;

use super::{RowFinding, Severity, check_register, check_statement};
use crate::{
    document::plain_text,
    iso::{Day, Profile, RiskRegister, Rows, SoaSheet, Statement},
};

/// Headings of annexes that drafts have; their words are those of the checks, not of the company.
const ANNEXES: [&str; 2] = ["annex: what this policy covers", "annex: decisions to confirm"];

/// A document of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsmsDocument {
    /// Its name.
    pub name: String,
    /// Its text, Markdown or plain.
    pub text: String,
}

impl IsmsDocument {
    /// A document without marks of Markdown, so that words are found and quotes read well. Annexes that say what a draft
    /// covers, and which values are open, are about the document and no part of what it rules.
    pub fn of(name: &str, text: &str) -> Self {
        // The level of the annex that a line stands in.
        let mut annex: Option<usize> = None;
        let own = text.lines().filter(|line| {
            let level = line.chars().take_while(|c| *c == '#').count();
            if level > 0 && annex.is_none_or(|annex| level <= annex) {
                let heading = line.to_lowercase();
                annex = ANNEXES.iter().any(|one| heading.contains(one)).then_some(level);
            }
            annex.is_none()
        });
        let lines = own.map(|line| if line.starts_with('|') { line.to_owned() } else { plain_text(line) });
        Self { name: name.to_owned(), text: lines.collect::<Vec<_>>().join("\n") }
    }
}

/// What is held against each other. What is absent takes part in nothing.
#[derive(Debug, Clone, Default)]
pub struct Isms<'a> {
    /// The company.
    pub profile: Option<&'a Profile>,
    /// Its risks.
    pub register: Option<&'a RiskRegister>,
    /// Its Statement of Applicability.
    pub statement: Option<&'a Statement>,
    /// Its policies and other documents.
    pub documents: &'a [IsmsDocument],
    /// The day of the check.
    pub today: Option<Day>,
}

/// Two sides that do not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Inconsistency {
    /// Whether something is broken, or somebody has to look.
    pub severity: Severity,
    /// The rule's name.
    pub rule: &'static str,
    /// What does not fit.
    pub message: String,
    /// What to do.
    pub fix: String,
    /// The sides, each with its own words.
    pub sides: Vec<Side>,
}

/// One side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Side {
    /// The document, register or profile.
    pub place: String,
    /// Its words.
    pub quote: String,
}

impl Side {
    /// A side in its own words.
    fn new(place: impl Into<String>, quote: impl Into<String>) -> Self {
        Self { place: place.into(), quote: quote.into() }
    }
}

/// Everything that does not fit, the broken before the doubtful.
pub fn consistency(isms: &Isms<'_>) -> Vec<Inconsistency> {
    let mut found = Vec::new();
    if let Some(register) = isms.register {
        let rows = check_register(register, isms.today).into_iter();
        // What is only not confirmed yet is no contradiction, and drafts are full of it; nobody accepts a proposal either.
        let is_proposal = |id: &str| register.risks.iter().any(|risk| risk.id == id && !risk.confirmed);
        let rows = rows.filter(|row| row.rule != "not-confirmed");
        let rows = rows.filter(|row| row.rule != "residual-not-accepted" || !is_proposal(&row.id));
        found.extend(rows.map(|row| of_row(row, "risk register")));
    }
    if let Some(statement) = isms.statement {
        let tables: Vec<Rows> = statement.tables().into_iter().map(Rows::of).collect();
        if let Some(sheet) = SoaSheet::read(&tables) {
            // An undecided row and an open status are results of a draft, and its own paper lists them.
            let rows = check_statement(&sheet, isms.profile).into_iter();
            let rows = rows.filter(|row| !["undecided", "no-status"].contains(&row.rule));
            found.extend(rows.map(|row| of_row(row, "Statement of Applicability")));
        }
    }
    chain::check(isms, &mut found);
    exclusions::check(isms, &mut found);
    people::check(isms, &mut found);
    time::check(isms, &mut found);
    found.sort_by_key(|one| one.severity != Severity::Error);
    found
}

fn of_row(row: RowFinding, place: &str) -> Inconsistency {
    let at = row.row.map(|row| format!(", row {row}")).unwrap_or_default();
    Inconsistency {
        severity: row.severity,
        rule: row.rule,
        message: format!("{} {}", if row.id.is_empty() { place } else { &row.id }, row.message),
        fix: row.fix,
        sides: vec![Side::new(format!("{place}{at}"), row.id)],
    }
}

/// The sentence of a text in which something stands, in one line.
fn sentence(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(at..).unwrap_or_default();
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '\n');
    let start = before.rfind(ends).map_or(0, |place| place + 1);
    let end = after.find(ends).map_or(text.len(), |place| at + place + 1);
    text.get(start..end).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
