//! Logistic regression with a quadratic penalty: a probability from a row of numbers.

const STEPS: usize = 3_000;
const RATE: f64 = 0.02;

/// A fitted model over standardised numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Logit<const N: usize> {
    /// The logit of an average row.
    pub offset: f64,
    /// The mean of each number.
    pub means: [f64; N],
    /// The weight of each number, already divided by its deviation.
    pub weights: [f64; N],
}

impl<const N: usize> Logit<N> {
    /// The probability of a row.
    pub fn probability(&self, row: &[f64; N]) -> f64 {
        sigmoid(self.logit(row))
    }

    /// The logarithm of its odds.
    pub fn logit(&self, row: &[f64; N]) -> f64 {
        let terms = row.iter().zip(&self.means).zip(&self.weights);
        self.offset + terms.map(|((value, mean), weight)| (value - mean) * weight).sum::<f64>()
    }
}

fn sigmoid(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}

/// A row, its truth, and how much it counts.
pub type Example<const N: usize> = ([f64; N], bool, f64);

/// Fits rows to their truth. `penalty` is what a weight of one deviation costs, in units of one row's loss.
pub fn fit<const N: usize>(rows: &[Example<N>], penalty: f64) -> Logit<N> {
    let count = rows.iter().map(|row| row.2).sum::<f64>().max(f64::MIN_POSITIVE);
    let over = |of: &dyn Fn(&[f64; N]) -> [f64; N]| {
        let mut sums = [0.0; N];
        for (row, _, counts) in rows {
            sums.iter_mut().zip(of(row)).for_each(|(sum, value)| *sum += value * counts / count);
        }
        sums
    };
    let means = over(&|row| *row);
    let mut deviations = over(&|row| {
        let mut squares = [0.0; N];
        squares.iter_mut().zip(row).zip(&means).for_each(|((square, value), mean)| *square = (value - mean).powi(2));
        squares
    });
    for one in &mut deviations {
        *one = if *one > 1e-9 { one.sqrt() } else { f64::INFINITY };
    }
    let standard = |row: &[f64; N]| {
        let mut found = [0.0; N];
        found.iter_mut().zip(row).zip(&means).zip(&deviations).for_each(|(((to, value), mean), deviation)| {
            *to = (value - mean) / deviation;
        });
        found
    };
    let standardised = |(row, is, counts): &Example<N>| (standard(row), f64::from(u8::from(*is)), *counts);
    let rows: Vec<([f64; N], f64, f64)> = rows.iter().map(standardised).collect();
    let (mut offset, mut weights) = (0.0, [0.0; N]);
    let (mut first, mut second) = ([0.0; N], [0.0; N]);
    for step in 1..=STEPS {
        let (mut slope, mut lift) = ([0.0; N], 0.0);
        for (row, truth, counts) in &rows {
            let given = sigmoid(offset + row.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>());
            lift += (given - truth) * counts;
            slope.iter_mut().zip(row).for_each(|(slope, value)| *slope += (given - truth) * counts * value);
        }
        offset -= lift / count;
        let [fade_first, fade_second] =
            [0.9_f64, 0.999].map(|fade| 1.0 - fade.powi(i32::try_from(step).unwrap_or(i32::MAX)));
        let all = weights.iter_mut().zip(&slope).zip(first.iter_mut()).zip(second.iter_mut());
        for (((weight, slope), first), second) in all {
            let slope = (slope + penalty * *weight) / count;
            *first = 0.9 * *first + 0.1 * slope;
            *second = 0.999 * *second + 0.001 * slope * slope;
            *weight -= RATE * (*first / fade_first) / ((*second / fade_second).sqrt() + 1e-8);
        }
    }
    weights.iter_mut().zip(&deviations).for_each(|(weight, deviation)| *weight /= deviation);
    Logit { offset, means, weights }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_the_rows_is_learned_and_what_never_varies_is_ignored() {
        let rows: Vec<Example<2>> = (0..40).map(|n| ([f64::from(n), 7.0], n >= 20, 1.0)).collect();
        let model = fit(&rows, 0.1);
        assert!(model.probability(&[35.0, 7.0]) > 0.9 && model.probability(&[5.0, 7.0]) < 0.1, "{model:?}");
        assert!(model.weights[1].abs() < 1e-12);
    }
}
