//! The plant's Jacobian against finite differences, and its pattern against what the differences show.

use super::*;
use crate::embodiment::Embodiment;
use crate::part::compliant::Air;
use crate::real::Dual;
use crate::solver::{SparseLu, System};
use crate::stamp::Sink;
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

    fn carry<const M: usize, const N: usize>(number: Dual<M>, at: [usize; M]) -> Dual<N> {
        Pattern::carry(number, at)
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

/// A plant in the middle of anything (drawn parts, driven wires, phases that have turned twice, air in it, leaks, on the
/// body or apart), with two sets of states that it may have.
#[derive(Debug)]
struct Case {
    plant: Plant,
    y: Vec<f64>,
}

/// States anywhere within reach, from as many numbers in 0..1.
fn states(plant: &Plant, draws: &[f64]) -> Vec<f64> {
    let mut draws = draws.iter().copied();
    let mut draw = |low: f64, high: f64| low + (high - low) * draws.next().expect("there are enough");
    let mut y: Vec<f64> = (0..plant.size()).map(|_| draw(-0.01, 0.4)).collect();
    for drive in plant.drives() {
        y[drive.states.temperature] = draw(20.0, 140.0);
        y[drive.states.martensite] = draw(0.0, 1.0);
    }
    for valve in &plant.valves {
        y[valve.travel()] = if valve.drive().is_some() { draw(-0.3, 0.26) } else { draw(-0.02, 0.05) };
    }
    y[plant.fluid] = draw(-89.0, 5.0);
    y[plant.fluid + CHAMBER] = draw(-3.5, 0.6);
    for node in CHAMBER + 1..plant.path.absorbed {
        y[plant.fluid + node] = draw(-0.1, 2.0);
    }
    y
}

fn cases() -> impl Strategy<Value = Case> {
    let draws = proptest::collection::vec(0.0f64..1.0, 50);
    let kind = (0usize..3, 0usize..4, any::<bool>(), any::<bool>(), any::<bool>());
    (0u64..1000, kind, proptest::collection::vec(0.0f64..1.0, 6), draws.clone(), draws.clone(), draws).prop_map(
        |(seed, (embodiment, set, engaged, air, leaks), held, hotter, colder, now)| {
            let plan = Embodiment::ALL[embodiment].plan();
            let set = &Topology::ALL[set];
            let air_around = Air { ambient_kpa: 70.0 + 40.0 * held[0], warmth: 0.95 + 0.1 * held[1] };
            let outside = Outside { air: air_around, head_kpa: -2.0 + 12.0 * held[2], fluidity: 0.4 + 1.2 * held[3] };
            let mut plant = Plant::new(plan, set, &PumpUnit::draw(seed), 90.0, outside, 25.0);
            plant.engaged = engaged;
            for (drive, duty) in plant.drives_mut().zip([held[4], held[5], held[0]]) {
                drive.surroundings.duty = duty;
                drive.surroundings.supply_v = 3.9;
            }
            if air {
                for node in &mut plant.path.nodes {
                    node.gas_ul += 3.0;
                }
            }
            if leaks {
                for edge in &mut plant.path.edges {
                    edge.share = edge.share.max(0.01);
                }
            }
            let (hotter, colder) = (states(&plant, &hotter), states(&plant, &colder));
            let cold = plant.initial(25.0);
            let fatigue = FatigueParameters::nominal();
            plant.follow(&fatigue, &cold, &hotter);
            let mut hot = hotter;
            for drive in plant.drives() {
                hot[drive.states.martensite] = 0.0;
            }
            plant.follow(&fatigue, &hot, &colder);
            let y = states(&plant, &now);
            Case { plant, y }
        },
    )
}

/// How far each state is moved for a difference: well inside the width over which its kinks are rounded.
fn nudge(plant: &Plant, column: usize) -> f64 {
    if plant.drives().any(|drive| drive.states.temperature == column) {
        1e-4
    } else if [plant.membrane_states.travel, plant.pump.states.travel].contains(&column)
        || plant.valves.iter().any(|valve| valve.travel() == column)
    {
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
    fn dual_rates_equal_plain_rates_bit_for_bit(case in cases()) {
        let Case { plant, y } = &case;
        let (dual, _) = jacobian(plant, y);
        for (dual, plain) in dual.iter().zip(rates(plant, y)) {
            prop_assert_eq!(dual.to_bits(), plain.to_bits());
        }
    }

    /// A slope lies between the differences to either side: equal to both where the equations are smooth, to one of them at a kink.
    #[test]
    fn the_jacobian_lies_between_the_differences_to_either_side(case in cases()) {
        let Case { plant, y } = &case;
        let (here, jacobian) = jacobian(plant, y);
        for column in 0..y.len() {
            let h = nudge(plant, column);
            let (after, before) = (rates(plant, &moved(y, column, h)), rates(plant, &moved(y, column, -h)));
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
    fn the_pattern_holds_every_entry_that_a_difference_shows(case in cases()) {
        let Case { plant, y } = &case;
        let pattern = plant.pattern();
        let here = rates(plant, y);
        for column in 0..y.len() {
            for by in [nudge(plant, column), 1e-3] {
                let after = rates(plant, &moved(y, column, by));
                for row in 0..y.len() {
                    let depends = after[row].to_bits() != here[row].to_bits();
                    prop_assert!(!depends || pattern.contains(&(row, column)), "rate {row} depends on state {column}");
                }
            }
        }
    }

    /// What the solver stamps, factors and solves is that Jacobian: the solution, put back into the full matrix, gives the right side.
    #[test]
    fn the_solvers_matrix_is_that_jacobian(case in cases(), log_step in -4.0f64..-2.0) {
        let Case { plant, y } = &case;
        let (_, jacobian) = jacobian(plant, y);
        let diagonal = 2.0 * crate::math::exp(-log_step * core::f64::consts::LN_10);
        let mut matrix = SparseLu::new(y.len(), &plant.pattern());
        let mut rates = vec![0.0; y.len()];
        plant.linearise(y, &mut rates, &mut matrix);
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
