//! The journal in flash: whichever word or page power leaves half done, what was kept before is still there, in order.

mod pump;

use bench::flash::{Flash, FlashError, PAGE_SIZE, WORD_SIZE, WORD_TIME};
use controller::{Controller, Entry, Event, Events, Record, Settings};
use journal::{Journal, JournalError, Kept};
use protocol::Item;
use units::{Duration, Volume};

/// The fewest pages that a journal has, so that they are soon used up.
const PAGES: usize = 4;

/// A journal, and where its records come from.
#[derive(Clone)]
struct Trial {
    flash: Flash,
    journal: Journal,
    controller: Controller,
    /// Number of the newest record that is kept.
    newest: u32,
}

impl Trial {
    fn new() -> Self {
        let flash = Flash::new(PAGES);
        let controller = pump::controller();
        Self { flash, journal: Journal::default(), controller, newest: 0 }
    }

    fn settings(&self) -> Settings {
        self.controller.settings().clone()
    }

    fn record(&mut self) -> Record {
        let bound = Volume::from_pl(1_000_000);
        self.controller.record(Entry::Step(Events::from_iter([Event::StrokeStarted { bound }])))
    }

    /// Appends a record, with power for this much work; true if it was kept.
    fn append(&mut self, power: Option<Duration>) -> bool {
        let record = self.record();
        let number = record.sequence.0;
        if let Some(work) = power {
            self.flash.cut_power_after(work);
        }
        let settings = self.settings();
        let kept = match self.journal.append(&mut self.flash, &record, &settings) {
            Ok(()) => true,
            Err(JournalError::Flash(FlashError::PowerLost)) => false,
            Err(error) => panic!("record {number}: {error:?}"),
        };
        self.flash.restore_power();
        if kept {
            self.newest = number;
        }
        kept
    }

    /// Starts anew from flash; what is found is what was kept.
    fn reopen(&mut self, what: &str) {
        let (journal, kept) = Journal::open(&mut self.flash).unwrap_or_else(|error| panic!("{what}: {error:?}"));
        self.journal = journal;
        self.check(kept, what);
    }

    fn check(&mut self, kept: Option<Kept>, what: &str) {
        match kept {
            None => assert_eq!(self.newest, 0, "{what}: all is lost"),
            Some(kept) => {
                // A record that was torn after its last bit is kept, too.
                let found = kept.record.sequence.0;
                assert!(found == self.newest || found == self.newest + 1, "{what}: {found}, expected {}", self.newest);
                self.newest = found;
                assert_eq!(kept.settings, self.settings(), "{what}");
                self.controller = pump::restored(&kept);
            }
        }
    }

    fn numbers(&mut self) -> Vec<u32> {
        let mut numbers = Vec::new();
        let visit = |item, _| match item {
            Item::Record(record) => numbers.push(record.sequence.0),
            Item::Settings(_) => {}
        };
        Journal::read(&mut self.flash, visit).expect("it can be read");
        numbers
    }
}

/// Cuts power within the next record at these places, and checks what is left, and that it can go on from there.
fn cut_within_the_next(trial: &Trial, places: impl Iterator<Item = Duration>) {
    let before = trial.clone().numbers();
    for work in places {
        let what = format!("record {} cut after {work}", trial.newest + 1);
        let mut trial = trial.clone();
        assert!(!trial.append(Some(work)), "{what}: it was done");
        trial.reopen(&what);
        let after = trial.numbers();
        assert!(after.windows(2).all(|pair| pair[1] == pair[0] + 1), "{what}: {after:?}");
        // All that was there is there, but for a page that was to be given up.
        let lost = before.iter().filter(|number| !after.contains(number)).count();
        assert!(
            lost <= PAGE_SIZE / 60 && (lost == 0 || after[0] == before[0] + u32::try_from(lost).unwrap()),
            "{what}"
        );
        for _ in 0..2 {
            assert!(trial.append(None), "{what}: the next record");
        }
        trial.reopen(&what);
    }
}

/// Time that the next record takes to be written.
fn next_takes(trial: &Trial) -> Duration {
    let mut trial = trial.clone();
    let before = trial.flash.busy();
    assert!(trial.append(None));
    trial.flash.busy() - before
}

/// In the middle of each word, and at its end.
fn each_word(takes: Duration) -> impl Iterator<Item = Duration> {
    let half = Duration::from_us(WORD_TIME.as_us() / 2);
    (0..).map(move |halves| half.times(halves)).take_while(move |work| *work < takes)
}

#[test]
fn a_record_that_is_torn_at_any_word_costs_no_other() {
    let mut trial = Trial::new();
    // The first of all, the second, and one in the midst of a page.
    for number in 1..=8 {
        let takes = next_takes(&trial);
        if number <= 2 || number == 8 {
            cut_within_the_next(&trial, each_word(takes));
        }
        assert!(trial.append(None));
    }
}

/// Where a page is full, the next is erased first: some thirty places within each erasure, and every word around it.
#[test]
fn a_page_that_is_torn_while_it_is_erased_costs_no_other() {
    let mut trial = Trial::new();
    let ordinary = {
        trial.append(None);
        next_takes(&trial)
    };
    let mut turns = 0;
    while turns < 2 * PAGES {
        let takes = next_takes(&trial);
        if takes > ordinary.times(4) {
            turns += 1;
            let thirtieth = Duration::from_us(takes.as_us() / 31);
            cut_within_the_next(&trial, (0..31).map(|part| thirtieth.times(part)));
        }
        assert!(trial.append(None));
    }
}

