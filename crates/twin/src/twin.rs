//! The twin: a pump unit in its surroundings, advanced through time, read through its sensors, and, for the bench
//! alone, known in truth.

mod electrics;
mod faults;
mod gas;
mod hands;
mod pose;
mod replace;
mod sensors;
mod work;
mod worn;

use crate::assembly::Assembly;
use crate::assembly::access::{Access, SeptumSite};
use crate::assembly::action::Article;
use crate::assembly::infusion_device::Inserter;
use crate::assembly::topology::Design;
use crate::embodiment::{Embodiment, ValveSite};
use crate::environment::Environment;
use crate::fault::FaultKind;
use crate::part::fastener::{Fastener, Layout};
use crate::part::tag::Tag;
use crate::part::tag::frame::Frame;
use crate::part::tag::radio::TagRadio;
use crate::part::valve::OPEN_UL_S_KPA;
use crate::part::vent::{Vent, VentSurroundings};
use crate::path::{CHAMBER, Outside, RESERVOIR, line_volume_ul};
use crate::plant::Plant;
use crate::random::{Random, Stream};
use crate::solver::{Rodas3, StepBudgetSpent};
use crate::truth::{Truth, ValveTruth};
use crate::unit::PumpUnit;
use units::{Duration, Instant, Volume};

/// What one processor's pins do to the plant, until they change: the fraction of the time for which its switch of each
/// wire is on, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Actuation {
    /// The pump wire's.
    pub pump: f64,
    /// The first valve wire's.
    pub first_valve: f64,
    /// The second valve wire's.
    pub second_valve: f64,
    /// The measurement valve wire's.
    pub measurement_valve: f64,
}

impl Actuation {
    /// That of the wire that moves this valve.
    fn of(&self, site: ValveSite) -> f64 {
        match site {
            ValveSite::First => self.first_valve,
            ValveSite::Second => self.second_valve,
            ValveSite::Measurement => self.measurement_valve,
            ValveSite::Outlet => 0.0,
        }
    }
}

/// Work done by the integrator so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Steps taken.
    pub steps: u64,
    /// Steps tried and rejected.
    pub rejected: u64,
}

/// Steps that may be spent on one stretch of time between two controller ticks.
const STEP_BUDGET: u32 = 200_000;
/// Time in which a sound vent has taken part of a change of ambient pressure, s.
const BREATH_S: f64 = 0.02;
/// Longest step while the surroundings may change or the housing warms, s.
const HOUSING_STEP_S: f64 = 60.0;

/// What is to be built from a pump unit's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Build {
    /// Which parts, and how they connect.
    pub embodiment: Embodiment,
    /// How the set is connected, and what gives access to the reservoir.
    pub design: Design,
    /// How the fastener that holds it to the body is laid out.
    pub layout: Layout,
    /// Whether it is put together, filled, primed and worn; otherwise everything lies in its package.
    pub worn: bool,
}

impl From<Embodiment> for Build {
    /// An embodiment with the set that it is made for, worn.
    fn from(embodiment: Embodiment) -> Self {
        let design = Design {
            topology: embodiment.plan().set,
            inserter: Inserter::Spring,
            access: Access::LIFTED,
            septum_site: SeptumSite::Membrane,
        };
        Self { embodiment, design, layout: Layout::Whole, worn: true }
    }
}

use electrics::Electrics;
use faults::Severities;
use gas::Gas;
use hands::Joined;
pub use sensors::OpticalSite;
use sensors::Sensors;
pub use work::Work;
use worn::Worn;

