//! Fills a [`Record`] while a run goes on.

mod words;

pub(crate) use words::{command_words, site_words};

use crate::commanded::Commanded;
use crate::device::qemu;
use crate::oracle::{microlitres, seconds};
use crate::record::{
    AlarmRow, BolusRow, EmulatedRow, LogRow, Record, StrokeRow, StrokeTrace, TotalRow, TraceSample, Violation,
};
use crate::scenario::{Action, EnvironmentChange, FaultInjection, Recurrence, Scenario, Surrounding};
use crate::world::{Tick, World};
use controller::{Accepted, Alarm, Checkpoint, Event, Kind, Phase, Prime, Priority, StrokeRecord};
use protocol::lockstep::Figures;
use serde_json::{Value, json};
use twin::drawing::Pose;
use twin::{Truth, ValveSite};
use units::{Duration, Instant, Length, Volume};

/// Strokes longer than this count as a bolus's when one is chosen to be shown.
const BOLUS_STROKE: Volume = Volume::from_pl(1_000_000);
/// The most strokes shown in detail, and the most samples of each.
const TRACES_MAX: usize = 6;
const SAMPLES_MAX: usize = 4_000;

/// A record under way.
#[derive(Debug)]
pub(crate) struct Recorder {
    record: Record,
    /// Delivered, in truth, when the last stroke began; and whether that stroke was measured.
    stroke_began_ul: f64,
    /// Highest gauge pressure of the tubing since the last row of totals, kPa.
    line_high_kpa: f64,
    /// The stroke under way.
    samples: Vec<TraceSample>,
    began: Instant,
    bolus_shown: bool,
}

impl Recorder {
    /// `pose` is how everything stands at the start.
    pub(crate) fn new(scenario: &Scenario, pose: Pose) -> Self {
        let record = Record {
            name: scenario.name.clone(),
            embodiment: scenario.embodiment.name().to_owned(),
            seed: scenario.seed,
            concentration_units_per_ml: scenario.concentration.units_per_ml(),
            simulated_s: 0.0,
            wall_s: 0.0,
            start_clock_s: seconds(scenario.start),
            commanded_ul: 0.0,
            delivered_ul: 0.0,
            ledger_ul: 0.0,
            reservoir_ul: 0.0,
            pose,
            kink: 0.0,
            strokes: Vec::new(),
            boluses: Vec::new(),
            totals: Vec::new(),
            traces: Vec::new(),
            alarms: Vec::new(),
            log: Vec::new(),
            events: Vec::new(),
            journal: Vec::new(),
            violations: Vec::new(),
            battery_used_mah: 0.0,
            imbalance_worst_ul: 0.0,
            trace: 0,
            emulated: None,
        };
        Self {
            record,
            stroke_began_ul: 0.0,
            line_high_kpa: f64::NEG_INFINITY,
            samples: Vec::new(),
            began: Instant::ZERO,
            bolus_shown: false,
        }
    }

