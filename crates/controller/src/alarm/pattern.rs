//! How a signal sounds, looks and feels: pulse trains as data, after IEC 60601-1-8.
//!
//! The melody is that of drug and fluid delivery. What a train does at a time is a pure function of both; a board plays
//! it from the instant at which its signal began.

use super::Priority;
use super::state::REMINDER_LASTS;
use units::Duration;

/// One pulse of a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulse {
    /// When it begins, from the burst's beginning.
    pub start: Duration,
    /// How long it lasts.
    pub length: Duration,
    /// Pitch of the tone, or of the motor, Hz.
    pub pitch_hz: u16,
}

/// A burst of pulses, perhaps repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Train {
    /// The pulses of a burst, in order of time.
    pub pulses: &'static [Pulse],
    /// From the beginning of one burst to that of the next; `None` for a single burst.
    pub repeat: Option<Duration>,
}

/// The colour of a light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Of a high priority.
    Red,
    /// Of a medium priority.
    Yellow,
    /// Of a low priority.
    Cyan,
}

/// A light that flashes, or is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Light {
    /// Its colour.
    pub colour: Colour,
    /// From one flash to the next.
    pub period: Duration,
    /// For how much of that it is on; all of it for a light that does not flash.
    pub on: Duration,
}

/// A tone (Hz) of this length (ms) from then on (ms).
const fn pulse(start_ms: u64, length_ms: u64, pitch_hz: u16) -> Pulse {
    Pulse { start: Duration::from_ms(start_ms), length: Duration::from_ms(length_ms), pitch_hz }
}

/// A light of this period and time on, ms.
const fn light(colour: Colour, period_ms: u64, on_ms: u64) -> Light {
    Light { colour, period: Duration::from_ms(period_ms), on: Duration::from_ms(on_ms) }
}

/// Pitches of the equal temperament, to the nearest hertz.
const C4: u16 = 262;
const D4: u16 = 294;
const E4: u16 = 330;
const G4: u16 = 392;
const C5: u16 = 523;
/// Of a coin-sized motor at its working speed.
const MOTOR: u16 = 180;

/// Two groups of C d g - C d. Pulses of 120 ms, 80 ms between them, 280 in the middle of a group, 600 between groups.
const HIGH_SOUND: [Pulse; 10] = [
    pulse(0, 120, C5),
    pulse(200, 120, D4),
    pulse(400, 120, G4),
    pulse(800, 120, C5),
    pulse(1_000, 120, D4),
    pulse(1_720, 120, C5),
    pulse(1_920, 120, D4),
    pulse(2_120, 120, G4),
    pulse(2_520, 120, C5),
    pulse(2_720, 120, D4),
];
/// C d g. Pulses of 200 ms, 200 ms between them.
const MEDIUM_SOUND: [Pulse; 3] = [pulse(0, 200, C5), pulse(400, 200, D4), pulse(800, 200, G4)];
/// e c, alike.
const LOW_SOUND: [Pulse; 2] = [pulse(0, 200, E4), pulse(400, 200, C4)];

/// A motor needs a tenth of a second to be felt, so its pulses are longer, and fewer.
const HIGH_VIBRATION: [Pulse; 4] =
    [pulse(0, 400, MOTOR), pulse(600, 400, MOTOR), pulse(1_720, 400, MOTOR), pulse(2_320, 400, MOTOR)];
const MEDIUM_VIBRATION: [Pulse; 2] = [pulse(0, 400, MOTOR), pulse(600, 400, MOTOR)];
const LOW_VIBRATION: [Pulse; 1] = [pulse(0, 400, MOTOR)];

/// Bursts of a high and of a medium priority come this often. The standard leaves 2.5 to 15 s, and 2.5 to 30 s, between
/// bursts; a battery that is worn asks for few.
const HIGH_REPEAT: Duration = Duration::from_s(10);
const MEDIUM_REPEAT: Duration = Duration::from_s(20);

// A reminder is one burst: it is over before the second would begin.
const _: () = assert!(REMINDER_LASTS.as_us() <= HIGH_REPEAT.as_us() && REMINDER_LASTS.as_us() <= MEDIUM_REPEAT.as_us());

impl Priority {
    /// What the sounder plays for a signal of this urgency.
    pub const fn sound(self) -> Train {
        match self {
            Self::High => Train { pulses: &HIGH_SOUND, repeat: Some(HIGH_REPEAT) },
            Self::Medium => Train { pulses: &MEDIUM_SOUND, repeat: Some(MEDIUM_REPEAT) },
            Self::Low => Train { pulses: &LOW_SOUND, repeat: None },
        }
    }

    /// What the vibrator plays, where it plays at all. The standard has no pattern for it; this one keeps the rhythm of
    /// the sound.
    pub const fn vibration(self) -> Train {
        match self {
            Self::High => Train { pulses: &HIGH_VIBRATION, repeat: Some(HIGH_REPEAT) },
            Self::Medium => Train { pulses: &MEDIUM_VIBRATION, repeat: Some(MEDIUM_REPEAT) },
            Self::Low => Train { pulses: &LOW_VIBRATION, repeat: None },
        }
    }

    /// What the light shows: red at 2 Hz, yellow at 0.5 Hz, or cyan without flashing.
    pub const fn light(self) -> Light {
        match self {
            Self::High => light(Colour::Red, 500, 200),
            Self::Medium => light(Colour::Yellow, 2_000, 800),
            Self::Low => light(Colour::Cyan, 1_000, 1_000),
        }
    }
}

