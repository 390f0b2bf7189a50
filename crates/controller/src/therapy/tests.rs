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
            templates: Templates::default(),
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
        while let Some(target) = therapy.stroke_due(P.stroke_max, &P) {
            stroke(therapy, target);
            delivered += target;
        }
        while therapy.take_ended(P.stroke_min).is_some() {}
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
    assert_eq!(therapy.stroke_due(P.stroke_max, &P), None);
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
    assert_eq!(therapy.stroke_due(P.stroke_max, &P), Some(Volume::from_pl(1_500_000)));
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
    fn delivery_is_at_most_half_a_stroke_ahead_and_three_quarters_behind(
        rate in 1_000i64..30_000_000,
        boluses in vec((0u64..20, 30_000i64..10_000_000), 0..4),
    ) {
        let endless = Limits { hour: Dose::MAX, day: Dose::MAX, ..Limits::DEVICE.within(&P) };
        let mut therapy = Therapy { limits: endless, ..therapy([rate; 3]) };
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
            let stroke = therapy.plan(&P).stroke;
            let slack = P.stroke_min.scaled(1, 100);
            let within = due >= -stroke.scaled(1, 2) - slack && due <= stroke.scaled(3, 4) + slack;
            prop_assert!(within, "{due} due after {until}, a stroke is {stroke}");
        }
    }

    #[test]
    fn a_stroke_is_never_larger_than_the_largest_nor_smaller_than_the_smallest(
        rate in 0i64..30_000_000, dose in 1i64..30_000_000, us in 0u64..20_000_000_000, early in 0i64..3_000_000,
        at_once in 500_000i64..=2_000_000,
    ) {
        let (at_once, mut therapy) = (Volume::from_pl(at_once), therapy([rate; 3]));
        stroke(&mut therapy, Volume::from_pl(early));
        therapy.accrue(Instant::from_us(us));
        fast(&mut therapy, dose).unwrap();
        let given_at_once = therapy.boluses.fast_due(therapy.accrued_until);
        if let Some(target) = therapy.stroke_due(at_once, &P) {
            let largest = if given_at_once >= P.stroke_min { at_once } else { P.stroke_max };
            prop_assert!(target <= largest && target >= P.stroke_min, "{target}");
            let left = given_at_once - target;
            prop_assert!(given_at_once < P.stroke_min || !left.is_positive() || left >= P.stroke_min, "{left} is left");
        }
    }
}

mod life;
mod overlap;

fn ul(ul: i64) -> Volume {
    Volume::from_pl(1_000_000 * ul)
}

fn at(min: u64) -> Instant {
    Instant::ZERO + Duration::from_min(min)
}

/// A bolus with a part over a time; doses in U.
fn extended(fast: i64, extended: i64, over: Duration) -> BolusOrder {
    let [fast, extended] = [fast, extended].map(|units| Dose::from_micro_units(1_000_000 * units));
    BolusOrder { fast, extended, over, delay: Duration::ZERO }
}

#[test]
fn an_extended_bolus_comes_evenly_and_never_ahead_and_what_is_at_once_comes_first() {
    let mut therapy = therapy([0; 3]);
    therapy.start_bolus(&extended(0, 6, Duration::from_h(2)), &P).unwrap();
    let mut given = Volume::ZERO;
    for minutes in 1..=120 {
        given += deliver(&mut therapy, at(minutes));
        // 30 uL/h, in the largest strokes: five minutes would earn more.
        let accrued = Volume::from_pl(500_000 * i64::try_from(minutes).unwrap());
        assert!(given <= accrued && accrued - given <= P.stroke_max, "{given} of {accrued} at {minutes}");
        if minutes == 60 {
            fast(&mut therapy, 2_000_000).unwrap();
            let now = deliver(&mut therapy, at(60) + Duration::from_us(1));
            assert!(now >= ul(20), "the fast one is given at once: {now}");
            given += now - ul(20);
        }
    }
    deliver(&mut therapy, at(121));
    assert_eq!(therapy.boluses.status().count(), 0);
    assert_eq!(therapy.basal_due, Volume::ZERO, "nothing was carried: 60 uL are whole strokes");
}

