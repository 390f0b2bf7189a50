//! Alarms of many pump units, by what they say.

use crate::record::AlarmRow;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One alarm, as many pump units raised it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raised {
    /// Its name in records.
    pub annunciation: &'static str,
    /// How many pump units raised it.
    pub units: usize,
    /// When it was first raised, and when it was last, s since the start of the run.
    pub first_s: f64,
    /// See `first_s`.
    pub last_s: f64,
}

impl Raised {
    /// In numbers.
    pub(crate) fn summary(&self) -> Value {
        json!({
            "annunciation": self.annunciation,
            "units": self.units,
            "first_s": self.first_s,
            "last_s": self.last_s,
        })
    }
}

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { annunciation, units, .. } = self;
        let [first_h, last_h] = [self.first_s, self.last_s].map(|s| s / 3600.0);
        write!(f, "alarm {annunciation}: {units} pump units, after {first_h:.1} to {last_h:.1} h")
    }
}

/// Alarms with their pump units' seeds, by name.
pub fn by_name(alarms: &[(u64, AlarmRow)]) -> Vec<Raised> {
    let mut of_name: BTreeMap<&'static str, Vec<(u64, f64)>> = BTreeMap::new();
    for (seed, alarm) in alarms {
        of_name.entry(alarm.annunciation).or_default().push((*seed, alarm.at_s));
    }
    let raised = |(annunciation, raised): (&'static str, Vec<(u64, f64)>)| Raised {
        annunciation,
        units: raised.iter().map(|(seed, _)| seed).collect::<BTreeSet<_>>().len(),
        first_s: raised.iter().map(|(_, at_s)| *at_s).fold(f64::INFINITY, f64::min),
        last_s: raised.iter().map(|(_, at_s)| *at_s).fold(0.0, f64::max),
    };
    of_name.into_iter().map(raised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_counted_by_pump_units_and_told_once() {
        let alarm = |annunciation, at_s| AlarmRow {
            at_s,
            annunciation,
            priority: "high",
            text: "",
            acknowledged_s: None,
            ended_s: None,
        };
        let alarms = [
            (1, alarm("battery_low", 7200.0)),
            (1, alarm("battery_low", 9000.0)),
            (1, alarm("battery_empty", 10_800.0)),
            (2, alarm("battery_low", 3600.0)),
        ];
        let told: Vec<String> = by_name(&alarms).iter().map(ToString::to_string).collect();
        let expected = [
            "alarm battery_empty: 1 pump units, after 3.0 to 3.0 h",
            "alarm battery_low: 2 pump units, after 1.0 to 2.5 h",
        ];
        assert_eq!(told, expected);
        assert!(by_name(&[]).is_empty());
    }
}
