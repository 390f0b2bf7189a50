//! The swarm itself: repeats, is whole however it is cut, and catches what is broken on purpose.

use super::case::PlannedUpset;
use super::*;
use crate::scenario::{Action, BasalBlock, Bolus, Event, FaultInjection, TherapyLimits};
use crate::upset::Upset;
use controller::Outputs;
use twin::FaultKind;
use units::{Duration, FlowRate, Fraction, Instant, Volume};

/// Hours of the first phase of these cases, at most.
const HOURS: u32 = 1;

#[test]
fn the_same_seeds_come_to_the_same_however_many_there_are() {
    let together = Swarm::new(HOURS).run(&[3, 4], &mut |_| {});
    let mut alone = Swarm::new(HOURS).run(&[4], &mut |_| {});
    alone.add(Swarm::new(HOURS).run(&[3], &mut |_| {}));
    assert_eq!(together, alone);
    assert_eq!(together.to_json().to_string(), alone.to_json().to_string());
    assert!(together.simulated_s > 2 * 6_600, "{} s", together.simulated_s);
    assert_ne!(told(3, HOURS), told(4, HOURS));
}

#[test]
fn a_drawn_case_is_in_order_and_sound_again_when_it_heals() {
    for seed in 0..300 {
        let case = Case::draw(seed, 8);
        let scenario = &case.scenario;
        let heals = scenario.start + case.heals.since(Instant::ZERO);
        assert!(scenario.events.is_sorted_by_key(|event| event.at), "{seed}");
        assert!(scenario.environment.is_sorted_by_key(|change| change.at), "{seed}");
        assert!(scenario.environment.iter().all(|change| change.at + change.over <= heals), "{seed}");
        for fault in &scenario.faults {
            assert!(fault.kind.spec().embodiments.contains(scenario.embodiment), "{seed}");
            assert!(fault.duration.is_some_and(|duration| fault.at + duration <= heals), "{seed}");
        }
        assert!(case.upset.is_none_or(|upset| upset.from <= upset.to && upset.to <= case.heals), "{seed}");
        assert!(scenario.events.last().is_some_and(|event| event.at < scenario.start + scenario.duration));
    }
}

/// What a device would do whose alarms nobody hears.
fn silent(outputs: &mut Outputs) {
    outputs.annunciation = controller::Annunciation::default();
}

/// A case in which nothing is wrong but what a test adds.
fn plain() -> Case {
    soundly(Case::draw(1, HOURS))
}

fn soundly(mut case: Case) -> Case {
    (case.upset, case.from_afar) = (None, false);
    case.scenario.faults.clear();
    case.scenario.environment.clear();
    case
}

/// The canary: it must always be caught.
#[test]
fn a_device_that_does_not_tell_of_its_alarms_is_caught() {
    let mut case = plain();
    let shut = FaultInjection {
        at: case.scenario.start,
        kind: FaultKind::PumpWireBreak,
        severity: Fraction::ONE,
        over: Duration::ZERO,
        recurrence: None,
        duration: Some(case.heals.since(Instant::ZERO)),
    };
    case.scenario.faults.push(shut);
    let sound = judge(&case, HOURS, &Stock::new(), &mut |_| {});
    assert_eq!(sound.of(Kind::Violation).collect::<Vec<_>>(), Vec::<&Finding>::new());
    let upset = Upset::Outputs(silent);
    case.upset = Some(PlannedUpset { name: "silent", upset, from: Instant::ZERO, to: case.heals });
    let found = judge(&case, HOURS, &Stock::new(), &mut |_| {});
    let oracles: Vec<&str> = found.of(Kind::Violation).map(|finding| finding.oracle.as_str()).collect();
    assert!(oracles.contains(&"alarms_shown"), "{oracles:?}");
}

