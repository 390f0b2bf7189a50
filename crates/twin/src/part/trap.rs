//! The reservoir as bubbles see it: a bag, and the trap moulded into its base, along one line to the outlet.
//!
//! The *non-outlet portion* is the bag and a taper that leads down to the bottom; the *outlet portion* is the bottom
//! and a ramp that climbs from it to the reservoir's outlet. In the design orientation (z up) a bubble would have to go
//! down the taper before it could climb the ramp.
//!
//! ```text
//!   z   bag's wall (moves)
//!   ^  ______________________________
//!   |                                |      non-outlet | outlet
//!   |  bag                           | \
//!   |                                |   \ taper            ramp  /.. outlet channel
//!   0  ______________________________|     \_                   / /
//!                                     \      \______________ _/ /
//!                                       \_____   bottom ______ /
//!      x < 0                        x = 0       taper   bottom   ramp          --> x
//! ```
//!
//! Invariants: the taper's gap is monotone from its wide end to its narrow one; the ramp climbs at every step; the
//! lowest place, where liquid collects, is in the bottom.

use super::bubble::{WEIGHT_KPA_MM, Wetting, critical_bore_mm};
use crate::parameter::parameters;

parameters! {
    /// The bag's base and the trap moulded into it.
    #[expect(clippy::struct_field_names, reason = "the unit ends the name of every length")]
    TrapParameters, Disposable, "bubble trap";
    bag_length_mm: "mm", 24.8, 25.0, 25.2, source: "assumed, because 3 mL then stand 6 mm high, which the height of [SEED1] leaves room for";
    bag_width_mm: "mm", 19.8, 20.0, 20.2, source: "assumed, because 3 mL then stand 6 mm high, as for the bag's length";
    wide_gap_mm: "mm", 2.9, 3.0, 3.1, source: "assumed, because it should be wider than a bubble that floats freely";
    narrow_gap_mm: "mm", 0.55, 0.60, 0.65, source: "assumed, because it should be narrower than most bubbles and pass the drug freely";
    width_mm: "mm", 4.9, 5.0, 5.1, source: "assumed, because a wider trap would hold back more drug";
    taper_length_mm: "mm", 5.9, 6.0, 6.1, source: "assumed, because a longer trap would hold back more drug";
    taper_fall_mm: "mm", 2.9, 3.0, 3.1, source: "assumed, because the base is a few mm thick";
    bottom_length_mm: "mm", 2.9, 3.0, 3.1, source: "assumed, because a longer trap would hold back more drug";
    ramp_length_mm: "mm", 3.9, 4.0, 4.1, source: "assumed, because a ramp of 45 degrees can be moulded and is short";
    ramp_rise_mm: "mm", 3.0, 4.0, 5.0, source: "assumed, because the outlet leaves at about the height of the bag's base";
    channel_mm: "mm", 0.48, 0.50, 0.52, source: "assumed, because channels of the fluid path are moulded in about this size";
}

/// Which end of the taper is wide. The text of \[SEED0\] leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taper {
    /// Wide at the bag, narrow at the bottom.
    WideTop,
    /// Narrow at the bag, wide at the bottom.
    WideBottom,
}

/// A stretch of the way to the outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// The bag, whose gap is what it holds.
    Bag,
    /// From the bag down to the bottom.
    Taper,
    /// The lowest stretch.
    Bottom,
    /// Up to the outlet.
    Ramp,
}

/// Nodes of each zone, in their order.
const ZONES: [(Zone, u8); 4] = [(Zone::Bag, 10), (Zone::Taper, 12), (Zone::Bottom, 6), (Zone::Ramp, 12)];
/// Nodes along the way, from the bag's far end to the outlet.
pub(crate) const NODES: usize = 40;
/// Gap that a bag keeps when its wall lies on its base, mm. Assumed, because texture keeps it from sealing.
const FLAT_BAG_MM: f64 = 0.05;
/// Pull towards the trap on gas under a wall that lies on its base, kPa/mm. Assumed, because such a wall is pressed on
/// with 10 kPa, which falls off over the length of the bag.
const SQUEEZE_KPA_MM: f64 = 0.4;

/// One place along the way: a box, open to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Node {
    /// Which stretch it is of.
    pub(crate) zone: Zone,
    /// Middle along the device, mm.
    pub(crate) x_mm: f64,
    /// Height of the floor, mm.
    pub(crate) floor_mm: f64,
    /// From floor to roof, mm; of the bag when it is empty.
    pub(crate) gap_mm: f64,
    /// Across, mm.
    pub(crate) width_mm: f64,
    /// Along, mm.
    pub(crate) length_mm: f64,
}

