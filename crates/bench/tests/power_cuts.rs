//! Power cuts: at every step of a stroke of each kind, in the midst of what is being written down, and all through a
//! day. Judged on the truth.
#![expect(clippy::print_stdout, reason = "a validation prints what it measures")]

mod cuts;

use bench::flash::ENDURANCE;
use bench::world::World;
use controller::{Command, Phase};
use cuts::{ACCURACY, ACCURACY_UL, Cut, STROKE_UL, cut, pump};
use twin::Embodiment;
use units::{Dose, Duration, Instant};

/// How long the reusable half of a pump is used: assumed, because pumps are guaranteed for four years.
const LIFE_YEARS: f64 = 4.0;
const SEED: u64 = 1;
const RATE: i64 = 1_000_000;
/// A pump at 1 U/h of U-100 earns this much in an hour, uL.
const BASAL_UL_PER_H: f64 = 10.0;
const BOLUS: i64 = 600_000;
const BOLUS_UL: f64 = 6.0;

/// Cuts power at every step of the next stroke, from before its record to after its refill, and at some instants within
/// each record that is being written meanwhile. Every `long`th time the pump is followed through its next strokes.
fn cut_at_every_step(mut world: World, bolus_ul: f64, what: &str, long: usize) {
    let mut cuts = 0;
    let mut phases: Vec<Phase> = Vec::new();
    let trial = |world: World, cuts: usize| {
        let after = if cuts.is_multiple_of(long) { Duration::from_min(5) } else { Duration::from_s(4) };
        let what = format!("{what}, cut {cuts} in phase {:?} at {}", world.controller().phase(), world.now());
        let off = Duration::from_s(2);
        let outcome = cut(world, Cut { off, after, boluses_ul: bolus_ul, basal_ul_per_h: BASAL_UL_PER_H });
        assert_eq!(outcome.fails(), None, "{what}: {outcome:?}");
    };
    let end = world.now() + Duration::from_h(1);
    while phases.last() != Some(&Phase::Idle) || phases.len() < 3 {
        assert!(world.now() < end, "no stroke within an hour: {phases:?}");
        let tick = world.advance(Instant::MAX).expect("the twin can be integrated");
        phases.push(world.controller().phase());
        phases.dedup();
        trial(world.clone(), cuts);
        cuts += 1;
        if !tick.events.is_empty() {
            for us in [100, 700, 1_300, 2_500] {
                let mut world = world.clone();
                let wanted = world.now() + Duration::from_us(us);
                world.pass(wanted).expect("the twin can be integrated");
                trial(world, cuts);
                cuts += 1;
            }
        }
    }
    assert!(phases.contains(&Phase::Commit) && phases.contains(&Phase::Advance), "{phases:?}");
    println!("{what}: {cuts} cuts");
}

fn cut_basal_and_bolus(embodiment: Embodiment) {
    let mut world = pump(embodiment, SEED, RATE);
    cut_at_every_step(world.clone(), 0.0, &format!("{embodiment:?} basal"), 40);
    world.command(Command::fast_bolus(Dose::from_micro_units(BOLUS))).expect("within the limits");
    cut_at_every_step(world, BOLUS_UL, &format!("{embodiment:?} bolus"), 40);
}

#[test]
fn a_power_cut_at_any_step_of_a_tethered_stroke_fools_nobody() {
    cut_basal_and_bolus(Embodiment::Tethered);
}

#[test]
fn a_power_cut_at_any_step_of_a_patch_stroke_fools_nobody() {
    cut_basal_and_bolus(Embodiment::Patch);
}

#[test]
fn a_power_cut_at_any_step_of_a_metered_stroke_fools_nobody() {
    cut_basal_and_bolus(Embodiment::Metered);
}

