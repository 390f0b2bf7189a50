//! `aliquot bench occlusion`: a set that is blocked while basal runs or a bolus is given.

use crate::args::OcclusionArgs;
use crate::exit::{Ending, Failure};
use crate::progress::Progress;
use crate::style::Style;
use bench::analysis::{Spread, share_at_least};
use bench::occlusion::{self, Figures, Plan};
use bench::{output, raised};
use std::io::Write as _;

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 4;
/// Units of U-100 in a microlitre.
const UNITS_PER_UL: f64 = 0.1;

/// Runs the campaign, draws it if that was asked for, and tells it.
pub(crate) fn occlusion(args: &OcclusionArgs) -> Result<Ending, Failure> {
    let units = args.units.chosen(USUAL);
    let plan = Plan::new(&args.rate, &args.bolus, args.course, units).map_err(Failure::new)?;
    if let Some(path) = &args.svg {
        output::check_file(path).map_err(Failure::new)?;
    }
    let bar = Progress::new("blocked sets".to_owned());
    let measured = occlusion::run(&plan, &args.units.embodiments(), &mut |share| bar.show(share));
    bar.clear();
    let figures = occlusion::figures(&measured);
    if let Some(path) = &args.svg {
        output::write_file(path, &occlusion::svg(&figures)).map_err(Failure::new)?;
    }
    let text = if args.json { format!("{}\n", occlusion::summary(&figures)) } else { told(&plan, &figures) };
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
                format!("{embodiment}: blocked sets, {} pump units from seed {}, in silico", units.count, units.first);
            lines.push(style.strong(&title));
            lines.push(format!(
                "  {:17} {:>12} {:>13} {:>13} {:>9} {:>13} {:>13}",
                "", "alarmed", "after, min", "missed, U", "peak, kPa", "released, U", "resumed, U"
            ));
            last = embodiment;
        }
        lines.extend(of_kind(row));
    }
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
    lines.extend(raised::by_name(&row.alarms).iter().map(|raised| format!("    {raised}")));
    lines.extend(row.failed.iter().map(|failed| format!("    not run: {failed}")));
    for (seed, violation) in &row.violations {
        let what = format!("    VIOLATED: pump unit {seed}, {:.0} s: {}", violation.at_s, violation.oracle);
        lines.push(Style::stdout().error(&what));
    }
    lines
}
