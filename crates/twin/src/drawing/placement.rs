//! Where each part lies: the levels and places that the cut shares, and the block of space that each part keeps
//! free for itself.

use super::drive::{Drive, Push};
use super::fitting::{ClosedValve, Fitting, Joint, Moved, PUMP, ValveNames};
use super::{Half, Point, Pose};
use crate::embodiment::Embodiment;
use crate::unit::PumpUnit;

/// A unit as a given embodiment, with the levels that follow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    pub(super) unit: &'a PumpUnit,
    pub(super) fitting: Fitting,
}

/// One valve in its pose.
#[derive(Debug, Clone, Copy)]
pub(super) struct ValvePlace {
    pub(super) names: ValveNames,
    pub(super) moved: Moved,
    pub(super) x: f64,
    pub(super) seat_diameter: f64,
    pub(super) land: f64,
    /// Top of the seat, below the flat membrane's underside.
    pub(super) seat_below: f64,
    /// How far the membrane is lifted over the pin.
    pub(super) lift: f64,
    /// The wire's drive, if it has one.
    pub(super) drive: Option<Drive>,
}

impl Layout<'_> {
    /// Level of the channels: where the trap's ramp ends.
    pub(super) fn channel_z(&self) -> f64 {
        self.bottom_z() + self.unit.disposable.ports.ramp_rise_mm
    }

    /// Middle of the trap's bottom.
    pub(super) fn bottom_z(&self) -> f64 {
        self.unit.reusable.envelope.wall_mm + 0.5 * self.unit.disposable.ports.trap_narrow_mm
    }

    /// Underside and upper side of the flat membrane.
    pub(super) fn membrane_z(&self) -> [f64; 2] {
        let under = self.unit.reusable.envelope.membrane_height_mm;
        [under, under + self.unit.disposable.membrane.thickness_mm]
    }

    /// Upper side of the reusable half's deck.
    pub(super) fn deck_z(&self) -> f64 {
        self.unit.reusable.envelope.disposable_height_mm + self.unit.reusable.envelope.deck_mm
    }

    /// Where the disposable half starts and ends along the device.
    pub(super) fn disposable_x(&self) -> [f64; 2] {
        let e = &self.unit.reusable.envelope;
        let end = match self.fitting.joint {
            Joint::Connector => e.length_mm - self.unit.set.connection.connector_length_mm - e.wall_mm,
            Joint::Needle => e.length_mm,
        };
        [e.wall_mm + e.clearance_mm, end]
    }

    /// Where the reservoir starts and ends.
    pub(super) fn reservoir_x(&self) -> [f64; 2] {
        let e = &self.unit.reusable.envelope;
        [e.reservoir_start_mm, e.reservoir_start_mm + e.reservoir_length_mm]
    }

    /// Where the trap's taper and its bottom end.
    pub(super) fn trap_x(&self) -> [f64; 2] {
        let taper = self.reservoir_x()[1] + self.unit.disposable.ports.trap_length_mm;
        [taper, taper + self.unit.disposable.ports.trap_bottom_mm]
    }

    /// Height of the bag over its base, where it hangs free, and how far from its ends it does, at a content of
    /// reservoir and trap.
    ///
    /// # Model
    /// Flat in the middle, straight to where it is clamped; as wide as the reservoir. The trap stays full.
    pub(super) fn bag(&self, content_ul: f64) -> [f64; 2] {
        let (e, p) = (&self.unit.reusable.envelope, &self.unit.disposable.ports);
        let area = (content_ul / e.reservoir_width_mm - self.trap_area()).max(0.0);
        let slope = (0.1 * e.reservoir_length_mm).min(0.99 * area / p.trap_wide_mm);
        [(area - slope * p.trap_wide_mm) / (e.reservoir_length_mm - slope), slope]
    }

    /// Area of the trap in the cut, mm2.
    pub(super) fn trap_area(&self) -> f64 {
        let p = &self.unit.disposable.ports;
        0.5 * (p.trap_wide_mm + p.trap_narrow_mm) * p.trap_length_mm + p.trap_narrow_mm * p.trap_bottom_mm
    }

    /// Distance from a valve's middle to the channel at its chamber's edge.
    pub(super) fn valve_port(&self) -> f64 {
        self.unit.disposable.ports.valve_chamber_radius_mm - 0.7 * self.unit.disposable.ports.outlet_channel_mm
    }

    /// Distance from the pump chamber's middle to its ports: outside the plunger.
    pub(super) fn pump_port(&self) -> f64 {
        0.5 * (self.unit.disposable.membrane.clamp_radius_mm + self.unit.disposable.membrane.plunger_radius_mm)
    }

    /// Distance from the dispensing chamber's middle to its ports.
    pub(super) fn dispensing_port(&self) -> f64 {
        self.unit.disposable.ports.dispensing_radius_mm - self.unit.disposable.ports.channel_mm
    }

    /// Floor of the valves' chambers.
    pub(super) fn valve_floor(&self) -> f64 {
        self.membrane_z()[0] - self.unit.disposable.ports.valve_chamber_depth_mm
    }

    /// The plunger's drive.
    pub(super) fn pump(&self, pose: &Pose) -> Drive {
        let p = &self.unit.reusable.plunger;
        Drive {
            names: PUMP,
            x_mm: self.unit.reusable.envelope.pump_mm,
            push: Push::Down,
            travel_mm: pose.plunger_mm,
            ratio: p.lever_ratio,
            wire_diameter_mm: p.wire_diameter_mm,
            wire_length_mm: p.wire_length_mm,
            runs: self.unit.reusable.envelope.pump_wire_runs,
        }
    }

    /// Every valve, along the device.
    pub(super) fn valves(&self, pose: &Pose) -> Vec<ValvePlace> {
        let e = &self.unit.reusable.envelope;
        let mut valves = vec![self.inlet(pose), self.closed(self.fitting.outlet, e.second_valve_mm, pose.gaps_mm[1])];
        if let Some(valve) = self.fitting.measurement {
            valves.push(self.closed(valve, e.measurement_valve_mm, pose.gaps_mm[2]));
        }
        valves
    }

    fn inlet(&self, pose: &Pose) -> ValvePlace {
        let (e, p, seat) =
            (&self.unit.reusable.envelope, &self.unit.reusable.first_valve, &self.unit.disposable.first_seat);
        let lift = pose.gaps_mm[0] - p.seat_travel_mm;
        let drive = Drive {
            names: self.fitting.inlet.drive,
            x_mm: e.first_valve_mm,
            push: Push::Down,
            travel_mm: -lift,
            ratio: p.lever_ratio,
            wire_diameter_mm: p.wire_diameter_mm,
            wire_length_mm: p.wire_length_mm,
            runs: e.valve_wire_runs,
        };
        ValvePlace {
            names: self.fitting.inlet,
            moved: Moved::ByWire { sensor: None },
            x: e.first_valve_mm,
            seat_diameter: seat.diameter_mm,
            land: seat.land_mm,
            seat_below: p.seat_travel_mm,
            lift,
            drive: Some(drive),
        }
    }

    fn closed(&self, valve: ClosedValve, x: f64, gap_mm: f64) -> ValvePlace {
        let (p, seat) = (&self.unit.reusable.second_valve, &self.unit.disposable.second_seat);
        let drive = Drive {
            names: valve.names.drive,
            x_mm: x,
            push: Push::Up,
            travel_mm: gap_mm,
            ratio: p.lever_ratio,
            wire_diameter_mm: p.wire_diameter_mm,
            wire_length_mm: p.wire_length_mm,
            runs: self.unit.reusable.envelope.valve_wire_runs,
        };
        ValvePlace {
            names: valve.names,
            moved: valve.moved,
            x,
            seat_diameter: seat.diameter_mm,
            land: seat.land_mm,
            seat_below: 0.0,
            lift: gap_mm,
            drive: matches!(valve.moved, Moved::ByWire { .. }).then_some(drive),
        }
    }

    /// Lower left and upper right corner of the two housings, put together.
    pub(super) fn envelope(&self) -> [Point; 2] {
        [[0.0, 0.0], [self.unit.reusable.envelope.length_mm, self.unit.reusable.envelope.height_mm]]
    }

    /// Lower left and upper right corner of the pump section: every chamber over the continuous membrane.
    pub(super) fn pump_section(&self) -> [Point; 2] {
        let e = &self.unit.reusable.envelope;
        let margin = 1.4 * self.unit.disposable.ports.valve_chamber_radius_mm;
        let last = if self.fitting.measurement.is_some() { e.measurement_valve_mm } else { e.second_valve_mm };
        [
            [e.first_valve_mm - margin, self.channel_z() - self.unit.disposable.ports.outlet_channel_mm],
            [last + margin, e.disposable_height_mm],
        ]
    }

    /// The outlet channel of the reservoir: up the ramp, to the first valve's chamber.
    pub(super) fn outlet_channel(&self) -> Vec<Point> {
        let (bottom, z) = (self.trap_x()[1], self.channel_z());
        let x = self.unit.reusable.envelope.first_valve_mm - self.valve_port();
        let inside = 0.5 * self.unit.disposable.ports.trap_bottom_mm;
        vec![
            [bottom - inside, self.bottom_z()],
            [bottom, self.bottom_z()],
            [bottom + self.unit.disposable.ports.ramp_length_mm, z],
            [x, z],
            [x, self.valve_floor()],
        ]
    }

    /// The channels from the first valve's seat on, chamber by chamber.
    pub(super) fn channels(&self) -> Vec<Vec<Point>> {
        let (e, z, floor, under) =
            (&self.unit.reusable.envelope, self.channel_z(), self.valve_floor(), self.membrane_z()[0]);
        let chamber = under - self.unit.disposable.chamber.depth_mm;
        let (enter, leave) = (e.pump_mm - self.pump_port(), e.pump_mm + self.pump_port());
        let behind = e.second_valve_mm + self.valve_port();
        let between = |from: Point, to: Point| vec![from, [from[0], z], [to[0], z], to];
        let mut channels = vec![
            between([e.first_valve_mm, floor], [enter, chamber]),
            between([leave, chamber], [e.second_valve_mm, floor]),
        ];
        let mut last = behind;
        if self.fitting.measurement.is_some() {
            let shallow = under - self.unit.disposable.ports.dispensing_depth_mm;
            let (enter, leave) = (e.dispensing_mm - self.dispensing_port(), e.dispensing_mm + self.dispensing_port());
            channels.push(between([behind, floor], [enter, shallow]));
            channels.push(between([leave, shallow], [e.measurement_valve_mm, floor]));
            last = e.measurement_valve_mm + self.valve_port();
        }
        channels.push(vec![[last, floor], [last, z], [self.exit_x(), z]]);
        channels
    }

    /// Where the disposable half's channel ends: in its plug, or where the needle starts.
    pub(super) fn exit_x(&self) -> f64 {
        let end = self.disposable_x()[1];
        match self.fitting.joint {
            Joint::Connector => end + self.unit.set.connection.plug_length_mm,
            Joint::Needle => end - 0.4 * self.unit.set.connection.needle_length_mm,
        }
    }
}

