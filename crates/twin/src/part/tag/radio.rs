//! The reader's coil, the air, and the tag's coil: whether a frame arrives, and whether it arrives whole.
//!
//! Reader and tag are a loosely coupled transformer: the tag lives on the field at its place, and answers by loading
//! it. Where the field is too weak, or along the tag's plane instead of through it, there is no tag.

use super::{Tag, frame::Frame};
use crate::math::half_cosine_step;
use crate::parameter::parameters;
use crate::random::{Random, Stream};

parameters! {
    /// The reader's coil, in the reusable housing.
    ReaderCoilParameters, Reusable, "tag reader";
    radius_mm: "mm", 7.8, 8.0, 8.2, source: "assumed, because it has to fit into the housing above the connector";
    ampere_turns: "A", 0.27, 0.30, 0.33, source: "assumed, because a few turns at some tens of mA are what a battery allows";
}

parameters! {
    /// The tag's coil, in the connector's core.
    TagCoilParameters, Set, "identification tag";
    field_a_m: "A/m", 4.0, 4.5, 5.0, source: "assumed, because a coil of some mm needs a few times the 1.5 A/m from which a tag of a card's size works";
    distance_mm: "mm", 2.5, 3.0, 3.5, source: "assumed, because the wall of the housing and the bottom of the connector lie between the coils";
    length_mm: "mm", 5.9, 6.0, 6.1, source: "assumed, because small tags with their antenna are 5 to 10 mm wide";
    thickness_mm: "mm", 0.35, 0.4, 0.45, source: "assumed, because tags are laminated";
}

/// The way from reader to tag and back.
#[derive(Debug, Clone)]
pub struct TagRadio {
    reader: ReaderCoilParameters,
    coil: TagCoilParameters,
    /// How much further from the reader than when seated the tag is, mm; at least zero.
    pub displaced_mm: f64,
    /// Angle between the coils' axes, degrees, 0 to 180; zero when seated.
    pub tilt_deg: f64,
    /// The chance of each bit to arrive wrong, on either way, 0 to 1; zero when nothing disturbs.
    pub bit_error: f64,
    /// The field breaks down this fraction of the way through what the tag does next, 0 to 1; `None` when it holds.
    pub field_lost_at: Option<f64>,
    random: Random,
}

impl TagRadio {
    /// A seated, undisturbed tag, with nominal coils; `seed` is that of the disturbances.
    pub fn nominal(seed: u64) -> Self {
        Self::new(ReaderCoilParameters::nominal(), TagCoilParameters::nominal(), seed)
    }

    /// A seated, undisturbed tag; `seed` is that of the disturbances.
    pub(crate) fn new(reader: ReaderCoilParameters, coil: TagCoilParameters, seed: u64) -> Self {
        let random = Random::new(seed, Stream::TagRadio);
        Self { reader, coil, displaced_mm: 0.0, tilt_deg: 0.0, bit_error: 0.0, field_lost_at: None, random }
    }

    /// Sends a frame, and gives what the reader hears; `None` when it hears nothing.
    ///
    /// # Panics
    /// When distance, angle, chance or fraction are outside their ranges.
    pub fn exchange(&mut self, tag: Option<&mut Tag>, sent: &Frame) -> Option<Frame> {
        let tag = tag?;
        if self.field_through_tag_a_m() < self.coil.field_a_m {
            tag.lose_field();
            return None;
        }
        let heard = self.disturbed(*sent);
        if let Some(fraction) = self.field_lost_at {
            assert!((0.0..=1.0).contains(&fraction), "field lost at {fraction}");
            tag.receive_and_lose_field(&heard, fraction, &mut self.random);
            return None;
        }
        let answer = tag.receive(&heard)?;
        Some(self.disturbed(answer))
    }

    /// Switches the reader's field off and on.
    pub fn reset_field(&self, tag: Option<&mut Tag>) {
        if let Some(tag) = tag {
            tag.lose_field();
        }
    }

    /// The field through the tag's coil, A/m.
    ///
    /// # Model
    /// On the axis of a circular coil, `N I R^2 / (2 (R^2 + z^2)^(3/2))`; of it, the part along the tag's axis. Valid
    /// for a tag's coil that is small against the reader's and lies on its axis.
    ///
    /// # Source
    /// Biot and Savart's law, integrated along the coil; `validation` does so step by step.
    fn field_through_tag_a_m(&self) -> f64 {
        assert!(self.displaced_mm >= 0.0, "displaced by {} mm", self.displaced_mm);
        assert!((0.0..=180.0).contains(&self.tilt_deg), "tilted by {} degrees", self.tilt_deg);
        let (radius, distance) = (self.reader.radius_mm * 1e-3, (self.coil.distance_mm + self.displaced_mm) * 1e-3);
        let square = radius * radius + distance * distance;
        let on_axis = self.reader.ampere_turns * radius * radius / (2.0 * square * square.sqrt());
        let cosine = 2.0 * half_cosine_step(self.tilt_deg / 180.0) - 1.0;
        on_axis * cosine.abs()
    }

    fn disturbed(&mut self, mut frame: Frame) -> Frame {
        assert!((0.0..=1.0).contains(&self.bit_error), "chance of a wrong bit of {}", self.bit_error);
        for bit in 0..frame.bit_count() {
            if self.bit_error > 0.0 && self.random.uniform() < self.bit_error {
                frame.flip(bit);
            }
        }
        frame
    }
}

#[cfg(test)]
mod validation;
