//! The figures that the twin stands on, as the report of a run shows them.

use crate::dossier::Dossier;
use crate::report::parameters;
use twin::PumpUnit;

/// What stands in the section.
pub(in super::super) fn body(_: &Dossier) -> String {
    parameters::body(&PumpUnit::PARAMETERS)
}
