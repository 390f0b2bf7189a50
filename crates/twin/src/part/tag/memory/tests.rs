//! The pages against read-outs of real tags, and each lock bit against what it locks.

use super::*;
use crate::random::Stream;

const SERIAL: [u8; 7] = [0x04, 0x39, 0x91, 0xc2, 0xfc, 0x67, 0x80];

fn memory() -> Memory {
    Memory::new(SERIAL)
}

/// Writes with what no page holds from the maker, and says whether that was allowed.
fn is_writable(memory: &Memory, page: u8) -> bool {
    let mut trial = *memory;
    trial.write(page, [0x5a; 4])
}

#[test]
fn e39_a_new_tags_pages_are_those_of_published_read_outs() {
    let check = |serial, pages: [[u8; 4]; 4]| assert_eq!(Memory::new(serial).0[..4], pages);
    let container = [0xe1, 0x10, 0x12, 0x00];
    // [TAG] Flipper, 56778984 and 748580. Their owners had written behind page 3, but for the control block.
    check(SERIAL, [[0x04, 0x39, 0x91, 0x24], [0xc2, 0xfc, 0x67, 0x80], [0xd9, 0x48, 0, 0], container]);
    check(
        [0x04, 0x02, 0x2f, 0xd2, 0x11, 0x5f, 0x81],
        [[0x04, 0x02, 0x2f, 0xa1], [0xd2, 0x11, 0x5f, 0x81], [0x1d, 0x48, 0, 0], container],
    );
    check(
        [0x04, 0x7e, 0x1e, 0xba, 0x53, 0x28, 0x80],
        [[0x04, 0x7e, 0x1e, 0xec], [0xba, 0x53, 0x28, 0x80], [0x41, 0x48, 0, 0], container],
    );
    let new = memory();
    assert_eq!(new.0[4..6].as_flattened(), [0x01, 0x03, 0xa0, 0x0c, 0x34, 0x03, 0x00, 0xfe]);
    assert_eq!(new.0[6..40].as_flattened(), [0; 136]);
    assert_eq!(new.0[40..43], [[0, 0, 0, 0xbd], [0x04, 0, 0, 0xff], [0, 0x05, 0, 0]]);
    assert_eq!([43, 44].map(|page| new.shown(page)), [[0; 4]; 2]);
}

#[test]
fn a_new_tag_is_writable_but_for_its_serial_number() {
    for page in 0..=u8::MAX {
        assert_eq!(is_writable(&memory(), page), (2..PAGES).contains(&page), "page {page}");
    }
}

#[test]
fn each_static_lock_bit_locks_its_page() {
    for page in 3..=15_u8 {
        let mut memory = memory();
        let [low, high] = (1_u16 << page).to_le_bytes();
        assert!(memory.write(2, [0xff, 0xff, low, high]));
        assert_eq!(memory.shown(2), [0xd9, 0x48, low, high], "check byte and internal byte stay");
        for other in 2..PAGES {
            assert_eq!(is_writable(&memory, other), other != page, "page {other} with the lock of {page}");
        }
    }
}

#[test]
fn each_dynamic_lock_bit_locks_its_two_pages() {
    for bit in 0..12_u8 {
        let mut memory = memory();
        let [low, high] = (1_u16 << bit).to_le_bytes();
        assert!(memory.write(40, [low, high, 0, 0xff]));
        assert_eq!(memory.shown(40), [low, high, 0, 0xbd]);
        let first = 16 + 2 * bit;
        for other in 2..PAGES {
            let is_locked = (first..first + 2).contains(&other);
            assert_eq!(is_writable(&memory, other), !is_locked, "page {other} with bit {bit}");
        }
    }
}

