//! The tag by its commands, as a reader sees it.

use super::*;
use crate::random::Stream;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const SERIAL: [u8; 7] = [0x04, 0x39, 0x91, 0xc2, 0xfc, 0x67, 0x80];
const CONFIRMATION: u8 = 0xa;

/// Sends whole bytes with their checksum.
fn send(tag: &mut Tag, command: &[u8]) -> Option<Frame> {
    tag.receive(&Frame::checked(command))
}

/// The content of the answer, which has to be a frame with a checksum.
fn answer(tag: &mut Tag, command: &[u8]) -> Vec<u8> {
    send(tag, command).expect("an answer").content().expect("a right checksum").to_vec()
}

/// The four bits of the answer.
fn four_bits(tag: &mut Tag, command: &[u8]) -> u8 {
    let answer = send(tag, command).expect("an answer");
    assert_eq!(answer.bit_count(), 4);
    answer.bytes()[0]
}

fn select(tag: &mut Tag) {
    assert!(tag.receive(&Frame::short(0x52, 7)).is_some(), "a wake-up is answered");
    for (code, part) in [0x93, 0x95].into_iter().zip(tag.memory.serial_parts()) {
        send(tag, &[&[code, 0x70], &part[..]].concat()).expect("selected");
    }
}

fn selected() -> Tag {
    let mut tag = Tag::new(SERIAL);
    select(&mut tag);
    tag
}

fn write(tag: &mut Tag, page: u8, content: [u8; 4]) -> u8 {
    four_bits(tag, &[&[0xa2, page], &content[..]].concat())
}

#[test]
fn e40_a_tag_is_found_by_its_serial_number_in_two_steps() {
    let mut tag = Tag::new(SERIAL);
    let request = tag.receive(&Frame::short(0x26, 7)).expect("an answer");
    assert_eq!(request, Frame::plain(&[0x44, 0x00]));
    let first = tag.receive(&Frame::plain(&[0x93, 0x20])).expect("the first part");
    assert_eq!(first.bytes(), [0x88, 0x04, 0x39, 0x91, 0x24]);
    assert_eq!(answer(&mut tag, &[0x93, 0x70, 0x88, 0x04, 0x39, 0x91, 0x24]), [0x04]);
    let second = tag.receive(&Frame::plain(&[0x95, 0x20])).expect("the second part");
    assert_eq!(second.bytes(), [0xc2, 0xfc, 0x67, 0x80, 0xd9]);
    assert_eq!(answer(&mut tag, &[0x95, 0x70, 0xc2, 0xfc, 0x67, 0x80, 0xd9]), [0x00]);
    assert_eq!(answer(&mut tag, &[0x60]), [0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x0f, 0x03]);
    assert_eq!(answer(&mut tag, &[0x3c, 0x00]).len(), 32);
}

#[test]
fn e40_a_tag_with_another_serial_number_is_not_selected() {
    for (step, wrong) in [(0, 1), (0, 4), (1, 0), (1, 4)] {
        let mut tag = Tag::new(SERIAL);
        let parts = tag.memory.serial_parts();
        tag.receive(&Frame::short(0x26, 7));
        let mut is_selected = true;
        for (i, (code, mut part)) in [0x93, 0x95].into_iter().zip(parts).enumerate() {
            part[wrong] ^= u8::from(i == step);
            is_selected &= send(&mut tag, &[&[code, 0x70], &part[..]].concat()).is_some();
        }
        assert!(!is_selected);
        assert_eq!(send(&mut tag, &[0x60]), None, "part {step}, byte {wrong}");
    }
}

#[test]
fn a_halted_tag_answers_to_a_wake_up_only_until_the_field_is_gone() {
    let mut tag = selected();
    assert_eq!(send(&mut tag, &[0x50, 0x00]), None);
    assert_eq!(tag.receive(&Frame::short(0x26, 7)), None);
    select(&mut tag);
    // A mistake leads back to where it came from.
    assert_eq!(send(&mut tag, &[0x77]), None);
    assert_eq!(tag.receive(&Frame::short(0x26, 7)), None);
    tag.lose_field();
    assert!(tag.receive(&Frame::short(0x26, 7)).is_some());
}

#[test]
fn what_is_not_understood_ends_the_conversation() {
    for frame in [Frame::checked(&[0x77]), Frame::checked(&[0x30]), Frame::checked(&[0xa2, 4]), Frame::checked(&[])] {
        let mut tag = selected();
        assert_eq!(tag.receive(&frame), None);
        assert_eq!(send(&mut tag, &[0x60]), None);
    }
    for frame in [Frame::plain(&[0x30, 0x04, 0x00, 0x00]), Frame::short(0x26, 7)] {
        let mut tag = selected();
        assert_eq!(tag.receive(&frame), Some(Frame::short(0x1, 4)));
        assert_eq!(send(&mut tag, &[0x60]), None);
    }
}

