//! The catalogue of the 2022 edition: 93 controls, clauses 4 to 10, and where each 2013 control went.
//!
//! Ids, titles and attribute values are facts; `knowledge/catalogue/SOURCES.md` names where they were compared.

use std::{
    collections::{BTreeMap, HashMap},
    str::FromStr,
    sync::LazyLock,
};

use serde::{Deserialize, Serialize};

use super::{ClauseId, ControlId, RequirementId};

const CONTROLS: &str = include_str!("../../knowledge/catalogue/controls.csv");
const CLAUSES: &str = include_str!("../../knowledge/catalogue/clauses.csv");
const CONTROLS_2013: &str = include_str!("../../knowledge/catalogue/controls-2013.csv");

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::read);

/// The four themes of Annex A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Theme {
    /// Controls A.5.1 to A.5.37.
    Organizational,
    /// Controls A.6.1 to A.6.8.
    People,
    /// Controls A.7.1 to A.7.14.
    Physical,
    /// Controls A.8.1 to A.8.34.
    Technological,
}

/// The attribute values that ISO/IEC 27002:2022 gives a control (they are not part of 27001).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Attributes {
    /// Preventive, Detective, Corrective.
    pub control_type: Vec<String>,
    /// Confidentiality, Integrity, Availability.
    pub information_security_properties: Vec<String>,
    /// Identify, Protect, Detect, Respond, Recover.
    pub cybersecurity_concepts: Vec<String>,
    /// For example Governance or Threat and vulnerability management.
    pub operational_capabilities: Vec<String>,
    /// For example Governance and Ecosystem.
    pub security_domains: Vec<String>,
    /// Public sources disagree on at least one value.
    pub disputed: bool,
}

/// One requirement: a clause or a control.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "columns of the catalogue's table, each a fact of its own")]
pub struct Entry {
    /// Its id.
    pub id: RequirementId,
    /// Its title, a fact.
    pub title: String,
    /// The theme, for controls.
    pub theme: Option<Theme>,
    /// The attributes, for controls.
    pub attributes: Option<Attributes>,
    /// New in the 2022 edition, without a 2013 counterpart.
    pub new_in_2022: bool,
    /// The 2013 controls it came from.
    pub origin_2013: Vec<String>,
    /// Changed by Amendment 1:2024 (climate action).
    pub amended_2024: bool,
    /// The clause itself asks for documented information.
    pub documented_information: bool,
    /// Has no sub-clause: the unit that pages and citations use.
    pub is_leaf: bool,
}

/// What became of a 2013 control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// Its title in 2013.
    pub title: String,
    /// The 2022 controls that carry its subject.
    pub controls: Vec<RequirementId>,
}

/// All requirements of ISO/IEC 27001:2022, in the order of the standard.
#[derive(Debug)]
pub struct Catalogue {
    entries: Vec<Entry>,
    by_id: HashMap<RequirementId, usize>,
    by_2013: BTreeMap<String, Successor>,
}

#[derive(Deserialize)]
struct ControlRow {
    id: String,
    title: String,
    theme: Theme,
    control_type: String,
    information_security_properties: String,
    cybersecurity_concepts: String,
    operational_capabilities: String,
    security_domains: String,
    new_in_2022: String,
    controls_2013: String,
    attributes_disputed: String,
}

#[derive(Deserialize)]
struct ClauseRow {
    id: String,
    title: String,
    documented_information_required: String,
    amd1_2024_changed: String,
    new_in_2022: String,
}

#[derive(Deserialize)]
struct Row2013 {
    id: String,
    title: String,
    mapped_2022: String,
}

