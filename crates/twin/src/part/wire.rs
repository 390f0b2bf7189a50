//! A shape-memory wire: heated by current, cooled by air, it shortens as martensite turns to austenite and can be
//! stretched again when cold.
//!
//! States: mean temperature (degC) and martensite fraction (0..=1). Stress follows from strain and fraction.
//! Vocabulary: *heating branch* and *cooling branch* are the two curves between which the fraction stays; *anchor* is
//! where a branch was last left.

use crate::math::half_cosine_step;
use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// The alloy that all wires of a pump unit are drawn from: high-temperature, trained, near-equiatomic
    /// nickel-titanium.
    AlloyParameters, Reusable, "shape-memory alloy";
    density_kg_m3: "kg/m3", 6400.0, 6450.0, 6500.0, source: "[DYN] physical properties";
    heat_capacity_j_kgk: "J/(kg K)", 800.0, 837.0, 870.0, source: "[DYN] physical properties (0.2 cal/(g K))";
    latent_heat_j_kg: "J/kg", 22_000.0, 24_200.0, 26_000.0, source: "[DYN] physical properties";
    austenite_start_c: "degC", 61.9, 63.4, 64.9, source: "[DYN] 88 degC at 172 MPa, less 172/7 K for the stress";
    austenite_width_k: "K", 9.0, 10.0, 11.0, source: "[DYN] 88 to 98 degC at 172 MPa";
    martensite_finish_c: "degC", 35.9, 37.4, 38.9, source: "[DYN] 62 degC at 172 MPa, less 172/7 K for the stress";
    martensite_width_k: "K", 9.0, 10.0, 11.0, source: "[DYN] 62 to 72 degC at 172 MPa";
    stress_slope_mpa_k: "MPa/K", 6.5, 7.0, 7.5, source: "[BRI] table 1 (8 to 13.8 for other alloys); 7 fits [DYN] wire";
    modulus_austenite_mpa: "MPa", 55_000.0, 60_000.0, 65_000.0, source: "[BRI] table 1 (67 GPa), reduced for thin drawn wire";
    modulus_martensite_mpa: "MPa", 26_000.0, 28_000.0, 30_000.0, source: "[DYN] physical properties (28 GPa)";
    orientation_strain: "1", 0.043, 0.045, 0.047, source: "[DYN] 4 to 5 % stroke under a bias spring";
    orientation_start_mpa: "MPa", 27.0, 30.0, 33.0, source: "assumed, because [DYN] asks for about 70 MPa to stretch the cold wire fully and the curve below is rounded";
    orientation_finish_mpa: "MPa", 66.0, 70.0, 74.0, source: "[DYN] recommended cooling deformation stress (69 MPa)";
    resistivity_martensite_uohm_cm: "uOhm cm", 78.0, 80.0, 82.0, source: "[DYN] physical properties";
    resistivity_austenite_uohm_cm: "uOhm cm", 97.0, 100.0, 103.0, source: "[DYN] physical properties";
    transformation_time_s: "s", 0.01, 0.01, 0.01, source: "assumed, because transformation itself is far faster than heat flow and only has to be resolved";
}

/// Air around a wire, at a film temperature of 50 degC.
mod air {
    /// Thermal conductivity, W/(m K). Source: [INC] table A.4.
    pub(super) const CONDUCTIVITY_W_MK: f64 = 0.0278;
    /// Kinematic viscosity times thermal diffusivity, m4/s2. Source: [INC] table A.4 (1.80e-5 and 2.55e-5 m2/s).
    pub(super) const VISCOSITY_DIFFUSIVITY_M4_S2: f64 = 1.80e-5 * 2.55e-5;
    /// Gravity over film temperature, m/(s2 K).
    pub(super) const BUOYANCY_M_S2K: f64 = 9.81 / 323.0;
    /// `0.518 / [1 + (0.559/Pr)^(9/16)]^(4/9)` at Pr = 0.706. Source: [CHC] equation for thin horizontal cylinders.
    pub(super) const PRANDTL_FACTOR: f64 = 0.3916;
}

