//! What the assembly means for the rest of the controller: commands of a site change, what opening the device does to
//! a stroke, and what a set's age does to delivery.

use super::{Controller, Resumptions, record};
use crate::alarm::Alarm;
use crate::assembly::{Assembly, Conditions, Prime, Wear};
use crate::command::{Rejected, SiteChange};
use crate::cycle::{Cycle, Phase};
use crate::event::{Event, Events};
use crate::inputs::Inputs;
use crate::ledger::ByCategory;
use crate::outputs::{Strobe, TagRequest};
use crate::therapy::TherapyControl;
use units::Volume;

impl Controller {
    /// The same controller of a device that is put together like this. Unless nothing is missing, delivery is paused.
    #[must_use]
    pub fn with_assembly(mut self, assembly: Assembly) -> Self {
        self.assembly = assembly;
        if self.assembly.missing().is_some() {
            self.therapy.halt(TherapyControl::Pause);
        }
        self
    }

    /// How the device is put together, as far as the controller knows.
    pub fn assembly(&self) -> &Assembly {
        &self.assembly
    }

    /// A person's step of a site change.
    ///
    /// # Errors
    /// See [`Rejected`]; nothing has changed then.
    pub(super) fn site_change(&mut self, step: SiteChange) -> Result<(), Rejected> {
        if self.cycle.phase() == Phase::Sealed {
            return Err(Rejected::OutOfOrder);
        }
        if self.cycle.phase() != Phase::Idle {
            return Err(Rejected::StrokeUnderWay);
        }
        match step {
            SiteChange::NewDisposable => {
                self.assembly.new_disposable()?;
                self.resumptions = Resumptions::default();
                Ok(())
            }
            SiteChange::Filled { volume } => {
                self.assembly.filled(volume, &self.profile)?;
                self.ledger.renew(volume);
                Ok(())
            }
            SiteChange::Inserted => self.assembly.inserted(self.now),
            SiteChange::PrimeTubing => self.prime(Prime::Tubing),
            SiteChange::PrimeCannula => self.prime(Prime::Cannula),
        }
    }

    /// # Errors
    /// When it is not the time for it.
    fn prime(&mut self, prime: Prime) -> Result<(), Rejected> {
        self.resumptions.check()?;
        self.assembly.prime(prime)?;
        // As with running: a person has seen to what was wrong.
        self.resume_after_alarm()
    }

    /// Takes in switches, tag, the start-up test and the set's age.
    pub(super) fn look_after_assembly(&mut self, inputs: &Inputs, events: &mut Events) {
        let was_complete = self.assembly.missing().is_none();
        self.assembly.observe_switches(self.now, inputs.switches);
        if was_complete && self.assembly.missing().is_some() {
            self.detached(events);
        }
        if self.assembly.missing().is_some() {
            self.cycle.let_go(self.now);
        }
        if !self.assembly.allows_stroke(self.prime) {
            self.interrupt(events);
        }
        self.look_at_tag(inputs, events);
        if self.assembly.wants_start_up() {
            self.start_up_test(inputs, events);
        }
        let wear = self.assembly.observe_wear(self.now, &self.profile);
        self.observe(Alarm::InfusionSetWearEnding, wear == Wear::Ending, events);
        self.observe(Alarm::InfusionSetWearNearlyOver, wear == Wear::NearlyOver, events);
        if wear == Wear::Over {
            self.stop_for(Alarm::InfusionSetWearOver, events);
        }
    }

    /// Something that leads to the patient was opened.
    pub(super) fn detached(&mut self, events: &mut Events) {
        if self.therapy.control() == TherapyControl::Run {
            record(events, Event::Detached { undelivered: self.therapy.outstanding() });
            self.stop_for(Alarm::InfusionSetDetached, events);
        }
    }

    /// Ends a stroke that is under way, if one is: whether or not anything is still wanted, nothing more may move.
    fn interrupt(&mut self, events: &mut Events) {
        let alarm = self.prime.map_or(Alarm::InfusionSetDetached, |_| Alarm::PrimingIssue);
        if self.cycle.stroke_under_way() {
            self.raise(alarm, events);
        }
        let outcome = self.cycle.interrupt(self.now, alarm, &self.profile);
        self.take(outcome, events);
    }

    fn look_at_tag(&mut self, inputs: &Inputs, events: &mut Events) {
        if !self.assembly.wants_tag() {
            return;
        }
        let (concentration, time_of_day) = self.therapy.drug_and_day();
        let conditions = Conditions { profile: &self.profile, concentration, time_of_day, now: self.now };
        let refused = self.assembly.observe_tag(self.now, inputs.tag, &conditions);
        let Some(tag) = inputs.tag else { return };
        match (refused, tag.set) {
            (Some(reason), _) => record(events, Event::SetRefused { uid: tag.uid, reason }),
            (None, Some(set)) => record(events, Event::SetAccepted { uid: tag.uid, lot: set.lot }),
            (None, None) => {}
        }
    }

    fn start_up_test(&mut self, inputs: &Inputs, events: &mut Events) {
        let Some(result) = self.cycle.start_up(inputs, &self.profile, &self.calibration) else { return };
        self.assembly.observe_start_up(result.is_ok());
        record(events, Event::StartUpTested(result.err()));
        if result.is_err() {
            self.raise(Alarm::StartUpFailed, events);
        }
    }

    /// A stroke of priming was measured; returns what it counts as.
    pub(super) fn account_prime(&mut self, prime: Prime, measured: Volume, events: &mut Events) -> ByCategory {
        self.assembly.primed(prime, measured, &self.profile);
        if self.assembly.priming().is_none() && self.assembly.is_primed(prime) {
            record(events, Event::Primed(prime));
        }
        let mut shares = ByCategory::default();
        shares.put(prime.category(), measured);
        shares
    }

    /// What is to be read: for the start-up test more than the cycle asks for.
    pub(super) fn strobe(&self, of_cycle: Strobe) -> Strobe {
        let test = self.cycle.phase() == Phase::Idle && self.assembly.wants_start_up();
        if test { Cycle::start_up_strobe(&self.profile) } else { of_cycle }
    }

    /// Whether the tag is to be asked.
    pub(super) fn tag_request(&self) -> TagRequest {
        if self.assembly.wants_tag() { TagRequest::Read } else { TagRequest::Rest }
    }
}
