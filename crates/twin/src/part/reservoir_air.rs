//! The air in the reservoir: what is dissolved, the bubbles, where each of them rests, and what goes through the
//! outlet.
//!
//! A bubble reaches the place where it rests within seconds and changes its size within minutes, so bubbles are moved
//! and grown at most once in [`UPDATE_S`]; calls in between only add up. Bubbles sit at the nodes of [`Trap`]; a bubble
//! larger than its node fills the neighbours that cost least, as a pool.
//!
//! Invariants: air that is free, dissolved, passed and carried away dissolved adds up to what was filled in; nothing
//! is allocated; the same calls give the same bits.

use super::bubble::{Bath, SurfaceParameters, WEIGHT_KPA_MM, Wetting, speed_mm_s, volume_ul};
use super::gas::{STANDARD_KPA, diffusivity_mm2_s, expansion, solubility};
use super::trap::{NODES, Trap, Zone};
use super::tubing::{VISCOSITY_PA_S, relative_fluidity};

/// Bubbles that are kept apart; when all are taken, no crevice gives another.
const BUBBLES: usize = 24;
/// Crevices that give bubbles, spread evenly over the floor of bag and trap. Assumed, because a mould has few that hold
/// gas.
const CREVICES: u8 = 12;
/// Bubbles that a filling needle leaves in the bag. Assumed, because the last drops of a fill come foamed.
const FILL_BUBBLES: u8 = 8;
/// Least time between two updates, s.
const UPDATE_S: f64 = 1.0;
/// A bubble with less air than this is taken as dissolved, standard uL: 3 um across.
const LEAST_UL: f64 = 1e-8;
/// Angle of contact of a wall that lost its treatment, deg. Assumed, because greased and silicone-coated walls show
/// about this.
const FOULED_DEG: f64 = 110.0;

/// What a reservoir is filled with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fill {
    /// Liquid, uL.
    pub(crate) liquid_ul: f64,
    /// Air that comes in with it, standard uL.
    pub(crate) free_air_ul: f64,
    /// Dissolved air over what the drug dissolves under the pressure and temperature of the fill.
    pub(crate) saturation: f64,
    /// Absolute pressure, kPa.
    pub(crate) pressure_kpa: f64,
    /// Temperature, degC.
    pub(crate) temperature_c: f64,
}

/// What the reservoir is in, held for the length of a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Conditions {
    /// Absolute pressure in the liquid, kPa.
    pub(crate) pressure_kpa: f64,
    /// Temperature, degC.
    pub(crate) temperature_c: f64,
    /// Gravity in device axes, g; `[0, 0, -1]` in the design orientation.
    pub(crate) gravity: [f64; 3],
    /// Liquid in the reservoir, uL.
    pub(crate) liquid_ul: f64,
    /// Liquid and gas that were drawn through the outlet in the time of the call, uL.
    pub(crate) withdrawn_ul: f64,
    /// Largest acceleration of a shock in the time of the call, g; it shakes bubbles off the walls.
    pub(crate) shock_g: f64,
}

/// A bubble as a picture shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BubbleView {
    /// Its middle in device axes, mm.
    pub(crate) position_mm: [f64; 3],
    /// Radius of the sphere of its volume, mm.
    pub(crate) radius_mm: f64,
}

/// One bubble, or an empty place for one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bubble {
    /// Air in it, standard uL; nothing where there is no bubble.
    amount_ul: f64,
    /// Where along the trap.
    node: usize,
    /// Time that it has been on its way to the next node, s.
    under_way_s: f64,
}

/// The places that a bubble fills.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pool {
    from: usize,
    to: usize,
    /// Where it costs least.
    seat: usize,
    /// What the dearest of them costs, kPa.
    highest_kpa: f64,
}

/// The air in the reservoir.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ReservoirAir {
    trap: Trap,
    surface: SurfaceParameters,
    bubbles: [Bubble; BUBBLES],
    /// Air in solution, standard uL.
    dissolved_ul: f64,
    /// Air that left in solution, standard uL.
    carried_ul: f64,
    /// Time since a crevice gave a bubble, s, and which is next.
    crevice_s: f64,
    crevice: u8,
    /// What came in calls since the last update.
    pending_s: f64,
    pending_ul: f64,
    pending_shock_g: f64,
    /// Of the last call.
    conditions: Conditions,
    /// Volume that the free air filled when it was last looked at, uL, and under which pressure, kPa absolute.
    volume_ul: f64,
    volume_kpa: f64,
    /// How much of the wall's treatment is lost, 0..=1.
    pub(crate) fouling: f64,
}

