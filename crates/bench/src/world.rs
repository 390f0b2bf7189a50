//! Controller and twin in lock step: the only place where the two meet.
//!
//! The twin is advanced exactly to each instant at which the controller asked to be woken; there its sensors are read
//! as asked, the controller takes one step, and its outputs act from then on. Between strokes that may be hours in a
//! few steps of the integrator.
//!
//! Without power, be it that somebody cuts it or that the battery sags, the controller loses all it knows. When power
//! is back, a new one starts from what the journal has kept. The clock is a part of its own and goes on.

use crate::board;
use crate::memory::Memory;
use controller::{
    Accepted, CalibrationRecord, Command, Controller, DeviceProfile, Entry, Events, Housekeeping, Inputs, Rejected,
    Service, Strobe,
};
use protocol::Item;
use twin::{Actuation, Environment, FaultKind, StepBudgetSpent, Truth, Twin};
use units::{Duration, Instant};

/// How often a device without power is looked at.
const UNPOWERED_CHECK: Duration = Duration::from_s(1);
/// What is read before the first step.
const FIRST_STROBE: Strobe = Strobe { plunger: None, second_valve: None, housekeeping: Housekeeping::Read };

/// A controller wired to a twin.
#[derive(Debug, Clone)]
pub struct World {
    /// Without power: as it was when that went, to look at.
    controller: Controller,
    twin: Twin,
    memory: Memory,
    /// What is in the device's read-only memory.
    profile: DeviceProfile,
    calibration: CalibrationRecord,
    power: Power,
    /// How often the battery had sagged when that was last looked at.
    sags: u32,
    strobe: Strobe,
    wake: Instant,
}

/// Whether the electronics have power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Power {
    On,
    /// Not before this instant, nor before the battery can give it.
    Off {
        until: Instant,
    },
}

/// What happened at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// When.
    pub now: Instant,
    /// What the controller recorded; empty when it was not woken.
    pub events: Events,
}

impl World {
    /// Wires a controller to a twin and takes the first step.
    pub fn new(mut controller: Controller, twin: Twin) -> Self {
        let record = controller.record(Entry::New);
        Self {
            memory: Memory::new(record, controller.settings()),
            profile: *controller.profile(),
            calibration: *controller.calibration(),
            power: Power::On,
            sags: twin.power_losses(),
            controller,
            wake: twin.now(),
            twin,
            strobe: FIRST_STROBE,
        }
    }

    /// Time reached.
    pub fn now(&self) -> Instant {
        self.twin.now()
    }

    /// The controller, to look at.
    pub fn controller(&self) -> &Controller {
        &self.controller
    }

    /// Whether the electronics have power.
    pub fn powered(&self) -> bool {
        self.power == Power::On
    }

    /// What the journal has kept, from the oldest item to the newest.
    pub fn journal(&self) -> Vec<Item> {
        self.memory.items()
    }

    /// How often each page of the flash was erased.
    pub fn erasures(&self) -> &[u32] {
        self.memory.erasures()
    }

    /// The twin, to look at.
    pub fn twin(&self) -> &Twin {
        &self.twin
    }

    /// What is so.
    pub fn truth(&self) -> Truth {
        self.twin.truth()
    }

    /// Lets time pass to the controller's next step, or to `until` if that is sooner.
    ///
    /// # Errors
    /// When the twin's equations cannot be integrated.
    pub fn advance(&mut self, until: Instant) -> Result<Tick, StepBudgetSpent> {
        let now = self.pass(until)?;
        Ok(Tick { now, events: self.react() })
    }

    /// The first half of [`World::advance`]: the twin lives on to the controller's next step, or to `until` if that
    /// is sooner.
    ///
    /// # Errors
    /// When the twin's equations cannot be integrated.
    pub fn pass(&mut self, until: Instant) -> Result<Instant, StepBudgetSpent> {
        let now = self.wake.min(until).max(self.twin.now());
        self.twin.advance(now)?;
        Ok(now)
    }

    /// The second half of [`World::advance`]: the controller's step, if it is due.
    pub fn react(&mut self) -> Events {
        let now = self.now();
        if self.twin.power_losses() != self.sags {
            self.sags = self.twin.power_losses();
            self.cut_power(Duration::ZERO);
        }
        if now < self.wake {
            return Events::new();
        }
        if let Power::Off { until } = self.power {
            if now < until || !self.twin.powered() {
                self.wake = if now < until { until } else { now + UNPOWERED_CHECK };
                return Events::new();
            }
            self.restart();
        }
        let committed = self.memory.committed(now);
        let inputs = Inputs { committed, ..board::inputs(&mut self.twin, self.strobe) };
        let outputs = self.controller.step(now, &inputs);
        self.twin.actuate(board::actuation(&outputs));
        self.strobe = outputs.strobe;
        self.wake = outputs.next_wake;
        if !outputs.events.is_empty() {
            self.write_down(Entry::Step(outputs.events.clone()));
        }
        outputs.events
    }

    fn write_down(&mut self, entry: Entry) {
        let record = self.controller.record(entry);
        self.memory.append(self.now(), record, self.controller.settings());
    }

    /// Cuts power, now, for this long: every wire is off, what the controller knows is lost, and what was being
    /// written is torn.
    pub fn cut_power(&mut self, time: Duration) {
        let now = self.now();
        self.memory.cut_power(now);
        self.twin.actuate(Actuation::default());
        let off = match self.power {
            Power::On => now,
            Power::Off { until } => until,
        };
        self.power = Power::Off { until: off.max(now + time) };
        self.wake = now;
    }

    /// Power is back.
    fn restart(&mut self) {
        let kept = self.memory.restart();
        let (profile, calibration) = (self.profile, self.calibration);
        self.controller = Controller::restore(profile, calibration, kept.settings, &kept.record, self.now());
        self.strobe = FIRST_STROBE;
        self.power = Power::On;
    }

    /// Gives the controller a command, now. It is stepped at the next advance.
    ///
    /// # Errors
    /// When the controller refuses.
    ///
    /// # Panics
    /// When the device has no power: nobody answers then.
    pub fn command(&mut self, command: Command) -> Result<Accepted, Rejected> {
        assert!(self.powered(), "nobody answers without power");
        let answer = self.controller.command(self.now(), command);
        self.write_down(Entry::Command { command, answer });
        self.wake_if_idle();
        answer
    }

    /// Asks the controller for a stroke that is not therapy.
    ///
    /// # Errors
    /// When the controller refuses.
    pub fn service(&mut self, service: Service) -> Result<(), Rejected> {
        let answer = self.controller.service(self.now(), service);
        self.wake_if_idle();
        answer
    }

    /// A stroke under way keeps its rhythm; an idle controller is woken at once.
    fn wake_if_idle(&mut self) {
        if self.controller.phase() == controller::Phase::Idle {
            self.wake = self.now();
        }
    }

    /// Changes the surroundings, now.
    pub fn set_environment(&mut self, environment: Environment) {
        self.twin.set_environment(environment);
    }

    /// Makes something fail (0 is healthy, 1 complete), now.
    pub fn set_fault(&mut self, kind: FaultKind, severity: f64) {
        self.twin.set_fault(kind, severity);
    }
}
