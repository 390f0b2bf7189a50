//! What the small sensors have in common: how they fail, and that they count in steps.

/// What has become of a sensor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Health<Reading> {
    /// It measures.
    Good,
    /// It repeats one reading.
    Stuck(Reading),
    /// It does not answer.
    Dead,
}

impl<Reading> Health<Reading> {
    /// What arrives of a reading.
    pub(crate) fn report(self, reading: Reading) -> Option<Reading> {
        match self {
            Self::Good => Some(reading),
            Self::Stuck(at) => Some(at),
            Self::Dead => None,
        }
    }
}

/// The multiple of `step` that is nearest.
pub(crate) fn quantised(value: f64, step: f64) -> f64 {
    (value / step).round() * step
}
