//! How far the plunger springs forward as the first valve opens after a stroke against next to no pressure.

use crate::fixed::mul_div;
use units::Length;

/// Lengths of the strokes after which the factory reads it: an ordinary basal stroke, and nearly the largest.
const SHORT: Length = Length::from_nm(60_000);
const LONG: Length = Length::from_nm(210_000);

/// The spring at rest of one pump. A hot wire is the softer the less it is stretched, so that it depends on the stroke's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct RestSpring {
    /// After strokes of about 60 um, on average.
    pub short: Length,
    /// After strokes of about 210 um, on average.
    pub long: Length,
}

impl RestSpring {
    /// After a stroke of this length: on the line through both, no further than either.
    pub(crate) fn after(self, stroke: Length) -> Length {
        let beyond = stroke.clamp(SHORT, LONG) - SHORT;
        let rise = mul_div((self.long - self.short).as_nm(), beyond.as_nm(), (LONG - SHORT).as_nm());
        self.short + Length::from_nm(rise)
    }
}

/// The same after every stroke.
impl From<Length> for RestSpring {
    fn from(spring: Length) -> Self {
        Self { short: spring, long: spring }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_the_two_lengths_it_is_on_their_line_and_beyond_them_it_stays() {
        let um = |um: i64| Length::from_nm(1_000 * um);
        let spring = RestSpring { short: um(7), long: um(4) };
        for (stroke, expected) in [(30, 7), (60, 7), (110, 6), (160, 5), (210, 4), (300, 4)] {
            assert_eq!(spring.after(um(stroke)), um(expected), "{stroke} um");
        }
        assert_eq!(RestSpring::from(um(6)).after(um(150)), um(6));
    }
}
