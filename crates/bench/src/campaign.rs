//! Many kinds of run, each made with the same pump units, on every core.

use crate::fleet;
use crate::request::Units;
use crate::run::RunError;

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

/// Does `work` for each kind with each pump unit's seed; `progress` is told the share that is done. What comes out is in
/// the order of kinds.
pub(crate) fn each<Kind: Copy + Sync, Unit: Send>(
    kinds: &[Kind],
    units: Units,
    work: impl Fn(Kind, u64, &mut dyn FnMut(f64)) -> Result<Unit, RunError> + Sync,
    progress: &mut dyn FnMut(f64),
) -> Vec<Measured<Kind, Unit>> {
    let of = |kind: &Kind| {
        let kind = *kind;
        units.seeds().map(move |seed| (kind, seed))
    };
    let jobs: Vec<(Kind, u64)> = kinds.iter().flat_map(of).collect();
    let one = |job: &(Kind, u64), tell: &mut dyn FnMut(f64)| work(job.0, job.1, tell);
    let mut results = fleet::each(&jobs, one, progress).into_iter();
    let measured = |kind: &Kind| {
        let mut measured = Measured { kind: *kind, units: Vec::new(), failed: Vec::new() };
        for result in results.by_ref().take(units.seeds().count()) {
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
        let work = |kind: u64, seed: u64, _: &mut dyn FnMut(f64)| {
            let cause = crate::factory::FactoryError::Stroke { travel: units::Length::ZERO };
            if seed == 8 { Err(RunError::Reject { seed, cause }) } else { Ok(100 * kind + seed) }
        };
        let measured = each(&[3, 1], Units { first: 7, count: 3 }, work, &mut |_| {});
        let found: Vec<(u64, Vec<u64>, usize)> =
            measured.into_iter().map(|each| (each.kind, each.units, each.failed.len())).collect();
        assert_eq!(found, [(3, vec![307, 309], 1), (1, vec![107, 109], 1)]);
    }
}
