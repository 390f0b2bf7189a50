//! `aliquot bench trap`: air past the reservoir's outlet in every orientation.

use crate::args::TrapArgs;
use crate::drawing::Drawing;
use crate::exit::{Ending, Failure};
use crate::progress;
use crate::style::Style;
use crate::tell;
use bench::trap::{self, Panel};
use std::path::Path;

/// Runs the campaign, draws its map if that was asked for, and tells it.
pub(crate) fn trap(args: &TrapArgs) -> Result<Ending, Failure> {
    let drawing = Drawing::to(args.svg.as_deref())?;
    let panels = progress::during("trap campaign".to_owned(), |show| trap::run(trap::STEPS, show));
    drawing.write(|| trap::svg(&panels))?;
    let text = if args.json { format!("{}\n", trap::summary(&panels)) } else { told(&panels, args.svg.as_deref()) };
    tell::print(&text)?;
    Ok(Ending::Done)
}

/// What a person reads.
fn told(panels: &[Panel], map: Option<&Path>) -> String {
    let mut lines = vec![
        Style::stdout().strong("air past the reservoir's outlet in one fill, in silico"),
        format!("  {:19} {:>7} {:>14}  worst orientation", "taper", "wall", "clean"),
    ];
    for panel in panels {
        let worst = panel.worst();
        lines.push(format!(
            "  {:19} {:3} deg {:6} of {:4}  {:.1} uL at pitch {} deg, roll {} deg",
            panel.taper_name(),
            panel.contact_angle_deg,
            panel.clean(),
            panel.cells.len(),
            worst.total_ul(),
            worst.pitch_deg,
            worst.roll_deg
        ));
    }
    lines.push(format!(
        "  clean: below {} uL of air; {} uL were in the bag at first",
        trap::CLEAN_UL,
        trap::FREE_AIR_UL
    ));
    lines.extend(map.map(|path| format!("  map  {}", path.display())));
    lines.join("\n") + "\n"
}
