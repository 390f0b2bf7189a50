//! The valves of an embodiment in their places: by what each is moved, and what it lets through.

use super::{ActuatorStates, Drive};
use crate::embodiment::ValveSite;
use crate::part::actuator::Actuator;
use crate::part::outlet::Outlet;
use crate::part::valve::{Rest, SeatParameters, Valve};
use crate::real::Real;
use crate::unit::PumpUnit;

/// A valve and what moves it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValveUnit {
    pub(crate) site: ValveSite,
    pub(crate) mover: Mover,
    /// Leak beyond that of a good seat, uL/(s kPa).
    pub(crate) extra_leak_ul_s_kpa: f64,
    /// Thickness of a fibre that floats before the valve, mm: it comes to lie on the seat, or leaves it, when the sheet
    /// is lifted.
    pub(crate) adrift_mm: f64,
    /// Thickness of the fibre that lies on the seat, mm.
    debris_mm: f64,
}

/// What moves a valve.
#[expect(clippy::large_enum_variant, reason = "there are three, side by side, and read in every evaluation")]
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mover {
    /// A wire against a spring.
    Wire { valve: Valve, drive: Drive },
    /// The liquid itself, against a bias; the lift is the state with this number.
    Pressure { outlet: Outlet, lift: usize },
}

impl ValveUnit {
    /// The valve at a site, from a unit's parts; `drive` gives each wire its place among the states.
    pub(super) fn new(site: ValveSite, unit: &PumpUnit, drive: &mut impl FnMut(Actuator) -> Drive) -> Self {
        let (dry, wetted) = (&unit.reusable, &unit.disposable);
        let mut wired = |actuator, rest, seat| Mover::Wire { valve: Valve { rest, seat }, drive: drive(actuator) };
        let mover = match site {
            ValveSite::First => {
                let rest = Rest::Open { seat_mm: dry.first_valve.seat_travel_mm };
                wired(dry.first_valve.actuator(dry.alloy), rest, wetted.first_seat)
            }
            ValveSite::Second => wired(dry.second_valve.actuator(dry.alloy), Rest::Closed, wetted.second_seat),
            ValveSite::Measurement => {
                wired(dry.measurement_valve.actuator(dry.alloy), Rest::Closed, wetted.measurement_seat)
            }
            ValveSite::Outlet => {
                let outlet = Outlet::new(wetted.outlet, wetted.second_seat, &wetted.membrane);
                Mover::Pressure { outlet, lift: 0 }
            }
        };
        Self { site, mover, extra_leak_ul_s_kpa: 0.0, adrift_mm: 0.0, debris_mm: 0.0 }
    }

    /// Gives the lift of a valve without a wire its place among the states.
    pub(super) fn place_lift(&mut self, next: &mut usize) {
        if let Mover::Pressure { lift, .. } = &mut self.mover {
            *lift = *next;
            *next += 1;
        }
    }

    /// Place of its travel or lift among the states.
    pub(crate) fn travel(&self) -> usize {
        match &self.mover {
            Mover::Wire { drive: Drive { states: ActuatorStates { travel, .. }, .. }, .. } => *travel,
            Mover::Pressure { lift, .. } => *lift,
        }
    }

    /// Its wire, if it has one.
    pub(crate) fn drive(&self) -> Option<&Drive> {
        match &self.mover {
            Mover::Wire { drive, .. } => Some(drive),
            Mover::Pressure { .. } => None,
        }
    }

    /// See [`ValveUnit::drive`].
    pub(crate) fn drive_mut(&mut self) -> Option<&mut Drive> {
        match &mut self.mover {
            Mover::Wire { drive, .. } => Some(drive),
            Mover::Pressure { .. } => None,
        }
    }

    /// Travel at which it lies without power, about, mm.
    pub(super) fn resting_mm(&self) -> f64 {
        match &self.mover {
            Mover::Wire { valve: Valve { rest: Rest::Open { .. }, .. }, .. } => 0.0,
            Mover::Wire { .. } => -0.1,
            Mover::Pressure { .. } => -0.015,
        }
    }

    /// Height of the membrane above the seat, mm; negative when it is pressed on.
    pub(crate) fn gap(&self, y: &[f64]) -> f64 {
        let travel = y[self.travel()];
        match &self.mover {
            Mover::Wire { valve, .. } => valve.gap(travel),
            Mover::Pressure { .. } => travel,
        }
    }

    /// Makes a valve without a wire stick to its seat: its bias grows by this share.
    pub(crate) fn stick(&mut self, share: f64) {
        if let Mover::Pressure { outlet, .. } = &mut self.mover {
            outlet.sticking = share;
        }
    }

    /// Lets what floats before the valve come to lie on its seat, or what lies there be washed away, while the sheet is
    /// lifted, if only by less than that: it is soft, and the flow drags. Nothing gets under a sheet that is pressed on, nor away
    /// from there. Returns whether anything did.
    pub(super) fn let_debris_pass(&mut self, y: &[f64]) -> bool {
        let passes = self.debris_mm.total_cmp(&self.adrift_mm).is_ne() && self.gap(y) > 0.0;
        if passes {
            self.debris_mm = self.adrift_mm;
        }
        passes
    }

    /// Conductance, uL/(s kPa), at a travel or lift: what the valve's position lets through, what passes beside a fibre on
    /// the seat, and what a worn seat leaks.
    #[inline(always)]
    pub(crate) fn conductance<R: Real>(&self, travel: R, engaged: bool, fluidity: f64) -> R {
        let (seat, gap) = self.seat_and_gap(travel, engaged);
        let mut conductance = seat.conductance(gap, fluidity) + self.extra_leak_ul_s_kpa * fluidity;
        if self.debris_mm > 0.0 {
            conductance = conductance + seat.beside_fibre(gap, self.debris_mm) * fluidity;
        }
        conductance
    }

    /// See [`ValveUnit::conductance`]: what the valve's position lets through, whatever its seat leaks.
    #[inline(always)]
    pub(crate) fn passage<R: Real>(&self, travel: R, engaged: bool, fluidity: f64) -> R {
        let (seat, gap) = self.seat_and_gap(travel, engaged);
        seat.conductance(gap, fluidity)
    }

    /// With the pins away from the membrane the first valve stands open, and each other lies on its seat by the bias that is
    /// moulded into the sheet.
    #[inline(always)]
    fn seat_and_gap<R: Real>(&self, travel: R, engaged: bool) -> (&SeatParameters, R) {
        match &self.mover {
            Mover::Wire { valve, .. } if engaged => (&valve.seat, valve.gap(travel)),
            Mover::Wire { valve, .. } => {
                let gap = match valve.rest {
                    Rest::Open { seat_mm } => seat_mm,
                    Rest::Closed => -2.0 * valve.seat.sealing_depth_mm,
                };
                (&valve.seat, R::constant(gap))
            }
            Mover::Pressure { outlet, .. } => (&outlet.seat, travel),
        }
    }
}
