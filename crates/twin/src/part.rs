//! The parts: each file holds one part's parameters, their sources, and its equations. No part knows its neighbours.
//!
//! Units throughout: mm, uL (mm3), kPa gauge, N, MPa (N/mm2), degC, s, W, Ohm, V.

#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod accelerometer;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod actuator;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod barometer;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod battery;
pub(crate) mod chamber;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod driver;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod fatigue;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod housing;
pub(crate) mod membrane;
pub(crate) mod optics;
pub(crate) mod plunger;
pub(crate) mod reservoir;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod sensor;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod supply;
#[cfg_attr(not(test), expect(dead_code, reason = "joined to the plant by twin.rs"))]
pub(crate) mod switch;
pub(crate) mod thermistor;
pub(crate) mod tubing;
pub(crate) mod valve;
pub(crate) mod wire;
