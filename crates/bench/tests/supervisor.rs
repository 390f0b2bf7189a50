//! What the supervisor catches when the controller, its clock, its outputs or its switches go wrong, judged by what
//! the wires carry and by what is so; and that it leaves a sound pump alone.

#![expect(
    clippy::print_stdout,
    clippy::type_complexity,
    reason = "tables of rows; the figures that were measured are printed"
)]

use bench::upset::Upset;
use bench::{factory, world::World};
use controller::{
    Alarm, BasalBlock, BasalProfile, CalibrationRecord, Command, Controller, Duty, Outputs, Phase, Settings,
    TherapyControl,
};
use std::sync::OnceLock;
use supervisor::{Reason, Wire};
use twin::{Embodiment, Environment, FaultKind, PumpUnit, Twin};
use units::{Concentration, Dose, DoseRate, Duration, Volume};

const FILL: Volume = Volume::from_pl(2_000_000_000);
/// A wire that carries less than this, mA, does not warm: the reading's offset, gain and noise.
const NO_CURRENT_MA: f64 = 5.0;

const ALL: [Embodiment; 3] = [Embodiment::Tethered, Embodiment::Patch, Embodiment::Metered];

/// Pump unit 1, calibrated once an embodiment.
fn calibration(embodiment: Embodiment) -> CalibrationRecord {
    static DONE: [OnceLock<CalibrationRecord>; 3] = [const { OnceLock::new() }; 3];
    let place = ALL.iter().position(|known| *known == embodiment).unwrap();
    *DONE[place].get_or_init(|| factory::calibrate(embodiment, &PumpUnit::draw(1), 1).unwrap())
}

/// Pump unit 1, about to give a bolus, with what is wrong from its making on.
fn world_with(embodiment: Embodiment, faults: &[FaultKind]) -> World {
    let unit = PumpUnit::draw(1);
    let rate = DoseRate::from_micro_units_per_h(1_000_000);
    let settings = Settings {
        concentration: Concentration::new(100).unwrap(),
        basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate }]).unwrap(),
        time_of_day: Duration::ZERO,
        reservoir_fill: FILL,
        limits: controller::Limits::DEVICE,
        templates: controller::Templates::default(),
    };
    let mut twin = Twin::new(embodiment, unit, 1, FILL, Environment::default());
    for kind in faults {
        twin.set_fault(*kind, 1.0);
    }
    let controller = Controller::new(factory::profile(embodiment), calibration(embodiment), settings);
    let mut world = World::new(controller, factory::supervisor(embodiment, &unit, 1), twin);
    world.command(Command::fast_bolus(Dose::from_micro_units(3_000_000))).unwrap();
    world
}

/// Lives on, every tick safe, until this holds; false if it never does within so long.
fn until(world: &mut World, within: Duration, mut holds: impl FnMut(&World) -> bool) -> bool {
    let end = world.now() + within;
    while world.now() < end {
        world.advance(end).unwrap();
        assert!(!world.truth().joined(), "a way from reservoir to set at {}", world.now());
        for wire in Wire::ALL {
            assert!(world.supervisor().passed().of(wire) <= world.asked().of(wire), "power is added");
        }
        if holds(world) {
            return true;
        }
    }
    false
}

