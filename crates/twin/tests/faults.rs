//! Every fault in every embodiment that can have it: at severity 1 it changes what its row names, against a twin that
//! differs in nothing else; and a fault of a part that an embodiment does not have changes nothing.

#![expect(clippy::print_stdout, reason = "a validation prints what it measures")]

mod script;

use script::{pump, stroke};
use twin::{
    Action, Actuation, Build, ConnectorMove, DeviceMove, Embodiment, Environment, FAULTS, FaultKind, Frame, Impossible,
    OpticalSite, PumpUnit, SeptumSite, Tag, Truth, Turn, Twin,
};
use units::{Duration, Volume};

const SEED: u64 = 5;
const TICK: Duration = Duration::from_ms(20);
const PULSES: u16 = 128;
const SERIAL: [u8; 7] = [4, 1, 2, 3, 4, 5, 6];

/// Faults that alone do nothing, in any embodiment, and why.
const HARMLESS: [(FaultKind, &str); 8] = {
    const PAIR: &str = "the other switch in series still opens: together they heat the wire";
    [
        (FaultKind::PumpSwitchShorted, PAIR),
        (FaultKind::PumpSupervisorSwitchShorted, PAIR),
        (FaultKind::FirstValveSwitchShorted, PAIR),
        (FaultKind::FirstValveSupervisorSwitchShorted, PAIR),
        (FaultKind::SecondValveSwitchShorted, PAIR),
        (FaultKind::SecondValveSupervisorSwitchShorted, PAIR),
        (FaultKind::MeasurementValveSwitchShorted, PAIR),
        (FaultKind::MeasurementValveSupervisorSwitchShorted, PAIR),
    ]
};

/// A twin to be, with a fault or without.
#[derive(Clone, Copy)]
struct Case {
    embodiment: Embodiment,
    fault: Option<FaultKind>,
}

impl Case {
    /// Worn, with a tag, and failing from the start.
    fn worn(self) -> Twin {
        let mut twin = Self::sound(self.embodiment, 2_000);
        self.fail(&mut twin);
        twin
    }

    /// Not failing yet.
    fn sound(build: impl Into<Build>, fill_ul: i64) -> Twin {
        let fill = Volume::from_pl(fill_ul * 1_000_000);
        let mut twin = Twin::new(build, PumpUnit::nominal(), SEED, fill, Environment::default());
        twin.fit_tag(Some(Tag::new(SERIAL)));
        twin
    }

    fn fail(self, twin: &mut Twin) {
        if let Some(kind) = self.fault {
            twin.set_fault(kind, 1.0);
        }
    }

    /// Worn, and what a stroke made of it.
    fn stroke(self) -> Course {
        Course::of(&mut self.worn())
    }

    /// The same of a second stroke: what comes to lie on a seat does so while the valve is open.
    fn second_stroke(self) -> Course {
        let mut twin = self.worn();
        Course::of(&mut twin);
        Course::of(&mut twin)
    }

    /// Fails once the plunger stands in the chamber, which it then leaves.
    fn failing_advanced(self) -> Twin {
        let mut twin = Self::sound(self.embodiment, 2_000);
        drive(&mut twin, ADVANCED, 1_200);
        self.fail(&mut twin);
        drive(&mut twin, Actuation::default(), 5_000);
        twin
    }
}

/// Wires that hold plunger and driven outlet valve away from where they rest.
const ADVANCED: Actuation = Actuation { pump: 0.3, first_valve: 0.0, second_valve: 0.4, measurement_valve: 0.4 };

fn drive(twin: &mut Twin, actuation: Actuation, ms: u64) {
    twin.actuate(actuation);
    rest(twin, Duration::from_ms(ms));
}

fn rest(twin: &mut Twin, time: Duration) {
    twin.advance(twin.now() + time).expect("the twin can be integrated");
}

/// Changes the surroundings, and waits.
fn around(twin: &mut Twin, change: impl FnOnce(&mut Environment), time: Duration) {
    let mut environment = twin.environment();
    change(&mut environment);
    twin.set_environment(environment);
    rest(twin, time);
}

