//! Applicability: a person's decisions in a Statement of Applicability take controls out of an analysis. Nothing else does.
//!
//! The statement is named by the user, or is a document of the set that plainly is one. Only an exclusion with a
//! justification counts, and only of a control: clauses 4 to 10 are never excluded.

use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{AssessError, Given, report::Set};
use crate::{
    document::{self, BlockKind, Offsets, blocks},
    iso::{Choice, Evidence, GapItem, GapVerdict, Soa, SoaRow, Standing},
};

/// Controls that a document decides on before it counts as a Statement of Applicability without being named as one.
const DECIDED: usize = 30;
/// Characters of a document's beginning in which it says what it is.
const BEGINNING: usize = 600;
/// Ids that one warning names.
const NAMED: usize = 12;
/// Characters of a justification that a reason repeats.
const REASON: usize = 300;

static TITLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)statements?[\s_-]+of[\s_-]+applicability|(^|[^a-z])soa([^a-z]|$)").ok());

/// What people decided on applicability, and what is to be said of it.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    /// For each control that is left out: why, and the row that says so.
    excluded: BTreeMap<String, (String, Evidence)>,
    pub(super) warnings: Vec<String>,
}

/// A Statement of Applicability with its place in a document's text.
struct Statement<'a> {
    name: &'a str,
    soa: Soa,
    rows: Vec<Evidence>,
}

/// Reads the decisions: of the statement that the user named, or of the first document that plainly is one and in force.
pub(super) fn decisions(named: Option<&Given>, documents: &[Given], set: &Set) -> Result<Decisions, AssessError> {
    if let Some(named) = named {
        return read(named).map(|statement| decided(&statement)).ok_or_else(|| unread(named));
    }
    let plain =
        documents.iter().zip(&set.standings).filter(|(one, _)| names_itself(one)).filter_map(|(one, standing)| {
            let statement = read(one).filter(|found| found.decides() >= DECIDED)?;
            Some((statement, *standing))
        });
    let (mut found, mut warnings) = (None, Vec::new());
    for (statement, standing) in plain {
        match standing {
            Standing::InForce if found.is_none() => found = Some(decided(&statement)),
            Standing::Duplicate => {}
            Standing::InForce => warnings.push(format!(
                "{} is a Statement of Applicability as well; only the first was used. Name the one that holds with --soa.",
                statement.name
            )),
            _ => warnings.push(format!(
                "{} is a Statement of Applicability that is not in force: its exclusions were not used.",
                statement.name
            )),
        }
    }
    let mut found = found.unwrap_or_default();
    found.warnings.extend(warnings);
    Ok(found)
}

/// Takes the excluded controls out of the analysis.
pub(super) fn apply(items: &mut [GapItem], decisions: &Decisions) {
    for item in items {
        let Some((reason, row)) = decisions.excluded.get(&item.id) else { continue };
        (item.verdict, item.confidence) = (GapVerdict::NotApplicable, 1.0);
        for check in &mut item.checks {
            (check.verdict, check.confidence) = (GapVerdict::NotApplicable, 1.0);
            check.reason.clone_from(reason);
            check.evidence = vec![row.clone()];
            check.gap.clear();
            check.recommendation.clear();
            check.clause = None;
        }
    }
}

impl Statement<'_> {
    /// Controls on which it decides.
    fn decides(&self) -> usize {
        let decided = self.soa.rows.iter().filter(|row| row.choice != Choice::Undecided && row.id.is_control());
        decided.map(|row| row.id).collect::<HashSet<_>>().len()
    }
}

fn names_itself(given: &Given) -> bool {
    let beginning: String = given.text.iter().flat_map(|text| text.text.chars().take(BEGINNING)).collect();
    let is_named = |text: &str| TITLE.as_ref().is_some_and(|pattern| pattern.is_match(text));
    // A policy may well mention the statement; a title is a heading.
    is_named(&given.name) || beginning.lines().any(|line| line.starts_with('#') && is_named(line))
}

