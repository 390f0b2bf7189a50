//! What the model leaves out, said where its figures are shown.

use super::page::paragraph;

/// What is missing, and which way that errs.
const LEFT_OUT: &str = "Not modelled: the volume that a valve itself displaces as it opens and closes; gas dissolved in the drug, \
    and bubbles that form, travel or come from the reservoir, beyond a small fixed volume of gas in the chamber; evaporation \
    and permeation through plastic; leaks of septum and connector; and adsorption of drug to the walls, so that volume \
    delivered stands for dose. A real pump has all of these, so its errors will be larger than those shown here.";

/// What the figures mean.
const MEANT: &str = "Delivered is liquid past the cannula's tip, as a balance would weigh it. How the body takes it up is not \
    part of this report.";

/// What stands in the section.
pub(super) fn body() -> String {
    format!("{}{}", paragraph(LEFT_OUT), paragraph(MEANT))
}
