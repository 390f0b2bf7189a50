//! `aliquot bench gates`: what was asked of the device's accuracy, and what was reached.

use crate::args::GatesArgs;
use crate::exit::{Ending, Failure};
use crate::progress;
use crate::style::Style;
use crate::tell;
use bench::gates::{self, Scope, Table, Verdict};

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 20;

/// Measures and judges, and tells it. A gate that is missed is a result and no failure.
pub(crate) fn gates(args: &GatesArgs) -> Result<Ending, Failure> {
    let units = args.units.chosen(USUAL);
    let embodiments = args.units.embodiments();
    let measure = |show: &mut dyn FnMut(f64)| gates::measure(units, &embodiments, Scope::Gates, show);
    let measured = progress::during("gates".to_owned(), measure).map_err(Failure::new)?;
    let tables = gates::tables(&measured);
    let text = if args.json {
        format!("{}\n", gates::summary(&tables, &measured, units))
    } else {
        let of = |table: &Table| told(table, &format!("{} pump units from seed {}", units.count, units.first));
        tables.iter().map(of).collect::<Vec<String>>().join("\n")
    };
    tell::print(&text)?;
    Ok(Ending::held(tables.iter().all(|table| table.violations == 0)))
}

fn told(table: &Table, units: &str) -> String {
    let style = Style::stdout();
    let mut lines = vec![style.strong(&format!("{}: {units}, in silico", table.embodiment.name()))];
    for row in &table.rows {
        let verdict = format!("{:6}", row.verdict.name());
        let verdict = if row.verdict == Verdict::Missed { style.error(&verdict) } else { verdict };
        lines.push(format!("  {:5} {:48} {:>21}  {verdict} {}", row.id, row.what, row.asked, row.reached));
        if !row.shown.is_empty() {
            lines.push(format!("        {}", row.shown));
        }
        lines.extend(row.cause.map(|cause| format!("        cause: {cause}")));
    }
    lines.extend(table.alarms.iter().map(|raised| format!("  {raised}")));
    lines.push(format!(
        "  runs that could not be made {}, standing oracles violated {}",
        table.failed, table.violations
    ));
    lines.join("\n") + "\n"
}
