//! Pieces of a step's work, one at a time, for benchmarks that ask what each costs.

use super::Twin;
use crate::plant::Subject;
use crate::solver::System;
use core::hint::black_box;

/// A piece of the work of one step of the integrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// All rates, once. A step needs them twice.
    Rates,
    /// The pressures of all nodes, and the rates of one subject's equations.
    About(Subject),
    /// All rates with their derivatives, once a step.
    Linearisation,
    /// Factoring the matrix once and solving with it four times, once a step.
    Algebra,
    /// Battery, drivers and housing, once a step.
    Electrics,
    /// Gas in reservoir and path, vent, septa and site, once a step.
    Gas,
}

impl Work {
    /// Every piece, with its name.
    pub const ALL: [(&'static str, Self); 9] = [
        ("all rates (twice a step)", Self::Rates),
        ("  of the wires", Self::About(Subject::Wires)),
        ("  of plunger and membrane", Self::About(Subject::Plunger)),
        ("  of the valves", Self::About(Subject::Valves)),
        ("  of the fluid path", Self::About(Subject::Path)),
        ("rates with derivatives", Self::Linearisation),
        ("factoring and four solutions", Self::Algebra),
        ("electrics and housing", Self::Electrics),
        ("gas, vent, septa and site", Self::Gas),
    ];
}

impl Twin {
    /// Does a piece of a step's work over and over, from the present state. The twin is not to be used for anything else
    /// after that.
    pub fn repeat(&mut self, work: Work, times: u32) {
        let mut rates = vec![0.0; self.y.len()];
        for _ in 0..times {
            match work {
                Work::Rates => self.plant.rates(black_box(&self.y), &mut rates),
                Work::About(subject) => self.plant.rates_of(subject, black_box(&self.y), &mut rates),
                Work::Linearisation => self.solver.linearise(&self.plant, black_box(&self.y)),
                Work::Algebra => self.solver.algebra(),
                Work::Electrics => {
                    let drawn = self.supply();
                    self.spend(drawn, 1e-2);
                }
                Work::Gas => {
                    self.follow_gas(1e-2);
                    self.wear(1e-2);
                }
            }
            black_box(&rates);
        }
    }
}
