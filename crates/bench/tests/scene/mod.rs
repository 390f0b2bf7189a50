//! Pieces of a scenario, and comparisons, for tests of runs.

/// An event of a scenario.
pub(crate) fn event(at: &str, action: &str) -> String {
    format!("[[event]]\nat = \"{at}\"\n{action}\n")
}

/// Compares a figure with what it should be.
pub(crate) fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, expected {expected} within {tolerance}");
}
