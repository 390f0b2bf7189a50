//! The items of the catalogue, FI-01 to FI-40: each is shown by rows of the matrix, by tests that are named, or it is
//! said why this device cannot have it.

/// One item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub number: u8,
    /// What is injected.
    pub what: &'static str,
    /// What no row of the matrix shows: the tests that do, or why it cannot be. Empty if there is nothing of that.
    pub beside: &'static str,
}

const NO_KEYS: &str = "not applicable: the device has no keys";

/// The catalogue.
pub const ITEMS: [Item; 40] = [
    item(1, "reservoir vent blocked or wet", ""),
    item(2, "disposable half latched by half, or moved on the body", "site_change_explored: every order of motions"),
    item(3, "spurious alarms that ask for a new prime", "on_the_body_no_way_leads_back_to_priming_but_a_new_set"),
    item(
        4,
        "clock and calendar",
        "whatever_date_the_clock_is_set_to_delivery_goes_on; counters of 64 bits do not wrap",
    ),
    item(5, "altitude", "bench climate: more courses, on more pump units"),
    item(6, "altitude while suspended", "bench climate"),
    item(7, "bubbles", "bench trap: the reservoir in every orientation"),
    item(8, "cannula not inserted, retracted, dislodged", ""),
    item(9, "leak behind the pump", "no moisture sensor: liquid inside the housing is not seen as such"),
    item(10, "leaks of valves and before the chamber", ""),
    item(11, "occlusion, full, partial, slow, intermittent", "bench occlusion: by rate and bolus"),
    item(12, "occlusion that clears", "bench occlusion: what is released"),
    item(13, "shape-memory wires", ""),
    item(14, "plunger, spring and membrane", ""),
    item(15, "optical sensors", ""),
    item(16, "acoustic volume sensor", ""),
    item(17, "back pressure and height", "bench climate"),
    item(18, "storm of requests", "the radio itself and its current are not modelled"),
    item(19, "memory and power cuts", "power_cuts, journal: every word and step; pages that wear out are counted"),
    item(20, "alarm transducer", "a_sounder_never_stops_delivery; light and vibration have no fault in the twin"),
    item(21, "battery", "reversed: not applicable, the holder takes it one way round"),
    item(22, "charger, cell too hot or shorted", "not applicable: there is no charger; a shorted cell is a power cut"),
    item(23, "values as people type them", "units: text parsers; wrong_scenarios; there is no keypad"),
    item(24, "keys locked, held, chattering", NO_KEYS),
    item(25, "replay, reorder, change of requests; foreign tags", "tag: each wrong record; pairing is not modelled"),
    item(26, "link lost and back", "a temporary rate or bolus ends by itself: the device needs no link"),
    item(27, "values out of range", ""),
    item(28, "upset of the controller's memory", "as its effects at the pins; single bits are not flipped"),
    item(29, "hang, clock, watchdog", "supervisor: hung in each phase"),
    item(30, "log full, clock lost", "journal: the oldest page goes, numbers order what is kept"),
    item(31, "spikes at the sensors", ""),
    item(32, "drop, vibration, magnet", "magnets act on nothing in the model"),
    item(33, "alarm, clear, resume, again and again", ""),
    item(34, "wrong, expired or used set", "tag, site_change: refused with the reason"),
    item(35, "empty at mid-dose", "an_empty_reservoir_is_told_and_what_never_flowed_is_hardly_counted"),
    item(36, "overlapping therapies, cancelled at each tick", "bolus_kinds, therapy/tests/overlap"),
    item(37, "prime on the body, a bolus asked twice", "what_is_on_board_follows_the_model_from_above"),
    item(38, "button pressed by cabin pressure", NO_KEYS),
    item(39, "insulin that warms and spoils", ""),
    item(40, "pairs", "--pairs"),
];

const fn item(number: u8, what: &'static str, beside: &'static str) -> Item {
    Item { number, what, beside }
}

impl Item {
    /// Its name in the catalogue, as `FI-07`.
    pub fn id(&self) -> String {
        format!("FI-{:02}", self.number)
    }

    /// The item of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        ITEMS.into_iter().find(|item| item.id() == id)
    }
}
