//! The valves in time: that wires open and close them, and that no cut of power opens a way from reservoir to patient.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

mod script;

use twin::{Actuation, Embodiment, Environment, PumpUnit, Truth, Twin, ValveSite};
use units::{Duration, Volume};

/// Lift at which the second valve counts as open, mm.
const LIFTED_MM: f64 = 0.16;

/// Duties of the first and the second valve's wire for a while.
fn drive(twin: &mut Twin, [first_valve, second_valve]: [f64; 2], time: Duration) -> Truth {
    twin.actuate(Actuation { first_valve, second_valve, ..Actuation::default() });
    twin.advance(twin.now() + time).expect("the twin can be integrated");
    twin.truth()
}

/// Whether the first and the second valve are open.
fn open(truth: &Truth) -> [bool; 2] {
    [ValveSite::First, ValveSite::Second].map(|site| truth.valve(site).expect("both are there").open)
}

/// Height of the second valve's membrane above its seat, mm.
fn lift(truth: &Truth) -> f64 {
    truth.valve(ValveSite::Second).expect("it is there").gap_mm
}

fn pump(seed: u64, air_c: f64) -> Twin {
    let environment = Environment { air_c, ..Environment::default() };
    Twin::new(Embodiment::Tethered, PumpUnit::draw(seed), seed, Volume::from_pl(2_000_000_000), environment)
}

/// Closes the first valve: a pulse as long as the wire is cold, then a duty that holds it.
fn seal(twin: &mut Twin, hold: f64) -> Truth {
    let rise = (110.0 - twin.truth().housing_c) / 85.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred thousand microseconds")]
    let pulse = Duration::from_us((280_000.0 * rise) as u64);
    drive(twin, [0.46, 0.0], pulse);
    drive(twin, [hold, 0.0], Duration::from_ms(120))
}

/// Heats the second valve's wire until the valve has lifted.
fn lift_off(twin: &mut Twin, hold: f64) -> Truth {
    for _ in 0..125 {
        let truth = drive(twin, [hold, 0.9], Duration::from_ms(20));
        if lift(&truth) > LIFTED_MM {
            return truth;
        }
    }
    panic!("the second valve does not open within 2.5 s");
}

/// Time until `done`, s.
fn time_until(twin: &mut Twin, duties: [f64; 2], done: impl Fn(&Truth) -> bool) -> f64 {
    let ticks = (1..=1000).find(|_| done(&drive(twin, duties, Duration::from_ms(10))));
    0.01 * f64::from(ticks.expect("it is done within 10 s"))
}

#[test]
fn valves_of_200_units_close_and_open_when_driven_and_fall_back_when_not() {
    let mut slowest = [0.0_f64; 3];
    for seed in 0..200 {
        let mut twin = pump(seed, 23.0);
        drive(&mut twin, [0.0, 0.0], Duration::from_s(1));
        assert_eq!(open(&twin.truth()), [true, false], "unit {seed} at rest");
        assert_eq!(open(&seal(&mut twin, 0.09)), [false, false], "unit {seed} sealed");
        let times = [
            time_until(&mut twin, [0.09, 0.9], |truth| lift(truth) > LIFTED_MM),
            time_until(&mut twin, [0.09, 0.0], |truth| !open(truth)[1]),
            time_until(&mut twin, [0.0, 0.0], |truth| open(truth)[0]),
        ];
        for (slowest, time) in slowest.iter_mut().zip(times) {
            *slowest = slowest.max(time);
        }
        assert_eq!(open(&twin.truth()), [true, false], "unit {seed} after the cycle");
    }
    let [opens, closes, releases] = slowest;
    println!(
        "valves, slowest of 200 units: second opens in {opens:.2} s and closes in {closes:.2} s, first opens in {releases:.2} s"
    );
}

/// Closes the first, opens the second, holds both, and cuts all power. Returns by how much the second closed before the first opened, s.
fn margin_after_cut(seed: u64, air_c: f64, second_hold: f64, held: Duration) -> f64 {
    let first_hold = 0.09;
    let mut twin = pump(seed, air_c);
    assert!(!open(&seal(&mut twin, first_hold))[0], "unit {seed} at {air_c} degC: the first valve does not close");
    lift_off(&mut twin, first_hold);
    assert_eq!(
        open(&drive(&mut twin, [first_hold, second_hold], held)),
        [false, true],
        "unit {seed} at {air_c} degC, held"
    );
    let mut closed_s = None;
    for ms in 1..10_000 {
        let truth = drive(&mut twin, [0.0, 0.0], Duration::from_ms(1));
        let seconds = 1e-3 * f64::from(ms);
        assert_ne!(open(&truth), [true, true], "unit {seed} at {air_c} degC: both open {seconds} s after the cut");
        match (closed_s, open(&truth)) {
            (None, [_, false]) => closed_s = Some(seconds),
            (Some(closed_s), [true, _]) => return seconds - closed_s,
            _ => {}
        }
    }
    panic!("unit {seed} at {air_c} degC: the valves do not come to rest");
}

