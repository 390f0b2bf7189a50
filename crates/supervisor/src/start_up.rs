//! The test at start-up: proves of each wire that either switch alone keeps current away, and that current would be
//! seen if it flowed.
//!
//! A small state machine that whoever owns the pins runs once: it drives what [`StartUpStep`] says, for a few
//! milliseconds at most, reads the wire's current and gives it back, until there is no step left.

use crate::wire::{Duty, Wire};
use units::Current;

/// What to drive before the next reading: full duty on the switches that are named, nothing else on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct StartUpStep {
    /// Which wire, whose current is then read.
    pub wire: Wire,
    /// The switch of who asks.
    pub first: Duty,
    /// The supervisor's own switch.
    pub second: Duty,
}

/// Currents that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StartUpLimits {
    /// With a switch open, no more than this flows. Assumed, because an amplifier's offset and noise come to a few
    /// milliamperes, and the weakest wire draws a hundred.
    pub none: Current,
    /// With both shut, at least this.
    pub some: Current,
}

/// What one reading is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Probe {
    /// The supervisor's switch keeps current away.
    SecondOpen,
    /// The other switch does.
    FirstOpen,
    /// With both shut current flows, and is seen.
    BothShut,
}

/// How far the test has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StartUp(State);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum State {
    Testing { wire: Wire, probe: Probe },
    Passed,
    Failed,
}

impl StartUp {
    /// Not yet begun.
    pub(crate) const NEW: Self = Self(State::Testing { wire: Wire::Pump, probe: Probe::SecondOpen });

    /// Whether it is proven that power can be withheld.
    pub(crate) fn passed(self) -> bool {
        self.0 == State::Passed
    }

    /// What to drive and read next; none when the test is over. Wires that are not fitted are passed over.
    pub(crate) fn next(&mut self, fitted: impl Fn(Wire) -> bool) -> Option<StartUpStep> {
        while let State::Testing { wire, .. } = self.0 {
            if fitted(wire) {
                break;
            }
            self.0 = after(wire);
        }
        let State::Testing { wire, probe } = self.0 else { return None };
        let (first, second) = match probe {
            Probe::SecondOpen => (Duty::FULL, Duty::OFF),
            Probe::FirstOpen => (Duty::OFF, Duty::FULL),
            Probe::BothShut => (Duty::FULL, Duty::FULL),
        };
        Some(StartUpStep { wire, first, second })
    }

    /// The current that was read; none if there was no reading, which proves nothing.
    pub(crate) fn take(&mut self, current: Option<Current>, limits: StartUpLimits) {
        let State::Testing { wire, probe } = self.0 else { return };
        let as_expected = current.is_some_and(|current| match probe {
            Probe::SecondOpen | Probe::FirstOpen => current <= limits.none,
            Probe::BothShut => current >= limits.some,
        });
        self.0 = match (as_expected, probe) {
            (false, _) => State::Failed,
            (true, Probe::SecondOpen) => State::Testing { wire, probe: Probe::FirstOpen },
            (true, Probe::FirstOpen) => State::Testing { wire, probe: Probe::BothShut },
            (true, Probe::BothShut) => after(wire),
        };
    }
}

/// The first probe of the next wire.
const fn after(wire: Wire) -> State {
    let wire = match wire {
        Wire::Pump => Wire::FirstValve,
        Wire::FirstValve => Wire::SecondValve,
        Wire::SecondValve => Wire::MeasurementValve,
        Wire::MeasurementValve => return State::Passed,
    };
    State::Testing { wire, probe: Probe::SecondOpen }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: StartUpLimits = StartUpLimits { none: Current::from_ua(10_000), some: Current::from_ua(40_000) };

    /// Runs the test with a device that answers so; true if it passes, and how many readings it took.
    fn outcome(answer: impl Fn(StartUpStep) -> Option<i32>) -> (bool, u32) {
        let (mut test, mut readings) = (StartUp::NEW, 0);
        while let Some(step) = test.next(|wire| wire != Wire::MeasurementValve) {
            readings += 1;
            test.take(answer(step).map(|ma| Current::from_ua(ma * 1_000)), P);
        }
        (test.passed(), readings)
    }

    fn good(step: StartUpStep) -> i32 {
        if step.first == Duty::FULL && step.second == Duty::FULL { 110 } else { 1 }
    }

    #[test]
    fn a_sound_device_passes_after_three_readings_a_wire() {
        assert_eq!(outcome(|step| Some(good(step))), (true, 9));
    }

    #[test]
    fn any_switch_that_never_opens_fails_it() {
        for wire in [Wire::Pump, Wire::FirstValve, Wire::SecondValve] {
            let first =
                |step: StartUpStep| if step.wire == wire && step.second == Duty::FULL { 110 } else { good(step) };
            let second =
                |step: StartUpStep| if step.wire == wire && step.first == Duty::FULL { 110 } else { good(step) };
            assert!(!outcome(|step| Some(first(step))).0 && !outcome(|step| Some(second(step))).0, "{wire:?}");
        }
    }

    #[test]
    fn a_current_that_is_never_seen_proves_nothing() {
        assert!(!outcome(|_| Some(0)).0);
        assert!(!outcome(|_| None).0);
    }
}
