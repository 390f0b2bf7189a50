//! A day of the calendar, as it is printed on a package.

use core::fmt;

/// A day of the Gregorian calendar from 2000-01-01 to 9999-12-31; an earlier day is the lesser one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day; `None` when the calendar does not have it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        let exists = (2000..=9999).contains(&year) && (1..=days).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// From eight decimal digits, YYYYMMDD, two in a byte.
    pub(crate) fn from_digits([century, year, month, day]: [u8; 4]) -> Option<Self> {
        let year = u16::from(number(century)?).checked_mul(100)?.checked_add(number(year)?.into())?;
        Self::new(year, number(month)?, number(day)?)
    }

    /// Eight decimal digits, YYYYMMDD, two in a byte.
    pub(crate) fn to_digits(self) -> [u8; 4] {
        let century = self.year.checked_div(100).unwrap_or(0);
        let year = self.year.checked_rem(100).unwrap_or(0);
        let two = |number| digits(u8::try_from(number).unwrap_or(0));
        [two(century), two(year), digits(self.month), digits(self.day)]
    }
}

/// The number from 0 to 99 that two digits in a byte say; `None` when one is no decimal digit.
fn number(digits: u8) -> Option<u8> {
    let (tens, ones) = (digits >> 4_u8, digits & 0x0f);
    (tens <= 9 && ones <= 9).then(|| tens.saturating_mul(10).saturating_add(ones))
}

/// Two digits in a byte, for a number from 0 to 99.
fn digits(number: u8) -> u8 {
    let (tens, ones) = (number.checked_div(10).unwrap_or(0), number.checked_rem(10).unwrap_or(0));
    tens << 4_u8 | ones
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn only_days_of_the_calendar_exist() {
        let check = |year, month, day, exists| {
            assert_eq!(Date::new(year, month, day).is_some(), exists, "{year}-{month}-{day}");
        };
        check(2000, 1, 1, true);
        check(1999, 12, 31, false);
        check(9999, 12, 31, true);
        check(10_000, 1, 1, false);
        for (month, days) in (1..).zip([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            check(2027, month, days, true);
            check(2027, month, days + 1, false);
            check(2027, month, 0, false);
        }
        check(2027, 0, 1, false);
        check(2027, 13, 1, false);
        check(2028, 2, 29, true);
        check(2100, 2, 29, false);
        check(2400, 2, 29, true);
    }

    #[test]
    fn digits_are_decimal_and_two_in_a_byte() {
        let day = Date::new(2027, 11, 30).unwrap();
        assert_eq!(day.to_digits(), [0x20, 0x27, 0x11, 0x30]);
        assert_eq!(day.to_string(), "2027-11-30");
        assert_eq!(Date::from_digits([0x20, 0x27, 0x11, 0x30]), Some(day));
        for wrong in [[0x20, 0x2a, 0x11, 0x30], [0xa0, 0x27, 0x11, 0x30], [0x20, 0x27, 0x1a, 0x01], [0x20, 0x27, 1, 0]]
        {
            assert_eq!(Date::from_digits(wrong), None, "{wrong:02x?}");
        }
    }

    #[test]
    fn every_four_bytes_are_a_day_that_gives_them_back_or_none() {
        for bytes in (0..=u16::MAX).map(u16::to_be_bytes) {
            for digits in [[0x20, 0x28, bytes[0], bytes[1]], [bytes[0], bytes[1], 0x02, 0x29]] {
                if let Some(day) = Date::from_digits(digits) {
                    assert_eq!(day.to_digits(), digits);
                }
            }
        }
    }

    #[test]
    fn days_are_in_order() {
        let day = |year, month, day| Date::new(year, month, day).unwrap();
        assert!(day(2027, 1, 31) < day(2027, 2, 1));
        assert!(day(2027, 12, 31) < day(2028, 1, 1));
    }
}
