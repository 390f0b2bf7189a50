//! The quantities that every part of the pump counts in, and the only operations that physics
//! allows on them.
//!
//! Each quantity is a whole number of its smallest step in a private field, so that sums are exact,
//! equality means equality, and the same inputs give the same bits on every target. There are no
//! floats here. Nothing panics and nothing wraps: where a result does not fit, it **saturates** at
//! the nearest value that does.
//!
//! | quantity | counted in | from | to | text |
//! | --- | --- | --- | --- | --- |
//! | [`Volume`] | pL, `i64` | [`Volume::from_pl`] | [`Volume::as_pl`] | `0.5 uL` |
//! | [`FlowRate`] | pL/h, `i64` | [`FlowRate::from_pl_per_h`] | [`FlowRate::as_pl_per_h`] | `8 uL/h` |
//! | [`Dose`] | uU (millionths of a unit of insulin), `i64` | [`Dose::from_micro_units`] | [`Dose::as_micro_units`] | `4.2 U` |
//! | [`DoseRate`] | uU/h, `i64` | [`DoseRate::from_micro_units_per_h`] | [`DoseRate::as_micro_units_per_h`] | `0.8 U/h` |
//! | [`Concentration`] | U/mL, `u32` in 1 to 1000 | [`Concentration::new`] | [`Concentration::units_per_ml`] | `U-100` |
//! | [`Pressure`] | mPa, `i64` | [`Pressure::from_mpa`] | [`Pressure::as_mpa`] | `101.325 kPa` |
//! | [`Length`] | nm, `i64` | [`Length::from_nm`] | [`Length::as_nm`] | `0.25 mm` |
//! | [`Temperature`] | thousandths of a degC, `i32` | [`Temperature::from_millidegc`] | [`Temperature::as_millidegc`] | `37 degC` |
//! | [`Voltage`] | uV, `i32` | [`Voltage::from_uv`] | [`Voltage::as_uv`] | `3.7 V` |
//! | [`Current`] | uA, `i32` | [`Current::from_ua`] | [`Current::as_ua`] | `250 mA` |
//! | [`Acceleration`] | thousandths of standard gravity, `i32` | [`Acceleration::from_milli_g`] | [`Acceleration::as_milli_g`] | `2 g` |
//! | [`SoundLevel`] | thousandths of a dB, `i32` | [`SoundLevel::from_millidecibel`] | [`SoundLevel::as_millidecibel`] | `70 dB` |
//! | [`Fraction`] | millionths, `u32` in 0 to 1 000 000 | [`Fraction::from_ppm`] | [`Fraction::as_ppm`] | `0.5` |
//! | [`Duration`] | us, `u64` | [`Duration::from_us`] | [`Duration::as_us`] | `1h30min` |
//! | [`Instant`] | us since start-up, `u64` | [`Instant::from_us`] | [`Instant::as_us`] | `1d 07:30:00` |
//!
//! # Operations
//!
//! Every quantity is compared by `Ord`, which also gives `min` and `max`. What is not in this table
//! does not exist.
//!
//! | operation | gives | rounding | at the limits |
//! | --- | --- | --- | --- |
//! | `Q + Q`, `Q - Q`, `-Q`, `+=`, `-=`, `abs` (*Q*: `Volume`, `FlowRate`, `Dose`, `DoseRate`, `Pressure`, `Length`) | `Q` | exact | saturates |
//! | `is_negative`, `is_positive` of the same | `bool` | exact | zero is neither |
//! | `scaled(num, den)` of `Volume`, `FlowRate`, `Length` | the same | toward zero | saturates; zero when `den` is 0 |
//! | [`DoseRate::percent`] | `DoseRate` | toward zero | saturates |
//! | [`FlowRate::over`] a `Duration` | `Volume` | down, and the rest is carried exactly | saturates |
//! | [`FlowRate::time_to`] a `Volume` | `Option<Duration>` | up | saturates; `None` when the rate is not positive |
//! | [`Volume::rate_over`] a `Duration` | `Option<FlowRate>` | toward zero | saturates; `None` over no time |
//! | [`Concentration::volume_of`] a `Dose`, [`Concentration::rate_of`] a `DoseRate` | `Volume`, `FlowRate` | nearest; exact for U-40, U-100, U-200, U-500 | saturates |
//! | [`Concentration::dose_of`] a `Volume`, [`Concentration::dose_rate_of`] a `FlowRate` | `Dose`, `DoseRate` | nearest | saturates |
//! | [`Temperature::millikelvin_above`] a `Temperature` | `i32` in mK | exact | saturates |
//! | `Instant + Duration`, `+=` | `Instant` | exact | saturates at `MAX` |
//! | `Instant - Duration` | `Instant` | exact | saturates at `ZERO` |
//! | [`Instant::since`] an `Instant` | `Duration` | exact | `ZERO` when that one is later |
//! | `Duration + Duration`, `Duration - Duration`, `+=`, `-=` | `Duration` | exact | saturates at `MAX` and `ZERO` |
//! | [`Duration::times`] a `u32` | `Duration` | exact | saturates at `MAX` |
//! | `Instant + Instant` | *does not compile: the sum of two dates is not a date* | | |
//!
//! ```
//! use units::{Duration, Instant};
//!
//! assert_eq!(Instant::from_us(1) + Duration::from_us(2), Instant::from_us(3));
//! ```
//!
//! ```compile_fail,E0308
//! use units::Instant;
//!
//! let nonsense = Instant::from_us(1) + Instant::from_us(2);
//! ```
//!
//! # Text
//!
//! Every quantity but `Instant` is read by `FromStr` and written by `Display` so that
//! `v.to_string().parse()` gives back exactly `v`. A number has a decimal point if it needs one,
//! with a digit on each side; no exponent, no comma, no grouping; a sign only where negative values
//! have a meaning. One space may stand before the unit, and the unit must be there. A value finer
//! than the quantity can hold is refused rather than rounded (mmHg excepted, see [`Pressure`]), and
//! so is one out of range: see [`ParseQuantityError`]. `Debug` prints the same text as `Display`;
//! both ignore width and precision.
//!
//! ```
//! use units::{Dose, ParseQuantityError};
//!
//! assert_eq!("4.2 U".parse(), Ok(Dose::from_micro_units(4_200_000)));
//! assert_eq!("4,2 U".parse::<Dose>(), Err(ParseQuantityError::MalformedNumber));
//! ```

#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::integer_division,
    clippy::modulo_arithmetic,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc
)]
#[cfg(test)]
extern crate std;

mod integer;
#[macro_use]
mod quantity;
mod text;

mod acceleration;
mod concentration;
mod current;
mod dose;
mod dose_rate;
mod duration;
mod error;
mod flow_rate;
mod fraction;
mod instant;
mod length;
mod pressure;
mod sound_level;
mod temperature;
mod voltage;
mod volume;

pub use acceleration::Acceleration;
pub use concentration::Concentration;
pub use current::Current;
pub use dose::Dose;
pub use dose_rate::DoseRate;
pub use duration::Duration;
pub use error::ParseQuantityError;
pub use flow_rate::{FlowRate, VolumeRemainder};
pub use fraction::Fraction;
pub use instant::Instant;
pub use length::Length;
pub use pressure::Pressure;
pub use sound_level::SoundLevel;
pub use temperature::Temperature;
pub use voltage::Voltage;
pub use volume::Volume;
