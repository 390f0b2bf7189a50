//! What there is to say of a rate that was weighed on many pump units.

use super::{Measured, Plan, WeighedUnit};
use crate::analysis::{
    AMBULATORY, Errors, LIMITS_PERCENT, Spread, Stroke, Strokes, Trumpet, Window, cycle_errors, startup, trumpet,
};
use crate::record::{AlarmRow, Violation};
use crate::scenario::Embodiment;

const MINUTE_S: f64 = 60.0;
const HOUR_S: f64 = 3600.0;
const FIRST_DAY_S: f64 = 24.0 * HOUR_S;

/// Widths of windows that stand side by side over the whole run, s.
pub const WIDTHS: [f64; 4] = [15.0 * MINUTE_S, 30.0 * MINUTE_S, HOUR_S, 2.0 * HOUR_S];
/// Numbers of dose cycles over which errors are taken.
pub const CYCLES: [usize; 4] = [1, 10, 20, 40];
/// After how many hours the label of an ACE pump tells what came.
pub const LABEL_HOURS: [u32; 3] = [1, 6, 12];

/// All figures of one embodiment at one rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Which embodiment.
    pub embodiment: Embodiment,
    /// What was asked for.
    pub plan: Plan,
    /// Seeds of the pump units that were weighed.
    pub seeds: Vec<u64>,
    /// Those that could not be, and why.
    pub failed: Vec<String>,
    /// Alarms, with the pump unit.
    pub alarms: Vec<(u64, AlarmRow)>,
    /// Standing oracles that did not hold, with the pump unit.
    pub violations: Vec<(u64, Violation)>,
    /// Error of each pump unit over the whole run, %.
    pub total: Option<Spread>,
    /// Errors of windows side by side, one row for each of [`WIDTHS`] that fits into the run.
    pub widths: Vec<Widths>,
    /// Single strokes.
    pub strokes: Option<Strokes>,
    /// Errors of windows that are whole dose cycles: how many, and their errors, %.
    pub cycles: Vec<(usize, Errors)>,
    /// What had come after each of [`LABEL_HOURS`] that fits into the run.
    pub label: Vec<LabelRow>,
    /// The trumpet of all pump units; none if the run is too short.
    pub trumpet: Vec<TrumpetRow>,
    /// Error of each pump unit over the trumpet's analysis period, %.
    pub overall: Option<Spread>,
    /// The start-up graph of all pump units.
    pub startup: Vec<StartupRow>,
    /// Of each pump unit: how far delivered ever was from commanded, uL.
    pub farthest_ul: Option<Spread>,
    /// Of each pump unit: how far its own account ever was from commanded, uL.
    pub loop_error_ul: Option<Spread>,
}

/// Windows of one width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Widths {
    /// Their width, s.
    pub width_s: f64,
    /// Errors over the whole run, the first hours included, %.
    pub all: Errors,
    /// Errors over the first 24 h, %.
    pub first_day: Errors,
    /// How many pump units have no window beyond each of [`LIMITS_PERCENT`].
    pub units_within: [usize; 3],
}

/// What pump units had delivered by some hour, without a warm-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelRow {
    /// After how many hours.
    pub hours: u32,
    /// What was commanded, uL.
    pub commanded_ul: f64,
    /// What came, uL: typical is the median, least and most are of the pump unit that gave so.
    pub delivered_ul: Spread,
}

/// One window length of the trumpet, over pump units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrumpetRow {
    /// Length of the windows, s.
    pub window_s: f64,
    /// Windows of each pump unit.
    pub windows: usize,
    /// Each pump unit's greatest error, %.
    pub max_percent: Spread,
    /// Each pump unit's least error, %.
    pub min_percent: Spread,
}

/// One interval of the start-up graph, over pump units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StartupRow {
    /// Its end, s.
    pub t_s: f64,
    /// Flow, uL/h.
    pub flow: Spread,
}

