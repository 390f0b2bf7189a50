//! The wetted half: reservoir, trap, channels, and the chambers under the one membrane.

use super::fitting::{Grip, Joint};
use super::placement::{Layout, ValvePlace};
use super::sketch::{Sketch, ring};
use super::{Half, Kind, Point, Pose};

const HALF: Half = Half::Disposable;
const HOUSING: &str = "disposable housing";
const PATH: &str = "channel";
/// Points along a bulging membrane.
const BULGE_POINTS: u32 = 24;

/// Draws it.
pub(super) fn draw(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    housing(sketch, layout);
    reservoir(sketch, layout, pose);
    trap(sketch, layout);
    let outlet_mm = layout.unit.disposable.ports.outlet_channel_mm;
    let channel_mm = layout.unit.disposable.ports.channel_mm;
    for valve in &layout.valves(pose) {
        valve_chamber(sketch, layout, valve);
    }
    pump_chamber(sketch, layout, pose);
    if layout.fitting.measurement.is_some() {
        dispensing_chamber(sketch, layout, pose);
    }
    sketch.line("outlet ramp", HALF, Kind::Liquid, outlet_mm, layout.outlet_channel()).marked(
        [
            layout.trap_x()[1] + 0.5 * layout.unit.disposable.ports.ramp_length_mm,
            0.5 * (layout.bottom_z() + layout.channel_z()),
        ],
        format!("rises {:.1} mm", layout.unit.disposable.ports.ramp_rise_mm),
    );
    for points in layout.channels() {
        sketch.line(PATH, HALF, Kind::Liquid, channel_mm, points);
    }
    membrane(sketch, layout, pose);
}

impl Layout<'_> {
    /// Lower left and upper right corner of the septum, in the end wall.
    pub(super) fn septum(&self) -> [Point; 2] {
        let (e, p) = (&self.unit.reusable.envelope, &self.unit.disposable.ports);
        let middle = e.wall_mm + 0.5 * p.trap_wide_mm;
        let start = e.reservoir_start_mm - p.septum_thickness_mm;
        [[start, middle - 0.5 * p.septum_width_mm], [e.reservoir_start_mm, middle + 0.5 * p.septum_width_mm]]
    }

    /// Lower left and upper right corner of the vent's filter, above the septum.
    pub(super) fn vent(&self) -> [Point; 2] {
        let (e, p) = (&self.unit.reusable.envelope, &self.unit.disposable.ports);
        let middle = 0.5 * (e.wall_mm + p.trap_wide_mm + self.membrane_z()[0]);
        let start = self.disposable_x()[0] + 0.4 * p.vent_width_mm;
        [[start, middle - 0.5 * p.vent_width_mm], [start + 0.5 * p.vent_width_mm, middle + 0.5 * p.vent_width_mm]]
    }
}

fn housing(sketch: &mut Sketch, layout: &Layout) {
    let (e, set) = (&layout.unit.reusable.envelope, &layout.unit.set.connection);
    let ([start, end], z) = (layout.disposable_x(), layout.channel_z());
    let note = format!("wall {:.1} mm", e.wall_mm);
    let body = sketch.block(HOUSING, HALF, Kind::Housing, [start, 0.0], [end, e.disposable_height_mm]);
    body.marked([layout.trap_x()[1] - 1.5, e.membrane_height_mm], note);
    match layout.fitting.joint {
        Joint::Connector => {
            let radius = 0.5 * set.plug_outer_mm;
            let plug = [[end, z - radius], [end + set.plug_length_mm, z + radius]];
            sketch.block("plug", HALF, Kind::Housing, plug[0], plug[1]).marked([end + 2.5, z + 0.6 * radius], "");
        }
        Joint::Needle => {
            let shroud = 0.5 * set.plug_outer_mm;
            let right = end + e.wall_mm;
            let block = sketch.block("mating assembly", HALF, Kind::Housing, [end, z - shroud], [right, z + shroud]);
            block.marked([end + 0.5 * e.wall_mm, z - 0.7 * shroud], "");
        }
    }
    // The body is hollow below the channels, as a moulded part has to be.
    let hollow = [
        [layout.trap_x()[1] + layout.unit.disposable.ports.ramp_length_mm, e.wall_mm],
        [end - e.wall_mm, z - 3.0 * layout.unit.disposable.ports.channel_mm],
    ];
    sketch.block(HOUSING, HALF, Kind::Gas, hollow[0], hollow[1]);
}

