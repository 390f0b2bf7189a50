//! Many kinds of run, each made with the same pump units, on every core.

use crate::fleet;
use crate::request::Units;
use crate::run::{self, Made, RunError};
use crate::scenario::Embodiment;

/// What the pump units made of one kind of run.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured<Kind, Unit> {
    /// Which kind.
    pub kind: Kind,
    /// Each pump unit that could be run, in the order of seeds.
    pub units: Vec<Unit>,
    /// Each that could not, and why.
    pub failed: Vec<RunError>,
}

/// Pump units as they leave the factory, or why they do not, each made once for many runs.
pub(crate) struct Lot {
    units: Units,
    made: Vec<(Embodiment, Result<Made, RunError>)>,
}

impl Lot {
    pub(crate) fn new(embodiments: impl Iterator<Item = Embodiment>, units: Units) -> Self {
        let to_make: Vec<(Embodiment, u64)> =
            embodiments.flat_map(|each| units.seeds().map(move |seed| (each, seed))).collect();
        let make = |job: &(Embodiment, u64), _: &mut dyn FnMut(f64)| (job.0, run::make(job.0, job.1));
        Self { units, made: fleet::each(&to_make, make, &mut |_| {}) }
    }
}

/// Makes each pump unit once, and does as [`each_of`].
pub(crate) fn each<Kind: Copy + Sync, Unit: Send>(
    kinds: &[Kind],
    embodiment: fn(&Kind) -> Embodiment,
    units: Units,
    work: impl Fn(Kind, &Made, &mut dyn FnMut(f64)) -> Result<Unit, RunError> + Sync,
    progress: &mut dyn FnMut(f64),
) -> Vec<Measured<Kind, Unit>> {
    let used = Embodiment::ALL.into_iter().filter(|each| kinds.iter().any(|kind| embodiment(kind) == *each));
    each_of(&Lot::new(used, units), kinds, embodiment, work, progress)
}

/// Does `work` for each kind with each pump unit of the lot that is of its embodiment; `progress` is told the share that
/// is done. What comes out is in the order of kinds.
pub(crate) fn each_of<Kind: Copy + Sync, Unit: Send>(
    lot: &Lot,
    kinds: &[Kind],
    embodiment: fn(&Kind) -> Embodiment,
    work: impl Fn(Kind, &Made, &mut dyn FnMut(f64)) -> Result<Unit, RunError> + Sync,
    progress: &mut dyn FnMut(f64),
) -> Vec<Measured<Kind, Unit>> {
    let of = |kind: &Kind| {
        let kind = *kind;
        let made = lot.made.iter().filter(move |(each, _)| *each == embodiment(&kind));
        made.map(move |(_, made)| (kind, made))
    };
    let jobs: Vec<(Kind, &Result<Made, RunError>)> = kinds.iter().flat_map(of).collect();
    let one = |job: &(Kind, &Result<Made, RunError>), tell: &mut dyn FnMut(f64)| match job.1 {
        Ok(made) => work(job.0, made, tell),
        Err(error) => Err(error.clone()),
    };
    let mut results = fleet::each(&jobs, one, progress).into_iter();
    let measured = |kind: &Kind| {
        let mut measured = Measured { kind: *kind, units: Vec::new(), failed: Vec::new() };
        for result in results.by_ref().take(lot.units.seeds().count()) {
            match result {
                Ok(unit) => measured.units.push(unit),
                Err(error) => measured.failed.push(error),
            }
        }
        measured
    };
    kinds.iter().map(measured).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_kinds_and_seeds_and_failures_are_told() {
        let work = |kind: (Embodiment, u64), made: &Made, _: &mut dyn FnMut(f64)| {
            assert_eq!(made.embodiment, kind.0);
            let cause =
                crate::factory::FactoryError::Stroke { service: controller::Service::StrokeToBody, alarm: None };
            if made.seed == 8 { Err(RunError::Reject { seed: 8, cause }) } else { Ok(100 * kind.1 + made.seed) }
        };
        let kinds = [(Embodiment::Patch, 3), (Embodiment::Tethered, 1)];
        let measured = each(&kinds, |kind| kind.0, Units { first: 7, count: 3 }, work, &mut |_| {});
        let found: Vec<(u64, Vec<u64>, usize)> =
            measured.into_iter().map(|each| (each.kind.1, each.units, each.failed.len())).collect();
        assert_eq!(found, [(3, vec![307, 309], 1), (1, vec![107, 109], 1)]);
    }
}
