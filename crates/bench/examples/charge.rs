//! Where a pump unit's charge goes: each phase of a stroke, at 1 U/h.
//!
//! `cargo run --release -p aliquot-bench --example charge -- metered 1 2` runs pump unit 1 for two hours.
#![expect(clippy::print_stdout, reason = "this program's purpose is what it prints")]

use bench::factory;
use bench::world::World;
use controller::{BasalBlock, BasalProfile, Controller, Limits, Settings, Templates};
use std::process::ExitCode;
use twin::{Embodiment, Environment, PumpUnit, Twin};
use units::{Concentration, DoseRate, Duration, Volume};

fn settings() -> Settings {
    let blocks = [BasalBlock { from: Duration::ZERO, rate: DoseRate::from_micro_units_per_h(1_000_000) }];
    Settings {
        concentration: Concentration::new(100).expect("U-100 is a concentration"),
        basal: BasalProfile::new(&blocks).expect("one block at midnight is a profile"),
        time_of_day: Duration::ZERO,
        reservoir_fill: Volume::from_pl(2_500_000_000),
        limits: Limits::DEVICE,
        templates: Templates::default(),
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, name, seed, hours] = arguments.as_slice() else {
        eprintln!("usage: charge EMBODIMENT SEED HOURS");
        return ExitCode::from(2);
    };
    let embodiment = match name.as_str() {
        "tethered" => Embodiment::Tethered,
        "patch" => Embodiment::Patch,
        _ => Embodiment::Metered,
    };
    let (Ok(seed), Ok(hours)) = (seed.parse::<u64>(), hours.parse::<u64>()) else { return ExitCode::from(2) };
    let unit = PumpUnit::draw(seed);
    let calibration = factory::calibrate(embodiment, &unit, seed).expect("a pump");
    let controller = Controller::new(factory::profile(embodiment), calibration, settings());
    let twin = Twin::new(embodiment, unit, seed, Volume::from_pl(2_500_000_000), Environment::default());
    let mut world = World::new(controller, factory::supervisor(embodiment, &unit, seed), twin);
    let end = world.now() + Duration::from_h(hours);
    let mut phases: Vec<(String, f64, f64)> = Vec::new();
    let mut strokes = 0_u32;
    while world.now() < end {
        let (phase, from, used) = (world.controller().phase(), world.now(), world.truth().battery_used_mah);
        world.advance(end).expect("the twin's equations");
        let name = format!("{phase:?}");
        strokes += u32::from(name == "Seal" && format!("{:?}", world.controller().phase()) != "Seal");
        let spent = (
            world.truth().battery_used_mah - used,
            std::time::Duration::from_micros(world.now().since(from).as_us()).as_secs_f64(),
        );
        match phases.iter_mut().find(|row| row.0 == name) {
            Some(row) => (row.1, row.2) = (row.1 + spent.0, row.2 + spent.1),
            None => phases.push((name, spent.0, spent.1)),
        }
    }
    let n = f64::from(strokes);
    println!(
        "{strokes} strokes, {:.4} mAh, {:.4} mAh a stroke",
        world.truth().battery_used_mah,
        world.truth().battery_used_mah / n
    );
    for (name, mah, seconds) in phases {
        println!("{name:18} {:8.5} mAh {:7.3} s a stroke", mah / n, seconds / n);
    }
    ExitCode::SUCCESS
}
