//! A pump whose power is cut, and what becomes of truth and ledger after it: figures for tests and for a campaign.

use bench::world::World;
use controller::{
    BasalBlock, BasalProfile, CalibrationRecord, Controller, Event, Phase, Record, Settings, TherapyControl,
};
use twin::{Embodiment, Environment, PumpUnit, Twin};
use units::{Concentration, DoseRate, Duration, Instant, Volume};

/// What one stroke gives at most, uL: the largest target of the profiles, and their margin.
pub(crate) const STROKE_UL: f64 = 2.5;
/// By how much truth and ledger may differ, as the standing oracle has it: a share, and a volume in uL.
pub(crate) const ACCURACY: f64 = 0.02;
pub(crate) const ACCURACY_UL: f64 = 0.25;
/// Liquid that may come back out of the body, uL.
const BACK_FLOW_UL: f64 = 0.05;

#[expect(clippy::cast_precision_loss, reason = "picolitres of a day fit an f64 exactly")]
pub(crate) fn ul(volume: Volume) -> f64 {
    volume.as_pl() as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a day fit an f64 exactly")]
pub(crate) fn hours(time: Instant) -> f64 {
    time.as_us() as f64 / 3.6e9
}

/// A pump at this rate that has made three strokes and rests.
pub(crate) fn pump(embodiment: Embodiment, seed: u64, rate_micro_units_per_h: i64) -> World {
    let unit = PumpUnit::draw(seed);
    let calibration: CalibrationRecord = bench::factory::calibrate(embodiment, &unit, seed).expect("it makes a pump");
    let fill = Volume::from_pl(2_000_000_000);
    let rate = DoseRate::from_micro_units_per_h(rate_micro_units_per_h);
    let settings = Settings {
        concentration: Concentration::new(100).expect("U-100"),
        basal: BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate }]).expect("one block"),
        time_of_day: Duration::ZERO,
        reservoir_fill: fill,
        limits: controller::Limits::DEVICE,
        templates: controller::Templates::default(),
    };
    let controller = Controller::new(bench::factory::profile(embodiment), calibration, settings);
    let supervisor = bench::factory::supervisor(embodiment, &unit, seed);
    let mut world = World::new(controller, supervisor, Twin::new(embodiment, unit, seed, fill, Environment::default()));
    let mut strokes = 0;
    let end = world.now() + Duration::from_h(6);
    while strokes < 3 || world.controller().phase() != Phase::Idle {
        assert!(world.now() < end, "{strokes} strokes within six hours");
        let tick = world.advance(Instant::MAX).expect("the twin can be integrated");
        strokes += tick.events.iter().filter(|event| matches!(event, Event::StrokeMeasured(_))).count();
    }
    world
}

/// A power cut, and for how long the pump is followed after it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    pub(crate) off: Duration,
    pub(crate) after: Duration,
    /// What was asked for at once or over time until now, beside basal, uL: after a cut it is not asked for any more.
    pub(crate) boluses_ul: f64,
    pub(crate) basal_ul_per_h: f64,
}

/// What became of it: each figure at its worst.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    /// By how much the ledger was above the truth, beyond what was measured before and still on its way, uL.
    pub(crate) over_ul: f64,
    /// The same less what a stroke may be, the one that was cut and the one under way, uL: above zero is wrong.
    pub(crate) too_much_ul: f64,
    /// By how much the ledger was below the truth, uL.
    pub(crate) under_ul: f64,
    /// The same beyond the accuracy of measurement, uL: above zero is wrong.
    pub(crate) too_little_ul: f64,
    /// What was delivered beyond all that was asked for and one stroke, uL: above zero is a dose that was repeated.
    pub(crate) repeated_ul: f64,
    /// Whether a way was open, liquid came back, the ledger forgot, or the pump did not run again.
    pub(crate) wrong: Option<&'static str>,
    /// Items of the journal that could be read at the end; none if the numbers of its records were out of order.
    pub(crate) items: Option<usize>,
}

