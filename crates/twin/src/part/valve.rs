//! The two actuated valves: each presses the membrane onto a seat, or lets it go.
//!
//! The *first valve* (reservoir to chamber) is held open by its spring and closed by its wire; the *second valve*
//! (chamber to set) is held closed by its spring and opened by its wire. Without power the patient is cut off and the
//! chamber is open to the reservoir. Travel is positive along the wire's pull, zero at rest for the first valve and
//! where the seat is just touched for the second.

use super::actuator::{Actuator, actuator_of};
use super::wire::AlloyParameters;
use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// The first valve.
    FirstValveParameters, Reusable, "first valve";
    wire_diameter_mm: "mm", 0.099, 0.100, 0.101, source: "[DYN] 0.004 inch wire; thick, so that it lets go after the second valve has closed";
    wire_length_mm: "mm", 59.5, 60.0, 60.5, source: "assumed, because it folds once into the housing";
    lever_ratio: "1", 3.95, 4.0, 4.05, source: "assumed, because it trades the wire's travel for seat force";
    lever_efficiency: "1", 0.82, 0.85, 0.88, source: "assumed, because a pivot and a bent wire lose about this";
    prestrain: "1", 0.0235, 0.024, 0.0245, source: "[DYN] below 3 %, for life";
    spring_preload_n: "N", 2.1, 2.2, 2.3, source: "assumed, because it has to stretch the cold wire at about 60 MPa";
    spring_n_mm: "N/mm", 0.9, 1.0, 1.1, source: "assumed, because it has to fit beside the plunger's";
    friction_n: "N", 0.03, 0.05, 0.07, source: "assumed, because the pin is guided by plastic";
    seat_travel_mm: "mm", 0.18, 0.20, 0.22, source: "assumed, because a lift of a tenth of the seat's diameter passes freely";
    wire_runs: "1", 2.0, 2.0, 2.0, source: "assumed, because the wire folds once into the housing";
}

parameters! {
    /// The second valve.
    SecondValveParameters, Reusable, "second valve";
    wire_diameter_mm: "mm", 0.050, 0.051, 0.052, source: "[DYN] 0.002 inch wire; thin, so that it cools and the valve closes first";
    wire_length_mm: "mm", 70.5, 71.0, 71.5, source: "assumed, because it folds once into the housing";
    lever_ratio: "1", 5.95, 6.0, 6.05, source: "assumed, because thin wire pulls little";
    lever_efficiency: "1", 0.82, 0.85, 0.88, source: "assumed, because a pivot and a bent wire lose about this";
    prestrain: "1", 0.0215, 0.022, 0.0225, source: "[DYN] below 3 %, for life";
    spring_preload_n: "N", 1.45, 1.5, 1.55, source: "assumed, because the seat has to hold 200 kPa and the cold wire has to be stretched";
    spring_n_mm: "N/mm", 0.4, 0.5, 0.6, source: "assumed, because it has to fit beside the plunger's";
    friction_n: "N", 0.02, 0.03, 0.04, source: "assumed, because the pin is guided by plastic";
    wire_runs: "1", 2.0, 2.0, 2.0, source: "assumed, because the wire folds once into the housing";
}

parameters! {
    /// What seat and membrane let through.
    SeatParameters, Disposable, "valve seat";
    diameter_mm: "mm", 1.45, 1.5, 1.55, source: "assumed, because a smaller seat would clog and a larger one need more force";
    land_mm: "mm", 0.25, 0.3, 0.35, source: "assumed, because a narrower land would cut the membrane";
    stiffness_n_mm: "N/mm", 4.5, 5.0, 5.5, source: "assumed, because 0.2 mm of silicone under the land yields about this";
    sealing_depth_mm: "mm", 0.003, 0.005, 0.008, source: "assumed, because roughness and dust are taken up within a few um";
    leak_ul_s_kpa: "uL/(s kPa)", 1.0e-7, 3.0e-7, 5.0e-7, source: "assumed, because a good elastomer seat passes less than 0.05 uL/h at 20 kPa";
    channel_kpa_s_ul: "kPa s/uL", 0.04, 0.05, 0.06, source: "[WHI] Poiseuille flow in a moulded channel of 0.3 mm by 10 mm at 25 degC";
}

/// Speed below which friction gives way gradually, mm/s. Assumed, because a valve's pin need not rest to a
/// micrometre.
const CREEP_MM_S: f64 = 5e-3;

impl FirstValveParameters {
    /// The drive that closes the valve.
    pub(crate) fn actuator(&self, alloy: AlloyParameters) -> Actuator {
        actuator_of!(self, alloy, CREEP_MM_S)
    }
}

impl SecondValveParameters {
    /// The drive that opens the valve.
    pub(crate) fn actuator(&self, alloy: AlloyParameters) -> Actuator {
        actuator_of!(self, alloy, CREEP_MM_S)
    }
}

