//! The gates: one row each.

use super::{Found, Gate, Verdict};
use crate::accuracy::Figures;
use crate::analysis::{Errors, Spread, count, share_at_least};

const QUARTER_S: f64 = 900.0;
const HOUR_S: f64 = 3600.0;
/// Indices of +-5 % and +-15 % among the limits that errors are counted by.
const OF_5: usize = 0;
const OF_15: usize = 2;

/// The gates, in their order. More rows come with the campaigns that measure them.
pub const GATES: [Gate; 12] = [
    Gate {
        id: "A1",
        what: "median size of 15-min errors, 1 U/h",
        asked: "at most 1.0 %",
        judge: |evidence| {
            let errors = evidence.basal.width(QUARTER_S)?.all;
            let reached = format!("{:.2} %", errors.median_abs);
            found(reached, errors.median_abs <= 1.0, format!("n = {} windows", errors.spread.count))
        },
    },
    Gate {
        id: "A2",
        what: "1-h windows within 15 %, 0.1 U/h, from the start",
        asked: "all",
        judge: |evidence| {
            let errors = evidence.low_basal.width(HOUR_S)?.all;
            let reached = format!("{:.2} %, worst {:+.1} %", errors.share_within(OF_15), errors.spread.worst());
            found(reached, all_within(&errors, OF_15), shown(&errors, OF_15))
        },
    },
    Gate {
        id: "A3",
        what: "1-h windows within 15 %, 1 U/h, from the start",
        asked: "all",
        judge: |evidence| {
            let errors = evidence.basal.width(HOUR_S)?.all;
            let reached = format!("{:.2} %, worst {:+.1} %", errors.share_within(OF_15), errors.spread.worst());
            found(reached, all_within(&errors, OF_15), shown(&errors, OF_15))
        },
    },
    Gate {
        id: "A3",
        what: "1-h windows within 5 %, 1 U/h, from the start",
        asked: "at least 95 %",
        judge: |evidence| {
            let errors = evidence.basal.width(HOUR_S)?.all;
            let share = errors.share_within(OF_5);
            found(format!("{share:.2} %"), share >= 95.0, shown(&errors, OF_5))
        },
    },
    Gate {
        id: "A4",
        what: "error over 72 h, 1 U/h, mean of pump units",
        asked: "within 0.5 %",
        judge: |evidence| {
            let total = evidence.basal.total?;
            let shown = format!("sd {:.2} % of {} pump units", total.deviation, total.count);
            found(format!("{:+.2} %", total.mean), total.mean.abs() <= 0.5, shown)
        },
    },
    Gate {
        id: "A4",
        what: "error over 72 h, 1 U/h, each pump unit",
        asked: "within 0.5 %",
        judge: |evidence| {
            let total = evidence.basal.total?;
            let reached = format!("{:+.2} % to {:+.2} %", total.low, total.high);
            found(reached, total.worst().abs() <= 0.5, format!("n = {} pump units", total.count))
        },
    },
    Gate {
        id: "A5",
        what: "single strokes beyond 5 % of their target, 1 U/h",
        asked: "-",
        judge: |evidence| {
            let strokes = evidence.basal.strokes?;
            let shown =
                format!("sd {:.1} % of {} strokes", strokes.error_percent.deviation, strokes.error_percent.count);
            Some(Found { reached: format!("{:.1} %", strokes.share_outside(OF_5)), verdict: Verdict::Told, shown })
        },
    },
    Gate {
        id: "A5",
        what: "own account from commanded at worst, in strokes",
        asked: "at most 1",
        judge: |evidence| {
            let (basal, low) = (&evidence.basal, &evidence.low_basal);
            let (reached, worst) = in_strokes(basal, basal.loop_error_ul?, low, low.loop_error_ul?)?;
            found(reached, worst <= 1.0, "worst minute of all pump units: how well the loop closes".to_owned())
        },
    },
    Gate {
        id: "A5",
        what: "delivered from commanded at worst, in strokes",
        asked: "-",
        judge: |evidence| {
            let (basal, low) = (&evidence.basal, &evidence.low_basal);
            let (reached, _) = in_strokes(basal, basal.farthest_ul?, low, low.farthest_ul?)?;
            let shown = "worst minute of all pump units: what calibration leaves adds up".to_owned();
            Some(Found { reached, verdict: Verdict::Told, shown })
        },
    },
    Gate {
        id: "A6",
        what: "0.05 U boluses within 75 to 125 %",
        asked: "all",
        judge: |evidence| {
            let full = evidence.least_bolus.full?;
            let total = full.errors.spread.count;
            let within = full.bins[2..=4].iter().sum();
            let spread = full.errors.spread;
            let reached = format!("{:.2} %, {:+.1} to {:+.1} %", percent(within, total), spread.low, spread.high);
            found(reached, within == total, shown_of(within, total, "boluses"))
        },
    },
    Gate {
        id: "A7",
        what: "1 U boluses within 5 %",
        asked: "at least 95 %",
        judge: |evidence| {
            let errors = evidence.bolus.full?.errors;
            let share = errors.share_within(OF_5);
            let reached = format!("{share:.2} %, {:+.1} to {:+.1} %", errors.spread.low, errors.spread.high);
            found(reached, share >= 95.0, shown_of(errors.within[OF_5], errors.spread.count, "boluses"))
        },
    },
    Gate {
        id: "A8",
        what: "trumpet at 930 min, 1 U/h, each pump unit",
        asked: "within 1 %",
        judge: |evidence| {
            let longest = evidence.basal.trumpet.last()?;
            let (low, high) = (longest.min_percent.low, longest.max_percent.high);
            let shown = format!("{} windows of {} pump units", longest.windows, longest.max_percent.count);
            found(format!("{low:+.2} % to {high:+.2} %"), low.abs().max(high.abs()) <= 1.0, shown)
        },
    },
];

#[expect(clippy::unnecessary_wraps, reason = "every gate ends in it, and others have ended without evidence")]
fn found(reached: String, met: bool, shown: String) -> Option<Found> {
    Some(Found { reached, verdict: if met { Verdict::Met } else { Verdict::Missed }, shown })
}

fn all_within(errors: &Errors, limit: usize) -> bool {
    errors.within[limit] == errors.spread.count
}

fn shown(errors: &Errors, limit: usize) -> String {
    shown_of(errors.within[limit], errors.spread.count, "windows")
}

/// What a count shows, if one window or bolus says nothing of another.
fn shown_of(within: usize, total: usize, what: &str) -> String {
    let least = 100.0 * share_at_least(within, total, 0.95);
    format!("{within} of {total} {what}; 95 %: at least {least:.2} %")
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * count(part) / count(whole)
}

/// The worst of pump units at 1 U/h and at 0.1 U/h, in mean strokes, in words and the larger of both.
fn in_strokes(basal: &Figures, basal_ul: Spread, low: &Figures, low_ul: Spread) -> Option<(String, f64)> {
    let basal = basal_ul.high / basal.strokes?.volume_ul.mean;
    let low = low_ul.high / low.strokes?.volume_ul.mean;
    Some((format!("{basal:.2} at 1 U/h, {low:.2} at 0.1 U/h"), basal.max(low)))
}
