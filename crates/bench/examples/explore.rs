//! Explores what controller and hands can come to, further than the tests do: every motion of hands by itself, right or
//! wrong, and with faults of the pump. Prints how many states there are, and how deep they lie.
//!
//! ```text
//! cargo run --release -p aliquot-bench --example explore
//! ```

#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

#[path = "../tests/explore/mod.rs"]
mod explore;

use controller::DeviceProfile;
use explore::hands::{COARSE, COARSE_DIRECT, Move};
use explore::{FAULTS, Lacking, Site, ways_out};
use stateright::{Checker, Model};
use twin::{Action, Article, ConnectorMove, Core, DeviceMove, Embodiment, FillMove, Turn};

const ARTICLE: Article = Article { lot: 1, serial: 2 };

/// Every motion by itself, right or wrong.
const FINE: [Move; 26] = [
    Move::Motions(&[Action::Housings(Turn::Place)]),
    Move::Motions(&[Action::Housings(Turn::Latch)]),
    Move::Motions(&[Action::Housings(Turn::Lock)]),
    Move::Motions(&[Action::Housings(Turn::Unlock)]),
    Move::Motions(&[Action::Housings(Turn::Unlatch)]),
    Move::Motions(&[Action::Housings(Turn::Lift)]),
    Move::Motions(&[Action::Fill(FillMove::InsertNeedle)]),
    Move::Motions(&[Action::Fill(FillMove::WithdrawNeedle)]),
    Move::Motions(&[Action::Connector(ConnectorMove::Push)]),
    Move::Motions(&[Action::Connector(ConnectorMove::Pull)]),
    Move::Motions(&[Action::Connector(ConnectorMove::TugTubing)]),
    Move::Motions(&[Action::Device(DeviceMove::Apply)]),
    Move::Motions(&[Action::Device(DeviceMove::Fire)]),
    Move::Motions(&[Action::Device(DeviceMove::WithdrawNeedle)]),
    Move::Motions(&[Action::Device(DeviceMove::RemoveTop)]),
    Move::Motions(&[Action::Device(DeviceMove::Mate)]),
    Move::Motions(&[Action::Device(DeviceMove::Pierce)]),
    Move::Motions(&[Action::Device(DeviceMove::Unmate)]),
    Move::Motions(&[Action::Device(DeviceMove::PeelOff)]),
    Move::Motions(&[Action::NewDevice]),
    Move::Motions(&[Action::NewDisposable(ARTICLE)]),
    Move::Tag(&[Action::NewConnector(Core::Tagged)], 1),
    Move::Tag(&[Action::NewConnector(Core::Tagged)], 2),
    Move::Tag(&[Action::NewConnector(Core::Empty)], 0),
    Move::Tag(&[Action::NewDisposable(ARTICLE)], 1),
    Move::Tag(&[Action::NewDisposable(ARTICLE)], 2),
];

fn check(name: &str, site: &Site) {
    let checker = site.clone().checker().spawn_bfs().join();
    println!("{name}: {} states, {} deep", checker.unique_state_count(), checker.max_depth());
    match checker.discovery("nothing that must not be") {
        None => println!("  nothing that must not be"),
        Some(path) => {
            let wrong = path.last_state().wrong.unwrap_or_default();
            println!("  {wrong}, after {} actions", path.into_actions().len());
        }
    }
}

fn main() {
    let tethered = Site::new(&DeviceProfile::TETHERED, Embodiment::Tethered, &COARSE);
    let patch = Site::new(&DeviceProfile::PATCH, Embodiment::Patch, &COARSE_DIRECT);
    let metered = Site::new(&DeviceProfile::METERED, Embodiment::Metered, &COARSE_DIRECT);
    for (name, site) in [("tethered", &tethered), ("patch", &patch), ("metered", &metered)] {
        check(name, site);
        let faulty = Site { faults: &FAULTS, ..site.clone() };
        check(&format!("{name}, with faults"), &faulty);
        let found = ways_out::search(&faulty);
        let (stuck, latched) = (found.stuck.len(), found.latched);
        println!(
            "  of {} states {} have an alarm; {latched} stay so for a reason, {stuck} for none",
            found.states, found.alarmed
        );
    }
    for lacking in
        [Lacking::Nothing, Lacking::MatingSwitch, Lacking::HalvesSwitches, Lacking::Interlock, Lacking::UsedTags]
    {
        check(&format!("tethered, lacking {lacking:?}"), &Site { lacking, ..tethered.clone() });
    }
    check("tethered, every motion by itself", &Site { moves: &FINE, ..tethered });
}
