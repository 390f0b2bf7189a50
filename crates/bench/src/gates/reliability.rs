//! A14: how far what was found of some pump units can be relied on of all.

use super::table::{HOUR_S, OF_15, UNITS_PER_UL, found, in_label, noticed};
use super::{Evidence, Found, Verdict};
use crate::analysis::{Errors, Spread, share_at_least, tolerance};
use crate::occlusion;

/// The share that every counted claim is to show, %: of 2995 trials none may fail.
const ASKED_PERCENT: f64 = 99.9;

/// Of the claims that ask for all, the one whose count shows least.
pub(super) fn counted(evidence: &Evidence) -> Option<Found> {
    let windows = |errors: Errors| (errors.within[OF_15], errors.spread.count);
    let hours = |figures: &crate::accuracy::Figures| figures.width(HOUR_S).map(|row| windows(row.all));
    let blocked: Vec<&occlusion::Figures> = evidence.blocked.iter().collect();
    let claims = [
        ("A2", hours(&evidence.low_basal)),
        ("A3", hours(&evidence.basal)),
        ("A6", in_label(evidence)),
        ("A9", Some(noticed(&blocked))),
    ];
    let tested = claims.into_iter().filter_map(|(id, counts)| Some((id, counts?))).filter(|(_, (_, total))| *total > 0);
    let shown = tested.map(|(id, (held, total))| (100.0 * share_at_least(held, total, 0.95), id, held, total));
    let (least, id, held, total) = shown.min_by(|one, other| one.0.total_cmp(&other.0))?;
    let shown = format!("{id}: {held} of {total}, if one says nothing of another");
    found(format!("{least:.2} %"), least >= ASKED_PERCENT, shown)
}

/// Limits of the error over the whole run.
pub(super) fn of_total(evidence: &Evidence) -> Option<Found> {
    let total = evidence.basal.total?;
    let (low, high) = tolerance(&total);
    told(format!("{low:+.2} to {high:+.2} %"), low.is_finite(), total.count)
}

/// Limits of what is missed and released, of the test for which they are highest.
pub(super) fn of_blocked(evidence: &Evidence) -> Option<Found> {
    let highest = |of: fn(&occlusion::Figures) -> Option<Spread>| {
        let limits = evidence.blocked.iter().filter_map(|figures| of(figures).map(|spread| tolerance(&spread).1));
        limits.reduce(f64::max).map(|ul| UNITS_PER_UL * ul)
    };
    let (missed, released) = (highest(|figures| figures.missed_ul)?, highest(|figures| figures.released_ul)?);
    let count = evidence.blocked.iter().map(|figures| figures.tested).min()?;
    told(format!("{missed:.3} U missed, {released:.3} U released"), (missed + released).is_finite(), count)
}

fn told(reached: String, is_known: bool, count: usize) -> Option<Found> {
    let shown = format!("95 % confidence, {count} pump units, taken to scatter normally");
    is_known.then_some(Found { reached, verdict: Verdict::Told, shown })
}
