//! One stroke, from a sealed inlet to a refilled chamber.
//!
//! ```text
//! Idle -> Commit -> Seal -> Baseline -> Open -> Preheat -> Advance -> Settle -> Close -> Measure -> Release -> Refill -> Idle
//!                    |         |         |          |                   ^         |
//!                    |         |         +-- timeout: Relieve ----------+         |
//!                    |         +------------ timeout -------------------+         |
//!                    +-- second valve not seated --> Sealed <-- second valve not seated
//! ```
//! With a passive outlet there is nothing to open, to close or to see seated: Baseline -> Preheat -> Advance -> Settle
//! -> Measure, and a timeout goes to Measure. With a dispensing chamber behind it the second valve comes after what was
//! measured: Measure -> Open -> Dispense -> Close -> Release.
//!
//! Invariant: the first valve is powered shut from before the second is powered open until after it was seen closed.
//! Vocabulary: *advance* is the plunger's motion towards the body, *home* its stop.

mod commit;
mod learning;
mod pins;
mod servo;
mod state;
mod withheld;

use crate::alarm::Alarm;
use crate::calibration::{CalibrationRecord, SignalReference};
use crate::event::StrokeRecord;
use crate::fixed::blend;
use crate::inputs::{Inputs, OpticalReading};
use crate::journal::Sequence;
use crate::profile::{DeviceProfile, Outlet};
pub(crate) use pins::Pins;
pub use state::CycleState;

use core::ops::RangeInclusive;
use learning::{Learning, above_housing};
use servo::Servo;
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
    /// The first valve opens; the plunger is parked.
    Release,
    /// The plunger comes home.
    Refill,
    /// The second valve will not close: the first is kept shut for as long as there is power.
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
    /// Something is wrong.
    Failed(Alarm),
}

/// Strokes that are not therapy: what a factory asks of a pump to calibrate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Service {
    /// One stroke to this travel, with delivery paused.
    StrokeTo(Length),
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
    /// When the first valve's wire was last let go.
    unsealed: Option<Instant>,
    seal_time: Duration,
    /// Alarm that ends this stroke, once the valves are safe.
    failure: Option<Alarm>,
    /// How far the plunger springs forward as the first valve opens beyond what it did at the factory, nm: averaged
    /// over a few strokes.
    spring_nm: i64,
    /// Readings in a row in which the plunger had left its start.
    moved: u8,
    /// Readings in a row in which the second valve, closing, was seated.
    seated: u8,
    home: SignalReference,
    servo: Servo,
    learning: Learning,
    battery: Voltage,
    housing: Temperature,
}

/// What battery and thermistor can read at all; anything else is passed over and the last reading kept.
const BATTERY_PLAUSIBLE: RangeInclusive<Voltage> = Voltage::from_uv(1_500_000)..=Voltage::from_uv(5_000_000);
const HOUSING_PLAUSIBLE: RangeInclusive<Temperature> =
    Temperature::from_millidegc(-20_000)..=Temperature::from_millidegc(70_000);
