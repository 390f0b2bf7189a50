//! One stroke, from a sealed inlet to a refilled chamber.
//!
//! ```text
//! Idle -> Commit -> Seal -> Baseline -> Open -> Preheat -> Advance -> Settle -> Close -> Measure -> Press -> Release -> Refill -> Idle
//!                    |         |         |          |                   ^         |
//!                    |         |         +-- timeout: Relieve ----------+         |
//!                    |         +------------ timeout -------------------+         |
//!                    +-- second valve not seated --> Sealed <-- second valve not seated
//! ```
//! With a passive outlet there is nothing to open, to close or to see seated: Baseline -> Preheat -> Advance -> Settle
//! -> Measure, and a timeout goes to Measure. With a dispensing chamber behind it the second valve comes after what was
//! measured, and the chamber's volume is listened to before and after each step: Seal -> Listen (empty) -> Baseline ...
//! Measure -> Listen (filled, held) -> Open -> Dispense -> Close -> Listen (emptied) -> Release.
//!
//! Invariant: the first valve is powered shut from before the second is powered open until after it was seen closed.
//! Vocabulary: *advance* is the plunger's motion towards the body, *home* its stop.
//!
//! - `body`: the stroke to the rigid body, by which the plunger's sensor is calibrated anew.
//! - `optics`: where the plunger is, and what that comes to; `valves`: open, shut, seated; `motion`: the way to a target;
//!   `refill`: the way home.
//! - `listening`: the acoustic checkpoints; `dispensing`: what they say of a stroke.
//! - `press`: the plunger presses on the chamber between its shut valves; `gauge`: what its spring then tells of line and
//!   valves; `spring`: how far it goes; `passage`: how large the next stroke may be for that.
//! - `learning`, `servo`: how the wire is heated; `sag`: whether the battery can do it; `pins`: what each phase does to the
//!   outside.

mod body;
mod commit;
mod dispensing;
mod gauge;
mod interrupt;
mod learning;
mod listening;
mod motion;
mod optics;
mod passage;
mod pins;
mod press;
mod refill;
mod sag;
mod servo;
mod spring;
mod start_up;
mod state;
mod valves;

use crate::alarm::Alarm;
use crate::calibration::{CalibrationRecord, SignalReference};
use crate::event::StrokeRecord;
use crate::inputs::Inputs;
use crate::journal::Sequence;
use crate::profile::{DeviceProfile, Outlet};
use body::Body;
pub(crate) use pins::Pins;
pub use start_up::StartUpFault;
pub use state::CycleState;

use core::ops::RangeInclusive;
use dispensing::Dispensing;
use gauge::Gauge;
use learning::Learning;
pub use listening::Checkpoint;
use listening::Listening;
use passage::Passage;
use servo::Servo;
use spring::Spring;
use units::{Duration, Instant, Length, Temperature, Voltage, Volume};

/// Where in a stroke the device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// All wires off, chamber full, second valve shut by its spring.
    Idle,
    /// The journal takes the bound of what the stroke could deliver; nothing moves before it has.
    Commit,
    /// The first valve closes.
    Seal,
    /// The volume of the dispensing chamber is listened to.
    Listen(Checkpoint),
    /// The plunger's start is read.
    Baseline,
    /// The second valve opens.
    Open,
    /// The pump wire warms to the verge of pulling.
    Preheat,
    /// The plunger follows a ramp to its target.
    Advance,
    /// The plunger is held while the line relaxes.
    Settle,
    /// The dispensing chamber empties through the second valve; the plunger is parked.
    Dispense,
    /// The stroke has failed: the plunger gives way to what pressure is left in the line.
    Relieve,
    /// The second valve closes; the plunger is held.
    Close,
    /// The plunger's end is read.
    Measure,
    /// The plunger presses on the chamber between its shut valves, to see whether they hold.
    Press,
    /// The first valve opens; the plunger is parked.
    Release,
    /// The plunger comes home.
    Refill,
    /// The second valve will not close, or a valve leaks: the first is kept shut for as long as there is power.
    Sealed,
}

