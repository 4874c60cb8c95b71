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
mod soa;
mod spelling;
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
    Cloud, Development, People, Premises, Profile, ProfileError, ProfileProblem, Size, profile_template,
};
pub use requirement::{ClauseId, ControlId, IdError, RequirementId};
pub use soa::{Choice, Soa, SoaRow};
pub use spelling::{Meaning, Mention, mentions};
pub use terms::{Language, Term, Terms, language};

#[cfg(test)]
mod tests;
