//! What the acoustic checkpoints say of a stroke: how much went into the dispensing chamber, how much left it, and what
//! is wrong where the two, or the plunger's travel, do not agree.
//!
//! Optics see the plunger, the acoustic sensor the liquid. What both say of a stroke is weighed by their variances.
//! A stroke that stays in the chamber is not accounted; it is *held*, and the next one is so much smaller. One that
//! goes out shows that the way is free: then what is left in the chamber is what firm tissue holds there, no more goes
//! out until that yields, and what was held is accounted with it.

use super::passage::Way;
use super::{Checkpoint, Cycle, Outcome, Phase};
use crate::acoustics::Inverse;
use crate::alarm::Alarm;
use crate::calibration::CalibrationRecord;
use crate::event::StrokeRecord;
use crate::fixed::mul_div;
use crate::inputs::Inputs;
use crate::profile::{AcousticLimits, DeviceProfile, Outlet};
use units::{Duration, Instant, Volume};

/// Readings of the emptying chamber that are averaged before they are compared with as many later ones.
const WINDOW: u8 = 4;

/// What strokes leave behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Dispensing {
    held: Volume,
    /// What is in the chamber above an empty one, from all that was heard to come and go: for how much there is room.
    left: Volume,
    /// Strokes in a row that stayed in the chamber, lost liquid while both its valves were shut, measured differently by
    /// eye and ear, or were heard without sense.
    stuck: u8,
    leaked: u8,
    apart: u8,
    unheard: u8,
    /// When what the chamber held was last left in it for long.
    dwelt: Option<Instant>,
    /// Mean of `Re 1/H` over the last window and the sum of this one, while the chamber empties.
    window: Option<i64>,
    sum: i64,
    count: u8,
}

/// What one stroke moved, as far as it was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moved {
    /// Into the chamber, by its sensor as soon as it was there, and the variance of that.
    into: Volume,
    variance_nl2: i64,
    /// Lost between the two checkpoints with both valves shut.
    lost: Volume,
    /// Through the second valve; negative when liquid came back.
    out: Volume,
}

impl Dispensing {
    pub(super) fn held(&self) -> Volume {
        self.held
    }

    /// Whether the chamber is there and was heard within the last strokes: a single one that was not says nothing, for the
    /// stroke after a blocked one is pressed into a full chamber.
    pub(super) fn is_heard(&self, p: &DeviceProfile) -> bool {
        p.outlet == Outlet::Dispensing && self.unheard < p.acoustic.in_a_row
    }

    /// What outlasts a loss of power. The bound of a stroke under way holds what was held before it, and is accounted in
    /// full.
    pub(super) fn kept(self, stroke_under_way: bool) -> Self {
        Self { held: if stroke_under_way { Volume::ZERO } else { self.held }, ..self }
    }

    /// How much to put into the chamber for this target. Once a stroke has stayed there, no less than an ordinary one:
    /// with less, tissue that holds just what is there looks like a shut way.
    pub(super) fn filling(&self, target: Volume, p: &DeviceProfile) -> Volume {
        let least = if self.held.is_positive() { p.basal_stroke_min } else { p.stroke_min };
        (target - self.held).min(p.acoustic.room - self.left).max(least.min(target))
    }

    /// For how long to leave a stroke in the chamber with both its valves shut: long when a leak is suspected, or it is time
    /// for it. A passive outlet that is held open gives the chamber's liquid back when the plunger has gone home, a second
    /// later; until then a short dwell shows nothing.
    pub(super) fn dwell(&mut self, now: Instant, limits: &AcousticLimits) -> Duration {
        let due = self.dwelt.is_none_or(|last| now.since(last) >= limits.dwell_interval);
        if due || self.suspects_leak() {
            self.dwelt = Some(now);
            limits.dwell_long
        } else {
            limits.dwell
        }
    }

    /// Whether the last stroke lost liquid between shut valves, which is not yet sure to be a leak.
    pub(super) fn suspects_leak(&self) -> bool {
        self.leaked > 0
    }

