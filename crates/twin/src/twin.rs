//! The twin: a pump unit in its surroundings, advanced through time, read through its sensors, and, for the bench
//! alone, known in truth.

use crate::fault::FaultKind;
use crate::part::battery::Battery;
use crate::part::optics::OpticalSample;
use crate::part::tubing::relative_fluidity;
use crate::part::valve::OPEN_UL_S_KPA;
use crate::path::{Outside, ValveSite};
use crate::plant::{FIRST, FLUID, PUMP, Plant, SECOND, fractions};
use crate::random::{Random, Stream};
use crate::solver::{Rodas3, StepBudgetSpent};
use crate::unit::PumpUnit;
use units::{Duration, Instant, Volume};

/// What surrounds the pump.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Environment {
    /// Air temperature, degC.
    pub air_c: f64,
    /// Ambient pressure, kPa absolute.
    pub ambient_kpa: f64,
    /// Height of the pump above the infusion site, m.
    pub height_m: f64,
    /// Tissue pressure at rest, kPa above ambient.
    pub tissue_kpa: f64,
}

impl Default for Environment {
    /// A laboratory: 23 degC, sea level, pump and site at one height, no back pressure.
    fn default() -> Self {
        Self { air_c: 23.0, ambient_kpa: 101.325, height_m: 0.0, tissue_kpa: 0.0 }
    }
}

/// What the controller's pins do to the plant, until they change: the fraction of the time for which each switch is
/// on, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Actuation {
    /// The pump wire's.
    pub pump: f64,
    /// The first valve wire's.
    pub first_valve: f64,
    /// The second valve wire's.
    pub second_valve: f64,
}

/// Which optical sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpticalSite {
    /// Looks at the plunger.
    Plunger,
    /// Looks at the second valve's pin.
    SecondValve,
}

/// What is so, whatever the sensors say. Only the bench may see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Truth {
    /// Liquid past the cannula's tip since the start, uL: what a balance would weigh.
    pub delivered_ul: f64,
    /// Liquid drawn from the reservoir since the start, uL.
    pub withdrawn_ul: f64,
    /// Liquid in the reservoir, uL.
    pub reservoir_ul: f64,
    /// Liquid that appeared or vanished in the arithmetic, uL: must stay at rounding.
    pub imbalance_ul: f64,
    /// The plunger's travel from its home stop, mm.
    pub plunger_mm: f64,
    /// Height of each valve's membrane above its seat (first, second), mm; negative when pressed on.
    pub gaps_mm: [f64; 2],
    /// Whether each valve (first, second) lets more pass than a hundred times a good seat's leak.
    pub open: [bool; 2],
    /// Temperatures of pump, first valve and second valve wire, degC.
    pub wires_c: [f64; 3],
    /// Gauge pressures of chamber, tubing and tissue, kPa.
    pub chamber_kpa: f64,
    /// See `chamber_kpa`.
    pub line_kpa: f64,
    /// See `chamber_kpa`.
    pub tissue_kpa: f64,
    /// Temperature inside the housing, degC.
    pub housing_c: f64,
    /// Charge taken from the battery, mAh.
    pub battery_used_mah: f64,
}

/// Work done by the integrator so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Steps taken.
    pub steps: u64,
    /// Steps tried and rejected.
    pub rejected: u64,
}

/// The second valve's sensor is mounted to look from its rest distance at a pin that is pressed this far into the
/// seat, mm. Assumed, because closer it would look from the flat peak of its response.
const PIN_BELOW_SEAT_MM: f64 = 0.155;
/// Steps that may be spent on one stretch of time between two controller ticks.
const STEP_BUDGET: u32 = 200_000;
/// Longest step while the surroundings may change or the housing warms, s.
const HOUSING_STEP_S: f64 = 60.0;
/// Hydrostatic pressure of a metre of drug, kPa. Density 1005 kg/m3, source: [WAT] with 0.5 % of solutes.
const HEAD_KPA_M: f64 = 1.005 * 9.806_65;

/// A pump unit in its surroundings.
#[derive(Debug, Clone)]
pub struct Twin {
    unit: PumpUnit,
    plant: Plant,
    solver: Rodas3,
    y: Vec<f64>,
    fill_ul: f64,
    now: Instant,
    environment: Environment,
    housing_c: f64,
    battery: Battery,
    actuation: Actuation,
    severities: [f64; FaultKind::ALL.len()],
    plunger_noise: Random,
    valve_noise: Random,
    housekeeping_noise: Random,
    thermistor_offset_k: f64,
    voltage_gain: f64,
}

