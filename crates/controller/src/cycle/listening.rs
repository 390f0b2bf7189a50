//! The acoustic checkpoints: a set of tones at each, and the volume of the dispensing chamber that they tell.
//!
//! What a stroke moves is the difference of two checkpoints seconds apart, by the same tones, so that slow drift cancels.
//! The housing's temperature is read with every tone: what the wires have warmed it by meanwhile would look like
//! liquid, 1.2 uL a kelvin.

use super::{Cycle, Outcome, Phase};
use crate::acoustics::{AcousticReference, Fit, Inverse, TONES_PERMILLE, Tones};
use crate::calibration::CalibrationRecord;
use crate::fixed::mul_div;
use crate::inputs::Inputs;
use crate::outputs::Tone;
use crate::profile::{AcousticLimits, DeviceProfile};
use units::{Duration, Instant, Temperature, Volume};

/// When in a stroke the dispensing chamber is listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Checkpoint {
    /// Before the stroke.
    Empty,
    /// With the stroke in it.
    Filled,
    /// A while later, before the second valve opens: what has leaked by then shows.
    Held,
    /// After the second valve has closed.
    Emptied,
}

impl Checkpoint {
    /// Its place in a stroke, counted from zero.
    const fn place(self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Filled => 1,
            Self::Held => 2,
            Self::Emptied => 3,
        }
    }
}

/// What the chamber holds at a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Level {
    /// Above an arbitrary zero, the same for all of a stroke.
    pub(super) liquid: Volume,
    /// Of the noise within the tones.
    pub(super) variance_nl2: i64,
}

/// The tones of a stroke, and what they have told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Listening {
    tones: Tones,
    heard: [Inverse; TONES_PERMILLE.len()],
    /// The tone that was asked for last is at this place; none before the first.
    asked: Option<usize>,
    /// For how long the chamber is left alone before it is listened to while it holds the stroke.
    dwell: Duration,
    /// Sum of the readings of the thermistor at this checkpoint above that for which the tones were chosen, mK, and
    /// their number.
    warmer_mk: i64,
    readings: i64,
    levels: [Option<Level>; 4],
    /// Whether every checkpoint of this stroke has made sense.
    sound: bool,
}

impl Listening {
    pub(super) fn new(p: &DeviceProfile) -> Self {
        Self {
            tones: Tones::silent(p.reference_temperature),
            heard: [Inverse::default(); TONES_PERMILLE.len()],
            asked: None,
            dwell: Duration::ZERO,
            warmer_mk: 0,
            readings: 0,
            levels: [None; 4],
            sound: false,
        }
    }

    /// A stroke begins, in a housing at this temperature.
    fn begin(&mut self, reference: &AcousticReference, housing: Temperature) {
        self.tones = reference.tones(housing);
        self.levels = [None; 4];
        self.sound = true;
    }

    /// What the chamber held at a checkpoint; `None` when what was heard there made no sense.
    pub(super) fn level(&self, checkpoint: Checkpoint) -> Option<Level> {
        self.levels.get(checkpoint.place()).copied().flatten()
    }

    /// The tone that is asked for, if any.
    pub(super) fn tone(&self) -> Option<Tone> {
        self.asked.map(|place| self.tones.tone(place))
    }

    /// The tone by which the emptying chamber is watched, as long as the sensor makes sense.
    pub(super) fn watched(&self) -> Option<Tone> {
        self.sound.then(|| self.tones.centre())
    }

    /// `Re 1/H` at the quarter tone, as last heard at a checkpoint.
    pub(super) fn centre_ppm(&self) -> i64 {
        let [_, _, centre, ..] = &self.heard;
        centre.real_ppm
    }

