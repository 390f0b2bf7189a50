//! The fluid path against Poiseuille flow and exponentials.
//!
//! The path is integrated as it stands in the plant, with the plunger at rest. Where a test needs both ways open, the
//! second valve is given a spring that opens it: with wires that state would have to be driven, which `tests/flow.rs`
//! does.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

use super::*;
use crate::embodiment::Embodiment;
use crate::part::valve::Rest;
use crate::plant::{Mover, Plant};
use crate::solver::{Rodas3, System};

/// Viscosity of the drug at 25 degC, kPa s.
const VISCOSITY_KPA_S: f64 = 0.95e-6;

fn plant(unit: &PumpUnit, head_kpa: f64, fluidity: f64) -> Plant {
    let outside = Outside { air: Air { ambient_kpa: 101.325, warmth: 1.0 }, head_kpa, fluidity };
    Plant::new(Embodiment::Tethered.plan(), &Topology::TETHERED, unit, 2000.0, outside, 25.0)
}

/// Gives the second valve a spring that opens it.
fn open_second(plant: &mut Plant) {
    let Mover::Wire { valve, .. } = &mut plant.valves[1].mover else { panic!("a wire moves it") };
    valve.rest = Rest::Open { seat_mm: 0.25 };
}

/// Poiseuille's law, kPa s/uL.
fn poiseuille(length_mm: f64, bore_mm: f64, fluidity: f64) -> f64 {
    let radius = 0.5 * bore_mm;
    8.0 * VISCOSITY_KPA_S / fluidity * length_mm / (core::f64::consts::PI * radius * radius * radius * radius)
}

/// Lets time pass, with fine tolerances.
fn pass(plant: &Plant, y: &mut [f64], seconds: f64) {
    let mut solver = Rodas3::new(&plant.pattern(), plant.tolerance());
    solver.scale_tolerance(1e-4);
    let mut left = seconds;
    while left > 0.0 {
        left -= solver.step(plant, y, left).expect("the plant can be integrated");
    }
}

#[test]
fn steady_flow_through_line_and_cannula_is_poiseuilles() {
    let mut worst = [0.0_f64; 2];
    for (seed, fluidity) in (0..30).zip([0.6, 1.0, 1.5].into_iter().cycle()) {
        let mut unit = PumpUnit::draw(seed);
        (unit.site.tissue.resistance_kpa_s_ul, unit.site.tissue.site_decades) = (1e-3, 0.0);
        let head_kpa = 5.0;
        let mut plant = plant(&unit, head_kpa, fluidity);
        open_second(&mut plant);
        let mut y = plant.initial(25.0);
        pass(&plant, &mut y, 20.0);
        let mut rates = vec![0.0; y.len()];
        plant.rates(&y, &mut rates);
        let flow = rates[plant.fluid + plant.path.absorbed];
        let bores = poiseuille(unit.set.tubing.length_mm, unit.set.tubing.bore_mm, fluidity)
            + poiseuille(unit.set.mating_needle.length_mm, unit.set.mating_needle.bore_mm, fluidity)
            + poiseuille(unit.set.cannula.length_mm, unit.set.cannula.bore_mm, fluidity);
        // Channels of both valves, and of the reservoir's outlet, which is taken to be as that of the first valve.
        let channels = (2.0 * unit.disposable.first_seat.channel_kpa_s_ul
            + unit.disposable.second_seat.channel_kpa_s_ul)
            / fluidity;
        let drop_kpa = plant.pressure(&y, CHAMBER) - plant.pressure(&y, plant.path.tissue) + head_kpa;
        let errors = [
            flow / (head_kpa / (bores + channels + 1e-3)) - 1.0,
            drop_kpa / (flow * (bores + unit.disposable.second_seat.channel_kpa_s_ul / fluidity)) - 1.0,
        ];
        for (worst, error) in worst.iter_mut().zip(errors) {
            *worst = worst.max(error.abs());
            assert!(error.abs() < 1e-3, "unit {seed}: {error}");
        }
    }
    println!("path, steady flow under a head of 5 kPa: error {:.1e}", worst[0]);
    println!("path, drop over second valve, line and cannula: error {:.1e}", worst[1]);
}