/// One wire, with what follows from its size worked out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wire {
    /// Cross-section, mm2.
    area_mm2: f64,
    /// Heat to warm the wire by one kelvin, J/K.
    heat_capacity_j_k: f64,
    /// Heat to turn all of it from martensite to austenite, J.
    latent_heat_j: f64,
    /// Heat lost per kelvin above air: `still + rising * dT^(1/4)`, W/K.
    still_w_k: f64,
    rising_w_k: f64,
    /// Resistance as martensite and as austenite, Ohm.
    resistance_martensite_ohm: f64,
    resistance_austenite_ohm: f64,
    alloy: AlloyParameters,
}

/// Where the fraction's branches start: the largest martensite fraction on heating and the largest austenite fraction
/// on cooling.
///
/// A wire that turns back half-way follows a branch through the point where it turned: a minor loop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PhaseAnchors {
    heating_martensite: f64,
    cooling_austenite: f64,
}

impl PhaseAnchors {
    /// A wire that is all martensite.
    pub(crate) const COLD: Self = Self { heating_martensite: 1.0, cooling_austenite: 0.0 };
}

impl Wire {
    /// A wire of this size.
    pub(crate) fn new(alloy: AlloyParameters, diameter_mm: f64, length_mm: f64) -> Self {
        let pi = core::f64::consts::PI;
        let area_mm2 = 0.25 * pi * diameter_mm * diameter_mm;
        let mass_kg = alloy.density_kg_m3 * area_mm2 * length_mm * 1e-9;
        let length_m = length_mm * 1e-3;
        let diameter_m = diameter_mm * 1e-3;
        let rayleigh_per_k =
            air::BUOYANCY_M_S2K * diameter_m * diameter_m * diameter_m / air::VISCOSITY_DIFFUSIVITY_M4_S2;
        let conduction_w_k = pi * length_m * air::CONDUCTIVITY_W_MK;
        let ohm_per_uohm_cm = 1e-8 * length_m / (area_mm2 * 1e-6);
        Self {
            area_mm2,
            heat_capacity_j_k: mass_kg * alloy.heat_capacity_j_kgk,
            latent_heat_j: mass_kg * alloy.latent_heat_j_kg,
            still_w_k: conduction_w_k * 0.36,
            rising_w_k: conduction_w_k * air::PRANDTL_FACTOR * rayleigh_per_k.sqrt().sqrt(),
            resistance_martensite_ohm: alloy.resistivity_martensite_uohm_cm * ohm_per_uohm_cm,
            resistance_austenite_ohm: alloy.resistivity_austenite_uohm_cm * ohm_per_uohm_cm,
            alloy,
        }
    }

    /// Pull, N, at a strain (relative to the hot, unloaded wire) and martensite fraction; zero when slack.
    ///
    /// # Model
    /// `stress = E (strain - orientation strain * fraction * h(stress))`, where `h` grows linearly from 0 to 1
    /// between the orientation stresses: cold wire gives way only above them, and hot wire is plain elastic. Three
    /// straight pieces, continuous and rising. Valid below about 200 MPa.
    ///
    /// # Source
    /// [BRI]: stress-induced (oriented) and temperature-induced (twinned) martensite, here without memory of the
    /// orientation.
    #[inline(always)]
    pub(crate) fn pull<R: Real>(&self, strain: R, martensite: R) -> R {
        self.stress_mpa(strain, martensite) * self.area_mm2
    }

    #[inline(always)]
    fn stress_mpa<R: Real>(&self, strain: R, martensite: R) -> R {
        let a = &self.alloy;
        let modulus = martensite * (a.modulus_martensite_mpa - a.modulus_austenite_mpa) + a.modulus_austenite_mpa;
        let start = a.orientation_start_mpa;
        let give = martensite * (a.orientation_strain / (a.orientation_finish_mpa - start));
        let twinned = modulus * strain;
        let orienting = modulus * (strain + give * start) * (modulus * give + 1.0).recip();
        let oriented = modulus * (strain - martensite * a.orientation_strain);
        oriented.max(twinned.min(orienting)).max(R::constant(0.0))
    }

