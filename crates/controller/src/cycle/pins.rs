//! What the pins do in each phase of the cycle: power of each wire, what is read next, and when.

use super::learning::{at_voltage, holding};
use super::{Checkpoint, Cycle, Phase};
use crate::fixed::mul_div;
use crate::outputs::{Duty, Housekeeping, Strobe, Tone};
use crate::profile::{DeviceProfile, Outlet};
use units::{Duration, Instant};

/// What the pins do, and when the next step is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pins {
    pub(crate) pump: Duty,
    pub(crate) first_valve: Duty,
    pub(crate) second_valve: Duty,
    pub(crate) strobe: Strobe,
    pub(crate) tick: Duration,
}

/// Steps within a stroke: while a position is controlled, while a valve is watched, while a wire cools.
const TICK_SERVO: Duration = Duration::from_ms(8);
const TICK_SETTLE: Duration = Duration::from_ms(10);
const TICK_VALVE: Duration = Duration::from_ms(20);
const TICK_REFILL: Duration = Duration::from_ms(100);
const TICK_SEALED: Duration = Duration::from_s(10);
/// Pulses of a reading: in closed loop, and where a position is recorded.
const PULSES_SERVO: u16 = 16;
const PULSES_RECORD: u16 = 128;

impl Cycle {
    /// What the pins do in the present phase.
    pub(super) fn pins(&self, now: Instant, p: &DeviceProfile) -> Pins {
        let spent = now.since(self.entered);
        let volts = |ppm| at_voltage(ppm, p, self.battery);
        let sealed = holding(p.seal_hold_ppm, p.seal_hold_temperature, p, self.housing, self.battery);
        let held_open = holding(p.open_hold_ppm, p.open_hold_temperature, p, self.housing, self.battery);
        let (open, valve_pulses) = match p.outlet {
            Outlet::Driven => (held_open, Some(PULSES_SERVO)),
            Outlet::Passive => (0, None),
            Outlet::Dispensing => (0, Some(PULSES_SERVO)),
        };
        let quiet = Strobe { plunger: None, second_valve: None, housekeeping: Housekeeping::Skip, tone: None };
        let look = Strobe { plunger: Some(PULSES_SERVO), ..quiet };
        let watch = Strobe { second_valve: valve_pulses, ..quiet };
        let record = Strobe { plunger: Some(PULSES_RECORD), ..watch };
        // While the second valve moves, when the stroke is measured.
        let waiting = if p.outlet == Outlet::Dispensing { self.parked_ppm(p) } else { 0 };
        let heated = now.since(self.heated);
        let preheat = || self.learning.preheat_ppm(heated, p, self.housing, self.battery);
        // Far from pulling there is little to see.
        let heating_tick = (self.learning.planned() - heated).clamp(TICK_SERVO, TICK_VALVE);
        let held = if self.failure.is_some() { 0 } else { self.servo.duty_ppm() };
        let (pump, first, second, strobe, tick) = match self.phase {
            Phase::Idle => (0, 0, 0, Strobe { housekeeping: Housekeeping::Read, ..quiet }, Duration::ZERO),
            Phase::Commit => (0, 0, 0, Strobe { housekeeping: Housekeeping::Read, ..quiet }, TICK_SERVO),
            Phase::Seal if spent < self.seal_time => {
                let housekeeping = Strobe { housekeeping: Housekeeping::Read, ..quiet };
                (0, volts(p.seal_duty_ppm), 0, housekeeping, self.seal_time - spent)
            }
            Phase::Seal => (0, sealed, 0, quiet, self.seal_time + p.seal_settle - spent),
            Phase::Listen(checkpoint) => {
                let pump = if checkpoint == Checkpoint::Empty { 0 } else { waiting };
                let tone = self.listening.tone();
                let tick = tone.map_or(TICK_VALVE, Tone::length);
                (pump, sealed, 0, Strobe { housekeeping: Housekeeping::Read, tone, ..quiet }, tick)
            }
            Phase::Baseline => (0, sealed, 0, record, TICK_SERVO),
            // Before the stroke the wire is brought to the verge of pulling meanwhile, and no further: the way is shut yet.
            Phase::Open if p.outlet == Outlet::Driven && heated < self.learning.planned() => {
                (preheat(), sealed, volts(p.open_duty_ppm), watch, heating_tick)
            }
            Phase::Open => (self.parked_ppm(p), sealed, volts(p.open_duty_ppm), watch, TICK_VALVE),
            Phase::Preheat => (preheat(), sealed, open, look, heating_tick),
            Phase::Advance => (self.servo.duty_ppm(), sealed, open, look, TICK_SERVO),
            Phase::Settle => (self.servo.duty_ppm(), sealed, open, look, TICK_SETTLE),
            Phase::Dispense => {
                let tone = self.listening.watched();
                let tick = tone.map_or(TICK_REFILL, Tone::length);
                (waiting, sealed, held_open, Strobe { tone, ..quiet }, tick)
            }
            Phase::Close if p.outlet == Outlet::Dispensing => (waiting, sealed, 0, watch, TICK_VALVE),
            Phase::Relieve => (0, sealed, open, quiet, p.relief),
            Phase::Close => (held, sealed, 0, Strobe { plunger: look.plunger, ..watch }, TICK_VALVE),
            Phase::Measure => (held, sealed, 0, record, TICK_SERVO),
            Phase::Press if !p.press.is_positive() => {
                (self.parked_ppm(p), sealed, 0, look, (self.press_time - spent).clamp(TICK_SETTLE, TICK_REFILL))
            }
            Phase::Press => (held, sealed, 0, Strobe { plunger: Some(PULSES_RECORD), ..quiet }, TICK_SETTLE),
            Phase::Release => {
                let tick = if self.gauged() && self.spring.reads() { TICK_SETTLE } else { TICK_REFILL };
                (self.parked_ppm(p), 0, 0, Strobe { plunger: Some(PULSES_RECORD), ..quiet }, tick)
            }
            Phase::Refill => (0, 0, 0, look, TICK_REFILL),
            Phase::Sealed => (0, sealed, 0, watch, if self.failure.is_some() { TICK_VALVE } else { TICK_SEALED }),
        };
        // Whatever moves is looked at, by whoever guards it too.
        let seen = strobe.plunger.or_else(|| look.plunger.filter(|_| pump > 0));
        let strobe = Strobe { plunger: seen, ..strobe };
        Pins {
            pump: Duty::from_ppm(pump),
            first_valve: Duty::from_ppm(first),
            second_valve: Duty::from_ppm(second),
            strobe,
            tick,
        }
    }

    /// Duty at which the plunger is parked; none after a failure, or where nothing is read from it any more.
    fn parked_ppm(&self, p: &DeviceProfile) -> i64 {
        let hold = || self.learning.hold_duty(p, self.housing, self.battery);
        if self.failure.is_none() && self.gauged() { mul_div(hold(), p.park_percent, 100) } else { 0 }
    }
}
