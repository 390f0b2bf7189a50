//! What of a history did not become part of the scenario, and why.

use std::fmt;

use jiff::Timestamp;

use crate::scenario::{BOLUS, PERCENT, RATE, TEMP_BASAL_TIME};

/// Something in a history that did not become part of the scenario. Its record may have been carried otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct NotCarried {
    /// When it was; none if that cannot be read, or of what has no time.
    pub at: Option<Timestamp>,
    /// What the record says that it is, or `Profile`; at most 60 characters.
    pub event_type: String,
    /// Why it was not carried.
    pub reason: Reason,
}

/// Why something was not carried.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// The record is marked as not valid.
    Invalid,
    /// A record with the same id was read before.
    Duplicate,
    /// It is not a JSON object.
    NotARecord,
    /// There is no time, or none that can be read.
    NoTime,
    /// A value is not a number, nor the text of one.
    Unreadable {
        /// Which.
        field: &'static str,
    },
    /// Carbohydrates, which a pump does not deliver.
    Carbs {
        /// How much.
        grams: f64,
    },
    /// A remark, which asks nothing of a pump.
    Note,
    /// A part of a bolus that was to be given over a time, if it is not said how much of it and how long, or no bolus has
    /// that; what is given at once is carried.
    ExtendedPart {
        /// How much was asked for in all, in U, if it is said.
        dose: Option<f64>,
        /// Which share of it was to be given over a time, in percent, if it is said.
        percent: Option<f64>,
        /// Over how many minutes, if it is said.
        minutes: Option<f64>,
    },
    /// The time after which a pause was to end by itself.
    PauseTime {
        /// After how many minutes.
        minutes: f64,
    },
    /// A change or a priming of set, cartridge, battery or sensor.
    DeviceChange,
    /// A change of the profile; one profile is carried.
    ProfileSwitch,
    /// It asks nothing of a pump.
    NotDelivery,
    /// It has a type that is not known.
    UnknownEventType,
    /// It has a known type, but says nothing that could be carried.
    NothingSaid,
    /// A dose that a bolus cannot have.
    DoseOutOfRange {
        /// The dose, in U.
        dose: f64,
    },
    /// A rate that a temporary basal cannot have.
    RateOutOfRange {
        /// The rate, in U/h.
        rate: f64,
    },
    /// A change of the scheduled rate that a temporary basal cannot have.
    PercentOutOfRange {
        /// The change, in percent.
        percent: f64,
    },
    /// A time for which a temporary basal cannot hold.
    DurationOutOfRange {
        /// The time, in minutes.
        minutes: f64,
    },
    /// A temporary basal without rate.
    NoRate,
    /// A temporary basal without duration.
    NoDuration,
    /// There is no profile; the scheduled basal rate is taken as 0 U/h.
    NoProfile,
    /// The clock of the profile's time zone; the clock of the options is used for all of the history.
    TimeZone {
        /// The name of the time zone, or its beginning.
        name: String,
        /// The offset that is used, in minutes.
        utc_offset_minutes: i32,
    },
}

impl fmt::Display for NotCarried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at {
            write!(f, "{at} ")?;
        }
        write!(f, "{}: {}", self.event_type, self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str("marked as not valid"),
            Self::Duplicate => f.write_str("has the id of a record before"),
            Self::NotARecord => f.write_str("not a JSON object"),
            Self::NoTime => f.write_str("no time that can be read"),
            Self::Unreadable { field } => write!(f, "{field} is not a number"),
            Self::Carbs { grams } => write!(f, "{} g of carbs; a pump does not deliver them", short(*grams)),
            Self::Note => f.write_str("a note"),
            Self::ExtendedPart { dose, percent, minutes } => {
                let dose = optional(*dose, " U in all");
                let percent = optional(*percent, " % of it extended");
                let minutes = optional(*minutes, " min");
                write!(f, "the part of a bolus that is given over a time{dose}{percent}{minutes}")
            }
            Self::PauseTime { minutes } => {
                write!(f, "the end of the pause after {} min; it ends with a resume", short(*minutes))
            }
            Self::DeviceChange => f.write_str("a change of set, cartridge, battery or sensor"),
            Self::ProfileSwitch => f.write_str("a change of profile; one profile is carried"),
            Self::NotDelivery => f.write_str("asks nothing of a pump"),
            Self::UnknownEventType => f.write_str("unknown type"),
            Self::NothingSaid => f.write_str("says no dose and no rate"),
            Self::DoseOutOfRange { dose } => write!(f, "a bolus of {} U; allowed: {BOLUS}", short(*dose)),
            Self::RateOutOfRange { rate } => write!(f, "a rate of {} U/h; allowed: {RATE}", short(*rate)),
            Self::PercentOutOfRange { percent } => write!(
                f,
                "a change by {} % of the scheduled rate; \
                 allowed: what makes it a whole {PERCENT} %",
                short(*percent)
            ),
            Self::DurationOutOfRange { minutes } => {
                write!(f, "a rate for {} min; allowed: {TEMP_BASAL_TIME}", short(*minutes))
            }
            Self::NoRate => f.write_str("a temporary basal without rate"),
            Self::NoDuration => f.write_str("a temporary basal without duration"),
            Self::NoProfile => f.write_str("none given; the scheduled basal rate is 0 U/h"),
            Self::TimeZone { name, utc_offset_minutes } => write!(
                f,
                "time zone {name} is not known here; \
                 clocks are taken to be {utc_offset_minutes} min ahead of UTC"
            ),
        }
    }
}

/// A number with what follows it, if there is one.
fn optional(number: Option<f64>, after: &str) -> String {
    number.map_or_else(String::new, |number| format!(", {}{after}", short(number)))
}

/// A number in few characters.
fn short(number: f64) -> String {
    if number.abs() < 1e9 { number.to_string() } else { format!("{number:e}") }
}
