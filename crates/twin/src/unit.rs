//! One pump unit: a draw of every part's parameters. A seed makes a different pump from the same drawing.

use crate::half::half;
use crate::parameter::Group;
use crate::part::accelerometer::AccelerometerParameters;
use crate::part::acoustics::AcousticParameters;
use crate::part::annunciator::AnnunciatorParameters;
use crate::part::autoinserter::AutoinserterParameters;
use crate::part::barometer::BarometerParameters;
use crate::part::battery::BatteryParameters;
use crate::part::bubble::SurfaceParameters;
use crate::part::cannula::CannulaParameters;
use crate::part::chamber::ChamberParameters;
use crate::part::connector::{ConnectorParameters, InfusionDeviceParameters};
use crate::part::contact::ContactParameters;
use crate::part::dispensing::DispensingParameters;
use crate::part::driver::DriverParameters;
use crate::part::envelope::EnvelopeParameters;
use crate::part::fastener::FastenerParameters;
use crate::part::fatigue::FatigueParameters;
use crate::part::housing::HousingParameters;
use crate::part::joint::{BondParameters, PlugParameters};
use crate::part::mating_needle::MatingNeedleParameters;
use crate::part::membrane::MembraneParameters;
use crate::part::optics::OpticsParameters;
use crate::part::outlet::OutletParameters;
use crate::part::plunger::PlungerParameters;
use crate::part::reservoir::ReservoirParameters;
use crate::part::rigid_body::RigidBodyParameters;
use crate::part::septum::{DeviceSeptumParameters, FillSeptumParameters};
use crate::part::supply::LogicSupplyParameters;
use crate::part::tag::radio::{ReaderCoilParameters, TagCoilParameters};
use crate::part::thermistor::ThermistorParameters;
use crate::part::tissue::TissueParameters;
use crate::part::trap::{Taper, Trap, TrapParameters};
use crate::part::tubing::TubingParameters;
use crate::part::valve::{FirstValveParameters, SeatParameters, SecondValveParameters};
use crate::part::vent::VentParameters;
use crate::part::wire::AlloyParameters;

half! {
    /// The disposable half: reservoir, membrane and what it is pressed onto.
    Disposable, Wetted;
    membrane: MembraneParameters;
    chamber: ChamberParameters;
    first_seat, second_seat, measurement_seat: SeatParameters;
    outlet: OutletParameters;
    dispensing: DispensingParameters;
    reservoir: ReservoirParameters;
    trap: TrapParameters;
    drug: SurfaceParameters;
    vent: VentParameters;
    fill_septum: FillSeptumParameters;
    body: RigidBodyParameters;
}

half! {
    /// The reusable half: what presses the membrane, what senses, and what powers both.
    Reusable, Dry;
    alloy: AlloyParameters;
    plunger: PlungerParameters;
    contact: ContactParameters;
    first_valve: FirstValveParameters;
    second_valve, measurement_valve: SecondValveParameters;
    plunger_optics, second_valve_optics: OpticsParameters;
    acoustics: AcousticParameters;
    battery: BatteryParameters;
    supply: LogicSupplyParameters;
    driver: DriverParameters;
    fatigue: FatigueParameters;
    thermistor: ThermistorParameters;
    barometer: BarometerParameters;
    accelerometer: AccelerometerParameters;
    annunciator: AnnunciatorParameters;
    reader: ReaderCoilParameters;
    housing: HousingParameters;
    fastener: FastenerParameters;
    envelope: EnvelopeParameters;
}

half! {
    /// The infusion set.
    Set, Wetted;
    tubing: TubingParameters;
    cannula: CannulaParameters;
    mating_needle: MatingNeedleParameters;
    device_septum: DeviceSeptumParameters;
    plug: PlugParameters;
    bond: BondParameters;
    autoinserter: AutoinserterParameters;
    tag: TagCoilParameters;
    connector: ConnectorParameters;
    infusion_device: InfusionDeviceParameters;
}

half! {
    /// The site that the set is worn at.
    Site, Wetted;
    tissue: TissueParameters;
}

/// The parameters of every part of one pump unit and of the site it is used at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PumpUnit {
    pub(crate) disposable: Disposable,
    pub(crate) reusable: Reusable,
    pub(crate) set: Set,
    pub(crate) site: Site,
}

