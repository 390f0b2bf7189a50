//! scratch
use bench::{factory::calibrate, world::World};
use controller::*;
use twin::*;
use units::*;
fn main() {
    let seed = 1;
    let unit = PumpUnit::draw(seed);
    let cal = calibrate(&unit, seed).unwrap();
    let fill = Volume::from_pl(60_000_000);
    let basal = BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: DoseRate::from_micro_units_per_h(1_000_000) }]).unwrap();
    let c = Controller::new(DeviceProfile::TETHERED, cal, Settings { concentration: Concentration::new(100).unwrap(), basal, time_of_day: Duration::ZERO, reservoir_fill: fill });
    let mut world = World::new(c, Twin::tethered(unit, seed, fill, Environment::default()));
    let end = Instant::ZERO + Duration::from_min(240);
    let mut phase = Phase::Idle;
    while world.now() < end {
        let t = world.advance(end).unwrap();
        let tr = world.truth();
        let p = world.controller().phase();
        if p != phase || p == Phase::Release {
            println!("   {:12.4} {:?}->{:?} x {:.5} del {:.5} res {:.3} T {:.1} {:.1} {:.1} pc {:.2} pl {:.2} open {:?}", t.now.as_us() as f64 / 1e6, phase, p, tr.plunger_mm, tr.delivered_ul, tr.reservoir_ul, tr.wires_c[0], tr.wires_c[1], tr.wires_c[2], tr.chamber_kpa, tr.line_kpa, tr.open);
        }
        phase = p;
        for e in &t.events { println!("{:9.2} {e:?}", t.now.as_us() as f64 / 1e6); }
    }
}
