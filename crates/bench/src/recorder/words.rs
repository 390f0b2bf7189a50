//! What a person does, in words: for the log of a run, and by name for events and coverage.

use crate::scenario::{Action, Bolus, Scenario, SiteStep, TempRate, write_date_time};
use units::{Dose, Duration};

pub(crate) fn command_words(action: Action, scenario: &Scenario) -> (&'static str, String) {
    match action {
        Action::Bolus(bolus) => ("bolus", bolus_words(bolus)),
        Action::TempBasal { rate: TempRate::Absolute(rate), duration } => {
            ("temp_basal", format!("temporary basal of {rate} for {duration}"))
        }
        Action::TempBasal { rate: TempRate::Percent(percent), duration } => {
            ("temp_basal", format!("temporary basal of {percent} % for {duration}"))
        }
        Action::CancelTempBasal => ("cancel_temp_basal", "temporary basal cancelled".to_owned()),
        Action::CancelBolus => ("cancel_bolus", "boluses cancelled".to_owned()),
        Action::CancelBolusOf(id) => ("cancel_bolus", format!("bolus with id {id} cancelled")),
        Action::Profile(number) => ("profile", format!("basal profile {} in force", scenario.profile_name(number))),
        Action::SuspendFor(duration) => ("suspend", format!("delivery suspended for {duration}")),
        Action::Stop => ("stop", "delivery stopped".to_owned()),
        Action::SetClock(us) => ("set_clock", format!("clock set to {}", write_date_time(us))),
        Action::RemindReservoir(Some(level)) => ("remind_reservoir", format!("to be told of {level} in the reservoir")),
        Action::RemindReservoir(None) => ("remind_reservoir", "to be told of no level of the reservoir".to_owned()),
        Action::Suspend => ("suspend", "delivery suspended".to_owned()),
        Action::Resume => ("resume", "delivery resumed".to_owned()),
        Action::PowerCut { duration } => ("power_cut", format!("power cut for {duration}")),
        Action::Confirm(alarm) => ("confirm", format!("alarm {} confirmed by a person", alarm.spec().name)),
        Action::Snooze(alarm) => ("snooze", format!("alarm {} snoozed by a person", alarm.spec().name)),
        Action::Site(step) => site_words(step),
    }
}

pub(crate) fn site_words(step: SiteStep) -> (&'static str, String) {
    let (name, what) = match step {
        SiteStep::Detach => ("detach", "set detached"),
        SiteStep::Attach => ("attach", "set attached"),
        SiteStep::Open => ("open", "halves opened"),
        SiteStep::Close => ("close", "halves closed"),
        SiteStep::NewDisposable { fill } => return ("new_disposable", format!("new disposable with {fill}")),
        SiteStep::NewSet => ("new_set", "new set"),
        SiteStep::PrimeTubing => ("prime_tubing", "tubing is to be primed"),
        SiteStep::Insert => ("insert", "cannula inserted"),
        SiteStep::PrimeCannula => ("prime_cannula", "cannula is to be primed"),
    };
    (name, what.to_owned())
}

fn bolus_words(bolus: Bolus) -> String {
    let Bolus { fast, extended, over, delay, .. } = bolus;
    let parts = if extended == Dose::ZERO {
        format!("bolus of {fast}")
    } else if fast == Dose::ZERO {
        format!("bolus of {extended} over {over}")
    } else {
        format!("bolus of {fast}, and {extended} over {over}")
    };
    if delay == Duration::ZERO { parts } else { format!("{parts}, after {delay}") }
}