/// The halves' groups, in order.
const HALVES: [&[Group]; 4] = [Disposable::GROUPS, Reusable::GROUPS, Set::GROUPS, Site::GROUPS];
const GROUPS: usize = HALVES[0].len() + HALVES[1].len() + HALVES[2].len() + HALVES[3].len();

impl PumpUnit {
    /// Every part's parameter rows, for documents and reports.
    pub const PARAMETERS: [Group; GROUPS] = {
        let mut all = [HALVES[0][0]; GROUPS];
        let (mut half, mut count) = (0, 0);
        while half < HALVES.len() {
            let mut i = 0;
            while i < HALVES[half].len() {
                all[count] = HALVES[half][i];
                (i, count) = (i + 1, count + 1);
            }
            half += 1;
        }
        all
    };

    /// The pump as drawn, every parameter nominal.
    pub fn nominal() -> Self {
        Self {
            disposable: Disposable::nominal(),
            reusable: Reusable::nominal(),
            set: Set::nominal(),
            site: Site::nominal(),
        }
    }

    /// The same with another length of tubing in its set, mm.
    #[must_use]
    pub fn with_tubing_mm(mut self, length_mm: f64) -> Self {
        self.set.tubing.length_mm = length_mm;
        self
    }

    /// The pump unit with this seed.
    pub fn draw(seed: u64) -> Self {
        Self {
            disposable: Disposable::draw(seed),
            reusable: Reusable::draw(seed),
            set: Set::draw(seed),
            site: Site::draw(seed),
        }
    }

    /// Bag and trap, under a full bag.
    pub(crate) fn trap(&self) -> Trap {
        let Disposable { trap, drug, .. } = &self.disposable;
        Trap::new(trap, Taper::WideTop, drug.tension_n_m)
    }

    /// The same shape at another size: lengths by the factor, volumes by its cube.
    #[cfg(test)]
    pub(crate) fn scaled(&self, by: f64) -> Self {
        Self {
            disposable: self.disposable.scaled(by),
            reusable: self.reusable.scaled(by),
            set: self.set.scaled(by),
            site: self.site.scaled(by),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::half::{Dry, Half, Owned, Wetted};
    use crate::random::Random;
    use core::any::TypeId;

    /// Whether the half that owns a part is one that liquid touches.
    fn wet<P: Owned>() -> bool
    where
        <P::By as Half>::Surface: 'static,
    {
        let surface = TypeId::of::<<P::By as Half>::Surface>();
        assert_ne!(surface == TypeId::of::<Wetted>(), surface == TypeId::of::<Dry>());
        surface == TypeId::of::<Wetted>()
    }

    #[test]
    fn e15_e16_e17_e71_pump_and_valves_have_a_wetted_portion_in_one_half_and_a_dry_one_in_the_other() {
        assert!(wet::<MembraneParameters>() && wet::<ChamberParameters>(), "the pump's membrane and chamber");
        assert!(!wet::<PlungerParameters>(), "what presses it");
        assert!(wet::<SeatParameters>(), "the valves' seats");
        assert!(!wet::<FirstValveParameters>() && !wet::<SecondValveParameters>(), "what presses on them");
        assert!(!wet::<AlloyParameters>() && !wet::<OpticsParameters>() && !wet::<BatteryParameters>());
    }

    #[test]
    fn every_group_is_listed_once() {
        let mut parts: Vec<&str> = PumpUnit::PARAMETERS.iter().map(|group| group.part).collect();
        parts.sort_unstable();
        parts.dedup();
        assert_eq!(parts.len(), PumpUnit::PARAMETERS.len());
    }

    /// A part's draw follows from its name alone, and two parts of one kind differ.
    #[test]
    fn each_part_draws_from_its_own_stream() {
        for seed in 0..20 {
            let disposable = PumpUnit::draw(seed).disposable;
            let alone = SeatParameters::draw(&mut Random::of_part(seed, "valve seat", "second_seat"));
            assert_eq!(disposable.second_seat, alone);
            assert_ne!(disposable.first_seat, disposable.second_seat);
        }
    }
}
