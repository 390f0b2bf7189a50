//! The supervisor: one step at a time it looks at what was read and asked, and passes or withholds power.
//!
//! Every check runs in every step. The first that fails withholds, and stays until [`Supervisor::reset`]; power on
//! the first valve's wire is taken only for a reason of its own, because it keeps the reservoir shut off.

use crate::asked::{ArmToken, Asked, Fresh};
use crate::current::carries;
use crate::decision::{Decision, Reason, Withheld};
use crate::heat::Heat;
use crate::interlock::{Interlock, Seen};
use crate::limits::SupervisorLimits;
use crate::readings::{Counts, Place, Readings};
use crate::start_up::{StartUp, StartUpStep};
use crate::travel::{LongStroke, Pull, Travel, TravelFigures};
use crate::window::Window;
use crate::wire::{Duty, PerWire, Wire};
use core::ops::RangeInclusive;
use units::{Current, Duration, Instant, Temperature, Voltage};

/// What is known of one wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct WireState {
    passed: Duty,
    heat: Heat,
    /// When power began, or when it ended.
    since: Instant,
}

/// The second opinion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Supervisor {
    limits: SupervisorLimits,
    figures: TravelFigures,
    start_up: StartUp,
    now: Instant,
    wires: PerWire<WireState>,
    /// Serial number of the token that is out.
    token: u32,
    /// When a token last came back, by both clocks.
    heard: Option<(Instant, Instant)>,
    battery: Voltage,
    housing: Temperature,
    travel: Travel,
    long_stroke: LongStroke,
    windows: [Window; 3],
    /// When the plunger was last seen.
    plunger_seen: Instant,
    interlock: Interlock,
    withheld: Option<Withheld>,
    /// Whether the first valve's wire is cut, too.
    all_cut: bool,
}

/// What battery and thermistor can read at all; anything else is passed over and the last reading kept.
const BATTERY: RangeInclusive<Voltage> = Voltage::from_uv(2_000_000)..=Voltage::from_uv(4_500_000);
const HOUSING: RangeInclusive<Temperature> = Temperature::from_millidegc(-20_000)..=Temperature::from_millidegc(70_000);
/// Taken until battery and thermistor are first read: a full cell, and a warm housing.
const UNREAD: (Voltage, Temperature) = (Voltage::from_uv(4_200_000), Temperature::from_millidegc(40_000));
/// A wire that is estimated to be within this of the housing is cold, mK.
const COLD_MK: u64 = 5_000;
/// A wire that is estimated to be below this has given way. Assumed, because loaded wires do at 55 degC and above.
const GIVEN_WAY: Temperature = Temperature::from_millidegc(50_000);
/// A step that comes at the very end of a span still lies within it.
const TICK: Duration = Duration::from_us(1);

impl Supervisor {
    /// For a type of device and one plunger's sensor. Nothing has power before the test at start-up has passed.
    pub fn new(limits: SupervisorLimits, figures: TravelFigures) -> Self {
        Self {
            limits,
            figures,
            start_up: StartUp::NEW,
            now: Instant::ZERO,
            wires: PerWire::default(),
            token: 0,
            heard: None,
            battery: UNREAD.0,
            housing: UNREAD.1,
            travel: Travel::default(),
            long_stroke: LongStroke::default(),
            windows: [Window::default(); 3],
            plunger_seen: Instant::ZERO,
            interlock: Interlock::default(),
            withheld: None,
            all_cut: false,
        }
    }

    /// Why power is withheld, if it is.
    pub fn withheld(&self) -> Option<Withheld> {
        self.withheld
    }

    /// What it knows of the plunger's sensor.
    pub fn figures(&self) -> TravelFigures {
        self.figures
    }

    /// The token to hand back with the next decision of who asks.
    pub fn token(&self) -> ArmToken {
        ArmToken(self.token)
    }

    /// What the test at start-up wants driven before its next reading; none when it is over.
    pub fn start_up(&mut self) -> Option<StartUpStep> {
        let wires = self.limits.wires;
        self.start_up.next(|wire| wires.of(wire).is_some())
    }

    /// What the test at start-up has read of the wire's current.
    pub fn start_up_read(&mut self, current: Option<Current>) {
        self.start_up.take(current, self.limits.start_up);
    }

    /// A person has seen to it: power is passed again once the test at start-up has passed anew. What the plunger did
    /// and how hot the wires are is not forgotten.
    pub fn reset(&mut self) {
        self.start_up = StartUp::NEW;
        self.withheld = None;
        self.all_cut = false;
        self.heard = None;
        self.interlock = Interlock::default();
    }