    /// A tick: what the controller recorded, and a sample of the stroke under way.
    pub(crate) fn tick(&mut self, tick: &Tick, phase: Phase, truth: &Truth) {
        self.record.imbalance_worst_ul = self.record.imbalance_worst_ul.max(truth.imbalance_ul.abs());
        self.line_high_kpa = self.line_high_kpa.max(truth.line_kpa);
        for event in &tick.events {
            match *event {
                Event::StrokeStarted { bound } => {
                    self.close_stroke(truth.delivered_ul);
                    self.began = tick.now;
                    self.samples.clear();
                    self.event(tick.now, json!({ "event": "stroke_started", "bound_pl": bound.as_pl() }));
                }
                Event::StrokeMeasured(stroke) => self.stroke(tick.now, stroke),
                Event::InletOpened { spring } => {
                    self.event(tick.now, json!({ "event": "inlet_opened", "spring_nm": spring.as_nm() }));
                }
                Event::BolusEnded { id, programmed, delivered } => {
                    self.record.boluses.push(BolusRow {
                        t_s: seconds(tick.now),
                        programmed_ul: microlitres(programmed),
                        reported_ul: microlitres(delivered),
                    });
                    self.log(tick.now, format!("bolus {} ended: {delivered} of {programmed}", id.0));
                    let amounts = (programmed.as_pl(), delivered.as_pl());
                    self.event(
                        tick.now,
                        json!({ "event": "bolus_ended", "id": id.0, "programmed_pl": amounts.0, "delivered_pl": amounts.1 }),
                    );
                }
                Event::DeliveryResumed => {
                    self.log(tick.now, "delivery resumed by itself".to_owned());
                    self.event(tick.now, json!({ "event": "delivery_resumed" }));
                }
                Event::AlarmRaised(alarm) => self.alarm(tick.now, alarm, truth),
                Event::SetAccepted { .. }
                | Event::SetRefused { .. }
                | Event::StartUpTested(_)
                | Event::Primed(_)
                | Event::Detached { .. } => self.site_change(tick.now, event),
                Event::AlarmSnoozed(alarm) => self.alarm_turn(tick.now, alarm, "snoozed"),
                Event::AlarmAcknowledged(alarm) => self.alarm_turn(tick.now, alarm, "acknowledged"),
                Event::AlarmEnded(alarm) => self.alarm_turn(tick.now, alarm, "ended"),
                Event::Restarted { unmeasured } => {
                    self.log(tick.now, format!("power is back: {unmeasured} accounted that nobody measured"));
                    self.event(tick.now, json!({ "event": "restarted", "unmeasured_pl": unmeasured.as_pl() }));
                }
            }
        }
        if let Some(withheld) = tick.withheld {
            let (reason, wire) = (withheld.reason.name(), withheld.wire.name());
            self.log(tick.now, format!("the supervisor withholds power: {reason} of the {wire} wire"));
            self.event(tick.now, json!({ "event": "power_withheld", "reason": reason, "wire": wire }));
        }
        self.trace(tick.now, phase, truth);
    }

    fn stroke(&mut self, now: Instant, stroke: StrokeRecord) {
        self.record.strokes.push(StrokeRow {
            began_s: seconds(self.began),
            t_s: seconds(now),
            target_ul: microlitres(stroke.target),
            optical_ul: microlitres(stroke.optical),
            acoustic_ul: stroke.acoustic.map(microlitres),
            accounted_ul: microlitres(stroke.measured),
            truth_ul: f64::NAN,
            start_um: micrometres(stroke.start),
            end_um: micrometres(stroke.end),
        });
        self.event(
            now,
            json!({
                "event": "stroke_measured",
                "target_pl": stroke.target.as_pl(),
                "measured_pl": stroke.measured.as_pl(),
                "start_nm": stroke.start.as_nm(),
                "end_nm": stroke.end.as_nm(),
            }),
        );
    }

    fn alarm(&mut self, now: Instant, alarm: Alarm, truth: &Truth) {
        let spec = alarm.spec();
        let priority = spec.priority.name();
        match spec.kind {
            Kind::Reminder => self.log(now, format!("reminder {}", spec.name)),
            Kind::Alarm => self.record.alarms.push(AlarmRow {
                at_s: seconds(now),
                annunciation: spec.name,
                priority,
                text: spec.text,
                acknowledged_s: None,
                ended_s: None,
            }),
        }
        self.event(now, json!({ "event": "alarm_raised", "annunciation": spec.name, "priority": priority }));
        if spec.priority == Priority::High {
            self.keep_trace(format!("Stroke before the alarm {}", spec.name.replace('_', " ")), truth);
        }
    }

