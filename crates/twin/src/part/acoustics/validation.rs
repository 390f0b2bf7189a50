//! The acoustic sensor against the Helmholtz formula, Bessel's series, a tube with waves in it, and against what it is
//! for: the difference of two volumes.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use super::inverse::{Constants, TONES_HZ, listen, resonance};
use super::*;
use crate::random::Stream;
use proptest::prelude::*;

/// A laboratory at 20 degC, with an empty chamber.
const STILL: AcousticState = AcousticState {
    liquid_ul: 0.0,
    housing_c: 20.0,
    relative_humidity: 0.0,
    ambient_kpa: 101.325,
    outside_noise_pa: 0.0,
    shock_g: 0.0,
    faults: AcousticFaults {
        speaker: 0.0,
        first_microphone: 0.0,
        second_microphone: 0.0,
        seal_leak: 0.0,
        reference_leak: 0.0,
        noise_burst: 0.0,
        liquid_ingress: 0.0,
        reference_volume: 0.0,
        detuning: 0.0,
    },
};

fn drawn(seed: u64) -> AcousticParameters {
    AcousticParameters::draw(&mut Random::of_part(seed, "", ""))
}

fn noise(seed: u64) -> Random {
    Random::new(seed, Stream::Housekeeping)
}

fn air() -> MoistAir {
    MoistAir::new(20.0, 0.0, 101.325)
}

fn speed_square(air: &MoistAir) -> f64 {
    1e3 * air.stiffness_kpa / air.density_kg_m3
}

fn with(faults: AcousticFaults) -> AcousticState {
    AcousticState { faults, ..STILL }
}

/// The tone at which the pressure ratio is purely imaginary, by bisection.
fn quarter_hz(sensor: &AcousticParameters, state: &AcousticState) -> f64 {
    let (mut low, mut high) = (100.0, 4000.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if sensor.ratio(middle, state).re > 0.0 { low = middle } else { high = middle }
    }
    low
}

/// Frequency of mass and spring without friction, by the textbook, Hz.
fn textbook_hz(volume_ul: f64) -> f64 {
    let effective_mm = 3.0 + 2.0 * 8.0 * 0.5 / (3.0 * PI);
    (1e6 * speed_square(&air()) * FRAC_PI_4 / (effective_mm * volume_ul)).sqrt() / TAU
}

/// `1 / (1 - 2 J1(x) / (x J0(x)))` at `x^2 = -j s^2`, by Bessel's power series: the inertia of the gas in a tube over
/// that without friction.
fn bessel_inertia(shear_square: f64) -> Complex {
    let quarter = Complex::new(0.0, 0.25 * shear_square);
    let (mut zero, mut one) = (Complex::new(1.0, 0.0), Complex::new(1.0, 0.0));
    let (mut zero_term, mut one_term) = (zero, one);
    for k in 1..=100 {
        let k = f64::from(k);
        zero_term = zero_term * quarter * (1.0 / (k * k));
        one_term = one_term * quarter * (1.0 / (k * (k + 1.0)));
        zero = zero + zero_term;
        one = one + one_term;
    }
    // 2 J1 / x and J0.
    zero / (zero + one * -1.0)
}

fn shear_square(tone_hz: f64) -> f64 {
    0.25e-6 * TAU * tone_hz * air().density_kg_m3 / air().viscosity_pa_s
}

/// Mass of the port's gas without friction, kPa s2/uL.
fn inertance() -> f64 {
    let effective_mm = 3.0 + 2.0 * 8.0 * 0.5 / (3.0 * PI);
    1e-9 * air().density_kg_m3 * effective_mm / FRAC_PI_4
}

#[test]
fn the_ports_impedance_is_bessels() {
    let sensor = AcousticParameters::nominal();
    let mut worst = 0.0_f64;
    for tone in (1..=80).map(|i| 50.0 * f64::from(i)) {
        let exact = bessel_inertia(shear_square(tone)) * Complex::new(0.0, TAU * tone * inertance());
        let error = sensor.port_impedance(0.0, TAU * tone, &air()) / exact + -1.0;
        worst = worst.max(error.norm_square().sqrt());
    }
    println!("acoustics, port impedance from 50 to 4000 Hz against Bessel's series: error {worst:.1e}");
    assert!(worst < 1e-9, "{worst}");
}

