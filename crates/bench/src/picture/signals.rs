//! The alarms' signals as a picture: what sounds, shines and shakes in the first twelve seconds, by priority.
//!
//! Drawn from the patterns that the board plays.

use super::text::{at, document, element, px};
use controller::{Colour, Light, Priority, Train};
use units::Duration;

/// Lengths are pixels.
const WIDTH: f64 = 1030.0;
const LEFT: f64 = 150.0;
const PER_S: f64 = 70.0;
/// One strip of a priority.
const STRIP: f64 = 46.0;
const GAP: f64 = 14.0;
const TOP: f64 = 56.0;
/// How much time is shown.
const SHOWN: Duration = Duration::from_s(12);
/// The highest pitch shown, Hz.
const PITCH_MAX: f64 = 560.0;

const STYLE: &str = ".paper{fill:#fff} text{font:13px sans-serif;fill:#222} .title{font-weight:bold;font-size:16px} \
     .quiet{fill:#666} .strip{fill:#f4f4f4} .sound{fill:#2b5c8a} .vibration{fill:#777} .red{fill:#c62828} \
     .yellow{fill:#e0a800} .cyan{fill:#1aa3b5}\n";

/// The picture, as SVG.
pub fn signals() -> String {
    let mut body = at("title", [14.0, 24.0], "What an alarm sounds, shines and shakes like");
    body +=
        &at("quiet", [14.0, 44.0], "the height of a sound is its pitch; a low priority's burst comes once a reminder");
    let mut y = TOP;
    for priority in Priority::ALL {
        body += &at("title", [14.0, y + 28.0], priority.name());
        y = strips(&mut body, priority, y) + GAP;
    }
    for second in 0..=SHOWN.as_s() {
        let x = LEFT + PER_S * seconds(Duration::from_s(second));
        body += &at("quiet", [x - 4.0, y + 4.0], &second.to_string());
    }
    body += &at("quiet", [LEFT + PER_S * seconds(SHOWN) + 16.0, y + 4.0], "s");
    document(WIDTH, y + 18.0, "The signals of alarms by priority", STYLE, &body)
}

/// The strips of one priority from `y` on; where they end.
fn strips(body: &mut String, priority: Priority, y: f64) -> f64 {
    let (sound, vibration, light) = (priority.sound(), priority.vibration(), priority.light());
    let half = STRIP / 2.0;
    for (name, from, height) in [("sound", y, STRIP), ("light", y + STRIP, half), ("vibration", y + 1.5 * STRIP, half)]
    {
        *body += &at("quiet", [LEFT - 62.0, from + height - 8.0], name);
        *body += &bar("strip", Duration::ZERO, SHOWN, [from, height - 4.0]);
    }
    for (start, length, pitch_hz) in pulses(&sound) {
        let height = (STRIP - 4.0) * f64::from(pitch_hz) / PITCH_MAX;
        *body += &bar("sound", start, length, [y + STRIP - 4.0 - height, height]);
    }
    for (start, length) in flashes(&light) {
        *body += &bar(colour(light.colour), start, length, [y + STRIP, half - 4.0]);
    }
    for (start, length, _) in pulses(&vibration) {
        *body += &bar("vibration", start, length, [y + 1.5 * STRIP, half - 4.0]);
    }
    y + 2.0 * STRIP
}

/// The pulses of a train that begin in the time that is shown: start, length, pitch.
fn pulses(train: &Train) -> Vec<(Duration, Duration, u16)> {
    let bursts = (0_u32..).map_while(|burst| {
        let start =
            train.repeat.map_or(if burst == 0 { Some(Duration::ZERO) } else { None }, |every| Some(every.times(burst)));
        start.filter(|start| *start < SHOWN)
    });
    let all = bursts
        .flat_map(|from| train.pulses.iter().map(move |pulse| (from + pulse.start, pulse.length, pulse.pitch_hz)));
    all.filter(|(start, length, _)| *start + *length <= SHOWN).collect()
}

/// The flashes of a light in the time that is shown; one of that length if it does not flash.
fn flashes(light: &Light) -> Vec<(Duration, Duration)> {
    if light.on == light.period {
        return vec![(Duration::ZERO, SHOWN)];
    }
    let starts = (0_u32..).map(|flash| light.period.times(flash)).take_while(|start| *start < SHOWN);
    starts.map(|start| (start, light.on)).collect()
}

fn bar(class: &str, start: Duration, length: Duration, [y, height]: [f64; 2]) -> String {
    let (x, width) = (LEFT + PER_S * seconds(start), PER_S * seconds(length));
    let place = format!("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", px(x), px(y), px(width), px(height));
    element("rect", class, &place)
}

fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::Red => "red",
        Colour::Yellow => "yellow",
        Colour::Cyan => "cyan",
    }
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a picture fit an f64 exactly")]
fn seconds(duration: Duration) -> f64 {
    duration.as_us() as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_has_the_picture_of_the_signals() {
        let wanted = signals();
        let found = include_str!("../../../../docs/alarms.svg");
        let how = "cargo run -p aliquot-bench --example signals > docs/alarms.svg";
        assert_eq!(found, wanted, "docs/alarms.svg is not what the patterns give; renew it by: {how}");
    }

    /// Ten pulses a burst and a burst each ten seconds: twelve seconds hold one burst and the pulses of the next that
    /// begin in two, by the spacing of the standard's groups.
    #[test]
    fn the_picture_holds_every_pulse() {
        let svg = signals();
        assert_eq!(svg.matches("class=\"sound\"").count(), 10 + 6 + 3 + 2);
        assert_eq!(svg.matches("class=\"red\"").count(), 24);
        assert_eq!(svg.matches("class=\"yellow\"").count(), 6);
    }
}
