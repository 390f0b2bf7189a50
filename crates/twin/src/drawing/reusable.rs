//! The dry half: battery, board, wires and levers, plunger and pins, sensors.

use super::fitting::{Grip, Joint, Moved, PUMP};
use super::placement::{Layout, ValvePlace};
use super::sketch::Sketch;
use super::{Kind, Owner, Point, Pose, drive};

const HALF: Owner = Owner::Reusable;
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
    /// Corners of the battery: on the deck, over the hood.
    pub(super) fn battery(&self) -> [Point; 2] {
        let (e, b, [_, tray]) = (&self.unit.reusable.envelope, &self.unit.reusable.battery, self.tray());
        let low = [e.battery_start_mm, tray + e.clearance_mm];
        [low, [low[0] + b.length_mm, low[1] + b.height_mm]]
    }

    /// Corners of the control board: on the deck, beside the hood.
    pub(super) fn board(&self) -> [Point; 2] {
        let (e, [tray, _]) = (&self.unit.reusable.envelope, self.tray());
        let low = [tray + e.clearance_mm, self.deck_z() + e.clearance_mm];
        [low, [low[0] + e.board_length_mm, low[1] + e.board_mm]]
    }

    pub(super) fn flange_z(&self) -> f64 {
        self.deck_z() + self.unit.reusable.envelope.flange_height_mm
    }

    /// Corners of the sensor that looks down on the plunger's flange.
    pub(super) fn plunger_sensor(&self) -> [Point; 2] {
        let (e, sensor) = (&self.unit.reusable.envelope, &self.unit.reusable.plunger_optics);
        let right = self.unit.disposable.body.pump_mm - e.sensor_aside_mm;
        let z = self.flange_z() + e.flange_mm + sensor.rest_distance_mm;
        [[right - sensor.length_mm, z], [right, z + sensor.height_mm]]
    }

    /// Corners of the sensor that looks up at the second valve's flange.
    pub(super) fn pin_sensor(&self) -> [Point; 2] {
        let (sensor, z) = (&self.unit.reusable.second_valve_optics, self.deck_z());
        let left = self.unit.disposable.body.second_valve_mm + self.unit.reusable.envelope.sensor_aside_mm;
        [[left, z], [left + sensor.length_mm, z + sensor.height_mm]]
    }

    /// Corners of the acoustic sensor's three hollows: over the dispensing chamber, the port, between port and lid.
    ///
    /// # Model
    /// Boxes: the height follows from the volume.
    pub(super) fn cavities(&self) -> [[Point; 2]; 3] {
        let (x, z) = (self.unit.disposable.body.dispensing_mm, self.membrane_z()[1]);
        let (a, radius) = (&self.unit.reusable.acoustics, self.unit.disposable.dispensing.radius_mm);
        let across = |half: f64, low: f64, height: f64| [[x - half, low], [x + half, low + height]];
        let variable = across(radius, z, a.variable_ul / (2.0 * radius * a.variable_width_mm));
        let port = across(0.5 * a.port_diameter_mm, variable[1][1], a.port_length_mm);
        let height = a.reference_ul / (a.reference_length_mm * a.reference_width_mm);
        [variable, port, across(0.5 * a.reference_length_mm, port[1][1], height)]
    }
}

fn housing(sketch: &mut Sketch, layout: &Layout) {
    let (e, body) = (&layout.unit.reusable.envelope, &layout.unit.disposable.body);
    let (length, height, split, wall) = (e.length_mm, e.height_mm, body.height_mm, e.wall_mm);
    let ([tray_x, tray_z], hood, step) = (layout.tray(), body.hood_height_mm, layout.hood_x() + e.clearance_mm);
    let mut outline =
        vec![[0.0, height], [0.0, e.skirt_mm], [wall, e.skirt_mm], [wall, hood], [step, hood], [step, split]];
    if layout.fitting.joint == Joint::Connector {
        let [left, right, bottom] = layout.nose();
        outline.extend([[left, split], [left, bottom], [right, bottom], [right, split]]);
    }
    outline.extend([[length, split], [length, height]]);
    sketch.area(HOUSING, HALF, Kind::Housing, outline).marked([0.6 * length, height - 0.5 * wall], "");
    let (deck, lid) = (layout.deck_z(), height - wall);
    let hollow =
        [[wall, tray_z], [tray_x, tray_z], [tray_x, deck], [length - wall, deck], [length - wall, lid], [wall, lid]];
    sketch.area(HOUSING, HALF, Kind::Gas, hollow.to_vec());
}

