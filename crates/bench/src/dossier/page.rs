//! The page: its head, then its sections in their order.

use super::Dossier;
use super::sections::{basal, beside, blocked, boluses, exposed, gates, limits, parameters, requirements, swarm};
use crate::report::number::counted;
use crate::report::page::{document, footer, section};
use crate::report::text::escape;

/// A part of the page.
struct Section {
    /// Where links lead.
    id: &'static str,
    heading: &'static str,
    body: fn(&Dossier) -> String,
}

const SECTIONS: [Section; 10] = [
    Section { id: "gates", heading: "Gates", body: gates::body },
    Section { id: "basal", heading: "Basal", body: basal::body },
    Section { id: "boluses", heading: "Boluses", body: boluses::body },
    Section { id: "occlusion", heading: "Blocked sets", body: blocked::body },
    Section { id: "climate", heading: "Surroundings", body: exposed::body },
    Section { id: "published", heading: "Beside real pumps", body: beside::body },
    Section { id: "swarm", heading: "Swarm", body: swarm::body },
    Section { id: "requirements", heading: "Requirements", body: requirements::body },
    Section { id: "parameters", heading: "Parameters", body: parameters::body },
    Section { id: "limits", heading: "Limits of the model", body: limits::body },
];

/// The page.
pub(super) fn html(dossier: &Dossier) -> String {
    let parts: String = SECTIONS.iter().map(|each| section(each.id, each.heading, &(each.body)(dossier))).collect();
    document("Aliquot: report of all campaigns", &format!("{}{parts}{}", head(dossier), footer()))
}

/// Title, what the report is of, note and contents.
fn head(dossier: &Dossier) -> String {
    let links = SECTIONS.iter().map(|each| format!("<a href=\"#{}\">{}</a>\n", each.id, escape(each.heading)));
    format!(
        "<header>\n<p class=\"kind\">Report of all campaigns</p>\n<h1>Aliquot {}</h1>\n<p class=\"run\">{}</p>\n</header>\n\
         <p class=\"note\"><strong>In silico.</strong> Every figure on this page was computed; nothing was pumped. \
         This is an engineering model, not a medical device: nothing here is evidence about a real pump, \
         and nothing here may be used to treat a person.</p>\n{}<nav aria-label=\"Contents\">\n{}</nav>\n",
        env!("CARGO_PKG_VERSION"),
        escape(&description(dossier)),
        INTRODUCTION,
        links.collect::<String>()
    )
}

/// What a reader has to know to read the rest.
const INTRODUCTION: &str = "<p>Aliquot is a wearable infusion pump in software: the controller that would fly, and a \
    twin of the device as physics. A bench runs the one on the other, as a test house would, and weighs what comes out \
    of the cannula. <em>Delivered</em> is always that truth; what the controller believes is evidence of nothing but \
    its own loop, and is called its <em>account</em>. There are three embodiments: <em>tethered</em>, two valves moved \
    by wires and a set with tubing; <em>patch</em>, worn on the site, with an outlet that pressure opens; and \
    <em>metered</em>, a patch that measures each stroke's volume acoustically before it goes on. A <em>pump unit</em> \
    is one pump: a draw of every parameter from its spread, calibrated with the errors of a factory. The drug is U-100: \
    1 U is 10 µL.</p>\n";

/// Version, pump units and date.
fn description(dossier: &Dossier) -> String {
    let gates = dossier.table("gates");
    let units = gates.rows().map(|row| row.count("pump_units")).max().unwrap_or(0);
    let mut embodiments: Vec<&str> = gates.rows().map(|row| row.text("embodiment")).collect();
    embodiments.dedup();
    let mut words = vec![format!("{} of {}", counted(units, "pump unit"), embodiments.join(", "))];
    words.extend(dossier.date.clone());
    words.join(" · ")
}
