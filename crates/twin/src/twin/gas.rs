//! The gas in reservoir and path, advanced beside the liquid.

use super::Twin;
use crate::part::gas::expansion;
use crate::part::reservoir_air::{Conditions, Fill, ReservoirAir};
use crate::path::{CHAMBER, NODES_MAX, RESERVOIR};
use crate::path_air::PathAir;
use crate::real::{Dual, Real};
use crate::unit::PumpUnit;

/// Free air that a fill leaves in the reservoir, standard uL. Assumed, because users are told to remove air and leave up to
/// 20 uL.
const FILL_AIR_UL: f64 = 5.0;

/// Difference of pressures that counts as balanced, kPa: far below what moves anything.
const BALANCED_KPA: f64 = 1e-6;
/// Most steps to the balance. From one step of the integrator to the next it moves little.
const NEWTON_STEPS: u32 = 20;

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

    /// The reservoir is another, and so is the chamber, whose corners keep this much gas: what is in them now came in.
    pub(super) fn count_from_here(&mut self, corner_ul: f64) {
        self.filled_ul = self.reservoir.free_ul() + self.reservoir.dissolved_ul() + self.passed_ul;
        self.corner_ul = corner_ul;
        self.path.renew_chambers();
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

    /// Volume of the reservoir's free air in balance with the bag's wall, uL; the node's swelling is without it.
    ///
    /// # Model
    /// Boyle's law from the pressure at which the air was last seen; the wall gives the pressure of a content. There is
    /// one balance, since under more pressure air takes less room and the wall sucks more. Without it a stiff wall and
    /// the air behind it would answer each other a step late, and swing ever further. The bubbles' surface tension is
    /// left out of the change: some hundredths of a kPa.
    fn balanced_free_ul(&self) -> f64 {
        let (seen_kpa, free_ul) = (self.gas.reservoir.pressure_kpa(), self.gas.reservoir.free_volume_ul());
        let (node, air) = (&self.plant.path.nodes[RESERVOIR], &self.plant.outside.air);
        let gained_ul = self.y[self.plant.fluid + RESERVOIR];
        let mut kpa = seen_kpa;
        for _ in 0..NEWTON_STEPS {
            let pressure = Dual::<1>::variable(kpa, 0);
            let content = pressure.recip() * (free_ul * seen_kpa) + gained_ul;
            let excess = pressure - node.pressure(content, Dual::constant(0.0), air) - air.ambient_kpa;
            // No further than half-way to a vacuum.
            kpa = (kpa - excess.value() / excess.by[0]).max(0.5 * kpa);
            if excess.value().abs() < BALANCED_KPA {
                break;
            }
        }
        free_ul * seen_kpa / kpa
    }

    /// Gives each node the volume that its gas takes up now.
    pub(super) fn swell(&mut self) {
        self.plant.path.nodes[RESERVOIR].swelling_ul = self.gas.passed_ul;
        self.plant.path.nodes[RESERVOIR].swelling_ul += self.balanced_free_ul();
        let gas = &self.gas;
        let path = &mut self.plant.path;
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