/// Time from now until none of the wires that move liquid carries current, ms; `wires` are the places of these.
fn ms_to_power_off(world: &mut World, wires: &[usize]) -> f64 {
    let start = world.now();
    let dead = |world: &World| {
        let mut twin = world.twin().clone();
        wires.iter().all(|wire| twin.read_current_ma(*wire).unwrap() < NO_CURRENT_MA)
    };
    assert!(!dead(world), "there is power to take away");
    assert!(until(world, Duration::from_s(60), dead), "the power stays on");
    milliseconds(world.now().since(start))
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a minute")]
fn milliseconds(time: Duration) -> f64 {
    time.as_us() as f64 / 1e3
}

fn reason(world: &World) -> Option<Reason> {
    world.supervisor().withheld().map(|withheld| withheld.reason)
}

/// A stroke under way, in this phase for this long.
fn in_phase(embodiment: Embodiment, phase: Phase, for_so_long: Duration) -> World {
    let mut world = world_with(embodiment, &[]);
    assert!(until(&mut world, Duration::from_s(60), |world| world.controller().phase() == phase));
    let end = world.now() + for_so_long;
    until(&mut world, for_so_long, |world| world.now() >= end);
    world
}

/// What each embodiment goes through in a stroke, but for phases of a single step.
fn phases(embodiment: Embodiment) -> &'static [Phase] {
    match embodiment {
        Embodiment::Tethered => &[
            Phase::Seal,
            Phase::Open,
            Phase::Preheat,
            Phase::Advance,
            Phase::Settle,
            Phase::Close,
            Phase::Release,
            Phase::Refill,
        ],
        Embodiment::Patch => {
            &[Phase::Seal, Phase::Preheat, Phase::Advance, Phase::Settle, Phase::Release, Phase::Refill]
        }
        Embodiment::Metered => &[
            Phase::Seal,
            Phase::Preheat,
            Phase::Advance,
            Phase::Settle,
            Phase::Open,
            Phase::Dispense,
            Phase::Close,
            Phase::Release,
            Phase::Refill,
        ],
    }
}

#[test]
fn a_controller_that_hangs_loses_power_before_the_plunger_goes_a_tenth_of_a_millimetre() {
    for embodiment in ALL {
        for phase in phases(embodiment) {
            hang(embodiment, *phase);
        }
    }
}

fn hang(embodiment: Embodiment, phase: Phase) {
    let mut world = in_phase(embodiment, phase, Duration::from_ms(30));
    let what = format!("{embodiment:?} hung in {phase:?}");
    let (plunger_mm, delivered_ul) = (world.truth().plunger_mm, world.truth().delivered_ul);
    world.upset(Upset::Hangs);
    let on = |world: &World, wire| world.asked().of(wire) > supervisor::Duty::OFF;
    let valve = on(&world, Wire::SecondValve) || on(&world, Wire::MeasurementValve);
    let powered: Vec<usize> =
        [(on(&world, Wire::Pump), 0), (valve, 2)].iter().filter(|(on, _)| *on).map(|(_, place)| *place).collect();
    let on_way_out = on(&world, Wire::MeasurementValve);
    let lease = if powered.contains(&0) { 150.0 } else { 3_500.0 };
    if !powered.is_empty() {
        let off_ms = ms_to_power_off(&mut world, &powered);
        assert!(off_ms <= lease + 20.0, "{what}: off after {off_ms} ms");
        assert_eq!(reason(&world), Some(Reason::Stale), "{what}");
        println!("{what}: pump and second valve without power after {off_ms:.1} ms");
    }
    let mut furthest_mm = plunger_mm.max(world.truth().plunger_mm);
    // The first valve stays shut until the second has closed, and is let go then.
    assert!(until(&mut world, Duration::from_s(15), |world| {
        furthest_mm = furthest_mm.max(world.truth().plunger_mm);
        world.supervisor().passed() == supervisor::PerWire::default()
    }));
    let moved_um = 1e3 * (furthest_mm - plunger_mm);
    until(&mut world, Duration::from_s(60), |_| false);
    let given_ul = world.truth().delivered_ul - delivered_ul;
    println!("  plunger {moved_um:.0} um further; {given_ul:.3} uL given in the minute after");
    // What a dispensing chamber holds leaves it once its outlet is open: the stroke that is reserved.
    let most_ul = if on_way_out { 2.5 } else { 1.0 };
    assert!(moved_um < 100.0 && given_ul < most_ul, "{what}: {moved_um} um, {given_ul} uL");
}

