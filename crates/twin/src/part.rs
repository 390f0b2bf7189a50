//! The parts: each file holds one part's parameters, their sources, and its equations. No part knows its neighbours.
//!
//! Units throughout: mm, uL (mm3), kPa gauge, N, MPa (N/mm2), degC, s, W, Ohm, V.

pub(crate) mod actuator;
pub(crate) mod battery;
pub(crate) mod chamber;
pub(crate) mod envelope;
pub(crate) mod housing;
pub(crate) mod membrane;
pub(crate) mod optics;
pub(crate) mod plunger;
pub(crate) mod reservoir;
pub(crate) mod tubing;
pub(crate) mod valve;
pub(crate) mod wire;
