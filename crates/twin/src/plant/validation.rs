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

/// A plant in the middle of anything: drawn parts, driven wires, turned phases, faults.
fn plants() -> impl Strategy<Value = Plant> {
    (0u64..1000, proptest::collection::vec((0.0f64..1.0, 0.0f64..1.0, 0.0f64..1.0), 3), -2.0f64..10.0, 0.4f64..1.6).prop_map(
        |(seed, drives, head_kpa, fluidity)| {
            let outside = Outside { ambient_kpa: 101.325, tissue_kpa: 0.5, head_kpa, fluidity };
            let mut plant = Plant::tethered(&PumpUnit::draw(seed), 90.0, outside, 25.0);
            for (drive, (duty, heating, cooling)) in plant.drives.iter_mut().zip(drives) {
                drive.surroundings.duty = duty;
                drive.surroundings.supply_v = 3.9;
                drive.anchors = PhaseAnchors::turned(heating, cooling);
            }
            plant
        },
    )
}

/// Temperature, fraction and travel of each actuator, relaxed travels, gains of the fluid nodes.
fn states() -> impl Strategy<Value = Vec<f64>> {
    let actuator = |low: f64, high: f64| (20.0f64..140.0, 0.0f64..1.0, low..high);
    let fluid = (-89.0f64..5.0, -3.5f64..0.6, -0.1f64..0.5, -0.5f64..3.0, 0.0f64..100.0);
    let relaxed = (-0.01f64..0.4, -0.01f64..0.4);
    (actuator(-0.01, 0.41), actuator(-0.01, 0.4), actuator(-0.3, 0.26), relaxed, fluid).prop_map(
        |(pump, first, second, relaxed, fluid)| {
            let fluid = [fluid.0, fluid.1, fluid.2, fluid.3, fluid.4];
            let actuators = [pump, first, second].into_iter().flat_map(|(t, x, u)| [t, x, u]);
            actuators.chain([relaxed.0, relaxed.1]).chain(fluid).collect()
        },
    )
}