/// A pump unit in its surroundings.
#[derive(Debug, Clone)]
pub struct Twin {
    embodiment: Embodiment,
    assembly: Assembly,
    unit: PumpUnit,
    plant: Plant,
    /// Entries of the Jacobian that the solver was made for.
    pattern: Vec<(usize, usize)>,
    solver: Rodas3,
    y: Vec<f64>,
    /// The states before the last step, for what has to follow a step.
    before: Vec<f64>,
    fill_ul: f64,
    now: Instant,
    environment: Environment,
    housing_c: f64,
    electrics: Electrics,
    /// Of the first and of the second switch of each wire.
    actuation: [Actuation; 2],
    severities: Severities,
    /// Share of the drug's fluidity that is left.
    fluidity_share: f64,
    gas: Gas,
    joined: Joined,
    worn: Worn,
    sensors: Sensors,
    radio: TagRadio,
    tag: Option<Tag>,
}

impl Twin {
    /// A pump unit built, filled and at rest. `seed` feeds the sensors' noise.
    pub fn new(build: impl Into<Build>, unit: PumpUnit, seed: u64, fill: Volume, environment: Environment) -> Self {
        let build = build.into();
        let mut unit = unit;
        if build.embodiment.plan().on_skin {
            unit.reusable.housing = unit.reusable.housing.worn();
        }
        let fill_ul = ul(fill);
        let housing_c = unit.reusable.housing.resting(environment.air_c);
        let outside = environment.outside(housing_c);
        // The serial number follows from the seed; a lot is a thousand articles.
        let article = Article { lot: number(seed / 1000), serial: number(seed) };
        let assembly =
            if build.worn { Assembly::worn(build.design, article) } else { Assembly::packaged(build.design, article) };
        let plant = Plant::new(build.embodiment.plan(), &build.design.topology, &unit, fill_ul, outside, housing_c);
        let fill = Gas::fill(fill_ul, environment.air_c, environment.ambient_kpa);
        let line_ul = line_volume_ul(&build.design.topology, &unit);
        let gas = Gas::new(&unit, build.embodiment.plan().stores.len(), line_ul, build.worn, fill);
        let outside =
            VentSurroundings { ambient_kpa: environment.ambient_kpa, water_kpa: 0.0, temperature_c: housing_c };
        let vent = Vent::new(&unit.disposable.vent, &outside, fill_ul + gas.bubbles_ul());
        let fastener = Fastener::new(unit.reusable.fastener, build.layout);
        let worn = Worn::new(vent, fastener, Random::new(seed, Stream::Handling));
        let pattern = plant.pattern();
        let solver = Rodas3::new(&pattern, plant.tolerance());
        let y = plant.initial(housing_c);
        let mut twin = Self {
            embodiment: build.embodiment,
            assembly,
            unit,
            plant,
            pattern,
            solver,
            before: y.clone(),
            y,
            fill_ul,
            now: Instant::ZERO,
            environment,
            housing_c,
            electrics: Electrics::FULL,
            actuation: [Actuation::default(); 2],
            severities: Severities::NONE,
            fluidity_share: 1.0,
            gas,
            joined: Joined::WHOLE,
            worn,
            sensors: Sensors::new(seed),
            radio: TagRadio::new(unit.reusable.reader, unit.set.tag, seed),
            tag: None,
        };
        twin.set_environment(environment);
        twin.swell();
        twin.join();
        twin
    }

    /// Which parts it has.
    pub fn embodiment(&self) -> Embodiment {
        self.embodiment
    }

    /// Puts a tag into the connector's core, or takes it out.
    pub fn fit_tag(&mut self, tag: Option<Tag>) {
        self.tag = tag;
    }

    /// Sends a frame to the tag and gives what the reader hears; nothing when it hears nothing.
    pub fn exchange_with_tag(&mut self, sent: &Frame) -> Option<Frame> {
        let near = self.assembly.tag_in_reach() && !self.severities.has(FaultKind::TagMissing);
        self.radio.exchange(self.tag.as_mut().filter(|_| near), sent)
    }

    /// Lets the reader's field break down, so that the tag forgets that it was found.
    pub fn reset_tag_field(&mut self) {
        self.radio.reset_field(self.tag.as_mut());
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
        self.plant.outside = self.outside();
        let tissue = self.plant.path.tissue;
        for node in &mut self.plant.path.nodes[tissue..] {
            node.around_kpa = environment.tissue_kpa;
        }
        let spilled = self.plant.path.spilled;
        self.plant.path.nodes[spilled].around_kpa = 0.0;
        self.feel();
        self.breathe(BREATH_S);
        self.swell();
        self.solver.inputs_changed();
    }

