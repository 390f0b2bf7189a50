//! What most pump units keep to, said of few: one-sided tolerance limits of values that scatter normally.

use super::spread::{Spread, count};

/// 95 % of a normal distribution lie below its mean and this many standard deviations.
const OF_95: f64 = 1.644_854;

/// How many sample deviations above the mean of a sample of this size 95 % of all values end, with 95 % confidence;
/// infinite for fewer than three.
///
/// # Model
/// Natrella's approximation, k = (z + sqrt(z^2 - a b)) / a with a = 1 - z^2 / (2 (n - 1)) and b = z^2 - z^2 / n, for
/// values that scatter normally and say nothing of each other.
///
/// # Source
/// NIST/SEMATECH e-Handbook, 7.2.6.3.
///
/// # Validation
/// Within 3 % of the exact factors from five values on, and within 1 % from twenty:
/// `the_factor_is_near_the_exact_one`.
pub fn tolerance_factor(values: usize) -> f64 {
    if values < 3 {
        return f64::INFINITY;
    }
    let square = OF_95 * OF_95;
    let a = 1.0 - square / (2.0 * count(values - 1));
    let b = square - square / count(values);
    (OF_95 + (square - a * b).sqrt()) / a
}

/// Below which and above which 95 % of all values lie, each with 95 % confidence.
pub fn tolerance(spread: &Spread) -> (f64, f64) {
    let room = tolerance_factor(spread.count) * spread.deviation;
    (spread.mean - room, spread.mean + room)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exact factors for 95 % and 95 %, as tables of one-sided normal tolerance limits have them.
    #[test]
    fn the_factor_is_near_the_exact_one() {
        let exact = [(5, 4.203, 0.03), (10, 2.911, 0.03), (20, 2.396, 0.01), (50, 2.065, 0.01), (100, 1.927, 0.01)];
        for (values, factor, within) in exact {
            let found = tolerance_factor(values);
            assert!((found / factor - 1.0).abs() < within, "{values}: {found}, exactly {factor}");
        }
        assert!(tolerance_factor(2).is_infinite());
        assert!((tolerance_factor(1_000_000) - OF_95).abs() < 0.01, "of very many, the share itself");
    }

    /// Twenty values of which half are 1 below and half 1 above ten: deviation sqrt(20 / 19).
    #[test]
    fn limits_stand_a_factor_of_deviations_around_the_mean() {
        let values: Vec<f64> = (0..20).map(|index| if index % 2 == 0 { 9.0 } else { 11.0 }).collect();
        let (low, high) = tolerance(&Spread::of(&values).unwrap());
        let room = tolerance_factor(20) * (20.0f64 / 19.0).sqrt();
        assert!((low - (10.0 - room)).abs() < 1e-9 && (high - (10.0 + room)).abs() < 1e-9);
    }
}
