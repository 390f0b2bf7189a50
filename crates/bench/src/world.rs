//! Controller, supervisor and twin in lock step: the only place where they meet.
//!
//! The twin is advanced exactly to each instant at which the controller asked to be woken; there its sensors are read
//! as asked, the controller takes one step, the supervisor passes or withholds what it asks of the wires, and that acts
//! from then on. Between strokes that may be hours in a few steps of the integrator. Should the controller not come back
//! in time, the supervisor has an instant of its own to look again.
//!
//! Without power, be it that somebody cuts it or that the battery sags, the controller loses all it knows. When power
//! is back, a new one starts from what the journal has kept. The clock is a part of its own and goes on; the supervisor
//! is told that power was lost.

use crate::board;
use crate::device::{Device, DeviceError};
use crate::factory;
use crate::hands::{Deed, Unable};
use crate::memory::Memory;
use crate::upset::Upset;
use controller::{
    Accepted, Annunciation, Command, Controller, Entry, Events, Housekeeping, Inputs, Rejected, Request, Service,
    Strobe, TagRequest,
};
use journal::Kept;
use protocol::Item;
use protocol::lockstep::{Figures, Guard, Watch, Watched};
use supervisor::{Duty, PerWire, Supervisor, Withheld};
use twin::{Actuation, Environment, FaultKind, StepBudgetSpent, Truth, Twin};
use units::{Duration, Instant};

/// How often a device without power is looked at.
const UNPOWERED_CHECK: Duration = Duration::from_s(1);
/// What is read before the first step.
const FIRST_STROBE: Strobe = Strobe { plunger: None, second_valve: None, housekeeping: Housekeeping::Read, tone: None };

/// A device and its supervisor wired to a twin.
#[derive(Debug, Clone)]
pub struct World {
    /// Without power: as it was when that went, to look at.
    device: Device,
    guard: Guard,
    twin: Twin,
    memory: Memory,
    power: Power,
    /// How often the battery had sagged when that was last looked at.
    sags: u32,
    strobe: Strobe,
    tag: TagRequest,
    annunciation: Annunciation,
    wake: Instant,
    /// What the controller asks of the wires, and when the supervisor looks though nothing new is asked.
    asked: PerWire<Duty>,
    look_again: Option<Instant>,
    upset: Option<Upset>,
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
    /// Power that is withheld from now on.
    pub withheld: Option<Withheld>,
}

impl World {
    /// Wires a device, which may be a controller on this host, and its supervisor to a twin, and lets the supervisor
    /// prove that it can withhold power.
    pub fn new(device: impl Into<Device>, supervisor: Supervisor, twin: Twin) -> Self {
        let mut device = device.into();
        device.guard(supervisor.figures());
        let record = device.record(Entry::New);
        let mut world = Self {
            memory: Memory::new(record, device.controller().settings()),
            power: Power::On,
            sags: twin.power_losses(),
            device,
            guard: Guard::from(supervisor),
            wake: twin.now(),
            twin,
            strobe: FIRST_STROBE,
            tag: TagRequest::Rest,
            annunciation: Annunciation::default(),
            asked: PerWire::default(),
            look_again: None,
            upset: None,
        };
        world.start_up();
        world
    }

    /// The supervisor's test at start-up. Its pulses are milliseconds of full power, which warm a wire by some kelvin
    /// and move nothing: no time passes here.
    fn start_up(&mut self) {
        while let Some(Watched::StartUp(Some(step))) = self.watch(&Watch::StartUp) {
            self.twin.actuate_switches(board::probe(step));
            let current = board::current(&mut self.twin, step.wire);
            self.watch(&Watch::StartUpRead(current));
        }
        self.twin.actuate(Actuation::default());
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
        self.device.close(self.memory.done().bytes())
    }

    /// Whether the electronics have power.
    pub fn powered(&self) -> bool {
        self.power == Power::On
    }

    /// Whether the controller answers: it has power, and does not hang.
    pub fn answers(&self) -> bool {
        self.powered() && !matches!(self.upset, Some(Upset::Hangs))
    }

