//! What surroundings do to delivery: how far a pump is ahead of what was commanded, with the strokes' own rhythm taken
//! out, and how far it strays while nothing is commanded.

use super::spread::count;
use super::weighing::{Reading, Weighing};

/// A pump's lead is averaged over this time, so that half a stroke more or less at an instant does not count, s.
pub const AVERAGED_S: f64 = 900.0;
/// A reading this much too early still counts, s.
const ROUNDING_S: f64 = 1e-6;

/// Delivered less commanded at an instant, uL: the mean of all readings of the quarter of an hour that ends there.
/// Not a number without a reading.
pub fn lead_ul(weighing: &Weighing, t_s: f64) -> f64 {
    let leads: Vec<f64> = between(weighing, t_s - AVERAGED_S, t_s).map(|r| r.delivered_ul - r.commanded_ul).collect();
    leads.iter().sum::<f64>() / count(leads.len())
}

/// How far delivered ever was below and above where it stood at the first of two instants, until the second, uL.
pub fn excursion_ul(weighing: &Weighing, from_s: f64, to_s: f64) -> (f64, f64) {
    let start_ul = weighing.at(from_s).delivered_ul;
    between(weighing, from_s, to_s)
        .map(|reading| reading.delivered_ul - start_ul)
        .fold((0.0, 0.0), |(low, high), strayed| (low.min(strayed), high.max(strayed)))
}

/// Readings after one instant, up to another.
fn between(weighing: &Weighing, from_s: f64, to_s: f64) -> impl Iterator<Item = &Reading> {
    let within = move |reading: &&Reading| reading.t_s > from_s + ROUNDING_S && reading.t_s <= to_s + ROUNDING_S;
    weighing.readings().iter().filter(within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::synthetic::{HOUR_S, pulses, steady, weighing};

    #[test]
    fn strokes_that_come_on_time_are_nowhere_ahead() {
        // A stroke every three minutes, when half of it is due: between minus and plus half a stroke at any instant.
        let ideal = weighing(10.0, 4.0, pulses(0.5, 180.0, 90.0));
        for minute in [15, 16, 17, 61, 122, 240] {
            assert!(lead_ul(&ideal, 60.0 * f64::from(minute)).abs() < 1e-9, "{minute}");
        }
    }

    #[test]
    fn a_lead_that_lasts_counts_in_full_and_a_flow_by_its_middle() {
        let pushed = weighing(10.0, 4.0, |t_s| steady(10.0)(t_s) + if t_s > HOUR_S { 3.0 } else { 0.0 });
        assert!(lead_ul(&pushed, HOUR_S).abs() < 1e-9);
        assert!((lead_ul(&pushed, HOUR_S + AVERAGED_S) - 3.0).abs() < 1e-9);
        // 1 uL/h too much: at the end of the quarter's fifteen readings, the eighth counts.
        let fast = weighing(10.0, 4.0, steady(11.0));
        assert!((lead_ul(&fast, 2.0 * HOUR_S) - (120.0 - 7.0) / 60.0).abs() < 1e-9);
        assert!(lead_ul(&fast, -1.0).is_nan());
    }

    #[test]
    fn what_goes_out_and_comes_back_has_still_strayed() {
        let breathing = weighing(0.0, 3.0, |t_s| match t_s {
            t_s if t_s <= HOUR_S => 7.0,
            t_s if t_s <= 1.5 * HOUR_S => 7.3,
            t_s if t_s <= 2.0 * HOUR_S => 6.9,
            _ => 7.0,
        });
        let (low, high) = excursion_ul(&breathing, HOUR_S, 3.0 * HOUR_S);
        assert!((low + 0.1).abs() < 1e-9 && (high - 0.3).abs() < 1e-9, "{low} {high}");
        let (low, high) = excursion_ul(&breathing, 2.1 * HOUR_S, 3.0 * HOUR_S);
        assert!(low.abs() < 1e-9 && high.abs() < 1e-9);
    }
}
