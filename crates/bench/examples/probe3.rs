//! scratch
use bench::{factory::calibrate, world::World};
use controller::*;
use twin::*;
use units::*;
use std::collections::BTreeMap;
fn main() {
    let seed = 1;
    let unit = PumpUnit::draw(seed);
    let cal = calibrate(&unit, seed).unwrap();
    let fill = Volume::from_pl(2_000_000_000);
    let basal = BasalProfile::new(&[BasalBlock { from: Duration::ZERO, rate: DoseRate::from_micro_units_per_h(1_000_000) }]).unwrap();
    let c = Controller::new(DeviceProfile::TETHERED, cal, Settings { concentration: Concentration::new(100).unwrap(), basal, time_of_day: Duration::ZERO, reservoir_fill: fill });
    let mut world = World::new(c, Twin::tethered(unit, seed, fill, Environment::default()));
    let end = Instant::ZERO + Duration::from_h(4);
    let mut m: BTreeMap<String, (u64, u64, u64, f64, f64)> = BTreeMap::new();
    let all = std::time::Instant::now();
    while world.now() < end {
        let p = format!("{:?}", world.controller().phase());
        let e0 = world.twin().effort(); let t0 = world.now(); let w = std::time::Instant::now();
        world.advance(end).unwrap();
        let e1 = world.twin().effort();
        let x = m.entry(p).or_default();
        x.0 += 1; x.1 += e1.steps - e0.steps; x.2 += e1.rejected - e0.rejected; x.3 += world.now().since(t0).as_us() as f64 / 1e6; x.4 += w.elapsed().as_secs_f64();
    }
    println!("{:?}", all.elapsed());
    for (k, v) in m { println!("{k:10} ticks {:6} steps {:6} rej {:5} sim {:9.2} s wall {:.2} ms  {:.2} us/step", v.0, v.1, v.2, v.3, v.4 * 1e3, v.4*1e6/((v.1+v.2) as f64)); }
}
