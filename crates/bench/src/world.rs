//! Controller and twin in lock step: the only place where the two meet.
//!
//! The twin is advanced exactly to each instant at which the controller asked to be woken; there its sensors are read
//! as asked, the controller takes one step, and its outputs act from then on. Between strokes that may be hours in a
//! few steps of the integrator.

use crate::board;
use crate::device::{Device, DeviceError};
use controller::{Accepted, Command, Controller, Events, Inputs, Rejected, Service, Strobe};
use protocol::lockstep::Figures;
use twin::{Environment, FaultKind, StepBudgetSpent, Truth, Twin};
use units::{Duration, Instant};

/// How often a controller without power is looked at. It keeps its state, as if its memory were held up.
const UNPOWERED_CHECK: Duration = Duration::from_s(1);

/// A device wired to a twin.
#[derive(Debug, Clone)]
pub struct World {
    device: Device,
    twin: Twin,
    strobe: Strobe,
    wake: Instant,
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
    /// Wires a device, which may be a controller on this host, to a twin.
    pub fn new(device: impl Into<Device>, twin: Twin) -> Self {
        let nothing = Strobe { plunger: None, second_valve: None, housekeeping: controller::Housekeeping::Read };
        Self { device: device.into(), wake: twin.now(), twin, strobe: nothing }
    }

    /// Time reached.
    pub fn now(&self) -> Instant {
        self.twin.now()
    }

    /// The controller, to look at.
    pub fn controller(&self) -> &Controller {
        self.device.controller()
    }

    /// What the twin is wired to, to look at.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Ends the run; see [`Device::close`].
    ///
    /// # Errors
    /// When the device is lost, or ends otherwise than it should.
    pub fn close(&mut self) -> Result<Option<Figures>, DeviceError> {
        self.device.close()
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
        if now < self.wake {
            return Events::new();
        }
        if !self.twin.powered() {
            self.wake = now + UNPOWERED_CHECK;
            return Events::new();
        }
        let inputs: Inputs = board::inputs(&mut self.twin, self.strobe);
        let outputs = self.device.step(now, &inputs);
        self.twin.actuate(board::actuation(&outputs));
        self.strobe = outputs.strobe;
        self.wake = outputs.next_wake;
        outputs.events
    }

    /// Gives the controller a command, now. It is stepped at the next advance.
    ///
    /// # Errors
    /// When the controller refuses.
    pub fn command(&mut self, command: Command) -> Result<Accepted, Rejected> {
        let answer = self.device.command(self.twin.now(), command);
        self.wake_if_idle();
        answer
    }

    /// Asks the controller for a stroke that is not therapy.
    ///
    /// # Errors
    /// When the controller refuses.
    pub fn service(&mut self, service: Service) -> Result<(), Rejected> {
        let answer = self.device.service(self.twin.now(), service);
        self.wake_if_idle();
        answer
    }

    /// A stroke under way keeps its rhythm; an idle controller is woken at once.
    fn wake_if_idle(&mut self) {
        if self.controller().phase() == controller::Phase::Idle {
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