    /// What of the surroundings acts on the path now.
    fn outside(&self) -> Outside {
        let outside = self.environment.outside(self.housing_c);
        Outside { fluidity: outside.fluidity * self.fluidity_share, ..outside }
    }

    /// The surroundings now.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Sets what the pins do from now on, of both switches of each wire alike.
    pub fn actuate(&mut self, actuation: Actuation) {
        self.actuate_switches([actuation; 2]);
    }

    /// Sets what the pins of the first and of the second switch of each wire do from now on.
    pub fn actuate_switches(&mut self, actuation: [Actuation; 2]) {
        if actuation != self.actuation {
            self.actuation = actuation;
            self.apply_duties();
        }
    }

    /// Makes the solver ready for equations that have changed in more than their numbers.
    fn restructured(&mut self) {
        let pattern = self.plant.pattern();
        if pattern != self.pattern {
            self.solver.reanalyse(&pattern);
            self.pattern = pattern;
        }
        self.solver.inputs_changed();
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
        let drawn = self.supply();
        self.before.copy_from_slice(&self.y);
        self.plant.outside = self.outside();
        let h = self.solver.step(&self.plant, &mut self.y, limit_s.min(HOUSING_STEP_S))?;
        if self.plant.follow(&self.unit.reusable.fatigue, &self.before, &self.y) {
            self.solver.inputs_changed();
        }
        self.follow_gas(h);
        self.wear(h);
        self.spend(drawn, h);
        Ok(h)
    }

    /// What is so.
    pub fn truth(&self) -> Truth {
        let (y, plant, path) = (&self.y, &self.plant, &self.plant.path);
        let gained = |node: usize| y[plant.fluid + node];
        let mut valves = [None; 3];
        for (place, (slot, valve)) in valves.iter_mut().zip(&plant.valves).enumerate() {
            let open = plant.passage(y, place) > OPEN_UL_S_KPA;
            *slot = Some(ValveTruth { site: valve.site, gap_mm: valve.gap(y), open });
        }
        let mut wires_c = [None; 3];
        for (slot, drive) in wires_c.iter_mut().zip(plant.drives()) {
            *slot = Some(y[drive.states.temperature]);
        }
        Truth {
            delivered_ul: gained(path.tissue) + gained(path.absorbed) - self.gas.path.past_tip_ul(),
            withdrawn_ul: self.fill_ul - self.reservoir_ul(),
            reservoir_ul: self.reservoir_ul(),
            spilled_ul: gained(path.spilled) - self.gas.path.spilled_ul() + self.gas.discarded_ul,
            imbalance_ul: y[plant.fluid..].iter().sum(),
            plunger_mm: y[plant.pump.states.travel],
            membrane_mm: plant.membrane_mm(y),
            valves,
            wires_c,
            gas_imbalance_ul: self.gas.imbalance_ul(),
            path_gas_ul: self.gas.path.in_path_ul(),
            dispensing_ul: path.dispensing_content(&y[plant.fluid..]),
            reservoir_kpa: plant.pressure(y, RESERVOIR),
            chamber_kpa: plant.pressure(y, CHAMBER),
            line_kpa: plant.pressure(y, path.line),
            tissue_kpa: plant.pressure(y, path.tissue),
            housing_c: self.housing_c,
            battery_used_mah: self.electrics.battery.used_mah(),
            noticed: self.noticed(),
        }
    }

    /// Work done by the integrator so far.
    pub fn effort(&self) -> Effort {
        Effort { steps: self.solver.taken, rejected: self.solver.rejected }
    }
}

/// The low digits of a number, as an article carries them.
fn number(seed: u64) -> u32 {
    u32::try_from(seed % 1_000_000_000).unwrap_or(0)
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
