//! The alarms as a whole: what latches, what ends, what is heard, and that nothing is lost.

use super::*;
use crate::alarm::AUDIO_PAUSE;
use proptest::collection::vec;
use proptest::prelude::*;
use std::vec::Vec;
use units::Duration;

extern crate std;

const LOW: Alarm = Alarm::ReservoirLow;
const MEDIUM: Alarm = Alarm::BatteryLow;
/// Of medium priority, and more urgent by waiting.
const ESCALATING: Alarm = Alarm::VolumeSensorFault;
const HIGH: Alarm = Alarm::OcclusionDetected;

fn after(duration: Duration) -> Instant {
    Instant::ZERO + duration
}

fn minutes(min: u64) -> Instant {
    after(Duration::from_min(min))
}

fn raised(alarms: &[Alarm]) -> Alarms {
    let mut all = Alarms::default();
    for alarm in alarms {
        assert!(all.raise(*alarm, Instant::ZERO));
    }
    all
}

fn sounding(alarms: &Alarms, now: Instant) -> Option<(Alarm, Priority)> {
    alarms.annunciation(now).sound.map(|signal| (signal.alarm, signal.level))
}

#[test]
fn each_alarm_finds_its_own_row() {
    for spec in &ALARMS {
        assert_eq!(spec.alarm.spec().name, spec.name);
        assert_eq!(Alarm::from_name(spec.name), Some(spec.alarm));
    }
    assert_eq!(Alarm::from_name("noise"), None);
}

#[test]
fn whatever_stops_delivery_latches_is_of_high_priority_and_is_raised_at_once() {
    for spec in ALARMS.iter().filter(|spec| spec.on_delivery == OnDelivery::Stops) {
        assert_eq!((spec.latching, spec.priority), (Latching::Yes, Priority::High), "{}", spec.name);
        assert_eq!(spec.hold, Duration::ZERO, "{}", spec.name);
    }
}

/// An alarm stays for one stated reason only: it stopped delivery, which a person has to resume.
#[test]
fn whatever_latches_stops_delivery() {
    for spec in ALARMS.iter().filter(|spec| spec.latching == Latching::Yes) {
        assert_eq!(spec.on_delivery, OnDelivery::Stops, "{}", spec.name);
    }
}

#[test]
fn a_reminder_comes_within_an_hour_and_of_a_stopped_delivery_within_five_minutes() {
    for spec in &ALARMS {
        let most = match spec.on_delivery {
            OnDelivery::Stops => Duration::from_min(5),
            OnDelivery::Continues => Duration::from_h(1),
        };
        assert!((Duration::from_min(1)..=most).contains(&spec.reminder), "{}", spec.name);
    }
}

#[test]
fn resuming_clears_latched_alarms_only() {
    let mut alarms = raised(&[HIGH, LOW]);
    assert!(!alarms.raise(LOW, Instant::ZERO));
    alarms.clear_latched(minutes(1));
    assert!(!alarms.contains(HIGH) && alarms.contains(LOW));
    let told: Vec<Event> = core::iter::from_fn(|| alarms.take_untold()).collect();
    assert_eq!(told, [Event::AlarmAcknowledged(HIGH), Event::AlarmEnded(HIGH)]);
}

#[test]
fn what_does_not_latch_ends_when_its_cause_has_been_gone_for_its_time() {
    let mut alarms = Alarms::default();
    // A sag of half a minute is none.
    assert_eq!(alarms.observe(MEDIUM, true, Instant::ZERO), None);
    assert_eq!(alarms.observe(MEDIUM, false, after(Duration::from_s(30))), None);
    assert_eq!(alarms.status(MEDIUM, minutes(1)), AlarmStatus::Inactive);
    assert_eq!(alarms.observe(MEDIUM, true, minutes(2)), None);
    assert_eq!(alarms.status(MEDIUM, minutes(2)), AlarmStatus::Arising);
    assert_eq!(alarms.next_change(minutes(2)), Some(minutes(3)));
    assert_eq!(alarms.observe(MEDIUM, true, minutes(3)), Some(Event::AlarmRaised(MEDIUM)));
    // Gone, back, and gone for good.
    assert_eq!(alarms.observe(MEDIUM, false, minutes(4)), None);
    assert_eq!(alarms.observe(MEDIUM, true, minutes(13)), None);
    assert_eq!(alarms.observe(MEDIUM, false, minutes(14)), None);
    assert_eq!(alarms.observe(MEDIUM, false, minutes(23)), None);
    assert_eq!(alarms.observe(MEDIUM, false, minutes(24)), Some(Event::AlarmEnded(MEDIUM)));
    assert_eq!(alarms.annunciation(minutes(24)), Annunciation::default());
}

