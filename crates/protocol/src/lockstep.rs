//! A controller that runs elsewhere, asked step by step over a serial line: lock step.
//!
//! ```text
//!  bench                                   device
//!    | -- Start: pump type, calibration, settings --> |   one controller, at instant zero
//!    | <-- Started ---------------------------------- |
//!    | -- Step: now, inputs ------------------------> |   time comes from the request
//!    | <-- Stepped: outputs ------------------------- |   ... or PowerDropped, and the device stops
//!    | -- Command, Service: as a person asks -------> |
//!    | <-- Commanded, Serviced ---------------------- |
//!    | -- Close ------------------------------------> |
//!    | <-- Closing: trace, stack, instructions ------ |
//! ```
//!
//! One request is under way at a time. A request that arrives damaged is refused and asked again; an answer that
//! arrives damaged is asked for again, and then repeated rather than worked out anew, so that no step is taken twice.
//!
//! - `message`: what is asked and answered. `frame`: how that becomes bytes, and when bytes are believed.
//! - `receiver`: gathers the bytes of a frame. `server`: the device's end.
//! - `trace`: a hash of all that was asked and answered, made at both ends.

mod frame;
mod message;
mod receiver;
mod server;
mod trace;

pub use frame::{FRAME_MAX, Frame, FrameError, VERSION};
pub use message::{Answer, Cause, Figures, PumpType, Refusal, Request, Start};
pub use receiver::Receiver;
pub use server::{Board, Server};
pub use trace::Trace;