/// A day with meals in three hours, and a power cut of some seconds about every four minutes, at any phase of a stroke.
#[test]
fn a_day_of_power_cuts_never_gives_too_much_and_the_ledger_holds() {
    for (embodiment, seed) in [("tethered", 1), ("patch", 2), ("metered", 3)] {
        let event = |at: &str, action: &str| format!("[[event]]\nat = \"{at}\"\n{action}\n");
        let mut events = String::new();
        for cut in 0..40 {
            // Some seconds after a bolus was begun, or at any time.
            let (s, ms) = (240 * cut + 60 + 7 * cut % 41, 137 * cut % 1_000);
            let clock = |s: i32| format!("{:02}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60);
            if cut % 3 == 1 {
                events += &event(&clock(s - 1 - cut % 9), "bolus = { fast = \"1.5 U\" }");
            }
            events += &event(&format!("{}.{ms:03}", clock(s)), "power_cut = { for = \"3s\" }");
        }
        let text = format!(
            "name = \"x\"\nembodiment = \"{embodiment}\"\nduration = \"3h\"\nseed = {seed}\n[drug]\n\
             concentration = \"U-100\"\n[[basal]]\nfrom = \"00:00\"\nrate = \"1.5 U/h\"\n{events}"
        );
        let scenario = bench::scenario::parse(&text, "test.toml").unwrap_or_else(|error| panic!("{error}"));
        let record = bench::run::run(&scenario, &mut |_| {}).expect("it runs");
        assert_eq!(record.violations, [], "{embodiment}");
        let restarts = record.events.iter().filter(|event| event.contains("\"restarted\"")).count();
        assert_eq!(restarts, 40, "{embodiment}");
        for row in &record.totals {
            let most_ul = row.commanded_ul * (1.0 + ACCURACY) + STROKE_UL;
            assert!(row.delivered_ul <= most_ul, "{embodiment} at {} s: {} uL", row.t_s, row.delivered_ul);
        }
        // The ledger is above the truth by no more than a stroke for each that was cut.
        let unmeasured = |event: &String| {
            let value: serde_json::Value = serde_json::from_str(event).expect("it is JSON");
            value["unmeasured_pl"].as_f64().unwrap_or(0.0) / 1e6
        };
        let unmeasured_ul: f64 = record.events.iter().map(unmeasured).sum();
        let over_ul = record.ledger_ul - record.delivered_ul;
        let accuracy_ul = record.ledger_ul * ACCURACY + ACCURACY_UL;
        assert!(over_ul > -accuracy_ul && over_ul < unmeasured_ul + accuracy_ul, "{embodiment}: {over_ul} uL");
        assert!(unmeasured_ul > 0.0, "{embodiment}: some cuts hit a stroke");
        assert!(record.journal.len() > 100, "{embodiment}: {} items", record.journal.len());
        println!(
            "{embodiment}: {:.1} uL commanded, {:.1} delivered, {:.1} accounted, {unmeasured_ul:.1} of it unmeasured",
            record.commanded_ul, record.delivered_ul, record.ledger_ul
        );
    }
}

/// Pages are used in turn, so the busiest day of a pump's life tells how long they last.
#[test]
fn the_journals_pages_outlast_the_device() {
    let mut world = pump(Embodiment::Tethered, SEED, RATE);
    let (began, hours) = (world.now(), 12);
    // Basal strokes as often as they come, and boluses of 100 U a day.
    let mut boluses = 0;
    while world.now() < began + Duration::from_h(hours) {
        if world.now() >= began + Duration::from_min(15).times(boluses) {
            boluses += 1;
            let dose = Dose::from_micro_units(100_000_000 / 96);
            world.command(Command::fast_bolus(dose)).expect("within the limits");
        }
        let next = began + Duration::from_min(15).times(boluses);
        world.advance(next.min(began + Duration::from_h(hours))).expect("the twin can be integrated");
    }
    let erasures: u32 = world.erasures().iter().sum();
    let pages = u32::try_from(world.erasures().len()).expect("a few");
    // The first time each page came blank.
    let a_day = f64::from(erasures + pages) * 24.0 / 12.0;
    let years = f64::from(ENDURANCE) * f64::from(pages) / a_day / 365.0;
    println!("{erasures} erasures in {hours} h, {a_day:.0} a day over {pages} pages: {years:.1} years");
    assert!(erasures > 3 && years > LIFE_YEARS, "{years} years");
}
