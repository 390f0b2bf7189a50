//! `aliquot bench climate`: what is delivered while the surroundings change.

use crate::args::ClimateArgs;
use crate::exit::{Ending, Failure};
use crate::progress::Progress;
use crate::style::Style;
use bench::analysis::Spread;
use bench::climate::{self, Figures, LegFigures, Plan};
use bench::{output, raised};
use std::io::Write as _;

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 4;
/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;

/// Runs the campaign, draws it if that was asked for, and tells it.
pub(crate) fn climate(args: &ClimateArgs) -> Result<Ending, Failure> {
    let plan = Plan::new(args.condition, args.units.chosen(USUAL));
    if let Some(path) = &args.svg {
        output::check_file(path).map_err(Failure::new)?;
    }
    let bar = Progress::new("surroundings".to_owned());
    let measured = climate::run(&plan, &args.units.embodiments(), &mut |share| bar.show(share));
    bar.clear();
    let figures = climate::figures(&measured);
    if let Some(path) = &args.svg {
        output::write_file(path, &climate::svg(&figures)).map_err(Failure::new)?;
    }
    let text = if args.json { format!("{}\n", climate::summary(&figures)) } else { told(&plan, &figures) };
    std::io::stdout().write_all(text.as_bytes()).map_err(|cause| Failure::new(format!("standard output: {cause}")))?;
    let held = figures.iter().all(|figures| figures.violations.is_empty());
    Ok(if held { Ending::Done } else { Ending::OracleViolated })
}

/// What a person reads.
fn told(plan: &Plan, figures: &[Figures]) -> String {
    let (units, style) = (plan.units(), Style::stdout());
    let mut lines = Vec::new();
    let mut last = "";
    for row in figures {
        let embodiment = row.kind.embodiment.name();
        if embodiment != last {
            let title =
                format!("{embodiment}: surroundings, {} pump units from seed {}, in silico", units.count, units.first);
            lines.push(style.strong(&title));
            lines.push(format!(
                "  {:23} {:>17} {:>15} {:>15} {:>17}",
                "", "beside itself, U", "the same, %", "error, %", "not accounted, U"
            ));
            last = embodiment;
        }
        lines.extend(of_kind(row));
    }
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
    lines.extend(raised::by_name(&row.alarms).iter().map(|raised| format!("    {raised}")));
    lines.extend(row.failed.iter().map(|failed| format!("    not run: {failed}")));
    for (seed, violation) in &row.violations {
        let what = format!("    VIOLATED: pump unit {seed}, {:.0} s: {}", violation.at_s, violation.oracle);
        lines.push(Style::stdout().error(&what));
    }
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
