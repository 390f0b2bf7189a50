//! A monotone relation known at a few points, read in both directions by straight lines between them.

use crate::fixed::mul_div;

/// The value at `x` on the line through the points, which rise in `x`; held at the ends. `None` for fewer than two
/// points.
pub(crate) fn interpolate(points: impl Iterator<Item = (i64, i64)>, x: i64) -> Option<i64> {
    let mut previous: Option<(i64, i64)> = None;
    let mut result = None;
    for (x1, y1) in points {
        if let Some((x0, y0)) = previous {
            let run = x1.saturating_sub(x0);
            let rise = y1.saturating_sub(y0);
            let along = x.clamp(x0, x1).saturating_sub(x0);
            result = Some(y0.saturating_add(mul_div(rise, along, run)));
            if x <= x1 {
                break;
            }
        }
        previous = Some((x1, y1));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_between_the_points_and_holds_at_the_ends() {
        let points = [(0, 0), (10, 100), (20, 400)];
        for (x, y) in [(-5, 0), (0, 0), (5, 50), (10, 100), (15, 250), (20, 400), (99, 400)] {
            assert_eq!(interpolate(points.into_iter(), x), Some(y), "x = {x}");
        }
        assert_eq!(interpolate(points.into_iter().take(1), 3), None);
    }
}
