//! What a scenario may hold: the range of each value, once, as a person writes it.
//!
//! The text is the limit: it is read like any value of a scenario, and shown in errors as it stands, so that what is
//! said to be allowed cannot differ from what is.

use std::fmt;
use std::str::FromStr;

use units::Volume;

/// The size of a scenario file that is still read, in bytes.
pub const FILE_SIZE_MAX: u64 = 4 * 1024 * 1024;

/// The greatest seed: the greatest integer of a TOML file.
pub const SEED_MAX: u64 = i64::MAX.unsigned_abs();

/// The most blocks that a basal profile has.
pub const BASAL_BLOCKS_MAX: usize = 24;

/// What the reservoir holds when nothing is said of it: 2 mL, which is 200 U of U-100.
pub(crate) const FILL_DEFAULT: Volume = Volume::from_pl(2_000_000_000);

/// The most basal profiles beside the first.
pub const TEMPLATES_MAX: usize = controller::MAX_TEMPLATES - 1;

/// The most characters that a name has.
const NAME_SIZE_MAX: usize = 64;

/// From which value to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The least value, or what every value is above.
    pub min: &'static str,
    /// Whether the least value is itself allowed.
    pub lowest: Lowest,
    /// The greatest value, which is allowed.
    pub max: &'static str,
}

/// Whether the lower limit is itself allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lowest {
    /// It is.
    Included,
    /// It is not.
    Excluded,
}

/// Which pump unit is run.
pub(super) const SEED: Limits = Limits::closed("0", "9223372036854775807");
/// How long a run lasts.
pub(crate) const RUN: Limits = Limits::closed("1min", "30d");
/// Drug in the reservoir at the start.
pub(super) const FILL: Limits = Limits::closed("0.05 mL", "3 mL");
/// A basal rate, scheduled or temporary.
pub(crate) const RATE: Limits = Limits::closed("0 U/h", "30 U/h");
/// A bolus: each of its parts, and their sum.
pub(crate) const BOLUS: Limits = Limits::above("0 U", "30 U");
/// How long the extended part of a bolus takes.
pub(crate) const BOLUS_TIME: Limits = Limits::closed("1min", "8h");
/// How long after its event a bolus begins.
pub(super) const BOLUS_DELAY: Limits = Limits::closed("0s", "8h");
/// By what a cancellation calls a bolus.
pub(super) const BOLUS_ID: Limits = Limits::closed("1", "999999");
/// A limit on what comes within an hour.
pub(super) const HOUR_LIMIT: Limits = Limits::above("0 U", "60 U");
/// A limit on what comes within a day.
pub(super) const DAY_LIMIT: Limits = Limits::above("0 U", "300 U");
/// A level of the reservoir.
pub(super) const LEVEL: Limits = Limits::above("0 U", "300 U");
/// How long a pause lasts that ends by itself.
pub(crate) const PAUSE: Limits = Limits::closed("1min", "24h");
/// A temporary basal rate, as a share of the scheduled one in percent.
pub(crate) const PERCENT: Limits = Limits::closed("0", "250");
/// How long a temporary basal rate holds.
pub(crate) const TEMP_BASAL_TIME: Limits = Limits::closed("1s", "24h");
/// How long power is cut.
pub(super) const POWER_CUT_TIME: Limits = Limits::closed("1ms", "24h");
/// How long a change of the surroundings takes.
pub(super) const RAMP: Limits = Limits::closed("0s", "30d");
/// Air temperature.
pub(super) const TEMPERATURE: Limits = Limits::closed("-20 degC", "60 degC");
/// Ambient pressure, absolute.
pub(super) const PRESSURE: Limits = Limits::closed("10 kPa", "300 kPa");
/// Height of the pump above the infusion site.
pub(super) const HEIGHT: Limits = Limits::closed("-2 m", "2 m");
/// Pressure in the tissue above ambient.
pub(super) const BACK_PRESSURE: Limits = Limits::closed("-20 kPa", "100 kPa");
/// How far the outlet is lifted, in degrees.
pub(super) const PITCH: Limits = Limits::closed("-90", "90");
/// How far the device is turned about its length, in degrees.
pub(super) const ROLL: Limits = Limits::closed("-180", "180");
/// Shaking.
pub(super) const SHOCK: Limits = Limits::closed("0 g", "100 g");
/// A share of a whole in percent: of ambient light, of humidity.
pub(super) const SHARE: Limits = Limits::closed("0", "100");
/// Ambient sound.
pub(super) const SOUND: Limits = Limits::closed("20 dB", "120 dB");
/// How badly a part fails.
pub(super) const SEVERITY: Limits = Limits::closed("0", "1");
/// From one coming of a fault to the next.
pub(super) const EVERY: Limits = Limits::closed("1s", "30d");
/// How long a fault lasts, or is there each time that it comes.
pub(super) const FAULT_TIME: Limits = Limits::above("0s", "30d");

