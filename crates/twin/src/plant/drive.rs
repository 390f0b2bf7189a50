//! A wire, what it moves, and what has become of it.

use crate::part::actuator::Actuator;
use crate::part::driver::{Driver, WirePath};
use crate::part::fatigue::{Fatigue, FatigueParameters};
use crate::part::wire::{PhaseAnchors, Surroundings};
use crate::real::Real;

/// Where an actuator's states lie: wire temperature (degC), martensite fraction, travel (mm).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActuatorStates {
    pub(crate) temperature: usize,
    pub(crate) martensite: usize,
    pub(crate) travel: usize,
}

impl ActuatorStates {
    /// Three states from this one on.
    pub(super) fn at(start: usize) -> Self {
        Self { temperature: start, martensite: start + 1, travel: start + 2 }
    }
}

/// A fraction that has changed by less than this has not moved.
const STILL: f64 = 1e-9;

/// A wire, what it moves, and its circumstances beyond its own states.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drive {
    /// As it is, and as it was before it wore.
    pub(crate) actuator: Actuator,
    pub(crate) fresh: Actuator,
    pub(crate) driver: Driver,
    pub(crate) fatigue: Fatigue,
    pub(crate) states: ActuatorStates,
    pub(crate) surroundings: Surroundings,
    pub(crate) anchors: PhaseAnchors,
    /// 1, or 0 when the wire is broken.
    pub(crate) intact: f64,
    /// Friction beyond the drawn one, N.
    pub(crate) binding_n: f64,
    /// Share of the return spring's preload that is left.
    pub(crate) spring_share: f64,
}

impl Drive {
    /// At rest and new, in air of this temperature (degC), behind switches and leads of this resistance (Ohm).
    pub(super) fn new(actuator: Actuator, states: ActuatorStates, series_ohm: f64, air_c: f64) -> Self {
        Self {
            actuator,
            fresh: actuator,
            driver: Driver::GOOD,
            fatigue: Fatigue::spent(0.0),
            states,
            surroundings: Surroundings { air_c, supply_v: 0.0, series_ohm, duty: 0.0, conducting: 1.0 },
            anchors: PhaseAnchors::COLD,
            intact: 1.0,
            binding_n: 0.0,
            spring_share: 1.0,
        }
    }

    /// See [`Plant::follow`].
    pub(super) fn follow(&mut self, p: &FatigueParameters, before: &[f64], y: &[f64]) -> bool {
        let states = self.states;
        let (was, martensite, travel) = (before[states.martensite], y[states.martensite], y[states.travel]);
        if (martensite - was).abs() < STILL {
            return false;
        }
        self.actuator.follow(&mut self.anchors, was, y[states.temperature], martensite, travel);
        let ended = self.fatigue.follow(p, martensite, self.actuator.stress_mpa(martensite, travel));
        if ended {
            self.wear(p);
        }
        ended
    }

    /// What fatigue has made of the wire.
    pub(crate) fn wear(&mut self, p: &FatigueParameters) {
        self.actuator = self.fresh.worn(self.fatigue.lost(p));
        self.actuator.spring_preload_n *= self.spring_share;
        if self.fatigue.broken() {
            self.intact = 0.0;
            self.driver.path = WirePath::Open;
        }
    }

    /// Speed of what the wire moves, mm/s, under what else pushes it (N, positive along the wire's pull).
    #[inline(always)]
    pub(super) fn speed<R: Real>(&self, martensite: R, travel: R, others: R) -> R {
        self.actuator.speed(martensite, travel, self.intact, others, self.binding_n)
    }
}
