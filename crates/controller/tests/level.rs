//! When the reservoir is empty, against when the controller had said that it would be.

mod pump;

use controller::{Alarm, Command, DeviceProfile, Entry, Event, Events, Housekeeping, Inputs, Sequence, Strobe};
use pump::{Pump, controller_of};
use units::{Dose, Duration, Instant, Volume};

/// Runs a patch with 120 uL until it counts as empty, with a bolus of this dose after two minutes. What was said of the
/// time at the start, after the bolus, and from there every two minutes; and when it was so.
fn empties(rate_micro_units_per_h: i64, bolus: Dose) -> (Vec<Instant>, Instant) {
    let mut controller = controller_of(&DeviceProfile::PATCH, rate_micro_units_per_h, Volume::from_pl(120_000_000));
    let (mut pump, mut wake, mut kept) = (Pump::default(), Instant::ZERO, Sequence::default());
    let mut strobe = Strobe { plunger: None, second_valve: None, housekeeping: Housekeeping::Read, tone: None };
    let mut said = Vec::new();
    let mut next = Instant::ZERO;
    loop {
        let now = wake;
        assert!(now < Instant::ZERO + Duration::from_h(24), "never empty");
        if now >= next && controller.phase() == controller::Phase::Idle {
            if said.len() == 1 {
                let command = Command::fast_bolus(bolus);
                let answer = controller.command(now, command);
                assert!(answer.is_ok(), "{answer:?}");
                kept = controller.record(Entry::<Events>::Command { command, answer }).sequence;
            }
            said.push(controller.runs_out().expect("within days"));
            next = now + Duration::from_min(2);
        }
        let inputs = Inputs { committed: Some(kept), ..pump.inputs(strobe) };
        let outputs = controller.step(now, &inputs);
        if outputs.events.contains(&Event::AlarmRaised(Alarm::ReservoirEmpty)) {
            return (said, now);
        }
        if !outputs.events.is_empty() {
            kept = controller.record(Entry::Step(outputs.events.clone())).sequence;
        }
        pump.follow(&outputs, controller.phase(), outputs.next_wake.since(now));
        (strobe, wake) = (outputs.strobe, outputs.next_wake);
    }
}

#[test]
fn the_reservoir_is_empty_within_three_minutes_of_when_it_was_said_to_be() {
    for rate in [1_500_000, 3_000_000, 6_000_000, 12_000_000] {
        let (said, empty) = empties(rate, Dose::from_micro_units(1_000_000));
        assert!(said.len() > 3, "{said:?}");
        // What was said before the bolus was right for what was asked then.
        assert!(said[0] > said[1], "{said:?}");
        for said in &said[1..] {
            let off = said.since(empty).max(empty.since(*said));
            assert!(off <= Duration::from_min(3), "{rate}: said {said}, empty at {empty}");
        }
    }
}
