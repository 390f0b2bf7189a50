//! What the account says: a level that it has come to is told, and what power tore is in it; whatever happens around
//! the device.

use super::conduct::Judged;
use crate::world::{Tick, World};
use controller::{Alarm, DeviceProfile, Event, Phase};
use units::{Duration, Instant, Volume};

/// Oracles of this file.
pub(super) const ACCOUNT: [&str; 2] = ["level_is_told", "torn_is_accounted"];
/// What a stroke that failed has had reserved.
const STROKE: Volume = Volume::from_pl(5_000_000);
/// A device between strokes has long looked at the level by then.
const LOOKED: Duration = Duration::from_s(10);

/// The account as it was a tick ago, and levels that are to be told.
#[derive(Debug)]
pub(super) struct Account {
    levels: [(Alarm, Volume); 2],
    /// Since when a level was told wrongly.
    wrong: Option<Instant>,
    accounted: Volume,
    reserved: Volume,
}

impl Account {
    pub(super) fn new(profile: &DeviceProfile) -> Self {
        let levels = [
            (Alarm::ReservoirLow, profile.reservoir_low),
            (Alarm::ReservoirNearlyEmpty, profile.reservoir_nearly_empty),
        ];
        Self { levels, wrong: None, accounted: Volume::ZERO, reserved: Volume::ZERO }
    }

    /// Every oracle that could fail at this tick.
    pub(super) fn judge(&mut self, world: &World, tick: &Tick) -> Vec<Judged> {
        Judged::all(ACCOUNT, [self.level(world), self.torn(world, tick)])
    }

    /// The reservoir is called low when less is left than that, by the account, and not before.
    fn level(&mut self, world: &World) -> Option<Result<(), String>> {
        let controller = world.controller();
        if !world.answers() || world.is_upset() || controller.phase() != Phase::Idle {
            self.wrong = None;
            return None;
        }
        let left = controller.ledger().remaining();
        let told_wrongly = |(alarm, level): &&(Alarm, Volume)| {
            let told = controller.alarms().contains(*alarm);
            if told { left > *level + STROKE } else { left + STROKE < *level }
        };
        let Some((alarm, level)) = self.levels.iter().find(told_wrongly) else {
            self.wrong = None;
            return Some(Ok(()));
        };
        let since = *self.wrong.get_or_insert(world.now());
        let lasts = world.now().since(since) > LOOKED;
        Some(if lasts { Err(format!("{left} is left, {alarm:?} is at {level}")) } else { Ok(()) })
    }

    /// A stroke that power did not outlast is accounted with its bound, where its record was the last.
    fn torn(&mut self, world: &World, tick: &Tick) -> Option<Result<(), String>> {
        let ledger = world.controller().ledger();
        let (accounted, reserved) = (self.accounted, self.reserved);
        if world.powered() {
            (self.accounted, self.reserved) = (ledger.accounted(), ledger.reserved());
        }
        let torn = tick.events.iter().find_map(|event| {
            let Event::Restarted { unmeasured } = event else { return None };
            (unmeasured.is_positive() && *unmeasured == reserved).then_some(*unmeasured)
        })?;
        let now = ledger.accounted();
        let told = || format!("{torn} of a torn stroke, {accounted} accounted before it, {now} after");
        Some(if now == accounted + torn { Ok(()) } else { Err(told()) })
    }
}
