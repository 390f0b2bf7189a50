//! Orders for a time end with it, and what an alarm stops does not run.

use super::conduct::Judged;
use crate::world::World;
use controller::{Accepted, Category, Command, Rejected, TherapyControl};
use units::{Duration, Instant, Volume};

/// Oracles of this file.
pub(super) const ORDERS: [&str; 3] = ["temporary_rate_ends", "pause_ends", "alarms_stop"];
/// By then a device that was woken when it asked to be has seen the end of a time.
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
    /// The clock may have leapt.
    upset: bool,
}

impl Orders {
    /// A command and its answer.
    pub(super) fn told(&mut self, now: Instant, command: Command, answer: Result<Accepted, Rejected>) {
        if answer.is_err() {
            return;
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
        let judged = ORDERS.into_iter().zip([self.temporary(world), self.pause(world), stops(world)]);
        judged.filter_map(|(oracle, broken)| Some(Judged { oracle, broken: broken?.err() })).collect()
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
