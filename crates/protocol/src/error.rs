//! What may be wrong with a tag, or with a record that is to be written to one.

use core::fmt;
use units::{Duration, Length, Volume};

/// Why there is no set record: one reason each, the first that was found.
///
/// Whoever gets one knows nothing of the set, and must not act as if it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagError {
    /// The capability container is not that of a tag which holds messages in a format that is known.
    NotFormatted {
        /// Page 3 of the tag.
        container: [u8; 4],
    },
    /// The data area holds no message.
    NoMessage,
    /// A block of the data area runs past its end.
    BlockTooLong,
    /// A block that says where lock bytes or reserved bytes are has not the three bytes that it needs.
    MalformedControl,
    /// Bytes within the data area are reserved; no tag of a set has them.
    ReservedWithin,
    /// A record runs past the end of its message.
    RecordTooLong,
    /// The records' marks of the message's first and last are not where the first and the last are.
    MisplacedMark,
    /// A record is cut into chunks.
    Chunked,
    /// A record has a format of type that is reserved, or an empty record is not empty.
    MalformedRecord,
    /// The message holds no set record.
    NoRecord,
    /// The message holds more than one set record, and nothing says which counts.
    SeveralRecords,
    /// The set record is shorter than its checksum.
    TooShort,
    /// The set record is not what its checksum was made of.
    Checksum {
        /// What the record says.
        stated: u32,
        /// What its bytes come to.
        computed: u32,
    },
    /// The set record is of a version that is not known.
    Version(u8),
    /// The set record has a size that its version does not have.
    Size(usize),
    /// The type of set is not known.
    SetType(u8),
    /// Tubing is stated for a set that has none.
    UnexpectedTubing,
    /// The tubing is shorter or longer than any, or not a whole number of mm.
    TubingLength(Length),
    /// The tubing is narrower or wider than any, or not a whole number of um.
    TubingBore(Length),
    /// The prime volume contradicts the tubing's dimensions, or is not a whole number of nL.
    PrimeVolume(Volume),
    /// The cannula is shorter or longer than any, or not a whole number of mm.
    CannulaLength(Length),
    /// The cannula's gauge is none that is made.
    CannulaGauge(u8),
    /// The lot has characters that no lot has.
    Lot([u8; 8]),
    /// The expiry date is no day of the calendar.
    Expiry([u8; 4]),
    /// The set may be worn for no time, for longer than any, or not for a whole number of hours.
    MaxWear(Duration),
    /// The concentration is none that there is, in U/mL.
    Concentration(u16),
    /// There is not enough room to write the record to.
    NoRoom,
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFormatted { container } => {
                write!(f, "no tag for messages: its capability container is {}", Hexadecimal(container))
            }
            Self::NoMessage => f.write_str("the tag holds no message"),
            Self::BlockTooLong => f.write_str("a block runs past the end of the tag's data"),
            Self::MalformedControl => f.write_str("a control block has not three bytes"),
            Self::ReservedWithin => f.write_str("bytes within the tag's data are reserved"),
            Self::RecordTooLong => f.write_str("a record runs past the end of its message"),
            Self::MisplacedMark => f.write_str("the message's first or last record is not marked as such"),
            Self::Chunked => f.write_str("a record is cut into chunks"),
            Self::MalformedRecord => f.write_str("a record has a type that cannot be"),
            Self::NoRecord => f.write_str("the tag holds no record of an infusion set"),
            Self::SeveralRecords => f.write_str("the tag holds more than one record of an infusion set"),
            Self::TooShort => f.write_str("the set record is shorter than its checksum"),
            Self::Checksum { stated, computed } => {
                write!(f, "the set record is damaged: checksum {stated:08X}, expected {computed:08X}")
            }
            Self::Version(version) => write!(f, "the set record is of version {version}, expected 1"),
            Self::Size(size) => write!(f, "the set record has {size} bytes, which its version has not"),
            Self::SetType(code) => write!(f, "the set is of unknown type {code}"),
            Self::UnexpectedTubing => f.write_str("the set has no tubing, and yet its dimensions are stated"),
            Self::TubingLength(length) => write!(f, "no tubing is {length} long"),
            Self::TubingBore(bore) => write!(f, "no tubing has a bore of {bore}"),
            Self::PrimeVolume(volume) => write!(f, "a prime volume of {volume} contradicts the set's dimensions"),
            Self::CannulaLength(length) => write!(f, "no cannula is {length} long"),
            Self::CannulaGauge(gauge) => write!(f, "no cannula has gauge {gauge}"),
            Self::Lot(_) => f.write_str("the lot has characters that no lot has"),
            Self::Expiry(digits) => write!(f, "{} is no day of the calendar", Hexadecimal(digits)),
            Self::MaxWear(duration) => write!(f, "no set is worn for {duration}"),
            Self::Concentration(units_per_ml) => write!(f, "there is no concentration of {units_per_ml} U/mL"),
            Self::NoRoom => f.write_str("the record does not fit into the room that there is"),
        }
    }
}

impl core::error::Error for TagError {}

/// Bytes, two digits each.
struct Hexadecimal<'a>(&'a [u8]);

impl fmt::Display for Hexadecimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}
