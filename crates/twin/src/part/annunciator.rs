//! The annunciators: a small sounder, a light and a vibrator, which call a person.

use crate::parameter::parameters;
use crate::random::Random;

parameters! {
    /// Sounder, light and vibrator, with their drivers.
    AnnunciatorParameters, Reusable, "annunciator";
    sounder_ma: "mA", 30.0, 35.0, 40.0, source: "assumed, because a magnetic sounder of 9 mm draws about this at 3.7 V and a tone of half a kilohertz";
    sounder_db: "dB", 72.0, 75.0, 78.0, source: "assumed, because makers of such sounders give 75 to 85 dB at 10 cm, and its housing takes some";
    cloth_db: "dB", 5.0, 10.0, 15.0, source: "assumed, because a pump is worn under clothes and heard at arm's length, which take about this";
    light_ma: "mA", 4.0, 5.0, 6.0, source: "assumed, because an indicator behind a light guide needs about this";
    vibrator_ma: "mA", 60.0, 75.0, 90.0, source: "assumed, because a coin-sized motor of 8 mm draws about this at 3 V";
    test_noise_ma: "mA", 0.2, 0.3, 0.4, source: "assumed, because a shunt and a 12-bit converter are good for about this";
}

/// What a board plays: of each annunciator the share of the time for which it is on, 0..=1, until it changes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Played {
    /// The sounder.
    pub sounder: f64,
    /// The light.
    pub light: f64,
    /// The vibrator.
    pub vibrator: f64,
}

/// What of it a wearer can notice.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Noticed {
    /// Level of the sounder at the wearer's ear, dB; nothing if it is silent.
    pub heard_db: Option<f64>,
    /// The light is on or flashes.
    pub seen: bool,
    /// The vibrator runs.
    pub felt: bool,
}

impl AnnunciatorParameters {
    /// Mean current of what is played, mA.
    pub(crate) fn current_ma(&self, played: &Played, broken: bool) -> f64 {
        let sounder_ma = if broken { 0.0 } else { self.sounder_ma };
        played.sounder * sounder_ma + played.light * self.light_ma + played.vibrator * self.vibrator_ma
    }

    /// What a wearer can notice of what is played.
    pub(crate) fn noticed(&self, played: &Played, broken: bool) -> Noticed {
        let sounds = played.sounder > 0.0 && !broken;
        Noticed {
            heard_db: sounds.then_some(self.sounder_db - self.cloth_db),
            seen: played.light > 0.0,
            felt: played.vibrator > 0.0,
        }
    }

    /// Reads the sounder's current in a pulse too short to be heard, mA. A coil that is torn draws none.
    pub(crate) fn read_test_ma(&self, broken: bool, random: &mut Random) -> f64 {
        let current_ma = if broken { 0.0 } else { self.sounder_ma };
        (current_ma + self.test_noise_ma * random.gaussian()).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn a_torn_coil_is_silent_and_draws_nothing_while_light_and_vibrator_go_on() {
        let p = AnnunciatorParameters::nominal();
        let all = Played { sounder: 0.12, light: 0.4, vibrator: 0.16 };
        let whole = p.noticed(&all, false);
        assert!(whole.heard_db.is_some_and(|level| level > 55.0) && whole.seen && whole.felt);
        assert_eq!(p.noticed(&all, true), Noticed { heard_db: None, ..whole });
        let drop_ma = p.current_ma(&all, false) - p.current_ma(&all, true);
        assert!((drop_ma - 0.12 * p.sounder_ma).abs() < 1e-12);
        assert_eq!(p.noticed(&Played::default(), false), Noticed::default());
    }

    #[test]
    fn the_test_tells_a_whole_coil_from_a_torn_one_in_every_pump_unit() {
        let mut random = Random::new(3, Stream::Annunciator);
        for _ in 0..200 {
            let p = AnnunciatorParameters::draw(&mut random);
            assert!(p.read_test_ma(false, &mut random) > 25.0 && p.read_test_ma(true, &mut random) < 5.0);
        }
    }
}
