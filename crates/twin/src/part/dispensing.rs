//! placeholder
use crate::parameter::parameters;
use crate::real::Real;
parameters! {
    /// x
    DispensingParameters, Disposable, "dispensing chamber";
    stiffness_kpa_ul: "kPa/uL", 3.0, 4.0, 5.0, source: "assumed, because x";
}
impl DispensingParameters {
    pub(crate) fn resting_ul(&self) -> f64 {
        0.0
    }
    pub(crate) fn pressure<R: Real>(&self, content: R) -> R {
        content * self.stiffness_kpa_ul
    }
}
