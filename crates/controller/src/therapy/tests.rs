//! Therapy with exact strokes: what is due, how it is shared, what is refused.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use units::DoseRate;

const P: DeviceProfile = DeviceProfile::TETHERED;

fn dose_rate(micro_units_per_h: i64) -> DoseRate {
    DoseRate::from_micro_units_per_h(micro_units_per_h)
}

fn hours(hours: u64) -> Instant {
    Instant::ZERO + Duration::from_h(hours)
}

/// From 21:00 on: these rates from 00:00, 06:00 and 22:00, in uU/h; 1 uU is 10 pL.
fn therapy(rates: [i64; 3]) -> Therapy {
    let [night, day, evening] = rates.map(dose_rate);
    let blocks = [
        BasalBlock { from: Duration::ZERO, rate: night },
        BasalBlock { from: Duration::from_h(6), rate: day },
        BasalBlock { from: Duration::from_h(22), rate: evening },
    ];
    Therapy::new(
        Settings {
            concentration: Concentration::new(100).unwrap(),
            basal: BasalProfile::new(&blocks).unwrap(),
            time_of_day: Duration::from_h(21),
            reservoir_fill: Volume::from_pl(2_000_000_000),
            limits: Limits::DEVICE,
        },
        &P,
    )
}

/// A stroke that is measured as this much.
fn stroke(therapy: &mut Therapy, measured: Volume) -> ByCategory {
    therapy.set_stroke_under_way(true);
    let shares = therapy.settle(measured);
    therapy.set_stroke_under_way(false);
    shares
}

fn fast(therapy: &mut Therapy, micro_units: i64) -> Result<BolusId, Rejected> {
    therapy.start_bolus(&BolusOrder::fast(Dose::from_micro_units(micro_units)), &P)
}

/// Shares of basal and of what boluses give at once, in picolitres.
fn shares(basal: i64, fast: i64) -> ByCategory {
    let mut shares = ByCategory::default();
    shares.put(Category::Basal, Volume::from_pl(basal));
    shares.put(Category::FastBolus, Volume::from_pl(fast));
    shares
}

/// An exact stroke whenever one is due, up to an instant; what was delivered.
fn deliver(therapy: &mut Therapy, until: Instant) -> Volume {
    let mut delivered = Volume::ZERO;
    while therapy.accrued_until < until {
        while let Some(target) = therapy.stroke_due(&P) {
            stroke(therapy, target);
            delivered += target;
            while therapy.take_ended(P.stroke_min).is_some() {}
        }
        let next = therapy.next_due(&P).max(therapy.accrued_until + Duration::from_us(1));
        therapy.accrue(next.min(until));
    }
    delivered
}

#[test]
fn basal_accrues_by_the_schedule_over_midnight() {
    let mut therapy = therapy([800_000, 1_200_000, 500_000]);
    // Until: 22:00 at 1.2 U/h, 00:00 at 0.5, 06:00 at 0.8, 21:00 at 1.2.
    for (hour, pl) in [(1, 12_000_000), (3, 22_000_000), (9, 70_000_000), (24, 250_000_000), (48, 500_000_000)] {
        therapy.accrue(hours(hour));
        assert_eq!(therapy.basal_due, Volume::from_pl(pl), "{hour} h");
    }
}

#[test]
fn a_temporary_rate_supersedes_and_ends_on_time() {
    let mut therapy = therapy([1_000_000, 1_000_000, 2_000_000]);
    therapy.set_temp_basal(TempRate::Percent(50), Duration::from_h(4)).unwrap();
    // Half of 1 U/h until 22:00, half of 2 from there.
    therapy.accrue(hours(2));
    assert_eq!(therapy.basal_due, Volume::from_pl(15_000_000));
    therapy.set_temp_basal(TempRate::Absolute(dose_rate(3_000_000)), Duration::from_min(30)).unwrap();
    therapy.accrue(hours(3));
    // Half an hour at 3, and the schedule's 2, not what was superseded.
    assert_eq!(therapy.basal_due, Volume::from_pl(15_000_000 + 15_000_000 + 10_000_000));
    assert!(therapy.temp.is_none());
    therapy.set_temp_basal(TempRate::Percent(0), Duration::from_h(24)).unwrap();
    therapy.accrue(hours(4));
    therapy.cancel_temp_basal();
    therapy.accrue(hours(5));
    assert_eq!(therapy.basal_due, Volume::from_pl(50_000_000));
}

#[test]
fn a_temporary_rate_that_is_refused_leaves_the_one_in_force() {
    let mut therapy = therapy([1_000_000; 3]);
    therapy.set_temp_basal(TempRate::Percent(50), Duration::from_h(4)).unwrap();
    let before = therapy.clone();
    let fair = TempRate::Percent(10);
    for (rate, duration) in [
        (TempRate::Percent(251), Duration::from_h(1)),
        (TempRate::Absolute(dose_rate(-1)), Duration::from_h(1)),
        (TempRate::Absolute(dose_rate(30_000_001)), Duration::from_h(1)),
        (fair, Duration::ZERO),
        (fair, Duration::from_h(24) + Duration::from_us(1)),
    ] {
        assert!(therapy.set_temp_basal(rate, duration).is_err(), "{rate:?} for {duration:?}");
        assert_eq!(therapy, before);
    }
}

