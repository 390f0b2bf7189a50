//! The wetted half: reservoir, trap, channels, and the chambers under the one membrane.

use super::fitting::{Grip, Joint};
use super::placement::{Layout, ValvePlace};
use super::sketch::{Sketch, ring};
use super::{Kind, Owner, Point, Pose, reservoir};

const HALF: Owner = Owner::Disposable;
const HOUSING: &str = "disposable housing";
const PATH: &str = "channel";
/// Points along a bulging membrane.
const BULGE_POINTS: u32 = 24;

/// Draws it.
pub(super) fn draw(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    housing(sketch, layout);
    reservoir::draw(sketch, layout, pose);
    for valve in &layout.valves(pose) {
        valve_chamber(sketch, layout, valve);
    }
    pump_chamber(sketch, layout, pose);
    if layout.fitting.measurement.is_some() {
        dispensing_chamber(sketch, layout, pose);
    }
    for points in layout.channels() {
        sketch.line(PATH, HALF, Kind::Liquid, layout.unit.disposable.body.channel_mm, points);
    }
    membrane(sketch, layout, pose);
}

fn housing(sketch: &mut Sketch, layout: &Layout) {
    let b = &layout.unit.disposable.body;
    let ([start, end], z, hood) = (layout.disposable_x(), layout.channel_z(), layout.hood_x());
    let outline = vec![
        [start, 0.0],
        [end, 0.0],
        [end, b.height_mm],
        [hood, b.height_mm],
        [hood, b.hood_height_mm],
        [start, b.hood_height_mm],
    ];
    let body = sketch.area(HOUSING, HALF, Kind::Housing, outline);
    body.marked([hood - 0.5 * b.wall_mm, b.height_mm + 1.0], format!("wall {:.1} mm", b.wall_mm));
    if layout.fitting.joint == Joint::Connector {
        let radius = 0.5 * b.plug_outer_mm;
        let corners = [[end, z - radius], [end + b.plug_length_mm, z + radius]];
        sketch.block("plug", HALF, Kind::Housing, corners[0], corners[1]).marked([end + 2.5, z + 0.6 * radius], "");
    }
    // The body is hollow below bag and channels, as a moulded part has to be.
    let [mouth, .., outlet] = layout.trap();
    let under_bag = [[start + b.wall_mm, 0.5 * b.wall_mm], [mouth.x - b.wall_mm, mouth.floor - b.wall_mm]];
    let under_pump = [[outlet.x, b.wall_mm], [end - b.wall_mm, z - 3.0 * b.channel_mm]];
    for [low, high] in [under_bag, under_pump] {
        sketch.block(HOUSING, HALF, Kind::Gas, low, high);
    }
}

/// Liquid of a round chamber between its floor and the membrane's underside, and the hole above the membrane.
fn chamber(sketch: &mut Sketch, layout: &Layout, part: &'static str, floor: f64, under: &[Point]) {
    let top = layout.unit.disposable.body.height_mm;
    let (Some(first), Some(last)) = (under.first(), under.last()) else { return };
    sketch.block(HOUSING, HALF, Kind::Gas, [first[0], floor], [last[0], top]);
    let mut liquid = vec![[last[0], floor], [first[0], floor]];
    liquid.extend(under);
    sketch.area(part, HALF, Kind::Liquid, liquid);
}

fn valve_chamber(sketch: &mut Sketch, layout: &Layout, valve: &ValvePlace) {
    let (floor, z) = (layout.valve_floor(), layout.membrane_z()[0]);
    chamber(sketch, layout, PATH, floor, &layout.under_valve(valve));
    let top = z - valve.seat_below;
    let (inner, outer) = (0.5 * (valve.seat_diameter - valve.land), 0.5 * (valve.seat_diameter + valve.land));
    for (left, right) in [(-outer, -inner), (inner, outer)] {
        sketch.block(valve.names.seat, HALF, Kind::Seat, [valve.x + left, floor], [valve.x + right, top]);
    }
    let note = if valve.lift + valve.seat_below > 0.0 { "open" } else { "closed" };
    sketch.mark_last([valve.x + outer - 0.5 * valve.land, floor + 0.3], note);
}

