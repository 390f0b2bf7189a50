//! What can be wrong with the controller as a whole, by name.

use crate::upset::Upset;
use controller::{Duty, Outputs};
use units::Duration;

/// Every upset that is drawn, or tried by itself. The supervisor is there for them; none of them touches alarms.
pub(crate) const UPSETS: [(&str, Upset); 9] = [
    ("hangs", Upset::Hangs),
    ("clock_a_day_ahead", Upset::ClockAhead(Duration::from_h(24))),
    ("clock_two_seconds_ahead", Upset::ClockAhead(Duration::from_s(2))),
    ("second_valve_without_first", Upset::Outputs(second_without_first)),
    ("both_valves_together", Upset::Outputs(both)),
    ("first_valve_let_go", Upset::Outputs(first_let_go)),
    ("valves_exchanged", Upset::Outputs(exchanged)),
    ("pump_at_full_power", Upset::Outputs(pump_full)),
    ("first_valve_at_full_power", Upset::Outputs(first_full)),
];

fn second_without_first(outputs: &mut Outputs) {
    if outputs.first_valve > Duty::OFF {
        (outputs.first_valve, outputs.second_valve) = (Duty::OFF, Duty::FULL);
    }
}

fn both(outputs: &mut Outputs) {
    if outputs.first_valve > Duty::OFF {
        outputs.second_valve = Duty::FULL;
    }
}

fn first_let_go(outputs: &mut Outputs) {
    if outputs.second_valve > Duty::OFF {
        outputs.first_valve = Duty::OFF;
    }
}

fn exchanged(outputs: &mut Outputs) {
    std::mem::swap(&mut outputs.first_valve, &mut outputs.second_valve);
}

fn pump_full(outputs: &mut Outputs) {
    if outputs.first_valve > Duty::OFF && outputs.strobe.plunger.is_some() {
        outputs.pump = Duty::FULL;
    }
}

fn first_full(outputs: &mut Outputs) {
    if outputs.first_valve > Duty::OFF {
        outputs.first_valve = Duty::FULL;
    }
}