impl Layout<'_> {
    /// Left, right and lower end of the nose that drops into the connector's indent.
    pub(super) fn nose(&self) -> [f64; 3] {
        let (indent, gap) = (self.unit.set.connector.indent_mm, self.unit.reusable.envelope.clearance_mm);
        let left = self.disposable_x()[1] + self.unit.disposable.body.plug_length_mm + indent;
        [left, left + indent, self.unit.disposable.body.height_mm - gap - indent]
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
    let (low, high) = (layout.unit.disposable.body.height_mm, layout.deck_z());
    sketch.block(HOUSING, HALF, Kind::Gas, [x - radius, low], [x + radius, high]);
}

fn plunger(sketch: &mut Sketch, layout: &Layout, pose: &Pose) {
    let (e, radius) = (&layout.unit.reusable.envelope, layout.unit.disposable.membrane.plunger_radius_mm);
    let (x, down, arm) = (layout.unit.disposable.body.pump_mm, pose.plunger_mm, e.lever_arm_mm);
    let (foot, flange) = (layout.membrane_z()[1] - down, layout.flange_z() - down);
    let top = flange + e.flange_mm;
    let sensor = layout.plunger_sensor();
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
        sketch.block("membrane", Owner::Disposable, Kind::Membrane, low, high);
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
    let reach = layout.unit.disposable.body.valve_chamber_radius_mm;
    let foot = layout.membrane_z()[1] + valve.lift;
    hole(sketch, layout, x, radius + 0.5 * e.clearance_mm);
    // A valve that rests open is lifted by a spring under its flange; one that rests closed is pressed from above.
    let opens = valve.seat_below > 0.0;
    let sensor = if let Moved::ByWire { sensor } = valve.moved { sensor } else { None };
    let rest = if sensor.is_some() {
        let optics = &layout.unit.reusable.second_valve_optics;
        optics.height_mm + optics.rest_distance_mm - e.flange_height_mm
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
    const SENSOR: &str = "acoustic volume sensor";
    let (a, low) = (&layout.unit.reusable.acoustics, layout.unit.disposable.body.height_mm);
    let ([variable, port, reference], wall) = (layout.cavities(), a.wall_mm);
    let body = [[variable[0][0] - wall, low], [variable[1][0] + wall, reference[0][1]]];
    sketch.block(SENSOR, HALF, Kind::Housing, body[0], body[1]);
    let head = [[reference[0][0] - wall, reference[0][1] - wall], [reference[1][0] + wall, reference[1][1] + wall]];
    let block = sketch.block(SENSOR, HALF, Kind::Housing, head[0], head[1]);
    block.marked([body[1][0] - 1.2, head[0][1] - 1.2], "");
    let note = |volume: f64| format!("{:.2} mL", 1e-3 * volume);
    let at = [variable[0][0] + 0.2 * (variable[1][0] - variable[0][0]), 0.6 * variable[1][1] + 0.4 * low];
    let block = sketch.block("variable chamber", HALF, Kind::Gas, [variable[0][0], low], variable[1]);
    block.marked(at, note(a.variable_ul));
    let size = format!("⌀ {:.1} × {:.1} mm", a.port_diameter_mm, a.port_length_mm);
    let at = [0.5 * (port[0][0] + port[1][0]), port[0][1] + 1.0];
    sketch.block("acoustic port", HALF, Kind::Gas, port[0], port[1]).marked(at, size);
    let at = [0.5 * (reference[0][0] + reference[1][0]), 0.7 * reference[0][1] + 0.3 * reference[1][1]];
    sketch.block("reference chamber", HALF, Kind::Gas, reference[0], reference[1]).marked(at, note(a.reference_ul));
    transducers(sketch, a.port_diameter_mm, variable, reference);
}

/// What speaks and listens in the chambers, in the scale of the port.
fn transducers(sketch: &mut Sketch, scale: f64, variable: [Point; 2], reference: [Point; 2]) {
    let mut part = |name, left: f64, top: f64, size: [f64; 2]| {
        let block = sketch.block(name, HALF, Kind::Sensor, [left, top - size[1]], [left + size[0], top]);
        block.marked([left + 0.5 * size[0], top - 0.5 * size[1]], "");
    };
    let [microphone, speaker] = [[1.5, 0.8], [4.0, 1.2]].map(|size: [f64; 2]| size.map(|mm| mm * scale));
    part("loudspeaker", reference[0][0] + 0.4, reference[1][1], speaker);
    part("reference microphone", reference[1][0] - 0.4 - microphone[0], reference[1][1], microphone);
    part("chamber microphone", variable[1][0] - 0.2 - microphone[0], variable[1][1], microphone);
}
