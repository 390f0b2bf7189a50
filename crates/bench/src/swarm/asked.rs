//! While nothing is wrong, what was asked for is what is accounted and what is delivered: at every minute, not only at
//! the end.

use super::case::Case;
use crate::oracle::{microlitres, seconds};
use crate::record::{Record, TotalRow, Violation};
use crate::scenario::{Action, Scenario, TempRate};
use controller::{ALARMS, Alarm, OnDelivery};
use units::{DoseRate, Duration, Instant, VolumeRemainder};

/// What may be accounted too much or too little: the next stroke or half of it, uL, and a share of what was asked for.
const ACCOUNTED_UL: f64 = 2.5;
const ACCOUNTED_SHARE: f64 = 0.02;
/// What may be delivered too much or too little beside: what the line takes up as it fills, uL, and a share.
const DELIVERED_UL: f64 = 2.5;
const DELIVERED_SHARE: f64 = 0.1;
/// At least so much comes in a second of all that is asked for, uL; and what else it takes to begin, s.
const FAST_UL_PER_S: f64 = 0.0625;
const BEGINS_S: f64 = 180.0;
/// A device looks at its limits of an hour and a day by the minute: so long after they hold delivery back it says so, s.
const LIMIT_TOLD_S: f64 = 60.0;

/// Judges every minute before anything disturbs the device and before an alarm holds delivery back; what is given at
/// once is given its time. How many were judged, and the first that is wrong.
pub(super) fn judge(case: &Case, record: &Record) -> (u64, Option<Violation>) {
    let held_back = record.alarms.iter().filter_map(|row| held_back_from(row.annunciation, row.at_s));
    let until = held_back.fold(seconds(Instant::ZERO + case.undisturbed()), f64::min);
    let busy = busy(case);
    let is_busy = |t_s: f64| busy.iter().any(|(from, to)| (*from..=*to).contains(&t_s));
    let rows = record.totals.iter().take_while(|row| row.t_s <= until).filter(|row| !is_busy(row.t_s));
    let rows: Vec<&TotalRow> = rows.collect();
    let wrong = rows.iter().find(|row| !as_asked(row)).map(|row| Violation {
        at_s: row.t_s,
        oracle: "as_asked",
        detail: format!(
            "{:.2} uL were asked for by now, {:.2} accounted, {:.2} delivered, and nothing was wrong",
            row.commanded_ul, row.ledger_ul, row.delivered_ul
        ),
    });
    (u64::try_from(rows.len()).unwrap_or(u64::MAX), wrong)
}

fn as_asked(row: &TotalRow) -> bool {
    let accounted = ACCOUNTED_UL + ACCOUNTED_SHARE * row.commanded_ul;
    let delivered = accounted + DELIVERED_UL + DELIVERED_SHARE * row.commanded_ul;
    (row.ledger_ul - row.commanded_ul).abs() <= accounted && (row.delivered_ul - row.commanded_ul).abs() <= delivered
}

/// From when on an alarm that was raised then, s, has held delivery back; none if it does not.
fn held_back_from(name: &str, raised_s: f64) -> Option<f64> {
    let spec = ALARMS.iter().find(|spec| spec.name == name)?;
    if spec.alarm == Alarm::DeliveryLimit {
        return Some(raised_s - LIMIT_TOLD_S);
    }
    (spec.on_delivery == OnDelivery::Stops).then_some(raised_s)
}

/// Spans of time, s, in which boluses are given what comes at once of them, or faster than any pump gives it, one after the
/// other, in what basal leaves of the pump's time.
fn busy(case: &Case) -> Vec<(f64, f64)> {
    let scenario = &case.scenario;
    let ul = |dose| microlitres(scenario.concentration.volume_of(dose)).max(0.0);
    let left_ul_per_s = FAST_UL_PER_S - highest_ul_per_h(scenario) / 3_600.0;
    let mut starts: Vec<(f64, f64)> = Vec::new();
    for event in &scenario.events {
        if let Action::Bolus(bolus) = event.action {
            let from = seconds(Instant::ZERO + event.at.since(scenario.start) + bolus.delay);
            // Where basal leaves nothing, a bolus is never sure to have been given.
            let takes = |dose| if left_ul_per_s > 0.0 { ul(dose) / left_ul_per_s } else { f64::INFINITY };
            let over = takes(bolus.extended);
            let too_fast = if over > seconds(Instant::ZERO + bolus.over) { over } else { 0.0 };
            starts.push((from, takes(bolus.fast) + too_fast + BEGINS_S));
        }
    }
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = 0.0_f64;
    let spans = starts.into_iter().map(|(from, takes)| {
        free = free.max(from) + takes;
        (from, free)
    });
    spans.collect()
}

