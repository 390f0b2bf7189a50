//! The pins between controller and twin: what the one asks becomes what the other feels, and readings go the other
//! way.
//!
//! This is all that the controller knows of the plant.

use controller::{AcousticReading, Duty, Housekeeping, Inputs, OpticalReading, Outputs, Strobe};
use twin::{AcousticSample, Actuation, OpticalSample, OpticalSite, Twin};
use units::{Temperature, Voltage};

/// What the twin feels of the controller's outputs.
pub(crate) fn actuation(outputs: &Outputs) -> Actuation {
    let fraction = |duty: Duty| f64::from(duty.as_1024ths()) / 1024.0;
    Actuation {
        pump: fraction(outputs.pump),
        first_valve: fraction(outputs.first_valve),
        // One pin: an embodiment has the one or the other.
        second_valve: fraction(outputs.second_valve),
        measurement_valve: fraction(outputs.second_valve),
    }
}

/// What the controller reads, having asked for it.
pub(crate) fn inputs(twin: &mut Twin, strobe: Strobe) -> Inputs {
    let reading = |sample: OpticalSample, pulses| OpticalReading { lit: sample.lit, dark: sample.dark, pulses };
    let plunger = strobe.plunger.map(|pulses| reading(twin.read_optics(OpticalSite::Plunger, pulses), pulses));
    let second_valve =
        strobe.second_valve.map(|pulses| reading(twin.read_optics(OpticalSite::SecondValve, pulses), pulses));
    let (battery, housing) = match strobe.housekeeping {
        Housekeeping::Read => (Some(voltage(twin.read_battery_v())), twin.read_thermistor_c().map(temperature)),
        Housekeeping::Skip => (None, None),
    };
    let tone = strobe.tone.and_then(|tone| twin.read_acoustics(f64::from(tone.millihertz) / 1e3, tone.cycles));
    Inputs { plunger, second_valve, battery, housing, acoustic: tone.map(acoustic) }
}

fn acoustic(sample: AcousticSample) -> AcousticReading {
    let AcousticSample { real_ppm, imaginary_ppm, real_variance_ppm2, imaginary_variance_ppm2 } = sample;
    AcousticReading { real_ppm, imaginary_ppm, real_variance_ppm2, imaginary_variance_ppm2 }
}

/// Through a converter with steps of 1 mV.
#[expect(clippy::cast_possible_truncation, reason = "a battery's millivolts fit an i32")]
fn voltage(volts: f64) -> Voltage {
    Voltage::from_uv((volts * 1e3).round() as i32 * 1_000)
}

/// Through a converter with steps of 0.01 K: 12 bits over what a thermistor can say.
#[expect(clippy::cast_possible_truncation, reason = "a housing's hundredths of a degree fit an i32")]
fn temperature(celsius: f64) -> Temperature {
    Temperature::from_millidegc((celsius * 100.0).round() as i32 * 10)
}
