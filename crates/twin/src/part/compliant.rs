//! An elastic space that holds liquid and some gas: the pump chamber, and tubing with air in it.

use super::gas::STANDARD_KPA;
use crate::real::Real;

/// Air around the device, held for the length of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Air {
    /// Ambient pressure, kPa absolute.
    pub(crate) ambient_kpa: f64,
    /// Absolute temperature over the standard one: by how much gas is swollen by warmth.
    pub(crate) warmth: f64,
}

/// Gauge pressure, kPa, of a space with elastic walls (uL/kPa) that holds `excess` uL more than at rest and ambient
/// pressure; gas (standard uL) counts in it as it does at standard conditions.
///
/// # Model
/// `excess = C (P - Pamb) + n (1 - warmth Ps / P)`: linear walls and ideal gas at the drug's temperature, solved for
/// the absolute pressure `P`, which stays above zero however much is sucked: the gas opens a void.
#[inline(always)]
pub(crate) fn pressure<R: Real>(excess: R, compliance_ul_kpa: f64, gas_ul: f64, air: &Air) -> R {
    let gas = gas_ul * STANDARD_KPA * air.warmth;
    let b = excess + (compliance_ul_kpa * air.ambient_kpa - gas_ul);
    let root = (b * b + 4.0 * compliance_ul_kpa * gas).sqrt();
    let absolute =
        if b.value() > 0.0 { (b + root) * (0.5 / compliance_ul_kpa) } else { (root - b).recip() * (2.0 * gas) };
    absolute - air.ambient_kpa
}

#[cfg(test)]
mod validation;
