//! Faults two at a time: one that nobody is told of, and any other that comes at the same moment.
//!
//! What tells of itself soon stops delivery, or is mended, before a second fault is likely; so a pair is tried where at
//! least one fault is latent: by itself it was not told in every trial in which it came whole, or only after ten
//! minutes.

use super::part::AS_TOLD;
use super::therapy::Therapy;
use super::{Cell, Kind, Row, Verdict};
use crate::scenario::Embodiment;
use twin::FaultKind;

/// Which pairs are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairs {
    /// A sample of each embodiment, evenly from all.
    Sampled,
    /// All.
    All,
}

/// Pairs of an embodiment in a sample.
const SAMPLE: usize = 40;
/// What is told within this time is not latent, s.
const SOON_S: f64 = 600.0;

/// The pairs that are to be tried after single faults have given these cells.
pub fn pairs(singles: &[Cell], which: Pairs) -> Vec<Kind> {
    Embodiment::ALL.into_iter().flat_map(|embodiment| of_embodiment(singles, embodiment, which)).collect()
}

fn of_embodiment(singles: &[Cell], embodiment: Embodiment, which: Pairs) -> Vec<Kind> {
    let cells = singles.iter().filter(|cell| cell.embodiment == embodiment);
    let parts: Vec<(FaultKind, bool)> = cells.filter_map(part).collect();
    let mut all = Vec::new();
    for (index, (one, one_is_latent)) in parts.iter().enumerate() {
        for (other, other_is_latent) in &parts[index + 1..] {
            if *one_is_latent || *other_is_latent {
                all.push(Kind { embodiment, row: Row::Pair(*one, *other), course: AS_TOLD });
            }
        }
    }
    match which {
        Pairs::All => all,
        Pairs::Sampled => {
            let count = SAMPLE.min(all.len());
            // The first pair of each of so many equal stretches, moved on a little in each, so that the same first
            // fault does not always meet the same second one.
            (0..count).map(|index| all[(index * all.len() + 7 * index % count) / count]).collect()
        }
    }
}

/// A part's fault that shows in usual therapy, and whether it is latent.
fn part(cell: &Cell) -> Option<(FaultKind, bool)> {
    let Row::Part(kind) = cell.row else { return None };
    let is_soon = |verdict: Verdict| matches!(verdict, Verdict::Told { after_s, .. } if after_s <= SOON_S);
    let whole = cell.trials.iter().filter(|trial| trial.course == AS_TOLD.name);
    let is_latent = whole.into_iter().any(|trial| !is_soon(trial.judged.verdict));
    (cell.row.therapy() == Therapy::Usual).then_some((kind, is_latent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{Judged, Trial};

    fn cell(kind: FaultKind, verdict: Verdict) -> Cell {
        let judged = Judged { verdict, over_ul: 0.0, missed_ul: 0.0 };
        let trial = Trial { course: AS_TOLD.name, seed: 1, judged, violations: Vec::new() };
        Cell { row: Row::Part(kind), embodiment: Embodiment::Patch, trials: vec![trial], failed: Vec::new() }
    }

    #[test]
    fn a_pair_has_a_fault_that_nobody_is_soon_told_of() {
        let told = |after_s| Verdict::Told { by: "plunger_stuck", after_s };
        let singles = [
            cell(FaultKind::Occlusion, told(200.0)),
            cell(FaultKind::PumpWireBreak, told(100.0)),
            cell(FaultKind::BarometerStuck, Verdict::Harmless),
            cell(FaultKind::OutletLeak, told(3_000.0)),
            // Shows in a site change alone, and is not paired.
            cell(FaultKind::TagMissing, Verdict::Unnoticed),
        ];
        let named: Vec<String> = pairs(&singles, Pairs::All).iter().map(|kind| kind.row.name()).collect();
        let expected = [
            "occlusion and barometer_stuck",
            "occlusion and outlet_leak",
            "pump_wire_break and barometer_stuck",
            "pump_wire_break and outlet_leak",
            "barometer_stuck and outlet_leak",
        ];
        assert_eq!(named, expected);
        assert_eq!(pairs(&singles, Pairs::Sampled).len(), expected.len());
    }

    #[test]
    fn a_sample_has_no_pair_twice() {
        let singles: Vec<Cell> = FaultKind::ALL.into_iter().map(|kind| cell(kind, Verdict::Harmless)).collect();
        let sample = pairs(&singles, Pairs::Sampled);
        assert_eq!(sample.len(), SAMPLE);
        assert!(sample.iter().enumerate().all(|(index, one)| !sample[..index].contains(one)), "{sample:?}");
        assert!(pairs(&singles, Pairs::All).len() > 1_000);
    }
}
