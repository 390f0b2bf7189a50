//! The fields of a record, of which Nightscout promises little: numbers may be text, and anything may be missing.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::not_carried::Reason;

/// A treatment as it was uploaded, or any other object of a document.
#[derive(Clone, Copy)]
pub(super) struct Record<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Record<'a> {
    /// The record that `value` is, if it is an object.
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// What this field says, if it is there and not null.
    pub(super) fn get(self, field: &str) -> Option<&'a Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    /// The text of this field, if it is not empty.
    pub(super) fn text(self, field: &str) -> Option<&'a str> {
        self.get(field)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The number in this field, if there is anything in it.
    ///
    /// # Errors
    /// [`Reason::Unreadable`] when it is not a number.
    pub(super) fn number(self, field: &'static str) -> Result<Option<f64>, Reason> {
        let Some(value) = self.get(field) else {
            return Ok(None);
        };
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if text.trim().is_empty() => return Ok(None),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        match number.filter(|number| number.is_finite()) {
            Some(number) => Ok(Some(number)),
            None => Err(Reason::Unreadable { field }),
        }
    }

    /// The time in the first of these fields that has one: as ISO 8601, or in ms since 1970.
    pub(super) fn time(self, fields: &[&str]) -> Option<Timestamp> {
        fields.iter().find_map(|field| match self.get(field)? {
            Value::String(text) => text.trim().parse().ok(),
            Value::Number(number) => {
                let ms = number.as_i64().or_else(|| number.as_f64().and_then(whole))?;
                Timestamp::from_millisecond(ms).ok()
            }
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        })
    }

    /// The id that the server or the uploader gave it.
    pub(super) fn id(self) -> Option<&'a str> {
        self.text("_id").or_else(|| self.text("identifier"))
    }
}

/// `number` in millionths, rounded to the nearest; none if it is far beyond any quantity here.
pub(super) fn millionths(number: f64) -> Option<i64> {
    whole(number * 1e6)
}

/// `number` rounded to the nearest whole one; none if it is far beyond any quantity here.
pub(super) fn whole(number: f64) -> Option<i64> {
    const SIZE_MAX: f64 = 1e15;
    #[expect(clippy::cast_possible_truncation, reason = "whole numbers up to 1e15 are exact in both")]
    (number.abs() <= SIZE_MAX).then(|| number.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check_time(record: &Value, expected: Option<&str>) {
        let record = Record::of(record).unwrap();
        let time = record.time(&["created_at", "date", "mills"]);
        assert_eq!(time.map(|time| time.to_string()).as_deref(), expected);
    }

    #[test]
    fn a_time_is_read_from_whichever_field_has_one() {
        check_time(&json!({"created_at": "2024-03-01T06:30:10.250Z"}), Some("2024-03-01T06:30:10.25Z"));
        check_time(&json!({"created_at": "2024-03-01T07:30:10+01:00"}), Some("2024-03-01T06:30:10Z"));
        check_time(&json!({"created_at": "2024-03-01T07:30:10+0100"}), Some("2024-03-01T06:30:10Z"));
        check_time(&json!({"date": 1_709_274_610_250_i64}), Some("2024-03-01T06:30:10.25Z"));
        check_time(&json!({"mills": 1_709_274_610_250.4}), Some("2024-03-01T06:30:10.25Z"));
        check_time(
            &json!({"created_at": "Fri Mar 01 2024", "mills": 1_709_274_610_250_i64}),
            Some("2024-03-01T06:30:10.25Z"),
        );
        check_time(&json!({"created_at": "2024-03-01T06:30:10"}), None);
        check_time(&json!({"created_at": "soon", "date": 1e300}), None);
        check_time(&json!({"created_at": null}), None);
    }

    #[test]
    fn a_number_may_be_text() {
        let value = json!({"a": 1.5, "b": "1.5", "c": "", "d": null, "e": "much", "f": "NaN", "g": []});
        let record = Record::of(&value).unwrap();
        for (field, expected) in [
            ("a", Ok(Some(1.5))),
            ("b", Ok(Some(1.5))),
            ("c", Ok(None)),
            ("d", Ok(None)),
            ("e", Err(Reason::Unreadable { field: "e" })),
            ("f", Err(Reason::Unreadable { field: "f" })),
            ("g", Err(Reason::Unreadable { field: "g" })),
            ("z", Ok(None)),
        ] {
            assert_eq!(record.number(field), expected, "{field}");
        }
    }

    #[test]
    fn the_noise_of_floats_is_rounded_away() {
        assert_eq!(millionths(0.494_399_999_999_999_95), Some(494_400));
        assert_eq!(millionths(0.1 + 0.2), Some(300_000));
        assert_eq!(millionths(1e300), None);
        assert_eq!(millionths(f64::NAN), None);
    }
}
