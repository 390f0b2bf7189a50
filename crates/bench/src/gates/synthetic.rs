//! Evidence of pumps that are formulas: what their gates say is known without any simulation.

use super::{Evidence, Measured};
use crate::analysis::synthetic::{steady, weighing};
use crate::analysis::{Blockage, Stroke, Weighing};
use crate::bolus::{Given, Kind, Situation};
use crate::request::Units;
use crate::scenario::Embodiment;
use crate::{accuracy, bolus, campaign, climate, occlusion};
use ::units::{Dose, DoseRate};

pub(crate) const UNITS: Units = Units { first: 1, count: 1 };

fn basal(rate: &str, weighing: Weighing, stroke_ul: f64) -> accuracy::Figures {
    let stroke = |t_s| Stroke { t_s, target_ul: stroke_ul, delivered_ul: stroke_ul };
    let unit = accuracy::WeighedUnit {
        seed: 1,
        strokes: [1.0, 2.0].map(stroke).to_vec(),
        loop_error_ul: weighing.readings().iter().map(|r| (r.delivered_ul - r.commanded_ul).abs()).fold(0.0, f64::max),
        weighing,
        alarms: Vec::new(),
        violations: Vec::new(),
    };
    let plan = accuracy::Plan::new(rate, super::measured::HOURS, UNITS).unwrap();
    let (embodiment, failed) = (Embodiment::Patch, Vec::new());
    accuracy::Figures::of(&accuracy::Measured { embodiment, plan, units: vec![unit], failed })
}

fn boluses(programmed_ul: f64, delivered_ul: f64) -> bolus::Figures {
    let given = Given { programmed_ul, reported_ul: Some(programmed_ul), delivered_ul };
    let unit = bolus::WeighedUnit { seed: 1, given: vec![given; 25], alarms: Vec::new(), violations: Vec::new() };
    let kind = Kind { situation: Situation::Consecutive, dose: Dose::from_micro_units(1_000_000) };
    let (embodiment, failed) = (Embodiment::Patch, Vec::new());
    bolus::figures(&[bolus::Measured { embodiment, kind, units: vec![unit], failed }]).remove(0)
}

/// A pump that gives `factor` of what is asked of it, and knows it; basal evenly, or in strokes.
pub(crate) fn evidence(basal_1: Weighing, factor: f64) -> Evidence {
    Evidence {
        basal: basal("1 U/h", basal_1, 0.5),
        low_basal: basal("0.1 U/h", weighing(1.0, 72.0, steady(factor)), 0.5),
        least_bolus: boluses(0.5, 0.5 * factor),
        bolus: boluses(10.0, 10.0 * factor),
        blocked: BLOCKED.map(|therapy| blocked(therapy, Some(60.0), 0.5)).to_vec(),
        exposed: exposed(0.1),
    }
}

pub(super) const BLOCKED: [occlusion::Therapy; 2] = [
    occlusion::Therapy::Rate(DoseRate::from_micro_units_per_h(1_000_000)),
    occlusion::Therapy::Bolus(Dose::from_micro_units(1_000_000)),
];

/// A pump that alarms after some time, with this missing, of which half comes when the set is free.
pub(super) fn blocked(therapy: occlusion::Therapy, to_alarm_s: Option<f64>, missed_ul: f64) -> occlusion::Figures {
    let blockage = Blockage { to_alarm_s, missed_ul, released_ul: 0.5 * missed_ul, resumed_ul: 0.0 };
    let unit = occlusion::TestedUnit {
        seed: 1,
        blockage: Some(blockage),
        line_high_kpa: 50.0,
        dose_cycle_s: 180.0,
        alarms: Vec::new(),
        violations: Vec::new(),
    };
    let kind = occlusion::Kind { embodiment: Embodiment::Patch, therapy, course: occlusion::COURSES[0] };
    occlusion::figures(&[campaign::Measured { kind, units: vec![unit], failed: Vec::new() }]).remove(0)
}

/// A pump of 60 uL in each leg, this much of it too much, and as much while it is suspended.
pub(super) fn exposed(off_ul: f64) -> Vec<climate::Figures> {
    let leg = |name| climate::LegWeighed {
        name,
        commanded_ul: 60.0,
        excess_ul: off_ul,
        beside_ul: off_ul,
        unaccounted_ul: 0.0,
    };
    let unit = climate::ExposedUnit {
        seed: 1,
        legs: ["one", "other"].map(leg).to_vec(),
        strayed_ul: (off_ul.min(0.0), off_ul.max(0.0)),
        alarms: Vec::new(),
        violations: Vec::new(),
    };
    let both = climate::CONDITIONS.iter().flat_map(|condition| [false, true].map(|suspended| (*condition, suspended)));
    let kind = |(condition, suspended)| climate::Kind { embodiment: Embodiment::Patch, condition, suspended };
    let measured = both.map(|of| campaign::Measured { kind: kind(of), units: vec![unit.clone()], failed: Vec::new() });
    climate::figures(&measured.collect::<Vec<_>>())
}

/// What the campaigns would tell of such a pump.
pub(crate) fn measured(evidence: Evidence) -> Measured {
    let Evidence { basal, low_basal, mut least_bolus, bolus, blocked, exposed } = evidence;
    least_bolus.kind.dose = Dose::from_micro_units(50_000);
    Measured { basal: vec![low_basal, basal], boluses: vec![bolus, least_bolus], blocked, exposed }
}