/// A case of 20 uL an hour in which a person gives a bolus first, and resets the device after it heals or does not.
fn tended(resets: bool) -> Case {
    let untouched = |case: &Case| {
        let scenario = &case.scenario;
        let handled = scenario.events.iter().any(|event| matches!(event.action, Action::Site(_)));
        !handled && scenario.reservoir_fill > Volume::from_pl(1_000_000_000)
    };
    let mut case = soundly((1..100).map(|seed| Case::draw(seed, HOURS)).find(untouched).unwrap());
    case.scenario.limits = TherapyLimits::default();
    let heals = case.scenario.start + case.heals.since(Instant::ZERO);
    case.scenario.events.retain(|event| event.at >= heals && !matches!(event.action, Action::PowerCut { .. }));
    let drug = case.scenario.concentration;
    let rate = drug.dose_rate_of(FlowRate::from_pl_per_h(20_000_000));
    case.scenario.basal = vec![BasalBlock { from: Duration::ZERO, rate }];
    let dose = drug.dose_of(Volume::from_pl(10_000_000));
    let mut act = |at, action| case.scenario.events.push(Event { at, action });
    act(case.scenario.start + Duration::from_min(2), Action::Bolus(Bolus::fast(dose)));
    if resets {
        act(heals + Duration::from_min(1), Action::PowerCut { duration: Duration::from_s(2) });
    }
    case.scenario.events.sort_by_key(|event| event.at);
    case
}

#[test]
fn power_that_is_withheld_comes_back_when_a_person_resets_the_device_and_only_then() {
    for resets in [true, false] {
        let mut case = tended(resets);
        let (name, upset) = UPSETS[7];
        assert_eq!(name, "pump_at_full_power");
        case.upset = Some(PlannedUpset { name, upset, from: Instant::ZERO, to: case.heals });
        let found = judge(&case, HOURS, &Stock::new(), &mut |_| {});
        assert_eq!(found.of(Kind::Violation).collect::<Vec<_>>(), Vec::<&Finding>::new(), "reset: {resets}");
        let excused: Vec<&String> = found.excused.keys().collect();
        assert_eq!(excused.iter().any(|reason| reason.starts_with("supervisor_withheld")), !resets, "{excused:?}");
        assert_eq!(excused.is_empty(), resets, "{excused:?}");
    }
}

#[test]
fn a_wire_that_was_worn_to_its_end_is_not_asked_to_heal() {
    let mut case = tended(true);
    case.scenario.faults.push(FaultInjection {
        at: case.scenario.start + Duration::from_min(1),
        kind: FaultKind::PumpWireWorn,
        severity: Fraction::ONE,
        over: Duration::ZERO,
        recurrence: None,
        duration: Some(Duration::from_min(5)),
    });
    let found = judge(&case, HOURS, &Stock::new(), &mut |_| {});
    assert_eq!(found.of(Kind::Violation).collect::<Vec<_>>(), Vec::<&Finding>::new());
    assert!(found.excused.keys().all(|reason| reason.starts_with("pump_wire_worn")), "{:?}", found.excused);
    assert_eq!(found.excused.len(), 1);
}

/// What nobody can step.
fn panics(_: &mut Outputs) {
    panic!("as it was asked to");
}

#[test]
fn a_panic_is_found_and_the_others_go_on() {
    let mut case = plain();
    case.upset =
        Some(PlannedUpset { name: "panics", upset: Upset::Outputs(panics), from: Instant::ZERO, to: case.heals });
    let found = judge(&case, HOURS, &Stock::new(), &mut |_| {});
    let panics: Vec<&str> = found.of(Kind::Panic).map(|finding| finding.detail.as_str()).collect();
    assert_eq!(panics, ["as it was asked to"]);
    assert!(found.seeds.contains(&case.seed));
}

#[test]
fn power_withheld_in_the_factory_is_a_finding_and_a_pump_with_another_alarm_is_a_reject() {
    let stroke = |alarm| FactoryError::Stroke { service: controller::Service::StrokeToBody, alarm };
    let reject = |alarm| RunError::Reject { seed: 1, cause: stroke(alarm) };
    assert!(withheld_in_the_factory(&reject(Some(Alarm::SupervisorWithheld))));
    for alarm in [None, Some(Alarm::OcclusionDetected)] {
        assert!(!withheld_in_the_factory(&reject(alarm)));
    }
}
