//! A monotone relation known at a few points, read in both directions between them: by straight lines, or by a curve that has
//! no corners.

use crate::fixed::mul_div;

/// The curve is worked out in parts of the values' unit, so that it rises or falls all the way: so many bits of them.
const FINE_BITS: u32 = 10;
const FINE: i64 = 1 << FINE_BITS;

/// The value at `x` on the line through the points, which rise in `x`; held at the ends. `None` for fewer than two
/// points.
pub(crate) fn interpolate(points: impl Iterator<Item = (i64, i64)>, x: i64) -> Option<i64> {
    let stretch = Stretch::about(points, x)?;
    Some(stretch.from.1.saturating_add(mul_div(stretch.rise(), stretch.along(x), stretch.run())))
}

/// The same on a smooth curve: at each point it is as steep as the parabola through that point and its two neighbours.
///
/// A line is steeper at one end of a stretch, and less steep at the other, than what it stands for. Of a small difference of
/// two readings that is a share of the whole, and it changes its sign from one end to the other.
///
/// Within a stretch it is Hermite's cubic, after Fritsch and Carlson no steeper at its ends than twice its line: so it does not
/// turn back between points that rise or fall all the way.
pub(crate) fn smooth(points: impl Iterator<Item = (i64, i64)>, x: i64) -> Option<i64> {
    let stretch = Stretch::about(points, x)?;
    let (run, along) = (stretch.run(), stretch.along(x));
    let rest = run.saturating_sub(along);
    let (first, last) = stretch.bends();
    let lean = mul_div(first, rest, run).saturating_sub(mul_div(last, along, run));
    let bow = mul_div(mul_div(lean, along, run), rest, run);
    let line = mul_div(stretch.rise().saturating_mul(FINE), along, run);
    let rounded = line.saturating_add(bow).saturating_add(FINE >> 1) >> FINE_BITS;
    Some(stretch.from.1.saturating_add(rounded))
}

/// Two points and their neighbours.
struct Stretch {
    before: Option<(i64, i64)>,
    from: (i64, i64),
    to: (i64, i64),
    after: Option<(i64, i64)>,
}

impl Stretch {
    /// The one in which `x` lies; beyond the points, the nearest.
    fn about(mut points: impl Iterator<Item = (i64, i64)>, x: i64) -> Option<Self> {
        let mut stretch = Self { before: None, from: points.next()?, to: points.next()?, after: points.next() };
        while let Some(after) = stretch.after.filter(|_| x > stretch.to.0) {
            stretch = Self { before: Some(stretch.from), from: stretch.to, to: after, after: points.next() };
        }
        Some(stretch)
    }

    fn run(&self) -> i64 {
        run(self.from, self.to)
    }

    fn rise(&self) -> i64 {
        rise(self.from, self.to)
    }

    fn along(&self, x: i64) -> i64 {
        x.clamp(self.from.0, self.to.0.max(self.from.0)).saturating_sub(self.from.0)
    }

    /// How much more than the line the curve would rise over the whole stretch if it stayed as steep as it is at its two
    /// ends. Without a neighbour it bends as at the other end.
    fn bends(&self) -> (i64, i64) {
        let most = self.rise().saturating_abs().saturating_mul(FINE);
        let bend = |(beside_run, beside_rise): (i64, i64)| {
            let surplus = mul_div(beside_rise.saturating_mul(FINE), self.run(), beside_run)
                .saturating_sub(self.rise().saturating_mul(FINE));
            mul_div(surplus, self.run(), self.run().saturating_add(beside_run)).clamp(most.saturating_neg(), most)
        };
        let first = self.before.map(|before| bend((run(before, self.from), rise(before, self.from))));
        let last = self.after.map(|after| bend((run(self.to, after), rise(self.to, after))));
        let other = |bend: Option<i64>| bend.map_or(0, i64::saturating_neg);
        (first.unwrap_or(other(last)), last.unwrap_or(other(first)))
    }
}

fn run(from: (i64, i64), to: (i64, i64)) -> i64 {
    to.0.saturating_sub(from.0)
}

fn rise(from: (i64, i64), to: (i64, i64)) -> i64 {
    to.1.saturating_sub(from.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_between_the_points_and_holds_at_the_ends() {
        let points = [(0, 0), (10, 100), (20, 400)];
        for (x, y) in [(-5, 0), (0, 0), (5, 50), (10, 100), (15, 250), (20, 400), (99, 400)] {
            assert_eq!(interpolate(points.into_iter(), x), Some(y), "x = {x}");
        }
        assert_eq!(interpolate(points.into_iter().take(1), 3), None);
    }

    #[test]
    fn a_parabola_is_read_as_it_is_and_two_points_as_a_line() {
        let points = [0, 10, 20, 25, 40].map(|x| (x, x * x));
        for x in 0..=40 {
            assert_eq!(smooth(points.into_iter(), x), Some(x * x), "x = {x}");
        }
        assert_eq!((smooth(points.into_iter(), -5), smooth(points.into_iter(), 99)), (Some(0), Some(1_600)));
        assert_eq!(smooth(points.into_iter().take(2), 5), Some(50));
        assert_eq!(smooth(points.into_iter().take(1), 3), None);
    }

    proptest! {
        #[test]
        fn between_points_that_rise_it_rises(
            steps in proptest::collection::vec((1i64..60_000, 1i64..60_000), 1..9),
            falls: bool,
        ) {
            let points = || {
                core::iter::once((0, 0)).chain(steps.iter().scan((0, 0), |(x, y), (run, rise)| {
                    (*x, *y) = (*x + run, if falls { *y - rise } else { *y + rise });
                    Some((*x, *y))
                }))
            };
            let read = |x| smooth(points(), x).unwrap();
            for x in (0..points().last().unwrap().0).step_by(37) {
                prop_assert!(if falls { read(x + 1) <= read(x) } else { read(x + 1) >= read(x) }, "at {x}");
            }
            for (x, y) in points() {
                prop_assert_eq!(read(x), y);
            }
        }

        #[test]
        fn no_points_panic(points in proptest::collection::vec((any::<i64>(), any::<i64>()), 0..6), x: i64) {
            prop_assert_eq!(smooth(points.iter().copied(), x).is_none(), points.len() < 2);
            interpolate(points.into_iter(), x);
        }
    }
}
