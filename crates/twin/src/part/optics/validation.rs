//! The optical sensor: the shape of its response, what its noise comes to in micrometres, the ends of its range, and
//! what ambient light, dust and age do.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use super::*;
use crate::random::Stream;

fn drawn(seed: u64) -> OpticsParameters {
    OpticsParameters::draw(&mut Random::of_part(seed, "optical sensor", "plunger_optics"))
}

#[test]
fn response_peaks_at_the_peak_distance_and_falls_monotonically_beyond() {
    let mut worst = 0.0_f64;
    for seed in 0..200 {
        let optics = drawn(seed);
        let signal = |distance_um: i32| optics.signal(f64::from(distance_um) * 1e-3 - optics.rest_distance_mm, 25.0);
        let highest = (100..3000).max_by(|a, b| signal(*a).total_cmp(&signal(*b))).expect("there are distances");
        let error = f64::from(highest) - 1e3 * optics.peak_distance_mm;
        worst = worst.max(error.abs());
        assert!(error.abs() <= 0.51, "unit {seed}: {error} um");
        assert!((highest..2999).all(|um| signal(um + 1) < signal(um)), "unit {seed} rises beyond its peak");
        assert!(optics.rest_distance_mm > optics.peak_distance_mm, "unit {seed} rests on the near slope");
    }
    println!("optics, distance of the peak: error {worst:.2} um on a grid of 1 um");
}

/// Slope of the far side from rest to the end of the stroke, against the range that the data sheet's curve shows.
#[test]
fn far_slope_is_that_of_the_data_sheet() {
    let optics = OpticsParameters::nominal();
    for (travel, published) in [(0.0, 0.07), (0.4, 0.16)] {
        let slope = (optics.signal(travel + 5e-4, 25.0) / optics.signal(travel - 5e-4, 25.0) - 1.0) * 100.0;
        let error = 100.0 * (-slope / published - 1.0);
        println!("optics, slope at {travel} mm, {slope:.3} % per um: error {error:.0} %");
        assert!(error.abs() < 10.0, "{travel} mm: {slope}");
    }
}

#[test]
fn noise_of_a_reading_of_128_pulses_at_home_is_below_1500_nm() {
    let mut worst = 0.0_f64;
    for seed in 0..=50 {
        let optics = if seed == 0 { OpticsParameters::nominal() } else { drawn(seed) };
        let mut random = Random::new(seed, Stream::PlungerOptics);
        let mut readings = || {
            let sample = optics.sample(0.0, 25.0, &Viewing::CLEAR, 128, &mut random);
            (f64::from(sample.lit) - f64::from(sample.dark)) / 128.0
        };
        let readings: Vec<f64> = (0..2000).map(|_| readings()).collect();
        let mean = readings.iter().sum::<f64>() / 2000.0;
        let variance = readings.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1999.0;
        let slope_per_um = (optics.signal(5e-4, 25.0) - optics.signal(-5e-4, 25.0)).abs();
        let deviation_um = variance.sqrt() / slope_per_um;
        if seed == 0 {
            println!("optics, noise at home, nominal: error {deviation_um:.2} um");
        }
        worst = worst.max(deviation_um);
        assert!(deviation_um < 1.5, "unit {seed}: {deviation_um} um");
    }
    println!("optics, noise at home, worst of 50 units: error {worst:.2} um");
}

#[test]
fn readings_saturate_rather_than_wrap() {
    let optics = OpticsParameters::nominal();
    let mut random = Random::new(1, Stream::PlungerOptics);
    for pulses in [1, 128, 1024, u16::MAX] {
        let most = u32::from(pulses) * 4095;
        let mut read = |travel, viewing| optics.sample(travel, 25.0, &viewing, pulses, &mut random);
        for ambient in [0.5, 1.0, 1e30] {
            let lit = read(0.0, Viewing { ambient, ..Viewing::CLEAR }).lit;
            // Noise acts below the converter's limit only.
            assert!(lit <= most && lit > most - most / 100 - 20, "{lit} of {most} at {ambient} of full scale");
        }
        let lost = read(100.0, Viewing { dim: 1.0, ..Viewing::CLEAR });
        assert!(lost.lit < most / 50 + 20, "{} of {most} in the dark", lost.lit);
    }
}

