//! Moist air as sound meets it: density, stiffness and viscosity.

use crate::math::exp;

/// Gas constant, J/(mol K). Source: [CIP].
const GAS_CONSTANT_J_MOLK: f64 = 8.314_472;
/// Molar mass of dry air, kg/mol. Source: [CIP].
const DRY_KG_MOL: f64 = 28.965_46e-3;
/// Molar mass of water, kg/mol. Source: [CIP].
const VAPOUR_KG_MOL: f64 = 18.015_28e-3;
/// Molar heat capacity at constant pressure over the gas constant, dry air. Source: [KIN] diatomic gas.
const DRY_HEAT_CAPACITY: f64 = 3.5;
/// The same of water vapour. Source: [INC] table A.6, 1.864 kJ/(kg K) at 290 K.
const VAPOUR_HEAT_CAPACITY: f64 = 4.04;
/// Absolute zero, degC.
const ZERO_C: f64 = -273.15;

/// Air at one temperature, humidity and pressure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MoistAir {
    /// Density, kg/m3.
    pub(crate) density_kg_m3: f64,
    /// Rise of pressure per compression without exchange of heat (ratio of heat capacities times pressure), kPa.
    pub(crate) stiffness_kpa: f64,
    /// Dynamic viscosity, Pa s.
    pub(crate) viscosity_pa_s: f64,
}

impl MoistAir {
    /// Air at a temperature (degC, 0..=50), a relative humidity (0..=1) and an absolute pressure (kPa).
    ///
    /// # Model
    /// Ideal mixture of dry air and water vapour. Viscosity is that of dry air by Sutherland's law: vapour is thinner,
    /// but is at most a fourteenth of the air up to 40 degC.
    ///
    /// # Source
    /// [CIP] mixture; [MAG] saturation pressure; [WHI] Sutherland's law with 1.716e-5 Pa s at 273 K and 111 K.
    pub(crate) fn new(temperature_c: f64, relative_humidity: f64, pressure_kpa: f64) -> Self {
        let kelvin = temperature_c - ZERO_C;
        let saturation_kpa = 0.610_94 * exp(17.625 * temperature_c / (temperature_c + 243.04));
        let vapour = relative_humidity * saturation_kpa / pressure_kpa;
        let mass_kg_mol = DRY_KG_MOL + vapour * (VAPOUR_KG_MOL - DRY_KG_MOL);
        let heat_capacity = DRY_HEAT_CAPACITY + vapour * (VAPOUR_HEAT_CAPACITY - DRY_HEAT_CAPACITY);
        let warmth = kelvin / 273.0;
        Self {
            density_kg_m3: 1e3 * pressure_kpa * mass_kg_mol / (GAS_CONSTANT_J_MOLK * kelvin),
            stiffness_kpa: heat_capacity / (heat_capacity - 1.0) * pressure_kpa,
            viscosity_pa_s: 1.716e-5 * warmth * warmth.sqrt() * (273.0 + 111.0) / (kelvin + 111.0),
        }
    }
}

#[cfg(test)]
#[expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
mod tests {
    use super::*;

    fn speed_m_s(air: &MoistAir) -> f64 {
        (1e3 * air.stiffness_kpa / air.density_kg_m3).sqrt()
    }

    #[test]
    fn sound_in_dry_air_is_as_fast_as_the_textbook_says() {
        for temperature in [0.0, 20.0, 40.0] {
            let textbook = 331.3 * (1.0_f64 + temperature / 273.15).sqrt();
            let error = 1e6 * (speed_m_s(&MoistAir::new(temperature, 0.0, 101.325)) / textbook - 1.0);
            println!("air, speed of sound at {temperature} degC, dry: {textbook:.2} m/s, error {error:.0} ppm");
            assert!(error.abs() < 200.0, "{temperature} degC: {error} ppm");
        }
    }

    /// The interpolating equation of [CRA] and its appendix, with 400 ppm of carbon dioxide.
    fn cramer_m_s(t: f64, humidity: f64, pressure_pa: f64) -> f64 {
        let kelvin = t + 273.15;
        let enhancement = 1.000_62 + 3.14e-8 * pressure_pa + 5.6e-7 * t * t;
        let saturation =
            exp(1.281_180_5e-5 * kelvin * kelvin - 1.950_987_4e-2 * kelvin + 34.049_260_34 - 6.353_631_1e3 / kelvin);
        let (w, p, c) = (humidity * enhancement * saturation / pressure_pa, pressure_pa, 400e-6);
        331.5024 + 0.603_055 * t - 0.000_528 * t * t
            + (51.471_935 + 0.149_587_4 * t - 0.000_782 * t * t) * w
            + (-1.82e-7 + 3.73e-8 * t - 2.93e-10 * t * t) * p
            + (-85.209_31 - 0.228_525 * t + 5.91e-5 * t * t) * c
            - 2.835_149 * w * w
            - 2.15e-13 * p * p
            + 29.179_762 * c * c
            + 0.000_486 * w * p * c
    }

    #[test]
    fn sound_in_moist_air_is_as_fast_as_published_within_500_ppm() {
        let mut worst = 0.0_f64;
        for temperature in 0..=30 {
            for humidity in [0.0, 0.25, 0.5, 0.75, 1.0] {
                for pressure in [75.0, 90.0, 101.325] {
                    let t = f64::from(temperature);
                    let published = cramer_m_s(t, humidity, 1e3 * pressure);
                    let error = speed_m_s(&MoistAir::new(t, humidity, pressure)) / published - 1.0;
                    worst = worst.max(1e6 * error.abs());
                }
            }
        }
        println!("air, speed of sound from 0 to 30 degC, 0 to 100 %, 75 to 101 kPa: error {worst:.0} ppm at most");
        assert!(worst < 500.0, "{worst} ppm");
    }

    #[test]
    fn humidity_speeds_sound_by_a_third_of_a_percent_at_20_degc_and_more_in_the_warm() {
        for (temperature, low, high) in [(20.0, 0.30, 0.40), (40.0, 0.8, 1.3)] {
            let speed = |humidity| speed_m_s(&MoistAir::new(temperature, humidity, 101.325));
            let gain = 100.0 * (speed(1.0) / speed(0.0) - 1.0);
            println!("air, speed of sound when saturated at {temperature} degC: +{gain:.2} %");
            assert!((low..high).contains(&gain), "{temperature} degC: {gain} %");
        }
    }

    #[test]
    fn density_and_viscosity_of_dry_air_are_the_published_ones_within_half_a_percent() {
        // [INC] table A.4: K, kg/m3, 1e-7 Pa s. Its densities are those of 100 kPa, by the ideal gas law at 300 K.
        for (kelvin, density, viscosity) in [(250.0, 1.3947, 159.6), (300.0, 1.1614, 184.6), (350.0, 0.9950, 208.2)] {
            let air = MoistAir::new(kelvin - 273.15, 0.0, 100.0);
            let errors = [air.density_kg_m3 / density, air.viscosity_pa_s * 1e7 / viscosity].map(|r| 100.0 * (r - 1.0));
            println!("air at {kelvin} K: density {:+.2} %, viscosity {:+.2} %", errors[0], errors[1]);
            assert!(errors.iter().all(|error| error.abs() < 0.5), "{kelvin} K: {errors:?} %");
        }
    }
}