#[test]
fn a_slow_port_resists_as_poiseuille_says_and_a_fast_one_has_a_viscous_layer() {
    let sensor = AcousticParameters::nominal();
    let slow = sensor.port_impedance(0.0, 1e-6, &air());
    let length_mm = 3.0 + 2.0 * 8.0 * 0.5 / (3.0 * PI);
    let poiseuille = 128e-3 * air().viscosity_pa_s * length_mm / PI;
    assert!((slow.re / poiseuille - 1.0).abs() < 1e-9 && slow.im < 1e-6 * slow.re, "{slow:?} against {poiseuille}");

    let fast = sensor.port_impedance(0.0, TAU * 4000.0, &air());
    let layer = (2.0 / shear_square(4000.0)).sqrt();
    let (mass, drag) = (fast.im / (TAU * 4000.0 * inertance()) - 1.0, fast.re / (TAU * 4000.0 * inertance()));
    println!(
        "acoustics, port at 4 kHz: added mass {mass:.4}, drag {drag:.4}, against a thin layer of {layer:.4} radii"
    );
    assert!((mass / layer - 1.0).abs() < 0.1 && (drag / layer - 1.0).abs() < 0.3, "{mass} {drag} {layer}");
}

#[test]
fn without_friction_the_drawing_resonates_at_1319_hz_and_both_chambers_at_1660_hz() {
    let single = textbook_hz(350.0);
    let coupled = textbook_hz(1.0 / (1.0 / 350.0 + 1.0 / 600.0));
    println!("acoustics, textbook: {single:.1} Hz (reference figure 1319), coupled {coupled:.1} Hz (1659)");
    assert!((single - 1319.0).abs() < 2.0 && (coupled - 1659.0).abs() < 3.0, "{single} {coupled}");
}

#[test]
fn the_quarter_period_lag_is_at_the_textbooks_tone_lowered_by_the_mass_of_the_viscous_layer() {
    for liquid_ul in [0.0, 2.0, 100.0] {
        let quarter = quarter_hz(&AcousticParameters::nominal(), &AcousticState { liquid_ul, ..STILL });
        let exact = textbook_hz(350.0 - liquid_ul) / bessel_inertia(shear_square(quarter)).re.sqrt();
        let ratio = AcousticParameters::nominal().ratio(quarter, &AcousticState { liquid_ul, ..STILL });
        println!(
            "acoustics, lag of a quarter period at {liquid_ul} uL: {quarter:.2} Hz, {exact:.2} Hz by hand, Q {:.2}",
            -ratio.im
        );
        assert!((quarter / exact - 1.0).abs() < 1e-9, "{liquid_ul} uL: {quarter} Hz against {exact} Hz");
        assert!(ratio.im < 0.0, "the second microphone leads");
    }
}

#[test]
fn the_chambers_breathe_as_one_when_slow_and_the_port_shuts_when_fast() {
    let sensor = AcousticParameters::nominal();
    let slow = sensor.ratio(1.0, &STILL);
    assert!((slow + -1.0).norm_square().sqrt() < 1e-3, "{slow:?}");
    let rest = sensor.ratio(0.0, &STILL);
    assert!((rest + -1.0).norm_square() < 1e-24, "{rest:?}");
    // Above resonance the gas's mass holds: -(w0/w)^2 over its inertia.
    let fast = sensor.ratio(20_000.0, &STILL);
    let square = (textbook_hz(350.0) / 20_000.0) * (textbook_hz(350.0) / 20_000.0);
    assert!((fast.re / -square - 1.0).abs() < 0.05 && fast.im.abs() < 0.1 * square, "{fast:?} against {square}");
}

