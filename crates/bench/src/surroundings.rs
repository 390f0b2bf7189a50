//! What the scenario does to the pump's surroundings and parts: changes, ramps and faults, each at its time.

use crate::course::{end, next_of_fault, next_of_ramp, severity, share};
use crate::recorder::Recorder;
use crate::run::from_start;
use crate::scenario::{EnvironmentChange, FaultInjection, Scenario, Surrounding};
use crate::world::World;
use twin::{Environment, FaultKind};
use units::{Duration, Fraction, Instant};

/// Severities by kind.
type Severities = [f64; FaultKind::ALL.len()];

/// The changes and faults of a scenario, on the run's clock.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    /// In order of time.
    changes: Vec<EnvironmentChange>,
    faults: Vec<FaultInjection>,
    /// What is told of faults, in order of time: that they begin, and that they end (with no severity).
    told: Vec<FaultInjection>,
    next_told: usize,
    next_change: usize,
    applied: Environment,
    severities: Severities,
}

impl Surroundings {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let on_run_clock = |at| from_start(at, scenario);
        let changes =
            scenario.environment.iter().map(|&change| EnvironmentChange { at: on_run_clock(change.at), ..change });
        let faults = scenario.faults.iter().map(|&fault| FaultInjection { at: on_run_clock(fault.at), ..fault });
        let faults: Vec<_> = faults.collect();
        let mut told: Vec<_> = faults.iter().flat_map(beginning_and_end).collect();
        told.sort_by_key(|fault| fault.at);
        let mut surroundings = Self {
            changes: changes.collect(),
            faults,
            told,
            next_told: 0,
            next_change: 0,
            applied: Environment::default(),
            severities: [0.0; FaultKind::ALL.len()],
        };
        surroundings.applied = surroundings.at(Instant::ZERO);
        surroundings
    }

    /// The surroundings at an instant: every change that has begun, in order, as far as it has come.
    pub(crate) fn at(&self, now: Instant) -> Environment {
        let mut environment = Environment::default();
        for change in self.changes.iter().take_while(|change| change.at <= now) {
            approach(&mut environment, change.to, share(change.at, change.over, now));
        }
        environment
    }

    /// How bad each fault is at an instant; of several that are of one kind, the worst counts.
    fn severities_at(&self, now: Instant) -> Severities {
        let mut severities = [0.0; FaultKind::ALL.len()];
        for fault in &self.faults {
            let worst: &mut f64 = &mut severities[fault.kind as usize];
            *worst = worst.max(severity(fault, now));
        }
        severities
    }

    /// Applies what is due.
    pub(crate) fn apply(&mut self, now: Instant, world: &mut World, recorder: &mut Recorder) {
        while let Some(fault) = self.told.get(self.next_told).filter(|fault| fault.at <= now) {
            self.next_told += 1;
            recorder.fault(now, fault);
        }
        let severities = self.severities_at(now);
        for ((kind, severity), applied) in FaultKind::ALL.into_iter().zip(severities).zip(&mut self.severities) {
            if severity.total_cmp(applied).is_ne() {
                *applied = severity;
                world.set_fault(kind, severity);
            }
        }
        while let Some(change) = self.changes.get(self.next_change).filter(|change| change.at <= now) {
            self.next_change += 1;
            recorder.surrounding(now, change);
        }
        let environment = self.at(now);
        if environment != self.applied {
            self.applied = environment;
            world.set_environment(environment);
        }
    }

    /// When something changes next, after `now`.
    pub(crate) fn next(&self, now: Instant) -> Instant {
        let changes = self.changes.iter().map(|change| next_of_ramp(change.at, change.over, now));
        let faults = self.faults.iter().map(|fault| next_of_fault(fault, now));
        changes.chain(faults).fold(Instant::MAX, Instant::min)
    }
}

/// What is told of a fault: itself, and at its end one of no severity.
fn beginning_and_end(fault: &FaultInjection) -> impl Iterator<Item = FaultInjection> + use<> {
    let nothing = FaultInjection { severity: Fraction::ZERO, over: Duration::ZERO, recurrence: None, ..*fault };
    let end = (end(fault) < Instant::MAX).then_some(FaultInjection { at: end(fault), ..nothing });
    [*fault].into_iter().chain(end)
}

/// Brings one property this share of the way to what it is to become.
fn approach(environment: &mut Environment, to: Surrounding, share: f64) {
    let (value, goal) = match to {
        Surrounding::Temperature(to) => (&mut environment.air_c, f64::from(to.as_millidegc()) / 1e3),
        Surrounding::Pressure(to) => (&mut environment.ambient_kpa, float(to.as_mpa()) / 1e6),
        Surrounding::Height(to) => (&mut environment.height_m, float(to.as_nm()) / 1e9),
        Surrounding::BackPressure(to) => (&mut environment.tissue_kpa, float(to.as_mpa()) / 1e6),
        Surrounding::Orientation(to) => {
            environment.gravity = between(environment.gravity, to.gravity(), share);
            return;
        }
        Surrounding::Shock(to) => (&mut environment.shock_g, f64::from(to.as_milli_g()) / 1e3),
        Surrounding::Light(percent) => (&mut environment.light, f64::from(percent) / 100.0),
        Surrounding::Sound(to) => (&mut environment.sound_db, f64::from(to.as_millidecibel()) / 1e3),
        Surrounding::Humidity(percent) => (&mut environment.humidity, f64::from(percent) / 100.0),
    };
    *value += share * (goal - *value);
}

