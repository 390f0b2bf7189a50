//! What there is to say of one cell.

use super::{BOLUS_EVERY, Cell, SweptUnit, Weighed};
use crate::analysis::{Errors, Spread, count};
use crate::campaign::Measured;
use crate::record::{AlarmRow, Violation};

/// An hour, s.
const HOUR_S: f64 = 3600.0;
/// A bolus of 0.05 U of U-100, uL.
const BOLUS_UL: f64 = 0.5;

/// All figures of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Which cell.
    pub cell: Cell,
    /// Seeds of the pump units that were weighed.
    pub seeds: Vec<u64>,
    /// Those that could not be, and why.
    pub failed: Vec<String>,
    /// Boluses of 0.05 U, each by itself, %.
    pub boluses: Option<Errors>,
    /// 0.1 U/h.
    pub slow: Basal,
    /// 1 U/h.
    pub fast: Basal,
    /// Charge for each stroke of 1 U/h, with all that the electronics take meanwhile, mAh.
    pub stroke_mah: Option<Spread>,
    /// Alarms, with the pump unit.
    pub alarms: Vec<(u64, AlarmRow)>,
    /// Standing oracles that did not hold, with the pump unit.
    pub violations: Vec<(u64, Violation)>,
}

/// One rate, over pump units, %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Basal {
    /// Error of all that came.
    pub total: Option<Spread>,
    /// Errors of windows of an hour, side by side.
    pub hours: Option<Errors>,
}

impl Basal {
    fn of<'a>(runs: impl Iterator<Item = &'a Weighed> + Clone) -> Self {
        let error = |window: &crate::analysis::Window| 100.0 * (window.delivered_ul / window.commanded_ul - 1.0);
        let total = |run: &Weighed| error(&run.weighing.window(0.0, run.weighing.end_s()));
        let hours = runs.clone().flat_map(|run| run.weighing.side_by_side(HOUR_S));
        Self {
            total: Spread::of(&runs.map(total).collect::<Vec<f64>>()),
            hours: Errors::of(&hours.map(|window| error(&window)).collect::<Vec<f64>>()),
        }
    }

    /// The hour that is farthest off, %.
    pub fn worst(&self) -> Option<f64> {
        self.hours.map(|hours| hours.spread.worst())
    }
}

/// Of each cell.
pub fn of(measured: &[Measured<Cell, SweptUnit>]) -> Vec<Figures> {
    measured.iter().map(of_cell).collect()
}

fn of_cell(measured: &Measured<Cell, SweptUnit>) -> Figures {
    let units = &measured.units;
    let boluses: Vec<f64> = units.iter().flat_map(|unit| bolus_errors(&unit.boluses)).collect();
    let stroke_mah: Vec<f64> = units.iter().map(|unit| unit.fast.used_mah / count(unit.fast.strokes)).collect();
    let runs =
        |unit: &SweptUnit| [unit.fast.clone(), unit.slow.clone(), unit.boluses.clone()].map(|run| (unit.seed, run));
    let runs: Vec<(u64, Weighed)> = units.iter().flat_map(runs).collect();
    Figures {
        cell: measured.kind,
        seeds: units.iter().map(|unit| unit.seed).collect(),
        failed: measured.failed.iter().map(ToString::to_string).collect(),
        boluses: Errors::of(&boluses),
        slow: Basal::of(units.iter().map(|unit| &unit.slow)),
        fast: Basal::of(units.iter().map(|unit| &unit.fast)),
        stroke_mah: Spread::of(&stroke_mah),
        alarms: runs.iter().flat_map(|(seed, run)| run.alarms.iter().map(|alarm| (*seed, *alarm))).collect(),
        violations: runs
            .iter()
            .flat_map(|(seed, run)| run.violations.iter().map(|each| (*seed, each.clone())))
            .collect(),
    }
}

/// Errors of boluses, %: each has the time to the next.
#[expect(clippy::cast_precision_loss, reason = "ten minutes in microseconds")]
fn bolus_errors(run: &Weighed) -> Vec<f64> {
    let every_s = BOLUS_EVERY.as_us() as f64 / 1e6;
    let windows = run.weighing.sliding(every_s, run.weighing.end_s(), every_s, every_s);
    windows.iter().map(|window| 100.0 * (window.delivered_ul / BOLUS_UL - 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Charge, Wires};
    use super::*;
    use crate::analysis::synthetic::{steady, weighing};
    use crate::scenario::Embodiment;

    fn run(rate: f64, hours: f64, sum: impl Fn(f64) -> f64) -> Weighed {
        let weighing = weighing(rate, hours, sum);
        Weighed { weighing, strokes: 20, used_mah: 3.0, alarms: Vec::new(), violations: Vec::new() }
    }

    /// Pumps that are formulas: one gives 2 % too much, the other stops after the third of four hours; boluses are by turns 10 %
    /// too large and 4 % too small.
    #[test]
    fn errors_of_a_known_pump_are_its_errors() {
        let bolus = |turn: u32| if turn % 2 == 1 { 0.55 } else { 0.48 };
        let boluses = |t_s: f64| (1..=6_u32).filter(|n| t_s >= 600.0 * f64::from(*n) + 60.0).map(bolus).sum();
        let unit = |seed, fast: &dyn Fn(f64) -> f64| SweptUnit {
            seed,
            slow: run(1.0, 4.0, steady(1.02)),
            fast: run(10.0, 4.0, fast),
            boluses: run(0.0, 7.0 / 6.0, boluses),
        };
        let stops = |t_s: f64| steady(10.0)(t_s.min(3.0 * HOUR_S));
        let cell = Cell { embodiment: Embodiment::Patch, air_c: 5, charge: Charge::Half, wires: Wires::Aged };
        let units = vec![unit(1, &steady(10.2)), unit(2, &stops)];
        let [figures] = &of(&[Measured { kind: cell, units, failed: Vec::new() }])[..] else { panic!("one cell") };
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
        near(figures.slow.total.unwrap().mean, 2.0);
        near(figures.slow.worst().unwrap(), 2.0);
        let fast = figures.fast.total.unwrap();
        near(fast.high, 2.0);
        near(fast.low, -25.0);
        near(figures.fast.worst().unwrap(), -100.0);
        assert_eq!(figures.fast.hours.unwrap().within[0], 7);
        let boluses = figures.boluses.unwrap();
        assert_eq!(boluses.spread.count, 12);
        near(boluses.spread.mean, 3.0);
        near(boluses.spread.high, 10.0);
        near(boluses.spread.low, -4.0);
        near(figures.stroke_mah.unwrap().mean, 0.15);
        assert_eq!(figures.seeds, [1, 2]);
    }
}