fn reservoir(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    let (e, p) = (&layout.unit.reusable.envelope, &layout.unit.disposable.ports);
    let ([start, end], floor) = (layout.reservoir_x(), e.wall_mm);
    let [height, slope] = layout.bag(pose.reservoir_ul);
    let clamp = floor + p.trap_wide_mm;
    let wall = vec![[start, clamp], [start + slope, floor + height], [end - slope, floor + height], [end, clamp]];
    let [vent_low, vent_high] = layout.vent();
    let outside = layout.disposable_x()[0];
    let passage = [[outside, vent_low[1] + 0.2], [start, vent_high[1] - 0.2]];
    sketch.block("vented air", HALF, Kind::Gas, passage[0], passage[1]);
    let under = layout.membrane_z()[0];
    let mut air = vec![[start, under]];
    air.extend(&wall);
    air.push([end, under]);
    let air = sketch.area("vented air", HALF, Kind::Gas, air);
    air.marked([start + 0.62 * (end - start), 0.5 * (under + clamp)], "");
    let mut liquid = vec![[end, floor], [start, floor]];
    liquid.extend(&wall);
    let note = format!("{:.0} of {:.0} µL", pose.reservoir_ul, p.capacity_ul);
    let at = [start + 0.3 * (end - start), floor + 0.4 * height];
    sketch.area("reservoir", HALF, Kind::Liquid, liquid).marked(at, note);
    let at = [start + 0.8 * (end - start), floor + height];
    sketch
        .line("reservoir wall", HALF, Kind::Membrane, layout.unit.disposable.membrane.thickness_mm, wall)
        .marked(at, "a membrane");
    let [low, high] = layout.septum();
    sketch.block("fill septum", HALF, Kind::Septum, low, high).marked([0.5 * (low[0] + high[0]), low[1] + 0.4], "");
    let middle = [0.5 * (vent_low[0] + vent_high[0]), 0.5 * (vent_low[1] + vent_high[1])];
    sketch.block("vent filter", HALF, Kind::Vent, vent_low, vent_high).marked(middle, "");
}

fn trap(sketch: &mut Sketch, layout: &Layout) {
    let (e, p) = (&layout.unit.reusable.envelope, &layout.unit.disposable.ports);
    let ([_, start], [taper, bottom], floor) = (layout.reservoir_x(), layout.trap_x(), e.wall_mm);
    let outline = vec![
        [start, floor],
        [bottom, floor],
        [bottom, floor + p.trap_narrow_mm],
        [taper, floor + p.trap_narrow_mm],
        [start, floor + p.trap_wide_mm],
    ];
    let note = format!("{:.1} to {:.1} mm", p.trap_wide_mm, p.trap_narrow_mm);
    let at = [start + 0.35 * p.trap_length_mm, floor + 0.3 * p.trap_wide_mm];
    sketch.area("bubble trap", HALF, Kind::Trap, outline).marked(at, note);
}

/// Liquid of a round chamber between its floor and the membrane's underside, and the hole above the membrane.
fn chamber(sketch: &mut Sketch, layout: &Layout, part: &'static str, floor: f64, under: &[Point]) {
    let top = layout.unit.reusable.envelope.disposable_height_mm;
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
        (layout.unit.reusable.envelope.pump_mm, layout.membrane_z()[0], layout.unit.disposable.chamber.depth_mm);
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
    let (e, p) = (&layout.unit.reusable.envelope, &layout.unit.disposable.ports);
    let floor = layout.membrane_z()[0] - p.dispensing_depth_mm;
    chamber(sketch, layout, "dispensing chamber", floor, &layout.under_dispensing(pose));
    sketch.mark_last([e.dispensing_mm - 0.5 * p.dispensing_radius_mm, floor + 0.5 * p.dispensing_depth_mm], "");
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
    let (x, z) = (layout.unit.reusable.envelope.pump_mm, under_z + thickness);
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
        let (x, z) = (self.unit.reusable.envelope.pump_mm, self.membrane_z()[1] - pose.plunger_mm);
        let radius = 0.4 * self.unit.disposable.membrane.plunger_radius_mm;
        [[x - radius, z], [x + radius, z + 2.0 * radius]]
    }

    /// The membrane's underside over a valve.
    fn under_valve(&self, valve: &ValvePlace) -> [Point; 4] {
        let flat = 0.5 * (valve.seat_diameter + valve.land);
        self.pressed(valve.x, flat, self.unit.disposable.ports.valve_chamber_radius_mm, valve.lift)
    }

    /// The membrane's underside over the pump chamber.
    fn under_plunger(&self, pose: &Pose) -> [Point; 4] {
        let m = &self.unit.disposable.membrane;
        self.pressed(self.unit.reusable.envelope.pump_mm, m.plunger_radius_mm, m.clamp_radius_mm, -pose.plunger_mm)
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
        let (x, radius, z) = (
            self.unit.reusable.envelope.dispensing_mm,
            self.unit.disposable.ports.dispensing_radius_mm,
            self.membrane_z()[0],
        );
        let middle = 3.0 * pose.dispensing_ul / (core::f64::consts::PI * radius * radius);
        let point = |index: u32| {
            let r = 2.0 * f64::from(index) / f64::from(BULGE_POINTS) - 1.0;
            let fall = 1.0 - r * r;
            [x + r * radius, z + middle * fall * fall]
        };
        (0..=BULGE_POINTS).map(point).collect()
    }
}