#[test]
fn near_its_resonance_the_ratio_is_that_of_one_mass_on_one_spring() {
    let sensor = AcousticParameters::nominal();
    let w0 = quarter_hz(&sensor, &STILL);
    let q = -sensor.ratio(w0, &STILL).im;
    let mut worst = 0.0_f64;
    for tone in TONES_HZ {
        let relative = tone / w0;
        let simple = Complex::new(1.0 - relative * relative, relative / q).recip();
        worst = worst.max((sensor.ratio(tone, &STILL) / simple + -1.0).norm_square().sqrt());
    }
    println!("acoustics, ratio within 12 % of resonance against one mass on one spring: error {:.1} %", 100.0 * worst);
    assert!(worst < 0.05, "{worst}");
}

/// The port as a tube with waves in it, of the same length, and the longest way in a chamber against a quarter wave.
#[test]
fn waves_are_long_against_port_and_chambers() {
    let sensor = AcousticParameters::nominal();
    let speed = speed_square(&air()).sqrt();
    for (tone, limit) in [(400.0, 0.003), (1245.0, 0.05), (3000.0, 0.03)] {
        let angular = TAU * tone;
        let impedance = sensor.port_impedance(0.0, angular, &air());
        let lumped = sensor.ratio(tone, &STILL);
        // A lossy line of the same series impedance and the port's own gas as parallel spring, to second order in its
        // length: 1/H = cosh(g) + Z sinh(g)/g Y2, g^2 = Z Yport.
        let own = Complex::new(0.0, angular * FRAC_PI_4 * 3.85 / air().stiffness_kpa);
        let variable = Complex::new(0.0, angular * 350.0 / air().stiffness_kpa);
        let square = impedance * own;
        let waves = (square * 0.5 + 1.0 + (square * (1.0 / 6.0) + 1.0) * impedance * variable).recip();
        let error = (lumped / waves + -1.0).norm_square().sqrt();
        let quarter_wave_mm = 250.0 * speed / tone;
        println!(
            "acoustics, lumped against waves in the port at {tone} Hz: {:.2} %; quarter wave {quarter_wave_mm:.0} mm",
            100.0 * error
        );
        assert!(error < limit, "{tone} Hz: {error}");
        // The reference chamber as a cube is 8.4 mm wide.
        assert!(quarter_wave_mm > 3.0 * 8.4, "{tone} Hz");
    }
}

#[test]
fn a_tenth_of_a_microlitre_raises_the_resonance_by_a_fifth_of_a_hertz() {
    let sensor = AcousticParameters::nominal();
    let empty = quarter_hz(&sensor, &STILL);
    for (liquid_ul, reference) in [(0.1, 0.19), (0.5, 0.94), (2.0, 3.8)] {
        let rise = quarter_hz(&sensor, &AcousticState { liquid_ul, ..STILL }) - empty;
        println!("acoustics, {liquid_ul} uL: +{rise:.3} Hz, reference figure {reference} Hz without friction");
        // The figures are for 1319 Hz; friction lowers resonance and shift alike.
        assert!((rise / (reference * empty / 1319.0) - 1.0).abs() < 0.04, "{liquid_ul} uL: {rise} Hz");
    }
}

#[test]
fn the_fit_finds_resonance_and_sharpness() {
    for seed in 0..50 {
        let sensor = drawn(seed);
        let fitted = resonance(TONES_HZ.map(|tone| sensor.ratio(tone, &STILL)));
        let exact = quarter_hz(&sensor, &STILL);
        let q = -sensor.ratio(exact, &STILL).im;
        assert!((fitted.quarter_hz / exact - 1.0).abs() < 3e-3, "unit {seed}: {fitted:?} against {exact} Hz");
        assert!((fitted.q / q - 1.0).abs() < 0.1, "unit {seed}: {fitted:?} against {q}");
    }
}

