//! The controller: one step at a time, it lets therapy accrue, runs the stroke cycle, keeps the ledger and raises
//! alarms.

use crate::alarm::{Alarm, Alarms};
use crate::assembly::{Assembly, Prime};
use crate::calibration::CalibrationRecord;
use crate::command::{Accepted, Command, Rejected};
use crate::cycle::{Cycle, Outcome, Phase, Service};
use crate::event::{Event, Events, StrokeRecord};
use crate::inputs::{Inputs, WirePower};
use crate::journal::Sequence;
use crate::ledger::{ByCategory, Ledger};
use crate::outputs::Outputs;
use crate::profile::DeviceProfile;
use crate::request::{Request, Requests};
use crate::therapy::{BasalProfile, BolusOrder, BolusStatus, Counters, Settings, Therapy, TherapyControl, WallTime};
use units::{Dose, Duration, Instant, Length, Volume};

mod attention;
mod reservoir;
mod restart;
mod resumptions;
mod site_change;

pub use reservoir::ReservoirReminder;
pub use resumptions::Resumptions;

/// A stroke that is due within this time may come at once, to see whether the last has shown a leak: noise looks like one
/// now and then.
const SOON: Duration = Duration::from_min(6);
/// The same to see whether it has met a shut way, which noise does not look like.
const SOON_IF_BLOCKED: Duration = Duration::from_min(60);

/// The device's mind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Controller {
    profile: DeviceProfile,
    calibration: CalibrationRecord,
    therapy: Therapy,
    ledger: Ledger,
    cycle: Cycle,
    alarms: Alarms,
    assembly: Assembly,
    /// What the stroke under way primes, if it does.
    prime: Option<Prime>,
    counters: Counters,
    requests: Requests,
    service: Option<Service>,
    /// When the next stroke may start.
    rested: Instant,
    now: Instant,
    /// How far time here is ahead of the clock: before the last loss of power that showed more than after it.
    ahead: Duration,
    /// Number of the last record that was made.
    sequence: Sequence,
    /// How many strokes in a row power did not outlast.
    interrupted: u8,
    /// What was accounted unmeasured at a restart that is still to be told.
    restarted: Option<Volume>,
    reservoir_reminder: ReservoirReminder,
    resumptions: Resumptions,
}

impl Controller {
    /// A controller for a pump of this type with this calibration, worn and running from instant zero: on a test stand, or
    /// where a record says so. [`Controller::with_assembly`] is for any other.
    pub fn new(profile: DeviceProfile, calibration: CalibrationRecord, settings: Settings) -> Self {
        Self {
            profile,
            calibration,
            ledger: Ledger::new(settings.reservoir_fill),
            cycle: Cycle::new(&profile, &calibration),
            therapy: Therapy::new(settings, &profile),
            alarms: Alarms::default(),
            assembly: Assembly::worn(&profile, None),
            prime: None,
            counters: Counters::default(),
            requests: Requests::default(),
            service: None,
            rested: Instant::ZERO,
            now: Instant::ZERO,
            ahead: Duration::ZERO,
            sequence: Sequence::default(),
            interrupted: 0,
            restarted: None,
            reservoir_reminder: ReservoirReminder::default(),
            resumptions: Resumptions::default(),
        }
    }

    /// What is true of every pump of its type.
    pub fn profile(&self) -> &DeviceProfile {
        &self.profile
    }

    /// What is true of this pump.
    pub fn calibration(&self) -> &CalibrationRecord {
        &self.calibration
    }

    /// The account of the reservoir.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Whether delivery runs.
    pub fn therapy_control(&self) -> TherapyControl {
        self.therapy.control()
    }

    /// The alarms that are active.
    pub fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// Where in a stroke the device is.
    pub fn phase(&self) -> Phase {
        self.cycle.phase()
    }

    /// Boluses that have not ended.
    pub fn boluses(&self) -> impl Iterator<Item = BolusStatus> {
        self.therapy.boluses()
    }

    /// Number of the basal profile in force; 1 is that of the settings.
    pub fn template(&self) -> u8 {
        self.therapy.template()
    }

    /// What the clock shows.
    pub fn wall(&self) -> WallTime {
        self.therapy.wall()
    }