#[test]
fn a_bolus_with_a_delay_waits_for_it() {
    let mut therapy = therapy([0; 3]);
    let order = BolusOrder { delay: Duration::from_min(20), ..extended(1, 1, Duration::from_min(30)) };
    therapy.start_bolus(&order, &P).unwrap();
    assert_eq!(deliver(&mut therapy, at(20)), Volume::ZERO);
    assert_eq!(therapy.next_due(&P), at(20));
    assert!(deliver(&mut therapy, at(21)) >= ul(10));
    deliver(&mut therapy, at(51));
    assert_eq!(therapy.boluses.status().count(), 0);
}

#[test]
fn a_bolus_whose_times_make_no_sense_is_refused() {
    let mut therapy = therapy([1_000_000; 3]);
    let (h, longest) = (Duration::from_h(1), P.bolus_time_limit);
    let part = extended(0, 1, h);
    let too_long = longest + Duration::from_us(1);
    for (order, requested) in [
        (BolusOrder { over: Duration::ZERO, ..part }, Duration::ZERO),
        (BolusOrder { over: h, ..BolusOrder::fast(Dose::from_micro_units(1)) }, h),
        (BolusOrder { over: too_long, ..part }, too_long),
        (BolusOrder { delay: too_long, ..part }, too_long),
    ] {
        let before = therapy.clone();
        let refused = Rejected::BolusTimeOutOfRange { requested, limit: longest };
        assert_eq!(therapy.start_bolus(&order, &P), Err(refused), "{order:?}");
        assert_eq!(therapy, before);
    }
    // Two parts that are each allowed, but not together; and a part that takes from the other.
    let limit = P.bolus_limit;
    for (order, requested) in [
        (extended(16, 15, h), Dose::from_micro_units(31_000_000)),
        (extended(-1, 2, h), Dose::from_micro_units(-1_000_000)),
        (extended(2, -1, h), Dose::from_micro_units(-1_000_000)),
    ] {
        assert_eq!(therapy.start_bolus(&order, &P), Err(Rejected::BolusOutOfRange { requested, limit }));
    }
    assert!(therapy.start_bolus(&BolusOrder { over: longest, delay: longest, ..part }, &P).is_ok());
}

#[test]
fn a_bolus_beyond_what_an_hour_or_a_day_allows_is_refused_with_what_would_be_allowed() {
    let limits =
        Limits { hour: Dose::from_micro_units(10_000_000), day: Dose::from_micro_units(25_000_000), ..Limits::DEVICE };
    let mut therapy = Therapy { limits: limits.within(&P), ..therapy([0; 3]) };
    fast(&mut therapy, 8_000_000).unwrap();
    // Taken, but not yet given: it counts. What a stroke may give too much is kept free: 0.05 U.
    let refused = |window, requested: i64, allowed: i64| {
        let [requested, allowed] = [requested, allowed].map(Dose::from_micro_units);
        Err(Rejected::DoseLimit { window, requested, allowed })
    };
    assert_eq!(fast(&mut therapy, 3_000_000), refused(LimitWindow::Hour, 3_000_000, 1_950_000));
    deliver(&mut therapy, at(5));
    assert_eq!(fast(&mut therapy, 3_000_000), refused(LimitWindow::Hour, 3_000_000, 1_950_000));
    // Of 12 U over 4 hours only a quarter falls within an hour.
    let slow = |therapy: &mut Therapy| therapy.start_bolus(&extended(0, 4, Duration::from_h(4)), &P);
    slow(&mut therapy).unwrap();
    assert_eq!(fast(&mut therapy, 1_000_000), refused(LimitWindow::Hour, 1_000_000, 949_999));
    deliver(&mut therapy, at(300));
    fast(&mut therapy, 9_000_000).unwrap();
    deliver(&mut therapy, at(400));
    // 21 U of the day's 25.
    assert_eq!(fast(&mut therapy, 5_000_000), refused(LimitWindow::Day, 5_000_000, 3_950_000));
    therapy.accrue(at(5 + 24 * 60 + 15));
    fast(&mut therapy, 5_000_000).unwrap();
}

