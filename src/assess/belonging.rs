//! Belonging: how likely each statement is about each requirement, its own words, its section and its heading together.
//!
//! A sentence about backups below "Supplier contracts" is about suppliers; one below "Backup" is about backups. So the
//! sentence and what stands around it vote together, and neither can silence the other altogether.

use std::collections::HashMap;

use nalgebra::DMatrix;

use super::{AssessError, memory::Memory, statement::Statement, topics::Topics};
use crate::iso::RequirementId;

/// What a section or a heading gives to a requirement that it is not about: sections speak of several things.
const BESIDE: f32 = 0.003;

/// The sections that statements stand in.
pub(super) struct Sections {
    /// For each statement the place of its section.
    pub(super) of: Vec<usize>,
    /// What the headings of each section say.
    subjects: Vec<String>,
    /// The mean direction of each section's statements.
    pub(super) means: DMatrix<f32>,
}

impl Sections {
    pub(super) fn of(statements: &[Statement], vectors: &DMatrix<f32>) -> Self {
        let mut places: HashMap<(usize, &[String]), usize> = HashMap::new();
        let mut subjects: Vec<String> = Vec::new();
        let mut of = Vec::with_capacity(statements.len());
        for statement in statements {
            let place = *places.entry((statement.document, &statement.heading)).or_insert_with(|| {
                subjects.push(statement.subject());
                subjects.len() - 1
            });
            of.push(place);
        }
        let means = means(vectors, &of, subjects.len());
        Self { of, subjects, means }
    }
}

/// For each requirement the share of each statement, 0 to 1.
pub(super) async fn shares(
    topics: &Topics<RequirementId>,
    (statements, sections): (&[Statement], &Sections),
    vectors: &DMatrix<f32>,
    memory: &Memory,
) -> Result<HashMap<RequirementId, Vec<f32>>, AssessError> {
    let mut leads: Vec<String> = statements.iter().filter_map(|one| one.lead().map(str::to_owned)).collect();
    leads.sort_unstable();
    leads.dedup();
    let lead_of: Vec<Option<usize>> = statements
        .iter()
        .map(|one| one.lead().and_then(|lead| leads.binary_search_by(|other| other.as_str().cmp(lead)).ok()))
        .collect();
    let headings = memory.vectors(&sections.subjects, &|_, _| ()).await?.plain;
    let leads = memory.vectors(&leads, &|_, _| ()).await?.plain;
    let [own, of_section, of_heading, of_lead] =
        [vectors, &sections.means, &headings, &leads].map(|one| topics.shares(one));
    let get = |shares: &DMatrix<f32>, row: usize, column: usize| shares.get((row, column)).copied().unwrap_or(0.0);
    let of = |row: usize| {
        let share = |((n, place), lead): ((usize, &usize), &Option<usize>)| {
            let section = get(&of_section, row, *place).max(BESIDE);
            let heading = get(&of_heading, row, *place).max(BESIDE);
            let lead = lead.map_or(0.0, |lead| get(&of_lead, row, lead));
            (get(&own, row, n) * (section * heading.max(lead)).sqrt()).sqrt()
        };
        sections.of.iter().enumerate().zip(&lead_of).map(share).collect()
    };
    Ok(topics.classes.iter().enumerate().map(|(row, id)| (*id, of(row))).collect())
}

/// The mean direction of each section's statements.
fn means(vectors: &DMatrix<f32>, section_of: &[usize], count: usize) -> DMatrix<f32> {
    let mut sections = DMatrix::<f32>::zeros(vectors.nrows(), count);
    for (column, place) in vectors.column_iter().zip(section_of) {
        sections.column_mut(*place).axpy(1.0, &column, 1.0);
    }
    for mut column in sections.column_iter_mut() {
        let length = column.norm().max(f32::MIN_POSITIVE);
        column /= length;
    }
    sections
}
