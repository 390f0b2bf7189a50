//! Insulin on board: what of the last hours' insulin has not acted yet. A figure to show; no limit depends on it.
//!
//! The curve is the exponential model of rapid-acting insulin in adults that the Loop project uses: action of 360 min,
//! peak at 75 min, delay of 10 min (`LoopKit`, `ExponentialInsulinModel`; derived in `LoopKit/Loop` issue 388). All that was
//! delivered counts, basal too. An age within a quarter of an hour is taken as the least that it could be, so that the
//! figure is never too low by that.

use super::limits::Limiter;
use units::{Instant, Volume};

/// What has not acted yet of what was given so many quarters of an hour ago, in millionths; nothing after these.
const REMAINING_PPM: [i64; 25] = [
    1_000_000, 997_590, 965_975, 907_938, 833_799, 751_206, 665_718, 581_276, 500_577, 425_370, 356_692, 295_051,
    240_574, 193_113, 152_338, 117_799, 88_977, 65_319, 46_268, 31_277, 19_826, 11_430, 5_642, 2_056, 307,
];

/// What of all that was delivered has not acted yet at `now`.
pub(crate) fn on_board(delivered: &Limiter, now: Instant) -> Volume {
    delivered.day().spans(now).fold(Volume::ZERO, |sum, (quarters, volume)| {
        // What was given at the end of a span is up to a whole one younger than its beginning.
        let age = usize::try_from(quarters.saturating_sub(1)).unwrap_or(usize::MAX);
        sum + volume.scaled(REMAINING_PPM.get(age).copied().unwrap_or(0), 1_000_000)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::Duration;

    /// `e^-x` for `x` of at least nothing, by its series.
    fn exp_of_minus(x: f64) -> f64 {
        let (mut term, mut sum) = (1.0, 1.0);
        for n in 1..60u32 {
            term *= x / f64::from(n);
            sum += term;
        }
        1.0 / sum
    }

    /// The model's formula in floats.
    fn remaining(minutes: f64) -> f64 {
        let (duration, peak, t) = (360.0, 75.0, minutes - 10.0);
        let tau = peak * (1.0 - peak / duration) / (1.0 - 2.0 * peak / duration);
        let a = 2.0 * tau / duration;
        let s = 1.0 / (1.0 - a + (1.0 + a) * exp_of_minus(duration / tau));
        if t <= 0.0 {
            return 1.0;
        }
        if t >= duration {
            return 0.0;
        }
        1.0 - s * (1.0 - a) * ((t * t / (tau * duration * (1.0 - a)) - t / tau - 1.0) * exp_of_minus(t / tau) + 1.0)
    }

    #[test]
    fn what_is_on_board_follows_the_model_from_above() {
        let mut delivered = Limiter::default();
        let given = Instant::ZERO + Duration::from_min(7);
        delivered.count(given, Volume::from_pl(100_000_000));
        let mut last = Volume::from_pl(100_000_000);
        for minutes in 0..500u32 {
            let now = given + Duration::from_min(1).times(minutes);
            let found = on_board(&delivered, now);
            let pl = |minutes: f64| remaining(minutes) * 1e8;
            let found_pl = f64::from(u32::try_from(found.as_pl()).unwrap());
            let minutes = f64::from(minutes);
            assert!(found_pl >= pl(minutes) - 100.0, "{found} after {minutes} min is below {}", pl(minutes));
            assert!(found_pl <= pl(minutes - 30.0) + 100.0, "{found} after {minutes} min");
            assert!(found <= last, "it only falls");
            last = found;
        }
        assert_eq!(last, Volume::ZERO);
    }
}