#[test]
fn nothing_accrues_unless_delivery_runs_and_a_temporary_rate_goes_on_to_its_end() {
    let mut therapy = therapy([1_000_000; 3]);
    therapy.set_temp_basal(TempRate::Percent(200), Duration::from_h(2)).unwrap();
    therapy.accrue(hours(1));
    therapy.halt(TherapyControl::Pause);
    therapy.accrue(hours(3));
    assert_eq!(therapy.basal_due, Volume::from_pl(20_000_000));
    assert_eq!(therapy.stroke_due(&P), None);
    therapy.run();
    therapy.accrue(hours(4));
    assert_eq!(therapy.basal_due, Volume::from_pl(30_000_000));
}

#[test]
fn boluses_are_checked_and_come_before_basal() {
    let mut therapy = therapy([1_000_000; 3]);
    for refused in [0, -1, i64::MIN, 30_000_001] {
        let (requested, limit) = (Dose::from_micro_units(refused), P.bolus_limit);
        assert_eq!(fast(&mut therapy, refused), Err(Rejected::BolusOutOfRange { requested, limit }), "{refused}");
    }
    let first = fast(&mut therapy, 100_000).unwrap();
    let second = fast(&mut therapy, 200_000).unwrap();
    assert!(first < second);
    // 1 uL and 2 uL are due: two equal strokes of 1.5 uL, shared in the order of asking.
    assert_eq!(therapy.stroke_due(&P), Some(Volume::from_pl(1_500_000)));
    assert_eq!(stroke(&mut therapy, Volume::from_pl(1_500_000)), shares(0, 1_500_000));
    let ended =
        Event::BolusEnded { id: first, programmed: Volume::from_pl(1_000_000), delivered: Volume::from_pl(1_000_000) };
    assert_eq!(therapy.take_ended(P.stroke_min), Some(ended));
    assert_eq!(therapy.take_ended(P.stroke_min), None);
    // What a stroke gives beyond the boluses is basal that comes early.
    assert_eq!(stroke(&mut therapy, Volume::from_pl(1_600_000)), shares(100_000, 1_500_000));
    assert_eq!(therapy.basal_due, Volume::from_pl(-100_000));
    therapy.halt(TherapyControl::Stop);
    let control = TherapyControl::Stop;
    assert_eq!(fast(&mut therapy, 100_000), Err(Rejected::NotRunning { control }));
}

#[test]
fn what_is_too_little_for_a_stroke_is_carried_to_basal() {
    let mut therapy = therapy([0; 3]);
    fast(&mut therapy, 100_000).unwrap();
    stroke(&mut therapy, Volume::from_pl(800_000));
    assert!(therapy.take_ended(P.stroke_min).is_some());
    assert_eq!(
        (therapy.boluses.fast_due(therapy.accrued_until), therapy.basal_due),
        (Volume::ZERO, Volume::from_pl(200_000))
    );
}

proptest! {
    #[test]
    fn no_split_of_time_changes_what_accrues(
        rates in [0i64..=12_000_000, 0i64..=12_000_000, 0i64..=12_000_000],
        temp in (0u16..=250, 1u64..90_000_000_000),
        splits in vec(0u64..200_000_000_000, 0..40),
    ) {
        let end = Instant::from_us(200_000_000_000);
        let mut whole = therapy(rates);
        let duration = Duration::from_us(temp.1.min(86_400_000_000));
        whole.set_temp_basal(TempRate::Percent(temp.0), duration).unwrap();
        let mut split = whole.clone();
        for us in splits {
            split.accrue(Instant::from_us(us));
        }
        split.accrue(end);
        whole.accrue(end);
        prop_assert_eq!(split, whole);
    }

    #[test]
    fn delivery_is_within_half_a_stroke_of_what_was_asked_for(
        rate in 1_000i64..30_000_000,
        boluses in vec((0u64..20, 30_000i64..10_000_000), 0..4),
    ) {
        let mut therapy = therapy([rate; 3]);
        let mut asked = Volume::ZERO;
        let mut delivered = Volume::ZERO;
        let mut at = 0;
        for (after_h, dose) in boluses {
            at += after_h;
            delivered += deliver(&mut therapy, hours(at));
            fast(&mut therapy, dose).unwrap();
            asked += Volume::from_pl(10 * dose);
        }
        // A tenth of an hour at a time, so that the middle is looked at as well as the end.
        for tenth in 1..=30 {
            let until = hours(at) + Duration::from_min(6 * tenth);
            delivered += deliver(&mut therapy, until);
            let ms = i64::try_from(until.since(Instant::ZERO).as_ms()).unwrap();
            let due = asked + Volume::from_pl(10 * rate).scaled(ms, 3_600_000) - delivered;
            let half = therapy.basal_stroke(&P).scaled(1, 2) + P.stroke_min.scaled(1, 100);
            prop_assert!(due.abs() <= half, "{due} due after {until}, half a stroke is {half}");
        }
    }

    #[test]
    fn a_stroke_is_never_larger_than_the_largest_nor_smaller_than_the_smallest(
        rate in 0i64..30_000_000, dose in 1i64..30_000_000, us in 0u64..20_000_000_000, early in 0i64..3_000_000,
    ) {
        let mut therapy = therapy([rate; 3]);
        stroke(&mut therapy, Volume::from_pl(early));
        therapy.accrue(Instant::from_us(us));
        fast(&mut therapy, dose).unwrap();
        if let Some(target) = therapy.stroke_due(&P) {
            prop_assert!(target <= P.stroke_max && target >= P.stroke_min, "{target}");
        }
    }
}