/// The space that a part keeps free for itself, in all three axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// The part's name.
    pub part: &'static str,
    /// The half that it lies in.
    pub half: Half,
    /// Lower corner: x, y, z, mm.
    pub low: [f64; 3],
    /// Upper corner: x, y, z, mm.
    pub high: [f64; 3],
}

/// Where the parts of a pump unit lie within its housings, along all three axes; the two housings come first.
pub fn placement(embodiment: Embodiment, unit: &PumpUnit) -> Vec<Block> {
    let layout = Layout { unit, fitting: Fitting::of(embodiment) };
    let mut blocks = Vec::new();
    layout.wetted_blocks(&mut blocks);
    layout.dry_blocks(&mut blocks);
    blocks
}

fn block(part: &'static str, half: Half, width_mm: f64, [low, high]: [Point; 2]) -> Block {
    let y = 0.5 * width_mm;
    Block { part, half, low: [low[0], -y, low[1]], high: [high[0], y, high[1]] }
}

impl Layout<'_> {
    fn wetted_blocks(&self, blocks: &mut Vec<Block>) {
        let (e, p) = (&self.unit.reusable.envelope, &self.unit.disposable.ports);
        let half = Half::Disposable;
        let [under, over] = self.membrane_z();
        let [start, end] = self.disposable_x();
        let mut add = |part, width, corners| blocks.push(block(part, half, width, corners));
        add("disposable housing", e.width_mm, [[start, 0.0], [end, e.disposable_height_mm]]);
        let [bag, taper] = self.reservoir_x();
        let [_, bottom] = self.trap_x();
        let floor = e.wall_mm;
        add("reservoir", e.reservoir_width_mm, [[bag, floor], [taper, under]]);
        add("bubble trap", e.reservoir_width_mm, [[taper, floor], [bottom, floor + p.trap_wide_mm]]);
        add("fill septum", p.septum_width_mm, self.septum());
        add("vent filter", p.vent_width_mm, self.vent());
        let ramp_end = bottom + p.ramp_length_mm;
        add("outlet ramp", p.outlet_channel_mm, [[bottom, floor], [ramp_end, self.channel_z() + p.outlet_channel_mm]]);
        for valve in self.valves(&Pose::at_rest(self.unit, 0.0)) {
            let radius = p.valve_chamber_radius_mm;
            let corners = [[valve.x - radius, self.valve_floor()], [valve.x + radius, over]];
            add(valve.names.seat, 2.0 * radius, corners);
        }
        let radius = self.unit.disposable.membrane.clamp_radius_mm;
        let chamber = [[e.pump_mm - radius, under - self.unit.disposable.chamber.depth_mm], [e.pump_mm + radius, over]];
        add("pump chamber", 2.0 * radius, chamber);
        if self.fitting.measurement.is_some() {
            let radius = p.dispensing_radius_mm;
            let low = [e.dispensing_mm - radius, under - p.dispensing_depth_mm];
            add("dispensing chamber", 2.0 * radius, [low, [e.dispensing_mm + radius, over]]);
        }
    }

    fn dry_blocks(&self, blocks: &mut Vec<Block>) {
        let (e, o) = (&self.unit.reusable.envelope, &self.unit.reusable.plunger_optics);
        let mut add = |part, width, corners| blocks.push(block(part, Half::Reusable, width, corners));
        add("reusable housing", e.width_mm, [[0.0, e.disposable_height_mm], [e.length_mm, e.height_mm]]);
        add("battery", e.battery_width_mm, self.battery());
        add("control board", e.battery_width_mm, self.board());
        let pose = Pose::at_rest(self.unit, 0.0);
        let narrow = 2.0 * e.lever_short_mm;
        let mut drives = vec![(self.pump(&pose), self.unit.disposable.chamber.depth_mm)];
        drives.extend(self.valves(&pose).iter().filter_map(|valve| Some((valve.drive?, e.pin_travel_mm))));
        for (drive, most) in drives {
            let [lever, wire] = drive.room(e, most);
            add(drive.names.lever, narrow, lever);
            add(drive.names.wire, narrow, wire);
        }
        let (radius, top) = (self.unit.disposable.membrane.plunger_radius_mm, self.flange_z() + e.flange_mm);
        let left = self.plunger_sensor(o.rest_distance_mm)[0][0];
        let plunger = [[left, self.deck_z()], [e.pump_mm + radius + 1.8 * e.lever_arm_mm, top]];
        add(PUMP.moved, 2.0 * radius, plunger);
        let reach = self.unit.disposable.ports.valve_chamber_radius_mm;
        for valve in self.valves(&pose) {
            let pin = [[valve.x - reach, self.deck_z()], [valve.x + reach, top]];
            add(valve.names.drive.moved, 2.0 * reach, pin);
        }
        add("plunger sensor", e.sensor_length_mm, self.plunger_sensor(o.rest_distance_mm));
        if let Moved::ByWire { sensor: Some(name) } = self.fitting.outlet.moved {
            add(name, e.sensor_length_mm, self.pin_sensor());
        }
        if self.fitting.measurement.is_some() {
            let [variable, _, fixed] = self.cavities();
            add(
                "variable cavity",
                self.unit.disposable.ports.variable_cavity_width_mm,
                [[variable[0][0], self.deck_z()], variable[1]],
            );
            add("fixed cavity", self.unit.disposable.ports.fixed_cavity_width_mm, fixed);
        }
    }
}
