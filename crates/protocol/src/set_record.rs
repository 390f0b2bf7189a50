//! What the tag of an infusion set says of the set.
//!
//! ```text
//!  payload of the record, numbers with the highest byte first
//!   0  version 1            10  cannula length, mm     24  longest wear, h
//!   1  type of set          11  cannula gauge          26  concentration, U/mL
//!   2  tubing length, mm    12  lot, 8 characters      28  CRC-32 of bytes 0 to 27
//!   4  tubing bore, um      20  expiry, YYYYMMDD in
//!   6  prime volume, nL         decimal digits
//! ```
//!
//! With its block, its type and the end of data that is 65 bytes of the tag's 144. The checksum is the last four bytes
//! in every version, and is checked before anything that it covers is believed.
//!
//! **Invariant:** a record is whole and plausible, or there is none. There is no default, least of all for the prime
//! volume: who has no record has no prime volume.

use crate::bytes::{Sink, Source};
use crate::date::{digits_of, from_digits};
use crate::{TagError, ndef};
use controller::{Lot, SetRecord, SetType, Tubing};
use core::ops::RangeInclusive;
use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use units::{Concentration, Duration, Length, Volume};

/// The type of the record in the message.
const MEDIA_TYPE: &[u8] = b"application/vnd.aliquot.set";

/// The checksum of Ethernet and zip; a record is short enough for it to find every error of up to three bits.
const CHECKSUM: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);
const VERSION: u8 = 1;
/// Bytes of the payload before the checksum.
const SIZE: usize = 28;

// What sets are made: wider than what is sold, so that only nonsense is refused.
const TUBING_MM: RangeInclusive<u16> = 50..=1500;
const BORE_UM: RangeInclusive<u16> = 100..=1000;
const CANNULA_MM: RangeInclusive<u8> = 1..=30;
const GAUGE: RangeInclusive<u8> = 18..=34;
const WEAR_H: RangeInclusive<u16> = 1..=168;
/// The most that cannula, needle and connector hold beside the tubing: about ten times what they do.
const DEAD_VOLUME_MAX: Volume = Volume::from_pl(50_000_000);

const NM_PER_MM: i64 = 1_000_000;
const NM_PER_UM: i64 = 1_000;
const PL_PER_NL: i64 = 1_000;

/// The byte that says how a set is built.
fn code(set_type: SetType) -> u8 {
    match set_type {
        SetType::Tubed(_) => 1,
        SetType::NeedleOnTubing(_) => 2,
        SetType::Direct => 3,
    }
}

/// Writes a record to `area` as a message of its own, and gives how many bytes that took.
///
/// `area` may begin anywhere in a tag's data area at which a block may begin. When there is an error, part of it may
/// have been written.
///
/// # Errors
/// The field that a record may not hold, or [`TagError::NoRoom`].
pub fn encode_set(record: &SetRecord, area: &mut [u8]) -> Result<usize, TagError> {
    let mut payload = [0; SIZE];
    put_fields(record, &mut Sink::new(&mut payload))?;
    let checksum = CHECKSUM.checksum(&payload).to_be_bytes();
    let mut whole = [0; SIZE.saturating_add(4)];
    let mut sink = Sink::new(&mut whole);
    sink.put(&payload)?;
    sink.put(&checksum)?;
    // What is written is what may be read: the same check stands at both ends.
    from_payload(&whole)?;
    let mut sink = Sink::new(area);
    ndef::put_media_message(&mut sink, MEDIA_TYPE, &whole)?;
    Ok(sink.size())
}

/// The record that a tag holds, from the bytes of its data area: page 4 and up, of
/// [`data_area_size`](crate::data_area_size).
///
/// # Errors
/// The first thing that is wrong. Any bytes give a record that says all that it says with a right checksum and
/// within the limits, or an error; never a panic, and never a part of a record.
pub fn decode_set(area: &[u8]) -> Result<SetRecord, TagError> {
    from_payload(ndef::media_payload(ndef::message(area)?, MEDIA_TYPE)?)
}

/// # Errors
/// The first thing that is wrong.
fn from_payload(payload: &[u8]) -> Result<SetRecord, TagError> {
    let (fields, checksum) = payload.split_last_chunk().ok_or(TagError::TooShort)?;
    let (stated, computed) = (u32::from_be_bytes(*checksum), CHECKSUM.checksum(fields));
    if stated != computed {
        return Err(TagError::Checksum { stated, computed });
    }
    let mut source = Source(fields);
    match source.byte() {
        None => return Err(TagError::TooShort),
        Some(VERSION) if fields.len() == SIZE => {}
        Some(VERSION) => return Err(TagError::Size(payload.len())),
        Some(version) => return Err(TagError::Version(version)),
    }
    Raw::take(&mut source).ok_or(TagError::Size(payload.len()))?.checked()
}

