//! What a blocked set does to delivery: when that was noticed, what was missing by then, and what came once it was free.
//!
//! Missing is what the same pump unit, not blocked, had given by then, less what it gave: so a basal rate and a bolus
//! under way are judged alike, by what strokes would have brought and not by what a command had promised.

use super::exposure::lead_ul;
use super::strokes::Stroke;
use super::weighing::Weighing;

const MINUTE_S: f64 = 60.0;

/// When a test does what; whole minutes, since the balance is read then, s.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockageTimes {
    /// The set begins to close.
    pub closed_s: f64,
    /// It is open again.
    pub cleared_s: f64,
    /// A person resumes delivery.
    pub resumed_s: f64,
    /// The test ends.
    pub end_s: f64,
}

/// What was read of a pump unit in a test.
#[derive(Debug, Clone, Copy)]
pub struct Blocked<'a> {
    /// The balance, with the set blocked.
    pub weighing: &'a Weighing,
    /// The same, beside what the pump accounted.
    pub account: &'a Weighing,
    /// The balance, when nothing was blocked.
    pub open: &'a Weighing,
    /// Each stroke when nothing was blocked, with the instant at which it began.
    pub open_strokes: &'a [Stroke],
}

/// What there is to say of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blockage {
    /// From the beginning of the blockage to the alarm that stopped delivery, s; none if there was none before it
    /// cleared.
    pub to_alarm_s: Option<f64>,
    /// What was missing at the alarm, or when the set was open again if there was none, uL.
    pub missed_ul: f64,
    /// What came between the set's opening and the resumption, and was not asked for then, uL.
    pub released_ul: f64,
    /// What came after the resumption beyond what the pump accounted, uL.
    pub resumed_ul: f64,
}

impl Blockage {
    /// Of a test; `alarm_s` is the alarm that stopped delivery.
    pub fn of(times: &BlockageTimes, alarm_s: Option<f64>, read: &Blocked<'_>) -> Self {
        let until_s = alarm_s.unwrap_or(times.cleared_s);
        let open_ul: f64 =
            read.open_strokes.iter().filter(|stroke| stroke.t_s <= until_s).map(|stroke| stroke.delivered_ul).sum();
        // What the stroke under way still brought is on the balance at its next reading.
        let reading_s = (until_s / MINUTE_S).ceil() * MINUTE_S;
        let free = read.weighing.window(times.cleared_s, times.resumed_s).delivered_ul;
        let usual = read.open.window(times.cleared_s, times.resumed_s).delivered_ul;
        Self {
            to_alarm_s: alarm_s.map(|alarm_s| alarm_s - times.closed_s),
            missed_ul: open_ul - read.weighing.at(reading_s.min(times.cleared_s)).delivered_ul,
            released_ul: if alarm_s.is_some() { free } else { free - usual },
            // A stroke under way has come and is not yet accounted: the mean of a quarter of an hour does not mind.
            resumed_ul: lead_ul(read.account, times.end_s) - lead_ul(read.account, times.resumed_s),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::synthetic::{HOUR_S, pulses, weighing};

    const TIMES: BlockageTimes =
        BlockageTimes { closed_s: HOUR_S, cleared_s: 2.0 * HOUR_S, resumed_s: 2.5 * HOUR_S, end_s: 3.0 * HOUR_S };

    /// 0.5 uL every three minutes, first after a minute and a half: a stroke begins 5 s before it has come.
    fn strokes() -> Vec<Stroke> {
        let stroke =
            |index: u32| Stroke { t_s: 90.0 + 180.0 * f64::from(index) - 5.0, target_ul: 0.5, delivered_ul: 0.5 };
        (0..60).map(stroke).collect()
    }

    fn blockage(alarm_s: Option<f64>, came: &dyn Fn(f64) -> f64, accounted: &dyn Fn(f64) -> f64) -> Blockage {
        let open = weighing(10.0, 3.0, pulses(0.5, 180.0, 90.0));
        let blocked = weighing(10.0, 3.0, came);
        let readings = blocked.readings().iter();
        let account =
            readings.map(|reading| crate::analysis::Reading { commanded_ul: accounted(reading.t_s), ..*reading });
        let account = Weighing::new(account.collect());
        let open_strokes = strokes();
        Blockage::of(
            &TIMES,
            alarm_s,
            &Blocked { weighing: &blocked, account: &account, open: &open, open_strokes: &open_strokes },
        )
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
    }

    #[test]
    fn strokes_against_a_shut_set_are_missing_and_come_when_it_opens() {
        let usual = pulses(0.5, 180.0, 90.0);
        // Two strokes are pressed into the line and noticed with the second; 0.8 uL comes when it opens, and 0.1 uL more
        // than accounted after the resumption.
        let came = |t_s: f64| {
            let before = usual(t_s.min(TIMES.closed_s));
            let released = if t_s > TIMES.cleared_s { 0.8 } else { 0.0 };
            before + released + if t_s > TIMES.resumed_s { 2.1 } else { 0.0 }
        };
        let accounted = |t_s: f64| if t_s > TIMES.resumed_s { 13.0 } else { 11.0 };
        let found = blockage(Some(HOUR_S + 90.0 + 180.0 - 1.0), &came, &accounted);
        near(found.to_alarm_s.unwrap(), 269.0);
        near(found.missed_ul, 1.0);
        near(found.released_ul, 0.8);
        near(found.resumed_ul, 0.1);
    }

    #[test]
    fn a_stroke_that_has_begun_at_the_alarm_is_missing_and_one_that_has_not_is_not() {
        let came = |t_s: f64| pulses(0.5, 180.0, 90.0)(t_s.min(TIMES.closed_s));
        for (after_s, missed_ul) in [(84.0, 0.0), (85.0, 0.5), (264.0, 0.5), (265.0, 1.0)] {
            near(blockage(Some(HOUR_S + after_s), &came, &|_| 0.0).missed_ul, missed_ul);
        }
    }

    #[test]
    fn what_nobody_notices_is_missing_until_the_set_is_open() {
        let usual = pulses(0.5, 180.0, 90.0);
        let came = |t_s: f64| if t_s <= TIMES.cleared_s { usual(t_s.min(TIMES.closed_s)) } else { usual(t_s) };
        let found = blockage(None, &came, &usual);
        assert_eq!(found.to_alarm_s, None);
        near(found.missed_ul, 10.0);
        // All of it comes at once, and the strokes of that time are not counted as released.
        near(found.released_ul, 10.0);
        near(found.resumed_ul, 0.0);
    }

    #[test]
    fn a_set_that_is_not_blocked_has_nothing_missing_and_releases_nothing() {
        let usual = pulses(0.5, 180.0, 90.0);
        let found = blockage(None, &usual, &usual);
        near(found.missed_ul, 0.0);
        near(found.released_ul, 0.0);
    }
}
