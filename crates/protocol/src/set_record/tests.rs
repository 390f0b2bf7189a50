//! One record by hand, byte for byte, and each way in which it may be wrong.

use super::*;
use controller::Date;
use std::string::ToString;
use std::vec::Vec;

const BLOCK_AND_TYPE: usize = 5 + MEDIA_TYPE.len();

fn record() -> SetRecord {
    SetRecord {
        set_type: SetType::Tubed(Tubing { length: Length::from_nm(584_000_000), bore: Length::from_nm(400_000) }),
        prime_volume: Volume::from_pl(80_250_000),
        cannula_length: Length::from_nm(9_000_000),
        cannula_gauge: 25,
        lot: Lot::new(*b"A1-00Z97").unwrap(),
        expiry: Date::new(2027, 11, 30).unwrap(),
        max_wear: Duration::from_h(72),
        concentration: Concentration::new(100).unwrap(),
    }
}

/// The record above as anyone could have written it who knows the layout.
const FIELDS: [u8; SIZE] = [
    1, 1, 0x02, 0x48, 0x01, 0x90, 0x00, 0x01, 0x39, 0x7a, 9, 25, b'A', b'1', b'-', b'0', b'0', b'Z', b'9', b'7', 0x20,
    0x27, 0x11, 0x30, 0, 72, 0, 100,
];

/// CRC-32 bit by bit, as its definition says.
fn crc_32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

/// A data area whose record holds these bytes, with a right checksum.
fn area_of(fields: &[u8]) -> Vec<u8> {
    let payload = [fields, &crc_32(fields).to_be_bytes()].concat();
    let mut area = Vec::from([0x03, u8::try_from(3 + MEDIA_TYPE.len() + payload.len()).unwrap(), 0xd2, 27]);
    area.push(u8::try_from(payload.len()).unwrap());
    area.extend(MEDIA_TYPE);
    area.extend(payload);
    area.push(0xfe);
    area
}

#[test]
fn the_checksum_is_the_crc_32_of_its_catalogue() {
    assert_eq!(CHECKSUM.checksum(b"123456789"), 0xcbf4_3926);
    assert_eq!(crc_32(b"123456789"), 0xcbf4_3926);
}

#[test]
fn e41_a_record_is_laid_out_as_its_table_says() {
    let mut area = [0; 144];
    let size = encode_set(&record(), &mut area).unwrap();
    assert_eq!(size, 65);
    assert_eq!(area[..size], area_of(&FIELDS));
    assert_eq!(decode_set(&area_of(&FIELDS)), Ok(record()));
}

#[test]
fn each_field_that_says_what_cannot_be_has_its_own_error() {
    let check = |changes: &[(usize, u8)], error| {
        let mut fields = FIELDS;
        for &(at, byte) in changes {
            fields[at] = byte;
        }
        assert_eq!(decode_set(&area_of(&fields)), Err(error), "{changes:?}");
    };
    let mm = |mm: i64| Length::from_nm(mm * 1_000_000);
    check(&[(0, 0)], TagError::Version(0));
    check(&[(0, 2)], TagError::Version(2));
    check(&[(1, 0)], TagError::SetType(0));
    check(&[(1, 4)], TagError::SetType(4));
    check(&[(1, 3)], TagError::UnexpectedTubing);
    check(&[(2, 0), (3, 0)], TagError::TubingLength(mm(0)));
    check(&[(2, 0x05), (3, 0xdd)], TagError::TubingLength(mm(1501)));
    check(&[(4, 0), (5, 99)], TagError::TubingBore(Length::from_nm(99_000)));
    check(&[(4, 0x03), (5, 0xe9)], TagError::TubingBore(Length::from_nm(1_001_000)));
    check(&[(10, 0)], TagError::CannulaLength(mm(0)));
    check(&[(10, 31)], TagError::CannulaLength(mm(31)));
    check(&[(11, 17)], TagError::CannulaGauge(17));
    check(&[(11, 35)], TagError::CannulaGauge(35));
    check(&[(12, b'a')], TagError::Lot(*b"a1-00Z97"));
    check(&[(22, 0x13)], TagError::Expiry([0x20, 0x27, 0x13, 0x30]));
    check(&[(23, 0x31)], TagError::Expiry([0x20, 0x27, 0x11, 0x31]));
    check(&[(25, 0)], TagError::MaxWear(Duration::ZERO));
    check(&[(25, 169)], TagError::MaxWear(Duration::from_h(169)));
    check(&[(27, 0)], TagError::Concentration(0));
    check(&[(26, 0x03), (27, 0xe9)], TagError::Concentration(1001));
}

