//! Cuts power all through a short day of each embodiment, at any phase of any stroke and within records that are being
//! written, and prints how far ledger and truth came apart at worst.
//!
//! ```text
//! cargo run --release -p aliquot-bench --example power_cuts -- 60
//! ```
//!
//! The number is the distance of the cuts in steps of the controller: 1 cuts at every step.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example prints what it finds, and how far it is")]

#[path = "../tests/cuts/mod.rs"]
mod cuts;

use bench::world::World;
use controller::{BolusOrder, Command, Phase};
use cuts::{Cut, Outcome, cut, pump};
use std::collections::BTreeMap;
use twin::Embodiment;
use units::{Dose, Duration, Instant, Volume};

/// 1.5 U/h of U-100.
const RATE: i64 = 1_500_000;
const BASAL_UL_PER_H: f64 = 15.0;
/// How long the day is, from its first stroke on.
const DAY: Duration = Duration::from_min(100);
/// Microseconds into the writing of a record at which power goes, too.
const WITHIN_US: [u64; 3] = [150, 900, 2_100];
/// Every so many cuts the pump is followed through its next strokes.
const LONG: u64 = 40;

/// What is asked for, and when: a breakfast, a slow meal, a correction that is cancelled by the next, and a late one.
const MEALS: [(u64, i64, i64, u64); 4] =
    [(10, 1_500_000, 0, 0), (25, 300_000, 700_000, 20), (55, 600_000, 0, 0), (80, 0, 500_000, 10)];

/// All cuts of a day, each figure at its worst.
struct Day {
    cuts: u64,
    phases: BTreeMap<String, u64>,
    over_ul: f64,
    under_ul: f64,
    repeated: u64,
    unreadable: u64,
    fails: Vec<String>,
}

impl Day {
    fn take(&mut self, outcome: &Outcome, world: &World) {
        self.cuts += 1;
        *self.phases.entry(format!("{:?}", world.controller().phase())).or_default() += 1;
        self.over_ul = self.over_ul.max(outcome.over_ul);
        self.under_ul = self.under_ul.max(outcome.under_ul);
        self.repeated += u64::from(outcome.repeated_ul > 0.0);
        self.unreadable += u64::from(outcome.items.is_none());
        if let Some(what) = outcome.fails() {
            self.fails.push(format!("{what}: {outcome:?}, cut in {:?} at {}", world.controller().phase(), world.now()));
        }
    }

    fn print(&self, embodiment: Embodiment) {
        println!(
            "{embodiment:?}: {} cuts; ledger above the truth by {:.2} uL at most, below by {:.2} uL; {} doses repeated, \
             {} journals unreadable, {} failures",
            self.cuts,
            self.over_ul,
            self.under_ul,
            self.repeated,
            self.unreadable,
            self.fails.len()
        );
        println!("  {:?}", self.phases);
        self.fails.iter().take(5).for_each(|what| println!("  {what}"));
    }
}

fn day(embodiment: Embodiment, every: u64) -> Day {
    let mut world = pump(embodiment, 1, RATE);
    let began = world.now();
    let mut day = Day {
        cuts: 0,
        phases: BTreeMap::new(),
        over_ul: f64::MIN,
        under_ul: f64::MIN,
        repeated: 0,
        unreadable: 0,
        fails: Vec::new(),
    };
    let (mut meals, mut boluses_ul, mut steps) = (MEALS.iter(), 0.0, 0);
    let mut next = meals.next();
    while world.now() < began + DAY {
        let meal = next.map_or(Instant::MAX, |(min, ..)| began + Duration::from_min(*min));
        if let Some((_, fast, extended, over)) = next.filter(|_| world.now() >= meal) {
            let [fast, extended] = [*fast, *extended].map(Dose::from_micro_units);
            let order = BolusOrder { extended, over: Duration::from_min(*over), ..BolusOrder::fast(fast) };
            world.command(Command::Bolus(order)).expect("within the limits");
            boluses_ul += cuts::ul(Volume::from_pl(10 * order.total().as_micro_units()));
            next = meals.next();
            continue;
        }
        let tick = world.advance(meal).expect("the twin can be integrated");
        steps += 1;
        let mut cut_now = |world: World| {
            let after = if day.cuts.is_multiple_of(LONG) { Duration::from_min(5) } else { Duration::from_s(6) };
            let off = Duration::from_ms(200 + 331 * day.cuts % 4_000);
            let outcome = cut(world.clone(), Cut { off, after, boluses_ul, basal_ul_per_h: BASAL_UL_PER_H });
            day.take(&outcome, &world);
        };
        let recorded = !tick.events.is_empty();
        if steps % every == 0 || recorded {
            cut_now(world.clone());
        }
        for us in WITHIN_US.into_iter().filter(|_| recorded) {
            let mut within = world.clone();
            let wanted = within.now() + Duration::from_us(us);
            within.pass(wanted).expect("the twin can be integrated");
            cut_now(within);
        }
        if world.controller().phase() == Phase::Idle {
            eprint!("\r{embodiment:?}: {} of {DAY}, {} cuts ", world.now().since(began), day.cuts);
        }
    }
    eprintln!();
    day
}

fn main() {
    let every = std::env::args().nth(1).and_then(|every| every.parse().ok()).unwrap_or(60_u64).max(1);
    let mut failed = false;
    for embodiment in Embodiment::ALL {
        let day = day(embodiment, every);
        day.print(embodiment);
        failed |= !day.fails.is_empty();
    }
    std::process::exit(i32::from(failed));
}
