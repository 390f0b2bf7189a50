//! scratch
use twin::*;
use units::*;
fn main() {
    let seed: Option<u64> = std::env::args().nth(1).and_then(|s| s.parse().ok());
    let unit = seed.map_or_else(PumpUnit::nominal, PumpUnit::draw);
    let pump_duty: f64 = std::env::args().nth(2).and_then(|s| s.parse().ok()).unwrap_or(0.4);
    let mut t = Twin::tethered(unit, 1, Volume::from_pl(2_000_000_000), Environment::default());
    let mut now = Instant::ZERO;
    let mut a = Actuation::default();
    let w = std::time::Instant::now();
    for i in 0..600 {
        let ms = i * 20;
        match ms { 0 => a.first_valve = 0.5, 300=> a.first_valve=0.2, 1000 => a.second_valve = 0.4, 1500 => { a.second_valve = 0.2; a.pump = pump_duty; }
          3300 => {a.pump = 0.13}, 3500 => a.second_valve = 0.0, 4500 => a.first_valve = 0.0, 5500 => a.pump = 0.0, _ => {} }
        t.actuate(a);
        now = now + Duration::from_ms(20);
        t.advance(now).unwrap();
        let s = t.truth();
        if i % 5 == 4 && std::env::args().nth(3).is_none() {
            println!("{:5} T {:6.1} {:6.1} {:6.1} x {:7.4} g1 {:7.4} g2 {:7.4} open {:?} pc {:8.2} pl {:6.2} del {:8.4} wd {:8.4} imb {:.1e} V {:.3} opt {:?}", ms+20, s.wires_c[0], s.wires_c[1], s.wires_c[2], s.plunger_mm, s.gaps_mm[0], s.gaps_mm[1], s.open, s.chamber_kpa, s.line_kpa, s.delivered_ul, s.withdrawn_ul, s.imbalance_ul, t.read_battery_v(), t.read_optics(OpticalSite::Plunger, 32).lit/32);
        }
    }
    println!("{:?} {:?}", t.effort(), w.elapsed());
}
