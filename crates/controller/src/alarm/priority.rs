//! How urgent an alarm is: the rank of what may happen against how soon, as IEC 60601-1-8 ranks them.

use units::Duration;

/// Priority of an alarm condition, and the urgency that a signal expresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Priority {
    /// Awareness is needed.
    Low,
    /// A prompt response is needed.
    Medium,
    /// An immediate response is needed.
    High,
}

/// What may come of an alarm condition to which nobody responds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Harm {
    /// Discomfort, or reversible injury of small extent.
    Minor,
    /// Injury that heals.
    Reversible,
    /// Death, or injury that does not heal.
    Irreversible,
}

/// How soon harm may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Onset {
    /// Later than any response.
    Delayed,
    /// Not before a person can respond.
    Prompt,
    /// Before a person can respond, unless at once.
    Immediate,
}

impl Priority {
    /// Every priority, the most urgent first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The priority of a condition with this harm and onset.
    pub const fn of(harm: Harm, onset: Onset) -> Self {
        match (harm, onset) {
            (Harm::Irreversible, Onset::Immediate | Onset::Prompt) | (Harm::Reversible, Onset::Immediate) => Self::High,
            (Harm::Irreversible, Onset::Delayed)
            | (Harm::Reversible, Onset::Prompt)
            | (Harm::Minor, Onset::Immediate) => Self::Medium,
            (Harm::Reversible, Onset::Delayed) | (Harm::Minor, Onset::Prompt | Onset::Delayed) => Self::Low,
        }
    }

    /// After what time without confirmation the signal becomes more urgent, and how urgent: one step above its own, after
    /// an hour (low) or half an hour (medium), since the wearer may be asleep or alone. Never two steps: an alarm that
    /// cries more than it means teaches a person to ignore it.
    pub const fn escalates_after(self) -> Option<(Duration, Self)> {
        match self {
            Self::Low => Some((Duration::from_min(60), Self::Medium)),
            Self::Medium => Some((Duration::from_min(30), Self::High)),
            Self::High => None,
        }
    }

    /// Its name in records and listings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::{ALARMS, Alarm};

    /// The table of IEC 60601-1-8, row by row; its weakest cell may also be no alarm at all.
    #[test]
    fn priority_follows_from_harm_and_onset() {
        use Priority::{High, Low, Medium};
        let rows = [
            (Harm::Irreversible, [High, High, Medium]),
            (Harm::Reversible, [High, Medium, Low]),
            (Harm::Minor, [Medium, Low, Low]),
        ];
        for (harm, priorities) in rows {
            let onsets = [Onset::Immediate, Onset::Prompt, Onset::Delayed];
            assert_eq!(onsets.map(|onset| Priority::of(harm, onset)), priorities, "{harm:?}");
        }
    }

    #[test]
    fn a_signal_escalates_by_one_step_at_most_and_never_backwards() {
        for spec in &ALARMS {
            let own = spec.priority;
            let mut before = own;
            for minutes in 0..200 {
                let level = spec.escalated(Duration::from_min(minutes));
                assert!(level >= before && (level <= own.max(Priority::Medium) || own == Priority::Medium), "{own:?}");
                before = level;
            }
        }
    }

    #[test]
    fn what_nobody_confirms_escalates_but_for_the_warning_of_the_charge_that_it_would_spend() {
        let at = |alarm: Alarm, minutes| alarm.spec().escalated(Duration::from_min(minutes));
        assert_eq!(
            [0, 29, 30].map(|after| at(Alarm::SounderFault, after)),
            [Priority::Medium, Priority::Medium, Priority::High]
        );
        assert_eq!([0, 30, 600].map(|after| at(Alarm::BatteryLow, after)), [Priority::Medium; 3]);
    }
}
