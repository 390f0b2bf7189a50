//! The gates: one row each.

use super::{Evidence, Found, Gate, Verdict, reliability};
use crate::accuracy::Figures;
use crate::analysis::{Errors, Spread, count, share_at_least};
use crate::occlusion::{self, Therapy};

const QUARTER_S: f64 = 900.0;
pub(super) const HOUR_S: f64 = 3600.0;
/// Indices of +-5 % and +-15 % among the limits that errors are counted by.
const OF_5: usize = 0;
pub(super) const OF_15: usize = 2;

/// The gates, in their order.
pub const GATES: [Gate; 25] = [
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
            let (within, total) = in_label(evidence)?;
            let spread = evidence.least_bolus.full?.errors.spread;
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
    Gate {
        id: "A9",
        what: "missed at the alarm, set shut at 0.1, 1, 5 U/h",
        asked: "at most 0.10 U",
        judge: |evidence| missed(rates(evidence)),
    },
    Gate {
        id: "A9",
        what: "time to the alarm, set shut at 0.1, 1, 5 U/h",
        asked: "one dose cycle, 5 min",
        judge: |evidence| in_time(rates(evidence)),
    },
    Gate {
        id: "A9",
        what: "missed at the alarm, boluses of 0.05, 1, 10 U",
        asked: "at most 0.10 U",
        judge: |evidence| missed(boluses(evidence)),
    },
    Gate {
        id: "A10",
        what: "released when the set is free, before resumption",
        asked: "at most 0.05 U",
        judge: |evidence| released(&evidence.blocked, |figures| figures.released_ul),
    },
    Gate {
        id: "A10",
        what: "after resumption, beyond what was accounted",
        asked: "at most 0.05 U",
        judge: |evidence| released(&evidence.blocked, |figures| figures.resumed_ul),
    },
    Gate {
        id: "A12",
        what: "flight to 560 mmHg in 20 min, on the way up",
        asked: "within 0.05 U",
        judge: |evidence| in_flight(evidence, 0),
    },
    Gate { id: "A12", what: "and on the way down", asked: "within 0.05 U", judge: |evidence| in_flight(evidence, 1) },
    Gate {
        id: "A13",
        what: "pump 1 m above and below the site, 1 U/h, 6 h",
        asked: "within 1 %",
        judge: |evidence| {
            let exposed = || evidence.exposed.iter().filter(|figures| !figures.kind.suspended);
            let percents = exposed().filter(|figures| HEIGHTS.contains(&figures.kind.condition.name));
            let spreads: Vec<Spread> = percents.filter_map(|figures| figures.legs.first()?.beside_percent).collect();
            let (low, high, runs) = extremes(&spreads)?;
            let met = low.abs().max(high.abs()) <= 1.0;
            found(format!("{low:+.2} to {high:+.2} %"), met, format!("n = {runs} runs, beside themselves"))
        },
    },
    Gate {
        id: "FI-06",
        what: "suspended: flight, decompression, hyperbaric",
        asked: "within 0.02 U",
        judge: |evidence| suspended(evidence, &["flight", "decompression", "hyperbaric"]),
    },
    Gate {
        id: "FI-17",
        what: "suspended: 1 m above, below, 20 kPa at the site",
        asked: "within 0.02 U",
        judge: |evidence| suspended(evidence, &["height+1m", "height-1m", "back-20kPa"]),
    },
    Gate {
        id: "A14",
        what: "least share that A2, A3, A6, A9 show with 95 %",
        asked: "at least 99.9 %",
        judge: reliability::counted,
    },
    Gate {
        id: "A14",
        what: "what 95 % of pump units keep: A4, 72 h at 1 U/h",
        asked: "-",
        judge: reliability::of_total,
    },
    Gate {
        id: "A14",
        what: "what 95 % of pump units keep: A9, A10, worst test",
        asked: "-",
        judge: reliability::of_blocked,
    },
];

