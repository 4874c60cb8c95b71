//! What is wrong with somebody's tables: Statements of Applicability and risk registers, whoever made them.
//!
//! The standard sets few rules for either, so a finding says which kind it is: an error breaks what a clause asks for or
//! contradicts itself, a warning is what an auditor would ask about.

mod finding;
mod justification;
mod register;
mod statement;

pub use finding::{RowFinding, has_errors};
pub use justification::{Ground, Weakness, judge as judge_exclusion};
pub use register::check_register;
pub use statement::check_statement;
