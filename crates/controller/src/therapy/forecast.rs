//! How long the reservoir lasts at the present programme.

use super::Therapy;
use units::{Duration, Instant, Volume, VolumeRemainder};

/// Further than this nothing is forecast: twice the life of a set.
const HORIZON: Duration = Duration::from_h(8 * 24);

impl Therapy {
    /// When `level` will have been delivered, as the programme now stands, if delivery runs from now on; `None` beyond
    /// eight days. Boluses begin at their times and accrue evenly; what a bolus gives at once is given at once.
    pub(crate) fn runs_out(&self, level: Volume) -> Option<Instant> {
        let mut left = level - self.basal_due.max(Volume::ZERO);
        let mut at = self.accrued_until;
        left -= self.boluses.extended_due(at) + self.boluses.fast_due(at);
        let mut remainder = VolumeRemainder::ZERO;
        while left.is_positive() {
            if at.since(self.accrued_until) >= HORIZON {
                return None;
            }
            let segment = self.segment(at);
            let until = segment.until.min(self.boluses.next_change(at));
            let rate = segment.rate + self.boluses.extended_rate(at);
            if let Some(time) = rate.time_to(left).filter(|time| at + *time <= until) {
                return Some(at + time);
            }
            left -= rate.over(until.since(at), &mut remainder);
            left -= self.boluses.begins_at(until);
            at = until;
        }
        Some(at)
    }
}
