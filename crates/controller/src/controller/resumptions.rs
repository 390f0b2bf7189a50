//! How often delivery was resumed of late although an alarm had stopped it.
//!
//! Who clears an alarm and meets another, and clears that, presses insulin against whatever is wrong. The third alarm
//! within ten minutes stops delivery for good: until another disposable half is in hand.

use super::Controller;
use crate::alarm::Alarm;
use crate::command::Rejected;
use crate::event::Events;
use units::{Duration, Instant};

/// Resumptions that are within this time count as repeated.
const WITHIN: Duration = Duration::from_min(10);

/// The last resumptions, and what came of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Resumptions {
    /// The last but one, and the last, of those that ended an alarm.
    last: [Option<Instant>; 2],
    /// Whether delivery is stopped for good.
    stopped: bool,
}

impl Resumptions {
    /// # Errors
    /// When delivery is stopped for good.
    pub(super) fn check(self) -> Result<(), Rejected> {
        if self.stopped { Err(Rejected::StoppedRepeatedly) } else { Ok(()) }
    }

    fn resumed(&mut self, now: Instant) {
        self.last = [self.last[1], Some(now)];
    }

    /// An alarm stops delivery: whether that is now for good.
    fn stopped(&mut self, now: Instant) -> bool {
        let lately = |at: &Option<Instant>| at.is_some_and(|at| now.since(at) <= WITHIN);
        self.stopped |= self.last.iter().all(lately);
        self.stopped
    }
}

impl Controller {
    /// A person has seen to what was wrong: ends what latched.
    ///
    /// # Errors
    /// When delivery is stopped for good.
    pub(super) fn resume_after_alarm(&mut self) -> Result<(), Rejected> {
        self.resumptions.check()?;
        if self.alarms.stop_delivery() {
            self.resumptions.resumed(self.now);
        }
        self.alarms.clear_latched(self.now);
        Ok(())
    }

    /// An alarm has stopped delivery. If it is the third within ten minutes, another says so.
    pub(super) fn stop_for_good_if_repeated(&mut self, events: &mut Events) {
        if self.resumptions.stopped(self.now) {
            self.raise(Alarm::StoppedRepeatedly, events);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_alarm_within_ten_minutes_stops_delivery_for_good() {
        // Resumed at these seconds; the alarm comes at that one.
        for (resumed, alarm, good) in [
            (&[][..], 0, false),
            (&[10], 11, false),
            (&[10, 20], 21, true),
            (&[10, 20], 610, true),
            (&[10, 20], 611, false),
            (&[10, 300, 620], 890, true),
            (&[10, 300, 620], 901, false),
        ] {
            let mut resumptions = Resumptions::default();
            resumed.iter().for_each(|s| resumptions.resumed(Instant::ZERO + Duration::from_s(*s)));
            assert_eq!(resumptions.stopped(Instant::ZERO + Duration::from_s(alarm)), good, "{resumed:?}, {alarm}");
            assert_eq!(resumptions.check().is_err(), good);
            // What is stopped for good stays so, however much later.
            assert_eq!(resumptions.stopped(Instant::MAX), good);
        }
    }
}
