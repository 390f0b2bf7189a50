//! What the board remembers without power: the journal in flash, and the records that are on their way there.
//!
//! Writing takes time. A record that is under way when power goes is torn at that instant.

use crate::flash::Flash;
use controller::{Record, Sequence, Settings};
use journal::{Journal, Kept};
use protocol::Item;
use std::collections::VecDeque;
use units::Instant;

/// The flash with its journal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    flash: Flash,
    journal: Journal,
    committed: Option<Sequence>,
    /// In order of time; each begins when the one before is done.
    writes: VecDeque<Write>,
}

/// A record that is being written.
#[derive(Debug, Clone)]
struct Write {
    record: Record,
    settings: Settings,
    begins: Instant,
    ends: Instant,
    /// What will be when it is done.
    flash: Flash,
    journal: Journal,
}

impl Memory {
    /// A new device's: its first record is written before anything else happens.
    pub(crate) fn new(record: Record, settings: &Settings) -> Self {
        let mut memory = Self::default();
        memory.append(Instant::ZERO, record, settings);
        memory.pass(Instant::MAX);
        memory
    }

    /// Begins to write a record.
    pub(crate) fn append(&mut self, now: Instant, record: Record, settings: &Settings) {
        self.pass(now);
        let (flash, journal, begins) = match self.writes.back() {
            Some(last) => (&last.flash, &last.journal, last.ends),
            None => (&self.flash, &self.journal, now),
        };
        let (mut flash, mut journal) = (flash.clone(), journal.clone());
        let before = flash.busy();
        journal.append(&mut flash, &record, settings).expect("the flash is sound and its pages are large enough");
        let ends = begins + (flash.busy() - before);
        self.writes.push_back(Write { record, settings: settings.clone(), begins, ends, flash, journal });
    }

    /// The last record that is surely kept.
    pub(crate) fn committed(&mut self, now: Instant) -> Option<Sequence> {
        self.pass(now);
        self.committed
    }

    /// Finishes what is done by now.
    fn pass(&mut self, now: Instant) {
        while let Some(write) = self.writes.pop_front_if(|write| write.ends <= now) {
            self.flash = write.flash;
            self.journal = write.journal;
            self.committed = Some(write.record.sequence);
        }
    }

    /// The flash once all that is under way is done.
    pub(crate) fn done(&self) -> &Flash {
        self.writes.back().map_or(&self.flash, |last| &last.flash)
    }

    /// Power goes.
    pub(crate) fn cut_power(&mut self, now: Instant) {
        self.pass(now);
        if let Some(write) = self.writes.pop_front() {
            self.flash.cut_power_after(now.since(write.begins));
            let torn = self.journal.append(&mut self.flash, &write.record, &write.settings);
            assert!(torn.is_err(), "what is not done by now cannot have been kept");
            self.flash.restore_power();
        }
        self.writes.clear();
    }

    /// Power is back: what the journal has kept.
    pub(crate) fn restart(&mut self) -> Kept {
        let (journal, kept) = Journal::open(&mut self.flash).expect("a torn journal can be opened");
        let kept = kept.expect("the journal holds the first record of a device at least");
        self.journal = journal;
        self.committed = Some(kept.record.sequence);
        kept
    }

    /// What is kept by now, from the oldest item to the newest.
    pub(crate) fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut flash = self.flash.clone();
        Journal::read(&mut flash, |item, _| items.push(item)).expect("the journal can be read");
        items
    }

    /// How often each page was erased.
    pub(crate) fn erasures(&self) -> &[u32] {
        self.flash.erasures()
    }
}