/// The purpose: dose as a difference of two volumes, of three repeats of 64 cycles at each tone, in air that stays as
/// it is.
#[test]
fn e98_the_difference_of_two_volumes_is_good_for_50_nl() {
    let mut errors = Vec::new();
    let mut plain_error = 0.0_f64;
    for seed in 0..40 {
        let sensor = if seed == 0 { AcousticParameters::nominal() } else { drawn(seed) };
        let constants = Constants::weighed(&sensor, &STILL);
        let random = &mut noise(seed);
        let mut measure = |liquid_ul: f64, constants: &Constants| {
            let state = AcousticState { liquid_ul, ..STILL };
            let sum: f64 =
                (0..3).map(|_| constants.liquid_ul(resonance(listen(&sensor, 64, &state, random)), 1.0)).sum();
            sum / 3.0
        };
        for dose in [0.2, 0.5, 2.0, 3.0] {
            let measured = measure(dose, &constants) - measure(0.0, &constants);
            errors.push(measured - dose);
        }
        if seed == 0 {
            let by_drawing = Constants::drawn(speed_square(&air()));
            plain_error = 100.0 * ((measure(2.0, &by_drawing) - measure(0.0, &by_drawing)) / 2.0 - 1.0);
        }
    }
    let count = errors.len();
    let deviation =
        (errors.iter().map(|error| error * error).sum::<f64>() / f64::from(u8::try_from(count).expect("few"))).sqrt();
    let worst = errors.iter().fold(0.0_f64, |worst, error| worst.max(error.abs()));
    println!(
        "acoustics, {count} differences of volumes: error {:.1} nL rms, {:.1} nL at most; by drawing {plain_error:+.0} %",
        1e3 * deviation,
        1e3 * worst
    );
    assert!(deviation < 0.05 && worst < 0.15, "{deviation} uL rms, {worst} uL");
    // Friction adds mass that the drawing leaves out: a dose has to be weighed once.
    assert!((5.0..20.0).contains(&plain_error), "{plain_error} %");
}

#[test]
fn a_kelvin_that_nobody_saw_is_worth_1200_nl_and_a_twentieth_60_nl() {
    let sensor = AcousticParameters::nominal();
    let constants = Constants::weighed(&sensor, &STILL);
    for (warmer, reference) in [(1.0, 1.2), (0.05, 0.06)] {
        let state = AcousticState { housing_c: 20.0 + warmer, ..STILL };
        let found = resonance(TONES_HZ.map(|tone| sensor.ratio(tone, &state)));
        let unseen = constants.liquid_ul(found, 1.0);
        let seen = constants.liquid_ul(found, (293.15 + warmer) / 293.15);
        let percent = 100.0 * unseen / (350.0 * warmer);
        println!(
            "acoustics, {warmer} K: error {:.0} nL unseen ({percent:.3} %/K of the gas), {:.1} nL corrected",
            1e3 * unseen,
            1e3 * seen
        );
        assert!((unseen / reference - 1.0).abs() < 0.15, "{warmer} K: {unseen} uL");
        assert!((percent - 0.34).abs() < 0.05, "{percent} %/K");
        assert!(seen.abs() < 0.15 * unseen, "{warmer} K: {seen} uL");
    }
}

#[test]
fn thin_air_changes_friction_and_so_what_a_dose_seems_to_be_by_a_percent() {
    let sensor = AcousticParameters::nominal();
    let constants = Constants::weighed(&sensor, &STILL);
    let dose = |ambient_kpa| {
        let measure = |liquid_ul| {
            let state = AcousticState { liquid_ul, ambient_kpa, ..STILL };
            constants.liquid_ul(resonance(TONES_HZ.map(|tone| sensor.ratio(tone, &state))), 1.0)
        };
        measure(2.0) - measure(0.0)
    };
    let change = 100.0 * (dose(75.0) / dose(101.325) - 1.0);
    println!("acoustics, dose at 75 kPa: {change:+.2} %");
    assert!((0.5..3.0).contains(&change), "{change} %");
}

#[test]
fn humidity_between_two_weathers_looks_like_liquid_but_cancels_in_a_difference() {
    let sensor = AcousticParameters::nominal();
    let constants = Constants::weighed(&sensor, &STILL);
    let measure = |liquid_ul, relative_humidity| {
        let state = AcousticState { liquid_ul, relative_humidity, ..STILL };
        constants.liquid_ul(resonance(TONES_HZ.map(|tone| sensor.ratio(tone, &state))), 1.0)
    };
    let moved = measure(0.0, 1.0);
    let dose = measure(2.0, 1.0) - moved;
    println!("acoustics, dry to saturated at 20 degC: {moved:.2} uL absolute, {:+.2} % of a dose", 50.0 * dose - 100.0);
    // Twice 0.3 to 0.4 % of the speed of sound, of 350 uL.
    assert!((2.0..3.0).contains(&moved), "{moved} uL");
    assert!((dose / 2.0 - 1.0).abs() < 0.01, "{dose} uL");
}

