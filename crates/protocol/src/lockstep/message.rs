//! What is asked of a controller that runs elsewhere, and what it answers.

use super::frame::FrameError;
use super::trace::Trace;
use controller::{
    Accepted, Assembly, CalibrationRecord, Command, Controller, Date, DeviceProfile, Entry, Inputs, Outputs, Record,
    Rejected, Service, Settings,
};
use serde::{Deserialize, Serialize};
use units::Instant;

/// A type of pump that is made: which profile its controller has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PumpType {
    /// [`DeviceProfile::TETHERED`].
    Tethered,
    /// [`DeviceProfile::PATCH`].
    Patch,
    /// [`DeviceProfile::METERED`].
    Metered,
}

impl PumpType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Tethered, Self::Patch, Self::Metered];

    /// What is true of every pump of the type.
    pub fn profile(self) -> DeviceProfile {
        match self {
            Self::Tethered => DeviceProfile::TETHERED,
            Self::Patch => DeviceProfile::PATCH,
            Self::Metered => DeviceProfile::METERED,
        }
    }
}

/// All that a controller is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The type of pump.
    pub pump_type: PumpType,
    /// What the factory measured of this one.
    pub calibration: CalibrationRecord,
    /// What a person has set.
    pub settings: Settings,
    /// The day at instant zero, if anybody has told.
    pub today: Option<Date>,
}

impl Start {
    /// The controller, at instant zero, of a device that is put together and worn.
    // Not inlined, so that its large locals leave the stack before the next step of an answer needs it.
    #[inline(never)]
    pub fn controller(&self) -> Controller {
        let profile = self.pump_type.profile();
        Controller::new(profile, self.calibration, self.settings.clone())
            .with_assembly(Assembly::worn(&profile, self.today))
    }

    /// The controller after a loss of power; see [`Controller::restore`].
    // Not inlined, for the same reason.
    #[inline(never)]
    pub fn restored(&self, newest: &Record, now: Instant) -> Controller {
        Controller::restore(self.pump_type.profile(), self.calibration, self.settings.clone(), newest, now)
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "there is no heap to put the large one on, and one at a time")]
pub enum Request {
    /// Make a controller; one that was there is forgotten.
    Start(Start),
    /// Make the controller that was there before power was lost.
    Restore {
        /// When.
        now: Instant,
        /// What it is made of, with the settings that the journal has kept.
        start: Start,
        /// The newest record that the journal has kept. What it tells of is not needed to start from, and makes a frame
        /// too long: let it tell of a new controller.
        newest: Record,
    },
    /// A person's or a closed loop's command.
    Command {
        /// When.
        now: Instant,
        /// What.
        command: Command,
    },
    /// The same from afar, with a number and a time.
    Remote {
        /// When.
        now: Instant,
        /// What.
        request: controller::Request,
    },
    /// A stroke that is not therapy.
    Service {
        /// When.
        now: Instant,
        /// Which.
        service: Service,
    },
    /// One step.
    Step {
        /// When.
        now: Instant,
        /// What was read.
        inputs: Inputs,
    },
    /// Make the record of what has just happened, for the journal.
    Record(Entry),
    /// Say what the run has shown, and end.
    Close,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "there is no heap to put the large one on, and one at a time")]
pub enum Answer {
    /// There is a controller.
    Started,
    /// See [`Controller::command`].
    Commanded(Result<Accepted, Rejected>),
    /// See [`Controller::service`].
    Serviced(Result<(), Rejected>),
    /// See [`Controller::step`].
    Stepped(Outputs),
    /// See [`Controller::record`].
    Recorded(Record),
    /// What the run has shown; the device ends.
    Closing(Figures),
    /// The request was not carried out.
    Refused(Refusal),
    /// Power was taken from all wires, and the device ends.
    PowerDropped(Cause),
}

/// Why a request was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// It did not arrive whole; ask again.
    Garbled(FrameError),
    /// There is no controller yet.
    NotStarted,
}

/// Why power was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// A step did not return within its time.
    Overdue,
    /// The program found itself in the wrong.
    Panicked {
        /// On this line of its source; 0 if that is not known.
        line: u32,
    },
    /// The processor refused an instruction.
    HardFault {
        /// Address of that instruction.
        address: u32,
    },
}

/// What a run has shown of the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Hash of all that was asked and answered.
    pub trace: Trace,
    /// Steps of the controller.
    pub steps: u64,
    /// Cycles of the processor's clock in the longest step; 0 where they are not counted.
    pub cycles_worst: u32,
    /// Cycles of all steps.
    pub cycles: u64,
    /// The most bytes of stack that were ever in use; 0 where that is not known.
    pub stack_worst: u32,
}
