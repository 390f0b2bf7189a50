//! The accelerometer: which way is down, and knocks.

use super::sensor::{Health, quantised};
use crate::parameter::parameters;
use crate::random::Random;

parameters! {
    /// A digital accelerometer of three axes.
    AccelerometerParameters, Reusable, "accelerometer";
    offset_x_g: "g", -0.04, 0.0, 0.04, source: "[MEM] zero-g offset";
    offset_y_g: "g", -0.04, 0.0, 0.04, source: "[MEM] zero-g offset";
    offset_z_g: "g", -0.04, 0.0, 0.04, source: "[MEM] zero-g offset";
    noise_mg: "mg", 2.0, 3.0, 4.0, source: "[MEM] some 0.2 mg in a square root of a hertz, over 200 Hz";
    resolution_mg: "mg", 4.0, 4.0, 4.0, source: "[MEM] 12 bits over 16 g";
    range_g: "g", 8.0, 8.0, 8.0, source: "[MEM] the range of 8 g to either side";
}

impl AccelerometerParameters {
    /// One reading, g, in device axes: +1 along `z` for a pump that lies still.
    ///
    /// # Model
    /// Acceleration (g) less gravity (g), with offset and noise, clipped at the range and counted in steps.
    pub(crate) fn read(
        &self,
        acceleration: [f64; 3],
        gravity: [f64; 3],
        health: Health<[f64; 3]>,
        random: &mut Random,
    ) -> Option<[f64; 3]> {
        let offsets = [self.offset_x_g, self.offset_y_g, self.offset_z_g];
        health.report(core::array::from_fn(|axis| {
            let felt = acceleration[axis] - gravity[axis] + offsets[axis] + 1e-3 * self.noise_mg * random.gaussian();
            quantised(felt.clamp(-self.range_g, self.range_g), 1e-3 * self.resolution_mg)
        }))
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
mod tests {
    use super::*;
    use crate::random::Stream;

    const STILL: [f64; 3] = [0.0; 3];

    #[test]
    fn which_way_is_down_is_seen_within_5_degrees() {
        let mut random = Random::new(1, Stream::Housekeeping);
        let mut worst = 0.0_f64;
        for _ in 0..200 {
            let sensor = AccelerometerParameters::draw(&mut random);
            for gravity in [[0.0, 0.0, -1.0], [1.0, 0.0, 0.0], [0.0, -0.6, 0.8]] {
                let up = sensor.read(STILL, gravity, Health::Good, &mut random).expect("it is good");
                let along: f64 = up.iter().zip(gravity).map(|(u, g)| -u * g).sum();
                let length = up.iter().map(|u| u * u).sum::<f64>().sqrt();
                worst = worst.max((along / length).acos().to_degrees());
            }
        }
        println!("accelerometer, direction of gravity: error {worst:.1} degrees at most");
        assert!(worst < 5.0, "{worst} degrees");
    }

    #[test]
    fn free_fall_feels_like_nothing_and_a_knock_is_clipped() {
        let mut random = Random::new(2, Stream::Housekeeping);
        let sensor = AccelerometerParameters::draw(&mut random);
        let down = [0.0, 0.0, -1.0];
        let falling = sensor.read(down, down, Health::Good, &mut random).expect("it is good");
        assert!(falling.iter().all(|g| g.abs() < 0.04 + 6.0 * 0.004 + 0.002), "{falling:?}");
        let knock = sensor.read([50.0, 0.0, -50.0], down, Health::Good, &mut random).expect("it is good");
        assert_eq!([knock[0], knock[2]].map(f64::to_bits), [8.0, -8.0].map(f64::to_bits), "{knock:?}");
    }

    #[test]
    fn a_stuck_sensor_knows_no_orientation_and_a_dead_one_says_nothing() {
        let mut random = Random::new(3, Stream::Housekeeping);
        let sensor = AccelerometerParameters::nominal();
        let lying = [0.0, 0.0, 1.0];
        for gravity in [[0.0, 0.0, -1.0], [1.0, 0.0, 0.0]] {
            assert_eq!(sensor.read(STILL, gravity, Health::Stuck(lying), &mut random), Some(lying));
            assert_eq!(sensor.read(STILL, gravity, Health::Dead, &mut random), None);
        }
    }
}