/// What a front end can tell of each failing piece: level of noise, sharpness, resonance, strength at low tones.
#[test]
fn each_fault_shows_in_means_or_variances() {
    let sensor = AcousticParameters::nominal();
    let read = |tone, faults| sensor.read(tone, 64, &with(faults), &mut noise(5));
    let healthy = read(1240.0, AcousticFaults::default());
    let none = AcousticFaults::default();
    let spread = |sample: AcousticSample| sample.real_variance_ppm2 + sample.imaginary_variance_ppm2;

    // Half a microphone: the mean halves or doubles; half a speaker: only the noise grows, fourfold in variance.
    let half = read(1240.0, AcousticFaults { second_microphone: 0.5, ..none });
    assert!((f64::from(half.imaginary_ppm) / f64::from(healthy.imaginary_ppm) - 0.5).abs() < 0.01, "{half:?}");
    let half = read(1240.0, AcousticFaults { first_microphone: 0.5, ..none });
    assert!((f64::from(half.imaginary_ppm) / f64::from(healthy.imaginary_ppm) - 2.0).abs() < 0.02, "{half:?}");
    let half = read(1240.0, AcousticFaults { speaker: 0.5, ..none });
    assert!((f64::from(half.imaginary_ppm) / f64::from(healthy.imaginary_ppm) - 1.0).abs() < 0.01, "{half:?}");
    assert!((2 * spread(healthy)..8 * spread(healthy)).contains(&spread(half)), "{half:?} against {healthy:?}");

    // A dead piece: noise over noise, tone over noise, noise over tone.
    for dead in [AcousticFaults { speaker: 1.0, ..none }, AcousticFaults { first_microphone: 1.0, ..none }] {
        assert!(spread(read(1240.0, dead)) > 1000 * spread(healthy), "{dead:?}");
    }
    let deaf = read(1240.0, AcousticFaults { second_microphone: 1.0, ..none });
    assert!(deaf.real_ppm.abs() < 10_000 && deaf.imaginary_ppm.abs() < 10_000, "{deaf:?}");

    let burst = read(1240.0, AcousticFaults { noise_burst: 1.0, ..none });
    assert!(spread(burst) > 1000 * spread(healthy), "{burst:?}");

    // A rim that leaks drains the slow tones of the second chamber; one of the reference chamber changes no ratio.
    let low = sensor.ratio(200.0, &STILL).norm_square();
    let leaking = sensor.ratio(200.0, &with(AcousticFaults { seal_leak: 1.0, ..none }));
    println!("acoustics, open rim: ratio at 200 Hz {:.3} of the healthy one", (leaking.norm_square() / low).sqrt());
    assert!(leaking.norm_square() < 0.98 * low && leaking.im < 5.0 * sensor.ratio(200.0, &STILL).im, "{leaking:?}");
    for alike in [AcousticFaults { reference_leak: 1.0, ..none }, AcousticFaults { reference_volume: 1.0, ..none }] {
        assert_eq!(sensor.ratio(1240.0, &with(alike)), sensor.ratio(1240.0, &STILL), "{alike:?}");
        assert_ne!(spread(read(1240.0, alike)), spread(healthy), "{alike:?}");
    }

    // Gas that is warmer than the thermistor says.
    let constants = Constants::weighed(&sensor, &STILL);
    let warm = with(AcousticFaults { detuning: 1.0, ..none });
    let found = constants.liquid_ul(resonance(TONES_HZ.map(|tone| sensor.ratio(tone, &warm))), 1.0);
    assert!((4.0..8.0).contains(&found), "{found} uL");
}

