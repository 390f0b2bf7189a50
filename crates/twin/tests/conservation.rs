//! Nothing is made or lost in the arithmetic.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod script;

use script::{pump, stroke};
use twin::{
    Action, Build, ConnectorMove, Core, Design, DeviceMove, Embodiment, Environment, FaultKind, Impossible, Joint,
    PumpUnit, Topology, Turn, Twin,
};
use units::{Duration, Volume};

const TICK: Duration = Duration::from_ms(10);

/// Largest imbalance of liquid and of gas, and most air in the path, seen at every tick, uL.
#[derive(Debug, Default, Clone, Copy)]
struct Worst {
    liquid: f64,
    gas: f64,
    air_in_path: f64,
}

impl Worst {
    fn look(&mut self, twin: &Twin) {
        let truth = twin.truth();
        self.liquid = self.liquid.max(truth.imbalance_ul.abs());
        self.gas = self.gas.max(truth.gas_imbalance_ul.abs());
        self.air_in_path = self.air_in_path.max(truth.path_gas_ul);
    }

    fn stroke(&mut self, twin: &mut Twin) {
        stroke(twin, TICK, |twin| self.look(twin));
    }

    fn surroundings(&mut self, twin: &mut Twin, change: impl Fn(&mut Environment), minutes: u64) {
        let mut environment = twin.environment();
        change(&mut environment);
        twin.set_environment(environment);
        for _ in 0..minutes {
            twin.advance(twin.now() + Duration::from_min(1)).expect("the twin can be integrated");
            self.look(twin);
        }
    }
}

#[test]
fn e1_liquid_and_gas_are_conserved_to_1e_9_of_what_a_stroke_moves() {
    for embodiment in Embodiment::ALL {
        let mut worst = 0.0_f64;
        for seed in 1..=10 {
            let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
            let mut imbalance = Worst::default();
            imbalance.stroke(&mut twin);
            let delivered = twin.truth().delivered_ul;
            assert!(delivered > 1.0, "{} {seed} delivered only {delivered} uL", embodiment.name());
            worst = worst.max(imbalance.liquid.max(imbalance.gas) / delivered);
        }
        println!("stroke of {}, imbalance over what was delivered: error {worst:.1e}", embodiment.name());
        assert!(worst < 1e-9, "{}: {worst}", embodiment.name());
    }
}

/// Air that goes through the outlet, comes out of solution under low pressure, is injected, or fills a new line.
#[test]
fn e1_liquid_and_gas_are_conserved_with_air_on_its_way_and_hands_at_work() {
    for embodiment in Embodiment::ALL {
        let mut twin = pump(embodiment, &PumpUnit::draw(3), 3);
        let mut worst = Worst::default();
        worst.surroundings(&mut twin, |around| around.gravity = [1.0, 0.0, 0.0], 5);
        for (ambient_kpa, fault, severity) in [
            (101.325, FaultKind::ReservoirWallFouled, 1.0),
            (75.0, FaultKind::ChamberAir, 0.3),
            (101.325, FaultKind::ChamberAir, 1.0),
        ] {
            twin.set_fault(fault, severity);
            worst.surroundings(&mut twin, |around| around.ambient_kpa = ambient_kpa, 20);
            for _ in 0..8 {
                worst.stroke(&mut twin);
            }
            renew_line(&mut twin);
            worst.look(&twin);
            worst.stroke(&mut twin);
        }
        let truth = twin.truth();
        let (moved_ul, air_ul) = (truth.withdrawn_ul, worst.air_in_path);
        let (liquid, gas) = (worst.liquid / moved_ul, worst.gas / moved_ul);
        println!(
            "{}, {air_ul:.1} uL of air in the path, {moved_ul:.0} uL withdrawn: error {liquid:.1e} of liquid, \
             {gas:.1e} of gas",
            embodiment.name()
        );
        assert!(air_ul > 1.0, "{}: air gets into the path", embodiment.name());
        assert!(liquid < 1e-9 && gas < 1e-9, "{}: {liquid} and {gas}", embodiment.name());
    }
}

/// Puts a new set on, as hands do it: where there is a connector, with its tubing; else an infusion device.
fn renew_line(twin: &mut Twin) {
    let reusable_off = [Turn::Unlock, Turn::Unlatch, Turn::Lift].map(Action::Housings);
    let set_off = [
        Action::Connector(ConnectorMove::Pull),
        Action::Connector(ConnectorMove::Pull),
        Action::Device(DeviceMove::Unmate),
        Action::NewConnector(Core::Tagged),
        Action::NewDevice,
        Action::Connector(ConnectorMove::Push),
        Action::Connector(ConnectorMove::Push),
    ];
    let device_on = [
        DeviceMove::Apply,
        DeviceMove::Fire,
        DeviceMove::WithdrawNeedle,
        DeviceMove::RemoveTop,
        DeviceMove::Mate,
        DeviceMove::Pierce,
    ]
    .map(Action::Device);
    let reusable_on = [Turn::Place, Turn::Latch, Turn::Lock].map(Action::Housings);
    for action in reusable_off.into_iter().chain(set_off).chain(device_on).chain(reusable_on) {
        match twin.act(action) {
            Ok(()) | Err(Impossible::NoSuchPart) => {}
            Err(reason) => panic!("{action:?}: {reason}"),
        }
    }
}

fn rest(twin: &mut Twin) {
    twin.advance(twin.now() + Duration::from_min(10)).expect("the twin can be integrated");
}

