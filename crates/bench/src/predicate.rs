//! Requirements on the truth, each one function: what the oracles ask at every tick of every run.
//!
//! Those on what the controller alone can tell are its own: `Ledger::balances`, `Event::keeps_bolus_within_its_dose`,
//! `Outputs::power_the_first_valve_first`, `Alarms::shown_by`.

use crate::oracle::microlitres;
use controller::{Annunciation, Controller, Event, Ledger, Strobe, TherapyControl};
use supervisor::{Duty, PerWire, Wire, Withheld};
use twin::Truth;

/// Liquid may appear or vanish in the arithmetic by this share of what has passed through.
const CONSERVATION: f64 = 1e-9;
/// The truth may exceed ledger and reservation by this share of the ledger (calibration), and this volume (what one
/// stroke does beyond its measurement), uL.
const LEDGER_SHARE: f64 = 0.02;
const LEDGER_UL: f64 = 0.25;

/// REQ-TWIN-1: the twin neither makes nor loses liquid.
pub(crate) fn conserves_liquid(truth: &Truth) -> bool {
    truth.imbalance_ul.abs() <= CONSERVATION * truth.withdrawn_ul.abs().max(1.0)
}

/// REQ-VALVE-1: no open way joins reservoir and patient.
pub(crate) fn keeps_reservoir_and_patient_apart(truth: &Truth) -> bool {
    !truth.joined()
}

/// REQ-LEDGER-2: no more was delivered than is accounted and reserved.
pub(crate) fn accounts_for_what_was_delivered(ledger: &Ledger, truth: &Truth) -> bool {
    let bound = microlitres(ledger.into_body() + ledger.reserved());
    truth.delivered_ul <= bound * (1.0 + LEDGER_SHARE) + LEDGER_UL
}

/// REQ-ALARM-3: what calls is heard, seen or felt.
pub(crate) fn reaches_the_wearer(annunciation: &Annunciation, truth: &Truth) -> bool {
    let noticed = &truth.noticed;
    annunciation.sound.is_none() || noticed.heard_db.is_some() || noticed.seen || noticed.felt
}

/// REQ-SUP-1: no wire gets more than was asked for it.
pub(crate) fn adds_no_power(asked: PerWire<Duty>, passed: PerWire<Duty>) -> bool {
    Wire::ALL.iter().all(|wire| passed.of(*wire) <= asked.of(*wire))
}

/// REQ-SUP-9: while power is withheld, neither plunger nor what opens towards the patient has any.
pub(crate) fn passes_nothing_once_it_withholds(withheld: Option<Withheld>, passed: PerWire<Duty>) -> bool {
    let opens = [Wire::Pump, Wire::SecondValve, Wire::MeasurementValve];
    withheld.is_none() || opens.iter().all(|wire| passed.of(*wire) == Duty::OFF)
}

/// REQ-STROKE-3: the plunger's wire has power only while its sensor is read.
pub(crate) fn sees_the_plunger_that_it_moves(asked: PerWire<Duty>, strobe: Strobe) -> bool {
    asked.pump == Duty::OFF || strobe.plunger.is_some()
}

/// REQ-ALARM-1, REQ-DOSE-5, REQ-ASM-1: no stroke starts while an alarm stops delivery, unless delivery runs in a device
/// that is put together, or priming was asked for.
pub(crate) fn starts_only_what_may_run(controller: &Controller, events: &[Event]) -> bool {
    let assembly = controller.assembly();
    let runs = controller.therapy_control() == TherapyControl::Run && assembly.missing().is_none();
    let may = !controller.alarms().stop_delivery() && (runs || assembly.priming().is_some());
    may || !events.iter().any(|event| matches!(event, Event::StrokeStarted { .. }))
}

/// REQ-SUP-4: what opens a valve has power only while what shuts the first does.
pub(crate) fn powers_the_first_valve_first(passed: PerWire<Duty>) -> bool {
    let opens = [Wire::SecondValve, Wire::MeasurementValve].into_iter().any(|wire| passed.of(wire) > Duty::OFF);
    !opens || passed.of(Wire::FirstValve) > Duty::OFF
}

#[cfg(test)]
mod tests {
    use super::*;
    use controller::Command;
    use twin::{Embodiment, Environment, Noticed, PumpUnit, Twin};
    use units::{Instant, Volume};

    /// A pump at rest, and a ledger of its reservoir.
    fn at_rest() -> (Truth, Ledger) {
        let fill = Volume::from_pl(2_000_000_000);
        let twin = Twin::new(Embodiment::Tethered, PumpUnit::nominal(), 1, fill, Environment::default());
        (twin.truth(), Ledger::new(fill))
    }

