//! The acoustic sensor's calibration: its line with the jig flush, and with a known volume in the chamber's place.

use super::Instruments;
use controller::{AcousticReference, TONES_PERMILLE};
use twin::Twin;
use units::{Temperature, Volume};

/// Volume of the jig's insert, uL, and its largest error. Turned to a micrometre on a face of 8 mm.
const INSERT_UL: f64 = 2.0;
const INSERT_ERROR_UL: f64 = 0.01;
/// Temperature of the jig, degC.
const JIG_C: f64 = 22.0;
/// Quarter tone of the drawing, Hz: a first guess.
const DRAWN_HZ: f64 = 1_245.0;
/// Cycles and repetitions of each tone.
const CYCLES: u16 = 1024;
const REPETITIONS: u32 = 16;

/// A line through the inverse ratios.
struct Line {
    quarter_hz: f64,
    /// Of `Re 1/H` over the square of the tone relative to that about which the tones lie.
    slope: f64,
    damping: f64,
}

/// Listens to the tones about a quarter tone that is expected, with so much in the chamber's place.
fn line(twin: &mut Twin, about_hz: f64, insert_ul: f64) -> Line {
    let count = f64::from(REPETITIONS) * 5.0;
    let mut sums = [0.0_f64; 5];
    for _ in 0..REPETITIONS {
        for permille in TONES_PERMILLE {
            let relative = f64::from(permille) / 1e3;
            let heard = twin.read_acoustics_on_jig(relative * about_hz, CYCLES, insert_ul, JIG_C);
            let (real, imaginary) = (f64::from(heard.real_ppm) / 1e6, f64::from(heard.imaginary_ppm) / 1e6);
            let size = real * real + imaginary * imaginary;
            let (x, y) = (relative * relative, real / size);
            for (sum, term) in sums.iter_mut().zip([x, x * x, y, x * y, -imaginary / size]) {
                *sum += term / count;
            }
        }
    }
    let [x, xx, y, xy, damping] = sums;
    let slope = (xy - x * y) / (xx - x * x);
    Line { quarter_hz: about_hz * (x - y / slope).sqrt(), slope, damping }
}

/// What the jig finds.
pub(super) fn measure(twin: &mut Twin, instruments: &mut Instruments) -> AcousticReference {
    // Twice: the tones are to lie about the unit's own quarter tone, as they will in use.
    let guess = line(twin, DRAWN_HZ, 0.0).quarter_hz;
    let empty = line(twin, guess, 0.0);
    let held_ul = INSERT_UL + INSERT_ERROR_UL * instruments.error();
    let full = line(twin, guess, held_ul);
    let ratio = empty.quarter_hz / full.quarter_hz;
    let gas_ul = INSERT_UL / (1.0 - ratio * ratio);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "millihertz and millionths of a sensor"
    )]
    AcousticReference {
        quarter_millihertz: (empty.quarter_hz * 1e3).round() as u32,
        temperature: Temperature::from_millidegc((JIG_C * 1e3) as i32),
        gas: Volume::from_pl((gas_ul * 1e6).round() as i64),
        slope_ppm: (empty.slope * 1e6).round() as i32,
        damping_ppm: (empty.damping * 1e6).round() as i32,
    }
}
