//! `aliquot bench occlusion`: a set that is blocked while basal runs or a bolus is given.

use crate::args::OcclusionArgs;
use crate::drawing::Drawing;
use crate::exit::{Ending, Failure};
use crate::progress;
use crate::tell;
use bench::analysis::{Spread, share_at_least};
use bench::occlusion::{self, Figures, Plan};

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 4;
/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;

/// Runs the campaign, draws it if that was asked for, and tells it.
pub(crate) fn occlusion(args: &OcclusionArgs) -> Result<Ending, Failure> {
    let units = args.units.chosen(USUAL);
    let plan = Plan::new(&args.rate, &args.bolus, args.course, units).map_err(Failure::new)?;
    let drawing = Drawing::to(args.svg.as_deref())?;
    let measured =
        progress::during("blocked sets".to_owned(), |show| occlusion::run(&plan, &args.units.embodiments(), show));
    let figures = occlusion::figures(&measured);
    drawing.write(|| occlusion::svg(&figures))?;
    let text = if args.json { format!("{}\n", occlusion::summary(&figures)) } else { told(&plan, &figures) };
    tell::print(&text)?;
    Ok(Ending::held(figures.iter().all(|figures| figures.violations.is_empty())))
}

/// What a person reads.
fn told(plan: &Plan, figures: &[Figures]) -> String {
    let head = format!(
        "  {:17} {:>12} {:>13} {:>13} {:>9} {:>13} {:>13}",
        "", "alarmed", "after, min", "missed, U", "peak, kPa", "released, U", "resumed, U"
    );
    let rows = figures.iter().map(|row| (row.kind.embodiment, of_kind(row)));
    let mut lines = tell::sheets("blocked sets", plan.units(), &head, rows);
    lines.push(
        "  median and worst pump unit; missed until the alarm, or until the set is free if there is none".to_owned(),
    );
    lines.push("  released: before delivery is resumed; resumed: after that, beyond what was accounted".to_owned());
    lines.join("\n") + "\n"
}

fn of_kind(row: &Figures) -> Vec<String> {
    let name = format!("{} {}", row.kind.therapy, row.kind.course.name);
    let of = |spread: Option<Spread>, factor: f64, decimals: usize| {
        spread.map_or_else(
            || "-".to_owned(),
            |spread| format!("{:.decimals$} {:.decimals$}", factor * spread.median, factor * spread.high),
        )
    };
    let shown = 100.0 * share_at_least(row.noticed, row.tested, 0.95);
    let mut lines = vec![format!(
        "  {name:17} {:>12} {:>13} {:>13} {:>9} {:>13} {:>13}",
        format!("{}/{} {shown:.0} %", row.noticed, row.tested),
        of(row.to_alarm_s, 1.0 / 60.0, 1),
        of(row.missed_ul, UNITS_PER_UL, 3),
        of(row.line_high_kpa, 1.0, 0),
        of(row.released_ul, UNITS_PER_UL, 3),
        of(row.resumed_ul, UNITS_PER_UL, 3)
    )];
    if row.stopped_before > 0 {
        lines.push(format!("    {} had stopped before the set closed", row.stopped_before));
    }
    lines.extend(tell::remarks("    ", &row.alarms, &row.failed, &row.violations));
    lines
}
