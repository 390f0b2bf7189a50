//! A scenario as a file: what [`super::parse`](fn@super::parse) reads back to exactly the same.

use units::{Concentration, Dose, Duration, Fraction, Instant, Volume};

use super::clock::{write_date_time, write_time};
use super::{
    Action, BasalBlock, Bolus, EnvironmentChange, Event, FaultInjection, Orientation, Scenario, SiteStep, Surrounding,
    TempRate, Template, TherapyLimits,
};

impl Scenario {
    /// The name of a basal profile: see [`Action::Profile`].
    pub(crate) fn profile_name(&self, number: u8) -> &str {
        let template = usize::from(number).checked_sub(2).and_then(|index| self.templates.get(index));
        template.map_or("basal", |template| &template.name)
    }

    /// The file that says this scenario; parsing it gives an equal one.
    pub fn to_toml(&self) -> String {
        let mut tables = vec![head(self)];
        tables.extend(limits(&self.limits));
        tables.extend(self.basal.iter().map(|block| basal("basal", block)));
        tables.extend(self.templates.iter().map(template));
        tables.extend(self.events.iter().map(|each| event(self, each)));
        tables.extend(self.environment.iter().map(environment));
        tables.extend(self.faults.iter().map(fault));
        tables.join("\n")
    }
}

fn head(scenario: &Scenario) -> String {
    let name = &scenario.name;
    let embodiment = scenario.embodiment.name();
    let duration = scenario.duration;
    let start = write_time(scenario.start);
    let seed = scenario.seed;
    let concentration = scenario.concentration;
    let fill = fill(scenario.reservoir_fill, concentration);
    format!(
        "name = \"{name}\"\nembodiment = \"{embodiment}\"\nduration = \"{duration}\"\n\
         start = \"{start}\"\nseed = {seed}\n\n\
         [drug]\nconcentration = \"{concentration}\"\n\n[reservoir]\nfill = \"{fill}\"\n"
    )
}

/// A fill as the dose that a person thinks of; only where that is not exact must the volume be said.
fn fill(volume: Volume, concentration: Concentration) -> String {
    let dose = concentration.dose_of(volume);
    if concentration.volume_of(dose) == volume { dose.to_string() } else { volume.to_string() }
}

/// The table of limits, if there are any.
fn limits(limits: &TherapyLimits) -> Option<String> {
    let dose = |key: &str, dose: Option<Dose>| dose.map(|dose| format!("{key} = \"{dose}\"\n"));
    let rate = limits.rate.map(|rate| format!("rate = \"{rate}\"\n"));
    let lines = [dose("bolus", limits.bolus), rate, dose("hour", limits.hour), dose("day", limits.day)];
    let lines: String = lines.into_iter().flatten().collect();
    (!lines.is_empty()).then(|| format!("[limits]\n{lines}"))
}

fn template(template: &Template) -> String {
    let blocks: Vec<String> = template.basal.iter().map(|block| basal("template.basal", block)).collect();
    format!("[[template]]\nname = \"{}\"\n\n{}", template.name, blocks.join("\n"))
}

fn basal(key: &str, block: &BasalBlock) -> String {
    let from = write_time(Instant::ZERO + block.from);
    format!("[[{key}]]\nfrom = \"{from}\"\nrate = \"{}\"\n", block.rate)
}

