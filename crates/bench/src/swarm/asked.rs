//! While nothing is wrong, what was asked for is what is accounted and what is delivered: at every minute, not only at
//! the end.

use super::case::Case;
use crate::oracle::{microlitres, seconds};
use crate::record::{Record, TotalRow, Violation};
use crate::scenario::Action;
use controller::{ALARMS, Alarm, OnDelivery};
use units::Instant;

/// What may be accounted too much or too little: the next stroke or half of it, uL, and a share of what was asked for.
const ACCOUNTED_UL: f64 = 2.5;
const ACCOUNTED_SHARE: f64 = 0.02;
/// What may be delivered too much or too little beside: what the line takes up as it fills, uL, and a share.
const DELIVERED_UL: f64 = 2.5;
const DELIVERED_SHARE: f64 = 0.1;
/// At least so much comes in a second of what is given at once, or is asked for faster, uL; and what else it takes to begin, s.
const FAST_UL_PER_S: f64 = 0.0625;
const BEGINS_S: f64 = 180.0;

/// Judges every minute before anything disturbs the device and before an alarm holds delivery back; what is given at
/// once is given its time. How many were judged, and the first that is wrong.
pub(super) fn judge(case: &Case, record: &Record) -> (u64, Option<Violation>) {
    let held_back = record.alarms.iter().filter(|row| holds_back(row.annunciation)).map(|row| row.at_s);
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

fn holds_back(name: &str) -> bool {
    let spec = ALARMS.iter().find(|spec| spec.name == name);
    spec.is_some_and(|spec| spec.on_delivery == OnDelivery::Stops || spec.alarm == Alarm::DeliveryLimit)
}

/// Spans of time, s, in which boluses are given what comes at once of them, or faster than any pump gives it, one after the
/// other.
fn busy(case: &Case) -> Vec<(f64, f64)> {
    let scenario = &case.scenario;
    let mut starts: Vec<(f64, f64)> = Vec::new();
    for event in &scenario.events {
        if let Action::Bolus(bolus) = event.action {
            let from = seconds(Instant::ZERO + event.at.since(scenario.start) + bolus.delay);
            let ul = |dose| microlitres(scenario.concentration.volume_of(dose)).max(0.0);
            let takes = ul(bolus.extended) / FAST_UL_PER_S;
            let too_fast = if takes > seconds(Instant::ZERO + bolus.over) { takes } else { 0.0 };
            starts.push((from, ul(bolus.fast) / FAST_UL_PER_S + too_fast + BEGINS_S));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Bolus, Event};
    use units::{Duration, Volume};

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
        assert!(holds_back(Alarm::OcclusionDetected.spec().name) && holds_back(Alarm::DeliveryLimit.spec().name));
        assert!(!holds_back(Alarm::ReservoirLow.spec().name) && !holds_back("no such alarm"));
    }

    #[test]
    fn boluses_are_given_their_time_one_after_the_other() {
        let mut case = Case::draw(1, 1);
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
    }
}