    /// What the device has found of itself in a site change.
    fn site_change(&mut self, now: Instant, event: &Event) {
        let (name, what) = match *event {
            Event::SetAccepted { uid, lot } => ("set_accepted", format!("set {} of lot {lot} accepted", hex(uid))),
            Event::SetRefused { uid, reason } => ("set_refused", format!("set {} refused: {reason:?}", hex(uid))),
            Event::StartUpTested(None) => ("start_up_passed", "start-up test passed".to_owned()),
            Event::StartUpTested(Some(fault)) => ("start_up_failed", format!("start-up test failed: {fault:?}")),
            Event::Primed(Prime::Tubing) => ("tubing_primed", "tubing primed".to_owned()),
            Event::Primed(Prime::Cannula) => ("cannula_primed", "cannula primed".to_owned()),
            Event::Detached { undelivered } => ("detached", format!("detached: {undelivered} not delivered")),
            Event::StrokeStarted { .. }
            | Event::StrokeMeasured(_)
            | Event::InletOpened { .. }
            | Event::BolusEnded { .. }
            | Event::DeliveryResumed
            | Event::AlarmRaised(_)
            | Event::AlarmSnoozed(_)
            | Event::AlarmAcknowledged(_)
            | Event::AlarmEnded(_)
            | Event::Restarted { .. } => return,
        };
        self.event(now, json!({ "event": name, "what": what }));
        self.log(now, what);
    }

    /// What became of an alarm after it was raised: `snoozed`, `acknowledged` or `ended`.
    fn alarm_turn(&mut self, now: Instant, alarm: Alarm, turn: &str) {
        let name = alarm.spec().name;
        if let Some(row) = self.record.alarms.iter_mut().rfind(|row| row.annunciation == name) {
            match turn {
                "acknowledged" => row.acknowledged_s = Some(seconds(now)),
                "ended" => row.ended_s = Some(seconds(now)),
                _ => {}
            }
        }
        self.log(now, format!("alarm {name} {turn}"));
        self.event(now, json!({ "event": format!("alarm_{turn}"), "annunciation": name }));
    }

    /// The truth of the last stroke is known when the next begins.
    fn close_stroke(&mut self, delivered_ul: f64) {
        // What passed without a stroke of its own (one that failed before it was measured) goes to the last one that has a row.
        let Some(last) = self.record.strokes.last_mut() else { return };
        let passed = delivered_ul - self.stroke_began_ul;
        last.truth_ul = if last.truth_ul.is_nan() { passed } else { last.truth_ul + passed };
        self.stroke_began_ul = delivered_ul;
    }

    fn trace(&mut self, now: Instant, phase: Phase, truth: &Truth) {
        if self.samples.len() < SAMPLES_MAX && (phase != Phase::Idle || !self.samples.is_empty()) {
            self.samples.push(TraceSample {
                t_s: seconds(Instant::ZERO + now.since(self.began)),
                phase: phase_name(phase),
                plunger_um: truth.plunger_mm * 1e3,
                wires_c: truth.wires_c.map(|wire_c| wire_c.unwrap_or(f64::NAN)),
                chamber_kpa: truth.chamber_kpa,
                line_kpa: truth.line_kpa,
                open: truth.valves.map(|valve| valve.is_some_and(|valve| valve.open)),
                delivered_ul: truth.delivered_ul,
            });
        }
        if phase == Phase::Idle {
            self.choose_trace(truth);
            self.samples.clear();
        }
    }

    /// Keeps the first stroke, the twentieth (when the controller has learned) and the first large one.
    fn choose_trace(&mut self, truth: &Truth) {
        if self.samples.is_empty() {
            return;
        }
        let number = self.record.strokes.len();
        let large = self.record.strokes.last().is_some_and(|stroke| stroke.target_ul > microlitres(BOLUS_STROKE));
        if number == 1 {
            self.keep_trace("The first stroke: nothing is learned yet".to_owned(), truth);
        } else if large && !self.bolus_shown {
            self.bolus_shown = true;
            self.keep_trace(format!("Stroke {number}: the first large one"), truth);
        } else if number == 20 {
            self.keep_trace("Stroke 20: the wire is known".to_owned(), truth);
        }
    }

