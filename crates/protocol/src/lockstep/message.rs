//! What is asked of a device that runs elsewhere, and what it answers.

use super::frame::FrameError;
use super::trace::Trace;
use super::watch::{Watch, Watched};
use controller::{
    Accepted, Assembly, CalibrationRecord, Command, Controller, Date, DeviceProfile, Inputs, Outputs, Rejected,
    Service, Settings,
};
use serde::{Deserialize, Serialize};
use supervisor::{Duty, PerWire, Reason, SupervisorLimits, TravelFigures, Wire};
use units::{Duration, Instant};

/// A type of pump that is made: which profile its controller has, and which limits its supervisor.
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

    /// The limits of the type, as its designers gave them to the supervisor.
    pub fn limits(self) -> SupervisorLimits {
        match self {
            Self::Tethered => SupervisorLimits::TETHERED,
            Self::Patch => SupervisorLimits::PATCH,
            Self::Metered => SupervisorLimits::METERED,
        }
    }

    /// What the controller asks of the wires. Its pin for the second valve leads to the wire that the type has there;
    /// where there is none, to that of the second valve, so that a supervisor sees what is asked of a wire not fitted.
    pub fn asked(self, outputs: &Outputs) -> PerWire<Duty> {
        let duty = |duty: controller::Duty| Duty::from_1024ths(duty.as_1024ths());
        let pin = duty(outputs.second_valve);
        let (second_valve, measurement_valve) = match self {
            Self::Tethered | Self::Patch => (pin, Duty::OFF),
            Self::Metered => (Duty::OFF, pin),
        };
        PerWire { pump: duty(outputs.pump), first_valve: duty(outputs.first_valve), second_valve, measurement_valve }
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
}

/// The most bytes of flash in a message.
pub const PIECE_MAX: usize = 1_024;

/// Bytes of flash. What is missing at the end of a piece that was read is blank.
pub type Piece = heapless::Vec<u8, PIECE_MAX>;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "there is no heap to put the large one on, and one at a time")]
pub enum Request {
    /// Make a controller, with a blank journal; one that was there is forgotten.
    Start(Start),
    /// Make the controller that was there before power was lost, from what the journal has kept.
    Restore {
        /// When.
        now: Instant,
        /// The type of pump.
        pump_type: PumpType,
        /// What the factory measured of this one.
        calibration: CalibrationRecord,
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
    /// One step of the controller.
    Step {
        /// When.
        now: Instant,
        /// What was read.
        inputs: Inputs,
    },
    /// Make a supervisor, with these figures of the plunger's sensor; one that was there is forgotten.
    Guard(TravelFigures),
    /// What is asked of the supervisor.
    Supervisor(Watch),
    /// Power went while this part of the flash was being written or erased, and this is what it has made of it.
    Torn {
        /// Where, bytes from the flash's start.
        at: u32,
        /// What is there now.
        bytes: Piece,
    },
    /// Power goes: reset, with nothing kept but the flash and the supervisor's own memory.
    PowerOff,
    /// Say what is in the flash.
    Read {
        /// From where, bytes from the flash's start; [`PIECE_MAX`] of them.
        at: u32,
    },
    /// Say what the run has shown, and end.
    Close,
}

impl Request {
    /// Whether it is of the run, and so of its trace.
    pub(super) fn is_traced(&self) -> bool {
        match self {
            Self::Start(_)
            | Self::Restore { .. }
            | Self::Command { .. }
            | Self::Remote { .. }
            | Self::Service { .. }
            | Self::Step { .. }
            | Self::Guard(_)
            | Self::Supervisor(_) => true,
            Self::Torn { .. } | Self::PowerOff | Self::Read { .. } | Self::Close => false,
        }
    }
}

/// What is answered, with the outputs of a step owned or borrowed.
#[expect(clippy::large_enum_variant, reason = "nothing can be boxed here, and a device answers with borrowed outputs")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer<O = Outputs> {
    /// There is a controller, or a supervisor.
    Started,
    /// See [`Controller::command`].
    Commanded(Result<Accepted, Rejected>),
    /// See [`Controller::service`].
    Serviced(Result<(), Rejected>),
    /// See [`Controller::step`].
    Stepped(O),
    /// What the supervisor says.
    Supervised(Watched),
    /// It is so in the flash.
    Torn,
    /// The device is about to reset.
    PowerOff,
    /// What is in the flash.
    Flash(Piece),
    /// What the run has shown; the device ends.
    Closing(Figures),
    /// The request was not carried out.
    Refused(Refusal),
    /// Power was taken from all wires, and the device ends.
    PowerDropped(Cause),
    /// The device has just been switched on, and waits to be told what it is. It answers no request.
    Ready,
}

/// Why a request was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// It did not arrive whole; ask again.
    Garbled(FrameError),
    /// There is no controller or no supervisor yet.
    NotStarted,
    /// The journal could not be read or written, or has nothing to start from.
    Journal,
    /// There is no such place in the flash.
    Place,
}

/// Why power was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// A request was not answered within its time, and the supervisor did not end it.
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
    /// The supervisor took power away while the controller did not come back.
    Withheld {
        /// Why.
        reason: Reason,
        /// Which wire's power gave the reason.
        wire: Wire,
        /// How long after the controller was last heard of.
        after: Duration,
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
    /// Cycles of the supervisor's longest step; 0 where they are not counted.
    pub supervisor_cycles_worst: u32,
    /// The most bytes of stack that were ever in use; 0 where that is not known.
    pub stack_worst: u32,
}
