//! Blocks and records by hand, and by read-outs of real tags.

use super::*;
use std::vec::Vec;

/// The data area of a real NTAG213 with three short text records behind the factory's control block, as its owner
/// published it: [TAG] 56778984.
const THREE_TEXTS: [u8; 40] = [
    0x01, 0x03, 0xa0, 0x0c, 0x34, 0x03, 0x1b, 0x91, 0x01, 0x05, 0x54, 0x02, 0x65, 0x6e, 0x68, 0x69, 0x11, 0x01, 0x05,
    0x54, 0x02, 0x65, 0x6e, 0x68, 0x69, 0x51, 0x01, 0x05, 0x54, 0x02, 0x65, 0x6e, 0x68, 0x69, 0xfe, 0x00, 0x00, 0x00,
    0x00, 0x00,
];

/// The data area of a real tag that holds the word elephant, with no control block: [TAG] 748580.
const ELEPHANT: [u8; 20] = [
    0x03, 0x0f, 0xd1, 0x01, 0x0b, 0x54, 0x02, 0x65, 0x6e, 0x65, 0x6c, 0x65, 0x70, 0x68, 0x61, 0x6e, 0x74, 0xfe, 0x00,
    0x00,
];

const KIND: &[u8] = b"x/y";

fn find(message: &[u8]) -> Result<&[u8], TagError> {
    media_payload(message, KIND)
}

#[test]
fn e41_read_outs_of_real_tags_are_read_and_hold_no_set_record() {
    let three = message(&THREE_TEXTS).unwrap();
    assert_eq!(three.len(), 27);
    assert_eq!(find(three), Err(TagError::NoRecord));
    assert_eq!(message(&ELEPHANT).map(<[u8]>::len), Ok(15));
    assert_eq!(find(message(&ELEPHANT).unwrap()), Err(TagError::NoRecord));
    // As the factory delivers an NTAG213: an empty message.
    let factory = [0x01, 0x03, 0xa0, 0x0c, 0x34, 0x03, 0x00, 0xfe];
    assert_eq!(message(&factory), Ok(&[][..]));
    assert_eq!(find(&[]), Err(TagError::NoRecord));
}

#[test]
fn the_last_record_of_three_is_found_by_its_type() {
    let mut three = Vec::from(message(&THREE_TEXTS).unwrap());
    three[18] = 0x52;
    three[21] = b'z';
    assert_eq!(media_payload(&three, b"z"), Ok(&b"\x02enhi"[..]));
}

#[test]
fn the_container_of_a_tag_for_messages_gives_the_size_of_its_data() {
    let check = |container, size| assert_eq!(data_area_size(container).ok(), size, "{container:02x?}");
    check([0xe1, 0x10, 0x12, 0x00], Some(144));
    check([0xe1, 0x11, 0x06, 0x0f], Some(48));
    check([0xe1, 0x10, 0x00, 0x00], Some(0));
    check([0xe1, 0x20, 0x12, 0x00], None);
    check([0xe1, 0x10, 0x12, 0xf0], None);
    check([0xf1, 0x10, 0xff, 0xee], None);
    check([0, 0, 0, 0], None);
    check([0xff, 0xff, 0xff, 0xff], None);
}

#[test]
fn blocks_of_other_types_are_passed_over() {
    let check = |area: &[u8], expected: Result<&[u8], TagError>| assert_eq!(message(area), expected, "{area:02x?}");
    check(&[0, 0, 0, 3, 1, 7, 0xfe], Ok(&[7]));
    check(&[0xfd, 2, 9, 9, 3, 1, 7], Ok(&[7]));
    check(&[0x44, 0, 3, 1, 7], Ok(&[7]));
    check(&[3, 1, 7, 3, 1, 8], Ok(&[7]));
    check(&[3, 0xff, 0, 2, 7, 8], Ok(&[7, 8]));
    check(&[2, 3, 0xb0, 4, 0x04, 3, 1, 7], Ok(&[7]));
}

#[test]
fn what_is_wrong_with_a_block_is_said() {
    let check = |area: &[u8], error| assert_eq!(message(area), Err(error), "{area:02x?}");
    for area in [&[][..], &[0, 0], &[0xfe, 3, 1, 7], &[0xfd, 1, 3]] {
        check(area, TagError::NoMessage);
    }
    for area in [&[3][..], &[3, 2, 7], &[3, 0xff], &[3, 0xff, 0], &[3, 0xff, 0xff, 0xff, 1], &[1, 3, 0xa0]] {
        check(area, TagError::BlockTooLong);
    }
    for area in [&[1, 2, 0xa0, 0x0c, 3, 0][..], &[2, 0, 3, 0], &[1, 4, 0xa0, 0x0c, 0x34, 0, 3, 0]] {
        check(area, TagError::MalformedControl);
    }
}

