//! Matching: which statements of the documents speak to which check, and how strongly.
//!
//! Three measures are taken of each pair: how near the statement comes to the check in meaning, how much of its rare words
//! it shares, and how likely the statement, its section and its heading are about the check's requirement rather than
//! another. The best few statements of each check are kept; everything after this looks at those alone.

use std::collections::HashMap;

use nalgebra::DMatrix;

use super::{
    AssessError,
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
/// Statements of a requirement that its coverage rests on.
const BEST: usize = 3;
/// What belonging and words count for beside meaning, when statements are put in order.
const BELONGING: f32 = 0.5;
const WORDS: f32 = 0.5;
/// The cosine from which on a statement speaks to a requirement, and over which width that is doubtful.
const SPEAKS: (f32, f32) = (0.48, 0.05);
/// The same for a quarter of a document's statements, from which on the document is about the subject.
const SUBJECT: (f32, f32) = (0.5, 0.012);

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

/// How much the documents speak to a requirement, over all statements.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Coverage {
    /// The best products of belonging and nearness, the best first.
    pub(super) best: Vec<f32>,
}

impl Coverage {
    /// The mean of the best few.
    pub(super) fn mean(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "three")]
        let count = BEST as f32;
        self.best.iter().take(BEST).sum::<f32>() / count
    }
}

/// All statements of a set of documents, measured.
pub(super) struct Matches {
    /// For each check its best statements, the best first.
    pub(super) candidates: Vec<Vec<Candidate>>,
    /// How much each requirement is spoken to at all.
    pub(super) coverage: HashMap<RequirementId, Coverage>,
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
        let belonging = self.belonging(statements, &vectors, memory).await?;
        let said: Vec<Said> = texts.iter().map(|text| self.words.said(text)).collect();
        let mut found = Matches { candidates: vec![Vec::new(); self.columns.len()], coverage: HashMap::new(), said };
        let subject = self.subject(statements, &vectors);
        for start in (0..statements.len()).step_by(BATCH) {
            let count = BATCH.min(statements.len() - start);
            let near = self.probes.vectors.tr_mul(&vectors.columns(start, count));
            for (n, statement) in statements.iter().enumerate().skip(start).take(count) {
                let near = near.column(n - start);
                let subject = subject.get(statement.document).copied().unwrap_or(1.0);
                self.take(&mut found, (n, statement), (near.as_slice(), &belonging), subject);
            }
        }
        Ok(found)
    }

    /// For each document, from 0 to 1, how much it is about the subject at all: a quarter of its statements must come near to
    /// some requirement. The discriminant gives each text to some requirement, one about cooking as well.
    fn subject(&self, statements: &[Statement], vectors: &DMatrix<f32>) -> Vec<f32> {
        let mut of_document: Vec<Vec<f32>> = Vec::new();
        for start in (0..statements.len()).step_by(BATCH) {
            let count = BATCH.min(statements.len() - start);
            let near = self.probes.vectors.tr_mul(&vectors.columns(start, count));
            for (column, statement) in near.column_iter().zip(statements.iter().skip(start)) {
                let nearest = self.of_requirement.values().map(|columns| nearest(columns, column.as_slice()));
                of_document.resize(of_document.len().max(statement.document + 1), Vec::new());
                if let Some(own) = of_document.get_mut(statement.document) {
                    own.push(nearest.fold(0.0, f32::max));
                }
            }
        }
        let quarter = |mut own: Vec<f32>| {
            own.sort_by(|a, b| b.total_cmp(a));
            gate(own.get(own.len() / 4).copied().unwrap_or(0.0), SUBJECT)
        };
        of_document.into_iter().map(quarter).collect()
    }

    /// Takes one statement's measures for every check.
    fn take(
        &self,
        found: &mut Matches,
        (n, statement): (usize, &Statement),
        (near, belonging): (&[f32], &HashMap<RequirementId, Vec<f32>>),
        subject: f32,
    ) {
        if !statement.speech.can_show() {
            return;
        }
        let words = found.said.get(n).map(|said| self.words.cosines(said)).unwrap_or_default();
        let share =
            |id: &RequirementId| subject * belonging.get(id).and_then(|shares| shares.get(n)).copied().unwrap_or(0.0);
        for (check, (columns, asked)) in self.columns.iter().zip(&self.probes.checks).enumerate() {
            let meaning = nearest(columns, near);
            let belonging = share(&asked.requirement);
            let words = words.get(check).copied().unwrap_or(0.0);
            if let Some(kept) = found.candidates.get_mut(check) {
                keep(kept, Candidate { statement: n, meaning, belonging, words });
            }
        }
        for (id, columns) in &self.of_requirement {
            let score = share(id) * gate(nearest(columns, near), SPEAKS);
            let coverage = found.coverage.entry(*id).or_default();
            let at = coverage.best.partition_point(|one| *one >= score);
            coverage.best.insert(at, score);
            coverage.best.truncate(BEST);
        }
    }

    /// For each requirement the share of each statement: of its own words, its section and its heading together.
    async fn belonging(
        &self,
        statements: &[Statement],
        vectors: &DMatrix<f32>,
        memory: &Memory,
    ) -> Result<HashMap<RequirementId, Vec<f32>>, AssessError> {
        let mut places: HashMap<(usize, &[String]), usize> = HashMap::new();
        let mut subjects: Vec<String> = Vec::new();
        let mut section_of = Vec::with_capacity(statements.len());
        for statement in statements {
            let place = *places.entry((statement.document, &statement.heading)).or_insert_with(|| {
                subjects.push(statement.subject());
                subjects.len() - 1
            });
            section_of.push(place);
        }
        let headings = memory.vectors(&subjects, &|_, _| ()).await?;
        let mut sections = DMatrix::<f32>::zeros(vectors.nrows(), subjects.len());
        for (column, place) in vectors.column_iter().zip(&section_of) {
            sections.column_mut(*place).axpy(1.0, &column, 1.0);
        }
        for mut column in sections.column_iter_mut() {
            let length = column.norm().max(f32::MIN_POSITIVE);
            column /= length;
        }
        let [own, of_section, of_heading] = [vectors, &sections, &headings].map(|one| self.topics.shares(one));
        let get = |shares: &DMatrix<f32>, row: usize, column: usize| shares.get((row, column)).copied().unwrap_or(0.0);
        let of = |row: usize| {
            let share = |(n, place): (usize, &usize)| {
                (get(&own, row, n) * (get(&of_section, row, *place) * get(&of_heading, row, *place)).sqrt()).sqrt()
            };
            section_of.iter().enumerate().map(share).collect()
        };
        Ok(self.topics.requirements.iter().enumerate().map(|(row, id)| (*id, of(row))).collect())
    }
}

/// From 0 to 1, half at the bound, over a width.
fn gate(value: f32, (bound, width): (f32, f32)) -> f32 {
    1.0 / (1.0 + ((bound - value) / width).exp())
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
