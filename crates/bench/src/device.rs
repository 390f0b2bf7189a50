//! What the twin is wired to: a controller on this host, or one that runs elsewhere and is asked over a link.
//!
//! Beside a controller that runs elsewhere the same one runs here, on the same inputs, and every answer is compared, bit
//! for bit. What reaches the twin comes from elsewhere; what oracles look at, the ledger and the phase, is read here,
//! where it is the same.
//!
//! The supervisor and the flash with its journal are of the device as well: the same holds for what the one decides, and
//! at the end of a run for what the other has kept, byte for byte.
//!
//! A device that cannot be relied on any more, because it has dropped its power, has fallen silent or has answered
//! otherwise than the controller here, is *lost*: its pins are off, and it is never asked again.

mod error;
mod flash;
mod link;
pub mod qemu;

pub use error::DeviceError;
pub use link::{Link, Wire};

use controller::{
    Accepted, Annunciation, Command, Controller, Duty, Entry, Events, Housekeeping, Inputs, Outputs, Record, Rejected,
    Service, Settings, Strobe, TagRequest,
};
use protocol::lockstep::{Answer, Figures, PumpType, Request, Start, Trace, Watch, Watched};
use supervisor::TravelFigures;
use units::Instant;

/// A controller, wherever it runs.
#[derive(Debug, Clone)]
pub struct Device {
    controller: Controller,
    /// Of the whole run, and of what came since power was last on.
    trace: Trace,
    since: Trace,
    place: Place,
}

/// Where the controller runs that drives the twin.
#[derive(Debug)]
enum Place {
    Host,
    Elsewhere(Box<Link>),
    Lost(DeviceError),
}

/// What stands on a table has no copy: that of a linked device is lost from the start.
impl Clone for Place {
    fn clone(&self) -> Self {
        match self {
            Self::Host => Self::Host,
            Self::Elsewhere(_) => Self::Lost(DeviceError::Copied),
            Self::Lost(error) => Self::Lost(error.clone()),
        }
    }
}

/// On this host, with a trace that begins here.
impl From<Controller> for Device {
    fn from(controller: Controller) -> Self {
        Self { controller, trace: Trace::default(), since: Trace::default(), place: Place::Host }
    }
}

impl Device {
    /// A device on this host.
    pub fn host(start: &Start) -> Self {
        let mut device = Self::from(start.controller());
        device.take(&Request::Start(start.clone()), &Answer::Started);
        device
    }

    /// The device at the other end of a link, which is told what it is.
    ///
    /// # Errors
    /// When it does not answer as it should.
    pub fn linked(start: &Start, mut link: Link) -> Result<Self, DeviceError> {
        let answer = link.ask(&Request::Start(start.clone()))?;
        if answer != Answer::Started {
            return Err(DeviceError::unexpected(&answer));
        }
        Ok(Self { place: Place::Elsewhere(Box::new(link)), ..Self::host(start) })
    }

    /// The controller, to look at.
    pub fn controller(&self) -> &Controller {
        &self.controller
    }

    /// Hash of all that was asked and answered so far.
    pub fn trace(&self) -> Trace {
        self.trace
    }

    /// Why the device is lost, if it is.
    pub fn lost(&self) -> Option<&DeviceError> {
        match &self.place {
            Place::Lost(error) => Some(error),
            Place::Host | Place::Elsewhere(_) => None,
        }
    }

    /// See [`Controller::step`]. A device that is lost has all wires off, and asks for nothing.
    pub fn step(&mut self, now: Instant, inputs: &Inputs) -> Outputs {
        let here = Answer::Stepped(self.controller.step(now, inputs));
        let answer = self.answer(&Request::Step { now, inputs: *inputs }, here);
        if let Some(Answer::Stepped(outputs)) = answer { outputs } else { off() }
    }

    /// See [`Controller::command`]. A device that is lost answers nothing; then the answer is what the controller here
    /// says.
    ///
    /// # Errors
    /// When the controller refuses.
    pub fn command(&mut self, now: Instant, command: Command) -> Result<Accepted, Rejected> {
        let here = self.controller.command(now, command);
        self.answer(&Request::Command { now, command }, Answer::Commanded(here));
        here
    }

    /// See [`Controller::request`], and [`Device::command`] for a device that is lost.
    ///
    /// # Errors
    /// When the controller refuses.
    pub fn request(&mut self, now: Instant, request: controller::Request) -> Result<Accepted, Rejected> {
        let here = self.controller.request(now, request);
        self.answer(&Request::Remote { now, request }, Answer::Commanded(here));
        here
    }

