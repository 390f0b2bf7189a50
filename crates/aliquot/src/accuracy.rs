//! `aliquot bench accuracy`: a basal rate, weighed for days on many pump units.

use crate::args::AccuracyArgs;
use crate::drawing::Drawing;
use crate::exit::{Ending, Failure};
use crate::number::fixed;
use crate::progress;
use crate::style::Style;
use crate::tell;
use bench::accuracy::{self, Figures, Plan};
use bench::analysis::{Errors, PULSE_LIMITS_PERCENT, Spread};

/// Pump units of each embodiment, if nothing is said.
const USUAL: u64 = 20;

/// Runs the campaign, draws it if that was asked for, and tells it.
pub(crate) fn accuracy(args: &AccuracyArgs) -> Result<Ending, Failure> {
    let plan = Plan::new(&args.rate, args.hours, args.units.chosen(USUAL)).map_err(Failure::new)?;
    let drawing = Drawing::to(args.svg.as_deref())?;
    let measured = progress::during(format!("{} over {} h", plan.rate(), plan.hours()), |show| {
        accuracy::run(&plan, &args.units.embodiments(), show)
    });
    let figures: Vec<Figures> = measured.iter().map(Figures::of).collect();
    drawing.write(|| accuracy::svg(&figures))?;
    let text = if args.json {
        format!("{}\n", accuracy::summary(&figures))
    } else {
        let told: Vec<String> = figures.iter().map(|figures| told(figures).join("\n") + "\n").collect();
        told.join("\n")
    };
    tell::print(&text)?;
    Ok(Ending::held(figures.iter().all(|figures| figures.violations.is_empty())))
}

/// What a person reads of one embodiment.
fn told(figures: &Figures) -> Vec<String> {
    let plan = &figures.plan;
    let units = plan.units();
    let title = format!(
        "{}: {} over {} h, {} pump units from seed {}, in silico",
        figures.embodiment.name(),
        plan.rate(),
        plan.hours(),
        units.count,
        units.first
    );
    let mut lines = vec![Style::stdout().strong(&title)];
    lines.extend(figures.total.map(|total| format!("  whole run, %         {}", spread(&total, 3))));
    lines.extend(figures.overall.map(|overall| format!("  after 24 h, 25 h, %  {}", spread(&overall, 3))));
    lines.extend(figures.farthest_ul.map(|far| format!("  farthest, uL         {}", spread(&far, 3))));
    lines.extend(figures.loop_error_ul.map(|error| format!("  own account, uL      {}", spread(&error, 3))));
    windows(figures, &mut lines);
    strokes(figures, &mut lines);
    label(figures, &mut lines);
    trumpet(figures, &mut lines);
    lines.extend(tell::remarks("  ", &figures.alarms, &figures.failed, &figures.violations));
    lines
}

fn spread(spread: &Spread, decimals: usize) -> String {
    let sd = fixed(spread.deviation, decimals);
    format!(
        "mean {:+.decimals$}, sd {sd}, median {:+.decimals$}, {:+.decimals$} to {:+.decimals$} (n {})",
        spread.mean, spread.median, spread.low, spread.high, spread.count
    )
}

fn windows(figures: &Figures, lines: &mut Vec<String>) {
    lines.push(format!(
        "  {:18} {:>6} {:>7} {:>6} {:>7} {:>7} {:>5} {:>6} {:>6} {:>6}  units",
        "windows, %", "n", "mean", "sd", "least", "most", "|med|", "in 5", "in 10", "in 15"
    ));
    for row in &figures.widths {
        let minutes = row.width_s / 60.0;
        lines.push(format!("{}  {}", errors(&format!("{minutes:.0} min"), &row.all), row.units_within[2]));
        lines.push(errors(&format!("{minutes:.0} min, first 24 h"), &row.first_day));
    }
    for (cycles, found) in &figures.cycles {
        lines.push(errors(&format!("{cycles} dose cycles"), found));
    }
    lines.push("    |med|: median size; units: pump units without a window beyond 15 %".to_owned());
}

fn errors(name: &str, errors: &Errors) -> String {
    let spread = errors.spread;
    format!(
        "  {name:18} {:6} {:+7.2} {:>6} {:+7.1} {:+7.1} {:5.2} {:6.2} {:6.2} {:6.2}",
        spread.count,
        spread.mean,
        fixed(spread.deviation, 2),
        spread.low,
        spread.high,
        errors.median_abs,
        errors.share_within(0),
        errors.share_within(1),
        errors.share_within(2)
    )
}

fn strokes(figures: &Figures, lines: &mut Vec<String>) {
    let Some(strokes) = figures.strokes else { return };
    let relative = |spread: Spread| 100.0 * spread.deviation / spread.mean;
    let (volume, interval) = (strokes.volume_ul, strokes.interval_s);
    lines.push(format!(
        "  strokes: {} of {:.3} uL, sd {:.1} %; every {:.1} s, sd {:.1} %; of target {:+.2} %, sd {:.2} %",
        volume.count,
        volume.mean,
        relative(volume),
        interval.mean,
        relative(interval),
        strokes.error_percent.mean,
        strokes.error_percent.deviation
    ));
    let limits = PULSE_LIMITS_PERCENT.map(|limit| format!("{limit:.0}")).join(", ");
    let shares = [0, 1, 2, 3, 4, 5].map(|index| format!("{:.1}", strokes.share_outside(index))).join(", ");
    lines.push(format!("    beyond {limits} % of target: {shares} %"));
}

fn label(figures: &Figures, lines: &mut Vec<String>) {
    if figures.label.is_empty() {
        return;
    }
    lines.push("  without warm-up, uL: commanded, typical [least, most pump unit]".to_owned());
    for row in &figures.label {
        let came = row.delivered_ul;
        lines.push(format!(
            "    {:2} h  {:9.3}  {:9.3} [{:.3}, {:.3}]",
            row.hours, row.commanded_ul, came.median, came.low, came.high
        ));
    }
}

fn trumpet(figures: &Figures, lines: &mut Vec<String>) {
    if figures.trumpet.is_empty() {
        lines.push("  trumpet: needs 49 h".to_owned());
        return;
    }
    lines.push("  trumpet, %: window, least and most of the median pump unit, of all".to_owned());
    for row in &figures.trumpet {
        lines.push(format!(
            "    {:3.0} min {:+8.2} {:+8.2} {:+9.2} {:+8.2}",
            row.window_s / 60.0,
            row.min_percent.median,
            row.max_percent.median,
            row.min_percent.low,
            row.max_percent.high
        ));
    }
}
