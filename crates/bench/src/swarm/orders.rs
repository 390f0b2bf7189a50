//! Orders for a time end with it, what an alarm stops does not run, and tubing on the body is not primed.

use super::conduct::Judged;
use crate::world::World;
use controller::{Accepted, Category, Command, Rejected, SiteChange, TherapyControl};
use units::{Duration, Instant, Volume};

/// Oracles of this file.
pub(super) const ORDERS: [&str; 4] = ["temporary_rate_ends", "pause_ends", "alarms_stop", "primes_off_the_body"];
/// By then a device has seen the end of a time, or a switch that has closed.
const SEEN: Duration = Duration::from_min(1);

/// What was ordered for a time.
#[derive(Debug, Default)]
pub(super) struct Orders {
    /// When the last temporary rate ends, whether or not somebody cancelled it.
    temporary: Instant,
    /// When the pause ends, if that was for a time.
    pause: Option<Instant>,
    /// What is accounted of temporary rates.
    given: Volume,
    /// Since when the mating switch reads closed.
    mated: Option<Instant>,
    /// What was accepted and should not have been.
    primes: Option<String>,
    /// The clock may have leapt.
    upset: bool,
}

impl Orders {
    /// A command and its answer.
    pub(super) fn told(&mut self, now: Instant, command: Command, answer: Result<Accepted, Rejected>) {
        if answer.is_err() {
            return;
        }
        let mated = self.mated.filter(|since| now > *since + SEEN);
        if let (Command::SiteChange(SiteChange::PrimeTubing), Some(since)) = (command, mated) {
            self.primes = Some(format!("tubing is to be primed, and is on the body since {since}"));
        }
        if let Command::SetTempBasal { duration, .. } = command {
            self.temporary = self.temporary.max(now + duration);
        }
        match command {
            Command::PauseFor { duration } => self.pause = Some(now + duration),
            Command::Pause | Command::Stop | Command::Run => self.pause = None,
            Command::Bolus(_)
            | Command::CancelBolus
            | Command::CancelBolusOf { .. }
            | Command::SetTempBasal { .. }
            | Command::CancelTempBasal
            | Command::ActivateTemplate { .. }
            | Command::SetClock { .. }
            | Command::ResetCounters
            | Command::ConfirmAlarm { .. }
            | Command::SnoozeAlarm { .. }
            | Command::RemindReservoir { .. }
            | Command::SiteChange(_) => {}
        }
    }

    /// Every oracle that could fail at this tick.
    pub(super) fn judge(&mut self, world: &World) -> Vec<Judged> {
        self.upset |= world.is_upset();
        if self.upset || !world.answers() {
            return Vec::new();
        }
        let mated = world.twin().read_switches().mating;
        self.mated = if mated { self.mated.or(Some(world.now())) } else { None };
        let primes = mated.then(|| self.primes.take().map_or(Ok(()), Err));
        Judged::all(ORDERS, [self.temporary(world), self.pause(world), stops(world), primes])
    }

    fn temporary(&mut self, world: &World) -> Option<Result<(), String>> {
        let given = world.controller().ledger().accounted_as(Category::TempBasal);
        let more = given - std::mem::replace(&mut self.given, given);
        if self.temporary == Instant::ZERO || world.now() <= self.temporary + SEEN {
            return None;
        }
        let told = || format!("{more} as temporary rate, and the last has ended at {}", self.temporary);
        Some(if more.is_positive() { Err(told()) } else { Ok(()) })
    }

    fn pause(&self, world: &World) -> Option<Result<(), String>> {
        let ends = self.pause.filter(|ends| world.now() > *ends + SEEN)?;
        let paused = world.controller().therapy_control() == TherapyControl::Pause;
        Some(if paused { Err(format!("still paused, and that was to end at {ends}")) } else { Ok(()) })
    }
}

/// An alarm that stops delivery has stopped it.
fn stops(world: &World) -> Option<Result<(), String>> {
    let controller = world.controller();
    let runs = controller.therapy_control() == TherapyControl::Run;
    let stopped = controller.alarms().stop_delivery();
    let told = || format!("it runs, and {:?} stops delivery", controller.alarms());
    stopped.then(|| if runs { Err(told()) } else { Ok(()) })
}
