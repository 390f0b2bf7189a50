//! How far the plunger went forward within the last hour, or any other length of time: a window that slides.

use crate::limits::WindowLimit;
use units::{Duration, Instant, Length};

/// Pieces of a window's length; one more is kept, so that the last whole length is always within what is summed.
const PIECES: u64 = 6;
const KEPT: usize = 7;

/// What was summed in the last `KEPT` pieces of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Window {
    /// In nm; the newest first.
    pieces: [u32; KEPT],
    /// When the newest began.
    began: Instant,
}

impl Window {
    /// Lets time pass, and adds what has moved until `now`.
    pub(crate) fn add(&mut self, now: Instant, moved: Length, limit: &WindowLimit) {
        let piece_us = limit.length.as_us().checked_div(PIECES).unwrap_or(0).max(1);
        let passed = now.since(self.began).as_us().checked_div(piece_us).unwrap_or(0);
        for _ in 0..passed.min(PIECES.saturating_add(1)) {
            self.pieces.rotate_right(1);
            if let Some(newest) = self.pieces.first_mut() {
                *newest = 0;
            }
        }
        self.began += Duration::from_us(passed.saturating_mul(piece_us));
        if let Some(newest) = self.pieces.first_mut() {
            *newest = newest.saturating_add(u32::try_from(moved.as_nm().max(0)).unwrap_or(u32::MAX));
        }
    }

    /// At least what was added within the window's length before the last `add`.
    pub(crate) fn sum(&self) -> Length {
        self.pieces.iter().fold(Length::ZERO, |sum, piece| sum + Length::from_nm(i64::from(*piece)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: WindowLimit = WindowLimit { length: Duration::from_h(1), bound: Length::ZERO };

    proptest! {
        /// Never less than what was added within the last hour, nor more than within the last hour and a sixth.
        #[test]
        fn it_holds_the_last_hour_and_at_most_a_sixth_more(
            steps in proptest::collection::vec((0u64..1_500, 0i64..500_000), 1..60),
        ) {
            let (mut window, mut now, mut all) = (Window::default(), Instant::ZERO, std::vec::Vec::new());
            for (s, nm) in steps {
                now += Duration::from_s(s);
                window.add(now, Length::from_nm(nm), &HOUR);
                all.push((now, nm));
                let within = |time: Duration| {
                    let recent = all.iter().filter(|(at, _)| now.since(*at) < time);
                    recent.map(|(_, nm)| *nm).sum::<i64>()
                };
                let sum = window.sum().as_nm();
                prop_assert!(within(Duration::from_h(1)) <= sum && sum <= within(Duration::from_min(70)), "{sum} nm");
            }
        }
    }
}
