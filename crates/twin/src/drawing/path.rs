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
        let b = &self.unit.disposable.body;
        let under = self.membrane_z()[0];
        let middles = [
            [b.pump_mm, under - 0.5 * (self.unit.disposable.chamber.depth_mm + pose.plunger_mm)],
            [b.dispensing_mm, under - 0.5 * self.unit.disposable.dispensing.depth_mm],
        ];
        let valves = self.valves(pose);
        let mut channels = self.channels().into_iter();
        let mut points = self.way_through_trap(pose);
        points.extend(self.outlet_channel().split_off(1));
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

    /// Over a valve's seat: the first is passed inwards, the others outwards.
    fn over(&self, valve: &ValvePlace, index: usize) -> [Point; 2] {
        let z = self.membrane_z()[0] - 0.5 * (valve.seat_below - valve.lift);
        let port = self.port(valve.chamber_radius);
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