/// What a finished step of the cycle means for the rest of the controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing yet.
    Nothing,
    /// The stroke was measured.
    Measured(StrokeRecord),
    /// The inlet has opened, and the plunger sprung forward by this.
    Sprung(Length),
    /// The plunger is home: the cycle is over.
    Home,
    /// The condition of an alarm that does not end delivery is there, or is not.
    Noticed(Alarm, bool),
    /// Something is wrong.
    Failed(Alarm),
}

/// Strokes that are not therapy: what a factory asks of a pump to calibrate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Service {
    /// One stroke to this travel, with delivery paused.
    StrokeTo(Length),
    /// One stroke until the membrane meets the rigid body, with delivery paused.
    StrokeToBody,
}

/// The state of the cycle.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Cycle {
    phase: Phase,
    entered: Instant,
    /// The record that has to be in the journal before the stroke may start.
    bound_record: Sequence,
    /// Target of this stroke.
    target: Volume,
    aim: Length,
    start: Length,
    end: Length,
    /// When the pump wire was first heated in this stroke, and until when it was last.
    heated: Instant,
    cooling_since: Option<Instant>,
    /// When the first valve's wire had last closed it, and when it was let go.
    closed: Instant,
    unsealed: Option<Instant>,
    seal_time: Duration,
    press_time: Duration,
    /// Since when the plunger has pressed as far as it is to.
    pressed: Option<Instant>,
    spring: Spring,
    /// Alarm that ends this stroke, once the valves are safe.
    failure: Option<Alarm>,
    gauge: Gauge,
    passage: Passage,
    /// This stroke primes tubing: what air is left in a chamber that is new springs as a leak does.
    primes_tubing: bool,
    /// Why the device is sealed, if it is.
    sealed: Option<Alarm>,
    /// Readings in a row in which the plunger had left its start.
    moved: u8,
    /// Readings in a row in which the second valve, closing, was seated.
    seated: u8,
    home: SignalReference,
    body: Body,
    servo: Servo,
    learning: Learning,
    /// What was known to hold the plunger before this stroke, ppm.
    held_before_ppm: i64,
    listening: Listening,
    dispensing: Dispensing,
    /// What is known of this stroke so far, while it is not yet accounted.
    stroke: StrokeRecord,
    /// Whether the condition of an alarm that does not end delivery is there, to be told when this stroke is over.
    notice: Option<(Alarm, bool)>,
    battery: Voltage,
    /// What it was before the first load of this stroke.
    unloaded: Voltage,
    housing: Temperature,
}

/// What battery and thermistor can read at all; anything else is passed over and the last reading kept.
const BATTERY_PLAUSIBLE: RangeInclusive<Voltage> = Voltage::from_uv(1_500_000)..=Voltage::from_uv(5_000_000);
const HOUSING_PLAUSIBLE: RangeInclusive<Temperature> =
    Temperature::from_millidegc(-20_000)..=Temperature::from_millidegc(70_000);