fn pump_chamber(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    let (x, z, depth) =
        (layout.unit.disposable.body.pump_mm, layout.membrane_z()[0], layout.unit.disposable.chamber.depth_mm);
    let radius = layout.unit.disposable.membrane.clamp_radius_mm;
    let floor = z - depth;
    let body = [[x - radius, layout.channel_z()], [x + radius, floor]];
    let at = [x, floor - 0.6 * depth];
    sketch.block("rigid body", HALF, Kind::Housing, body[0], body[1]).marked(at, "");
    chamber(sketch, layout, "pump chamber", floor, &layout.under_plunger(pose));
    let at = [x, z - 0.5 * (depth + pose.plunger_mm)];
    sketch.mark_last(at, format!("{depth:.2} mm deep"));
}

fn dispensing_chamber(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    let (x, p) = (layout.unit.disposable.body.dispensing_mm, &layout.unit.disposable.dispensing);
    let floor = layout.membrane_z()[0] - p.depth_mm;
    chamber(sketch, layout, "dispensing chamber", floor, &layout.under_dispensing(pose));
    let note = format!("holds {:.1} µL", p.capacity_ul);
    sketch.mark_last([x - 0.5 * p.radius_mm, floor + 0.5 * p.depth_mm], note);
}

fn membrane(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    let valves = layout.valves(pose);
    let [from, to] = layout.pump_section().map(|corner| corner[0]);
    let ([under_z, _], thickness) = (layout.membrane_z(), layout.unit.disposable.membrane.thickness_mm);
    let mut under = vec![[from, under_z]];
    for (index, valve) in valves.iter().enumerate() {
        under.extend(layout.under_valve(valve));
        if index == 0 {
            under.extend(layout.under_plunger(pose));
        } else if index == 1 && layout.fitting.measurement.is_some() {
            under.extend(layout.under_dispensing(pose));
        }
    }
    under.push([to, under_z]);
    let over = under.iter().rev().map(|point| [point[0], point[1] + thickness]);
    let sheet: Vec<Point> = under.iter().copied().chain(over).collect();
    let (x, z) = (layout.unit.disposable.body.pump_mm, under_z + thickness);
    let note = format!("{thickness:.2} mm, one sheet");
    let at = [x - layout.unit.disposable.membrane.clamp_radius_mm - 0.6, z - 0.5 * thickness];
    sketch.area("membrane", HALF, Kind::Membrane, sheet).marked(at, note);
    if layout.fitting.grip == Grip::Boss {
        let [low, high] = layout.boss(pose);
        sketch.area("membrane", HALF, Kind::Membrane, ring(low, high));
    }
}

impl Layout<'_> {
    /// The membrane's boss, which the plunger holds.
    pub(super) fn boss(&self, pose: &Pose) -> [Point; 2] {
        let (x, z) = (self.unit.disposable.body.pump_mm, self.membrane_z()[1] - pose.plunger_mm);
        let radius = 0.4 * self.unit.disposable.membrane.plunger_radius_mm;
        [[x - radius, z], [x + radius, z + 2.0 * radius]]
    }

    /// The membrane's underside over a valve.
    fn under_valve(&self, valve: &ValvePlace) -> [Point; 4] {
        let flat = 0.5 * (valve.seat_diameter + valve.land);
        self.pressed(valve.x, flat, valve.chamber_radius, valve.lift)
    }

    /// The membrane's underside over the pump chamber.
    fn under_plunger(&self, pose: &Pose) -> [Point; 4] {
        let m = &self.unit.disposable.membrane;
        self.pressed(self.unit.disposable.body.pump_mm, m.plunger_radius_mm, m.clamp_radius_mm, -pose.plunger_mm)
    }

    fn pressed(&self, x: f64, flat: f64, clamp: f64, lift: f64) -> [Point; 4] {
        let z = self.membrane_z()[0];
        [[x - clamp, z], [x - flat, z + lift], [x + flat, z + lift], [x + clamp, z]]
    }

    /// The membrane's underside over the dispensing chamber.
    ///
    /// # Model
    /// A clamped plate under pressure, `w0 (1 - (r/R)^2)^2`, which holds `pi R^2 w0 / 3`.
    ///
    /// # Source
    /// [TIM] small deflection of a clamped circular plate.
    fn under_dispensing(&self, pose: &Pose) -> Vec<Point> {
        let (x, z) = (self.unit.disposable.body.dispensing_mm, self.membrane_z()[0]);
        let radius = self.unit.disposable.dispensing.radius_mm;
        let middle = 3.0 * pose.dispensing_ul / (core::f64::consts::PI * radius * radius);
        let point = |index: u32| {
            let r = 2.0 * f64::from(index) / f64::from(BULGE_POINTS) - 1.0;
            let fall = 1.0 - r * r;
            [x + r * radius, z + middle * fall * fall]
        };
        (0..=BULGE_POINTS).map(point).collect()
    }
}
