//! Start-up graph and trumpet curve by IEC 60601-2-24.
//!
//! A reading every S. Over the stabilisation period T1 the flow of each interval is plotted against time: the start-up
//! graph. Over the analysis period T2 that follows, each observation window of length P slides by S; the trumpet shows
//! the largest and the smallest mean error among the windows of each length, and the error over the whole of T2:
//!
//! ```text
//! Q(i)   = (W(i) - W(i-1)) / S
//! m      = (T2 - P)/S + 1                                        windows
//! Ep max = max over j = 1..m of  S/P sum over i = j..j+P/S-1 of  100 (Q(i) - r)/r
//!        = max over j = 1..m of  100 ((W(j+P/S-1) - W(j-1))/(r P) - 1)
//! A      = 100 ((W(end) - W(start))/(r T2) - 1)
//! ```
//!
//! The second form of Ep is the first with its sum carried out; it is what is reckoned here, because it does not
//! collect the rounding of every interval. r P is what was commanded in the window.
//!
//! A window that is no whole number of dose cycles shows a perfect pump an error: see `strokes::cycle_errors`.

use super::weighing::{Weighing, Window};

/// How a pump is observed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Protocol {
    /// Sample interval S, s.
    pub sample_s: f64,
    /// Stabilisation period T1, s.
    pub stabilisation_s: f64,
    /// Analysis period T2, s.
    pub analysis_s: f64,
    /// Observation windows P, s.
    pub windows_s: [f64; 6],
}

const MINUTE_S: f64 = 60.0;
const HOUR_S: f64 = 3600.0;

/// For ambulatory and insulin pumps.
pub const AMBULATORY: Protocol = Protocol {
    sample_s: 15.0 * MINUTE_S,
    stabilisation_s: 24.0 * HOUR_S,
    analysis_s: 25.0 * HOUR_S,
    windows_s: [
        15.0 * MINUTE_S,
        60.0 * MINUTE_S,
        150.0 * MINUTE_S,
        330.0 * MINUTE_S,
        570.0 * MINUTE_S,
        930.0 * MINUTE_S,
    ],
};

/// One length of window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrumpetPoint {
    /// Its length P, s.
    pub window_s: f64,
    /// The greatest mean error among its windows, %.
    pub max_percent: f64,
    /// The least, %.
    pub min_percent: f64,
    /// How many windows there are.
    pub windows: usize,
}

/// A trumpet curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trumpet {
    /// One point a window length, the shortest first.
    pub points: [TrumpetPoint; 6],
    /// Error over the whole analysis period A, %.
    pub overall_percent: f64,
}

impl Protocol {
    /// How long a pump has to be weighed, s.
    pub fn end_s(&self) -> f64 {
        self.stabilisation_s + self.analysis_s
    }
}

/// The trumpet curve; none if the pump was not weighed for long enough.
pub fn trumpet(weighing: &Weighing, protocol: &Protocol) -> Option<Trumpet> {
    let (from_s, to_s) = (protocol.stabilisation_s, protocol.end_s());
    if weighing.end_s() < to_s {
        return None;
    }
    let point = |window_s: f64| {
        let windows = weighing.sliding(from_s, to_s, window_s, protocol.sample_s);
        let errors = || windows.iter().map(Window::error_percent);
        TrumpetPoint {
            window_s,
            max_percent: errors().fold(f64::NEG_INFINITY, f64::max),
            min_percent: errors().fold(f64::INFINITY, f64::min),
            windows: windows.len(),
        }
    };
    let overall_percent = weighing.window(from_s, to_s).error_percent();
    Some(Trumpet { points: protocol.windows_s.map(point), overall_percent })
}