    fn keep_trace(&mut self, title: String, truth: &Truth) {
        if self.record.traces.len() < TRACES_MAX && !self.samples.is_empty() {
            let sites = || truth.valves.iter().flatten().map(|valve| valve.site);
            let driven = sites().filter(|site| *site != ValveSite::Outlet);
            let wires = core::iter::once("pump").chain(driven.map(valve_name)).collect();
            let valves = sites().map(valve_name).collect();
            self.record.traces.push(StrokeTrace { title, wires, valves, samples: self.samples.clone() });
        }
    }

    /// A sample of the totals.
    pub(crate) fn total(&mut self, world: &World, commanded: Volume) {
        let truth = world.truth();
        self.record.totals.push(TotalRow {
            t_s: seconds(world.now()),
            commanded_ul: microlitres(commanded),
            delivered_ul: truth.delivered_ul,
            ledger_ul: microlitres(world.controller().ledger().into_body()),
            reservoir_ul: truth.reservoir_ul,
            line_kpa: truth.line_kpa,
            line_high_kpa: self.line_high_kpa.max(truth.line_kpa),
            tissue_kpa: truth.tissue_kpa,
            housing_c: truth.housing_c,
            air_c: world.twin().environment().air_c,
        });
        self.line_high_kpa = f64::NEG_INFINITY;
    }

    /// A person's command, and the controller's answer.
    pub(crate) fn command(
        &mut self,
        now: Instant,
        action: Action,
        scenario: &Scenario,
        answer: Result<Accepted, String>,
    ) {
        let (name, what) = command_words(action, scenario);
        self.event(now, json!({ "event": "command", "command": name, "accepted": answer.is_ok() }));
        let (what, refused) = match answer {
            Ok(Accepted::Bolus(id)) => (format!("{what} is bolus {}", id.0), None),
            Ok(Accepted::Done) => (what, None),
            Err(reason) => (what, Some(reason)),
        };
        match refused {
            None => self.log(now, what),
            Some(reason) => self.log(now, format!("{what}: refused, {reason}")),
        }
    }

    /// A person's command, while the device had no power to answer.
    pub(crate) fn unanswered(&mut self, now: Instant, action: Action, scenario: &Scenario) {
        let (name, what) = command_words(action, scenario);
        self.log(now, format!("{what}: not answered, the device has no power"));
        self.event(now, json!({ "event": "command", "command": name, "accepted": false }));
    }

    /// Power is cut.
    pub(crate) fn power_cut(&mut self, now: Instant, duration: Duration) {
        self.log(now, format!("power is cut for {duration}"));
        self.event(now, json!({ "event": "power_cut", "for_us": duration.as_us() }));
    }

    /// A fault that begins, or ends, which is one of no severity.
    pub(crate) fn fault(&mut self, now: Instant, fault: &FaultInjection) {
        let (name, severity) = (fault.kind.name(), f64::from(fault.severity.as_ppm()) / 1e6);
        let mut course = String::new();
        let mut event = json!({ "event": "fault", "kind": name, "severity": severity });
        if fault.over > Duration::ZERO {
            course = format!(", growing over {}", fault.over);
            event["over_us"] = fault.over.as_us().into();
        }
        if let Some(Recurrence { every, lasting }) = fault.recurrence {
            course = format!("{course}, for {lasting} of every {every}");
            event["every_us"] = every.as_us().into();
            event["lasting_us"] = lasting.as_us().into();
        }
        self.log(now, format!("fault {name}: severity {severity}{course}"));
        self.event(now, event);
    }