    #[test]
    fn each_predicate_holds_at_rest_and_tells_what_breaks_it() {
        let (truth, ledger) = at_rest();
        assert!(conserves_liquid(&truth) && keeps_reservoir_and_patient_apart(&truth));
        assert!(accounts_for_what_was_delivered(&ledger, &truth));
        let delivered = |delivered_ul| Truth { delivered_ul, ..truth };
        assert!(accounts_for_what_was_delivered(&ledger, &delivered(0.249)));
        assert!(!accounts_for_what_was_delivered(&ledger, &delivered(0.251)));
        assert!(!conserves_liquid(&Truth { imbalance_ul: -2e-9, ..truth }));
        assert!(conserves_liquid(&Truth { imbalance_ul: 2e-9, withdrawn_ul: 10.0, ..truth }));
        let mut open = truth;
        open.valves.iter_mut().flatten().for_each(|valve| valve.open = true);
        assert!(!keeps_reservoir_and_patient_apart(&open));
    }

    #[test]
    fn a_call_has_to_be_heard_seen_or_felt() {
        let (truth, _) = at_rest();
        let signal = controller::Signal {
            alarm: controller::Alarm::BatteryLow,
            level: controller::Priority::Medium,
            since: units::Instant::ZERO,
        };
        let calls = Annunciation { sound: Some(signal), light: Some(signal), vibration: None };
        assert!(reaches_the_wearer(&Annunciation::default(), &truth) && !reaches_the_wearer(&calls, &truth));
        for noticed in [
            Noticed { heard_db: Some(60.0), ..Noticed::default() },
            Noticed { seen: true, ..Noticed::default() },
            Noticed { felt: true, ..Noticed::default() },
        ] {
            assert!(reaches_the_wearer(&calls, &Truth { noticed, ..truth }));
        }
    }

    #[test]
    fn withheld_power_is_no_power_but_the_first_valves() {
        let withheld = |reason| Some(Withheld { reason, wire: Wire::Pump, at: Instant::ZERO });
        let on = Duty::from_1024ths(1);
        let first = PerWire { first_valve: on, ..PerWire::default() };
        let [pump, second] =
            [PerWire { pump: on, ..first }, PerWire { second_valve: on, ..first }].map(|passed| (passed, false));
        for (passed, may) in [(first, true), pump, second] {
            assert_eq!(passes_nothing_once_it_withholds(withheld(supervisor::Reason::Heat), passed), may, "{passed:?}");
            assert!(passes_nothing_once_it_withholds(None, passed));
        }
        let unseen =
            Strobe { plunger: None, second_valve: None, housekeeping: controller::Housekeeping::Skip, tone: None };
        let seen = Strobe { plunger: Some(16), ..unseen };
        assert!(sees_the_plunger_that_it_moves(first, unseen) && sees_the_plunger_that_it_moves(pump.0, seen));
        assert!(!sees_the_plunger_that_it_moves(pump.0, unseen));
    }

    #[test]
    fn a_stroke_may_start_only_where_delivery_runs() {
        let unit = PumpUnit::nominal();
        let calibration = crate::factory::calibrate(Embodiment::Patch, &unit, 1).unwrap();
        let profile = crate::factory::profile(Embodiment::Patch);
        let rate = units::DoseRate::from_micro_units_per_h(1_000_000);
        let basal = [controller::BasalBlock { from: units::Duration::ZERO, rate }];
        let settings = controller::Settings {
            concentration: units::Concentration::new(100).unwrap(),
            basal: controller::BasalProfile::new(&basal).unwrap(),
            time_of_day: units::Duration::ZERO,
            reservoir_fill: Volume::from_pl(2_000_000_000),
            limits: controller::Limits::DEVICE,
            templates: controller::Templates::default(),
        };
        let runs = || Controller::new(profile, calibration, settings.clone());
        let started = [Event::StrokeStarted { bound: Volume::ZERO }];
        assert!(starts_only_what_may_run(&runs(), &started));
        for command in [Command::Pause, Command::Stop] {
            let mut halted = runs();
            halted.command(Instant::ZERO, command).unwrap();
            assert!(!starts_only_what_may_run(&halted, &started), "{command:?}");
            assert!(starts_only_what_may_run(&halted, &[]));
        }
        let apart = runs().with_assembly(controller::Assembly::packaged(None));
        assert!(!starts_only_what_may_run(&apart, &started));
    }

    #[test]
    fn no_valve_opens_before_the_first_is_powered_shut() {
        let passed = |first, second, measurement| {
            let duty = |on: bool| Duty::from_1024ths(if on { 300 } else { 0 });
            let pump = Duty::OFF;
            PerWire { pump, first_valve: duty(first), second_valve: duty(second), measurement_valve: duty(measurement) }
        };
        for (first, second, measurement, holds) in [
            (false, false, false, true),
            (true, false, false, true),
            (true, true, false, true),
            (true, false, true, true),
            (false, true, false, false),
            (false, false, true, false),
        ] {
            assert_eq!(powers_the_first_valve_first(passed(first, second, measurement)), holds);
        }
    }

    #[test]
    fn a_supervisor_may_take_power_and_not_add_it() {
        let some = |duty| PerWire { pump: Duty::from_1024ths(duty), ..PerWire::default() };
        for (asked, passed, may) in [(400, 400, true), (400, 0, true), (0, 1, false), (400, 401, false)] {
            assert_eq!(adds_no_power(some(asked), some(passed)), may, "{passed} passed of {asked}");
        }
    }
}
