//! How the device lies: two angles, some of which have names.
//!
//! The angles turn the device from its design orientation, in which it lies flat on the skin of someone who lies on
//! their back: first by *roll* about its own length, then by *pitch*, which lifts its outlet.

use std::fmt;

/// An orientation. By default as designed: both angles 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Orientation {
    /// How far the outlet is lifted, in degrees; -90 to 90.
    pub pitch_deg: i16,
    /// How far the device is turned about its length, towards its left side at 90, in degrees; -180 to 180.
    pub roll_deg: i16,
}

impl Orientation {
    /// The orientations that have names.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("upright", Self::turned(0, 0)),
        ("inverted", Self::turned(0, 180)),
        ("outlet up", Self::turned(90, 0)),
        ("outlet down", Self::turned(-90, 0)),
        ("left side", Self::turned(0, 90)),
        ("right side", Self::turned(0, -90)),
    ];

    const fn turned(pitch_deg: i16, roll_deg: i16) -> Self {
        Self { pitch_deg, roll_deg }
    }

    /// The orientation of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, orientation)| orientation)
    }

    /// Its name, if it has one.
    pub fn name(self) -> Option<&'static str> {
        Self::NAMED.into_iter().find(|(_, orientation)| *orientation == self).map(|(name, _)| name)
    }

    /// Gravity in the device's axes (x towards the outlet, y across, z away from the skin), in g.
    pub fn gravity(self) -> [f64; 3] {
        let along = sine(self.pitch_deg);
        let across = cosine(self.pitch_deg);
        // Subtracted from zero, so that nothing is a negative zero.
        [along, across * sine(self.roll_deg), across * cosine(self.roll_deg)].map(|part| 0.0 - part)
    }
}

impl fmt::Display for Orientation {
    /// Its name, or its angles.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "pitch {} and roll {} degrees", self.pitch_deg, self.roll_deg),
        }
    }
}

fn cosine(degrees: i16) -> f64 {
    sine(degrees + 90)
}

/// The sine of whole degrees, in plain arithmetic, so that it is the same on every platform; exact at right angles.
fn sine(degrees: i16) -> f64 {
    let turned = degrees.rem_euclid(360);
    let (half_turn, sign) = if turned < 180 { (turned, 1.0) } else { (turned - 180, -1.0) };
    let quarter_turn = half_turn.min(180 - half_turn);
    let radians = |degrees: i16| f64::from(degrees) * (std::f64::consts::PI / 180.0);
    let sine = if quarter_turn <= 45 {
        let x = radians(quarter_turn);
        x * series(x * x, [210.0, 156.0, 110.0, 72.0, 42.0, 20.0, 6.0])
    } else {
        let x = radians(90 - quarter_turn);
        series(x * x, [182.0, 132.0, 90.0, 56.0, 30.0, 12.0, 2.0])
    };
    sign * sine
}

/// The Taylor series of sine over `x`, or of cosine, whose terms are each `-square / divisor` times the one before;
/// the divisors from the last to the first. Up to an eighth of a turn it is good to 1e-15.
fn series(square: f64, divisors: [f64; 7]) -> f64 {
    divisors.into_iter().fold(1.0, |sum, divisor| 1.0 - square / divisor * sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_for_exact_directions() {
        for (name, gravity) in [
            ("upright", [0.0, 0.0, -1.0]),
            ("inverted", [0.0, 0.0, 1.0]),
            ("outlet up", [-1.0, 0.0, 0.0]),
            ("outlet down", [1.0, 0.0, 0.0]),
            ("left side", [0.0, -1.0, 0.0]),
            ("right side", [0.0, 1.0, 0.0]),
        ] {
            let orientation = Orientation::from_name(name).unwrap();
            assert_eq!(format!("{:?}", orientation.gravity()), format!("{gravity:?}"), "{name}");
            assert_eq!((orientation.name(), orientation.to_string().as_str()), (Some(name), name));
        }
        assert_eq!(Orientation::from_name("askew"), None);
        assert_eq!(Orientation::default().name(), Some("upright"));
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "compared with the platform's functions")]
    fn every_whole_degree_has_the_sine_and_cosine_of_the_platform() {
        let mut worst = 0.0_f64;
        for degrees in -180..=180 {
            let radians = f64::from(degrees).to_radians();
            worst = worst.max((sine(degrees) - radians.sin()).abs()).max((cosine(degrees) - radians.cos()).abs());
        }
        assert!(worst < 1e-15, "{worst:e}");
    }

    #[test]
    fn gravity_is_one_g_whichever_way_the_device_lies() {
        for pitch_deg in -90..=90 {
            for roll_deg in (-180..=180).step_by(7) {
                let length: f64 = Orientation { pitch_deg, roll_deg }.gravity().iter().map(|part| part * part).sum();
                assert!((length - 1.0).abs() < 1e-14, "{pitch_deg}, {roll_deg}: {length}");
            }
        }
    }

    #[test]
    fn pitch_lifts_the_outlet_and_roll_turns_to_the_left() {
        let [along, across, away] = Orientation { pitch_deg: 30, roll_deg: 45 }.gravity();
        assert!((along + 0.5).abs() < 1e-15, "{along}");
        // Of what is left, cos 30, the turn gives equal parts to both.
        let part = -(0.75_f64 / 2.0).sqrt();
        assert!((across - part).abs() < 1e-15 && (away - part).abs() < 1e-15, "{across}, {away}");
    }
}
