//! Requirement ids as types, so that clause 5.2 and control A.5.2 can never be mistaken for one another.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::{Catalogue, Meaning, mentions};

/// A clause of the body of the standard: `4` to `10`, with up to two further levels and an optional list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClauseId {
    parts: [u8; 3],
    item: Option<char>,
}

/// A control of Annex A: theme 5 to 8 and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ControlId {
    theme: u8,
    number: u8,
}

/// One requirement of ISO/IEC 27001:2022, written `6.1.3` (clauses) or `A.5.23` (controls).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RequirementId {
    /// A clause of the body.
    Clause(ClauseId),
    /// A control of Annex A.
    Control(ControlId),
}

/// Why a text is not the id of one requirement of the 2022 edition.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// It looks like an id, but the edition has no such requirement.
    #[error("{text} does not exist in ISO/IEC 27001:2022: clauses run from 4 to 10, controls from A.5.1 to A.8.34")]
    Unknown {
        /// The id as it was read.
        text: String,
    },
    /// It is an id of the 2013 edition.
    #[error("{text} is an id of the 2013 edition; in 2022 its subject is in {}", successors.join(", "))]
    Edition2013 {
        /// The id as it was read.
        text: String,
        /// The controls of 2022 that took it over.
        successors: Vec<String>,
    },
    /// It may be a clause or a control.
    #[error("{clause} is a clause and {control} a control: say which one you mean")]
    Ambiguous {
        /// The reading as a clause.
        clause: ClauseId,
        /// The reading as a control.
        control: ControlId,
    },
    /// It is no id at all, or more than one.
    #[error("`{0}` is not an id such as A.5.23 or 6.1.3")]
    NotAnId(String),
}

impl ClauseId {
    /// Builds an id from its numbers, most significant first; it need not exist in the catalogue.
    pub fn new(numbers: &[u8]) -> Option<Self> {
        let mut parts = [0; 3];
        if numbers.is_empty() || numbers.len() > parts.len() || numbers.contains(&0) {
            return None;
        }
        for (slot, number) in parts.iter_mut().zip(numbers) {
            *slot = *number;
        }
        Some(Self { parts, item: None })
    }

    /// The same clause with a list item, as in `6.1.3 d`.
    #[must_use]
    pub fn with_item(self, item: char) -> Self {
        Self { item: Some(item.to_ascii_lowercase()), ..self }
    }

    /// The clause without its list item: the unit that is cited.
    #[must_use]
    pub fn without_item(self) -> Self {
        Self { item: None, ..self }
    }

    /// The list item, if one was named.
    pub fn item(self) -> Option<char> {
        self.item
    }

    /// The clause one level up.
    pub fn parent(self) -> Option<Self> {
        let numbers: Vec<u8> = self.parts.iter().copied().filter(|&part| part > 0).collect();
        numbers.split_last().and_then(|(_, rest)| Self::new(rest))
    }
}

impl ControlId {
    /// Builds an id; it need not exist in the catalogue.
    pub fn new(theme: u8, number: u8) -> Option<Self> {
        (theme > 0 && number > 0).then_some(Self { theme, number })
    }

    /// The theme's number, 5 to 8 in the 2022 edition.
    pub fn theme(self) -> u8 {
        self.theme
    }

    /// Its number within the theme.
    pub fn number(self) -> u8 {
        self.number
    }
}

impl RequirementId {
    /// The id that is cited: without a list item.
    #[must_use]
    pub fn canonical(self) -> Self {
        match self {
            Self::Clause(clause) => Self::Clause(clause.without_item()),
            Self::Control(_) => self,
        }
    }

    /// Reads a canonical id as files have it, `A.5.23` or `9.2.1`; no other spelling, and only what exists in 2022.
    pub fn from_canonical(text: &str) -> Option<Self> {
        let spelled = if text.starts_with("A.") { text.to_owned() } else { format!("clause {text}") };
        spelled.parse().ok().filter(|found: &Self| found.to_string() == text)
    }

    /// Whether this is a control of Annex A.
    pub fn is_control(self) -> bool {
        matches!(self, Self::Control(_))
    }

    /// Whether both are sub-clauses of one clause, as 9.2.1 and 9.2.2 are.
    pub fn is_beside(self, other: Self) -> bool {
        let clause = |id| match id {
            Self::Clause(id) => ClauseId::parent(id).filter(|parent| parent.parent().is_some()),
            Self::Control(_) => None,
        };
        self != other && clause(self).is_some_and(|parent| clause(other) == Some(parent))
    }

    /// How far apart two controls of one theme stand in the list; none for others.
    pub fn distance(self, other: Self) -> Option<u8> {
        match (self, other) {
            (Self::Control(one), Self::Control(other)) if one.theme() == other.theme() => {
                Some(one.number().abs_diff(other.number()))
            }
            _ => None,
        }
    }

    /// The id as running text has it: `clause 6.1.3` or `A.5.23`.
    pub fn spoken(self) -> String {
        match self {
            Self::Clause(clause) => format!("clause {clause}"),
            Self::Control(control) => control.to_string(),
        }
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts.iter().filter(|&&part| part > 0).enumerate() {
            write!(f, "{}{part}", if at > 0 { "." } else { "" })?;
        }
        self.item.map_or(Ok(()), |item| write!(f, " {item}"))
    }
}

impl fmt::Display for ControlId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A.{}.{}", self.theme, self.number)
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clause(clause) => clause.fmt(f),
            Self::Control(control) => control.fmt(f),
        }
    }
}

impl FromStr for RequirementId {
    type Err = IdError;

    /// Reads one id in any usual spelling (`A.5.23`, `annex a 5.23`, `clause 6.1.3 d`); it must exist in 2022.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let text = text.trim();
        let found = mentions(text);
        let [mention] = found.as_slice() else {
            return Err(IdError::NotAnId(text.chars().take(40).collect()));
        };
        if mention.range != (0..text.len()) {
            return Err(IdError::NotAnId(text.chars().take(40).collect()));
        }
        match &mention.meaning {
            Meaning::Requirement(id) => Ok(*id),
            Meaning::Either { clause, control } => Err(IdError::Ambiguous { clause: *clause, control: *control }),
            Meaning::Edition2013(old) => Err(IdError::Edition2013 {
                text: old.clone(),
                successors: Catalogue::get().successors(old).iter().map(ToString::to_string).collect(),
            }),
            Meaning::Unknown(text) => Err(IdError::Unknown { text: text.clone() }),
        }
    }
}

impl JsonSchema for RequirementId {
    fn schema_name() -> Cow<'static, str> {
        "RequirementId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "A control or clause", "examples": ["A.5.23", "9.2.1"] })
    }
}

impl Serialize for RequirementId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RequirementId {
    /// Reads the canonical spelling: a bare number is a clause, `A.` marks a control.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Catalogue::get().canonical(&text).ok_or_else(|| serde::de::Error::custom(format!("unknown id {text}")))
    }
}
