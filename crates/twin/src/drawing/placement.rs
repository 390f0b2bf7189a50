//! Where each part lies: the levels and places that the cut shares, and the block of space that each part keeps
//! free for itself.

use super::drive::{Drive, Push};
use super::fitting::{ClosedValve, Fitting, Joint, Moved, PUMP, Place, ValveNames};
use super::{Owner, Point, Pose};
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
    /// Radius of the chamber over which the membrane is free.
    pub(super) chamber_radius: f64,
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
    /// Level of the channels from chamber to chamber.
    pub(super) fn channel_z(&self) -> f64 {
        self.valve_floor() - 2.0 * self.unit.disposable.body.channel_mm
    }

    /// Underside and upper side of the flat membrane.
    pub(super) fn membrane_z(&self) -> [f64; 2] {
        let under = self.unit.disposable.body.membrane_height_mm;
        [under, under + self.unit.disposable.membrane.thickness_mm]
    }

    /// Upper side of the reusable half's deck.
    pub(super) fn deck_z(&self) -> f64 {
        self.unit.disposable.body.height_mm + self.unit.reusable.envelope.deck_mm
    }

    /// Where the disposable half starts and ends along the device.
    pub(super) fn disposable_x(&self) -> [f64; 2] {
        let e = &self.unit.reusable.envelope;
        let end = match self.fitting.joint {
            Joint::Connector => e.length_mm - self.unit.set.connector.length_mm - e.wall_mm,
            Joint::Needle => e.length_mm,
        };
        [e.wall_mm + e.clearance_mm, end]
    }

    /// Where the hood over the bag ends.
    pub(super) fn hood_x(&self) -> f64 {
        self.reservoir_x()[1] + self.unit.disposable.body.wall_mm
    }

    /// Where the deck steps down from over the hood, and its upper side there.
    pub(super) fn tray(&self) -> Point {
        let (e, hood_mm) = (&self.unit.reusable.envelope, self.unit.disposable.body.hood_height_mm);
        [self.hood_x() + e.clearance_mm + e.deck_mm, hood_mm + e.deck_mm]
    }

    /// Distance from a valve's middle to the channel at the edge of its chamber; the widest is that of the outlet.
    pub(super) fn port(&self, chamber_radius: f64) -> f64 {
        chamber_radius - 0.7 * self.unit.disposable.trap.channel_mm
    }

    /// Distance from the pump chamber's middle to its ports: outside the plunger.
    pub(super) fn pump_port(&self) -> f64 {
        0.5 * (self.unit.disposable.membrane.clamp_radius_mm + self.unit.disposable.membrane.plunger_radius_mm)
    }

    /// Distance from the dispensing chamber's middle to its ports.
    pub(super) fn dispensing_port(&self) -> f64 {
        self.unit.disposable.dispensing.radius_mm - self.unit.disposable.body.channel_mm
    }

    /// Floor of the valves' chambers.
    pub(super) fn valve_floor(&self) -> f64 {
        self.membrane_z()[0] - self.unit.disposable.body.valve_chamber_depth_mm
    }

    /// The plunger's drive.
    pub(super) fn pump(&self, pose: &Pose) -> Drive {
        let p = &self.unit.reusable.plunger;
        Drive {
            names: PUMP,
            x_mm: self.unit.disposable.body.pump_mm,
            push: Push::Down,
            travel_mm: pose.plunger_mm,
            ratio: p.lever_ratio,
            wire_diameter_mm: p.wire_diameter_mm,
            wire_length_mm: p.wire_length_mm,
            runs: p.wire_runs,
        }
    }

    /// Every valve, along the device.
    pub(super) fn valves(&self, pose: &Pose) -> Vec<ValvePlace> {
        let (body, [_, second, third]) = (&self.unit.disposable.body, pose.gaps_mm);
        let mut valves = vec![self.inlet(pose), self.closed(self.fitting.outlet, body.second_valve_mm, second)];
        valves.extend(self.fitting.measurement.map(|valve| self.closed(valve, body.measurement_valve_mm, third)));
        valves
    }

    fn inlet(&self, pose: &Pose) -> ValvePlace {
        let (p, body) = (&self.unit.reusable.first_valve, &self.unit.disposable.body);
        let seat = &self.unit.disposable.first_seat;
        let lift = pose.gaps_mm[0] - p.seat_travel_mm;
        let drive = Drive {
            names: self.fitting.inlet.drive,
            x_mm: body.first_valve_mm,
            push: Push::Down,
            travel_mm: -lift,
            ratio: p.lever_ratio,
            wire_diameter_mm: p.wire_diameter_mm,
            wire_length_mm: p.wire_length_mm,
            runs: p.wire_runs,
        };
        ValvePlace {
            names: self.fitting.inlet,
            moved: Moved::ByWire { sensor: None },
            chamber_radius: body.valve_chamber_radius_mm,
            x: body.first_valve_mm,
            seat_diameter: seat.diameter_mm,
            land: seat.land_mm,
            seat_below: p.seat_travel_mm,
            lift,
            drive: Some(drive),
        }
    }

    fn closed(&self, valve: ClosedValve, x: f64, gap_mm: f64) -> ValvePlace {
        let (dry, wetted) = (&self.unit.reusable, &self.unit.disposable);
        let (p, seat) = match valve.place {
            Place::Chamber => (&dry.second_valve, &wetted.second_seat),
            Place::Dispensing => (&dry.measurement_valve, &wetted.measurement_seat),
        };
        let chamber_radius = match valve.moved {
            Moved::ByWire { .. } => wetted.body.valve_chamber_radius_mm,
            Moved::BySpring => wetted.outlet.zone_radius_mm,
        };
        let drive = Drive {
            names: valve.names.drive,
            x_mm: x,
            push: Push::Up,
            travel_mm: gap_mm,
            ratio: p.lever_ratio,
            wire_diameter_mm: p.wire_diameter_mm,
            wire_length_mm: p.wire_length_mm,
            runs: p.wire_runs,
        };
        ValvePlace {
            names: valve.names,
            moved: valve.moved,
            chamber_radius,
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
        let body = &self.unit.disposable.body;
        let margin = 1.4 * body.valve_chamber_radius_mm;
        let last = if self.fitting.measurement.is_some() { body.measurement_valve_mm } else { body.second_valve_mm };
        [[body.first_valve_mm - margin, self.channel_z() - 1.5 * body.channel_mm], [last + margin, body.height_mm]]
    }

    /// The channels from the first valve's seat on, chamber by chamber.
    pub(super) fn channels(&self) -> Vec<Vec<Point>> {
        let (body, z, floor, under) =
            (&self.unit.disposable.body, self.channel_z(), self.valve_floor(), self.membrane_z()[0]);
        let chamber = under - self.unit.disposable.chamber.depth_mm;
        let (enter, leave) = (body.pump_mm - self.pump_port(), body.pump_mm + self.pump_port());
        let between = |from: Point, to: Point| vec![from, [from[0], z], [to[0], z], to];
        let mut channels = vec![
            between([body.first_valve_mm, floor], [enter, chamber]),
            between([leave, chamber], [body.second_valve_mm, floor]),
        ];
        let [behind, last] = self.behind();
        if self.fitting.measurement.is_some() {
            let shallow = under - self.unit.disposable.dispensing.depth_mm;
            let (x, port) = (body.dispensing_mm, self.dispensing_port());
            channels.push(between([behind, floor], [x - port, shallow]));
            channels.push(between([x + port, shallow], [body.measurement_valve_mm, floor]));
        }
        channels.push(vec![[last, floor], [last, z], [self.exit_x(), z]]);
        channels
    }

    /// Where channels leave the chamber of the valve behind the pump, and that of the last valve.
    fn behind(&self) -> [f64; 2] {
        let valves = self.valves(&Pose::at_rest(self.unit, 0.0));
        [1, valves.len() - 1].map(|index| valves[index].x + self.port(valves[index].chamber_radius))
    }

    /// Where the disposable half's channel ends: in its plug, or where the needle starts.
    pub(super) fn exit_x(&self) -> f64 {
        let end = self.disposable_x()[1];
        match self.fitting.joint {
            Joint::Connector => end + self.unit.disposable.body.plug_length_mm,
            Joint::Needle => end - 0.4 * self.unit.set.mating_needle.length_mm,
        }
    }
}

