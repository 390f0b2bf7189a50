//! Numbers in tables: a dash where there is none, as for the scatter of a single value.

/// A value with so many decimals.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if value.is_finite() { format!("{value:.decimals$}") } else { "-".to_owned() }
}
