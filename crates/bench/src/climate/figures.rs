//! What there is to say of one exposure.

use super::{ExposedUnit, Kind, LegWeighed};
use crate::analysis::Spread;
use crate::campaign::Measured;
use crate::record::{AlarmRow, Violation};

/// All figures of one kind of test.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Which kind.
    pub kind: Kind,
    /// Seeds of the pump units that were exposed.
    pub seeds: Vec<u64>,
    /// Those that could not be, and why.
    pub failed: Vec<String>,
    /// Each leg, in order.
    pub legs: Vec<LegFigures>,
    /// The farthest that delivered ever was below and above where it stood at the start, uL.
    pub low_ul: Option<Spread>,
    /// See `low_ul`.
    pub high_ul: Option<Spread>,
    /// Alarms, with the pump unit.
    pub alarms: Vec<(u64, AlarmRow)>,
    /// Standing oracles that did not hold, with the pump unit.
    pub violations: Vec<(u64, Violation)>,
}

/// One leg, over pump units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LegFigures {
    /// Its name.
    pub name: &'static str,
    /// Delivered less commanded, beside the same pump unit in a laboratory, uL.
    pub beside_ul: Option<Spread>,
    /// The same in percent of what was commanded; none if nothing was.
    pub beside_percent: Option<Spread>,
    /// Delivered less commanded, in percent of what was commanded; none if nothing was.
    pub error_percent: Option<Spread>,
    /// Delivered less what the pump accounted, uL.
    pub unaccounted_ul: Option<Spread>,
}

impl Figures {
    /// The leg of this name.
    pub fn leg(&self, name: &str) -> Option<&LegFigures> {
        self.legs.iter().find(|leg| leg.name == name)
    }
}

/// Of each kind of test.
pub fn of(measured: &[Measured<Kind, ExposedUnit>]) -> Vec<Figures> {
    measured.iter().map(of_kind).collect()
}

fn of_kind(measured: &Measured<Kind, ExposedUnit>) -> Figures {
    let units = &measured.units;
    let of_units = |value: fn(&ExposedUnit) -> f64| Spread::of(&units.iter().map(value).collect::<Vec<f64>>());
    let leg = |(index, leg): (usize, &super::condition::Leg)| {
        let spread = |value: fn(&LegWeighed) -> f64| {
            let values: Vec<f64> = units.iter().filter_map(|unit| unit.legs.get(index).map(value)).collect();
            Spread::of(&values)
        };
        LegFigures {
            name: leg.name,
            beside_ul: spread(|leg| leg.beside_ul),
            // Infinite or not a number, and so not counted, if nothing was commanded.
            beside_percent: spread(|leg| 100.0 * leg.beside_ul / leg.commanded_ul),
            error_percent: spread(|leg| 100.0 * leg.excess_ul / leg.commanded_ul),
            unaccounted_ul: spread(|leg| leg.unaccounted_ul),
        }
    };
    Figures {
        kind: measured.kind,
        seeds: units.iter().map(|unit| unit.seed).collect(),
        failed: measured.failed.iter().map(ToString::to_string).collect(),
        legs: measured.kind.condition.legs.iter().enumerate().map(leg).collect(),
        low_ul: of_units(|unit| unit.strayed_ul.0),
        high_ul: of_units(|unit| unit.strayed_ul.1),
        alarms: units.iter().flat_map(|unit| unit.alarms.iter().map(|alarm| (unit.seed, *alarm))).collect(),
        violations: units
            .iter()
            .flat_map(|unit| unit.violations.iter().map(|violation| (unit.seed, violation.clone())))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::climate::Condition;
    use crate::scenario::Embodiment;

    #[test]
    fn legs_are_told_over_pump_units_in_volume_and_in_percent() {
        let leg = |name, commanded_ul, beside_ul| LegWeighed {
            name,
            commanded_ul,
            excess_ul: 2.0 * beside_ul,
            beside_ul,
            unaccounted_ul: beside_ul,
        };
        let unit = |seed, up, down| ExposedUnit {
            seed,
            legs: vec![leg("up", 10.0, up), leg("down", 0.0, down)],
            strayed_ul: (-0.1, up),
            alarms: Vec::new(),
            violations: Vec::new(),
        };
        let condition = Condition::from_name("flight").unwrap();
        let measured = Measured {
            kind: Kind { embodiment: Embodiment::Patch, condition, suspended: false },
            units: vec![unit(1, 0.2, -0.3), unit(2, 0.4, -0.1)],
            failed: Vec::new(),
        };
        let [figures] = &of(&[measured])[..] else { panic!("one kind has one row") };
        let (up, down) = (figures.leg("up").unwrap(), figures.leg("down").unwrap());
        assert!((up.beside_ul.unwrap().mean - 0.3).abs() < 1e-12);
        assert!((up.beside_percent.unwrap().high - 4.0).abs() < 1e-12);
        assert!((up.error_percent.unwrap().high - 8.0).abs() < 1e-12);
        assert!((down.beside_ul.unwrap().worst() + 0.3).abs() < 1e-12);
        assert_eq!(down.beside_percent, None, "nothing was commanded");
        assert!((figures.high_ul.unwrap().high - 0.4).abs() < 1e-12);
    }
}
