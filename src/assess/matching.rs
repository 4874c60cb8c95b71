//! Matching: which statements of the documents speak to which check, and how strongly.
//!
//! Three measures are taken of each pair: how near the statement comes to the check in meaning, how much of its rare words
//! it shares, and how likely the statement, its section and its heading are about the check's requirement rather than
//! another. A fourth says which of all checks it is nearest to: what many checks ask alike tells little. The best few statements of each check are kept; everything after this looks at those alone.

use std::collections::HashMap;

use nalgebra::DMatrix;

use super::{
    AssessError,
    belonging::{self, Sections},
    clauses::Clauses,
    coverage::Sayings,
    memory::{Memory, Vectors},
    probes::Probes,
    reading::{Reading, SIGHTS},
    statement::Statement,
    topics::{OF_CHECKS, Topics},
    windows::Windows,
    words::{Said, Words},
};
use crate::{
    iso::{Nature, RequirementId},
    knowledge::Library,
};

/// Statements that are kept for a check.
const KEPT: usize = 12;
/// Texts of a check that a statement is held against: the nearest few.
const NEAREST: usize = 2;
/// Statements that are measured at once.
const BATCH: usize = 512;
/// The logarithm of a share that is as good as none.
const LEAST: f32 = -20.0;
/// What belonging, words and reading count for beside meaning, when statements are put in order.
const BELONGING: f32 = 0.5;
const WORDS: f32 = 0.5;
const READING: f32 = 0.7;
const WHOLE: f32 = 0.3;

/// A statement as a candidate for a check.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Candidate {
    /// The statement's place.
    pub(super) statement: usize,
    /// The mean cosine with the nearest texts of the check.
    pub(super) meaning: f32,
    /// How likely it is about the check's requirement, 0 to 1.
    pub(super) belonging: f32,
    /// The cosine of its words with the check's.
    pub(super) words: f32,
    /// The cosine with the nearest text of the check.
    pub(super) nearest: f32,
    /// How likely it is about this of all checks of its nature, as a logarithm.
    pub(super) share: f32,
    /// The same for the section that it stands in.
    pub(super) section: f32,
    /// How near it comes to the check by what it says, -1 to 1.
    pub(super) reading: f32,
    /// How near it comes to saying all of it, -1 to 1.
    pub(super) whole: f32,
    /// How likely it says this of all checks, as a logarithm.
    pub(super) read_share: f32,
}

impl Candidate {
    fn rank(&self) -> f32 {
        self.meaning + BELONGING * self.belonging + WORDS * self.words + READING * self.reading + WHOLE * self.whole
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
    topics: Topics<RequirementId>,
    of_checks: Topics<usize>,
    reading: Reading,
    pub(super) clauses: Clauses,
    pub(super) words: Words,
    /// For each check its columns among the probes.
    columns: Vec<Vec<usize>>,
    /// For each requirement its columns, with that of its title.
    of_requirement: HashMap<RequirementId, Vec<usize>>,
}

impl Matcher {
    pub(super) fn new(probes: Probes, library: &Library) -> Result<Self, AssessError> {
        let topics = Topics::learn(&probes.vectors, &probes.requirements)?;
        let owned = probes.owners.iter().enumerate().filter_map(|(column, owner)| Some((column, (*owner)?)));
        let (texts, owners): (Vec<usize>, Vec<usize>) = owned.unzip();
        let of_checks = Topics::learn_with(&probes.vectors.select_columns(&texts), &owners, OF_CHECKS)?;
        let clauses = Clauses::of(library, &probes.checks);
        let firsts: Vec<usize> = owners
            .iter()
            .enumerate()
            .filter(|(n, owner)| owners.get(n.wrapping_sub(1)) != Some(owner))
            .filter_map(|(n, _)| texts.get(n))
            .copied()
            .collect();
        let reading = Reading::of(&probes.checks, &probes.vectors.select_columns(&firsts), &probes.fingerprint);
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
        Ok(Self { probes, topics, of_checks, reading, clauses, words, columns, of_requirement })
    }