impl ReservoirAir {
    /// A reservoir just filled, its free air in equal bubbles all over the bag.
    pub(crate) fn new(trap: &Trap, surface: SurfaceParameters, fill: &Fill) -> Self {
        let dissolved = solubility(fill.temperature_c) * fill.pressure_kpa / STANDARD_KPA;
        let mut air = Self {
            trap: *trap,
            surface,
            bubbles: [Bubble { amount_ul: 0.0, node: 0, under_way_s: 0.0 }; BUBBLES],
            dissolved_ul: fill.saturation * dissolved * fill.liquid_ul,
            carried_ul: 0.0,
            crevice_s: 0.0,
            crevice: 0,
            pending_s: 0.0,
            pending_ul: 0.0,
            pending_shock_g: 0.0,
            conditions: Conditions {
                pressure_kpa: fill.pressure_kpa,
                temperature_c: fill.temperature_c,
                gravity: [0.0, 0.0, -1.0],
                liquid_ul: fill.liquid_ul,
                withdrawn_ul: 0.0,
                shock_g: 0.0,
            },
            volume_ul: 0.0,
            volume_kpa: fill.pressure_kpa,
            fouling: 0.0,
        };
        for (node, bubble) in air.bubbles.iter_mut().take(usize::from(FILL_BUBBLES)).enumerate() {
            *bubble = Bubble { amount_ul: fill.free_air_ul / f64::from(FILL_BUBBLES), node, under_way_s: 0.0 };
        }
        air.follow_bag();
        air.look();
        air
    }

    /// Lets time pass. Returns the free air that went through the outlet, standard uL.
    pub(crate) fn advance(&mut self, seconds: f64, conditions: &Conditions) -> f64 {
        self.conditions = *conditions;
        self.pending_s += seconds;
        self.pending_ul += conditions.withdrawn_ul.max(0.0);
        self.pending_shock_g = self.pending_shock_g.max(conditions.shock_g);
        if self.pending_s < UPDATE_S {
            return 0.0;
        }
        let (seconds, withdrawn_ul) = (self.pending_s, self.pending_ul);
        let (bath, wall) = (self.bath(), self.wall());
        self.follow_bag();
        self.exchange(&bath, seconds);
        self.nucleate(&bath, seconds);
        for index in 0..BUBBLES {
            self.drift(index, &bath, &wall, seconds);
        }
        self.coalesce(&wall);
        let passed = self.withdraw(withdrawn_ul, withdrawn_ul / seconds, &wall);
        (self.pending_s, self.pending_ul, self.pending_shock_g) = (0.0, 0.0, 0.0);
        self.look();
        passed
    }

    /// Free air, standard uL.
    pub(crate) fn free_ul(&self) -> f64 {
        self.bubbles.iter().map(|bubble| bubble.amount_ul).sum()
    }

    /// Volume that the free air fills, uL, under the pressure that it was last told. What is dissolved fills none.
    ///
    /// # Model
    /// Each bubble's volume at the last update, and Boyle's law since.
    pub(crate) fn free_volume_ul(&self) -> f64 {
        self.volume_ul * (self.volume_kpa / self.conditions.pressure_kpa)
    }

    fn look(&mut self) {
        let bath = self.bath();
        self.volume_ul = self.occupied().map(|bubble| volume_ul(bath.radius_mm(bubble.amount_ul))).sum();
        self.volume_kpa = self.conditions.pressure_kpa;
    }

    /// Pressure in the liquid that it was last told, kPa absolute.
    pub(crate) fn pressure_kpa(&self) -> f64 {
        self.conditions.pressure_kpa
    }

    /// Air in solution, standard uL.
    pub(crate) fn dissolved_ul(&self) -> f64 {
        self.dissolved_ul
    }

    /// Air that left in solution, standard uL.
    pub(crate) fn carried_ul(&self) -> f64 {
        self.carried_ul
    }

    /// Every bubble, for a picture.
    pub(crate) fn bubbles(&self) -> impl Iterator<Item = BubbleView> {
        let bath = self.bath();
        self.occupied().map(move |bubble| {
            let radius_mm = bath.radius_mm(bubble.amount_ul);
            let position_mm = self.trap.position_mm(bubble.node, radius_mm, self.conditions.gravity);
            BubbleView { position_mm, radius_mm }
        })
    }