    /// See [`Controller::service`], and [`Device::command`] for a device that is lost.
    ///
    /// # Errors
    /// When the controller refuses.
    pub fn service(&mut self, now: Instant, service: Service) -> Result<(), Rejected> {
        let here = self.controller.service(now, service);
        self.answer(&Request::Service { now, service }, Answer::Serviced(here));
        here
    }

    /// See [`Controller::record`]. A linked device makes and keeps its own.
    pub fn record(&mut self, entry: Entry) -> Record {
        self.controller.record(entry)
    }

    /// The device's supervisor has these figures of the plunger's sensor.
    pub fn guard(&mut self, figures: TravelFigures) {
        self.answer(&Request::Guard(figures), Answer::Started);
    }

    /// What the device's supervisor answers, given what the one here answers. None when the device is lost.
    pub fn watch(&mut self, watch: &Watch, here: Watched) -> Option<Watched> {
        match self.answer(&Request::Supervisor(watch.clone()), Answer::Supervised(here)) {
            Some(Answer::Supervised(watched)) => Some(watched),
            _ => None,
        }
    }

    /// Power goes. A linked device, whose journal is written as soon as it is asked, learns what has become of its flash,
    /// which is what it was when all was written, and resets.
    pub fn cut_power(&mut self, whole: &[u8], torn: &[u8]) {
        let Place::Elsewhere(link) = &mut self.place else { return };
        if let Err(error) = flash::tear(link, whole, torn).and_then(|()| link.reset()) {
            self.place = Place::Lost(error);
        }
    }

    /// Power is back: see [`Controller::restore`].
    pub fn restart(&mut self, settings: Settings, newest: &Record<()>, now: Instant) {
        let (profile, calibration) = (*self.controller.profile(), *self.controller.calibration());
        self.controller = Controller::restore(profile, calibration, settings, newest, now);
        self.since = Trace::default();
        // A profile of no type that is made is run on this host only, by tests.
        let Some(pump_type) = PumpType::ALL.into_iter().find(|made| made.profile() == profile) else { return };
        self.answer(&Request::Restore { now, pump_type, calibration }, Answer::Started);
    }

    /// Ends the run. A linked device says what it has measured; its trace, since it was last switched on, is the
    /// same as that here, and so is its flash.
    ///
    /// # Errors
    /// When it is lost, or ends otherwise than it should.
    pub fn close(&mut self, flash: &[u8]) -> Result<Option<Figures>, DeviceError> {
        match std::mem::replace(&mut self.place, Place::Host) {
            Place::Host => Ok(None),
            Place::Lost(error) => Err(error),
            Place::Elsewhere(mut link) => {
                flash::compare(&mut link, flash)?;
                let figures = link.close()?;
                if figures.trace != self.since {
                    return Err(DeviceError::Trace { device: figures.trace, host: self.since });
                }
                Ok(Some(figures))
            }
        }
    }

    fn take(&mut self, request: &Request, answer: &Answer) {
        self.trace.take(request, answer);
        self.since.take(request, answer);
    }

    /// The answer of the controller that drives the twin, given what the one here answers. None when it is lost.
    fn answer(&mut self, request: &Request, here: Answer) -> Option<Answer> {
        let answer = match &mut self.place {
            Place::Host => Ok(here),
            Place::Elsewhere(link) => link.ask(request).and_then(|answer| same(request, answer, &here)),
            Place::Lost(_) => return None,
        };
        match answer {
            Ok(answer) => {
                self.take(request, &answer);
                Some(answer)
            }
            Err(error) => {
                self.place = Place::Lost(error);
                None
            }
        }
    }
}

/// # Errors
/// When the device answers otherwise than the controller here.
fn same(request: &Request, device: Answer, here: &Answer) -> Result<Answer, DeviceError> {
    if device == *here {
        return Ok(device);
    }
    Err(DeviceError::Diverged {
        request: format!("{request:?}"),
        device: format!("{device:?}"),
        host: format!("{here:?}"),
    })
}

/// What the pins of a device do that is lost.
fn off() -> Outputs {
    Outputs {
        pump: Duty::OFF,
        first_valve: Duty::OFF,
        second_valve: Duty::OFF,
        annunciation: Annunciation::default(),
        strobe: Strobe { plunger: None, second_valve: None, tone: None, housekeeping: Housekeeping::Skip },
        tag: TagRequest::Rest,
        next_wake: Instant::MAX,
        events: Events::new(),
    }
}