#[test]
fn four_pages_are_read_and_behind_the_last_comes_the_first() {
    let mut tag = selected();
    let all = answer(&mut tag, &[0x3a, 0, 44]);
    assert_eq!(all.len(), 180);
    let twice = [&all[..], &all].concat();
    for page in 0..45_u8 {
        let at = 4 * usize::from(page);
        assert_eq!(answer(&mut tag, &[0x30, page]), twice[at..at + 16], "page {page}");
    }
    assert_eq!(answer(&mut tag, &[0x3a, 4, 5]), [0x01, 0x03, 0xa0, 0x0c, 0x34, 0x03, 0x00, 0xfe]);
    for command in [&[0x30, 45][..], &[0x30, 255], &[0x3a, 0, 45], &[0x3a, 5, 4]] {
        let mut tag = selected();
        assert_eq!(four_bits(&mut tag, command), 0x0, "{command:?}");
        assert_eq!(send(&mut tag, &[0x60]), None, "a refusal ends the conversation");
    }
}

#[test]
fn pages_are_written_and_read_back() {
    let mut tag = selected();
    for page in 4..40 {
        assert_eq!(write(&mut tag, page, [page, 1, 2, 3]), CONFIRMATION);
    }
    tag.lose_field();
    select(&mut tag);
    for page in 4..40 {
        assert_eq!(answer(&mut tag, &[0x3a, page, page]), [page, 1, 2, 3]);
    }
    for page in [0, 1, 45, 255] {
        assert_eq!(write(&mut selected(), page, [0; 4]), 0x0, "page {page}");
    }
}

#[test]
fn protected_pages_need_the_password_for_writing_and_if_asked_for_reading() {
    for needs_password_to_read in [false, true] {
        let mut tag = selected();
        write(&mut tag, 43, [1, 2, 3, 4]);
        write(&mut tag, 44, [0xab, 0xcd, 0, 0]);
        write(&mut tag, 42, [if needs_password_to_read { 0x80 } else { 0x00 }, 5, 0, 0]);
        write(&mut tag, 41, [4, 0, 0, 6]);
        assert_eq!(write(&mut tag, 5, [5; 4]), CONFIRMATION);
        assert_eq!(write(&mut tag, 6, [6; 4]), 0x0);
        select(&mut tag);
        if needs_password_to_read {
            let rolled = answer(&mut tag, &[0x30, 4]);
            assert_eq!(rolled[8..], [0x04, 0x39, 0x91, 0x24, 0xc2, 0xfc, 0x67, 0x80]);
            assert_eq!(four_bits(&mut tag, &[0x3a, 5, 6]), 0x0);
            select(&mut tag);
            assert_eq!(four_bits(&mut tag, &[0x30, 6]), 0x0);
            select(&mut tag);
        } else {
            assert_eq!(answer(&mut tag, &[0x30, 6]), [0; 16]);
        }
        assert_eq!(four_bits(&mut tag, &[0x1b, 1, 2, 3, 5]), 0x0);
        select(&mut tag);
        assert_eq!(answer(&mut tag, &[0x1b, 1, 2, 3, 4]), [0xab, 0xcd]);
        assert_eq!(write(&mut tag, 6, [6; 4]), CONFIRMATION);
        assert_eq!(answer(&mut tag, &[0x3a, 6, 6]), [6; 4]);
        assert_eq!(answer(&mut tag, &[0x3a, 43, 44]), [0; 8], "passwords are shown to nobody");
        tag.lose_field();
        select(&mut tag);
        assert_eq!(write(&mut tag, 6, [7; 4]), 0x0, "the password is asked for again");
    }
}

#[test]
fn after_too_many_wrong_passwords_none_is_right_and_power_does_not_help() {
    let mut tag = selected();
    write(&mut tag, 42, [0x02, 5, 0, 0]);
    let mut tries = |password: [u8; 4]| {
        tag.lose_field();
        select(&mut tag);
        send(&mut tag, &[&[0x1b], &password[..]].concat()).expect("an answer")
    };
    let right = Frame::checked(&[0, 0]);
    assert_eq!(tries([0; 4]), Frame::short(0x0, 4));
    assert_eq!(tries([0xff; 4]), right);
    assert_eq!(tries([0; 4]), Frame::short(0x0, 4));
    assert_eq!(tries([0; 4]), Frame::short(0x0, 4));
    assert_eq!(tries([0xff; 4]), Frame::short(0x4, 4));
    assert_eq!(tries([0; 4]), Frame::short(0x4, 4));
}