    /// Takes the reading of the tone at this place; true when it was the last.
    fn hear(&mut self, place: usize, inputs: &Inputs, housing: Temperature) -> bool {
        let inverse = inputs.acoustic.and_then(Inverse::of);
        self.sound &= inverse.is_some();
        if let (Some(inverse), Some(heard)) = (inverse, self.heard.get_mut(place)) {
            *heard = inverse;
        }
        let warmer_mk = i64::from(housing.millikelvin_above(self.tones.temperature()));
        self.warmer_mk = self.warmer_mk.saturating_add(warmer_mk);
        self.readings = self.readings.saturating_add(1);
        let next = place.saturating_add(1);
        self.asked = Some(next);
        next >= TONES_PERMILLE.len()
    }

    /// The level at this checkpoint.
    fn close(&mut self, checkpoint: Checkpoint, reference: &AcousticReference, limits: &AcousticLimits) {
        let fit = Fit::through(&self.heard);
        let liquid = reference.liquid(&fit, self.tones, mul_div(self.warmer_mk, 1, self.readings));
        let level = Level { liquid, variance_nl2: reference.variance_nl2(&fit) };
        self.sound = self.sound && limits.plausible(&fit, reference, &level);
        if let (true, Some(kept)) = (self.sound, self.levels.get_mut(checkpoint.place())) {
            *kept = Some(level);
        }
    }
}

impl AcousticLimits {
    /// Whether a fit is one of this sensor in working order.
    fn plausible(&self, fit: &Fit, reference: &AcousticReference, level: &Level) -> bool {
        let near = |found: i64, reference: i32, percent: i64| {
            let limit = mul_div(i64::from(reference).saturating_abs(), percent, 100);
            found.saturating_sub(i64::from(reference)).saturating_abs() <= limit
        };
        near(fit.slope_ppm, reference.slope_ppm, self.gain_percent)
            && near(fit.damping_ppm, reference.damping_ppm, self.damping_percent)
            && level.liquid.abs() <= self.range
            && level.variance_nl2 <= self.noise_nl2
    }
}

impl Cycle {
    /// Begins the stroke's listening.
    pub(super) fn begin_listening(&mut self, now: Instant, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if let Some(reference) = c.acoustic() {
            self.listening.begin(reference, self.housing);
        }
        self.listen_to(Checkpoint::Empty, now, p, c)
    }

    /// Listens at a checkpoint; where the sensor makes no sense, goes on without.
    pub(super) fn listen_to(
        &mut self,
        checkpoint: Checkpoint,
        now: Instant,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        if c.acoustic().is_none() || !self.listening.sound {
            return self.after(checkpoint, now, p, c);
        }
        let held = checkpoint == Checkpoint::Held;
        self.listening.dwell = if held { self.dispensing.dwell(now, &p.acoustic) } else { Duration::ZERO };
        self.listening.asked = (!held).then_some(0);
        self.listening.warmer_mk = 0;
        self.listening.readings = 0;
        self.enter(now, Phase::Listen(checkpoint));
        Outcome::Nothing
    }

    pub(super) fn listen(
        &mut self,
        checkpoint: Checkpoint,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        if now == self.entered {
            return Outcome::Nothing;
        }
        let Some(place) = self.listening.asked else {
            self.listening.asked = (now.since(self.entered) >= self.listening.dwell).then_some(0);
            return Outcome::Nothing;
        };
        if !self.listening.hear(place, inputs, self.housing) {
            return Outcome::Nothing;
        }
        if let Some(reference) = c.acoustic() {
            self.listening.close(checkpoint, reference, &p.acoustic);
        }
        self.after(checkpoint, now, p, c)
    }

    /// What follows a checkpoint.
    fn after(&mut self, checkpoint: Checkpoint, now: Instant, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        match checkpoint {
            Checkpoint::Empty => self.enter(now, Phase::Baseline),
            Checkpoint::Filled => return self.listen_to(Checkpoint::Held, now, p, c),
            Checkpoint::Held => self.enter(now, Phase::Open),
            Checkpoint::Emptied => return self.conclude(now, true, p),
        }
        Outcome::Nothing
    }
}