/// Bag and trap, for what they hold at present.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Trap {
    nodes: [Node; NODES],
    /// Bore of the outlet channel behind the ramp, mm.
    pub(crate) channel_mm: f64,
    /// Place of the outlet: x and z, mm.
    outlet_mm: (f64, f64),
    /// What the trap holds below the bag, uL.
    moulded_ul: f64,
    bag_area_mm2: f64,
    /// Share of the moulded volume that is open: less than one once the bag's wall dips into it.
    open: f64,
}

/// Place, floor, gap and width at an end of a zone.
#[expect(clippy::struct_field_names, reason = "the unit ends the name of every length")]
#[derive(Clone, Copy)]
struct Section {
    x_mm: f64,
    floor_mm: f64,
    gap_mm: f64,
    width_mm: f64,
}

impl Trap {
    /// The trap as drawn, under a full bag.
    ///
    /// # Panics
    /// When the outlet channel is so wide that a bubble rises in it by itself, for which the mouth's rule does not hold.
    pub(crate) fn new(p: &TrapParameters, taper: Taper, tension_n_m: f64) -> Self {
        assert!(p.channel_mm < critical_bore_mm(tension_n_m), "a bubble rises in a bore of {} mm", p.channel_mm);
        let (upper_mm, lower_mm) = match taper {
            Taper::WideTop => (p.wide_gap_mm, p.narrow_gap_mm),
            Taper::WideBottom => (p.narrow_gap_mm, p.wide_gap_mm),
        };
        let at = |x_mm, floor_mm, gap_mm, width_mm| Section { x_mm, floor_mm, gap_mm, width_mm };
        let fall = -p.taper_fall_mm;
        let bottom = p.taper_length_mm + p.bottom_length_mm;
        let outlet = at(bottom + p.ramp_length_mm, fall + p.ramp_rise_mm, p.channel_mm, p.channel_mm);
        let ends = [
            [at(-p.bag_length_mm, 0.0, FLAT_BAG_MM, p.bag_width_mm), at(0.0, 0.0, FLAT_BAG_MM, p.bag_width_mm)],
            [at(0.0, 0.0, upper_mm, p.width_mm), at(p.taper_length_mm, fall, lower_mm, p.width_mm)],
            [at(p.taper_length_mm, fall, lower_mm, p.width_mm), at(bottom, fall, lower_mm, p.width_mm)],
            [at(bottom, fall, p.narrow_gap_mm, p.width_mm), outlet],
        ];
        let mut places = ZONES.iter().zip(ends).flat_map(|(&(zone, count), [from, to])| {
            (0..count).map(move |index| between(zone, from, to, f64::from(index), f64::from(count)))
        });
        let nodes: [Node; NODES] = core::array::from_fn(|_| places.next().expect("the zones have this many nodes"));
        let moulded_ul =
            nodes.iter().filter(|node| node.zone != Zone::Bag).map(|node| node.gap_mm * node.width_mm * node.length_mm);
        Self {
            nodes,
            channel_mm: p.channel_mm,
            outlet_mm: (outlet.x_mm, outlet.floor_mm + 0.5 * p.channel_mm),
            moulded_ul: moulded_ul.sum(),
            bag_area_mm2: p.bag_length_mm * p.bag_width_mm,
            open: 1.0,
        }
    }

    /// Lets the bag's wall follow what reservoir and trap hold, liquid and gas, uL.
    pub(crate) fn fill(&mut self, content_ul: f64) {
        let gap_mm = ((content_ul - self.moulded_ul) / self.bag_area_mm2).max(FLAT_BAG_MM);
        self.open = (content_ul / self.moulded_ul).clamp(0.0, 1.0);
        for node in self.nodes.iter_mut().filter(|node| node.zone == Zone::Bag) {
            node.gap_mm = gap_mm;
        }
    }

    /// One place.
    pub(crate) fn node(&self, index: usize) -> &Node {
        &self.nodes[index]
    }

    /// Volume of a place, uL.
    pub(crate) fn volume_ul(&self, index: usize) -> f64 {
        let node = &self.nodes[index];
        let whole = node.gap_mm * node.width_mm * node.length_mm;
        if node.zone == Zone::Bag { whole } else { whole * self.open }
    }

    /// The place up to which this share of the floor lies.
    pub(crate) fn place_at(&self, share: f64) -> usize {
        let area = |node: &Node| node.width_mm * node.length_mm;
        let mut left_mm2 = share * self.nodes.iter().map(area).sum::<f64>();
        let reached = self.nodes.iter().position(|node| {
            left_mm2 -= area(node);
            left_mm2 <= 0.0
        });
        reached.unwrap_or(NODES - 1)
    }

