//! Every state that the controller and a pair of hands can come to, by a published model checker over the real state
//! machines: `explore` says what is abstracted.
//! `cargo run --release -p aliquot-bench --example explore` explores every embodiment, with faults of the pump.

#![expect(clippy::print_stdout, reason = "a validation prints how much it covered")]

mod explore;

use controller::DeviceProfile;
use explore::hands::{COARSE, COARSE_DIRECT};
use explore::{FAULTS, Lacking, Site, ways_out};
use stateright::{Checker, HasDiscoveries, Model};
use twin::Embodiment;

fn tethered() -> Site {
    Site::new(&DeviceProfile::TETHERED, Embodiment::Tethered, &COARSE)
}

fn patch() -> Site {
    Site::new(&DeviceProfile::PATCH, Embodiment::Patch, &COARSE_DIRECT)
}

fn check(name: &str, site: Site) {
    let checker = site.checker().threads(2).spawn_bfs().join();
    println!("{name}: {} states, {} deep", checker.unique_state_count(), checker.max_depth());
    checker.assert_properties();
}

#[test]
fn e11_e14_e18_e92_whatever_hands_do_and_whatever_is_told_nothing_moves_that_must_not() {
    check("tethered", tethered());
}

#[test]
fn a_guard_that_is_taken_away_is_missed_by_the_checker() {
    for (lacking, found) in [
        (Lacking::MatingSwitch, "tubing is primed on the body"),
        (Lacking::HalvesSwitches, "the pump wire has power and the halves are not locked"),
        (Lacking::Interlock, "every valve between reservoir and patient is open"),
        (Lacking::UsedTags, "a used set is taken"),
    ] {
        let checker =
            Site { lacking, ..tethered() }.checker().finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let path = checker.discovery("nothing that must not be").expect("a counterexample");
        println!("{lacking:?}: found after {} actions", path.clone().into_actions().len());
        assert_eq!(path.last_state().wrong, Some(found), "{lacking:?}");
    }
}

#[test]
fn every_alarm_can_be_left_but_where_the_device_has_to_keep_itself_shut() {
    let found = ways_out::search(&Site { faults: &FAULTS[..1], ..patch() });
    println!("{} states, {} with an alarm, {} that stay so for a reason", found.states, found.alarmed, found.latched);
    assert!(found.alarmed > 0 && found.latched > 0);
    assert!(found.stuck.is_empty(), "{} states, the first: {:?}", found.stuck.len(), found.stuck[0]);
}
