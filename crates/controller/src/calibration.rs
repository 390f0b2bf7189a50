//! What is true of this one pump: how its sensors see and how much its chamber displaces, as the factory measured by
//! a gauge and by weighing.

mod spring;

use crate::acoustics::AcousticReference;
use crate::curve::{interpolate, smooth};
use crate::fixed::mul_div;
use crate::inputs::OpticalReading;
pub use spring::RestSpring;
use units::{Length, Temperature, Volume};

/// Number of points of the optical relation.
pub const OPTICAL_POINTS: usize = 17;
/// Number of points of the volume relation.
pub const VOLUME_POINTS: usize = 10;

/// The sensor's signal at one travel of the plunger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct OpticalPoint {
    /// Travel from the home stop.
    pub travel: Length,
    /// Signal relative to that at home, millionths.
    pub ratio_ppm: u32,
}

/// The volume that the plunger has displaced at one travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct VolumePoint {
    /// Travel from the home stop.
    pub travel: Length,
    /// Volume displaced from home to there.
    pub volume: Volume,
}

/// A sensor's signal in a known position, and how it drifts with temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct SignalReference {
    /// Mean signal above dark, 1/256 counts.
    pub signal: u32,
    /// Housing temperature at which it was read.
    pub temperature: Temperature,
    /// Change with temperature, millionths per kelvin.
    pub drift_ppm_per_k: i32,
}

/// What the sensor of the second valve's position sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct ValveReference {
    /// With the valve closed.
    pub closed: SignalReference,
    /// With it open, relative to closed, millionths.
    pub open_ppm: u32,
}

/// Why a calibration record cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalibrationError {
    /// Optical points must start at home (1 000 000 ppm at zero travel) and fall as travel rises; this one does not.
    OpticalOrder {
        /// Which point, counted from zero.
        index: usize,
    },
    /// Volume points must start at zero and rise with travel; this one does not.
    VolumeOrder {
        /// Which point, counted from zero.
        index: usize,
    },
    /// The plunger's signal at home is zero.
    NoHomeSignal,
    /// The second valve's signals when open and closed are too close to tell apart (below 4 %).
    ValveSignalsAlike,
    /// The acoustic sensor's figures are those of none: no tone, no gas, or a line that does not fall.
    NoAcousticLine,
}

impl core::fmt::Display for CalibrationError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::OpticalOrder { index } => write!(f, "optical point {index} does not follow the one before"),
            Self::VolumeOrder { index } => write!(f, "volume point {index} does not follow the one before"),
            Self::NoHomeSignal => f.write_str("there is no signal at home"),
            Self::ValveSignalsAlike => f.write_str("the second valve's signals cannot be told apart"),
            Self::NoAcousticLine => f.write_str("the acoustic sensor's figures are those of none"),
        }
    }
}

/// One pump's calibration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Measured", into = "Measured")]
pub struct CalibrationRecord {
    optical: [OpticalPoint; OPTICAL_POINTS],
    /// The last point is where the membrane meets the rigid body.
    volume: [VolumePoint; VOLUME_POINTS],
    home: SignalReference,
    /// None where no valve's position is sensed.
    valve: Option<ValveReference>,
    /// How far the plunger sprang forward as the inlet opened, on average, after the strokes that were weighed.
    rest_spring: RestSpring,
    /// None where there is no acoustic volume sensor.
    acoustic: Option<AcousticReference>,
}

/// A record as it is stored and sent: not checked yet.
#[derive(serde::Serialize, serde::Deserialize)]
struct Measured {
    optical: [OpticalPoint; OPTICAL_POINTS],
    volume: [VolumePoint; VOLUME_POINTS],
    home: SignalReference,
    valve: Option<ValveReference>,
    rest_spring: RestSpring,
    acoustic: Option<AcousticReference>,
}

impl TryFrom<Measured> for CalibrationRecord {
    type Error = CalibrationError;

    fn try_from(measured: Measured) -> Result<Self, Self::Error> {
        let Measured { optical, volume, home, valve, rest_spring, acoustic } = measured;
        Self::new(optical, volume, home, valve, rest_spring, acoustic)
    }
}

