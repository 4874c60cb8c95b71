//! A finding on a row.

use serde::Serialize;

use crate::verify::Severity;

/// Something wrong with a row, or with the whole table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RowFinding {
    /// The row's number in the file, from 1 on; absent for what is missing altogether.
    pub row: Option<usize>,
    /// The control or risk that it is about; empty for the whole table.
    pub id: String,
    /// Whether a requirement is broken, or an auditor would ask.
    pub severity: Severity,
    /// The rule's name.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub fix: String,
}

impl RowFinding {
    /// A finding on a row.
    pub(super) fn new(row: Option<usize>, id: &str, rule: &'static str, severity: Severity) -> Self {
        Self { row, id: id.to_owned(), severity, rule, message: String::new(), fix: String::new() }
    }

    /// What it says and what to do.
    #[must_use]
    pub(super) fn says(mut self, message: impl Into<String>, fix: impl Into<String>) -> Self {
        (self.message, self.fix) = (message.into(), fix.into());
        self
    }
}

/// Whether one of them is an error.
pub fn has_errors(findings: &[RowFinding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
