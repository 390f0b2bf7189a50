//! `aliquot swarm`: everything at once, drawn from seeds.

use crate::args::SwarmArgs;
use crate::exit::{Ending, Failure};
use crate::progress::Progress;
use crate::style::Style;
use crate::tell;
use bench::output;
use bench::swarm::{self, Finding, Kind, Swarm, Tally};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

/// After so many cases the file of what is done is renewed.
const BATCH: usize = 64;
/// Characters of a finding that a person is shown; `--json` has all.
const DETAIL_MAX: usize = 400;

/// Runs the cases that are not done yet, and tells all of them.
pub(crate) fn swarm(args: &SwarmArgs) -> Result<Ending, Failure> {
    let asked: Vec<u64> = args.seed.map_or_else(|| (args.seeds.first..=args.seeds.last).collect(), |seed| vec![seed]);
    let mut tally =
        args.resume.as_deref().map_or_else(|| Ok(Tally::new(args.hours)), |path| begun(path, args.hours))?;
    let before_s = tally.simulated_s;
    let open: Vec<u64> = asked.into_iter().filter(|seed| !tally.seeds.contains(seed)).collect();
    let swarm = Swarm::new(args.hours);
    let bar = Progress::new(format!("{} cases", open.len()));
    #[expect(clippy::disallowed_methods, reason = "how fast it was is told, and told only")]
    let started = std::time::Instant::now();
    for (batch, seeds) in open.chunks(BATCH).enumerate() {
        let done = batch * BATCH;
        let mut show = |share: f64| bar.show((number(done) + share * number(seeds.len())) / number(open.len()));
        tally.add(swarm.run(seeds, &mut show));
        if let Some(path) = &args.resume {
            output::write_file(path, &format!("{}\n", tally.to_json())).map_err(Failure::new)?;
        }
    }
    bar.clear();
    let seconds = started.elapsed().as_secs_f64();
    let text = if args.json {
        format!("{}\n", tally.to_json())
    } else {
        let drawn = args.seed.map_or_else(String::new, |seed| swarm::told(seed, args.hours) + "\n");
        drawn + &told(&tally, hours(tally.simulated_s - before_s) / seconds.max(1e-9))
    };
    tell::print(&text)?;
    Ok(if tally.of(Kind::Panic).next().is_some() {
        Ending::Panicked
    } else if tally.of(Kind::Violation).next().is_some() {
        Ending::OracleViolated
    } else {
        Ending::Done
    })
}

/// What was done before; nothing if there is no such file.
fn begun(path: &Path, hours: u32) -> Result<Tally, Failure> {
    let failed = |cause: &dyn std::fmt::Display| Failure::new(format!("{}: {cause}", path.display()));
    output::check_file(path).map_err(Failure::new)?;
    match std::fs::read_to_string(path) {
        Ok(text) => Tally::from_json(&text, hours).map_err(|cause| failed(&cause)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Tally::new(hours)),
        Err(cause) => Err(failed(&cause)),
    }
}

/// What a person reads.
fn told(tally: &Tally, hours_per_s: f64) -> String {
    let style = Style::stdout();
    let (cases, simulated) = (tally.seeds.len(), hours(tally.simulated_s));
    let mut lines = vec![
        style.strong(&format!("{cases} cases, {simulated:.0} pump-hours, in silico")),
        format!("  {hours_per_s:.1} simulated pump-hours a second"),
    ];
    for finding in tally.of(Kind::Panic).chain(tally.of(Kind::Violation)) {
        lines.extend(found(finding, tally.hours, style));
    }
    let mut known: BTreeMap<(&str, &str), BTreeSet<u64>> = BTreeMap::new();
    for finding in tally.of(Kind::Known) {
        known.entry((&finding.oracle, &finding.reason)).or_default().insert(finding.seed);
    }
    for ((oracle, reason), seeds) in known {
        let first = seeds.first().copied().unwrap_or_default();
        lines.push(format!("  known {oracle}, {} cases, first seed {first}: {reason}", seeds.len()));
    }
    lines
        .extend(tally.excused.iter().map(|(reason, times)| format!("  not delivering again, {times} cases: {reason}")));
    lines.extend(tally.of(Kind::NotRun).map(|finding| format!("  not run: seed {}: {}", finding.seed, finding.detail)));
    let count = |kind| tally.of(kind).count();
    lines.push(format!(
        "  panics {}, violations {}, known {}, not run {}",
        count(Kind::Panic),
        count(Kind::Violation),
        count(Kind::Known),
        count(Kind::NotRun)
    ));
    coverage(tally, &mut lines);
    lines.join("\n") + "\n"
}

/// A finding, what was drawn, and how to see it again.
fn found(finding: &Finding, hours: u32, style: Style) -> [String; 3] {
    let Finding { seed, oracle, at_s, detail, options, .. } = finding;
    let word = if finding.kind == Kind::Panic { "PANICKED" } else { "VIOLATED" };
    let detail: String = detail.chars().take(DETAIL_MAX).collect();
    [
        style.error(&format!("  {word} seed {seed}, {at_s:.1} s, {oracle}: {detail}")),
        format!("    drawn: {options}"),
        format!("    again: aliquot swarm --seed {seed} --hours {hours}"),
    ]
}

fn coverage(tally: &Tally, lines: &mut Vec<String>) {
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (group, name, times) in tally.coverage.met() {
        groups.entry(group).or_default().push(format!("{name} {times}"));
    }
    lines.extend(groups.iter().map(|(group, names)| format!("  met, {group}: {}", names.join(", "))));
    lines.push(format!("  never met: {}", tally.coverage.never_met().join(", ")));
}

fn hours(seconds: u64) -> f64 {
    std::time::Duration::from_secs(seconds).as_secs_f64() / 3600.0
}

#[expect(clippy::cast_precision_loss, reason = "cases for a progress bar")]
fn number(cases: usize) -> f64 {
    cases as f64
}
