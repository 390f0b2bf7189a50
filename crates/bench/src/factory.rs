//! The factory: makes a pump unit's calibration record by gauge and by weighing, as a production line would.
//!
//! 1. A jig holds the plunger at known travels while its sensor is read, and at home at two temperatures: the optical
//!    relation, smoothed, and its drift.
//! 2. Where there is a valve whose position is sensed, it is driven, and its sensor read closed and open.
//! 3. Where there is an acoustic volume sensor, a jig lies in place of the dispensing chamber, once flush and once standing
//!    in by a known volume: its quarter tone, the gas above it, and its line.
//! 4. The pump, run by its own controller, makes strokes to several travels onto a balance: the volume relation.
//!
//! Gauge and balance have errors of their own. Nothing of the twin's parameters is looked at.

mod acoustics;
mod fit;
mod optics;

use crate::world::World;
use controller::{
    Alarm, BasalBlock, BasalProfile, CalibrationError, CalibrationRecord, Controller, DeviceProfile, Event, Limits,
    Outlet, RestSpring, Service, Settings, SignalReference, StrokeRecord, Templates, VOLUME_POINTS, ValveReference,
    VolumePoint,
};
use controller::{Command, Rejected};
use protocol::lockstep::PumpType;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use supervisor::{Supervisor, SupervisorLimits, TravelFigures, TravelLimits, TravelPoint};
use twin::{Actuation, Embodiment, Environment, OpticalSite, PumpUnit, StepBudgetSpent, Twin};
use units::{Concentration, DoseRate, Duration, Length, Temperature, Volume};

/// Largest error of the jig's gauge, um. A touch probe of the usual kind.
const GAUGE_ERROR_UM: f64 = 0.5;
/// Standard deviation of one weighing, uL of water. A five-place balance (10 ug) read after settling.
const BALANCE_ERROR_UL: f64 = 0.01;
/// Rest between strokes, so that each starts from a cold wire, as most basal strokes do.
const REST: Duration = Duration::from_s(30);
/// Time until the line has relaxed and the balance may be read.
const SETTLING: Duration = Duration::from_s(120);
/// Housing temperatures of the optical measurement, degC.
const COOL_C: f64 = 22.0;
const WARM_C: f64 = 37.0;
/// The plunger springs by less, whatever is wrong.
const ANY_SPRING: Length = Length::from_nm(1_000_000);
/// Pulses of a reading on the jig.
const PULSES: u16 = 1024;

/// Why a unit could not be calibrated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FactoryError {
    /// The twin's equations could not be integrated.
    Twin(StepBudgetSpent),
    /// The measured relations are not usable: the unit is a reject.
    Record(CalibrationError),
    /// The pump raised an alarm or made no stroke on the test stand: the unit is a reject.
    Stroke {
        /// What was asked for.
        service: Service,
        /// What stopped it, if an alarm did.
        alarm: Option<Alarm>,
    },
    /// The controller refused a service stroke.
    Refused(Rejected),
}

impl From<StepBudgetSpent> for FactoryError {
    fn from(spent: StepBudgetSpent) -> Self {
        Self::Twin(spent)
    }
}

/// What an embodiment is sold as.
pub fn pump_type(embodiment: Embodiment) -> PumpType {
    match embodiment {
        Embodiment::Tethered => PumpType::Tethered,
        Embodiment::Patch => PumpType::Patch,
        Embodiment::Metered => PumpType::Metered,
    }
}

/// The profile of an embodiment's type, as its designers gave it to the controller.
pub fn profile(embodiment: Embodiment) -> DeviceProfile {
    pump_type(embodiment).profile()
}

