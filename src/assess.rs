//! Gap analysis: what a set of documents says of every check of the standard, with the passage that shows it.
//!
//! The documents become statements (`statement`), each statement is matched (`matching`) with each check, a learned
//! judge (`judge`) decides, and the report (`report`) says why, in words, with quotes that are slices of the documents' text.
//! Nothing in a document is an instruction: it is measured, never obeyed.

mod applicability;
mod belonging;
mod clauses;
mod compare;
mod contradictions;
mod coverage;
mod decided;
mod features;
mod freshness;
mod judge;
mod leaving;
mod lexical;
mod matching;
mod memory;
mod opinion;
mod probes;
mod readiness;
mod reading;
mod recommend;
mod report;
mod rollup;
mod standing;
mod statement;
mod summary;
mod topics;
mod weights;
mod windows;
mod words;

use std::{path::Path, sync::Arc};

use thiserror::Error;

use crate::{
    document::Format,
    embed::{EmbedError, Embedder},
    iso::{Day, GapReport, Profile, RequirementId},
    knowledge::Library,
    llm::Llm,
};
use matching::{Matcher, Matches};
use memory::Memory;
use probes::Probes;
use statement::Statement;

pub use compare::compared;
pub use coverage::{COVERAGE, COVERAGE_NAMES, SAYING, SAYING_NAMES, strength};
pub use features::{FEATURES, NAMES};
pub use leaving::Leaving;

/// Documents that are named when none gives text.
const TOLD: usize = 3;

/// Why there is no analysis.
#[derive(Debug, Error)]
pub enum AssessError {
    /// The embedding model failed.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The checks have no vectors that differ.
    #[error("the checks of the knowledge base cannot be told apart: run `annexa knowledge check`")]
    Degenerate,
    /// The file that was named as the Statement of Applicability is none.
    #[error("{name} cannot be used as a Statement of Applicability: {why}")]
    NoSoa {
        /// The file.
        name: String,
        /// What it lacks.
        why: String,
    },
    /// None of the documents gave text.
    #[error("no document gives any text: {0}")]
    NothingToRead(String),
}

/// A document as it is given: its text, or why there is none.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its name; unique among the given.
    pub name: String,
    /// The hash of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its text.
    pub text: Result<Text, String>,
}

/// A document's text.
#[derive(Debug, Clone)]
pub struct Text {
    /// The extracted text that offsets refer to.
    pub text: String,
    /// How it is read.
    pub format: Format,
    /// The character at which each page begins; empty where there are no pages.
    pub pages: Vec<usize>,
    /// What was left out or is doubtful.
    pub warnings: Vec<String>,
}

/// What an analysis is asked for beside the documents.
#[derive(Debug, Clone, Copy, Default)]
pub struct Question<'a> {
    /// The company: fills suggested clauses, weighs priorities.
    pub profile: Option<&'a Profile>,
    /// The Statement of Applicability whose exclusions count; without one, a document that plainly is one serves.
    pub soa: Option<&'a Given>,
    /// The day of the analysis, by which the age of records counts; without it no record is too old.
    pub as_of: Option<Day>,
    /// A language model that gives a second opinion on the passages found.
    pub model: Option<&'a Llm>,
    /// Judge the documents as if the clauses of our own library were not known, as documents of others are.
    pub as_strangers: bool,
}

/// How far an analysis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The vectors of the checks, made once on a machine.
    Checks {
        /// Texts done.
        done: usize,
        /// All of them.
        of: usize,
    },
    /// The vectors of the statements.
    Statements {
        /// Statements done.
        done: usize,
        /// All of them.
        of: usize,
    },
    /// The second opinion of a language model.
    Requirements {
        /// Requirements done.
        done: usize,
        /// All of them.
        of: usize,
    },
}

/// Assesses documents. Made once; it keeps what it learns of the checks.
pub struct Assessor {
    library: Arc<Library>,
    /// The embedding model; without one, words have to do.
    memory: Option<Memory>,
    matcher: Matcher,
}

impl Assessor {
    /// Makes ready: the vectors of the checks come from `folder`, or are computed and kept there. Without an embedding model
    /// analyses rest on words alone, and say so.
    pub async fn ready(
        library: Arc<Library>,
        embedder: impl Into<Option<Embedder>>,
        folder: Option<&Path>,
        progress: &(dyn Fn(Step) + Sync),
    ) -> Result<Self, AssessError> {
        let embedder: Option<Embedder> = embedder.into();
        let told = |done, of| progress(Step::Checks { done, of });
        let probes = match &embedder {
            Some(embedder) => Probes::load(&library, embedder, folder, &told).await?,
            None => Probes::without_vectors(&library),
        };
        let matcher = Matcher::new(probes, &library)?;
        Ok(Self { library, memory: embedder.map(Memory::new), matcher })
    }