    /// The supply had failed until `now`: no wire had power, and nobody asked for any.
    pub fn power_lost(&mut self, now: Instant) {
        self.interlock.lose_power();
        for wire in Wire::ALL {
            self.wires.of_mut(wire).passed = Duty::OFF;
        }
        self.pass_time(now);
        self.heard = None;
    }

    /// One step.
    pub fn step(&mut self, now: Instant, readings: &Readings, asked: &Asked) -> Decision {
        if now < self.now || now.since(self.now) > self.limits.leap {
            self.withhold(Reason::Clock, Wire::Pump);
        }
        self.pass_time(now);
        self.battery = readings.battery.filter(|battery| BATTERY.contains(battery)).unwrap_or(self.battery);
        self.housing = readings.housing.filter(|housing| HOUSING.contains(housing)).unwrap_or(self.housing);
        self.hear(asked.fresh.as_ref());
        for wire in Wire::ALL {
            self.judge_wire(wire, asked.duties.of(wire), readings);
        }
        self.judge_valves(readings, asked);
        self.judge_travel(readings, asked.duties.pump);
        self.pass(asked);
        self.token = self.token.wrapping_add(1);
        Decision { passed: self.passed(), token: self.token(), look_again: self.look_again() }
    }

    /// What each wire's second switch does now.
    pub fn passed(&self) -> PerWire<Duty> {
        let w = &self.wires;
        PerWire {
            pump: w.pump.passed,
            first_valve: w.first_valve.passed,
            second_valve: w.second_valve.passed,
            measurement_valve: w.measurement_valve.passed,
        }
    }

    fn withhold(&mut self, reason: Reason, wire: Wire) {
        self.all_cut |= reason.takes_all() || wire == Wire::FirstValve;
        self.withheld = self.withheld.or(Some(Withheld { reason, wire, at: self.now }));
    }

    /// Lets the wires warm and cool as the power of the last step has them.
    fn pass_time(&mut self, now: Instant) {
        let time = now.since(self.now);
        for wire in Wire::ALL {
            if let Some(limits) = self.limits.wires.of(wire) {
                let state = self.wires.of_mut(wire);
                state.heat = state.heat.after(time, state.passed, self.battery, &limits.heat);
            }
        }
        self.now = self.now.max(now);
    }

    /// Takes a token back, and compares the two clocks since the last.
    fn hear(&mut self, fresh: Option<&Fresh>) {
        let Some(fresh) = fresh.filter(|fresh| fresh.token == self.token()) else { return };
        if let Some((mine, theirs)) = self.heard {
            let (own, other) = (self.now.since(mine), fresh.at.since(theirs));
            let apart = own.max(other) - own.min(other);
            let drift = Duration::from_us(own.as_us().checked_div(50).unwrap_or(0));
            if fresh.at < theirs || apart > self.limits.clocks + drift {
                self.withhold(Reason::Clock, Wire::Pump);
            }
        }
        self.heard = Some((self.now, fresh.at));
    }

    /// What concerns one wire alone.
    fn judge_wire(&mut self, wire: Wire, asked: Duty, readings: &Readings) {
        if !asked.on() {
            return;
        }
        let Some(limits) = self.limits.wires.of(wire) else { return self.withhold(Reason::NotFitted, wire) };
        let state = self.wires.of(wire);
        let away = [readings.latch, readings.connector].contains(&Some(Place::Empty));
        let heard = self.heard.is_some_and(|(at, _)| self.now.since(at) <= limits.lease);
        let hottest_mk = rise_mk(limits.hottest, self.housing);
        let checks = [
            (Reason::NotProven, !self.start_up.passed()),
            (Reason::Apart, away),
            (Reason::Stale, !heard),
            (
                Reason::Current,
                state.passed.on() && !carries(readings.currents.of(wire), state.passed, self.battery, &limits),
            ),
            (Reason::Heat, state.heat.above_mk() > hottest_mk),
            (Reason::OnTime, state.passed.on() && self.now.since(state.since) > limits.on),
        ];
        for (reason, _) in checks.into_iter().filter(|(_, failed)| *failed) {
            self.withhold(reason, wire);
        }
    }

