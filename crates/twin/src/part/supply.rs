//! The logic's supply: what the electronics draw, below which voltage they lose power, and how they read it.

use crate::parameter::parameters;
use crate::random::Random;

parameters! {
    /// Regulator, supervisor and voltage divider.
    LogicSupplyParameters, Reusable, "logic supply";
    drop_out_v: "V", 2.95, 3.00, 3.05, source: "assumed, because a 2.8 V regulator needs about 0.2 V across it";
    recover_v: "V", 3.3, 3.4, 3.5, source: "assumed, because a supply that came back as soon as its load is gone would never stop going";
    logic_ma: "mA", 0.1, 0.2, 0.3, source: "assumed, because a small processor that sleeps between readings draws about this";
    reading_gain_percent: "%", -0.5, 0.0, 0.5, source: "assumed, because two resistors and a reference of 0.3 % each add up to this";
    reading_noise_mv: "mV", 1.5, 2.0, 2.5, source: "assumed, because a 12-bit converter beside a switched wire is good for about this";
}

/// Whether the electronics have power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogicSupply {
    /// They run.
    Powered,
    /// The battery's voltage fell below what they need, and has not come back far enough.
    BrownOut,
}

impl LogicSupply {
    /// What becomes of it at this voltage of the battery's terminals.
    pub(crate) fn at(self, p: &LogicSupplyParameters, terminal_v: f64) -> Self {
        let needed_v = match self {
            Self::Powered => p.drop_out_v,
            Self::BrownOut => p.recover_v,
        };
        if terminal_v < needed_v { Self::BrownOut } else { Self::Powered }
    }

    /// Current that the electronics draw, A.
    pub(crate) fn current_a(self, p: &LogicSupplyParameters) -> f64 {
        match self {
            Self::Powered => 1e-3 * p.logic_ma,
            Self::BrownOut => 0.0,
        }
    }
}

impl LogicSupplyParameters {
    /// Reads the voltage at the battery's terminals, V.
    pub(crate) fn read_v(&self, terminal_v: f64, random: &mut Random) -> f64 {
        terminal_v * (1.0 + 0.01 * self.reading_gain_percent) + 1e-3 * self.reading_noise_mv * random.gaussian()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::battery::{Battery, BatteryParameters};
    use crate::random::Stream;

    /// Conductance of three wires at full duty, 1/Ohm: 11, 8 and 35 Ohm.
    const ALL_WIRES: f64 = 1.0 / 11.0 + 1.0 / 8.0 + 1.0 / 35.0;

    #[test]
    fn a_pulse_browns_out_a_cold_old_cell_and_rest_brings_it_back() {
        let (cell, supply) = (BatteryParameters::nominal(), LogicSupplyParameters::nominal());
        // Half empty, cold and near the end of its life; and half empty, warm and new.
        for (temperature_c, age, expected) in [(-10.0, 1.0, LogicSupply::BrownOut), (25.0, 0.0, LogicSupply::Powered)] {
            let mut battery = Battery::FULL;
            battery.age = age;
            battery.draw(&cell, 0.020, 5.0 * 3600.0);
            battery.draw(&cell, 0.0, 600.0);
            let pulse_v = battery.voltage(&cell, ALL_WIRES, temperature_c);
            let state = LogicSupply::Powered.at(&supply, pulse_v);
            assert_eq!(state, expected, "{pulse_v} V at {temperature_c} degC");
            let rest_v = battery.voltage(&cell, 0.0, 25.0);
            assert_eq!(state.at(&supply, rest_v), LogicSupply::Powered, "{rest_v} V at rest and in the warm");
        }
    }

    #[test]
    fn between_dropping_out_and_recovering_it_stays_as_it_is() {
        let supply = LogicSupplyParameters::nominal();
        for terminal_v in [3.01, 3.2, 3.39] {
            for state in [LogicSupply::Powered, LogicSupply::BrownOut] {
                assert_eq!(state.at(&supply, terminal_v), state, "{terminal_v} V");
            }
        }
    }

    #[test]
    fn an_exhausted_cell_stays_off_at_rest() {
        let (cell, supply) = (BatteryParameters::nominal(), LogicSupplyParameters::nominal());
        let (mut battery, mut state, mut changes) = (Battery::FULL, LogicSupply::Powered, 0);
        // A pulse of ten seconds in each minute, for three days.
        for step in 0..(3 * 86_400 / 10) {
            let wires = if step % 6 == 0 && state == LogicSupply::Powered { 0.2 } else { 0.0 };
            let terminal_v = battery.voltage(&cell, wires, 25.0);
            let next = state.at(&supply, terminal_v);
            changes += i32::from(next != state);
            state = next;
            battery.draw(&cell, terminal_v * wires + state.current_a(&supply), 10.0);
        }
        assert_eq!((state, changes), (LogicSupply::BrownOut, 1), "it goes once, and stays away");
    }

    #[test]
    fn the_voltage_is_read_within_half_a_percent_and_noise() {
        let mut random = Random::new(5, Stream::Housekeeping);
        for _ in 0..100 {
            let supply = LogicSupplyParameters::draw(&mut random);
            let mean = (0..200).map(|_| supply.read_v(3.7, &mut random)).sum::<f64>() / 200.0;
            assert!((mean / 3.7 - 1.0).abs() < 0.0055, "{mean} V for 3.7");
        }
    }
}
