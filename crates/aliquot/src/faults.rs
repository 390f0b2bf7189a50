//! `aliquot faults`: everything that can go wrong, and what comes of it.

use crate::args::FaultsArgs;
use crate::exit::{Ending, Failure};
use crate::progress::Progress;
use crate::style::Style;
use bench::faults::{self, Cell, Pairs, Plan};
use bench::output;
use bench::request::Units;
use std::io::Write as _;

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 1;

/// Runs the campaign, draws it and writes the matrix if that was asked for, and tells it.
pub(crate) fn faults(args: &FaultsArgs) -> Result<Ending, Failure> {
    let units = args.units.chosen(USUAL);
    let plan = Plan::new(args.fault.as_deref(), args.id, units);
    for path in [&args.svg, &args.markdown].into_iter().flatten() {
        output::check_file(path).map_err(Failure::new)?;
    }
    let bar = Progress::new("single faults".to_owned());
    let kinds = plan.kinds(&args.units.embodiments());
    let singles = faults::figures(&faults::run(&kinds, units, &mut |share| bar.show(share)));
    bar.clear();
    let pairs = pairs(args, units, &singles);
    if let Some(path) = &args.svg {
        output::write_file(path, &faults::svg(&singles)).map_err(Failure::new)?;
    }
    if let Some(path) = &args.markdown {
        output::write_file(path, &faults::markdown(units, &singles, &pairs)).map_err(Failure::new)?;
    }
    let text = if args.json {
        format!("{}\n", faults::summary(units, &singles, &pairs))
    } else {
        told(units, &singles, &pairs)
    };
    std::io::stdout().write_all(text.as_bytes()).map_err(|cause| Failure::new(format!("standard output: {cause}")))?;
    let held = singles.iter().chain(&pairs).all(|cell| cell.violations().next().is_none());
    Ok(if held { Ending::Done } else { Ending::OracleViolated })
}

/// Pairs of the faults that were tried: all if that was asked for, a sample of a whole matrix, else none.
fn pairs(args: &FaultsArgs, units: Units, singles: &[Cell]) -> Vec<Cell> {
    let is_whole = args.fault.is_none() && args.id.is_none();
    if !args.pairs && !is_whole {
        return Vec::new();
    }
    let kinds = faults::pairs(singles, if args.pairs { Pairs::All } else { Pairs::Sampled });
    let bar = Progress::new("pairs of faults".to_owned());
    // One pump unit is enough for what is a search among many.
    let measured = faults::run(&kinds, Units { count: 1, ..units }, &mut |share| bar.show(share));
    bar.clear();
    faults::figures(&measured)
}

/// What a person reads.
fn told(units: Units, singles: &[Cell], pairs: &[Cell]) -> String {
    let style = Style::stdout();
    let title = format!("faults, {} pump units from seed {}, in silico", units.count, units.first);
    let mut lines = vec![style.strong(&title)];
    for cell in singles.iter().chain(pairs) {
        let (row, embodiment) = (cell.row.name(), cell.embodiment.name());
        lines.push(format!("  {row:36} {embodiment:9} {}", faults::in_words(cell)));
        lines.extend(cell.failed.iter().map(|failed| format!("    not run: {failed}")));
        for (trial, violation) in cell.violations() {
            let (course, seed, at_s) = (trial.course, trial.seed, violation.at_s);
            let what = format!("    VIOLATED: {course}, pump unit {seed}, {at_s:.0} s: {}", violation.oracle);
            lines.push(style.error(&what));
        }
    }
    lines
        .push("  told: of so many trials, by what, median and longest time; most too much and most missing".to_owned());
    lines.extend(faults::totals(singles, pairs));
    lines.join("\n") + "\n"
}
