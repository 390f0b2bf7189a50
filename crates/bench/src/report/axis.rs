//! An axis: what range it spans, and where its ticks stand. The number of ticks is known only when it is drawn.

use super::clock;
use super::number::{count, fixed};

/// The range of one axis, and what its values mean.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    /// Least value.
    pub(crate) low: f64,
    /// Greatest value; above the least.
    pub(crate) high: f64,
    scale: Scale,
}

/// What the values of an axis mean.
#[derive(Debug, Clone, PartialEq)]
enum Scale {
    /// Numbers.
    Number,
    /// Seconds since the start of a run that started at this clock time.
    Clock { start_clock_s: f64 },
    /// Rows with names, the first at the top; a row is one high.
    Rows(Vec<&'static str>),
}

/// A tick.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    /// Where on the axis.
    pub(super) at: f64,
    /// What stands beside it.
    pub(super) label: String,
}

/// Room left beyond the values on either side, as a fraction of their span.
const MARGIN: f64 = 0.06;
/// What is on the other side of zero by less than this fraction of the span is there by rounding.
const ROUNDING: f64 = 1e-6;

impl Axis {
    /// Spans all values with a little room, and at least `least`, so that rounding is not shown as a signal.
    pub(super) fn around(values: impl Iterator<Item = f64>, least: f64) -> Self {
        let (low, high) = range(values).unwrap_or((0.0, 0.0));
        let lacking = (least - (high - low)).max(0.0) / 2.0;
        let (low, high) = (low - lacking, high + lacking);
        let room = MARGIN * (high - low);
        Self { low: low - room, high: high + room, scale: Scale::Number }
    }

    /// As [`Self::around`], with zero in it, and at an end of it if all values are on one side.
    pub(crate) fn with_zero(values: impl Iterator<Item = f64>, least: f64) -> Self {
        let (low, high) = range(values.chain([0.0])).unwrap_or((0.0, 0.0));
        let lacking = (least - (high - low)).max(0.0);
        let room = MARGIN * (high - low + lacking);
        let rounding = ROUNDING * (high - low);
        if low >= -rounding {
            Self::exactly(0.0, high + lacking + room)
        } else if high <= rounding {
            Self::exactly(low - lacking - room, 0.0)
        } else {
            Self::exactly(low - lacking / 2.0 - room, high + lacking / 2.0 + room)
        }
    }

    /// Spans just this.
    pub(crate) fn exactly(low: f64, high: f64) -> Self {
        Self { low, high: high.max(low + f64::MIN_POSITIVE), scale: Scale::Number }
    }

    /// The time of a whole run, labelled by the clock.
    pub(super) fn clock(simulated_s: f64, start_clock_s: f64) -> Self {
        let scale = Scale::Clock { start_clock_s };
        Self { low: 0.0, high: simulated_s.max(1.0), scale }
    }

    /// One row a name, the first at the top.
    pub(super) fn rows(names: Vec<&'static str>) -> Self {
        Self { low: 0.0, high: count(names.len()).max(1.0), scale: Scale::Rows(names) }
    }

    /// So many places, each one wide, without ticks: what stands in them has labels of its own.
    pub(crate) fn places(of: usize) -> Self {
        Self { low: 0.0, high: count(of).max(1.0), scale: Scale::Rows(Vec::new()) }
    }

    /// Where a value stands when the axis is drawn from `start` to `end`.
    pub(super) fn scaled(&self, value: f64, start: f64, end: f64) -> f64 {
        start + (value - self.low) / (self.high - self.low) * (end - start)
    }

    /// At most about so many ticks, at round values.
    pub(super) fn ticks(&self, most: usize) -> Vec<Tick> {
        match &self.scale {
            Scale::Number => round_ticks(self.low, self.high, most),
            Scale::Clock { start_clock_s } => clock::ticks(self.low, self.high, most, *start_clock_s),
            Scale::Rows(names) => {
                let tick = |(index, name): (usize, &&str)| Tick {
                    at: self.high - count(index) - 0.5,
                    label: (*name).to_owned(),
                };
                names.iter().enumerate().map(tick).collect()
            }
        }
    }

    /// Whether lines at the ticks help to read values.
    pub(super) fn has_grid(&self) -> bool {
        !matches!(self.scale, Scale::Rows(_))
    }

    /// Whether this axis has a zero that is worth a line.
    pub(super) fn shows_zero(&self) -> bool {
        self.scale == Scale::Number && self.low < 0.0 && self.high > 0.0
    }
}

/// Least and greatest of the finite values.
fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|value| value.is_finite()).fold(None, |range, value| {
        let (low, high) = range.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

/// The least of 1, 2 and 5 times a power of ten that is not below `least`, and the decimals it is written with.
pub(super) fn round_step(least: f64) -> (f64, usize) {
    let least = if least.is_finite() { least.clamp(1e-9, 1e12) } else { 1.0 };
    let (mut power, mut decimals) = (1.0, 0);
    while power > least {
        power /= 10.0;
        decimals += 1;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    let multiple = [1.0, 2.0, 5.0].into_iter().find(|multiple| multiple * power >= least);
    match multiple {
        Some(multiple) => (multiple * power, decimals),
        None => (10.0 * power, decimals.saturating_sub(1)),
    }
}

fn round_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let (step, decimals) = round_step((high - low) / count(most));
    let first = (low / step).ceil();
    let ticks = (0..=most + 1).map(|index| (first + count(index)) * step);
    let within = ticks.take_while(|at| *at <= high + 1e-9 * step);
    within.map(|at| Tick { at, label: fixed(at, decimals) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_one_two_or_five_times_a_power_of_ten() {
        let rows = [(0.3, "0.5", 1), (1.0, "1", 0), (1.2, "2", 0), (7.0, "10", 0), (0.07, "0.1", 1), (230.0, "500", 0)];
        for (least, expected, decimals) in rows {
            let (step, found) = round_step(least);
            assert_eq!((fixed(step, decimals), found), (expected.to_owned(), decimals), "{least}");
        }
    }

    #[test]
    fn ticks_are_round_and_within() {
        let labels: Vec<String> = Axis::exactly(-2.3, 4.1).ticks(7).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["−2", "−1", "0", "1", "2", "3", "4"]);
    }

    #[test]
    fn an_axis_of_nothing_is_still_an_axis() {
        for axis in [Axis::around([].into_iter(), 1.0), Axis::with_zero([f64::NAN].into_iter(), 1.0)] {
            assert!(axis.high > axis.low && axis.high.is_finite());
            assert!(!axis.ticks(5).is_empty());
        }
    }
}