impl Train {
    /// The pulse that is playing this long after the train's beginning; `None` for silence.
    pub fn at(&self, elapsed: Duration) -> Option<&'static Pulse> {
        let repeat = self.repeat.unwrap_or(Duration::from_us(u64::MAX));
        let into = Duration::from_us(elapsed.as_us().checked_rem(repeat.as_us()).unwrap_or(0));
        self.pulses.iter().find(|pulse| (pulse.start..pulse.start + pulse.length).contains(&into))
    }

    /// From the first pulse's beginning to the last one's end.
    pub fn burst(&self) -> Duration {
        self.pulses.last().map_or(Duration::ZERO, |last| last.start + last.length)
    }

    /// For how much of a burst there is a pulse.
    pub fn sounding(&self) -> Duration {
        self.pulses.iter().fold(Duration::ZERO, |sum, pulse| sum + pulse.length)
    }
}

impl Light {
    /// Whether it is on this long after its beginning.
    pub fn at(&self, elapsed: Duration) -> bool {
        let into = elapsed.as_us().checked_rem(self.period.as_us()).unwrap_or(0);
        into < self.on.as_us()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    extern crate std;

    /// Gaps between the pulses of a train, ms.
    fn gaps(train: &Train) -> Vec<u64> {
        let pairs = train.pulses.iter().zip(train.pulses.iter().skip(1));
        pairs.map(|(pulse, next)| next.start.as_ms() - (pulse.start + pulse.length).as_ms()).collect()
    }

    #[test]
    fn bursts_have_as_many_pulses_as_the_standard_says_of_the_length_it_allows() {
        for (priority, counts, lengths) in [
            (Priority::High, 10..=10, 75..=200),
            (Priority::Medium, 3..=3, 125..=250),
            (Priority::Low, 1..=2, 125..=250),
        ] {
            let train = priority.sound();
            assert!(counts.contains(&train.pulses.len()), "{priority:?}");
            for pulse in train.pulses {
                assert!(lengths.contains(&pulse.length.as_ms()), "{priority:?}: {pulse:?}");
                assert_eq!(pulse.length, train.pulses[0].length, "{priority:?}: one length a burst");
                assert!((150..=1_000).contains(&pulse.pitch_hz), "{priority:?}: {pulse:?}");
            }
        }
    }

    /// x, x, 2x + td, x, then 0.35 to 1.3 s, then the same again; y between others.
    #[test]
    fn pulses_are_spaced_as_the_standard_says() {
        let high = gaps(&Priority::High.sound());
        let (x, td) = (high[0], Priority::High.sound().pulses[0].length.as_ms());
        assert!((50..=125).contains(&x));
        let group = [x, x, 2 * x + td, x];
        assert_eq!((&high[..4], &high[5..]), (&group[..], &group[..]));
        assert!((350..=1_300).contains(&high[4]));
        for priority in [Priority::Medium, Priority::Low] {
            for gap in gaps(&priority.sound()) {
                assert!((125..=250).contains(&gap), "{priority:?}: {gap} ms");
            }
        }
    }

    #[test]
    fn bursts_are_as_far_apart_as_the_standard_says() {
        for (priority, range) in [(Priority::High, 2_500..=15_000), (Priority::Medium, 2_500..=30_000)] {
            let train = priority.sound();
            let between = train.repeat.unwrap().as_ms() - train.burst().as_ms();
            assert!(range.contains(&between), "{priority:?}: {between} ms");
        }
        assert_eq!(Priority::Low.sound().repeat, None);
    }

    #[test]
    fn lights_flash_as_the_standard_says() {
        for (priority, colour, millihertz) in
            [(Priority::High, Colour::Red, 1_400..=2_800), (Priority::Medium, Colour::Yellow, 400..=800)]
        {
            let light = priority.light();
            assert_eq!(light.colour, colour);
            assert!(millihertz.contains(&(1_000_000 / light.period.as_ms())), "{priority:?}");
            assert!((20..=60).contains(&(100 * light.on.as_ms() / light.period.as_ms())), "{priority:?}");
        }
        assert_eq!(Priority::Low.light().on, Priority::Low.light().period, "constant");
    }

    /// Looked at every millisecond for a minute, whichever way: by its pulses, or as it plays.
    #[test]
    fn what_plays_at_a_time_is_what_the_pulses_say() {
        for train in Priority::ALL.map(Priority::sound).into_iter().chain(Priority::ALL.map(Priority::vibration)) {
            let bursts = train.repeat.map_or(1, |repeat| 60_000 / repeat.as_ms());
            let playing = (0..60_000).filter(|&ms| train.at(Duration::from_ms(ms)).is_some()).count();
            assert_eq!(u64::try_from(playing).unwrap(), bursts * train.sounding().as_ms(), "{train:?}");
            assert_eq!(train.at(Duration::ZERO), train.pulses.first());
            assert_eq!(train.at(train.burst()), None);
            assert!(gaps(&train).iter().all(|gap| *gap > 0), "pulses are apart, in order");
        }
        let on = |priority: Priority| (0..60_000).filter(|&ms| priority.light().at(Duration::from_ms(ms))).count();
        assert_eq!(Priority::ALL.map(on), [24_000, 24_000, 60_000]);
    }
}