/// The two housings, whose blocks are what the others have to fit into.
const DISPOSABLE: &str = "disposable housing";
const REUSABLE: &str = "reusable housing";

/// The space that a part keeps free for itself, in all three axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// The part's name.
    pub part: &'static str,
    /// The half that it lies in.
    pub half: Owner,
    /// Lower corner: x, y, z, mm.
    pub low: [f64; 3],
    /// Upper corner: x, y, z, mm.
    pub high: [f64; 3],
}

/// Where the parts of a pump unit lie within its housings, along all three axes. A housing that is higher at
/// one end has two blocks.
pub fn placement(embodiment: Embodiment, unit: &PumpUnit) -> Vec<Block> {
    let layout = Layout { unit, fitting: Fitting::of(embodiment) };
    let mut blocks = Vec::new();
    layout.wetted_blocks(&mut blocks);
    layout.dry_blocks(&mut blocks);
    blocks
}

fn block(part: &'static str, half: Owner, width_mm: f64, [low, high]: [Point; 2]) -> Block {
    let y = 0.5 * width_mm;
    Block { part, half, low: [low[0], -y, low[1]], high: [high[0], y, high[1]] }
}

impl Layout<'_> {
    fn wetted_blocks(&self, blocks: &mut Vec<Block>) {
        let (body, t) = (&self.unit.disposable.body, &self.unit.disposable.trap);
        let width = self.unit.reusable.envelope.width_mm;
        let ([under, over], [start, end]) = (self.membrane_z(), self.disposable_x());
        let mut add = |part, width, corners| blocks.push(block(part, Owner::Disposable, width, corners));
        add(DISPOSABLE, width, [[start, 0.0], [end, body.height_mm]]);
        add(DISPOSABLE, width, [[start, 0.0], [self.hood_x(), body.hood_height_mm]]);
        let ([from, _], [mouth, _, bottom, outlet]) = (self.reservoir_x(), self.trap());
        add("reservoir", self.bag_space_width(), [[from, mouth.floor], [mouth.x, self.hood_z()]]);
        add("bubble trap", t.width_mm, [[mouth.x, bottom.floor], [bottom.x, self.clamp_z()]]);
        add("outlet ramp", t.width_mm, [[bottom.x, bottom.floor], [outlet.x, outlet.floor + outlet.gap]]);
        add("fill septum", self.unit.disposable.fill_septum.width_mm, self.septum());
        add("vent", self.unit.disposable.vent.width_mm, self.vent());
        let mut round = |part, x: f64, radius: f64, floor: f64| {
            add(part, 2.0 * radius, [[x - radius, floor], [x + radius, over]]);
        };
        for valve in self.valves(&Pose::at_rest(self.unit, 0.0)) {
            round(valve.names.seat, valve.x, valve.chamber_radius, self.valve_floor());
        }
        let (clamp, depth) = (self.unit.disposable.membrane.clamp_radius_mm, self.unit.disposable.chamber.depth_mm);
        round("pump chamber", body.pump_mm, clamp, under - depth);
        if self.fitting.measurement.is_some() {
            let d = &self.unit.disposable.dispensing;
            round("dispensing chamber", body.dispensing_mm, d.radius_mm, under - d.depth_mm);
        }
    }

    fn dry_blocks(&self, blocks: &mut Vec<Block>) {
        let (e, body, battery) =
            (&self.unit.reusable.envelope, &self.unit.disposable.body, &self.unit.reusable.battery);
        let mut add = |part, width, corners| blocks.push(block(part, Owner::Reusable, width, corners));
        let lid = [e.length_mm, e.height_mm];
        add(REUSABLE, e.width_mm, [[0.0, body.hood_height_mm], lid]);
        add(REUSABLE, e.width_mm, [[self.hood_x() + e.clearance_mm, body.height_mm], lid]);
        add("battery", battery.width_mm, self.battery());
        add("control board", battery.width_mm, self.board());
        let pose = Pose::at_rest(self.unit, 0.0);
        let valves = self.valves(&pose);
        let mut drives = vec![(self.pump(&pose), self.unit.disposable.chamber.depth_mm)];
        drives.extend(valves.iter().filter_map(|valve| Some((valve.drive?, e.pin_travel_mm))));
        for (drive, most) in drives {
            let [lever, wire] = drive.room(e, most);
            add(drive.names.lever, 2.0 * e.lever_short_mm, lever);
            add(drive.names.wire, 2.0 * e.lever_short_mm, wire);
        }
        let (radius, top) = (self.unit.disposable.membrane.plunger_radius_mm, self.flange_z() + e.flange_mm);
        let left = self.plunger_sensor()[0][0];
        let plunger = [[left, self.deck_z()], [body.pump_mm + radius + 1.8 * e.lever_arm_mm, top]];
        add(PUMP.moved, 2.0 * radius, plunger);
        let reach = body.valve_chamber_radius_mm;
        for valve in &valves {
            let pin = [[valve.x - reach, self.deck_z()], [valve.x + reach, top]];
            add(valve.names.drive.moved, 2.0 * reach, pin);
        }
        add("plunger sensor", self.unit.reusable.plunger_optics.length_mm, self.plunger_sensor());
        if let Moved::ByWire { sensor: Some(name) } = self.fitting.outlet.moved {
            add(name, self.unit.reusable.second_valve_optics.length_mm, self.pin_sensor());
        }
        if self.fitting.measurement.is_some() {
            let ([variable, _, reference], a) = (self.cavities(), &self.unit.reusable.acoustics);
            add("variable chamber", a.variable_width_mm, [[variable[0][0], self.deck_z()], variable[1]]);
            add("reference chamber", a.reference_width_mm, reference);
        }
    }
}