    /// Measures all statements against all checks. `progress` is told how many statements have their vectors.
    pub(super) async fn matches(
        &self,
        statements: &[Statement],
        memory: &Memory,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Matches, AssessError> {
        let texts: Vec<String> = statements.iter().map(Statement::in_context).collect();
        let Vectors { plain: vectors, read } = memory.vectors(&texts, progress).await?;
        let windows = Windows::of(statements);
        let read_windows = memory.vectors(&windows.texts, &|_, _| ()).await?.read;
        let sections = Sections::of(statements, &vectors);
        let belonging = belonging::shares(&self.topics, (statements, &sections), &vectors, memory).await?;
        let of_sections = self.shares(&sections.means.columns(0, sections.means.ncols()).into_owned());
        let said: Vec<Said> = texts.iter().map(|text| self.words.said(text)).collect();
        let mut found = Matches { candidates: vec![Vec::new(); self.columns.len()], sayings: Sayings::default(), said };
        for start in (0..statements.len()).step_by(BATCH) {
            let count = BATCH.min(statements.len() - start);
            let near = self.probes.vectors.tr_mul(&vectors.columns(start, count));
            let batch = vectors.columns(start, count).into_owned();
            let shares = self.shares(&batch);
            let mut sights = self.reading.cosines(&read.columns(start, count).into_owned());
            let places = windows.of.get(start..start + count).unwrap_or_default();
            self.look_again(&mut sights, &read_windows, places);
            let [readings, wholes] = sights;
            for (n, statement) in statements.iter().enumerate().skip(start).take(count) {
                let (near, share) = (near.column(n - start), shares.column(n - start));
                let (reading, whole) = (readings.column(n - start), wholes.column(n - start));
                let section = of_sections.column(sections.of.get(n).copied().unwrap_or(0));
                let measured = Measured {
                    near: near.as_slice(),
                    belonging: &belonging,
                    share: share.as_slice(),
                    section: section.as_slice(),
                    reading: reading.as_slice(),
                    whole: whole.as_slice(),
                };
                self.take(&mut found, (n, statement), &measured);
            }
        }
        Ok(found)
    }

    /// What a statement (columns) says, its windows may say more clearly, or more wholly.
    fn look_again(&self, sights: &mut [DMatrix<f32>; SIGHTS], read: &DMatrix<f32>, places: &[Vec<usize>]) {
        let windows: Vec<usize> = places.iter().flatten().copied().collect();
        let again = self.reading.cosines(&read.select_columns(&windows));
        let of = places.iter().enumerate().flat_map(|(n, places)| places.iter().map(move |_| n));
        for (column, n) in of.enumerate() {
            for (sight, again) in sights.iter_mut().zip(&again) {
                let most = sight.column(n).sup(&again.column(column));
                sight.set_column(n, &most);
            }
        }
    }

    /// How likely each text (columns) is about each check (rows) rather than another of its nature, as logarithms.
    fn shares(&self, vectors: &DMatrix<f32>) -> DMatrix<f32> {
        let mut found = self.of_checks.shares(vectors);
        let natures: Vec<Nature> = self.probes.checks.iter().map(|asked| asked.check.nature).collect();
        for mut column in found.column_iter_mut() {
            for wanted in [Nature::Rule, Nature::Record, Nature::Practice] {
                let own = natures.iter().zip(column.iter_mut()).filter(|(nature, _)| **nature == wanted);
                let own: Vec<&mut f32> = own.map(|(_, share)| share).collect();
                let all = own.iter().map(|share| **share).sum::<f32>().max(f32::MIN_POSITIVE);
                for share in own {
                    *share = (*share / all).max(f32::MIN_POSITIVE).ln().max(LEAST);
                }
            }
        }
        found
    }

    /// Takes one statement's measures for every check.
    fn take(&self, found: &mut Matches, (n, statement): (usize, &Statement), measured: &Measured<'_>) {
        if !statement.speech.can_show() {
            return;
        }
        let words = found.said.get(n).map(|said| self.words.cosines(said)).unwrap_or_default();
        let (near, read_shares) = (measured.near, Reading::shares(measured.reading));
        let of = |values: &[f32], check: usize| values.get(check).copied().unwrap_or(LEAST);
        let share =
            |id: &RequirementId| measured.belonging.get(id).and_then(|shares| shares.get(n)).copied().unwrap_or(0.0);
        for (check, (columns, asked)) in self.columns.iter().zip(&self.probes.checks).enumerate() {
            let candidate = Candidate {
                statement: n,
                meaning: nearest(columns, near),
                belonging: share(&asked.requirement),
                words: words.get(check).copied().unwrap_or(0.0),
                nearest: columns.iter().filter_map(|column| near.get(*column)).fold(0.0, |a, b| b.max(a)),
                share: of(measured.share, check),
                section: of(measured.section, check),
                reading: measured.reading.get(check).copied().unwrap_or(0.0),
                whole: measured.whole.get(check).copied().unwrap_or(0.0),
                read_share: of(&read_shares, check),
            };
            if let Some(kept) = found.candidates.get_mut(check) {
                keep(kept, candidate);
            }
        }
        for (id, columns) in &self.of_requirement {
            found.sayings.take(*id, statement.document, (share(id), nearest(columns, near)));
        }
    }
}

/// What is measured of one statement beside its words.
struct Measured<'a> {
    /// The cosine with each text of the checks.
    near: &'a [f32],
    belonging: &'a HashMap<RequirementId, Vec<f32>>,
    /// For each check how likely it is about it, as a logarithm.
    share: &'a [f32],
    /// The same for its section.
    section: &'a [f32],
    /// For each check how near it comes to it by what it says.
    reading: &'a [f32],
    /// For each check how near it comes to saying all of it.
    whole: &'a [f32],
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
