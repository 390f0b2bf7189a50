//! The two rubber walls that needles go through: one to fill the reservoir, one into the infusion device.

use crate::parameter::parameters;

parameters! {
    /// The reservoir's.
    FillSeptumParameters, Disposable, "fill septum";
    thickness_mm: "mm", 1.95, 2.0, 2.05, source: "assumed, because silicone of 1 to 3 mm closes behind a needle";
    width_mm: "mm", 1.95, 2.0, 2.05, source: "assumed, because a needle has to find it";
}

parameters! {
    /// The infusion device's.
    SeptumParameters, Set, "septum";
    thickness_mm: "mm", 1.95, 2.0, 2.05, source: "assumed, because silicone of 1 to 3 mm closes behind a needle";
    width_mm: "mm", 1.95, 2.0, 2.05, source: "assumed, because a needle that is led has little play";
}
