//! How a stroke begins: its bound is recorded and kept, and only then the first valve closes.

use super::learning::heating_time;
use super::{Cycle, Outcome, Phase};
use crate::alarm::Alarm;
use crate::assembly::Prime;
use crate::calibration::CalibrationRecord;
use crate::event::StrokeRecord;
use crate::inputs::Inputs;
use crate::journal::Sequence;
use crate::profile::DeviceProfile;
use units::{Instant, Length, Volume};

impl Cycle {
    /// Starts a stroke that is to deliver `target`, or to prime with it, as soon as the record of its bound is in the
    /// journal.
    pub(crate) fn start(
        &mut self,
        now: Instant,
        target: Volume,
        prime: Option<Prime>,
        bound_record: Sequence,
        p: &DeviceProfile,
    ) {
        self.primes_tubing = prime == Some(Prime::Tubing);
        self.target = self.dispensing.filling(target, p);
        self.body.seek(false);
        self.stroke = StrokeRecord { target: self.target, ..StrokeRecord::NOTHING };
        self.bound_record = bound_record;
        self.failure = None;
        self.enter(now, Phase::Commit);
    }

    /// Starts a stroke to the rigid body.
    pub(crate) fn start_to_body(
        &mut self,
        now: Instant,
        prime: Option<Prime>,
        bound_record: Sequence,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) {
        let full = c.displaced(Length::ZERO, c.body());
        self.start(now, full, prime, bound_record, p);
        // All of it, whatever is in the dispensing chamber.
        self.target = full;
        self.stroke.target = full;
        self.body.seek(true);
    }

    /// Waits for the journal. Without it nothing is delivered.
    pub(super) fn commit(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile) -> Outcome {
        if inputs.committed.is_some_and(|committed| committed >= self.bound_record) {
            self.seal(now, p);
        } else if now.since(self.entered) > p.commit_timeout {
            self.enter(now, Phase::Idle);
            return Outcome::Failed(Alarm::JournalFault);
        }
        Outcome::Nothing
    }

    /// Closes the first valve, which takes the longer the colder its wire is.
    pub(super) fn seal(&mut self, now: Instant, p: &DeviceProfile) {
        self.unloaded = self.battery;
        let open_for = self.unsealed.map(|unsealed| now.since(unsealed));
        let goal = p.seal_temperature;
        self.seal_time = heating_time(p.seal_time, goal, goal, self.housing, open_for, p);
        self.enter(now, Phase::Seal);
    }
}