/// A calibration as a factory would make it: lit less dark, in counts a pulse, at known travels.
struct Calibration {
    counts: [f64; 26],
}

/// Distance between two travels of the calibration, mm.
const CALIBRATION_STEP_MM: f64 = 0.02;

impl Calibration {
    /// From -0.05 mm on, out of many pulses each.
    fn measure(optics: &OpticsParameters, random: &mut Random) -> Self {
        let counts = core::array::from_fn(|i| {
            let travel_mm = CALIBRATION_STEP_MM * index(i) - 0.05;
            let mean = (0..16).map(|_| difference(optics, travel_mm, &Viewing::CLEAR, 1024, random)).sum::<f64>();
            mean / 16.0
        });
        Self { counts }
    }

    /// Travel at which lit less dark is this, by linear interpolation.
    fn travel_mm(&self, counts: f64) -> f64 {
        let last = self.counts.iter().rposition(|&c| c > counts).unwrap_or(0).min(self.counts.len() - 2);
        let part = (self.counts[last] - counts) / (self.counts[last] - self.counts[last + 1]);
        CALIBRATION_STEP_MM * (index(last) + part) - 0.05
    }
}

fn index(i: usize) -> f64 {
    f64::from(u8::try_from(i).expect("an index of the calibration"))
}

/// Lit less dark, in counts a pulse.
fn difference(optics: &OpticsParameters, travel_mm: f64, viewing: &Viewing, pulses: u16, random: &mut Random) -> f64 {
    let sample = optics.sample(travel_mm, 25.0, viewing, pulses, random);
    (f64::from(sample.lit) - f64::from(sample.dark)) / f64::from(pulses)
}

/// Errors (um) of displacements measured from start and end by lit less dark: mean and deviation over many strokes.
fn displacement_error_um(seed: u64, viewing: &Viewing, pulses: u16) -> [f64; 2] {
    let optics = drawn(seed);
    let random = &mut Random::new(seed, Stream::PlungerOptics);
    let calibration = Calibration::measure(&optics, random);
    let errors: Vec<f64> = (0..400)
        .map(|_| {
            let (start_mm, end_mm) = (0.01 * random.uniform(), 0.06 + 0.34 * random.uniform());
            let [start, end] =
                [start_mm, end_mm].map(|mm| calibration.travel_mm(difference(&optics, mm, viewing, pulses, random)));
            1e3 * (end - start - (end_mm - start_mm))
        })
        .collect();
    let mean = errors.iter().sum::<f64>() / 400.0;
    let variance = errors.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / 399.0;
    [mean, variance.sqrt()]
}

#[test]
fn e6_a_displacement_by_lit_less_dark_is_good_for_2_um() {
    for pulses in [64, 128] {
        let (mut worst_mean, mut worst_deviation) = (0.0_f64, 0.0_f64);
        for seed in 0..20 {
            let [mean, deviation] = displacement_error_um(seed, &Viewing::CLEAR, pulses);
            worst_mean = worst_mean.max(mean.abs());
            worst_deviation = worst_deviation.max(deviation);
            let both = (mean * mean + deviation * deviation).sqrt();
            assert!(both < 2.0, "unit {seed}, {pulses} pulses: {mean} um, {deviation} um");
        }
        println!(
            "optics, displacement from {pulses} pulses at start and end, worst of 20 units: mean error \
             {worst_mean:.2} um, deviation {worst_deviation:.2} um"
        );
    }
}