    /// Insulin on board, all that was delivered counted: a figure to show. Up to half an hour older insulin counts as
    /// fresher than it is, never the other way.
    pub fn on_board(&self) -> Dose {
        self.therapy.on_board()
    }

    /// What was delivered and done, in the device's life and since a person reset the count.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// When the reservoir will count as empty at the present programme; `None` beyond eight days.
    pub fn runs_out(&self) -> Option<Instant> {
        let residue = self.profile.reservoir_residue.unwrap_or(Volume::ZERO);
        self.therapy.runs_out(self.ledger.remaining() - residue).map(|at| at - self.ahead)
    }

    /// Takes or refuses a request, once: the same again has the same answer and does nothing.
    ///
    /// # Errors
    /// See [`Rejected`]; only the answer is kept then.
    pub fn request(&mut self, now: Instant, request: Request) -> Result<Accepted, Rejected> {
        self.advance_clock(now);
        if let Some(answer) = self.requests.recall(&request) {
            return answer;
        }
        let expired = self.now > request.expires + self.ahead;
        let answer = if expired { Err(Rejected::Expired) } else { self.command(now, request.command) };
        self.requests.keep(request, answer);
        answer
    }

    /// Takes or refuses a command. A step should follow at once.
    ///
    /// # Errors
    /// See [`Rejected`]; nothing has changed then.
    pub fn command(&mut self, now: Instant, command: Command) -> Result<Accepted, Rejected> {
        self.advance_clock(now);
        match command {
            Command::Bolus(order) => return self.start_bolus(&order),
            Command::CancelBolus => self.therapy.cancel_boluses(),
            Command::CancelBolusOf { id } => self.therapy.cancel_bolus(id)?,
            Command::SetTempBasal { rate, duration } => self.therapy.set_temp_basal(rate, duration)?,
            Command::CancelTempBasal => self.therapy.cancel_temp_basal(),
            Command::ActivateTemplate { number } => self.therapy.activate_template(number)?,
            Command::Pause => {
                self.therapy.halt(TherapyControl::Pause);
                self.assembly.stop_priming();
            }
            Command::PauseFor { duration } => self.pause_for(duration)?,
            Command::Stop => {
                self.therapy.halt(TherapyControl::Stop);
                self.assembly.stop_priming();
            }
            Command::SetClock { wall } => self.therapy.set_clock(wall),
            Command::ResetCounters => self.counters.reset(),
            Command::ConfirmAlarm { alarm } => self.confirm_alarm(alarm)?,
            Command::SnoozeAlarm { alarm } => self.snooze_alarm(alarm)?,
            Command::Run if self.cycle.phase() == Phase::Sealed => return Err(Rejected::OutOfOrder),
            Command::RemindReservoir { below } => self.remind_reservoir(below)?,
            Command::Run => {
                self.assembly.check_complete()?;
                self.resume_after_alarm()?;
                self.therapy.run();
            }
            Command::SiteChange(step) => self.site_change(step)?,
        }
        Ok(Accepted::Done)
    }

    /// Writes a basal profile under a number, 1 to [`MAX_TEMPLATES`](crate::MAX_TEMPLATES).
    ///
    /// # Errors
    /// When that profile is in force, there is no such number, or a rate is above the limit.
    pub fn write_template(&mut self, now: Instant, number: u8, profile: BasalProfile) -> Result<(), Rejected> {
        self.advance_clock(now);
        self.therapy.write_template(number, profile)
    }

    fn start_bolus(&mut self, order: &BolusOrder) -> Result<Accepted, Rejected> {
        let id = self.therapy.start_bolus(order, &self.profile)?;
        self.counters.bolus();
        Ok(Accepted::Bolus(id))
    }

    /// What an alarm has stopped does not run again by itself.
    fn pause_for(&mut self, duration: Duration) -> Result<(), Rejected> {
        let control = self.therapy.control();
        if control == TherapyControl::Stop || self.alarms.stop_delivery() {
            return Err(Rejected::NotRunning { control });
        }
        self.therapy.pause_for(duration)
    }