#[test]
fn shock_and_outside_sound_raise_the_variance_and_a_closed_housing_holds_most_sound_back() {
    let sensor = AcousticParameters::nominal();
    let spread = |state: &AcousticState| {
        let sample = sensor.read(1240.0, 64, state, &mut noise(3));
        sample.real_variance_ppm2 + sample.imaginary_variance_ppm2
    };
    let calm = spread(&STILL);
    // Traffic at 80 dB is 0.2 Pa.
    let street = spread(&AcousticState { outside_noise_pa: 0.2, ..STILL });
    let shaken = spread(&AcousticState { shock_g: 2.0, ..STILL });
    println!("acoustics, variance against calm: x{} beside 80 dB, x{} at 2 g", street / calm, shaken / calm);
    assert!(street > 5 * calm && shaken > 20 * street, "{calm} {street} {shaken}");
}

#[test]
fn e71_liquid_on_the_dry_side_shows_in_resonance_and_damping() {
    let sensor = AcousticParameters::nominal();
    let fit = |state: &AcousticState| resonance(TONES_HZ.map(|tone| sensor.ratio(tone, state)));
    let dry = fit(&STILL);
    let dose = fit(&AcousticState { liquid_ul: 3.0, ..STILL });
    for severity in [0.2, 0.5] {
        let wet = fit(&with(AcousticFaults { liquid_ingress: severity, ..AcousticFaults::default() }));
        println!(
            "acoustics, ingress of {severity}: Q {:.2}, dry {:.2}, with a dose of 3 uL {:.2}; {:.0} Hz, dry {:.0} Hz",
            wet.q, dry.q, dose.q, wet.quarter_hz, dry.quarter_hz
        );
        // A dose hardly changes the damping and raises the tone; a wet port does the opposite.
        assert!((dose.q / dry.q - 1.0).abs() < 0.01 && dose.quarter_hz > dry.quarter_hz, "{dose:?}");
        assert!(wet.q < 0.95 * dry.q && (wet.quarter_hz / dry.quarter_hz - 1.0).abs() > 0.005, "{wet:?}");
    }
}

/// Gains 0.95 and 1.07, which have drifted by 10 K times 0.05 and -0.03 %, and 0.02 rad between the microphones.
#[test]
fn a_quiet_reading_is_the_ratio_times_what_the_microphones_make_of_it() {
    let quiet = AcousticParameters {
        first_gain: 0.95,
        second_gain: 1.07,
        first_drift_percent_k: 0.05,
        second_drift_percent_k: -0.03,
        phase_mismatch: 0.02,
        cycle_noise_pa: 1e-12,
        flicker: 0.0,
        ..AcousticParameters::nominal()
    };
    let state = AcousticState { housing_c: 35.0, ..STILL };
    let microphones = Complex::new(1.0, 0.02) * (1.07 * 0.997 / (0.95 * 1.005));
    for tone in TONES_HZ {
        let sample = quiet.read(tone, 16, &state, &mut noise(1));
        let expected = quiet.ratio(tone, &state) * microphones * 1e6;
        let errors = [f64::from(sample.real_ppm) - expected.re, f64::from(sample.imaginary_ppm) - expected.im];
        assert!(errors.iter().all(|error| error.abs() < 1.0), "{tone} Hz: {errors:?} ppm");
        assert_eq!((sample.real_variance_ppm2, sample.imaginary_variance_ppm2), (0, 0), "{tone} Hz");
    }
}

#[test]
fn the_gas_is_what_counts_and_not_the_thermistor() {
    let beside = AcousticParameters { gas_offset_k: 0.2, ..AcousticParameters::nominal() };
    let at = |housing_c| AcousticState { housing_c, ..STILL };
    let difference = beside.ratio(1240.0, &at(20.0)) + AcousticParameters::nominal().ratio(1240.0, &at(20.2)) * -1.0;
    assert!(difference.norm_square() < 1e-24, "{difference:?}");
}

/// Half of an ingress is 30 uL on the floor and a film of 0.1 mm in the port.
#[test]
fn a_wet_sensor_is_one_with_a_smaller_chamber_and_a_narrower_port() {
    let wet = with(AcousticFaults { liquid_ingress: 0.5, ..AcousticFaults::default() });
    let small = AcousticParameters { variable_ul: 320.0, port_diameter_mm: 0.8, ..AcousticParameters::nominal() };
    for tone in TONES_HZ {
        let difference = AcousticParameters::nominal().ratio(tone, &wet) + small.ratio(tone, &STILL) * -1.0;
        assert!(difference.norm_square() < 1e-20, "{tone} Hz: {difference:?}");
    }
}

