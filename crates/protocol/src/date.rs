//! A day of the calendar as eight decimal digits, two in a byte.

use controller::Date;

/// From eight decimal digits, YYYYMMDD, two in a byte.
pub(crate) fn from_digits([century, year, month, day]: [u8; 4]) -> Option<Date> {
    let year = u16::from(number(century)?).checked_mul(100)?.checked_add(number(year)?.into())?;
    Date::new(year, number(month)?, number(day)?)
}

/// Eight decimal digits, YYYYMMDD, two in a byte.
pub(crate) fn digits_of(date: Date) -> [u8; 4] {
    let (year, month, day) = date.parts();
    let century = year.checked_div(100).unwrap_or(0);
    let year = year.checked_rem(100).unwrap_or(0);
    let two = |number| digits(u8::try_from(number).unwrap_or(0));
    [two(century), two(year), digits(month), digits(day)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_decimal_and_two_in_a_byte() {
        let day = Date::new(2027, 11, 30).unwrap();
        assert_eq!(digits_of(day), [0x20, 0x27, 0x11, 0x30]);
        assert_eq!(from_digits([0x20, 0x27, 0x11, 0x30]), Some(day));
        for wrong in [[0x20, 0x2a, 0x11, 0x30], [0xa0, 0x27, 0x11, 0x30], [0x20, 0x27, 0x1a, 0x01], [0x20, 0x27, 1, 0]]
        {
            assert_eq!(from_digits(wrong), None, "{wrong:02x?}");
        }
    }

    #[test]
    fn every_four_bytes_are_a_day_that_gives_them_back_or_none() {
        for bytes in (0..=u16::MAX).map(u16::to_be_bytes) {
            for digits in [[0x20, 0x28, bytes[0], bytes[1]], [bytes[0], bytes[1], 0x02, 0x29]] {
                if let Some(day) = from_digits(digits) {
                    assert_eq!(digits_of(day), digits);
                }
            }
        }
    }
}
