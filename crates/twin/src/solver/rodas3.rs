//! One adaptive step of RODAS3, a linearly implicit Rosenbrock method: third order, with an embedded second-order
//! solution to measure the error; L-stable and stiffly accurate, so that parts which settle in microseconds cost
//! nothing.
//!
//! # Source
//! [SAN] section 4: coefficients of RODAS3 in the form that avoids products with the Jacobian.
//!
//! Linear invariants of the equations (such as the sum of all fluid volumes) are kept to rounding, whatever the step
//! size: every stage solves with the exact Jacobian, and a row combination that the right-hand side cancels is
//! cancelled there too.

use super::SparseLu;
use super::sparse::SIZE_MAX;
use crate::math::inverse_cube_root;

/// Equations `dy/dt = f(y)` with inputs held for the length of a step.
pub(crate) trait System {
    /// Writes `f(y)` to `rates`.
    fn rates(&self, y: &[f64], rates: &mut [f64]);
    /// Writes `f(y)` to `rates` and adds minus its Jacobian to `matrix`, entry by entry in the order of the analysed
    /// pattern.
    fn linearise(&self, y: &[f64], rates: &mut [f64], matrix: &mut SparseLu);
}

/// What error is allowed in each state: `absolute + relative * |y|`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tolerance {
    /// In the state's own unit.
    pub(crate) absolute: f64,
    /// Dimensionless; zero for states that only accumulate.
    pub(crate) relative: f64,
}

/// Why a stretch of time could not be integrated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepBudgetSpent {
    /// Simulated seconds since the stretch began.
    pub reached_s: f64,
    /// Length of the step that was last tried.
    pub step_s: f64,
}

/// The integrator: the state of its step control, and its scratch memory.
#[derive(Debug, Clone)]
pub(crate) struct Rodas3 {
    matrix: SparseLu,
    tolerance: Vec<Tolerance>,
    stages: [[f64; SIZE_MAX]; 4],
    /// Rates at the start of the step, and at a stage.
    start_rates: [f64; SIZE_MAX],
    rates: [f64; SIZE_MAX],
    trial: [f64; SIZE_MAX],
    /// Step that the error of the last one suggests.
    proposed_s: f64,
    /// Steps taken, and steps tried in vain.
    pub(crate) taken: u64,
    pub(crate) rejected: u64,
}

const GAMMA: f64 = 0.5;
/// Smallest and largest step. Below the first the equations are at fault; the second is for quiet hours.
const SHORTEST_S: f64 = 1e-9;
const LONGEST_S: f64 = 300.0;
/// A step follows a jump of the inputs with at most this length.
const FIRST_S: f64 = 2e-2;

impl Rodas3 {
    /// An integrator for a system with this Jacobian pattern.
    pub(crate) fn new(stamps: &[(usize, usize)], tolerance: Vec<Tolerance>) -> Self {
        let size = tolerance.len();
        Self {
            matrix: SparseLu::new(size, stamps),
            tolerance,
            stages: [[0.0; SIZE_MAX]; 4],
            start_rates: [0.0; SIZE_MAX],
            rates: [0.0; SIZE_MAX],
            trial: [0.0; SIZE_MAX],
            proposed_s: FIRST_S,
            taken: 0,
            rejected: 0,
        }
    }

    /// Analyses the pattern of a system whose equations have changed.
    pub(crate) fn reanalyse(&mut self, stamps: &[(usize, usize)]) {
        self.matrix = SparseLu::new(self.tolerance.len(), stamps);
    }

    /// Linearises a system, as a step does once. For benchmarks.
    pub(crate) fn linearise(&mut self, system: &impl System, y: &[f64]) {
        self.matrix.clear();
        system.linearise(y, &mut self.start_rates[..y.len()], &mut self.matrix);
    }