/// The start-up graph: flow of each whole sample interval of the stabilisation period, at its end, s and uL/h.
pub fn startup(weighing: &Weighing, protocol: &Protocol) -> Vec<(f64, f64)> {
    let windows = weighing.sliding(0.0, protocol.stabilisation_s, protocol.sample_s, protocol.sample_s);
    windows.iter().map(|window| (window.end_s, window.delivered_ul * HOUR_S / protocol.sample_s)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Reading;
    use crate::analysis::synthetic::{pulses, steady, weighing};
    use proptest::prelude::*;

    const RATE: f64 = 10.0;
    const HOURS: f64 = 72.0;

    fn of(sum: impl Fn(f64) -> f64) -> Trumpet {
        trumpet(&weighing(RATE, HOURS, sum), &AMBULATORY).expect("it was weighed for long enough")
    }

    /// Greatest and least error of each window length, and of the whole, within 1e-6 %.
    fn check(trumpet: &Trumpet, expected: [(f64, f64); 6], overall: f64) {
        for (point, (max, min)) in trumpet.points.iter().zip(expected) {
            assert!((point.max_percent - max).abs() < 1e-6, "{point:?}, expected {max}");
            assert!((point.min_percent - min).abs() < 1e-6, "{point:?}, expected {min}");
        }
        assert!((trumpet.overall_percent - overall).abs() < 1e-6, "{}, expected {overall}", trumpet.overall_percent);
    }

    #[test]
    fn an_even_flow_has_no_error_in_any_window() {
        check(&of(steady(RATE)), [(0.0, 0.0); 6], 0.0);
    }

    #[test]
    fn a_constant_bias_is_the_error_of_every_window() {
        check(&of(steady(1.03 * RATE)), [(3.0, 3.0); 6], 3.0);
    }

    #[test]
    fn windows_slide_by_a_sample_within_the_analysis_period() {
        let counts = of(steady(RATE)).points.map(|point| point.windows);
        assert_eq!(counts, [100, 97, 91, 79, 63, 39]);
        let multiples = AMBULATORY.windows_s.map(|window_s| window_s / AMBULATORY.sample_s);
        let expected = [1.0, 4.0, 10.0, 22.0, 38.0, 62.0];
        assert!(multiples.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12));
    }

    #[test]
    fn what_happens_before_the_analysis_period_is_not_in_the_trumpet_but_in_the_start_up_graph() {
        let late = |t_s: f64| (RATE * (t_s - HOUR_S) / HOUR_S).max(0.0);
        check(&of(late), [(0.0, 0.0); 6], 0.0);
        let graph = startup(&weighing(RATE, HOURS, late), &AMBULATORY);
        assert_eq!(graph.len(), 96);
        for (index, (t_s, flow)) in (1..).zip(&graph) {
            assert!((t_s - 900.0 * f64::from(index)).abs() < 1e-9, "a flow stands at its interval's end");
            let expected = if index <= 4 { 0.0 } else { RATE };
            assert!((flow - expected).abs() < 1e-9, "{t_s} s: {flow}");
        }
    }

    /// 0.5 uL is a fifth of 15 minutes at 10 uL/h, a twentieth of an hour, and so on.
    #[test]
    fn a_missing_pulse_is_missing_once_in_each_window_that_has_it() {
        let (period_s, first_s) = (180.0, 90.0);
        let missing_s = AMBULATORY.stabilisation_s + 20.0 * HOUR_S + first_s;
        let ideal = pulses(0.5, period_s, first_s);
        let one_less = |t_s: f64| ideal(t_s) - if t_s >= missing_s { 0.5 } else { 0.0 };
        let expected = AMBULATORY.windows_s.map(|window_s| (0.0, -100.0 * 0.5 / (RATE * window_s / HOUR_S)));
        check(&of(one_less), expected, -100.0 * 0.5 / 250.0);
        assert!((expected[0].1 + 20.0).abs() < 1e-12 && (expected[1].1 + 5.0).abs() < 1e-12);
    }

    #[test]
    fn strokes_at_half_hours_alias_the_shortest_window_only() {
        // 0.05 U of U-100 every 30 min at 0.1 U/h: each P but the first is a whole number of cycles.
        let low = trumpet(&weighing(1.0, HOURS, pulses(0.5, 1800.0, 900.0 - 60.0)), &AMBULATORY).unwrap();
        let none = (0.0, 0.0);
        check(&low, [(100.0, -100.0), none, none, none, none, none], 0.0);
    }

    /// An ideal pulse every 40 min: a window holds the whole part of P/40 min, or one more where that has a rest.
    #[test]
    fn windows_that_are_no_multiples_of_the_cycle_alias_by_the_closed_form() {
        let period_min = 40.0;
        let volume_ul = RATE * period_min / 60.0;
        let found = of(pulses(volume_ul, period_min * MINUTE_S, 7.0 * MINUTE_S));
        let expected = AMBULATORY.windows_s.map(|window_s| {
            let cycles = window_s / (period_min * MINUTE_S);
            let error = |pulses: f64| 100.0 * (pulses / cycles - 1.0);
            if cycles.fract() < 1e-9 { (0.0, 0.0) } else { (error(cycles.floor() + 1.0), error(cycles.floor())) }
        });
        let whole = 25.0 * 60.0 / period_min;
        check(&found, expected, 100.0 * (whole.ceil() / whole - 1.0));
    }

    /// A twentieth of what is asked evaporates.
    #[test]
    fn evaporation_looks_like_a_bias() {
        let low = trumpet(&weighing(1.0, HOURS, steady(0.95)), &AMBULATORY).unwrap();
        check(&low, [(-5.0, -5.0); 6], -5.0);
    }

    /// An even flow that reaches the balance in drops of 5 uL, half an hour's: a window holds the whole part of its drops,
    /// or one more.
    #[test]
    fn drops_that_hang_at_the_needle_alias_a_perfect_pump_into_error() {
        let drop_ul = 5.0;
        let found = of(|t_s: f64| drop_ul * (steady(RATE)(t_s) / drop_ul + 1e-9).floor());
        let expected = AMBULATORY.windows_s.map(|window_s| {
            let drops = RATE * window_s / HOUR_S / drop_ul;
            let error = |fallen: f64| 100.0 * (fallen / drops - 1.0);
            if drops.fract() < 1e-9 { (0.0, 0.0) } else { (error(drops.floor() + 1.0), error(drops.floor())) }
        });
        check(&found, expected, 0.0);
        assert!((expected[0].0 - 100.0).abs() < 1e-9 && (expected[0].1 + 100.0).abs() < 1e-9);
    }

    #[test]
    fn a_pump_that_was_weighed_too_shortly_has_no_trumpet() {
        let end_h = AMBULATORY.end_s() / HOUR_S;
        assert!((end_h - 49.0).abs() < 1e-12);
        assert!(trumpet(&weighing(RATE, end_h - 0.1, steady(RATE)), &AMBULATORY).is_none());
        assert!(trumpet(&weighing(RATE, end_h, steady(RATE)), &AMBULATORY).is_some());
    }

    proptest! {
        /// The formula as the standard writes it, interval by interval.
        #[test]
        fn the_telescoped_form_is_the_standards_sum(gains in proptest::collection::vec(0.0..5.0f64, 196)) {
            let s = AMBULATORY.sample_s;
            let mut weight = 0.0;
            let mut readings = vec![Reading { t_s: 0.0, commanded_ul: 0.0, delivered_ul: 0.0 }];
            for (index, gain) in (1..).zip(&gains) {
                weight += gain;
                let t_s = s * f64::from(index);
                readings.push(Reading { t_s, commanded_ul: RATE * t_s / HOUR_S, delivered_ul: weight });
            }
            let found = trumpet(&Weighing::new(readings), &AMBULATORY).unwrap();
            let errors: Vec<f64> = gains[96..].iter().map(|gain| 100.0 * (gain * HOUR_S / s - RATE) / RATE).collect();
            for (point, length) in found.points.iter().zip([1, 4, 10, 22, 38, 62]) {
                let means = errors.windows(length).map(|w| w.iter().sum::<f64>() * s / point.window_s);
                let (max, min) = means.fold((f64::MIN, f64::MAX), |(max, min), e| (max.max(e), min.min(e)));
                prop_assert!((point.max_percent - max).abs() < 1e-6 && (point.min_percent - min).abs() < 1e-6);
            }
        }
    }
}
