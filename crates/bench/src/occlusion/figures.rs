//! What there is to say of one kind of test.

use super::{Kind, TestedUnit};
use crate::analysis::{Blockage, Spread, median};
use crate::campaign::Measured;
use crate::record::{AlarmRow, Violation};

/// All figures of one kind of test.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Which kind.
    pub kind: Kind,
    /// Seeds of the pump units that were tested.
    pub seeds: Vec<u64>,
    /// Those that could not be, and why.
    pub failed: Vec<String>,
    /// How many had stopped before the set closed, and are not in what follows.
    pub stopped_before: usize,
    /// How many were tested, and how many of them alarmed and stopped before the set was open again.
    pub tested: usize,
    /// See `tested`.
    pub noticed: usize,
    /// Of those that noticed: time to the alarm, s.
    pub to_alarm_s: Option<Spread>,
    /// Missing at the alarm, or when the set was open again, uL.
    pub missed_ul: Option<Spread>,
    /// Highest gauge pressure of the tubing, kPa.
    pub line_high_kpa: Option<Spread>,
    /// What came unasked between the set's opening and the resumption, uL.
    pub released_ul: Option<Spread>,
    /// What came after the resumption beyond what was accounted, uL.
    pub resumed_ul: Option<Spread>,
    /// Time from one stroke to the next when nothing is blocked (median), s.
    pub dose_cycle_s: f64,
    /// Alarms, with the pump unit.
    pub alarms: Vec<(u64, AlarmRow)>,
    /// Standing oracles that did not hold, with the pump unit.
    pub violations: Vec<(u64, Violation)>,
}

/// Of each kind of test.
pub fn of(measured: &[Measured<Kind, TestedUnit>]) -> Vec<Figures> {
    measured.iter().map(of_kind).collect()
}

fn of_kind(measured: &Measured<Kind, TestedUnit>) -> Figures {
    let units = &measured.units;
    let tested: Vec<(&TestedUnit, Blockage)> =
        units.iter().filter_map(|unit| unit.blockage.map(|blockage| (unit, blockage))).collect();
    let spread = |value: fn(&TestedUnit, &Blockage) -> f64| {
        Spread::of(&tested.iter().map(|(unit, blockage)| value(unit, blockage)).collect::<Vec<f64>>())
    };
    let cycles: Vec<f64> = units.iter().map(|unit| unit.dose_cycle_s).collect();
    Figures {
        kind: measured.kind,
        seeds: units.iter().map(|unit| unit.seed).collect(),
        failed: measured.failed.iter().map(ToString::to_string).collect(),
        stopped_before: units.len() - tested.len(),
        tested: tested.len(),
        noticed: tested.iter().filter(|(_, blockage)| blockage.to_alarm_s.is_some()).count(),
        to_alarm_s: spread(|_, blockage| blockage.to_alarm_s.unwrap_or(f64::NAN)),
        missed_ul: spread(|_, blockage| blockage.missed_ul),
        line_high_kpa: spread(|unit, _| unit.line_high_kpa),
        released_ul: spread(|_, blockage| blockage.released_ul),
        resumed_ul: spread(|_, blockage| blockage.resumed_ul),
        dose_cycle_s: median(&cycles),
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
    use crate::occlusion::{COURSES, Therapy};
    use crate::scenario::Embodiment;

    #[test]
    fn those_that_never_notice_are_counted_and_their_loss_is_in_the_spread() {
        let unit = |seed, noticed: Option<(Option<f64>, f64)>| TestedUnit {
            seed,
            blockage: noticed.map(|(to_alarm_s, missed_ul)| Blockage {
                to_alarm_s,
                missed_ul,
                released_ul: 0.1,
                resumed_ul: 0.0,
            }),
            line_high_kpa: 50.0,
            dose_cycle_s: 180.0,
            alarms: Vec::new(),
            violations: Vec::new(),
        };
        let rate = units::DoseRate::from_micro_units_per_h(1_000_000);
        let measured = Measured {
            kind: Kind { embodiment: Embodiment::Patch, therapy: Therapy::Rate(rate), course: COURSES[0] },
            units: vec![unit(1, Some((Some(200.0), 0.5))), unit(2, Some((None, 30.0))), unit(3, None)],
            failed: Vec::new(),
        };
        let [figures] = &of(&[measured])[..] else { panic!("one kind has one row") };
        assert_eq!((figures.tested, figures.noticed, figures.stopped_before), (2, 1, 1));
        assert_eq!(figures.to_alarm_s.unwrap().count, 1);
        assert!((figures.missed_ul.unwrap().high - 30.0).abs() < 1e-12);
        assert!((figures.missed_ul.unwrap().median - 15.25).abs() < 1e-12);
    }
}