/// Measures one pump unit, built as this embodiment; `seed` feeds the errors of the instruments.
///
/// # Errors
/// See [`FactoryError`].
pub fn calibrate(embodiment: Embodiment, unit: &PumpUnit, seed: u64) -> Result<CalibrationRecord, FactoryError> {
    let mut instruments = Instruments { random: ChaCha8Rng::seed_from_u64(seed ^ 0x000f_ac70_0f0f_ac70) };
    let stand = || Twin::new(embodiment, *unit, seed, Volume::from_pl(2_500_000_000), Environment::default());
    let profile = profile(embodiment);
    let mut twin = stand();
    let (optical, home) = optics::measure(&mut twin, &mut instruments);
    let valve = match profile.outlet {
        Outlet::Driven | Outlet::Dispensing => Some(measure_valve(&mut twin)?),
        Outlet::Passive => None,
    };
    let acoustic = match profile.outlet {
        Outlet::Dispensing => Some(acoustics::measure(&mut twin, &mut instruments)),
        Outlet::Driven | Outlet::Passive => None,
    };
    let provisional = design_volume();
    let record = |volume, spring| {
        CalibrationRecord::new(optical, volume, home, valve, spring, acoustic).map_err(FactoryError::Record)
    };
    // Until it was measured how this unit's plunger springs, that says nothing of line and valves.
    let stand_profile = DeviceProfile { line_slack: ANY_SPRING, leak_slack: ANY_SPRING, ..profile };
    let design = design_spring(profile.outlet);
    let controller = Controller::new(stand_profile, record(provisional, design)?, no_therapy());
    let supervisor = supervised(&stand_limits(embodiment), embodiment, unit, seed);
    let (volume, spring) = weigh_strokes(World::new(controller, supervisor, stand()), &mut instruments, design)?;
    record(volume, spring)
}

/// The limits of an embodiment's type on the test stand, where the plunger goes to the rigid body as often as is asked.
fn stand_limits(embodiment: Embodiment) -> SupervisorLimits {
    let limits = pump_type(embodiment).limits();
    SupervisorLimits { travel: TravelLimits { stroke: limits.travel.long_stroke, ..limits.travel }, ..limits }
}

/// Travels at which the supervisor's figures are read, um.
const SUPERVISOR_UM: [f64; 2] = [60.0, 300.0];

/// Makes one pump unit's supervisor, on a test stand and with a gauge of its own; `seed` feeds their errors.
pub fn supervisor(embodiment: Embodiment, unit: &PumpUnit, seed: u64) -> Supervisor {
    supervised(&pump_type(embodiment).limits(), embodiment, unit, seed)
}

fn supervised(limits: &SupervisorLimits, embodiment: Embodiment, unit: &PumpUnit, seed: u64) -> Supervisor {
    let mut instruments = Instruments { random: ChaCha8Rng::seed_from_u64(seed ^ 0x5a5a_0ff1_ce5a_5a00) };
    let mut twin = Twin::new(embodiment, *unit, seed ^ 1, Volume::from_pl(2_500_000_000), Environment::default());
    let home = signal(&mut twin, OpticalSite::Plunger, 0.0, COOL_C);
    let [near, far] = SUPERVISOR_UM.map(|um| {
        let held_um = um + GAUGE_ERROR_UM * instruments.error();
        let light = signal(&mut twin, OpticalSite::Plunger, held_um * 1e-3, COOL_C);
        TravelPoint { travel: nanometres(um), fall_ppm: whole((1.0 - light / home) * 1e6) }
    });
    Supervisor::new(*limits, TravelFigures { near, far })
}

/// The factory's own instruments and their errors.
struct Instruments {
    random: ChaCha8Rng,
}

impl Instruments {
    /// Uniform in -1..1.
    #[expect(clippy::cast_precision_loss, reason = "32 bits fit an f64 exactly")]
    fn error(&mut self) -> f64 {
        (self.random.next_u64() >> 32) as f64 / 2_147_483_648.0 - 1.0
    }

    fn weigh(&mut self, truth_ul: f64) -> f64 {
        // The sum of three uniforms has a standard deviation of one.
        truth_ul + BALANCE_ERROR_UL * (self.error() + self.error() + self.error())
    }
}

fn signal(twin: &mut Twin, site: OpticalSite, travel_mm: f64, housing_c: f64) -> f64 {
    let sample = twin.read_optics_on_jig(site, travel_mm, housing_c, PULSES);
    (f64::from(sample.lit) - f64::from(sample.dark)) / f64::from(PULSES)
}

/// A sensor's drift with temperature, per kelvin, with what it looks at held at zero travel.
fn drift(twin: &mut Twin, site: OpticalSite) -> f64 {
    let [cool, warm] = [COOL_C, WARM_C].map(|housing_c| signal(twin, site, 0.0, housing_c));
    (warm / cool - 1.0) / (WARM_C - COOL_C)
}