#[test]
fn e39_a_tag_that_counts_counts_each_time_that_it_is_read() {
    let mut tag = selected();
    assert_eq!(four_bits(&mut tag, &[0x39, 2]), 0x0, "a new tag does not count");
    select(&mut tag);
    write(&mut tag, 42, [0x10, 5, 0, 0]);
    assert_eq!(answer(&mut tag, &[0x39, 2]), [0, 0, 0]);
    for time in 1..=300_u32 {
        tag.lose_field();
        select(&mut tag);
        answer(&mut tag, &[0x30, 4]);
        answer(&mut tag, &[0x3a, 0, 3]);
        assert_eq!(answer(&mut tag, &[0x39, 2]), time.to_le_bytes()[..3]);
    }
    tag.counter = 0x00ff_ffff;
    tag.lose_field();
    select(&mut tag);
    answer(&mut tag, &[0x30, 4]);
    assert_eq!(answer(&mut tag, &[0x39, 2]), [0xff; 3]);
    assert_eq!(four_bits(&mut tag, &[0x39, 0]), 0x0, "there is one counter");
    select(&mut tag);
    write(&mut tag, 42, [0x18, 5, 0, 0]);
    assert_eq!(four_bits(&mut tag, &[0x39, 2]), 0x0);
    select(&mut tag);
    answer(&mut tag, &[0x1b, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(answer(&mut tag, &[0x39, 2]), [0xff; 3]);
}

#[test]
fn a_bit_that_decays_is_read_as_it_then_is() {
    let mut tag = selected();
    tag.decay(4, 9);
    assert_eq!(answer(&mut tag, &[0x3a, 4, 4]), [0x01, 0x01, 0xa0, 0x0c]);
}

#[derive(Debug, Clone)]
enum Act {
    Send(Vec<u8>),
    Bits(u8, usize),
    Select,
    LoseField,
    Tear(Vec<u8>, f64),
}

fn command() -> impl Strategy<Value = Vec<u8>> {
    let code = prop_oneof![Just(0x30_u8), Just(0x3a), Just(0xa2), Just(0x39), Just(0x1b), Just(0x3c), any::<u8>()];
    let page = prop_oneof![0..48_u8, 40..45_u8, 2..4_u8, any::<u8>()];
    prop_oneof![
        (code, page.clone(), vec(any::<u8>(), 0..6)).prop_map(|(code, page, rest)| [&[code, page], &rest[..]].concat()),
        (page, any::<[u8; 4]>()).prop_map(|(page, content)| [&[0xa2, page], &content[..]].concat()),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => command().prop_map(Act::Send),
        1 => (1..8_usize).prop_flat_map(|bits| (0..(1_u16 << bits), Just(bits)))
            .prop_map(|(value, bits)| Act::Bits(u8::try_from(value).unwrap(), bits)),
        4 => Just(Act::Select),
        1 => Just(Act::LoseField),
        1 => (command(), 0.0..=1.0).prop_map(|(command, fraction)| Act::Tear(command, fraction)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        rng_seed: RngSeed::Fixed(0x7a6),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Serial number, locks, container and counter, whatever is sent.
    #[test]
    fn what_can_only_be_set_is_never_cleared_and_a_locked_page_never_changes(acts in vec(act(), 1..60)) {
        let random = &mut Random::new(1, Stream::TagRadio);
        let mut tag = Tag::new(SERIAL);
        for act in acts {
            let before = tag.clone();
            match act {
                Act::Send(command) => drop(send(&mut tag, &command)),
                Act::Bits(value, bits) => drop(tag.receive(&Frame::short(value, bits))),
                Act::Select => if tag.state == State::Waiting { select(&mut tag) },
                Act::LoseField => tag.lose_field(),
                Act::Tear(command, fraction) => tag.receive_and_lose_field(&Frame::checked(&command), fraction, random),
            }
            prop_assert_eq!(tag.memory.serial_parts(), before.memory.serial_parts());
            for page in [2, 3, 40] {
                let (was, is) = (before.memory.shown(page), tag.memory.shown(page));
                prop_assert!(was.iter().zip(is).all(|(was, is)| was & !is == 0), "page {}: {:?} {:?}", page, was, is);
            }
            let locks = before.memory.shown(2);
            let lock_bits = u16::from_le_bytes([locks[2], locks[3]]);
            for page in (3..16).filter(|page| lock_bits >> page & 1 == 1) {
                prop_assert_eq!(tag.memory.shown(page), before.memory.shown(page));
            }
            prop_assert!(tag.counter >= before.counter);
        }
    }
}
