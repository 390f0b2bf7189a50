//! The plant's Jacobian against finite differences, and its pattern against what the differences show.

use super::*;
use crate::real::Dual;
use proptest::prelude::*;

/// Writes the dual numbers' derivatives to a full matrix.
struct Dense<'a> {
    rates: &'a mut [f64],
    jacobian: &'a mut [Vec<f64>],
}

impl Sink for Dense<'_> {
    type Scalar<const N: usize> = Dual<N>;

    fn variables<const N: usize>(&self, y: &[f64], columns: [Option<usize>; N]) -> [Dual<N>; N] {
        core::array::from_fn(|i| Dual::variable(columns[i].map_or(0.0, |column| y[column]), i))
    }

    fn add<const N: usize>(&mut self, row: usize, columns: [Option<usize>; N], term: Dual<N>) {
        self.rates[row] += term.value;
        for (column, slope) in columns.iter().zip(term.by) {
            if let Some(column) = column {
                self.jacobian[row][*column] += slope;
            }
        }
    }
}

fn jacobian(plant: &Plant, y: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut rates = vec![0.0; y.len()];
    let mut jacobian = vec![vec![0.0; y.len()]; y.len()];
    plant.equations(y, &mut Dense { rates: &mut rates, jacobian: &mut jacobian });
    (rates, jacobian)
}

fn rates(plant: &Plant, y: &[f64]) -> Vec<f64> {
    let mut rates = vec![0.0; y.len()];
    plant.rates(y, &mut rates);
    rates
}

/// States anywhere: temperature, fraction and travel of each actuator, relaxed travels, gains of the fluid nodes.
fn states() -> impl Strategy<Value = Vec<f64>> {
    let actuator = |low: f64, high: f64| (20.0f64..140.0, 0.0f64..1.0, low..high);
    let relaxed = (-0.01f64..0.4, -0.01f64..0.4);
    let fluid = (-89.0f64..5.0, -3.5f64..0.6, -0.1f64..0.5, -0.5f64..3.0, 0.0f64..100.0);
    (actuator(-0.01, 0.41), actuator(-0.01, 0.4), actuator(-0.3, 0.26), relaxed, fluid).prop_map(
        |(pump, first, second, relaxed, fluid)| {
            let actuators = [pump, first, second].into_iter().flat_map(|(t, fraction, travel)| [t, fraction, travel]);
            let fluid = [fluid.0, fluid.1, fluid.2, fluid.3, fluid.4];
            actuators.chain([relaxed.0, relaxed.1]).chain(fluid).collect()
        },
    )
}

/// A plant in the middle of anything: drawn parts, driven wires, phases that have turned twice.
fn plants() -> impl Strategy<Value = Plant> {
    let duties = (0.0f64..1.0, 0.0f64..1.0, 0.0f64..1.0);
    (0u64..1000, duties, states(), states(), -2.0f64..10.0, 0.4f64..1.6).prop_map(
        |(seed, duties, hotter, colder, head_kpa, fluidity)| {
            let outside = Outside { ambient_kpa: 101.325, tissue_kpa: 0.5, head_kpa, fluidity };
            let mut plant = Plant::tethered(&PumpUnit::draw(seed), 90.0, outside, 25.0);
            for (drive, duty) in plant.drives.iter_mut().zip([duties.0, duties.1, duties.2]) {
                drive.surroundings.duty = duty;
                drive.surroundings.supply_v = 3.9;
            }
            plant.follow_phases([1.0; 3], &hotter);
            plant.follow_phases([0.0; 3], &colder);
            plant
        },
    )
}

/// How far each state is moved for a difference: well inside the width over which its kinks are rounded.
fn nudge(column: usize) -> f64 {
    if [PUMP, FIRST, SECOND].iter().any(|states| states.temperature == column) {
        1e-4
    } else if [PUMP, FIRST, SECOND].iter().any(|states| states.travel == column) {
        1e-8
    } else {
        1e-7
    }
}

fn moved(y: &[f64], column: usize, by: f64) -> Vec<f64> {
    let mut moved = y.to_vec();
    moved[column] += by;
    moved
}

proptest! {
    #[test]
    fn dual_rates_equal_plain_rates_bit_for_bit(plant in plants(), y in states()) {
        let (dual, _) = jacobian(&plant, &y);
        for (dual, plain) in dual.iter().zip(rates(&plant, &y)) {
            prop_assert_eq!(dual.to_bits(), plain.to_bits());
        }
    }

    /// A slope lies between the differences to either side: equal to both where the equations are smooth, to one of them at a kink.
    #[test]
    fn the_jacobian_lies_between_the_differences_to_either_side(plant in plants(), y in states()) {
        let (here, jacobian) = jacobian(&plant, &y);
        for column in 0..y.len() {
            let h = nudge(column);
            let (after, before) = (rates(&plant, &moved(&y, column, h)), rates(&plant, &moved(&y, column, -h)));
            for (row, slopes) in jacobian.iter().enumerate() {
                let (left, right) = ((here[row] - before[row]) / h, (after[row] - here[row]) / h);
                // Rounding of the rates, and a thousandth.
                let slack = 1e-12 * (1.0 + here[row].abs()) / h + 1e-3 * left.abs().max(right.abs());
                let slope = slopes[column];
                prop_assert!(
                    slope > left.min(right) - slack && slope < left.max(right) + slack,
                    "d rate {row} / d state {column}: {slope}, differences {left} and {right}"
                );
            }
        }
    }

    #[test]
    fn the_pattern_holds_every_entry_that_a_difference_shows(plant in plants(), y in states()) {
        let pattern = plant.pattern();
        let here = rates(&plant, &y);
        for column in 0..y.len() {
            for by in [nudge(column), 1e-3] {
                let after = rates(&plant, &moved(&y, column, by));
                for row in 0..y.len() {
                    let depends = after[row].to_bits() != here[row].to_bits();
                    prop_assert!(!depends || pattern.contains(&(row, column)), "rate {row} depends on state {column}");
                }
            }
        }
    }

    /// What the solver stamps, factors and solves is that Jacobian: the solution, put back into the full matrix, gives the right side.
    #[test]
    fn the_solvers_matrix_is_that_jacobian(plant in plants(), y in states(), log_step in -4.0f64..-2.0) {
        let (_, jacobian) = jacobian(&plant, &y);
        let diagonal = 2.0 * crate::math::exp(-log_step * core::f64::consts::LN_10);
        let mut matrix = SparseLu::new(y.len(), &plant.pattern());
        let mut rates = vec![0.0; y.len()];
        plant.linearise(&y, &mut rates, &mut matrix);
        matrix.factor(diagonal);
        let mut x = [0.0; 32];
        x[..y.len()].copy_from_slice(&rates);
        matrix.solve(&mut x);
        for (row, slopes) in jacobian.iter().enumerate() {
            let terms: Vec<f64> = slopes.iter().zip(x).map(|(slope, x)| slope * x).collect();
            let size = terms.iter().fold(diagonal * x[row].abs() + rates[row].abs(), |size, term| size + term.abs());
            let residual = diagonal * x[row] - terms.iter().sum::<f64>() - rates[row];
            prop_assert!(residual.abs() <= 1e-9 * size, "row {row}: {residual} of {size}");
        }
    }
}