/// Drives the second valve as the test stand's own electronics would, and reads its sensor closed and open.
fn measure_valve(twin: &mut Twin) -> Result<ValveReference, StepBudgetSpent> {
    let read = |twin: &mut Twin| {
        let sample = twin.read_optics(OpticalSite::SecondValve, PULSES);
        (f64::from(sample.lit) - f64::from(sample.dark)) / f64::from(PULSES)
    };
    let closed = read(twin);
    for (duty, time) in [(0.9, Duration::from_ms(300)), (0.5, Duration::from_ms(1_500))] {
        twin.actuate(Actuation { second_valve: duty, measurement_valve: duty, ..Actuation::default() });
        twin.advance(twin.now() + time)?;
    }
    let open = read(twin);
    twin.actuate(Actuation::default());
    let closed_reference = reference(closed, drift(twin, OpticalSite::SecondValve));
    Ok(ValveReference { closed: closed_reference, open_ppm: whole(open / closed * 1e6) })
}

/// The volume relation of the drawing: good enough to aim the strokes that are weighed.
fn design_volume() -> [VolumePoint; VOLUME_POINTS] {
    let mut step = -1_i64;
    core::array::from_fn(|_| {
        step += 1;
        // What the membrane yields before the outlet opens does not go through it.
        let yielded = if step > 0 { 50_000 } else { 0 };
        // To the body, at 400 um.
        VolumePoint { travel: Length::from_nm(400_000 * step / 9), volume: Volume::from_pl(365_000 * step - yielded) }
    })
}

/// The plunger's spring as the inlet opens, by the drawing: a passive outlet keeps the pressure at which it recloses in
/// the chamber, some 17 kPa, and the plunger springs 0.11 um per kPa.
fn design_spring(outlet: Outlet) -> RestSpring {
    let spring = match outlet {
        // What it presses between the shut valves, 25 um, makes some 60 kPa.
        Outlet::Driven => Length::from_nm(6_000),
        Outlet::Passive => Length::from_nm(1_900),
        // The plunger has been parked for seconds by then, and has given way a little.
        Outlet::Dispensing => Length::from_nm(1_650),
    };
    spring.into()
}

/// Travels that are weighed, um, each with the number of strokes that are weighed together: closest and most where
/// the smallest doses lie, because there a micrometre of the sensor's noise weighs most. The last go to the rigid body.
const WEIGHED: [(Service, u32); VOLUME_POINTS - 1] = [
    (stroke_to(30), 48),
    (stroke_to(60), 64),
    (stroke_to(90), 32),
    (stroke_to(130), 16),
    (stroke_to(170), 16),
    (stroke_to(210), 16),
    (stroke_to(255), 16),
    (stroke_to(300), 16),
    (Service::StrokeToBody, 8),
];

const fn stroke_to(um: i64) -> Service {
    Service::StrokeTo(Length::from_nm(1_000 * um))
}

/// Strokes of this length tell the spring after a short one.
const SHORT: Length = Length::from_nm(60_000);
/// Strokes of these lengths tell the spring after a long one.
const LONG: std::ops::RangeInclusive<Length> = Length::from_nm(170_000)..=Length::from_nm(255_000);

/// Readings of the plunger's spring.
#[derive(Default)]
struct Springs {
    sum_nm: i64,
    count: i64,
}

impl Springs {
    /// Takes in a stroke's reading, if it has one: a chamber that is listened to parks no plunger.
    fn extend(&mut self, spring: Option<Length>) {
        self.sum_nm += spring.map_or(0, Length::as_nm);
        self.count += i64::from(spring.is_some());
    }

    fn mean(&self) -> Option<Length> {
        self.sum_nm.checked_div(self.count).map(Length::from_nm)
    }
}

