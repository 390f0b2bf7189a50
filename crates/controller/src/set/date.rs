//! A day of the calendar, as it is printed on a package.

use core::fmt;

/// A day of the Gregorian calendar from 2000-01-01 to 9999-12-31; an earlier day is the lesser one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "(u16, u8, u8)", into = "(u16, u8, u8)")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day; `None` when the calendar does not have it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
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

    /// Year, month from 1, day from 1.
    pub fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// Days since 2000-01-01.
    pub fn days(self) -> u32 {
        // A year that begins in March has its leap day last.
        let early = self.month <= 2;
        let year = u32::from(self.year).saturating_sub(u32::from(early));
        let month =
            u32::from(self.month).saturating_add(if early { 9 } else { 0 }).saturating_sub(if early { 0 } else { 3 });
        let whole = |dividend: u32, divisor| dividend.checked_div(divisor).unwrap_or(0);
        let leaps = whole(year, 4).saturating_add(whole(year, 400)).saturating_sub(whole(year, 100));
        let in_months = whole(month.saturating_mul(153).saturating_add(2), 5);
        let days = year.saturating_mul(365).saturating_add(leaps).saturating_add(in_months);
        days.saturating_add(self.day.into()).saturating_sub(DAYS_BEFORE)
    }
}

/// What the sum in [`Date::days`] comes to for 2000-01-01.
const DAYS_BEFORE: u32 = 730_426;

impl TryFrom<(u16, u8, u8)> for Date {
    type Error = &'static str;

    fn try_from((year, month, day): (u16, u8, u8)) -> Result<Self, Self::Error> {
        Self::new(year, month, day).ok_or("the calendar does not have this day")
    }
}

impl From<Date> for (u16, u8, u8) {
    fn from(date: Date) -> Self {
        date.parts()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn each_day_counts_one_more_than_the_day_before() {
        let mut days = 0;
        for year in 2000..2105 {
            for (month, day) in (1..=12).flat_map(|month| (1..=31).map(move |day| (month, day))) {
                if let Some(date) = Date::new(year, month, day) {
                    assert_eq!(date.days(), days, "{date}");
                    days += 1;
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
