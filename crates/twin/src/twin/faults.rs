//! What each fault does to the plant.

use super::Twin;
use crate::fault::FaultKind;

impl Twin {
    /// Sets how badly something fails from now on: 0 is healthy, 1 complete.
    pub fn set_fault(&mut self, kind: FaultKind, severity: f64) {
        self.severities[kind as usize] = severity.clamp(0.0, 1.0);
        self.apply_faults();
        self.apply_duties();
    }

    pub(super) fn severity(&self, kind: FaultKind) -> f64 {
        self.severities[kind as usize]
    }

    fn apply_faults(&mut self) {
        self.sensors.viewing[0].dim = self.severity(FaultKind::PlungerLedDim);
        self.plant.path.tip().share = 1.0 - self.severity(FaultKind::Occlusion);
        let broken = |severity: f64| if severity > 0.5 { 0.0 } else { 1.0 };
        self.plant.pump.intact = broken(self.severity(FaultKind::PumpWireBreak));
        self.plant.pump.binding_n = 10.0 * self.severity(FaultKind::PlungerStiction);
        let (broken, binding) = (
            broken(self.severity(FaultKind::SecondValveWireBreak)),
            10.0 * self.severity(FaultKind::SecondValveStiction),
        );
        for valve in &mut self.plant.valves {
            let second = valve.site == crate::embodiment::ValveSite::Second;
            if let Some(drive) = valve.drive_mut().filter(|_| second) {
                drive.intact = broken;
                drive.binding_n = binding;
            }
        }
    }
}