impl Catalogue {
    /// The embedded catalogue.
    pub fn get() -> &'static Self {
        &CATALOGUE
    }

    /// Every entry, clauses first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The controls of Annex A.
    pub fn controls(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.id.is_control())
    }

    /// The entry of an id (a list item is ignored), if it exists in 2022.
    pub fn entry(&self, id: RequirementId) -> Option<&Entry> {
        self.by_id.get(&id.canonical()).and_then(|&at| self.entries.get(at))
    }

    /// Whether the id exists in the 2022 edition.
    pub fn contains(&self, id: RequirementId) -> bool {
        self.by_id.contains_key(&id.canonical())
    }

    /// The id whose canonical spelling this is, and no other spelling.
    pub fn canonical(&self, text: &str) -> Option<RequirementId> {
        read_id(text).filter(|id| self.contains(*id))
    }

    /// The requirement itself if it has no sub-clauses, else all leaves below it, in order.
    pub fn leaves(&self, id: RequirementId) -> Vec<RequirementId> {
        let RequirementId::Clause(top) = id.canonical() else { return vec![id] };
        let below = |mut clause: ClauseId| loop {
            if clause == top {
                return true;
            }
            match clause.parent() {
                Some(parent) => clause = parent,
                None => return false,
            }
        };
        self.entries
            .iter()
            .filter(|entry| entry.is_leaf && matches!(entry.id, RequirementId::Clause(clause) if below(clause)))
            .map(|entry| entry.id)
            .collect()
    }

    /// Where the subject of a 2013 control or control objective (`A.9.2.5`, `A.9.2`) is in 2022; empty if unknown.
    pub fn successors(&self, old: &str) -> Vec<RequirementId> {
        let prefix = format!("{old}.");
        let mut found: Vec<RequirementId> = self
            .by_2013
            .iter()
            .filter(|(id, _)| *id == old || id.starts_with(&prefix))
            .flat_map(|(_, successor)| successor.controls.iter().copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The 2013 control of this id.
    pub fn edition_2013(&self, old: &str) -> Option<&Successor> {
        self.by_2013.get(old)
    }

    /// The row of a 2013 control in `knowledge/catalogue/controls-2013.csv`, and the character where it starts.
    pub fn row_2013(old: &str) -> Option<(&'static str, usize)> {
        row_in(CONTROLS_2013, old)
    }

    /// The row of a requirement in `knowledge/catalogue/`: the file's name, the row, and the character where it starts.
    pub fn row(id: RequirementId) -> Option<(&'static str, &'static str, usize)> {
        let (name, file) = if id.is_control() { ("controls.csv", CONTROLS) } else { ("clauses.csv", CLAUSES) };
        row_in(file, &id.to_string()).map(|(row, start)| (name, row, start))
    }

    fn read() -> Self {
        let clauses = rows::<ClauseRow>(CLAUSES);
        let ids: Vec<String> = clauses.iter().map(|row| row.id.clone()).collect();
        let mut entries: Vec<Entry> = clauses.into_iter().filter_map(|row| clause_entry(row, &ids)).collect();
        entries.extend(rows::<ControlRow>(CONTROLS).into_iter().filter_map(control_entry));
        let by_id = entries.iter().enumerate().map(|(at, entry)| (entry.id, at)).collect();
        let by_2013 = rows::<Row2013>(CONTROLS_2013)
            .into_iter()
            .map(|row| {
                let controls = list(&row.mapped_2022).iter().filter_map(|id| read_id(id)).collect();
                (row.id, Successor { title: row.title, controls })
            })
            .collect();
        Self { entries, by_id, by_2013 }
    }
}

impl FromStr for Theme {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.to_lowercase().as_str() {
            "organizational" | "organisational" => Ok(Self::Organizational),
            "people" => Ok(Self::People),
            "physical" => Ok(Self::Physical),
            "technological" => Ok(Self::Technological),
            _ => Err(()),
        }
    }
}

fn clause_entry(row: ClauseRow, all: &[String]) -> Option<Entry> {
    let below = format!("{}.", row.id);
    Some(Entry {
        id: read_id(&row.id)?,
        theme: None,
        attributes: None,
        new_in_2022: row.new_in_2022 == "yes",
        origin_2013: Vec::new(),
        amended_2024: row.amd1_2024_changed == "yes",
        documented_information: row.documented_information_required == "yes",
        is_leaf: !all.iter().any(|id| id.starts_with(&below)),
        title: row.title,
    })
}

fn control_entry(row: ControlRow) -> Option<Entry> {
    Some(Entry {
        id: read_id(&row.id)?,
        title: row.title,
        theme: Some(row.theme),
        attributes: Some(Attributes {
            control_type: list(&row.control_type),
            information_security_properties: list(&row.information_security_properties),
            cybersecurity_concepts: list(&row.cybersecurity_concepts),
            operational_capabilities: list(&row.operational_capabilities),
            security_domains: list(&row.security_domains),
            disputed: row.attributes_disputed == "yes",
        }),
        new_in_2022: row.new_in_2022 == "yes",
        origin_2013: list(&row.controls_2013),
        amended_2024: false,
        documented_information: false,
        is_leaf: true,
    })
}

/// Rows that do not fit the type are left out; a unit test counts them.
fn rows<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().filter_map(Result::ok).collect()
}

fn list(cell: &str) -> Vec<String> {
    cell.split(';').map(|value| value.trim().replace('_', " ")).filter(|value| !value.is_empty()).collect()
}

fn read_id(text: &str) -> Option<RequirementId> {
    let (control, numbers) = text.strip_prefix("A.").map_or((false, text), |rest| (true, rest));
    let numbers: Vec<u8> = numbers.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match (control, numbers.as_slice()) {
        (true, &[theme, number]) => ControlId::new(theme, number).map(RequirementId::Control),
        (true, _) => None,
        (false, numbers) => ClauseId::new(numbers).map(RequirementId::Clause),
    }
}

fn row_in(file: &'static str, id: &str) -> Option<(&'static str, usize)> {
    let mut start = 0;
    for line in file.lines() {
        if line.split(',').next() == Some(id) {
            return Some((line, start));
        }
        start += line.chars().count() + 1;
    }
    None
}