    fn occupied(&self) -> impl Iterator<Item = &Bubble> {
        self.bubbles.iter().filter(|bubble| bubble.amount_ul > 0.0)
    }

    fn bath(&self) -> Bath {
        let temperature_c = self.conditions.temperature_c;
        Bath {
            pressure_kpa: self.conditions.pressure_kpa,
            temperature_c,
            solubility: solubility(temperature_c),
            diffusivity_mm2_s: diffusivity_mm2_s(temperature_c),
            tension_n_m: self.surface.tension_n_m,
        }
    }

    fn wall(&self) -> Wetting {
        let clean = self.surface.contact_angle_deg;
        Wetting::new(&self.surface, clean + self.fouling * (FOULED_DEG - clean).max(0.0))
    }

    fn follow_bag(&mut self) {
        let content_ul = self.conditions.liquid_ul + self.free_volume_ul();
        self.trap.fill(content_ul);
    }

    /// Air diffuses between bubbles and liquid, which is taken as stirred by its wearer.
    fn exchange(&mut self, bath: &Bath, seconds: f64) {
        let liquid_ul = self.conditions.liquid_ul;
        if liquid_ul <= 0.0 {
            return;
        }
        for bubble in self.bubbles.iter_mut().filter(|bubble| bubble.amount_ul > 0.0) {
            let concentration = self.dissolved_ul / liquid_ul;
            let excess_ul = self.dissolved_ul - bath.saturation(bath.radius_mm(bubble.amount_ul)) * liquid_ul;
            let grown_ul = bath.grown_ul(bubble.amount_ul, concentration, seconds);
            // In a long step a bubble may take no more than there is, nor give more than the liquid takes.
            let change_ul = (grown_ul - bubble.amount_ul).clamp(excess_ul.min(0.0), excess_ul.max(0.0));
            let left_ul = bubble.amount_ul + change_ul;
            let kept_ul = if left_ul < LEAST_UL { 0.0 } else { left_ul };
            self.dissolved_ul += bubble.amount_ul - kept_ul;
            bubble.amount_ul = kept_ul;
        }
    }

    /// A crevice gives a bubble where the dissolved air's pressure exceeds that in a bubble of the crevice's size.
    ///
    /// # Source
    /// [EPS] for the balance; crevices as such are assumed.
    fn nucleate(&mut self, bath: &Bath, seconds: f64) {
        self.crevice_s += seconds;
        let radius_mm = self.surface.crevice_mm;
        let ready = self.crevice_s >= self.surface.crevice_rest_s / f64::from(CREVICES);
        if !ready || self.dissolved_ul <= bath.saturation(radius_mm) * self.conditions.liquid_ul {
            return;
        }
        let node = self.trap.place_at((f64::from(self.crevice) + 0.5) / f64::from(CREVICES));
        (self.crevice, self.crevice_s) = ((self.crevice + 1) % CREVICES, 0.0);
        let covered = self.occupied().any(|bubble| bubble.node == node);
        let Some(empty) = self.bubbles.iter_mut().find(|bubble| bubble.amount_ul <= 0.0) else { return };
        if !covered {
            let amount_ul = bath.amount_ul(radius_mm);
            *empty = Bubble { amount_ul, node, under_way_s: 0.0 };
            self.dissolved_ul -= amount_ul;
        }
    }

    /// Moves a bubble along the trap as far as it gets: towards less energy, when that pulls more than the wall holds.
    ///
    /// # Model
    /// The slower of a round bubble's rise and the flow of a flat one between plates, `h^2 / (12 mu)` times the pull.
    /// The drag of the drug on its way out is left out: below a hundredth of what a wall holds.
    fn drift(&mut self, index: usize, bath: &Bath, wall: &Wetting, seconds: f64) {
        let mut bubble = self.bubbles[index];
        if bubble.amount_ul <= 0.0 {
            return;
        }
        let radius_mm = bath.radius_mm(bubble.amount_ul);
        let viscosity = VISCOSITY_PA_S / relative_fluidity(bath.temperature_c);
        let shake_kpa_mm = WEIGHT_KPA_MM * self.pending_shock_g;
        bubble.under_way_s += seconds;
        // What hangs together flows to its lowest place at once.
        bubble.node = self.pool(&bubble, wall).seat;
        while let Some((next, step_mm, pull)) = self.way(bubble.node, radius_mm, wall) {
            let gap_mm = self.trap.node(bubble.node).gap_mm;
            let net = pull - (wall.hold_kpa_mm(gap_mm, radius_mm) - shake_kpa_mm).max(0.0);
            if net <= 0.0 {
                bubble.under_way_s = 0.0;
                break;
            }
            let flat = gap_mm * gap_mm / (12.0 * viscosity) * net * 1e3;
            let needed_s = step_mm / speed_mm_s(radius_mm, net, viscosity).min(flat);
            if bubble.under_way_s < needed_s {
                break;
            }
            bubble.under_way_s -= needed_s;
            bubble.node = next;
            if self.is_met(index, next, bath) {
                break;
            }
        }
        self.bubbles[index] = bubble;
    }

