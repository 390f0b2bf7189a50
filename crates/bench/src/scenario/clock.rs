//! Times as a scenario writes them: `7:30`, `07:30:15.25`, or `2d 07:30` for 7:30 of the day after tomorrow.

use units::{Duration, Instant};

const US_PER_S: u64 = 1_000_000;
const S_PER_DAY: u64 = 86_400;

/// The decimals of a second that a time can have: microseconds.
const DECIMALS_MAX: usize = 6;

/// The digits that a number of days can have.
const DAY_DIGITS_MAX: usize = 4;

/// The length of a day.
pub(super) const DAY: Duration = Duration::from_us(S_PER_DAY * US_PER_S);

/// The time that `text` says, counted from 00:00 of the first day.
pub(crate) fn read_time(text: &str) -> Option<Instant> {
    let (days, clock) = match text.split_once("d ") {
        Some((days, clock)) => (digits(days, 1..=DAY_DIGITS_MAX)?, clock),
        None => (0, text),
    };
    let mut parts = clock.split(':');
    let hours = digits(parts.next()?, 1..=2).filter(|&hours| hours < 24)?;
    let minutes = digits(parts.next()?, 2..=2).filter(|&minutes| minutes < 60)?;
    let second_us = parts.next().map_or(Some(0), read_seconds)?;
    if parts.next().is_some() {
        return None;
    }
    let seconds = days * S_PER_DAY + hours * 3600 + minutes * 60;
    Some(Instant::from_us(seconds * US_PER_S + second_us))
}

/// `at` in the shortest form that [`read_time`] reads back to the same.
pub(super) fn write_time(at: Instant) -> String {
    let (seconds, us) = (at.as_us() / US_PER_S, at.as_us() % US_PER_S);
    let (days, second_of_day) = (seconds / S_PER_DAY, seconds % S_PER_DAY);
    let (minutes, second) = (second_of_day / 60, second_of_day % 60);
    let days = if days > 0 { format!("{days}d ") } else { String::new() };
    let clock = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    if us > 0 {
        let decimals = format!("{us:06}");
        format!("{days}{clock}:{second:02}.{}", decimals.trim_end_matches('0'))
    } else if second > 0 {
        format!("{days}{clock}:{second:02}")
    } else {
        format!("{days}{clock}")
    }
}

/// The microseconds from 1970-01-01 00:00 to the date and time of day that `text` says.
pub(super) fn read_date_time(text: &str) -> Option<i64> {
    let at: jiff::civil::DateTime = text.parse().ok()?;
    jiff::tz::TimeZone::UTC.to_timestamp(at).ok().map(jiff::Timestamp::as_microsecond)
}

/// The date and time of day that [`read_date_time`] reads back to the same; of what no date can say, the epoch.
pub(crate) fn write_date_time(us: i64) -> String {
    let at = jiff::Timestamp::from_microsecond(us).unwrap_or_default();
    at.to_zoned(jiff::tz::TimeZone::UTC).datetime().to_string().replace('T', " ")
}

/// The microseconds in `ss` or `ss.sss`.
fn read_seconds(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let seconds = digits(whole, 2..=2).filter(|&seconds| seconds < 60)?;
    digits(decimals, 1..=DECIMALS_MAX)?;
    let us = digits(&format!("{decimals:0<DECIMALS_MAX$}"), 1..=DECIMALS_MAX)?;
    Some(seconds * US_PER_S + us)
}

/// The number that `text` writes in as many digits as allowed.
fn digits(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<u64> {
    let is_number = count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, us: Option<u64>) {
        assert_eq!(read_time(text), us.map(Instant::from_us), "{text:?}");
    }

    #[test]
    fn a_time_is_hours_and_minutes_and_perhaps_more() {
        check("0:00", Some(0));
        check("7:30", Some(27_000_000_000));
        check("07:30", Some(27_000_000_000));
        check("07:30:15", Some(27_015_000_000));
        check("07:30:15.25", Some(27_015_250_000));
        check("23:59:59.999999", Some(86_399_999_999));
        check("0d 00:00", Some(0));
        check("2d 07:30", Some(199_800_000_000));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "7",
            "7:3",
            "7:300",
            "007:30",
            "24:00",
            "7:60",
            "7:30:60",
            "7:30:5",
            "7:30:15.",
            "7:30:15.1234567",
            "-7:30",
            "+7:30",
            " 7:30",
            "7:30 ",
            "2d7:30",
            "2d  7:30",
            "2 d 7:30",
            "d 7:30",
            "99999d 7:30",
            "7:30:15:00",
            "7:30 pm",
            "7h30min",
            "07.30",
            "\u{664}:30",
        ] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn a_time_is_written_so_that_it_reads_the_same(us in 0..9_999 * S_PER_DAY * US_PER_S) {
            let at = Instant::from_us(us);
            prop_assert_eq!(read_time(&write_time(at)), Some(at));
        }

        #[test]
        fn any_text_is_a_time_or_none(text in any::<String>()) {
            let _: Option<Instant> = read_time(&text);
        }
    }
}