/// What a stroke did.
struct Course {
    /// At its end.
    last: Truth,
    /// The greatest of the plunger's travel, and of the pressures of chamber and line.
    plunger_mm: f64,
    chamber_kpa: f64,
    line_kpa: f64,
    /// How far each valve moved, by place.
    lift_mm: [f64; 3],
    /// Delivered until the chamber was emptied, before a measurement valve is opened.
    early_ul: f64,
}

impl Course {
    fn of(twin: &mut Twin) -> Self {
        let from = twin.now();
        let gaps = |truth: &Truth| truth.valves.map(|valve| valve.map_or(0.0, |valve| valve.gap_mm));
        let first = twin.truth();
        let (mut low, mut high) = (gaps(&first), gaps(&first));
        let (mut plunger_mm, mut chamber_kpa, mut line_kpa, mut early_ul) = (f64::MIN, f64::MIN, f64::MIN, 0.0);
        stroke(twin, TICK, |twin| {
            let truth = twin.truth();
            plunger_mm = plunger_mm.max(truth.plunger_mm);
            chamber_kpa = chamber_kpa.max(truth.chamber_kpa);
            line_kpa = line_kpa.max(truth.line_kpa);
            for (place, gap) in gaps(&truth).into_iter().enumerate() {
                low[place] = low[place].min(gap);
                high[place] = high[place].max(gap);
            }
            if twin.now().since(from) < Duration::from_ms(2_500) {
                early_ul = truth.delivered_ul - first.delivered_ul;
            }
        });
        let lift_mm = [0, 1, 2].map(|place: usize| high[place] - low[place]);
        Self { last: twin.truth(), plunger_mm, chamber_kpa, line_kpa, lift_mm, early_ul }
    }
}

/// What shows a fault: its name, the least change that counts, and how it is taken.
struct Observable {
    name: &'static str,
    least: f64,
    take: Box<dyn Fn(Case) -> f64>,
}

fn observable(name: &'static str, least: f64, take: impl Fn(Case) -> f64 + 'static) -> Observable {
    Observable { name, least, take: Box::new(take) }
}

/// The place of a wire among those whose current is read: the pump's, then the valves' in order of flow.
const PUMP: usize = 0;
const FIRST: usize = 1;
const THIRD: usize = 2;

fn current(wire: usize) -> Observable {
    observable("current of the wire that is switched on, mA", 20.0, move |case| {
        let mut twin = case.worn();
        let duty = |place: usize| if wire == place { 0.3 } else { 0.0 };
        let [pump, first_valve, third] = [PUMP, FIRST, THIRD].map(duty);
        drive(&mut twin, Actuation { pump, first_valve, second_valve: third, measurement_valve: third }, 50);
        twin.read_current_ma(wire).expect("it has this wire")
    })
}

fn plunger() -> Observable {
    observable("furthest travel of the plunger in a stroke, mm", 0.002, |case| case.stroke().plunger_mm)
}

/// How far a valve moves: by place, in order of flow.
fn lift(place: usize) -> Observable {
    observable("how far the valve moves in a stroke, mm", 0.02, move |case| case.stroke().lift_mm[place])
}

fn delivered() -> Observable {
    observable("delivered in a stroke, uL", 0.002, |case| case.stroke().last.delivered_ul)
}

fn withdrawn() -> Observable {
    observable("withdrawn in a stroke, uL", 0.002, |case| case.stroke().last.withdrawn_ul)
}

fn spilled() -> Observable {
    observable("spilled in a stroke, uL", 0.002, |case| case.stroke().last.spilled_ul)
}

/// A metre of drug sucks at the last valve, which a stroke has opened and shut again.
fn seeping() -> Observable {
    observable("withdrawn at rest in a minute, with the pump a metre above the site, uL", 0.01, |case| {
        let mut twin = case.worn();
        let before_ul = Course::of(&mut twin).last.withdrawn_ul;
        around(&mut twin, |around| around.height_m = 1.0, Duration::from_s(60));
        twin.truth().withdrawn_ul - before_ul
    })
}

/// Light that comes back once what the sensor looks at, which was away as the fault came, is in its place again.
fn seen(site: OpticalSite) -> Observable {
    observable("lit less dark, counts a pulse", 100.0, move |case| {
        let sample = case.failing_advanced().read_optics(site, PULSES);
        (f64::from(sample.lit) - f64::from(sample.dark)) / f64::from(PULSES)
    })
}