fn weigh_strokes(
    mut world: World,
    instruments: &mut Instruments,
    design: RestSpring,
) -> Result<([VolumePoint; VOLUME_POINTS], RestSpring), FactoryError> {
    world.command(Command::Stop).map_err(FactoryError::Refused)?;
    let mut volume = [VolumePoint { travel: Length::ZERO, volume: Volume::ZERO }; VOLUME_POINTS];
    let (mut short, mut long) = (Springs::default(), Springs::default());
    for (point, (service, strokes)) in volume[1..].iter_mut().zip(WEIGHED) {
        // The first strokes of each length teach the controller; they are not weighed.
        for _ in 0..3 {
            one_stroke(&mut world, service)?;
        }
        let before = instruments.weigh(settled(&mut world)?);
        let mut sum_nm = 0;
        for _ in 0..strokes {
            let (stroke, spring) = one_stroke(&mut world, service)?;
            sum_nm += (stroke.end - stroke.start).as_nm();
            match service {
                Service::StrokeTo(travel) if travel == SHORT => short.extend(spring),
                Service::StrokeTo(travel) if LONG.contains(&travel) => long.extend(spring),
                Service::StrokeTo(_) | Service::StrokeToBody => {}
            }
        }
        let each = (instruments.weigh(settled(&mut world)?) - before) / f64::from(strokes);
        *point = VolumePoint { travel: Length::from_nm(sum_nm / i64::from(strokes)), volume: picolitres(each) };
    }
    let spring = RestSpring { short: short.mean().unwrap_or(design.short), long: long.mean().unwrap_or(design.long) };
    Ok((volume, spring))
}

/// Makes one stroke; returns what the controller recorded of it, and of the plunger's spring as the inlet opened, if it
/// looked at that.
fn one_stroke(world: &mut World, service: Service) -> Result<(StrokeRecord, Option<Length>), FactoryError> {
    world.service(service).map_err(FactoryError::Refused)?;
    let deadline = world.now() + Duration::from_s(60);
    let mut measured = None;
    let mut sprung = None;
    loop {
        let tick = world.advance(deadline)?;
        for event in &tick.events {
            match event {
                Event::StrokeMeasured(stroke) => measured = Some(*stroke),
                Event::InletOpened { spring } => sprung = Some(*spring),
                Event::AlarmRaised(alarm) if alarm.spec().on_delivery == controller::OnDelivery::Stops => {
                    return Err(FactoryError::Stroke { service, alarm: Some(*alarm) });
                }
                Event::AlarmRaised(_)
                | Event::SetAccepted { .. }
                | Event::SetRefused { .. }
                | Event::StartUpTested(_)
                | Event::Primed(_)
                | Event::Detached { .. }
                | Event::AlarmSnoozed(_)
                | Event::AlarmAcknowledged(_)
                | Event::AlarmEnded(_)
                | Event::StrokeStarted { .. }
                | Event::BolusEnded { .. }
                | Event::DeliveryResumed
                | Event::Restarted { .. } => {}
            }
        }
        if world.controller().phase() == controller::Phase::Idle || tick.now >= deadline {
            break;
        }
    }
    rest(world, REST)?;
    measured.map(|stroke| (stroke, sprung)).ok_or(FactoryError::Stroke { service, alarm: None })
}

fn rest(world: &mut World, time: Duration) -> Result<(), StepBudgetSpent> {
    let until = world.now() + time;
    while world.now() < until {
        world.advance(until)?;
    }
    Ok(())
}

/// Waits until the line has relaxed, and says what lies on the balance, uL.
fn settled(world: &mut World) -> Result<f64, StepBudgetSpent> {
    rest(world, SETTLING)?;
    Ok(world.truth().delivered_ul)
}

/// Settings of a pump on the test stand: nothing is due.
fn no_therapy() -> Settings {
    let basal = BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: DoseRate::ZERO }]);
    Settings {
        concentration: Concentration::new(100).expect("U-100 is a concentration"),
        basal: basal.expect("one block at midnight is a profile"),
        time_of_day: Duration::ZERO,
        reservoir_fill: Volume::from_pl(2_500_000_000),
        limits: Limits::DEVICE,
        templates: Templates::default(),
    }
}

fn reference(counts: f64, drift_per_k: f64) -> SignalReference {
    #[expect(clippy::cast_possible_truncation, reason = "a few thousand ppm fit an i32")]
    let drift_ppm_per_k = (drift_per_k * 1e6).round() as i32;
    SignalReference { signal: whole(counts * 256.0), temperature: Temperature::from_millidegc(22_000), drift_ppm_per_k }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "signals and ratios are positive and small"
)]
fn whole(x: f64) -> u32 {
    x.round() as u32
}

#[expect(clippy::cast_possible_truncation, reason = "a plunger's nanometres fit an i64")]
fn nanometres(um: f64) -> Length {
    Length::from_nm((um * 1e3).round() as i64)
}

#[expect(clippy::cast_possible_truncation, reason = "a stroke's picolitres fit an i64")]
fn picolitres(ul: f64) -> Volume {
    Volume::from_pl((ul * 1e6).round() as i64)
}
