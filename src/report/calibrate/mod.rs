//! A calibration as people and programs read it: what was learned, and a scenario that draws from it.

mod charts;
pub(super) mod rows;
mod table;

pub(crate) use charts::charts as calibration_charts;
pub(crate) use table::render as render_calibrate;
pub(super) use table::{FEW, LITTLE, entered, of_waits, three};

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, InputFile, ReportError, StudyManifest, page};
use crate::experiment::{CalibrateAnswer, Calibrated};

/// Kind of its manifest.
pub(crate) const CALIBRATE: &str = "linestop calibrate";
/// File of the joint draws.
const DRAWS: &str = "posterior.csv";

/// Options of a calibration that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CalibrateManifest {
    /// Parameters that were fitted.
    pub fit: Vec<String>,
    /// Share of the trials that was kept.
    pub keep: f64,
    /// Joint draws.
    pub rows: usize,
    /// Parameters that the records set: median wait, nine-in-ten wait, share never granted.
    pub from_records: [Option<String>; 3],
    /// Files of observed months and of records.
    pub observed: Vec<InputFile>,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Writes all files of a calibration into an empty folder. `extends` is the path of the scenario as seen from there.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_calibrate(
    folder: &Path,
    answer: &CalibrateAnswer,
    extends: &str,
    manifest: &StudyManifest<CalibrateManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("calibration.json", answer)?;
    files.json(&scenario_name(answer), &scenario(answer, extends))?;
    let more = || vec![rows::summaries(answer), rows::observed(answer)];
    let book = || Book { words: page::calibrate::content(answer), summary: rows::summary(answer), more: more() };
    let basis = manifest.basis(&answer.scenario);
    files.forms(manifest.options.also, &basis, &rows::tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}

/// File name of the fitted scenario.
#[must_use]
pub(crate) fn scenario_name(answer: &CalibrateAnswer) -> String {
    format!("{}-calibrated.json", answer.scenario.name)
}

/// The scenario with the fitted parameters as joint draws.
fn scenario(answer: &CalibrateAnswer, extends: &str) -> Value {
    let reason = format!(
        "fitted to {} months of \"{}\" by rejection with regression adjustment: {} of {} trials kept",
        answer.months.len(),
        answer.series,
        answer.kept,
        answer.run.trials
    );
    let records = "fitted to dated licence records by maximum likelihood; draws of the normal distribution that the estimate tends to";
    let parameter = |p: &Calibrated| {
        json!({
            "value": {
                "empirical": {"csv": DRAWS, "column": p.name, "together": "posterior"},
                "assumption": if p.from_records { records } else { &reason },
            }
        })
    };
    let parameters: Map<String, Value> = answer
        .parameters
        .iter()
        .map(|p| {
            let mut value = parameter(p);
            value["low"] = json!(p.posterior.p05);
            value["high"] = json!(p.posterior.p95);
            (p.name.clone(), value)
        })
        .collect();
    json!({
        "extends": extends,
        "title": format!("{}, calibrated", answer.scenario.title),
        "parameters": parameters,
    })
}