#[test]
fn valves_in_the_wrong_order_are_never_both_open() {
    let rows: [(&str, fn(&mut Outputs)); 4] = [
        ("the second valve's wire without the first's", |outputs| {
            if outputs.first_valve > Duty::OFF {
                (outputs.first_valve, outputs.second_valve) = (Duty::OFF, Duty::FULL);
            }
        }),
        ("both together", |outputs| {
            if outputs.first_valve > Duty::OFF {
                outputs.second_valve = Duty::FULL;
            }
        }),
        ("the first let go while the second is open", |outputs| {
            if outputs.second_valve > Duty::OFF {
                outputs.first_valve = Duty::OFF;
            }
        }),
        ("exchanged", |outputs| std::mem::swap(&mut outputs.first_valve, &mut outputs.second_valve)),
    ];
    for embodiment in [Embodiment::Tethered, Embodiment::Metered] {
        for (what, change) in rows {
            let what = format!("{embodiment:?}, {what}");
            let mut world = world_with(embodiment, &[]);
            world.upset(Upset::Outputs(change));
            assert!(until(&mut world, Duration::from_s(30), |world| reason(world).is_some()), "{what}");
            assert_eq!(reason(&world), Some(Reason::Interlock), "{what}");
            let passed = world.supervisor().passed();
            assert_eq!([passed.second_valve, passed.measurement_valve], [supervisor::Duty::OFF; 2], "{what}");
            println!("{what}: withheld in the very step, at {}", world.now());
            let delivered_ul = world.truth().delivered_ul;
            until(&mut world, Duration::from_s(60), |_| false);
            let more_ul = world.truth().delivered_ul - delivered_ul;
            assert!(more_ul < 0.1, "{what}: {more_ul} uL more");
        }
    }
}

#[test]
fn a_pump_that_is_held_on_or_driven_too_far_loses_power() {
    let rows: [(&str, fn(&mut Outputs), &[Reason]); 3] = [
        (
            "full power on the pump, which is looked at",
            |outputs| {
                if outputs.first_valve > Duty::OFF && outputs.strobe.plunger.is_some() {
                    outputs.pump = Duty::FULL;
                }
            },
            &[Reason::StrokeTravel, Reason::Heat],
        ),
        (
            "the pump held on and the plunger's sensor never read again",
            |outputs| {
                if outputs.second_valve > Duty::OFF {
                    outputs.pump = Duty::from_ppm(150_000);
                    outputs.strobe.plunger = None;
                }
            },
            &[Reason::Blind],
        ),
        (
            "the first valve's wire at full power",
            |outputs| {
                if outputs.first_valve > Duty::OFF {
                    outputs.first_valve = Duty::FULL;
                }
            },
            &[Reason::Heat],
        ),
    ];
    for embodiment in ALL {
        for (what, change, reasons) in rows {
            // A patch has no phase that waits for a valve and not for the plunger.
            if embodiment == Embodiment::Patch && reasons == [Reason::Blind] {
                continue;
            }
            let what = format!("{embodiment:?}, {what}");
            let mut world = world_with(embodiment, &[]);
            world.upset(Upset::Outputs(change));
            let (mut hottest_c, mut furthest_mm) = (0.0_f64, 0.0_f64);
            let mut heated = None;
            let withheld = until(&mut world, Duration::from_s(30), |world| {
                let truth = world.truth();
                hottest_c = truth.wires_c.iter().flatten().fold(hottest_c, |hottest, wire| hottest.max(*wire));
                furthest_mm = furthest_mm.max(truth.plunger_mm);
                let on = world.asked().pump > supervisor::Duty::OFF;
                heated = heated.or(on.then(|| world.now()));
                reason(world).is_some()
            });
            assert!(withheld, "{what}: {hottest_c} degC, {furthest_mm} mm, {:?}", world.controller().alarms());
            let reason = reason(&world).unwrap();
            assert!(reasons.contains(&reason), "{what}: {reason:?}");
            assert!(hottest_c < 300.0 && furthest_mm < 0.42, "{what}: {hottest_c} degC, {furthest_mm} mm");
            let after_ms = heated.map_or(0.0, |heated| milliseconds(world.now().since(heated)));
            println!(
                "{what}: {reason:?}, {after_ms:.0} ms after the pump's first heat; {hottest_c:.0} degC, {furthest_mm:.3} mm"
            );
        }
    }
}

