//! Histograms.

use super::axis::round_step;
use super::number::count;
use crate::analysis::Spread;

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

/// The finite values in about `bins` bins of one round width, from the least to the greatest, empty ones between
/// included.
pub(super) fn histogram(values: &[f64], bins: usize) -> Vec<Bin> {
    let Some(spread) = Spread::of(values) else { return Vec::new() };
    let (width, _) = round_step(((spread.high - spread.low) / count(bins)).max(1e-6));
    let start = (spread.low / width).floor();
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
    fn every_value_is_in_one_bin() {
        for values in [vec![0.0, 0.1, 0.2, 5.0, -3.0], vec![7.0; 4], vec![-1.0, 1.0]] {
            let total: usize = histogram(&values, 20).iter().map(|bin| bin.count).sum();
            assert_eq!(total, values.len());
        }
    }
}