/// Readings in a row that have to show the plunger away from its start before it counts as moving.
const ONSET_READINGS: u8 = 3;
/// How much of each new reading of the plunger's spring is taken in, percent. Less would lag behind a bolus, more
/// would let noise through.
const SPRING_SHARE: i64 = 35;
/// Opening of the second valve, ppm of its travel, above which it is open and below which it is seated.
const VALVE_OPEN_PPM: i64 = 700_000;
const VALVE_SEATED_PPM: i64 = 120_000;

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
            unsealed: None,
            seal_time: profile.seal_time,
            failure: None,
            spring_nm: 0,
            moved: 0,
            seated: 0,
            home: calibration.home(),
            servo: Servo::default(),
            learning: Learning::new(profile),
            battery: profile.reference_voltage,
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
            | Phase::Baseline
            | Phase::Open
            | Phase::Preheat
            | Phase::Advance
            | Phase::Settle
            | Phase::Dispense
            | Phase::Relieve
            | Phase::Close
            | Phase::Measure => true,
            Phase::Idle | Phase::Release | Phase::Refill | Phase::Sealed => false,
        }
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
                if spent >= self.seal_time + p.seal_settle {
                    self.enter(now, Phase::Baseline);
                }
                Outcome::Nothing
            }
            Phase::Baseline => self.baseline(now, inputs, p, c),
            Phase::Open => self.open(now, inputs, p, c),
            Phase::Preheat => self.preheat(now, inputs, p, c),
            Phase::Advance => self.advance(now, inputs, p, c),
            Phase::Settle => self.settle(now, inputs, p, c),
            Phase::Dispense => self.close_after(p.dispense, now),
            Phase::Relieve => self.close_after(p.relief, now),
            Phase::Close => self.close(now, inputs, p, c),
            Phase::Measure => self.measure(now, inputs, p, c),
            Phase::Release => self.release(now, inputs, p, c),
            Phase::Refill => self.refill(now, inputs, p, c),
        }
    }

    /// The plunger's travel, from a reading; `None` where it means nothing.
    fn travel(&self, inputs: &Inputs, c: &CalibrationRecord) -> Option<Length> {
        let signal = inputs.plunger?.signal()?;
        Some(c.travel(signal, self.home.at(self.housing)))
    }

    /// How far the second valve is open, from a reading, ppm; `None` where it means nothing.
    fn second_valve_opening(&self, inputs: &Inputs, c: &CalibrationRecord) -> Option<i64> {
        c.valve_opening_ppm(inputs.second_valve?, self.housing)
    }

    /// Whether the way out of the chamber is shut, as far as can be seen.
    fn outlet_shut(&self, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> bool {
        match p.outlet {
            Outlet::Driven | Outlet::Dispensing => {
                self.second_valve_opening(inputs, c).is_some_and(|ppm| ppm < VALVE_SEATED_PPM)
            }
            Outlet::Passive => true,
        }
    }

    fn baseline(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        // The request for this reading went out on entering the phase.
        if now == self.entered {
            return Outcome::Nothing;
        }
        // A failure that is older than the stroke: the device was sealed before it lost power.
        if self.failure.is_some() || !self.outlet_shut(inputs, p, c) {
            self.enter(now, Phase::Sealed);
            return Outcome::Failed(Alarm::SecondValveFault);
        }
        let signal = inputs.plunger.and_then(OpticalReading::signal);
        let (Some(signal), Some(travel)) = (signal, self.travel(inputs, c)) else {
            return self.abandon(now, Alarm::PlungerSensorFault);
        };
        if travel.abs() > p.home.scaled(3, 1) {
            return self.abandon(now, Alarm::PlungerSensorFault);
        }
        self.home.renew(signal, self.housing);
        self.start = c.travel(signal, self.home.at(self.housing));
        let target = c.target(self.start, self.target);
        self.aim = target - self.learning.aim_short(target - self.start);
        match p.outlet {
            Outlet::Driven => self.enter(now, Phase::Open),
            Outlet::Passive | Outlet::Dispensing => self.heat(now, p),
        }
        Outcome::Nothing
    }

    /// Ends a stroke before anything could have moved.
    fn abandon(&mut self, now: Instant, alarm: Alarm) -> Outcome {
        self.enter(now, Phase::Refill);
        self.failure = Some(alarm);
        Outcome::Failed(alarm)
    }

    fn open(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if self.second_valve_opening(inputs, c).is_some_and(|ppm| ppm > VALVE_OPEN_PPM) {
            match p.outlet {
                Outlet::Driven => self.heat(now, p),
                Outlet::Passive | Outlet::Dispensing => self.enter(now, Phase::Dispense),
            }
        } else if now.since(self.entered) > p.valve_timeout {
            // It may have opened a little: the inlet stays shut until it was seen closed.
            return self.fail(now, Alarm::SecondValveFault, Phase::Close);
        }
        Outcome::Nothing
    }

    /// The way is free: the pump wire is heated.
    fn heat(&mut self, now: Instant, p: &DeviceProfile) {
        self.heated = now;
        self.moved = 0;
        self.learning.plan(p, self.housing, self.cooling_since.map(|since| now.since(since)));
        self.enter(now, Phase::Preheat);
    }

    fn preheat(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        let Some(travel) = self.travel(inputs, c) else {
            return self.fail(now, Alarm::PlungerSensorFault, unload(p));
        };
        // One reading may be noise.
        self.moved = if travel - self.start > p.onset { self.moved.saturating_add(1) } else { 0 };
        if self.moved >= ONSET_READINGS {
            self.learning.onset_after(now.since(self.heated), p);
            self.servo.begin(now, travel, self.learning.hold_duty(p, self.housing, self.battery));
            self.enter(now, Phase::Advance);
        } else if now.since(self.heated) > p.stroke_timeout {
            return self.fail(now, Alarm::PlungerStuck, unload(p));
        }
        Outcome::Nothing
    }

    fn advance(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        let Some(travel) = self.travel(inputs, c) else {
            return self.fail(now, Alarm::PlungerSensorFault, unload(p));
        };
        self.servo.follow(now, travel, self.aim, p);
        if travel + p.arrival >= self.aim {
            self.enter(now, Phase::Settle);
        } else if now.since(self.heated) > p.stroke_timeout {
            let stuck = travel - self.start < p.onset.scaled(3, 1);
            let alarm = if stuck { Alarm::PlungerStuck } else { Alarm::OcclusionDetected };
            return self.fail(now, alarm, unload(p));
        }
        Outcome::Nothing
    }

    fn settle(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if let Some(travel) = self.travel(inputs, c) {
            self.servo.follow(now, travel, self.aim, p);
        }
        if now.since(self.entered) >= p.settle {
            let next = match p.outlet {
                Outlet::Driven => Phase::Close,
                Outlet::Passive | Outlet::Dispensing => Phase::Measure,
            };
            self.enter(now, next);
        }
        Outcome::Nothing
    }

    fn close_after(&mut self, time: Duration, now: Instant) -> Outcome {
        if now.since(self.entered) >= time {
            self.enter(now, Phase::Close);
        }
        Outcome::Nothing
    }

    /// The stroke has failed; the valves are made safe before anything else.
    fn fail(&mut self, now: Instant, alarm: Alarm, phase: Phase) -> Outcome {
        self.failure = Some(alarm);
        self.enter(now, phase);
        Outcome::Nothing
    }

    fn close(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if let (Some(travel), None) = (self.travel(inputs, c), self.failure) {
            self.servo.follow(now, travel, self.aim, p);
        }
        // One reading may be noise.
        self.seated = if self.outlet_shut(inputs, p, c) { self.seated.saturating_add(1) } else { 0 };
        let shut = self.seated >= p.seated_readings;
        if !shut && now.since(self.entered) <= p.valve_timeout {
            return Outcome::Nothing;
        }
        self.seated = 0;
        if !shut {
            self.failure = Some(Alarm::SecondValveFault);
        }
        match p.outlet {
            // What was delivered is read whether or not the valve has closed.
            Outlet::Driven => self.enter(now, Phase::Measure),
            Outlet::Passive | Outlet::Dispensing => self.unseal(now, shut),
        }
        Outcome::Nothing
    }

    /// Lets the first valve go if the way out is shut, and seals the device otherwise.
    fn unseal(&mut self, now: Instant, shut: bool) {
        if shut {
            self.unsealed = Some(now);
            self.enter(now, Phase::Release);
        } else {
            self.failure = Some(Alarm::SecondValveFault);
            self.enter(now, Phase::Sealed);
        }
    }

    fn measure(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if now == self.entered {
            return Outcome::Nothing;
        }
        // Without a reading, or with one that no stroke could have made, the most that was possible is taken as delivered.
        let bound = self.target + p.stroke_margin;
        let read = self.travel(inputs, c).map(|end| (end, c.displaced(self.start, end) - self.given_back(p)));
        let (end, measured) = read.filter(|(_, measured)| *measured <= bound).unwrap_or_else(|| {
            self.failure = self.failure.or(Some(Alarm::PlungerSensorFault));
            (c.target(self.start, bound), bound)
        });
        self.end = end;
        let measured = measured.max(Volume::ZERO);
        if self.failure.is_none() {
            self.learning.held(self.servo.steady_ppm(), p, self.housing, self.battery);
            self.learning.stroke_done(c.target(self.start, self.target) - self.start, self.end - self.start);
        }
        let shut = self.outlet_shut(inputs, p, c);
        if shut && p.outlet == Outlet::Dispensing && self.failure.is_none() {
            self.enter(now, Phase::Open);
        } else {
            self.unseal(now, shut);
        }
        Outcome::Measured(StrokeRecord { target: self.target, measured, start: self.start, end: self.end })
    }

    /// What the chamber keeps of a stroke beyond what it kept of those that were weighed: between the reservoir's
    /// pressure and the line's it yields a little, and gives that back to the reservoir. The plunger's spring over
    /// the last strokes tells the difference.
    fn given_back(&self, p: &DeviceProfile) -> Volume {
        p.give_per_um.scaled(self.spring_nm, 1_000)
    }

    /// Waits until the first valve has surely let go, the plunger parked; then compares where it is with where the
    /// stroke ended.
    ///
    /// A little cooler than what holds it, the wire neither pulls on nor gives way: it is a stiff spring. When the
    /// valve opens, the chamber's pressure falls from that of the line to that of the reservoir, and the plunger
    /// springs forward, about 0.1 um per kPa.
    fn release(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        let spent = now.since(self.entered);
        let left_mk = above_housing(p.seal_temperature, self.housing, spent, p);
        if left_mk > i64::from(p.unseal_temperature.millikelvin_above(self.housing)) && spent < p.refill_timeout {
            return Outcome::Nothing;
        }
        self.cooling_since = Some(now);
        self.enter(now, Phase::Refill);
        let (Some(travel), None) = (self.travel(inputs, c), self.failure) else {
            return self.failure.map_or(Outcome::Nothing, Outcome::Failed);
        };
        let spring = travel - self.end;
        self.spring_nm = blend(self.spring_nm, (spring - c.rest_spring()).as_nm(), SPRING_SHARE);
        if self.spring_nm > p.release_spring_max.as_nm() {
            self.spring_nm = 0;
            self.failure = Some(Alarm::OcclusionDetected);
            return Outcome::Failed(Alarm::OcclusionDetected);
        }
        Outcome::Sprung(spring)
    }

    fn refill(&mut self, now: Instant, inputs: &Inputs, p: &DeviceProfile, c: &CalibrationRecord) -> Outcome {
        if now == self.entered {
            return Outcome::Nothing;
        }
        if self.travel(inputs, c).is_some_and(|travel| travel.abs() <= p.home) {
            self.enter(now, Phase::Idle);
            return Outcome::Home;
        }
        if now.since(self.entered) > p.refill_timeout {
            self.enter(now, Phase::Idle);
            return Outcome::Failed(self.failure.unwrap_or(Alarm::RefillShort));
        }
        Outcome::Nothing
    }
}

/// Where a stroke goes that has failed on its way. Through a driven outlet the plunger gives way to the line first;
/// behind a passive one it would leave the membrane, and with it what tells how much has passed.
fn unload(p: &DeviceProfile) -> Phase {
    match p.outlet {
        Outlet::Driven => Phase::Relieve,
        Outlet::Passive | Outlet::Dispensing => Phase::Measure,
    }
}