impl Cycle {
    pub(crate) fn new(profile: &DeviceProfile, calibration: &CalibrationRecord) -> Self {
        Self {
            phase: Phase::Idle,
            entered: Instant::ZERO,
            bound_record: Sequence::default(),
            target: Volume::ZERO,
            aim: Length::ZERO,
            start: Length::ZERO,
            end: Length::ZERO,
            heated: Instant::ZERO,
            cooling_since: None,
            closed: Instant::ZERO,
            unsealed: None,
            seal_time: profile.seal_time,
            press_time: profile.press_time,
            pressed: None,
            spring: Spring::default(),
            failure: None,
            gauge: Gauge::default(),
            passage: Passage::default(),
            primes_tubing: false,
            sealed: None,
            moved: 0,
            seated: 0,
            home: calibration.home(),
            body: Body::default(),
            servo: Servo::default(),
            learning: Learning::new(profile),
            held_before_ppm: profile.hold_duty_ppm,
            listening: Listening::new(profile),
            dispensing: Dispensing::default(),
            stroke: StrokeRecord::NOTHING,
            notice: None,
            battery: profile.reference_voltage,
            unloaded: profile.reference_voltage,
            housing: profile.reference_temperature,
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase
    }

    /// Whether a stroke has started that is not yet measured.
    pub(crate) fn stroke_under_way(&self) -> bool {
        match self.phase {
            Phase::Commit
            | Phase::Seal
            | Phase::Listen(_)
            | Phase::Baseline
            | Phase::Open
            | Phase::Preheat
            | Phase::Advance
            | Phase::Settle
            | Phase::Dispense
            | Phase::Relieve
            | Phase::Close
            | Phase::Measure => true,
            Phase::Idle | Phase::Press | Phase::Release | Phase::Refill | Phase::Sealed => false,
        }
    }

    /// What earlier strokes have left in the dispensing chamber without its being accounted: it may go out with the
    /// next one.
    pub(crate) fn held(&self) -> Volume {
        self.dispensing.held()
    }

    /// The largest stroke that may come now, of what is given at once.
    pub(crate) fn largest(&self, now: Instant, p: &DeviceProfile) -> Volume {
        self.passage.largest(now, p)
    }

    fn enter(&mut self, now: Instant, phase: Phase) {
        self.phase = phase;
        self.entered = now;
    }

    /// One step: reads, decides, and says what the pins do until the next.
    pub(crate) fn step(
        &mut self,
        now: Instant,
        inputs: &Inputs,
        p: &DeviceProfile,
        c: &CalibrationRecord,
    ) -> (Pins, Outcome) {
        self.battery = inputs.battery.filter(|battery| BATTERY_PLAUSIBLE.contains(battery)).unwrap_or(self.battery);
        self.housing = inputs.housing.filter(|housing| HOUSING_PLAUSIBLE.contains(housing)).unwrap_or(self.housing);
        let outcome = self.decide(now, inputs, p, c);
        (self.pins(now, p), outcome)
    }

    fn decide(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        let spent = now.since(self.entered);
        match self.phase {
            Phase::Idle => Outcome::Nothing,
            // What brought it here was measured first, and is told now.
            Phase::Sealed => self.failure.take().map_or(Outcome::Nothing, Outcome::Failed),
            Phase::Commit => self.commit(now, inputs, p),
            Phase::Seal => {
                self.closed = self.entered + self.seal_time;
                if spent >= self.seal_time + p.seal_settle {
                    if self.failure.is_none() && self.would_brown_out(p) {
                        return self.abandon(now, Alarm::BatteryEmpty);
                    }
                    match p.outlet {
                        Outlet::Driven | Outlet::Passive => self.enter(now, Phase::Baseline),
                        Outlet::Dispensing => return self.begin_listening(now, p, c),
                    }
                }
                Outcome::Nothing
            }
            Phase::Listen(checkpoint) => self.listen(checkpoint, now, inputs, p, c),
            Phase::Baseline => self.baseline(now, inputs, p, c),
            Phase::Open => self.open(now, inputs, p, c),
            Phase::Preheat => self.preheat(now, inputs, p, c),
            Phase::Advance => self.advance(now, inputs, p, c),
            Phase::Settle => self.settle(now, inputs, p, c),
            Phase::Dispense => self.dispense(now, inputs, p, c),
            Phase::Relieve => self.close_after(p.relief, now),
            Phase::Close => self.close(now, inputs, p, c),
            Phase::Measure => self.measure(now, inputs, p, c),
            Phase::Press => self.press(now, inputs, p, c),
            Phase::Release => self.release(now, inputs, p, c),
            Phase::Refill => self.refill(now, inputs, p, c),
        }
    }

    /// Ends a stroke before anything could have moved.
    fn abandon(&mut self, now: Instant, alarm: Alarm) -> Outcome {
        self.enter(now, Phase::Refill);
        self.failure = Some(alarm);
        Outcome::Failed(alarm)
    }

    /// The stroke has failed; the valves are made safe before anything else.
    fn fail(&mut self, now: Instant, alarm: Alarm, phase: Phase) -> Outcome {
        self.failure = Some(alarm);
        self.enter(now, phase);
        Outcome::Nothing
    }
}
