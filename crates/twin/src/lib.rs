//! The plant: every part of the pump as physics, its sensors, and its faults.
//!
//! A [`PumpUnit`] is a draw of every part's parameters; a [`Twin`] is that unit in its surroundings, advanced through
//! time. Truth and measurement are different: sensors are read by `read_*`, what is so by [`Twin::truth`].
//!
//! - `inventory`: the one table of parts; `fault`: the one table of faults; `embodiment`: the arrangements.
//! - `part`: one file a part, with parameters, sources and equations. No part knows its neighbours.
//! - `half`: which half of the device owns a part, as types; `unit`: the halves of one pump unit.
//! - `assembly`: how the device is put together by hand, and so where liquid can get to.
//! - `path`: the fluid path as a graph; an embodiment is data.
//! - `plant`: the parts coupled into one system of equations; `stamp`: how they write themselves into it.
//! - `drawing`: the device as a cut, to scale.
//! - `solver`: an adaptive, implicit integrator without heap in the step.
//! - `real`, `math`: numbers that carry derivatives, and functions that are the same on every platform.

#![expect(clippy::inline_always, reason = "measured: the equations are a fifth faster inlined into one another")]

mod assembly;
mod complex;
pub mod drawing;
mod embodiment;
mod embodiments;
mod environment;
mod fault;
pub mod half;
mod inventory;
mod math;
mod parameter;
mod part;
mod path;
mod path_air;
mod plant;
mod random;
mod real;
mod solver;
mod stamp;
mod trap_study;
mod truth;
mod twin;
mod unit;

pub use assembly::access::{Access, FillMove, SeptumSite};
pub use assembly::action::{Action, Article, Impossible};
pub use assembly::connector::{ConnectorMove, Core};
pub use assembly::housings::Turn;
pub use assembly::infusion_device::{DeviceMove, Inserter};
pub use assembly::topology::{Design, Joint, Topology};
pub use assembly::{Assembly, State as Placement, Switches};
pub use embodiment::{Embodiment, ValveSite};
pub use embodiments::Embodiments;
pub use environment::Environment;
pub use fault::{FAULTS, FaultKind, FaultSpec};
pub use inventory::{Owner, PARTS, PartSpec};
pub use parameter::{Group, Row};
pub use part::acoustics::AcousticSample;
pub use part::annunciator::{Noticed, Played};
pub use part::fastener::Layout;
pub use part::optics::OpticalSample;
pub use part::tag::{Tag, frame::Frame, radio::TagRadio};
pub use part::trap::Taper;
pub use plant::Subject;
pub use solver::StepBudgetSpent;
pub use trap_study::TrapStudy;
pub use truth::{Truth, ValveTruth};
pub use twin::{Actuation, Build, Effort, OpticalSite, Twin, Work};
pub use unit::{Disposable, PumpUnit, Reusable, Set, Site};
