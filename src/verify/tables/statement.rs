//! The linter of Statements of Applicability, whoever made them.

mod rows;
mod whole;

use super::RowFinding;
use crate::iso::{Profile, SoaSheet};

/// What a statement gets wrong: the whole first, then row by row. With a profile also what contradicts it.
pub fn check_statement(sheet: &SoaSheet, profile: Option<&Profile>) -> Vec<RowFinding> {
    let mut findings = whole::check(sheet);
    for row in &sheet.rows {
        rows::check(row, sheet, profile, &mut findings);
    }
    findings
}

#[cfg(test)]
mod tests;
