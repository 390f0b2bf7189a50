//! The field against Biot and Savart's law step by step, and what is heard at the edge of it.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]

use super::*;

const REQUEST: (u8, usize) = (0x26, 7);

fn request() -> Frame {
    Frame::short(REQUEST.0, REQUEST.1)
}

fn tag() -> Tag {
    Tag::new([0x04, 0x39, 0x91, 0xc2, 0xfc, 0x67, 0x80])
}

fn is_heard(radio: &mut TagRadio) -> bool {
    radio.exchange(Some(&mut tag()), &request()).is_some()
}

/// The field on the axis of a coil, A/m: the sum of what a thousand straight pieces of it give.
#[expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]
fn summed_field_a_m(ampere_turns: f64, radius_mm: f64, distance_mm: f64) -> f64 {
    const PIECES: u32 = 1000;
    let (radius, distance) = (radius_mm * 1e-3, distance_mm * 1e-3);
    let step = core::f64::consts::TAU / f64::from(PIECES);
    let mut along_axis = 0.0;
    for i in 0..PIECES {
        let angle = (f64::from(i) + 0.5) * step;
        let (sine, cosine) = (angle.sin(), angle.cos());
        let piece = [-sine * radius * step, cosine * radius * step];
        let to_tag = [-radius * cosine, -radius * sine];
        let span = (radius * radius + distance * distance).sqrt();
        along_axis += (piece[0] * to_tag[1] - piece[1] * to_tag[0]) / (span * span * span);
    }
    ampere_turns * along_axis / (4.0 * core::f64::consts::PI)
}

#[test]
fn e40_the_field_is_what_biot_and_savarts_law_sums_up_to() {
    let mut worst: f64 = 0.0;
    for displaced_mm in [0.0, 2.0, 5.0, 10.0, 30.0] {
        let radio = TagRadio { displaced_mm, ..TagRadio::nominal(1) };
        let expected = summed_field_a_m(0.30, 8.0, 3.0 + displaced_mm);
        worst = worst.max((radio.field_through_tag_a_m() / expected - 1.0).abs());
    }
    println!("field on the axis, 3 to 33 mm: {worst:.1e}");
    assert!(worst < 1e-9, "{worst}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]
fn e40_a_tag_is_heard_up_to_the_distance_at_which_the_field_is_just_enough() {
    // From the field's formula: R ((H0 / H)^(2/3) - 1)^(1/2), with the field H0 in the coil's plane.
    let ratio: f64 = 0.30 / (2.0 * 8e-3) / 4.5;
    let range_mm = 8.0 * (ratio.powf(2.0 / 3.0) - 1.0).sqrt() - 3.0;
    let heard = |displaced_mm| is_heard(&mut TagRadio { displaced_mm, ..TagRadio::nominal(1) });
    println!("heard up to {range_mm:.2} mm from its seat");
    assert!(heard(0.0) && heard(range_mm - 0.001));
    assert!(!heard(range_mm + 0.001) && !heard(100.0));
}

#[test]
fn e40_a_tag_is_heard_up_to_the_tilt_at_which_the_field_is_just_enough_and_from_behind() {
    let seated = TagRadio::nominal(1).field_through_tag_a_m();
    let limit_deg = (4.5 / seated).acos().to_degrees();
    let heard = |tilt_deg| is_heard(&mut TagRadio { tilt_deg, ..TagRadio::nominal(1) });
    println!("heard up to {limit_deg:.1} degrees");
    assert!(heard(0.0) && heard(limit_deg - 0.001) && heard(180.0 - limit_deg + 0.001) && heard(180.0));
    assert!(!heard(limit_deg + 0.001) && !heard(90.0) && !heard(180.0 - limit_deg - 0.001));
}

#[test]
fn e40_every_drawn_pair_of_coils_works_when_seated() {
    use crate::random::Stream;
    let random = &mut Random::new(5, Stream::TagRadio);
    for _ in 0..1000 {
        let (reader, coil) = (ReaderCoilParameters::draw(random), TagCoilParameters::draw(random));
        assert!(is_heard(&mut TagRadio { tilt_deg: 20.0, ..TagRadio::new(reader, coil, 1) }));
    }
}

#[test]
fn a_missing_tag_is_silence() {
    assert_eq!(TagRadio::nominal(1).exchange(None, &request()), None);
}

#[test]
fn a_tag_that_leaves_the_field_has_to_be_found_again() {
    let (mut radio, mut tag) = (TagRadio::nominal(1), tag());
    let find = Frame::plain(&[0x93, 0x20]);
    assert!(radio.exchange(Some(&mut tag), &request()).is_some());
    assert!(radio.exchange(Some(&mut tag), &find).is_some());
    radio.displaced_mm = 100.0;
    assert_eq!(radio.exchange(Some(&mut tag), &find), None);
    radio.displaced_mm = 0.0;
    assert_eq!(radio.exchange(Some(&mut tag), &find), None);
    assert!(radio.exchange(Some(&mut tag), &request()).is_some());
    radio.reset_field(Some(&mut tag));
    assert_eq!(radio.exchange(Some(&mut tag), &find), None);
}

#[test]
fn a_disturbed_frame_has_wrong_bits_at_the_rate_that_was_asked_for() {
    let mut radio = TagRadio { bit_error: 0.1, ..TagRadio::nominal(3) };
    let sent = Frame::plain(&[0; 100]);
    let wrong: u32 =
        (0..100).map(|_| radio.disturbed(sent).bytes().iter().map(|byte| byte.count_ones()).sum::<u32>()).sum();
    println!("wrong bits of 80000 at a chance of 0.1: {wrong}");
    // 8000 with a deviation of 85.
    assert!((7500..=8500).contains(&wrong), "{wrong}");
    let quiet = TagRadio { bit_error: 0.0, ..TagRadio::nominal(3) }.disturbed(sent);
    assert_eq!(quiet, sent);
    let inverted = TagRadio { bit_error: 1.0, ..TagRadio::nominal(3) }.disturbed(sent);
    assert_eq!(inverted.bytes(), [0xff; 100]);
}

#[test]
fn the_same_seed_disturbs_in_the_same_way() {
    let run = |seed| {
        let mut radio = TagRadio { bit_error: 0.05, ..TagRadio::nominal(seed) };
        [0; 20].map(|_| radio.exchange(Some(&mut tag()), &request()))
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}
