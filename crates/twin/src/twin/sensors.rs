//! What the sensors say, which is not what is so.

use super::Twin;
use crate::part::acoustics::{AcousticFaults, AcousticSample, AcousticState};
use crate::part::optics::{OpticalSample, Viewing};
use crate::part::sensor::Health;
use crate::part::switch::Switch;
use crate::random::{Random, Stream};

/// Which optical sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpticalSite {
    /// Looks at the plunger.
    Plunger,
    /// Looks at the pin of the last valve that a wire drives.
    SecondValve,
}

/// The second valve's sensor is mounted to look from its rest distance at a pin that is pressed this far into the
/// seat, mm. Assumed, because closer it would look from the flat peak of its response.
const PIN_BELOW_SEAT_MM: f64 = 0.155;
/// Share of the sound around the pump that comes through its housing near the acoustic sensor's tones. Assumed, because a
/// closed plastic shell of 1 mm takes about 20 dB.
const SOUND_SHARE: f64 = 0.1;
/// Sound pressure of 0 dB, Pa: by definition.
const SOUND_REFERENCE_PA: f64 = 2e-5;

/// The sensors' noise, and what has become of each.
#[derive(Debug, Clone)]
pub(super) struct Sensors {
    /// Of the optical sensors of plunger and valve.
    optical_noise: [Random; 2],
    acoustic_noise: Random,
    housekeeping_noise: Random,
    barometer_noise: Random,
    motion_noise: Random,
    current_noise: Random,
    pub(super) annunciator_noise: Random,
    /// What stands in the way of each optical sensor.
    pub(super) viewing: [Viewing; 2],
    /// Whether the two optical channels are exchanged.
    pub(super) swapped: bool,
    pub(super) acoustics: AcousticFaults,
    pub(super) thermistor: Health<f64>,
    pub(super) barometer: Health<f64>,
    pub(super) accelerometer: Health<[f64; 3]>,
    /// Of latch, connector and mating assembly.
    pub(super) switches: [Switch; 3],
}

impl Sensors {
    pub(super) fn new(seed: u64) -> Self {
        let noise = |stream| Random::new(seed, stream);
        Self {
            optical_noise: [Stream::PlungerOptics, Stream::SecondValveOptics].map(noise),
            acoustic_noise: noise(Stream::Acoustics),
            housekeeping_noise: noise(Stream::Housekeeping),
            barometer_noise: noise(Stream::Barometer),
            motion_noise: noise(Stream::Accelerometer),
            current_noise: noise(Stream::Current),
            annunciator_noise: noise(Stream::Annunciator),
            viewing: [Viewing::CLEAR; 2],
            swapped: false,
            acoustics: AcousticFaults::default(),
            thermistor: Health::Good,
            barometer: Health::Good,
            accelerometer: Health::Good,
            switches: [Switch::Good; 3],
        }
    }
}

impl Twin {
    /// What an optical sensor looks at: its distance from where the sensor is mounted for, mm.
    pub(super) fn viewed_mm(&self, site: OpticalSite) -> f64 {
        match site {
            OpticalSite::Plunger => self.y[self.plant.pump.states.travel],
            OpticalSite::SecondValve => {
                let driven = self.plant.valves.iter().rfind(|valve| valve.drive().is_some());
                driven.map_or(0.0, |valve| self.y[valve.travel()] + PIN_BELOW_SEAT_MM)
            }
        }
    }

    /// Reads an optical sensor: `pulses` samples with light and as many without.
    pub fn read_optics(&mut self, site: OpticalSite, pulses: u16) -> OpticalSample {
        let site = match (self.sensors.swapped, site) {
            (false, site) => site,
            (true, OpticalSite::Plunger) => OpticalSite::SecondValve,
            (true, OpticalSite::SecondValve) => OpticalSite::Plunger,
        };
        self.read_optics_on_jig(site, self.viewed_mm(site), self.housing_c, pulses)
    }