impl From<CalibrationRecord> for Measured {
    fn from(record: CalibrationRecord) -> Self {
        let CalibrationRecord { optical, volume, home, valve, rest_spring, acoustic } = record;
        Self { optical, volume, home, valve, rest_spring, acoustic }
    }
}

impl CalibrationRecord {
    /// A record, checked.
    ///
    /// # Errors
    /// See [`CalibrationError`].
    pub fn new(
        optical: [OpticalPoint; OPTICAL_POINTS],
        volume: [VolumePoint; VOLUME_POINTS],
        home: SignalReference,
        valve: Option<ValveReference>,
        rest_spring: RestSpring,
        acoustic: Option<AcousticReference>,
    ) -> Result<Self, CalibrationError> {
        if home.signal == 0 {
            return Err(CalibrationError::NoHomeSignal);
        }
        if valve.is_some_and(|valve| valve.closed.signal == 0 || valve.open_ppm.abs_diff(1_000_000) < 40_000) {
            return Err(CalibrationError::ValveSignalsAlike);
        }
        if acoustic.is_some_and(|a| a.quarter_millihertz == 0 || !a.gas.is_positive() || !a.slope_ppm.is_negative()) {
            return Err(CalibrationError::NoAcousticLine);
        }
        let mut last: Option<OpticalPoint> = None;
        for (index, point) in optical.iter().enumerate() {
            let good = last.map_or(*point == OpticalPoint { travel: Length::ZERO, ratio_ppm: 1_000_000 }, |last| {
                point.travel > last.travel && point.ratio_ppm < last.ratio_ppm
            });
            if !good {
                return Err(CalibrationError::OpticalOrder { index });
            }
            last = Some(*point);
        }
        let mut last: Option<VolumePoint> = None;
        for (index, point) in volume.iter().enumerate() {
            let good = last.map_or(*point == VolumePoint { travel: Length::ZERO, volume: Volume::ZERO }, |last| {
                point.travel > last.travel && point.volume > last.volume
            });
            if !good {
                return Err(CalibrationError::VolumeOrder { index });
            }
            last = Some(*point);
        }
        Ok(Self { optical, volume, home, valve, rest_spring, acoustic })
    }

    /// See [`CalibrationRecord`].
    pub(crate) fn rest_spring(&self) -> RestSpring {
        self.rest_spring
    }

    /// See [`CalibrationRecord`].
    pub(crate) fn acoustic(&self) -> Option<&AcousticReference> {
        self.acoustic.as_ref()
    }

    /// The plunger sensor's signal at home.
    pub(crate) fn home(&self) -> SignalReference {
        self.home
    }

    /// Travel at which the membrane meets the rigid body.
    pub(crate) fn body(&self) -> Length {
        let [.., body] = &self.volume;
        body.travel
    }

    /// How much of the signal at home is there whatever the plunger does, millionths, if this is the signal at the body.
    pub(crate) fn stray_ppm(&self, body_signal: i64, home_signal: i64) -> i64 {
        let points = self.optical.iter().map(|p| (p.travel.as_nm(), i64::from(p.ratio_ppm)));
        let expected = smooth(points, self.body().as_nm()).unwrap_or(0);
        let surplus = mul_div(body_signal, 1_000_000, home_signal).saturating_sub(expected);
        mul_div(surplus, 1_000_000, 1_000_000_i64.saturating_sub(expected))
    }

    /// Travel of the plunger for a signal, given the signal at home and the share of it that is there whatever the plunger
    /// does. Slightly negative where noise puts the signal above that at home.
    pub(crate) fn travel(&self, signal: i64, home_signal: i64, stray_ppm: i64) -> Length {
        let seen = mul_div(signal, 1_000_000, home_signal).saturating_sub(stray_ppm);
        let ratio = mul_div(seen, 1_000_000, 1_000_000_i64.saturating_sub(stray_ppm));
        if ratio > 1_000_000 {
            return self.beyond_home(ratio);
        }
        let rising = self.optical.iter().rev().map(|p| (i64::from(p.ratio_ppm), p.travel.as_nm()));
        Length::from_nm(smooth(rising, ratio).unwrap_or(0))
    }

