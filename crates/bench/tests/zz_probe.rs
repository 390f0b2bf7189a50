//! Probe.
#[test]
fn probe() {
    let dir = std::env::var("PROBE").unwrap();
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for f in files {
        let text = std::fs::read_to_string(&f).unwrap();
        let s = bench::scenario::parse(&text, "x.toml").unwrap();
        let t = std::time::Instant::now();
        let mut jump = 0.0f64;
        match bench::run::run(&s, &mut |_| {}) {
            Ok(r) => {
                let mut last = 0.0f64;
                for row in &r.totals { jump = jump.max(last - row.delivered_ul); last = last.max(row.delivered_ul); }
                println!("== {} {:?} cmd {:.4} del {:.4} led {:.4} strokes {} res {:.3} backmax {:.4}", f.display(), t.elapsed(), r.commanded_ul, r.delivered_ul, r.ledger_ul, r.strokes.len(), r.reservoir_ul, jump);
                for a in &r.alarms { println!("   alarm {} {}", a.at_s, a.annunciation); }
                for a in &r.violations { println!("   VIOLATION {} {} {}", a.at_s, a.oracle, a.detail); }
                for a in &r.log { println!("   log {} {}", a.at_s, a.what); }
                if std::env::var("STROKES").is_ok() { for a in &r.strokes { println!("   stroke {:?}", a); } }
            }
            Err(e) => println!("== {} {:?} ERR {e}", f.display(), t.elapsed()),
        }
    }
}