/// A direction this share of the way from one to another: on the straight line between them, at unit length.
/// On the way to the opposite direction it turns over half-way, all at once.
fn between(from: [f64; 3], to: [f64; 3], share: f64) -> [f64; 3] {
    /// What is shorter than this has no direction but by rounding.
    const LENGTH_MIN: f64 = 1e-9;
    let mut mean = to;
    for (mean, from) in mean.iter_mut().zip(from) {
        *mean = from + share * (*mean - from);
    }
    let length = mean.iter().map(|part| part * part).sum::<f64>().sqrt();
    if share >= 1.0 || length < LENGTH_MIN { to } else { mean.map(|part| part / length) }
}

#[expect(clippy::cast_precision_loss, reason = "millipascals and nanometres of any scenario fit an f64 exactly")]
fn float(x: i64) -> f64 {
    x as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;

    const BASE: &str = "name = \"x\"\nembodiment = \"tethered\"\nduration = \"24h\"\nstart = \"06:00\"\n\
        [drug]\nconcentration = \"U-100\"\n[[basal]]\nfrom = \"00:00\"\nrate = \"0.8 U/h\"\n";

    fn surroundings(lines: &str) -> Surroundings {
        let scenario = parse(&format!("{BASE}{lines}"), "s.toml").unwrap_or_else(|error| panic!("{error}"));
        Surroundings::new(&scenario)
    }

    fn minutes(count: u64) -> Instant {
        Instant::ZERO + Duration::from_min(count)
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found}, expected {expected}");
    }

    #[test]
    fn what_is_not_said_is_a_laboratory() {
        assert_eq!(surroundings("").at(minutes(60)), Environment::default());
    }

    #[test]
    fn each_property_arrives_in_the_twin_in_its_own_unit() {
        let lines = "[[environment]]\nat = \"07:00\"\norientation = \"outlet up\"\nshock = \"2 g\"\nlight = 40\n\
            sound = \"70 dB\"\nhumidity = 90\n";
        let surroundings = surroundings(lines);
        assert_eq!(surroundings.at(minutes(59)), Environment::default());
        let expected = Environment {
            gravity: [-1.0, 0.0, 0.0],
            shock_g: 2.0,
            light: 0.4,
            sound_db: 70.0,
            humidity: 0.9,
            ..Environment::default()
        };
        let found = surroundings.at(minutes(60));
        assert_eq!(found.gravity.map(f64::to_bits), expected.gravity.map(f64::to_bits));
        near(found.shock_g, expected.shock_g);
        near(found.light, expected.light);
        near(found.sound_db, expected.sound_db);
        near(found.humidity, expected.humidity);
    }

    #[test]
    fn the_device_turns_evenly_enough_and_gravity_keeps_its_length() {
        let surroundings =
            surroundings("[[environment]]\nat = \"06:00\"\norientation = \"outlet up\"\nover = \"10min\"\n");
        for minute in 0..=10 {
            let [along, across, away] = surroundings.at(minutes(minute)).gravity;
            near(along * along + across * across + away * away, 1.0);
            near(across, 0.0);
            // On the straight line from (0, -1) to (-1, 0), the parts are as the shares.
            #[expect(clippy::cast_precision_loss, reason = "ten minutes")]
            let share = minute as f64 / 10.0;
            near(along * (1.0 - share), away * share);
        }
        near(surroundings.at(minutes(5)).gravity[0], -0.5_f64.sqrt());
    }

    #[test]
    fn a_device_that_is_turned_over_turns_half_way() {
        let surroundings =
            surroundings("[[environment]]\nat = \"06:00\"\norientation = \"inverted\"\nover = \"10min\"\n");
        for (minute, away) in [(0, -1.0), (4, -1.0), (5, 1.0), (6, 1.0), (10, 1.0)] {
            let gravity = surroundings.at(minutes(minute)).gravity;
            near(gravity[2], away);
        }
    }

    #[test]
    fn of_several_faults_of_one_kind_the_worst_counts() {
        let fault = |at: &str, rest: &str| format!("[[fault]]\nat = \"{at}\"\nkind = \"occlusion\"\n{rest}\n");
        let lines = fault("06:10", "severity = 0.4\nfor = \"1h\"")
            + &fault("06:20", "severity = 0.8\nevery = \"10min\"\nlasting = \"1min\"")
            + "[[fault]]\nat = \"06:20\"\nkind = \"plunger_led_dim\"\nseverity = 0.1\n";
        let surroundings = surroundings(&lines);
        for (minute, occlusion, dim) in [
            (9, 0.0, 0.0),
            (10, 0.4, 0.0),
            (20, 0.8, 0.1),
            (21, 0.4, 0.1),
            (69, 0.4, 0.1),
            (70, 0.8, 0.1),
            (71, 0.0, 0.1),
        ] {
            let severities = surroundings.severities_at(minutes(minute));
            near(severities[FaultKind::Occlusion as usize], occlusion);
            near(severities[FaultKind::PlungerLedDim as usize], dim);
        }
        assert_eq!(surroundings.next(minutes(20)), minutes(21));
        assert_eq!(surroundings.next(minutes(21)), minutes(30));
    }
}
