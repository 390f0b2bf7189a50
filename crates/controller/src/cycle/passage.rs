//! How large a stroke may be, as far as the way to the patient is known to be open.
//!
//! What is missed when a bolus meets a shut way is counted in strokes. So the first is no larger than shows that, and each
//! that has gone through lets the next be twice as large; where the line keeps some of its pressure none grows, and where it
//! keeps so much that it may be shut, the next is a first one again.

use crate::profile::DeviceProfile;
use units::{Duration, Instant, Volume};

/// For how long what a stroke has shown counts: about as long as one bolus's strokes are apart, at the most. Longer, and a
/// stroke of basal would answer for a bolus that comes when the way has shut since.
const COUNTS_FOR: Duration = Duration::from_min(1);

/// What the end of a stroke says of the way to the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// What was pushed has gone through.
    Open,
    /// Some of its pressure is left.
    Firm,
    /// So much is left that it may be shut.
    Doubtful,
}

/// What the last stroke has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Passage {
    /// How large the next may be, and until when that counts.
    next: Volume,
    until: Instant,
    /// Whether it met pressure that was not there before.
    rose: bool,
}

impl Passage {
    /// Takes in what a stroke of this volume has shown, and whether that is pressure that was not there before.
    pub(super) fn seen(&mut self, way: Way, rose: bool, stroke: Volume, now: Instant) {
        let next = match way {
            Way::Open => stroke + stroke,
            Way::Firm => stroke,
            Way::Doubtful => Volume::ZERO,
        };
        *self = Self { next, until: now + COUNTS_FOR, rose };
    }

    /// Whether the way may have shut before the last stroke, so that the next is to tell.
    pub(super) fn suspects_block(&self, now: Instant) -> bool {
        self.rose && now <= self.until
    }

    /// The largest stroke that may come now, of what is given at once.
    pub(super) fn largest(&self, now: Instant, p: &DeviceProfile) -> Volume {
        let shown = if now <= self.until { self.next } else { Volume::ZERO };
        shown.clamp(p.trial_stroke, p.stroke_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: DeviceProfile = DeviceProfile::PATCH;

    fn nl(nl: i64) -> Volume {
        Volume::from_pl(1_000 * nl)
    }

    #[test]
    fn strokes_begin_small_double_while_they_go_through_and_never_exceed_the_largest() {
        let mut passage = Passage::default();
        let mut sizes = [Volume::ZERO; 4];
        for (size, s) in sizes.iter_mut().zip(1..) {
            let now = Instant::ZERO + Duration::from_s(s);
            *size = passage.largest(now, &P);
            passage.seen(Way::Open, false, *size, now);
        }
        assert_eq!(sizes, [500, 1_000, 2_000, 2_000].map(nl));
    }

    #[test]
    fn pressure_keeps_them_as_they_are_and_doubt_makes_them_small() {
        let mut passage = Passage::default();
        passage.seen(Way::Firm, false, nl(1_500), Instant::ZERO);
        assert_eq!(passage.largest(Instant::ZERO, &P), nl(1_500));
        passage.seen(Way::Doubtful, false, nl(1_500), Instant::ZERO);
        assert_eq!(passage.largest(Instant::ZERO, &P), P.trial_stroke);
    }

    #[test]
    fn a_block_is_suspected_from_one_stroke_to_the_next_and_not_for_long() {
        let mut passage = Passage::default();
        let at = |s| Instant::ZERO + Duration::from_s(s);
        passage.seen(Way::Firm, true, nl(500), at(0));
        assert!(passage.suspects_block(at(60)) && !passage.suspects_block(at(61)));
        passage.seen(Way::Firm, false, nl(250), at(10));
        assert!(!passage.suspects_block(at(10)));
    }

    #[test]
    fn what_was_shown_a_while_ago_counts_no_more() {
        let mut passage = Passage::default();
        passage.seen(Way::Open, false, nl(1_000), Instant::ZERO);
        let at = |s| Instant::ZERO + Duration::from_s(s);
        assert_eq!(passage.largest(at(60), &P), P.stroke_max);
        assert_eq!(passage.largest(at(61), &P), P.trial_stroke);
    }
}