    fn judge_valves(&mut self, readings: &Readings, asked: &Asked) {
        let Some(limits) = self.limits.interlock else { return };
        let shut = self.wires.of(limits.shuts);
        let shut_asked = asked.duties.of(limits.shuts).on() && !self.all_cut;
        let above_mk = i64::try_from(shut.heat.above_mk()).unwrap_or(i64::MAX);
        let seen = Seen {
            open_asked: asked.duties.of(limits.opens).on() && self.withheld.is_none(),
            shut_for: (shut_asked && shut.passed.on()).then(|| self.now.since(shut.since)),
            shut_wire_mk: i64::from(self.housing.as_millidegc()).saturating_add(above_mk),
            rests: self.rests(limits.opens),
            light: readings.valve.and_then(Counts::light),
        };
        if !self.interlock.keeps(seen, &limits) {
            self.withhold(Reason::Interlock, limits.opens);
        }
    }

    fn judge_travel(&mut self, readings: &Readings, asked: Duty) {
        let limits = self.limits.travel;
        let light = readings.plunger.and_then(Counts::light);
        if let Some(light) = light {
            self.plunger_seen = self.now;
            let forward = self.travel.see(light, self.pull(), &self.figures, &limits);
            for (window, limit) in self.windows.iter_mut().zip(&limits.windows) {
                window.add(self.now, forward, limit);
            }
        }
        if !asked.on() {
            return;
        }
        let beyond = self.windows.iter().zip(&limits.windows).any(|(window, limit)| window.sum() > limit.bound);
        let off_body = readings.mating == Some(Place::Empty);
        let allowed = self.long_stroke.allows(self.now, self.travel.stroke(), off_body, &limits);
        let checks = [
            (Reason::StrokeTravel, !allowed),
            (Reason::WindowTravel, beyond),
            (Reason::Blind, self.blind_from().is_some_and(|from| self.now.since(from) > limits.blind)),
        ];
        for (reason, _) in checks.into_iter().filter(|(_, failed)| *failed) {
            self.withhold(reason, Wire::Pump);
        }
    }

    /// Since when the plunger has had power and was not seen.
    fn blind_from(&self) -> Option<Instant> {
        let pump = self.wires.pump;
        pump.passed.on().then(|| self.plunger_seen.max(pump.since))
    }

    /// Whether a wire has had no power for so long that it is cold.
    fn rests(&self, wire: Wire) -> bool {
        let state = self.wires.of(wire);
        !state.passed.on() && state.heat.above_mk() < COLD_MK
    }

    /// Whether the pump's wire can still pull.
    fn pull(&self) -> Pull {
        let pump = self.wires.pump;
        if self.rests(Wire::Pump) {
            Pull::Cold
        } else if !pump.passed.on() && pump.heat.above_mk() < rise_mk(GIVEN_WAY, self.housing) {
            Pull::Gone
        } else {
            Pull::Perhaps
        }
    }

    /// Sets what is passed of what was asked.
    fn pass(&mut self, asked: &Asked) {
        for wire in Wire::ALL {
            let cut = if wire == Wire::FirstValve { self.all_cut } else { self.withheld.is_some() };
            let passed = if cut { Duty::OFF } else { asked.duties.of(wire) };
            let now = self.now;
            let state = self.wires.of_mut(wire);
            if passed.on() != state.passed.on() {
                state.since = now;
            }
            state.passed = passed;
        }
    }

    /// When something could be wrong though nobody asks for anything new.
    fn look_again(&self) -> Option<Instant> {
        let unseen = self.blind_from().map(|from| from + self.limits.travel.blind + TICK);
        Wire::ALL.into_iter().filter_map(|wire| self.wire_looks_again(wire)).chain(unseen).min()
    }

    /// The same of one wire; none while it has no power.
    fn wire_looks_again(&self, wire: Wire) -> Option<Instant> {
        let state = self.wires.of(wire);
        let limits = self.limits.wires.of(wire).filter(|_| state.passed.on())?;
        let hottest_mk = rise_mk(limits.hottest, self.housing);
        let hot = state.heat.safe_for(hottest_mk, state.passed, self.battery, &limits.heat);
        // The nearer to its limit a wire is, the more often it is looked at, but not for ever.
        let hot = hot.map(|time| self.now + time.max(Duration::from_ms(1)));
        let unheard = self.heard.map(|(heard, _)| heard + limits.lease + TICK);
        [Some(state.since + limits.on + TICK), hot, unheard].into_iter().flatten().min()
    }
}

/// A temperature above that of the housing, mK; none below.
fn rise_mk(hot: Temperature, housing: Temperature) -> u64 {
    u64::try_from(hot.millikelvin_above(housing)).unwrap_or(0)
}
