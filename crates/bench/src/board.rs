//! The pins between controller and twin: what the one asks becomes what the other feels, and readings go the other
//! way.
//!
//! This is all that the controller knows of the plant.

use controller::{Annunciation, Duty, Housekeeping, Inputs, OpticalReading, Outputs, Strobe, Train};
use twin::{Actuation, OpticalSample, OpticalSite, Played, Twin};
use units::{Current, Duration, Temperature, Voltage};

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
    let (battery, housing, sounder) = match strobe.housekeeping {
        Housekeeping::Read => (
            Some(voltage(twin.read_battery_v())),
            twin.read_thermistor_c().map(temperature),
            Some(current(twin.read_sounder_ma())),
        ),
        Housekeeping::Skip => (None, None, None),
    };
    Inputs { plunger, second_valve, battery, housing, sounder }
}

/// What the board plays of signals: how much of the time each annunciator is on, from one burst to the next.
pub(crate) fn played(annunciation: &Annunciation) -> Played {
    let share = |train: Train| train.repeat.map_or(ONCE, |repeat| ratio(train.sounding(), repeat));
    Played {
        sounder: annunciation.sound.map_or(0.0, |signal| share(signal.level.sound())),
        light: annunciation.light.map_or(0.0, |signal| {
            let light = signal.level.light();
            ratio(light.on, light.period)
        }),
        vibrator: annunciation.vibration.map_or(0.0, |signal| share(signal.level.vibration())),
    }
}

/// Share of the time that a single burst is on, which comes once in minutes.
const ONCE: f64 = 1e-3;

#[expect(clippy::cast_precision_loss, reason = "a pattern's microseconds fit an f64 exactly")]
fn ratio(part: Duration, whole: Duration) -> f64 {
    part.as_us() as f64 / whole.as_us() as f64
}

/// Through a converter with steps of 0.1 mA.
#[expect(clippy::cast_possible_truncation, reason = "a sounder's tenths of a milliampere fit an i32")]
fn current(milliamperes: f64) -> Current {
    Current::from_ua((milliamperes * 10.0).round() as i32 * 100)
}

/// Through a converter with steps of 1 mV.
#[expect(clippy::cast_possible_truncation, reason = "a battery's millivolts fit an i32")]
fn voltage(volts: f64) -> Voltage {
    Voltage::from_uv((volts * 1e3).round() as i32 * 1_000)
}

/// Through a converter with steps of 0.1 K.
#[expect(clippy::cast_possible_truncation, reason = "a housing's tenths of a degree fit an i32")]
fn temperature(celsius: f64) -> Temperature {
    Temperature::from_millidegc((celsius * 10.0).round() as i32 * 100)
}
