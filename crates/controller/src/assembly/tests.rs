//! The workflow step by step, and what is refused.

use super::*;
use crate::set::{Lot, SetRecord, SetType, Tubing};
use units::{Concentration, Length};

const P: DeviceProfile = DeviceProfile::TETHERED;
const OPEN: Switches = Switches { latch: false, connector: false, mating: false };
const LOCKED: Switches = Switches { latch: true, connector: true, mating: false };
const WORN: Switches = Switches { latch: true, connector: true, mating: true };
const FILL: Volume = Volume::from_pl(2_000_000_000);

fn at(s: u64) -> Instant {
    Instant::ZERO + Duration::from_s(s)
}

fn day(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

fn record() -> SetRecord {
    SetRecord {
        set_type: SetType::Tubed(Tubing { length: Length::from_nm(600_000_000), bore: Length::from_nm(400_000) }),
        prime_volume: Volume::from_pl(76_000_000),
        cannula_length: Length::from_nm(9_000_000),
        cannula_gauge: 27,
        lot: Lot::new(*b"LOT-0001").unwrap(),
        expiry: day(2026, 6, 30),
        max_wear: Duration::from_h(72),
        concentration: Concentration::new(100).unwrap(),
    }
}

fn tag(number: u8, set: SetRecord) -> TagReading {
    TagReading { uid: [number; 7], set: Some(set) }
}

/// An assembly and what happens to it; each thing takes a second.
struct Site {
    assembly: Assembly,
    profile: DeviceProfile,
    now: Instant,
}

impl Site {
    fn new(profile: &DeviceProfile) -> Self {
        Self { assembly: Assembly::packaged(Some(day(2026, 1, 1))), profile: *profile, now: Instant::ZERO }
    }

    fn switches(&mut self, switches: Switches) {
        for _ in 0..2 {
            self.now += Duration::from_s(1);
            self.assembly.observe_switches(self.now, Some(switches));
        }
    }

    fn tag(&mut self, reading: TagReading) -> Option<SetRefused> {
        self.now += Duration::from_s(1);
        let concentration = Concentration::new(100).unwrap();
        let (profile, time_of_day) = (&self.profile, Duration::from_h(7));
        let conditions = Conditions { profile, concentration, time_of_day, now: self.now };
        self.assembly.observe_tag(self.now, Some(reading), &conditions)
    }

    /// Everything up to the start-up test.
    fn up_to_test(&mut self, number: u8) {
        self.assembly.new_disposable().unwrap();
        self.assembly.filled(FILL, &self.profile).unwrap();
        self.switches(LOCKED);
        assert_eq!(self.tag(tag(number, self.set())), None);
        self.assembly.observe_start_up(true);
    }

    fn set(&self) -> SetRecord {
        match self.profile.set_kind {
            SetKind::Tubed => record(),
            SetKind::Direct => {
                SetRecord { set_type: SetType::Direct, prime_volume: Volume::from_pl(4_000_000), ..record() }
            }
        }
    }

    fn prime(&mut self, prime: Prime) {
        self.assembly.prime(prime).unwrap();
        while let Some(due) = self.assembly.stroke_due(&self.profile) {
            self.assembly.primed(prime, due, &self.profile);
        }
    }

    /// A set that is worn.
    fn worn(profile: &DeviceProfile) -> Self {
        let mut site = Self::new(profile);
        site.up_to_test(1);
        site.prime(Prime::Tubing);
        site.assembly.inserted(site.now).unwrap();
        site.switches(WORN);
        site.prime(Prime::Cannula);
        assert_eq!(site.assembly.missing(), None);
        site
    }
}

#[test]
fn e14_e18_each_step_of_the_workflow_waits_for_its_own_fact() {
    for profile in [DeviceProfile::TETHERED, DeviceProfile::PATCH, DeviceProfile::METERED] {
        let mut site = Site::new(&profile);
        let mut step = |missing, act: &dyn Fn(&mut Site)| {
            assert_eq!(site.assembly.missing(), missing);
            act(&mut site);
        };
        step(Some(Step::NewDisposable), &|site| site.assembly.new_disposable().unwrap());
        step(Some(Step::Fill), &|site| site.assembly.filled(FILL, &site.profile).unwrap());
        step(Some(Step::SeatConnector), &|site| site.switches(Switches { connector: true, ..OPEN }));
        step(Some(Step::Lock), &|site| site.switches(LOCKED));
        step(Some(Step::ReadTag), &|site| assert_eq!(site.tag(tag(1, site.set())), None));
        step(Some(Step::StartUpTest), &|site| site.assembly.observe_start_up(true));
        step(Some(Step::PrimeTubing), &|site| site.prime(Prime::Tubing));
        step(Some(Step::Insert), &|site| site.assembly.inserted(site.now).unwrap());
        step(Some(Step::Mate), &|site| site.switches(WORN));
        step(Some(Step::PrimeCannula), &|site| site.prime(Prime::Cannula));
        step(None, &|_| {});
    }
}

#[test]
fn a_step_out_of_turn_is_refused_with_the_step_that_is_missing() {
    let mut site = Site::new(&P);
    let missing = |missing| Err(Rejected::NotAssembled { missing });
    let done = |step| Err(Rejected::StepDone { step });
    assert_eq!(site.assembly.filled(FILL, &P), missing(Step::NewDisposable));
    for prime in [Prime::Tubing, Prime::Cannula] {
        assert_eq!(site.assembly.prime(prime), missing(Step::NewDisposable));
    }
    site.assembly.new_disposable().unwrap();
    for volume in [Volume::ZERO, Volume::from_pl(-1), Volume::from_pl(3_000_000_001)] {
        let limit = P.reservoir_capacity;
        assert_eq!(site.assembly.filled(volume, &P), Err(Rejected::FillOutOfRange { requested: volume, limit }));
    }
    site.up_to_test(1);
    assert_eq!(site.assembly.filled(FILL, &P), done(Step::Fill));
    assert_eq!(site.assembly.new_disposable(), Err(Rejected::HalvesLocked));
    assert_eq!(site.assembly.inserted(site.now), missing(Step::PrimeTubing));
    site.prime(Prime::Tubing);
    assert_eq!(site.assembly.prime(Prime::Tubing), done(Step::PrimeTubing));
    assert_eq!(site.assembly.prime(Prime::Cannula), missing(Step::Insert));
    // Mated before the cannula was in.
    site.switches(WORN);
    assert_eq!(site.assembly.inserted(site.now), Err(Rejected::OnBody));
    assert_eq!(site.assembly.check_complete(), missing(Step::Insert));
}

#[test]
fn e39_a_set_is_refused_for_each_thing_that_is_wrong_with_it() {
    let good = record();
    let tubing = good.set_type.tubing().unwrap();
    let rows = [
        (SetRecord { set_type: SetType::Direct, ..good }, SetRefused::WrongKind),
        (SetRecord { set_type: SetType::NeedleOnTubing(tubing), ..good }, SetRefused::WrongKind),
        (SetRecord { concentration: Concentration::new(200).unwrap(), ..good }, SetRefused::Concentration),
        (SetRecord { expiry: day(2025, 12, 31), ..good }, SetRefused::Expired),
        (SetRecord { prime_volume: Volume::from_pl(250_000_001), ..good }, SetRefused::PrimeTooLarge),
    ];
    for (set, reason) in rows {
        let mut site = Site::new(&P);
        site.assembly.new_disposable().unwrap();
        site.assembly.filled(FILL, &P).unwrap();
        site.switches(LOCKED);
        assert_eq!(site.tag(tag(1, set)), Some(reason));
        assert_eq!(site.assembly.check_complete(), Err(Rejected::SetRefused { reason }));
        // It is not asked again before the halves were opened.
        assert_eq!((site.tag(tag(1, good)), site.assembly.missing()), (None, Some(Step::ReadTag)));
        site.switches(OPEN);
        site.switches(LOCKED);
        assert_eq!((site.tag(tag(2, good)), site.assembly.missing()), (None, Some(Step::StartUpTest)));
    }
}

#[test]
fn a_set_is_good_to_the_end_of_its_last_day() {
    let mut last = Site::new(&P);
    last.assembly.new_disposable().unwrap();
    last.assembly.filled(FILL, &P).unwrap();
    // It is 7:00 at instant zero.
    last.now = Instant::ZERO + Duration::from_h(16);
    last.switches(LOCKED);
    let mut next = Site { assembly: last.assembly.clone(), now: last.now + Duration::from_h(1), ..last };
    let set = SetRecord { expiry: day(2026, 1, 1), ..record() };
    assert_eq!(last.tag(tag(1, set)), None);
    assert_eq!(next.tag(tag(1, set)), Some(SetRefused::Expired));
}

#[test]
fn without_a_date_and_without_a_record_no_set_is_taken() {
    let mut site = Site { assembly: Assembly::packaged(None), ..Site::new(&P) };
    site.assembly.new_disposable().unwrap();
    site.assembly.filled(FILL, &P).unwrap();
    site.switches(LOCKED);
    assert_eq!(site.tag(tag(1, record())), Some(SetRefused::DateUnknown));
    site.switches(OPEN);
    site.switches(LOCKED);
    assert_eq!(site.tag(TagReading { uid: [2; 7], set: None }), Some(SetRefused::Unreadable));
}

#[test]
fn on_the_body_no_way_leads_back_to_priming_but_a_new_set() {
    let mut site = Site::worn(&P);
    assert_eq!(site.assembly.prime(Prime::Tubing), Err(Rejected::StepDone { step: Step::PrimeTubing }));
    // Taken off for a bath, and put back.
    site.switches(LOCKED);
    assert_eq!(site.assembly.missing(), Some(Step::Mate));
    assert_eq!(site.assembly.prime(Prime::Tubing), Err(Rejected::StepDone { step: Step::PrimeTubing }));
    site.switches(WORN);
    assert_eq!(site.assembly.missing(), None);
    // Opened and closed: the tag is read and the test made anew, and no more.
    site.switches(Switches { mating: true, ..OPEN });
    site.switches(WORN);
    assert_eq!((site.tag(tag(1, record())), site.assembly.missing()), (None, Some(Step::StartUpTest)));
    site.assembly.observe_start_up(true);
    assert_eq!(site.assembly.missing(), None);
    // A new set while the old one is on the body: not primed before it is off.
    site.switches(Switches { mating: true, ..OPEN });
    site.switches(WORN);
    assert_eq!(site.tag(tag(2, record())), None);
    site.assembly.observe_start_up(true);
    assert_eq!(site.assembly.prime(Prime::Tubing), Err(Rejected::OnBody));
    site.switches(LOCKED);
    assert_eq!(site.assembly.prime(Prime::Tubing), Ok(()));
    // The old one is refused from now on.
    site.switches(OPEN);
    site.switches(LOCKED);
    assert_eq!(site.tag(tag(1, record())), Some(SetRefused::Used));
}

#[test]
fn a_set_that_was_read_and_not_used_may_come_back_and_one_that_was_primed_may_not() {
    let mut site = Site::new(&P);
    site.up_to_test(1);
    for (number, expected) in [(2, None), (1, None)] {
        site.switches(OPEN);
        site.switches(LOCKED);
        assert_eq!(site.tag(tag(number, record())), expected, "set {number}");
    }
    site.assembly.observe_start_up(true);
    site.assembly.prime(Prime::Tubing).unwrap();
    for (number, expected) in [(2, None), (1, Some(SetRefused::Used))] {
        site.switches(OPEN);
        site.switches(LOCKED);
        assert_eq!(site.tag(tag(number, record())), expected, "set {number}");
    }
}

#[test]
fn e19_where_the_disposable_half_carries_the_tag_another_tag_without_a_new_disposable_is_refused() {
    let mut site = Site::worn(&DeviceProfile::PATCH);
    site.switches(OPEN);
    site.switches(LOCKED);
    assert_eq!(site.tag(tag(2, site.set())), Some(SetRefused::DisposableNotAnnounced));
    site.switches(OPEN);
    site.assembly.new_disposable().unwrap();
    site.assembly.filled(FILL, &site.profile).unwrap();
    site.switches(LOCKED);
    assert_eq!((site.tag(tag(3, site.set())), site.assembly.missing()), (None, Some(Step::StartUpTest)));
}

#[test]
fn mating_or_opening_ends_priming_and_what_is_left_of_it_stays() {
    for open in [WORN, OPEN, Switches { latch: false, ..LOCKED }] {
        let mut site = Site::new(&P);
        site.up_to_test(1);
        site.assembly.prime(Prime::Tubing).unwrap();
        site.assembly.primed(Prime::Tubing, Volume::from_pl(70_000_000), &P);
        // One reading is enough.
        site.assembly.observe_switches(site.now, Some(open));
        assert_eq!((site.assembly.priming(), site.assembly.stroke_due(&P)), (None, None));
        site.switches(OPEN);
        site.switches(LOCKED);
        site.tag(tag(1, record()));
        site.assembly.observe_start_up(true);
        site.assembly.prime(Prime::Tubing).unwrap();
        let mut strokes = 0;
        while let Some(due) = site.assembly.stroke_due(&P) {
            site.assembly.primed(Prime::Tubing, due, &P);
            strokes += 1;
        }
        assert_eq!(strokes, 3, "6 uL in strokes of 2 uL");
    }
}

#[test]
fn a_set_wears_out_by_its_own_life_or_the_pumps_and_warns_before() {
    for (profile, wear_h) in [(DeviceProfile::TETHERED, 168), (DeviceProfile::PATCH, 80)] {
        let mut assembly = Assembly::worn(&profile, None);
        let mut wear = |h: u64, min: u64| assembly.observe_wear(at(h * 3600 + min * 60), &profile);
        assert_eq!(wear(wear_h - 9, 59), Wear::Fresh);
        assert_eq!(wear(wear_h - 8, 0), Wear::Ending);
        assert_eq!(wear(wear_h - 1, 0), Wear::NearlyOver);
        assert_eq!(wear(wear_h - 1, 59), Wear::NearlyOver);
        assert_eq!(wear(wear_h, 0), Wear::Over);
        assert_eq!((assembly.missing(), assembly.wants_tag()), (Some(Step::ReadTag), false));
    }
    let mut site = Site::worn(&P);
    let inserted = site.now;
    assert!(site.assembly.observe_wear(inserted + Duration::from_h(71), &P) < Wear::Over);
    assert_eq!(site.assembly.observe_wear(inserted + Duration::from_h(72), &P), Wear::Over);
    site.switches(OPEN);
    site.switches(LOCKED);
    assert_eq!(site.tag(tag(1, record())), Some(SetRefused::Used));
}

#[test]
fn a_tag_that_is_silent_is_asked_for_a_while_and_again_after_the_next_locking() {
    let mut site = Site::new(&P);
    site.assembly.new_disposable().unwrap();
    site.assembly.filled(FILL, &P).unwrap();
    site.switches(LOCKED);
    let concentration = Concentration::new(100).unwrap();
    let conditions = Conditions { profile: &P, concentration, time_of_day: Duration::ZERO, now: site.now };
    let mut asked = 0;
    while site.assembly.wants_tag() {
        asked += 1;
        assert_eq!(site.assembly.observe_tag(site.now, None, &conditions), None);
    }
    assert_eq!(asked, TAG_ASKS_MAX);
    site.switches(OPEN);
    site.switches(LOCKED);
    assert!(site.assembly.wants_tag());
}
