//! The parts: each file holds one part's parameters, their sources, and its equations. No part knows its neighbours.
//!
//! Units throughout: mm, uL (mm3), kPa gauge, N, MPa (N/mm2), degC, s, W, Ohm, V.

pub(crate) mod actuator;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod autoinserter;
pub(crate) mod battery;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod cannula;
pub(crate) mod chamber;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod fastener;
pub(crate) mod housing;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod joint;
pub(crate) mod membrane;
pub(crate) mod optics;
pub(crate) mod plunger;
pub(crate) mod reservoir;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod septum;
pub(crate) mod tissue;
pub(crate) mod tubing;
pub(crate) mod valve;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod vent;
pub(crate) mod wire;
