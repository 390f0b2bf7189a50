//! The laws that the ledger stands on: sums that can be taken back, and integrals that do not
//! depend on how time is cut.

use proptest::prelude::*;
use units::{Concentration, Dose, DoseRate, Duration, FlowRate, Instant, Length, Volume, VolumeRemainder};

const CRUMBS_PER_PL: i128 = 3_600_000_000;

/// No sum of a few of these reaches the limits.
const AMOUNT: std::ops::Range<i64> = -1_000_000_000_000_000..1_000_000_000_000_000;

/// Adds up the flow over the segments, each a rate in pL/h and a time in us.
fn flow(segments: &[(i64, u64)]) -> (Volume, VolumeRemainder) {
    let mut remainder = VolumeRemainder::ZERO;
    let mut total = Volume::ZERO;
    for &(pl_per_h, us) in segments {
        let rate = FlowRate::from_pl_per_h(pl_per_h);
        total += rate.over(Duration::from_us(us), &mut remainder);
    }
    (total, remainder)
}

proptest! {
    #[test]
    fn volumes_are_a_group(a in AMOUNT, b in AMOUNT, c in AMOUNT) {
        let (a, b, c) = (Volume::from_pl(a), Volume::from_pl(b), Volume::from_pl(c));
        prop_assert_eq!(a + b, b + a);
        prop_assert_eq!((a + b) + c, a + (b + c));
        prop_assert_eq!(a + b - b, a);
        prop_assert_eq!(a - b, -(b - a));
        prop_assert_eq!(a + Volume::ZERO, a);
        prop_assert_eq!(a.abs(), a.max(-a));
        prop_assert_eq!(a.is_positive(), (-a).is_negative());
    }

    #[test]
    fn sums_saturate_at_the_nearest_value(a: i64, b: i64) {
        let clamped = |value: i128| {
            let value = value.clamp(i64::MIN.into(), i64::MAX.into());
            Length::from_nm(i64::try_from(value).unwrap())
        };
        let (x, y) = (Length::from_nm(a), Length::from_nm(b));
        prop_assert_eq!(x + y, clamped(i128::from(a) + i128::from(b)));
        prop_assert_eq!(x - y, clamped(i128::from(a) - i128::from(b)));
        prop_assert_eq!(-x, clamped(-i128::from(a)));
        prop_assert_eq!(x.abs(), clamped(i128::from(a).abs()));
    }

    #[test]
    fn scaling_is_the_exact_ratio_toward_zero(a: i64, num: i64, den: i64) {
        prop_assume!(den != 0);
        let exact = i128::from(a) * i128::from(num) / i128::from(den);
        let expected = exact.clamp(i64::MIN.into(), i64::MAX.into());
        prop_assert_eq!(i128::from(Volume::from_pl(a).scaled(num, den).as_pl()), expected);
        prop_assert_eq!(Volume::from_pl(a).scaled(num, 0), Volume::ZERO);
        prop_assert_eq!(Volume::from_pl(a).scaled(den, den), Volume::from_pl(a));
    }

    #[test]
    fn percent_is_a_ratio_of_a_hundred(rate: i64, percent: u16) {
        let rate = DoseRate::from_micro_units_per_h(rate);
        prop_assert_eq!(rate.percent(100), rate);
        prop_assert_eq!(rate.percent(0), DoseRate::ZERO);
        prop_assert!(rate.percent(percent).abs() <= rate.abs() || percent > 100);
    }

    #[test]
    fn any_cut_of_an_interval_gives_the_same_volume(
        pl_per_h in -1_000_000_000_i64..1_000_000_000,
        cuts in prop::collection::vec(0_u64..100_000_000_000, 1..20),
    ) {
        let pieces: Vec<_> = cuts.iter().map(|&us| (pl_per_h, us)).collect();
        prop_assert_eq!(flow(&pieces), flow(&[(pl_per_h, cuts.iter().sum())]));
    }

    #[test]
    fn volume_is_the_integral_through_any_change_of_rate(
        segments in prop::collection::vec(
            (-1_000_000_000_i64..1_000_000_000, 0_u64..100_000_000_000),
            0..20,
        ),
    ) {
        let crumbs: i128 = segments.iter().map(|&(r, t)| i128::from(r) * i128::from(t)).sum();
        let (volume, _) = flow(&segments);
        prop_assert_eq!(i128::from(volume.as_pl()), crumbs.div_euclid(CRUMBS_PER_PL));
    }

    #[test]
    fn time_to_a_volume_is_the_shortest_that_suffices(
        pl_per_h in 1_i64..1_000_000_000_000,
        pl in 1_i64..1_000_000_000,
    ) {
        let (rate, volume) = (FlowRate::from_pl_per_h(pl_per_h), Volume::from_pl(pl));
        let time = rate.time_to(volume).unwrap();
        let over = |duration| rate.over(duration, &mut VolumeRemainder::default());
        prop_assert!(over(time) >= volume);
        prop_assert!(over(time - Duration::from_us(1)) < volume);
    }

    #[test]
    fn mean_rate_moves_the_volume_and_no_more(
        pl in 0_i64..1_000_000_000_000,
        us in 1_u64..100_000_000_000,
    ) {
        let (volume, duration) = (Volume::from_pl(pl), Duration::from_us(us));
        let rate = volume.rate_over(duration).unwrap();
        let over = |rate: FlowRate| rate.over(duration, &mut VolumeRemainder::default());
        prop_assert!(over(rate) <= volume);
        // It is the fastest such rate, to a step: the next one is enough for all of it.
        prop_assert!(over(rate + FlowRate::from_pl_per_h(1)) >= volume);
    }

    #[test]
    fn common_concentrations_are_exact(
        units_per_ml in prop::sample::select(vec![40_u32, 100, 200, 500]),
        micro_units in AMOUNT,
    ) {
        let concentration = Concentration::new(units_per_ml).unwrap();
        let dose = Dose::from_micro_units(micro_units);
        let volume = concentration.volume_of(dose);
        prop_assert_eq!(volume.as_pl() * i64::from(units_per_ml), micro_units * 1000);
        prop_assert_eq!(concentration.dose_of(volume), dose);

        let rate = DoseRate::from_micro_units_per_h(micro_units);
        let flow = concentration.rate_of(rate);
        prop_assert_eq!(flow.as_pl_per_h() * i64::from(units_per_ml), micro_units * 1000);
        prop_assert_eq!(concentration.dose_rate_of(flow), rate);
    }

    #[test]
    fn other_concentrations_are_never_off_by_more_than_half_a_step(
        units_per_ml in 1_u32..=1000,
        micro_units in AMOUNT,
    ) {
        let concentration = Concentration::new(units_per_ml).unwrap();
        let c = i128::from(units_per_ml);

        let volume = concentration.volume_of(Dose::from_micro_units(micro_units));
        let error = i128::from(volume.as_pl()) * c - i128::from(micro_units) * 1000;
        prop_assert!(2 * error.abs() <= c);

        let pl = micro_units;
        let dose = concentration.dose_of(Volume::from_pl(pl));
        let error = i128::from(dose.as_micro_units()) * 1000 - i128::from(pl) * c;
        prop_assert!(2 * error.abs() <= 1000);
    }

    #[test]
    fn instants_and_durations_agree(start: u64, us: u64) {
        let (start, duration) = (Instant::from_us(start), Duration::from_us(us));
        let end = start + duration;
        prop_assert!(end >= start);
        prop_assert!(end.since(start) <= duration);
        prop_assert_eq!(start + end.since(start), end);
        prop_assert_eq!(end - end.since(start), start);
        prop_assert_eq!(start.since(end), Duration::ZERO);
    }

    #[test]
    fn times_is_repeated_addition(us: u64, count in 0_u32..20) {
        let duration = Duration::from_us(us);
        let sum = (0..count).fold(Duration::ZERO, |sum, _| sum + duration);
        prop_assert_eq!(duration.times(count), sum);
    }
}
