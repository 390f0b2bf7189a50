//! Standing oracles: what must hold at every tick of every run, judged on the truth.

use crate::predicate;
use crate::record::Violation;
use crate::world::{Tick, World};
use twin::Truth;
use units::Instant;

/// The oracles, with what they have already reported: each reports once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Oracles {
    reported: Vec<&'static str>,
}

impl Oracles {
    /// Checks the present tick, at which this is so; returns what is newly violated.
    pub(crate) fn check(&mut self, world: &World, tick: &Tick, truth: &Truth) -> Vec<Violation> {
        let (controller, ledger) = (world.controller(), world.controller().ledger());
        let mut violations = Vec::new();
        let mut judge = |oracle, holds: bool, detail: &dyn Fn() -> String| {
            if !holds && !self.reported.contains(&oracle) {
                self.reported.push(oracle);
                violations.push(Violation { at_s: seconds(world.now()), oracle, detail: detail() });
            }
        };
        judge("conservation", predicate::conserves_liquid(truth), &|| {
            format!("{:e} uL of {} uL are unaccounted for", truth.imbalance_ul, truth.withdrawn_ul)
        });
        judge("valve_interlock", predicate::keeps_reservoir_and_patient_apart(truth), &|| {
            format!("all valves open: {:?}", truth.valves)
        });
        judge("ledger_bound", predicate::accounts_for_what_was_delivered(ledger, truth), &|| {
            let bound = microlitres(ledger.into_body() + ledger.reserved());
            format!("{} uL delivered, {bound} uL accounted and reserved", truth.delivered_ul)
        });
        judge("ledger_sum", ledger.balances(), &|| format!("{ledger:?}"));
        let bolus = tick.events.iter().find(|event| !event.keeps_bolus_within_its_dose());
        judge("bolus_within_dose", bolus.is_none(), &|| format!("{bolus:?}"));
        let annunciation = world.annunciation();
        // Without power nobody is told anything, be it that the battery sags or that somebody has cut it.
        if world.powered() {
            judge("annunciated", predicate::reaches_the_wearer(&annunciation, truth), &|| {
                format!("{annunciation:?} is neither heard, seen nor felt")
            });
            judge("alarms_shown", controller.alarms().shown_by(&annunciation, world.now()), &|| {
                format!("{:?} by {annunciation:?}", controller.alarms())
            });
        }
        let (asked, passed) = (world.asked(), world.supervisor().passed());
        judge("power_added", predicate::adds_no_power(asked, passed), &|| format!("{passed:?} passed of {asked:?}"));
        let withheld = world.supervisor().withheld();
        judge("withheld", predicate::passes_nothing_once_it_withholds(withheld, passed), &|| {
            format!("{passed:?} passed although {withheld:?}")
        });
        judge("unseen", predicate::sees_the_plunger_that_it_moves(asked, world.strobe()), &|| format!("{asked:?}"));
        judge("started", predicate::starts_only_what_may_run(controller, &tick.events), &|| {
            let missing = controller.assembly().missing();
            format!("{:?}, {missing:?} missing: {:?}", controller.therapy_control(), tick.events)
        });
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
