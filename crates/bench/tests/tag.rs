//! The identification tag from end to end: a factory writes a set's record into the tag by its commands, and a reader
//! finds the tag, reads its pages and has them decoded.
//!
//! Whatever is wrong with tag or radio, there is an error and no record: nothing is ever known of a set that its maker
//! did not write.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use bench::reader::{CONTROL, FIRST_PAGE, OnTable, ReadError, Reader, Unknown};
use controller::{Date, Lot, SetRecord, SetType, Tubing};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use protocol::TagError;
use twin::{Tag, TagRadio};
use units::{Concentration, Duration, Length, Volume};

const SERIAL: [u8; 7] = [0x04, 0x39, 0x91, 0xc2, 0xfc, 0x67, 0x80];

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

fn pages_of(record: &SetRecord) -> Vec<[u8; 4]> {
    bench::reader::pages_of(record).unwrap()
}

/// Writes pages and checks them, as a factory does on its bench.
fn write(tag: &mut Tag, pages: &[[u8; 4]]) {
    let radio = &mut TagRadio::nominal(0);
    let mut table = OnTable { radio, tag: Some(tag) };
    let mut reader = Reader(&mut table);
    assert_eq!(reader.select(), Ok(SERIAL));
    for (page, content) in (FIRST_PAGE..).zip(pages) {
        reader.write(page, *content).unwrap();
        assert_eq!(reader.read(page).unwrap()[..4], *content);
    }
}

/// Lets the tag count, and locks for good all that a set's user has no business to write.
fn seal(tag: &mut Tag) {
    let radio = &mut TagRadio::nominal(0);
    let mut table = OnTable { radio, tag: Some(tag) };
    let mut reader = Reader(&mut table);
    reader.select().unwrap();
    reader.write(42, [0x50, 0x05, 0x00, 0x00]).unwrap();
    reader.write(40, [0xff, 0x0f, 0x3f, 0x00]).unwrap();
    reader.write(2, [0x00, 0x00, 0xff, 0xff]).unwrap();
}

fn set_tag(record: &SetRecord) -> Tag {
    bench::reader::set_tag(SERIAL, record).unwrap()
}

/// What a device can know of the set that is before its reader.
fn identify(radio: &mut TagRadio, tag: Option<&mut Tag>) -> Result<SetRecord, Unknown> {
    bench::reader::identify(&mut OnTable { radio, tag })
}

fn identify_seated(tag: &mut Tag) -> Result<SetRecord, Unknown> {
    identify(&mut TagRadio::nominal(1), Some(tag))
}

#[test]
fn e39_e40_e41_what_a_factory_wrote_is_read_by_radio() {
    let mut tag = set_tag(&record());
    assert_eq!(identify_seated(&mut tag), Ok(record()));
    let direct = SetRecord { set_type: SetType::Direct, prime_volume: Volume::from_pl(4_000_000), ..record() };
    write(&mut tag, &pages_of(&direct));
    assert_eq!(identify_seated(&mut tag), Ok(direct));
}

#[test]
fn e39_a_sealed_tag_cannot_be_written_over_and_counts_how_often_its_set_was_read() {
    let mut tag = set_tag(&record());
    seal(&mut tag);
    for times in 1..=3 {
        assert_eq!(identify_seated(&mut tag), Ok(record()));
        let radio = &mut TagRadio::nominal(1);
        let mut table = OnTable { radio, tag: Some(&mut tag) };
        let mut reader = Reader(&mut table);
        reader.select().unwrap();
        assert_eq!(reader.read_counter(), Ok(times));
    }
    for page in 3..43 {
        let radio = &mut TagRadio::nominal(1);
        let mut table = OnTable { radio, tag: Some(&mut tag) };
        let mut reader = Reader(&mut table);
        reader.select().unwrap();
        let expected = if page == 40 { Ok(()) } else { Err(ReadError::Refused(0)) };
        assert_eq!(reader.write(page, [0; 4]), expected, "page {page}");
    }
    assert_eq!(identify_seated(&mut tag), Ok(record()));
}

#[test]
fn e40_a_missing_a_distant_and_a_tilted_tag_are_no_set() {
    let mut tag = set_tag(&record());
    let mut identify_at = |displaced_mm, tilt_deg| {
        let mut radio = TagRadio::nominal(1);
        (radio.displaced_mm, radio.tilt_deg) = (displaced_mm, tilt_deg);
        identify(&mut radio, Some(&mut tag))
    };
    let silence = || Err(Unknown::Read(ReadError::Silence));
    assert_eq!(identify_at(10.0, 0.0), silence());
    assert_eq!(identify_at(0.0, 85.0), silence());
    assert_eq!(identify_at(1.0, 20.0), Ok(record()));
    assert_eq!(identify(&mut TagRadio::nominal(1), None), silence());
}