impl Outcome {
    /// What must not be, if anything.
    pub(crate) fn fails(&self) -> Option<&'static str> {
        [
            (self.too_much_ul > 0.0, "the ledger is above the truth by more than a stroke"),
            (self.too_little_ul > 0.0, "the ledger is below the truth"),
            (self.repeated_ul > 0.0, "a dose was given again"),
            (self.items.is_none_or(|items| items < 4), "the journal cannot be read in order"),
        ]
        .into_iter()
        .find_map(|(fails, what)| fails.then_some(what))
        .or(self.wrong)
    }
}

/// Cuts power now and lives on for a while.
pub(crate) fn cut(mut world: World, cut: Cut) -> Outcome {
    let cut_at = world.now();
    let before = world.truth();
    let accounted_ul = ul(world.controller().ledger().accounted());
    // What has been measured and is still on its way through line or dispensing chamber.
    let ahead_ul = (accounted_ul - before.delivered_ul).max(0.0);
    world.cut_power(cut.off);
    let mut outcome = Outcome {
        over_ul: f64::MIN,
        too_much_ul: f64::MIN,
        under_ul: f64::MIN,
        too_little_ul: f64::MIN,
        repeated_ul: f64::MIN,
        wrong: None,
        items: None,
    };
    let mut restarted = false;
    let end = cut_at + cut.off + cut.after;
    while world.now() < end {
        // Closely while the wires cool and the valves move.
        let step = if world.now() < cut_at + Duration::from_s(3) { 50 } else { 5_000 };
        let tick = world.advance((world.now() + Duration::from_ms(step)).min(end)).expect("the twin can be integrated");
        restarted |= tick.events.iter().any(|event| matches!(event, Event::Restarted { .. }));
        outcome.look(&world, before.delivered_ul, ahead_ul);
    }
    let now = world.controller();
    let asked_ul = hours(world.now()) * cut.basal_ul_per_h + cut.boluses_ul;
    outcome.repeated_ul = world.truth().delivered_ul - asked_ul * (1.0 + ACCURACY) - STROKE_UL;
    outcome.items = items(&world);
    let ends = [
        (!restarted, "it did not start again"),
        (now.therapy_control() != TherapyControl::Run, "it does not run"),
        (ul(now.ledger().accounted()) < accounted_ul, "what was accounted is forgotten"),
    ];
    outcome.wrong = outcome.wrong.or(ends.into_iter().find_map(|(wrong, what)| wrong.then_some(what)));
    outcome
}

impl Outcome {
    /// Takes in what is so now.
    fn look(&mut self, world: &World, cut_ul: f64, ahead_ul: f64) {
        let truth = world.truth();
        let flows = [
            (truth.joined(), "all valves are open"),
            (truth.delivered_ul <= cut_ul - BACK_FLOW_UL, "liquid comes back"),
        ];
        self.wrong = self.wrong.or(flows.into_iter().find_map(|(wrong, what)| wrong.then_some(what)));
        let ledger = world.controller().ledger();
        let bound_ul = ul(ledger.accounted() + ledger.reserved());
        let accuracy_ul = bound_ul * ACCURACY + ACCURACY_UL;
        let over_ul = bound_ul - truth.delivered_ul;
        // The stroke that was cut, and the one under way, if there is one: reserved, or measured and not yet let out.
        let under_way = world.controller().phase() != Phase::Idle;
        let most_ul = if under_way { 2.0 * STROKE_UL } else { STROKE_UL };
        self.over_ul = self.over_ul.max(over_ul - ahead_ul);
        self.too_much_ul = self.too_much_ul.max(over_ul - ahead_ul - most_ul - accuracy_ul);
        self.under_ul = self.under_ul.max(-over_ul);
        self.too_little_ul = self.too_little_ul.max(-over_ul - accuracy_ul);
    }
}

/// How many items the journal holds; none if its records are not in order.
fn items(world: &World) -> Option<usize> {
    let items = world.journal();
    let numbers: Vec<_> = items.iter().filter_map(|item| record(item).map(|record| record.sequence)).collect();
    numbers.is_sorted_by(|one, next| one < next).then_some(items.len())
}

fn record(item: &protocol::Item) -> Option<&Record> {
    match item {
        protocol::Item::Record(record) => Some(record),
        protocol::Item::Settings(_) => None,
    }
}
