//! Battery, logic supply and drivers at work: what the wires get, and what that costs.

use super::{Actuation, Twin};
use crate::fault::FaultKind;
use crate::part::annunciator::{Noticed, Played};
use crate::part::battery::Battery;
use crate::part::supply::LogicSupply;
use crate::plant::Drive;

/// State of the electrics.
#[derive(Debug, Clone, Copy)]
pub(super) struct Electrics {
    pub(super) battery: Battery,
    pub(super) logic: LogicSupply,
    /// How often the electronics have lost power.
    pub(super) losses: u32,
    /// What the board plays.
    played: Played,
}

/// Nothing is played.
const SILENT: Played = Played { sounder: 0.0, light: 0.0, vibrator: 0.0 };

impl Electrics {
    pub(super) const FULL: Self =
        Self { battery: Battery::FULL, logic: LogicSupply::Powered, losses: 0, played: SILENT };
}

impl Twin {
    /// Whether the electronics have power. Without it the pins are off, and nobody reads a sensor.
    pub fn powered(&self) -> bool {
        self.electrics.logic == LogicSupply::Powered
    }

    /// How often the electronics have lost power: it may be back before anybody looks.
    pub fn power_losses(&self) -> u32 {
        self.electrics.losses
    }

    /// Sets what the wires feel of the pins.
    pub(super) fn apply_duties(&mut self) {
        let powered = self.powered();
        let p = &self.unit.reusable.driver;
        let apply = |drive: &mut Drive, duties: [f64; 2]| {
            let pins = duties.map(|duty| if powered { duty } else { 0.0 });
            drive.driver.drive(p, pins, &mut drive.surroundings);
        };
        apply(&mut self.plant.pump, self.actuation.map(|switch| switch.pump));
        for valve in &mut self.plant.valves {
            let duties = self.actuation.map(|switch| switch.of(valve.site));
            if let Some(drive) = valve.drive_mut() {
                apply(drive, duties);
            }
        }
        self.solver.inputs_changed();
    }

    /// Voltage at the battery's terminals now, V.
    pub(super) fn terminal_v(&self) -> f64 {
        self.drawn().0
    }

    /// Voltage at the battery's terminals, V, and mean conductance of all switched wires, 1/Ohm.
    fn drawn(&self) -> (f64, f64) {
        let conductance = self.plant.drives().map(|drive| self.conductance_of(drive)).sum();
        let battery = &self.electrics.battery;
        (battery.voltage(&self.unit.reusable.battery, conductance, self.housing_c), conductance)
    }

    /// Before a step: gives the wires the voltage of now. Returns it, with the conductance that is drawn.
    pub(super) fn supply(&mut self) -> (f64, f64) {
        let mut drawn = self.drawn();
        let logic = self.electrics.logic.at(&self.unit.reusable.supply, drawn.0);
        if logic != self.electrics.logic {
            self.electrics.logic = logic;
            if logic == LogicSupply::BrownOut {
                // Whoever drove the pins is lost, and has to start anew when power is back.
                self.electrics.losses += 1;
                self.actuation = [Actuation::default(); 2];
            }
            self.apply_duties();
            drawn = self.drawn();
        }
        let housing_c = self.housing_c;
        for drive in self.plant.drives_mut() {
            drive.surroundings.supply_v = drawn.0;
            drive.surroundings.air_c = housing_c;
        }
        drawn
    }

    /// After a step of this length (s): takes the charge, and warms the housing.
    pub(super) fn spend(&mut self, (supply_v, conductance): (f64, f64), seconds: f64) {
        let reusable = &self.unit.reusable;
        let annunciator_ma = reusable.annunciator.current_ma(&self.played(), self.sounder_broken());
        let logic_a = self.electrics.logic.current_a(&reusable.supply);
        let current_a = supply_v * conductance + logic_a + 1e-3 * annunciator_ma;
        let cell_w = self.electrics.battery.heat_w(&reusable.battery, current_a, self.housing_c);
        self.electrics.battery.draw(&reusable.battery, current_a, seconds);
        let heat_w = current_a * supply_v + cell_w;
        self.housing_c = reusable.housing.after(self.housing_c, self.environment.air_c, heat_w, seconds);
    }

    /// Sets what the annunciators play from now on.
    pub fn annunciate(&mut self, played: Played) {
        self.electrics.played = played;
    }

    /// What they play in truth: without power, nothing.
    fn played(&self) -> Played {
        if self.powered() { self.electrics.played } else { SILENT }
    }

    fn sounder_broken(&self) -> bool {
        self.severities.has(FaultKind::SounderBroken)
    }

    /// Takes this share (0..=1) of what it can give as it is now from the battery, at once.
    pub fn discharge(&mut self, share: f64) {
        self.electrics.battery.lose(&self.unit.reusable.battery, share, self.housing_c);
    }

    /// What a wearer can notice of it.
    pub(super) fn noticed(&self) -> Noticed {
        self.unit.reusable.annunciator.noticed(&self.played(), self.sounder_broken())
    }

    /// Reads what the sounder draws in a pulse too short to be heard, mA.
    pub fn read_sounder_ma(&mut self) -> f64 {
        let broken = self.sounder_broken();
        self.unit.reusable.annunciator.read_test_ma(broken, &mut self.sensors.annunciator_noise)
    }

    /// Mean conductance of one wire behind its switches, 1/Ohm.
    pub(super) fn conductance_of(&self, drive: &Drive) -> f64 {
        let wire_ohm = drive.actuator.wire.resistance(self.y[drive.states.martensite]);
        drive.driver.conductance(&self.unit.reusable.driver, &drive.surroundings, wire_ohm)
    }
}
