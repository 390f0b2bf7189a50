//! How hot a wire is, as far as the power that it was given tells.
//!
//! One lump: it warms with its power, and half of what it is above the housing goes in each half-life. What a
//! transforming wire takes up, and that air cools a hot wire faster, is left out: the estimate is for limits that lie
//! far from what work needs, not for control.

use crate::arithmetic::{faded, ratio};
use crate::wire::Duty;
use units::{Duration, Voltage};

/// What a wire of a type does with power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeatFigures {
    /// How fast a cold one warms at full duty and 3.8 V, K/s.
    pub rise_k_per_s: u32,
    /// Time in which half of its rise above the housing goes.
    pub half_life: Duration,
}

/// The voltage for which [`HeatFigures`] are meant: a cell's, in the middle of its charge.
pub(crate) const FIGURES_AT: Voltage = Voltage::from_uv(3_800_000);

/// `1 / ln 2`, millionths: a rise that fades by half-lives ends this much above what one half-life gives.
const PER_LN_2_PPM: u64 = 1_442_695;

/// A wire's estimated temperature above the housing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Heat {
    above_mk: u64,
}

impl Heat {
    /// Above the housing, mK.
    pub(crate) fn above_mk(self) -> u64 {
        self.above_mk
    }

    /// After a time at this duty and voltage.
    pub(crate) fn after(self, time: Duration, duty: Duty, volts: Voltage, p: &HeatFigures) -> Self {
        let end_mk = ratio(ratio(rate_mk_s(duty, volts, p), p.half_life.as_us(), 1_000_000), PER_LN_2_PPM, 1_000_000);
        let warmed = end_mk.saturating_sub(faded(end_mk, time, p.half_life));
        Self { above_mk: faded(self.above_mk, time, p.half_life).saturating_add(warmed) }
    }

    /// A time before which this duty and voltage cannot bring it above `limit_mk`; none if they never do.
    pub(crate) fn safe_for(self, limit_mk: u64, duty: Duty, volts: Voltage, p: &HeatFigures) -> Option<Duration> {
        let rate = rate_mk_s(duty, volts, p);
        let end_mk = ratio(ratio(rate, p.half_life.as_us(), 1_000_000), PER_LN_2_PPM, 1_000_000);
        (end_mk > limit_mk).then(|| Duration::from_us(ratio(limit_mk.saturating_sub(self.above_mk), 1_000_000, rate)))
    }
}

/// How fast a cold wire warms, mK/s: power goes with the square of the voltage.
fn rate_mk_s(duty: Duty, volts: Voltage, p: &HeatFigures) -> u64 {
    let uv = u64::try_from(volts.as_uv()).unwrap_or(0);
    let at = u64::try_from(FIGURES_AT.as_uv()).unwrap_or(0);
    let full = ratio(ratio(u64::from(p.rise_k_per_s).saturating_mul(1_000), uv, at), uv, at);
    ratio(full, u64::from(duty.as_1024ths()), u64::from(Duty::FULL.as_1024ths()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const P: HeatFigures = HeatFigures { rise_k_per_s: 300, half_life: Duration::from_s(1) };

    #[test]
    fn a_wire_warms_towards_what_its_power_holds_and_cools_by_halves() {
        let hot = Heat::default().after(Duration::from_s(60), Duty::from_1024ths(512), FIGURES_AT, &P);
        // 150 K/s for 1 s / ln 2.
        assert!((216_300..216_500).contains(&hot.above_mk()), "{} mK", hot.above_mk());
        let cooled = hot.after(Duration::from_s(2), Duty::OFF, FIGURES_AT, &P);
        assert!(cooled.above_mk().abs_diff(hot.above_mk() / 4) <= 2, "{} mK", cooled.above_mk());
    }

    proptest! {
        #[test]
        fn it_is_never_too_hot_before_the_time_that_is_safe(
            start in 0u64..400, duty in 0u16..=1024, uv in 3_000_000i32..4_300_000, limit in 1u64..600,
        ) {
            let (heat, limit_mk) = (Heat { above_mk: start * 1_000 }, limit * 1_000);
            let (duty, volts) = (Duty::from_1024ths(duty), Voltage::from_uv(uv));
            prop_assume!(heat.above_mk() <= limit_mk);
            let time = heat.safe_for(limit_mk, duty, volts, &P).unwrap_or(Duration::from_s(3_600));
            // Its halves are drawn within 0.8 %.
            prop_assert!(heat.after(time, duty, volts, &P).above_mk() <= limit_mk + limit_mk / 50);
        }

        #[test]
        fn no_argument_panics(above_mk: u64, us: u64, duty: u16, uv: i32, rise: u32, half: u64, limit: u64) {
            let p = HeatFigures { rise_k_per_s: rise, half_life: Duration::from_us(half) };
            let (duty, volts) = (Duty::from_1024ths(duty), Voltage::from_uv(uv));
            let heat = Heat { above_mk }.after(Duration::from_us(us), duty, volts, &p);
            heat.safe_for(limit, duty, volts, &p);
        }
    }
}
