//! The stroke to the rigid body: with the home stop it is the second position of the plunger that is known without its
//! sensor.
//!
//! A diode that ages, and temperature, change the light at home and beyond by one factor, which the reading at home before
//! each stroke takes out. Dust on the window also throws light back that never saw the plunger: it does not fall as the
//! plunger leaves home, so that travel is read short and too much is delivered. At the body that light shows, and is taken off
//! every reading from then on.
//!
//! Such a stroke gives more than therapy may at once: it is made while tubing is primed, off the body.

use super::Cycle;
use crate::alarm::Alarm;
use crate::calibration::CalibrationRecord;
use crate::inputs::{Inputs, OpticalReading};
use units::{Duration, Instant, Length};

/// How far beyond the body the plunger is sent, so that it comes to press on it.
const BEYOND: Length = Length::from_nm(6_000);
/// Nearer than this to where the body was at the factory it may be met: a third of all light may be astray.
const NEAR: Length = Length::from_nm(130_000);
/// The plunger stands when it gets no further than this in so many readings.
const STANDS: Length = Length::from_nm(1_000);
const STANDS_READINGS: u8 = 30;
/// Stray light that differs from what is known by less is no news, ppm of the signal at home: the depth of chambers differs
/// by 5 um, which is 8 000, and a reading is good for 2 000.
const NEWS_PPM: i64 = 15_000;
/// Beyond these the sensor is not what it should be: a third of the window is dusty, or the plunger did not reach the body.
const PLAUSIBLE_PPM: core::ops::RangeInclusive<i64> = -30_000..=80_000;
/// Time after which the body is sought again. The supervisor lets a stroke so long pass each half day.
const AGAIN: Duration = Duration::from_h(18);

/// What is known of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Body {
    kept: KeptBody,
    /// The stroke under way goes there.
    sought: bool,
    /// Furthest that it came, and readings in a row without getting further.
    furthest: Length,
    stands: u8,
}

/// What of it outlasts a loss of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct KeptBody {
    /// Share of the signal at home that is there whatever the plunger does, millionths.
    stray_ppm: i32,
    /// When the body was last sought.
    at: Option<Instant>,
}

impl From<KeptBody> for Body {
    fn from(kept: KeptBody) -> Self {
        Self { kept, ..Self::default() }
    }
}

impl Body {
    pub(super) fn kept(&self) -> KeptBody {
        self.kept
    }

    pub(super) fn stray_ppm(&self) -> i64 {
        i64::from(self.kept.stray_ppm)
    }

    pub(super) fn is_sought(&self) -> bool {
        self.sought
    }

    /// The next stroke goes there, or does not.
    pub(super) fn seek(&mut self, sought: bool) {
        *self = Self { sought, ..Self::from(self.kept) };
    }

    /// Where a stroke that goes there is sent; `None` for any other.
    pub(super) fn aim(&self, c: &CalibrationRecord) -> Option<Length> {
        self.sought.then(|| c.body() + BEYOND)
    }

    /// Whether this reading shows that the plunger stands at the body.
    pub(super) fn meets(&mut self, travel: Length, c: &CalibrationRecord) -> bool {
        if travel - self.furthest > STANDS {
            (self.furthest, self.stands) = (travel, 0);
        } else {
            self.stands = self.stands.saturating_add(1);
        }
        self.stands >= STANDS_READINGS && self.is_near(travel, c)
    }

    /// Whether a stroke that goes to the body has come so near that it may be there.
    pub(super) fn is_near(&self, travel: Length, c: &CalibrationRecord) -> bool {
        self.sought && travel + NEAR >= c.body()
    }

    /// Takes in what was found at the body. Stray light that cannot be is a fault.
    fn take(&mut self, now: Instant, found_ppm: i64) -> Option<Alarm> {
        self.kept.at = Some(now);
        if !PLAUSIBLE_PPM.contains(&found_ppm) {
            return Some(Alarm::PlungerSensorFault);
        }
        if found_ppm.saturating_sub(self.stray_ppm()).saturating_abs() > NEWS_PPM {
            self.kept.stray_ppm = i32::try_from(found_ppm).unwrap_or(self.kept.stray_ppm);
        }
        None
    }
}

impl Cycle {
    /// Whether it is time to go to the body, if the occasion is there.
    pub(crate) fn wants_body(&self, now: Instant) -> bool {
        self.body.kept.at.is_none_or(|at| now.since(at) >= AGAIN)
    }

    /// The plunger stands at the body: calibrates its sensor anew. Returns what is wrong with it.
    pub(super) fn calibrate(&mut self, now: Instant, inputs: &Inputs, c: &CalibrationRecord) -> Option<Alarm> {
        let signal = inputs.plunger.and_then(OpticalReading::signal)?;
        self.body.take(now, c.stray_ppm(signal, self.home.at(self.housing)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plausible_and_new_is_taken_what_is_neither_is_not() {
        let mut body = Body::default();
        let now = Instant::ZERO + Duration::from_h(1);
        // Found; alarm; what is known from then on, ppm.
        let fault = Some(Alarm::PlungerSensorFault);
        for (found, alarm, known) in [
            (0, None, 0),
            (14_000, None, 0),
            (33_000, None, 33_000),
            (30_000, None, 33_000),
            (81_000, fault, 33_000),
            (-31_000, fault, 33_000),
            (i64::MAX, fault, 33_000),
            (-16_000, None, -16_000),
        ] {
            assert_eq!((body.take(now, found), body.stray_ppm()), (alarm, known), "{found} ppm");
        }
        assert_eq!(Body::from(body.kept()).stray_ppm(), -16_000);
    }
}