fn dark(site: OpticalSite) -> Observable {
    observable("dark, counts a pulse", 100.0, move |case| {
        f64::from(case.worn().read_optics(site, PULSES).dark) / f64::from(PULSES)
    })
}

/// A reading, or what stands for no answer.
const SILENCE: f64 = -1e3;

fn sound(tone_hz: f64) -> Observable {
    observable("the second microphone against the first, ppm", 500.0, move |case| {
        let sample = case.worn().read_acoustics(tone_hz, 64).expect("it has an acoustic sensor");
        let [real, imaginary] = [sample.real_ppm, sample.imaginary_ppm].map(f64::from);
        (real * real + imaginary * imaginary).sqrt()
    })
}

fn ragged_sound(tone_hz: f64, least_ppm: f64) -> Observable {
    observable("scatter of the acoustic readings, ppm", least_ppm, move |case| {
        let sample = case.worn().read_acoustics(tone_hz, 64).expect("it has an acoustic sensor");
        #[expect(clippy::cast_precision_loss, reason = "a measure of scatter")]
        let variance = sample.real_variance_ppm2.max(sample.imaginary_variance_ppm2) as f64;
        variance.sqrt()
    })
}

fn does(twin: &mut Twin, actions: impl IntoIterator<Item = Action>) {
    for action in actions {
        match twin.act(action) {
            Ok(()) | Err(Impossible::NoSuchPart) => {}
            Err(reason) => panic!("{action:?}: {reason}"),
        }
    }
}

const REUSABLE_OFF: [Action; 3] =
    [Action::Housings(Turn::Unlock), Action::Housings(Turn::Unlatch), Action::Housings(Turn::Lift)];

fn switches(apart: bool) -> Observable {
    observable("the switches, as a binary number", 1.0, move |case| {
        let mut twin = case.worn();
        if apart {
            does(&mut twin, REUSABLE_OFF);
            does(&mut twin, [Action::Device(DeviceMove::Unmate)]);
        }
        let read = twin.read_switches();
        f64::from(u8::from(read.latch) + 2 * u8::from(read.connector) + 4 * u8::from(read.mating))
    })
}

/// A new infusion device is fired onto a sound line, and the pump works against it.
fn inserted() -> Observable {
    observable("greatest pressure in the line over three strokes through a new cannula, kPa", 0.5, |case| {
        let mut twin = case.worn();
        let moves = [
            DeviceMove::Apply,
            DeviceMove::Fire,
            DeviceMove::WithdrawNeedle,
            DeviceMove::RemoveTop,
            DeviceMove::Mate,
            DeviceMove::Pierce,
        ];
        does(&mut twin, [Action::Device(DeviceMove::Unmate), Action::NewDevice]);
        does(&mut twin, moves.map(Action::Device));
        (0..3).map(|_| Course::of(&mut twin).line_kpa).fold(f64::MIN, f64::max)
    })
}

/// Selects the tag, and reads from a page on.
fn read_tag(twin: &mut Twin, page: u8) -> Option<Vec<u8>> {
    twin.exchange_with_tag(&Frame::short(0x26, 7))?;
    for code in [0x93, 0x95] {
        let part = twin.exchange_with_tag(&Frame::plain(&[code, 0x20]))?;
        let select = [&[code, 0x70], part.bytes()].concat();
        twin.exchange_with_tag(&Frame::checked(&select))?;
    }
    Some(twin.exchange_with_tag(&Frame::checked(&[0x30, page]))?.content()?.to_vec())
}

fn tag() -> Observable {
    observable("bits that are set in the tag's last four pages, or silence", 1.0, |case| {
        let read = read_tag(&mut case.worn(), 36);
        read.map_or(SILENCE, |bytes| bytes.iter().map(|byte| f64::from(byte.count_ones())).sum())
    })
}

fn vent() -> Observable {
    observable("pressure of the reservoir in a cabin that has climbed, kPa", 5.0, |case| {
        let mut twin = case.worn();
        around(&mut twin, |around| around.ambient_kpa = 75.0, Duration::from_s(60));
        twin.truth().reservoir_kpa
    })
}

