//! The ISO/IEC 27001:2022 domain as plain data: ids, catalogue, obligations, checks, profile.
//!
//! Nothing here reads a file or waits for anything. A requirement is always a [`RequirementId`] past the door;
//! whether it exists, and what it is called, is answered by the [`Catalogue`].

mod catalogue;
mod check;
mod day;
mod fact;
mod gap;
mod profile;
mod requirement;
mod risk;
mod soa;
mod spelling;
mod statement;
mod table;
mod terms;

pub use catalogue::{Attributes, Catalogue, Entry, Successor, Theme};
pub use check::{Check, Nature, Obligation};
pub use day::{Day, DayError, MONTHS, Period};
pub use fact::Fact;
pub use gap::{
    AnalysedDocument, Contradiction, DocumentChange, Evidence, GapChange, GapCheck, GapComparison, GapItem, GapReport,
    GapSummary, GapVerdict, MissingDocument, Priority, Readiness, Shown, Standing, SuggestedClause, ThemeSummary,
};
pub use profile::{
    Absent, Appetite, Climate, Cloud, Decisions, Development, Edited, People, Premises, Profile, ProfileError,
    ProfileProblem, Site, Size, Supplier, Tools, profile_template,
};
pub use requirement::{ClauseId, ControlId, IdError, RequirementId};
pub use risk::{Asset, Risk, RiskCriteria, RiskRegister, Treatment, TreatmentOption, TreatmentStatus};
pub use soa::{Choice, RowId, SheetRow, Soa, SoaRow, SoaSheet};
pub use spelling::{Meaning, Mention, mentions};
pub use statement::{Delivery, Driver, DriverKind, Statement, StatementRow};
pub use table::{RowProblem, Rows, Table, TableColumn, joined, one_line, parted};
pub use terms::{Language, Term, Terms, language};

#[cfg(test)]
mod tests;
