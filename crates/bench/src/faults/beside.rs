//! Who sits beside a trial: what no scenario file can say.

use crate::companion::Companion;
use crate::oracle::seconds;
use crate::record::Violation;
use crate::swarm::UPSETS;
use crate::upset::Upset;
use crate::world::World;
use controller::{Accepted, BolusOrder, Command, CommandId, Rejected, Request, TempRate};
use units::{Dose, DoseRate, Duration, Instant};

/// Who sits beside a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Nobody.
    Nobody,
    /// The controller as a whole is upset in this way of the swarm's, for so long; then it is reset.
    Upset(&'static str, Duration),
    /// Whoever hears each request and sends it again: at once, late, changed, and with numbers and times that are past.
    Replayer,
    /// Whoever sends a request every second for half an hour, each too late.
    Storm,
    /// Whoever asks for what no pump may take, every minute for half an hour.
    Wild,
}

const SECOND: Duration = Duration::from_s(1);
const MINUTE: Duration = Duration::from_min(1);
/// For how long somebody insists.
const INSISTS: Duration = Duration::from_min(30);
/// For how long a request is good.
const GOOD_FOR: Duration = Duration::from_min(1);

/// Somebody who sits beside a trial, and what they saw that must not be.
pub(super) struct Seat {
    doing: Doing,
    pub(super) violations: Vec<Violation>,
}

enum Doing {
    Nothing,
    /// Upsets the controller for a while; `is_upset` says whether that has begun.
    Upsetting {
        upset: Upset,
        from: Instant,
        to: Instant,
        is_upset: bool,
    },
    /// Sends something again and again.
    Insisting {
        next: Instant,
        until: Instant,
        every: Duration,
        send: fn(&mut World) -> Option<String>,
    },
    /// Hears every request, and sends what is in the list when it is due.
    Replaying {
        next_id: u32,
        due: Vec<Again>,
    },
}

/// A request that is sent again.
struct Again {
    at: Instant,
    request: Request,
    /// Whether it has to be refused; else it may be answered as before.
    is_wrong: bool,
}

impl Seat {
    /// Who does so, from an instant on.
    ///
    /// # Panics
    /// When there is no such upset.
    pub(super) fn new(beside: Beside, from: Instant) -> Self {
        let insisting = |every, send| Doing::Insisting { next: from, until: from + INSISTS, every, send };
        let doing = match beside {
            Beside::Nobody => Doing::Nothing,
            Beside::Upset(name, lasts) => {
                let upset = UPSETS.iter().find(|(known, _)| *known == name);
                let (_, upset) = *upset.expect("the table names upsets that there are");
                Doing::Upsetting { upset, from, to: from + lasts, is_upset: false }
            }
            Beside::Replayer => Doing::Replaying { next_id: 1, due: Vec::new() },
            Beside::Storm => insisting(SECOND, send_late),
            Beside::Wild => insisting(MINUTE, send_wild),
        };
        Self { doing, violations: Vec::new() }
    }

    fn judge(&mut self, now: Instant, taken: Option<String>) {
        if let Some(detail) = taken.filter(|_| self.violations.is_empty()) {
            self.violations.push(Violation { at_s: seconds(now), oracle: "refused", detail });
        }
    }
}

impl Companion for Seat {
    fn next(&self) -> Instant {
        match &self.doing {
            Doing::Nothing => Instant::MAX,
            Doing::Upsetting { from, to, is_upset, .. } => {
                if *is_upset {
                    *to
                } else {
                    *from
                }
            }
            Doing::Insisting { next, .. } => *next,
            Doing::Replaying { due, .. } => due.iter().map(|again| again.at).min().unwrap_or(Instant::MAX),
        }
    }

    fn act(&mut self, now: Instant, world: &mut World) {
        let mut taken = None;
        match &mut self.doing {
            Doing::Nothing => {}
            Doing::Upsetting { upset, from, to, is_upset } => {
                if !*is_upset && now >= *from {
                    world.upset(*upset);
                    *is_upset = true;
                }
                if *is_upset && now >= *to {
                    world.end_upset();
                    world.cut_power(SECOND);
                    self.doing = Doing::Nothing;
                }
            }
            Doing::Insisting { next, until, every, send } => {
                if now >= *next {
                    *next = if now >= *until { Instant::MAX } else { now + *every };
                    taken = world.answers().then(|| send(world)).flatten();
                }
            }
            Doing::Replaying { due, .. } => {
                for again in due.extract_if(.., |again| again.at <= now).filter(|_| world.answers()).collect::<Vec<_>>()
                {
                    let answer = world.request(again.request);
                    taken = taken
                        .or_else(|| if again.is_wrong { told_if_taken(again.request.command, answer) } else { None });
                }
            }
        }
        self.judge(now, taken);
    }

    fn give(&mut self, world: &mut World, command: Command) -> Result<Accepted, Rejected> {
        let Doing::Replaying { next_id, due } = &mut self.doing else { return world.command(command) };
        let now = world.now();
        let request = Request { id: CommandId(*next_id + 1), expires: now + GOOD_FOR, command };
        let late = Request { id: CommandId(*next_id + 2), expires: now, command: LARGER };
        *next_id += 2;
        let answer = world.request(request);
        let changed = Request { command: LARGER, ..request };
        let stale = Request { id: CommandId(0), ..changed };
        let mut again =
            |after_s, request, is_wrong| due.push(Again { at: now + Duration::from_s(after_s), request, is_wrong });
        again(1, request, false);
        again(2, changed, true);
        again(20, request, false);
        again(60, stale, true);
        again(600, late, true);
        again(3600, request, false);
        answer
    }
}

/// What whoever changes a request asks for.
const LARGER: Command = Command::fast_bolus(Dose::from_micro_units(5_000_000));

fn told_if_taken(command: Command, answer: Result<Accepted, Rejected>) -> Option<String> {
    answer.is_ok().then(|| format!("{command:?} was taken, and had to be refused"))
}

/// Sends what came too late; tells whether it was taken.
fn send_late(world: &mut World) -> Option<String> {
    let expires = Instant::from_us(world.now().as_us().saturating_sub(1));
    let request = Request { id: CommandId(u32::MAX), expires, command: LARGER };
    told_if_taken(LARGER, world.request(request))
}

/// Asks for what is out of range; tells what was taken.
fn send_wild(world: &mut World) -> Option<String> {
    let bolus = |extended, over| Command::Bolus(BolusOrder { fast: Dose::ZERO, extended, over, delay: Duration::ZERO });
    let temp_basal = |rate, duration| Command::SetTempBasal { rate, duration };
    let (dose, hour) = (Dose::from_micro_units, Duration::from_h(1));
    let absolute = |rate| TempRate::Absolute(DoseRate::from_micro_units_per_h(rate));
    let commands = [
        Command::fast_bolus(dose(0)),
        Command::fast_bolus(dose(-1_000_000)),
        Command::fast_bolus(Dose::MAX),
        Command::fast_bolus(dose(30_000_001)),
        bolus(dose(1_000_000), Duration::ZERO),
        bolus(Dose::MAX, hour),
        temp_basal(absolute(-1), hour),
        temp_basal(TempRate::Absolute(DoseRate::MAX), hour),
        temp_basal(TempRate::Percent(u16::MAX), hour),
        temp_basal(absolute(1_000_000), Duration::ZERO),
        Command::ActivateTemplate { number: u8::MAX },
    ];
    commands.into_iter().filter_map(|command| told_if_taken(command, world.command(command))).next_back()
}
