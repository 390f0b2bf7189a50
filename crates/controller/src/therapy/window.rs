//! What was delivered within the last hour or day, at any instant: a ring of short spans of time.
//!
//! A span that the window covers only in part counts as a whole, so that the sum is never below the truth, and above it
//! by at most what one span holds.

use crate::fixed::signed;
use units::{Duration, Instant, Volume};

/// The sum over a window of `SPANS - 1` spans of `SPAN_MIN` minutes each: the spans that it covers, the first and the
/// last in part.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct SlidingSum<const SPANS: usize, const SPAN_MIN: u64> {
    /// Picolitres, each span at its number modulo `SPANS`. What does not fit is held at the greatest: more than a
    /// reservoir.
    spans: heapless::Vec<u32, SPANS>,
    /// Number of the span that was written last, counted from instant zero.
    newest: u64,
    /// The sum of all spans.
    total: Volume,
}

impl<const SPANS: usize, const SPAN_MIN: u64> Default for SlidingSum<SPANS, SPAN_MIN> {
    fn default() -> Self {
        let mut spans = heapless::Vec::new();
        // A vector as long as its capacity always fits.
        spans.resize_default(SPANS).unwrap_or_default();
        Self { spans, newest: 0, total: Volume::ZERO }
    }
}

impl<const SPANS: usize, const SPAN_MIN: u64> SlidingSum<SPANS, SPAN_MIN> {
    const SPAN: Duration = Duration::from_min(SPAN_MIN);

    fn number(at: Instant) -> u64 {
        at.as_us().checked_div(Self::SPAN.as_us()).unwrap_or(0)
    }

    fn place(number: u64) -> usize {
        let spans = u64::try_from(SPANS).unwrap_or(u64::MAX);
        usize::try_from(number.checked_rem(spans).unwrap_or(0)).unwrap_or(0)
    }

    /// Counts what was delivered at `now`; an earlier instant than the last counts as the last.
    pub(crate) fn count(&mut self, now: Instant, volume: Volume) {
        let number = Self::number(now).max(self.newest);
        // Spans in which nothing was delivered; after a whole ring of them all are empty.
        let passed = number.saturating_sub(self.newest).min(u64::try_from(SPANS).unwrap_or(u64::MAX));
        for back in 0..passed {
            self.write(number.saturating_sub(back), |_| 0);
        }
        self.newest = number;
        let pl = volume.as_pl().max(0);
        self.write(number, |span| u32::try_from(i64::from(span).saturating_add(pl)).unwrap_or(u32::MAX));
    }

    fn write(&mut self, number: u64, change: impl Fn(u32) -> u32) {
        if let Some(span) = self.spans.get_mut(Self::place(number)) {
            self.total -= Volume::from_pl(i64::from(*span));
            *span = change(*span);
            self.total += Volume::from_pl(i64::from(*span));
        }
    }

    fn span(&self, number: u64) -> Volume {
        Volume::from_pl(i64::from(self.spans.get(Self::place(number)).copied().unwrap_or(0)))
    }

    /// Each span of the window that ends at `now`, with how many spans ago it began; newest first.
    pub(crate) fn spans(&self, now: Instant) -> impl Iterator<Item = (u64, Volume)> {
        let ahead = Self::number(now).saturating_sub(self.newest);
        (ahead..u64::try_from(SPANS).unwrap_or(u64::MAX)).map_while(move |age| {
            let number = self.newest.checked_sub(age.saturating_sub(ahead))?;
            Some((age, self.span(number)))
        })
    }

    /// What was delivered in the window that ends at `now`, or a little more.
    pub(crate) fn sum(&self, now: Instant) -> Volume {
        let ahead = Self::number(now).saturating_sub(self.newest).min(u64::try_from(SPANS).unwrap_or(u64::MAX));
        // The oldest follow the newest in the ring; as many have left the window as it has moved on since.
        (1..=ahead).fold(self.total, |sum, past| sum - self.span(self.newest.saturating_add(past)))
    }

    /// When the window has moved on by a span.
    pub(crate) fn moves_on(now: Instant) -> Instant {
        let next = Self::number(now).saturating_add(1);
        Instant::from_us(next.saturating_mul(Self::SPAN.as_us()))
    }
}

/// How much of `whole` falls in a part of a time, rounded up; all of it where the part is as long.
pub(crate) fn share_of(whole: Volume, part: Duration, time: Duration) -> Volume {
    if part >= time {
        return whole;
    }
    (whole.scaled(signed(part.as_us()), signed(time.as_us())) + Volume::from_pl(1)).min(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Hour = SlidingSum<61, 1>;

    #[test]
    fn what_is_older_than_the_window_no_longer_counts() {
        let mut hour = Hour::default();
        let at = |min| Instant::ZERO + Duration::from_min(min);
        hour.count(at(0), Volume::from_pl(5));
        hour.count(at(59), Volume::from_pl(7));
        for (min, pl) in [(0, 12), (59, 12), (60, 12), (61, 7), (119, 7), (120, 0), (100_000, 0)] {
            // Seen from before the last count, all of it is there.
            assert_eq!(hour.sum(at(min)), Volume::from_pl(pl), "{min} min");
        }
        hour.count(at(1_000_000), Volume::from_pl(3));
        assert_eq!(hour.sum(at(1_000_000)), Volume::from_pl(3));
    }

    proptest! {
        #[test]
        fn the_sum_is_never_below_the_truth_nor_above_that_of_a_window_one_span_longer(
            strokes in proptest::collection::vec((0u64..900_000_000, 0i64..2_500_000), 1..120),
            after in 0u64..7_200_000_000,
        ) {
            let mut hour = Hour::default();
            let mut at_us = 0;
            let mut given = heapless::Vec::<(u64, i64), 120>::new();
            let within = |given: &[(u64, i64)], now: u64, window: Duration| -> i64 {
                given.iter().filter(|(at, _)| now - at < window.as_us()).map(|(_, pl)| pl).sum()
            };
            for (later_us, pl) in strokes {
                at_us += later_us;
                given.push((at_us, pl)).unwrap();
                hour.count(Instant::from_us(at_us), Volume::from_pl(pl));
                for now in [at_us, at_us + after] {
                    let sum = hour.sum(Instant::from_us(now)).as_pl();
                    prop_assert!(sum >= within(&given, now, Duration::from_min(60)));
                    prop_assert!(sum <= within(&given, now, Duration::from_min(61)));
                }
            }
        }
    }
}
