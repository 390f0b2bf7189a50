//! What has to be so before fluid may move: the workflow of a site change as one state machine.
//!
//! ```text
//! NewDisposable -> Fill -> SeatConnector -> Lock -> ReadTag -> StartUpTest -> PrimeTubing -> Insert -> Mate
//!   -> PrimeCannula -> nothing is missing: delivery may run
//! ```
//! What is known are facts, each with the one event that makes it true (a person's command, a switch, a tag, a test)
//! and the one that ends it. The step that the device is at is the first in this order whose fact is missing, and what
//! is asked for out of order is refused with that step. Opening the halves ends what followed from their being closed;
//! a set keeps what was done with it for as long as its tag is found again.
//!
//! - `switches`: the three switches, debounced. `fit`: whether a set may be used.
//!
//! Invariant: a set is primed once, before it is inserted; one that was used and left is refused for good.

mod fit;
mod switches;

pub use fit::{SetCarrier, SetKind, SetRefused};
pub use switches::Switches;

use crate::command::Rejected;
use crate::ledger::Category;
use crate::profile::DeviceProfile;
use crate::set::{Date, TagReading, Uid};
pub(crate) use fit::Conditions;
use switches::Debounced;
use units::{Duration, Instant, Volume};

/// The steps of a site change, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Step {
    /// A disposable half is taken out of its package: [`SiteChange::NewDisposable`](crate::SiteChange::NewDisposable).
    NewDisposable,
    /// Its reservoir is filled: [`SiteChange::Filled`](crate::SiteChange::Filled).
    Fill,
    /// The fluid connector is seated and the halves lie on each other: the connector's switch.
    SeatConnector,
    /// The halves are turned to the end: the latch's switch.
    Lock,
    /// The set's tag is read, and the set may be used.
    ReadTag,
    /// Sensors, valves, battery and switches are tested.
    StartUpTest,
    /// Tubing and needle are filled: [`SiteChange::PrimeTubing`](crate::SiteChange::PrimeTubing).
    PrimeTubing,
    /// The cannula is inserted: [`SiteChange::Inserted`](crate::SiteChange::Inserted).
    Insert,
    /// The mating assembly is attached: its switch.
    Mate,
    /// The cannula is filled: [`SiteChange::PrimeCannula`](crate::SiteChange::PrimeCannula).
    PrimeCannula,
}

/// What is being filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Prime {
    /// Tubing and needle, off the body.
    Tubing,
    /// The cannula, in the body.
    Cannula,
}

impl Prime {
    pub(crate) fn category(self) -> Category {
        match self {
            Self::Tubing => Category::PrimeTubing,
            Self::Cannula => Category::PrimeCannula,
        }
    }
}

/// How far a disposable half has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
enum Disposable {
    None,
    New,
    Filled,
    /// Filled, and a set was read with it.
    Tagged,
}

/// The set in use, and what was done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
struct FittedSet {
    uid: Uid,
    /// What tubing and cannula still have to be filled with.
    tubing: Volume,
    cannula: Volume,
    /// For how long it may be worn.
    wear: Duration,
    inserted: Option<Instant>,
    used: bool,
}

/// What of a set's wear has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Wear {
    Fresh,
    Ending,
    NearlyOver,
    Over,
}

/// How many used sets are remembered: more than a person carries.
const SPENT_MAX: usize = 8;
/// How often a tag that does not answer is asked again, and how many times: until the halves are opened the next time
/// it would still not answer.
const TAG_INTERVAL: Duration = Duration::from_s(1);
const TAG_ASKS_MAX: u8 = 60;

/// How the device is put together, as far as it knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Assembly {
    /// The day at instant zero, in days since 2000-01-01; `None` if nobody has told.
    today: Option<u32>,
    disposable: Disposable,
    switches: Debounced,
    /// Whether the set was read, and the start-up test passed, since the halves were last closed.
    identified: bool,
    tested: bool,
    /// Whether the start-up test has failed, and how often the tag was asked, since then.
    test_failed: bool,
    asks: u8,
    asked: Instant,
    refused: Option<SetRefused>,
    set: Option<FittedSet>,
    priming: Option<Prime>,
    spent: heapless::Vec<Uid, SPENT_MAX>,
}

