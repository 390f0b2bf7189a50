//! Fewer points that look the same: extremes are kept, so that no peak is lost.

use std::collections::BTreeSet;

/// A point of a series: where on the horizontal, and on the vertical axis.
pub(crate) type Point = (f64, f64);

/// At most `most` of the points (at least four), in their order: first, last, and the least and the greatest of each
/// stretch between.
pub(super) fn extremes(points: &[Point], most: usize) -> Vec<Point> {
    let finite = finite(points);
    indices_of_extremes(&finite, most).into_iter().map(|index| finite[index]).collect()
}

/// As [`extremes`], but half of those kept are taken at even distances, so that a cloud of points does not become its
/// two edges.
pub(super) fn scattered(points: &[Point], most: usize) -> Vec<Point> {
    let finite = finite(points);
    if finite.len() <= most {
        return finite;
    }
    let mut kept: BTreeSet<usize> = indices_of_extremes(&finite, most / 2).into_iter().collect();
    kept.extend((0..finite.len()).step_by(finite.len().div_ceil((most / 2).max(1))));
    kept.into_iter().map(|index| finite[index]).collect()
}

fn finite(points: &[Point]) -> Vec<Point> {
    points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
}

fn indices_of_extremes(points: &[Point], most: usize) -> Vec<usize> {
    let most = most.max(4);
    if points.len() <= most {
        return (0..points.len()).collect();
    }
    let last = points.len() - 1;
    let stretch = (last - 1).div_ceil((most - 2) / 2);
    let mut kept = vec![0];
    for start in (1..last).step_by(stretch) {
        let end = last.min(start + stretch);
        kept.extend(least_and_greatest(&points[start..end]).into_iter().map(|index| start + index));
    }
    kept.push(last);
    kept
}

/// Without the points between two of the same height, which a line passes anyway.
pub(super) fn corners(points: &[Point]) -> Vec<Point> {
    let same = |a: &Point, b: &Point| a.1.total_cmp(&b.1).is_eq();
    let needed = |index: &usize| {
        let neighbours = index.checked_sub(1).and_then(|before| points.get(before)).zip(points.get(index + 1));
        let passed = neighbours.is_some_and(|(a, b)| same(a, &points[*index]) && same(b, &points[*index]));
        !passed
    };
    (0..points.len()).filter(needed).map(|index| points[index]).collect()
}

fn least_and_greatest(stretch: &[Point]) -> Vec<usize> {
    let heights = || stretch.iter().enumerate();
    let least = heights().min_by(|a, b| a.1.1.total_cmp(&b.1.1)).map_or(0, |(index, _)| index);
    let greatest = heights().max_by(|a, b| a.1.1.total_cmp(&b.1.1)).map_or(0, |(index, _)| index);
    let mut kept = vec![least.min(greatest), least.max(greatest)];
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn extremes_survive_and_the_cap_holds(heights in proptest::collection::vec(-1e3..1e3, 0..3000), most in 4usize..200) {
            let points: Vec<Point> = heights.iter().enumerate().map(|(x, y)| (f64::from(u32::try_from(x).unwrap()), *y)).collect();
            let kept = extremes(&points, most);
            prop_assert!(kept.len() <= most);
            prop_assert!(kept.is_sorted_by(|a, b| a.0 < b.0));
            let range = |points: &[Point]| points.iter().fold((f64::MAX, f64::MIN), |(low, high), p| (low.min(p.1), high.max(p.1)));
            prop_assert_eq!(range(&kept), range(&points));
            prop_assert_eq!((kept.first(), kept.last()), (points.first(), points.last()));
            let cloud = scattered(&points, most);
            prop_assert!(cloud.len() <= most.max(6));
            prop_assert!(cloud.is_sorted_by(|a, b| a.0 < b.0));
            prop_assert_eq!(range(&cloud), range(&points));
        }
    }

    #[test]
    fn a_flat_stretch_needs_its_ends_only() {
        let points = [(0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (3.0, 2.0), (4.0, 2.0)];
        assert_eq!(corners(&points), [(0.0, 1.0), (2.0, 1.0), (3.0, 2.0), (4.0, 2.0)]);
    }
}