impl Twin {
    /// The tethered embodiment of a pump unit, filled, primed and at rest. `seed` feeds the sensors' noise.
    pub fn tethered(unit: PumpUnit, seed: u64, fill: Volume, environment: Environment) -> Self {
        let fill_ul = ul(fill);
        let housing_c = unit.reusable.housing.resting(environment.air_c);
        let plant = Plant::tethered(&unit, fill_ul, outside(&environment, housing_c), housing_c);
        let solver = Rodas3::new(&plant.pattern(), plant.tolerance());
        let y = plant.initial(housing_c);
        let mut housekeeping_noise = Random::new(seed, Stream::Housekeeping);
        Self {
            unit,
            plant,
            solver,
            y,
            fill_ul,
            now: Instant::ZERO,
            environment,
            housing_c,
            battery: Battery::FULL,
            actuation: Actuation::default(),
            severities: [0.0; FaultKind::ALL.len()],
            plunger_noise: Random::new(seed, Stream::PlungerOptics),
            valve_noise: Random::new(seed, Stream::SecondValveOptics),
            thermistor_offset_k: 0.5 * housekeeping_noise.triangular(),
            voltage_gain: 1.0 + 0.005 * housekeeping_noise.triangular(),
            housekeeping_noise,
        }
    }

    /// Multiplies the integrator's tolerances; below 1 is finer. For checks of the numerics.
    pub fn scale_tolerance(&mut self, factor: f64) {
        self.solver.scale_tolerance(factor);
    }

    /// Time reached.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Sets the surroundings from now on.
    pub fn set_environment(&mut self, environment: Environment) {
        self.environment = environment;
        self.plant.outside = outside(&environment, self.housing_c);
        self.solver.inputs_changed();
    }

    /// The surroundings now.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Sets how badly something fails from now on: 0 is healthy, 1 complete.
    pub fn set_fault(&mut self, kind: FaultKind, severity: f64) {
        self.severities[kind as usize] = severity.clamp(0.0, 1.0);
        self.plant.tip_open = 1.0 - self.severity(FaultKind::Occlusion);
        self.plant.drives[0].intact = if self.severity(FaultKind::PumpWireBreak) > 0.5 { 0.0 } else { 1.0 };
        self.plant.drives[2].intact = if self.severity(FaultKind::SecondValveWireBreak) > 0.5 { 0.0 } else { 1.0 };
        self.plant.drives[0].binding_n = 10.0 * self.severity(FaultKind::PlungerStiction);
        self.plant.drives[2].binding_n = 10.0 * self.severity(FaultKind::SecondValveStiction);
        self.apply_duties();
        self.solver.inputs_changed();
    }

    fn severity(&self, kind: FaultKind) -> f64 {
        self.severities[kind as usize]
    }

    /// Sets what the pins do from now on.
    pub fn actuate(&mut self, actuation: Actuation) {
        if actuation != self.actuation {
            self.actuation = actuation;
            self.apply_duties();
            self.solver.inputs_changed();
        }
    }

    /// Duties as the wires see them: a broken wire carries nothing.
    fn apply_duties(&mut self) {
        let asked = [self.actuation.pump, self.actuation.first_valve, self.actuation.second_valve];
        for (drive, duty) in self.plant.drives.iter_mut().zip(asked) {
            drive.surroundings.duty = duty.clamp(0.0, 1.0) * drive.intact;
        }
    }

    /// Lets time pass until `until`, with pins, surroundings and faults as they are.
    ///
    /// # Errors
    /// When the integrator cannot go on: the equations are at fault, and the run must not be used.
    pub fn advance(&mut self, until: Instant) -> Result<(), StepBudgetSpent> {
        let total_s = seconds(until.since(self.now));
        let mut done_s = 0.0;
        let mut budget = STEP_BUDGET;
        while done_s < total_s {
            budget = budget.checked_sub(1).ok_or(StepBudgetSpent { reached_s: done_s, step_s: 0.0 })?;
            done_s += self.step(total_s - done_s).map_err(|spent| StepBudgetSpent { reached_s: done_s, ..spent })?;
        }
        self.now = self.now.max(until);
        Ok(())
    }

    /// One step of the integrator, and of what is advanced beside it.
    ///
    /// # Errors
    /// See [`Twin::advance`].
    fn step(&mut self, limit_s: f64) -> Result<f64, StepBudgetSpent> {
        let conductance = self.conductance_drawn();
        let supply_v = self.battery.voltage(&self.unit.reusable.battery, conductance, self.housing_c);
        let before = fractions(&self.y);
        for drive in &mut self.plant.drives {
            drive.surroundings.supply_v = supply_v;
            drive.surroundings.air_c = self.housing_c;
        }
        self.plant.outside.fluidity = relative_fluidity(self.housing_c);
        let h = self.solver.step(&self.plant, &mut self.y, limit_s.min(HOUSING_STEP_S))?;
        self.plant.follow_phases(before, &self.y);
        let current = supply_v * conductance;
        self.battery.draw(&self.unit.reusable.battery, current, h);
        self.housing_c =
            self.unit.reusable.housing.after(self.housing_c, self.environment.air_c, current * supply_v, h);
        Ok(h)
    }

