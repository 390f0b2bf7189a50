//! The gas in reservoir and path, advanced beside the liquid.

use super::Twin;
use crate::part::gas::expansion;
use crate::part::reservoir_air::{Conditions, Fill, ReservoirAir};
use crate::path::{CHAMBER, NODES_MAX, RESERVOIR};
use crate::path_air::PathAir;
use crate::unit::PumpUnit;

/// Free air that a fill leaves in the reservoir, standard uL. Assumed, because users are told to remove air and leave up to
/// 20 uL.
const FILL_AIR_UL: f64 = 5.0;

/// All gas that the twin follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gas {
    pub(super) reservoir: ReservoirAir,
    pub(super) path: PathAir,
    /// Gas that went from the reservoir into the path, standard uL.
    passed_ul: f64,
    /// Gas of all kinds that the reservoir was filled with.
    filled_ul: f64,
    /// Gas that always stays in the chamber's corners.
    corner_ul: f64,
    /// Liquid that was thrown away with old lines, uL.
    pub(super) discarded_ul: f64,
}

impl Gas {
    /// A reservoir just filled with drug that air has dissolved in, and a path that is primed or not.
    pub(super) fn new(unit: &PumpUnit, chambers: usize, line_ul: f64, primed: bool, fill: Fill) -> Self {
        let reservoir = ReservoirAir::new(&unit.trap(), unit.disposable.drug, &fill);
        let filled_ul = reservoir.free_ul() + reservoir.dissolved_ul();
        let path = PathAir::new(chambers, line_ul, primed);
        let corner_ul = unit.disposable.chamber.residual_gas_ul;
        Self { reservoir, path, passed_ul: 0.0, filled_ul, corner_ul, discarded_ul: 0.0 }
    }

    /// A fill of this volume (uL) at a temperature and an absolute pressure.
    pub(super) fn fill(liquid_ul: f64, temperature_c: f64, pressure_kpa: f64) -> Fill {
        Fill { liquid_ul, free_air_ul: FILL_AIR_UL, saturation: 1.0, pressure_kpa, temperature_c }
    }

    /// Volume of the reservoir's bubbles, uL.
    pub(super) fn bubbles_ul(&self) -> f64 {
        self.reservoir.free_volume_ul()
    }

    /// Gas that appeared or vanished in the arithmetic, standard uL.
    pub(super) fn imbalance_ul(&self) -> f64 {
        let reservoir = self.reservoir.free_ul() + self.reservoir.dissolved_ul() + self.reservoir.carried_ul();
        reservoir + self.passed_ul - self.filled_ul + self.path.imbalance_ul()
    }
}

impl Twin {
    /// Liquid in the reservoir, uL: gas that went through the outlet was no liquid.
    pub(super) fn reservoir_ul(&self) -> f64 {
        self.fill_ul + self.y[self.plant.fluid + RESERVOIR] + self.gas.passed_ul
    }

    /// After a step of this length (s): gas dissolves, comes out, rises, and travels.
    pub(super) fn follow_gas(&mut self, seconds: f64) {
        let fluid = self.plant.fluid;
        let mut gained = [0.0; NODES_MAX];
        for (gained, (after, before)) in gained.iter_mut().zip(self.y[fluid..].iter().zip(&self.before[fluid..])) {
            *gained = after - before;
        }
        let conditions = Conditions {
            pressure_kpa: self.environment.ambient_kpa + self.plant.pressure(&self.y, RESERVOIR),
            temperature_c: self.housing_c,
            gravity: self.worn.felt.gravity,
            liquid_ul: self.reservoir_ul(),
            withdrawn_ul: -gained[RESERVOIR],
            shock_g: self.worn.felt.shock_g,
        };
        let passed_ul = self.gas.reservoir.advance(seconds, &conditions);
        self.gas.passed_ul += passed_ul;
        self.gas.path.follow(&self.plant.path, &gained, passed_ul);
        self.swell();
    }

    /// Volume of the reservoir's bubbles, uL, at the pressure that they and the wall settle at.
    ///
    /// # Model
    /// Boyle's law against the wall's curve, solved by bisection: both fall with the bubbles' volume, so that there is
    /// one solution. While the wall hangs free it is at hand.
    fn settled_bubbles_ul(&self, liquid_ul: f64) -> f64 {
        let free_ul = self.gas.bubbles_ul();
        let (wall, ambient_kpa) = (&self.unit.disposable.reservoir, self.environment.ambient_kpa);
        let around_kpa = ambient_kpa + self.plant.path.nodes[RESERVOIR].around_kpa;
        let told_kpa = self.gas.reservoir.pressure_kpa();
        let settled_kpa = |volume_ul: f64| around_kpa + wall.pressure(liquid_ul + volume_ul);
        // What Boyle's law makes of the volume less what is tried: falls as the volume grows.
        let surplus = |volume_ul: f64| free_ul * (told_kpa / settled_kpa(volume_ul).max(1.0)) - volume_ul;
        if surplus(free_ul).abs() < 1e-6 {
            return free_ul;
        }
        let (mut low, mut high) = (0.0, free_ul * told_kpa);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if surplus(middle) > 0.0 { low = middle } else { high = middle }
        }
        low
    }

    /// Gives each node the volume that its gas takes up now.
    pub(super) fn swell(&mut self) {
        let liquid_ul = self.reservoir_ul();
        let bubbles_ul = self.settled_bubbles_ul(liquid_ul);
        let gas = &self.gas;
        let path = &mut self.plant.path;
        path.nodes[RESERVOIR].swelling_ul = gas.passed_ul + bubbles_ul;
        if gas.path.is_clear() {
            return;
        }
        let expansion = expansion(self.environment.ambient_kpa, self.housing_c);
        for node in CHAMBER..path.tissue {
            let gas_ul = gas.path.at(node, path);
            let corner_ul = if node == CHAMBER { gas.corner_ul } else { 0.0 };
            path.nodes[node].gas_ul = gas_ul + corner_ul;
            path.nodes[node].swelling_ul = gas_ul * (expansion - 1.0);
        }
    }
}
