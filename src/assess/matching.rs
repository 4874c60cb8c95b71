//! Matching: which statements of the documents speak to which check, and how strongly.
//!
//! Three measures are taken of each pair: how near the statement comes to the check in meaning, how much of its rare words
//! it shares, and how likely the statement, its section and its heading are about the check's requirement rather than
//! another. The best few statements of each check are kept; everything after this looks at those alone.

use std::collections::HashMap;

use super::{
    AssessError, belonging,
    coverage::Sayings,
    memory::Memory,
    probes::Probes,
    statement::Statement,
    topics::Topics,
    words::{Said, Words},
};
use crate::iso::RequirementId;

/// Statements that are kept for a check.
const KEPT: usize = 12;
/// Texts of a check that a statement is held against: the nearest few.
const NEAREST: usize = 2;
/// Statements that are measured at once.
const BATCH: usize = 512;
/// What belonging and words count for beside meaning, when statements are put in order.
const BELONGING: f32 = 0.5;
const WORDS: f32 = 0.5;

/// A statement as a candidate for a check.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// The statement's place.
    pub(super) statement: usize,
    /// The mean cosine with the nearest texts of the check.
    pub(super) meaning: f32,
    /// How likely it is about the check's requirement, 0 to 1.
    pub(super) belonging: f32,
    /// The cosine of its words with the check's.
    pub(super) words: f32,
}

impl Candidate {
    fn rank(&self) -> f32 {
        self.meaning + BELONGING * self.belonging + WORDS * self.words
    }
}

/// All statements of a set of documents, measured.
pub(super) struct Matches {
    /// For each check its best statements, the best first.
    pub(super) candidates: Vec<Vec<Candidate>>,
    /// How much each document says of each requirement.
    pub(super) sayings: Sayings,
    /// The words of each statement.
    pub(super) said: Vec<Said>,
}

/// What matching needs to know of the checks, made once.
pub(super) struct Matcher {
    pub(super) probes: Probes,
    topics: Topics,
    pub(super) words: Words,
    /// For each check its columns among the probes.
    columns: Vec<Vec<usize>>,
    /// For each requirement its columns, with that of its title.
    of_requirement: HashMap<RequirementId, Vec<usize>>,
}

impl Matcher {
    pub(super) fn new(probes: Probes) -> Result<Self, AssessError> {
        let topics = Topics::learn(&probes.vectors, &probes.requirements)?;
        let words = Words::of(&probes.checks);
        let mut columns = vec![Vec::new(); probes.checks.len()];
        for (column, owner) in probes.owners.iter().enumerate() {
            if let Some(columns) = owner.and_then(|owner| columns.get_mut(owner)) {
                columns.push(column);
            }
        }
        let mut of_requirement: HashMap<RequirementId, Vec<usize>> = HashMap::new();
        for (column, id) in probes.requirements.iter().enumerate() {
            of_requirement.entry(*id).or_default().push(column);
        }
        Ok(Self { probes, topics, words, columns, of_requirement })
    }

    /// Measures all statements against all checks. `progress` is told how many statements have their vectors.
    pub(super) async fn matches(
        &self,
        statements: &[Statement],
        memory: &Memory,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Matches, AssessError> {
        let texts: Vec<String> = statements.iter().map(Statement::in_context).collect();
        let vectors = memory.vectors(&texts, progress).await?;
        let belonging = belonging::shares(&self.topics, statements, &vectors, memory).await?;
        let said: Vec<Said> = texts.iter().map(|text| self.words.said(text)).collect();
        let mut found = Matches { candidates: vec![Vec::new(); self.columns.len()], sayings: Sayings::default(), said };
        for start in (0..statements.len()).step_by(BATCH) {
            let count = BATCH.min(statements.len() - start);
            let near = self.probes.vectors.tr_mul(&vectors.columns(start, count));
            for (n, statement) in statements.iter().enumerate().skip(start).take(count) {
                self.take(&mut found, (n, statement), (near.column(n - start).as_slice(), &belonging));
            }
        }
        Ok(found)
    }

    /// Takes one statement's measures for every check.
    fn take(
        &self,
        found: &mut Matches,
        (n, statement): (usize, &Statement),
        (near, belonging): (&[f32], &HashMap<RequirementId, Vec<f32>>),
    ) {
        if !statement.speech.can_show() {
            return;
        }
        let words = found.said.get(n).map(|said| self.words.cosines(said)).unwrap_or_default();
        let share = |id: &RequirementId| belonging.get(id).and_then(|shares| shares.get(n)).copied().unwrap_or(0.0);
        for (check, (columns, asked)) in self.columns.iter().zip(&self.probes.checks).enumerate() {
            let meaning = nearest(columns, near);
            let belonging = share(&asked.requirement);
            let words = words.get(check).copied().unwrap_or(0.0);
            if let Some(kept) = found.candidates.get_mut(check) {
                keep(kept, Candidate { statement: n, meaning, belonging, words });
            }
        }
        for (id, columns) in &self.of_requirement {
            found.sayings.take(*id, statement.document, (share(id), nearest(columns, near)));
        }
    }
}

/// The mean of the nearest texts of a check.
fn nearest(columns: &[usize], near: &[f32]) -> f32 {
    let (mut first, mut second) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for cosine in columns.iter().filter_map(|column| near.get(*column)) {
        if *cosine > first {
            (first, second) = (*cosine, first);
        } else if *cosine > second {
            second = *cosine;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "two")]
    let mean = (first + second) / NEAREST as f32;
    if mean.is_finite() { mean } else { first.max(0.0) }
}

/// Puts a candidate among the best of its check, in order.
pub(super) fn keep(kept: &mut Vec<Candidate>, new: Candidate) {
    let rank = new.rank();
    if kept.len() == KEPT && kept.last().is_some_and(|last| last.rank() >= rank) {
        return;
    }
    let at = kept.partition_point(|one| one.rank() >= rank);
    kept.insert(at, new);
    kept.truncate(KEPT);
}
