//! `aliquot bench sweep`: accuracy and charge over temperature, the battery's charge and the age of the wires.

use crate::args::SweepArgs;
use crate::exit::{Ending, Failure};
use crate::progress;
use crate::tell;
use bench::sweep::{self, Basal, Figures, Plan};

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 1;

/// Runs the sweep and tells it.
pub(crate) fn sweep(args: &SweepArgs) -> Result<Ending, Failure> {
    let plan = Plan::new(args.hours, args.boluses, args.units.chosen(USUAL));
    let embodiments = args.units.embodiments();
    let measured = progress::during("sweep".to_owned(), |show| sweep::run(&plan, &embodiments, show));
    let figures = sweep::figures(&measured);
    let text = if args.json { format!("{}\n", sweep::summary(&figures)) } else { told(&plan, &figures) };
    tell::print(&text)?;
    Ok(Ending::held(figures.iter().all(|figures| figures.violations.is_empty())))
}

/// What a person reads.
fn told(plan: &Plan, figures: &[Figures]) -> String {
    let head =
        format!("  {:25} {:>22} {:>22} {:>22} {:>15}", "", "0.05 U, %", "0.1 U/h, %", "1 U/h, %", "mAh a stroke");
    let rows = figures.iter().map(|row| (row.cell.embodiment, of_cell(row)));
    let mut lines = tell::sheets("air, battery, wires", plan.units(), &head, rows);
    let (hours, boluses) = plan.extent();
    lines.push(format!(
        "  {boluses} boluses: mean and range; {hours} h of a rate: mean over pump units, and the worst hour"
    ));
    lines.push("  mAh a stroke: mean over pump units and the most, at 1 U/h, electronics included".to_owned());
    lines.join("\n") + "\n"
}

fn of_cell(row: &Figures) -> Vec<String> {
    let cell = &row.cell;
    let name = format!("{} degC, {}, {}", cell.air_c, cell.charge.name(), cell.wires.name());
    let none = || "-".to_owned();
    let boluses = row.boluses.map_or_else(none, |errors| {
        format!("{:+.1} [{:+.1}, {:+.1}]", errors.spread.mean, errors.spread.low, errors.spread.high)
    });
    let basal = |basal: &Basal| {
        let both = basal.total.zip(basal.worst());
        both.map_or_else(none, |(total, worst)| format!("{:+.2}, {worst:+.1}", total.mean))
    };
    let stroke = row.stroke_mah.map_or_else(none, |stroke| format!("{:.4}, {:.4}", stroke.mean, stroke.high));
    let (slow, fast) = (basal(&row.slow), basal(&row.fast));
    let mut lines = vec![format!("  {name:25} {boluses:>22} {slow:>22} {fast:>22} {stroke:>15}")];
    lines.extend(tell::remarks("    ", &row.alarms, &row.failed, &row.violations));
    lines
}