#[test]
fn a_wire_whose_first_switch_is_shorted_is_still_cut() {
    for embodiment in ALL {
        let mut world = in_phase(embodiment, Phase::Advance, Duration::from_ms(30));
        world.set_fault(FaultKind::PumpSwitchShorted, 1.0);
        world.upset(Upset::Hangs);
        let off_ms = ms_to_power_off(&mut world, &[0]);
        println!("{embodiment:?}, pump switch shorted, controller hung: no current after {off_ms:.1} ms");
        assert!(off_ms < 170.0, "{off_ms} ms");
    }
}

#[test]
fn what_cannot_be_proven_at_start_up_is_never_armed() {
    use FaultKind as K;
    let of_all = [
        K::PumpSwitchShorted,
        K::PumpSupervisorSwitchShorted,
        K::FirstValveSwitchShorted,
        K::FirstValveSupervisorSwitchShorted,
        K::FirstValveSwitchOpen,
        K::PumpWireBreak,
    ];
    let of_second = [K::SecondValveSwitchShorted, K::SecondValveSupervisorSwitchShorted, K::SecondValveWireBreak];
    let of_measurement =
        [K::MeasurementValveSwitchShorted, K::MeasurementValveSupervisorSwitchShorted, K::MeasurementValveWireBreak];
    let rows: [(Embodiment, &[FaultKind]); 3] =
        [(Embodiment::Tethered, &of_second), (Embodiment::Patch, &[]), (Embodiment::Metered, &of_measurement)];
    for (embodiment, own) in rows {
        for kind in of_all.iter().chain(own) {
            let mut world = world_with(embodiment, &[*kind]);
            until(&mut world, Duration::from_min(10), |_| false);
            assert_eq!(reason(&world), Some(Reason::NotProven), "{kind:?}");
            assert!(world.controller().alarms().contains(Alarm::SupervisorWithheld), "{kind:?}");
            assert_eq!(world.controller().therapy_control(), TherapyControl::Stop, "{kind:?}");
            assert!(world.truth().delivered_ul.abs() < 0.02, "{kind:?}: {} uL", world.truth().delivered_ul);
        }
    }
}

/// Its wire holds the first valve shut by heat for a while after it has lost its power, so that the second closes before.
#[test]
fn a_first_valve_that_loses_its_current_in_any_phase_lets_nothing_through_and_is_told() {
    for embodiment in ALL {
        for phase in phases(embodiment) {
            let mut world = in_phase(embodiment, *phase, Duration::from_ms(30));
            world.set_fault(FaultKind::FirstValveSwitchOpen, 1.0);
            until(&mut world, Duration::from_min(5), |_| false);
            is_told_and_accounted(&world, &format!("{embodiment:?}, switch open in {phase:?}"));
        }
    }
}

/// A wire that parts lets go at once: no power that is taken can undo that, but it ends with the second valve's heat.
#[test]
fn a_first_valves_wire_that_parts_joins_the_valves_for_half_a_second_at_most() {
    for embodiment in ALL {
        for phase in phases(embodiment) {
            let what = format!("{embodiment:?}, wire parted in {phase:?}");
            let mut world = in_phase(embodiment, *phase, Duration::from_ms(30));
            world.set_fault(FaultKind::FirstValveWireBreak, 1.0);
            let (mut joined, end) = (Duration::ZERO, world.now() + Duration::from_min(5));
            while world.now() < end {
                let before = world.now();
                let brief = if reason(&world).is_none() { 100 } else { 1_000 };
                world.advance(end.min(before + Duration::from_ms(brief))).unwrap();
                if world.truth().joined() {
                    joined += world.now().since(before);
                }
            }
            println!("{what}: joined for {:.0} ms", milliseconds(joined));
            assert!(joined <= Duration::from_ms(500), "{what}: {joined}");
            is_told_and_accounted(&world, &what);
        }
    }
}

/// The supervisor has found that a wire carries no current, the controller has told, and the ledger holds.
fn is_told_and_accounted(world: &World, what: &str) {
    assert_eq!(reason(world), Some(Reason::Current), "{what}");
    assert!(world.controller().alarms().contains(Alarm::SupervisorWithheld), "{what}");
    let (delivered_ul, bound_ul) = (world.truth().delivered_ul, bound_ul(world));
    assert!(delivered_ul <= bound_ul * 1.02 + 0.25, "{what}: {delivered_ul} uL of {bound_ul}");
}