    /// Asks for one stroke that is not therapy, as a factory does to calibrate a pump.
    ///
    /// # Errors
    /// When delivery runs (pause it first), the device is not put together, or the travel is not positive.
    pub fn service(&mut self, now: Instant, service: Service) -> Result<(), Rejected> {
        self.advance_clock(now);
        if self.therapy.control() == TherapyControl::Run {
            return Err(Rejected::NotRunning { control: TherapyControl::Run });
        }
        self.assembly.check_complete()?;
        match service {
            Service::StrokeTo(requested) if !requested.is_positive() => {
                return Err(Rejected::TravelOutOfRange { requested });
            }
            Service::StrokeTo(_) | Service::StrokeToBody => {}
        }
        self.service = Some(service);
        Ok(())
    }

    /// One step. An earlier `now` than the last is taken as the last.
    pub fn step(&mut self, now: Instant, inputs: &Inputs) -> Outputs {
        self.advance_clock(now);
        let now = self.now;
        let mut events = Events::new();
        if let Some(unmeasured) = self.restarted.take() {
            self.tell_restart(unmeasured, &mut events);
        }
        self.tell_of_alarms(&mut events);
        self.look_after_assembly(inputs, &mut events);
        self.tell_of_resumption(&mut events);
        if inputs.power == WirePower::Withheld {
            self.lose_power(&mut events);
        }
        if self.cycle.phase() == Phase::Idle {
            self.watch(inputs, &mut events);
            self.start_if_due(&mut events);
        }
        let (pins, outcome) = self.cycle.step(now, inputs, &self.profile, &self.calibration);
        self.take(outcome, &mut events);
        self.therapy.set_stroke_under_way(self.cycle.stroke_under_way());
        while let Some(ended) = self.therapy.take_ended(self.profile.stroke_min) {
            record(&mut events, ended);
        }
        let next_wake = if self.cycle.phase() == Phase::Idle {
            self.wake_from_idle()
        } else {
            // A step without length would never end.
            now + pins.tick.max(Duration::from_ms(1))
        };
        Outputs {
            pump: pins.pump,
            first_valve: pins.first_valve,
            second_valve: pins.second_valve,
            strobe: self.strobe(pins.strobe),
            tag: self.tag_request(),
            annunciation: self.alarms.annunciation(now),
            next_wake: self.attend(next_wake) - self.ahead,
            events,
        }
    }

    fn advance_clock(&mut self, now: Instant) {
        self.now = self.now.max(now + self.ahead);
        self.therapy.accrue(self.now);
    }

    /// The wires get nothing of what is asked: the stroke under way ends, and no other begins.
    fn lose_power(&mut self, events: &mut Events) {
        self.stop_for(Alarm::SupervisorWithheld, events);
        let outcome = self.cycle.interrupt(self.now, Alarm::SupervisorWithheld, &self.profile);
        self.take(outcome, events);
    }

    /// Starts a stroke if one is due and nothing forbids it.
    fn start_if_due(&mut self, events: &mut Events) {
        if self.alarms.stop_delivery() || self.now < self.rested {
            return;
        }
        let full = self.calibration.displaced(Length::ZERO, self.calibration.body());
        let service = self.service.take().map(|service| match service {
            Service::StrokeTo(travel) => self.calibration.displaced(Length::ZERO, travel),
            Service::StrokeToBody => full,
        });
        self.prime = if service.is_none() { self.assembly.priming() } else { None };
        let to_body = service == Some(full) || self.primes_to_body(full);
        let due = if to_body { Some(full) } else { service.or_else(|| self.stroke_due(events)) };
        let Some(target) = due else { return };
        let bound = target + self.cycle.held() + self.profile.stroke_margin;
        self.ledger.reserve(bound);
        record(events, Event::StrokeStarted { bound });
        self.rested = self.now + self.profile.stroke_interval;
        // The events of this step make the next record.
        if to_body {
            let (profile, calibration) = (&self.profile, &self.calibration);
            self.cycle.start_to_body(self.now, self.prime, self.sequence.next(), profile, calibration);
        } else {
            self.cycle.start(self.now, target, self.prime, self.sequence.next(), &self.profile);
        }
    }

