//! `aliquot inspect`: what the device, the controller and the twin consist of.

use crate::args::{InspectArgs, Inspected};
use crate::exit::{Ending, Failure};
use bench::inspect;
use std::io::Write as _;

/// Prints what was asked for, as a table or as one JSON object.
pub(crate) fn inspect(args: &InspectArgs) -> Result<Ending, Failure> {
    let (listing, json) = match &args.what {
        Inspected::Parts(of) => (inspect::parts(of.embodiment), of.json),
        Inspected::Parameters(of) => (inspect::parameters(of.embodiment), of.json),
        Inspected::Faults(of) => (inspect::faults(of.embodiment), of.json),
        Inspected::Alarms(all) => (inspect::alarms(), all.json),
        Inspected::Requirements(all) => (inspect::requirements(), all.json),
    };
    let text = if json { format!("{}\n", listing.json()) } else { listing.text() };
    std::io::stdout().write_all(text.as_bytes()).map_err(|cause| Failure::new(format!("standard output: {cause}")))?;
    Ok(Ending::Done)
}