#[test]
fn a_latched_alarm_stays_when_its_cause_is_gone() {
    let mut alarms = raised(&[HIGH]);
    for hour in 0..48 {
        assert_eq!(alarms.observe(HIGH, false, minutes(60 * hour)), None);
    }
    assert!(alarms.contains(HIGH));
}

#[test]
fn the_most_urgent_is_heard_first_and_the_others_once_it_is_silent() {
    let mut alarms = raised(&[LOW, MEDIUM, HIGH]);
    let mut heard = Vec::new();
    for alarm in [HIGH, MEDIUM, LOW] {
        heard.extend(sounding(&alarms, after(Duration::from_s(1))));
        assert!(alarms.confirm(alarm, after(Duration::from_s(1))));
    }
    assert_eq!(heard, [(HIGH, Priority::High), (MEDIUM, Priority::Medium), (LOW, Priority::Low)]);
    let annunciation = alarms.annunciation(after(Duration::from_s(1)));
    assert_eq!((annunciation.sound, annunciation.vibration), (None, None));
    assert_eq!(annunciation.light.unwrap().alarm, HIGH, "what is silent is still shown");
}

#[test]
fn a_snoozed_alarm_sounds_again_after_two_minutes_and_its_pause_cannot_be_drawn_out() {
    let mut alarms = raised(&[HIGH]);
    assert!(alarms.snooze(HIGH, minutes(1)));
    assert_eq!(alarms.next_change(minutes(1)), Some(minutes(1)), "something is to be recorded");
    assert_eq!(alarms.take_untold(), Some(Event::AlarmSnoozed(HIGH)));
    assert_eq!(sounding(&alarms, minutes(2)), None);
    assert!(!alarms.snooze(HIGH, minutes(2)), "it pauses already");
    assert_eq!(alarms.next_change(minutes(2)), Some(minutes(3)));
    assert_eq!(sounding(&alarms, minutes(3)), Some((HIGH, Priority::High)));
    assert!(alarms.snooze(HIGH, minutes(3)), "it sounds, so it may pause");
}

#[test]
fn a_confirmed_alarm_reminds_with_one_burst_as_often_as_its_row_says() {
    for alarm in [HIGH, MEDIUM, LOW] {
        let mut alarms = raised(&[alarm]);
        let confirmed = minutes(1);
        assert!(alarms.confirm(alarm, confirmed) && alarms.take_untold().is_some());
        let (mut now, mut reminders) = (confirmed, Vec::new());
        for _ in 0..6 {
            now = alarms.next_change(now).unwrap();
            reminders.extend(alarms.annunciation(now).sound.map(|signal| signal.since.since(confirmed)));
        }
        let reminder = alarm.spec().reminder;
        assert_eq!(reminders, [reminder, reminder.times(2), reminder.times(3)], "{alarm:?}");
    }
}

#[test]
fn what_nobody_confirms_becomes_more_urgent_by_one_step() {
    let alarms = raised(&[LOW]);
    let at = |alarms: &Alarms, min| sounding(alarms, minutes(min)).unwrap().1;
    assert_eq!(
        [0, 59, 60, 600].map(|min| at(&alarms, min)),
        [Priority::Low, Priority::Low, Priority::Medium, Priority::Medium]
    );
    let alarms = raised(&[ESCALATING]);
    assert_eq!(
        [0, 29, 30, 600].map(|min| at(&alarms, min)),
        [Priority::Medium, Priority::Medium, Priority::High, Priority::High]
    );
    // What is high by itself goes before what has become so.
    let mut alarms = raised(&[ESCALATING]);
    alarms.raise(Alarm::BatteryEmpty, minutes(40));
    assert_eq!(sounding(&alarms, minutes(41)), Some((Alarm::BatteryEmpty, Priority::High)));
}

