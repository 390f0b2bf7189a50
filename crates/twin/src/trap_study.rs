//! How much air a bubble trap lets through while one fill is drawn: the reservoir on its own, held at one orientation.

use crate::math::{cos_degrees, sin_degrees};
use crate::part::bubble::SurfaceParameters;
use crate::part::gas::expansion;
use crate::part::reservoir_air::{Conditions, Fill, ReservoirAir};
use crate::part::trap::{Taper, Trap, TrapParameters};

/// Ambient pressure, kPa.
const PRESSURE_KPA: f64 = 101.325;
/// The drug is filled from the refrigerator, saturated there, and worn at the skin's temperature, degC.
const FILLED_C: f64 = 4.0;
const WORN_C: f64 = 32.0;
/// Shocks of walking, g.
const WALKING_G: f64 = 1.0;
/// One stroke's draw, uL, and how long it takes.
const STROKE_UL: f64 = 1.0;
const STROKE_S: f64 = 2.0;
/// Time from stroke to stroke, s: three days for 3 mL.
const PERIOD_S: f64 = 86.0;

/// One fill of a reservoir with nominal parameters, drawn down at a basal rate without being moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrapStudy {
    /// Which end of the taper is wide.
    pub taper: Taper,
    /// Angle of contact of the drug on the wall, deg.
    pub contact_angle_deg: f64,
    /// How far the outlet's end is lifted, deg; 0 is the design orientation, 90 is outlet up.
    pub pitch_deg: f64,
    /// How far the device is then turned about its length, deg; 180 is upside down.
    pub roll_deg: f64,
    /// Air that the fill leaves in the bag as bubbles, uL at 101.325 kPa and 25 degC.
    pub free_air_ul: f64,
}

impl TrapStudy {
    /// Liquid at the start, uL.
    pub const FILL_UL: f64 = 3000.0;
    /// Liquid at the end of each band, uL.
    pub const BANDS_UL: [f64; 4] = [1000.0, 300.0, 100.0, 30.0];

    /// Air that goes through the outlet within each band, uL at 101.325 kPa and 25 degC.
    pub fn run(&self) -> [f64; 4] {
        let surface = SurfaceParameters { contact_angle_deg: self.contact_angle_deg, ..SurfaceParameters::nominal() };
        let trap = Trap::new(&TrapParameters::nominal(), self.taper, surface.tension_n_m);
        let mut at = Conditions {
            pressure_kpa: PRESSURE_KPA,
            temperature_c: WORN_C,
            gravity: self.gravity(),
            liquid_ul: Self::FILL_UL,
            withdrawn_ul: 0.0,
            shock_g: WALKING_G,
        };
        let fill = Fill {
            liquid_ul: at.liquid_ul,
            free_air_ul: self.free_air_ul,
            saturation: 1.0,
            pressure_kpa: PRESSURE_KPA,
            temperature_c: FILLED_C,
        };
        let mut air = ReservoirAir::new(&trap, surface, &fill);
        Self::BANDS_UL.map(|end_ul| {
            let mut passed_ul = 0.0;
            while at.liquid_ul > end_ul {
                at.withdrawn_ul = STROKE_UL;
                let with_stroke_ul = air.advance(STROKE_S, &at);
                at.liquid_ul -= STROKE_UL - with_stroke_ul * expansion(at.pressure_kpa, at.temperature_c);
                at.withdrawn_ul = 0.0;
                passed_ul += with_stroke_ul + air.advance(PERIOD_S - STROKE_S, &at);
            }
            passed_ul
        })
    }

    /// Gravity in device axes, g.
    fn gravity(&self) -> [f64; 3] {
        let (pitch, roll) = (self.pitch_deg, self.roll_deg);
        [-sin_degrees(pitch), -cos_degrees(pitch) * sin_degrees(roll), -cos_degrees(pitch) * cos_degrees(roll)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUDY: TrapStudy =
        TrapStudy { taper: Taper::WideTop, contact_angle_deg: 60.0, pitch_deg: 0.0, roll_deg: 0.0, free_air_ul: 10.0 };

    #[test]
    fn the_design_orientation_and_its_turns_are_as_named() {
        let rows = [
            (0.0, 0.0, [0.0, 0.0, -1.0]),
            (90.0, 0.0, [-1.0, 0.0, 0.0]),
            (0.0, 180.0, [0.0, 0.0, 1.0]),
            (0.0, 90.0, [0.0, -1.0, 0.0]),
        ];
        for (pitch_deg, roll_deg, expected) in rows {
            let gravity = TrapStudy { pitch_deg, roll_deg, ..STUDY }.gravity();
            for (found, expected) in gravity.into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-8, "{pitch_deg} {roll_deg}: {gravity:?}");
            }
        }
    }

    #[test]
    fn a_device_on_its_left_side_passes_as_much_as_on_its_right() {
        for roll_deg in [30.0, 90.0, 150.0] {
            let [left, right] =
                [roll_deg, -roll_deg].map(|roll_deg| TrapStudy { roll_deg, pitch_deg: 30.0, ..STUDY }.run());
            assert_eq!(left.map(f64::to_bits), right.map(f64::to_bits), "{roll_deg} deg");
        }
    }

    #[test]
    fn e26_a_treated_trap_keeps_its_air_while_it_lies_flat_and_a_greasy_one_loses_it_with_the_outlet_up() {
        let passed = |contact_angle_deg, pitch_deg| {
            TrapStudy { contact_angle_deg, pitch_deg, ..STUDY }.run().iter().sum::<f64>()
        };
        let (treated, greasy) = (passed(20.0, 0.0), passed(110.0, 90.0));
        assert!(treated < 0.1, "{treated} uL");
        assert!(greasy > 10.0, "{greasy} uL");
    }
}
