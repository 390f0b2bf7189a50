//! Inks: every colour of a chart, on light and on dark, and its dashes, so that no line is told from another by
//! colour alone.
//!
//! A drawing holds an ink's light colour; the page's style sheet finds elements by that colour, sets their dashes
//! and, where a person prefers dark, another colour. A drawing taken out of the page stays legible on white.

use plotters::style::RGBColor;

/// One ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Titles.
    Title,
    /// Labels of axes.
    Label,
    /// Lines behind what is shown.
    Grid,
    /// Edges and zero lines.
    Edge,
    /// Every other phase.
    Band,
    /// What a panel is about.
    First,
    /// What it is compared with.
    Second,
    /// A third series.
    Third,
    /// Alarms.
    Alarm,
}

struct InkSpec {
    light: (u8, u8, u8),
    dark: &'static str,
    dashes: Option<&'static str>,
}

impl Ink {
    const ALL: [Self; 9] = [
        Self::Title,
        Self::Label,
        Self::Grid,
        Self::Edge,
        Self::Band,
        Self::First,
        Self::Second,
        Self::Third,
        Self::Alarm,
    ];

    const fn spec(self) -> InkSpec {
        let (light, dark, dashes) = match self {
            Self::Title => ((0x1F, 0x29, 0x33), "#E8ECF1", None),
            Self::Label => ((0x52, 0x60, 0x6D), "#A9B5C1", None),
            Self::Grid => ((0xE3, 0xE7, 0xEC), "#313A44", None),
            Self::Edge => ((0x8A, 0x96, 0xA3), "#67737F", None),
            Self::Band => ((0xF1, 0xF4, 0xF7), "#232B34", None),
            Self::First => ((0x1A, 0x5F, 0xA8), "#6FB3F2", None),
            Self::Second => ((0xB5, 0x48, 0x0B), "#F29A5E", Some("20 11")),
            Self::Third => ((0x0A, 0x7A, 0x63), "#4FCBAE", Some("5 7")),
            Self::Alarm => ((0xB3, 0x00, 0x24), "#FF7385", Some("14 6 4 6")),
        };
        InkSpec { light, dark, dashes }
    }

    /// The colour that stands in a drawing.
    pub(super) const fn colour(self) -> RGBColor {
        let (red, green, blue) = self.spec().light;
        RGBColor(red, green, blue)
    }

    fn selector(self, attribute: &str) -> String {
        let (red, green, blue) = self.spec().light;
        format!(".chart [{attribute}=\"#{red:02X}{green:02X}{blue:02X}\"]")
    }
}

/// Rules of the style sheet: dashes.
pub(super) fn dashes() -> String {
    let dashed = |ink: Ink| {
        let rule = |dashes| format!("{} {{ stroke-dasharray: {dashes}; }}\n", ink.selector("stroke"));
        ink.spec().dashes.map(rule).unwrap_or_default()
    };
    Ink::ALL.map(dashed).concat()
}

/// Rules of the style sheet: dashes, and colours on dark.
pub(super) fn style() -> String {
    let dark = |ink: Ink| {
        let (stroke, fill) = (ink.selector("stroke"), ink.selector("fill"));
        format!("  {stroke} {{ stroke: {0}; }} {fill} {{ fill: {0}; }}\n", ink.spec().dark)
    };
    let (dashes, dark) = (dashes(), Ink::ALL.map(dark).concat());
    format!("{dashes}@media (prefers-color-scheme: dark) {{\n{dark}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_inks_share_a_colour() {
        for (index, ink) in Ink::ALL.iter().enumerate() {
            assert!(Ink::ALL[..index].iter().all(|other| other.colour() != ink.colour()), "{ink:?}");
        }
    }

    #[test]
    fn each_ink_has_its_colour_on_dark() {
        let style = style();
        for ink in Ink::ALL {
            assert!(style.contains(ink.spec().dark), "{ink:?}");
        }
    }
}
