//! Reading: how near a statement comes to a check once it is known what the statements of many companies say.
//!
//! A cosine of plain vectors sees the subject and is blind to what is said of it. From `knowledge/statements` two linear maps
//! were learned, one for statements and one for checks, and a vector of its own for each check, such that what says all of a
//! check comes nearer to it than what says a part, and that nearer than what only seems to (`evals/fit_reading.py`; the loss is
//! that of `CoSENT`, Su 2022). They hold for the embedding model that they were learned with; with another one, plain cosines have to do.

use nalgebra::{DMatrix, DVector};
use sha2::{Digest, Sha256};

use super::probes::Asked;

/// What was learned: the model's fingerprint, dimensions and number of checks, both maps row by row, then for each check eight
/// bytes of its text's hash and its vector. Numbers are the upper halves of `f32`.
static LEARNED: &[u8] = include_bytes!("reading.bin");
/// Bytes of the fingerprint, of a hash, of a number.
const FINGERPRINT: usize = 16;
const HASH: usize = 8;
const NUMBER: usize = 2;
/// How sharply the nearest check stands out among all.
const SHARPNESS: f32 = 20.0;

/// The checks as they are read.
pub(super) struct Reading {
    /// The map of statements; `None` leaves them as they are.
    map: Option<DMatrix<f32>>,
    /// One unit column for each check.
    checks: DMatrix<f32>,
}

impl Reading {
    /// For these checks, whose own texts have these vectors (columns) by the model with this fingerprint.
    pub(super) fn of(checks: &[Asked], texts: &DMatrix<f32>, fingerprint: &str) -> Self {
        let learned = Learned::read(LEARNED).filter(|one| one.dimensions == texts.nrows());
        let Some(learned) = learned.filter(|one| one.fingerprint == fingerprint.as_bytes()) else {
            return Self { map: None, checks: texts.clone() };
        };
        let mut found = &learned.of_checks * texts;
        for (mut column, asked) in found.column_iter_mut().zip(checks) {
            // A check that was written or changed since has the vector that the map gives it.
            if let Some(own) = learned.own(&asked.check.text) {
                column.copy_from(&own);
            }
        }
        unit(&mut found);
        Self { map: Some(learned.of_statements), checks: found }
    }

    /// The cosine of each text (columns) with each check (rows).
    pub(super) fn cosines(&self, vectors: &DMatrix<f32>) -> DMatrix<f32> {
        let Some(map) = &self.map else { return self.checks.tr_mul(vectors) };
        let mut read = map * vectors;
        unit(&mut read);
        self.checks.tr_mul(&read)
    }

    /// How likely a text with these cosines is about each check rather than another, as logarithms.
    pub(super) fn shares(cosines: &[f32]) -> Vec<f32> {
        let all = cosines.iter().map(|cosine| (cosine * SHARPNESS).exp()).sum::<f32>().max(f32::MIN_POSITIVE).ln();
        cosines.iter().map(|cosine| cosine * SHARPNESS - all).collect()
    }
}

fn unit(columns: &mut DMatrix<f32>) {
    for mut column in columns.column_iter_mut() {
        let length = column.norm().max(f32::MIN_POSITIVE);
        column /= length;
    }
}

/// The parts of the file.
struct Learned<'a> {
    fingerprint: &'a [u8],
    dimensions: usize,
    of_statements: DMatrix<f32>,
    of_checks: DMatrix<f32>,
    checks: &'a [u8],
}

impl<'a> Learned<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (fingerprint, rest) = bytes.split_at_checked(FINGERPRINT)?;
        let (dimensions, rest) = rest.split_first_chunk::<4>()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let dimensions = usize::try_from(u32::from_le_bytes(*dimensions)).ok()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let (of_statements, rest) = rest.split_at_checked(dimensions * dimensions * NUMBER)?;
        let (of_checks, checks) = rest.split_at_checked(dimensions * dimensions * NUMBER)?;
        let is_whole = checks.len() == count * (HASH + dimensions * NUMBER);
        // Rows of the file are columns here, so that a map stands before the column that it is applied to.
        let map = |bytes| DMatrix::from_iterator(dimensions, dimensions, numbers(bytes));
        is_whole.then(|| Self {
            fingerprint,
            dimensions,
            of_statements: map(of_statements),
            of_checks: map(of_checks),
            checks,
        })
    }

    /// The vector that was learned for a check with this text.
    fn own(&self, text: &str) -> Option<DVector<f32>> {
        let hash = Sha256::digest(text.as_bytes());
        let rows = self.checks.chunks_exact(HASH + self.dimensions * NUMBER);
        let mut rows = rows.filter_map(|row| row.split_at_checked(HASH));
        let (_, own) = rows.find(|(of, _)| hash.starts_with(of))?;
        Some(DVector::from_iterator(self.dimensions, numbers(own)))
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = f32> {
    let pairs = bytes.chunks_exact(NUMBER).filter_map(|pair| <[u8; NUMBER]>::try_from(pair).ok());
    pairs.map(|pair| f32::from_bits(u32::from(u16::from_le_bytes(pair)) << 16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{iso::Nature, knowledge::Library};

    fn rules(library: &Library) -> Vec<Asked> {
        let pages = library.pages().iter().filter_map(|page| Some((page.requirement?, page)));
        let all = pages.flat_map(|(requirement, page)| {
            page.front.checks.iter().map(move |check| Asked { requirement, check: check.clone() })
        });
        all.filter(|asked| asked.check.nature == Nature::Rule).collect()
    }

    #[test]
    fn the_file_is_whole_and_knows_every_rule_as_it_is_written() {
        let learned = Learned::read(LEARNED).unwrap();
        let library = Library::load(None).unwrap();
        for asked in rules(&library) {
            let own = learned.own(&asked.check.text);
            let length = own.unwrap_or_else(|| panic!("{} changed: run evals/fit_reading.py", asked.check.id)).norm();
            assert!((length - 1.0).abs() < 0.02, "{}: {length}", asked.check.id);
        }
        assert!(Learned::read(&LEARNED[..LEARNED.len() - 1]).is_none());
    }

    #[test]
    fn another_model_is_read_by_plain_cosines() {
        let texts = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 0.0, 1.0]);
        let library = Library::load(None).unwrap();
        let reading = Reading::of(&rules(&library)[..2], &texts, "another");
        assert_eq!(reading.cosines(&DMatrix::from_row_slice(2, 1, &[0.6, 0.8])).as_slice(), [0.6, 0.8]);
        let shares = Reading::shares(&[0.6, 0.8]);
        assert!((shares.iter().map(|share| share.exp()).sum::<f32>() - 1.0).abs() < 1e-5 && shares[0] < shares[1]);
    }
}