impl Assembly {
    /// Everything in its package. `today` is the date at instant zero: without one a set's expiry cannot be judged.
    pub fn packaged(today: Option<Date>) -> Self {
        Self {
            today: today.map(Date::days),
            disposable: Disposable::None,
            switches: Debounced::OPEN,
            identified: false,
            tested: false,
            test_failed: false,
            asks: 0,
            asked: Instant::ZERO,
            refused: None,
            set: None,
            priming: None,
            spent: heapless::Vec::new(),
        }
    }

    /// Filled, primed and worn from instant zero on, as a pump on a test stand is, or one whose record says so. The set
    /// is one that may be worn for as long as this type of pump.
    pub fn worn(profile: &DeviceProfile, today: Option<Date>) -> Self {
        let set = FittedSet {
            uid: [0; 7],
            tubing: Volume::ZERO,
            cannula: Volume::ZERO,
            wear: profile.wear_max,
            inserted: Some(Instant::ZERO),
            used: true,
        };
        Self {
            disposable: Disposable::Tagged,
            switches: Debounced::CLOSED,
            identified: true,
            tested: true,
            set: Some(set),
            ..Self::packaged(today)
        }
    }

    /// The step that is missing; `None` when delivery may run.
    pub fn missing(&self) -> Option<Step> {
        let set = self.set.as_ref();
        let done = [
            (self.disposable > Disposable::None, Step::NewDisposable),
            (self.disposable > Disposable::New, Step::Fill),
            (self.switches.connector(), Step::SeatConnector),
            (self.switches.latch(), Step::Lock),
            (self.identified && set.is_some(), Step::ReadTag),
            (self.tested, Step::StartUpTest),
            (self.is_primed(Prime::Tubing), Step::PrimeTubing),
            (set.is_some_and(|set| set.inserted.is_some()), Step::Insert),
            (self.switches.mating(), Step::Mate),
            (self.is_primed(Prime::Cannula), Step::PrimeCannula),
        ];
        done.iter().find(|(done, _)| !done).map(|(_, step)| *step)
    }

    /// Why the set that was read last may not be used, if it may not.
    pub fn set_refused(&self) -> Option<SetRefused> {
        self.refused
    }

    /// What is being primed.
    pub fn priming(&self) -> Option<Prime> {
        self.priming
    }

    /// What of the set in use is left to be filled; `None` without a set.
    pub fn left_to_prime(&self, prime: Prime) -> Option<Volume> {
        self.set.map(|set| match prime {
            Prime::Tubing => set.tubing,
            Prime::Cannula => set.cannula,
        })
    }

    /// How the switches stand, debounced.
    pub fn switches(&self) -> Switches {
        self.switches.positions()
    }

    /// Whether the tag is to be asked now.
    pub(crate) fn wants_tag(&self) -> bool {
        self.missing() == Some(Step::ReadTag) && self.refused.is_none() && self.asks < TAG_ASKS_MAX
    }

    /// Whether the readings for the start-up test are wanted.
    pub(crate) fn wants_start_up(&self) -> bool {
        self.missing() == Some(Step::StartUpTest) && !self.test_failed
    }

    /// What an attempt to deliver is refused with.
    ///
    /// # Errors
    /// When a step is missing.
    pub(crate) fn check_complete(&self) -> Result<(), Rejected> {
        match (self.missing(), self.refused) {
            (None, _) => Ok(()),
            (Some(Step::ReadTag), Some(reason)) => Err(Rejected::SetRefused { reason }),
            (Some(missing), _) => Err(Rejected::NotAssembled { missing }),
        }
    }

    /// Another disposable half is in hand.
    ///
    /// # Errors
    /// When the halves are locked.
    pub(crate) fn new_disposable(&mut self) -> Result<(), Rejected> {
        self.check_unlocked()?;
        self.retire_set();
        self.disposable = Disposable::New;
        Ok(())
    }