/// What has left the reservoir is in the line and the tissue: the chamber is as full as before.
#[test]
fn e3_a_stroke_gives_what_it_takes() {
    for embodiment in Embodiment::ALL {
        let mut worst = 0.0_f64;
        for seed in 1..=5 {
            let mut twin = pump(embodiment, &PumpUnit::draw(seed), seed);
            rest(&mut twin);
            let before = twin.truth();
            stroke(&mut twin, TICK, |_| ());
            rest(&mut twin);
            let after = twin.truth();
            let kept = after.dispensing_ul.unwrap_or(0.0) - before.dispensing_ul.unwrap_or(0.0);
            let delivered = after.delivered_ul - before.delivered_ul;
            let withdrawn = after.withdrawn_ul - before.withdrawn_ul;
            let error = withdrawn - delivered - kept;
            worst = worst.max(error.abs());
            assert!(delivered > 1.0, "{} {seed}: {delivered} uL", embodiment.name());
            assert!(error.abs() < 1e-3, "{} {seed}: {withdrawn} and {delivered} uL", embodiment.name());
        }
        println!("strokes of {}, withdrawn less delivered: error {worst:.1e} uL", embodiment.name());
    }
}

/// The way of the liquid, closed at one place after the other.
#[test]
fn e1_e53_e68_e69_what_the_reservoir_loses_arrives_at_the_tip_by_way_of_the_pump_and_by_no_other() {
    for embodiment in Embodiment::ALL {
        let healthy = pump(embodiment, &PumpUnit::nominal(), 1);
        let given = |fault: Option<FaultKind>| {
            let mut twin = healthy.clone();
            if let Some(fault) = fault {
                twin.set_fault(fault, 1.0);
            }
            for _ in 0..3 {
                stroke(&mut twin, TICK, |_| ());
            }
            let after = twin.truth();
            assert!(after.spilled_ul.abs() < 1e-9, "{}: {} uL run out", embodiment.name(), after.spilled_ul);
            [after.withdrawn_ul, after.delivered_ul]
        };
        let [withdrawn, delivered] = given(None);
        println!("three strokes of {}: {withdrawn:.3} uL withdrawn, {delivered:.3} uL delivered", embodiment.name());
        assert!(
            delivered > 6.0 && (withdrawn - delivered).abs() < 0.1,
            "{}: {withdrawn} {delivered}",
            embodiment.name()
        );
        let [withdrawn, delivered] = given(Some(FaultKind::ReservoirOutletBlocked));
        assert!(withdrawn.abs() < 1e-6, "{}: {withdrawn} uL past a blocked outlet", embodiment.name());
        assert!(delivered < 4.0, "{}: the chamber held no more, {delivered} uL", embodiment.name());
        let [_, delivered] = given(Some(FaultKind::PumpWireBreak));
        assert!(delivered.abs() < 0.01, "{}: {delivered} uL past a pump that rests", embodiment.name());
        let [_, delivered] = given(Some(FaultKind::Occlusion));
        assert!(delivered.abs() < 1e-6, "{}: {delivered} uL past a blocked tip", embodiment.name());
    }
}

/// Any set that fits: nothing else about the pump knows of it.
#[test]
fn e1_strokes_through_each_set_give_what_they_take() {
    let topologies = Topology::ALL.into_iter().filter(|topology| !topology.has(Joint::Plug));
    for topology in topologies {
        let made = Build::from(Embodiment::Metered);
        let build = Build { design: Design { topology, ..made.design }, ..made };
        let mut twin = pump(build, &PumpUnit::draw(4), 4);
        let mut worst = Worst::default();
        for _ in 0..4 {
            worst.stroke(&mut twin);
        }
        let truth = twin.truth();
        let kept = truth.dispensing_ul.expect("it has a dispensing chamber");
        assert!((truth.withdrawn_ul - truth.delivered_ul - kept).abs() < 0.1, "{}: {truth:?}", topology.name);
        assert!(worst.liquid.max(worst.gas) < 1e-9 * truth.delivered_ul, "{}: {worst:?}", topology.name);
    }
}

/// The wall lies on its base and grows stiff, the air behind it expands: each answers the other within a step.
#[test]
fn e27_strokes_from_a_reservoir_that_runs_dry_are_conserved_and_suck_ever_more() {
    for embodiment in Embodiment::ALL {
        let fill = Volume::from_pl(30_000_000);
        let mut twin = Twin::new(embodiment, PumpUnit::draw(1), 1, fill, Environment::default());
        let mut worst = Worst::default();
        let mut suction_kpa = 0.0;
        for stroke in 0..20 {
            worst.stroke(&mut twin);
            twin.advance(twin.now() + Duration::from_min(3)).expect("the twin can be integrated");
            let truth = twin.truth();
            let more_kpa = -truth.chamber_kpa - suction_kpa;
            // Until air comes through the outlet instead of drug.
            if truth.path_gas_ul == 0.0 && stroke < 8 {
                assert!(more_kpa > 0.1, "{}, stroke {stroke}: {more_kpa} kPa more suction", embodiment.name());
            }
            suction_kpa = -truth.chamber_kpa;
        }
        let left_ul = twin.truth().reservoir_ul;
        println!(
            "{}, 20 strokes from 30 uL: {left_ul:.1} uL left, {suction_kpa:.0} kPa of suction, error {:.0e} uL of liquid, \
             {:.0e} uL of gas",
            embodiment.name(),
            worst.liquid,
            worst.gas
        );
        assert!(suction_kpa > 20.0 && left_ul < 15.0, "{}: {left_ul} uL at {suction_kpa} kPa", embodiment.name());
        assert!(worst.liquid < 3e-8 && worst.gas < 3e-8, "{}: {worst:?}", embodiment.name());
    }
}