/// What shows each fault, where it has an effect by itself; no wildcard, so that a new fault needs its line here.
#[expect(clippy::too_many_lines, reason = "a table")]
fn row(kind: FaultKind, embodiment: Embodiment) -> Observable {
    use FaultKind as K;
    let metered = embodiment == Embodiment::Metered;
    match kind {
        // A switch that is shorted alone does nothing; were it otherwise, its wire would carry more.
        K::PumpWireBreak
        | K::PumpWireHalf
        | K::PumpSwitchOpen
        | K::PumpSwitchShorted
        | K::PumpSupervisorSwitchShorted => current(PUMP),
        K::FirstValveWireBreak
        | K::FirstValveWireHalf
        | K::FirstValveSwitchOpen
        | K::FirstValveSwitchShorted
        | K::FirstValveSupervisorSwitchShorted => current(FIRST),
        K::SecondValveWireBreak
        | K::SecondValveWireHalf
        | K::SecondValveSwitchOpen
        | K::SecondValveSwitchShorted
        | K::SecondValveSupervisorSwitchShorted
        | K::MeasurementValveWireBreak
        | K::MeasurementValveWireHalf
        | K::MeasurementValveSwitchOpen
        | K::MeasurementValveSwitchShorted
        | K::MeasurementValveSupervisorSwitchShorted => current(THIRD),
        K::PumpWireWorn | K::PlungerStiction | K::PlungerSpringWeak => plunger(),
        K::FirstValveWireWorn | K::FirstValveStiction => lift(0),
        K::SecondValveWireWorn | K::SecondValveStiction => lift(1),
        K::MeasurementValveWireWorn | K::MeasurementValveStiction => lift(2),
        K::OutletStuck => {
            observable("greatest pressure of the chamber in a stroke, kPa", 1.0, |case| case.stroke().chamber_kpa)
        }
        // A measurement valve that is shut keeps the suction from the outlet.
        K::OutletLeak | K::OutletDebris if metered => delivered(),
        K::OutletLeak | K::OutletDebris | K::SecondValveLeak | K::SecondValveDebris => seeping(),
        K::FirstValveLeak | K::FirstValveDebris | K::MembraneSlack | K::CannulaKink => delivered(),
        K::MeasurementValveLeak | K::MeasurementValveDebris => {
            observable("delivered before the measurement valve is opened, uL", 0.002, |case| {
                case.second_stroke().early_ul
            })
        }
        K::Occlusion => {
            observable("greatest pressure of the line in a stroke, kPa", 1.0, |case| case.stroke().line_kpa)
        }
        K::ReservoirOutletBlocked | K::DrugGelled => withdrawn(),
        K::MembranePuncture | K::CannulaDislodged | K::PlugLoose | K::TubingLoose | K::DeviceSeptumTorn => spilled(),
        K::FillSeptumTorn => {
            observable("spilled at rest in ten minutes from an overfull reservoir, uL", 0.002, |case| {
                let mut build = Build::from(case.embodiment);
                build.design.septum_site = SeptumSite::ReservoirWall;
                let mut twin = Case::sound(build, 3_600);
                case.fail(&mut twin);
                rest(&mut twin, Duration::from_min(10));
                twin.truth().spilled_ul
            })
        }
        K::ReservoirWallFouled => {
            observable("most gas in the path, outlet up in an aisle at 75 kPa, uL", 1.0, |case| {
                let mut twin = case.worn();
                let aisle = |around: &mut Environment| {
                    (around.gravity, around.shock_g, around.ambient_kpa) = ([-1.0, 0.0, 0.0], 1.0, 75.0);
                };
                around(&mut twin, aisle, Duration::from_min(60));
                (0..5).map(|_| Course::of(&mut twin).last.path_gas_ul).fold(0.0, f64::max)
            })
        }
        K::ChamberAir => observable("gas in the path after a stroke, uL", 0.1, |case| case.stroke().last.path_gas_ul),
        K::BatteryAged => observable("battery while a wire is on, V", 0.02, |case| {
            let mut twin = case.worn();
            drive(&mut twin, Actuation { pump: 0.45, ..Actuation::default() }, 50);
            twin.read_battery_v()
        }),
        K::PlungerLedDim | K::PlungerLedAged | K::PlungerOpticsDust | K::PlungerFaceLoose => seen(OpticalSite::Plunger),
        K::PlungerOpticsLight => dark(OpticalSite::Plunger),
        K::SecondValveLedDim | K::SecondValveLedAged | K::SecondValveOpticsDust | K::SecondValveFaceLoose => {
            seen(OpticalSite::SecondValve)
        }
        K::OpticsSwapped => {
            observable("plunger's light, while only the valve is moved, counts a pulse", 100.0, |case| {
                let mut twin = case.worn();
                drive(&mut twin, Actuation { pump: 0.0, ..ADVANCED }, 1_200);
                let sample = twin.read_optics(OpticalSite::Plunger, PULSES);
                (f64::from(sample.lit) - f64::from(sample.dark)) / f64::from(PULSES)
            })
        }
        K::SecondValveOpticsLight => dark(OpticalSite::SecondValve),
        K::ThermistorStuck | K::ThermistorDead => {
            observable("thermistor after an hour in the sun, degC", 1.0, |case| {
                let mut twin = case.worn();
                around(&mut twin, |around| around.air_c = 35.0, Duration::from_min(60));
                twin.read_thermistor_c().unwrap_or(SILENCE)
            })
        }
        K::BarometerStuck | K::BarometerDead => observable("barometer in a cabin that has climbed, kPa", 5.0, |case| {
            let mut twin = case.worn();
            around(&mut twin, |around| around.ambient_kpa = 75.0, Duration::from_s(1));
            twin.read_barometer_kpa().unwrap_or(SILENCE)
        }),
        K::AccelerometerStuck | K::AccelerometerDead => observable("accelerometer after a turn, g", 0.5, |case| {
            let mut twin = case.worn();
            around(&mut twin, |around| around.gravity = [1.0, 0.0, 0.0], Duration::from_s(1));
            twin.read_accelerometer_g().map_or(SILENCE, |[x, ..]| x)
        }),
        K::SounderBroken => observable("sounder's test current, mA", 20.0, |case| case.worn().read_sounder_ma()),
        K::AcousticSpeaker | K::AcousticNoiseBurst => ragged_sound(1_000.0, 1_000.0),
        // The ratio of the two microphones does not know the reference chamber: only the noise against the tone does.
        K::AcousticReferenceLeak | K::AcousticReferenceVolume => ragged_sound(200.0, 20.0),
        K::AcousticFirstMicrophone
        | K::AcousticSecondMicrophone
        | K::AcousticSealLeak
        | K::AcousticLiquidIngress
        | K::AcousticDetuning => sound(1_000.0),
        K::LatchSwitchStuckOpen | K::ConnectorSwitchStuckOpen | K::MatingSwitchStuckOpen => switches(false),
        K::LatchSwitchStuckClosed | K::ConnectorSwitchStuckClosed | K::MatingSwitchStuckClosed => switches(true),
        K::ConnectorIndentWorn => observable("whether the halves lock over a connector that is out", 1.0, |case| {
            let mut twin = case.worn();
            does(&mut twin, REUSABLE_OFF);
            does(&mut twin, [Action::Connector(ConnectorMove::Pull), Action::Connector(ConnectorMove::Pull)]);
            does(&mut twin, [Action::Housings(Turn::Place), Action::Housings(Turn::Latch)]);
            f64::from(u8::from(twin.act(Action::Housings(Turn::Lock)).is_ok()))
        }),
        K::VentClogged | K::VentWetted => vent(),
        K::InserterDriveWeak | K::InserterReturnWeak | K::InserterFriction | K::InserterBlocked => inserted(),
        K::FastenerWorn => observable("whether it stays under a pull of 5 N", 1.0, |case| {
            f64::from(u8::from(case.worn().tug([0.0, 0.0, 5.0])))
        }),
        K::TagMissing | K::TagDisplaced | K::TagTilted | K::TagDecay => tag(),
        K::TagNoise => observable("how often of 200 times the tag can be read", 10.0, |case| {
            let mut twin = case.worn();
            // After a frame that it does not know, the tag waits for the next request.
            let reads = (0..200).filter(|_| {
                let unknown = twin.exchange_with_tag(&Frame::checked(&[0xff]));
                unknown.is_none() && read_tag(&mut twin, 36).is_some()
            });
            f64::from(u32::try_from(reads.count()).expect("200 at most"))
        }),
    }
}

