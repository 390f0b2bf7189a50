//! What is tried, and whole trials.

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

#[test]
fn requests_that_come_again_change_nothing() {
    let cell = tried("requests_replayed", Embodiment::Patch);
    assert_eq!((cell.harmless(), cell.violations().count()), (1, 0), "{cell:?}");
}

#[test]
fn what_no_pump_may_take_is_refused_and_changes_nothing() {
    let cell = tried("commands_out_of_range", Embodiment::Patch);
    assert_eq!((cell.harmless(), cell.violations().count()), (1, 0), "{cell:?}");
}
