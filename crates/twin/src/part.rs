//! The parts: each file holds one part's parameters, their sources, and its equations. No part knows its neighbours.
//!
//! Units throughout: mm, uL (mm3), kPa gauge, N, MPa (N/mm2), degC, s, W, Ohm, V.

#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant with the dispensing chamber"))]
pub(crate) mod acoustics;
pub(crate) mod actuator;
pub(crate) mod battery;
pub(crate) mod chamber;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant with the measurement valve"))]
pub(crate) mod dispensing;
pub(crate) mod housing;
pub(crate) mod membrane;
pub(crate) mod optics;
pub(crate) mod plunger;
pub(crate) mod reservoir;
pub(crate) mod tubing;
pub(crate) mod valve;
pub(crate) mod wire;
