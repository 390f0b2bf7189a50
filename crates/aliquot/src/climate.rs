//! `aliquot bench climate`: what is delivered while the surroundings change.

use crate::args::ClimateArgs;
use crate::drawing::Drawing;
use crate::exit::{Ending, Failure};
use crate::progress;
use crate::tell;
use bench::analysis::Spread;
use bench::climate::{self, Figures, LegFigures, Plan};

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 4;
/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;

/// Runs the campaign, draws it if that was asked for, and tells it.
pub(crate) fn climate(args: &ClimateArgs) -> Result<Ending, Failure> {
    let plan = Plan::new(args.condition, args.units.chosen(USUAL));
    let drawing = Drawing::to(args.svg.as_deref())?;
    let measured =
        progress::during("surroundings".to_owned(), |show| climate::run(&plan, &args.units.embodiments(), show));
    let figures = climate::figures(&measured);
    drawing.write(|| climate::svg(&figures))?;
    let text = if args.json { format!("{}\n", climate::summary(&figures)) } else { told(&plan, &figures) };
    tell::print(&text)?;
    Ok(Ending::held(figures.iter().all(|figures| figures.violations.is_empty())))
}

/// What a person reads.
fn told(plan: &Plan, figures: &[Figures]) -> String {
    let head = format!(
        "  {:23} {:>17} {:>15} {:>15} {:>17}",
        "", "beside itself, U", "the same, %", "error, %", "not accounted, U"
    );
    let rows = figures.iter().map(|row| (row.kind.embodiment, of_kind(row)));
    let mut lines = tell::sheets("surroundings", plan.units(), &head, rows);
    lines.push("  median, and the pump unit that is farthest off".to_owned());
    lines.push("  beside itself: delivered less commanded, less the same pump unit's in a laboratory".to_owned());
    lines.join("\n") + "\n"
}

fn of_kind(row: &Figures) -> Vec<String> {
    let name = row.kind.condition.name;
    let mut lines: Vec<String> = if row.kind.suspended {
        let far = |spread: Option<Spread>, worst: fn(Spread) -> f64| UNITS_PER_UL * spread.map_or(f64::NAN, worst);
        let (low, high) = (far(row.low_ul, |spread| spread.low), far(row.high_ul, |spread| spread.high));
        vec![format!("  {name:14} suspended: strays from {low:+.4} to {high:+.4} U at the farthest")]
    } else {
        row.legs.iter().map(|leg| of_leg(name, leg)).collect()
    };
    lines.extend(tell::remarks("    ", &row.alarms, &row.failed, &row.violations));
    lines
}

fn of_leg(condition: &str, leg: &LegFigures) -> String {
    let of = |spread: Option<Spread>, factor: f64, decimals: usize| {
        spread.map_or_else(
            || "-".to_owned(),
            |spread| format!("{:+.decimals$} {:+.decimals$}", factor * spread.median, factor * spread.worst()),
        )
    };
    format!(
        "  {condition:14} {:8} {:>17} {:>15} {:>15} {:>17}",
        leg.name,
        of(leg.beside_ul, UNITS_PER_UL, 4),
        of(leg.beside_percent, 1.0, 2),
        of(leg.error_percent, 1.0, 2),
        of(leg.unaccounted_ul, UNITS_PER_UL, 4)
    )
}