    /// Whether another bubble takes more than half of a place's width, so that one that comes by touches it.
    fn is_met(&self, index: usize, node: usize, bath: &Bath) -> bool {
        let place = self.trap.node(node);
        let others = self.bubbles.iter().enumerate().filter(|(other, bubble)| *other != index && bubble.node == node);
        others.filter(|(_, bubble)| bubble.amount_ul > 0.0).any(|(_, bubble)| {
            let radius_mm = bath.radius_mm(bubble.amount_ul);
            flat_diameter_mm(place.gap_mm, radius_mm) > 0.5 * place.width_mm
        })
    }

    /// The neighbour to which the pull (kPa/mm) is strongest, and how far it is (mm); none where both cost more.
    fn way(&self, node: usize, radius_mm: f64, wall: &Wetting) -> Option<(usize, f64, f64)> {
        let here = self.energy(node, radius_mm, wall);
        let to = |next: usize, step_mm: f64| {
            let pull = (here - self.energy(next, radius_mm, wall)) / step_mm;
            (pull > 0.0).then_some((next, step_mm, pull))
        };
        let back = node.checked_sub(1).and_then(|next| to(next, self.trap.step_mm(next)));
        let onward = (node + 1 < NODES).then(|| to(node + 1, self.trap.step_mm(node))).flatten();
        match (back, onward) {
            (Some(back), Some(onward)) => Some(if back.2 > onward.2 { back } else { onward }),
            (one, other) => one.or(other),
        }
    }

    fn energy(&self, node: usize, radius_mm: f64, wall: &Wetting) -> f64 {
        self.trap.energy_kpa(node, radius_mm, self.conditions.gravity, wall)
    }

    /// Bubbles that come to lie in one place become one.
    fn coalesce(&mut self, wall: &Wetting) {
        for one in 0..BUBBLES {
            if self.bubbles[one].amount_ul <= 0.0 {
                continue;
            }
            let Pool { from, to, .. } = self.pool(&self.bubbles[one], wall);
            for other in 0..BUBBLES {
                let taken = self.bubbles[other];
                if other == one || taken.amount_ul <= 0.0 || !(from..=to).contains(&taken.node) {
                    continue;
                }
                self.bubbles[other].amount_ul = 0.0;
                let kept = &mut self.bubbles[one];
                if taken.amount_ul > kept.amount_ul {
                    (kept.node, kept.under_way_s) = (taken.node, taken.under_way_s);
                }
                kept.amount_ul += taken.amount_ul;
            }
        }
    }

    /// What a bubble fills.
    ///
    /// # Model
    /// Gas fills the neighbour that costs less until it has its volume, so that in the end its two ends cost the same:
    /// the balance of a pool's hydrostatic head and the pressures of its menisci.
    fn pool(&self, bubble: &Bubble, wall: &Wetting) -> Pool {
        let radius_mm = self.bath().radius_mm(bubble.amount_ul);
        let energy = |index: usize| self.energy(index, radius_mm, wall);
        let node = bubble.node;
        let mut lowest_kpa = energy(node);
        let mut pool = Pool { from: node, to: node, seat: node, highest_kpa: lowest_kpa };
        let mut left_ul = volume_ul(radius_mm) - self.trap.volume_ul(node);
        while left_ul > 0.0 && (pool.from > 0 || pool.to + 1 < NODES) {
            let back = if pool.from > 0 { energy(pool.from - 1) } else { f64::INFINITY };
            let onward = if pool.to + 1 < NODES { energy(pool.to + 1) } else { f64::INFINITY };
            let (next, cost_kpa) = if back < onward { (pool.from - 1, back) } else { (pool.to + 1, onward) };
            (pool.from, pool.to) = (pool.from.min(next), pool.to.max(next));
            pool.highest_kpa = pool.highest_kpa.max(cost_kpa);
            if cost_kpa < lowest_kpa {
                (lowest_kpa, pool.seat) = (cost_kpa, next);
            }
            left_ul -= self.trap.volume_ul(next);
        }
        pool
    }

