//! The way of the liquid through the cut, from the reservoir to the cannula's tip.

use super::fitting::Joint;
use super::placement::{Layout, ValvePlace};
use super::{Point, Pose};

/// A stretch of the way: from one chamber to the next, over one valve.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Its points, in the direction of delivery.
    pub points: Vec<Point>,
    /// Whether liquid can pass it.
    pub open: bool,
}

impl Layout<'_> {
    /// Every stretch, in order; where the drawing is broken, so is the last of them.
    pub(super) fn path(&self, pose: &Pose) -> Vec<Way> {
        let e = &self.unit.reusable.envelope;
        let under = self.membrane_z()[0];
        let middles = [
            [e.pump_mm, under - 0.5 * (self.unit.disposable.chamber.depth_mm + pose.plunger_mm)],
            [e.dispensing_mm, under - 0.5 * self.unit.disposable.ports.dispensing_depth_mm],
        ];
        let valves = self.valves(pose);
        let mut channels = self.channels().into_iter();
        let mut points = self.until_first_valve(pose);
        let mut ways = Vec::new();
        for (index, valve) in valves.iter().enumerate() {
            if index > 0 {
                points.extend(channels.next().unwrap_or_default());
            }
            points.extend(self.over(valve, index));
            points.extend(channels.next().unwrap_or_default());
            let open = valve.lift + valve.seat_below > 0.0;
            if index + 1 < valves.len() {
                points.push(middles[index]);
                ways.push(Way { points, open });
                points = vec![middles[index]];
            } else {
                ways.extend(self.until_tip(core::mem::take(&mut points), open));
            }
        }
        ways
    }

    fn until_first_valve(&self, pose: &Pose) -> Vec<Point> {
        let [start, end] = self.reservoir_x();
        let level = self.unit.reusable.envelope.wall_mm + 0.5 * self.bag(pose.reservoir_ul)[0];
        let mut points = vec![[0.5 * (start + end), level], [end, level.max(self.bottom_z())]];
        points.push([self.trap_x()[0], self.bottom_z()]);
        points.extend(self.outlet_channel());
        points
    }

    /// Over a valve's seat: the first is passed inwards, the others outwards.
    fn over(&self, valve: &ValvePlace, index: usize) -> [Point; 2] {
        let z = self.membrane_z()[0] - 0.5 * (valve.seat_below - valve.lift);
        let port = self.valve_port();
        let [from, to] = if index == 0 { [-port, 0.0] } else { [0.0, port] };
        [[valve.x + from, z], [valve.x + to, z]]
    }

    fn until_tip(&self, mut points: Vec<Point>, open: bool) -> Vec<Way> {
        let ([z, _], x) = (self.infusion_z(), self.cannula_x());
        let down = [[x, z], [x, self.skin_z() - self.unit.set.cannula.length_mm]];
        match self.fitting.joint {
            Joint::Connector => {
                let [stop, go] = self.tubing_break();
                points.push([stop, self.channel_z()]);
                let rest = vec![[go, z], down[0], down[1]];
                vec![Way { points, open }, Way { points: rest, open }]
            }
            Joint::Needle => {
                points.extend(down);
                vec![Way { points, open }]
            }
        }
    }
}
