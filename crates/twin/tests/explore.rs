//! x
use twin::*;
use units::*;
fn go(t: &mut Twin, a: [f64; 3], ms: u64) {
    t.actuate(Actuation { pump: a[0], first_valve: a[1], second_valve: a[2] });
    let n = ms / 10;
    for _ in 0..n {
        t.advance(t.now() + Duration::from_ms(10)).unwrap();
    }
}
fn show(t: &Twin, s: &str) {
    let r = t.truth();
    println!(
        "{s:8} t {:.2} x {:.4} gaps {:.3?} open {:?} wires {:.1?} pc {:.2} pl {:.2} pt {:.2} del {:.4} wd {:.4} mAh {:.5} imb {:e} {:?}",
        t.now().as_us() as f64 * 1e-6,
        r.plunger_mm,
        r.gaps_mm,
        r.open,
        r.wires_c,
        r.chamber_kpa,
        r.line_kpa,
        r.tissue_kpa,
        r.delivered_ul,
        r.withdrawn_ul,
        r.battery_used_mah,
        r.imbalance_ul,
        t.effort()
    );
}
#[test]
fn explore() {
    for u in [PumpUnit::nominal(), PumpUnit::draw(1), PumpUnit::draw(2)] {
        let mut t = Twin::tethered(u, 1, Volume::from_pl(2_000_000_000), Environment::default());
        show(&t, "start");
        go(&mut t, [0., 0.5 * 0.9, 0.], 280);
        show(&t, "seal");
        go(&mut t, [0., 0.1 * 0.9, 0.], 120);
        show(&t, "settle");
        go(&mut t, [0., 0.1 * 0.9, 0.9], 300);
        show(&t, "open");
        go(&mut t, [0., 0.1 * 0.9, 0.4], 100);
        show(&t, "open");
        go(&mut t, [0.4, 0.1 * 0.9, 0.4], 300);
        show(&t, "preheat");
        go(&mut t, [0.17, 0.1 * 0.9, 0.4], 500);
        show(&t, "adv");
        go(&mut t, [0.16, 0.1 * 0.9, 0.4], 500);
        show(&t, "adv");
        go(&mut t, [0.16, 0.1 * 0.9, 0.4], 500);
        show(&t, "adv");
        go(&mut t, [0.16, 0.1 * 0.9, 0.0], 600);
        show(&t, "close");
        go(&mut t, [0.13, 0.0, 0.0], 1500);
        show(&t, "release");
        go(&mut t, [0., 0.0, 0.0], 1000);
        show(&t, "refill");
        go(&mut t, [0., 0.0, 0.0], 10000);
        show(&t, "refill");
        go(&mut t, [0., 0.0, 0.0], 60000);
        show(&t, "refill");
    }
}