    /// Takes in one reading of the emptying chamber. At the end of each window after the first: how much `Re 1/H` has
    /// moved from the last, and where it is.
    fn window(&mut self, real_ppm: i64) -> Option<(i64, i64)> {
        self.sum = self.sum.saturating_add(real_ppm);
        self.count = self.count.saturating_add(1);
        if self.count < WINDOW {
            return None;
        }
        let mean = mul_div(self.sum, 1, i64::from(WINDOW));
        let last = self.window.replace(mean);
        (self.sum, self.count) = (0, 0);
        last.map(|last| (mean.saturating_sub(last).saturating_abs(), mean))
    }

    /// Judges a stroke that was heard: fills in its record, and says what is wrong.
    fn judge(&mut self, stroke: &mut StrokeRecord, moved: &Moved, limits: &AcousticLimits) -> Option<Alarm> {
        self.unheard = 0;
        stroke.acoustic = Some(moved.into);
        let mut alarm = None;
        if repeats(&mut self.leaked, moved.lost > limits.leak, limits.in_a_row) {
            alarm = Some(Alarm::ValveLeak);
        }
        let apart = stroke.optical - moved.into;
        let limit = limits.apart.max(stroke.optical.scaled(limits.apart_percent, 100));
        if repeats(&mut self.apart, apart.abs() > limit, limits.in_a_row) {
            // The plunger went further than liquid did: the chamber was not full.
            let short = if apart.is_positive() { Alarm::RefillShort } else { Alarm::VolumesDisagree };
            alarm = alarm.or(Some(short));
        }
        // Of two that do not agree, the one that sees liquid is believed.
        let filled = if self.apart > 0 { moved.into } else { fused(stroke.optical, moved, limits) };
        let filled = filled.max(Volume::ZERO);
        let stays_behind = filled - moved.out;
        if stays_behind.abs() > limits.apart {
            self.left = (self.left + stays_behind).clamp(Volume::ZERO, limits.room);
        }
        let goes = limits.moves.max(filled.scaled(limits.stuck_percent, 100));
        let stays = moved.out.abs() < goes && filled > limits.apart;
        if repeats(&mut self.stuck, stays, limits.stuck_in_a_row) {
            alarm = alarm.or(Some(Alarm::OcclusionDetected));
        }
        stroke.measured = if stays { Volume::ZERO } else { filled + self.held };
        self.held = if stays { self.held + filled } else { Volume::ZERO };
        alarm
    }
}

/// Counts how often in a row something was so; true from the `limit`th time on.
fn repeats(count: &mut u8, so: bool, limit: u8) -> bool {
    *count = if so { count.saturating_add(1) } else { 0 };
    *count >= limit
}

/// Both volumes, each by the inverse of its variance.
fn fused(optical: Volume, moved: &Moved, limits: &AcousticLimits) -> Volume {
    let heard_nl2 = limits.acoustic_nl2.saturating_add(moved.variance_nl2);
    optical + (moved.into - optical).scaled(limits.optical_nl2, limits.optical_nl2.saturating_add(heard_nl2))
}

impl Cycle {
    pub(super) fn begin_dispensing(&mut self, now: Instant) {
        (self.dispensing.window, self.dispensing.sum, self.dispensing.count) = (None, 0, 0);
        self.enter(now, Phase::Dispense);
    }