/// What a loss of power has torn is put right when the journal is opened; power may go again meanwhile.
#[test]
fn power_may_go_again_while_the_journal_is_opened() {
    let mut trial = Trial::new();
    trial.append(None);
    let ordinary = next_takes(&trial);
    while next_takes(&trial) < ordinary.times(4) || trial.flash.erasures()[0] < 1 {
        assert!(trial.append(None));
    }
    let takes = next_takes(&trial);
    let mut repairs = 0;
    for part in 1..40 {
        let mut trial = trial.clone();
        assert!(!trial.append(Some(Duration::from_us(takes.as_us() * part / 40))));
        let mut sound = trial.flash.clone();
        let before = sound.busy();
        Journal::open(&mut sound).expect("it can be opened");
        let repair = sound.busy() - before;
        repairs += u32::from(repair > Duration::ZERO);
        for again in [1, 3, 5, 7] {
            trial.flash.cut_power_after(Duration::from_us(repair.as_us() * again / 8));
            // Opened or not: what was torn the first time may look whole after the second.
            Journal::open(&mut trial.flash).ok();
            trial.flash.restore_power();
        }
        trial.reopen(&format!("part {part}"));
        assert!(trial.append(None));
        trial.reopen(&format!("part {part}, and one more"));
    }
    assert!(repairs > 5, "{repairs} of 39 torn pages had to be put right");
}

/// Where a page begins to be blank; a mark is its first word.
fn first_blank_word(page: &[u8]) -> usize {
    let written = page[..PAGE_SIZE - WORD_SIZE].iter().rposition(|byte| *byte != 0xFF).expect("it is begun");
    (written + 1).next_multiple_of(WORD_SIZE)
}

/// Koopman's CRC-16F/4.2, of the length in an item's header.
fn checksum(length: [u8; 2]) -> u16 {
    let step = |sum: u16| (sum >> 1) ^ if sum & 1 == 1 { 0x1A2E } else { 0 };
    !length.iter().fold(0xFFFF, |sum, byte| (0..8).fold(sum ^ u16::from(*byte), |sum, _| step(sum)))
}

/// The word that says how long an item is may be torn so that its checksum is right by chance.
#[test]
fn a_torn_length_that_looks_right_costs_no_other_record() {
    // In the first page, with blank ones behind it; in the last; and in the midst, with a full one to be given up.
    for records in [3, 40, 45] {
        for length in [0xFF84_u16, 0x1384, 0x0FF0] {
            let what = format!("length {length:#06x} after {records} records");
            let mut trial = Trial::new();
            for _ in 0..records {
                assert!(trial.append(None), "{what}");
            }
            let header = &trial.flash.bytes()[WORD_SIZE + 4..WORD_SIZE + 8];
            assert_eq!(checksum([header[0], header[1]]).to_le_bytes(), header[2..], "{what}: as the storage writes it");
            let kept = trial.numbers();
            let begun = trial.flash.bytes().chunks(PAGE_SIZE).position(|page| page[0] == 0 && page[PAGE_SIZE - 1] != 0);
            let start = begun.expect("a page is begun") * PAGE_SIZE;
            let torn = start + first_blank_word(&trial.flash.bytes()[start..start + PAGE_SIZE]);
            let [low, high] = length.to_le_bytes();
            let [check_low, check_high] = checksum([low, high]).to_le_bytes();
            let header = [0x12, 0x34, 0x56, 0x78, low, high, check_low, check_high];
            trial.flash.bytes_mut()[torn..torn + 8].copy_from_slice(&header);

            trial.reopen(&what);
            let after = trial.numbers();
            assert!(kept.ends_with(&after) && after.len() * 2 > kept.len(), "{what}: {kept:?}, {after:?}");
            for _ in 0..records {
                assert!(trial.append(None), "{what}: it goes on");
            }
            trial.reopen(&what);
        }
    }
}

#[test]
fn settings_are_never_given_up_and_newer_ones_count() {
    let mut trial = Trial::new();
    for number in 0..2_000 {
        assert!(trial.append(None));
        if number % 97 == 0 {
            trial.reopen("all along");
        }
    }
    // Pages are used in turn.
    let erasures = trial.flash.erasures();
    let (least, most) = (erasures.iter().min(), erasures.iter().max());
    assert!(most.zip(least).is_some_and(|(most, least)| *most > 5 && most - least <= 1), "{erasures:?}");

    let mut settings = trial.settings();
    settings.reservoir_fill = Volume::from_pl(1_500_000_000);
    let record = trial.record();
    trial.journal.append(&mut trial.flash, &record, &settings).expect("it is kept");
    let (_, kept) = Journal::open(&mut trial.flash).expect("it can be opened");
    assert_eq!(kept.map(|kept| kept.settings), Some(settings));
}

#[test]
fn a_flash_that_is_too_small_is_refused() {
    let mut flash = Flash::new(PAGES - 1);
    assert_eq!(Journal::open(&mut flash).err(), Some(JournalError::Size));
    let (_, kept) = Journal::open(&mut Flash::new(PAGES)).expect("it is large enough");
    assert_eq!(kept, None);
}
