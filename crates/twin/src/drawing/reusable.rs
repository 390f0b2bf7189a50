//! The dry half: battery, board, wires and levers, plunger and pins, sensors.

use super::fitting::{Grip, Joint, Moved, PUMP};
use super::placement::{Layout, ValvePlace};
use super::sketch::Sketch;
use super::{Half, Kind, Point, Pose, Shape, drive};

const HALF: Half = Half::Reusable;
const HOUSING: &str = "reusable housing";

/// Draws it.
pub(super) fn draw(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    housing(sketch, layout);
    power(sketch, layout);
    plunger(sketch, layout, pose);
    for valve in &layout.valves(pose) {
        pin(sketch, layout, valve);
    }
    if layout.fitting.measurement.is_some() {
        acoustics(sketch, layout);
    }
}

impl Layout<'_> {
    /// Corners of the battery: over the board.
    pub(super) fn battery(&self) -> [Point; 2] {
        let (e, board) = (&self.unit.reusable.envelope, self.board()[1][1]);
        let low = [e.battery_start_mm, board + e.clearance_mm];
        [low, [low[0] + e.battery_length_mm, low[1] + e.battery_height_mm]]
    }

    /// Corners of the control board: on the deck.
    pub(super) fn board(&self) -> [Point; 2] {
        let (e, z) = (&self.unit.reusable.envelope, self.deck_z() + self.unit.reusable.envelope.clearance_mm);
        [[e.battery_start_mm, z], [e.battery_start_mm + e.battery_length_mm, z + e.board_mm]]
    }

    pub(super) fn flange_z(&self) -> f64 {
        self.deck_z() + self.unit.reusable.envelope.flange_height_mm
    }

    /// Corners of the sensor that looks down on the plunger's flange.
    pub(super) fn plunger_sensor(&self, distance_mm: f64) -> [Point; 2] {
        let e = &self.unit.reusable.envelope;
        let right = e.pump_mm - e.sensor_aside_mm;
        let z = self.flange_z() + e.flange_mm + distance_mm;
        [[right - e.sensor_length_mm, z], [right, z + e.sensor_height_mm]]
    }

    /// Corners of the sensor that looks up at the second valve's flange.
    pub(super) fn pin_sensor(&self) -> [Point; 2] {
        let (e, z) = (&self.unit.reusable.envelope, self.deck_z());
        let left = e.second_valve_mm + e.sensor_aside_mm;
        [[left, z], [left + e.sensor_length_mm, z + e.sensor_height_mm]]
    }

    /// Corners of the acoustic sensor's three hollows: over the dispensing chamber, the port, between port and lid.
    ///
    /// # Model
    /// Boxes: the height follows from the volume.
    pub(super) fn cavities(&self) -> [[Point; 2]; 3] {
        let (x, p, z) = (self.unit.reusable.envelope.dispensing_mm, &self.unit.disposable.ports, self.membrane_z()[1]);
        let across = |half: f64, low: f64, height: f64| [[x - half, low], [x + half, low + height]];
        let variable_mm = p.variable_cavity_ul / (2.0 * p.dispensing_radius_mm * p.variable_cavity_width_mm);
        let fixed_mm = p.fixed_cavity_ul / (p.fixed_cavity_length_mm * p.fixed_cavity_width_mm);
        let variable = across(p.dispensing_radius_mm, z, variable_mm);
        let port = across(0.5 * p.acoustic_port_mm, variable[1][1], p.acoustic_port_length_mm);
        [variable, port, across(0.5 * p.fixed_cavity_length_mm, port[1][1], fixed_mm)]
    }
}

fn housing(sketch: &mut Sketch, layout: &Layout) {
    let e = &layout.unit.reusable.envelope;
    let (length, height, split, wall) = (e.length_mm, e.height_mm, e.disposable_height_mm, e.wall_mm);
    let mut outline = vec![[0.0, height], [0.0, e.skirt_mm], [wall, e.skirt_mm], [wall, split]];
    if layout.fitting.joint == Joint::Connector {
        let [left, right, bottom] = layout.nose();
        outline.extend([[left, split], [left, bottom], [right, bottom], [right, split]]);
    }
    outline.extend([[length, split], [length, height]]);
    sketch.area(HOUSING, HALF, Kind::Housing, outline).marked([0.6 * length, height - 0.5 * wall], "");
    sketch.block(HOUSING, HALF, Kind::Gas, [wall, layout.deck_z()], [length - wall, height - wall]);
}

