//! The pins between controller, supervisor and twin: what is asked becomes what the twin feels, and readings go the
//! other way.
//!
//! This is all that controller and supervisor know of the plant.

use crate::reader::read_tag;
use controller::{
    AcousticReading, Annunciation, Housekeeping, Inputs, OpticalReading, Strobe, Switches, TagRequest, Train, WirePower,
};
use supervisor::{Counts, Duty, PerWire, Place, Readings, StartUpStep, Wire, Withheld};
use twin::{AcousticSample, Actuation, OpticalSample, OpticalSite, Played, Twin};
use units::{Current, Duration, Temperature, Voltage};

/// What one switch of each wire does.
pub(crate) fn actuation(duties: PerWire<Duty>) -> Actuation {
    let fraction = |duty: Duty| f64::from(duty.as_1024ths()) / 1024.0;
    Actuation {
        pump: fraction(duties.pump),
        first_valve: fraction(duties.first_valve),
        second_valve: fraction(duties.second_valve),
        measurement_valve: fraction(duties.measurement_valve),
    }
}

/// What the test at start-up does to the switches.
pub(crate) fn probe(step: StartUpStep) -> [Actuation; 2] {
    [step.first, step.second].map(|duty| {
        let mut duties = PerWire::default();
        *duties.of_mut(step.wire) = duty;
        actuation(duties)
    })
}

/// A wire's current, through a converter with steps of 0.1 mA.
#[expect(clippy::cast_possible_truncation, reason = "a wire's tenths of a milliampere fit an i32")]
pub(crate) fn current(twin: &mut Twin, wire: Wire) -> Option<Current> {
    let place = match wire {
        Wire::Pump => 0,
        Wire::FirstValve => 1,
        Wire::SecondValve | Wire::MeasurementValve => 2,
    };
    Some(Current::from_ua((twin.read_current_ma(place)? * 10.0).round() as i32 * 100))
}

/// Whether the supervisor passes what is asked, as the controller's pin tells.
pub(crate) fn power(withheld: Option<Withheld>) -> WirePower {
    if withheld.is_some() { WirePower::Withheld } else { WirePower::Passed }
}

/// What the supervisor reads: the same converters, and the switches.
pub(crate) fn readings(inputs: &Inputs, twin: &mut Twin, powered: PerWire<Duty>) -> Readings {
    let counts = |r: OpticalReading| Counts { lit: r.lit, dark: r.dark, pulses: r.pulses };
    let place = |taken| if taken { Place::Taken } else { Place::Empty };
    let switches = twin.read_switches();
    let mut currents = PerWire::default();
    for wire in Wire::ALL.into_iter().filter(|wire| powered.of(*wire) > Duty::OFF) {
        *currents.of_mut(wire) = current(twin, wire);
    }
    Readings {
        plunger: inputs.plunger.map(counts),
        valve: inputs.second_valve.map(counts),
        currents,
        battery: inputs.battery,
        housing: inputs.housing,
        latch: Some(place(switches.latch)),
        connector: Some(place(switches.connector)),
        mating: Some(place(switches.mating)),
    }
}

/// What the controller reads of the plant, having asked for it.
pub(crate) fn inputs(twin: &mut Twin, strobe: Strobe, tag: TagRequest) -> Inputs {
    let reading = |sample: OpticalSample, pulses| OpticalReading { lit: sample.lit, dark: sample.dark, pulses };
    let plunger = strobe.plunger.map(|pulses| reading(twin.read_optics(OpticalSite::Plunger, pulses), pulses));
    let second_valve =
        strobe.second_valve.map(|pulses| reading(twin.read_optics(OpticalSite::SecondValve, pulses), pulses));
    let (battery, housing, sounder) = match strobe.housekeeping {
        Housekeeping::Read => (
            Some(voltage(twin.read_battery_v())),
            twin.read_thermistor_c().map(temperature),
            Some(sounder_current(twin.read_sounder_ma())),
        ),
        Housekeeping::Skip => (None, None, None),
    };
    let tone = strobe.tone.and_then(|tone| twin.read_acoustics(f64::from(tone.millihertz) / 1e3, tone.cycles));
    let switches = twin.read_switches();
    Inputs {
        plunger,
        second_valve,
        battery,
        housing,
        acoustic: tone.map(acoustic),
        sounder,
        power: WirePower::Passed,
        committed: None,
        switches: Some(Switches { latch: switches.latch, connector: switches.connector, mating: switches.mating }),
        tag: if tag == TagRequest::Read { read_tag(twin) } else { None },
    }
}

fn acoustic(sample: AcousticSample) -> AcousticReading {
    let AcousticSample { real_ppm, imaginary_ppm, real_variance_ppm2, imaginary_variance_ppm2 } = sample;
    AcousticReading { real_ppm, imaginary_ppm, real_variance_ppm2, imaginary_variance_ppm2 }
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
fn sounder_current(milliamperes: f64) -> Current {
    Current::from_ua((milliamperes * 10.0).round() as i32 * 100)
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
