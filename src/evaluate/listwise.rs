//! Learning to rank: weights under which the right ones of a list have the most of all probability.
//!
//! The loss is the listwise softmax of Cao and others (`ListNet`, 2007), over groups: a document is found by whichever of its
//! passages is best. The sets of lists weigh as much as the square root of their number, so that a large one does not drown
//! the others.

use std::borrow::Borrow;

const STEPS: usize = 250;
const RATE: f64 = 0.05;
/// Keeps slopes near 1, as for a set of a hundred lists.
const SCALE: f64 = 10.0;
/// Pulls weights towards 0, in units of standard deviations.
const DECAY: f64 = 1e-3;

/// What is to be put in order for one question.
#[derive(Debug, Clone, Default)]
pub struct List<const N: usize> {
    /// The numbers of each candidate, standardised over the list.
    pub rows: Vec<[f64; N]>,
    /// For each candidate the first one of the same document.
    pub firsts: Vec<usize>,
    /// The share of all probability that the document of each candidate shall have; 0 for wrong ones.
    pub wanted: Vec<f64>,
}

impl<const N: usize> List<N> {
    /// The weighted sum of each candidate.
    pub fn scores(&self, weights: &[f64; N]) -> Vec<f64> {
        self.rows.iter().map(|row| row.iter().zip(weights).map(|(value, weight)| value * weight).sum()).collect()
    }

    /// How the loss grows with each weight.
    fn gradient(&self, weights: &[f64; N]) -> [f64; N] {
        let mut slope = [0.0; N];
        let scores = self.scores(weights);
        let high = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let parts: Vec<f64> = scores.iter().map(|score| (score - high).exp()).collect();
        let all: f64 = parts.iter().sum();
        // Which passage of a document is its best, the scores themselves say.
        let mut of_document = vec![0.0; parts.len()];
        for (first, part) in self.firsts.iter().zip(&parts) {
            if let Some(sum) = of_document.get_mut(*first) {
                *sum += part;
            }
        }
        for (((row, part), wanted), first) in self.rows.iter().zip(&parts).zip(&self.wanted).zip(&self.firsts) {
            let own = of_document.get(*first).copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
            let too_much = part / all - wanted * part / own;
            slope.iter_mut().zip(row).for_each(|(slope, value)| *slope += too_much * value);
        }
        slope
    }
}

/// Full-batch gradient descent with Kingma and Ba's step sizes (`Adam`, 2015). Lists without a right one teach nothing.
pub fn learn<const N: usize, L: Borrow<List<N>>>(sets: &[Vec<L>]) -> [f64; N] {
    let (mut weights, mut first, mut second) = ([0.0; N], [0.0; N], [0.0; N]);
    for step in 1..=STEPS {
        let slope = gradient(sets, &weights);
        let power = i32::try_from(step).unwrap_or(i32::MAX);
        for (((weight, slope), first), second) in weights.iter_mut().zip(slope).zip(&mut first).zip(&mut second) {
            let slope = slope + 2.0 * DECAY * *weight;
            *first = 0.9 * *first + 0.1 * slope;
            *second = 0.999 * *second + 0.001 * slope * slope;
            let (mean, spread) = (*first / (1.0 - 0.9_f64.powi(power)), *second / (1.0 - 0.999_f64.powi(power)));
            *weight -= RATE * mean / (spread.sqrt() + 1e-8);
        }
    }
    weights
}

fn gradient<const N: usize, L: Borrow<List<N>>>(sets: &[Vec<L>], weights: &[f64; N]) -> [f64; N] {
    let mut whole = [0.0; N];
    for set in sets {
        let lists = || set.iter().map(Borrow::borrow).filter(|list| list.wanted.iter().any(|wanted| *wanted > 0.0));
        let questions = u32::try_from(lists().count()).map_or(1.0, f64::from).max(1.0);
        for slope in lists().map(|list| list.gradient(weights)) {
            // The mean over the set's lists, times the set's weight.
            let weight = 1.0 / questions.sqrt();
            whole.iter_mut().zip(slope).for_each(|(whole, slope)| *whole += weight * slope / SCALE);
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_that_tells_gets_the_weight() {
        // The first number tells the right one of each list, the second points at another one half of the time.
        let list = |right: usize, noise: usize| List {
            rows: (0..4).map(|at| [f64::from(u8::from(at == right)), f64::from(u8::from(at == noise))]).collect(),
            firsts: (0..4).collect(),
            wanted: (0..4).map(|at| f64::from(u8::from(at == right))).collect(),
        };
        let lists: Vec<List<2>> = (0..40).map(|at| list(at % 4, (at * 3 + 1) % 4)).collect();
        let weights = learn(std::slice::from_ref(&lists));
        assert!(weights[0] > 2.0 * weights[1].abs(), "{weights:?}");
        let scores = lists[0].scores(&weights);
        assert!(scores[1..].iter().all(|other| scores[0] > *other), "{scores:?}");
    }

    #[test]
    fn passages_of_one_document_share_what_it_wants() {
        let list = List::<1> { rows: vec![[1.0], [-0.5], [0.2]], firsts: vec![0, 0, 2], wanted: vec![1.0, 1.0, 0.0] };
        // The better passage carries the document, so the weight grows although the other one is below the wrong document.
        assert!(learn(&[vec![list]])[0] > 0.5);
    }
}