    /// Keeps the second valve open until the chamber gives no more; unheard, for a fixed time.
    pub(super) fn dispense(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> Outcome {
        let heard = inputs.acoustic.and_then(Inverse::of).zip(c.acoustic());
        let Some((inverse, reference)) = heard.filter(|_| self.listening.watched().is_some()) else {
            return self.close_after(p.dispense, now);
        };
        // A stroke of which little has gone is given time: the way may be narrow.
        let goes = self.stroke.optical.scaled(p.acoustic.stuck_percent, 100);
        let before = self.listening.centre_ppm();
        let settled = self.dispensing.window(inverse.real_ppm).is_some_and(|(moved, at)| {
            reference.rise(moved) <= p.acoustic.settled && reference.rise(before.saturating_sub(at)).abs() >= goes
        });
        if settled || now.since(self.entered) >= p.acoustic.dispense_max {
            self.enter(now, Phase::Close);
        }
        Outcome::Nothing
    }

    /// All that can be known of the stroke is: it is accounted, and the first valve let go.
    pub(super) fn conclude(&mut self, now: Instant, shut: bool, p: &DeviceProfile) -> Outcome {
        // A stroke to the body fills the chamber to its brim, where the ear is not meant to be good.
        let to_body = self.body.is_sought();
        if let Some(moved) = self.moved(&p.acoustic).filter(|_| !to_body) {
            let alarm = self.dispensing.judge(&mut self.stroke, &moved, &p.acoustic);
            self.failure = self.failure.or(alarm);
            let way = if self.dispensing.held.is_positive() { Way::Doubtful } else { Way::Open };
            self.passage.seen(way, false, self.stroke.measured, now);
        } else {
            // All that went in may have gone out.
            self.stroke.measured += self.dispensing.held;
            self.dispensing.held = Volume::ZERO;
            self.dispensing.unheard = self.dispensing.unheard.saturating_add(u8::from(!to_body));
        }
        self.notice = Some((Alarm::VolumeSensorFault, self.dispensing.unheard >= p.acoustic.in_a_row));
        self.unseal(now, shut);
        Outcome::Measured(self.stroke)
    }

    /// Whether the plunger stays parked until the first valve has opened, so that its spring tells the line's pressure:
    /// not for a stroke that was heard to arrive in the dispensing chamber. What becomes of that is heard too, unless the
    /// last stroke was not.
    pub(super) fn gauged(&self) -> bool {
        self.dispensing.unheard > 0 || self.listening.level(Checkpoint::Filled).is_none()
    }

    /// `None` unless all checkpoints were heard.
    fn moved(&self, limits: &AcousticLimits) -> Option<Moved> {
        use Checkpoint::{Emptied, Empty, Filled, Held};
        let level = |checkpoint| self.listening.level(checkpoint);
        let (empty, filled, held, emptied) = (level(Empty)?, level(Filled)?, level(Held)?, level(Emptied)?);
        let lost = filled.liquid - held.liquid;
        // What leaks was there when the stroke had just come; otherwise both levels are of the same.
        let full = if lost > limits.leak { filled.liquid } else { (filled.liquid + held.liquid).scaled(1, 2) };
        Some(Moved {
            into: full - empty.liquid,
            variance_nl2: empty.variance_nl2.saturating_add(mul_div(
                filled.variance_nl2.saturating_add(held.variance_nl2),
                1,
                4,
            )),
            lost,
            out: full - emptied.liquid,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const P: DeviceProfile = DeviceProfile::METERED;

    fn nl(nl: i64) -> Volume {
        Volume::from_pl(1_000 * nl)
    }

    /// Judges one stroke by what the plunger went, what came in and what went out, nL.
    fn stroke(dispensing: &mut Dispensing, optical: i64, into: i64, out: i64) -> (Option<Alarm>, i64) {
        let mut record = StrokeRecord { target: nl(optical), optical: nl(optical), ..StrokeRecord::NOTHING };
        let moved = Moved { into: nl(into), variance_nl2: 0, lost: Volume::ZERO, out: nl(out) };
        let alarm = dispensing.judge(&mut record, &moved, &P.acoustic);
        (alarm, mul_div(record.measured.as_pl(), 1, 1_000))
    }

    #[test]
    fn both_volumes_count_by_the_inverse_of_their_variances() {
        // 100 and 900 nL2: nine tenths and one tenth.
        assert_eq!(stroke(&mut Dispensing::default(), 500, 540, 520), (None, 504));
    }

    #[test]
    fn a_stroke_that_stays_is_not_accounted_makes_the_next_smaller_and_the_second_is_a_block() {
        let mut dispensing = Dispensing::default();
        assert_eq!(stroke(&mut dispensing, 2_000, 2_000, 10), (None, 0));
        assert_eq!(dispensing.filling(nl(2_000), &P), P.basal_stroke_min);
        assert_eq!(stroke(&mut dispensing, 500, 500, 10), (Some(Alarm::OcclusionDetected), 0));
        assert_eq!(dispensing.held(), nl(2_500));
        // Whatever is asked for, the chamber is not filled beyond its room: 1.99 and 0.49 uL have stayed in it.
        assert_eq!(dispensing.filling(nl(50_000), &P), nl(520));
    }

    #[test]
    fn a_stroke_that_goes_out_takes_what_stayed_before_with_it() {
        let mut dispensing = Dispensing::default();
        assert_eq!(stroke(&mut dispensing, 500, 500, 100), (None, 0));
        assert_eq!(stroke(&mut dispensing, 500, 500, 450), (None, 1_000));
        assert_eq!(dispensing.held(), Volume::ZERO);
    }

    #[test]
    fn liquid_that_comes_back_from_firm_tissue_is_no_block() {
        let mut dispensing = Dispensing::default();
        assert_eq!(stroke(&mut dispensing, 500, 500, -700), (None, 500));
        for _ in 0..10 {
            assert_eq!(stroke(&mut dispensing, 500, 500, 500), (None, 500));
        }
        // 1.2 uL are in the chamber, so that there is less room.
        assert_eq!(dispensing.filling(nl(2_000), &P), nl(1_800));
    }

    #[test]
    fn volumes_that_differ_three_times_in_a_row_are_a_fault_of_what_saw_more() {
        for (into, expected) in [(300, Alarm::RefillShort), (700, Alarm::VolumesDisagree)] {
            let mut dispensing = Dispensing::default();
            assert_eq!(stroke(&mut dispensing, 500, into, into), (None, into));
            assert_eq!(stroke(&mut dispensing, 500, into, into), (None, into));
            assert_eq!(stroke(&mut dispensing, 500, into, into), (Some(expected), into));
            // Agreement begins the count anew.
            assert_eq!(stroke(&mut dispensing, 500, 500, 500), (None, 500));
            assert_eq!(stroke(&mut dispensing, 500, into, into), (None, into));
        }
    }

    #[test]
    fn what_is_lost_between_two_shut_valves_three_times_in_a_row_is_a_leak() {
        let mut dispensing = Dispensing::default();
        let moved = Moved { into: nl(500), variance_nl2: 0, lost: nl(200), out: nl(400) };
        let alarms = [0; 3].map(|_| {
            let mut record = StrokeRecord { target: nl(500), optical: nl(500), ..StrokeRecord::NOTHING };
            dispensing.judge(&mut record, &moved, &P.acoustic)
        });
        assert_eq!(alarms, [None, None, Some(Alarm::ValveLeak)]);
    }

    #[test]
    fn a_stroke_is_left_in_the_chamber_for_long_now_and_then_and_after_one_that_lost_some() {
        let limits = P.acoustic;
        let at = |s| Instant::ZERO + Duration::from_s(s);
        let mut dispensing = Dispensing::default();
        assert_eq!(dispensing.dwell(at(0), &limits), limits.dwell_long);
        assert_eq!(dispensing.dwell(at(60), &limits), limits.dwell);
        dispensing.leaked = 1;
        assert_eq!(dispensing.dwell(at(120), &limits), limits.dwell_long);
        dispensing.leaked = 0;
        assert_eq!(dispensing.dwell(at(180), &limits), limits.dwell);
        let due = at(120) + limits.dwell_interval;
        assert_eq!(dispensing.dwell(due, &limits), limits.dwell_long);
    }

    proptest! {
        #[test]
        fn whatever_was_heard_nothing_negative_is_accounted_or_asked_for(
            strokes in proptest::collection::vec((any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>()), 0..30),
            target in 1i64..4_000_000,
        ) {
            let mut dispensing = Dispensing::default();
            for (optical, into, out, lost, variance_nl2) in strokes {
                let pl = Volume::from_pl;
                let optical = pl(optical).max(Volume::ZERO);
                let mut record = StrokeRecord { target: optical, optical, ..StrokeRecord::NOTHING };
                let moved = Moved { into: pl(into), variance_nl2: variance_nl2.max(0), lost: pl(lost), out: pl(out) };
                dispensing.judge(&mut record, &moved, &P.acoustic);
                prop_assert!(!record.measured.is_negative() && !dispensing.held().is_negative());
                let filling = dispensing.filling(pl(target), &P);
                prop_assert!(filling.is_positive() && filling <= pl(target), "{filling}");
            }
        }
    }
}
