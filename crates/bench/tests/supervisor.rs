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
    Alarm, BasalBlock, BasalProfile, Command, Controller, DeviceProfile, Duty, Outputs, Phase, Settings, TherapyControl,
};
use supervisor::{Reason, Wire};
use twin::{Embodiment, Environment, FaultKind, PumpUnit, Twin};
use units::{Concentration, Dose, DoseRate, Duration, Volume};

const FILL: Volume = Volume::from_pl(2_000_000_000);
/// A wire that carries less than this, mA, does not warm: the reading's offset, gain and noise.
const NO_CURRENT_MA: f64 = 5.0;

/// Pump unit 1, about to give a bolus, with what is wrong from its making on.
fn world_with(faults: &[FaultKind]) -> World {
    let unit = PumpUnit::draw(1);
    let calibration = factory::calibrate(Embodiment::Tethered, &unit, 1).unwrap();
    let rate = DoseRate::from_micro_units_per_h(1_000_000);
    let settings = Settings {
        concentration: Concentration::new(100).unwrap(),
        basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate }]).unwrap(),
        time_of_day: Duration::ZERO,
        reservoir_fill: FILL,
    };
    let mut twin = Twin::new(Embodiment::Tethered, unit, 1, FILL, Environment::default());
    for kind in faults {
        twin.set_fault(*kind, 1.0);
    }
    let controller = Controller::new(DeviceProfile::TETHERED, calibration, settings);
    let mut world = World::new(controller, factory::supervisor(Embodiment::Tethered, &unit, 1), twin);
    world.command(Command::FastBolus { dose: Dose::from_micro_units(3_000_000) }).unwrap();
    world
}