    /// Rates of temperature (K/s) and martensite fraction (1/s).
    ///
    /// # Model
    /// Heat: Joule power less convection by [CHC] less latent heat. Phase: [LRG] cosine branches at the temperature
    /// that stress has shifted; the fraction moves only when a branch pushes it, so it rests inside the hysteresis.
    /// Temperature is uniform (Biot number below 1e-3).
    #[inline(always)]
    pub(crate) fn rates<R: Real>(
        &self,
        temperature: R,
        martensite: R,
        strain: R,
        surroundings: &Surroundings,
        anchors: &PhaseAnchors,
    ) -> [R; 2] {
        let [heating, cooling] = self.branches(temperature, martensite, strain);
        let heating = heating * anchors.heating_martensite;
        let cooling = cooling * anchors.cooling_austenite + (1.0 - anchors.cooling_austenite);
        let push = (cooling - martensite).positive_part(5e-3) - (martensite - heating).positive_part(5e-3);
        let phase_rate = push * (1.0 / self.alloy.transformation_time_s);

        let above_air = temperature - surroundings.air_c;
        let loss = above_air * (fourth_root(above_air) * self.rising_w_k + self.still_w_k);
        let power = self.joule_power(martensite, surroundings);
        let heat = power - loss + phase_rate * self.latent_heat_j;
        [heat * (1.0 / self.heat_capacity_j_k), phase_rate]
    }

    /// How far along the heating and the cooling branch the wire is: both fall from 1 (cold) to 0 (hot).
    #[inline(always)]
    fn branches<R: Real>(&self, temperature: R, martensite: R, strain: R) -> [R; 2] {
        let a = &self.alloy;
        let shifted = temperature - self.stress_mpa(strain, martensite) * (1.0 / a.stress_slope_mpa_k);
        [
            half_cosine_step((shifted - a.austenite_start_c) * (1.0 / a.austenite_width_k)),
            half_cosine_step((shifted - a.martensite_finish_c) * (1.0 / a.martensite_width_k)),
        ]
    }

    /// Moves the anchor of the branch that was not followed, after a step that changed the fraction from `before` to
    /// `martensite`.
    ///
    /// # Model
    /// [LRG] scales each branch so that it passes through the point of reversal. On heating, the cooling branch is
    /// laid through the present point, and the other way round; where that branch is too flat to be scaled it stays
    /// as it was.
    pub(crate) fn follow(
        &self,
        anchors: &mut PhaseAnchors,
        before: f64,
        temperature: f64,
        martensite: f64,
        strain: f64,
    ) {
        let [heating, cooling] = self.branches(temperature, martensite, strain);
        if martensite < before && cooling < 0.95 {
            anchors.cooling_austenite = ((1.0 - martensite) / (1.0 - cooling)).clamp(0.0, 1.0);
        } else if martensite > before && heating > 0.05 {
            anchors.heating_martensite = (martensite / heating).clamp(0.0, 1.0);
        }
    }

    #[inline(always)]
    fn joule_power<R: Real>(&self, martensite: R, surroundings: &Surroundings) -> R {
        let resistance = self.resistance(martensite);
        let current = (resistance + surroundings.series_ohm).recip() * surroundings.supply_v;
        current * current * resistance * surroundings.duty
    }

    /// Resistance, Ohm.
    #[inline(always)]
    pub(crate) fn resistance<R: Real>(&self, martensite: R) -> R {
        martensite * (self.resistance_martensite_ohm - self.resistance_austenite_ohm) + self.resistance_austenite_ohm
    }
}

/// The fourth root of a temperature difference, K, within 2.5 % from 10 to 200 K; as it weighs a fifth of the heat
/// loss, that is within 0.5 %.
///
/// # Model
/// The quotient of two lines through the root at 10, 60 and 150 K: smooth where the root is not, at zero.
#[inline(always)]
fn fourth_root<R: Real>(difference: R) -> R {
    let difference = difference.max(R::constant(-40.0));
    (difference * 4.63 + 117.1) * (difference + 81.9).recip()
}

/// What drives and cools a wire, held for the length of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Surroundings {
    /// Temperature of the air around it, degC.
    pub(crate) air_c: f64,
    /// Voltage across wire and switch while the switch is on, V.
    pub(crate) supply_v: f64,
    /// Resistance of switch and leads, Ohm.
    pub(crate) series_ohm: f64,
    /// Fraction of the time that the switch is on; 0..=1. Switching is far faster than heat flow.
    pub(crate) duty: f64,
}

#[cfg(test)]
mod validation;
