//! An extended bolus accrues evenly over its time, by its own clock: exactly, and never ahead of it.

use crate::fixed::signed;
use units::{Duration, FlowRate, Volume};

/// What of `whole` is due after `elapsed` of the time over which it is given, rounded down to 1 pL; all of it from its
/// end on.
pub(crate) fn accrued(whole: Volume, elapsed: Duration, over: Duration) -> Volume {
    if elapsed >= over { whole } else { whole.scaled(signed(elapsed.as_us()), signed(over.as_us())) }
}

/// How fast it accrues; zero when it is given at once.
pub(crate) fn rate(whole: Volume, over: Duration) -> FlowRate {
    let hour = signed(Duration::from_h(1).as_us());
    FlowRate::from_pl_per_h(whole.scaled(hour, signed(over.as_us())).as_pl())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_never_falls_never_runs_ahead_and_ends_with_the_whole(
            pl in 0i64..300_000_000, over_us in 1u64..86_400_000_000, first in 0u64..90_000_000_000, more in 0u64..9_000_000_000,
        ) {
            let (whole, over) = (Volume::from_pl(pl), Duration::from_us(over_us));
            let mut last = Volume::ZERO;
            for elapsed_us in [first, first + more] {
                let due = accrued(whole, Duration::from_us(elapsed_us), over);
                prop_assert!(due >= last && due <= whole);
                // Never ahead: due / whole <= elapsed / over; and never a picolitre behind.
                let exact = i128::from(pl) * i128::from(elapsed_us.min(over_us));
                let of = i128::from(due.as_pl()) * i128::from(over_us);
                prop_assert!(of <= exact && exact - of < i128::from(over_us));
                last = due;
            }
            prop_assert_eq!(accrued(whole, over, over), whole);
        }
    }
}