#[test]
fn bytes_that_are_reserved_within_the_data_are_refused_and_beyond_it_are_not() {
    let check = |control: [u8; 4], within: bool| {
        let [block, position, size, paging] = control;
        let mut area = [0; 144];
        area[..7].copy_from_slice(&[block, 3, position, size, paging, 3, 0]);
        let expected = if within { Err(TagError::ReservedWithin) } else { Ok(&[][..]) };
        assert_eq!(message(&area), expected, "{control:02x?}");
    };
    // The data are bytes 16 to 159. Pages of 2^4 bytes: the lock bytes of an NTAG213 are at 10 x 16.
    check([1, 0xa0, 0x0c, 0x34], false);
    check([1, 0x9f, 0x0c, 0x34], true);
    check([1, 0x9f, 0x00, 0x34], true);
    check([1, 0x10, 0x01, 0x34], true);
    check([1, 0x0f, 0x08, 0x34], false);
    check([1, 0x0f, 0x09, 0x34], true);
    check([2, 0x00, 16, 0x34], false);
    check([2, 0x00, 17, 0x34], true);
    check([2, 0x00, 0, 0x34], true);
    check([2, 0xff, 0, 0x3f], false);
}

#[test]
fn records_are_long_or_short_and_may_have_an_id() {
    let check = |message: &[u8], expected: Result<&[u8], TagError>| assert_eq!(find(message), expected);
    check(&[0xd2, 3, 2, b'x', b'/', b'y', 7, 8], Ok(&[7, 8]));
    check(&[0xc2, 3, 0, 0, 0, 2, b'x', b'/', b'y', 7, 8], Ok(&[7, 8]));
    check(&[0xda, 3, 2, 1, b'x', b'/', b'y', b'i', 7, 8], Ok(&[7, 8]));
    check(&[0x90, 0, 0, 0x52, 3, 1, b'x', b'/', b'y', 7], Ok(&[7]));
    // The same name as another format of type is another type.
    check(&[0xd4, 3, 2, b'x', b'/', b'y', 7, 8], Err(TagError::NoRecord));
}

#[test]
fn what_is_wrong_with_a_record_is_said() {
    let check = |message: &[u8], error| assert_eq!(find(message), Err(error), "{message:02x?}");
    check(&[0xd2], TagError::RecordTooLong);
    check(&[0xd2, 3, 3, b'x', b'/', b'y', 7, 8], TagError::RecordTooLong);
    check(&[0xc2, 3, 0xff, 0xff, 0xff, 0xff, b'x', b'/', b'y'], TagError::RecordTooLong);
    check(&[0xf2, 3, 1, b'x', b'/', b'y', 7], TagError::Chunked);
    check(&[0xd6, 0, 1, 7], TagError::Chunked);
    check(&[0xd7, 0, 0], TagError::MalformedRecord);
    check(&[0xd0, 0, 1, 7], TagError::MalformedRecord);
    check(&[0x52, 3, 1, b'x', b'/', b'y', 7], TagError::MisplacedMark);
    check(&[0x92, 3, 1, b'x', b'/', b'y', 7], TagError::MisplacedMark);
    check(&[0xd2, 3, 1, b'x', b'/', b'y', 7, 0x50, 0, 0], TagError::MisplacedMark);
    check(&[0x92, 3, 1, b'x', b'/', b'y', 7, 0xd0, 0, 0], TagError::MisplacedMark);
    let twice = [0x92, 3, 1, b'x', b'/', b'y', 7, 0x52, 3, 1, b'x', b'/', b'y', 8];
    check(&twice, TagError::SeveralRecords);
}

#[test]
fn what_is_written_is_laid_out_by_the_standard_and_read_back() {
    let mut area = [0xaa; 16];
    let mut sink = Sink::new(&mut area);
    put_media_message(&mut sink, KIND, &[7, 8]).unwrap();
    assert_eq!(sink.size(), 11);
    assert_eq!(area[..11], [0x03, 8, 0xd2, 3, 2, b'x', b'/', b'y', 7, 8, 0xfe]);
    assert_eq!(find(message(&area).unwrap()), Ok(&[7, 8][..]));
    for room in 0..11 {
        assert_eq!(put_media_message(&mut Sink::new(&mut area[..room]), KIND, &[7, 8]), Err(TagError::NoRoom));
    }
    let long = [0; 249];
    let mut room = [0; 300];
    assert_eq!(put_media_message(&mut Sink::new(&mut room), KIND, &long), Err(TagError::NoRoom));
    assert_eq!(put_media_message(&mut Sink::new(&mut room), KIND, &long[1..]), Ok(()));
}
