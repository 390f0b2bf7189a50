//! The autoinserter against the harmonic oscillator and the balance of energy.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

use super::*;
use crate::part::cannula::CannulaParameters;
use crate::random::Stream;
use proptest::prelude::*;

/// Length of the cannula, mm.
const LENGTH_MM: f64 = 9.0;

fn nominal() -> AutoinserterParameters {
    AutoinserterParameters::nominal()
}

/// Without friction and skin the carrier is a quarter of a harmonic oscillation: `x = X (1 - cos wt)`.
#[test]
fn e96_e102d_a_free_carrier_moves_as_a_harmonic_oscillator() {
    let p = AutoinserterParameters { friction_n: 0.0, puncture_n: 0.0, drag_n_mm: 0.0, ..nominal() };
    let shot = p.fire(LENGTH_MM, &Hindrance::NONE);
    let omega_per_ms = (0.20_f64 / 2.0).sqrt();
    let impact = 18.0 * omega_per_ms * (1.0 - 4.0 / 18.0_f64).acos().sin();
    let time_ms = (1.0 - 13.0 / 18.0_f64).acos() / omega_per_ms;
    let errors = [shot.impact_m_s / impact - 1.0, shot.time_ms / time_ms - 1.0];
    println!(
        "autoinserter, free: impact {impact:.3} m/s, error {:.1e}; home after {time_ms:.3} ms, error {:.1e}",
        errors[0], errors[1]
    );
    assert!(errors[0].abs() < 1e-12 && errors[1].abs() < 1e-5, "{errors:?}");
    assert_eq!(shot.needle, Needle::Retracted);
}

/// Where the needle stops, the work of the spring has all gone into friction and skin.
#[test]
fn e96_e102d_a_weak_spring_stops_where_its_work_is_used_up() {
    let mut worst = 0.0_f64;
    for lost in [0.67, 0.7, 0.75, 0.8] {
        let p = nominal();
        let shot = p.fire(LENGTH_MM, &Hindrance { drive_lost: lost, ..Hindrance::NONE });
        let depth = LENGTH_MM * (1.0 - shot.out);
        let travel = 4.0 + depth;
        let spring_mj = (1.0 - lost) * 0.20 * (18.0 * travel - 0.5 * travel * travel);
        let skin_mj = 0.5 * 1.5 * 1.5_f64.min(depth * depth / 1.5) + 0.5 * 0.10 * (depth - 1.5).max(0.0).powi(2);
        let left = (spring_mj - 0.5 * travel - skin_mj) / spring_mj;
        println!("autoinserter, {lost} of the spring lost: depth {depth:.2} mm, work left {left:.1e}");
        assert!(shot.out > 0.0 && shot.needle == Needle::Stuck, "{shot:?}");
        worst = worst.max(left.abs());
    }
    assert!(worst < 1e-2, "{worst}");
}

#[test]
fn e96_e102d_every_good_inserter_drives_the_cannula_home_and_draws_the_needle_out() {
    let mut random = Random::new(8, Stream::Housekeeping);
    let mut speeds = [f64::MAX, 0.0_f64];
    for _ in 0..500 {
        let p = AutoinserterParameters::draw(&mut random);
        let cannula = CannulaParameters::draw(&mut random);
        let shot = p.fire(cannula.length_mm, &Hindrance::NONE);
        assert!(shot.out.abs() < 1e-15 && shot.needle == Needle::Retracted, "{p:?} {shot:?}");
        speeds = [speeds[0].min(shot.impact_m_s), speeds[1].max(shot.impact_m_s)];
    }
    println!("autoinserter, 500 pump units: impact at {:.1} to {:.1} m/s", speeds[0], speeds[1]);
    assert!(speeds[0] > 2.0 && speeds[1] < 5.0, "{speeds:?}");
}

#[test]
fn e96_e102d_what_hinders_a_shot_leaves_the_cannula_out_or_the_needle_in() {
    let rows = [
        ("no drive", Hindrance { drive_lost: 1.0, ..Hindrance::NONE }, 1.0..=1.0, Needle::Stuck),
        ("stiff carrier", Hindrance { friction_n: 4.0, ..Hindrance::NONE }, 1.0..=1.0, Needle::Stuck),
        ("blocked", Hindrance { blocked_mm: Some(3.0), ..Hindrance::NONE }, 0.66..=0.67, Needle::Stuck),
        ("no return", Hindrance { return_lost: 1.0, ..Hindrance::NONE }, 0.0..=0.0, Needle::Stuck),
        ("weak return", Hindrance { return_lost: 0.2, ..Hindrance::NONE }, 0.0..=0.0, Needle::Retracted),
    ];
    for (what, hindrance, out, needle) in rows {
        let shot = nominal().fire(LENGTH_MM, &hindrance);
        println!("autoinserter, {what}: {shot:?}");
        assert!(out.contains(&shot.out), "{what}: {shot:?}");
        assert_eq!(shot.needle, needle, "{what}: {shot:?}");
    }
}

/// Element 86: the needle inserts the cannula, so that the drug ends in the tissue, unless it did not get there.
#[test]
fn e86_the_needle_brings_the_cannula_under_the_skin_and_a_slow_one_kinks_it() {
    let p = nominal();
    let cannula = CannulaParameters::nominal();
    let skin_mm = 2.2;
    let mut random = Random::new(9, Stream::Housekeeping);
    let mut kinks = |insertion: &Insertion| {
        (0..10_000).map(|_| f64::from(u8::from(insertion.kink(&p, &mut random) > 0.0))).sum::<f64>()
    };
    let good = p.fire(cannula.length_mm, &Hindrance::NONE);
    assert!(cannula.leak_share(good.out, skin_mm).abs() < 1e-15);
    let short = p.fire(cannula.length_mm, &Hindrance { blocked_mm: Some(1.0), ..Hindrance::NONE });
    assert!((cannula.leak_share(short.out, skin_mm) - (1.0 - 1.0 / skin_mm)).abs() < 1e-9, "{short:?}");
    let slow = p.fire(cannula.length_mm, &Hindrance { drive_lost: 0.8, ..Hindrance::NONE });
    let share = 1.0 - slow.impact_m_s / p.clean_m_s;
    let counts = [kinks(&good), kinks(&slow)];
    println!(
        "cannula, kinked of 10000: {} at {:.1} m/s, {} at {:.1} m/s",
        counts[0], good.impact_m_s, counts[1], slow.impact_m_s
    );
    // One in a hundred, within three deviations of a count of 100.
    assert!((70.0..=130.0).contains(&counts[0]), "{counts:?}");
    let expected = 1e4 * (0.01 + 0.99 * share);
    assert!((counts[1] / expected - 1.0).abs() < 0.05, "{counts:?} {expected}");
}

proptest! {
    #[test]
    fn a_worse_hindrance_never_goes_deeper(lost in 0.0..0.9_f64, more in 0.01..0.1_f64, friction_n in 0.0..2.0_f64) {
        let fire = |drive_lost: f64| nominal().fire(LENGTH_MM, &Hindrance { drive_lost, friction_n, ..Hindrance::NONE });
        let (better, worse) = (fire(lost), fire(lost + more));
        prop_assert!(worse.out >= better.out && worse.impact_m_s <= better.impact_m_s);
    }
}
