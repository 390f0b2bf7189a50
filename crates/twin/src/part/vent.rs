//! The vent: a water-repellent filter through which air follows the liquid that leaves the bag.
//!
//! Behind the bag's wall lies a rigid space full of air. While the filter breathes, the space is at ambient pressure and
//! the bag does not feel it. When it is clogged, the air stretches as the bag empties and sucks at it, and a change of
//! ambient pressure, as in a cabin that climbs, presses on the bag instead.

use crate::math::{exp, half_cosine_step};
use crate::parameter::parameters;

parameters! {
    /// Filter, and the space behind the bag.
    VentParameters, Disposable, "vent";
    cavity_ul: "uL", 3900.0, 4000.0, 4100.0, source: "assumed, because the cavity has to leave room around a bag of 3 mL that was filled by hand";
    conductance_ul_s_kpa: "uL/(s kPa)", 1.0e3, 3.0e3, 1.0e4, source: "assumed, because a few mm2 of membrane pass far more air than a pump moves";
    pore_um: "um", 0.19, 0.20, 0.21, source: "assumed, because sterile vents are commonly of 0.2 um";
    surface_tension_n_m: "N/m", 0.050, 0.055, 0.060, source: "assumed, because preservatives lower water's 0.072";
    contact_angle_deg: "deg", 112.0, 115.0, 118.0, source: "assumed, because fluoropolymers repel water by about this angle";
    width_mm: "mm", 1.15, 1.2, 1.25, source: "assumed, because a disc of membrane filter is bonded over about this";
}

/// Pressure at which standard volume is counted, kPa absolute.
const STANDARD_KPA: f64 = 101.325;
/// Temperature at which standard volume is counted, K.
const STANDARD_K: f64 = 298.15;
/// Zero of the Celsius scale, K.
const CELSIUS_K: f64 = 273.15;
/// Least space behind the bag, uL. Assumed, because the corners of the cavity stay free however full the bag is.
const LEAST_SPACE_UL: f64 = 50.0;

impl VentParameters {
    /// Pressure by which liquid has to exceed the air behind it before it enters the filter, kPa.
    ///
    /// # Model
    /// Capillary pressure of a round pore, `-4 gamma cos(theta) / d`.
    ///
    /// # Source
    /// [WAS] entry of a liquid that does not wet.
    pub(crate) fn entry_kpa(&self) -> f64 {
        let cosine = 2.0 * half_cosine_step(self.contact_angle_deg / 180.0) - 1.0;
        // N/m over um is MPa.
        -4e3 * self.surface_tension_n_m * cosine / self.pore_um
    }

    /// Volume of the air behind a bag that takes up `bag_ul`, uL.
    fn space_ul(&self, bag_ul: f64) -> f64 {
        (self.cavity_ul - bag_ul).max(LEAST_SPACE_UL)
    }
}

/// Share of a filter's conductance that clogging leaves: each tenth of severity takes 0.7 decades, because a pump needs
/// so little of a new filter that anything less would not be noticed. Exactly 1 at severity 0; 1e-7 at severity 1, which
/// holds back the air for hours.
pub(crate) fn unclogged_share(severity: f64) -> f64 {
    exp(-7.0 * core::f64::consts::LN_10 * severity)
}

/// What the filter meets on its outer side, and how warm the device is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct VentSurroundings {
    /// Ambient pressure, kPa absolute.
    pub(crate) ambient_kpa: f64,
    /// Pressure of water over the filter, kPa above ambient; zero in air.
    pub(crate) water_kpa: f64,
    /// Temperature of the air in the space, degC.
    pub(crate) temperature_c: f64,
}

/// The air behind the bag, and whether the filter has been wetted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Vent {
    /// Air in the space, standard uL.
    air_ul: f64,
    /// Pores that liquid has entered pass no air until the filter is replaced.
    pub(crate) wetted: bool,
}

impl Vent {
    /// A dry filter, and a space at ambient pressure.
    pub(crate) fn new(p: &VentParameters, outside: &VentSurroundings, bag_ul: f64) -> Self {
        let air_ul = outside.ambient_kpa * p.space_ul(bag_ul) / isotherm(outside.temperature_c);
        Self { air_ul, wetted: false }
    }

    /// Lets the air flow for a while with the bag at its present size, through a share of the filter's conductance;
    /// returns the pressure of the space at the end, kPa absolute.
    ///
    /// # Model
    /// Isothermal flow through a porous sheet carries air in proportion to the difference of the squared pressures:
    /// `P V - P0 V0 = dt g (Pa^2 - P^2) / 2`. Implicit, and so a quadratic in the pressure at the end: stable for any
    /// step, exact when shut (Boyle) and at the end of equalisation, of first order in between. Water over the filter
    /// stops the air; pores are far too small for slip and inertia to matter at these flows.
    ///
    /// # Source
    /// [DUL] isothermal gas flow through a porous medium.
    pub(crate) fn advance(
        &mut self,
        p: &VentParameters,
        outside: &VentSurroundings,
        share: f64,
        bag_ul: f64,
        seconds: f64,
    ) -> f64 {
        let isotherm = isotherm(outside.temperature_c);
        let space_ul = p.space_ul(bag_ul);
        let shut_kpa = self.air_ul * isotherm / space_ul;
        self.wetted |= outside.ambient_kpa + outside.water_kpa - shut_kpa > p.entry_kpa();
        if self.wetted || outside.water_kpa > 0.0 {
            return shut_kpa;
        }
        // P^2 a + P - b = 0, in the form that stays exact as `a` goes to zero.
        let a = 0.5 * seconds * share * p.conductance_ul_s_kpa / space_ul;
        let b = shut_kpa + a * outside.ambient_kpa * outside.ambient_kpa;
        let pressure_kpa = 2.0 * b / (1.0 + (1.0 + 4.0 * a * b).sqrt());
        self.air_ul = pressure_kpa * space_ul / isotherm;
        pressure_kpa
    }
}

/// Pressure times volume of one standard uL, kPa uL.
fn isotherm(temperature_c: f64) -> f64 {
    STANDARD_KPA * (temperature_c + CELSIUS_K) / STANDARD_K
}

#[cfg(test)]
mod validation;