    /// Whether something is wrong with the controller as a whole.
    pub fn is_upset(&self) -> bool {
        self.upset.is_some()
    }

    /// What the journal has kept, from the oldest item to the newest.
    pub fn journal(&self) -> Vec<Item> {
        self.memory.items()
    }

    /// What a restart would find if power went now.
    pub(crate) fn kept(&self) -> Kept {
        let mut memory = self.memory.clone();
        memory.cut_power(self.now());
        memory.restart()
    }

    /// How often each page of the flash was erased.
    pub fn erasures(&self) -> &[u32] {
        self.memory.erasures()
    }

    /// The supervisor, to look at.
    pub fn supervisor(&self) -> &Supervisor {
        self.guard.supervisor()
    }

    /// What the controller asks of the wires now.
    pub fn asked(&self) -> PerWire<Duty> {
        self.asked
    }

    /// What the controller wants to be read at its next step.
    pub fn strobe(&self) -> Strobe {
        self.strobe
    }

    /// The twin, to look at.
    pub fn twin(&self) -> &Twin {
        &self.twin
    }

    /// What is so.
    pub fn truth(&self) -> Truth {
        self.twin.truth()
    }

    /// What the annunciators were last told to play.
    pub fn annunciation(&self) -> Annunciation {
        self.annunciation
    }

    /// Lets time pass to the controller's next step, or to `until` if that is sooner.
    ///
    /// # Errors
    /// When the twin's equations cannot be integrated.
    pub fn advance(&mut self, until: Instant) -> Result<Tick, StepBudgetSpent> {
        let now = self.pass(until)?;
        let before = self.supervisor().withheld();
        let events = self.react();
        let withheld = self.supervisor().withheld().filter(|_| before.is_none());
        Ok(Tick { now, events, withheld })
    }

    /// The first half of [`World::advance`]: the twin lives on to the next step of controller or supervisor, or to
    /// `until` if that is sooner.
    ///
    /// # Errors
    /// When the twin's equations cannot be integrated.
    pub fn pass(&mut self, until: Instant) -> Result<Instant, StepBudgetSpent> {
        let due = self.look_again.map_or(self.wake, |look_again| look_again.min(self.wake));
        let now = due.min(until).max(self.twin.now());
        self.twin.advance(now)?;
        Ok(now)
    }

    /// The second half of [`World::advance`]: the steps of controller and supervisor, if they are due.
    pub fn react(&mut self) -> Events {
        let now = self.now();
        if self.twin.power_losses() != self.sags {
            self.sags = self.twin.power_losses();
            self.cut_power(Duration::ZERO);
        }
        let looks = self.look_again.is_some_and(|look_again| now >= look_again);
        if now < self.wake && !looks {
            return Events::new();
        }
        if let Power::Off { until } = self.power {
            if now < until || !self.twin.powered() {
                self.wake = if now < until { until } else { now + UNPOWERED_CHECK };
                return Events::new();
            }
            self.restart();
        }
        if now < self.wake {
            self.supervise(&Inputs::default());
            return Events::new();
        }
        self.step()
    }

    /// The controller's step, and the supervisor's after it.
    fn step(&mut self) -> Events {
        let now = self.now();
        let ahead = match self.upset {
            Some(Upset::Hangs) => {
                self.wake = Instant::MAX;
                return Events::new();
            }
            Some(Upset::ClockAhead(ahead)) => ahead,
            Some(Upset::Outputs(_)) | None => Duration::ZERO,
        };
        let mut inputs: Inputs = board::inputs(&mut self.twin, self.strobe, self.tag);
        inputs.power = board::power(self.supervisor().withheld());
        inputs.committed = self.memory.committed(now);
        let mut outputs = self.device.step(now + ahead, &inputs);
        if let Some(Upset::Outputs(change)) = self.upset {
            change(&mut outputs);
        }
        self.asked = factory::pump_type(self.twin.embodiment()).asked(&outputs);
        self.guard.came_back(now + ahead, self.asked);
        self.supervise(&inputs);
        self.twin.annunciate(board::played(&outputs.annunciation));
        self.annunciation = outputs.annunciation;
        (self.strobe, self.tag) = (outputs.strobe, outputs.tag);
        self.wake = outputs.next_wake - ahead;
        if !outputs.events.is_empty() {
            self.write_down(Entry::Step(outputs.events.clone()));
        }
        outputs.events
    }

