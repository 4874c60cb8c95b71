//! What an artefact's content is: a document in Markdown, a statement or a register.

use serde_json::Value;

use crate::{
    iso::{RiskRegister, Statement},
    server::problem::ApiError,
    store::Family,
};

/// Content that can be read.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Paper(String),
    Statement(Box<Statement>),
    Register(Box<RiskRegister>),
}

impl Content {
    /// Content as the store has it.
    pub(super) fn stored(family: Family, text: String) -> Result<Self, ApiError> {
        let unreadable =
            |error: serde_json::Error| ApiError::Internal(format!("stored {} cannot be read: {error}", family.name()));
        Ok(match family {
            Family::Policies | Family::Audits => Self::Paper(text),
            Family::Soa => Self::Statement(serde_json::from_str(&text).map_err(unreadable)?),
            Family::Risks => Self::Register(serde_json::from_str(&text).map_err(unreadable)?),
        })
    }

    /// Content as the store keeps it; the same content is always the same text.
    pub(super) fn text(&self) -> Result<String, ApiError> {
        let json = match self {
            Self::Paper(markdown) => return Ok(markdown.clone()),
            Self::Statement(statement) => serde_json::to_string_pretty(statement),
            Self::Register(register) => serde_json::to_string_pretty(register),
        };
        json.map(|json| json + "\n").map_err(|error| ApiError::Internal(error.to_string()))
    }

    /// Content in a larger JSON: data as they are, a document as a text.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Paper(markdown) => markdown.clone().into(),
            Self::Statement(statement) => serde_json::json!(statement),
            Self::Register(register) => serde_json::json!(register),
        }
    }

    /// Its own title, if it has one: a document's first heading.
    pub(super) fn title(&self) -> Option<String> {
        let Self::Paper(markdown) = self else { return None };
        let title = markdown.lines().find_map(|line| line.strip_prefix("# "))?.trim();
        (!title.is_empty()).then(|| title.chars().filter(|c| !c.is_control()).take(200).collect())
    }
}
