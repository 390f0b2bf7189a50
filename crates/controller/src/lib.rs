//! The device's mind: what to deliver, how to move the plunger and the valves for it, and when to stop and call for
//! help.
//!
//! [`Controller::step`] is a total function of its state, the time and the pins' readings; [`Controller::command`] is
//! how a person or a closed loop asks for something. Nothing here reads a clock, allocates, performs input or output,
//! or can panic, and nothing depends on being simulated.
//!
//! - `inputs`, `outputs`: the pins. `profile`, `calibration`: what the controller knows of its hardware.
//! - `therapy`: what is due, and why. `ledger`: what was accounted. `cycle`: one stroke from seal to refill.
//! - `assembly`: what has to be so before fluid may move. `set`: what a tag says of an infusion set.
//! - `command`, `request`: what may be asked for, and how it is done once although it is asked twice.
//! - `alarm`: the one table of alarms, the life of each, and its signals. `event`: what is recorded.
//! - `journal`: what a restart needs to know.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::float_arithmetic,
        clippy::integer_division,
        clippy::modulo_arithmetic,
        clippy::missing_errors_doc,
        clippy::missing_panics_doc,
        clippy::large_stack_arrays,
        clippy::default_numeric_fallback
    )
)]

mod acoustics;
mod alarm;
mod assembly;
mod calibration;
mod command;
mod controller;
mod curve;
mod cycle;
mod event;
mod fixed;
mod inputs;
mod journal;
mod ledger;
mod outputs;
mod profile;
mod request;
mod set;
mod therapy;

pub use acoustics::{AcousticReference, TONES_PERMILLE};
pub use alarm::{
    ALARMS, AUDIO_PAUSE, Alarm, AlarmSpec, AlarmStatus, Alarms, Annunciation, Colour, Harm, Kind, Latching, Light,
    OnDelivery, Onset, Priority, Pulse, Signal, Train,
};
pub use alarm::{KeptAlarm, KeptAlarms};
pub use assembly::{Assembly, Prime, SetCarrier, SetKind, SetRefused, Step, Switches};
pub use calibration::{
    CalibrationError, CalibrationRecord, OPTICAL_POINTS, OpticalPoint, RestSpring, SignalReference, VOLUME_POINTS,
    ValveReference, VolumePoint,
};
pub use command::{Accepted, Command, Rejected, SiteChange};
pub use controller::{Controller, ReservoirReminder, Resumptions};
pub use cycle::{Checkpoint, CycleState, Phase, Service, StartUpFault};
pub use event::{Event, Events, StrokeRecord};
pub use inputs::{AcousticReading, Inputs, OpticalReading, WirePower};
pub use journal::{Entry, Record, Sequence, State};
pub use ledger::{ByCategory, Category, Ledger};
pub use outputs::{Duty, Housekeeping, Outputs, Strobe, TagRequest, Tone};
pub use profile::{AcousticLimits, DeviceProfile, Outlet};
pub use request::{CommandId, Request, Requests};
pub use set::{Date, Lot, SetRecord, SetType, TagReading, Tubing, Uid};
pub use therapy::{
    BasalBlock, BasalProfile, BasalProfileError, BolusId, BolusOrder, BolusStatus, Count, Counters, LimitWindow,
    Limits, MAX_BASAL_BLOCKS, MAX_TEMPLATES, Settings, TempRate, Templates, TherapyControl, TherapyState, WallTime,
};
