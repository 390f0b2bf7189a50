//! Stroke by stroke: what the controller makes of its plunger's sensor, against where the plunger is and what passed
//! the cannula's tip.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use bench::world::World;
use controller::{
    BasalBlock, BasalProfile, CalibrationRecord, Command, Controller, DeviceProfile, Event, Limits, Phase, Settings,
    StrokeRecord, Templates,
};
use twin::{Embodiment, Environment, PumpUnit, Twin};
use units::{Concentration, Dose, DoseRate, Duration, Instant, Length, Volume};

/// One stroke as the controller records it, and as it was.
#[derive(Debug, Clone, Copy)]
struct Stroke {
    started: Instant,
    /// When it was measured.
    at: Instant,
    record: StrokeRecord,
    travel_um: f64,
    delivered_ul: f64,
}

impl Stroke {
    fn displacement_um(&self) -> f64 {
        um(self.record.end) - um(self.record.start)
    }
}

#[expect(clippy::cast_precision_loss, reason = "nanometres of any travel fit an f64 exactly")]
fn um(length: Length) -> f64 {
    length.as_nm() as f64 / 1e3
}

#[expect(clippy::cast_precision_loss, reason = "picolitres of any reservoir fit an f64 exactly")]
fn ul(volume: Volume) -> f64 {
    volume.as_pl() as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of any run fit an f64 exactly")]
fn seconds(from: Instant, to: Instant) -> f64 {
    to.since(from).as_us() as f64 / 1e6
}

/// A pump unit, measured by the factory.
struct Pump {
    seed: u64,
    unit: PumpUnit,
    calibration: CalibrationRecord,
}

impl Pump {
    fn new(seed: u64) -> Self {
        let unit = PumpUnit::draw(seed);
        Self {
            seed,
            unit,
            calibration: bench::factory::calibrate(Embodiment::Tethered, &unit, seed).expect("it makes a pump"),
        }
    }
}

/// The strokes of a new day with this basal rate (uU/h) and a bolus (uU) at its start.
fn strokes(pump: &Pump, rate: i64, bolus: i64, time: Duration) -> Vec<Stroke> {
    let fill = Volume::from_pl(2_000_000_000);
    let basal = [BasalBlock { from: Duration::ZERO, rate: DoseRate::from_micro_units_per_h(rate) }];
    let settings = Settings {
        concentration: Concentration::new(100).expect("U-100"),
        basal: BasalProfile::new(&basal).expect("one block"),
        time_of_day: Duration::ZERO,
        reservoir_fill: fill,
        limits: Limits::DEVICE,
        templates: Templates::default(),
    };
    let controller = Controller::new(DeviceProfile::TETHERED, pump.calibration, settings);
    let twin = Twin::new(Embodiment::Tethered, pump.unit, pump.seed, fill, Environment::default());
    let mut world =
        World::new(controller, bench::factory::supervisor(Embodiment::Tethered, &pump.unit, pump.seed), twin);
    if bolus > 0 {
        world.command(Command::fast_bolus(Dose::from_micro_units(bolus))).expect("within the limits");
    }
    follow(&mut world, Instant::ZERO + time)
}

/// Lives on, and pairs each record of a stroke with the truth at its two readings.
fn follow(world: &mut World, end: Instant) -> Vec<Stroke> {
    let mut all: Vec<Stroke> = Vec::new();
    let mut started = Instant::ZERO;
    let (mut start_mm, mut before_ul) = (0.0, 0.0);
    while world.now() < end {
        let phase = world.controller().phase();
        let now = world.pass(end).expect("the twin can be integrated");
        // What the sensor reads in the step to come.
        let truth = world.truth();
        if phase == Phase::Baseline {
            start_mm = truth.plunger_mm;
        }
        for event in &world.react() {
            match *event {
                Event::StrokeStarted { .. } => {
                    if let Some(last) = all.last_mut() {
                        last.delivered_ul = truth.delivered_ul - before_ul;
                    }
                    (started, before_ul) = (now, truth.delivered_ul);
                }
                Event::StrokeMeasured(record) => {
                    let travel_um = 1e3 * (truth.plunger_mm - start_mm);
                    all.push(Stroke { started, at: now, record, travel_um, delivered_ul: 0.0 });
                }
                Event::AlarmRaised(alarm) => panic!("{alarm:?}"),
                Event::InletOpened { .. }
                | Event::DeliveryResumed
                | Event::BolusEnded { .. }
                | Event::SetAccepted { .. }
                | Event::SetRefused { .. }
                | Event::StartUpTested(_)
                | Event::Primed(_)
                | Event::Detached { .. }
                | Event::AlarmSnoozed(_)
                | Event::AlarmAcknowledged(_)
                | Event::AlarmEnded(_)
                | Event::Restarted { .. } => {}
            }
        }
    }
    if let Some(last) = all.last_mut() {
        last.delivered_ul = world.truth().delivered_ul - before_ul;
    }
    all
}

/// Strokes of many sizes: a bolus and basal at two rates.
fn many_strokes(pump: &Pump) -> Vec<Stroke> {
    let mut all = strokes(pump, 1_000_000, 3_000_000, Duration::from_h(1));
    all.extend(strokes(pump, 2_500_000, 0, Duration::from_h(1)));
    all
}

#[test]
fn e4_e5_e8_displacement_is_end_less_start_and_is_what_the_plunger_did() {
    let (mut square, mut count) = (0.0, 0.0);
    let (mut least_um, mut most_um) = (f64::INFINITY, 0.0_f64);
    for seed in 1..=3 {
        for stroke in many_strokes(&Pump::new(seed)) {
            let error_um = stroke.displacement_um() - stroke.travel_um;
            square += error_um * error_um;
            count += 1.0;
            (least_um, most_um) = (least_um.min(stroke.travel_um), most_um.max(stroke.travel_um));
            assert!(error_um.abs() < 6.0, "unit {seed}: {stroke:?}");
        }
    }
    let deviation_um = f64::sqrt(square / count);
    println!("displacement of {count} strokes of {least_um:.0} to {most_um:.0} um: error {deviation_um:.2} um rms");
    assert!(most_um > 2.0 * least_um, "strokes of many sizes");
    assert!(deviation_um < 2.0, "{deviation_um} um");
}

#[test]
fn e9_displacement_goes_with_the_volume_delivered() {
    for seed in 1..=3 {
        let all = many_strokes(&Pump::new(seed));
        let (mut measured, mut delivered) = (0.0, 0.0);
        for stroke in &all {
            measured += ul(stroke.record.measured);
            delivered += stroke.delivered_ul;
        }
        // Further is more: for any two strokes that differ by more than what sensor and line leave open.
        for one in &all {
            for other in &all {
                let further_um = one.displacement_um() - other.displacement_um();
                if further_um > 20.0 {
                    assert!(one.record.measured > other.record.measured, "unit {seed}: {one:?} {other:?}");
                    assert!(one.delivered_ul > other.delivered_ul, "unit {seed}: {one:?} {other:?}");
                }
            }
        }
        let error = measured / delivered - 1.0;
        println!(
            "{} strokes of unit {seed}, {delivered:.1} uL delivered, sum of what they measured: error {:.2} %",
            all.len(),
            1e2 * error
        );
        assert!(error.abs() < 0.015, "unit {seed}: {measured} and {delivered} uL");
    }
}

/// With a bolus alone, a stroke is to give an even share of what is still due, the first of at most 0.95 uL and each of at most
/// twice the one before, or where that has left pressure in the line, as large as it; with basal alone, the next stroke
/// comes at its time and makes up for what those before it gave too much or too little.
#[test]
fn e10_each_target_follows_from_the_volume_that_was_delivered_so_far() {
    for seed in 1..=3 {
        let pump = Pump::new(seed);
        let bolus = strokes(&pump, 0, 2_000_000, Duration::from_min(10));
        let (mut due_ul, mut largest_ul) = (20.0, [0.95_f64; 2]);
        for stroke in &bolus {
            let share_ul = largest_ul.map(|largest_ul| due_ul / (due_ul / largest_ul).ceil());
            let target_ul = ul(stroke.record.target);
            assert!(
                share_ul.iter().any(|ul| (target_ul - ul).abs() < 1e-5),
                "unit {seed}: {share_ul:?} uL, {stroke:?}"
            );
            // The actuator is sent there: measured misses the target by what a stroke may.
            let miss_ul = ul(stroke.record.measured) - ul(stroke.record.target);
            assert!(miss_ul.abs() < 0.35, "unit {seed}: {stroke:?}");
            due_ul -= ul(stroke.record.measured);
            largest_ul = [2.0, 1.0].map(|times| 2.0_f64.min(times * ul(stroke.record.measured)));
        }
        assert!(bolus.len() >= 10 && due_ul.abs() < 0.25, "unit {seed}: {due_ul} uL left after {}", bolus.len());

        let basal = strokes(&pump, 1_000_000, 0, Duration::from_h(2));
        // Strokes come every five minutes.
        let half_ul = 0.5 * 10.0 / 12.0;
        let (mut given_ul, mut worst_ul) = (0.0, 0.0_f64);
        for stroke in &basal {
            // Half a stroke more than is due, less what the strokes before have given.
            let wanted_ul = 10.0 * seconds(Instant::ZERO, stroke.started) / 3600.0 + half_ul - given_ul;
            worst_ul = worst_ul.max((ul(stroke.record.target) - wanted_ul).abs());
            given_ul += ul(stroke.record.measured);
        }
        println!("basal of unit {seed}: a stroke makes up for those before it, within {worst_ul:.0e} uL");
        assert!(basal.len() > 20 && worst_ul < 1e-3, "unit {seed}: {worst_ul} uL, {} strokes", basal.len());
        assert!(basal.iter().all(|stroke| stroke.at > stroke.started), "unit {seed}");
    }
}
