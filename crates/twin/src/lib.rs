//! The plant: every part of the pump as physics, its sensors, and its faults.
//!
//! A [`PumpUnit`] is a draw of every part's parameters; a [`Twin`] is that unit in its surroundings, advanced through
//! time. Truth and measurement are different: sensors are read by `read_*`, what is so by [`Twin::truth`].
//!
//! - `part`: one file a part, with parameters, sources and equations. No part knows its neighbours.
//! - `half`: which half of the device owns a part, as types; `unit`: the halves of one pump unit.
//! - `path`: the fluid path as a graph; an embodiment is data.
//! - `plant`: the parts coupled into one system of equations; `stamp`: how they write themselves into it.
//! - `solver`: an adaptive, implicit integrator without heap in the step.
//! - `real`, `math`: numbers that carry derivatives, and functions that are the same on every platform.

#![expect(clippy::inline_always, reason = "measured: the equations are a fifth faster inlined into one another")]

mod fault;
pub mod half;
mod math;
mod parameter;
mod part;
mod path;
mod plant;
mod random;
mod real;
mod solver;
mod stamp;
mod twin;
mod unit;

pub use fault::FaultKind;
pub use parameter::{Group, Row};
pub use part::optics::OpticalSample;
pub use solver::StepBudgetSpent;
pub use twin::{Actuation, Effort, Environment, OpticalSite, Truth, Twin};
pub use unit::{Disposable, PumpUnit, Reusable, Set, Site};
