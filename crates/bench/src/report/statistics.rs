//! Mean, scatter and range of errors, and their histogram.

use super::axis::round_step;
use super::number::count;

/// What there is to say about some values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Summary {
    /// Their mean.
    pub(super) mean: f64,
    /// Their standard deviation, as of a sample; not a number for fewer than two.
    pub(super) deviation: f64,
    /// The least.
    pub(super) low: f64,
    /// The greatest.
    pub(super) high: f64,
}

/// A bin of a histogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bin {
    /// Least value that falls into it.
    pub(super) low: f64,
    /// Least value that falls into the next.
    pub(super) high: f64,
    /// How many fell into it.
    pub(super) count: usize,
}

impl Summary {
    /// Of the finite values; none if there are none.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        let [first, ..] = *finite else { return None };
        let mean = finite.iter().sum::<f64>() / count(finite.len());
        let squares: f64 = finite.iter().map(|value| (value - mean) * (value - mean)).sum();
        let deviation = if finite.len() > 1 { (squares / count(finite.len() - 1)).sqrt() } else { f64::NAN };
        let low = finite.iter().copied().fold(first, f64::min);
        let high = finite.iter().copied().fold(first, f64::max);
        Some(Self { mean, deviation, low, high })
    }
}

/// The finite values in about `bins` bins of one round width, from the least to the greatest, empty ones between
/// included.
pub(super) fn histogram(values: &[f64], bins: usize) -> Vec<Bin> {
    let Some(summary) = Summary::of(values) else { return Vec::new() };
    let (width, _) = round_step(((summary.high - summary.low) / count(bins)).max(1e-6));
    let start = (summary.low / width).floor();
    let bin =
        |index: usize| Bin { low: (start + count(index)) * width, high: (start + count(index + 1)) * width, count: 0 };
    let mut filled: Vec<Bin> = (0..=bins + 1).map(bin).collect();
    let last = filled.len() - 1;
    for value in values.iter().filter(|value| value.is_finite()) {
        filled[whole((value / width).floor() - start).min(last)].count += 1;
    }
    while filled.last().is_some_and(|bin| bin.count == 0) {
        filled.pop();
    }
    filled
}

/// A small whole number as an index; zero if negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast saturates, and the index is bounded after it"
)]
fn whole(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_of_the_finite_values() {
        let summary = Summary::of(&[1.0, f64::NAN, 3.0]).expect("two are finite");
        assert!((summary.mean - 2.0).abs() < 1e-12);
        assert!((summary.deviation - 2.0f64.sqrt()).abs() < 1e-12);
        assert_eq!(Summary::of(&[f64::NAN]), None);
    }

    #[test]
    fn every_value_is_in_one_bin() {
        for values in [vec![0.0, 0.1, 0.2, 5.0, -3.0], vec![7.0; 4], vec![-1.0, 1.0]] {
            let total: usize = histogram(&values, 20).iter().map(|bin| bin.count).sum();
            assert_eq!(total, values.len());
        }
    }
}