/// # Errors
/// The field that is not a whole number of what it is counted in, or does not fit its bytes.
fn put_fields(record: &SetRecord, sink: &mut Sink<'_>) -> Result<(), TagError> {
    let (tubing_mm, bore_um): (u16, u16) = match record.set_type.tubing() {
        None => (0, 0),
        Some(Tubing { length, bore }) => (
            whole(length.as_nm(), NM_PER_MM).ok_or(TagError::TubingLength(length))?,
            whole(bore.as_nm(), NM_PER_UM).ok_or(TagError::TubingBore(bore))?,
        ),
    };
    let prime_nl: u32 =
        whole(record.prime_volume.as_pl(), PL_PER_NL).ok_or(TagError::PrimeVolume(record.prime_volume))?;
    let cannula_mm: u8 =
        whole(record.cannula_length.as_nm(), NM_PER_MM).ok_or(TagError::CannulaLength(record.cannula_length))?;
    let wear_h: u16 = i64::try_from(record.max_wear.as_us())
        .ok()
        .and_then(|us| whole(us, i64::try_from(Duration::from_h(1).as_us()).ok()?))
        .ok_or(TagError::MaxWear(record.max_wear))?;
    let units_per_ml = u16::try_from(record.concentration.units_per_ml()).unwrap_or(u16::MAX);
    sink.put(&[VERSION, code(record.set_type)])?;
    sink.put(&tubing_mm.to_be_bytes())?;
    sink.put(&bore_um.to_be_bytes())?;
    sink.put(&prime_nl.to_be_bytes())?;
    sink.put(&[cannula_mm, record.cannula_gauge])?;
    sink.put(&record.lot.characters())?;
    sink.put(&digits_of(record.expiry))?;
    sink.put(&wear_h.to_be_bytes())?;
    sink.put(&units_per_ml.to_be_bytes())
}

/// The fields as numbers, of which nothing is known but that the checksum is right.
struct Raw {
    set_type: u8,
    tubing_mm: u16,
    bore_um: u16,
    prime_nl: u32,
    cannula_mm: u8,
    gauge: u8,
    lot: [u8; 8],
    expiry: [u8; 4],
    wear_h: u16,
    units_per_ml: u16,
}

impl Raw {
    /// `None` when `source` is too short.
    fn take(source: &mut Source<'_>) -> Option<Self> {
        Some(Self {
            set_type: source.byte()?,
            tubing_mm: source.array().map(u16::from_be_bytes)?,
            bore_um: source.array().map(u16::from_be_bytes)?,
            prime_nl: source.array().map(u32::from_be_bytes)?,
            cannula_mm: source.byte()?,
            gauge: source.byte()?,
            lot: source.array()?,
            expiry: source.array()?,
            wear_h: source.array().map(u16::from_be_bytes)?,
            units_per_ml: source.array().map(u16::from_be_bytes)?,
        })
    }

    /// # Errors
    /// The first field that says what cannot be.
    fn checked(&self) -> Result<SetRecord, TagError> {
        let set_type = match self.set_type {
            1 => SetType::Tubed(self.tubing()?),
            2 => SetType::NeedleOnTubing(self.tubing()?),
            3 if self.tubing_mm == 0 && self.bore_um == 0 => SetType::Direct,
            3 => return Err(TagError::UnexpectedTubing),
            code => return Err(TagError::SetType(code)),
        };
        let prime_volume = Volume::from_pl(i64::from(self.prime_nl).saturating_mul(PL_PER_NL));
        let held = self.tubing_volume();
        if !prime_volume.is_positive() || prime_volume < held || prime_volume > held + DEAD_VOLUME_MAX {
            return Err(TagError::PrimeVolume(prime_volume));
        }
        let cannula_length = Length::from_nm(i64::from(self.cannula_mm).saturating_mul(NM_PER_MM));
        if !CANNULA_MM.contains(&self.cannula_mm) {
            return Err(TagError::CannulaLength(cannula_length));
        }
        if !GAUGE.contains(&self.gauge) {
            return Err(TagError::CannulaGauge(self.gauge));
        }
        let max_wear = Duration::from_h(self.wear_h.into());
        if !WEAR_H.contains(&self.wear_h) {
            return Err(TagError::MaxWear(max_wear));
        }
        Ok(SetRecord {
            set_type,
            prime_volume,
            cannula_length,
            cannula_gauge: self.gauge,
            lot: Lot::new(self.lot).ok_or(TagError::Lot(self.lot))?,
            expiry: from_digits(self.expiry).ok_or(TagError::Expiry(self.expiry))?,
            max_wear,
            concentration: Concentration::new(self.units_per_ml.into())
                .ok_or(TagError::Concentration(self.units_per_ml))?,
        })
    }

    /// # Errors
    /// [`TagError::TubingLength`], [`TagError::TubingBore`].
    fn tubing(&self) -> Result<Tubing, TagError> {
        let length = Length::from_nm(i64::from(self.tubing_mm).saturating_mul(NM_PER_MM));
        let bore = Length::from_nm(i64::from(self.bore_um).saturating_mul(NM_PER_UM));
        if !TUBING_MM.contains(&self.tubing_mm) {
            return Err(TagError::TubingLength(length));
        }
        if !BORE_UM.contains(&self.bore_um) {
            return Err(TagError::TubingBore(bore));
        }
        Ok(Tubing { length, bore })
    }

    /// What the tubing holds: its length, mm, times pi/4 of the square of its bore, um2, is so many pL.
    fn tubing_volume(&self) -> Volume {
        let square_um2 = i64::from(self.bore_um).saturating_mul(self.bore_um.into());
        Volume::from_pl(square_um2.saturating_mul(self.tubing_mm.into())).scaled(785, 1000)
    }
}

/// `value` in steps, if it is a whole number of them and fits.
fn whole<T: TryFrom<i64>>(value: i64, step: i64) -> Option<T> {
    let steps = value.checked_div(step)?;
    (steps.checked_mul(step)? == value).then(|| T::try_from(steps).ok())?
}

#[cfg(test)]
mod tests;
