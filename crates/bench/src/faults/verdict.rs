//! What came of one trial: whether it was told, after how long, and how much too much or too little came by then. Pure
//! functions of what a balance and a log read, beside those of the same pump unit with nothing wrong.
//!
//! Where an alarm has stopped delivery nothing is to come until a person resumes: what comes then is too much, and what
//! does not come is no longer missing, since a person was told.

use crate::analysis::{Stroke, Weighing, count};

/// Below this, in either direction and to the end, what nobody was told of is harmless: half a microlitre, which is
/// 0.05 U of U-100 and what gate A11 asks of any single fault, uL.
pub const HARMLESS_UL: f64 = 0.5;
/// While delivery runs, differences are averaged over this time, so that a stroke that comes a little earlier or later
/// does not count, s.
const AVERAGED_S: f64 = 900.0;
const MINUTE_S: f64 = 60.0;
/// No stroke takes longer, s.
const STROKE_S: f64 = 20.0;
/// A reading this much too early still counts, s.
const ROUNDING_S: f64 = 1e-6;

/// Something that tells a person: an alarm, or a refusal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sign {
    /// When, s.
    pub at_s: f64,
    /// Its name in records.
    pub name: &'static str,
    /// Whether it stops delivery.
    pub stops: bool,
}

/// The same pump unit and therapy with nothing wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// The balance.
    pub weighing: Weighing,
    /// Its strokes, with the instant at which each began.
    pub strokes: Vec<Stroke>,
    /// What it tells.
    pub signs: Vec<Sign>,
}

/// What was read of a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// When it went wrong, s.
    pub onset_s: f64,
    /// The balance.
    pub weighing: Weighing,
    /// What it tells, in order of time.
    pub signs: Vec<Sign>,
    /// When a person resumed delivery, s.
    pub resumed_s: Vec<f64>,
}

/// Whether a person was told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// They were.
    Told {
        /// By which alarm, or by a refusal.
        by: &'static str,
        /// After how long, s.
        after_s: f64,
    },
    /// They were not, and it does not matter.
    Harmless,
    /// They were not, and it matters.
    Unnoticed,
}

/// What came of a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// Whether a person was told.
    pub verdict: Verdict,
    /// The most that ever was too much until the end of the trial, told or not, uL.
    pub over_ul: f64,
    /// What was missing when a person was told; if nobody was, the most that ever was, uL.
    pub missed_ul: f64,
}

/// Judges a trial beside the same with nothing wrong.
pub fn judge(sound: &Sound, read: &Read) -> Judged {
    let excesses = excesses(sound, read);
    let over_ul = excesses.iter().map(|(_, excess_ul)| *excess_ul).fold(0.0, f64::max);
    let under_ul = -excesses.iter().map(|(_, excess_ul)| *excess_ul).fold(0.0, f64::min);
    let usual = |sign: &Sign| sound.signs.iter().any(|known| known.name == sign.name);
    let told = read.signs.iter().find(|sign| sign.at_s >= read.onset_s && !usual(sign));
    let Some(sign) = told else {
        let verdict = if over_ul.max(under_ul) <= HARMLESS_UL { Verdict::Harmless } else { Verdict::Unnoticed };
        return Judged { verdict, over_ul, missed_ul: under_ul };
    };
    // What a stroke under way still brought is on the balance by then.
    let settled_s = sign.at_s + if sign.stops { MINUTE_S } else { 0.0 };
    let at_sign = excesses.iter().find(|(t_s, _)| *t_s >= settled_s).map_or(0.0, |(_, excess_ul)| *excess_ul);
    let verdict = Verdict::Told { by: sign.name, after_s: sign.at_s - read.onset_s };
    Judged { verdict, over_ul, missed_ul: (-at_sign).max(0.0) }
}

/// Delivered less what was to come, at each reading since the onset, before which both runs are the same: as it was
/// read while delivery is stopped, else the mean of a quarter of an hour.
fn excesses(sound: &Sound, read: &Read) -> Vec<(f64, f64)> {
    let stops = stops(read);
    let is_stopped = |t_s: f64| stops.iter().any(|(from_s, to_s)| t_s > *from_s && t_s <= *to_s);
    let readings = read.weighing.readings().iter().filter(|reading| reading.t_s > read.onset_s);
    let raw: Vec<(f64, f64)> =
        readings.map(|reading| (reading.t_s, reading.delivered_ul - to_come(sound, &stops, reading.t_s))).collect();
    let value = |(index, (t_s, excess_ul)): (usize, &(f64, f64))| {
        if is_stopped(*t_s) {
            return Some((*t_s, *excess_ul));
        }
        let whole = *t_s >= read.onset_s + AVERAGED_S - ROUNDING_S;
        let of_late = raw[..=index].iter().rev().take_while(|(of_s, _)| *of_s > t_s - AVERAGED_S + ROUNDING_S);
        let of_late: Vec<f64> = of_late.map(|(_, excess_ul)| *excess_ul).collect();
        whole.then(|| (*t_s, of_late.iter().sum::<f64>() / count(of_late.len())))
    };
    raw.iter().enumerate().filter_map(value).collect()
}

