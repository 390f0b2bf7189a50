//! What there is to say of the errors of many windows, or of many doses.

use super::spread::{Spread, count, median};

/// Limits within which errors are counted, %.
pub const LIMITS_PERCENT: [f64; 3] = [5.0, 10.0, 15.0];
/// An error that is at a limit but for rounding is within it, %.
const ROUNDING_PERCENT: f64 = 1e-9;

/// Errors in percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    /// Their mean, scatter and range.
    pub spread: Spread,
    /// How many are within each of [`LIMITS_PERCENT`].
    pub within: [usize; 3],
    /// The median of their sizes.
    pub median_abs: f64,
    /// The mean of their sizes: mean absolute relative difference (MARD).
    pub mean_abs: f64,
}

impl Errors {
    /// Of the finite values; none if there are none.
    pub fn of(percents: &[f64]) -> Option<Self> {
        let spread = Spread::of(percents)?;
        let sizes: Vec<f64> = percents.iter().filter(|error| error.is_finite()).map(|error| error.abs()).collect();
        Some(Self {
            spread,
            within: LIMITS_PERCENT.map(|limit| within(&sizes, limit)),
            median_abs: median(&sizes),
            mean_abs: sizes.iter().sum::<f64>() / count(sizes.len()),
        })
    }

    /// The share within one of [`LIMITS_PERCENT`], by its index, in percent.
    pub fn share_within(&self, limit: usize) -> f64 {
        100.0 * count(self.within[limit]) / count(self.spread.count)
    }
}

/// How many of these errors are no larger than the limit.
pub(super) fn within(percents: &[f64], limit: f64) -> usize {
    percents.iter().filter(|error| error.abs() <= limit + ROUNDING_PERCENT).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::synthetic::{HOUR_S, MINUTE_S, pulses, steady, weighing};
    use crate::analysis::{Weighing, Window};

    fn hourly(weighing: &Weighing) -> Errors {
        let errors: Vec<f64> = weighing.side_by_side(HOUR_S).iter().map(Window::error_percent).collect();
        Errors::of(&errors).expect("there are hours")
    }

    #[test]
    fn an_even_flow_is_without_error_and_a_bias_is_found_in_full() {
        let ideal = hourly(&weighing(10.0, 72.0, steady(10.0)));
        assert_eq!(ideal.within, [72, 72, 72]);
        assert!(ideal.mean_abs < 1e-9 && ideal.spread.high < 1e-9);
        let biased = hourly(&weighing(10.0, 72.0, steady(10.3)));
        assert!((biased.spread.mean - 3.0).abs() < 1e-9 && (biased.mean_abs - 3.0).abs() < 1e-9);
        assert!(biased.spread.deviation < 1e-6);
        assert_eq!(biased.within, [72, 72, 72]);
        assert_eq!(hourly(&weighing(10.0, 72.0, steady(8.9))).within, [0, 0, 72]);
    }

    #[test]
    fn an_error_at_the_limit_is_within_it() {
        let errors = hourly(&weighing(1.0, 72.0, steady(1.15)));
        assert_eq!(errors.within, [0, 0, 72]);
    }

    /// An hour without anything, then as asked: one window in 72 is lost whole.
    #[test]
    fn a_start_an_hour_late_is_one_window_of_nothing() {
        let errors = hourly(&weighing(10.0, 72.0, |t_s| (10.0 * (t_s - HOUR_S) / HOUR_S).max(0.0)));
        assert_eq!(errors.within, [71, 71, 71]);
        assert!((errors.spread.low + 100.0).abs() < 1e-9);
        assert!((errors.mean_abs - 100.0 / 72.0).abs() < 1e-9);
        assert!(errors.median_abs < 1e-9, "one window in 72 does not move the median");
    }

    /// 0.0667 U every 40 min at 0.1 U/h: hours hold one stroke or two, in turn one, two, one.
    #[test]
    fn strokes_that_do_not_fit_an_hour_alias_a_perfect_pump_into_error() {
        let volume_ul = 2.0 / 3.0;
        let errors = hourly(&weighing(1.0, 72.0, pulses(volume_ul, 40.0 * MINUTE_S, 20.0 * MINUTE_S)));
        assert!((errors.spread.low + 100.0 / 3.0).abs() < 1e-6 && (errors.spread.high - 100.0 / 3.0).abs() < 1e-6);
        assert!(errors.spread.mean.abs() < 1e-6);
        assert_eq!(errors.within, [0, 0, 0]);
        let fitting = hourly(&weighing(1.0, 72.0, pulses(0.5, 30.0 * MINUTE_S, 15.0 * MINUTE_S)));
        assert_eq!(fitting.within, [72, 72, 72]);
    }

    #[test]
    fn half_the_errors_above_and_half_below_have_the_expected_median() {
        let errors = Errors::of(&[-4.0, 2.0, f64::NAN, 6.0, -8.0]).unwrap();
        assert!((errors.median_abs - 5.0).abs() < 1e-12 && (errors.mean_abs - 5.0).abs() < 1e-12);
        assert_eq!(errors.within, [2, 4, 4]);
        assert!((errors.share_within(0) - 50.0).abs() < 1e-12);
    }
}
