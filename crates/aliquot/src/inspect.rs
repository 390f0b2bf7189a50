//! `aliquot inspect`: what the device, the controller and the twin consist of.

use crate::args::{InspectArgs, Inspected, PartsArgs};
use crate::exit::{Ending, Failure};
use crate::tell;
use bench::scenario::Embodiment;
use bench::{inspect, output, picture};

/// Prints what was asked for, as a table or as one JSON object, after drawing the device if that was asked for.
pub(crate) fn inspect(args: &InspectArgs) -> Result<Ending, Failure> {
    let (listing, json) = match &args.what {
        Inspected::Parts(PartsArgs { of, svg }) => {
            if let Some(path) = svg {
                let drawn = picture::as_designed(of.embodiment.unwrap_or(Embodiment::Tethered));
                output::write_file(path, &drawn).map_err(Failure::new)?;
            }
            (inspect::parts(of.embodiment), of.json)
        }
        Inspected::Parameters(of) => (inspect::parameters(of.embodiment), of.json),
        Inspected::Faults(of) => (inspect::faults(of.embodiment), of.json),
        Inspected::Alarms(all) => (inspect::alarms(), all.json),
        Inspected::Requirements(all) => (inspect::requirements(), all.json),
    };
    let text = if json { format!("{}\n", listing.json()) } else { listing.text() };
    tell::print(&text)?;
    Ok(Ending::Done)
}