    /// Factors the present matrix and solves with it four times, as a step does. For benchmarks.
    pub(crate) fn algebra(&mut self) {
        self.matrix.factor(200.0);
        for stage in &mut self.stages {
            *stage = self.start_rates;
            self.matrix.solve(stage);
        }
    }

    /// Tells the integrator that an input jumped: the next step starts small.
    pub(crate) fn inputs_changed(&mut self) {
        self.proposed_s = self.proposed_s.min(FIRST_S);
    }

    /// Multiplies every tolerance: below 1 is finer.
    pub(crate) fn scale_tolerance(&mut self, factor: f64) {
        for tolerance in &mut self.tolerance {
            tolerance.absolute *= factor;
            tolerance.relative *= factor;
        }
    }

    /// Takes one step of at most `limit_s` and returns its length.
    ///
    /// # Errors
    /// When even the shortest step is too inaccurate: the equations are at fault.
    pub(crate) fn step(&mut self, system: &impl System, y: &mut [f64], limit_s: f64) -> Result<f64, StepBudgetSpent> {
        let mut h = self.proposed_s.min(limit_s).min(LONGEST_S);
        // Two equal halves are better than a long step and a sliver.
        if h < limit_s && limit_s < 2.0 * h {
            h = 0.5 * limit_s;
        }
        self.linearise(system, y);
        let mut growth_max = 5.0;
        loop {
            let error = self.attempt(system, y, h);
            if error <= 1.0 {
                y.copy_from_slice(&self.trial[..y.len()]);
                self.taken += 1;
                let growth = (0.85 * inverse_cube_root(error.max(1e-3))).min(growth_max);
                // A step that was cut short to land on an event says little about what would have been possible.
                self.proposed_s = (h * growth).max(if h < self.proposed_s { self.proposed_s } else { 0.0 });
                return Ok(h);
            }
            self.rejected += 1;
            // What was just found too long is not tried again at once.
            growth_max = 1.0;
            let shrink = if error.is_finite() { (0.85 * inverse_cube_root(error)).max(0.1) } else { 0.1 };
            h *= shrink;
            self.proposed_s = h;
            if h < SHORTEST_S {
                return Err(StepBudgetSpent { reached_s: 0.0, step_s: h });
            }
        }
    }

    /// Computes a trial solution at `h` and its error, as a multiple of what is allowed.
    fn attempt(&mut self, system: &impl System, y: &[f64], h: f64) -> f64 {
        let Self { matrix, stages: [k1, k2, k3, k4], start_rates, rates, trial, .. } = self;
        let size = y.len();
        matrix.factor(1.0 / (h * GAMMA));
        let per_step = 1.0 / h;

        *k1 = *start_rates;
        matrix.solve(k1);

        for i in 0..SIZE_MAX {
            k2[i] = start_rates[i] + 4.0 * per_step * k1[i];
        }
        matrix.solve(k2);

        for (i, y) in y.iter().enumerate() {
            trial[i] = y + 2.0 * k1[i];
        }
        system.rates(&trial[..size], &mut rates[..size]);
        for i in 0..SIZE_MAX {
            k3[i] = rates[i] + (k1[i] - k2[i]) * per_step;
        }
        matrix.solve(k3);

        for i in 0..SIZE_MAX {
            trial[i] += k3[i];
        }
        system.rates(&trial[..size], &mut rates[..size]);
        for i in 0..SIZE_MAX {
            k4[i] = rates[i] + (k1[i] - k2[i] - 8.0 / 3.0 * k3[i]) * per_step;
        }
        matrix.solve(k4);

        let mut worst = 0.0_f64;
        for (i, (y, tolerance)) in y.iter().zip(&self.tolerance).enumerate() {
            trial[i] += k4[i];
            let error = k4[i].abs() / (tolerance.absolute + tolerance.relative * y.abs());
            // `max` passes over what is no number; that has to count as too large.
            worst = if error.is_nan() { f64::INFINITY } else { worst.max(error) };
        }
        worst
    }
}

#[cfg(test)]
mod validation;