    /// Draws liquid through the outlet, or the air that bars its way. Returns that air, standard uL.
    ///
    /// # Model
    /// Air that goes out goes first, and all that is drawn is air until it is out.
    fn withdraw(&mut self, withdrawn_ul: f64, flow_ul_s: f64, wall: &Wetting) -> f64 {
        let mut left_ul = withdrawn_ul;
        let mut passed_ul = 0.0;
        for index in 0..BUBBLES {
            let bubble = self.bubbles[index];
            if left_ul <= 0.0 || bubble.amount_ul <= 0.0 || !self.enters(&bubble, flow_ul_s, wall) {
                continue;
            }
            let volume = bubble.amount_ul * expansion(self.conditions.pressure_kpa, self.conditions.temperature_c);
            let amount_ul = bubble.amount_ul * (left_ul / volume).min(1.0);
            left_ul -= volume.min(left_ul);
            passed_ul += amount_ul;
            self.bubbles[index].amount_ul -= amount_ul;
        }
        let before_ul = self.conditions.liquid_ul + left_ul;
        let carried_ul = if before_ul > 0.0 { self.dissolved_ul * (left_ul / before_ul) } else { 0.0 };
        self.dissolved_ul -= carried_ul;
        self.carried_ul += carried_ul;
        passed_ul
    }

    /// Whether a flow takes a bubble out with it.
    ///
    /// # Model
    /// A bubble that lies before the outlet channel, or bars the trap from wall to wall, is pushed on when suction
    /// exceeds what the dearest place on its way costs, and what the walls hold. Suction is the loss of the flow along
    /// the wetted corners beside it, which falls with the fourth power of the gap. Where the corners are dry the bubble
    /// stops the flow, and whatever draws sucks as much as it takes.
    fn enters(&self, bubble: &Bubble, flow_ul_s: f64, wall: &Wetting) -> bool {
        let Pool { from, to, highest_kpa, .. } = self.pool(bubble, wall);
        let radius_mm = self.bath().radius_mm(bubble.amount_ul);
        let before_outlet = to + 1 == NODES;
        if !before_outlet && !self.bars(to, radius_mm) {
            return false;
        }
        if before_outlet && 2.0 * radius_mm < self.trap.channel_mm || !wall.wets_corners() {
            return true;
        }
        let corners: f64 = (from..=to).map(|index| self.corner_length_mm(index)).sum();
        let suction_kpa = self.surface.corner_kpa_s_ul_mm * corners * flow_ul_s;
        let channel_kpa = self.trap.channel_energy_kpa(radius_mm, self.conditions.gravity, wall);
        let dearest_kpa = (to..NODES).map(|index| self.energy(index, radius_mm, wall)).fold(channel_kpa, f64::max);
        suction_kpa > dearest_kpa - highest_kpa + wall.plug_hold_kpa(self.trap.channel_mm)
    }

    /// Whether a bubble of this radius bars a place of the trap. In a gap above the capillary length gravity keeps
    /// liquid under it.
    fn bars(&self, index: usize, radius_mm: f64) -> bool {
        let node = self.trap.node(index);
        let narrow = node.gap_mm * node.gap_mm * WEIGHT_KPA_MM < self.surface.tension_n_m;
        node.zone != Zone::Bag && narrow && flat_diameter_mm(node.gap_mm, radius_mm) > node.width_mm
    }

    /// Length of the corners of a place, as that of corners of the outlet channel that pass as much.
    fn corner_length_mm(&self, index: usize) -> f64 {
        let node = self.trap.node(index);
        let finer = self.trap.channel_mm / node.gap_mm.min(node.width_mm);
        if node.zone == Zone::Bag { 0.0 } else { node.length_mm * finer * finer * finer * finer }
    }
}

/// Diameter of a bubble between two plates, mm.
fn flat_diameter_mm(gap_mm: f64, radius_mm: f64) -> f64 {
    let flat_mm = 2.0 * (volume_ul(radius_mm) / (core::f64::consts::PI * gap_mm)).sqrt();
    if gap_mm < 2.0 * radius_mm { flat_mm } else { 2.0 * radius_mm }
}

#[cfg(test)]
mod validation;
