//! The shelf: every paper of the library, the values that their parameters have, and what their terms mean.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{LibraryError, Paper, PaperKind};
use crate::iso::Size;

/// A decision that papers leave to the company.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Decision {
    /// Its name, as `{{ name }}` stands in a clause.
    pub name: String,
    /// What kind of value it is.
    #[serde(rename = "type")]
    pub kind: ValueKind,
    /// The unit that the sentence adds to a number, empty when the value carries it.
    pub unit: String,
    /// The value for 20 people.
    pub default_20: String,
    /// The value for 100 people.
    pub default_100: String,
    /// The value for 500 people.
    pub default_500: String,
    /// What can sensibly be chosen.
    pub range: String,
    /// The role that chooses.
    pub decider: String,
    /// What is decided.
    pub meaning: String,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// A bare number; the sentence has the unit.
    Number,
    /// A span with its unit.
    Duration,
    /// Words that fit into a sentence.
    Text,
    /// Where something is kept.
    Place,
}

impl Decision {
    /// The value for a size of company; empty when only the company can know.
    pub fn value(&self, size: Size) -> &str {
        match size {
            Size::Small => &self.default_20,
            Size::Medium => &self.default_100,
            Size::Large => &self.default_500,
        }
    }
}

/// All papers.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    papers: Vec<Paper>,
    decisions: BTreeMap<String, Decision>,
    terms: BTreeMap<String, String>,
}

impl Shelf {
    /// The papers with their tables, each as source and text; `decisions` and `terms` are CSV.
    pub(super) fn of(papers: Vec<Paper>, decisions: &str, terms: &str) -> Result<Self, LibraryError> {
        let broken = |name: &str, error: csv::Error| LibraryError::Table(name.to_owned(), error.to_string());
        let rows = csv::Reader::from_reader(decisions.as_bytes()).into_deserialize::<Decision>();
        let decisions = rows
            .map(|row| row.map(|row| (row.name.clone(), row)).map_err(|error| broken("parameters.csv", error)))
            .collect::<Result<_, _>>()?;
        let rows = csv::Reader::from_reader(terms.as_bytes()).into_deserialize::<(String, String)>();
        let terms = rows.map(|row| row.map_err(|error| broken("terms.csv", error))).collect::<Result<_, _>>()?;
        Ok(Self { papers, decisions, terms })
    }

    /// All papers, by kind and name.
    pub fn papers(&self) -> &[Paper] {
        &self.papers
    }

    /// The papers of a kind.
    pub fn of_kind(&self, kind: PaperKind) -> impl Iterator<Item = &Paper> {
        self.papers.iter().filter(move |paper| paper.front.kind == kind)
    }

    /// The paper of this kind and name.
    pub fn paper(&self, kind: PaperKind, id: &str) -> Option<&Paper> {
        self.of_kind(kind).find(|paper| paper.front.id == id)
    }

    /// The paper that a citation's source names.
    pub fn by_source(&self, source: &str) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.source == source)
    }

    /// A decision by its name.
    pub fn decision(&self, name: &str) -> Option<&Decision> {
        self.decisions.get(name)
    }

    /// All decisions by their names.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.values()
    }

    /// Terms with what they mean, in alphabetical order.
    pub fn terms(&self) -> &BTreeMap<String, String> {
        &self.terms
    }
}
