//! Standing oracles: what must hold at every tick of every run, judged on the truth.

use crate::record::Violation;
use crate::world::World;
use supervisor::Wire;
use twin::Truth;
use units::Instant;

/// Liquid may appear or vanish in the arithmetic by this share of what has passed through.
const CONSERVATION: f64 = 1e-9;
/// The truth may exceed ledger and reservation by this share of the ledger (calibration), and this volume (what one
/// stroke does beyond its measurement), uL.
const LEDGER_SHARE: f64 = 0.02;
const LEDGER_UL: f64 = 0.25;

/// The oracles, with what they have already reported: each reports once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Oracles {
    reported: Vec<&'static str>,
}

impl Oracles {
    /// Checks the present tick, at which this is so; returns what is newly violated.
    pub(crate) fn check(&mut self, world: &World, truth: &Truth) -> Vec<Violation> {
        let ledger = world.controller().ledger();
        let throughput = truth.withdrawn_ul.abs().max(1.0);
        let bound = microlitres(ledger.accounted() + ledger.reserved());
        let mut violations = Vec::new();
        let mut judge = |oracle, violated, detail: &dyn Fn() -> String| {
            if violated && !self.reported.contains(&oracle) {
                self.reported.push(oracle);
                violations.push(Violation { at_s: seconds(world.now()), oracle, detail: detail() });
            }
        };
        judge("conservation", truth.imbalance_ul.abs() > CONSERVATION * throughput, &|| {
            format!("{:e} uL of {throughput} uL are unaccounted for", truth.imbalance_ul)
        });
        judge("valve_interlock", truth.joined(), &|| format!("all valves open: {:?}", truth.valves));
        judge("ledger_bound", truth.delivered_ul > bound * (1.0 + LEDGER_SHARE) + LEDGER_UL, &|| {
            format!("{} uL delivered, {bound} uL accounted and reserved", truth.delivered_ul)
        });
        let calls = world.annunciation().sound.is_some() && world.twin().powered();
        let noticed = &truth.noticed;
        judge("annunciated", calls && noticed.heard_db.is_none() && !noticed.seen && !noticed.felt, &|| {
            format!("{:?} is neither heard, seen nor felt", world.annunciation())
        });
        let (asked, passed) = (world.asked(), world.supervisor().passed());
        let added = Wire::ALL.iter().any(|wire| passed.of(*wire) > asked.of(*wire));
        judge("power_added", added, &|| format!("{passed:?} passed of {asked:?}"));
        let sum = ledger.reserved() + ledger.accounted() + ledger.remaining();
        judge("ledger_sum", sum != ledger.loaded(), &|| format!("{ledger:?}"));
        violations
    }
}

/// An instant in seconds.
#[expect(clippy::cast_precision_loss, reason = "microseconds of any run fit an f64 exactly")]
pub(crate) fn seconds(instant: Instant) -> f64 {
    instant.as_us() as f64 / 1e6
}

/// A volume in microlitres.
#[expect(clippy::cast_precision_loss, reason = "picolitres of any reservoir fit an f64 exactly")]
pub(crate) fn microlitres(volume: units::Volume) -> f64 {
    volume.as_pl() as f64 / 1e6
}
