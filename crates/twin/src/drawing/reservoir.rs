//! Reservoir and trap: the bag on its base, the taper down to the bottom, the ramp up to the outlet, and bubbles.

use super::placement::Layout;
use super::sketch::Sketch;
use super::{Bubble, Kind, Owner, Point, Pose};
use crate::math::{cos_degrees, sin_degrees};
use crate::part::bubble::volume_ul;

const HALF: Owner = Owner::Disposable;
/// Points around a bubble.
const BUBBLE_POINTS: u32 = 24;

/// One end of a stretch of the trap: its place along the device, its floor, and the gap above it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section {
    pub(super) x: f64,
    pub(super) floor: f64,
    pub(super) gap: f64,
}

impl Section {
    fn low(&self) -> Point {
        [self.x, self.floor]
    }

    fn middle(&self) -> Point {
        [self.x, self.floor + 0.5 * self.gap]
    }

    fn high(&self) -> Point {
        [self.x, self.floor + self.gap]
    }
}

impl Layout<'_> {
    /// Where the bag starts and ends, which is where the trap starts.
    pub(super) fn reservoir_x(&self) -> [f64; 2] {
        let start = self.unit.disposable.body.bag_start_mm;
        [start, start + self.unit.disposable.trap.bag_length_mm]
    }

    /// Level of the bag's base: the trap falls from it.
    pub(super) fn bag_floor(&self) -> f64 {
        self.unit.disposable.body.wall_mm + self.unit.disposable.trap.taper_fall_mm
    }

    /// Underside of the hood over the bag.
    pub(super) fn hood_z(&self) -> f64 {
        self.unit.disposable.body.hood_height_mm - self.unit.disposable.body.hood_mm
    }

    /// Width of the space that the bag lies in: its length and height are the cut's.
    pub(super) fn bag_space_width(&self) -> f64 {
        let t = &self.unit.disposable.trap;
        self.unit.disposable.vent.cavity_ul / (t.bag_length_mm * (self.hood_z() - self.bag_floor()))
    }

    /// Level at which the bag's wall is clamped: the roof of the trap's mouth.
    pub(super) fn clamp_z(&self) -> f64 {
        self.bag_floor() + self.unit.disposable.trap.wide_gap_mm
    }

    /// The trap from the bag on: start, end of the taper, end of the bottom, outlet.
    pub(super) fn trap(&self) -> [Section; 4] {
        let (t, x, floor) = (&self.unit.disposable.trap, self.reservoir_x()[1], self.unit.disposable.body.wall_mm);
        let bottom = x + t.taper_length_mm + t.bottom_length_mm;
        [
            Section { x, floor: floor + t.taper_fall_mm, gap: t.wide_gap_mm },
            Section { x: x + t.taper_length_mm, floor, gap: t.narrow_gap_mm },
            Section { x: bottom, floor, gap: t.narrow_gap_mm },
            Section { x: bottom + t.ramp_length_mm, floor: floor + t.ramp_rise_mm, gap: t.channel_mm },
        ]
    }

    /// Height of the bag over its base: of all liquid and gas in reservoir and trap.
    pub(super) fn bag_height(&self, pose: &Pose) -> f64 {
        let gas_ul: f64 = pose.bubbles.iter().map(|bubble| volume_ul(bubble.radius_mm)).sum();
        let mut trap = self.unit.trap();
        trap.fill(pose.reservoir_ul + gas_ul);
        trap.node(0).gap_mm
    }

    /// The middle of the way from the bag to the outlet channel.
    pub(super) fn way_through_trap(&self, pose: &Pose) -> Vec<Point> {
        let ([start, end], level) = (self.reservoir_x(), self.bag_floor() + 0.5 * self.bag_height(pose));
        let bag = [0.5 * (start + end), level];
        let [mouth, rest @ ..] = self.trap();
        let entered = [mouth.x, level.min(mouth.middle()[1])];
        [bag, entered].into_iter().chain(rest.map(|section| section.middle())).collect()
    }

    /// The outlet channel of the reservoir: from the ramp to the first valve's chamber.
    pub(super) fn outlet_channel(&self) -> Vec<Point> {
        let [.., outlet] = self.trap().map(|section| section.middle());
        let body = &self.unit.disposable.body;
        let x = body.first_valve_mm - self.port(body.valve_chamber_radius_mm);
        vec![outlet, [x, outlet[1]], [x, self.valve_floor()]]
    }

    /// Lower left and upper right corner of the septum, in the end wall.
    pub(super) fn septum(&self) -> [Point; 2] {
        let (p, start) = (&self.unit.disposable.fill_septum, self.reservoir_x()[0]);
        let middle = 0.5 * (self.bag_floor() + self.clamp_z());
        [[start - p.thickness_mm, middle - 0.5 * p.width_mm], [start, middle + 0.5 * p.width_mm]]
    }

    /// Lower left and upper right corner of the vent's filter, above the septum.
    pub(super) fn vent(&self) -> [Point; 2] {
        let width = self.unit.disposable.vent.width_mm;
        let middle = 0.5 * (self.clamp_z() + self.hood_z());
        let start = self.disposable_x()[0] + 0.4 * width;
        [[start, middle - 0.5 * width], [start + 0.5 * width, middle + 0.5 * width]]
    }

    /// Gap and slope of the middle where a bubble is.
    fn gap_at(&self, x: f64, bag_height: f64) -> [f64; 2] {
        let sections = self.trap();
        let stretch = sections.windows(2).find(|pair| (pair[0].x..pair[1].x).contains(&x));
        stretch.map_or([bag_height, 0.0], |pair| {
            let length = pair[1].x - pair[0].x;
            let slope = (pair[1].middle()[1] - pair[0].middle()[1]) / length;
            [pair[0].gap + (x - pair[0].x) / length * (pair[1].gap - pair[0].gap), slope]
        })
    }

    /// A bubble's outline: round where there is room, otherwise as flat as the gap and as much longer, along it.
    fn bubble(&self, bubble: &Bubble, bag_height: f64) -> Vec<Point> {
        let ([x, z], [gap, slope]) = (bubble.centre, self.gap_at(bubble.centre[0], bag_height));
        let high = bubble.radius_mm.min(0.5 * gap);
        let long = bubble.radius_mm * (bubble.radius_mm / high).sqrt();
        let slope = if high < bubble.radius_mm { slope } else { 0.0 };
        let point = |index: u32| {
            let turn = 360.0 * f64::from(index) / f64::from(BUBBLE_POINTS);
            let along = (long * cos_degrees(turn)).max(self.reservoir_x()[0] - x);
            [x + along, z + high * sin_degrees(turn) + slope * along]
        };
        (0..BUBBLE_POINTS).map(point).collect()
    }
}

