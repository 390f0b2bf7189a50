//! A line that is blocked is not taken for a valve that leaks: who is told of a leak throws a sound half away, and the
//! line stays blocked.

use super::case::Case;
use super::conduct::Judged;
use crate::scenario::Action;
use crate::world::Tick;
use controller::{Alarm, Event};
use twin::FaultKind;
use units::Instant;

/// The oracle of this file.
pub(super) const LEAK: &str = "leak_is_one";

/// Until when nothing happened to a device but that its line was blocked, or power went.
pub(super) fn sound_until(case: &Case) -> Instant {
    let scenario = &case.scenario;
    let blocks = |kind: FaultKind| matches!(kind, FaultKind::Occlusion | FaultKind::CannulaKink);
    let first = [
        case.faults().iter().filter(|fault| !blocks(fault.kind)).map(|fault| fault.at).min(),
        scenario.environment.iter().map(|change| change.at).min(),
        scenario.events.iter().find(|event| matches!(event.action, Action::Site(_))).map(|event| event.at),
        case.upset.map(|upset| scenario.start + upset.from.since(Instant::ZERO)),
    ];
    let first = first.into_iter().flatten().min();
    first.map_or(Instant::MAX, |at| Instant::ZERO + at.since(scenario.start))
}

/// Judges what is told of valves at this tick.
pub(super) fn judge(tick: &Tick, sound_until: Instant) -> Option<Judged> {
    let told = tick.events.iter().any(|event| matches!(event, Event::AlarmRaised(Alarm::ValveLeak)));
    let wrong = || "a valve is said to leak, and none does".to_owned();
    (tick.now < sound_until).then(|| Judged { oracle: LEAK, broken: told.then(wrong) })
}
