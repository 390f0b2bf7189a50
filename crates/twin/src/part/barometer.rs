//! The sensor of ambient pressure.

use super::sensor::{Health, quantised};
use crate::parameter::parameters;
use crate::random::Random;

parameters! {
    /// A digital barometer.
    BarometerParameters, Reusable, "barometer";
    offset_kpa: "kPa", -0.1, 0.0, 0.1, source: "[BAR] absolute accuracy of 1 hPa";
    noise_pa: "Pa", 1.0, 2.0, 3.0, source: "[BAR] 1 to 3 Pa without filter";
    resolution_pa: "Pa", 1.0, 1.0, 1.0, source: "[BAR] a pascal a count";
}

impl BarometerParameters {
    /// One reading, kPa absolute.
    pub(crate) fn read(&self, truth_kpa: f64, health: Health<f64>, random: &mut Random) -> Option<f64> {
        let reading = truth_kpa + self.offset_kpa + 1e-3 * self.noise_pa * random.gaussian();
        health.report(quantised(reading, 1e-3 * self.resolution_pa))
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
mod tests {
    use super::*;
    use crate::random::Stream;

    /// What the sensor is for: a change of cabin pressure is seen far better than the pressure itself.
    #[test]
    fn a_change_of_pressure_is_seen_within_20_pa() {
        let mut random = Random::new(1, Stream::Housekeeping);
        let (mut worst_pa, mut worst_absolute_pa) = (0.0_f64, 0.0_f64);
        for _ in 0..200 {
            let barometer = BarometerParameters::draw(&mut random);
            let mut read = |kpa| barometer.read(kpa, Health::Good, &mut random).expect("it is good");
            let (ground, cabin) = (read(101.325), read(75.3));
            worst_pa = worst_pa.max(1e3 * (ground - cabin - 26.025).abs());
            worst_absolute_pa = worst_absolute_pa.max(1e3 * (ground - 101.325).abs());
        }
        println!("barometer, change of 26 kPa: error {worst_pa:.0} Pa; absolute {worst_absolute_pa:.0} Pa");
        assert!(worst_pa < 20.0, "{worst_pa} Pa");
        assert!(worst_absolute_pa < 120.0, "{worst_absolute_pa} Pa");
    }

    #[test]
    fn a_reading_is_a_whole_number_of_steps_and_a_dead_sensor_gives_none() {
        let mut random = Random::new(2, Stream::Housekeeping);
        let barometer = BarometerParameters::nominal();
        let pascals = 1e3 * barometer.read(99.123_456, Health::Good, &mut random).expect("it is good");
        assert!((pascals - pascals.round()).abs() < 1e-6, "{pascals} Pa");
        assert_eq!(barometer.read(80.0, Health::Stuck(101.0), &mut random), Some(101.0));
        assert_eq!(barometer.read(80.0, Health::Dead, &mut random), None);
    }
}