    /// Its reservoir was filled.
    ///
    /// # Errors
    /// When it is not new, the halves are locked, or it cannot hold that much.
    pub(crate) fn filled(&mut self, volume: Volume, profile: &DeviceProfile) -> Result<(), Rejected> {
        match self.disposable {
            Disposable::New => {}
            Disposable::None => return Err(Rejected::NotAssembled { missing: Step::NewDisposable }),
            Disposable::Filled | Disposable::Tagged => return Err(Rejected::StepDone { step: Step::Fill }),
        }
        self.check_unlocked()?;
        let limit = profile.reservoir_capacity;
        if !volume.is_positive() || volume > limit {
            return Err(Rejected::FillOutOfRange { requested: volume, limit });
        }
        self.disposable = Disposable::Filled;
        Ok(())
    }

    /// The cannula is in the skin.
    ///
    /// # Errors
    /// When it is not what comes next, or the mating assembly is on the body already.
    pub(crate) fn inserted(&mut self, now: Instant) -> Result<(), Rejected> {
        self.check_next(Step::Insert)?;
        self.check_off_body()?;
        self.stop_priming();
        if let Some(set) = &mut self.set {
            (set.inserted, set.used) = (Some(now), true);
        }
        Ok(())
    }

    /// Starts priming, or goes on with it.
    ///
    /// # Errors
    /// When it is not what comes next, or tubing is to be primed on the body.
    pub(crate) fn prime(&mut self, prime: Prime) -> Result<(), Rejected> {
        match prime {
            Prime::Tubing => {
                self.check_next(Step::PrimeTubing)?;
                self.check_off_body()?;
            }
            Prime::Cannula => self.check_next(Step::PrimeCannula)?,
        }
        self.priming = Some(prime);
        if let Some(set) = &mut self.set {
            set.used = true;
        }
        Ok(())
    }

    pub(crate) fn stop_priming(&mut self) {
        self.priming = None;
    }

    /// Whether a stroke that is under way may go on, by the switches: one that primes, or one of therapy.
    pub(crate) fn allows_stroke(&self, prime: Option<Prime>) -> bool {
        let closed = self.switches.latch() && self.switches.connector();
        closed
            && match prime {
                Some(Prime::Tubing) => !self.switches.mating_seen(),
                Some(Prime::Cannula) | None => self.switches.mating(),
            }
    }

    /// What the next stroke of priming should deliver, if there is priming to do.
    pub(crate) fn stroke_due(&self, profile: &DeviceProfile) -> Option<Volume> {
        let left = self.left_to_prime(self.priming?)?;
        // What is left is never too little for a stroke: see `primed`.
        Some(left.clamp(profile.stroke_min, profile.stroke_max))
    }

    /// A stroke of priming was measured. The last that would be too small for a stroke is let go.
    pub(crate) fn primed(&mut self, prime: Prime, measured: Volume, profile: &DeviceProfile) {
        let Some(set) = &mut self.set else { return };
        let left = match prime {
            Prime::Tubing => &mut set.tubing,
            Prime::Cannula => &mut set.cannula,
        };
        *left -= measured;
        if *left < profile.stroke_min {
            *left = Volume::ZERO;
            self.priming = None;
        }
    }

    /// Whether nothing is left to be filled.
    pub(crate) fn is_primed(&self, prime: Prime) -> bool {
        self.left_to_prime(prime).is_some_and(|left| !left.is_positive())
    }

    /// Takes in the switches; priming that they do not allow any more ends.
    pub(crate) fn observe_switches(&mut self, now: Instant, read: Option<Switches>) {
        let Some(read) = read else { return };
        self.switches.observe(now, read);
        if !(self.switches.latch() && self.switches.connector()) {
            (self.identified, self.tested, self.test_failed) = (false, false, false);
            (self.refused, self.asks) = (None, 0);
        }
        let may_go_on = match self.priming {
            Some(Prime::Tubing) => self.missing() == Some(Step::PrimeTubing) && !self.switches.mating_seen(),
            Some(Prime::Cannula) => self.missing() == Some(Step::PrimeCannula),
            None => true,
        };
        if !may_go_on {
            self.priming = None;
        }
    }

