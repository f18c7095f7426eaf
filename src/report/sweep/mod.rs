//! A sweep as people and programs read it.

mod charts;
pub(super) mod table;

pub use charts::charts as sweep_charts;
pub use table::render as render_sweep;

use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::files::Files;
use super::{ReportError, StudyManifest};
use crate::experiment::{AxisFacts, Design, Sweep};

/// Kind of its manifest.
pub const SWEEP: &str = "linestop sweep";

/// Options of a sweep that change what is written.
#[derive(Clone, Debug, Serialize)]
pub struct SweepManifestOptions {
    /// What was swept.
    pub over: Vec<AxisFacts>,
    /// How values were combined.
    pub design: Design,
    /// What was measured.
    pub outcomes: Vec<String>,
    /// Whether charts were drawn.
    pub charts: bool,
}

/// Writes all files of a sweep into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub fn write_sweep(
    folder: &Path,
    answer: &Sweep,
    manifest: &StudyManifest<SweepManifestOptions>,
    stop: &AtomicBool,
) -> Result<(), ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("sweep.json", answer)?;
    files.write("sweep.csv", |out| rows(out, answer))?;
    if manifest.options.charts {
        files.charts(&charts::charts(answer))?;
    }
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}

/// `sweep.csv`: one row a point and outcome.
fn rows(out: &mut dyn Write, answer: &Sweep) -> std::io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let mut header: Vec<&str> = answer.axes.iter().map(|axis| axis.name.as_str()).collect();
    header.extend(["outcome", "site", "unit", "value", "value_low", "value_high"]);
    header.extend(["from_first", "from_first_low", "from_first_high"]);
    header.extend(["from_previous", "from_previous_low", "from_previous_high"]);
    csv.write_record(&header)?;
    let text = |number: Option<f64>| number.map_or(String::new(), |x| x.to_string());
    for point in &answer.points {
        for (measured, found) in answer.outcomes.iter().zip(&point.outcomes) {
            let mut cells: Vec<String> = point.values.iter().map(f64::to_string).collect();
            cells.push(measured.outcome.to_owned());
            cells.push(measured.site.clone().unwrap_or_default());
            cells.push(measured.unit.clone());
            let previous = found.and_then(|f| f.from_previous);
            for estimate in [found.map(|f| f.estimate), found.map(|f| f.from_first), previous] {
                cells.push(text(estimate.map(|e| e.value)));
                cells.push(text(estimate.and_then(|e| e.low)));
                cells.push(text(estimate.and_then(|e| e.high)));
            }
            csv.write_record(&cells)?;
        }
    }
    csv.flush()
}
