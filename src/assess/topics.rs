//! Topics: which requirement, and which check, a text is most likely about, by linear discriminant analysis over the vectors
//! of the checks.
//!
//! A cosine says how near a text is to a check; it does not say that the text is nearer to twenty other checks. The
//! discriminant does: each requirement, or each check, is a class, its texts are the examples, and all share one covariance (Fisher 1936;
//! Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 4.3, with shrinkage).

use nalgebra::{Cholesky, DMatrix, DVector};

use super::AssessError;

/// How much of the covariance is taken from a sphere: there are few examples for so many dimensions.
const SHRINKAGE: f32 = 0.1;
/// The same where the classes are checks, which have some five examples each.
pub(super) const OF_CHECKS: f32 = 0.2;
/// Flattens the probabilities, which the discriminant makes too sure.
const TEMPERATURE: f32 = 3.0;

/// A classifier of texts, by requirement or by check.
pub(super) struct Topics<L> {
    /// The classes, in order.
    pub(super) classes: Vec<L>,
    /// One row for each class.
    directions: DMatrix<f32>,
    offsets: DVector<f32>,
}

impl<L: Ord + Copy> Topics<L> {
    /// Learns from one column for each text and the class that each is of.
    pub(super) fn learn(vectors: &DMatrix<f32>, labels: &[L]) -> Result<Self, AssessError> {
        Self::learn_with(vectors, labels, SHRINKAGE)
    }

    /// The same with so much of the covariance taken from a sphere.
    pub(super) fn learn_with(vectors: &DMatrix<f32>, labels: &[L], shrinkage: f32) -> Result<Self, AssessError> {
        let mut classes = labels.to_vec();
        classes.sort_unstable();
        classes.dedup();
        let class = |label: &L| classes.binary_search(label).unwrap_or(0);
        let mut means = DMatrix::<f32>::zeros(vectors.nrows(), classes.len());
        let mut counts = vec![0.0_f32; classes.len()];
        for (column, label) in vectors.column_iter().zip(labels) {
            let class = class(label);
            means.column_mut(class).axpy(1.0, &column, 1.0);
            if let Some(count) = counts.get_mut(class) {
                *count += 1.0;
            }
        }
        for (mut mean, count) in means.column_iter_mut().zip(&counts) {
            mean /= count.max(1.0);
        }
        let mut rest = vectors.clone();
        for (mut column, label) in rest.column_iter_mut().zip(labels) {
            column.axpy(-1.0, &means.column(class(label)), 1.0);
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of texts are small")]
        let (texts, dimensions) = (vectors.ncols().max(1) as f32, vectors.nrows().max(1) as f32);
        let mut covariance = &rest * rest.transpose() / texts;
        let sphere = covariance.trace() / dimensions * shrinkage;
        covariance *= 1.0 - shrinkage;
        for n in 0..covariance.nrows() {
            if let Some(cell) = covariance.get_mut((n, n)) {
                *cell += sphere;
            }
        }
        let factor = Cholesky::new(covariance).ok_or(AssessError::Degenerate)?;
        let solved = factor.solve(&means);
        let offsets = means.column_iter().zip(solved.column_iter()).map(|(mean, way)| -0.5 * mean.dot(&way));
        let offsets = DVector::from_iterator(classes.len(), offsets);
        Ok(Self { classes, directions: solved.transpose(), offsets })
    }

    /// The probability of each class (rows) for each text (columns).
    pub(super) fn shares(&self, vectors: &DMatrix<f32>) -> DMatrix<f32> {
        let mut found = &self.directions * vectors;
        for mut column in found.column_iter_mut() {
            column += &self.offsets;
            column /= TEMPERATURE;
            let high = column.max();
            column.apply(|value| *value = (*value - high).exp());
            let sum = column.sum().max(f32::MIN_POSITIVE);
            column /= sum;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iso::RequirementId;

    #[test]
    fn a_text_belongs_to_the_class_whose_texts_it_resembles() {
        let ids = ["A.5.1", "A.8.13"].map(|id| RequirementId::from_canonical(id).unwrap());
        let vectors = DMatrix::from_row_slice(2, 4, &[1.0, 0.9, 0.0, 0.1, 0.0, 0.1, 1.0, 0.9]);
        let topics = Topics::learn(&vectors, &[ids[0], ids[0], ids[1], ids[1]]).unwrap();
        let shares = topics.shares(&DMatrix::from_row_slice(2, 2, &[0.95, 0.5, 0.05, 0.5]));
        assert!(shares[(0, 0)] > 0.9, "{shares}");
        assert!((shares[(0, 1)] - 0.5).abs() < 0.01, "{shares}");
        assert!((shares.column(0).sum() - 1.0).abs() < 1e-5);
    }
}