impl SeatParameters {
    /// Conductance from side to side, uL/(s kPa), with the membrane at this height above the seat (mm), at a relative
    /// fluidity (1 at 25 degC).
    ///
    /// # Model
    /// Radial flow under a land: cubic gap law `pi d g^3 / (12 mu b)`, in parallel with the seat's own leak, in
    /// series with the channels. The gap ends only when the membrane is pressed in by the sealing depth.
    ///
    /// # Source
    /// [WHI] plane Poiseuille flow (lubrication approximation, gap much smaller than the land's width).
    #[inline(always)]
    pub(crate) fn conductance<R: Real>(&self, gap: R, fluidity: f64) -> R {
        let open = (gap + self.sealing_depth_mm).positive_part(1e-4);
        // pi d / (12 mu b) with mu = 0.95 mPa s: mm3/(s Pa) per mm3 of gap, in uL/(s kPa).
        let gap_law = core::f64::consts::PI * self.diameter_mm / (12.0 * 0.95e-6 * self.land_mm);
        let seat = (open * open * open * gap_law + self.leak_ul_s_kpa) * fluidity;
        seat * (seat * (self.channel_kpa_s_ul / fluidity) + 1.0).recip()
    }
}

/// Modulus of the sheet under a seat, MPa. Source: [SIL] Shore A 50 silicone.
const SHEET_MPA: f64 = 3.0;

impl SeatParameters {
    /// Conductance of what a fibre across the land keeps open, uL/(s kPa), at a relative fluidity of 1; the sheet is at this
    /// height above the seat (mm), the fibre this thick (mm).
    ///
    /// # Model
    /// Soft sheet that is pressed over a rigid ridge of height `h` by a pressure `p` meets the seat again at `h E' / (2 p)` to
    /// each side, with `E' = E / (1 - nu^2)` and `nu = 1/2`: a surface that a pressure holds shut is bent as the face of a crack
    /// is by the same pressure. The gap between is taken to be a wedge, whose cube has a mean of a quarter of `h^3`, and it is
    /// no wider than the ring is long. What the fibre lifts the pin by is left out: a fiftieth of the seat's force rests on it,
    /// which is 3 um. Valid for a fibre that is thin beside the sheet.
    ///
    /// # Source
    /// [JOH] opening of a half-space under uniform pressure; [WHI] plane Poiseuille flow.
    #[inline(always)]
    pub(crate) fn beside_fibre<R: Real>(&self, gap: R, fibre_mm: f64) -> R {
        let ring_mm = core::f64::consts::PI * self.diameter_mm;
        let press_mpa = (-gap).positive_part(1e-3) * (self.stiffness_n_mm / (ring_mm * self.land_mm));
        // Both sides; the reciprocals are added, so that neither is exceeded.
        let width = (press_mpa * (0.75 / (fibre_mm * SHEET_MPA)) + 1.0 / ring_mm).recip();
        width * (0.25 * fibre_mm * fibre_mm * fibre_mm / (12.0 * 0.95e-6 * self.land_mm))
    }
}

/// Stiffness of the stops that end a valve's travel away from its seat, N/mm. Assumed, because both are solid
/// plastic.
const STOP_N_MM: f64 = 1000.0;
/// Furthest lift of the second valve, mm. Assumed, because more lift would pass no more.
const LIFT_STOP_MM: f64 = 0.25;
/// A valve that conducts more than this is open, uL/(s kPa): a hundred times a good seat's leak.
pub(crate) const OPEN_UL_S_KPA: f64 = 7e-5;

/// Which way a valve rests, and so what its travel means.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rest {
    /// Open at zero travel; the seat is touched at this travel (mm).
    Open { seat_mm: f64 },
    /// Pressed onto the seat by its spring; the seat is touched at zero.
    Closed,
}

/// One valve that a wire moves: which way it rests, and its seat.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Valve {
    pub(crate) rest: Rest,
    pub(crate) seat: SeatParameters,
}

impl Valve {
    /// Height of the membrane above the seat, mm; negative when it is pressed in.
    #[inline(always)]
    pub(crate) fn gap<R: Real>(&self, travel: R) -> R {
        match self.rest {
            Rest::Open { seat_mm } => -travel + seat_mm,
            Rest::Closed => travel,
        }
    }

    /// Force of seat, stop and chamber pressure (kPa) along the wire's pull, N.
    #[inline(always)]
    pub(crate) fn force<R: Real>(&self, travel: R, pressure: R) -> R {
        let press = (-self.gap(travel)).positive_part(1e-3) * self.seat.stiffness_n_mm;
        let under_seat =
            pressure * (core::f64::consts::FRAC_PI_4 * self.seat.diameter_mm * self.seat.diameter_mm * 1e-3);
        match self.rest {
            Rest::Open { .. } => (-travel).positive_part(1e-4) * STOP_N_MM - press - under_seat,
            Rest::Closed => press + under_seat - (travel - LIFT_STOP_MM).positive_part(1e-4) * STOP_N_MM,
        }
    }
}

#[cfg(test)]
mod validation;
