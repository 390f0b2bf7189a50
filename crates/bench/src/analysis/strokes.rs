//! Volumes and intervals of single strokes, and windows that are whole dose cycles.
//!
//! A pump that delivers in strokes has its error in two places: how much a stroke gives, and when it comes. Both are
//! followed apart from each other. A window from one stroke to a later one is a whole number of dose cycles, and shows
//! no error but the pump's own (Bissig, 2022); a window of fixed length also shows how many strokes happen to
//! lie in it.

use super::errors::within;
use super::spread::{Spread, count};
use super::weighing::Weighing;

/// Limits outside which single strokes are counted, %.
pub const PULSE_LIMITS_PERCENT: [f64; 6] = [5.0, 10.0, 15.0, 20.0, 25.0, 30.0];

/// One stroke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// When it had come, s.
    pub t_s: f64,
    /// What it was to deliver, uL.
    pub target_ul: f64,
    /// What it delivered, uL.
    pub delivered_ul: f64,
}

/// What there is to say of the strokes of one or many pump units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strokes {
    /// What they delivered, uL.
    pub volume_ul: Spread,
    /// Time from one to the next of the same pump unit, s; not a number where there is no next.
    pub interval_s: Spread,
    /// What they delivered against their targets, %.
    pub error_percent: Spread,
    /// How many are outside each of [`PULSE_LIMITS_PERCENT`] of their targets.
    pub outside: [usize; 6],
}

impl Strokes {
    /// Of pump units, each with its strokes in order of time; none if there is no stroke, or never two of one unit.
    pub fn of(units: &[&[Stroke]]) -> Option<Self> {
        let all = || units.iter().flat_map(|strokes| strokes.iter());
        let errors: Vec<f64> =
            all().map(|stroke| 100.0 * (stroke.delivered_ul - stroke.target_ul) / stroke.target_ul).collect();
        let volumes: Vec<f64> = all().map(|stroke| stroke.delivered_ul).collect();
        let pairs = units.iter().flat_map(|strokes| strokes.windows(2));
        let intervals: Vec<f64> = pairs.map(|pair| pair[1].t_s - pair[0].t_s).collect();
        Some(Self {
            volume_ul: Spread::of(&volumes)?,
            interval_s: Spread::of(&intervals)?,
            error_percent: Spread::of(&errors)?,
            outside: PULSE_LIMITS_PERCENT.map(|limit| errors.len() - within(&errors, limit)),
        })
    }

    /// The share outside one of [`PULSE_LIMITS_PERCENT`], by its index, in percent.
    pub fn share_outside(&self, limit: usize) -> f64 {
        100.0 * count(self.outside[limit]) / count(self.error_percent.count)
    }
}

/// Errors of all windows from one stroke to that which comes `cycles` later, %: what these strokes delivered against what
/// was commanded between the two.
pub fn cycle_errors(strokes: &[Stroke], weighing: &Weighing, cycles: usize) -> Vec<f64> {
    let error = |window: &[Stroke]| {
        let [first, following @ ..] = window else { return f64::NAN };
        let end_s = following.last().map_or(first.t_s, |last| last.t_s);
        let commanded_ul = weighing.window(first.t_s, end_s).commanded_ul;
        let delivered_ul: f64 = following.iter().map(|stroke| stroke.delivered_ul).sum();
        100.0 * (delivered_ul - commanded_ul) / commanded_ul
    };
    if cycles == 0 { Vec::new() } else { strokes.windows(cycles + 1).map(error).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::synthetic::{steady, weighing};

    const PERIOD_S: f64 = 2400.0;
    const VOLUME_UL: f64 = 2.0 / 3.0;

    /// Strokes every 40 min for 72 h at 1 uL/h, the volume of each multiplied by what its index gives.
    fn strokes(factor: impl Fn(u32) -> f64) -> Vec<Stroke> {
        let stroke = |index: u32| Stroke {
            t_s: 1200.0 + PERIOD_S * f64::from(index),
            target_ul: VOLUME_UL,
            delivered_ul: VOLUME_UL * factor(index),
        };
        (0..108).map(stroke).collect()
    }

    fn errors(strokes: &[Stroke], cycles: usize) -> Spread {
        Spread::of(&cycle_errors(strokes, &weighing(1.0, 72.0, steady(1.0)), cycles)).expect("there are windows")
    }

    #[test]
    fn ideal_strokes_have_no_error_in_whole_cycles_where_hours_show_a_third() {
        let ideal = strokes(|_| 1.0);
        for cycles in [1, 2, 3, 10, 40] {
            let found = errors(&ideal, cycles);
            assert_eq!(found.count, 108 - cycles);
            assert!(found.low.abs() < 1e-6 && found.high.abs() < 1e-6, "{cycles}: {found:?}");
        }
        let spread = Strokes::of(&[&ideal]).unwrap();
        assert!(spread.volume_ul.deviation < 1e-12 && spread.interval_s.deviation < 1e-9);
        assert!((spread.interval_s.mean - PERIOD_S).abs() < 1e-9);
        assert_eq!(spread.outside, [0; 6]);
    }

    #[test]
    fn strokes_by_turns_too_large_and_too_small_cancel_in_pairs() {
        let uneven = strokes(|index| if index % 2 == 0 { 1.12 } else { 0.88 });
        let (one, two) = (errors(&uneven, 1), errors(&uneven, 2));
        assert!((one.high - 12.0).abs() < 1e-6 && (one.low + 12.0).abs() < 1e-6);
        assert!(two.high.abs() < 1e-6 && two.low.abs() < 1e-6);
        let spread = Strokes::of(&[&uneven]).unwrap();
        // A sample of 108 values that are all 12 % from their mean.
        let expected = 0.12 * VOLUME_UL * (108.0f64 / 107.0).sqrt();
        assert!((spread.volume_ul.deviation - expected).abs() < 1e-9);
        assert_eq!(spread.outside, [108, 108, 0, 0, 0, 0]);
        assert!((spread.share_outside(1) - 100.0).abs() < 1e-12);
    }

    #[test]
    fn a_bias_stays_in_windows_of_any_number_of_cycles() {
        let biased = strokes(|_| 1.03);
        for cycles in [1, 7, 40] {
            assert!((errors(&biased, cycles).mean - 3.0).abs() < 1e-6, "{cycles}");
        }
    }

    #[test]
    fn strokes_that_come_early_and_late_show_in_their_intervals_only() {
        let mut shaken = strokes(|_| 1.0);
        for (index, stroke) in shaken.iter_mut().enumerate() {
            stroke.t_s += if index % 2 == 0 { 60.0 } else { -60.0 };
        }
        let spread = Strokes::of(&[&shaken]).unwrap();
        assert!(spread.volume_ul.deviation < 1e-12);
        assert!((spread.interval_s.high - spread.interval_s.low - 240.0).abs() < 1e-9);
    }

    #[test]
    fn intervals_are_never_between_pump_units() {
        let (one, other) = (strokes(|_| 1.0), strokes(|_| 1.0));
        let spread = Strokes::of(&[&one, &other]).unwrap();
        assert_eq!((spread.volume_ul.count, spread.interval_s.count), (216, 214));
        assert!((spread.interval_s.low - PERIOD_S).abs() < 1e-9);
        assert!(Strokes::of(&[&one[..1]]).is_none());
    }
}
