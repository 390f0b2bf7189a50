//! Another disposable half takes the place of the one in use: reservoir, membrane, seats, septum, vent and trap are new,
//! wires and sensors are not.

use super::Twin;
use super::gas::Gas;
use crate::assembly::access::FillMove;
use crate::assembly::action::{Action, Article, Impossible};
use crate::part::reservoir_air::ReservoirAir;
use crate::part::vent::Vent;
use crate::plant::Plant;
use crate::unit::Disposable;
use units::Volume;

/// How a fill goes, the halves apart; what a cover lacks is left out.
const FILLING: [FillMove; 6] = [
    FillMove::OpenCover,
    FillMove::OpenCover,
    FillMove::InsertNeedle,
    FillMove::WithdrawNeedle,
    FillMove::CloseCover,
    FillMove::CloseCover,
];

impl Twin {
    /// Takes another disposable half out of its package and fills it. Its parts are drawn from its lot and serial number;
    /// those of the reusable half, the set and the site stay as they are, and so does all that they have lived through.
    ///
    /// # Errors
    /// When something hangs on the old half, or a needle is in it; nothing has changed then.
    pub fn replace_disposable(&mut self, article: Article, fill: Volume) -> Result<(), Impossible> {
        let mut assembly = self.assembly;
        assembly.act(Action::NewDisposable(article))?;
        for action in FILLING.map(Action::Fill) {
            match assembly.act(action) {
                Ok(()) | Err(Impossible::NoSuchPart | Impossible::AlreadySo) => {}
                Err(reason) => return Err(reason),
            }
        }
        self.assembly = assembly;
        self.unit.disposable = Disposable::draw(u64::from(article.lot) << 32 | u64::from(article.serial));
        self.refill(super::ul(fill));
        self.rebuild_plant();
        self.handled(Action::Fill(FillMove::InsertNeedle));
        self.handled(Action::Fill(FillMove::WithdrawNeedle));
        self.lay_on_all();
        self.age_site();
        self.join();
        self.set_environment(self.environment);
        Ok(())
    }

    /// The reservoir's content and air are new. What was withdrawn before stays withdrawn: the reservoir's node goes on
    /// from where it is, and its content at the start is what makes that come out.
    fn refill(&mut self, fill_ul: f64) {
        self.fill_ul += fill_ul - self.reservoir_ul();
        let fill = Gas::fill(fill_ul, self.environment.air_c, self.environment.ambient_kpa);
        self.gas.reservoir = ReservoirAir::new(&self.unit.trap(), self.unit.disposable.drug, &fill);
        self.gas.count_from_here(self.unit.disposable.chamber.residual_gas_ul);
        let outside = self.vent_surroundings();
        self.worn.vent = Vent::new(&self.unit.disposable.vent, &outside, fill_ul + self.gas.bubbles_ul());
    }

    /// The equations of the new half, with the wires of the old one and what the nodes have gained.
    fn rebuild_plant(&mut self) {
        let (plan, set) = (self.embodiment.plan(), &self.assembly.design.topology);
        let mut plant = Plant::new(plan, set, &self.unit, self.fill_ul, self.plant.outside, self.housing_c);
        let mut y = plant.initial(self.housing_c);
        for (new, old) in plant.drives_mut().zip(self.plant.drives()) {
            *new = *old;
            let states = old.states;
            for state in [states.temperature, states.martensite] {
                y[state] = self.y[state];
            }
        }
        y[plant.fluid..].copy_from_slice(&self.y[self.plant.fluid..]);
        let [_, old] = self.plant.path.septa() else { unreachable!("a path has two septa") };
        let [_, device] = plant.path.septa() else { unreachable!("a path has two septa") };
        *device = *old;
        (self.plant, self.y) = (plant, y);
    }
}