#[test]
fn basal_beyond_the_limit_is_held_back_and_does_not_come_all_at_once_later() {
    let limits = Limits { hour: Dose::from_micro_units(5_000_000), ..Limits::DEVICE };
    let mut therapy = Therapy { limits: limits.within(&P), ..therapy([10_000_000; 3]) };
    let mut given: heapless::Vec<(Instant, Volume), 2000> = heapless::Vec::new();
    while therapy.accrued_until < at(600) {
        if let Some(target) = therapy.stroke_due(P.stroke_max, &P) {
            match therapy.within_limits(target, &P) {
                Some(target) => {
                    stroke(&mut therapy, target);
                    given.push((therapy.accrued_until, target)).unwrap();
                    continue;
                }
                None => therapy.hold_back(&P),
            }
        }
        let next = therapy.next_due(&P);
        assert!(next > therapy.accrued_until, "held back without end at {next}");
        therapy.accrue(next);
    }
    let within = |from: Instant| {
        let hour = given.iter().filter(|(at, _)| *at > from && *at <= from + Duration::from_h(1));
        hour.fold(Volume::ZERO, |sum, (_, volume)| sum + *volume)
    };
    for (end, _) in &given {
        assert!(within(*end - Duration::from_h(1)) <= ul(50));
    }
    // Nearly all that is allowed comes: nine tenths of it, hour by hour.
    for hour in 1..9 {
        assert!(within(at(60 * hour)) >= ul(45), "{} in hour {hour}", within(at(60 * hour)));
    }
    // What a minute earns comes on top: so often it is looked at.
    assert!(therapy.basal_due <= P.stroke_max + ul(2));
}

#[test]
fn limits_of_a_person_only_tighten_those_of_the_device() {
    assert_eq!(Limits::DEVICE.within(&P).hour, P.hour_limit);
    let wide = Limits { bolus: Dose::MAX, rate: DoseRate::MAX, hour: Dose::MAX, day: P.day_limit }.within(&P);
    assert_eq!((wide.bolus, wide.rate, wide.day), (P.bolus_limit, P.rate_limit, P.day_limit));
    let tight = Dose::from_micro_units(1);
    assert_eq!(Limits { bolus: tight, ..Limits::DEVICE }.within(&P).bolus, tight);
    // A profile that was set before holds to a rate that is tighter.
    let mut therapy = therapy([4_000_000; 3]);
    therapy.limits.rate = dose_rate(1_000_000);
    therapy.accrue(hours(1));
    assert_eq!(therapy.basal_due, ul(10));
}

#[test]
fn a_profile_comes_into_force_at_once_and_as_a_whole_and_is_not_written_while_it_is() {
    let mut therapy = therapy([1_000_000; 3]);
    let profile = |rate| BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: dose_rate(rate) }]).unwrap();
    assert_eq!(therapy.activate_template(2), Err(Rejected::UnknownTemplate { number: 2 }));
    therapy.write_template(2, profile(3_000_000)).unwrap();
    for (number, rate, refused) in [
        (1, 1, Rejected::TemplateInForce { number: 1 }),
        (0, 1, Rejected::UnknownTemplate { number: 0 }),
        (5, 1, Rejected::UnknownTemplate { number: 5 }),
        (3, 30_000_001, Rejected::RateOutOfRange { requested: dose_rate(30_000_001), limit: P.rate_limit }),
    ] {
        assert_eq!(therapy.write_template(number, profile(rate)), Err(refused));
    }
    therapy.accrue(at(90));
    therapy.activate_template(2).unwrap();
    therapy.accrue(at(120));
    assert_eq!(therapy.basal_due, ul(15 + 15));
    assert_eq!(therapy.write_template(2, profile(0)), Err(Rejected::TemplateInForce { number: 2 }));
    therapy.write_template(1, profile(0)).unwrap();
    therapy.activate_template(1).unwrap();
    therapy.accrue(at(500));
    assert_eq!(therapy.basal_due, ul(30));
}

/// Microseconds since 1970 of dates at which clocks have failed: 2015-12-31 23:59:59, 2038-01-19 03:14:07, 2100-02-28, the
/// epoch, before it, and the ends of what can be said.
const DATES: [i64; 8] =
    [1_451_606_399_000_000, 2_147_483_647_000_000, 4_107_456_000_000_000, 0, -1, i64::MAX, i64::MIN, 4_294_967_296_000];