/// From when to when delivery is stopped by an alarm.
fn stops(read: &Read) -> Vec<(f64, f64)> {
    let mut stops: Vec<(f64, f64)> = Vec::new();
    for sign in read.signs.iter().filter(|sign| sign.stops && sign.at_s >= read.onset_s) {
        let until_s = read.resumed_s.iter().copied().find(|resumed_s| *resumed_s > sign.at_s).unwrap_or(f64::INFINITY);
        if stops.last().is_none_or(|(_, last_s)| sign.at_s > *last_s) {
            stops.push((sign.at_s, until_s));
        }
    }
    stops
}

/// What was to come by an instant: what the sound pump gave, less what it gave while the other was stopped.
fn to_come(sound: &Sound, stops: &[(f64, f64)], t_s: f64) -> f64 {
    let of_stop = |(from_s, to_s): &(f64, f64)| {
        if t_s <= *from_s {
            0.0
        } else {
            (given_until(sound, t_s.min(*to_s)) - given_by_strokes(sound, *from_s)).max(0.0)
        }
    };
    given_until(sound, t_s) - stops.iter().map(of_stop).sum::<f64>()
}

fn given_until(sound: &Sound, t_s: f64) -> f64 {
    sound.weighing.at(t_s).delivered_ul
}

/// What the sound pump has given with the strokes that had begun by an instant: the last whole minute's reading before it at
/// which no stroke was under way, and the strokes that began between.
fn given_by_strokes(sound: &Sound, t_s: f64) -> f64 {
    let begun =
        |from_s: f64, to_s: f64| sound.strokes.iter().filter(move |stroke| stroke.t_s > from_s && stroke.t_s <= to_s);
    let mut reading_s = (t_s / MINUTE_S).floor() * MINUTE_S;
    while reading_s > 0.0 && begun(reading_s - STROKE_S, reading_s).next().is_some() {
        reading_s -= MINUTE_S;
    }
    given_until(sound, reading_s) + begun(reading_s, t_s).map(|stroke| stroke.delivered_ul).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::synthetic::{HOUR_S, pulses, steady, weighing};

    /// 0.5 uL every three minutes for four hours, first after a minute and a half; a stroke begins 5 s before it has
    /// come.
    fn sound() -> Sound {
        let stroke = |index: u32| Stroke { t_s: 85.0 + 180.0 * f64::from(index), target_ul: 0.5, delivered_ul: 0.5 };
        let strokes = (0..80).map(stroke).collect();
        Sound { weighing: weighing(10.0, 4.0, pulses(0.5, 180.0, 90.0)), strokes, signs: Vec::new() }
    }

    /// A trial that goes wrong after an hour.
    fn read(came: impl Fn(f64) -> f64, signs: &[Sign]) -> Read {
        Read { onset_s: HOUR_S, weighing: weighing(10.0, 4.0, came), signs: signs.to_vec(), resumed_s: Vec::new() }
    }

    fn stop(at_s: f64) -> Sign {
        Sign { at_s, name: "occlusion_detected", stops: true }
    }

    fn check(found: Judged, verdict: Verdict, over_ul: f64, missed_ul: f64) {
        assert_eq!(found.verdict, verdict, "{found:?}");
        assert!((found.over_ul - over_ul).abs() < 1e-9, "{found:?}, expected {over_ul}");
        assert!((found.missed_ul - missed_ul).abs() < 1e-9, "{found:?}, expected {missed_ul}");
    }

    fn usual(t_s: f64) -> f64 {
        pulses(0.5, 180.0, 90.0)(t_s)
    }

    #[test]
    fn what_changes_nothing_is_harmless() {
        check(judge(&sound(), &read(usual, &[])), Verdict::Harmless, 0.0, 0.0);
        // A stroke that comes a minute later from now on is off by a sixth of a microlitre on average.
        let later = |t_s: f64| if t_s < HOUR_S + 60.0 { usual(t_s.min(HOUR_S)) } else { usual(t_s - 60.0) };
        check(judge(&sound(), &read(later, &[])), Verdict::Harmless, 0.0, 0.5 / 3.0);
    }

    #[test]
    fn what_nobody_is_told_of_is_unnoticed_from_half_a_microlitre_on() {
        let more = |ul: f64| move |t_s: f64| usual(t_s) + if t_s > 2.0 * HOUR_S { ul } else { 0.0 };
        check(judge(&sound(), &read(more(0.49), &[])), Verdict::Harmless, 0.49, 0.0);
        check(judge(&sound(), &read(more(0.51), &[])), Verdict::Unnoticed, 0.51, 0.0);
        check(judge(&sound(), &read(more(-0.51), &[])), Verdict::Unnoticed, 0.0, 0.51);
        // What comes and is made up again has still been there.
        let there_and_back = |t_s: f64| usual(t_s) + if t_s > 2.0 * HOUR_S && t_s < 2.6 * HOUR_S { 2.0 } else { 0.0 };
        check(judge(&sound(), &read(there_and_back, &[])), Verdict::Unnoticed, 2.0, 0.0);
    }

    #[test]
    fn what_is_told_is_missing_until_then_and_no_longer() {
        // Shut after an hour; the stroke of 3690 s begins at 3685 s, and that of 3870 s is the one that tells.
        let shut = |t_s: f64| usual(t_s.min(HOUR_S));
        let told = |at_s: f64| Verdict::Told { by: "occlusion_detected", after_s: at_s - HOUR_S };
        for (at_s, missed_ul) in [(3_684.0, 0.0), (3_690.0, 0.5), (3_864.0, 0.5), (3_870.0, 1.0)] {
            check(judge(&sound(), &read(shut, &[stop(at_s)])), told(at_s), 0.0, missed_ul);
        }
    }

    #[test]
    fn what_comes_after_a_stop_is_too_much() {
        let runs_on = |t_s: f64| usual(t_s.min(HOUR_S)) + steady(1.0)((t_s - HOUR_S).max(0.0));
        let told = Verdict::Told { by: "occlusion_detected", after_s: 60.0 };
        check(judge(&sound(), &read(runs_on, &[stop(HOUR_S + 60.0)])), told, 3.0, 0.0);
    }

    /// A bolus of a stroke each ten seconds, of which one is under way at each whole minute.
    #[test]
    fn a_stroke_under_way_at_a_reading_is_counted_once() {
        let begins = |k: u32| HOUR_S + 8.0 + 10.0 * f64::from(k);
        let came = |of: u32| move |t_s: f64| 0.5 * count((0..of).filter(|k| begins(*k) + 3.0 <= t_s).count());
        let strokes = (0..60).map(|k| Stroke { t_s: begins(k), target_ul: 0.5, delivered_ul: 0.5 }).collect();
        let sound = Sound { weighing: weighing(10.0, 4.0, came(60)), strokes, signs: Vec::new() };
        // Stopped when two strokes had begun, or fourteen.
        for of in [2, 14] {
            let stop_s = begins(of - 1) + 5.0;
            let told = Verdict::Told { by: "occlusion_detected", after_s: stop_s - HOUR_S };
            check(judge(&sound, &read(came(of), &[stop(stop_s)])), told, 0.0, 0.0);
        }
    }

    #[test]
    fn delivery_goes_on_when_a_person_resumes() {
        // Stopped at 3700 s, resumed after two hours: in between nothing, then as ever, and 0.3 uL too much.
        let (from_s, to_s) = (HOUR_S + 120.0, 2.0 * HOUR_S);
        let came = |t_s: f64| match t_s {
            t_s if t_s <= from_s => usual(t_s),
            t_s if t_s <= to_s => usual(from_s),
            t_s => usual(t_s) - usual(to_s) + usual(from_s) + 0.3,
        };
        let mut read = read(came, &[stop(from_s)]);
        read.resumed_s = vec![to_s];
        let told = Verdict::Told { by: "occlusion_detected", after_s: 120.0 };
        check(judge(&sound(), &read), told, 0.3, 0.0);
    }

    #[test]
    fn an_alarm_of_the_sound_pump_or_before_the_onset_tells_nothing() {
        let mut sound = sound();
        sound.signs = vec![Sign { at_s: 3.0 * HOUR_S, name: "reservoir_low", stops: false }];
        let low = Sign { at_s: 2.0 * HOUR_S, name: "reservoir_low", stops: false };
        let before = Sign { at_s: 0.5 * HOUR_S, name: "battery_low", stops: false };
        check(judge(&sound, &read(usual, &[before, low])), Verdict::Harmless, 0.0, 0.0);
    }

    #[test]
    fn an_alarm_that_lets_delivery_run_leaves_what_is_too_much_too_much() {
        let faster = |t_s: f64| usual(t_s) + if t_s > 1.5 * HOUR_S { 2.0 } else { 0.0 };
        let sign = Sign { at_s: HOUR_S + 60.0, name: "acoustic_fault", stops: false };
        let told = Verdict::Told { by: "acoustic_fault", after_s: 60.0 };
        check(judge(&sound(), &read(faster, &[sign])), told, 2.0, 0.0);
    }
}
