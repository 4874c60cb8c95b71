//! Reading: how near a statement comes to a check once it is known what the statements of many companies say.
//!
//! A cosine of plain vectors sees the subject and is blind to what is said of it: that is what the last layer of an embedding
//! model is made for. Its inner layers still hold the rest. From some ten thousand statements a linear map was learned over
//! five layers at once, and two vectors for each check: one such that what says something of the check comes nearer to it than
//! what speaks of others, and one such that what says all of it comes nearer than what says a part, and that nearer than
//! what only seems to (`evals/fit_reading.py`; the loss is that of `CoSENT`, Su 2022). They hold for the embedding model that
//! they were learned with; with another one, plain cosines have to do.

use nalgebra::{DMatrix, DVector};
use sha2::{Digest, Sha256};

use super::probes::Asked;
use crate::embed::{DEPTHS, Embedded};

/// What was learned: the model's fingerprint; how many numbers a statement has, is read by, and a check's text has, and how
/// many checks there are; the map of statements and the two of checks, row by row; then for each check eight bytes of its
/// text's hash and its two vectors. Numbers are the upper halves of `f32`.
static LEARNED: &[u8] = include_bytes!("reading.bin");
/// Bytes of the fingerprint, of a hash, of a number.
const FINGERPRINT: usize = 16;
const HASH: usize = 8;
const NUMBER: usize = 2;
/// How sharply the nearest check stands out among all.
const SHARPNESS: f32 = 20.0;

/// What a check is read for: something of it, all of it.
pub(super) const SIGHTS: usize = 2;

/// Reads statements.
pub(super) struct Reader {
    /// The map of their depths; `None` leaves their vectors as they are.
    map: Option<DMatrix<f32>>,
}

impl Reader {
    /// For statements whose vectors are of the model with this fingerprint.
    pub(super) fn of(fingerprint: &str) -> Self {
        let learned = Learned::of(fingerprint).filter(|one| one.of_statements.ncols() == DEPTHS);
        Self { map: learned.map(|one| one.of_statements) }
    }

    /// How many numbers a statement is read by, where its vector has so many.
    pub(super) fn dimensions(&self, plain: usize) -> usize {
        self.map.as_ref().map_or(plain, DMatrix::nrows)
    }

    /// The unit vector by which a statement is read.
    pub(super) fn read(&self, statement: &Embedded) -> Vec<f32> {
        let Some(map) = self.map.as_ref().filter(|map| map.ncols() == statement.depths.len()) else {
            return statement.vector.clone();
        };
        let mut read = DMatrix::from_column_slice(map.ncols(), 1, &statement.depths);
        read = map * read;
        unit(&mut read);
        read.as_slice().to_vec()
    }
}

/// The checks as they are read.
pub(super) struct Reading {
    /// For each sight one unit column for each check.
    checks: [DMatrix<f32>; SIGHTS],
}

impl Reading {
    /// For these checks, whose own texts have these vectors (columns) by the model with this fingerprint.
    pub(super) fn of(checks: &[Asked], texts: &DMatrix<f32>, fingerprint: &str) -> Self {
        let learned =
            Learned::of(fingerprint).filter(|one| one.of_checks.iter().all(|map| map.ncols() == texts.nrows()));
        let Some(learned) = learned else { return Self { checks: [texts.clone(), texts.clone()] } };
        let mut found = learned.of_checks.each_ref().map(|map| map * texts);
        for (n, asked) in checks.iter().enumerate() {
            // A check that was written or changed since has the vectors that the maps give it.
            if let Some(own) = learned.own(&asked.check.text) {
                found.iter_mut().zip(own).for_each(|(found, own)| found.column_mut(n).copy_from(&own));
            }
        }
        found.iter_mut().for_each(unit);
        Self { checks: found }
    }