/// The predicate itself: it tells a signal that is missing, too weak, or of another alarm.
#[test]
fn a_signal_that_is_missing_or_too_weak_does_not_show_an_alarm() {
    let now = after(Duration::from_s(1));
    let alarms = raised(&[HIGH, MEDIUM]);
    let shown = alarms.annunciation(now);
    assert!(alarms.shown_by(&shown, now));
    let weak = raised(&[MEDIUM]).annunciation(now);
    let escalated = raised(&[ESCALATING]).annunciation(minutes(40));
    for (what, told) in [
        ("silent", Annunciation { sound: None, ..shown }),
        ("dark", Annunciation { light: None, ..shown }),
        ("a lower sound", Annunciation { sound: weak.sound, ..shown }),
        ("a lower light", Annunciation { light: weak.light, ..shown }),
        ("what is high by waiting", Annunciation { sound: escalated.sound, ..shown }),
    ] {
        assert!(!alarms.shown_by(&told, now), "{what}");
    }
}

#[test]
fn the_vibrator_joins_in_what_is_high_and_in_everything_while_the_sounder_is_in_doubt() {
    let now = after(Duration::from_s(1));
    let felt = |alarms: &[Alarm]| raised(alarms).annunciation(now).vibration.map(|signal| signal.alarm);
    assert_eq!(felt(&[HIGH]), Some(HIGH));
    assert_eq!(felt(&[MEDIUM]), None);
    assert_eq!(felt(&[LOW]), None);
    assert_eq!(felt(&[Alarm::SounderFault]), Some(Alarm::SounderFault));
    assert_eq!(felt(&[MEDIUM, Alarm::SounderFault]), Some(MEDIUM));
}

/// Something that happens to the alarms, after some seconds.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Raise(Alarm),
    Observe(Alarm, bool),
    Confirm(Alarm),
    Snooze(Alarm),
    Resume,
    Wait,
}

fn deeds() -> impl Strategy<Value = Vec<(u64, Deed)>> {
    let alarm = || proptest::sample::select(ALARMS.map(|spec| spec.alarm).to_vec());
    let deed = prop_oneof![
        3 => alarm().prop_map(Deed::Raise),
        6 => (alarm(), any::<bool>()).prop_map(|(alarm, present)| Deed::Observe(alarm, present)),
        2 => alarm().prop_map(Deed::Confirm),
        2 => alarm().prop_map(Deed::Snooze),
        1 => Just(Deed::Resume),
        2 => Just(Deed::Wait),
    ];
    let seconds = prop_oneof![3 => 0u64..30, 2 => 0u64..600, 1 => 0u64..20_000];
    vec((seconds, deed), 1..80)
}

/// What the records say of an alarm.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Told {
    active: bool,
    confirmed: bool,
}

impl Told {
    /// Takes a record, which has to follow from what was told before.
    fn hear(told: &mut [Self; ALARMS.len()], event: Event) -> Result<(), TestCaseError> {
        let (alarm, was, is) = match event {
            Event::AlarmRaised(alarm) => (alarm, Self::default(), Self { active: true, confirmed: false }),
            Event::AlarmSnoozed(alarm) => {
                (alarm, Self { active: true, confirmed: false }, Self { active: true, confirmed: false })
            }
            Event::AlarmAcknowledged(alarm) => {
                (alarm, Self { active: true, confirmed: false }, Self { active: true, confirmed: true })
            }
            Event::AlarmEnded(alarm) => (alarm, told[alarm as usize], Self::default()),
            Event::SetAccepted { .. }
            | Event::SetRefused { .. }
            | Event::StartUpTested(_)
            | Event::Primed(_)
            | Event::Detached { .. }
            | Event::StrokeStarted { .. }
            | Event::StrokeMeasured(_)
            | Event::InletOpened { .. }
            | Event::BolusEnded { .. }
            | Event::DeliveryResumed
            | Event::Restarted { .. } => return Err(TestCaseError::fail("none of alarms")),
        };
        prop_assert_eq!(told[alarm as usize], was, "{:?}", event);
        prop_assert!(told[alarm as usize].active || is.active, "{:?} of an alarm that is not active", event);
        told[alarm as usize] = is;
        Ok(())
    }
}

