//! Evaluation: figures that anyone can have again. A suite names a test set and its bounds, a run measures every case of it,
//! two runs of one suite can be compared, and a report shows what to mend next.
//!
//! Everything is measured through the parts that answer users: the retrieval and gap suites fill a data folder of their own,
//! the others ask the assistant itself. Sets that do not ship are read from a folder that the user names.

mod agreement;
mod asking;
mod attacks;
mod companies;
mod compare;
mod curve;
mod dataset;
mod faults;
mod gap;
mod generation;
mod harm;
mod judge;
mod labelled;
mod latency;
mod listwise;
mod logistic;
mod measure;
mod questions;
mod reasons;
pub mod report;
mod retrieval;
mod run;
mod session;
mod statistics;
mod suite;
mod verdicts;

pub use agreement::{auc, kappa, macro_f1, threshold};
pub use attacks::{Besieged, attacks};
pub use companies::companies;
pub use compare::{Change, CompareError, Comparison};
pub use curve::{Curve, Line};
pub use dataset::{DatasetError, Document, Query, QuestionCase, RetrievalSet};
pub use faults::faults;
pub use gap::{Method, ReadyCase, gap, gap_cases};
pub use generation::{GenerationCase, generation};
pub use judge::Label;
pub use labelled::{CheckLabel, ContradictionLabel, LabelledSet};
pub use latency::latency;
pub use listwise::{List, learn};
pub use logistic::{Example, Logit, fit};
pub use measure::{Grades, Match, Ranked, mean, percentile};
pub use questions::{OwnDocuments, questions};
pub use reasons::reasons;
pub use retrieval::{Collection, passages, retrieval};
pub use run::{Case, Gate, Run, RunError};
pub use session::{session, transcript};
pub use statistics::{Interval, bootstrap, mcnemar};
pub use suite::{Bounds, Kind, Suite, SuiteError};
pub use verdicts::verdicts;

use thiserror::Error;

/// Why a suite could not be run to its end.
#[derive(Debug, Error)]
pub enum EvaluateError {
    /// The suite or its set is wrong.
    #[error(transparent)]
    Suite(#[from] SuiteError),
    /// The documents could not be taken in.
    #[error(transparent)]
    Ingest(#[from] crate::ingest::IngestError),
    /// The store of the documents failed.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// A search failed.
    #[error(transparent)]
    Retrieve(#[from] crate::retrieve::RetrieveError),
    /// A question could not be asked.
    #[error(transparent)]
    Chat(#[from] crate::chat::ChatError),
    /// The embedding model failed.
    #[error(transparent)]
    Embed(#[from] crate::embed::EmbedError),
    /// An analysis failed.
    #[error(transparent)]
    Assess(#[from] crate::assess::AssessError),
}

impl From<DatasetError> for EvaluateError {
    fn from(error: DatasetError) -> Self {
        Self::Suite(SuiteError::Set(error))
    }
}

#[cfg(test)]
mod tests;
