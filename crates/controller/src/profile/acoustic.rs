//! Limits of the acoustic volume sensor and of what it says of strokes.

use units::{Duration, Volume};

/// What a working sensor says, and what a stroke through the dispensing chamber is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AcousticLimits {
    /// How far the line's slope, which is the microphones' gain, may be from the factory's, percent. Too narrow: drift
    /// with temperature (1 % over 20 K) is a fault. Too wide: a microphone that fades is not.
    pub gain_percent: i64,
    /// The same of the damping, which the port's friction makes. It changes with pressure and temperature by 10 %;
    /// liquid in the port or a chamber that leaks changes it by more.
    pub damping_percent: i64,
    /// How far the level may be from that of an empty chamber. It holds 3.5 uL; weather and the thermistor's error are
    /// worth 5 uL more; liquid on the dry side is soon more than that.
    pub range: Volume,
    /// Variance of a level by the noise within its tones above which there is too much, nL2.
    pub noise_nl2: i64,
    /// Variance of a stroke by the acoustic sensor beyond that noise: slow noise of microphones, and of the thermistor.
    pub acoustic_nl2: i64,
    /// Variance of a stroke by the optical sensor: about a micrometre.
    pub optical_nl2: i64,
    /// How far the two volumes of a stroke may be apart: this, or that share if it is more.
    pub apart: Volume,
    /// See `apart`, percent.
    pub apart_percent: i64,
    /// Time between the two checkpoints with both valves shut, besides that of the tones: each time, and each
    /// `dwell_interval`. Too short: the plunger is not home yet, and a passive outlet that does not shut keeps its liquid.
    pub dwell: Duration,
    /// See `dwell`.
    pub dwell_long: Duration,
    /// See `dwell`. Too long: what such an outlet takes back is missed meanwhile, up to 2 uL a stroke. Too short: 0.017 mAh
    /// each, of which a battery that is to last for 72 h has few to spare.
    pub dwell_interval: Duration,
    /// What may be lost meanwhile. Five deviations of a difference of two levels.
    pub leak: Volume,
    /// Strokes in a row that have to show a fault.
    pub in_a_row: u8,
    /// A chamber that gives less than this from one quarter of a second to the next gives no more.
    pub settled: Volume,
    /// Time after which the second valve closes whatever the chamber gives. Longer drains the battery, and the
    /// plunger is parked under power meanwhile.
    pub dispense_max: Duration,
    /// A stroke of which less than this share leaves the chamber, percent, and less than `moves` goes either way, stays
    /// in it.
    pub stuck_percent: i64,
    /// See `stuck_percent`: three deviations of what a level's noise alone moves.
    pub moves: Volume,
    /// Strokes in a row that have to stay for a blocked way.
    pub stuck_in_a_row: u8,
    /// What the chamber has room for.
    pub room: Volume,
}

impl AcousticLimits {
    /// Of the one sensor that there is.
    pub(super) const DEFAULT: Self = Self {
        gain_percent: 12,
        damping_percent: 25,
        range: Volume::from_pl(10_000_000),
        noise_nl2: 400,
        acoustic_nl2: 900,
        optical_nl2: 100,
        apart: Volume::from_pl(150_000),
        apart_percent: 10,
        dwell: Duration::from_ms(300),
        dwell_long: Duration::from_ms(2_500),
        dwell_interval: Duration::from_min(20),
        leak: Volume::from_pl(150_000),
        in_a_row: 3,
        settled: Volume::from_pl(30_000),
        dispense_max: Duration::from_s(6),
        stuck_percent: 45,
        moves: Volume::from_pl(90_000),
        stuck_in_a_row: 2,
        room: Volume::from_pl(3_000_000),
    };
}
