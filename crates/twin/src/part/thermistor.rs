//! The thermistor inside the housing.

use super::sensor::Health;
use crate::parameter::parameters;
use crate::random::Random;

parameters! {
    /// A thermistor and its divider. What reads it is the converter, which has steps of its own.
    ThermistorParameters, Reusable, "thermistor";
    offset_k: "K", -0.5, 0.0, 0.5, source: "[NTC] 1 % of resistance and of its slope, near room temperature";
    noise_k: "K", 0.03, 0.05, 0.07, source: "assumed, because a 12-bit converter beside a switched wire is good for about this";
}

impl ThermistorParameters {
    /// One reading, degC.
    pub(crate) fn read(&self, truth_c: f64, health: Health<f64>, random: &mut Random) -> Option<f64> {
        health.report(truth_c + self.offset_k + self.noise_k * random.gaussian())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn readings_are_off_by_less_than_a_kelvin_until_it_fails() {
        let mut random = Random::new(1, Stream::Housekeeping);
        for _ in 0..200 {
            let thermistor = ThermistorParameters::draw(&mut random);
            for truth_c in [-10.0, 5.0, 23.0, 40.0] {
                let reading = thermistor.read(truth_c, Health::Good, &mut random).expect("it is good");
                assert!((reading - truth_c).abs() < 0.5 + 6.0 * 0.07, "{reading} degC for {truth_c}");
                assert_eq!(thermistor.read(truth_c, Health::Stuck(25.0), &mut random), Some(25.0));
                assert_eq!(thermistor.read(truth_c, Health::Dead, &mut random), None);
            }
        }
    }
}