/// The highest basal rate that is asked for at any time, uL/h.
fn highest_ul_per_h(scenario: &Scenario) -> f64 {
    let blocks = scenario.templates.iter().flat_map(|template| &template.basal).chain(&scenario.basal);
    let scheduled = blocks.map(|block| block.rate).max().unwrap_or(DoseRate::ZERO);
    let temporary = scenario.events.iter().filter_map(|event| {
        let Action::TempBasal { rate, .. } = event.action else { return None };
        Some(match rate {
            TempRate::Absolute(rate) => rate,
            TempRate::Percent(percent) => scheduled.percent(percent),
        })
    });
    let asked = temporary.fold(scheduled, DoseRate::max);
    let rate = scenario.limits.rate.map_or(asked, |limit| asked.min(limit));
    let hour = Duration::from_h(1);
    microlitres(scenario.concentration.rate_of(rate).over(hour, &mut VolumeRemainder::default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{BasalBlock, Bolus, Event};
    use units::{FlowRate, Volume};

    fn row(commanded_ul: f64, ledger_ul: f64, delivered_ul: f64) -> TotalRow {
        TotalRow {
            t_s: 0.0,
            commanded_ul,
            delivered_ul,
            ledger_ul,
            reservoir_ul: 0.0,
            line_kpa: 0.0,
            line_high_kpa: 0.0,
            tissue_kpa: 0.0,
            housing_c: 0.0,
            air_c: 0.0,
        }
    }

    #[test]
    fn too_much_and_too_little_are_told_from_a_stroke_on_its_way() {
        for (commanded, ledger, delivered, holds) in [
            (0.0, 0.0, 0.0, true),
            (0.0, 2.4, 2.4, true),
            (0.0, 2.6, 2.6, false),
            (100.0, 104.0, 100.0, true),
            (100.0, 105.0, 100.0, false),
            (100.0, 95.0, 100.0, false),
            (100.0, 100.0, 82.5, false),
            (100.0, 100.0, 83.5, true),
        ] {
            assert_eq!(as_asked(&row(commanded, ledger, delivered)), holds, "{commanded} {ledger} {delivered}");
        }
    }

    #[test]
    fn only_what_holds_delivery_back_is_an_excuse() {
        let from = |alarm: Alarm| held_back_from(alarm.spec().name, 1_000.0);
        assert_eq!(from(Alarm::OcclusionDetected), Some(1_000.0));
        assert_eq!(from(Alarm::DeliveryLimit), Some(940.0));
        assert_eq!(from(Alarm::ReservoirLow), None);
        assert_eq!(held_back_from("no such alarm", 1_000.0), None);
    }

    #[test]
    fn boluses_are_given_their_time_one_after_the_other() {
        let mut case = Case::draw(1, 1);
        case.scenario.templates.clear();
        case.scenario.basal = vec![BasalBlock { from: Duration::ZERO, rate: DoseRate::ZERO }];
        let start = case.scenario.start;
        let drug = case.scenario.concentration;
        let bolus_of = |ul: i64| Bolus::fast(drug.dose_of(Volume::from_pl(ul * 1_000_000)));
        let bolus = |ul: i64| Action::Bolus(bolus_of(ul));
        let at = |s| start + Duration::from_s(s);
        let over =
            |s| Bolus { extended: drug.dose_of(Volume::from_pl(8_000_000)), over: Duration::from_s(s), ..bolus_of(0) };
        case.scenario.events = vec![
            Event { at: at(100), action: bolus(8) },
            Event { at: at(110), action: bolus(2) },
            // 8 uL in 50 s are asked for faster than they come; in 500 s they are not.
            Event { at: at(1_000), action: Action::Bolus(over(50)) },
            Event { at: at(2_000), action: Action::Bolus(over(500)) },
        ];
        let spans = busy(&case);
        assert_eq!(spans.len(), 4);
        let expected = [(100.0, 408.0), (110.0, 620.0), (1_000.0, 1_308.0), (2_000.0, 2_180.0)];
        for (found, expected) in spans.iter().zip(expected) {
            assert!((found.0 - expected.0).abs() < 0.1 && (found.1 - expected.1).abs() < 0.1, "{found:?}");
        }
        // Basal of 112.5 uL/h takes half of the pump's time; of 225 all.
        case.scenario.events.truncate(1);
        for (nl_per_h, ends) in [(112_500, 100.0 + 256.0 + 180.0), (225_000, f64::INFINITY)] {
            let rate = drug.dose_rate_of(FlowRate::from_pl_per_h(1_000 * nl_per_h));
            case.scenario.basal = vec![BasalBlock { from: Duration::ZERO, rate }];
            let found = busy(&case);
            assert!(found.len() == 1 && (ends - 0.1..=ends + 0.1).contains(&found[0].1), "{found:?}");
        }
    }
}
