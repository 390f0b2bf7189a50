//! What is true of this one pump: how its sensors see and how much its chamber displaces, as the factory measured by
//! a gauge and by weighing.

use crate::curve::interpolate;
use crate::fixed::mul_div;
use crate::inputs::OpticalReading;
use units::{Length, Temperature, Volume};

/// Number of points of the optical relation.
pub const OPTICAL_POINTS: usize = 17;
/// Number of points of the volume relation.
pub const VOLUME_POINTS: usize = 9;

/// The sensor's signal at one travel of the plunger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OpticalPoint {
    /// Travel from the home stop.
    pub travel: Length,
    /// Signal relative to that at home, millionths.
    pub ratio_ppm: u32,
}

/// The volume that the plunger has displaced at one travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VolumePoint {
    /// Travel from the home stop.
    pub travel: Length,
    /// Volume displaced from home to there.
    pub volume: Volume,
}

/// A sensor's signal in a known position, and how it drifts with temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignalReference {
    /// Mean signal above dark, 1/256 counts.
    pub signal: u32,
    /// Housing temperature at which it was read.
    pub temperature: Temperature,
    /// Change with temperature, millionths per kelvin.
    pub drift_ppm_per_k: i32,
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
}

/// One pump's calibration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CalibrationRecord {
    optical: [OpticalPoint; OPTICAL_POINTS],
    volume: [VolumePoint; VOLUME_POINTS],
    home: SignalReference,
    valve_closed: SignalReference,
    /// Signal of the open second valve relative to the closed one, millionths.
    valve_open_ppm: u32,
    /// How far the plunger sprang forward as the inlet opened, on average, after the strokes that were weighed.
    rest_spring: Length,
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
        valve_closed: SignalReference,
        valve_open_ppm: u32,
        rest_spring: Length,
    ) -> Result<Self, CalibrationError> {
        if home.signal == 0 {
            return Err(CalibrationError::NoHomeSignal);
        }
        if valve_closed.signal == 0 || valve_open_ppm.abs_diff(1_000_000) < 40_000 {
            return Err(CalibrationError::ValveSignalsAlike);
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
        Ok(Self { optical, volume, home, valve_closed, valve_open_ppm, rest_spring })
    }

    /// See [`CalibrationRecord`].
    pub(crate) fn rest_spring(&self) -> Length {
        self.rest_spring
    }

    /// The plunger sensor's signal at home.
    pub(crate) fn home(&self) -> SignalReference {
        self.home
    }

    /// Travel of the plunger for a signal, given the signal at home. Slightly negative where noise puts the signal
    /// above that at home.
    pub(crate) fn travel(&self, signal: i64, home_signal: i64) -> Length {
        let ratio = mul_div(signal, 1_000_000, home_signal);
        if ratio > 1_000_000 {
            return self.beyond_home(ratio);
        }
        let rising = self.optical.iter().rev().map(|p| (i64::from(p.ratio_ppm), p.travel.as_nm()));
        Length::from_nm(interpolate(rising, ratio).unwrap_or(0))
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
        let ratio = mul_div(reading.signal()?, 1_000_000, self.valve_closed.at(housing));
        let change = ratio.saturating_sub(1_000_000);
        Some(mul_div(change, 1_000_000, i64::from(self.valve_open_ppm).saturating_sub(1_000_000)))
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
