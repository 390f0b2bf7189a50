//! How a set is blocked, over time: a table.

use crate::scenario::{FaultInjection, Recurrence};
use twin::FaultKind;
use units::{Duration, Fraction, Instant};

/// One way of being blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Its name.
    pub name: &'static str,
    /// The share of its conductance that the set loses, in millionths.
    lost_ppm: u32,
    /// How long it takes to get there.
    pub(super) over: Duration,
    /// How it comes and goes.
    recurrence: Option<Recurrence>,
}

/// The courses; the first is the one of every published figure.
pub const COURSES: [Course; 9] = [
    full("full"),
    partial("partial-10", 100_000),
    partial("partial-50", 500_000),
    partial("partial-90", 900_000),
    partial("partial-99", 990_000),
    partial("partial-99.9", 999_000),
    Course { over: Duration::from_h(1), ..full("slow-1h") },
    Course { over: Duration::from_h(12), ..full("slow-12h") },
    Course {
        recurrence: Some(Recurrence { every: Duration::from_min(20), lasting: Duration::from_min(5) }),
        ..full("intermittent")
    },
];

const fn full(name: &'static str) -> Course {
    partial(name, 1_000_000)
}

const fn partial(name: &'static str, lost_ppm: u32) -> Course {
    Course { name, lost_ppm, over: Duration::ZERO, recurrence: None }
}

impl Course {
    /// The course of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        COURSES.into_iter().find(|course| course.name == name)
    }

    /// As a fault that begins at an instant and is there for so long.
    pub(super) fn fault(&self, at: Instant, duration: Duration) -> FaultInjection {
        FaultInjection {
            at,
            kind: FaultKind::Occlusion,
            severity: Fraction::from_ppm(self.lost_ppm).unwrap_or(Fraction::ZERO),
            over: self.over,
            recurrence: self.recurrence,
            duration: Some(duration),
        }
    }
}
