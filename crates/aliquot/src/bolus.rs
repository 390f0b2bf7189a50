//! `aliquot bench bolus`: boluses of all sizes in all situations, each weighed.

use crate::args::BolusArgs;
use crate::exit::{Ending, Failure};
use crate::number::fixed;
use crate::progress;
use crate::tell;
use bench::analysis::{Spread, share_at_least};
use bench::bolus::{self, Figures, Plan};

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 4;

/// Runs the campaign and tells it.
pub(crate) fn bolus(args: &BolusArgs) -> Result<Ending, Failure> {
    let units = args.units.chosen(USUAL);
    let plan = Plan::new(args.dose.as_deref(), args.situation, args.consecutive, units).map_err(Failure::new)?;
    let measured = progress::during("boluses".to_owned(), |show| bolus::run(&plan, &args.units.embodiments(), show));
    let figures = bolus::figures(&measured);
    let text = if args.json { format!("{}\n", bolus::summary(&figures)) } else { told(&plan, &figures) };
    tell::print(&text)?;
    Ok(Ending::held(figures.iter().all(|figures| figures.violations.is_empty())))
}

/// What a person reads.
fn told(plan: &Plan, figures: &[Figures]) -> String {
    let head = format!(
        "  {:14} {:>7} {:>5} {:>7} {:>6} {:>7} {:>7} {:>6} {:>6} {:>6}",
        "", "dose", "n", "mean %", "sd %", "least", "most", "in 5", "in 10", "in 15"
    );
    let rows = figures.iter().map(|row| (row.embodiment, of_kind(row)));
    let mut lines = tell::sheets("boluses", plan.units(), &head, rows);
    lines.push("  bins: below 25, 75, 95, 105, 125, 175, 250 % of what was programmed, and above".to_owned());
    lines.join("\n") + "\n"
}

fn of_kind(row: &Figures) -> Vec<String> {
    let name = format!("{:14} {:>7}", row.kind.situation.name(), row.kind.dose.to_string());
    let mut lines = Vec::new();
    if let Some(full) = &row.full {
        let (errors, spread) = (&full.errors, full.errors.spread);
        lines.push(format!(
            "  {name} {:5} {:+7.2} {:>6} {:+7.1} {:+7.1} {:6.2} {:6.2} {:6.2}",
            spread.count,
            spread.mean,
            fixed(spread.deviation, 2),
            spread.low,
            spread.high,
            errors.share_within(0),
            errors.share_within(1),
            errors.share_within(2)
        ));
        let bins: Vec<String> = full.bins.iter().map(ToString::to_string).collect();
        let shown = 100.0 * share_at_least(errors.within[0], spread.count, 0.95);
        lines.push(format!("    bins {}; 95 %: at least {shown:.2} % within 5 %", bins.join(" ")));
    } else {
        lines.push(format!("  {name}     0 in full"));
    }
    if let Some(cut) = Spread::of(&row.cut) {
        lines.push(format!(
            "    cut short {}: delivered less reported {:+.3} uL, sd {}, {:+.3} to {:+.3}",
            cut.count,
            cut.mean,
            fixed(cut.deviation, 3),
            cut.low,
            cut.high
        ));
    }
    if row.not_taken > 0 {
        lines.push(format!("    not taken {}", row.not_taken));
    }
    lines.extend(tell::remarks("    ", &row.alarms, &row.failed, &row.violations));
    lines
}
