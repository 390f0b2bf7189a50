//! Why a scenario was refused: where, what was found there, and what is allowed instead.

use std::fmt;
use std::io;

use twin::{Embodiment, Embodiments};
use units::{Duration, Instant, ParseQuantityError};

use super::clock::write_time;
use super::excerpt::escaped;
use super::limits::{BASAL_BLOCKS_MAX, FILE_SIZE_MAX, Limits, TEMPLATES_MAX};
use super::orientation::Orientation;

/// Why a scenario was refused. `Display` is one line, fit for any terminal:
/// `weekday.toml:14: basal[1].rate: found "-0.8 U/h"; allowed: 0 U/h to 30 U/h`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError {
    /// The file, as it was named.
    pub file: String,
    /// The line at fault, counted from 1; none if the whole file is.
    pub line: Option<usize>,
    /// The column at fault, counted from 1 in characters.
    pub column: Option<usize>,
    /// The key at fault, from the outermost table inwards; tables of an array are counted from 0.
    pub key: Option<String>,
    /// What is wrong with it.
    pub problem: Box<Problem>,
}

/// What is wrong with a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no such file.
    NotFound,
    /// It is a directory.
    Directory,
    /// It is larger than [`FILE_SIZE_MAX`].
    TooLarge {
        /// Its size in bytes, as far as it was looked at.
        size: u64,
    },
    /// The system does not let it be read.
    Unreadable {
        /// How the system puts it.
        kind: io::ErrorKind,
    },
    /// It is not text.
    NotUtf8 {
        /// Where it stops being UTF-8, in bytes from the beginning.
        byte: usize,
    },
    /// There is nothing in it, or nothing but comments.
    Empty,
    /// A key is given twice, or a table is.
    DuplicateKey {
        /// The key.
        found: String,
    },
    /// It is not TOML.
    Syntax {
        /// What stands there.
        found: String,
        /// What the reader of TOML says of it.
        message: String,
    },
    /// There is a key that has no meaning here.
    UnknownKey {
        /// The key.
        found: String,
        /// The key that was probably meant.
        nearest: Option<&'static str>,
        /// Every key that has a meaning here.
        allowed: &'static [&'static str],
    },
    /// A key is missing that has no default.
    MissingKey {
        /// What it may be.
        allowed: Expected,
    },
    /// No fault has this name.
    UnknownFault {
        /// The name, in its quotes.
        found: String,
        /// The name that was probably meant.
        nearest: Option<&'static str>,
        /// The embodiment that is run.
        embodiment: Embodiment,
    },
    /// The embodiment that is run has nothing that could fail so.
    FaultOfOthers {
        /// The name, in its quotes.
        found: String,
        /// The embodiments that can have the fault.
        others: Embodiments,
        /// The embodiment that is run.
        embodiment: Embodiment,
    },
    /// A key has a value that it cannot have.
    NotAllowed {
        /// The value, or its beginning.
        found: String,
        /// What it may be.
        allowed: Expected,
    },
}

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A quantity in quotes, with its unit.
    Quantity(Limits),
    /// A quantity that can be read.
    Readable(Limits, ParseQuantityError),
    /// A value from here to there.
    Within(Limits),
    /// A whole number without quotes.
    WholeNumber(Limits),
    /// A number without quotes, of at most six decimals.
    Number(Limits),
    /// A concentration in quotes.
    Concentration,
    /// A dose or a volume in quotes.
    Fill(Limits),
    /// The name of a scenario.
    Name,
    /// A time in quotes.
    Time,
    /// A time of day in quotes.
    TimeOfDay,
    /// The first block of basal rates begins the day.
    Midnight,
    /// A time within the run.
    TimeWithin {
        /// When the run starts.
        from: Instant,
        /// When it ends.
        to: Instant,
    },
    /// A time that is no earlier than that of the table before.
    NotBefore(Instant),
    /// A time that is later than that of the table before.
    After(Instant),
    /// A duration beside another one.
    Beside(&'static str, Limits),
    /// A duration that is less than another one.
    LessThan(&'static str, Duration),
    /// A fault of this embodiment.
    Fault(Embodiment),
    /// An orientation by name or by angles.
    Orientation,
    /// One of these words in quotes.
    OneOf(&'static [&'static str]),
    /// Exactly one of these keys.
    OneKeyOf(&'static [&'static str]),
    /// At least one of these keys.
    SomeKeyOf(&'static [&'static str]),
    /// A table such as this one.
    Table(&'static str),
    /// A table with nothing in it.
    EmptyTable,
    /// An array of tables.
    Tables,
    /// The number of blocks that basal rates can have.
    BasalBlocks,
    /// The number of basal profiles beside the first.
    Templates,
    /// The name of a profile that has none yet.
    TemplateName,
    /// The name of a profile that was given.
    KnownTemplate,
    /// An id that no bolus before has.
    NewBolus,
    /// The id of a bolus before.
    KnownBolus,
    /// An empty table, or one such as this.
    EmptyOrTable(&'static str),
    /// A date and a time.
    DateTime,
}

impl Expected {
    /// What a text may be that is no quantity because of `error`.
    pub(super) fn of_unreadable(limits: Limits, error: ParseQuantityError) -> Self {
        // What no quantity can hold is out of these limits, too.
        if matches!(error, ParseQuantityError::OutOfRange { .. }) {
            Self::Within(limits)
        } else {
            Self::Readable(limits, error)
        }
    }
}

impl ScenarioError {
    /// Of a whole file.
    pub(super) fn of_file(file: &str, problem: Problem) -> Self {
        Self { file: escaped(file), line: None, column: None, key: None, problem: Box::new(problem) }
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        // A key is found without its column.
        if let (Some(column), None) = (self.column, &self.key) {
            write!(f, ":{column}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ": {key}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for ScenarioError {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("found no such file; allowed: a scenario file"),
            Self::Directory => f.write_str("found a directory; allowed: a scenario file"),
            Self::TooLarge { size } => {
                write!(f, "found at least {size} bytes; allowed: up to {FILE_SIZE_MAX} bytes")
            }
            Self::Unreadable { kind } => {
                write!(f, "found a file that cannot be read ({kind}); allowed: a readable file")
            }
            Self::NotUtf8 { byte } => {
                write!(f, "found bytes that are not UTF-8 at byte offset {byte}; allowed: UTF-8 text")
            }
            Self::Empty => f.write_str("found nothing in the file; allowed: a scenario"),
            Self::DuplicateKey { found } => {
                write!(f, "found key {found} a second time; allowed: each key once")
            }
            Self::Syntax { found, message } => {
                write!(f, "found {found}; allowed: TOML ({message})")
            }
            Self::UnknownKey { found, nearest, allowed } => {
                write!(f, "found unknown key {found}; ")?;
                if let Some(nearest) = nearest {
                    write!(f, "did you mean {nearest}? ")?;
                }
                write!(f, "allowed: {}", list(allowed))
            }
            Self::MissingKey { allowed } => {
                write!(f, "found nothing, but it is required; allowed: {allowed}")
            }
            Self::UnknownFault { found, nearest, embodiment } => {
                write!(f, "found unknown fault {found}; ")?;
                if let Some(nearest) = nearest {
                    write!(f, "did you mean {nearest}? ")?;
                }
                write!(f, "allowed: {}", Expected::Fault(*embodiment))
            }
            Self::FaultOfOthers { found, others, embodiment } => {
                write!(f, "found {found}, a fault of {}; allowed: {}", others.names(), Expected::Fault(*embodiment))
            }
            Self::NotAllowed { found, allowed } => write!(f, "found {found}; allowed: {allowed}"),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Quantity(limits) => write!(f, "a quantity in quotes with its unit, {limits}"),
            Self::Readable(limits, error) => write!(f, "{limits} ({error})"),
            Self::Within(limits) => limits.fmt(f),
            Self::WholeNumber(limits) => write!(f, "a whole number without quotes, {limits}"),
            Self::Number(limits) => {
                write!(f, "a number without quotes, {limits}, of at most 6 decimals")
            }
            Self::Concentration => f.write_str("a concentration in quotes, U-1 to U-1000"),
            Self::Fill(limits) => {
                write!(f, "a dose in U or mU, or a volume in mL, uL, nL or pL, in quotes, {limits}")
            }
            Self::Name => {
                f.write_str("1 to 64 letters (a-z, A-Z), digits, -, _ and spaces in quotes, no space at an end")
            }
            Self::Time => f.write_str("a time in quotes: 7:30, 07:30:15, or 2d 07:30"),
            Self::TimeOfDay => f.write_str("a time of day in quotes, 00:00 to 23:59:59.999999"),
            Self::Midnight => f.write_str("00:00 for the first block"),
            Self::TimeWithin { from, to } => {
                write!(f, "{} to {}, when the run is", write_time(from), write_time(to))
            }
            Self::NotBefore(at) => write!(f, "{} (the one before) or later", write_time(at)),
            Self::After(at) => write!(f, "later than {} (the one before)", write_time(at)),
            Self::Beside(key, limits) => write!(f, "a quantity in quotes with its unit, {limits}, as {key} is given"),
            Self::LessThan(key, limit) => write!(f, "less than {limit}, which is {key}"),
            Self::Fault(embodiment) => {
                let name = embodiment.name();
                write!(f, "a name in quotes that \"aliquot inspect faults --embodiment {name}\" lists")
            }
            Self::Orientation => {
                let names = Orientation::NAMED.map(|(name, _)| name).join("\", \"");
                write!(f, "\"{names}\", or a table such as {{ pitch = 30, roll = -45 }} in degrees")
            }
            Self::OneOf(words) => write!(f, "\"{}\"", words.join("\", \"")),
            Self::OneKeyOf(keys) => write!(f, "exactly one of the keys {}", list(keys)),
            Self::SomeKeyOf(keys) => write!(f, "at least one of the keys {}", list(keys)),
            Self::Table(example) => write!(f, "a table such as {example}"),
            Self::EmptyTable => f.write_str("an empty table, {}"),
            Self::Tables => f.write_str("tables, each under its own heading in double brackets"),
            Self::Templates => write!(f, "at most {TEMPLATES_MAX} [[template]] tables"),
            Self::TemplateName => write!(f, "{}; not basal, and not that of another template", Self::Name),
            Self::KnownTemplate => f.write_str("the name of a [[template]] in quotes, or \"basal\""),
            Self::NewBolus => f.write_str("an id that no bolus before has"),
            Self::KnownBolus => f.write_str("the id of a bolus before"),
            Self::EmptyOrTable(example) => write!(f, "an empty table, {{}}, or one such as {example}"),
            Self::DateTime => f.write_str("a date and a time of day in quotes: 2026-03-29 03:00"),
            Self::BasalBlocks => write!(f, "1 to {BASAL_BLOCKS_MAX} [[basal]] tables"),
        }
    }
}

fn list(words: &[&str]) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
