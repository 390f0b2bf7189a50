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
    let [_, name, seed, hours, rest @ ..] = arguments.as_slice() else {
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
    let mut p = factory::profile(embodiment);
    for arg in rest {
        let (key, value) = arg.split_once('=').expect("key=value");
        let value: u64 = value.parse().expect("number");
        let (ms, nm) = (Duration::from_ms(value), units::Length::from_nm(value as i64));
        let i = value as i64;
        match key {
            "press_time" => p.press_time = ms,
            "press_long" => p.press_time_long = ms,
            "leak_interval" => p.leak_interval = Duration::from_min(value),
            "settle" => p.settle = ms,
            "ramp" => p.ramp_nm_per_ms = i,
            "preheat_duty" => p.preheat_duty_ppm = i,
            "preheat_time" => p.preheat_time = ms,
            "approach" => p.approach_time = ms,
            "approach_percent" => p.approach_percent = i,
            "gain" => p.gain_ppm_per_nm = i,
            "integral" => p.integral_ppm_per_um_s = i,
            "duty_max" => p.duty_max_ppm = i,
            "unseal" => p.unseal_temperature = units::Temperature::from_millidegc(i as i32),
            "seal_temp" => p.seal_temperature = units::Temperature::from_millidegc(i as i32),
            "interval" => p.basal_interval = Duration::from_s(value),
            "arrival" => p.arrival = nm,
            other => panic!("{other}"),
        }
    }
    let controller = Controller::new(p, calibration, settings());
    let twin = Twin::new(embodiment, unit, seed, Volume::from_pl(2_500_000_000), Environment::default());
    let mut world = World::new(controller, factory::supervisor(embodiment, &unit, seed), twin);
    let end = world.now() + Duration::from_h(hours);
    let mut phases: Vec<(String, f64, f64)> = Vec::new();
    let mut strokes = 0_u32;
    let mut tell = world.now() + Duration::from_h(6);
    let mut volumes = [0.0_f64; 3];
    let mut springs = [0.0_f64; 3];
    let first = world.now();
    while world.now() < end {
        let (phase, from, used) = (world.controller().phase(), world.now(), world.truth().battery_used_mah);
        let tick = world.advance(end).expect("the twin's equations");
        for event in &tick.events {
            if let controller::Event::StrokeMeasured(s) = event {
                let e = (s.measured.as_pl() - s.target.as_pl()) as f64 * 1e-3;
                if world.now().since(first) > Duration::from_min(40) {
                    volumes = [volumes[0] + 1.0, volumes[1] + e, volumes[2] + e * e];
                }
            } else if let controller::Event::InletOpened { spring } = event {
                let e = spring.as_nm() as f64;
                springs = [springs[0] + 1.0, springs[1] + e, springs[2] + e * e];
            } else if let controller::Event::AlarmRaised(a) = event {
                println!("{:?} {a:?}", world.now());
            }
        }
        if world.now() >= tell {
            tell = tell + Duration::from_h(6);
            let t = world.truth();
            println!("{:?} used {:.2} mAh, {strokes} strokes, {} delivered", world.now(), t.battery_used_mah, t.delivered_ul);
        }
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
    let sd = |v: [f64; 3]| (v[1] / v[0], (v[2] / v[0] - (v[1] / v[0]).powi(2)).max(0.0).sqrt());
    println!("measured-target nL mean, sd {:.2?}; spring nm {:.1?}", sd(volumes), sd(springs));
    let t = world.truth();
    println!("delivered {:.4} uL", t.delivered_ul);
    for (name, mah, seconds) in phases {
        println!("{name:18} {:8.5} mAh {:7.3} s a stroke", mah / n, seconds / n);
    }
    ExitCode::SUCCESS
}