/// All tables of a text that decide on applicability, one after the other.
fn read(given: &Given) -> Option<Statement<'_>> {
    let text = given.text.as_ref().ok()?;
    let mut offsets = Offsets::new(&text.text);
    let mut found = Statement { name: &given.name, soa: Soa::default(), rows: Vec::new() };
    let mut is_one = false;
    for block in blocks(&text.text, text.format).into_iter().filter(|block| block.kind == BlockKind::Table) {
        let (mut cells, mut rows) = (Vec::new(), Vec::new());
        let mut at = block.range.start;
        for line in text.text.get(block.range.clone()).unwrap_or("").split_inclusive('\n') {
            let row = line.trim_end();
            let (start, end) = (offsets.chars_before(at), offsets.chars_before(at + row.len()));
            let page = text.pages.partition_point(|begin| *begin <= start);
            let evidence = Evidence {
                document: given.name.clone(),
                heading: block.heading.clone(),
                page: (page > 0).then_some(page),
                quote: row.to_owned(),
                start,
                end,
            };
            at += line.len();
            cells.push(document::cells(row));
            rows.push(evidence);
        }
        let Some(soa) = Soa::read(&cells) else { continue };
        is_one = true;
        for row in soa.rows {
            let Some(evidence) = rows.get(row.place) else { continue };
            found.soa.rows.push(SoaRow { place: found.rows.len(), ..row });
            found.rows.push(evidence.clone());
        }
        found.soa.unknown.extend(soa.unknown);
    }
    is_one.then_some(found)
}

fn decided(statement: &Statement<'_>) -> Decisions {
    let name = statement.name;
    let mut found = Decisions::default();
    let (mut bare, mut clauses, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for row in statement.soa.rows.iter().filter(|row| row.choice == Choice::Excluded) {
        let id = row.id.to_string();
        let includes = |other: &SoaRow| other.id == row.id && other.choice == Choice::Included;
        match () {
            () if !row.id.is_control() => clauses.push(id),
            () if statement.soa.rows.iter().any(includes) => both.push(id),
            () if row.justification.is_empty() => bare.push(id),
            () => {
                let Some(evidence) = statement.rows.get(row.place) else { continue };
                let said: String = row.justification.chars().take(REASON).collect();
                let reason = format!("Excluded in {name}: \u{201c}{said}\u{201d}");
                found.excluded.entry(id).or_insert((reason, evidence.clone()));
            }
        }
    }
    let mut warn = |ids: &[String], says: &dyn Fn(String) -> String| {
        if !ids.is_empty() {
            found.warnings.push(says(listed(ids)));
        }
    };
    let excluded: Vec<String> = found.excluded.keys().cloned().collect();
    warn(&excluded, &|ids| {
        format!("{name} leaves out {ids}: not applicable by a person's decision, not by this analysis.")
    });
    warn(&bare, &|ids| format!("{name} excludes {ids} without a justification: assessed all the same."));
    warn(&both, &|ids| format!("{name} both includes and excludes {ids}: assessed all the same."));
    warn(&clauses, &|ids| format!("{name} excludes {ids}: clauses 4 to 10 cannot be excluded, so they were assessed."));
    warn(&statement.soa.unknown, &|ids| format!("{name} names what is no control of the 2022 edition: {ids}."));
    found
}

fn unread(named: &Given) -> AssessError {
    let why = match &named.text {
        Err(problem) => problem.clone(),
        Ok(_) => {
            "it needs a table with a column of control ids and one that says whether each is applicable".to_owned()
        }
    };
    AssessError::NoSoa { name: named.name.clone(), why }
}

/// Ids with commas between, the first few by name.
fn listed(ids: &[String]) -> String {
    let mut seen = HashSet::new();
    let ids: Vec<&str> = ids.iter().map(String::as_str).filter(|id| seen.insert(*id)).collect();
    let more = ids.len().saturating_sub(NAMED);
    let named = ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{named} and {more} more") } else { named }
}

#[cfg(test)]
mod tests;