#[test]
fn block_locking_bits_freeze_the_locks_of_their_group() {
    let check = |page: u8, block: [u8; 4], frozen: [u8; 4]| {
        let mut memory = memory();
        assert!(memory.write(page, block));
        assert!(memory.write(page, [0xff; 4]));
        let free = |byte: u8| !frozen[usize::from(byte)];
        let shown = memory.shown(page);
        match page {
            2 => assert_eq!(shown[2..], [free(2), free(3)], "{block:02x?}"),
            _ => assert_eq!(shown[..3], [free(0), free(1) & 0x0f, 0x3f], "{block:02x?}"),
        }
    };
    check(2, [0, 0, 1 << 0, 0], [0, 0, 0x08, 0x00]);
    check(2, [0, 0, 1 << 1, 0], [0, 0, 0xf0, 0x03]);
    check(2, [0, 0, 1 << 2, 0], [0, 0, 0x00, 0xfc]);
    for group in 0..6_u8 {
        let [low, high] = (0b11_u16 << (2 * group)).to_le_bytes();
        check(40, [0, 0, 1 << group, 0], [low, high, 0, 0]);
    }
}

#[test]
fn a_block_locking_bit_written_with_its_lock_bits_does_not_hinder_them() {
    let mut memory = memory();
    assert!(memory.write(2, [0, 0, 0xff, 0xff]));
    assert_eq!(memory.shown(2)[2..], [0xff, 0xff]);
    assert!((3..=15).all(|page| !is_writable(&memory, page)));
}

#[test]
fn bits_of_locks_and_container_are_never_cleared() {
    let mut memory = memory();
    assert!(memory.write(2, [0, 0, 0x10, 0x80]));
    assert!(memory.write(3, [0, 0, 0, 0x0f]));
    assert!(memory.write(40, [0x01, 0, 0, 0]));
    for page in [2, 3, 40] {
        assert!(memory.write(page, [0; 4]));
    }
    assert_eq!(memory.shown(2), [0xd9, 0x48, 0x10, 0x80]);
    assert_eq!(memory.shown(3), [0xe1, 0x10, 0x12, 0x0f]);
    assert_eq!(memory.shown(40), [0x01, 0, 0, 0xbd]);
}

#[test]
fn a_locked_configuration_stays_while_the_password_can_be_changed() {
    let mut memory = memory();
    assert!(memory.write(42, [0x40, 0, 0, 0]));
    let writable = [40, 41, 42, 43, 44].map(|page| is_writable(&memory, page));
    assert_eq!(writable, [true, false, false, true, true]);
}

#[test]
fn a_torn_page_is_between_the_old_and_nothing_or_between_nothing_and_the_new() {
    let random = &mut Random::new(1, Stream::TagRadio);
    let (old, new) = ([0xff, 0x0f, 0x55, 0x00], [0xf0, 0xff, 0x33, 0x00]);
    let mut before = memory();
    assert!(before.write(7, old));
    let mut torn = |fraction: f64| {
        let mut after = before;
        assert!(after.write(7, new));
        after.tear(&before, fraction, random);
        assert_eq!(after.0[..7], before.0[..7]);
        assert_eq!(after.0[8..], before.0[8..]);
        after.shown(7)
    };
    assert_eq!([torn(0.0), torn(0.5), torn(1.0)], [old, [0; 4], new]);
    let (mut erasing, mut programming) = (0, 0);
    for _ in 0..100 {
        let (early, late) = (torn(0.25), torn(0.75));
        assert!(early.iter().zip(old).all(|(early, old)| early & !old == 0), "{early:02x?}");
        assert!(late.iter().zip(new).all(|(late, new)| late & !new == 0), "{late:02x?}");
        erasing += early.map(u8::count_ones).iter().sum::<u32>();
        programming += late.map(u8::count_ones).iter().sum::<u32>();
    }
    // Half of 16 set bits, a hundred times, within six deviations.
    assert!((680..=920).contains(&erasing) && (680..=920).contains(&programming), "{erasing}, {programming}");
}

#[test]
fn lock_bytes_and_container_are_not_torn() {
    let random = &mut Random::new(1, Stream::TagRadio);
    let before = memory();
    for page in [2, 3, 40] {
        let mut after = before;
        assert!(after.write(page, [0xff; 4]));
        assert_ne!(after, before);
        after.tear(&before, 0.7, random);
        assert_eq!(after, before, "page {page}");
    }
}