    /// Continues the first stretch of the optical relation past home.
    fn beyond_home(&self, ratio: i64) -> Length {
        let [_, first, ..] = &self.optical;
        let fall = 1_000_000_i64.saturating_sub(i64::from(first.ratio_ppm));
        first.travel.scaled(1_000_000_i64.saturating_sub(ratio), fall)
    }

    /// Volume displaced between two travels.
    pub(crate) fn displaced(&self, from: Length, to: Length) -> Volume {
        self.volume_at(to) - self.volume_at(from)
    }

    fn volume_at(&self, travel: Length) -> Volume {
        if travel.is_negative() {
            let [_, first, ..] = &self.volume;
            return first.volume.scaled(travel.as_nm(), first.travel.as_nm());
        }
        let points = self.volume.iter().map(|p| (p.travel.as_nm(), p.volume.as_pl()));
        Volume::from_pl(interpolate(points, travel.as_nm()).unwrap_or(0))
    }

    /// Travel at which `volume` has been displaced since `from`.
    pub(crate) fn target(&self, from: Length, volume: Volume) -> Length {
        let points = self.volume.iter().map(|p| (p.volume.as_pl(), p.travel.as_nm()));
        let sum = self.volume_at(from) + volume;
        Length::from_nm(interpolate(points, sum.as_pl()).unwrap_or(0))
    }

    /// How far the second valve is open, from its sensor: 0 is closed, 1 000 000 fully open. `None` when the reading
    /// means nothing.
    pub(crate) fn valve_opening_ppm(&self, reading: OpticalReading, housing: Temperature) -> Option<i64> {
        let ValveReference { closed, open_ppm } = self.valve?;
        let ratio = mul_div(reading.signal()?, 1_000_000, closed.at(housing));
        let change = ratio.saturating_sub(1_000_000);
        Some(mul_div(change, 1_000_000, i64::from(open_ppm).saturating_sub(1_000_000)))
    }
}

impl SignalReference {
    /// Takes a new reading of the known position into account: half of it, so that one reading's noise counts half.
    pub(crate) fn renew(&mut self, signal: i64, temperature: Temperature) {
        let blended = crate::fixed::blend(self.at(temperature), signal, 50);
        self.signal = u32::try_from(blended).unwrap_or(self.signal);
        self.temperature = temperature;
    }

