//! Examples: how companies of many kinds say a rule, say a part of it, or only seem to say it.
//!
//! `knowledge/statements/*.jsonl` has one a line. Gap analysis measures a document's statements against them: what is near
//! to those that say all of a check, and not nearer to those that only look like it, speaks to the check.

use serde::Deserialize;

use super::LibraryError;

/// What a statement says of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Says {
    /// Everything that it asks for.
    All,
    /// Something of it, and something is left out.
    Part,
    /// Nothing, though it looks like it: a neighbour's rule, the same words on another matter, a wish, a denial.
    None,
}

/// A statement as it stands in the documents of some company.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The check that it is an example for.
    pub check: String,
    /// What it says of it.
    pub says: Says,
    /// In which voice: `corporate`, `plain`, `table` and so on.
    pub voice: String,
    /// The heading that it stands under; may be empty.
    pub heading: String,
    /// Its words.
    pub text: String,
}

impl Example {
    /// The examples of a file, one a line.
    pub(super) fn parse(source: &str, text: &str) -> Result<Vec<Self>, LibraryError> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(n, line)| {
                serde_json::from_str(line).map_err(|error| LibraryError::Example {
                    source_name: source.to_owned(),
                    line: n + 1,
                    reason: error.to_string(),
                })
            })
            .collect()
    }

    /// What it says as a statement of a document is read: below its heading, without the marks of lists and tables.
    #[must_use]
    pub fn in_context(&self) -> String {
        let plain: Vec<&str> = self.text.split(['|', '\n']).map(|part| part.trim().trim_start_matches("- ")).collect();
        let text = plain.join(" ");
        if self.heading.is_empty() { text } else { format!("{}: {text}", self.heading) }
    }
}