#[test]
fn e41_foreign_and_empty_tags_are_no_set() {
    let check = |tag: &mut Tag, error| assert_eq!(identify_seated(tag), Err(Unknown::Tag(error)));
    let mut tag = Tag::new(SERIAL);
    check(&mut tag, TagError::NoRecord);
    // A text, as on a real tag.
    let text = b"\x03\x0f\xd1\x01\x0bT\x02enelephant\xfe\0\0";
    write(&mut tag, text.as_chunks().0);
    check(&mut tag, TagError::NoRecord);
    write(&mut tag, &[[0xfe, 0, 0, 0]]);
    check(&mut tag, TagError::NoMessage);
    write(&mut tag, &[[0x03, 0xfe, 0, 0]]);
    check(&mut tag, TagError::BlockTooLong);
    // The same record by another maker: only the name of its type differs.
    let mut pages = pages_of(&record());
    pages.as_flattened_mut()[CONTROL.len() + 20] ^= 1;
    write(&mut tag, &pages);
    check(&mut tag, TagError::NoRecord);
    // A tag that says of itself that it may not be read.
    let mut tag = set_tag(&record());
    let radio = &mut TagRadio::nominal(1);
    let mut table = OnTable { radio, tag: Some(&mut tag) };
    let mut reader = Reader(&mut table);
    reader.select().unwrap();
    reader.write(3, [0, 0, 0, 0xf0]).unwrap();
    check(&mut tag, TagError::NotFormatted { container: [0xe1, 0x10, 0x12, 0xf0] });
}

#[test]
fn e41_each_bit_of_the_tag_that_decays_leaves_the_record_or_none() {
    let tag = set_tag(&record());
    let (mut known, mut unknown) = (0, 0);
    for (page, bit) in (0..40).flat_map(|page| (0..32).map(move |bit| (page, bit))) {
        let mut tag = tag.clone();
        tag.decay(page, bit);
        match identify_seated(&mut tag) {
            Ok(found) => {
                assert_eq!(found, record(), "page {page}, bit {bit}");
                known += 1;
            }
            Err(_) => unknown += 1,
        }
    }
    println!("of {} bits, {unknown} make the set unknown; with {known} the record is as written", known + unknown);
    // At least the message: 3 + 27 + 32 bytes behind the 2 of its block.
    assert!(unknown >= 8 * 64);
}

#[test]
fn e41_a_record_that_was_torn_while_it_was_written_over_is_the_old_one_or_none() {
    let old = record();
    let new = SetRecord { prime_volume: Volume::from_pl(120_000_000), ..old };
    let changed: Vec<(u8, [u8; 4])> = (FIRST_PAGE..)
        .zip(pages_of(&old).into_iter().zip(pages_of(&new)))
        .filter_map(|(page, (old, new))| (old != new).then_some((page, new)))
        .collect();
    assert_eq!(changed.len(), 3, "the prime volume on one page or two, the checksum on two or one");
    let (mut old_ones, mut unknown) = (0, 0);
    for seed in 0..300_u32 {
        let mut tag = set_tag(&old);
        let radio = &mut TagRadio::nominal(seed.into());
        let mut table = OnTable { radio, tag: Some(&mut tag) };
        let mut reader = Reader(&mut table);
        reader.select().unwrap();
        let torn_at = usize::try_from(seed % 3).unwrap();
        for (page, content) in &changed[..torn_at] {
            reader.write(*page, *content).unwrap();
        }
        reader.0.radio.field_lost_at = Some(f64::from(seed % 100) / 99.0);
        let (page, content) = changed[torn_at];
        assert_eq!(reader.write(page, content), Err(ReadError::Silence));
        match identify_seated(&mut tag) {
            Ok(found) if found == old => old_ones += 1,
            Ok(found) => assert_eq!((found, torn_at), (new, 2), "the new one only when its last page was written"),
            Err(_) => unknown += 1,
        }
    }
    println!("of 300 torn tags, {unknown} are unknown and {old_ones} as before");
    assert!(unknown > 250, "{unknown}");
}

#[test]
fn e40_a_disturbed_radio_gives_the_record_or_none() {
    let mut tag = set_tag(&record());
    let known = [0.0, 1e-4, 1e-3, 1e-2].map(|bit_error| {
        let mut radio = TagRadio::nominal(7);
        radio.bit_error = bit_error;
        let found = (0..500).filter_map(|_| identify(&mut radio, Some(&mut tag)).ok());
        let known = found.inspect(|found| assert_eq!(*found, record())).count();
        println!("of 500 readings at a chance of {bit_error} for each bit, {known} give the record");
        known
    });
    assert_eq!(known[0], 500);
    assert!(known[1] > known[2] && known[2] > known[3], "{known:?}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(0x7a6),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn e41_pages_written_with_anything_hold_no_set_record(pages in proptest::collection::vec(any::<[u8; 4]>(), 36)) {
        let mut tag = Tag::new(SERIAL);
        write(&mut tag, &pages);
        prop_assert!(matches!(identify_seated(&mut tag), Err(Unknown::Tag(_))));
    }
}
