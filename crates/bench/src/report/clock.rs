//! Clock time, written as a scenario writes it: `07:30`, or `2d 07:30` for 7:30 of the day after tomorrow.

use super::axis::Tick;
use super::number::{count, fixed};

const MINUTE_S: f64 = 60.0;
const HOUR_S: f64 = 3600.0;
const DAY_S: f64 = 86_400.0;

/// Steps between ticks that a person counts in, s.
const STEPS_S: [f64; 17] = [
    1.0, 5.0, 15.0, 60.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 10_800.0, 14_400.0, 21_600.0, 43_200.0, 86_400.0,
    172_800.0, 432_000.0, 864_000.0,
];

/// `h:mm` of a clock that reads `clock_s` seconds after 00:00 of the first day.
pub(super) fn minutes(clock_s: f64) -> String {
    let (days, hours, minutes, _) = split(clock_s);
    format!("{days}{hours:02}:{minutes:02}")
}

/// `h:mm:ss` of the same.
pub(super) fn seconds(clock_s: f64) -> String {
    let (days, hours, minutes, seconds) = split(clock_s);
    format!("{days}{hours:02}:{minutes:02}:{seconds:02}")
}

/// How long something lasted, in the two units that matter.
pub(super) fn lasting(duration_s: f64) -> String {
    let whole = |value: f64| fixed(value.floor(), 0);
    if !duration_s.is_finite() || duration_s < MINUTE_S {
        format!("{} s", fixed(duration_s, 1))
    } else if duration_s < HOUR_S {
        format!("{} min {} s", whole(duration_s / MINUTE_S), whole(duration_s % MINUTE_S))
    } else if duration_s < 3.0 * DAY_S {
        format!("{} h {:0>2} min", whole(duration_s / HOUR_S), whole(duration_s % HOUR_S / MINUTE_S))
    } else {
        format!("{} d {:0>2} h", whole(duration_s / DAY_S), whole(duration_s % DAY_S / HOUR_S))
    }
}

/// Ticks at round clock times from `low` to `high`, at most `most` of them, for a run that starts at `start_clock_s`.
pub(super) fn ticks(low: f64, high: f64, most: usize, start_clock_s: f64) -> Vec<Tick> {
    let span = high - low;
    let fits = |step: &&f64| span / **step <= count(most);
    let step = STEPS_S.iter().find(fits).copied().unwrap_or(span);
    let mut ticks = Vec::new();
    let mut clock_s = ((low + start_clock_s) / step).ceil() * step;
    while clock_s <= high + start_clock_s && ticks.len() <= most {
        let last_of_day = clock_s.total_cmp(&DAY_S).is_eq() && clock_s + step > high + start_clock_s;
        let label = if last_of_day { "24:00".to_owned() } else { label(clock_s, step) };
        ticks.push(Tick { at: clock_s - start_clock_s, label });
        clock_s += step;
    }
    ticks
}

/// The day stands at midnight only, and alone where ticks are days apart; seconds only where they are closer than
/// minutes.
fn label(clock_s: f64, step: f64) -> String {
    if clock_s >= DAY_S && step >= DAY_S {
        return split(clock_s).0.trim_end().to_owned();
    }
    let of_day = if clock_s % DAY_S > 0.0 { clock_s % DAY_S } else { clock_s };
    if step < MINUTE_S { seconds(of_day) } else { minutes(of_day) }
}

/// Days as written, hours, minutes and seconds, rounded to the second.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time of a run, not negative")]
fn split(clock_s: f64) -> (String, u64, u64, u64) {
    let whole = clock_s.max(0.0).round() as u64;
    let days = if whole >= 86_400 { format!("{}d ", whole / 86_400) } else { String::new() };
    (days, whole / 3600 % 24, whole / 60 % 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, most: usize, start: f64) -> Vec<String> {
        ticks(low, high, most, start).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn times_are_written_as_in_a_scenario() {
        assert_eq!(minutes(27_000.0), "07:30");
        assert_eq!(minutes(2.0 * 86_400.0 + 27_000.0), "2d 07:30");
        assert_eq!(seconds(27_000.6), "07:30:01");
    }

    #[test]
    fn durations_have_the_two_units_that_matter() {
        let rows = [(3.21, "3.2 s"), (90.0, "1 min 30 s"), (86_400.0, "24 h 00 min"), (2_592_000.0, "30 d 00 h")];
        for (duration_s, expected) in rows {
            assert_eq!(lasting(duration_s), expected);
        }
    }

    #[test]
    fn ticks_stand_at_round_clock_times() {
        assert_eq!(
            labels(0.0, 86_400.0, 8, 0.0),
            ["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "24:00"]
        );
        assert_eq!(labels(0.0, 7200.0, 5, 27_000.0), ["07:30", "08:00", "08:30", "09:00", "09:30"]);
        assert_eq!(labels(0.0, 172_800.0, 4, 43_200.0), ["12:00", "1d 00:00", "12:00", "2d 00:00", "12:00"]);
    }

    #[test]
    fn ticks_of_no_time_are_few() {
        assert!(ticks(0.0, 0.0, 5, 0.0).len() <= 1);
    }
}
