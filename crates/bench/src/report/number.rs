//! Numbers as a person reads them: rounded, with a true minus sign, never "-0.00", and a dash where there is no
//! number.

pub(crate) use crate::analysis::count;

/// What stands where there is no number.
pub(crate) const NONE: &str = "–";

const MINUS: &str = "−";

/// `value` with so many decimals.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let rounds_to_zero = digits.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let sign = if value < 0.0 && !rounds_to_zero { MINUS } else { "" };
    format!("{sign}{digits}")
}

/// `value` with its sign, also if positive.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let rounds_to_zero = text.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let sign = if value > 0.0 && value.is_finite() && !rounds_to_zero { "+" } else { "" };
    format!("{sign}{text}")
}

/// `part` in percent of `whole`; not a number where the whole is nothing.
pub(crate) fn percent_of(part: f64, whole: f64) -> f64 {
    if whole.abs() > 0.0 { 100.0 * part / whole } else { f64::NAN }
}

/// A signed percentage with its sign, unit included.
pub(crate) fn percent(value: f64) -> String {
    if value.is_finite() { format!("{} %", signed(value, 2)) } else { NONE.to_owned() }
}

/// As many digits as it was written with; powers of ten for the very small and the very large.
pub(crate) fn written(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        NONE.to_owned()
    } else if size > 0.0 && !(1e-4..1e7).contains(&size) {
        let scientific = format!("{value:e}");
        let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        format!("{} × 10{}", digits.replace('-', MINUS), superscript(power))
    } else {
        format!("{value}").replace('-', MINUS)
    }
}

/// At most three significant digits, in powers of ten where it is not about one.
pub(crate) fn rough(value: f64) -> String {
    format!("{value:.1e}").parse().map_or_else(|_| NONE.to_owned(), written)
}

/// `1 stroke`, `2 strokes`.
pub(crate) fn counted(of: usize, one: &str) -> String {
    if of == 1 { format!("1 {one}") } else { format!("{of} {one}s") }
}

fn superscript(power: &str) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = power.chars().filter_map(|digit| match digit.to_digit(10) {
        Some(value) => DIGITS.get(usize::try_from(value).ok()?).copied(),
        None => Some('⁻'),
    });
    raised.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_signed_as_a_person_writes_them() {
        let rows = [
            (fixed(189.600_000_000_000_05, 2), "189.60"),
            (fixed(-0.001, 2), "0.00"),
            (fixed(-1.5, 1), "−1.5"),
            (fixed(f64::NAN, 1), "–"),
            (signed(0.25, 2), "+0.25"),
            (signed(0.001, 2), "0.00"),
            (signed(f64::INFINITY, 2), "–"),
            (percent(percent_of(-1.0, 200.0)), "−0.50 %"),
            (percent(percent_of(1.0, 0.0)), "–"),
            (written(1.0e-7), "1 × 10⁻⁷"),
            (written(0.0235), "0.0235"),
            (written(-40.0), "−40"),
            (rough(3.456e-13), "3.5 × 10⁻¹³"),
            (rough(0.0), "0"),
            (counted(1, "stroke"), "1 stroke"),
            (counted(0, "alarm"), "0 alarms"),
        ];
        for (text, expected) in rows {
            assert_eq!(text, expected);
        }
    }
}