    /// The cosine of each statement, as it is read (columns), with each check (rows): whether it says something of it, and
    /// whether it says all.
    pub(super) fn cosines(&self, read: &DMatrix<f32>) -> [DMatrix<f32>; SIGHTS] {
        self.checks.each_ref().map(|checks| checks.tr_mul(read))
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
    of_statements: DMatrix<f32>,
    of_checks: [DMatrix<f32>; SIGHTS],
    checks: &'a [u8],
}

impl Learned<'static> {
    fn of(fingerprint: &str) -> Option<Self> {
        Learned::read(LEARNED).filter(|one| one.fingerprint == fingerprint.as_bytes())
    }
}

impl<'a> Learned<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (fingerprint, mut rest) = bytes.split_at_checked(FINGERPRINT)?;
        let mut size = || {
            let (size, behind) = rest.split_first_chunk::<4>()?;
            rest = behind;
            usize::try_from(u32::from_le_bytes(*size)).ok()
        };
        let (wide, dimensions, of_text, count) = (size()?, size()?, size()?, size()?);
        let mut map = |from: usize| {
            let (map, behind) = rest.split_at_checked(from * dimensions * NUMBER)?;
            rest = behind;
            // Rows of the file are columns here, so that a map stands before the column that it is applied to.
            Some(DMatrix::from_iterator(dimensions, from, numbers(map)))
        };
        let (of_statements, of_checks) = (map(wide)?, [map(of_text)?, map(of_text)?]);
        let is_whole = rest.len() == count * (HASH + SIGHTS * dimensions * NUMBER);
        is_whole.then_some(Self { fingerprint, of_statements, of_checks, checks: rest })
    }

    /// The vectors that were learned for a check with this text.
    fn own(&self, text: &str) -> Option<[DVector<f32>; SIGHTS]> {
        let hash = Sha256::digest(text.as_bytes());
        let bytes = self.of_statements.nrows() * NUMBER;
        let rows = self.checks.chunks_exact(HASH + SIGHTS * bytes);
        let mut rows = rows.filter_map(|row| row.split_at_checked(HASH));
        let (_, own) = rows.find(|(of, _)| hash.starts_with(of))?;
        let (some, all) = own.split_at_checked(bytes)?;
        Some([some, all].map(|own| DVector::from_iterator(self.of_statements.nrows(), numbers(own))))
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = f32> {
    let pairs = bytes.chunks_exact(NUMBER).filter_map(|pair| <[u8; NUMBER]>::try_from(pair).ok());
    pairs.map(|pair| f32::from_bits(u32::from(u16::from_le_bytes(pair)) << 16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{embed::Signs, iso::Nature, knowledge::Library};

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
            for own in own.unwrap_or_else(|| panic!("{} changed: run evals/fit_reading.py", asked.check.id)) {
                assert!((own.norm() - 1.0).abs() < 0.02, "{}: {}", asked.check.id, own.norm());
            }
        }
        assert_eq!(learned.of_statements.ncols(), DEPTHS);
        assert!(Learned::read(&LEARNED[..LEARNED.len() - 1]).is_none());
    }

    #[test]
    fn another_model_is_read_by_plain_cosines() {
        let texts = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 0.0, 1.0]);
        let library = Library::load(None).unwrap();
        let reading = Reading::of(&rules(&library)[..2], &texts, "another");
        let (reader, vector) = (Reader::of("another"), vec![0.6, 0.8]);
        let statement =
            Embedded { vector: vector.clone(), signs: Signs::default(), places: Vec::new(), depths: vec![1.0; DEPTHS] };
        assert_eq!((reader.dimensions(2), reader.read(&statement)), (2, vector.clone()));
        for cosines in reading.cosines(&DMatrix::from_column_slice(2, 1, &vector)) {
            assert_eq!(cosines.as_slice(), [0.6, 0.8]);
        }
        let shares = Reading::shares(&[0.6, 0.8]);
        assert!((shares.iter().map(|share| share.exp()).sum::<f32>() - 1.0).abs() < 1e-5 && shares[0] < shares[1]);
    }
}