#[test]
fn a_wire_that_touches_itself_loses_power_before_it_is_too_hot() {
    for (embodiment, kind, wire) in [
        (Embodiment::Tethered, FaultKind::PumpWireHalf, Wire::Pump),
        (Embodiment::Patch, FaultKind::FirstValveWireHalf, Wire::FirstValve),
        (Embodiment::Tethered, FaultKind::SecondValveWireHalf, Wire::SecondValve),
        (Embodiment::Metered, FaultKind::MeasurementValveWireHalf, Wire::MeasurementValve),
    ] {
        let mut world = world_with(embodiment, &[kind]);
        let mut hottest_c = 0.0_f64;
        assert!(until(&mut world, Duration::from_min(2), |world| {
            hottest_c = world.truth().wires_c.iter().flatten().fold(hottest_c, |hottest, wire| hottest.max(*wire));
            reason(world).is_some()
        }));
        let withheld = world.supervisor().withheld().unwrap();
        println!("{kind:?}: {:?} of the {} wire, {hottest_c:.0} degC", withheld.reason, withheld.wire.name());
        assert_eq!((withheld.reason, withheld.wire), (Reason::Current, wire), "{kind:?}");
        assert!(hottest_c < 250.0, "{kind:?}: {hottest_c} degC");
    }
}

#[test]
fn a_clock_that_leaps_is_found_at_the_next_step() {
    for (ahead, phase) in [(Duration::from_h(24), Phase::Idle), (Duration::from_s(2), Phase::Advance)] {
        let mut world = in_phase(Embodiment::Tethered, phase, Duration::ZERO);
        world.upset(Upset::ClockAhead(ahead));
        let start = world.now();
        assert!(until(&mut world, Duration::from_min(10), |world| reason(world).is_some()), "{ahead}");
        assert_eq!(reason(&world), Some(Reason::Clock), "{ahead}");
        println!("clock ahead by {ahead} while {phase:?}: {:.1} ms", milliseconds(world.now().since(start)));
    }
}

#[test]
fn a_part_that_is_not_in_its_place_takes_power_within_a_step() {
    for (embodiment, kind) in [
        (Embodiment::Tethered, FaultKind::LatchSwitchStuckOpen),
        (Embodiment::Tethered, FaultKind::ConnectorSwitchStuckOpen),
        (Embodiment::Patch, FaultKind::LatchSwitchStuckOpen),
        (Embodiment::Metered, FaultKind::LatchSwitchStuckOpen),
    ] {
        let mut world = in_phase(embodiment, Phase::Advance, Duration::from_ms(30));
        world.set_fault(kind, 1.0);
        let off_ms = ms_to_power_off(&mut world, &[0, 1]);
        assert_eq!(reason(&world), Some(Reason::Apart), "{kind:?}");
        println!("{kind:?}: no current after {off_ms:.1} ms");
        assert!(off_ms <= 20.0, "{kind:?}: {off_ms} ms");
    }
}

/// What the ledger accounts and reserves, uL.
#[expect(clippy::cast_precision_loss, reason = "a stroke's picolitres")]
fn bound_ul(world: &World) -> f64 {
    let ledger = world.controller().ledger();
    (ledger.accounted() + ledger.reserved()).as_pl() as f64 / 1e6
}

#[test]
fn a_stroke_that_loses_power_in_any_phase_ends_is_accounted_and_alarmed() {
    for embodiment in ALL {
        for phase in phases(embodiment) {
            let what = format!("{embodiment:?}, withheld in {phase:?}");
            let mut world = in_phase(embodiment, *phase, Duration::from_ms(100));
            world.set_fault(FaultKind::LatchSwitchStuckOpen, 1.0);
            // Where nothing is asked of a wire any more, there is nothing to withhold.
            let alarmed = |world: &World| {
                let alarms = world.controller().alarms();
                alarms.contains(Alarm::SupervisorWithheld) || alarms.contains(Alarm::InfusionSetDetached)
            };
            let ends = until(&mut world, Duration::from_min(5), |world| {
                alarmed(world) && world.controller().phase() == Phase::Idle
            });
            assert!(ends, "{what}: {:?}", world.controller().phase());
            let (delivered_ul, bound_ul) = (world.truth().delivered_ul, bound_ul(&world));
            println!("{what}: {delivered_ul:.3} uL delivered, {bound_ul:.3} uL accounted");
            assert!(delivered_ul <= bound_ul * 1.02 + 0.25, "{what}: {delivered_ul} uL of {bound_ul}");
            assert_eq!(world.controller().ledger().reserved(), Volume::ZERO, "{what}");
            assert_eq!(world.controller().therapy_control(), TherapyControl::Stop, "{what}");
        }
    }
}

