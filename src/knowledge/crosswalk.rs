//! Crosswalks: which items of other frameworks speak to a requirement. Pointers to read further, never proof.

use std::sync::LazyLock;

use serde::Serialize;

use crate::iso::{Catalogue, RequirementId};

/// Shipped tables; `knowledge/crosswalks/SOURCES.md` names origin, licence and trust of each.
const TABLES: [(&str, &str, &str); 5] = [
    ("ISO/IEC 27001:2013", "high", include_str!("../../knowledge/crosswalks/iso27001-2013.csv")),
    ("NIST CSF 2.0", "high", include_str!("../../knowledge/crosswalks/nist-csf-2.0.csv")),
    ("NIST SP 800-53 r5", "high", include_str!("../../knowledge/crosswalks/nist-sp-800-53r5.csv")),
    ("NIS2 (EU) 2024/2690", "high", include_str!("../../knowledge/crosswalks/nis2-2024-2690.csv")),
    ("GDPR (through ISO/IEC 27701:2019)", "medium", include_str!("../../knowledge/crosswalks/gdpr.csv")),
];

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(read);

struct Row {
    requirement: RequirementId,
    framework: usize,
    entry: CrosswalkEntry,
}

/// The items of one framework that speak to a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Crosswalk {
    /// The framework's name and edition.
    pub framework: &'static str,
    /// How far the source can be trusted.
    pub trust: &'static str,
    /// The items.
    pub entries: Vec<CrosswalkEntry>,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CrosswalkEntry {
    /// Its id in that framework.
    pub id: String,
    /// How the source says it relates to the requirement.
    pub relationship: String,
}

/// What other frameworks say to a requirement; frameworks without an item are left out.
pub fn crosswalks(id: RequirementId) -> Vec<Crosswalk> {
    let id = id.canonical();
    TABLES
        .iter()
        .enumerate()
        .map(|(framework, (name, trust, _))| Crosswalk {
            framework: name,
            trust,
            entries: ROWS
                .iter()
                .filter(|row| row.framework == framework && row.requirement == id && !row.entry.id.is_empty())
                .map(|row| row.entry.clone())
                .collect(),
        })
        .filter(|crosswalk| !crosswalk.entries.is_empty())
        .collect()
}

fn read() -> Vec<Row> {
    let mut found = Vec::new();
    for (framework, (_, _, table)) in TABLES.iter().enumerate() {
        for record in csv::Reader::from_reader(table.as_bytes()).records().filter_map(Result::ok) {
            let (Some(ours), Some(id), Some(relationship)) = (record.get(0), record.get(1), record.get(2)) else {
                continue;
            };
            if let Some(requirement) = Catalogue::get().canonical(ours) {
                let entry = CrosswalkEntry { id: id.to_owned(), relationship: relationship.to_owned() };
                found.push(Row { requirement, framework, entry });
            }
        }
    }
    found
}
