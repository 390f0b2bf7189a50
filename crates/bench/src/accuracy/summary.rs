//! A campaign of basal rates in numbers.

use super::{Figures, LabelRow, StartupRow, TrumpetRow, Widths};
use crate::analysis::{Errors, LIMITS_PERCENT, PULSE_LIMITS_PERCENT, Spread, share_at_least};
use crate::record::{AlarmRow, Violation};
use serde_json::{Value, json};

/// Version of the campaign's JSON: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.accuracy/1";

/// The campaign in numbers.
pub fn summary(figures: &[Figures]) -> Value {
    json!({
        "schema": SCHEMA,
        "in_silico": true,
        "embodiments": figures.iter().map(of_embodiment).collect::<Vec<_>>(),
    })
}

fn of_embodiment(figures: &Figures) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "a rate's millionths of a unit fit an f64 exactly")]
    let rate_units_per_h = figures.plan.rate().as_micro_units_per_h() as f64 / 1e6;
    json!({
        "embodiment": figures.embodiment.name(),
        "rate_ul_per_h": figures.plan.rate_ul_per_h(),
        "rate_units_per_h": rate_units_per_h,
        "hours": figures.plan.hours(),
        "seeds": figures.seeds,
        "failed": figures.failed,
        "alarms": alarms(&figures.alarms),
        "violations": violations(&figures.violations),
        "total_percent": figures.total.map(|total| spread(&total)),
        "windows": figures.widths.iter().map(width).collect::<Vec<_>>(),
        "cycles": figures
            .cycles
            .iter()
            .map(|(cycles, found)| json!({ "cycles": cycles, "errors": errors(found) }))
            .collect::<Vec<_>>(),
        "strokes": figures.strokes.map(|strokes| json!({
            "volume_ul": spread(&strokes.volume_ul),
            "interval_s": spread(&strokes.interval_s),
            "error_percent": spread(&strokes.error_percent),
            "outside_limits_percent": PULSE_LIMITS_PERCENT,
            "outside": strokes.outside,
        })),
        "label": figures.label.iter().map(label).collect::<Vec<_>>(),
        "trumpet": figures.trumpet.iter().map(trumpet).collect::<Vec<_>>(),
        "overall_percent": figures.overall.map(|overall| spread(&overall)),
        "startup": figures.startup.iter().map(startup).collect::<Vec<_>>(),
        "farthest_ul": figures.farthest_ul.map(|farthest| spread(&farthest)),
        "loop_error_ul": figures.loop_error_ul.map(|error| spread(&error)),
    })
}

/// Alarms, with their pump units.
pub(crate) fn alarms(alarms: &[(u64, AlarmRow)]) -> Value {
    let row = |(seed, alarm): &(u64, AlarmRow)| {
        let (at_s, annunciation) = (alarm.at_s, alarm.annunciation);
        json!({ "seed": seed, "at_s": at_s, "annunciation": annunciation })
    };
    alarms.iter().map(row).collect()
}

/// Standing oracles that did not hold, with their pump units.
pub(crate) fn violations(violations: &[(u64, Violation)]) -> Value {
    let row = |(seed, violation): &(u64, Violation)| {
        let (at_s, oracle, detail) = (violation.at_s, violation.oracle, &violation.detail);
        json!({ "seed": seed, "at_s": at_s, "oracle": oracle, "detail": detail })
    };
    violations.iter().map(row).collect()
}

/// A spread; `null` for a deviation of one value.
pub(crate) fn spread(spread: &Spread) -> Value {
    json!({
        "count": spread.count,
        "mean": spread.mean,
        "deviation": spread.deviation,
        "median": spread.median,
        "least": spread.low,
        "greatest": spread.high,
    })
}

/// Errors, with what their count shows at 95 % confidence of each limit.
pub(crate) fn errors(errors: &Errors) -> Value {
    let shown = errors.within.map(|within| share_at_least(within, errors.spread.count, 0.95));
    json!({
        "percent": spread(&errors.spread),
        "limits_percent": LIMITS_PERCENT,
        "within": errors.within,
        "share_at_least_95_confidence": shown,
        "median_abs_percent": errors.median_abs,
        "mean_abs_percent": errors.mean_abs,
    })
}

fn width(row: &Widths) -> Value {
    json!({
        "width_s": row.width_s,
        "errors": errors(&row.all),
        "first_24_h": errors(&row.first_day),
        "pump_units_without_one_beyond": row.units_within,
    })
}

fn label(row: &LabelRow) -> Value {
    json!({ "hours": row.hours, "commanded_ul": row.commanded_ul, "delivered_ul": spread(&row.delivered_ul) })
}

fn trumpet(row: &TrumpetRow) -> Value {
    json!({
        "window_s": row.window_s,
        "windows": row.windows,
        "max_percent": spread(&row.max_percent),
        "min_percent": spread(&row.min_percent),
    })
}

fn startup(row: &StartupRow) -> Value {
    json!({ "t_s": row.t_s, "flow_ul_per_h": spread(&row.flow) })
}