#[expect(clippy::unnecessary_wraps, reason = "every gate ends in it, and others have ended without evidence")]
pub(super) fn found(reached: String, met: bool, shown: String) -> Option<Found> {
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

/// How many of the least boluses are within 75 to 125 %, and how many there are.
pub(super) fn in_label(evidence: &Evidence) -> Option<(usize, usize)> {
    let full = evidence.least_bolus.full?;
    Some((full.bins[2..=4].iter().sum(), full.errors.spread.count))
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

/// Conditions of A13.
const HEIGHTS: [&str; 2] = ["height+1m", "height-1m"];
/// Units of U-100 in a microlitre.
pub(super) const UNITS_PER_UL: f64 = 0.1;
/// What A9 allows beyond a dose cycle, s.
const MARGIN_S: f64 = 300.0;

fn rates(evidence: &Evidence) -> Vec<&occlusion::Figures> {
    of_therapy(evidence, |therapy| matches!(therapy, Therapy::Rate(_)))
}

fn boluses(evidence: &Evidence) -> Vec<&occlusion::Figures> {
    of_therapy(evidence, |therapy| matches!(therapy, Therapy::Bolus(_)))
}

fn of_therapy(evidence: &Evidence, is: fn(Therapy) -> bool) -> Vec<&occlusion::Figures> {
    evidence.blocked.iter().filter(|figures| is(figures.kind.therapy)).collect()
}

/// The test whose pump units have most of something, in words, and how much that is.
fn worst<'a>(
    tests: impl IntoIterator<Item = &'a occlusion::Figures>,
    of: fn(&occlusion::Figures) -> Option<Spread>,
) -> Option<(Therapy, f64)> {
    let worst = tests.into_iter().filter_map(|figures| Some((figures.kind.therapy, of(figures)?.high)));
    worst.max_by(|one, other| one.1.total_cmp(&other.1))
}

fn missed(tests: Vec<&occlusion::Figures>) -> Option<Found> {
    let (noticed, tested) = noticed(&tests);
    let (therapy, ul) = worst(tests, |figures| figures.missed_ul)?;
    let units = UNITS_PER_UL * ul;
    let shown = format!("{} never noticed; {}", tested - noticed, shown_of(noticed, tested, "noticed"));
    found(format!("up to {units:.3} U, at {therapy}"), units <= 0.1, shown)
}

fn in_time(tests: Vec<&occlusion::Figures>) -> Option<Found> {
    let (noticed, tested) = noticed(&tests);
    let late =
        |figures: &occlusion::Figures| Some((figures.kind.therapy, figures.to_alarm_s?.high, figures.dose_cycle_s));
    let times: Vec<(Therapy, f64, f64)> = tests.into_iter().filter_map(late).collect();
    let reached: Vec<String> =
        times.iter().map(|(therapy, late_s, _)| format!("{:.1} min at {therapy}", late_s / 60.0)).collect();
    let met = noticed == tested && times.iter().all(|(_, late_s, cycle_s)| *late_s <= cycle_s + MARGIN_S);
    if times.is_empty() && tested == 0 {
        return None;
    }
    found(reached.join(", "), met, format!("worst of pump units; {} never noticed", tested - noticed))
}

/// How many noticed, and how many were tested.
pub(super) fn noticed(tests: &[&occlusion::Figures]) -> (usize, usize) {
    (tests.iter().map(|figures| figures.noticed).sum(), tests.iter().map(|figures| figures.tested).sum())
}

fn released(tests: &[occlusion::Figures], of: fn(&occlusion::Figures) -> Option<Spread>) -> Option<Found> {
    let (therapy, ul) = worst(tests, of)?;
    let units = UNITS_PER_UL * ul;
    let runs: usize = tests.iter().map(|figures| figures.tested).sum();
    found(format!("up to {units:.3} U, at {therapy}"), units <= 0.05, format!("n = {runs} runs"))
}

fn in_flight(evidence: &Evidence, leg: usize) -> Option<Found> {
    let flights = evidence.exposed.iter().filter(|figures| figures.kind.condition.name == "flight");
    let running = flights.filter(|figures| !figures.kind.suspended);
    let spreads: Vec<Spread> = running.filter_map(|figures| figures.legs.get(leg)?.beside_ul).collect();
    within_units(&spreads, 0.05, "beside themselves")
}

fn suspended(evidence: &Evidence, conditions: &[&str]) -> Option<Found> {
    let suspended = evidence.exposed.iter().filter(|figures| figures.kind.suspended);
    let those = suspended.filter(|figures| conditions.contains(&figures.kind.condition.name));
    let spreads: Vec<Spread> = those.flat_map(|figures| [figures.low_ul, figures.high_ul]).flatten().collect();
    within_units(&spreads, 0.02, "at their farthest")
}

fn within_units(spreads_ul: &[Spread], limit: f64, how: &str) -> Option<Found> {
    let (low, high, _) = extremes(spreads_ul)?;
    let [low, high] = [low, high].map(|ul| UNITS_PER_UL * ul);
    let units = spreads_ul.iter().map(|spread| spread.count).max()?;
    let shown = format!("{units} pump units in each, {how}");
    found(format!("{low:+.3} to {high:+.3} U"), low.abs().max(high.abs()) <= limit, shown)
}

/// Least and greatest of some spreads, and how many values they are of.
fn extremes(spreads: &[Spread]) -> Option<(f64, f64, usize)> {
    let low = spreads.iter().map(|spread| spread.low).reduce(f64::min)?;
    let high = spreads.iter().map(|spread| spread.high).reduce(f64::max)?;
    Some((low, high, spreads.iter().map(|spread| spread.count).sum()))
}
