//! What there is to say of boluses of one kind.

use super::{Kind, Measured};
use crate::analysis::{Dose, Doses};
use crate::record::{AlarmRow, Violation};
use crate::scenario::Embodiment;

/// A bolus that is reported as short by less than this was given in full, uL: what is too little for a stroke of its own
/// is carried.
const CARRIED_UL: f64 = 0.3;

/// All figures of one kind of bolus in one embodiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Which embodiment.
    pub embodiment: Embodiment,
    /// Which kind.
    pub kind: Kind,
    /// Seeds of the pump units that were weighed.
    pub seeds: Vec<u64>,
    /// Those that could not be, and why.
    pub failed: Vec<String>,
    /// Boluses that were reported as given in full, against what was programmed.
    pub full: Option<Doses>,
    /// Boluses that were cut short by a command or an alarm, against what was reported, uL: delivered less reported.
    pub cut: Vec<f64>,
    /// Boluses that were not taken, or had no end in their time.
    pub not_taken: usize,
    /// Pump units all of whose full boluses are within each of the limits.
    pub units_within: [usize; 3],
    /// Alarms, with the pump unit.
    pub alarms: Vec<(u64, AlarmRow)>,
    /// Standing oracles that did not hold, with the pump unit.
    pub violations: Vec<(u64, Violation)>,
}

/// Of each kind in each embodiment.
pub fn of(measured: &[Measured]) -> Vec<Figures> {
    measured.iter().map(of_kind).collect()
}

fn of_kind(measured: &Measured) -> Figures {
    let (mut full, mut cut, mut not_taken) = (Vec::new(), Vec::new(), 0);
    let mut of_units = Vec::new();
    for unit in &measured.units {
        let mut of_unit = Vec::new();
        for given in &unit.given {
            match given.reported_ul {
                None => not_taken += 1,
                Some(reported) if reported < given.programmed_ul - CARRIED_UL => {
                    cut.push(given.delivered_ul - reported);
                }
                Some(_) => {
                    of_unit.push(Dose { expected_ul: given.programmed_ul, delivered_ul: given.delivered_ul });
                }
            }
        }
        full.extend_from_slice(&of_unit);
        of_units.extend(Doses::of(&of_unit));
    }
    let all_within =
        |limit: usize| of_units.iter().filter(|doses| doses.errors.within[limit] == doses.errors.spread.count).count();
    Figures {
        embodiment: measured.embodiment,
        kind: measured.kind,
        seeds: measured.units.iter().map(|unit| unit.seed).collect(),
        failed: measured.failed.iter().map(ToString::to_string).collect(),
        full: Doses::of(&full),
        cut,
        not_taken,
        units_within: [0, 1, 2].map(all_within),
        alarms: measured.units.iter().flat_map(|u| u.alarms.iter().map(|alarm| (u.seed, *alarm))).collect(),
        violations: measured
            .units
            .iter()
            .flat_map(|unit| unit.violations.iter().map(|violation| (unit.seed, violation.clone())))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bolus::{Given, Situation, WeighedUnit};
    use units::Dose as Programmed;

    #[test]
    fn full_cut_and_refused_boluses_are_told_apart() {
        let given =
            |reported_ul: Option<f64>, delivered_ul: f64| Given { programmed_ul: 10.0, reported_ul, delivered_ul };
        let unit = |seed, given: &[Given]| WeighedUnit {
            seed,
            given: given.to_vec(),
            alarms: Vec::new(),
            violations: Vec::new(),
        };
        let measured = Measured {
            embodiment: Embodiment::Patch,
            kind: Kind { situation: Situation::NearEmpty, dose: Programmed::from_micro_units(1_000_000) },
            units: vec![
                unit(1, &[given(Some(10.0), 10.3), given(Some(9.8), 9.7), given(Some(4.0), 4.5), given(None, 0.0)]),
                unit(2, &[given(Some(10.0), 8.0), given(Some(10.0), 10.0)]),
            ],
            failed: Vec::new(),
        };
        let [figures] = &of(&[measured])[..] else { panic!("one kind has one row") };
        let full = figures.full.unwrap();
        assert_eq!(full.errors.spread.count, 4);
        assert!((full.errors.spread.low + 20.0).abs() < 1e-9 && (full.errors.spread.high - 3.0).abs() < 1e-9);
        assert_eq!((figures.cut.len(), figures.not_taken), (1, 1));
        assert!((figures.cut[0] - 0.5).abs() < 1e-9);
        assert_eq!(figures.units_within, [1, 1, 1]);
    }
}
