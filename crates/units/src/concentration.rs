//! How much insulin is in a volume: the only bridge between doses and volumes.
//!
//! One uU is `1000 / c` pL at `c` U/mL. That is a whole number for U-40, U-100, U-200 and U-500, so
//! that for these every dose is an exact volume, and comes back as the same dose. Else, and from
//! volume to dose, the nearest is taken.

use core::{fmt, num::NonZeroU32, str::FromStr};

use crate::{Dose, DoseRate, FlowRate, ParseQuantityError, Volume, integer, text};

/// pL that hold 1 uU at 1 U/mL.
const PL_PER_MICRO_UNIT: i128 = 1000;

/// The strength of an insulin, in whole units of insulin per millilitre, from U-1 to U-1000.
///
/// There is no default: without a known concentration there is no dose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Concentration {
    /// From 1 to `UNITS_PER_ML_MAX`.
    units_per_ml: NonZeroU32,
}

const UNITS_PER_ML_MAX: u32 = 1000;

const OUT_OF_RANGE: ParseQuantityError = ParseQuantityError::OutOfRange { least: "U-1", greatest: "U-1000" };

impl TryFrom<u32> for Concentration {
    type Error = ParseQuantityError;

    fn try_from(units_per_ml: u32) -> Result<Self, Self::Error> {
        Self::new(units_per_ml).ok_or(OUT_OF_RANGE)
    }
}

impl From<Concentration> for u32 {
    fn from(concentration: Concentration) -> Self {
        concentration.units_per_ml()
    }
}

impl Concentration {
    /// From units of insulin per millilitre; `None` outside of 1 to 1000.
    pub const fn new(units_per_ml: u32) -> Option<Self> {
        match NonZeroU32::new(units_per_ml) {
            Some(units_per_ml) if units_per_ml.get() <= UNITS_PER_ML_MAX => Some(Self { units_per_ml }),
            Some(_) | None => None,
        }
    }

    /// Units of insulin per millilitre, from 1 to 1000.
    pub const fn units_per_ml(self) -> u32 {
        self.units_per_ml.get()
    }

    /// The volume that holds `dose`, to the nearest 1 pL, ties away from zero; saturates at the
    /// limits of [`Volume`]. Exact for U-40, U-100, U-200 and U-500.
    pub fn volume_of(self, dose: Dose) -> Volume {
        Volume::from_pl(self.pl_of(dose.as_micro_units()))
    }

    /// The dose that `volume` holds, to the nearest 0.001 mU, ties away from zero; saturates at the
    /// limits of [`Dose`].
    pub fn dose_of(self, volume: Volume) -> Dose {
        Dose::from_micro_units(self.micro_units_of(volume.as_pl()))
    }

    /// The flow that carries `dose_rate`, to the nearest 1 pL/h, ties away from zero; saturates at
    /// the limits of [`FlowRate`]. Exact for U-40, U-100, U-200 and U-500.
    pub fn rate_of(self, dose_rate: DoseRate) -> FlowRate {
        FlowRate::from_pl_per_h(self.pl_of(dose_rate.as_micro_units_per_h()))
    }

    /// The rate of insulin that `flow_rate` carries, to the nearest 0.001 mU/h, ties away from
    /// zero; saturates at the limits of [`DoseRate`].
    pub fn dose_rate_of(self, flow_rate: FlowRate) -> DoseRate {
        DoseRate::from_micro_units_per_h(self.micro_units_of(flow_rate.as_pl_per_h()))
    }

    fn pl_of(self, micro_units: i64) -> i64 {
        let numerator = i128::from(micro_units).saturating_mul(PL_PER_MICRO_UNIT);
        integer::saturated(integer::nearest(numerator, self.units_per_ml().into()))
    }

    fn micro_units_of(self, pl: i64) -> i64 {
        let numerator = i128::from(pl).saturating_mul(self.units_per_ml().into());
        integer::saturated(integer::nearest(numerator, PL_PER_MICRO_UNIT))
    }
}

