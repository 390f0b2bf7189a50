//! Whatever a tag holds, decoding it gives the record that was written, or an error; never another record, and never a
//! panic.
//!
//! The cases are many and the same in every run.

use controller::{Date, Lot, SetRecord, SetType, Tubing};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use protocol::{TagError, data_area_size, decode_set, encode_set};
use units::{Concentration, Duration, Length, Volume};

/// Where the block begins on a new tag, behind what its factory wrote.
const CONTROL: [u8; 5] = [0x01, 0x03, 0xa0, 0x0c, 0x34];

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(0x5e7), failure_persistence: None, ..ProptestConfig::default() }
}

fn tubing() -> impl Strategy<Value = Tubing> {
    (50..=1500_i64, 100..=1000_i64)
        .prop_map(|(mm, um)| Tubing { length: Length::from_nm(mm * 1_000_000), bore: Length::from_nm(um * 1_000) })
}

fn set_type() -> impl Strategy<Value = SetType> {
    prop_oneof![tubing().prop_map(SetType::Tubed), tubing().prop_map(SetType::NeedleOnTubing), Just(SetType::Direct)]
}

fn lot() -> impl Strategy<Value = Lot> {
    "[A-Z0-9-]{8}".prop_map(|text| Lot::new(text.as_bytes().try_into().unwrap()).unwrap())
}

fn date() -> impl Strategy<Value = Date> {
    (2000..=9999_u16, 1..=12_u8, 1..=31_u8)
        .prop_filter_map("no day of the calendar", |(year, month, day)| Date::new(year, month, day))
}

prop_compose! {
    fn record()(
        set_type in set_type(),
        dead_nl in 40..=49_000_i64,
        cannula_mm in 1..=30_i64,
        cannula_gauge in 18..=34_u8,
        lot in lot(),
        expiry in date(),
        wear_h in 1..=168_u64,
        units_per_ml in 1..=1000_u32,
    ) -> SetRecord {
        // By way of floats, not as the decoder works it out.
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "below 1.2e6 nL")]
        let held_nl = set_type.tubing().map_or(0, |tubing| {
            let (length_mm, bore_mm) = (tubing.length.as_nm() as f64 * 1e-6, tubing.bore.as_nm() as f64 * 1e-6);
            (core::f64::consts::FRAC_PI_4 * length_mm * bore_mm * bore_mm * 1e3) as i64
        });
        SetRecord {
            set_type,
            prime_volume: Volume::from_pl((held_nl + dead_nl) * 1_000),
            cannula_length: Length::from_nm(cannula_mm * 1_000_000),
            cannula_gauge,
            lot,
            expiry,
            max_wear: Duration::from_h(wear_h),
            concentration: Concentration::new(units_per_ml).unwrap(),
        }
    }
}

/// The message of a record, and nothing else.
fn encoded(record: &SetRecord) -> Vec<u8> {
    let mut area = [0; 144];
    let size = encode_set(record, &mut area).unwrap();
    area[..size].to_vec()
}

/// Blocks that may stand before the message.
fn block() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(vec![0x00]),
        Just(CONTROL.to_vec()),
        Just(vec![0x02, 0x03, 0xb0, 0x04, 0x04]),
        vec(any::<u8>(), 0..20).prop_map(|value| [&[0xfd, u8::try_from(value.len()).unwrap()], &value[..]].concat()),
    ]
}

/// Records that may stand beside the set's, without their marks of first and last.
fn other_record() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"\x11\x01\x05T\x02enhi".to_vec()),
        Just(b"\x12\x03\x02x/yab".to_vec()),
        Just(b"\x1c\x01\x02\x01Uiab".to_vec()),
        Just(b"\x02\x03\x00\x00\x00\x02x/yab".to_vec()),
        Just(b"\x10\x00\x00".to_vec()),
    ]
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn e41_a_record_comes_back_as_it_was_written(record in record()) {
        prop_assert_eq!(decode_set(&encoded(&record)), Ok(record));
    }

    #[test]
    fn e41_a_record_is_found_among_other_blocks_and_records(
        record in record(),
        blocks in vec(block(), 0..4),
        before in vec(other_record(), 0..3),
        after in vec(other_record(), 0..3),
        behind in vec(any::<u8>(), 0..10),
    ) {
        let message = encoded(&record);
        // The record without the block around it, without its marks.
        let own = [&[message[2] & 0x3f], &message[3..message.len() - 1]].concat();
        let mut records: Vec<Vec<u8>> = before.into_iter().chain([own]).chain(after).collect();
        records.first_mut().unwrap()[0] |= 0x80;
        records.last_mut().unwrap()[0] |= 0x40;
        let records = records.concat();
        let area = [&blocks.concat()[..], &[0x03, u8::try_from(records.len()).unwrap()], &records, &[0xfe], &behind];
        prop_assert_eq!(decode_set(&area.concat()), Ok(record));
    }

    #[test]
    fn a_message_that_is_cut_short_is_no_record(record in record()) {
        let message = encoded(&record);
        let end = message.len() - 1;
        for size in 0..end {
            prop_assert!(decode_set(&message[..size]).is_err(), "{} bytes", size);
        }
        prop_assert_eq!(decode_set(&message[..end]), Ok(record));
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn every_bit_of_a_message_that_flips_is_noticed(record in record()) {
        let mut message = encoded(&record);
        let end = message.len() - 1;
        for bit in 0..8 * end {
            message[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(decode_set(&message).is_err(), "bit {}", bit);
            message[bit / 8] ^= 1 << (bit % 8);
        }
    }

    #[test]
    fn every_bit_of_a_tag_that_flips_leaves_the_record_or_none(record in record()) {
        let mut area = [0; 144];
        area[..5].copy_from_slice(&CONTROL);
        encode_set(&record, &mut area[5..]).unwrap();
        for bit in 0..8 * area.len() {
            area[bit / 8] ^= 1 << (bit % 8);
            if let Ok(found) = decode_set(&area) {
                prop_assert_eq!(found, record, "bit {}", bit);
            }
            area[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn up_to_three_flipped_bits_are_noticed_wherever_they_are(
        record in record(),
        bits in proptest::collection::btree_set(0..32 * 8_usize, 1..=3),
    ) {
        let mut message = encoded(&record);
        for bit in bits {
            message[32 + bit / 8] ^= 1 << (bit % 8);
        }
        let found = decode_set(&message);
        prop_assert!(matches!(found, Err(TagError::Checksum { .. })), "{:?}", found);
    }

    #[test]
    fn random_bytes_are_no_record(area in vec(any::<u8>(), 0..300), container: [u8; 4]) {
        prop_assert!(decode_set(&area).is_err());
        if let Ok(size) = data_area_size(container) {
            prop_assert!(size <= 2040);
        }
    }

    /// Bytes that look like blocks and records get deeper into the decoder than random ones.
    #[test]
    fn a_tag_that_was_written_over_holds_its_record_or_none(
        record in record(),
        changes in vec((any::<Index>(), prop_oneof![any::<u8>(), 0..=4_u8, 0xf0..=0xff_u8]), 1..6),
        cut in proptest::option::of(any::<Index>()),
        twice: bool,
    ) {
        let mut area = [&CONTROL[..], &encoded(&record)].concat();
        if twice {
            area.extend_from_within(5..);
        }
        for (at, byte) in changes {
            let at = at.index(area.len());
            area[at] = byte;
        }
        if let Some(at) = cut {
            area.remove(at.index(area.len()));
        }
        if let Ok(found) = decode_set(&area) {
            prop_assert_eq!(found, record);
        }
    }
}
