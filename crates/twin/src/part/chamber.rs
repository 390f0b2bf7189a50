//! The pump chamber: liquid between membrane, rigid body and the two valve seats, with the little gas that stays in
//! it.

use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// The chamber's own give.
    ChamberParameters, Disposable, "pump chamber";
    depth_mm: "mm", 0.395, 0.400, 0.405, source: "assumed, because a full stroke of 3 uL leaves room above the largest dose step of 2 uL";
    compliance_ul_kpa: "uL/kPa", 0.002, 0.0035, 0.005, source: "assumed, because the annulus and the seats' lips bulge a little: 0.2 to 0.5 uL per 100 kPa";
    residual_gas_ul: "uL", 0.005, 0.02, 0.04, source: "assumed, because wetting leaves micro-bubbles in corners; also stands for gas coming out of solution under suction";
}

/// Pressure at which the residual gas is given, kPa absolute.
const REFERENCE_PRESSURE_KPA: f64 = 101.325;

impl ChamberParameters {
    /// Gauge pressure, kPa, when the chamber holds `excess` uL (liquid plus swept volume) more than it does at rest.
    ///
    /// # Model
    /// `excess = C (P - Pamb) + n (1/Pref - 1/P)`: linear walls and isothermal gas, solved for the absolute pressure
    /// `P`, which stays above zero however much is sucked: the gas opens a void.
    #[inline(always)]
    pub(crate) fn pressure<R: Real>(&self, excess: R, ambient_kpa: f64) -> R {
        let gas = self.residual_gas_ul * REFERENCE_PRESSURE_KPA;
        let compliance = self.compliance_ul_kpa;
        let b = excess + (compliance * ambient_kpa - self.residual_gas_ul);
        let root = (b * b + 4.0 * compliance * gas).sqrt();
        let absolute = if b.value() > 0.0 { (b + root) * (0.5 / compliance) } else { (root - b).recip() * (2.0 * gas) };
        absolute - ambient_kpa
    }
}

#[cfg(test)]
mod validation;
