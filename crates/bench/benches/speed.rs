//! How fast a pump lives: simulated pump-days per second on one core, controller in the loop, stopped at every tick.
//!
//! `cargo bench -p aliquot-bench --bench speed`. Times are of this machine; compare ratios, not seconds, between
//! machines.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a benchmark measures and prints"
)]

use bench::{factory, world::World};
use controller::{
    BasalBlock, BasalProfile, Command, Controller, DeviceProfile, Event, Limits, Phase, Settings, Templates,
};
use std::collections::BTreeMap;
use std::time::{Duration as Wall, Instant as Clock};
use twin::{Actuation, Embodiment, Environment, PumpUnit, Twin, Work};
use units::{Concentration, Dose, DoseRate, Duration, Instant, Volume};

const ROUNDS: u64 = 5;
/// What the reservoir holds at the start.
const FILL: Volume = Volume::from_pl(2_000_000_000);
const DAY: Duration = Duration::from_h(24);

/// Time and work of one phase of the cycle.
#[derive(Default, Clone, Copy)]
struct Spent {
    ticks: u64,
    steps: u64,
    rejected: u64,
    twin: Wall,
}

/// What a day cost.
struct Day {
    strokes: u32,
    total: Wall,
    twin: Wall,
    controller: Wall,
    phases: BTreeMap<String, Spent>,
}

fn main() {
    println!("One pump-day: 0.9 U/h basal, four boluses of 4 U; tethered; tick-locked; {ROUNDS} pump units.");
    let days: Vec<Day> = (1..=ROUNDS).map(live).collect();
    let mut rates: Vec<f64> = days.iter().map(|day| 1.0 / day.total.as_secs_f64()).collect();
    rates.sort_by(f64::total_cmp);
    println!(
        "pump-days per second, one core: median {:.2}, least {:.2}, most {:.2}",
        rates[rates.len() / 2],
        rates[0],
        rates[rates.len() - 1]
    );
    for (unit, day) in days.iter().enumerate() {
        let share = |part: Wall| 100.0 * part.as_secs_f64() / (day.twin + day.controller).as_secs_f64();
        println!(
            "unit {}: {} strokes, {:.3} s; twin {:.1} %, controller with its readings {:.1} %; {:.2} ms a stroke",
            unit + 1,
            day.strokes,
            day.total.as_secs_f64(),
            share(day.twin),
            share(day.controller),
            1e3 * day.total.as_secs_f64() / f64::from(day.strokes)
        );
    }
    embodiments();
    println!("unit 1 by phase, tethered, with the controller:");
    for (phase, spent) in &days[0].phases {
        println!(
            "  {phase:10} {:6} ticks, {:6} steps, {:5} rejected, {:7.1} ms in the twin",
            spent.ticks,
            spent.steps,
            spent.rejected,
            1e3 * spent.twin.as_secs_f64()
        );
    }
}

/// One stroke of an embodiment as a fixed list of pin changes, 15 s long: for how long (ms), and duties of pump, first
/// valve, and second or measurement valve. No controller looks on, so that the twin alone is timed.
fn script(embodiment: Embodiment) -> &'static [(u64, [f64; 3])] {
    match embodiment {
        Embodiment::Tethered => &[
            (400, [0.0, 0.3, 0.0]),
            (400, [0.0, 0.09, 0.8]),
            (300, [0.45, 0.09, 0.4]),
            (1_200, [0.19, 0.09, 0.4]),
            (600, [0.17, 0.09, 0.0]),
            (1_500, [0.13, 0.0, 0.0]),
            (10_600, [0.0; 3]),
        ],
        Embodiment::Patch => &[
            (400, [0.0, 0.3, 0.0]),
            (300, [0.45, 0.09, 0.0]),
            (1_200, [0.19, 0.09, 0.0]),
            (600, [0.17, 0.09, 0.0]),
            (1_500, [0.13, 0.0, 0.0]),
            (11_000, [0.0; 3]),
        ],
        Embodiment::Metered => &[
            (400, [0.0, 0.3, 0.0]),
            (300, [0.45, 0.09, 0.0]),
            (1_200, [0.19, 0.09, 0.0]),
            (300, [0.17, 0.09, 0.9]),
            (6_000, [0.17, 0.09, 0.4]),
            (600, [0.17, 0.09, 0.0]),
            (1_500, [0.13, 0.0, 0.0]),
            (4_700, [0.0; 3]),
        ],
    }
}

/// Strokes that are timed, and repetitions of a piece of work.
const STROKES: u32 = 200;
const TIMES: u32 = 200_000;

