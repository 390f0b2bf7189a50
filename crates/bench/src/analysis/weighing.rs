//! What a balance under the cannula's tip has read, beside what had been commanded by then, and windows of it.

use crate::record::Record;

/// A window with less commanded than this has no error in percent, uL.
const COMMANDED_LEAST_UL: f64 = 0.01;
/// A window that ends later than the readings by less than this still counts as whole, s.
const ROUNDING_S: f64 = 1e-6;

/// One reading: sums since the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// When, s.
    pub t_s: f64,
    /// What had been commanded, uL.
    pub commanded_ul: f64,
    /// What lay on the balance, uL.
    pub delivered_ul: f64,
}

/// Readings in order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    readings: Vec<Reading>,
}

/// What happened between two instants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// From when, s.
    pub start_s: f64,
    /// Until when, s.
    pub end_s: f64,
    /// What was commanded, uL.
    pub commanded_ul: f64,
    /// What came, uL.
    pub delivered_ul: f64,
}

impl Weighing {
    /// # Panics
    /// When the readings are not in order of time.
    pub fn new(readings: Vec<Reading>) -> Self {
        assert!(readings.windows(2).all(|pair| pair[0].t_s < pair[1].t_s), "readings are in order of time");
        Self { readings }
    }

    /// A run's readings, which are a minute apart.
    pub fn of_run(record: &Record) -> Self {
        let rows = record.totals.iter();
        let reading =
            rows.map(|row| Reading { t_s: row.t_s, commanded_ul: row.commanded_ul, delivered_ul: row.delivered_ul });
        Self::new(reading.collect())
    }

    /// The same beside what the controller had accounted, in the place of what was commanded.
    pub fn of_account(record: &Record) -> Self {
        let rows = record.totals.iter();
        let reading =
            rows.map(|row| Reading { t_s: row.t_s, commanded_ul: row.ledger_ul, delivered_ul: row.delivered_ul });
        Self::new(reading.collect())
    }

    /// Every reading, in order of time.
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// When the last reading was taken, s; zero without any.
    pub fn end_s(&self) -> f64 {
        self.readings.last().map_or(0.0, |last| last.t_s)
    }

    /// The reading of an instant; between two, on the straight line; zero before the first, and after the last as the
    /// last.
    pub fn at(&self, t_s: f64) -> Reading {
        let after = self.readings.partition_point(|reading| reading.t_s <= t_s);
        let nothing = Reading { t_s: 0.0, commanded_ul: 0.0, delivered_ul: 0.0 };
        let before = after.checked_sub(1).map_or(nothing, |index| self.readings[index]);
        let Some(next) = self.readings.get(after).filter(|next| next.t_s > before.t_s) else { return before };
        let share = (t_s - before.t_s) / (next.t_s - before.t_s);
        let between = |from: f64, to: f64| from + share * (to - from);
        Reading {
            t_s,
            commanded_ul: between(before.commanded_ul, next.commanded_ul),
            delivered_ul: between(before.delivered_ul, next.delivered_ul),
        }
    }

    /// What happened between two instants.
    pub fn window(&self, start_s: f64, end_s: f64) -> Window {
        let (from, to) = (self.at(start_s), self.at(end_s));
        let commanded_ul = to.commanded_ul - from.commanded_ul;
        Window { start_s, end_s, commanded_ul, delivered_ul: to.delivered_ul - from.delivered_ul }
    }

    /// All whole windows of this width that stand side by side from the start on.
    pub fn side_by_side(&self, width_s: f64) -> Vec<Window> {
        self.sliding(0.0, self.end_s(), width_s, width_s)
    }

    /// All windows of this width between two instants, the next starting `step_s` after the last.
    pub fn sliding(&self, from_s: f64, to_s: f64, width_s: f64, step_s: f64) -> Vec<Window> {
        let to_s = to_s.min(self.end_s());
        let starts = (0_u32..).map(|index| from_s + f64::from(index) * step_s);
        let whole = starts.take_while(|start_s| step_s > 0.0 && start_s + width_s <= to_s + ROUNDING_S);
        whole.map(|start_s| self.window(start_s, start_s + width_s)).collect()
    }
}

impl Window {
    /// Error of what came, %; not a number if hardly anything was commanded.
    pub fn error_percent(&self) -> f64 {
        if self.commanded_ul < COMMANDED_LEAST_UL {
            return f64::NAN;
        }
        100.0 * (self.delivered_ul - self.commanded_ul) / self.commanded_ul
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::synthetic::{HOUR_S, pulses, steady, weighing};

    #[test]
    fn readings_between_two_are_on_the_line_between_theirs() {
        let reading = |t_s, commanded_ul| Reading { t_s, commanded_ul, delivered_ul: 0.0 };
        let weighing = Weighing::new(vec![reading(60.0, 1.0), reading(120.0, 3.0)]);
        let rows = [(0.0, 0.0), (30.0, 0.5), (60.0, 1.0), (90.0, 2.0), (120.0, 3.0), (500.0, 3.0)];
        for (t_s, expected) in rows {
            assert!((weighing.at(t_s).commanded_ul - expected).abs() < 1e-12, "{t_s}");
        }
    }

    #[test]
    fn windows_side_by_side_are_whole_and_share_out_all_that_came() {
        let weighing = weighing(10.0, 10.5, steady(10.0));
        let windows = weighing.side_by_side(HOUR_S);
        assert_eq!(windows.len(), 10, "the half hour at the end is no window");
        let sum: f64 = windows.iter().map(|window| window.delivered_ul).sum();
        assert!((sum - 100.0).abs() < 1e-9);
        assert_eq!(weighing.sliding(0.0, 1e9, HOUR_S, 0.5 * HOUR_S).len(), 20);
        assert!(weighing.side_by_side(0.0).is_empty());
    }

    /// A stroke at the very end of a window is in that window and in no other.
    #[test]
    fn a_pulse_at_a_windows_edge_is_counted_once() {
        let weighing = weighing(10.0, 24.0, pulses(10.0, HOUR_S, HOUR_S));
        for window in weighing.side_by_side(HOUR_S) {
            assert!(window.error_percent().abs() < 1e-9, "{window:?}");
        }
    }

    #[test]
    fn a_window_in_which_nothing_was_commanded_has_no_error() {
        assert!(weighing(0.0, 1.0, steady(0.1)).window(0.0, HOUR_S).error_percent().is_nan());
    }
}
