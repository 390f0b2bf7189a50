//! The integrator: adaptive, implicit, without heap in the step.

mod rodas3;
mod sparse;

pub use rodas3::StepBudgetSpent;
pub(crate) use rodas3::{Rodas3, System, Tolerance};
pub(crate) use sparse::SparseLu;
