//! `aliquot report`: everything that campaigns find, in one page.

use crate::args::ReportArgs;
use crate::exit::{Ending, Failure};
use crate::progress;
use crate::tell;
use bench::dossier::{self, Documents, Dossier, Plan};
use bench::gates::Scope;
use bench::output;

/// Pump units of each embodiment and cases of the swarm, if nothing is said.
const USUAL: (u64, u64) = (4, 100);
/// The same of a quick report.
const QUICK: (u64, u64) = (2, 8);

/// Measures what there is no file of, and writes the report.
pub(crate) fn report(args: &ReportArgs) -> Result<Ending, Failure> {
    let (units, cases) = if args.quick { QUICK } else { USUAL };
    let plan = Plan {
        units: args.units.chosen(units),
        embodiments: args.units.embodiments(),
        scope: if args.quick { Scope::Gates } else { Scope::Series },
        cases: args.cases.unwrap_or(cases),
    };
    output::check_folder(&args.out).map_err(Failure::new)?;
    let mut documents = match &args.from {
        Some(folder) => Documents::read(folder).map_err(Failure::new)?,
        None => Documents::default(),
    };
    let measure = |show: &mut dyn FnMut(f64)| dossier::measure(&plan, &mut documents, show);
    let measured = progress::during("campaigns".to_owned(), measure).map_err(Failure::new)?;
    let evidence = args.out.join("evidence");
    output::make_folder(&evidence).map_err(Failure::new)?;
    for (name, document) in &measured {
        output::write_file(&evidence.join(name), document).map_err(Failure::new)?;
    }
    let dossier = Dossier::new(documents, args.date.clone());
    dossier.write(&args.out).map_err(Failure::new)?;
    tell::print(&told(args, &dossier))?;
    Ok(Ending::held(dossier.violations() == 0))
}

/// What a person reads.
fn told(args: &ReportArgs, dossier: &Dossier) -> String {
    let rows: usize = dossier.tables().iter().map(|table| table.rows.len()).sum();
    format!(
        "report of all campaigns, in silico\n  {} tables with {rows} rows, standing oracles violated {}\n  page  {}\n",
        dossier.tables().len(),
        dossier.violations(),
        args.out.join("report.html").display()
    )
}