/// Whether `text` can name a scenario: see [`super::Scenario::name`].
pub(crate) fn is_name(text: &str) -> bool {
    (1..=NAME_SIZE_MAX).contains(&text.len())
        && text.trim() == text
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_ ".contains(&b))
}

impl Limits {
    const fn closed(min: &'static str, max: &'static str) -> Self {
        let lowest = Lowest::Included;
        Self { min, lowest, max }
    }

    pub(crate) const fn above(min: &'static str, max: &'static str) -> Self {
        let lowest = Lowest::Excluded;
        Self { min, lowest, max }
    }

    /// Whether `value` is allowed; never, if the limits are not values of its kind.
    pub fn allow<T: FromStr + Ord>(&self, value: &T) -> bool {
        let (Ok(min), Ok(max)) = (self.min.parse::<T>(), self.max.parse::<T>()) else {
            return false;
        };
        let above = match self.lowest {
            Lowest::Included => *value >= min,
            Lowest::Excluded => *value > min,
        };
        above && *value <= max
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lowest {
            Lowest::Included => write!(f, "{} to {}", self.min, self.max),
            Lowest::Excluded => write!(f, "above {}, at most {}", self.min, self.max),
        }
    }
}

/// Every range, for whoever tells of them.
#[cfg(test)]
pub(super) const ALL: [Limits; 28] = [
    SEED,
    RUN,
    FILL,
    RATE,
    BOLUS,
    BOLUS_TIME,
    BOLUS_DELAY,
    BOLUS_ID,
    HOUR_LIMIT,
    DAY_LIMIT,
    LEVEL,
    PAUSE,
    PERCENT,
    TEMP_BASAL_TIME,
    POWER_CUT_TIME,
    RAMP,
    TEMPERATURE,
    PRESSURE,
    HEIGHT,
    BACK_PRESSURE,
    PITCH,
    ROLL,
    SHOCK,
    SHARE,
    SOUND,
    SEVERITY,
    EVERY,
    FAULT_TIME,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Debug;
    use units::{Acceleration, Dose, DoseRate, Duration, Fraction, Length, Pressure, SoundLevel, Temperature};

    fn check<T>(limits: Limits)
    where
        T: FromStr<Err: Debug> + Ord + Debug,
    {
        let least: T = limits.min.parse().unwrap();
        let greatest: T = limits.max.parse().unwrap();
        assert!(least < greatest, "{limits}");
        assert_eq!(limits.allow(&least), limits.lowest == Lowest::Included, "{limits}");
        assert!(limits.allow(&greatest), "{limits}");
    }

    #[test]
    fn every_limit_is_a_value_of_its_kind() {
        for limits in [RUN, TEMP_BASAL_TIME, BOLUS_TIME, BOLUS_DELAY, PAUSE, POWER_CUT_TIME, RAMP, EVERY, FAULT_TIME] {
            check::<Duration>(limits);
        }
        check::<u64>(SEED);
        assert_eq!(SEED.max, SEED_MAX.to_string());
        check::<Volume>(FILL);
        check::<DoseRate>(RATE);
        for limits in [BOLUS, HOUR_LIMIT, DAY_LIMIT, LEVEL] {
            check::<Dose>(limits);
        }
        check::<u32>(BOLUS_ID);
        for limits in [PERCENT, PITCH, ROLL, SHARE] {
            check::<i64>(limits);
        }
        check::<Acceleration>(SHOCK);
        check::<SoundLevel>(SOUND);
        check::<Temperature>(TEMPERATURE);
        check::<Pressure>(PRESSURE);
        check::<Length>(HEIGHT);
        check::<Pressure>(BACK_PRESSURE);
        check::<Fraction>(SEVERITY);
    }

    #[test]
    fn a_name_can_name_a_folder() {
        for name in ["weekday", "High rate 2", "a-b_c", "x", &"x".repeat(64)] {
            assert!(is_name(name), "{name:?}");
        }
        for name in ["", " ", "a ", " a", "a/b", "..", "a.b", "caf\u{e9}", "a\n", &"x".repeat(65)] {
            assert!(!is_name(name), "{name:?}");
        }
    }
}