/// The line is given a volume, with both valves shut, and gives it on through half its own length and the cannula.
#[test]
fn the_line_discharges_as_an_exponential() {
    let mut unit = PumpUnit::nominal();
    // Tissue that takes any amount at no pressure.
    (unit.site.tissue.resistance_kpa_s_ul, unit.site.tissue.compliance_ul_kpa) = (1e-6, 1e6);
    unit.disposable.second_seat.leak_ul_s_kpa = 0.0;
    let plant = plant(&unit, 0.0, 1.0);
    let resistance = 0.5 * poiseuille(600.0, 0.40, 1.0) + 0.5 * poiseuille(8.0, 0.25, 1.0) + poiseuille(9.0, 0.30, 1.0);
    let time_constant_s = resistance * (unit.set.tubing.compliance_ul_kpa() + 0.002);
    let mut worst = 0.0_f64;
    for i in 1..=12 {
        let mut y = plant.initial(25.0);
        y[plant.fluid + plant.path.line] = 0.2;
        let seconds = 0.25 * f64::from(i) * time_constant_s;
        pass(&plant, &mut y, seconds);
        worst = worst.max((y[plant.fluid + plant.path.line] / 0.2 - (-seconds / time_constant_s).exp()).abs());
    }
    println!("path, discharge of the line over {:.1} ms: error {worst:.1e} of its start", 1e3 * time_constant_s);
    assert!(worst < 1e-4, "{worst}");
}

/// The tissue takes up what it holds, with the tip shut.
#[test]
fn the_tissue_takes_up_as_an_exponential() {
    for seed in 1..=20 {
        let unit = PumpUnit::draw(seed);
        let mut plant = plant(&unit, 0.0, 1.0);
        plant.path.tip().share = 0.0;
        let time_constant_s = unit.site.tissue.resistance(0.0) * unit.site.tissue.compliance_ul_kpa;
        let mut y = plant.initial(25.0);
        y[plant.fluid + plant.path.tissue] = 2.0;
        pass(&plant, &mut y, time_constant_s);
        let error = y[plant.fluid + plant.path.tissue] / 2.0 * core::f64::consts::E - 1.0;
        if seed == 1 {
            println!("path, uptake by the tissue after one time constant: error {error:.1e}");
        }
        assert!(error.abs() < 1e-3, "unit {seed}: {error}");
        let pressure = y[plant.fluid + plant.path.tissue] / unit.site.tissue.compliance_ul_kpa;
        assert!((plant.pressure(&y, plant.path.tissue) - pressure).abs() < 1e-12);
    }
}

/// Constant inflow, as of a bolus: the tissue's pressure rises to flow times resistance with the same time constant.
#[test]
fn the_tissue_answers_a_step_of_flow_with_its_time_constant() {
    let mut unit = PumpUnit::nominal();
    // So narrow that a head of 20 kPa drives the same flow whatever the tissue's pressure.
    unit.set.cannula.bore_mm = 0.01;
    let mut plant = plant(&unit, 20.0, 1.0);
    open_second(&mut plant);
    let mut y = plant.initial(25.0);
    pass(&plant, &mut y, 20.0 * 0.5);
    let flow = 20.0 / poiseuille(9.0, 0.01, 1.0);
    let expected = flow * 20.0 * (1.0 - (-1.0_f64).exp());
    let error = plant.pressure(&y, plant.path.tissue) / expected - 1.0;
    println!("path, tissue pressure one time constant after a step of flow: error {error:.1e}");
    assert!(error.abs() < 2e-3, "{error}");
}

/// The line is what joins the plug receiver, behind the second valve, to the cannula: all that enters its first end is in
/// it, at its compliance's pressure, or has left its second.
#[test]
fn e33_what_enters_the_tubings_first_end_swells_it_or_leaves_its_second() {
    for seed in 0..20 {
        let unit = PumpUnit::draw(seed);
        let mut plant = plant(&unit, 5.0, 1.0);
        open_second(&mut plant);
        let Path { line, tissue, absorbed, .. } = plant.path;
        let mut y = plant.initial(25.0);
        for _ in 0..10 {
            pass(&plant, &mut y, 1.0);
            let gained = |node: usize| y[plant.fluid + node];
            let entered = -gained(RESERVOIR) - gained(CHAMBER);
            let left = gained(tissue) + gained(absorbed);
            assert!((entered - left - gained(line)).abs() < 1e-12, "unit {seed}");
            let compliance = unit.set.tubing.compliance_ul_kpa() + unit.set.mating_needle.cavity_ul_kpa;
            assert!((plant.pressure(&y, line) - gained(line) / compliance).abs() < 1e-9, "unit {seed}");
            // The head pulls the drug through: it arrives, and it is not the tube that gives it.
            assert!(left > 10.0 * gained(line).abs(), "unit {seed}: {left} {}", gained(line));
        }
    }
}