    /// The signal at this temperature, 1/256 counts.
    pub(crate) fn at(&self, temperature: Temperature) -> i64 {
        let warmer_mk = i64::from(temperature.millikelvin_above(self.temperature));
        let drift_ppm = mul_div(i64::from(self.drift_ppm_per_k), warmer_mk, 1_000).clamp(-500_000, 500_000);
        mul_div(i64::from(self.signal), drift_ppm.saturating_add(1_000_000), 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn optical() -> [OpticalPoint; OPTICAL_POINTS] {
        let mut step = -1_i64;
        core::array::from_fn(|_| {
            step += 1;
            // Falls ever more slowly, as light does.
            let ratio_ppm = u32::try_from(1_000_000 - 30_000 * step + 700 * step * step).unwrap();
            OpticalPoint { travel: Length::from_nm(25_000 * step), ratio_ppm }
        })
    }

    /// The relation through these points, ppm.
    fn seen_ppm(nm: i64) -> i64 {
        1_000_000 - 30_000 * nm / 25_000 + 700 * nm * nm / 625_000_000
    }

    fn volume() -> [VolumePoint; VOLUME_POINTS] {
        let mut step = -1_i64;
        core::array::from_fn(|_| {
            step += 1;
            VolumePoint {
                travel: Length::from_nm(40_000 * step),
                volume: Volume::from_pl(300_000 * step + 4_000 * step * step),
            }
        })
    }

    fn reference(signal: u32) -> SignalReference {
        SignalReference { signal, temperature: Temperature::from_millidegc(22_000), drift_ppm_per_k: -800 }
    }

    fn valve(closed: u32, open_ppm: u32) -> ValveReference {
        ValveReference { closed: reference(closed), open_ppm }
    }

    fn record(
        optical: &[OpticalPoint; OPTICAL_POINTS],
        volume: &[VolumePoint; VOLUME_POINTS],
    ) -> Result<CalibrationRecord, CalibrationError> {
        CalibrationRecord::new(
            *optical,
            *volume,
            reference(640_000),
            Some(valve(300_000, 1_400_000)),
            Length::ZERO.into(),
            None,
        )
    }

    #[test]
    fn a_table_that_does_not_run_one_way_is_refused_at_its_point() {
        assert!(record(&optical(), &volume()).is_ok());
        for index in 0..OPTICAL_POINTS {
            let refused = Err(CalibrationError::OpticalOrder { index });
            let mut table = optical();
            table[index].ratio_ppm = 1_000_001;
            assert_eq!(record(&table, &volume()), refused);
            let mut table = optical();
            table[index].travel = Length::from_nm(i64::from(index == 0));
            assert_eq!(record(&table, &volume()), refused);
        }
        for index in 0..VOLUME_POINTS {
            let refused = Err(CalibrationError::VolumeOrder { index });
            let mut table = volume();
            table[index].volume = Volume::from_pl(-1);
            assert_eq!(record(&optical(), &table), refused);
            let mut table = volume();
            table[index].travel = Length::from_nm(-1);
            assert_eq!(record(&optical(), &table), refused);
        }
        let mut level = volume();
        level[4].volume = level[3].volume;
        assert_eq!(record(&optical(), &level), Err(CalibrationError::VolumeOrder { index: 4 }));
    }

    #[test]
    fn signals_that_tell_nothing_are_refused() {
        let make = |home, closed, open_ppm| {
            let valve = Some(valve(closed, open_ppm));
            CalibrationRecord::new(optical(), volume(), reference(home), valve, Length::ZERO.into(), None).err()
        };
        assert_eq!(make(0, 300_000, 1_400_000), Some(CalibrationError::NoHomeSignal));
        let alike = Some(CalibrationError::ValveSignalsAlike);
        for (closed, open_ppm, error) in [
            (0, 1_400_000, alike),
            (300_000, 1_000_000, alike),
            (300_000, 1_039_999, alike),
            (300_000, 960_001, alike),
            (300_000, 1_040_000, None),
            (300_000, 960_000, None),
            (300_000, 0, None),
            (u32::MAX, u32::MAX, None),
        ] {
            assert_eq!(make(640_000, closed, open_ppm), error, "{closed} {open_ppm}");
        }
    }

    #[test]
    fn without_a_sensed_valve_no_reading_of_one_means_anything() {
        let record =
            CalibrationRecord::new(optical(), volume(), reference(640_000), None, Length::ZERO.into(), None).unwrap();
        let reading = OpticalReading { lit: 18_750, dark: 0, pulses: 16 };
        assert_eq!(record.valve_opening_ppm(reading, Temperature::from_millidegc(22_000)), None);
    }

    #[test]
    fn the_opening_of_the_second_valve_is_none_closed_and_all_open() {
        let record = record(&optical(), &volume()).unwrap();
        let at = Temperature::from_millidegc(22_000);
        let opening = |lit: u32| record.valve_opening_ppm(OpticalReading { lit, dark: 0, pulses: 16 }, at);
        let closed = 300_000 * 16 / 256;
        assert_eq!(opening(closed), Some(0));
        assert_eq!(opening(closed * 14 / 10), Some(1_000_000));
        assert_eq!(opening(closed * 12 / 10), Some(500_000));
        for meaningless in [0, u32::MAX, 4_001 * 16] {
            assert_eq!(opening(meaningless), None, "{meaningless}");
        }
        assert_eq!(record.valve_opening_ppm(OpticalReading { lit: 5, dark: 0, pulses: 0 }, at), None);
    }

    #[test]
    fn a_reference_drifts_with_temperature_within_limits() {
        let home = reference(1_000_000);
        for (millidegc, signal) in
            [(22_000, 1_000_000), (32_000, 992_000), (12_000, 1_008_000), (i32::MAX, 500_000), (i32::MIN, 1_500_000)]
        {
            assert_eq!(home.at(Temperature::from_millidegc(millidegc)), signal, "{millidegc}");
        }
    }

    proptest! {
        #[test]
        fn travel_is_read_back_from_the_signal_it_makes(nm in 0i64..400_000) {
            let record = record(&optical(), &volume()).unwrap();
            let home = 1_000_000_000_i64;
            let found = record.travel(1_000 * seen_ppm(nm), home, 0).as_nm();
            // Lines between the points would be off by up to 150, 500 and 500 nm. The last stretch has one neighbour only.
            let allowed = match nm {
                0..250_000 => 15,
                250_000..375_000 => 60,
                _ => 150,
            };
            prop_assert!((found - nm).abs() <= allowed, "{nm} nm read as {found} nm");
        }

        #[test]
        fn a_small_way_is_read_as_long_as_it_is_wherever_it_lies(nm in 0i64..250_000) {
            let record = record(&optical(), &volume()).unwrap();
            let travel = |nm| record.travel(1_000 * seen_ppm(nm), 1_000_000_000, 0).as_nm();
            let way = travel(nm + 6_000) - travel(nm);
            // 6 um of a spring to 1 %, which is a nanolitre of a stroke; lines would be 3 % off at a point.
            prop_assert!((way - 6_000).abs() <= 60, "6 um from {nm} nm read as {way} nm");
        }

        #[test]
        fn light_that_is_always_there_is_found_at_the_body_and_taken_off(nm in 0i64..360_000, stray_ppm in -100_000i64..300_000) {
            let record = record(&optical(), &volume()).unwrap();
            let points = optical().map(|p| (p.travel.as_nm(), i64::from(p.ratio_ppm)));
            // Of the light at home, a thousand million, so much stays whatever the plunger does.
            let seen = |nm| {
                let ratio = smooth(points.into_iter(), nm).unwrap();
                1_000 * stray_ppm + (1_000_000 - stray_ppm) * ratio / 1_000
            };
            let found = record.stray_ppm(seen(360_000), 1_000_000_000);
            prop_assert!((found - stray_ppm).abs() <= 10, "{found} ppm for {stray_ppm}");
            let (travel, clean) = (record.travel(seen(nm), 1_000_000_000, found), record.travel(seen(nm), 1_000_000_000, 0));
            prop_assert!((travel.as_nm() - nm).abs() <= 100, "{travel} for {nm} nm");
            prop_assert!(nm < 50_000 || stray_ppm < 10_000 || clean < travel, "{clean} without the correction");
        }

        #[test]
        fn more_light_is_never_more_travel(a in 0i64..2_000_000_000, b in 0i64..2_000_000_000) {
            let record = record(&optical(), &volume()).unwrap();
            let travel = |signal| record.travel(signal, 1_000_000_000, 0);
            prop_assert!(a > b || travel(a) >= travel(b));
        }

        #[test]
        fn a_target_is_where_its_volume_is_displaced(from_nm in 0i64..200_000, pl in 0i64..900_000) {
            let record = record(&optical(), &volume()).unwrap();
            let (from, volume) = (Length::from_nm(from_nm), Volume::from_pl(pl));
            let target = record.target(from, volume);
            prop_assert!(target + Length::from_nm(1) >= from);
            // A nanometre displaces up to 9 pL; the target is rounded to one.
            let displaced = record.displaced(from, target);
            prop_assert!((displaced - volume).abs() <= Volume::from_pl(20), "{displaced} for {volume} from {from}");
        }

        #[test]
        fn displacements_add_up(a in -20_000i64..320_000, b in -20_000i64..320_000, c in -20_000i64..320_000) {
            let record = record(&optical(), &volume()).unwrap();
            let [a, b, c] = [a, b, c].map(Length::from_nm);
            prop_assert_eq!(record.displaced(a, b) + record.displaced(b, c), record.displaced(a, c));
            prop_assert_eq!(record.displaced(a, b), -record.displaced(b, a));
            prop_assert!(a > b || !record.displaced(a, b).is_negative());
        }

        #[test]
        fn nothing_read_or_asked_panics(signal: i64, home: i64, nm: i64, pl: i64, lit: u32, dark: u32, pulses: u16, millidegc: i32) {
            let record = record(&optical(), &volume()).unwrap();
            let travel = record.travel(signal, home, record.stray_ppm(nm, pl));
            record.displaced(travel, Length::from_nm(nm));
            record.target(Length::from_nm(nm), Volume::from_pl(pl));
            let temperature = Temperature::from_millidegc(millidegc);
            record.valve_opening_ppm(OpticalReading { lit, dark, pulses }, temperature);
            let mut home = record.home();
            home.renew(signal, temperature);
            home.at(temperature);
        }
    }
}