#[test]
fn a_reading_repeats_with_its_seed_and_noise_falls_with_the_root_of_the_cycles() {
    let sensor = AcousticParameters { flicker: 0.0, ..AcousticParameters::nominal() };
    assert_eq!(sensor.read(1240.0, 64, &STILL, &mut noise(1)), sensor.read(1240.0, 64, &STILL, &mut noise(1)));
    let random = &mut noise(2);
    let mut deviation = |sensor: &AcousticParameters, cycles| {
        let parts: Vec<f64> =
            (0..2000).map(|_| f64::from(sensor.read(1240.0, cycles, &STILL, random).real_ppm)).collect();
        let mean = parts.iter().sum::<f64>() / 2000.0;
        (parts.iter().map(|part| (part - mean) * (part - mean)).sum::<f64>() / 1999.0).sqrt()
    };
    let (few, many) = (deviation(&sensor, 16), deviation(&sensor, 256));
    println!("acoustics, deviation of a real part: {few:.0} ppm of 16 cycles, {many:.0} ppm of 256");
    assert!((few / many / 4.0 - 1.0).abs() < 0.1, "{few} {many}");
    // However long it listens, flicker stays: its share of the ratio.
    let endless = deviation(&AcousticParameters { flicker: 3e-4, cycle_noise_pa: 1e-12, ..sensor }, u16::MAX);
    let share = 300.0 * sensor.ratio(1240.0, &STILL).norm_square().sqrt();
    assert!((endless / share - 1.0).abs() < 0.1, "{endless} against {share}");
}

#[test]
fn the_variance_reported_is_that_of_the_blocks() {
    let sensor = AcousticParameters { flicker: 0.0, ..AcousticParameters::nominal() };
    let random = &mut noise(4);
    let (mut means, mut reported) = (Vec::new(), 0.0);
    for _ in 0..2000 {
        let sample = sensor.read(1240.0, 64, &STILL, random);
        means.push(f64::from(sample.imaginary_ppm));
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let variance = sample.imaginary_variance_ppm2 as f64;
        reported += variance / 2000.0;
    }
    let mean = means.iter().sum::<f64>() / 2000.0;
    let observed = means.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1999.0;
    // The mean of sixteen blocks has a sixteenth of their variance.
    assert!((reported / 16.0 / observed - 1.0).abs() < 0.1, "{reported} against {observed}");
}

proptest! {
    #[test]
    fn readings_stay_within_their_numbers(
        seed in 0u64..1000, tone in 1.0f64..5000.0, cycles in 0u16.., speaker in 0.0f64..=1.0, first in 0.0f64..=1.0,
        second in 0.0f64..=1.0, burst in 0.0f64..=1.0, wet in 0.0f64..=1.0,
    ) {
        let faults = AcousticFaults {
            speaker, first_microphone: first, second_microphone: second, noise_burst: burst, liquid_ingress: wet,
            ..AcousticFaults::default()
        };
        let sample = drawn(seed).read(tone, cycles, &with(faults), &mut noise(seed));
        let most = 2_000_000_000;
        prop_assert!(sample.real_ppm.abs() <= most && sample.imaginary_ppm.abs() <= most, "{:?}", sample);
        // A variance is at most that of values at both ends.
        prop_assert!(sample.real_variance_ppm2 <= 9_000_000_000_000_000_000, "{:?}", sample);
    }

    #[test]
    fn more_liquid_always_means_a_higher_resonance(seed in 0u64..1000, liquid in 0.0f64..3.0, more in 0.001f64..1.0) {
        let sensor = drawn(seed);
        let tone = |liquid_ul| quarter_hz(&sensor, &AcousticState { liquid_ul, ..STILL });
        prop_assert!(tone(liquid + more) > tone(liquid));
    }
}
