//! The battery and the switches between it and the wires.

use crate::parameter::parameters;

parameters! {
    /// A rechargeable cell and its switches.
    BatteryParameters, Reusable, "battery and drivers";
    capacity_mah: "mAh", 190.0, 200.0, 210.0, source: "assumed, because a lithium-polymer pouch that fits the height of [SEED1] holds about this";
    full_v: "V", 4.05, 4.10, 4.15, source: "[LIP] open-circuit voltage, charged";
    empty_v: "V", 3.25, 3.30, 3.35, source: "[LIP] open-circuit voltage at the end of the flat part";
    internal_ohm: "Ohm", 0.25, 0.35, 0.5, source: "[LIP] small pouch cells at 25 degC";
    cold_percent_k: "%/K", 2.0, 2.5, 3.0, source: "[LIP] internal resistance doubles from 25 to about -10 degC";
    polarisation_ohm: "Ohm", 0.1, 0.15, 0.2, source: "[LIP] slow part of the voltage drop";
    polarisation_time_s: "s", 20.0, 30.0, 40.0, source: "[LIP]";
    switch_ohm: "Ohm", 0.3, 0.5, 0.7, source: "assumed, because two small transistors in series and the leads add up to this";
}

/// Fall of the open-circuit voltage beyond the capacity, V for each further capacity. Source: [LIP] knee of the curve: 1 V within 1 %.
const COLLAPSE_V: f64 = 100.0;

/// Charge and slow voltage drop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Battery {
    /// Charge taken out so far, coulomb.
    used_c: f64,
    /// Slow part of the voltage drop, V.
    polarisation_v: f64,
}

impl Battery {
    /// A full cell at rest.
    pub(crate) const FULL: Self = Self { used_c: 0.0, polarisation_v: 0.0 };

    /// Voltage while every switch that is in use is on, given the mean conductance (1/Ohm) that they draw through.
    ///
    /// # Model
    /// Open-circuit voltage linear in charge and collapsing beyond the capacity, less slow drop, less internal resistance times current.
    pub(crate) fn voltage(&self, p: &BatteryParameters, conductance: f64, temperature_c: f64) -> f64 {
        let used = self.used_c / (3.6 * p.capacity_mah);
        let beyond = (used - 1.0).max(0.0) * COLLAPSE_V;
        let source = (p.full_v - (p.full_v - p.empty_v) * used.min(1.0) - beyond - self.polarisation_v).max(0.0);
        source / (1.0 + internal_resistance(p, temperature_c) * conductance)
    }

    /// Lets a mean current flow for a while.
    pub(crate) fn draw(&mut self, p: &BatteryParameters, current_a: f64, seconds: f64) {
        self.used_c += current_a * seconds;
        // Implicit, so that an hour in one step is as good as an hour in many.
        let share = seconds / p.polarisation_time_s;
        self.polarisation_v = (self.polarisation_v + share * p.polarisation_ohm * current_a) / (1.0 + share);
    }

    /// Charge taken out so far, mAh.
    pub(crate) fn used_mah(&self) -> f64 {
        self.used_c / 3.6
    }
}

/// Internal resistance, Ohm: grows in the cold.
fn internal_resistance(p: &BatteryParameters, temperature_c: f64) -> f64 {
    p.internal_ohm * (1.0 + 0.01 * p.cold_percent_k * (25.0 - temperature_c).max(0.0))
}

#[cfg(test)]
mod validation;
