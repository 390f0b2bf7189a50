//! The trap campaign: how much air goes past the reservoir's outlet while one fill is drawn, in every orientation, for
//! both directions of the trap's taper and three walls.
//!
//! Each fill is drawn on its own, by the twin's reservoir alone: no controller, no pump, and a device that is not turned
//! in three days. Results depend on nothing but the grid.

mod map;

pub use map::svg;

use serde_json::{Value, json};
use twin::{Taper, TrapStudy};

/// Version of the campaign's JSON: changes when a key changes its meaning or goes.
pub const SCHEMA: &str = "aliquot.trap/1";

/// Angles of contact of the drug on the wall, deg: treated, moulded, greasy.
pub const CONTACT_ANGLES_DEG: [f64; 3] = [20.0, 60.0, 110.0];
/// Air that the fill leaves in the bag, uL at 101.325 kPa and 25 degC.
pub const FREE_AIR_UL: f64 = 10.0;
/// Steps of the whole map, from -90 to 90 deg of pitch and from 0 to 180 deg of roll: 15 deg each. To the other side a
/// roll gives the same.
pub const STEPS: u8 = 12;
/// A fill that lets less than this through counts as clean, uL.
pub const CLEAN_UL: f64 = 0.1;

/// One fill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// How far the outlet's end is lifted, deg.
    pub pitch_deg: f64,
    /// How far the device is turned about its length, deg.
    pub roll_deg: f64,
    /// Air that passed in each band of [`TrapStudy::BANDS_UL`], uL.
    pub passed_ul: [f64; 4],
}

impl Cell {
    /// Air that passed in the whole fill, uL.
    pub fn total_ul(&self) -> f64 {
        self.passed_ul.iter().sum()
    }
}

/// Every orientation of one trap.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Which end of the taper is wide.
    pub taper: Taper,
    /// Angle of contact, deg.
    pub contact_angle_deg: f64,
    /// Pitch after pitch, from -90 deg, each with its rolls from 0 deg.
    pub cells: Vec<Cell>,
}

impl Panel {
    /// The name of the taper's direction.
    pub fn taper_name(&self) -> &'static str {
        match self.taper {
            Taper::WideTop => "wide at the bag",
            Taper::WideBottom => "wide at the bottom",
        }
    }

    /// How many of its orientations let less than [`CLEAN_UL`] through.
    pub fn clean(&self) -> usize {
        self.cells.iter().filter(|cell| cell.total_ul() < CLEAN_UL).count()
    }

    /// The first of the orientations that let most through.
    ///
    /// # Panics
    /// Never: a panel has cells.
    pub fn worst(&self) -> &Cell {
        let worse = |best: &'_ Cell, cell: &'_ Cell| cell.total_ul() > best.total_ul();
        let first = self.cells.first().expect("a panel has cells");
        self.cells.iter().fold(first, |best, cell| if worse(best, cell) { cell } else { best })
    }
}

/// Draws every fill; `steps` is [`STEPS`] for the whole map, less for a coarser one. `progress` is told the share that is
/// done.
pub fn run(steps: u8, progress: &mut dyn FnMut(f64)) -> Vec<Panel> {
    let traps = [Taper::WideTop, Taper::WideBottom].map(|taper| CONTACT_ANGLES_DEG.map(|angle| (taper, angle)));
    let side = f64::from(steps) + 1.0;
    let each = 1.0 / (6.0 * side * side);
    let mut done = 0.0;
    let mut panel = |(taper, contact_angle_deg)| {
        let mut cells = Vec::new();
        for pitch in 0..=steps {
            for roll in 0..=steps {
                let at = |step: u8| 180.0 * f64::from(step) / f64::from(steps);
                let (pitch_deg, roll_deg) = (at(pitch) - 90.0, at(roll));
                let study = TrapStudy { taper, contact_angle_deg, pitch_deg, roll_deg, free_air_ul: FREE_AIR_UL };
                cells.push(Cell { pitch_deg, roll_deg, passed_ul: study.run() });
                done += each;
                progress(done);
            }
        }
        Panel { taper, contact_angle_deg, cells }
    };
    traps.into_iter().flatten().map(&mut panel).collect()
}

/// The campaign in numbers.
pub fn summary(panels: &[Panel]) -> Value {
    let cell = |cell: &Cell| {
        let (pitch_deg, roll_deg) = (cell.pitch_deg, cell.roll_deg);
        json!({
            "pitch_deg": pitch_deg,
            "roll_deg": roll_deg,
            "passed_ul": cell.passed_ul,
            "total_ul": cell.total_ul(),
        })
    };
    let panel = |panel: &Panel| {
        json!({
            "taper": panel.taper_name(),
            "contact_angle_deg": panel.contact_angle_deg,
            "clean": panel.clean(),
            "cells": panel.cells.iter().map(cell).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": SCHEMA,
        "in_silico": true,
        "fill_ul": TrapStudy::FILL_UL,
        "free_air_ul": FREE_AIR_UL,
        "bands_end_ul": TrapStudy::BANDS_UL,
        "clean_below_ul": CLEAN_UL,
        "panels": panels.iter().map(panel).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e21_a_coarse_campaign_covers_every_trap_and_orientation_and_finds_where_traps_fail() {
        let mut shares = Vec::new();
        let panels = run(2, &mut |share| shares.push(share));
        assert_eq!(shares.len(), 6 * 9);
        assert!((shares[53] - 1.0).abs() < 1e-9 && shares.is_sorted());
        for panel in &panels {
            let turns: Vec<_> = panel.cells.iter().map(|cell| (cell.pitch_deg, cell.roll_deg)).collect();
            assert_eq!(turns[..3], [(-90.0, 0.0), (-90.0, 90.0), (-90.0, 180.0)]);
            let design = &panel.cells[3];
            let upper_bands_ul: f64 = design.passed_ul[..2].iter().sum();
            assert!(upper_bands_ul < CLEAN_UL, "flat, down to 300 uL, every trap holds its air: {panel:?}");
        }
        let greasy =
            panels.iter().find(|panel| panel.taper == Taper::WideTop && panel.contact_angle_deg > 100.0).unwrap();
        assert!((greasy.worst().pitch_deg - 90.0).abs() < 1e-9, "{:?}", greasy.worst());
        assert!(greasy.worst().total_ul() > FREE_AIR_UL);
    }

    #[test]
    fn the_map_is_the_same_each_time_says_in_silico_and_shows_every_fill() {
        let cell = |pitch_deg, roll_deg, passed| Cell { pitch_deg, roll_deg, passed_ul: [passed, 0.0, 0.0, 0.0] };
        let panel = |taper, contact_angle_deg| Panel {
            taper,
            contact_angle_deg,
            cells: vec![cell(-90.0, 0.0, 0.0), cell(-90.0, 180.0, 7.6), cell(90.0, 0.0, 23.4), cell(90.0, 180.0, 0.4)],
        };
        let panels: Vec<_> = [Taper::WideTop, Taper::WideBottom]
            .into_iter()
            .flat_map(|taper| CONTACT_ANGLES_DEG.map(|angle| panel(taper, angle)))
            .collect();
        let drawn = svg(&panels);
        assert_eq!(drawn, svg(&panels));
        assert!(drawn.contains("in silico"), "{drawn}");
        for value in ["\n7.6\n", "\n23\n", "\n0.4\n"] {
            assert_eq!(drawn.matches(value).count(), 6, "{value:?}: {drawn}");
        }
    }
}