fn is_harmless(kind: FaultKind) -> bool {
    HARMLESS.iter().any(|&(harmless, _)| harmless == kind)
}

/// The difference that a fault makes to its observable: without and with it.
fn compare(kind: FaultKind, embodiment: Embodiment, observable: &Observable) -> [f64; 2] {
    [None, Some(kind)].map(|fault| (observable.take)(Case { embodiment, fault }))
}

#[test]
fn each_fault_shows_where_an_embodiment_can_have_it() {
    let (mut checked, mut dumb) = (0, Vec::new());
    for spec in &FAULTS {
        for embodiment in spec.embodiments.iter().filter(|_| !is_harmless(spec.kind)) {
            let observable = row(spec.kind, embodiment);
            let [sound, failing] = compare(spec.kind, embodiment, &observable);
            let line =
                format!("{}, {}: {}: {sound:.4} becomes {failing:.4}", spec.name, embodiment.name(), observable.name);
            println!("{line}");
            checked += 1;
            if (failing - sound).abs() < observable.least {
                dumb.push(line);
            }
        }
    }
    println!("{checked} pairs of fault and embodiment");
    assert!(dumb.is_empty(), "without effect:\n{}", dumb.join("\n"));
}

/// Everything that can be read, after a stroke.
fn record(case: Case) -> String {
    let mut twin = case.worn();
    stroke(&mut twin, Duration::from_ms(500), |_| {});
    let sites = [OpticalSite::Plunger, OpticalSite::SecondValve];
    let seen = sites.map(|site| twin.read_optics(site, PULSES));
    let currents = [PUMP, FIRST, THIRD].map(|wire| twin.read_current_ma(wire));
    let tag = read_tag(&mut twin, 36);
    let acoustics = twin.read_acoustics(1_000.0, 16);
    // Floating-point numbers are written so that no two are written alike.
    format!("{:?} {seen:?} {currents:?} {tag:?} {acoustics:?} {:?}", twin.truth(), twin.read_switches())
}

