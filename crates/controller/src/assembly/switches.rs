//! The latch's, the connector's and the mating assembly's switch. One that opens counts at once; one that closes counts
//! when it has stayed closed for a while: what stops is never late, and what starts is never a bounce.

use units::{Duration, Instant};

/// What the switches read: whether each is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Switches {
    /// The halves are turned to the end.
    pub latch: bool,
    /// The fluid connector lies where the latch looks for it, between halves that lie on each other; where there is no
    /// connector, the part that is in its place does.
    pub connector: bool,
    /// The mating assembly is attached to an infusion device.
    pub mating: bool,
}

/// For how long a switch has to stay closed. Contacts bounce for some milliseconds.
const SETTLING: Duration = Duration::from_ms(50);

/// One switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
enum Contact {
    Open,
    /// Closed since then, and not for long enough.
    Closing(Instant),
    Closed,
}

impl Contact {
    fn observe(&mut self, now: Instant, closed: bool) {
        *self = match (*self, closed) {
            (_, false) => Self::Open,
            (Self::Open, true) => Self::Closing(now),
            (Self::Closing(since), true) if now.since(since) >= SETTLING => Self::Closed,
            (as_before, true) => as_before,
        };
    }

    fn settles(self) -> Instant {
        if let Self::Closing(since) = self { since + SETTLING } else { Instant::MAX }
    }
}

/// All three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(super) struct Debounced {
    latch: Contact,
    connector: Contact,
    mating: Contact,
}

impl Debounced {
    pub(super) const OPEN: Self = Self { latch: Contact::Open, connector: Contact::Open, mating: Contact::Open };
    pub(super) const CLOSED: Self =
        Self { latch: Contact::Closed, connector: Contact::Closed, mating: Contact::Closed };

    pub(super) fn observe(&mut self, now: Instant, read: Switches) {
        self.latch.observe(now, read.latch);
        self.connector.observe(now, read.connector);
        self.mating.observe(now, read.mating);
    }

    pub(super) fn latch(&self) -> bool {
        self.latch == Contact::Closed
    }

    /// Whether the latch's switch was seen closed, settled or not.
    pub(super) fn latch_seen(&self) -> bool {
        self.latch != Contact::Open
    }

    pub(super) fn connector(&self) -> bool {
        self.connector == Contact::Closed
    }

    pub(super) fn mating(&self) -> bool {
        self.mating == Contact::Closed
    }

    /// Whether the mating assembly's switch was seen closed, settled or not.
    pub(super) fn mating_seen(&self) -> bool {
        self.mating != Contact::Open
    }

    pub(super) fn positions(&self) -> Switches {
        Switches { latch: self.latch(), connector: self.connector(), mating: self.mating() }
    }

    /// When the next switch will have settled.
    pub(super) fn settles(&self) -> Instant {
        self.latch.settles().min(self.connector.settles()).min(self.mating.settles())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Instant {
        Instant::ZERO + Duration::from_ms(ms)
    }

    #[test]
    fn a_switch_closes_when_it_has_settled_and_opens_at_once() {
        let mut contact = Contact::Open;
        for (ms, closed, expected) in [
            (0, true, Contact::Closing(at(0))),
            (10, false, Contact::Open),
            (20, true, Contact::Closing(at(20))),
            (69, true, Contact::Closing(at(20))),
            (70, true, Contact::Closed),
            (80, true, Contact::Closed),
            (81, false, Contact::Open),
        ] {
            contact.observe(at(ms), closed);
            assert_eq!(contact, expected, "{ms} ms");
        }
    }

    #[test]
    fn what_settles_next_is_looked_at_then() {
        let mut switches = Debounced::OPEN;
        assert_eq!(switches.settles(), Instant::MAX);
        switches.observe(at(5), Switches { latch: true, ..Switches::default() });
        switches.observe(at(9), Switches { latch: true, mating: true, ..Switches::default() });
        assert_eq!(switches.settles(), at(55));
        assert!(switches.latch_seen() && !switches.latch() && !switches.positions().latch);
    }
}