    /// Way from a place to the next, mm.
    pub(crate) fn step_mm(&self, index: usize) -> f64 {
        let (here, next) = (&self.nodes[index], &self.nodes[index + 1]);
        let (along, up) = (next.x_mm - here.x_mm, next.floor_mm - here.floor_mm);
        (along * along + up * up).sqrt()
    }

    /// Where a bubble's middle lies at a place: as far up against gravity as walls let it, mm in device axes.
    pub(crate) fn position_mm(&self, index: usize, radius_mm: f64, gravity: [f64; 3]) -> [f64; 3] {
        let node = &self.nodes[index];
        let [_, across, up] = gravity;
        let beside = (0.5 * node.width_mm - radius_mm).max(0.0);
        let above = (0.5 * node.gap_mm - radius_mm).max(0.0);
        [node.x_mm, -side(across) * beside, node.floor_mm + 0.5 * node.gap_mm - side(up) * above]
    }

    /// Energy of a bubble at a place over its volume, kPa: what it costs to be low and to be narrow. Bubbles seek the
    /// lowest.
    ///
    /// # Model
    /// `rho g . position`, and [`Wetting::confinement_kpa`] between floor and roof and between the side walls. A wall
    /// that lies on its base squeezes gas ahead of it, towards the trap.
    pub(crate) fn energy_kpa(&self, index: usize, radius_mm: f64, gravity: [f64; 3], wall: &Wetting) -> f64 {
        let node = &self.nodes[index];
        let flat = node.zone == Zone::Bag && node.gap_mm <= FLAT_BAG_MM;
        let squeeze = if flat { -SQUEEZE_KPA_MM * node.x_mm } else { 0.0 };
        squeeze
            + weight_kpa(gravity, self.position_mm(index, radius_mm, gravity))
            + wall.confinement_kpa(node.gap_mm, radius_mm)
            + wall.confinement_kpa(node.width_mm, radius_mm)
    }

    /// The same just inside the outlet channel.
    pub(crate) fn channel_energy_kpa(&self, radius_mm: f64, gravity: [f64; 3], wall: &Wetting) -> f64 {
        weight_kpa(gravity, [self.outlet_mm.0, 0.0, self.outlet_mm.1]) + wall.entry_kpa(self.channel_mm, radius_mm)
    }
}

/// A place within a zone.
fn between(zone: Zone, from: Section, to: Section, index: f64, count: f64) -> Node {
    let share = (index + 0.5) / count;
    let mix = |from: f64, to: f64| from + share * (to - from);
    Node {
        zone,
        x_mm: mix(from.x_mm, to.x_mm),
        floor_mm: mix(from.floor_mm, to.floor_mm),
        gap_mm: mix(from.gap_mm, to.gap_mm),
        width_mm: mix(from.width_mm, to.width_mm),
        length_mm: (to.x_mm - from.x_mm) / count,
    }
}

fn weight_kpa(gravity: [f64; 3], position_mm: [f64; 3]) -> f64 {
    let along: f64 = gravity.iter().zip(position_mm).map(|(g, p)| g * p).sum();
    WEIGHT_KPA_MM * along
}

