//! How far the plunger goes forward, summed from raw counts.
//!
//! The light that comes back falls as the plunger leaves home. Two points of that relation, read on this device's own
//! test stand, and straight lines between them give a travel that is good within a tenth: enough for bounds.
//! Home is renewed whenever the wire cannot pull, so that light that fades, dust and temperature matter little.
//!
//! Only what goes forward counts, from the furthest back that it was: what comes back may have been delivered.

use crate::limits::TravelLimits;
use units::{Instant, Length};

/// The light at one travel of the plunger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TravelPoint {
    /// Travel from home.
    pub travel: Length,
    /// How much the light falls from home to there, millionths.
    pub fall_ppm: u32,
}

/// Two points of the relation between light and travel; at home it is none at none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TravelFigures {
    /// About where a small stroke ends.
    pub near: TravelPoint,
    /// About where the largest ends.
    pub far: TravelPoint,
}

impl TravelFigures {
    /// The travel at which the light has fallen by so much; beyond the far point the line goes on.
    fn travel(&self, fall_ppm: i64) -> Length {
        let (near, far) = (i64::from(self.near.fall_ppm), i64::from(self.far.fall_ppm));
        if fall_ppm <= near {
            return self.near.travel.scaled(fall_ppm, near);
        }
        let beyond = fall_ppm.saturating_sub(near);
        self.near.travel + (self.far.travel - self.near.travel).scaled(beyond, far.saturating_sub(near))
    }
}

/// What the plunger has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Travel {
    /// Light at home; none before the first reading.
    home: Option<u32>,
    /// Where it was last counted.
    counted: Length,
    /// Went forward since it was last at home.
    stroke: Length,
}

/// The stroke that may be longer than others: off the body, once in a long while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct LongStroke {
    /// When the last became longer than others may; none before the first.
    last: Option<Instant>,
    under_way: bool,
}

impl LongStroke {
    /// Whether a stroke may have gone so far by now.
    pub(crate) fn allows(&mut self, now: Instant, stroke: Length, off_body: bool, limits: &TravelLimits) -> bool {
        if stroke <= limits.stroke {
            self.under_way = false;
            return true;
        }
        if !off_body {
            return false;
        }
        if !self.under_way {
            if self.last.is_some_and(|last| now.since(last) < limits.long_again) {
                return false;
            }
            *self = Self { last: Some(now), under_way: true };
        }
        stroke <= limits.long_stroke
    }
}

/// Whether the plunger's wire can still pull it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pull {
    /// It may.
    Perhaps,
    /// It has given way.
    Gone,
    /// It is as cold as the housing, and has been for long.
    Cold,
}

impl Pull {
    /// Largest change of the light at home, millionths, that is taken for drift. Shortly after a stroke it is small,
    /// and a plunger that is not yet home must not pass for one that is.
    fn drift_ppm(self) -> i64 {
        match self {
            Self::Perhaps => 0,
            Self::Gone => 30_000,
            Self::Cold => 250_000,
        }
    }
}

/// Steps smaller than this are noise.
const NOISE: Length = Length::from_nm(6_000);

impl Travel {
    /// A reading with its light. Returns what it went forward.
    pub(crate) fn see(&mut self, light: u32, pull: Pull, figures: &TravelFigures, limits: &TravelLimits) -> Length {
        let home = *self.home.get_or_insert(light);
        let fall_ppm = fall_ppm(light, home);
        if fall_ppm.saturating_abs() < pull.drift_ppm() {
            *self = Self { home: Some(light), ..Self::default() };
            return Length::ZERO;
        }
        let travel = figures.travel(fall_ppm);
        let away = travel >= limits.home;
        if !away {
            self.stroke = Length::ZERO;
        }
        let forward = travel - self.counted;
        if forward.abs() < NOISE {
            return Length::ZERO;
        }
        self.counted = travel;
        let forward = forward.max(Length::ZERO);
        if away {
            self.stroke += forward;
        }
        forward
    }

