//! What is so, whatever the sensors say.

use crate::embodiment::ValveSite;
use crate::part::annunciator::Noticed;

/// What is so, whatever the sensors say. Only the bench may see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Truth {
    /// Liquid past the cannula's tip into the body since the start, uL: what a balance would weigh.
    pub delivered_ul: f64,
    /// Liquid drawn from the reservoir since the start, uL.
    pub withdrawn_ul: f64,
    /// Liquid in the reservoir, uL.
    pub reservoir_ul: f64,
    /// Liquid that ran out of the path elsewhere since the start, uL.
    pub spilled_ul: f64,
    /// Liquid that appeared or vanished in the arithmetic, uL: must stay at rounding.
    pub imbalance_ul: f64,
    /// Gas that appeared or vanished in the arithmetic, standard uL: must stay at rounding.
    pub gas_imbalance_ul: f64,
    /// Gas in the path between the reservoir's outlet and the tip, standard uL.
    pub path_gas_ul: f64,
    /// The plunger's travel from its home stop, mm.
    pub plunger_mm: f64,
    /// The membrane's travel towards the rigid body, mm.
    pub membrane_mm: f64,
    /// The valves in order of flow.
    pub valves: [Option<ValveTruth>; 3],
    /// Temperatures of the wires, degC: pump, then the valves' in order of flow.
    pub wires_c: [Option<f64>; 3],
    /// Gauge pressures of reservoir, chamber, line and tissue, kPa.
    pub reservoir_kpa: f64,
    /// See `reservoir_kpa`.
    pub chamber_kpa: f64,
    /// See `reservoir_kpa`.
    pub line_kpa: f64,
    /// See `reservoir_kpa`.
    pub tissue_kpa: f64,
    /// Liquid in the dispensing chamber, uL; none where there is no such chamber.
    pub dispensing_ul: Option<f64>,
    /// Temperature inside the housing, degC.
    pub housing_c: f64,
    /// Charge taken from the battery, mAh.
    pub battery_used_mah: f64,
    /// What a wearer can notice of the annunciators.
    pub noticed: Noticed,
}

/// A valve in truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValveTruth {
    /// Which.
    pub site: ValveSite,
    /// Height of the membrane above the seat, mm; negative when pressed on.
    pub gap_mm: f64,
    /// Whether its position lets more pass than a hundred times a good seat's leak; a worn seat's leak does not count.
    pub open: bool,
}

impl Truth {
    /// The valve at a site, if the embodiment has it.
    pub fn valve(&self, site: ValveSite) -> Option<&ValveTruth> {
        self.valves.iter().flatten().find(|valve| valve.site == site)
    }

    /// Whether every valve is open.
    pub fn valves_all_open(&self) -> bool {
        self.valves.iter().flatten().all(|valve| valve.open)
    }

    /// Whether open valves join reservoir and patient, so that liquid can pass from the one to the other.
    ///
    /// An outlet that pressure opens stays open for some milliseconds of what a stroke left in the chamber, while the
    /// first valve lets that go. As long as the chamber's pressure is above the reservoir's, liquid can only go back.
    pub fn joined(&self) -> bool {
        let relieving = self.valve(ValveSite::Outlet).is_some() && self.chamber_kpa > self.reservoir_kpa;
        self.valves_all_open() && !relieving
    }
}