#[test]
fn a_prime_volume_is_what_the_tubing_holds_and_at_most_50_ul_more() {
    let check = |prime_nl: u32, allowed: bool| {
        let mut fields = FIELDS;
        fields[6..10].copy_from_slice(&prime_nl.to_be_bytes());
        let volume = Volume::from_pl(i64::from(prime_nl) * 1000);
        let found = decode_set(&area_of(&fields)).map(|record| record.prime_volume);
        assert_eq!(found, if allowed { Ok(volume) } else { Err(TagError::PrimeVolume(volume)) });
    };
    // pi/4 times 584 mm times the square of 0.4 mm, in nL; the check rounds pi/4 down to 0.785, which is 37 nL here.
    let held = 73_387;
    check(0, false);
    check(held - 100, false);
    check(held + 1, true);
    check(held + 49_900, true);
    check(held + 50_100, false);
    check(u32::MAX, false);
}

#[test]
fn a_set_without_tubing_has_no_tubing_in_its_record() {
    let direct = SetRecord { set_type: SetType::Direct, prime_volume: Volume::from_pl(4_000_000), ..record() };
    let mut area = [0; 144];
    encode_set(&direct, &mut area).unwrap();
    assert_eq!(area[BLOCK_AND_TYPE + 1..BLOCK_AND_TYPE + 6], [3, 0, 0, 0, 0]);
    assert_eq!(decode_set(&area), Ok(direct));
    assert_eq!(direct.set_type.tubing(), None);
    let none = SetRecord { prime_volume: Volume::ZERO, ..direct };
    assert_eq!(encode_set(&none, &mut area), Err(TagError::PrimeVolume(Volume::ZERO)));
}

#[test]
fn a_checksum_is_believed_before_a_version_and_a_version_before_a_size() {
    let decode = |fields: &[u8]| decode_set(&area_of(fields));
    assert_eq!(decode(&[]), Err(TagError::TooShort));
    assert_eq!(decode(&[1]), Err(TagError::Size(5)));
    assert_eq!(decode(&[7]), Err(TagError::Version(7)));
    assert_eq!(decode(&[&FIELDS[..], &[0]].concat()), Err(TagError::Size(33)));
    assert_eq!(decode(&FIELDS[..27]), Err(TagError::Size(31)));
    let mut wrong = area_of(&FIELDS);
    wrong[BLOCK_AND_TYPE] = 7;
    let computed = crc_32(&[&[7], &FIELDS[1..]].concat());
    assert_eq!(decode_set(&wrong), Err(TagError::Checksum { stated: crc_32(&FIELDS), computed }));
    let mut short = Vec::from([0x03, 33, 0xd2, 27, 3]);
    short.extend(MEDIA_TYPE);
    short.extend([1, 2, 3]);
    assert_eq!(decode_set(&short), Err(TagError::TooShort));
}

#[test]
fn what_may_not_be_read_is_not_written() {
    let check = |record: SetRecord, error| assert_eq!(encode_set(&record, &mut [0; 144]), Err(error));
    let tubed = |length: i64, bore: i64| {
        SetType::Tubed(Tubing { length: Length::from_nm(length), bore: Length::from_nm(bore) })
    };
    let nm = Length::from_nm;
    check(SetRecord { set_type: tubed(584_000_001, 400_000), ..record() }, TagError::TubingLength(nm(584_000_001)));
    check(SetRecord { set_type: tubed(-584_000_000, 400_000), ..record() }, TagError::TubingLength(nm(-584_000_000)));
    check(SetRecord { set_type: tubed(584_000_000, 400_001), ..record() }, TagError::TubingBore(nm(400_001)));
    check(SetRecord { set_type: tubed(584_000_000, 1_001_000), ..record() }, TagError::TubingBore(nm(1_001_000)));
    for pl in [80_250_001, -80_250_000, i64::MAX, i64::MIN] {
        let prime_volume = Volume::from_pl(pl);
        check(SetRecord { prime_volume, ..record() }, TagError::PrimeVolume(prime_volume));
    }
    check(SetRecord { cannula_length: nm(9_500_000), ..record() }, TagError::CannulaLength(nm(9_500_000)));
    check(SetRecord { cannula_length: nm(300_000_000), ..record() }, TagError::CannulaLength(nm(300_000_000)));
    check(SetRecord { cannula_gauge: 0, ..record() }, TagError::CannulaGauge(0));
    for max_wear in [Duration::from_min(90), Duration::ZERO, Duration::from_us(u64::MAX)] {
        check(SetRecord { max_wear, ..record() }, TagError::MaxWear(max_wear));
    }
    assert_eq!(encode_set(&record(), &mut [0; 64]), Err(TagError::NoRoom));
}

#[test]
fn errors_say_what_was_found() {
    let check = |error: TagError, text| assert_eq!(error.to_string(), text);
    check(TagError::Version(2), "the set record is of version 2, expected 1");
    check(TagError::Expiry([0x20, 0x27, 0x13, 0x30]), "20271330 is no day of the calendar");
    check(TagError::TubingLength(Length::ZERO), "no tubing is 0 mm long");
    check(
        TagError::NotFormatted { container: [0xf1, 0x10, 0xff, 0xee] },
        "no tag for messages: its capability container is F110FFEE",
    );
    check(
        TagError::Checksum { stated: 1, computed: 0xcbf4_3926 },
        "the set record is damaged: checksum 00000001, expected CBF43926",
    );
}
