//! A controller that runs elsewhere, asked step by step over a serial line: lock step.
//!
//! ```text
//!  bench                                   device
//!    | <-- Ready ----------------------------------- |   after each reset
//!    | -- Start: pump type, calibration, settings --> |   one controller, at instant zero, with a blank journal
//!    | -- Guard: the supervisor's figures ----------> |   and its supervisor
//!    | <-- Started ---------------------------------- |
//!    | -- Step: now, inputs ------------------------> |   time comes from the request; the journal keeps what happens
//!    | <-- Stepped: outputs ------------------------- |   ... or PowerDropped, and the device stops
//!    | -- Supervisor: now, readings ----------------> |
//!    | <-- Supervised: what is passed of it --------- |
//!    | -- Command, Service: as a person asks -------> |
//!    | <-- Commanded, Serviced ---------------------- |
//!    | -- Torn, PowerOff ---------------------------> |   a reset; flash and the supervisor's memory outlast it
//!    | <-- Ready ------------------------------------ |
//!    | -- Restore: now, pump type, calibration -----> |   the controller that the journal has kept
//!    | <-- Started ---------------------------------- |
//!    | -- Read, Close ------------------------------> |
//!    | <-- Flash, Closing: trace, stack, cycles ----- |
//! ```
//!
//! One request is under way at a time. A request that arrives damaged is refused and asked again; an answer that
//! arrives damaged is asked for again, and then repeated rather than worked out anew, so that no step is taken twice.
//!
//! - `message`: what is asked and answered. `frame`: how that becomes bytes, and when bytes are believed.
//! - `receiver`: gathers the bytes of a frame. `server`: the device's end.
//! - `watch`: what is asked of the supervisor. `trace`: a hash of all that was asked and answered, made at both
//!   ends.

mod frame;
mod message;
mod receiver;
mod server;
mod trace;
mod watch;

pub use frame::{FRAME_MAX, Frame, FrameError, REQUEST_MAX, VERSION};
pub use message::{Answer, Cause, Figures, PIECE_MAX, Piece, PumpType, Refusal, Request, Start};
pub use receiver::Receiver;
pub use server::{Board, Ending, Server};
pub use trace::Trace;
pub use watch::{Guard, Watch, Watched};