/// The twin alone, in each embodiment: strokes a second, stopped every 10 ms as a controller would, and what each piece
/// of a step's work costs in the middle of a stroke.
fn embodiments() {
    for embodiment in Embodiment::ALL {
        let mut twin = Twin::new(embodiment, PumpUnit::nominal(), 1, FILL, Environment::default());
        stroke(&mut twin, embodiment, Duration::MAX);
        let (before, clock) = (twin.effort(), Clock::now());
        (0..STROKES).for_each(|_| stroke(&mut twin, embodiment, Duration::MAX));
        let (seconds, after) = (clock.elapsed().as_secs_f64(), twin.effort());
        let steps = (after.steps - before.steps) as f64;
        println!(
            "{}: {:.0} scripted strokes a second, {:.0} steps a stroke, {:.2} us a step",
            embodiment.name(),
            f64::from(STROKES) / seconds,
            steps / f64::from(STROKES),
            1e6 * seconds / steps
        );
        stroke(&mut twin, embodiment, Duration::from_ms(1_500));
        for (name, work) in Work::ALL {
            let mut twin = twin.clone();
            let clock = Clock::now();
            twin.repeat(work, TIMES);
            println!("  {name:32} {:6.0} ns", 1e9 * clock.elapsed().as_secs_f64() / f64::from(TIMES));
        }
    }
}

/// Makes a stroke, or its beginning.
fn stroke(twin: &mut Twin, embodiment: Embodiment, at_most: Duration) {
    let stop = twin.now() + at_most;
    for &(ms, [pump, first_valve, third]) in script(embodiment) {
        twin.actuate(Actuation { pump, first_valve, second_valve: third, measurement_valve: third });
        let end = (twin.now() + Duration::from_ms(ms)).min(stop);
        while twin.now() < end {
            twin.advance((twin.now() + Duration::from_ms(10)).min(end)).expect("the plant can be integrated");
        }
    }
}

fn live(seed: u64) -> Day {
    let unit = PumpUnit::draw(seed);
    let calibration = factory::calibrate(Embodiment::Tethered, &unit, seed).expect("units 1 to 5 are good");
    let fill = FILL;
    let rate = DoseRate::from_micro_units_per_h(900_000);
    let settings = Settings {
        concentration: Concentration::new(100).expect("U-100"),
        basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate }]).expect("one block"),
        time_of_day: Duration::ZERO,
        reservoir_fill: fill,
        limits: Limits::DEVICE,
        templates: Templates::default(),
    };
    let controller = Controller::new(DeviceProfile::TETHERED, calibration, settings);
    let twin = Twin::new(Embodiment::Tethered, unit, seed, fill, Environment::default());
    let mut world = World::new(controller, factory::supervisor(Embodiment::Tethered, &unit, seed), twin);
    let boluses: Vec<Instant> = [7, 12, 16, 19].map(|h| Instant::ZERO + Duration::from_h(h)).to_vec();
    let mut day =
        Day { strokes: 0, total: Wall::ZERO, twin: Wall::ZERO, controller: Wall::ZERO, phases: BTreeMap::new() };
    // Once for the whole, undisturbed by the finer clocks; once more with them.
    let mut plain = world.clone();
    let clock = Clock::now();
    spend(&mut plain, &boluses, &mut None);
    day.total = clock.elapsed();
    spend(&mut world, &boluses, &mut Some(&mut day));
    day
}

fn spend(world: &mut World, boluses: &[Instant], day: &mut Option<&mut Day>) {
    let end = Instant::ZERO + DAY;
    let mut next = 0;
    while world.now() < end {
        if boluses.get(next).is_some_and(|&at| world.now() >= at) {
            next += 1;
            world.command(Command::fast_bolus(Dose::from_micro_units(4_000_000))).expect("4 U is within the limit");
        }
        let until = boluses.get(next).copied().unwrap_or(end);
        match day {
            None => {
                world.advance(until).expect("the plant can be integrated");
            }
            Some(day) => timed(world, until, day),
        }
    }
}

fn timed(world: &mut World, until: Instant, day: &mut Day) {
    let (phase, effort) = (world.controller().phase(), world.twin().effort());
    let start = Clock::now();
    world.pass(until).expect("the plant can be integrated");
    let passed = Clock::now();
    let events = world.react();
    let reacted = Clock::now();
    day.twin += passed - start;
    day.controller += reacted - passed;
    day.strokes += events.iter().map(|event| u32::from(matches!(event, Event::StrokeMeasured(_)))).sum::<u32>();
    let spent = day.phases.entry(name(phase)).or_default();
    spent.ticks += 1;
    spent.steps += world.twin().effort().steps - effort.steps;
    spent.rejected += world.twin().effort().rejected - effort.rejected;
    spent.twin += passed - start;
}

fn name(phase: Phase) -> String {
    format!("{phase:?}").to_lowercase()
}
