//! The valves of an embodiment in their places: by what each is moved, and what it lets through.

use super::{ActuatorStates, Drive};
use crate::embodiment::ValveSite;
use crate::part::actuator::Actuator;
use crate::part::outlet::Outlet;
use crate::part::valve::{Rest, Valve};
use crate::real::Real;
use crate::unit::PumpUnit;

/// A valve and what moves it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValveUnit {
    pub(crate) site: ValveSite,
    pub(crate) mover: Mover,
    /// Leak beyond that of a good seat, uL/(s kPa).
    pub(crate) extra_leak_ul_s_kpa: f64,
    /// Thickness of what lies on the seat, mm.
    pub(crate) debris_mm: f64,
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
        Self { site, mover, extra_leak_ul_s_kpa: 0.0, debris_mm: 0.0 }
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

    /// Conductance, uL/(s kPa), at a travel or lift.
    ///
    /// # Model
    /// The seat's gap law. With the pins away from the membrane the first valve stands open, and each other lies on its
    /// seat by the bias that is moulded into the sheet.
    #[inline(always)]
    pub(crate) fn conductance<R: Real>(&self, travel: R, engaged: bool, fluidity: f64) -> R {
        self.passage(travel, engaged, fluidity) + self.extra_leak_ul_s_kpa * fluidity
    }

    /// See [`ValveUnit::conductance`], without the leak of a seat that is worn: what the valve's position lets through.
    #[inline(always)]
    pub(crate) fn passage<R: Real>(&self, travel: R, engaged: bool, fluidity: f64) -> R {
        let (seat, gap) = match &self.mover {
            Mover::Wire { valve, .. } if engaged => (&valve.seat, valve.gap(travel)),
            Mover::Wire { valve, .. } => {
                let gap = match valve.rest {
                    Rest::Open { seat_mm } => seat_mm,
                    Rest::Closed => -2.0 * valve.seat.sealing_depth_mm,
                };
                (&valve.seat, R::constant(gap))
            }
            Mover::Pressure { outlet, .. } => (&outlet.seat, travel),
        };
        // Debris keeps the sheet from the seat; an open valve passes it.
        let gap = if self.debris_mm > 0.0 { gap.max(R::constant(self.debris_mm)) } else { gap };
        seat.conductance(gap, fluidity)
    }
}
