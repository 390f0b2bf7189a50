//! `aliquot bench trap`: air past the reservoir's outlet in every orientation.

use crate::args::TrapArgs;
use crate::exit::{Ending, Failure};
use crate::progress::Progress;
use crate::style::Style;
use bench::output;
use bench::trap::{self, Panel};
use std::io::Write as _;
use std::path::Path;

/// Runs the campaign, draws its map if that was asked for, and tells it.
pub(crate) fn trap(args: &TrapArgs) -> Result<Ending, Failure> {
    if let Some(path) = &args.svg {
        output::check_file(path).map_err(Failure::new)?;
    }
    let bar = Progress::new("trap campaign".to_owned());
    let panels = trap::run(trap::STEPS, &mut |share| bar.show(share));
    bar.clear();
    if let Some(path) = &args.svg {
        output::write_file(path, &trap::svg(&panels)).map_err(Failure::new)?;
    }
    let text = if args.json { format!("{}\n", trap::summary(&panels)) } else { told(&panels, args.svg.as_deref()) };
    std::io::stdout().write_all(text.as_bytes()).map_err(|cause| Failure::new(format!("standard output: {cause}")))?;
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
