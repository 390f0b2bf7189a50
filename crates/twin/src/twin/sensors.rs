//! What the sensors say, which is not what is so.

use super::Twin;
use crate::fault::FaultKind;
use crate::part::acoustics::{AcousticFaults, AcousticSample, AcousticState};
use crate::part::optics::OpticalSample;

/// Which optical sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpticalSite {
    /// Looks at the plunger.
    Plunger,
    /// Looks at the second valve's pin.
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

impl Twin {
    /// Reads an optical sensor: `pulses` samples with light and as many without.
    pub fn read_optics(&mut self, site: OpticalSite, pulses: u16) -> OpticalSample {
        let travel = match site {
            OpticalSite::Plunger => self.y[self.plant.pump.states.travel],
            OpticalSite::SecondValve => {
                let last = self.plant.valves.last().expect("every plan has valves");
                self.y[last.travel()] + PIN_BELOW_SEAT_MM
            }
        };
        self.read_optics_on_jig(site, travel, self.housing_c, pulses)
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
        let dim = self.severity(FaultKind::PlungerLedDim);
        let (optics, noise, gain) = match site {
            OpticalSite::Plunger => (&self.unit.reusable.plunger_optics, &mut self.plunger_noise, 1.0 - dim),
            OpticalSite::SecondValve => (&self.unit.reusable.second_valve_optics, &mut self.valve_noise, 1.0),
        };
        optics.sample(travel_mm, housing_c, gain, pulses, noise)
    }

    /// Reads the battery's voltage at its terminals, V: within half a percent, and 2 mV of noise.
    pub fn read_battery_v(&mut self) -> f64 {
        let conductance = self.conductance_drawn();
        let voltage = self.battery.voltage(&self.unit.reusable.battery, conductance, self.housing_c);
        voltage * self.voltage_gain + 0.002 * self.housekeeping_noise.gaussian()
    }

    /// Reads the thermistor inside the housing, degC: within half a kelvin, and 0.05 K of noise.
    pub fn read_thermistor_c(&mut self) -> f64 {
        self.housing_c + self.thermistor_offset_k + 0.05 * self.housekeeping_noise.gaussian()
    }

    /// Reads the acoustic volume sensor while it plays a tone (Hz, above 0) for so many cycles; nothing where the
    /// embodiment has none.
    pub fn read_acoustics(&mut self, tone_hz: f64, cycles: u16) -> Option<AcousticSample> {
        let state = AcousticState {
            liquid_ul: self.truth().dispensing_ul?,
            housing_c: self.housing_c,
            relative_humidity: self.environment.humidity,
            ambient_kpa: self.environment.ambient_kpa,
            outside_noise_pa: SOUND_SHARE * sound_pa(self.environment.sound_db),
            // A wearer's motion lies far below the tones.
            shock_g: 0.0,
            faults: self.acoustic_faults(),
        };
        Some(self.unit.reusable.acoustics.read(tone_hz, cycles, &state, &mut self.acoustic_noise))
    }

    fn acoustic_faults(&self) -> AcousticFaults {
        AcousticFaults::default()
    }
}

/// Sound pressure at a level, Pa.
fn sound_pa(level_db: f64) -> f64 {
    SOUND_REFERENCE_PA * crate::math::exp(level_db * (core::f64::consts::LN_10 / 20.0))
}