#[test]
fn whatever_date_the_clock_is_set_to_basal_neither_stops_nor_doubles() {
    for us in DATES {
        let mut therapy = therapy([1_200_000; 3]);
        let mut given = deliver(&mut therapy, at(60));
        therapy.set_clock(WallTime { us });
        given += deliver(&mut therapy, at(120));
        // An hour back, a day on, and a change of summer time: the sum stays rate times time.
        for shift in [-3_600_000_000, 86_400_000_000, 3_600_000_000] {
            let wall = therapy.wall();
            therapy.set_clock(WallTime { us: wall.us.saturating_add(shift) });
        }
        given += deliver(&mut therapy, at(240));
        let due = ul(4 * 12) - given;
        assert!(due.abs() <= Volume::from_pl(300_000), "{due} due after the clock was set to {us}");
    }
}

#[test]
fn the_clock_chooses_the_block_and_nothing_else() {
    // From 21:00; 3 U/h from 00:00, 1 from 06:00, 2 from 22:00.
    let mut therapy = therapy([3_000_000, 1_000_000, 2_000_000]);
    therapy.set_temp_basal(TempRate::Percent(200), Duration::from_min(90)).unwrap();
    therapy.accrue(at(30));
    // To 23:30: twice 2 U/h until midnight, twice 3 until the temporary rate ends an hour from now, then 3.
    therapy.set_clock(WallTime { us: 1_000 * 23 * 3_600_000 + 1_000 * 1_800_000 });
    therapy.accrue(at(150));
    let expected = 10 + 20 + 30 + 30;
    assert_eq!(therapy.basal_due, ul(expected));
}

#[test]
fn time_that_runs_past_what_small_counters_hold_changes_nothing() {
    // 2^31 and 2^32 ms, and 2^32 s, after the start.
    for ms in [1u64 << 31, 1 << 32, 1000 << 32] {
        let mut therapy = therapy([1_200_000; 3]);
        therapy.accrue(Instant::from_us(1_000 * ms) - Duration::from_min(30));
        let before = therapy.basal_due;
        therapy.accrue(Instant::from_us(1_000 * ms) + Duration::from_min(30));
        assert_eq!(therapy.basal_due - before, ul(12), "{ms} ms");
    }
}

#[test]
fn a_timed_pause_ends_at_its_instant_and_is_told_once() {
    let mut therapy = therapy([1_000_000; 3]);
    therapy.accrue(at(10));
    assert_eq!(therapy.pause_for(Duration::ZERO), Err(Rejected::DurationOutOfRange { requested: Duration::ZERO }),);
    therapy.pause_for(Duration::from_min(30)).unwrap();
    assert_eq!((therapy.control(), therapy.next_due(&P)), (TherapyControl::Pause, at(40)));
    // Seen an hour late, it has still ended in time.
    therapy.accrue(at(100));
    assert_eq!((therapy.control(), therapy.basal_due), (TherapyControl::Run, ul(10).scaled(10 + 60, 60)));
    assert!(therapy.take_resumed() && !therapy.take_resumed());
    // What a person or an alarm halts meanwhile stays halted.
    therapy.pause_for(Duration::from_min(30)).unwrap();
    therapy.halt(TherapyControl::Stop);
    therapy.accrue(at(1_000));
    assert_eq!((therapy.control(), therapy.take_resumed()), (TherapyControl::Stop, false));
}

#[test]
fn the_reservoir_runs_out_when_the_programme_has_used_it() {
    // From 21:00; 1 U/h until 22:00, 2 until midnight, 3 until 06:00.
    let mut therapy = therapy([3_000_000, 1_000_000, 2_000_000]);
    let check = |therapy: &Therapy, level, min| assert_eq!(therapy.runs_out(ul(level)), Some(at(min)), "{level} uL");
    check(&therapy, 0, 0);
    check(&therapy, 5, 30);
    check(&therapy, 10, 60);
    check(&therapy, 10 + 40 + 30, 240);
    // A temporary rate, and a bolus half at once and half over an hour.
    therapy.set_temp_basal(TempRate::Percent(0), Duration::from_h(1)).unwrap();
    therapy.start_bolus(&extended(1, 1, Duration::from_h(1)), &P).unwrap();
    check(&therapy, 10 + 5, 30);
    check(&therapy, 10 + 10 + 40, 180);
    therapy.cancel_temp_basal();
    therapy.cancel_boluses();
    assert_eq!(therapy.runs_out(ul(1_000_000)), None);
}

#[test]
fn the_state_of_therapy_is_small() {
    let bytes = size_of::<Therapy>();
    assert!(bytes < 4_096, "{bytes}");
}