/// Sign, and zero for nothing.
fn side(of: f64) -> f64 {
    if of > 0.0 {
        1.0
    } else if of < 0.0 {
        -1.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::bubble::SurfaceParameters;
    use crate::random::{Random, Stream};

    const UPRIGHT: [f64; 3] = [0.0, 0.0, -1.0];

    fn traps(taper: Taper) -> impl Iterator<Item = Trap> {
        (0..100).map(move |seed| {
            let mut trap = Trap::new(&TrapParameters::draw(&mut Random::new(seed, Stream::Housekeeping)), taper, 0.05);
            trap.fill(2000.0);
            trap
        })
    }

    fn zone(trap: &Trap, zone: Zone) -> Vec<usize> {
        (0..NODES).filter(|&index| trap.node(index).zone == zone).collect()
    }

    #[test]
    fn e22_e23_a_monotone_taper_leads_from_the_bag_down_to_the_outlet_portion() {
        for taper in [Taper::WideTop, Taper::WideBottom] {
            for trap in traps(taper) {
                let places = zone(&trap, Zone::Taper);
                for pair in places.windows(2) {
                    let (here, next) = (trap.node(pair[0]), trap.node(pair[1]));
                    let narrows = next.gap_mm < here.gap_mm;
                    assert_eq!(narrows, taper == Taper::WideTop, "{here:?} {next:?}");
                    assert!(next.floor_mm < here.floor_mm, "{here:?} {next:?}");
                }
                let (first, last) = (places[0], places[places.len() - 1]);
                assert_eq!(trap.node(first - 1).zone, Zone::Bag);
                assert_eq!(trap.node(last + 1).zone, Zone::Bottom);
            }
        }
    }

    #[test]
    fn e24_the_ramp_climbs_from_the_bottom_to_the_outlet_channel() {
        for taper in [Taper::WideTop, Taper::WideBottom] {
            for trap in traps(taper) {
                let places = zone(&trap, Zone::Ramp);
                assert_eq!(trap.node(places[0] - 1).zone, Zone::Bottom);
                assert_eq!(places.last(), Some(&(NODES - 1)), "the ramp ends at the outlet");
                for index in places {
                    assert!(trap.node(index).floor_mm > trap.node(index - 1).floor_mm, "{:?}", trap.node(index));
                }
                assert!(trap.outlet_mm.1 > trap.node(NODES - 1).floor_mm, "{:?}", trap.outlet_mm);
            }
        }
    }

    #[test]
    fn e25_liquid_collects_in_the_bottom() {
        for taper in [Taper::WideTop, Taper::WideBottom] {
            for trap in traps(taper) {
                let lowest = (0..NODES).map(|index| trap.node(index).floor_mm).fold(f64::INFINITY, f64::min);
                for index in 0..NODES {
                    let node = trap.node(index);
                    let is_lowest = node.floor_mm - lowest < 1e-9;
                    assert_eq!(is_lowest, node.zone == Zone::Bottom, "{node:?}");
                }
            }
        }
    }

    #[test]
    fn e24_an_upright_bubble_has_to_go_down_before_it_can_climb_the_ramp() {
        let wall = Wetting::new(&SurfaceParameters::nominal(), 90.0);
        for taper in [Taper::WideTop, Taper::WideBottom] {
            for trap in traps(taper) {
                let energy = |index| trap.energy_kpa(index, 0.2, UPRIGHT, &wall);
                let highest = zone(&trap, Zone::Bottom).into_iter().chain(zone(&trap, Zone::Taper)).map(energy);
                let barrier = highest.fold(f64::MIN, f64::max).max(energy(28)) - energy(9);
                // The roof of the bag at 2 mL is 3.8 mm up; that of the narrow passage 2.4 mm down with the narrow end
                // at the bottom, and 0.6 mm up at the other end, from where the ramp's foot is 2.4 mm down again.
                assert!(barrier > WEIGHT_KPA_MM * 5.0, "{taper:?}: {barrier} kPa");
            }
        }
    }

    #[test]
    fn e44_what_the_places_hold_is_the_volume_of_the_cross_section() {
        let p = TrapParameters::nominal();
        let mut trap = Trap::new(&p, Taper::WideTop, 0.05);
        let taper = 0.5 * (3.0 + 0.6) * 5.0 * 6.0;
        let bottom = 0.6 * 5.0 * 3.0;
        // Gap and width shrink together: the mean of their product by Simpson's rule, which is exact for it.
        let ramp = 4.0 / 6.0 * (0.6 * 5.0 + 4.0 * 0.55 * 2.75 + 0.5 * 0.5);
        assert!((trap.moulded_ul / (taper + bottom + ramp) - 1.0).abs() < 1e-3, "{} uL", trap.moulded_ul);
        for content in [2000.0, 500.0, 40.0, 10.0] {
            trap.fill(content);
            let held: f64 = (0..NODES).map(|index| trap.volume_ul(index)).sum();
            let flat_bag = if content < 100.0 { FLAT_BAG_MM * trap.bag_area_mm2 } else { 0.0 };
            assert!((held - flat_bag - content).abs() < 1e-9 * content, "{held} uL of {content} uL");
        }
    }

    #[test]
    fn a_bubble_lies_at_the_upper_walls_of_any_orientation() {
        let mut trap = Trap::new(&TrapParameters::nominal(), Taper::WideTop, 0.05);
        trap.fill(2000.0);
        let gap = trap.node(3).gap_mm;
        let rows = [
            ([0.0, 0.0, -1.0], [0.0, gap - 0.5]),
            ([0.0, 0.0, 1.0], [0.0, 0.5]),
            ([0.0, 1.0, 0.0], [-9.5, 0.5 * gap]),
            ([0.0, -1.0, 0.0], [9.5, 0.5 * gap]),
        ];
        for (gravity, [y, z]) in rows {
            let place = trap.position_mm(3, 0.5, gravity);
            assert!((place[1] - y).abs() < 1e-12 && (place[2] - z).abs() < 1e-12, "{gravity:?}: {place:?}");
        }
    }
}