/// Lives on, every tick safe, until this holds; false if it never does within so long.
fn until(world: &mut World, within: Duration, mut holds: impl FnMut(&World) -> bool) -> bool {
    let end = world.now() + within;
    while world.now() < end {
        world.advance(end).unwrap();
        assert!(!world.truth().valves_all_open(), "a way from reservoir to set at {}", world.now());
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
fn in_phase(phase: Phase, for_so_long: Duration) -> World {
    let mut world = world_with(&[]);
    assert!(until(&mut world, Duration::from_s(60), |world| world.controller().phase() == phase));
    let end = world.now() + for_so_long;
    until(&mut world, for_so_long, |world| world.now() >= end);
    world
}

#[test]
fn a_controller_that_hangs_loses_power_before_the_plunger_goes_a_tenth_of_a_millimetre() {
    for phase in [Phase::Seal, Phase::Open, Phase::Preheat, Phase::Advance, Phase::Settle, Phase::Close, Phase::Release]
    {
        let mut world = in_phase(phase, Duration::from_ms(30));
        let (plunger_mm, delivered_ul) = (world.truth().plunger_mm, world.truth().delivered_ul);
        world.upset(Upset::Hangs);
        let powered: Vec<usize> = [Wire::Pump, Wire::SecondValve]
            .iter()
            .zip([0, 2])
            .filter(|(wire, _)| world.asked().of(**wire) > supervisor::Duty::OFF)
            .map(|(_, place)| place)
            .collect();
        let lease = if powered.contains(&0) { 150.0 } else { 3_500.0 };
        if !powered.is_empty() {
            let off_ms = ms_to_power_off(&mut world, &powered);
            assert!(off_ms <= lease + 20.0, "{phase:?}: off after {off_ms} ms");
            assert_eq!(reason(&world), Some(Reason::Stale), "{phase:?}");
            println!("hung in {phase:?}: pump and second valve without power after {off_ms:.1} ms");
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
        assert!(moved_um < 100.0 && given_ul < 1.0, "{phase:?}: {moved_um} um, {given_ul} uL");
    }
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
    for (what, change) in rows {
        let mut world = world_with(&[]);
        world.upset(Upset::Outputs(change));
        assert!(until(&mut world, Duration::from_s(30), |world| reason(world).is_some()), "{what}");
        assert_eq!(reason(&world), Some(Reason::Interlock), "{what}");
        assert_eq!(world.supervisor().passed().second_valve, supervisor::Duty::OFF, "{what}");
        println!("{what}: withheld in the very step, at {}", world.now());
        until(&mut world, Duration::from_s(60), |_| false);
        assert!(world.truth().delivered_ul.abs() < 0.1, "{what}: {} uL", world.truth().delivered_ul);
    }
}

#[test]
fn a_pump_that_is_held_on_or_driven_too_far_loses_power() {
    let rows: [(&str, fn(&mut Outputs), &[Reason]); 3] = [
        (
            "full power on the pump while the second valve is open",
            |outputs| {
                if outputs.second_valve > Duty::OFF {
                    outputs.pump = Duty::FULL;
                    outputs.strobe.plunger = Some(16);
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
    for (what, change, reasons) in rows {
        let mut world = world_with(&[]);
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
        assert!(reasons.contains(&reason(&world).unwrap()), "{what}: {:?}", world.supervisor().withheld());
        assert!(hottest_c < 300.0 && furthest_mm < 0.42, "{what}: {hottest_c} degC, {furthest_mm} mm");
        let after_ms = heated.map_or(0.0, |heated| milliseconds(world.now().since(heated)));
        println!(
            "{what}: {:?}, {after_ms:.0} ms after the pump's first heat; {hottest_c:.0} degC, {furthest_mm:.3} mm",
            reason(&world).unwrap()
        );
    }
}

#[test]
fn a_wire_whose_first_switch_is_shorted_is_still_cut() {
    let mut world = in_phase(Phase::Advance, Duration::from_ms(30));
    world.set_fault(FaultKind::PumpSwitchShorted, 1.0);
    world.upset(Upset::Hangs);
    let off_ms = ms_to_power_off(&mut world, &[0, 2]);
    println!("pump switch shorted, controller hung: no current after {off_ms:.1} ms");
    assert!(off_ms < 170.0, "{off_ms} ms");
}

#[test]
fn what_cannot_be_proven_at_start_up_is_never_armed() {
    for kind in [
        FaultKind::PumpSwitchShorted,
        FaultKind::PumpSupervisorSwitchShorted,
        FaultKind::FirstValveSupervisorSwitchShorted,
        FaultKind::SecondValveSupervisorSwitchShorted,
        FaultKind::SecondValveWireBreak,
    ] {
        let mut world = world_with(&[kind]);
        until(&mut world, Duration::from_min(10), |_| false);
        assert_eq!(reason(&world), Some(Reason::NotProven), "{kind:?}");
        assert!(world.controller().alarms().contains(Alarm::SupervisorWithheld), "{kind:?}");
        assert_eq!(world.controller().therapy_control(), TherapyControl::Stop, "{kind:?}");
        assert!(world.truth().delivered_ul.abs() < 0.02, "{kind:?}: {} uL", world.truth().delivered_ul);
    }
}

#[test]
fn a_clock_that_leaps_is_found_at_the_next_step() {
    for (ahead, phase) in [(Duration::from_h(24), Phase::Idle), (Duration::from_s(2), Phase::Advance)] {
        let mut world = in_phase(phase, Duration::ZERO);
        world.upset(Upset::ClockAhead(ahead));
        let start = world.now();
        assert!(until(&mut world, Duration::from_min(10), |world| reason(world).is_some()), "{ahead}");
        assert_eq!(reason(&world), Some(Reason::Clock), "{ahead}");
        println!("clock ahead by {ahead} while {phase:?}: {:.1} ms", milliseconds(world.now().since(start)));
    }
}

#[test]
fn an_open_latch_takes_power_within_a_step() {
    let mut world = in_phase(Phase::Advance, Duration::from_ms(30));
    world.set_fault(FaultKind::LatchSwitchStuckOpen, 1.0);
    let off_ms = ms_to_power_off(&mut world, &[0, 1, 2]);
    assert_eq!(reason(&world), Some(Reason::Apart));
    println!("latch open: no current after {off_ms:.1} ms");
    assert!(off_ms <= 20.0, "{off_ms} ms");
}

#[test]
fn a_withheld_stroke_is_accounted_alarmed_and_ended_until_a_person_resets_it() {
    let mut world = in_phase(Phase::Advance, Duration::from_ms(600));
    world.set_fault(FaultKind::LatchSwitchStuckOpen, 1.0);
    assert!(until(&mut world, Duration::from_s(30), |world| world.controller().phase() == Phase::Idle));
    assert!(world.controller().alarms().contains(Alarm::SupervisorWithheld));
    let ledger = world.controller().ledger();
    #[expect(clippy::cast_precision_loss, reason = "a stroke's picolitres")]
    let bound_ul = (ledger.accounted() + ledger.reserved()).as_pl() as f64 / 1e6;
    let delivered_ul = world.truth().delivered_ul;
    println!("withheld within a stroke: {delivered_ul:.3} uL delivered, {bound_ul:.3} uL accounted");
    assert!(delivered_ul <= bound_ul * 1.02 + 0.25, "{delivered_ul} uL delivered, {bound_ul} uL accounted");
    // Resuming alone brings nothing back.
    world.set_fault(FaultKind::LatchSwitchStuckOpen, 0.0);
    world.command(Command::Run).unwrap();
    until(&mut world, Duration::from_min(10), |_| false);
    assert!(world.truth().delivered_ul < delivered_ul + 0.02, "{} uL", world.truth().delivered_ul);
    world.reset_supervisor();
    world.command(Command::Run).unwrap();
    until(&mut world, Duration::from_min(30), |_| false);
    assert_eq!(world.supervisor().withheld(), None);
    assert!(world.truth().delivered_ul > delivered_ul + 3.0, "{} uL", world.truth().delivered_ul);
}

/// Days that have a scenario of their own are compared whole, by hand; here is an hour of the hardest of each.
#[test]
fn ordinary_work_is_never_withheld() {
    for (seed, air, rate, more) in [
        (1, 22, "1", "bolus = { fast = \"8 U\" }"),
        (2, 5, "3", "bolus = { fast = \"15 U\" }"),
        (3, 40, "3", "bolus = { fast = \"15 U\" }"),
        (4, 31, "0.05", "bolus = { fast = \"0.1 U\" }"),
        (5, 22, "30", "bolus = { fast = \"5 U\" }"),
    ] {
        let text = format!(
            "name = \"x\"\nembodiment = \"tethered\"\nduration = \"1h\"\nseed = {seed}\n[drug]\nconcentration = \"U-100\"\n\
             [[basal]]\nfrom = \"00:00\"\nrate = \"{rate} U/h\"\n[[event]]\nat = \"00:10\"\n{more}\n\
             [[environment]]\nat = \"00:00\"\ntemperature = \"{air} degC\"\n"
        );
        let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
        let record = bench::run::run(&scenario, &mut |_| {}).unwrap();
        let withheld: Vec<&String> = record.events.iter().filter(|line| line.contains("power_withheld")).collect();
        assert!(withheld.is_empty(), "pump unit {seed} at {air} degC: {withheld:?}");
        assert!(!record.strokes.is_empty(), "pump unit {seed} at {air} degC works");
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
