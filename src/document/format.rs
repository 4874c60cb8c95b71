//! How an extracted text is read: what its blocks, chunks and tree are made of.

use serde::{Deserialize, Serialize};

/// The two ways of reading an extracted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Markdown, or a rich format that was turned into it.
    Markdown,
    /// Plain text.
    Plain,
}

impl Format {
    /// The word that is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Plain => "plain",
        }
    }

    /// Reads back what [`Format::name`] wrote.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Markdown, Self::Plain].into_iter().find(|format| format.name() == name)
    }
}
