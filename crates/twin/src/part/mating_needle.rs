//! The mating assembly's piercing needle, and the little cavity behind the infusion device's septum that it opens into.

use crate::parameter::parameters;

parameters! {
    /// The needle that joins device and infusion device.
    MatingNeedleParameters, Set, "mating needle";
    length_mm: "mm", 7.5, 8.0, 8.5, source: "assumed, because it has to pass a septum of 2 mm and reach the cannula's mouth";
    bore_mm: "mm", 0.24, 0.25, 0.26, source: "assumed, because a 25 to 26 gauge needle has about this bore";
    cavity_ul_kpa: "uL/kPa", 0.001, 0.002, 0.003, source: "assumed, because a septum of 5 mm across bulges by a fraction of a uL at 100 kPa";
    outer_mm: "mm", 0.50, 0.51, 0.52, source: "assumed, because a needle of 25 gauge is about as thick";
    shroud_mm: "mm", 2.95, 3.0, 3.05, source: "assumed, because a moulded shroud guards the needle";
}
