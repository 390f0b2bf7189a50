//! scratch
use bench::{factory::calibrate, world::World};
use controller::*;
use twin::*;
use units::*;
fn main() {
    let arg = |n: usize, d: f64| std::env::args().nth(n).and_then(|s| s.parse::<f64>().ok()).unwrap_or(d);
    let seed = arg(1, 1.0) as u64;
    let rate = arg(2, 0.8);
    let hours = arg(3, 1.0);
    let verbose = arg(4, 0.0);
    let air = arg(5, 23.0);
    let block_h = arg(6, 1e9);
    let unit = PumpUnit::draw(seed);
    let w = std::time::Instant::now();
    let cal = match calibrate(&unit, seed) { Ok(c) => c, Err(e) => { println!("{e:?}"); return; } };
    let tcal = w.elapsed();
    let fill = Volume::from_pl(2_000_000_000);
    let basal = BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: DoseRate::from_micro_units_per_h((rate * 1e6) as i64) }]).unwrap();
    let c = Controller::new(DeviceProfile::TETHERED, cal, Settings { concentration: Concentration::new(100).unwrap(), basal, time_of_day: Duration::ZERO, reservoir_fill: fill });
    let mut world = World::new(c, Twin::tethered(unit, seed, fill, Environment { air_c: air, ..Environment::default() }));
    let end = Instant::ZERO + Duration::from_s((hours * 3600.0) as u64);
    let mut last = 0.0;
    let mut n = 0;
    let mut phase = Phase::Idle;
    let w = std::time::Instant::now();
    let mut bolused = false;
    let mut maxp = 0.0f64;
    let mut t_end_true = 0.0;
    while world.now() < end {
        if !bolused && world.now() > Instant::ZERO + Duration::from_min(10) { bolused = true; world.command(Command::FastBolus { dose: Dose::from_micro_units(1_230_000) }).unwrap(); }
        if world.now().as_us() as f64 > block_h * 3.6e9 { world.set_fault(FaultKind::Occlusion, 1.0); }
        let t = world.advance(end).unwrap();
        let tr = world.truth();
        maxp = maxp.max(tr.chamber_kpa);
        let p = world.controller().phase();
        if verbose > 1.0 && (p != phase || verbose > 2.0) {
            println!("   {:12.4} {:?}->{:?} x {:.5} del {:.5} T {:.1} {:.1} {:.1} pc {:.2} pl {:.2} open {:?}", t.now.as_us() as f64 / 1e6, phase, p, tr.plunger_mm, tr.delivered_ul, tr.wires_c[0], tr.wires_c[1], tr.wires_c[2], tr.chamber_kpa, tr.line_kpa, tr.open);
            if p == Phase::Release { t_end_true = tr.plunger_mm; }
            if p == Phase::Refill { println!("   advance {:.2} um", (tr.plunger_mm - t_end_true)*1e3); }
        }
        phase = p;
        for e in &t.events {
            match e {
                Event::StrokeMeasured(s) => { n += 1; if verbose > 0.0 { println!("{:9.2} target {} measured {} truth {:.4} start {} end {}", t.now.as_us() as f64 / 1e6, s.target, s.measured, tr.delivered_ul - last, s.start.as_nm(), s.end.as_nm()); } last = tr.delivered_ul; }
                Event::StrokeStarted { .. } => {}
                e => println!("{:9.2} {e:?}", t.now.as_us() as f64 / 1e6),
            }
        }
    }
    let tr = world.truth();
    let led = world.controller().ledger().accounted().as_pl() as f64 / 1e6;
    let cmd = rate * 10.0 * hours + if bolused {12.3} else {0.0};
    println!("seed {seed} strokes {n} delivered {:.4} ledger {:.4} ({:+.3} %) commanded {:.3} ({:+.3} %) cal {tcal:?} run {:?} {:?} maxp {maxp:.1} mAh {:.2}", tr.delivered_ul, led, (led / tr.delivered_ul - 1.0) * 100.0, cmd, (tr.delivered_ul / cmd - 1.0) * 100.0, w.elapsed(), world.twin().effort(), tr.battery_used_mah);
}
