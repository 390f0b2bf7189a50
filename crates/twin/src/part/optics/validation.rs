//! The optical sensor: the shape of its response, what its noise comes to in micrometres, and the ends of its range.

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
            let sample = optics.sample(0.0, 25.0, 1.0, 128, &mut random);
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
        let mut read = |travel, gain| optics.sample(travel, 25.0, gain, pulses, &mut random);
        for gain in [3.0, 1e3, 1e30] {
            let lit = read(0.0, gain).lit;
            // Noise acts below the converter's limit only.
            assert!(lit <= most && lit > most - most / 100 - 20, "{lit} of {most} at gain {gain}");
        }
        let lost = read(100.0, 0.0);
        assert!(lost.lit < most / 50 + 20, "{} of {most} in the dark", lost.lit);
    }
}
