//! A person's hands: a whole site change, mostly as the instructions have it, and single motions at any time.

use super::super::chance::Chance;
use super::signed;
use crate::scenario::{Action, Event, Scenario, SiteStep};
use units::{Duration, Instant, Volume};

/// The steps of a site change with the time that each is given before the next, s: priming takes minutes.
const CHANGE: [(SiteStep, u64); 9] = [
    (SiteStep::Detach, 5),
    (SiteStep::Open, 5),
    (NEW_DISPOSABLE, 5),
    (SiteStep::NewSet, 5),
    (SiteStep::Close, 30),
    (SiteStep::PrimeTubing, 8 * 60),
    (SiteStep::Insert, 5),
    (SiteStep::Attach, 5),
    (SiteStep::PrimeCannula, 2 * 60),
];
/// 2 mL.
const NEW_DISPOSABLE: SiteStep = SiteStep::NewDisposable { fill: Volume::from_pl(2_000_000_000) };
/// Where in `CHANGE` priming of the tubing is.
const PRIMES: usize = 5;

/// How long a whole change takes, with its pause before and a second attempt at priming.
pub(in super::super) const CHANGE_TAKES: Duration = Duration::from_min(22);

/// Hands in the first phase: in one case of three a change of the set, done well or badly, and in one of six a few
/// motions in no order.
pub(in super::super) fn hands(scenario: &mut Scenario, chance: &mut Chance, safety: Duration) {
    if chance.one_in(3) {
        let from = scenario.start + Duration::from_us(chance.below(safety.as_us()));
        attempt(scenario, chance, from, scenario.start + safety);
    }
    if chance.one_in(6) {
        for _ in 0..chance.between(1, 4) {
            let at = scenario.start + Duration::from_us(chance.below(safety.as_us()));
            let (step, _) = chance.pick(&CHANGE);
            scenario.events.push(Event { at, action: Action::Site(filled(step, chance)) });
        }
    }
}

/// A site change from an instant on: now and then in haste, without a pause before, with a step left out or done twice,
/// or with the set on the body before its tubing is primed.
fn attempt(scenario: &mut Scenario, chance: &mut Chance, from: Instant, end: Instant) {
    let pauses = !chance.one_in(4);
    let hasty = chance.one_in(4);
    let mut steps = CHANGE;
    if chance.one_in(4) {
        steps[PRIMES..PRIMES + 3].rotate_left(1);
    }
    let mut at = from;
    let mut act = |at: Instant, action| {
        if at < end {
            scenario.events.push(Event { at, action });
        }
    };
    if pauses {
        act(at, Action::Suspend);
        at += Duration::from_min(1);
    }
    for (step, takes) in steps {
        let takes = Duration::from_s(if hasty { chance.between(0, takes) } else { takes });
        let times = match chance.below(24) {
            0 => 0,
            1 => 2,
            _ => 1,
        };
        for _ in 0..times {
            act(at, Action::Site(filled(step, chance)));
            at += takes;
        }
    }
    act(at, Action::Resume);
}

/// What is filled in is drawn.
fn filled(step: SiteStep, chance: &mut Chance) -> SiteStep {
    match step {
        SiteStep::NewDisposable { .. } => {
            SiteStep::NewDisposable { fill: Volume::from_pl(signed(chance.between(300, 3_000)) * 1_000_000) }
        }
        SiteStep::Detach
        | SiteStep::Attach
        | SiteStep::Open
        | SiteStep::Close
        | SiteStep::NewSet
        | SiteStep::PrimeTubing
        | SiteStep::Insert
        | SiteStep::PrimeCannula => step,
    }
}

/// A site change as it should be, from wherever the device is, to be over [`CHANGE_TAKES`] later. What is refused
/// because it is so already does no harm; what an alarm has stopped is asked for again.
pub(in super::super) fn whole_change(from: Instant) -> Vec<Event> {
    let mut events = vec![Event { at: from, action: Action::Suspend }];
    let mut at = from + Duration::from_min(1);
    for (index, (step, takes)) in CHANGE.into_iter().enumerate() {
        let action = Action::Site(step);
        events.push(Event { at, action });
        at += Duration::from_s(takes);
        if index >= PRIMES && takes > 60 {
            events.push(Event { at, action });
            at += Duration::from_s(takes);
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_change_has_every_step_in_order_and_is_over_in_time() {
        let events = whole_change(Instant::ZERO);
        assert!(events.is_sorted_by_key(|event| event.at));
        let last = events.last().unwrap();
        assert!(last.at + Duration::from_min(1) <= Instant::ZERO + CHANGE_TAKES, "{}", last.at);
        let steps: Vec<Action> = events.iter().map(|event| event.action).collect();
        for (step, _) in CHANGE {
            assert!(steps.contains(&Action::Site(step)), "{step:?}");
        }
    }
}