    /// What each statement is to each check, by meaning or, without a model, by words.
    async fn matches(
        &self,
        statements: &[Statement],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Matches, AssessError> {
        match &self.memory {
            Some(memory) => self.matcher.matches(statements, memory, progress).await,
            None => Ok(lexical::matches(&self.matcher, statements)),
        }
    }

    /// Analyses documents together, as one set.
    pub async fn analyse(
        &self,
        documents: &[Given],
        question: &Question<'_>,
        progress: &(dyn Fn(Step) + Sync),
    ) -> Result<GapReport, AssessError> {
        let set = report::Set::read(documents);
        if set.statements.is_empty() {
            let lines = set.documents.iter().take(TOLD).map(|one| format!("{}: {}", one.name, one.problem));
            return Err(AssessError::NothingToRead(lines.collect::<Vec<_>>().join("; ")));
        }
        let soa = applicability::decisions(question.soa, documents, &set)?;
        let told = |done, of| progress(Step::Statements { done, of });
        let matches = self.matches(&set.statements, &told).await?;
        let read = features::Read { statements: &set.statements, standings: &set.standings, matches: &matches };
        let mut decided = decided::decided(&self.matcher, &read, question.as_strangers);
        let age = |decided: &mut [decided::Decided<'_>]| {
            if let Some(as_of) = question.as_of {
                freshness::apply(decided, &read, as_of);
            }
        };
        age(&mut decided);
        let opinion = match question.model {
            None => opinion::Outcome::default(),
            Some(llm) => {
                let told = |done, of| progress(Step::Requirements { done, of });
                Box::pin(opinion::consult(llm, &mut decided, (&read, &set), &told)).await
            }
        };
        // What a model raised is held against the calendar as well.
        age(&mut decided);
        if self.memory.is_none() {
            for one in &mut decided {
                one.decision.confidence = one.decision.confidence.min(lexical::SUREST);
            }
        }
        let mut report = report::write(&decided, (&read, &set), &soa, (&self.library, question.profile));
        if self.memory.is_none() {
            for item in &mut report.items {
                item.confidence = item.confidence.min(lexical::SUREST);
            }
        }
        if opinion.used > 0 {
            "generated".clone_into(&mut report.mode);
        }
        report.warnings.extend(self.memory.is_none().then(|| lexical::WARNING.to_owned()));
        report.warnings.extend(opinion.warnings);
        Ok(report)
    }

    /// What each of these documents says of each requirement, for learning: the requirement, the document's place, numbers.
    pub async fn measured_sayings(
        &self,
        documents: &[Given],
    ) -> Result<Vec<(RequirementId, usize, [f64; SAYING])>, AssessError> {
        let set = report::Set::read(documents);
        Ok(self.matches(&set.statements, &|_, _| ()).await?.sayings.numbers())
    }

    /// The numbers of each check of these documents, for learning. `without` names the sections, by check, document and
    /// heading, that are then thought away: what the documents would show without them.
    pub async fn measured(
        &self,
        documents: &[Given],
        without: &(dyn Fn(&str, usize, &[String]) -> bool + Sync),
    ) -> Result<Vec<Measured>, AssessError> {
        let set = report::Set::read(documents);
        let matches = self.matches(&set.statements, &|_, _| ()).await?;
        let read = features::Read { statements: &set.statements, standings: &set.standings, matches: &matches };
        let checks = self.matcher.probes.checks.iter().enumerate();
        let known = checks.filter_map(|(place, asked)| {
            let id = &asked.check.id;
            let stays = |one: &Statement| !without(id, one.document, &one.heading);
            Some(Measured {
                check: id.clone(),
                numbers: features::known(place, &self.matcher, &read)?.numbers,
                without: features::known_of(place, &self.matcher, &read, &stays)?.numbers,
            })
        });
        Ok(known.collect())
    }
}

/// The numbers of a check, for learning.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Its id.
    pub check: String,
    /// What the documents show.
    pub numbers: [f64; FEATURES],
    /// What they would show without the sections that were thought away.
    pub without: [f64; FEATURES],
}

#[cfg(test)]
mod tests;
