//! Pumps that are formulas: what a balance would read of them is known without any simulation.

use super::{Reading, Weighing};

pub(crate) const MINUTE_S: f64 = 60.0;
pub(crate) const HOUR_S: f64 = 3600.0;

/// Readings a minute apart of a pump that was asked for `rate_ul_per_h`, and has delivered `sum` of the seconds since
/// its start, uL.
pub(crate) fn weighing(rate_ul_per_h: f64, hours: f64, sum: impl Fn(f64) -> f64) -> Weighing {
    let minutes = (0..).map(|minute| MINUTE_S * f64::from(minute)).take_while(|t_s| *t_s <= hours * HOUR_S);
    let reading = |t_s| Reading { t_s, commanded_ul: rate_ul_per_h * t_s / HOUR_S, delivered_ul: sum(t_s) };
    Weighing::new(minutes.map(reading).collect())
}

/// A pump that flows evenly.
pub(crate) fn steady(rate_ul_per_h: f64) -> impl Fn(f64) -> f64 {
    move |t_s| rate_ul_per_h * t_s / HOUR_S
}

/// A pump that gives `volume_ul` at once every `period_s`, the first time at `first_s`.
pub(crate) fn pulses(volume_ul: f64, period_s: f64, first_s: f64) -> impl Fn(f64) -> f64 {
    move |t_s| volume_ul * ((t_s - first_s) / period_s + 1.0 + 1e-9).floor().max(0.0)
}
