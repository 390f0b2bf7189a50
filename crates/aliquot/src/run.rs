//! `aliquot run`: the main job.

use crate::args::{Device, RunArgs};
use crate::exit::{Ending, Failure};
use crate::progress::Progress;
use crate::style::Style;
use crate::tell;
use bench::record::Record;
use bench::run::Target;
use bench::scenario::{self, Scenario};
use bench::{output, run};
use std::path::{Path, PathBuf};

/// Runs the scenario and writes its files.
pub(crate) fn run(args: &RunArgs) -> Result<Ending, Failure> {
    let mut scenario = scenario::read(&args.scenario).map_err(Failure::new)?;
    if let Some(seed) = args.seed {
        scenario.seed = seed;
    }
    let folder = args.out.clone().unwrap_or_else(|| default_folder(&scenario));
    output::check_folder(&folder).map_err(Failure::new)?;
    let target = match args.device {
        Device::Host => Target::Host,
        Device::Qemu => Target::Qemu(args.firmware.clone()),
    };
    let bar = Progress::new(format!("{}, unit {}", scenario.name, scenario.seed));
    let mut progress = |share: f64| bar.show(share);
    #[expect(clippy::disallowed_methods, reason = "how long a run took is told, and told only")]
    let started = std::time::Instant::now();
    let mut record = run::run_on(&target, &scenario, &mut progress).map_err(Failure::new)?;
    record.wall_s = started.elapsed().as_secs_f64();
    bar.clear();
    output::write(&record, &folder).map_err(Failure::new)?;
    let text = if args.json { format!("{}\n", output::summary(&record)) } else { told(&record, &folder) };
    tell::print(&text)?;
    Ok(Ending::held(record.violations.is_empty()))
}

/// `runs/weekday-1`, with blanks in the name as dashes.
fn default_folder(scenario: &Scenario) -> PathBuf {
    Path::new("runs").join(format!("{}-{}", scenario.name.replace(' ', "-"), scenario.seed))
}

/// What a person reads.
fn told(record: &Record, folder: &Path) -> String {
    let style = Style::stdout();
    let per_ul = record.units_per_ul();
    let amount = |ul: f64| format!("{ul:10.3} uL {:9.4} U", ul * per_ul);
    let share =
        |part: f64, whole: f64| if whole.abs() > 1e-9 { format!("{:+.3} %", 100.0 * part / whole) } else { "-".into() };
    let mut lines = vec![
        style.strong(&format!("{} ({}, pump unit {}), in silico", record.name, record.embodiment, record.seed)),
        format!("  simulated   {} in {:.2} s", hours(record.simulated_s), record.wall_s),
        format!("  commanded  {}", amount(record.commanded_ul)),
        format!(
            "  delivered  {}  {} of commanded (truth past the cannula tip)",
            amount(record.delivered_ul),
            share(record.delivered_ul - record.commanded_ul, record.commanded_ul)
        ),
        format!(
            "  accounted  {}  {} of delivered (the controller's ledger)",
            amount(record.ledger_ul),
            share(record.ledger_ul - record.delivered_ul, record.delivered_ul)
        ),
        format!("  reservoir  {}", amount(record.reservoir_ul)),
        format!("  strokes     {}", record.strokes.len()),
    ];
    if let Some(emulated) = &record.emulated {
        lines.push(format!(
            "  emulated    {} steps, {} instructions at most, {} on average; supervisor {} at most; {} bytes of stack",
            emulated.steps,
            emulated.instructions_worst,
            emulated.instructions_mean,
            emulated.supervisor_instructions_worst,
            emulated.stack_worst
        ));
    }
    for alarm in &record.alarms {
        lines.push(format!(
            "  alarm       {} {} ({} priority): {}",
            hours(alarm.at_s + record.start_clock_s),
            alarm.annunciation,
            alarm.priority,
            alarm.text
        ));
    }
    for violation in &record.violations {
        lines.push(style.error(&format!(
            "  VIOLATED    {} {}: {}",
            hours(violation.at_s),
            violation.oracle,
            violation.detail
        )));
    }
    lines.push(format!("  trace       {:016x}", record.trace));
    lines.push(format!("  report      {}", folder.join("report.html").display()));
    lines.join("\n") + "\n"
}

/// Seconds as hours and minutes: `31:07`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a run's minutes are few and positive")]
fn hours(seconds: f64) -> String {
    let minutes = (seconds / 60.0) as u64;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
