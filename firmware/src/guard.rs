//! The supervisor, in the interrupt of `SysTick`, which the controller cannot hold up: that has no privilege and so can
//! mask nothing (`privilege`).
//!
//! Whatever is asked of the supervisor is put down, the interrupt is raised, and the answer is there when it returns: the
//! supervisor never runs anywhere else. While the controller is at work the interrupt comes every millisecond by itself
//! as well. Then the supervisor looks whether a step of its own is due, by the time of the last request and what the
//! timer has counted since; the converters hold what was last read. If that step withholds power, the controller has
//! not come back in time: the device ends. A controller that comes back is never looked at so, and lock step stays what
//! it is.

use crate::{cycles, last_words, power, retained};
use core::cell::RefCell;
use cortex_m::interrupt::{Mutex, free};
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::peripheral::{SCB, SYST};
use cortex_m_rt::exception;
use protocol::lockstep::{Cause, Guard, PumpType, Watch, Watched};
use supervisor::{Duty, PerWire, Readings, Supervisor, TravelFigures};
use units::{Duration, Instant};

/// Cycles of 40 ns in a millisecond.
const TICK: u32 = 25_000;
const TICK_TIME: Duration = Duration::from_ms(1);

/// What is asked of the interrupt.
enum Asked {
    Begin(PumpType, TravelFigures),
    CameBack(Instant, PerWire<Duty>),
    Watch(Watch),
}

/// What lies between the interrupt and the rest.
struct Shared {
    asked: Option<Asked>,
    answer: Option<Watched>,
    /// The time of the supervisor's last step, and what was read for it.
    now: Instant,
    readings: Readings,
    /// When it wanted to look again, and when it last heard of the controller.
    look_again: Option<Instant>,
    heard: Instant,
    /// How many times the interrupt came by itself since the controller is at work.
    ticks: u64,
    /// Cycles of the supervisor's longest step.
    cycles_worst: u32,
}

static SHARED: Mutex<RefCell<Option<Shared>>> = Mutex::new(RefCell::new(None));

/// Readies the interrupt, which nothing but it uses from now on.
pub(crate) fn start(syst: &mut SYST) {
    free(|cs| {
        *SHARED.borrow(cs).borrow_mut() = Some(Shared {
            asked: None,
            answer: None,
            now: Instant::ZERO,
            readings: Readings::default(),
            look_again: None,
            heard: Instant::ZERO,
            ticks: 0,
            cycles_worst: 0,
        });
    });
    syst.set_clock_source(SystClkSource::Core);
    syst.set_reload(TICK - 1);
    syst.enable_interrupt();
}

/// The controller is about to be at work.
pub(crate) fn keep_an_eye(syst: &mut SYST) {
    with(|shared| shared.ticks = 0);
    syst.clear_current();
    syst.enable_counter();
}

/// It is at work from this time on.
pub(crate) fn work_begins(now: Instant) {
    with(|shared| {
        shared.now = shared.now.max(now);
        shared.ticks = 0;
    });
}

/// The controller has come back.
pub(crate) fn look_away(syst: &mut SYST) {
    syst.disable_counter();
}

/// Cycles of the longest step of the supervisor so far.
pub(crate) fn cycles_worst() -> u32 {
    with(|shared| shared.cycles_worst)
}

/// Makes a supervisor.
pub(crate) fn begin(pump_type: PumpType, figures: TravelFigures) {
    ask(Asked::Begin(pump_type, figures));
}

/// The controller's step came back, and asks for this.
pub(crate) fn came_back(at: Instant, asked: PerWire<Duty>) {
    ask(Asked::CameBack(at, asked));
}

/// Lets the supervisor do what is asked of it; none where there is none.
pub(crate) fn watch(watch: &Watch) -> Option<Watched> {
    ask(Asked::Watch(watch.clone()))
}

fn ask(asked: Asked) -> Option<Watched> {
    with(|shared| shared.asked = Some(asked));
    SCB::set_pendst();
    // The interrupt is taken here.
    cortex_m::asm::dsb();
    cortex_m::asm::isb();
    with(|shared| shared.answer.take())
}

fn with<T>(work: impl FnOnce(&mut Shared) -> T) -> T {
    free(|cs| {
        let mut shared = SHARED.borrow(cs).borrow_mut();
        let Some(shared) = shared.as_mut() else { unreachable!("it was readied first") };
        work(shared)
    })
}

#[exception]
fn SysTick() {
    with(|shared| {
        // SAFETY: only this interrupt asks for it, and it does not interrupt itself.
        let guard = unsafe { retained::guard().get() };
        match (shared.asked.take(), guard) {
            (Some(Asked::Begin(pump_type, figures)), _) => {
                let guard = Guard::from(Supervisor::new(pump_type.limits(), figures));
                // SAFETY: as above; what was there is not used any more.
                unsafe { retained::guard().put(guard) };
            }
            (Some(Asked::CameBack(at, asked)), Some(guard)) => guard.came_back(at, asked),
            (Some(Asked::Watch(watch)), Some(guard)) => shared.answer = Some(shared.answered(guard, &watch)),
            (None, Some(guard)) => shared.look(guard),
            (_, None) => {}
        }
    });
}

impl Shared {
    fn answered(&mut self, guard: &mut Guard, watch: &Watch) -> Watched {
        if let Watch::Step { now, readings } = watch {
            (self.now, self.readings) = (*now, *readings);
            if guard.hears() {
                self.heard = *now;
            }
        }
        cycles::SUPERVISOR.begin();
        let watched = guard.answer(watch);
        self.cycles_worst = self.cycles_worst.max(cycles::SUPERVISOR.end());
        if let Watched::Decided { look_again, .. } = watched {
            self.look_again = look_again;
        }
        power::pass(&guard.supervisor().passed());
        watched
    }

    /// Nobody has asked: whether the supervisor is to look by itself.
    fn look(&mut self, guard: &mut Guard) {
        self.ticks += 1;
        let now = self.now + Duration::from_us(TICK_TIME.as_us().saturating_mul(self.ticks));
        if self.look_again.is_none_or(|due| now < due) {
            return;
        }
        let (readings, before) = (self.readings, self.now);
        self.answered(guard, &Watch::Step { now, readings });
        // The ticks are counted from the request on.
        self.now = before;
        if let Some(withheld) = guard.supervisor().withheld() {
            let after = withheld.at.since(self.heard);
            last_words::end(Cause::Withheld { reason: withheld.reason, wire: withheld.wire, after });
        }
    }
}
