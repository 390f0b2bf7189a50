//! The plunger: what the pump wire pulls, through a lever, from the home stop towards the rigid body. The membrane
//! holds it by a boss.

use super::actuator::{Actuator, actuator_of};
use super::wire::AlloyParameters;
use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// Drive of the plunger.
    PlungerParameters, Reusable, "plunger, lever and return spring";
    wire_diameter_mm: "mm", 0.099, 0.100, 0.101, source: "[DYN] 0.004 inch wire";
    wire_length_mm: "mm", 89.5, 90.0, 90.5, source: "assumed, because it folds twice into the housing and gives 0.5 mm of travel";
    lever_ratio: "1", 4.95, 5.0, 5.05, source: "assumed, because it trades the wire's 3 % for force";
    lever_efficiency: "1", 0.82, 0.85, 0.88, source: "assumed, because a pivot and a bent wire lose about this";
    prestrain: "1", 0.029, 0.030, 0.031, source: "[DYN] 3 % is a working strain for millions of cycles";
    spring_preload_n: "N", 2.45, 2.5, 2.55, source: "assumed, because it stretches the cold wire at about 60 MPa and leaves 0.5 N to fill the chamber";
    spring_n_mm: "N/mm", 0.95, 1.0, 1.05, source: "assumed, because a softer spring would not fit the height of [SEED1]";
    friction_n: "N", 0.05, 0.08, 0.11, source: "assumed, because plunger and lever are guided by plastic";
    wire_runs: "1", 3.0, 3.0, 3.0, source: "assumed, because the wire folds twice into the housing";
}

/// Stiffness of the home stop and of the rigid body, N/mm. Assumed, because both are solid plastic.
const STOP_N_MM: f64 = 1000.0;

/// Speed below which friction gives way gradually, mm/s. Assumed, because a creep of 0.1 um/s is below what optics
/// resolve in a stroke.
const CREEP_MM_S: f64 = 1e-4;

impl PlungerParameters {
    /// The drive that moves the plunger.
    pub(crate) fn actuator(&self, alloy: AlloyParameters) -> Actuator {
        actuator_of!(self, alloy, CREEP_MM_S)
    }
}

/// Force of the home stop (at zero) on what has gone behind it, N, positive towards the body.
#[inline(always)]
pub(crate) fn home_force<R: Real>(travel: R) -> R {
    (-travel).positive_part(1e-4) * STOP_N_MM
}

/// Force of the rigid body (at `depth_mm`) on what presses against it, N, positive towards home.
#[inline(always)]
pub(crate) fn body_force<R: Real>(travel: R, depth_mm: f64) -> R {
    (travel - depth_mm).positive_part(1e-4) * STOP_N_MM
}
