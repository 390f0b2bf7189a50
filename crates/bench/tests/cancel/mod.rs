//! Boluses of every kind that are cancelled at any tick of the whole device, for a test and for a campaign.

use bench::world::World;
use controller::{
    Accepted, BasalBlock, BasalProfile, BolusOrder, Category, Command, Controller, Event, Limits, Phase, Settings,
    Templates,
};
use twin::{Embodiment, Environment, PumpUnit, Twin};
use units::{Concentration, Dose, DoseRate, Duration, Instant, Volume};

/// A worn pump that gives nothing by itself.
pub(crate) fn idle_world(embodiment: Embodiment) -> World {
    let (seed, fill) = (1, Volume::from_pl(2_000_000_000));
    let unit = PumpUnit::draw(seed);
    let calibration = bench::factory::calibrate(embodiment, &unit, seed).unwrap();
    let settings = Settings {
        concentration: Concentration::new(100).unwrap(),
        basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: DoseRate::ZERO }]).unwrap(),
        time_of_day: Duration::ZERO,
        reservoir_fill: fill,
        limits: Limits::DEVICE,
        templates: Templates::default(),
    };
    let controller = Controller::new(bench::factory::profile(embodiment), calibration, settings);
    let supervisor = bench::factory::supervisor(embodiment, &unit, seed);
    World::new(controller, supervisor, Twin::new(embodiment, unit, seed, fill, Environment::default()))
}

/// Cancels the bolus in this world, lets it come to rest, and checks what was recorded of it. Returns by how much record
/// and truth differ, uL.
fn cancel(mut world: World, mut ended: Option<Event>, order: &BolusOrder, asked: Instant) -> f64 {
    let at = world.now();
    world.command(Command::CancelBolus).unwrap();
    let deadline = at + Duration::from_s(60);
    let mut strokes = 0;
    while world.now() < deadline {
        let tick = world.advance(deadline).unwrap();
        for event in tick.events {
            strokes += u32::from(matches!(event, Event::StrokeStarted { .. }));
            if matches!(event, Event::BolusEnded { .. }) {
                assert!(ended.replace(event).is_none(), "ended twice after a cancellation at {at}");
            }
        }
    }
    assert_eq!(strokes, 0, "a stroke started although the bolus was cancelled at {at}");
    let Some(Event::BolusEnded { programmed, delivered, .. }) = ended else { panic!("cancelled at {at}: no end") };
    assert!(!delivered.is_negative() && delivered <= programmed, "{delivered} of {programmed}");
    let ledger = world.controller().ledger();
    let accounted = ledger.accounted_as(Category::FastBolus) + ledger.accounted_as(Category::ExtendedBolus);
    assert_eq!(accounted, delivered, "cancelled at {at}");
    assert_eq!(ledger.reserved(), Volume::ZERO);
    // Of the part over time no more than was due by then; 1 U is 10 uL.
    let us = |time: Duration| i64::try_from(time.as_us()).unwrap();
    let due = Volume::from_pl(10 * order.extended.as_micro_units())
        .scaled(us(at.since(asked).min(order.over)), us(order.over).max(1));
    assert!(ledger.accounted_as(Category::ExtendedBolus) <= due, "ahead of {due} at {at}");
    // What is recorded is what was delivered, within a stroke's error; a line that is elastic gives the last of it later.
    let truth_ul = world.truth().delivered_ul;
    #[expect(clippy::cast_precision_loss, reason = "picolitres of a bolus fit an f64 exactly")]
    let accounted_ul = ledger.accounted().as_pl() as f64 / 1e6;
    let off_ul = (truth_ul - accounted_ul).abs();
    assert!(off_ul <= 0.25 + 0.04 * accounted_ul, "{truth_ul} uL of {accounted_ul} uL, cancelled at {at}");
    off_ul
}

/// One short bolus of each kind.
pub(crate) fn kinds() -> [(&'static str, BolusOrder); 4] {
    let dose = Dose::from_micro_units;
    let fast = BolusOrder::fast(dose(300_000));
    let multiwave =
        BolusOrder { extended: dose(300_000), over: Duration::from_min(2), ..BolusOrder::fast(dose(100_000)) };
    let extended = BolusOrder { fast: Dose::ZERO, over: Duration::from_min(1), ..multiwave };
    let delayed = BolusOrder { delay: Duration::from_s(30), ..fast };
    [("fast", fast), ("extended", extended), ("multiwave", multiwave), ("delayed", delayed)]
}

/// What was tried of one bolus.
#[derive(Debug, Default)]
pub(crate) struct Tried {
    pub(crate) ticks: usize,
    pub(crate) cancelled: usize,
    /// By how much record and truth differ at worst, uL.
    pub(crate) off_ul: f64,
}

/// Gives a bolus and cancels it at every so many ticks, and more often around the ends of strokes.
pub(crate) fn cancel_at_every(ticks: usize, order: &BolusOrder, mut world: World) -> Tried {
    let asked = world.now();
    assert!(matches!(world.command(Command::Bolus(*order)), Ok(Accepted::Bolus(_))));
    let mut tried = Tried { off_ul: cancel(world.clone(), None, order, asked), cancelled: 1, ticks: 0 };
    while world.controller().boluses().next().is_some() {
        assert!(world.now() < asked + Duration::from_h(8), "the bolus does not end");
        let tick = world.advance(Instant::MAX).unwrap();
        tried.ticks += 1;
        let ended = tick.events.into_iter().find(|event| matches!(event, Event::BolusEnded { .. }));
        // Seldom while nothing moves, and at each step around the ends of strokes.
        let measures = world.controller().phase() == Phase::Measure && tried.ticks.is_multiple_of(11);
        if tried.ticks.is_multiple_of(ticks) || measures || ended.is_some() {
            tried.off_ul = tried.off_ul.max(cancel(world.clone(), ended, order, asked));
            tried.cancelled += 1;
        }
    }
    tried
}