#[test]
fn e6_ambient_light_takes_nothing_off_lit_less_dark_until_the_converter_is_full() {
    let optics = OpticsParameters::nominal();
    let random = &mut Random::new(1, Stream::PlungerOptics);
    // What the signal leaves of full scale at home.
    let room = 1.0 - (optics.rest_counts + optics.dark_counts + 10.0) / FULL_SCALE;
    let read = |ambient, random: &mut Random| {
        let viewing = Viewing { ambient, ..Viewing::CLEAR };
        (0..200).map(|_| difference(&optics, 0.0, &viewing, 128, random)).sum::<f64>() / 200.0
    };
    let dark = read(0.0, random);
    for share in [0.3, 0.6, 0.95] {
        let change = read(share * room, random) - dark;
        println!("optics, lit less dark under ambient light of {:.2} of full scale: {change:.2} counts", share * room);
        assert!(change.abs() < 0.5, "{change} counts");
    }
    // Beyond, lit stands at full scale and dark goes on rising.
    for beyond in [0.1, 0.2] {
        let missing = dark - read(room + beyond, random);
        let error = missing / (FULL_SCALE * beyond - 10.0) - 1.0;
        assert!(error.abs() < 0.03, "{beyond}: {missing} counts are missing");
    }
    assert!(read(1.0, random).abs() < 1.0, "blinded, it sees nothing");
}

#[test]
fn e6_dust_and_age_look_like_travel_and_a_loose_face_like_none() {
    let random = &mut Random::new(2, Stream::PlungerOptics);
    let optics = OpticsParameters::nominal();
    let calibration = Calibration::measure(&optics, random);
    let mut apparent =
        |travel_mm, viewing| calibration.travel_mm(difference(&optics, travel_mm, &viewing, 1024, random));
    let aged_mm = apparent(0.0, Viewing { age: 0.2, ..Viewing::CLEAR });
    // A 4 % fainter light is where the curve has fallen by 4 %.
    let error_um = 1e3 * aged_mm - fallen_um(&optics, 0.96);
    println!("optics, a diode at 20 % of its life: seems {:.1} um off, error {error_um:.1} um", 1e3 * aged_mm);
    assert!(error_um.abs() < 2.0, "{aged_mm} mm");
    // Dust takes 40 % and gives 10 % back, of a tenth of the window.
    let dusty_mm = apparent(0.0, Viewing { dust: 0.1, ..Viewing::CLEAR });
    let error_um = 1e3 * dusty_mm - fallen_um(&optics, 0.97);
    assert!(error_um.abs() < 2.0, "{dusty_mm} mm");
    let loose = Viewing { loose_mm: Some(0.1), ..Viewing::CLEAR };
    for travel_mm in [0.0, 0.2, 0.4] {
        assert!((apparent(travel_mm, loose) - 0.1).abs() < 3e-3, "a loose face stands still");
    }
}

/// Travel (um) at which the response has fallen to this share of that at home, on a grid of 0.1 um.
fn fallen_um(optics: &OpticsParameters, share: f64) -> f64 {
    let wanted = share * optics.signal(0.0, 25.0);
    (0..4000).map(|i| 0.1 * f64::from(i)).find(|um| optics.signal(1e-3 * um, 25.0) <= wanted).expect("it falls")
}

#[test]
fn e6_dark_current_doubles_every_10_k_and_cancels() {
    let optics = OpticsParameters { leak_counts: 3.0, ..OpticsParameters::nominal() };
    let random = &mut Random::new(3, Stream::PlungerOptics);
    let dim = Viewing { dim: 1.0, ..Viewing::CLEAR };
    let mut dark = |temperature_c| {
        let sum: f64 = (0..100).map(|_| f64::from(optics.sample(0.0, temperature_c, &dim, 1024, random).dark)).sum();
        sum / 102_400.0 - 40.0
    };
    for (temperature_c, expected) in [(25.0, 3.0), (35.0, 6.0), (45.0, 12.0)] {
        let found = dark(temperature_c);
        assert!((found - expected).abs() < 0.1, "{temperature_c} degC: {found} counts");
    }
    let blind: f64 = (0..100).map(|_| difference(&optics, 0.0, &dim, 1024, random)).sum::<f64>() / 100.0;
    assert!(blind.abs() < 0.1, "{blind} counts without light");
}