impl Figures {
    /// Of one embodiment.
    pub fn of(measured: &Measured) -> Self {
        let units = &measured.units;
        let strokes: Vec<&[Stroke]> = units.iter().map(|unit| unit.strokes.as_slice()).collect();
        let each = |value: fn(&WeighedUnit) -> f64| units.iter().map(value).collect::<Vec<f64>>();
        let trumpets: Vec<Trumpet> = units.iter().filter_map(|unit| trumpet(&unit.weighing, &AMBULATORY)).collect();
        let overall: Vec<f64> = trumpets.iter().map(|trumpet| trumpet.overall_percent).collect();
        Self {
            embodiment: measured.embodiment,
            plan: measured.plan,
            seeds: units.iter().map(|unit| unit.seed).collect(),
            failed: measured.failed.iter().map(ToString::to_string).collect(),
            alarms: units.iter().flat_map(|unit| unit.alarms.iter().map(|alarm| (unit.seed, *alarm))).collect(),
            violations: units
                .iter()
                .flat_map(|unit| unit.violations.iter().map(|violation| (unit.seed, violation.clone())))
                .collect(),
            total: Spread::of(&each(|unit| unit.weighing.window(0.0, unit.weighing.end_s()).error_percent())),
            widths: WIDTHS.iter().filter_map(|width_s| widths(units, *width_s)).collect(),
            strokes: Strokes::of(&strokes),
            cycles: CYCLES.iter().filter_map(|cycles| of_cycles(units, *cycles)).collect(),
            label: LABEL_HOURS.iter().filter_map(|hours| label(measured, *hours)).collect(),
            trumpet: trumpet_rows(&trumpets),
            overall: Spread::of(&overall),
            startup: startup_rows(units),
            farthest_ul: Spread::of(&each(farthest_ul)),
            loop_error_ul: Spread::of(&each(|unit| unit.loop_error_ul)),
        }
    }

    /// The windows of this width, if they fit into the run.
    pub fn width(&self, width_s: f64) -> Option<&Widths> {
        self.widths.iter().find(|row| (row.width_s - width_s).abs() < 1.0)
    }
}

fn errors(windows: &[Window]) -> Vec<f64> {
    windows.iter().map(Window::error_percent).collect()
}

fn widths(units: &[WeighedUnit], width_s: f64) -> Option<Widths> {
    let windows: Vec<Vec<Window>> = units.iter().map(|unit| unit.weighing.side_by_side(width_s)).collect();
    let all: Vec<Window> = windows.concat();
    let first: Vec<Window> = all.iter().copied().filter(|window| window.end_s <= FIRST_DAY_S).collect();
    let of_unit: Vec<Errors> = windows.iter().filter_map(|windows| Errors::of(&errors(windows))).collect();
    let within = |limit: f64| of_unit.iter().filter(|errors| errors.spread.worst().abs() <= limit).count();
    Some(Widths {
        width_s,
        all: Errors::of(&errors(&all))?,
        first_day: Errors::of(&errors(&first))?,
        units_within: LIMITS_PERCENT.map(within),
    })
}

fn of_cycles(units: &[WeighedUnit], cycles: usize) -> Option<(usize, Errors)> {
    let of_unit = |unit: &WeighedUnit| cycle_errors(&unit.strokes, &unit.weighing, cycles);
    let errors: Vec<f64> = units.iter().flat_map(of_unit).collect();
    Errors::of(&errors).map(|errors| (cycles, errors))
}

fn label(measured: &Measured, hours: u32) -> Option<LabelRow> {
    if hours > measured.plan.hours() {
        return None;
    }
    let t_s = HOUR_S * f64::from(hours);
    let delivered: Vec<f64> = measured.units.iter().map(|unit| unit.weighing.at(t_s).delivered_ul).collect();
    let commanded_ul = measured.plan.rate_ul_per_h() * f64::from(hours);
    Some(LabelRow { hours, commanded_ul, delivered_ul: Spread::of(&delivered)? })
}

fn trumpet_rows(trumpets: &[Trumpet]) -> Vec<TrumpetRow> {
    let row = |index: usize| {
        let points: Vec<_> = trumpets.iter().map(|trumpet| trumpet.points[index]).collect();
        let spread = |values: Vec<f64>| Spread::of(&values);
        Some(TrumpetRow {
            window_s: points.first()?.window_s,
            windows: points.first()?.windows,
            max_percent: spread(points.iter().map(|point| point.max_percent).collect())?,
            min_percent: spread(points.iter().map(|point| point.min_percent).collect())?,
        })
    };
    (0..AMBULATORY.windows_s.len()).filter_map(row).collect()
}

fn startup_rows(units: &[WeighedUnit]) -> Vec<StartupRow> {
    let graphs: Vec<Vec<(f64, f64)>> = units.iter().map(|unit| startup(&unit.weighing, &AMBULATORY)).collect();
    let row = |index: usize| {
        let points: Vec<(f64, f64)> = graphs.iter().filter_map(|graph| graph.get(index).copied()).collect();
        let flows: Vec<f64> = points.iter().map(|point| point.1).collect();
        Some(StartupRow { t_s: points.first()?.0, flow: Spread::of(&flows)? })
    };
    let longest = graphs.iter().map(Vec::len).max().unwrap_or(0);
    (0..longest).filter_map(row).collect()
}

fn farthest_ul(unit: &WeighedUnit) -> f64 {
    let readings = unit.weighing.readings().iter();
    readings.map(|reading| (reading.delivered_ul - reading.commanded_ul).abs()).fold(0.0, f64::max)
}
