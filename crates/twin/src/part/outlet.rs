//! The passive outlet valve: a zone of the membrane that its bias presses onto a seat, and that pressure lifts.

use super::membrane::MembraneParameters;
use super::valve::SeatParameters;
use crate::parameter::parameters;
use crate::real::Real;

parameters! {
    /// Bias of the outlet valve.
    OutletParameters, Disposable, "outlet valve";
    cracking_kpa: "kPa", 18.0, 20.0, 22.0, source: "assumed, because it has to exceed a metre of head (9.8 kPa) with a margin, and every kPa costs the pump force";
    spring_n_mm: "N/mm", 0.4, 0.5, 0.6, source: "assumed, because a few um of lift pass a stroke and should cost few kPa";
    zone_radius_mm: "mm", 1.45, 1.5, 1.55, source: "assumed, because the free sheet around the seat has twice the seat's diameter";
    lip_n_mm: "N/mm", 1.5, 2.0, 2.5, source: "assumed, because a narrow lip yields more than a broad land, so that a light bias seals";
    sealing_depth_mm: "mm", 0.0008, 0.001, 0.0012, source: "assumed, because a lip that is moulded with its seat lies closer than two parts do";
    land_share: "1", 0.24, 0.27, 0.30, source: "assumed, because the liquid under a lifted land adds this share of the seat's area: the hysteresis is then 2 to 5 kPa";
    settling_s: "s", 0.004, 0.005, 0.006, source: "assumed, because a silicone flap in liquid follows within 5 ms";
    coupling_n_mm: "N/mm", 0.004, 0.008, 0.012, source: "assumed, because pulling the one sheet at the plunger slackens the neighbouring zone by about a hundredth of the dome's stiffness";
}

/// Lift over which the liquid comes to act under the whole land, mm. Assumed, because that is some times the seat's
/// roughness.
const UNDERCUT_MM: f64 = 0.004;
/// Furthest lift, mm. Assumed, because more lift would pass no more.
const LIFT_STOP_MM: f64 = 0.15;
/// Stiffness of the stop at that lift, N/mm. Assumed, because it is solid plastic.
const STOP_N_MM: f64 = 500.0;

/// The valve with what follows from its geometry worked out. Its coordinate is the lift above the seat, mm.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlet {
    p: OutletParameters,
    pub(crate) seat: SeatParameters,
    /// Area that the chamber's pressure acts on while the valve is shut, mm2.
    bore_mm2: f64,
    /// Spring and sheet together, N/mm.
    stiffness_n_mm: f64,
    /// Share by which the bias is larger than drawn, as when it sticks.
    pub(crate) sticking: f64,
}

impl Outlet {
    /// The valve over this seat, in this sheet.
    pub(crate) fn new(p: OutletParameters, seat: SeatParameters, sheet: &MembraneParameters) -> Self {
        let seat = SeatParameters { sealing_depth_mm: p.sealing_depth_mm, stiffness_n_mm: p.lip_n_mm, ..seat };
        let bore_mm2 = core::f64::consts::FRAC_PI_4 * seat.diameter_mm * seat.diameter_mm;
        Self { p, seat, bore_mm2, stiffness_n_mm: p.spring_n_mm + sheet.zone_n_mm(p.zone_radius_mm), sticking: 0.0 }
    }

    /// Speed of the lift, mm/s, under the pressures before and behind the valve (kPa above ambient) and the travel of
    /// the sheet's pump zone (mm).
    ///
    /// # Model
    /// Bias and stiffness against the pressure before the valve on the bore, and on the land as far as it is lifted;
    /// the pressure behind acts on the rest of the land. Ambient pressure acts on the dry side. First-order lag.
    /// Valid for lifts far below the bore: the volume that the lift itself displaces (0.02 uL) is left out.
    #[inline(always)]
    pub(crate) fn speed<R: Real>(&self, lift: R, before: R, behind: R, pump_zone: R) -> R {
        let wetted = undercut(lift) * self.p.land_share;
        let opening = before * (wetted + 1.0) + behind * (-wetted + self.p.land_share);
        let bias = 1e-3 * self.p.cracking_kpa * self.bore_mm2 * (1.0 + self.sticking);
        let net = opening * (1e-3 * self.bore_mm2) - bias - lift * self.stiffness_n_mm
            + (-lift).positive_part(1e-4) * self.seat.stiffness_n_mm
            + pump_zone * self.p.coupling_n_mm
            - (lift - LIFT_STOP_MM).positive_part(1e-4) * STOP_N_MM;
        net * (1.0 / (self.stiffness_n_mm * self.p.settling_s))
    }
}

/// Share of the land that liquid has reached at a lift: rises smoothly from 0 on the seat to 1.
#[inline(always)]
fn undercut<R: Real>(lift: R) -> R {
    let u = (lift * (1.0 / UNDERCUT_MM)).max(R::constant(0.0)).min(R::constant(1.0));
    u * u * (u * -2.0 + 3.0)
}

#[cfg(test)]
mod validation;