#[test]
fn a_fault_of_a_part_that_an_embodiment_lacks_changes_nothing() {
    let (mut checked, mut wrong) = (0, Vec::new());
    for embodiment in Embodiment::ALL {
        let sound = record(Case { embodiment, fault: None });
        for spec in FAULTS.iter().filter(|spec| !spec.embodiments.contains(embodiment)) {
            checked += 1;
            if record(Case { embodiment, fault: Some(spec.kind) }) != sound {
                wrong.push(format!("{}, {}", spec.name, embodiment.name()));
            }
        }
    }
    println!("{checked} pairs of fault and embodiment that do not go together");
    assert!(wrong.is_empty(), "with an effect: {wrong:?}");
}

#[test]
fn a_fault_that_is_called_harmless_alone_is() {
    let mut checked = 0;
    for (kind, reason) in HARMLESS {
        for embodiment in kind.spec().embodiments.iter() {
            let [sound, failing] = [None, Some(kind)].map(|fault| record(Case { embodiment, fault }));
            assert_eq!(sound, failing, "{}, {}: {reason}", kind.name(), embodiment.name());
            let observable = row(kind, embodiment);
            let [sound, failing] = compare(kind, embodiment, &observable);
            assert_eq!(sound.to_bits(), failing.to_bits(), "{}: {}", kind.name(), observable.name);
            checked += 1;
        }
    }
    println!("{checked} pairs of harmless fault and embodiment");
}

/// What no single shorted switch does, both of a wire's do.
#[test]
fn both_switches_of_a_wire_shorted_heat_it() {
    for pair in HARMLESS.chunks_exact(2) {
        let [(first, _), (second, _)] = [pair[0], pair[1]];
        assert_eq!(first.spec().embodiments, second.spec().embodiments);
        for embodiment in first.spec().embodiments.iter() {
            let mut twin = pump(embodiment, &PumpUnit::nominal(), SEED);
            let hottest = |twin: &Twin| twin.truth().wires_c.into_iter().flatten().fold(f64::MIN, f64::max);
            rest(&mut twin, Duration::from_ms(100));
            let cold = hottest(&twin);
            twin.set_fault(first, 1.0);
            twin.set_fault(second, 1.0);
            rest(&mut twin, Duration::from_ms(300));
            let hot = hottest(&twin);
            println!("{} and {}, {}: {cold:.1} to {hot:.1} degC", first.name(), second.name(), embodiment.name());
            assert!(hot > cold + 30.0, "{}: {hot} degC", first.name());
        }
    }
}