/// Draws it.
pub(super) fn draw(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    bag(sketch, layout, pose);
    needles_and_vent(sketch, layout);
    trap(sketch, layout);
    bubbles(sketch, layout, pose);
}

fn bubbles(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    let height = layout.bag_height(pose);
    for bubble in &pose.bubbles {
        sketch.area("gas bubble", HALF, Kind::Gas, layout.bubble(bubble, height));
    }
    let wider = |a: &&Bubble, b: &&Bubble| a.radius_mm.total_cmp(&b.radius_mm);
    if let Some(widest) = pose.bubbles.iter().max_by(wider) {
        let volume_ul: f64 = pose.bubbles.iter().map(|bubble| volume_ul(bubble.radius_mm)).sum();
        sketch.mark_last(widest.centre, format!("one of {}, {volume_ul:.1} µL together", pose.bubbles.len()));
    }
}

fn bag(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    let ([start, end], floor, clamp) = (layout.reservoir_x(), layout.bag_floor(), layout.clamp_z());
    let (level, length) = (floor + layout.bag_height(pose), end - start);
    sketch.block("vented air", HALF, Kind::Gas, [start, floor], [end, layout.hood_z()]);
    let at = [start + 0.62 * length, 0.5 * (layout.hood_z() + level.max(clamp))];
    sketch.mark_last(at, "");
    let note = format!("{:.0} of {:.0} µL", pose.reservoir_ul, layout.unit.disposable.reservoir.capacity_ul);
    let at = [start + 0.3 * length, 0.6 * floor + 0.4 * level];
    sketch.block("reservoir", HALF, Kind::Liquid, [start, floor], [end, level]).marked(at, note);
    let wall = vec![[start, clamp], [start, level], [end, level], [end, clamp]];
    let thickness = layout.unit.disposable.membrane.thickness_mm;
    let at = [start + 0.8 * length, level];
    sketch.line("reservoir wall", HALF, Kind::Membrane, thickness, wall).marked(at, "a membrane");
}

fn needles_and_vent(sketch: &mut Sketch, layout: &Layout) {
    let ([low, high], outside) = (layout.septum(), layout.disposable_x()[0]);
    // The fill needle's way in.
    let quarter = 0.25 * (high[1] - low[1]);
    sketch.block("fill septum", HALF, Kind::Gas, [outside, low[1] + quarter], [low[0], high[1] - quarter]);
    sketch.block("fill septum", HALF, Kind::Septum, low, high).marked([0.5 * (low[0] + high[0]), low[1] + 0.4], "");
    let [low, high] = layout.vent();
    let passage = [[outside, low[1] + 0.2], [layout.reservoir_x()[0], high[1] - 0.2]];
    sketch.block("vented air", HALF, Kind::Gas, passage[0], passage[1]);
    let middle = [0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1])];
    sketch.block("vent", HALF, Kind::Vent, low, high).marked(middle, "");
}

fn trap(sketch: &mut Sketch, layout: &Layout) {
    let [mouth, narrow, bottom, outlet] = layout.trap();
    let outline = |sections: &[Section]| -> Vec<Point> {
        let floor = sections.iter().map(Section::low);
        floor.chain(sections.iter().rev().map(Section::high)).collect()
    };
    let note = format!("gap {:.1} to {:.1} mm", mouth.gap, narrow.gap);
    let at = [0.7 * mouth.x + 0.3 * narrow.x, 0.7 * mouth.floor + 0.3 * narrow.floor + 0.5];
    sketch.area("bubble trap", HALF, Kind::Trap, outline(&[mouth, narrow, bottom])).marked(at, note);
    let at = [0.5 * (bottom.x + outlet.x), 0.5 * (bottom.middle()[1] + outlet.middle()[1])];
    let note = format!("rises {:.1} mm", outlet.floor - bottom.floor);
    sketch.area("outlet ramp", HALF, Kind::Liquid, outline(&[bottom, outlet])).marked(at, note);
    let channel = layout.outlet_channel();
    sketch.line("channel", HALF, Kind::Liquid, outlet.gap, channel);
}
