//! The course of what changes with time: how far a ramp has come, how bad a fault is, and when to look again.

use crate::scenario::FaultInjection;
use units::{Duration, Instant};

/// A ramp is climbed in steps of at most this length, and in at least this many steps.
const RAMP_STEP: Duration = Duration::from_s(10);
const RAMP_STEPS: u64 = 100;

/// But no step is shorter than this.
const RAMP_STEP_MIN: Duration = Duration::from_ms(10);

/// How much of a ramp is done: 0 before it begins, then up to 1; a step is done at once.
#[expect(clippy::cast_precision_loss, reason = "microseconds of any run fit an f64 exactly")]
pub(crate) fn share(at: Instant, over: Duration, now: Instant) -> f64 {
    let since = now.since(at);
    if now < at {
        0.0
    } else if since >= over {
        1.0
    } else {
        since.as_us() as f64 / over.as_us() as f64
    }
}

/// When a ramp is to be looked at next, after `now`: at its start, a step on, or at its end; never again after that.
pub(crate) fn next_of_ramp(at: Instant, over: Duration, now: Instant) -> Instant {
    let end = at + over;
    if now < at {
        at
    } else if now < end {
        let step = Duration::from_us(over.as_us() / RAMP_STEPS).clamp(RAMP_STEP_MIN, RAMP_STEP);
        end.min(now + step)
    } else {
        Instant::MAX
    }
}

/// How bad a fault is at an instant: 0..=1.
pub(crate) fn severity(fault: &FaultInjection, now: Instant) -> f64 {
    let is_past = now >= end(fault);
    let is_away =
        fault.recurrence.is_some_and(|recurrence| since_coming(fault, recurrence.every, now) >= recurrence.lasting);
    if is_past || is_away { 0.0 } else { share(fault.at, fault.over, now) * f64::from(fault.severity.as_ppm()) / 1e6 }
}

/// When a fault is to be looked at next, after `now`.
pub(crate) fn next_of_fault(fault: &FaultInjection, now: Instant) -> Instant {
    let end = end(fault);
    if now < fault.at {
        return fault.at;
    }
    if now >= end {
        return Instant::MAX;
    }
    let switch = fault.recurrence.map_or(Instant::MAX, |recurrence| {
        let since = since_coming(fault, recurrence.every, now);
        let until = if since < recurrence.lasting { recurrence.lasting } else { recurrence.every };
        now + (until - since)
    });
    end.min(switch).min(next_of_ramp(fault.at, fault.over, now))
}

/// When a fault ends; never, if that was not said.
pub(crate) fn end(fault: &FaultInjection) -> Instant {
    fault.duration.map_or(Instant::MAX, |duration| fault.at + duration)
}

/// How long ago the fault last came, which it does so often.
fn since_coming(fault: &FaultInjection, every: Duration, now: Instant) -> Duration {
    Duration::from_us(now.since(fault.at).as_us() % every.as_us())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Recurrence;
    use twin::FaultKind;
    use units::Fraction;

    fn at_s(s: u64) -> Instant {
        Instant::ZERO + Duration::from_s(s)
    }

    /// Half an occlusion from 100 s on.
    fn fault() -> FaultInjection {
        FaultInjection {
            at: at_s(100),
            kind: FaultKind::Occlusion,
            severity: Fraction::from_ppm(500_000).unwrap(),
            over: Duration::ZERO,
            recurrence: None,
            duration: None,
        }
    }

    /// Severities at these seconds, and the instants after which nothing was said to change until the next.
    fn check(fault: &FaultInjection, severities: &[(u64, f64)]) {
        for &(s, expected) in severities {
            let found = severity(fault, at_s(s));
            assert!((found - expected).abs() < 1e-12, "at {s} s: {found}, expected {expected}");
        }
    }

    /// Every instant at which the fault wants to be looked at, up to an hour, in seconds.
    fn looks(fault: &FaultInjection) -> Vec<u64> {
        let mut looks = Vec::new();
        let mut now = Instant::ZERO;
        loop {
            let next = next_of_fault(fault, now);
            assert!(next > now, "time stands still at {now}");
            if next > at_s(3600) {
                return looks;
            }
            assert_eq!(next.as_us() % 1_000_000, 0);
            looks.push(next.as_us() / 1_000_000);
            now = next;
        }
    }

    #[test]
    fn a_plain_fault_is_there_from_its_start_to_its_end() {
        check(&fault(), &[(0, 0.0), (99, 0.0), (100, 0.5), (1_000_000, 0.5)]);
        assert_eq!(looks(&fault()), [100]);
        let ended = FaultInjection { duration: Some(Duration::from_s(60)), ..fault() };
        check(&ended, &[(99, 0.0), (100, 0.5), (159, 0.5), (160, 0.0)]);
        assert_eq!(looks(&ended), [100, 160]);
    }

    #[test]
    fn a_creeping_fault_grows_evenly_to_its_severity() {
        let creeping = FaultInjection { over: Duration::from_s(200), ..fault() };
        check(&creeping, &[(99, 0.0), (100, 0.0), (150, 0.125), (200, 0.25), (300, 0.5), (1000, 0.5)]);
        let looks_s = looks(&creeping);
        assert_eq!((looks_s[0], looks_s[1], *looks_s.last().unwrap()), (100, 102, 300), "{looks_s:?}");
        let slow = FaultInjection { over: Duration::from_s(1005), ..fault() };
        let looks_s = looks(&slow);
        assert!(looks_s.windows(2).all(|pair| pair[1] - pair[0] <= 10), "{looks_s:?}");
        assert_eq!(*looks_s.last().unwrap(), 1105);
        let cut_off = FaultInjection { duration: Some(Duration::from_s(50)), ..creeping };
        check(&cut_off, &[(149, 0.1225), (150, 0.0)]);
        assert_eq!(*looks(&cut_off).last().unwrap(), 150);
    }

    #[test]
    fn an_intermittent_fault_comes_and_goes() {
        let recurrence = Some(Recurrence { every: Duration::from_s(600), lasting: Duration::from_s(120) });
        let intermittent = FaultInjection { recurrence, duration: Some(Duration::from_s(1250)), ..fault() };
        check(&intermittent, &[(99, 0.0), (100, 0.5), (219, 0.5), (220, 0.0), (699, 0.0), (700, 0.5), (820, 0.0)]);
        check(&intermittent, &[(1300, 0.5), (1349, 0.5), (1350, 0.0), (1900, 0.0)]);
        assert_eq!(looks(&intermittent), [100, 220, 700, 820, 1300, 1350]);
        let worse_each_time = FaultInjection { over: Duration::from_s(1200), recurrence, ..fault() };
        check(&worse_each_time, &[(100, 0.0), (160, 0.025), (220, 0.0), (700, 0.25), (1300, 0.5), (1900, 0.5)]);
    }

    #[test]
    fn a_short_ramp_has_steps_of_its_own() {
        let ramp = |s, ms| next_of_ramp(at_s(1), Duration::from_s(2), at_s(s) + Duration::from_ms(ms));
        assert_eq!(ramp(0, 0), at_s(1));
        assert_eq!(ramp(1, 0), at_s(1) + Duration::from_ms(20));
        assert_eq!(ramp(2, 990), at_s(3));
        assert_eq!(ramp(3, 0), Instant::MAX);
        assert_eq!(next_of_ramp(at_s(1), Duration::ZERO, at_s(1)), Instant::MAX);
    }
}