    /// Whether the next stroke of priming goes to the rigid body: off the patient, and with so much left to fill.
    fn primes_to_body(&self, full: Volume) -> bool {
        self.prime == Some(Prime::Tubing)
            && self.cycle.wants_body(self.now)
            && self.assembly.left_to_prime(Prime::Tubing).is_some_and(|left| left >= full)
    }

    /// What the next stroke is to deliver, if one is due and may be made.
    fn stroke_due(&mut self, events: &mut Events) -> Option<Volume> {
        match (self.assembly.priming(), self.assembly.missing()) {
            (Some(_), _) => self.assembly.stroke_due(&self.profile),
            (None, None) => self.therapy_due(events),
            (None, Some(_)) => None,
        }
    }

    /// What therapy wants of the next stroke, as far as the limits allow.
    fn therapy_due(&mut self, events: &mut Events) -> Option<Volume> {
        // A stroke that may have shown a leak or a shut way is followed by a small one: what that gives early is not given
        // later.
        let check = || self.looks_again().then_some(self.profile.stroke_min);
        let at_once = self.cycle.largest(self.now, &self.profile);
        let due = self.therapy.stroke_due(at_once, &self.profile).or_else(check)?;
        let allowed = self.therapy.within_limits(due, &self.profile);
        if allowed.is_none() {
            self.therapy.hold_back(&self.profile);
        }
        self.observe(Alarm::DeliveryLimit, allowed.is_none(), events);
        allowed
    }

    /// Whether a stroke is to come at once, to see whether the last has shown what is wrong: where one is due anyway, for
    /// what nobody asked for is not given.
    fn looks_again(&self) -> bool {
        let due_in = self.therapy.next_basal(&self.profile).since(self.now);
        (self.cycle.suspects_leak(&self.profile) && due_in <= SOON
            || self.cycle.suspects_block(self.now) && due_in <= SOON_IF_BLOCKED)
            && self.therapy.control() == TherapyControl::Run
            && self.assembly.missing().is_none()
    }

    /// What the cycle's outcome means for ledger, therapy and alarms.
    fn take(&mut self, outcome: Outcome, events: &mut Events) {
        match outcome {
            Outcome::Nothing | Outcome::Home => {}
            Outcome::Measured(stroke) => self.account(stroke, events),
            Outcome::Sprung(spring) => record(events, Event::InletOpened { spring }),
            Outcome::Noticed(alarm, present) => {
                if let Some(event) = self.alarms.observe(alarm, present, self.now) {
                    record(events, event);
                }
            }
            Outcome::Failed(alarm) => {
                let doubtful = self.ledger.remaining() < self.profile.reservoir_doubtful;
                // Suction of an empty reservoir and pressure of a blocked line look alike as the inlet opens.
                let suspect = matches!(alarm, Alarm::RefillShort | Alarm::OcclusionDetected);
                let alarm = if suspect && doubtful { Alarm::ReservoirEmpty } else { alarm };
                // A stroke that failed before it was measured has moved nothing.
                self.ledger.settle(&ByCategory::default());
                self.stop_for(alarm, events);
                self.assembly.stop_priming();
            }
        }
    }

    fn account(&mut self, stroke: StrokeRecord, events: &mut Events) {
        let shares = match self.prime {
            Some(prime) => self.account_prime(prime, stroke.measured, events),
            None => self.therapy.settle(stroke.measured),
        };
        self.ledger.settle(&shares);
        self.counters.stroke(&shares);
        self.interrupted = 0;
        record(events, Event::StrokeMeasured(stroke));
        self.watch_reservoir(events);
    }

    fn wake_from_idle(&self) -> Instant {
        let soonest = self.now + Duration::from_ms(1);
        let stroke = if self.alarms.stop_delivery() {
            self.now + Duration::from_h(1)
        } else if self.assembly.priming().is_some() || self.looks_again() {
            self.rested
        } else {
            self.therapy.next_due(&self.profile).max(self.rested)
        };
        stroke.min(self.assembly.next_wake(self.now, &self.profile)).max(soonest)
    }
}

/// Records an event. A step makes fewer than fit; should one ever not fit, it is dropped rather than anything else
/// lost.
fn record(events: &mut Events, event: Event) {
    events.push(event).unwrap_or_default();
}