proptest! {
    /// Any sequence of what may happen. What is recorded tells the whole story; the most urgent is always heard; no
    /// pause outlasts two minutes; every alarm can be left, or latches since it stopped delivery; whoever wakes when it
    /// is asked to misses no change of a signal.
    #[test]
    fn alarms_are_heard_told_and_left_whatever_happens(deeds in deeds()) {
        let mut alarms = Alarms::default();
        let mut told = [Told::default(); ALARMS.len()];
        let mut now = Instant::ZERO;
        let mut snoozed: [Option<Instant>; ALARMS.len()] = [None; ALARMS.len()];
        for (seconds, deed) in deeds {
            let until = now + Duration::from_s(seconds);
            // Asleep until asked to wake: nothing that is played changes in between.
            while let Some(wake) = alarms.next_change(now).filter(|wake| *wake < until) {
                prop_assert!(wake > now, "asked to wake at {} when it is {}", wake, now);
                let asleep = after(Duration::from_us(u64::midpoint(now.as_us(), wake.as_us())));
                prop_assert_eq!(alarms.annunciation(asleep), alarms.annunciation(now), "changes while asleep");
                now = wake;
            }
            now = until;
            let event = match deed {
                Deed::Raise(alarm) => alarms.raise(alarm, now).then_some(Event::AlarmRaised(alarm)),
                Deed::Observe(alarm, present) => alarms.observe(alarm, present, now),
                Deed::Confirm(alarm) => { alarms.confirm(alarm, now); None }
                Deed::Snooze(alarm) => {
                    if alarms.snooze(alarm, now) {
                        snoozed[alarm as usize] = Some(now);
                    }
                    None
                }
                Deed::Resume => { alarms.clear_latched(now); None }
                Deed::Wait => None,
            };
            for event in core::iter::from_fn(|| alarms.take_untold()).chain(event) {
                Told::hear(&mut told, event)?;
            }
            check(&alarms, now, &told, &snoozed)?;
        }
        leave(alarms, now)?;
    }
}

fn check(
    alarms: &Alarms,
    now: Instant,
    told: &[Told; ALARMS.len()],
    snoozed: &[Option<Instant>; ALARMS.len()],
) -> Result<(), TestCaseError> {
    let annunciation = alarms.annunciation(now);
    prop_assert!(alarms.shown_by(&annunciation, now), "{:?} of {:?}", annunciation, alarms);
    for spec in &ALARMS {
        let (alarm, status) = (spec.alarm, alarms.status(spec.alarm, now));
        let told = told[alarm as usize];
        prop_assert_eq!(told.active, alarms.contains(alarm), "{}: recorded and so", spec.name);
        prop_assert_eq!(told.confirmed, status == AlarmStatus::Confirmed, "{}: recorded and so", spec.name);
        if status == AlarmStatus::Snoozed {
            let paused = snoozed[alarm as usize].map(|since| now.since(since));
            prop_assert!(paused.is_some_and(|paused| paused < AUDIO_PAUSE), "{} paused for {paused:?}", spec.name);
        }
    }
    Ok(())
}

/// From here every alarm can be left: what latches by resuming, everything else by its cause's end.
fn leave(mut alarms: Alarms, now: Instant) -> Result<(), TestCaseError> {
    for spec in &ALARMS {
        alarms.observe(spec.alarm, false, now);
        alarms.observe(spec.alarm, false, now + spec.release);
    }
    for alarm in alarms.iter() {
        prop_assert_eq!(alarm.spec().latching, Latching::Yes, "{:?} stays without a reason", alarm);
    }
    alarms.clear_latched(now);
    prop_assert_eq!(alarms.iter().count(), 0);
    Ok(())
}
