//! The parts: each file holds one part's parameters, their sources, and its equations. No part knows its neighbours.
//!
//! Units throughout: mm, uL (mm3), kPa gauge, N, MPa (N/mm2), degC, s, W, Ohm, V.

pub(crate) mod accelerometer;
pub(crate) mod acoustics;
pub(crate) mod actuator;
pub(crate) mod annunciator;
pub(crate) mod autoinserter;
pub(crate) mod barometer;
pub(crate) mod battery;
pub(crate) mod bubble;
pub(crate) mod cannula;
pub(crate) mod chamber;
pub(crate) mod compliant;
pub(crate) mod connector;
pub(crate) mod contact;
pub(crate) mod dispensing;
pub(crate) mod driver;
pub(crate) mod envelope;
pub(crate) mod fastener;
pub(crate) mod fatigue;
pub(crate) mod gas;
pub(crate) mod housing;
pub(crate) mod joint;
pub(crate) mod mating_needle;
pub(crate) mod membrane;
pub(crate) mod optics;
pub(crate) mod outlet;
pub(crate) mod plunger;
pub(crate) mod reservoir;
pub(crate) mod reservoir_air;
pub(crate) mod rigid_body;
pub(crate) mod sensor;
pub(crate) mod septum;
pub(crate) mod supply;
pub(crate) mod switch;
pub(crate) mod tag;
pub(crate) mod thermistor;
pub(crate) mod tissue;
pub(crate) mod trap;
pub(crate) mod tubing;
pub(crate) mod valve;
pub(crate) mod vent;
pub(crate) mod wire;
