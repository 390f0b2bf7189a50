//! scratch
use bench::{factory::calibrate, world::World};
use controller::*;
use twin::*;
use units::*;
fn main() {
    let seed = std::env::args().nth(1).unwrap().parse().unwrap();
    let unit = PumpUnit::draw(seed);
    let cal = calibrate(&unit, 1).unwrap_or_else(|_| calibrate(&PumpUnit::draw(1), 1).unwrap());
    let fill = Volume::from_pl(2_000_000_000);
    let basal = BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: DoseRate::ZERO }]).unwrap();
    let c = Controller::new(DeviceProfile::TETHERED, cal, Settings { concentration: Concentration::new(100).unwrap(), basal, time_of_day: Duration::ZERO, reservoir_fill: fill });
    let mut world = World::new(c, Twin::tethered(unit, seed, fill, Environment::default()));
    world.command(Command::Pause).unwrap();
    for k in 0..6 {
        let _ = world.service(Service::StrokeTo(Length::from_nm(30_000)));
        let mut phase = Phase::Idle;
        loop {
            let t = world.advance(world.now() + Duration::from_s(60)).unwrap();
            let p = world.controller().phase();
            let tr = world.truth();
            if p != phase || (k == 77) {
                println!("   {:12.4} {:?}->{:?} x {:.5} del {:.5} wd {:.4} T {:.1} {:.1} {:.1} g {:.3?} pc {:.2} pl {:.2} open {:?}", t.now.as_us() as f64 / 1e6, phase, p, tr.plunger_mm, tr.delivered_ul, tr.withdrawn_ul, tr.wires_c[0], tr.wires_c[1], tr.wires_c[2], tr.gaps_mm, tr.chamber_kpa, tr.line_kpa, tr.open);
            }
            phase = p;
            if p == Phase::Idle { break; }
        }
    }
}
