//! Parameters: the decisions that a policy clause leaves open, each with a default, a range and who decides.

use super::{Page, SectionKind};
use crate::document::BlockKind;

/// One row of a page's table of parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, as `{{name}}` stands in a clause.
    pub name: String,
    /// What holds until somebody decides otherwise.
    pub default: String,
    /// What can sensibly be chosen.
    pub range: String,
    /// The role that chooses.
    pub decider: String,
}

impl Page {
    /// The parameters that the page's policy clauses leave open.
    pub fn parameters(&self) -> Vec<Parameter> {
        let Some(section) = self.section(SectionKind::PolicyClauses) else { return Vec::new() };
        let parts = section.parts().into_iter().filter(|(part, _)| *part == "Parameters");
        let tables = parts.flat_map(|(_, blocks)| blocks).filter(|block| block.kind == BlockKind::Table);
        tables.flat_map(|table| self.slice(&table.range).lines().skip(2)).filter_map(row).collect()
    }
}

fn row(line: &str) -> Option<Parameter> {
    let mut cells = line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
    let name = cells.next()?.trim_matches(['`', '{', '}']).to_owned();
    Some(Parameter { name, default: cells.next()?, range: cells.next()?, decider: cells.next()? })
}