    /// Reads an optical sensor while a factory's jig holds what it looks at at a travel (mm) and the housing at a
    /// temperature (degC).
    pub fn read_optics_on_jig(
        &mut self,
        site: OpticalSite,
        travel_mm: f64,
        housing_c: f64,
        pulses: u16,
    ) -> OpticalSample {
        let optics = match site {
            OpticalSite::Plunger => &self.unit.reusable.plunger_optics,
            OpticalSite::SecondValve => &self.unit.reusable.second_valve_optics,
        };
        let mut viewing = self.sensors.viewing[site as usize];
        viewing.ambient = (viewing.ambient + self.environment.light).min(1.0);
        optics.sample(travel_mm, housing_c, &viewing, pulses, &mut self.sensors.optical_noise[site as usize])
    }

    /// Reads the battery's voltage at its terminals, V.
    pub fn read_battery_v(&mut self) -> f64 {
        let terminal_v = self.terminal_v();
        self.unit.reusable.supply.read_v(terminal_v, &mut self.sensors.housekeeping_noise)
    }

    /// Reads the thermistor inside the housing, degC; nothing when it does not answer.
    pub fn read_thermistor_c(&mut self) -> Option<f64> {
        let Sensors { thermistor, housekeeping_noise, .. } = &mut self.sensors;
        self.unit.reusable.thermistor.read(self.housing_c, *thermistor, housekeeping_noise)
    }

    /// Reads the barometer, kPa absolute; nothing when it does not answer.
    pub fn read_barometer_kpa(&mut self) -> Option<f64> {
        let Sensors { barometer, barometer_noise, .. } = &mut self.sensors;
        self.unit.reusable.barometer.read(self.environment.ambient_kpa, *barometer, barometer_noise)
    }

    /// Reads the accelerometer in the device's axes, g; nothing when it does not answer.
    pub fn read_accelerometer_g(&mut self) -> Option<[f64; 3]> {
        let gravity = self.worn.felt.gravity;
        let knock = [0.0, 0.0, self.worn.felt.shock_g];
        let Sensors { accelerometer, motion_noise, .. } = &mut self.sensors;
        // A knock comes away from the body.
        self.unit.reusable.accelerometer.read(knock, gravity, *accelerometer, motion_noise)
    }

    /// Reads the mean current of a wire (the pump's, then the valves' in order of flow), mA; nothing for a wire that the
    /// embodiment does not have.
    pub fn read_current_ma(&mut self, wire: usize) -> Option<f64> {
        let terminal_v = self.terminal_v();
        let conductance = self.conductance_of(self.plant.drives().nth(wire)?);
        let noise = &mut self.sensors.current_noise;
        Some(self.unit.reusable.driver.read_current_ma(terminal_v * conductance, noise))
    }

    /// Reads the acoustic volume sensor while it plays a tone (Hz, above 0) for so many cycles; nothing where the
    /// embodiment has none.
    pub fn read_acoustics(&mut self, tone_hz: f64, cycles: u16) -> Option<AcousticSample> {
        let liquid_ul = self.truth().dispensing_ul?;
        Some(self.read_acoustics_on_jig(tone_hz, cycles, liquid_ul, self.housing_c))
    }

    /// The same while a factory's jig takes so much of the gas away as this liquid (uL) would, and holds the housing at a
    /// temperature (degC).
    pub fn read_acoustics_on_jig(
        &mut self,
        tone_hz: f64,
        cycles: u16,
        liquid_ul: f64,
        housing_c: f64,
    ) -> AcousticSample {
        let state = AcousticState {
            liquid_ul,
            housing_c,
            relative_humidity: self.environment.humidity,
            ambient_kpa: self.environment.ambient_kpa,
            outside_noise_pa: SOUND_SHARE * sound_pa(self.environment.sound_db),
            // A wearer's motion lies far below the tones.
            shock_g: 0.0,
            faults: self.sensors.acoustics,
        };
        self.unit.reusable.acoustics.read(tone_hz, cycles, &state, &mut self.sensors.acoustic_noise)
    }
}

/// Sound pressure at a level, Pa.
fn sound_pa(level_db: f64) -> f64 {
    SOUND_REFERENCE_PA * crate::math::exp(level_db * (core::f64::consts::LN_10 / 20.0))
}