    /// Forward since it was last at home.
    pub(crate) fn stroke(&self) -> Length {
        self.stroke
    }
}

/// How much less light there is than at home, millionths.
fn fall_ppm(light: u32, home: u32) -> i64 {
    let share = i64::from(light).saturating_mul(1_000_000).checked_div(i64::from(home)).unwrap_or(1_000_000);
    1_000_000_i64.saturating_sub(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::SupervisorLimits;
    use proptest::prelude::*;

    const P: TravelLimits = SupervisorLimits::TETHERED.travel;
    const FIGURES: TravelFigures = TravelFigures {
        near: TravelPoint { travel: Length::from_nm(60_000), fall_ppm: 45_000 },
        far: TravelPoint { travel: Length::from_nm(300_000), fall_ppm: 279_000 },
    };

    /// Light at a travel, um, for a home of a million.
    fn light(um: i64) -> u32 {
        let fall = if um < 60 { um * 750 } else { 45_000 + (um - 60) * 975 };
        u32::try_from(1_000_000 - fall).unwrap()
    }

    #[test]
    fn only_what_goes_forward_counts_and_home_ends_a_stroke() {
        let mut travel = Travel::default();
        let rows = [
            (0, 0, 0),
            (50, 50, 50),
            (47, 0, 50),
            (200, 150, 200),
            (100, 0, 200),
            (180, 80, 280),
            (5, 0, 0),
            (60, 55, 55),
        ];
        for (um, forward, stroke) in rows {
            let moved = travel.see(light(um), Pull::Perhaps, &FIGURES, &P);
            let found = ((moved.as_nm() + 500) / 1_000, (travel.stroke().as_nm() + 500) / 1_000);
            assert_eq!(found, (forward, stroke), "at {um} um");
        }
    }

    #[test]
    fn light_that_fades_at_rest_is_no_travel() {
        let mut travel = Travel::default();
        for light in [1_000_000, 950_000, 900_000, 840_000] {
            assert_eq!(travel.see(light, Pull::Cold, &FIGURES, &P), Length::ZERO);
        }
        // 60 um from there.
        let moved = travel.see(840_000 - 840 * 45, Pull::Perhaps, &FIGURES, &P);
        assert_eq!(moved, Length::from_nm(60_000));
    }

    #[test]
    fn one_long_stroke_passes_in_half_a_day_and_none_beyond_the_body() {
        let mut long = LongStroke::default();
        // Minutes, um of the stroke so far, whether it may.
        for (min, um, allowed) in [
            (0, 300, true),
            (0, 311, true),
            (0, 440, true),
            (0, 451, false),
            (1, 100, true),
            (1, 311, false),
            (1, 312, false),
            (2, 0, true),
            (719, 311, false),
            (720, 311, true),
            (720, 440, true),
            (721, 0, true),
            (722, 330, false),
        ] {
            let now = Instant::ZERO + units::Duration::from_min(min);
            let stroke = Length::from_nm(1_000 * um);
            let on_body = LongStroke::default().allows(now, stroke, false, &P);
            assert_eq!(on_body, stroke <= P.stroke, "on the body, {um} um");
            assert_eq!(long.allows(now, stroke, true, &P), allowed, "{um} um at {min} min");
        }
    }

    proptest! {
        #[test]
        fn no_reading_panics_and_none_counts_back(lights: std::vec::Vec<(u32, bool)>, near: u32, far: u32, a: i64, b: i64) {
            let figures = TravelFigures {
                near: TravelPoint { travel: Length::from_nm(a), fall_ppm: near },
                far: TravelPoint { travel: Length::from_nm(b), fall_ppm: far },
            };
            let mut travel = Travel::default();
            for (light, cold) in lights {
                let pull = if cold { Pull::Cold } else { Pull::Perhaps };
                prop_assert!(!travel.see(light, pull, &figures, &P).is_negative());
            }
        }
    }
}
