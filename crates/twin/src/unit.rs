//! One pump unit: a draw of every part's parameters. A seed makes a different pump from the same drawing.

use crate::parameter::Group;
use crate::part::battery::BatteryParameters;
use crate::part::cannula::CannulaParameters;
use crate::part::chamber::ChamberParameters;
use crate::part::housing::HousingParameters;
use crate::part::membrane::MembraneParameters;
use crate::part::optics::OpticsParameters;
use crate::part::plunger::PlungerParameters;
use crate::part::reservoir::ReservoirParameters;
use crate::part::tissue::TissueParameters;
use crate::part::tubing::TubingParameters;
use crate::part::valve::{FirstValveParameters, SeatParameters, SecondValveParameters};
use crate::part::wire::AlloyParameters;
use crate::random::{Random, Stream};

/// The parameters of every part of one pump unit and of the site it is used at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PumpUnit {
    pub(crate) alloy: AlloyParameters,
    pub(crate) plunger: PlungerParameters,
    pub(crate) membrane: MembraneParameters,
    pub(crate) chamber: ChamberParameters,
    pub(crate) first_valve: FirstValveParameters,
    pub(crate) first_seat: SeatParameters,
    pub(crate) second_valve: SecondValveParameters,
    pub(crate) second_seat: SeatParameters,
    pub(crate) plunger_optics: OpticsParameters,
    pub(crate) second_valve_optics: OpticsParameters,
    pub(crate) reservoir: ReservoirParameters,
    pub(crate) tubing: TubingParameters,
    pub(crate) cannula: CannulaParameters,
    pub(crate) tissue: TissueParameters,
    pub(crate) battery: BatteryParameters,
    pub(crate) housing: HousingParameters,
}

impl PumpUnit {
    /// Every part's parameter rows, for documents and reports.
    pub const PARAMETERS: [Group; 14] = [
        AlloyParameters::GROUP,
        PlungerParameters::GROUP,
        MembraneParameters::GROUP,
        ChamberParameters::GROUP,
        FirstValveParameters::GROUP,
        SecondValveParameters::GROUP,
        SeatParameters::GROUP,
        OpticsParameters::GROUP,
        ReservoirParameters::GROUP,
        TubingParameters::GROUP,
        CannulaParameters::GROUP,
        TissueParameters::GROUP,
        BatteryParameters::GROUP,
        HousingParameters::GROUP,
    ];

    /// The pump as drawn, every parameter nominal.
    pub fn nominal() -> Self {
        Self {
            alloy: AlloyParameters::nominal(),
            plunger: PlungerParameters::nominal(),
            membrane: MembraneParameters::nominal(),
            chamber: ChamberParameters::nominal(),
            first_valve: FirstValveParameters::nominal(),
            first_seat: SeatParameters::nominal(),
            second_valve: SecondValveParameters::nominal(),
            second_seat: SeatParameters::nominal(),
            plunger_optics: OpticsParameters::nominal(),
            second_valve_optics: OpticsParameters::nominal(),
            reservoir: ReservoirParameters::nominal(),
            tubing: TubingParameters::nominal(),
            cannula: CannulaParameters::nominal(),
            tissue: TissueParameters::nominal(),
            battery: BatteryParameters::nominal(),
            housing: HousingParameters::nominal(),
        }
    }

    /// The pump unit with this seed.
    pub fn draw(seed: u64) -> Self {
        let random = &mut Random::new(seed, Stream::Parameters);
        Self {
            alloy: AlloyParameters::draw(random),
            plunger: PlungerParameters::draw(random),
            membrane: MembraneParameters::draw(random),
            chamber: ChamberParameters::draw(random),
            first_valve: FirstValveParameters::draw(random),
            first_seat: SeatParameters::draw(random),
            second_valve: SecondValveParameters::draw(random),
            second_seat: SeatParameters::draw(random),
            plunger_optics: OpticsParameters::draw(random),
            second_valve_optics: OpticsParameters::draw(random),
            reservoir: ReservoirParameters::draw(random),
            tubing: TubingParameters::draw(random),
            cannula: CannulaParameters::draw(random),
            tissue: TissueParameters::draw(random),
            battery: BatteryParameters::draw(random),
            housing: HousingParameters::draw(random),
        }
    }
}