impl Layout<'_> {
    /// Left, right and lower end of the nose that drops into the connector's indent.
    pub(super) fn nose(&self) -> [f64; 3] {
        let (e, set) = (&self.unit.reusable.envelope, &self.unit.set.connection);
        let left = self.disposable_x()[1] + set.plug_length_mm + set.indent_mm;
        [left, left + set.indent_mm, e.disposable_height_mm - e.clearance_mm - set.indent_mm]
    }
}

fn power(sketch: &mut Sketch, layout: &Layout) {
    let [low, high] = layout.battery();
    let note = format!("{:.0} mAh", layout.unit.reusable.battery.capacity_mah);
    let at = [low[0] + 0.12 * (high[0] - low[0]), 0.5 * (low[1] + high[1])];
    sketch.block("battery", HALF, Kind::Battery, low, high).marked(at, note);
    let [low, high] = layout.board();
    let at = [low[0] + 0.03 * (high[0] - low[0]), 0.5 * (low[1] + high[1])];
    sketch.block("control board", HALF, Kind::Board, low, high).marked(at, "");
}

/// A hole in the deck, this wide.
fn hole(sketch: &mut Sketch, layout: &Layout, x: f64, radius: f64) {
    let (low, high) = (layout.unit.reusable.envelope.disposable_height_mm, layout.deck_z());
    sketch.block(HOUSING, HALF, Kind::Gas, [x - radius, low], [x + radius, high]);
}

fn plunger(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    let (e, radius) = (&layout.unit.reusable.envelope, layout.unit.disposable.membrane.plunger_radius_mm);
    let (x, down, arm) = (e.pump_mm, pose.plunger_mm, e.lever_arm_mm);
    let (foot, flange) = (layout.membrane_z()[1] - down, layout.flange_z() - down);
    let top = flange + e.flange_mm;
    let sensor = layout.plunger_sensor(layout.unit.reusable.plunger_optics.rest_distance_mm);
    hole(sketch, layout, x, radius + 0.5 * e.clearance_mm);
    drive::spring(sketch, PUMP.spring, [x, radius + arm], arm, [layout.deck_z(), flange]);
    sketch.mark_last([x + radius + arm, 0.5 * (layout.deck_z() + flange)], "");
    let outline = vec![
        [x - radius, foot],
        [x + radius, foot],
        [x + radius, flange],
        [x + radius + 1.8 * arm, flange],
        [x + radius + 1.8 * arm, top],
        [x + 0.8 * arm, top],
        [x + 0.8 * arm, e.lever_height_mm - down],
        [x - 0.8 * arm, e.lever_height_mm - down],
        [x - 0.8 * arm, top],
        [sensor[0][0], top],
        [sensor[0][0], flange],
        [x - radius, flange],
    ];
    let note = format!("⌀ {:.1} mm", 2.0 * radius);
    sketch.area(PUMP.moved, HALF, Kind::Plunger, outline).marked([x + 0.5 * radius, flange - 0.4], note);
    if layout.fitting.grip == Grip::Boss {
        let [low, high] = layout.boss(pose);
        // The slot is the plunger's, what it holds the membrane's.
        sketch.block(PUMP.moved, HALF, Kind::Gas, low, high);
        sketch.block("membrane", Half::Disposable, Kind::Membrane, low, high);
    }
    let drive = layout.pump(pose);
    drive.draw(sketch, e);
    let ([pivot, _], [end, end_z]) = (drive.pivot(e), drive.wire_end(e));
    let at = [0.5 * (pivot + end), 0.5 * (e.lever_height_mm + end_z)];
    sketch.mark_last(at, format!("{:.0} : 1", drive.ratio));
    let middle = [0.5 * (sensor[0][0] + sensor[1][0]), 0.5 * (sensor[0][1] + sensor[1][1])];
    sketch.block("plunger sensor", HALF, Kind::Sensor, sensor[0], sensor[1]).marked(middle, "optical");
}

