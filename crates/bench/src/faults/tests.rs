//! What is tried, and whole trials.

#![expect(clippy::print_stdout, reason = "a figure of a document")]

use super::*;
use crate::scenario::parse;

const ONE: Units = Units { first: 1, count: 1 };

fn plan(name: &str) -> Plan {
    Plan::new(Some(name), None, ONE)
}

/// One row of the matrix with one embodiment.
fn tried(name: &str, embodiment: Embodiment) -> Cell {
    let [cell] = &figures(&run(&plan(name).kinds(&[embodiment]), ONE, &mut |_| {}))[..] else {
        panic!("{name}: one cell")
    };
    cell.clone()
}

#[test]
fn every_fault_of_the_twin_is_in_the_matrix_of_each_embodiment_that_can_have_it() {
    let kinds = Plan::new(None, None, ONE).kinds(&Embodiment::ALL);
    for fault in FaultKind::ALL {
        for embodiment in Embodiment::ALL {
            let is_there = kinds.iter().any(|kind| kind.row == Row::Part(fault) && kind.embodiment == embodiment);
            assert_eq!(is_there, fault.spec().embodiments.contains(embodiment), "{fault:?}, {embodiment:?}");
        }
    }
}

#[test]
fn every_item_of_the_catalogue_has_a_row_or_says_why_not() {
    for (item, number) in ITEMS.iter().zip(1..) {
        assert_eq!((item.number, Item::from_id(&item.id())), (number, Some(*item)));
        let has_row = Row::all().iter().any(|row| row.items().contains(&number));
        assert!(has_row || !item.beside.is_empty(), "{}", item.id());
        assert!(has_row || !Plan::new(None, Some(*item), ONE).kinds(&Embodiment::ALL).is_empty() == has_row);
    }
    assert!(Row::all().iter().all(|row| row.items().iter().all(|item| (1..=40).contains(item))));
}

/// Every trial is a scenario that a person could have written, but for who sits beside it.
#[test]
fn every_trial_is_a_scenario() {
    for kind in Plan::new(None, None, ONE).kinds(&Embodiment::ALL) {
        let scenario = therapy::laid(&kind, 1);
        assert_eq!(parse(&scenario.to_toml(), "s.toml").as_ref(), Ok(&scenario), "{kind:?}");
        let changed = kind.row.beside() != Beside::Nobody || scenario != kind.row.therapy().sound(kind.embodiment, 1);
        assert!(changed, "{kind:?} changes nothing");
    }
}

#[test]
fn a_shut_cannula_is_told_in_time_between_strokes_and_in_a_bolus() {
    let cell = tried("cannula_kink", Embodiment::Patch);
    for trial in cell.trials.iter().filter(|trial| ["full", "in-bolus"].contains(&trial.course)) {
        let Verdict::Told { by, after_s } = trial.judged.verdict else { panic!("{trial:?}") };
        assert_eq!(by, "occlusion_detected");
        assert!(after_s < 600.0 && trial.judged.over_ul < 0.1, "{trial:?}");
    }
}

#[test]
fn a_barometer_that_sticks_is_harmless() {
    let cell = tried("barometer_stuck", Embodiment::Patch);
    assert_eq!((cell.harmless(), cell.unnoticed()), (cell.trials.len(), 0), "{cell:?}");
}

/// Recalls R14 to R16: what is heard and sent again. Who may ask at all is not modelled.
#[test]
fn r14_r15_r16_requests_that_come_again_change_nothing() {
    let cell = tried("requests_replayed", Embodiment::Patch);
    assert_eq!((cell.harmless(), cell.violations().count()), (1, 0), "{cell:?}");
}

#[test]
fn what_no_pump_may_take_is_refused_and_changes_nothing() {
    let cell = tried("commands_out_of_range", Embodiment::Patch);
    assert_eq!((cell.harmless(), cell.violations().count()), (1, 0), "{cell:?}");
}

/// Recall R6: a handset that sends without end.
#[test]
fn r06_a_storm_of_requests_delays_nothing_and_leaves_the_battery_alone() {
    let made = run::make(Embodiment::Patch, 1).unwrap();
    let lives = |beside| {
        let onset = Instant::ZERO + Duration::from_min(10);
        let scenario = Scenario {
            duration: Duration::from_h(1),
            events: Vec::new(),
            ..Therapy::Usual.sound(Embodiment::Patch, 1)
        };
        let mut seat = Seat::new(beside, onset);
        let record = run::run_made_with(&made, &scenario, &mut seat, &mut |_| {}).unwrap();
        assert_eq!((seat.violations, &record.violations[..]), (Vec::new(), &[][..]));
        record
    };
    let (quiet, stormy) = (lives(Beside::Nobody), lives(Beside::Storm));
    let begins = |record: &Record| record.strokes.iter().map(|stroke| stroke.began_s).collect::<Vec<f64>>();
    let apart = begins(&quiet).iter().zip(begins(&stormy)).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
    assert_eq!(quiet.strokes.len(), stormy.strokes.len());
    assert!(apart < 30.0, "a stroke comes {apart} s apart");
    let more = stormy.battery_used_mah / quiet.battery_used_mah;
    println!("r06: 1800 requests in half an hour, strokes at most {apart:.3} s apart, {more:.3} of the charge");
    assert!(more < 1.5, "{more} of the charge of a quiet hour");
}
