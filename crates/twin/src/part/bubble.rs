//! One bubble in the drug: its size, how it grows and shrinks, how fast it rises, and what holds it.
//!
//! A bubble larger than the gap that it sits in is flattened between the walls. Angles of contact are measured through
//! the liquid: below 90 degrees the wall is wetted by the drug, and a bubble shuns narrow places. A surface tension in
//! N/m over a length in mm is a pressure in kPa.

use super::gas::expansion;
use crate::math::{cos_degrees, inverse_cube_root, sin_degrees};
use crate::parameter::parameters;

parameters! {
    /// The drug's surface, and the wall of reservoir and trap as bubbles meet it.
    SurfaceParameters, Disposable, "drug";
    tension_n_m: "N/m", 0.040, 0.050, 0.072, source: "assumed, because cresol and phenol lower water's 0.072 to 0.040 to 0.055";
    contact_angle_deg: "deg", 20.0, 60.0, 80.0, source: "assumed, because a moulded wall lies between a treated (20) and a bare one (80)";
    hysteresis_deg: "deg", 5.0, 10.0, 15.0, source: "assumed, because the angle differs by this to either side before an edge moves on a moulded wall";
    crevice_mm: "mm", 0.005, 0.010, 0.020, source: "assumed, because scratches and dust that hold gas are of this size";
    crevice_rest_s: "s", 60.0, 300.0, 1200.0, source: "assumed, because a crevice takes minutes to fill with gas again";
    corner_kpa_s_ul_mm: "kPa s/(uL mm)", 0.2, 0.4, 0.8, source: "assumed, because the four wetted corners of a square channel of 0.5 mm beside a bubble pass about this";
}

/// Weight of the drug, kPa/mm. Source: [WAT] density of water at 25 degC, 997 kg/m3.
pub(crate) const WEIGHT_KPA_MM: f64 = 997.0 * 9.81 * 1e-6;

/// What a wall does to bubbles: surface tension and angle of contact, worked out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wetting {
    /// Surface tension, N/m.
    pub(crate) tension_n_m: f64,
    /// Surface tension times the cosine of the angle of contact, N/m.
    pub(crate) adhesion_n_m: f64,
    /// Surface tension times the difference of the cosines at the receding and the advancing edge, N/m.
    pub(crate) hold_n_m: f64,
    /// Sine of the angle of contact.
    pub(crate) sine: f64,
}

impl Wetting {
    /// A wall with this angle of contact.
    pub(crate) fn new(surface: &SurfaceParameters, contact_angle_deg: f64) -> Self {
        let receding = cos_degrees((contact_angle_deg - surface.hysteresis_deg).max(0.0));
        let advancing = cos_degrees((contact_angle_deg + surface.hysteresis_deg).min(180.0));
        let tension_n_m = surface.tension_n_m;
        Self {
            tension_n_m,
            adhesion_n_m: tension_n_m * cos_degrees(contact_angle_deg),
            hold_n_m: tension_n_m * (receding - advancing),
            sine: sin_degrees(contact_angle_deg),
        }
    }

    /// Whether liquid creeps along the corners of a square channel past a bubble that fills it.
    ///
    /// # Source
    /// [CFI]: a wedge of half-angle 45 degrees is filled where the angle of contact is below 45 degrees.
    pub(crate) fn wets_corners(&self) -> bool {
        self.adhesion_n_m > self.tension_n_m * core::f64::consts::FRAC_1_SQRT_2
    }

    /// Energy, per volume of the bubble, that two walls at a distance cost a bubble of this radius, kPa; zero where it
    /// is round, negative where the wall is not wetted.
    ///
    /// # Model
    /// A flat bubble covers two walls: `2 sigma cos(theta) / gap`, counted from the gap in which it is just round.
    /// Between two places, and for long bubbles, that is the difference of the pressures of their menisci.
    pub(crate) fn confinement_kpa(&self, gap_mm: f64, radius_mm: f64) -> f64 {
        2.0 * self.adhesion_n_m * (1.0 / gap_mm - 0.5 / radius_mm).max(0.0)
    }

    /// Pressure that presses a bubble into a bore that is narrower than it, kPa.
    ///
    /// # Source
    /// [PGQ] Young and Laplace in a tube: `4 sigma cos(theta) / d`, for a bubble much wider than the bore.
    pub(crate) fn entry_kpa(&self, bore_mm: f64, radius_mm: f64) -> f64 {
        2.0 * self.confinement_kpa(bore_mm, radius_mm)
    }

    /// Pressure that the edges of a bubble that fills a square bore withstand, kPa.
    ///
    /// # Source
    /// [FUR], as below, over four walls.
    pub(crate) fn plug_hold_kpa(&self, bore_mm: f64) -> f64 {
        4.0 * self.hold_n_m / bore_mm
    }

    /// Pull along a wall that a bubble withstands, kPa/mm (force over its volume).
    ///
    /// # Model
    /// Force that holds an edge of width `w`: `sigma w (cos receding - cos advancing)`. A round bubble touches one wall
    /// in a circle of `2 r sin(theta)`; a flat one touches two in circles of its own width.
    ///
    /// # Source
    /// [FUR], for drops; a bubble is one with gas and liquid exchanged.
    pub(crate) fn hold_kpa_mm(&self, gap_mm: f64, radius_mm: f64) -> f64 {
        let volume = volume_ul(radius_mm);
        if 2.0 * radius_mm <= gap_mm {
            2.0 * radius_mm * self.sine * self.hold_n_m / volume
        } else {
            let flat_radius = (volume / (core::f64::consts::PI * gap_mm)).sqrt();
            4.0 * flat_radius * self.hold_n_m / volume
        }
    }
}