impl fmt::Display for Concentration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "U-{}", self.units_per_ml)
    }
}

impl fmt::Debug for Concentration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Concentration {
    type Err = ParseQuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text::not_blank(text)?.strip_prefix("U-") {
            Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                // What does not even fit the integer is out of range as well.
                let units_per_ml = digits.parse().unwrap_or(u32::MAX);
                Self::new(units_per_ml).ok_or(OUT_OF_RANGE)
            }
            Some(_) | None => Err(ParseQuantityError::MalformedConcentration),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Concentration, OUT_OF_RANGE};
    use crate::{Dose, DoseRate, FlowRate, ParseQuantityError, Volume};
    use std::string::ToString;

    fn u(units_per_ml: u32) -> Concentration {
        Concentration::new(units_per_ml).unwrap()
    }

    #[test]
    fn only_one_to_a_thousand_units_per_millilitre_exist() {
        let check = |units_per_ml, exists| {
            let concentration = Concentration::new(units_per_ml);
            assert_eq!(concentration.is_some(), exists, "{units_per_ml}");
        };
        check(0, false);
        check(1, true);
        check(1000, true);
        check(1001, false);
        check(u32::MAX, false);
    }

    #[test]
    fn concentrations_are_read_as_u_and_a_number() {
        let check = |text: &str, expected| {
            assert_eq!(text.parse::<Concentration>(), expected, "{text:?}");
        };
        check("U-100", Ok(u(100)));
        check("U-1", Ok(u(1)));
        check("U-1000", Ok(u(1000)));
        check("", Err(ParseQuantityError::Empty));
        for text in ["U-0", "U-1001", "U-99999999999999999999"] {
            check(text, Err(OUT_OF_RANGE));
        }
        for text in ["100", "U100", "u-100", "U-", "U-+100", "U--1", "U-100.5", "U-100 ", " U-100"] {
            check(text, Err(ParseQuantityError::MalformedConcentration));
        }
        assert_eq!(u(40).to_string(), "U-40");
    }

    #[test]
    fn doses_become_volumes_and_back() {
        let check = |units_per_ml, micro_units, pl| {
            let (dose, volume) = (Dose::from_micro_units(micro_units), Volume::from_pl(pl));
            assert_eq!(u(units_per_ml).volume_of(dose), volume);
            assert_eq!(u(units_per_ml).dose_of(volume), dose);
            let rate = DoseRate::from_micro_units_per_h(micro_units);
            let flow = FlowRate::from_pl_per_h(pl);
            assert_eq!(u(units_per_ml).rate_of(rate), flow);
            assert_eq!(u(units_per_ml).dose_rate_of(flow), rate);
        };
        check(100, 1_000_000, 10_000_000);
        check(100, -1, -10);
        check(40, 1, 25);
        check(200, 1, 5);
        check(500, 1, 2);
        check(300, 2, 7);
        check(300, -2, -7);
        check(1000, i64::MAX, i64::MAX);
        check(1000, i64::MIN, i64::MIN);
    }

    #[test]
    fn ties_go_away_from_zero_and_excess_saturates() {
        let check = |units_per_ml, micro_units, pl| {
            let volume = u(units_per_ml).volume_of(Dose::from_micro_units(micro_units));
            assert_eq!(volume, Volume::from_pl(pl));
        };
        check(80, 1, 13); // 12.5
        check(80, -1, -13);
        check(100, i64::MAX, i64::MAX);
        check(1, i64::MIN, i64::MIN);

        let check = |units_per_ml, pl, micro_units| {
            let dose = u(units_per_ml).dose_of(Volume::from_pl(pl));
            assert_eq!(dose, Dose::from_micro_units(micro_units));
        };
        check(100, 4, 0);
        check(100, 5, 1);
        check(100, -5, -1);
        check(100, 14, 1);
    }
}