fn pin(sketch: &mut Sketch, layout: &Layout, valve: &ValvePlace) {
    let e = &layout.unit.reusable.envelope;
    let (x, radius, arm) = (valve.x, 0.5 * (valve.seat_diameter + valve.land), e.lever_arm_mm);
    let reach = layout.unit.disposable.ports.valve_chamber_radius_mm;
    let foot = layout.membrane_z()[1] + valve.lift;
    hole(sketch, layout, x, radius + 0.5 * e.clearance_mm);
    // A valve that rests open is lifted by a spring under its flange; one that rests closed is pressed from above.
    let opens = valve.seat_below > 0.0;
    let sensor = if let Moved::ByWire { sensor } = valve.moved { sensor } else { None };
    let rest = if sensor.is_some() {
        e.sensor_height_mm + layout.unit.reusable.second_valve_optics.rest_distance_mm - e.flange_height_mm
    } else {
        0.0
    };
    let flange = layout.flange_z() + rest + valve.lift;
    let top = flange + e.flange_mm;
    let right = if sensor.is_some() { layout.pin_sensor()[1][0] } else { x + reach };
    let spring_x = radius + 0.8 * arm;
    if opens {
        drive::spring(sketch, valve.names.drive.spring, [x, spring_x], arm, [layout.deck_z(), flange]);
    } else {
        let bracket = layout.deck_z() + e.spring_top_mm;
        drive::spring(sketch, valve.names.drive.spring, [x, spring_x], arm, [top, bracket]);
        if valve.drive.is_none() {
            sketch.mark_last([x + spring_x, 0.5 * (top + bracket)], "keeps it shut");
        }
        for side in [-1.0, 1.0] {
            let middle = x + side * spring_x;
            sketch.block(
                HOUSING,
                HALF,
                Kind::Housing,
                [middle - 0.7 * arm, bracket],
                [middle + 0.7 * arm, bracket + 0.7 * arm],
            );
        }
    }
    let lever = if valve.drive.is_some() { e.lever_height_mm + valve.lift } else { top + arm };
    let outline = vec![
        [x - radius, foot],
        [x + radius, foot],
        [x + radius, flange],
        [right, flange],
        [right, top],
        [x + 0.8 * arm, top],
        [x + 0.8 * arm, lever],
        [x - 0.8 * arm, lever],
        [x - 0.8 * arm, top],
        [x - reach, top],
        [x - reach, flange],
        [x - radius, flange],
    ];
    sketch.area(valve.names.drive.moved, HALF, Kind::Pin, outline).marked([x, 0.5 * (foot + flange)], "");
    if let Some(name) = sensor {
        let [low, high] = layout.pin_sensor();
        let middle = [0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1])];
        sketch.block(name, HALF, Kind::Sensor, low, high).marked(middle, "optical");
    }
    if let Some(drive) = &valve.drive {
        drive.draw(sketch, e);
    }
}

fn acoustics(sketch: &mut Sketch, layout: &Layout) {
    let p = &layout.unit.disposable.ports;
    let [variable, port, fixed] = layout.cavities();
    let wall = p.cavity_wall_mm;
    let low = layout.unit.reusable.envelope.disposable_height_mm;
    let body = [[variable[0][0] - wall, low], [variable[1][0] + wall, fixed[0][1]]];
    sketch.block("acoustic sensor", HALF, Kind::Housing, body[0], body[1]);
    let head = [[fixed[0][0] - wall, fixed[0][1] - wall], [fixed[1][0] + wall, fixed[1][1] + wall]];
    sketch
        .block("acoustic sensor", HALF, Kind::Housing, head[0], head[1])
        .marked([body[1][0] - 1.2, head[0][1] - 1.2], "");
    let variable_low = [variable[0][0], low];
    let note = |volume: f64| format!("{:.2} mL", 1e-3 * volume);
    let mut hollow = |name, low: Point, high: Point, at: Point, note: String| {
        sketch.block(name, HALF, Kind::Gas, low, high).marked(at, note);
    };
    let at = [variable[0][0] + 0.2 * (variable[1][0] - variable[0][0]), 0.6 * variable[1][1] + 0.4 * low];
    hollow("variable cavity", variable_low, variable[1], at, note(p.variable_cavity_ul));
    hollow(
        "acoustic port",
        port[0],
        port[1],
        [port[0][0] + 0.5 * p.acoustic_port_mm, port[0][1] + 1.0],
        format!("⌀ {:.1} × {:.1} mm", p.acoustic_port_mm, p.acoustic_port_length_mm),
    );
    let at = [fixed[0][0] + 0.5 * (fixed[1][0] - fixed[0][0]), fixed[0][1] + 0.3 * (fixed[1][1] - fixed[0][1])];
    hollow("fixed cavity", fixed[0], fixed[1], at, note(p.fixed_cavity_ul));
    let mut part = |name, left: f64, top: f64, size: [f64; 2]| {
        let low = [left, top - size[1]];
        let shape = Shape::Area(super::sketch::ring(low, [left + size[0], top]));
        sketch.piece(name, HALF, Kind::Sensor, shape).marked([left + 0.5 * size[0], top - 0.5 * size[1]], "");
    };
    let [microphone, speaker] = [[1.5, 0.8], [4.0, 1.2]].map(|size: [f64; 2]| size.map(|mm| mm * p.acoustic_port_mm));
    part("loudspeaker", fixed[0][0] + 0.4, fixed[1][1], speaker);
    part("reference microphone", fixed[1][0] - 0.4 - microphone[0], fixed[1][1], microphone);
    part("chamber microphone", variable[1][0] - 0.2 - microphone[0], variable[1][1], microphone);
}