    /// Mean conductance of all switched wires, 1/Ohm.
    fn conductance_drawn(&self) -> f64 {
        let wires =
            [(&self.plant.pump, PUMP), (&self.plant.first.actuator, FIRST), (&self.plant.second.actuator, SECOND)];
        let each = wires.iter().zip(&self.plant.drives).map(|((actuator, states), drive)| {
            drive.surroundings.duty
                / (actuator.wire.resistance(self.y[states.martensite]) + drive.surroundings.series_ohm)
        });
        each.sum()
    }

    /// Reads an optical sensor: `pulses` samples with light and as many without.
    pub fn read_optics(&mut self, site: OpticalSite, pulses: u16) -> OpticalSample {
        let travel = match site {
            OpticalSite::Plunger => self.y[PUMP.travel],
            OpticalSite::SecondValve => self.y[SECOND.travel] + PIN_BELOW_SEAT_MM,
        };
        self.read_optics_on_jig(site, travel, self.housing_c, pulses)
    }

    /// Reads an optical sensor while a factory's jig holds what it looks at at a travel (mm) and the housing at a
    /// temperature (degC).
    pub fn read_optics_on_jig(
        &mut self,
        site: OpticalSite,
        travel_mm: f64,
        housing_c: f64,
        pulses: u16,
    ) -> OpticalSample {
        let dim = self.severity(FaultKind::PlungerLedDim);
        let (optics, noise, gain) = match site {
            OpticalSite::Plunger => (&self.unit.reusable.plunger_optics, &mut self.plunger_noise, 1.0 - dim),
            OpticalSite::SecondValve => (&self.unit.reusable.second_valve_optics, &mut self.valve_noise, 1.0),
        };
        optics.sample(travel_mm, housing_c, gain, pulses, noise)
    }

    /// Reads the battery's voltage at its terminals, V: within half a percent, and 2 mV of noise.
    pub fn read_battery_v(&mut self) -> f64 {
        let conductance = self.conductance_drawn();
        let voltage = self.battery.voltage(&self.unit.reusable.battery, conductance, self.housing_c);
        voltage * self.voltage_gain + 0.002 * self.housekeeping_noise.gaussian()
    }

    /// Reads the thermistor inside the housing, degC: within half a kelvin, and 0.05 K of noise.
    pub fn read_thermistor_c(&mut self) -> f64 {
        self.housing_c + self.thermistor_offset_k + 0.05 * self.housekeeping_noise.gaussian()
    }

    /// What is so.
    pub fn truth(&self) -> Truth {
        let y = &self.y;
        let path = &self.plant.path;
        let open = [ValveSite::First, ValveSite::Second].map(|site| self.plant.conductance(y, site) > OPEN_UL_S_KPA);
        Truth {
            delivered_ul: y[FLUID + path.tissue] + y[FLUID + path.absorbed],
            withdrawn_ul: -y[FLUID],
            reservoir_ul: self.fill_ul + y[FLUID],
            imbalance_ul: y[FLUID..].iter().sum(),
            plunger_mm: y[PUMP.travel],
            gaps_mm: [self.plant.first.gap(y[FIRST.travel]), self.plant.second.gap(y[SECOND.travel])],
            open,
            wires_c: [y[PUMP.temperature], y[FIRST.temperature], y[SECOND.temperature]],
            chamber_kpa: self.plant.pressure(y, path.chamber),
            line_kpa: self.plant.pressure(y, path.line),
            tissue_kpa: self.plant.pressure(y, path.tissue),
            housing_c: self.housing_c,
            battery_used_mah: self.battery.used_mah(),
        }
    }

    /// Work done by the integrator so far.
    pub fn effort(&self) -> Effort {
        Effort { steps: self.solver.taken, rejected: self.solver.rejected }
    }
}

fn outside(environment: &Environment, drug_c: f64) -> Outside {
    Outside {
        ambient_kpa: environment.ambient_kpa,
        tissue_kpa: environment.tissue_kpa,
        head_kpa: HEAD_KPA_M * environment.height_m,
        fluidity: relative_fluidity(drug_c),
    }
}

/// A duration in seconds. Exact up to 285 years.
#[expect(clippy::cast_precision_loss, reason = "microseconds of any run fit an f64 exactly")]
fn seconds(duration: Duration) -> f64 {
    duration.as_us() as f64 / 1e6
}

/// A volume in microlitres.
#[expect(clippy::cast_precision_loss, reason = "picolitres of any reservoir fit an f64 exactly")]
fn ul(volume: Volume) -> f64 {
    volume.as_pl() as f64 / 1e6
}