    /// Takes in what the tag answered. Returns the reason if the set is refused.
    pub(crate) fn observe_tag(
        &mut self,
        now: Instant,
        read: Option<TagReading>,
        conditions: &Conditions<'_>,
    ) -> Option<SetRefused> {
        if !self.wants_tag() {
            return None;
        }
        (self.asked, self.asks) = (now, self.asks.saturating_add(1));
        let read = read?;
        if self.set.is_some_and(|set| set.uid == read.uid) {
            self.identified = true;
            return None;
        }
        let known = fit::Known { spent: &self.spent, disposable_is_tagged: self.disposable == Disposable::Tagged };
        match fit::check(&read, self.today, &known, conditions) {
            Ok(record) => {
                self.retire_set();
                let profile = conditions.profile;
                self.set = Some(FittedSet {
                    uid: read.uid,
                    tubing: record.prime_volume,
                    cannula: profile.cannula_prime,
                    wear: record.max_wear.min(profile.wear_max),
                    inserted: None,
                    used: false,
                });
                (self.identified, self.disposable) = (true, Disposable::Tagged);
                None
            }
            Err(reason) => {
                self.refused = Some(reason);
                Some(reason)
            }
        }
    }

    /// Takes in the result of the start-up test.
    pub(crate) fn observe_start_up(&mut self, passed: bool) {
        (self.tested, self.test_failed) = (passed, !passed);
    }

    /// How much of the set's wear has passed; a set whose wear is over is retired.
    pub(crate) fn observe_wear(&mut self, now: Instant, profile: &DeviceProfile) -> Wear {
        let Some((inserted, wear)) = self.set.and_then(|set| Some((set.inserted?, set.wear))) else {
            return Wear::Fresh;
        };
        let left = wear - now.since(inserted).min(wear);
        if left == Duration::ZERO {
            self.retire_set();
            self.asks = TAG_ASKS_MAX;
            return Wear::Over;
        }
        let [ending, nearly_over] = profile.wear_warnings;
        if left <= nearly_over {
            Wear::NearlyOver
        } else if left <= ending {
            Wear::Ending
        } else {
            Wear::Fresh
        }
    }

    /// When the assembly wants to be looked at again.
    pub(crate) fn next_wake(&self, now: Instant, profile: &DeviceProfile) -> Instant {
        let tag = if self.wants_tag() { self.asked + TAG_INTERVAL } else { Instant::MAX };
        let test = if self.wants_start_up() { now } else { Instant::MAX };
        let [ending, nearly_over] = profile.wear_warnings;
        let wear = self.set.and_then(|set| Some((set.inserted?, set.wear)));
        let wear = wear.map_or(Instant::MAX, |(inserted, wear)| {
            let ends = [wear - ending.min(wear), wear - nearly_over.min(wear), wear].map(|after| inserted + after);
            ends.into_iter().find(|end| *end > now).unwrap_or(Instant::MAX)
        });
        self.switches.settles().min(tag).min(test).min(wear)
    }

    /// The set is not used any more: one with which fluid was moved, or that was inserted, is refused from now on.
    fn retire_set(&mut self) {
        if let Some(set) = self.set.take().filter(|set| set.used) {
            if self.spent.is_full() {
                self.spent.remove(0);
            }
            self.spent.push(set.uid).unwrap_or_default();
        }
        (self.identified, self.tested, self.priming) = (false, false, None);
    }

    /// # Errors
    /// When the halves are locked.
    fn check_unlocked(&self) -> Result<(), Rejected> {
        if self.switches.latch_seen() { Err(Rejected::HalvesLocked) } else { Ok(()) }
    }

    /// # Errors
    /// When the mating assembly is attached, settled or not.
    fn check_off_body(&self) -> Result<(), Rejected> {
        if self.switches.mating_seen() { Err(Rejected::OnBody) } else { Ok(()) }
    }

    /// # Errors
    /// When another step comes before this one, or it is done.
    fn check_next(&self, step: Step) -> Result<(), Rejected> {
        match self.missing() {
            Some(missing) if missing == step => Ok(()),
            Some(missing) if missing < step => self.check_complete(),
            Some(_) | None => Err(Rejected::StepDone { step }),
        }
    }
}

#[cfg(test)]
mod tests;