#[test]
fn when_power_is_cut_the_second_valve_closes_before_the_first_opens() {
    for air_c in [5.0, 25.0, 40.0] {
        // Held as in a stroke, cut at once; held for long; and the second valve heated with all there is, which no stroke does.
        let cases = [("just opened", 0.41, 20), ("held for 3 s", 0.41, 3_000), ("overheated for 3 s", 0.9, 3_000)];
        for (case, second_hold, held_ms) in cases {
            let margins = (1..=50).map(|seed| margin_after_cut(seed, air_c, second_hold, Duration::from_ms(held_ms)));
            let least = margins.fold(f64::INFINITY, f64::min);
            println!(
                "power cut at {air_c} degC, second valve {case}: closes at least {least:.3} s before the first opens (50 units)"
            );
            assert!(least > 0.0, "{air_c} degC, {case}: {least} s");
        }
    }
}

/// Most of what comes back past the tip when power is cut, uL.
const BACK_UL: f64 = 0.05;

/// The scripted stroke, with the plunger on its way and pressure in the chamber: power is cut from every tenth of a
/// second of it. The patch's outlet needs the plunger's pressure to be open; when the first valve opens before that is
/// gone, both are open for as long as the outlet's sheet takes to fall.
#[test]
fn e11_e62_no_cut_in_a_stroke_opens_a_way_from_reservoir_to_patient() {
    for embodiment in Embodiment::ALL {
        let (mut cuts, mut longest_ms, mut most_ul, mut back_ul) = (0, 0, 0.0_f64, 0.0_f64);
        for seed in 1..=3 {
            let mut cut_at = Vec::new();
            let mut whole = script::pump(embodiment, &PumpUnit::draw(seed), seed);
            script::stroke(&mut whole, Duration::from_ms(100), |twin| {
                if twin.now().as_us() <= 5_000_000 {
                    cut_at.push(twin.clone());
                }
            });
            for mut cut in cut_at {
                let at = format!("{} {seed}, cut at {} us", embodiment.name(), cut.now().as_us());
                cuts += 1;
                let (mut both_ms, mut both_ul) = (0, 0.0);
                let mut before = cut.truth();
                let mut most_delivered = before.delivered_ul;
                for _ in 0..3000 {
                    let truth = drive(&mut cut, [0.0, 0.0], Duration::from_ms(1));
                    if truth.valves_all_open() {
                        both_ms += 1;
                        both_ul += truth.delivered_ul - before.delivered_ul;
                    }
                    most_delivered = most_delivered.max(truth.delivered_ul);
                    back_ul = back_ul.max(most_delivered - truth.delivered_ul);
                    before = truth;
                }
                assert!(embodiment == Embodiment::Patch || both_ms == 0, "{at}: all open for {both_ms} ms");
                assert!(both_ms < 20 && both_ul < 1e-3, "{at}: all open for {both_ms} ms, {both_ul} uL");
                (longest_ms, most_ul) = (longest_ms.max(both_ms), most_ul.max(both_ul));
                let rest =
                    cut.truth().valves.map(|valve| valve.map(|valve| (valve.site == ValveSite::First, valve.open)));
                for (first, open) in rest.into_iter().flatten() {
                    assert_eq!(open, first, "{at}: at rest the first valve is open and no other");
                }
            }
        }
        println!(
            "power cut within strokes of {}, {cuts} cuts: all valves open for {longest_ms} ms, {most_ul:.1e} uL in it; \
             {back_ul:.4} uL come back past the tip (the most of each)",
            embodiment.name()
        );
        assert!(back_ul < BACK_UL, "{}: {back_ul} uL", embodiment.name());
    }
}

/// The same, hung a metre above and below the site.
#[test]
fn e62_a_column_of_a_metre_gets_nothing_through_a_stroke_that_is_cut() {
    for embodiment in Embodiment::ALL {
        for height_m in [1.0, -1.0] {
            let mut most_ul = 0.0_f64;
            for cut_ms in (200..5_000).step_by(400) {
                let mut twin = script::pump(embodiment, &PumpUnit::draw(2), 2);
                twin.set_environment(Environment { height_m, ..twin.environment() });
                twin.advance(twin.now() + Duration::from_min(30)).expect("the twin can be integrated");
                let mut cut = None;
                let started = twin.now();
                script::stroke(&mut twin, Duration::from_ms(100), |twin| {
                    if cut.is_none() && twin.now().since(started).as_ms() >= cut_ms {
                        cut = Some(twin.clone());
                    }
                });
                let mut cut = cut.expect("the stroke is longer");
                drive(&mut cut, [0.0, 0.0], Duration::from_min(30));
                let settled = cut.truth().delivered_ul;
                let later = drive(&mut cut, [0.0, 0.0], Duration::from_h(1)).delivered_ul;
                most_ul = most_ul.max((later - settled).abs());
            }
            println!(
                "{}, {height_m} m above the site, power cut within a stroke: {most_ul:.4} uL in the hour after",
                embodiment.name()
            );
            assert!(most_ul < 0.05, "{}: {most_ul} uL/h", embodiment.name());
        }
    }
}