/// The table of a bolus.
fn bolus(bolus: Bolus) -> String {
    let dose = |key: &str, dose: Dose| dose.is_positive().then(|| format!("{key} = \"{dose}\""));
    let time = |key: &str, time: Duration| (time > Duration::ZERO).then(|| format!("{key} = \"{time}\""));
    let parts = [
        dose("fast", bolus.fast),
        dose("extended", bolus.extended),
        time("over", bolus.over),
        time("delay", bolus.delay),
        bolus.id.map(|id| format!("id = {id}")),
    ];
    format!("{{ {} }}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn event(scenario: &Scenario, event: &Event) -> String {
    let at = write_time(event.at);
    let action = match event.action {
        Action::Bolus(bolus) => format!("bolus = {}", self::bolus(bolus)),
        Action::TempBasal { rate, duration } => {
            let rate = match rate {
                TempRate::Absolute(rate) => format!("rate = \"{rate}\""),
                TempRate::Percent(percent) => format!("percent = {percent}"),
            };
            format!("temp_basal = {{ {rate}, for = \"{duration}\" }}")
        }
        Action::CancelTempBasal => "cancel_temp_basal = {}".to_owned(),
        Action::CancelBolus => "cancel_bolus = {}".to_owned(),
        Action::CancelBolusOf(id) => format!("cancel_bolus = {{ id = {id} }}"),
        Action::Profile(number) => format!("profile = \"{}\"", scenario.profile_name(number)),
        Action::Suspend => "suspend = {}".to_owned(),
        Action::SuspendFor(duration) => format!("suspend = {{ for = \"{duration}\" }}"),
        Action::Stop => "stop = {}".to_owned(),
        Action::Resume => "resume = {}".to_owned(),
        Action::Site(SiteStep::NewDisposable { fill: volume }) => {
            format!("new_disposable = {{ fill = \"{}\" }}", fill(volume, scenario.concentration))
        }
        Action::Site(SiteStep::Detach) => "detach = {}".to_owned(),
        Action::Site(SiteStep::Attach) => "attach = {}".to_owned(),
        Action::Site(SiteStep::Open) => "open = {}".to_owned(),
        Action::Site(SiteStep::Close) => "close = {}".to_owned(),
        Action::Site(SiteStep::NewSet) => "new_set = {}".to_owned(),
        Action::Site(SiteStep::PrimeTubing) => "prime_tubing = {}".to_owned(),
        Action::Site(SiteStep::Insert) => "insert = {}".to_owned(),
        Action::Site(SiteStep::PrimeCannula) => "prime_cannula = {}".to_owned(),
        Action::SetClock(us) => format!("set_clock = \"{}\"", write_date_time(us)),
        Action::RemindReservoir(Some(level)) => format!("remind_reservoir = {{ below = \"{level}\" }}"),
        Action::RemindReservoir(None) => "remind_reservoir = {}".to_owned(),
        Action::PowerCut { duration } => format!("power_cut = {{ for = \"{duration}\" }}"),
        Action::Confirm(alarm) => format!("confirm = \"{}\"", alarm.spec().name),
        Action::Snooze(alarm) => format!("snooze = \"{}\"", alarm.spec().name),
    };
    format!("[[event]]\nat = \"{at}\"\n{action}\n")
}

fn environment(change: &EnvironmentChange) -> String {
    let at = write_time(change.at);
    let to = match change.to {
        Surrounding::Temperature(temperature) => format!("temperature = \"{temperature}\""),
        Surrounding::Pressure(pressure) => format!("pressure = \"{pressure}\""),
        Surrounding::Height(height) => format!("height = \"{height}\""),
        Surrounding::BackPressure(pressure) => format!("back_pressure = \"{pressure}\""),
        Surrounding::Orientation(to) => format!("orientation = {}", orientation(to)),
        Surrounding::Shock(shock) => format!("shock = \"{shock}\""),
        Surrounding::Light(percent) => format!("light = {percent}"),
        Surrounding::Sound(sound) => format!("sound = \"{sound}\""),
        Surrounding::Humidity(percent) => format!("humidity = {percent}"),
    };
    let over = ramp(change.over);
    format!("[[environment]]\nat = \"{at}\"\n{to}\n{over}")
}

/// An orientation by its name, or by its angles if it has none.
fn orientation(orientation: Orientation) -> String {
    let Orientation { pitch_deg, roll_deg } = orientation;
    let angles = || format!("{{ pitch = {pitch_deg}, roll = {roll_deg} }}");
    orientation.name().map_or_else(angles, |name| format!("\"{name}\""))
}

fn fault(fault: &FaultInjection) -> String {
    let at = write_time(fault.at);
    let kind = fault.kind.name();
    let severity = severity(fault.severity);
    let over = ramp(fault.over);
    let every = line("every", fault.recurrence.map(|recurrence| recurrence.every));
    let lasting = line("lasting", fault.recurrence.map(|recurrence| recurrence.lasting));
    let duration = line("for", fault.duration);
    format!("[[fault]]\nat = \"{at}\"\nkind = \"{kind}\"\nseverity = {severity}\n{over}{every}{lasting}{duration}")
}

/// The line that says how long a change takes, if it does.
fn ramp(over: Duration) -> String {
    line("over", Some(over).filter(|&over| over > Duration::ZERO))
}

/// The line of a key that may be missing.
fn line(key: &str, value: Option<Duration>) -> String {
    value.map_or_else(String::new, |value| format!("{key} = \"{value}\"\n"))
}

/// A severity as a float, so that it does not look like a switch.
fn severity(severity: Fraction) -> String {
    let text = severity.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

#[cfg(test)]
mod tests {
    use super::super::{Embodiment, Recurrence, parse};
    use super::*;
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;
    use twin::FaultKind;
    use units::{Acceleration, Concentration, Dose, DoseRate, Length, Pressure, SoundLevel, Temperature, Volume};

    const H_US: u64 = 3_600_000_000;
    const DAY_US: u64 = 24 * H_US;

    fn rates() -> impl Strategy<Value = DoseRate> {
        (0..=30_000_000_i64).prop_map(DoseRate::from_micro_units_per_h)
    }

    fn basals() -> impl Strategy<Value = Vec<BasalBlock>> {
        let others = btree_set(1..DAY_US, 0..24);
        others.prop_flat_map(|others| {
            let mut blocks = vec![rates().prop_map(|rate| BasalBlock { from: Duration::ZERO, rate }).boxed()];
            blocks.extend(
                others
                    .into_iter()
                    .map(|us| rates().prop_map(move |rate| BasalBlock { from: Duration::from_us(us), rate }).boxed()),
            );
            blocks
        })
    }

    fn actions() -> impl Strategy<Value = Action> {
        let rate = prop_oneof![rates().prop_map(TempRate::Absolute), (0..=250_u16).prop_map(TempRate::Percent),];
        let time = (1_000_000..=DAY_US).prop_map(Duration::from_us);
        let alarm = || proptest::sample::select(controller::ALARMS.map(|spec| spec.alarm).to_vec());
        prop_oneof![
            (1..=30_000_000_i64).prop_map(|dose| Action::Bolus(Bolus::fast(Dose::from_micro_units(dose)))),
            boluses().prop_map(Action::Bolus),
            (1..=4_u8).prop_map(Action::Profile),
            (60_000_000..=DAY_US).prop_map(|us| Action::SuspendFor(Duration::from_us(us))),
            Just(Action::Stop),
            (-60_000_000_000_000_000..=250_000_000_000_000_000_i64).prop_map(Action::SetClock),
            (rate, time).prop_map(|(rate, duration)| Action::TempBasal { rate, duration }),
            Just(Action::CancelTempBasal),
            Just(Action::CancelBolus),
            Just(Action::Suspend),
            Just(Action::Resume),
            (1_000..=86_400_000_000_u64).prop_map(|us| Action::PowerCut { duration: Duration::from_us(us) }),
            proptest::option::of((1..=300_000_000_i64).prop_map(Dose::from_micro_units))
                .prop_map(Action::RemindReservoir),
            alarm().prop_map(Action::Confirm),
            alarm().prop_map(Action::Snooze),
            site_steps().prop_map(Action::Site),
        ]
    }

    fn site_steps() -> impl Strategy<Value = SiteStep> {
        prop_oneof![
            Just(SiteStep::Detach),
            Just(SiteStep::Attach),
            Just(SiteStep::Open),
            Just(SiteStep::Close),
            (50_000_000..=3_000_000_000_i64).prop_map(|fill| SiteStep::NewDisposable { fill: Volume::from_pl(fill) }),
            Just(SiteStep::NewSet),
            Just(SiteStep::PrimeTubing),
            Just(SiteStep::Insert),
            Just(SiteStep::PrimeCannula),
        ]
    }

    fn boluses() -> impl Strategy<Value = Bolus> {
        let dose = |most: i64| (1..=most).prop_map(Dose::from_micro_units);
        let fast = prop_oneof![Just(Dose::ZERO), dose(15_000_000)];
        let times = (60_000_000..=8 * H_US, prop_oneof![Just(0), 0..=8 * H_US]);
        (fast, dose(15_000_000), times).prop_map(|(fast, extended, (over, delay))| Bolus {
            fast,
            extended,
            over: Duration::from_us(over),
            delay: Duration::from_us(delay),
            id: None,
        })
    }

    fn templates() -> impl Strategy<Value = [Vec<BasalBlock>; 3]> {
        [basals(), basals(), basals()]
    }

    fn therapy_limits() -> impl Strategy<Value = TherapyLimits> {
        let dose = |most: i64| proptest::option::of((1..=most).prop_map(Dose::from_micro_units));
        let rate = proptest::option::of(rates());
        (dose(30_000_000), rate, dose(60_000_000), dose(300_000_000))
            .prop_map(|(bolus, rate, hour, day)| TherapyLimits { bolus, rate, hour, day })
    }

    fn surroundings() -> impl Strategy<Value = Surrounding> {
        prop_oneof![
            (-20_000..=60_000_i32).prop_map(|t| Surrounding::Temperature(Temperature::from_millidegc(t))),
            (10_000_000..=300_000_000_i64).prop_map(|p| Surrounding::Pressure(Pressure::from_mpa(p))),
            (-2_000_000_000..=2_000_000_000_i64).prop_map(|h| Surrounding::Height(Length::from_nm(h))),
            (-20_000_000..=100_000_000_i64).prop_map(|p| Surrounding::BackPressure(Pressure::from_mpa(p))),
            (-90..=90_i16, -180..=180_i16)
                .prop_map(|(pitch_deg, roll_deg)| Surrounding::Orientation(Orientation { pitch_deg, roll_deg })),
            proptest::sample::select(Orientation::NAMED.as_slice()).prop_map(|(_, o)| Surrounding::Orientation(o)),
            (0..=100_000_i32).prop_map(|a| Surrounding::Shock(Acceleration::from_milli_g(a))),
            (0..=100_u8).prop_map(Surrounding::Light),
            (20_000..=120_000_i32).prop_map(|l| Surrounding::Sound(SoundLevel::from_millidecibel(l))),
            (0..=100_u8).prop_map(Surrounding::Humidity),
        ]
    }

    /// A fault at 00:00.
    fn faults() -> impl Strategy<Value = FaultInjection> {
        let kinds: Vec<FaultKind> =
            FaultKind::ALL.into_iter().filter(|kind| kind.spec().embodiments.contains(Embodiment::Tethered)).collect();
        let severity = (0..=1_000_000_u32).prop_map(|ppm| Fraction::from_ppm(ppm).unwrap());
        let over = (0..=30 * DAY_US).prop_map(Duration::from_us);
        let recurrence = (1_000_000..=30 * DAY_US).prop_flat_map(|every_us| {
            let every = Duration::from_us(every_us);
            (1..every_us).prop_map(move |us| Recurrence { every, lasting: Duration::from_us(us) })
        });
        let duration = (1..=30 * DAY_US).prop_map(Duration::from_us);
        let times = (over, proptest::option::of(recurrence), proptest::option::of(duration));
        (proptest::sample::select(kinds), severity, times).prop_map(|(kind, severity, (over, recurrence, duration))| {
            FaultInjection { at: Instant::ZERO, kind, severity, over, recurrence, duration }
        })
    }

    /// What happens, each with the share of the run after which it does, in order.
    fn over_time<T: std::fmt::Debug>(what: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<(f64, T)>> {
        vec((0.0..=1.0, what), 0..12).prop_map(|mut things: Vec<(f64, T)>| {
            things.sort_by(|a, b| a.0.total_cmp(&b.0));
            things
        })
    }

    fn at(start: Instant, run_us: u64, share: f64) -> Instant {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a random time, whichever it is"
        )]
        let us = (run_us as f64 * share) as u64;
        start + Duration::from_us(us.min(run_us))
    }

    fn scenarios() -> impl Strategy<Value = Scenario> {
        let head = (
            "[A-Za-z0-9_-]([A-Za-z0-9 _-]{0,62}[A-Za-z0-9_-])?",
            0..DAY_US,
            60_000_000..=30 * DAY_US,
            0..=super::super::SEED_MAX,
            (1..=1000_u32).prop_map(|strength| Concentration::new(strength).unwrap()),
            (50_000_000..=3_000_000_000_i64).prop_map(Volume::from_pl),
            basals(),
        );
        let ramps = (0..=30 * DAY_US, surroundings());
        let story = (over_time(actions()), over_time(ramps), over_time(faults()));
        let more = (templates(), therapy_limits());
        (head, story, more).prop_map(|(head, (events, environment, faults), (templates, limits))| {
            let (name, start_us, run_us, seed, concentration, reservoir_fill, basal) = head;
            let start = Instant::from_us(start_us);
            let event = |(share, action)| Event { at: at(start, run_us, share), action };
            let change = |(share, (over_us, to))| EnvironmentChange {
                at: at(start, run_us, share),
                over: Duration::from_us(over_us),
                to,
            };
            let fault = |(share, fault)| FaultInjection { at: at(start, run_us, share), ..fault };
            Scenario {
                name,
                embodiment: Embodiment::Tethered,
                start,
                duration: Duration::from_us(run_us),
                seed,
                concentration,
                reservoir_fill,
                basal,
                templates: ["one", "two days", "3"]
                    .into_iter()
                    .zip(templates)
                    .map(|(name, basal)| Template { name: name.to_owned(), basal })
                    .collect(),
                limits,
                events: events.into_iter().map(event).collect(),
                environment: environment.into_iter().map(change).collect(),
                faults: faults.into_iter().map(fault).collect(),
            }
        })
    }

    proptest! {
        #[test]
        fn a_scenario_is_written_so_that_it_reads_the_same(scenario in scenarios()) {
            let text = scenario.to_toml();
            prop_assert_eq!(parse(&text, "written.toml"), Ok(scenario), "{}", text);
        }
    }

    #[test]
    fn a_written_scenario_can_be_read_by_a_person() {
        let text = "name = \"small\"\nembodiment = \"tethered\"\nduration = \"1h30min\"\n\
            start = \"06:30\"\nseed = 7\n\n[drug]\nconcentration = \"U-100\"\n\n\
            [reservoir]\nfill = \"150 U\"\n\n[[basal]]\nfrom = \"00:00\"\nrate = \"0.8 U/h\"\n\n\
            [[event]]\nat = \"07:00\"\ntemp_basal = { percent = 60, for = \"30min\" }\n\n\
            [[environment]]\nat = \"07:15\"\ntemperature = \"31 degC\"\nover = \"20min\"\n\n\
            [[environment]]\nat = \"07:20\"\norientation = \"outlet up\"\n\n\
            [[environment]]\nat = \"07:20\"\norientation = { pitch = 30, roll = -45 }\n\n\
            [[environment]]\nat = \"07:20\"\nlight = 40\n\n\
            [[fault]]\nat = \"07:45:10\"\nkind = \"occlusion\"\nseverity = 1.0\nover = \"5min\"\n\
            every = \"2min\"\nlasting = \"30s\"\nfor = \"10min\"\n";
        assert_eq!(parse(text, "small.toml").unwrap().to_toml(), text);
    }
}
