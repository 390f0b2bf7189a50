//! `aliquot faults`: everything that can go wrong, and what comes of it.

use crate::args::FaultsArgs;
use crate::drawing::Drawing;
use crate::exit::{Ending, Failure};
use crate::progress;
use crate::tell;
use bench::faults::{self, Cell, Pairs, Plan};
use bench::record::Violation;
use bench::request::Units;
use bench::scenario::Embodiment;

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 1;

/// Runs the campaign, draws it and writes the matrix if that was asked for, and tells it.
pub(crate) fn faults(args: &FaultsArgs) -> Result<Ending, Failure> {
    let units = args.units.chosen(USUAL);
    let plan = Plan::new(args.fault.as_deref(), args.id, units);
    let [drawing, page] = [&args.svg, &args.markdown].map(|path| Drawing::to(path.as_deref()));
    let (drawing, page) = (drawing?, page?);
    let kinds = plan.kinds(&args.units.embodiments());
    let singles = progress::during("single faults".to_owned(), |show| faults::run(&kinds, units, show));
    let singles = faults::figures(&singles);
    let pairs = pairs(args, units, &singles);
    drawing.write(|| faults::svg(&singles))?;
    page.write(|| faults::markdown(units, &singles, &pairs))?;
    let text = if args.json {
        format!("{}\n", faults::summary(units, &singles, &pairs))
    } else {
        told(units, &singles, &pairs)
    };
    tell::print(&text)?;
    Ok(Ending::held(singles.iter().chain(&pairs).all(|cell| cell.violations().next().is_none())))
}

/// Pairs of the faults that were tried: all if that was asked for, a sample of a whole matrix, else none.
fn pairs(args: &FaultsArgs, units: Units, singles: &[Cell]) -> Vec<Cell> {
    let is_whole = args.fault.is_none() && args.id.is_none();
    if !args.pairs && !is_whole {
        return Vec::new();
    }
    let kinds = faults::pairs(singles, if args.pairs { Pairs::All } else { Pairs::Sampled });
    // One pump unit is enough for what is a search among many.
    let one = Units { count: 1, ..units };
    faults::figures(&progress::during("pairs of faults".to_owned(), |show| faults::run(&kinds, one, show)))
}

/// What a person reads.
fn told(units: Units, singles: &[Cell], pairs: &[Cell]) -> String {
    let of = |embodiment: Embodiment| {
        let cells = singles.iter().chain(pairs).filter(move |cell| cell.embodiment == embodiment);
        cells.map(move |cell| (embodiment, of_cell(cell)))
    };
    let head = format!("  {:36} trials told of all, by what, median and longest time; most too much, most missing", "");
    let mut lines = tell::sheets("faults", units, &head, Embodiment::ALL.into_iter().flat_map(of));
    lines.extend(faults::totals(singles, pairs));
    lines.join("\n") + "\n"
}

fn of_cell(cell: &Cell) -> Vec<String> {
    let violations: Vec<(u64, Violation)> =
        cell.violations().map(|(trial, violation)| (trial.seed, violation.clone())).collect();
    let mut lines = vec![format!("  {:36} {}", cell.row.name(), faults::in_words(cell))];
    lines.extend(tell::remarks("    ", &[], &cell.failed, &violations));
    lines
}
