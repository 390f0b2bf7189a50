//! A switch: what holds a wire's current, or tells whether a latch, connector or mating part is in place.

/// What has become of a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    /// It does as it is told.
    Good,
    /// It never closes.
    StuckOpen,
    /// It never opens.
    StuckClosed,
}

impl Switch {
    /// Share of the time for which it is closed, of the share for which it is told to be.
    pub(crate) fn duty(self, asked: f64) -> f64 {
        match self {
            Self::Good => asked.clamp(0.0, 1.0),
            Self::StuckOpen => 0.0,
            Self::StuckClosed => 1.0,
        }
    }

    /// Whether it is closed, when what it watches is `in_place` or not. Bounce is left out: it is over long before
    /// anybody reads it again.
    pub(crate) fn closed(self, in_place: bool) -> bool {
        match self {
            Self::Good => in_place,
            Self::StuckOpen => false,
            Self::StuckClosed => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_switch_tells_and_a_stuck_one_does_not() {
        let rows = [(Switch::Good, [false, true]), (Switch::StuckOpen, [false; 2]), (Switch::StuckClosed, [true; 2])];
        for (switch, expected) in rows {
            assert_eq!([false, true].map(|in_place| switch.closed(in_place)), expected, "{switch:?}");
        }
    }
}