    /// A change of the surroundings that begins.
    pub(crate) fn surrounding(&mut self, now: Instant, change: &EnvironmentChange) {
        let what = match change.to {
            Surrounding::Temperature(to) => format!("air temperature to {to}"),
            Surrounding::Pressure(to) => format!("ambient pressure to {to}"),
            Surrounding::Height(to) => format!("height above the site to {to}"),
            Surrounding::BackPressure(to) => format!("back pressure to {to}"),
            Surrounding::Orientation(to) => format!("orientation to {to}"),
            Surrounding::Shock(to) => format!("shaking to {to}"),
            Surrounding::Light(percent) => format!("light at the sensors to {percent} %"),
            Surrounding::Sound(to) => format!("sound to {to}"),
            Surrounding::Humidity(percent) => format!("humidity to {percent} %"),
        };
        self.log(now, format!("{what} over {}", change.over));
    }

    /// An oracle that was violated.
    pub(crate) fn violation(&mut self, violation: Violation) {
        self.record.violations.push(violation);
    }

    fn log(&mut self, now: Instant, what: String) {
        self.record.log.push(LogRow { at_s: seconds(now), what });
    }

    fn event(&mut self, now: Instant, mut event: Value) {
        event["t_us"] = now.as_us().into();
        self.record.events.push(event.to_string());
    }

    /// The record, complete. `figures` is what a device that ran elsewhere has measured.
    pub(crate) fn finish(mut self, world: &World, commanded: &mut Commanded, figures: Option<Figures>) -> Record {
        let truth = world.truth();
        self.close_stroke(truth.delivered_ul);
        self.record.simulated_s = seconds(world.now());
        self.record.commanded_ul = microlitres(commanded.until(world.now()));
        self.record.delivered_ul = truth.delivered_ul;
        self.record.ledger_ul = microlitres(world.controller().ledger().into_body());
        self.record.reservoir_ul = truth.reservoir_ul;
        self.record.pose = world.twin().pose();
        self.record.kink = world.twin().kink();
        let line = |item| serde_json::to_string(&item).expect("an item of the journal can be written as JSON");
        self.record.journal = world.journal().into_iter().map(line).collect();
        self.record.battery_used_mah = truth.battery_used_mah;
        self.record.trace = world.device().trace().as_u64();
        self.record.emulated = figures.map(emulated);
        self.record
    }
}

fn emulated(figures: Figures) -> EmulatedRow {
    EmulatedRow {
        steps: figures.steps,
        instructions_worst: qemu::instructions(u64::from(figures.cycles_worst)),
        instructions_mean: qemu::instructions(figures.cycles) / figures.steps.max(1),
        supervisor_instructions_worst: qemu::instructions(u64::from(figures.supervisor_cycles_worst)),
        stack_worst: figures.stack_worst,
    }
}

/// A serial number as it is printed.
fn hex(uid: [u8; 7]) -> String {
    uid.map(|byte| format!("{byte:02x}")).concat()
}

fn valve_name(site: ValveSite) -> &'static str {
    match site {
        ValveSite::First => "first valve",
        ValveSite::Second => "second valve",
        ValveSite::Outlet => "outlet valve",
        ValveSite::Measurement => "measurement valve",
    }
}

pub(crate) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Idle => "idle",
        Phase::Commit => "commit",
        Phase::Seal => "seal",
        Phase::Listen(Checkpoint::Empty) => "listen_empty",
        Phase::Listen(Checkpoint::Filled) => "listen_filled",
        Phase::Listen(Checkpoint::Held) => "listen_held",
        Phase::Listen(Checkpoint::Emptied) => "listen_emptied",
        Phase::Baseline => "baseline",
        Phase::Open => "open",
        Phase::Preheat => "preheat",
        Phase::Advance => "advance",
        Phase::Settle => "settle",
        Phase::Dispense => "dispense",
        Phase::Relieve => "relieve",
        Phase::Close => "close",
        Phase::Measure => "measure",
        Phase::Press => "press",
        Phase::Release => "release",
        Phase::Refill => "refill",
        Phase::Sealed => "sealed",
    }
}

#[expect(clippy::cast_precision_loss, reason = "a plunger's nanometres fit an f64 exactly")]
fn micrometres(length: Length) -> f64 {
    length.as_nm() as f64 / 1e3
}
