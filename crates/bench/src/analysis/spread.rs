//! Mean, scatter, median and range of some values.

/// What there is to say about some values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// How many.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, as of a sample; not a number for fewer than two.
    pub deviation: f64,
    /// The one in the middle; between two, their mean.
    pub median: f64,
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl Spread {
    /// Of the finite values; none if there are none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let finite = sorted(values);
        let (low, high) = (*finite.first()?, *finite.last()?);
        let mean = finite.iter().sum::<f64>() / count(finite.len());
        let squares: f64 = finite.iter().map(|value| (value - mean) * (value - mean)).sum();
        let deviation = if finite.len() > 1 { (squares / count(finite.len() - 1)).sqrt() } else { f64::NAN };
        Some(Self { count: finite.len(), mean, deviation, median: middle(&finite), low, high })
    }

    /// The value that is farthest from zero.
    pub fn worst(&self) -> f64 {
        if self.high.abs() >= self.low.abs() { self.high } else { self.low }
    }
}

/// The one in the middle of the finite values; not a number if there are none.
pub fn median(values: &[f64]) -> f64 {
    middle(&sorted(values))
}

/// The finite values in their order.
fn sorted(values: &[f64]) -> Vec<f64> {
    let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    finite.sort_by(f64::total_cmp);
    finite
}

fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match (sorted.get(half), half.checked_sub(1).and_then(|index| sorted.get(index))) {
        (Some(upper), Some(lower)) if sorted.len().is_multiple_of(2) => f64::midpoint(*lower, *upper),
        (Some(only), _) => *only,
        (None, _) => f64::NAN,
    }
}

/// A count as a number to reckon with. Exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "nothing is counted that far")]
pub(crate) fn count(of: usize) -> f64 {
    of as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_of_the_finite_values() {
        let spread = Spread::of(&[1.0, f64::NAN, 3.0]).expect("two are finite");
        assert_eq!(spread.count, 2);
        assert!((spread.mean - 2.0).abs() < 1e-12 && (spread.median - 2.0).abs() < 1e-12);
        assert!((spread.deviation - 2.0f64.sqrt()).abs() < 1e-12);
        assert_eq!(Spread::of(&[f64::NAN]), None);
    }

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        for (values, expected) in
            [(&[3.0, 1.0, 2.0][..], 2.0), (&[4.0, 1.0, 3.0, 2.0], 2.5), (&[7.0], 7.0), (&[0.0, 1e9, 1.0], 1.0)]
        {
            assert!((median(values) - expected).abs() < 1e-12, "{values:?}");
        }
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn the_worst_is_the_farthest_from_zero_with_its_sign() {
        for (values, expected) in [([-3.0, 2.0], -3.0), ([-1.0, 2.0], 2.0), ([1.0, 2.0], 2.0)] {
            assert!((Spread::of(&values).unwrap().worst() - expected).abs() < 1e-12, "{values:?}");
        }
    }
}
