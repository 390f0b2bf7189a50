//! Why a history could not become a scenario at all.

use std::fmt;

use jiff::Timestamp;

use crate::scenario::{BASAL_BLOCKS_MAX, Expected, RATE, RUN};

/// Why a history could not become a scenario. `Display` is one line, fit for any terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NightscoutError {
    /// A document is too large to be read.
    TooLarge {
        /// Which one.
        document: Document,
        /// Its size in bytes.
        size: usize,
        /// The size that is still read.
        size_max: usize,
    },
    /// A document is not JSON.
    Json {
        /// Which one.
        document: Document,
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1 in bytes; 0 at the end of the line before.
        column: usize,
        /// What the reader of JSON says of it.
        message: String,
    },
    /// The treatments are JSON, but not an array.
    NotAnArray {
        /// What they are.
        found: &'static str,
    },
    /// No treatment could be carried.
    NothingCarried {
        /// How many treatments there are.
        records: usize,
    },
    /// What is carried does not fit into the longest run.
    TooLong {
        /// When the first that is carried starts.
        first: Timestamp,
        /// When the last ends.
        last: Timestamp,
    },
    /// The profile has no basal rates that can be used.
    Profile(ProfileProblem),
    /// The name cannot be a scenario's.
    Name {
        /// The name, or its beginning.
        found: String,
    },
    /// No clock has this offset.
    UtcOffset {
        /// The offset.
        minutes: i32,
    },
}

/// One of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The treatments.
    Treatments,
    /// The profile.
    Profile,
}

/// Why a profile cannot be used. Blocks are counted from 0, as they stand in the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileProblem {
    /// It has neither `basalprofile`, nor `store`, `defaultProfile` and `basal`.
    NoBasal,
    /// It has too few blocks or too many.
    BlockCount {
        /// How many.
        count: usize,
    },
    /// The time or the rate of a block is missing or cannot be read.
    Unreadable {
        /// Which block.
        block: usize,
        /// Which of its values.
        field: &'static str,
    },
    /// A block says its time twice, and not the same.
    TimesDisagree {
        /// Which block.
        block: usize,
    },
    /// A block starts when another does.
    SameTime {
        /// Which block.
        block: usize,
    },
    /// No block starts at 00:00.
    NoMidnight,
    /// The rate of a block is not within the limits of a basal rate.
    RateOutOfRange {
        /// Which block.
        block: usize,
    },
}

impl fmt::Display for NightscoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { document, size, size_max } => {
                write!(f, "{document}: found {size} bytes; allowed: up to {size_max} bytes")
            }
            Self::Json { document, line, column, message } => {
                write!(f, "{document}:{line}:{column}: found no JSON ({message}); allowed: JSON")
            }
            Self::NotAnArray { found } => {
                write!(f, "treatments: found {found}; allowed: an array of treatments")
            }
            Self::NothingCarried { records } => write!(
                f,
                "treatments: found none among {records} that a pump can be asked to do; \
                 allowed: boluses, temporary basal rates, suspend and resume"
            ),
            Self::TooLong { first, last } => {
                write!(f, "treatments: found a history from {first} to {last}; allowed: {RUN} of it")
            }
            Self::Profile(problem) => write!(f, "profile: {problem}"),
            Self::Name { found } => write!(f, "name: found {found}; allowed: {}", Expected::Name),
            Self::UtcOffset { minutes } => {
                write!(f, "offset to UTC: found {minutes} min; allowed: -720 min to 840 min")
            }
        }
    }
}

impl std::error::Error for NightscoutError {}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Treatments => "treatments",
            Self::Profile => "profile",
        })
    }
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBasal => f.write_str(
                "found no basal rates; allowed: basalprofile, \
                 or the basal of the profile in store that defaultProfile names",
            ),
            Self::BlockCount { count } => {
                write!(f, "found {count} basal blocks; allowed: 1 to {BASAL_BLOCKS_MAX}")
            }
            Self::Unreadable { block, field } => {
                write!(f, "basal[{block}].{field}: missing, or found what cannot be read")
            }
            Self::TimesDisagree { block } => {
                write!(f, "basal[{block}]: found two times that differ; allowed: one time of day")
            }
            Self::SameTime { block } => {
                write!(f, "basal[{block}]: found the time of another block; allowed: a time of its own")
            }
            Self::NoMidnight => f.write_str("basal: found no block that starts at 00:00"),
            Self::RateOutOfRange { block } => {
                write!(f, "basal[{block}]: found another rate; allowed: {RATE}")
            }
        }
    }
}
