//! One pump unit: a draw of every part's parameters. A seed makes a different pump from the same drawing.

use crate::parameter::Group;
use crate::part::battery::BatteryParameters;
use crate::part::chamber::ChamberParameters;
use crate::part::contact::ContactParameters;
use crate::part::dispensing::DispensingParameters;
use crate::part::housing::HousingParameters;
use crate::part::mating_needle::MatingNeedleParameters;
use crate::part::membrane::MembraneParameters;
use crate::part::optics::OpticsParameters;
use crate::part::outlet::OutletParameters;
use crate::part::plunger::PlungerParameters;
use crate::part::reservoir::ReservoirParameters;
use crate::part::tubing::{CannulaParameters, TissueParameters, TubingParameters};
use crate::part::valve::{FirstValveParameters, SeatParameters, SecondValveParameters};
use crate::part::wire::AlloyParameters;
use crate::random::{Random, Stream};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Disposable {
    pub(crate) membrane: MembraneParameters,
    pub(crate) chamber: ChamberParameters,
    pub(crate) first_seat: SeatParameters,
    pub(crate) second_seat: SeatParameters,
    pub(crate) outlet: OutletParameters,
    pub(crate) dispensing: DispensingParameters,
    pub(crate) measurement_seat: SeatParameters,
    pub(crate) reservoir: ReservoirParameters,
}
impl Disposable {
    fn nominal() -> Self {
        Self {
            membrane: MembraneParameters::nominal(),
            chamber: ChamberParameters::nominal(),
            first_seat: SeatParameters::nominal(),
            second_seat: SeatParameters::nominal(),
            outlet: OutletParameters::nominal(),
            dispensing: DispensingParameters::nominal(),
            measurement_seat: SeatParameters::nominal(),
            reservoir: ReservoirParameters::nominal(),
        }
    }
    fn draw(random: &mut Random) -> Self {
        Self {
            membrane: MembraneParameters::draw(random),
            chamber: ChamberParameters::draw(random),
            first_seat: SeatParameters::draw(random),
            second_seat: SeatParameters::draw(random),
            outlet: OutletParameters::draw(random),
            dispensing: DispensingParameters::draw(random),
            measurement_seat: SeatParameters::draw(random),
            reservoir: ReservoirParameters::draw(random),
        }
    }
}
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reusable {
    pub(crate) alloy: AlloyParameters,
    pub(crate) plunger: PlungerParameters,
    pub(crate) contact: ContactParameters,
    pub(crate) first_valve: FirstValveParameters,
    pub(crate) second_valve: SecondValveParameters,
    pub(crate) measurement_valve: SecondValveParameters,
    pub(crate) plunger_optics: OpticsParameters,
    pub(crate) second_valve_optics: OpticsParameters,
    pub(crate) battery: BatteryParameters,
    pub(crate) housing: HousingParameters,
}
impl Reusable {
    fn nominal() -> Self {
        Self {
            alloy: AlloyParameters::nominal(),
            plunger: PlungerParameters::nominal(),
            contact: ContactParameters::nominal(),
            first_valve: FirstValveParameters::nominal(),
            second_valve: SecondValveParameters::nominal(),
            measurement_valve: SecondValveParameters::nominal(),
            plunger_optics: OpticsParameters::nominal(),
            second_valve_optics: OpticsParameters::nominal(),
            battery: BatteryParameters::nominal(),
            housing: HousingParameters::nominal(),
        }
    }
    fn draw(random: &mut Random) -> Self {
        Self {
            alloy: AlloyParameters::draw(random),
            plunger: PlungerParameters::draw(random),
            contact: ContactParameters::draw(random),
            first_valve: FirstValveParameters::draw(random),
            second_valve: SecondValveParameters::draw(random),
            measurement_valve: SecondValveParameters::draw(random),
            plunger_optics: OpticsParameters::draw(random),
            second_valve_optics: OpticsParameters::draw(random),
            battery: BatteryParameters::draw(random),
            housing: HousingParameters::draw(random),
        }
    }
}
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Set {
    pub(crate) tubing: TubingParameters,
    pub(crate) cannula: CannulaParameters,
    pub(crate) mating_needle: MatingNeedleParameters,
}
impl Set {
    fn nominal() -> Self {
        Self {
            tubing: TubingParameters::nominal(),
            cannula: CannulaParameters::nominal(),
            mating_needle: MatingNeedleParameters::nominal(),
        }
    }
    fn draw(random: &mut Random) -> Self {
        Self {
            tubing: TubingParameters::draw(random),
            cannula: CannulaParameters::draw(random),
            mating_needle: MatingNeedleParameters::draw(random),
        }
    }
}
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Site {
    pub(crate) tissue: TissueParameters,
}
impl Site {
    fn nominal() -> Self {
        Self { tissue: TissueParameters::nominal() }
    }
    fn draw(random: &mut Random) -> Self {
        Self { tissue: TissueParameters::draw(random) }
    }
}

/// The parameters of every part of one pump unit and of the site it is used at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PumpUnit {
    pub(crate) disposable: Disposable,
    pub(crate) reusable: Reusable,
    pub(crate) set: Set,
    pub(crate) site: Site,
}

impl PumpUnit {
    /// Every part's parameter rows, for documents and reports.
    pub const PARAMETERS: [Group; 18] = [
        MembraneParameters::GROUP,
        ChamberParameters::GROUP,
        SeatParameters::GROUP,
        OutletParameters::GROUP,
        DispensingParameters::GROUP,
        ReservoirParameters::GROUP,
        AlloyParameters::GROUP,
        PlungerParameters::GROUP,
        ContactParameters::GROUP,
        FirstValveParameters::GROUP,
        SecondValveParameters::GROUP,
        OpticsParameters::GROUP,
        BatteryParameters::GROUP,
        HousingParameters::GROUP,
        TubingParameters::GROUP,
        CannulaParameters::GROUP,
        MatingNeedleParameters::GROUP,
        TissueParameters::GROUP,
    ];
    /// The pump as drawn, every parameter nominal.
    pub fn nominal() -> Self {
        Self {
            disposable: Disposable::nominal(),
            reusable: Reusable::nominal(),
            set: Set::nominal(),
            site: Site::nominal(),
        }
    }
    /// The pump unit with this seed.
    pub fn draw(seed: u64) -> Self {
        let random = &mut Random::new(seed, Stream::Parameters);
        Self {
            disposable: Disposable::draw(random),
            reusable: Reusable::draw(random),
            set: Set::draw(random),
            site: Site::draw(random),
        }
    }
}
