//! The integrator on problems whose solutions are known.

#![expect(clippy::print_stdout, reason = "a validation prints the error that it measures")]
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the reference here")]

use super::*;

/// A problem by its rates and the entries of its Jacobian, all of them stamped.
struct Problem<const N: usize> {
    rates: fn([f64; N]) -> [f64; N],
    jacobian: fn([f64; N]) -> [[f64; N]; N],
}

impl<const N: usize> System for Problem<N> {
    fn rates(&self, y: &[f64], rates: &mut [f64]) {
        rates.copy_from_slice(&(self.rates)(core::array::from_fn(|i| y[i])));
    }

    fn linearise(&self, y: &[f64], rates: &mut [f64], matrix: &mut SparseLu) {
        self.rates(y, rates);
        let jacobian = (self.jacobian)(core::array::from_fn(|i| y[i]));
        for (stamp, entry) in jacobian.iter().flatten().enumerate() {
            matrix.add(stamp, -entry);
        }
    }
}

fn solver<const N: usize>(tolerance: [Tolerance; N]) -> Rodas3 {
    let stamps: Vec<(usize, usize)> = (0..N * N).map(|stamp| (stamp / N, stamp % N)).collect();
    Rodas3::new(&stamps, tolerance.to_vec())
}

/// Integrates from zero to `end_s`, landing there.
fn integrate<const N: usize>(
    problem: &Problem<N>,
    start: [f64; N],
    tolerance: [Tolerance; N],
    end_s: f64,
) -> ([f64; N], Rodas3) {
    let mut solver = solver(tolerance);
    let mut y = start;
    let mut t = 0.0;
    while t < end_s {
        t += solver.step(problem, &mut y, end_s - t).expect("the problem can be integrated");
    }
    (y, solver)
}

/// Two unknowns that fall together slowly (1/s) and apart fast (1001/s).
const LINEAR: Problem<2> = Problem {
    rates: |[a, b]| [500.0 * b - 501.0 * a, 500.0 * a - 501.0 * b],
    jacobian: |_| [[-501.0, 500.0], [500.0, -501.0]],
};

/// Three reacting species, nine decades of rates. Robertson 1966.
const ROBERTSON: Problem<3> = Problem {
    rates: |[a, b, c]| {
        let (slow, fast, back) = (0.04 * a, 3e7 * b * b, 1e4 * b * c);
        [back - slow, slow - back - fast, fast]
    },
    jacobian: |[_, b, c]| [[-0.04, 1e4 * c, 1e4 * b], [0.04, -1e4 * c - 6e7 * b, -1e4 * b], [0.0, 6e7 * b, 0.0]],
};

/// Growth that limits itself.
const LOGISTIC: Problem<1> = Problem { rates: |[a]| [3.0 * a * (1.0 - a)], jacobian: |[a]| [[3.0 - 6.0 * a]] };

/// A pendulum without friction that goes round: not stiff, and its exact solution is a rotation.
const ROTATION: Problem<2> = Problem { rates: |[a, b]| [b, -a], jacobian: |_| [[0.0, 1.0], [-1.0, 0.0]] };

#[test]
fn a_stiff_linear_system_follows_its_exponentials_within_tolerance() {
    for allowed in [1e-3, 1e-5, 1e-7] {
        let tolerance = [Tolerance { absolute: allowed, relative: 0.0 }; 2];
        let mut worst = 0.0_f64;
        let mut steps = 0;
        for end_s in [1e-3, 1e-2, 0.1, 1.0, 5.0] {
            let (y, solver) = integrate(&LINEAR, [2.0, 0.0], tolerance, end_s);
            let (slow, fast) = ((-end_s).exp(), (-1001.0 * end_s).exp());
            worst = worst.max((y[0] - slow - fast).abs()).max((y[1] - slow + fast).abs());
            steps = solver.taken;
        }
        println!("solver, stiff linear system at tolerance {allowed:.0e}: error {worst:.1e}, {steps} steps to 5 s");
        assert!(worst < 2.0 * allowed, "{worst} at {allowed}");
    }
}

#[test]
fn robertsons_problem_at_40_s_is_the_published_one_within_tolerance() {
    let published = [0.715_827_068_7, 9.185_534_765e-6, 0.284_163_745_7];
    for relative in [1e-3, 1e-4, 1e-5, 1e-6] {
        let tolerance = [1e-3, 1e-8, 1e-3].map(|scale| Tolerance { absolute: scale * relative, relative });
        let (y, solver) = integrate(&ROBERTSON, [1.0, 0.0, 0.0], tolerance, 40.0);
        let errors: Vec<f64> = y.iter().zip(published).map(|(y, published)| (y / published - 1.0).abs()).collect();
        let worst = errors.iter().copied().fold(0.0, f64::max);
        println!("solver, Robertson at relative tolerance {relative:.0e}: error {worst:.1e}, {} steps", solver.taken);
        assert!(worst < 2.0 * relative, "{errors:?} at {relative}");
        // Every stage keeps what the equations keep.
        let sum = (y.iter().sum::<f64>() - 1.0).abs();
        assert!(sum < 1e-13, "mass changed by {sum}");
    }
}

/// Error after `end_s` in equal steps.
fn error_in_steps<const N: usize>(
    problem: &Problem<N>,
    start: [f64; N],
    exact: [f64; N],
    end_s: f64,
    steps: u32,
) -> f64 {
    let mut solver = solver([Tolerance { absolute: 1e9, relative: 0.0 }; N]);
    let mut y = start;
    let h = end_s / f64::from(steps);
    for _ in 0..steps {
        let taken = solver.step(problem, &mut y, h).expect("the problem can be integrated");
        assert!((taken - h).abs() < 1e-15, "a step of {taken} s instead of {h} s");
    }
    y.iter().zip(exact).map(|(y, exact)| (y - exact).abs()).fold(0.0, f64::max)
}

#[test]
fn halving_the_step_divides_the_error_by_eight() {
    let logistic = 1.0 / (1.0 + 9.0 * (-6.0_f64).exp());
    let rows: [(&str, &dyn Fn(u32) -> f64); 2] = [
        ("growth", &|steps| error_in_steps(&LOGISTIC, [0.1], [logistic], 2.0, steps)),
        ("rotation", &|steps| error_in_steps(&ROTATION, [1.0, 0.0], [2.0_f64.cos(), -(2.0_f64.sin())], 2.0, steps)),
    ];
    for (what, error) in rows {
        let errors: Vec<f64> = [100, 200, 400, 800].map(error).to_vec();
        let orders: Vec<f64> = errors.windows(2).map(|pair| (pair[0] / pair[1]).log2()).collect();
        println!("solver, {what} in 800 steps: error {:.1e}, order {orders:.2?}", errors[3]);
        assert!(orders.iter().all(|order| (order - 3.0).abs() < 0.15), "{what}: {orders:?}");
    }
}