    fn write_down(&mut self, entry: Entry) {
        let record = self.device.record(entry);
        self.memory.append(self.now(), record, self.device.controller().settings());
    }

    /// Cuts power, now, for this long: every wire is off, what the controller knows is lost, and what was being
    /// written is torn.
    pub fn cut_power(&mut self, time: Duration) {
        let now = self.now();
        if self.powered() {
            self.watch(&Watch::PowerLost { now });
            let whole = self.memory.done().clone();
            self.memory.cut_power(now);
            self.device.cut_power(whole.bytes(), self.memory.done().bytes());
        }
        (self.asked, self.look_again) = (PerWire::default(), None);
        self.annunciation = Annunciation::default();
        self.twin.actuate(Actuation::default());
        self.twin.annunciate(board::played(&self.annunciation));
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
        self.device.restart(kept.settings, &kept.record, self.now());
        self.watch(&Watch::PowerLost { now: self.now() });
        self.strobe = FIRST_STROBE;
        self.power = Power::On;
    }

    /// The supervisor's step, and what comes of it. A device that is lost passes nothing.
    fn supervise(&mut self, inputs: &Inputs) {
        let readings = board::readings(inputs, &mut self.twin, self.guard.supervisor().passed());
        let now = self.now();
        let (passed, look_again) = match self.watch(&Watch::Step { now, readings }) {
            Some(Watched::Decided { passed, look_again, .. }) => (passed, look_again),
            _ => (PerWire::default(), None),
        };
        self.twin.actuate_switches([self.asked, passed].map(board::actuation));
        self.look_again = look_again;
    }

    /// What the supervisor answers: the one of the device, beside the one here.
    fn watch(&mut self, watch: &Watch) -> Option<Watched> {
        let here = self.guard.answer(watch);
        self.device.watch(watch, here)
    }

    /// A person resets the supervisor, which has to prove itself anew.
    pub fn reset_supervisor(&mut self) {
        self.watch(&Watch::Reset);
        self.start_up();
    }

    /// Lets something be wrong with the controller as a whole, from now on.
    pub fn upset(&mut self, upset: Upset) {
        self.upset = Some(upset);
    }

    /// What was wrong with the controller as a whole is over; what has become of it meanwhile stays.
    pub fn end_upset(&mut self) {
        self.upset = None;
        self.wake = self.wake.min(self.now());
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
        let answer = self.device.command(self.twin.now(), command);
        self.write_down(Entry::Command { command, answer });
        self.wake_if_idle();
        answer
    }

    /// Gives the controller a request from afar, now, which may have come before. It is stepped at the next advance.
    ///
    /// # Errors
    /// When the controller refuses.
    ///
    /// # Panics
    /// When the device has no power: nobody answers then.
    pub fn request(&mut self, request: Request) -> Result<Accepted, Rejected> {
        assert!(self.powered(), "nobody answers without power");
        let answer = self.device.request(self.twin.now(), request);
        self.write_down(Entry::Command { command: request.command, answer });
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

    /// Does something by hand, whole or not at all. A switch that changes wakes the controller, whatever it is at.
    ///
    /// # Errors
    /// What stands in the way, and of which motion.
    pub fn handle(&mut self, deed: &Deed) -> Result<(), Unable> {
        let mut twin = self.twin.clone();
        deed.perform(&mut twin)?;
        self.twin = twin;
        self.wake = self.now();
        Ok(())
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

    /// Takes a share (0..=1) of its charge from the battery, now.
    pub(crate) fn discharge(&mut self, share: f64) {
        self.twin.discharge(share);
    }
}