/// Widest round bore, mm, in which a bubble does not rise by its own buoyancy.
///
/// # Source
/// [BRE]: the Bond number `rho g R^2 / sigma` has to exceed 0.842.
pub(crate) fn critical_bore_mm(tension_n_m: f64) -> f64 {
    2.0 * (0.842 * tension_n_m / WEIGHT_KPA_MM).sqrt()
}

/// Volume of a sphere, uL.
pub(crate) fn volume_ul(radius_mm: f64) -> f64 {
    4.0 / 3.0 * core::f64::consts::PI * radius_mm * radius_mm * radius_mm
}

/// Absolute pressure inside a round bubble, kPa.
fn inside_kpa(liquid_kpa: f64, tension_n_m: f64, radius_mm: f64) -> f64 {
    liquid_kpa + 2.0 * tension_n_m / radius_mm
}

/// What surrounds a bubble, held for the length of an update.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bath {
    /// Absolute pressure in the liquid, kPa.
    pub(crate) pressure_kpa: f64,
    /// Temperature, degC.
    pub(crate) temperature_c: f64,
    /// Standard uL of air that a uL dissolves under 101.325 kPa.
    pub(crate) solubility: f64,
    /// Diffusivity of dissolved air, mm2/s.
    pub(crate) diffusivity_mm2_s: f64,
    /// Surface tension, N/m.
    pub(crate) tension_n_m: f64,
}

impl Bath {
    /// Amount of air in a round bubble, standard uL.
    pub(crate) fn amount_ul(&self, radius_mm: f64) -> f64 {
        let inside = inside_kpa(self.pressure_kpa, self.tension_n_m, radius_mm);
        volume_ul(radius_mm) / expansion(inside, self.temperature_c)
    }

    /// Radius of a round bubble with this amount of air, mm.
    ///
    /// # Model
    /// Ideal gas at the liquid's pressure and Laplace's: `P r^3 + 2 sigma r^2` is given. Newton's steps from above, where
    /// the cubic is convex, so that they neither miss nor turn back; six are exact to rounding above 1 um.
    pub(crate) fn radius_mm(&self, amount_ul: f64) -> f64 {
        let cube = amount_ul * expansion(1.0, self.temperature_c) * (3.0 / (4.0 * core::f64::consts::PI));
        let mut radius = inverse_cube_root(self.pressure_kpa / cube);
        for _ in 0..6 {
            let excess = (self.pressure_kpa * radius + 2.0 * self.tension_n_m) * radius * radius - cube;
            radius -= excess / ((3.0 * self.pressure_kpa * radius + 4.0 * self.tension_n_m) * radius);
        }
        radius
    }

    /// Concentration of air that a bubble of this radius is in balance with, standard uL per uL.
    pub(crate) fn saturation(&self, radius_mm: f64) -> f64 {
        let inside = inside_kpa(self.pressure_kpa, self.tension_n_m, radius_mm);
        self.solubility * inside / super::gas::STANDARD_KPA
    }

    /// Amount of air in a bubble, standard uL, after a while in liquid of this concentration (standard uL per uL).
    ///
    /// # Model
    /// Quasi-static diffusion to a sphere, `dn/dt = 4 pi r D (c - c_sat)`, which makes the square of the radius linear in
    /// time. Valid once the layer around the bubble is as thick as it is (`r^2/D`, two minutes for 0.5 mm); before, it is
    /// too slow. A wall beside the bubble, which would slow it by a third, is left out.
    ///
    /// # Source
    /// [EPS] without the term of the layer's growth.
    pub(crate) fn grown_ul(&self, amount_ul: f64, concentration: f64, seconds: f64) -> f64 {
        let radius = self.radius_mm(amount_ul);
        let per_standard = volume_ul(radius) / amount_ul;
        let rate = 2.0 * self.diffusivity_mm2_s * (concentration - self.saturation(radius)) * per_standard;
        let square = radius * radius + rate * seconds;
        if square > 0.0 { self.amount_ul(square.sqrt()) } else { 0.0 }
    }
}

/// Speed of a round bubble under a pull along its way (kPa/mm; buoyancy is [`WEIGHT_KPA_MM`]), mm/s.
///
/// # Model
/// Pull is balanced by the drag of a rigid sphere, `24/Re (1 + 0.15 Re^0.687)`: the drug's insulin and preservatives make
/// a bubble's surface rigid. The exponent is taken as 11/16, which square roots give. Valid below Re 800, a radius of
/// about 1.3 mm; larger bubbles flatten and are a little slower than this.
///
/// # Source
/// [CGW] table 5.1, Schiller and Naumann.
pub(crate) fn speed_mm_s(radius_mm: f64, pull_kpa_mm: f64, viscosity_pa_s: f64) -> f64 {
    // kPa/mm is 1e6 Pa/m, mm2 is 1e-6 m2, and m/s is 1e3 mm/s.
    let creeping = 2.0 / 9.0 * radius_mm * radius_mm * pull_kpa_mm / viscosity_pa_s * 1e3;
    let reynolds_per_speed = 997.0 * 2.0 * radius_mm * 1e-6 / viscosity_pa_s;
    let excess = |speed: f64| {
        let reynolds = reynolds_per_speed * speed;
        let eighth = reynolds.sqrt().sqrt().sqrt();
        0.15 * reynolds.sqrt() * eighth * eighth.sqrt()
    };
    let mut speed = creeping;
    for _ in 0..12 {
        // Newton's step on `speed (1 + excess) = creeping`, convex and rising.
        let extra = excess(speed);
        let slope = 1.0 + extra * (1.0 + 11.0 / 16.0);
        speed = (speed - (speed * (1.0 + extra) - creeping) / slope).max(1e-6 * creeping);
    }
    speed
}

#[cfg(test)]
mod validation;
