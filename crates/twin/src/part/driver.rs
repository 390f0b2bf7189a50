//! A wire's driver: two switches in series, one for each of two processors, the way through the wire, and the reading
//! of its current.
//!
//! Current flows only while both switches are closed, so that no one broken switch can heat a wire.

use super::switch::Switch;
use super::wire::Surroundings;
use crate::parameter::parameters;
use crate::random::Random;

parameters! {
    /// Switches, leads and current sense of one wire.
    DriverParameters, Reusable, "wire driver";
    switch_ohm: "Ohm", 0.3, 0.5, 0.7, source: "assumed, because two small transistors in series and the leads add up to this";
    leak_us: "uS", 0.03, 0.1, 0.3, source: "assumed, because small transistors that are off pass less than 1 uA at 4 V";
    sense_gain_percent: "%", -2.0, 0.0, 2.0, source: "assumed, because a shunt of 1 % and an amplifier of 1 % add up to this";
    sense_offset_ma: "mA", -1.0, 0.0, 1.0, source: "assumed, because an amplifier's 100 uV over a shunt of 0.1 Ohm come to this";
    sense_noise_ma: "mA", 0.3, 0.5, 0.7, source: "assumed, because a 12-bit converter beside a switched wire is good for about this";
}

/// The way of the current through a wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WirePath {
    /// From end to end.
    Whole,
    /// The wire touches itself half-way: half of it carries the current.
    Half,
    /// Nowhere: the wire or a crimp is parted.
    Open,
}

impl WirePath {
    /// Share of the wire's length that carries current.
    fn conducting(self) -> f64 {
        match self {
            Self::Whole | Self::Open => 1.0,
            Self::Half => 0.5,
        }
    }
}

/// One wire's driver as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Driver {
    /// The two switches, in series.
    pub(crate) switches: [Switch; 2],
    /// The wire behind them.
    pub(crate) path: WirePath,
}

impl Driver {
    /// All as drawn.
    pub(crate) const GOOD: Self = Self { switches: [Switch::Good; 2], path: WirePath::Whole };

    /// Sets what a wire feels of the two pins, each given as the share of the time for which it says on.
    ///
    /// # Model
    /// Both periods begin together, so that both switches are closed for the lesser share.
    pub(crate) fn drive(self, p: &DriverParameters, pins: [f64; 2], wire: &mut Surroundings) {
        let [first, second] = self.switches;
        wire.duty = match self.path {
            WirePath::Open => 0.0,
            WirePath::Whole | WirePath::Half => first.duty(pins[0]).min(second.duty(pins[1])),
        };
        wire.series_ohm = p.switch_ohm;
        wire.conducting = self.path.conducting();
    }

    /// Mean conductance from the supply through switches and wire, 1/Ohm, when the whole wire has `wire_ohm`.
    pub(crate) fn conductance(self, p: &DriverParameters, wire: &Surroundings, wire_ohm: f64) -> f64 {
        match self.path {
            WirePath::Open => 0.0,
            WirePath::Whole | WirePath::Half => {
                wire.duty / (wire_ohm * wire.conducting + wire.series_ohm) + 1e-6 * p.leak_us
            }
        }
    }
}

impl DriverParameters {
    /// Reads a wire's mean current, mA: a low-pass evens out the switching period.
    pub(crate) fn read_current_ma(&self, current_a: f64, random: &mut Random) -> f64 {
        1e3 * current_a * (1.0 + 0.01 * self.sense_gain_percent)
            + self.sense_offset_ma
            + self.sense_noise_ma * random.gaussian()
    }
}

#[cfg(test)]
mod validation;