#[test]
fn power_comes_back_only_when_a_person_has_reset_the_supervisor() {
    for embodiment in ALL {
        let mut world = in_phase(embodiment, Phase::Advance, Duration::from_ms(600));
        world.upset(Upset::Outputs(|outputs| outputs.pump = controller::Duty::FULL));
        assert!(until(&mut world, Duration::from_s(60), |world| reason(world).is_some()));
        assert!(until(&mut world, Duration::from_s(60), |world| world.controller().phase() == Phase::Idle));
        // What the stroke has put into the line relaxes.
        until(&mut world, Duration::from_min(2), |_| false);
        let delivered_ul = world.truth().delivered_ul;
        // Resuming alone brings nothing back.
        world.end_upset();
        world.command(Command::Run).unwrap();
        until(&mut world, Duration::from_min(10), |_| false);
        let more_ul = world.truth().delivered_ul - delivered_ul;
        assert!(more_ul < 0.02, "{embodiment:?}: {more_ul} uL");
        world.reset_supervisor();
        world.command(Command::Run).unwrap();
        until(&mut world, Duration::from_min(30), |_| false);
        assert_eq!(world.supervisor().withheld(), None, "{embodiment:?}");
        let more_ul = world.truth().delivered_ul - delivered_ul;
        assert!(more_ul > 3.0, "{embodiment:?}: {more_ul} uL");
    }
}

/// Whole days of many pump units are run by `examples/units`; here is the hardest of each, for less than an hour.
#[test]
fn ordinary_work_is_never_withheld() {
    for (seed, embodiment, air, rate, more) in [
        (1, "tethered", 22, "1", "8 U"),
        (2, "tethered", 5, "3", "15 U"),
        (3, "tethered", 40, "3", "15 U"),
        (4, "tethered", 31, "0.05", "0.1 U"),
        (5, "tethered", 22, "30", "5 U"),
        (6, "patch", 5, "3", "6 U"),
        (7, "patch", 40, "3", "6 U"),
        (3, "metered", 22, "1", "3 U"),
        (12, "metered", 5, "3", "3 U"),
        (14, "metered", 40, "3", "3 U"),
    ] {
        let text = format!(
            "name = \"x\"\nembodiment = \"{embodiment}\"\nduration = \"40min\"\nseed = {seed}\n[drug]\n\
             concentration = \"U-100\"\n[[basal]]\nfrom = \"00:00\"\nrate = \"{rate} U/h\"\n[[event]]\nat = \"00:10\"\n\
             bolus = {{ fast = \"{more}\" }}\n[[environment]]\nat = \"00:00\"\ntemperature = \"{air} degC\"\n"
        );
        let what = format!("pump unit {seed}, {embodiment}, at {air} degC");
        let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
        let record = bench::run::run(&scenario, &mut |_| {}).unwrap_or_else(|error| panic!("{what}: {error}"));
        let withheld: Vec<&String> = record.events.iter().filter(|line| line.contains("power_withheld")).collect();
        assert!(withheld.is_empty(), "{what}: {withheld:?}");
        assert!(!record.strokes.is_empty(), "{what} works");
    }
}

#[test]
fn the_state_is_small() {
    let bytes = std::mem::size_of::<supervisor::Supervisor>();
    let limits = std::mem::size_of::<supervisor::SupervisorLimits>();
    println!(
        "a supervisor holds {bytes} bytes, {limits} of them limits; a controller {}",
        std::mem::size_of::<Controller>()
    );
    assert!(bytes <= 1_024);
}
