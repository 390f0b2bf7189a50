//! The battery: what it gives at a load, a temperature and an age.

use crate::parameter::parameters;

parameters! {
    /// A rechargeable cell.
    BatteryParameters, Reusable, "battery";
    capacity_mah: "mAh", 190.0, 200.0, 210.0, source: "assumed, because a lithium-polymer pouch that fits the height of [SEED1] holds about this";
    full_v: "V", 4.05, 4.10, 4.15, source: "[LIP] open-circuit voltage, charged";
    empty_v: "V", 3.25, 3.30, 3.35, source: "[LIP] open-circuit voltage at the end of the flat part";
    internal_ohm: "Ohm", 0.25, 0.35, 0.5, source: "[LIP] small pouch cells at 25 degC";
    cold_percent_k: "%/K", 2.0, 2.5, 3.0, source: "[LIP] internal resistance doubles from 25 to about -10 degC";
    polarisation_ohm: "Ohm", 0.1, 0.15, 0.2, source: "[LIP] slow part of the voltage drop";
    polarisation_time_s: "s", 20.0, 30.0, 40.0, source: "[LIP]";
    cold_capacity_percent_k: "%/K", 0.4, 0.6, 0.8, source: "[LIP] 80 to 90 % of the charge can be taken out at 0 degC";
    self_discharge_percent_month: "%/month", 1.0, 2.0, 3.0, source: "[LIP] some percent a month with the protection circuit";
    aged_capacity_percent: "%", 75.0, 80.0, 85.0, source: "[LIP] what is left after 300 to 500 cycles, where makers end a cell's life";
    aged_resistance: "1", 1.5, 2.0, 2.5, source: "assumed, because internal resistance is seen to about double over that life";
    length_mm: "mm", 37.8, 38.0, 38.2, source: "assumed, because a flat pouch of 200 mAh fits in 38 by 36 by 2.6 mm";
    width_mm: "mm", 35.8, 36.0, 36.2, source: "assumed, because a flat pouch of 200 mAh fits in 38 by 36 by 2.6 mm";
    height_mm: "mm", 2.55, 2.6, 2.65, source: "assumed, because between reservoir and wires [SEED1] leaves no more";
}

/// Fall of the open-circuit voltage beyond the capacity, V for each further capacity. Source: [LIP] knee of the curve: 1 V within 1 %.
const COLLAPSE_V: f64 = 100.0;
/// A month of 30 days, s.
const MONTH_S: f64 = 30.0 * 86_400.0;

/// Charge, slow voltage drop and age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Battery {
    /// Charge taken out so far, coulomb.
    used_c: f64,
    /// Charge lost by itself so far, coulomb.
    lost_c: f64,
    /// Slow part of the voltage drop, V.
    polarisation_v: f64,
    /// Share of its life that was spent before: 0 is new, 1 is where makers end it.
    pub(crate) age: f64,
}

impl Battery {
    /// A full new cell at rest.
    pub(crate) const FULL: Self = Self { used_c: 0.0, lost_c: 0.0, polarisation_v: 0.0, age: 0.0 };

    /// Voltage at the terminals, given the mean conductance (1/Ohm) that is drawn through: a capacitor beside the
    /// switches evens out their period.
    ///
    /// # Model
    /// Open-circuit voltage linear in charge and collapsing beyond the capacity, less slow drop, less internal
    /// resistance times current. The capacity is what can be taken out at this temperature and age; what the cold
    /// withholds comes back with warmth.
    pub(crate) fn voltage(&self, p: &BatteryParameters, conductance: f64, temperature_c: f64) -> f64 {
        let used = (self.used_c + self.lost_c) / self.capacity_c(p, temperature_c);
        let beyond = (used - 1.0).max(0.0) * COLLAPSE_V;
        let source = (p.full_v - (p.full_v - p.empty_v) * used.min(1.0) - beyond - self.polarisation_v).max(0.0);
        source / (1.0 + self.internal_ohm(p, temperature_c) * conductance)
    }

    /// Lets a mean current flow for a while.
    pub(crate) fn draw(&mut self, p: &BatteryParameters, current_a: f64, seconds: f64) {
        self.used_c += current_a * seconds;
        self.lost_c += 0.036 * p.capacity_mah * p.self_discharge_percent_month * (seconds / MONTH_S);
        // Implicit, so that an hour in one step is as good as an hour in many.
        let share = seconds / p.polarisation_time_s;
        self.polarisation_v = (self.polarisation_v + share * p.polarisation_ohm * current_a) / (1.0 + share);
    }

    /// Loses this share (0..=1) of what it can give at this temperature, at once: it is not counted as taken out.
    pub(crate) fn lose(&mut self, p: &BatteryParameters, share: f64, temperature_c: f64) {
        self.lost_c += share * self.capacity_c(p, temperature_c);
    }

    /// Heat that a mean current makes inside the cell, W: what of the open-circuit voltage does not arrive at the
    /// terminals. The heat of the reaction itself is left out.
    pub(crate) fn heat_w(&self, p: &BatteryParameters, current_a: f64, temperature_c: f64) -> f64 {
        current_a * (current_a * self.internal_ohm(p, temperature_c) + self.polarisation_v)
    }

    /// Charge taken out so far, mAh.
    pub(crate) fn used_mah(&self) -> f64 {
        self.used_c / 3.6
    }

    /// Charge that can be taken out of the full cell, coulomb: shrinks in the cold and with age.
    fn capacity_c(&self, p: &BatteryParameters, temperature_c: f64) -> f64 {
        let aged = 1.0 - self.age * (1.0 - 0.01 * p.aged_capacity_percent);
        3.6 * p.capacity_mah * aged * (1.0 - 0.01 * p.cold_capacity_percent_k * below_25(temperature_c))
    }

    /// Internal resistance, Ohm: grows in the cold and with age.
    fn internal_ohm(&self, p: &BatteryParameters, temperature_c: f64) -> f64 {
        let aged = 1.0 + self.age * (p.aged_resistance - 1.0);
        p.internal_ohm * aged * (1.0 + 0.01 * p.cold_percent_k * below_25(temperature_c))
    }
}

/// Kelvins below 25 degC, held at 60: no pump works beyond.
fn below_25(temperature_c: f64) -> f64 {
    (25.0 - temperature_c).clamp(0.0, 60.0)
}

#[cfg(test)]
mod validation;
