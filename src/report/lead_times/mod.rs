//! Lead times as people and programs read them: by vendor, with what is pasted into a scenario.

mod charts;
mod rows;
mod table;

pub(crate) use table::render as render_lead_times;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::files::{Files, Undrawn};
use super::manifest::Again;
use super::{InputFile, ReportError};
use crate::experiment::LeadTimesAnswer;

/// Kind of its manifest.
pub(crate) const LEAD_TIMES: &str = "linestop calibrate --lead-times";
/// File of what can be pasted into lanes.
pub(crate) const TRANSIT: &str = "transit.json";

/// What lead times came from.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeadTimesManifest {
    /// "linestop" and the command.
    pub kind: &'static str,
    /// Version of linestop.
    pub linestop: String,
    /// Files that were read.
    pub inputs: Vec<InputFile>,
    /// The command.
    #[serde(flatten)]
    pub again: Again,
    /// Files of the result.
    pub files: Vec<String>,
}

/// Writes all files of lead times into an empty folder; `over` is a scenario laid over another, with its file name.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_lead_times(
    folder: &Path,
    answer: &LeadTimesAnswer,
    over: Option<(&str, &Value)>,
    (manifest, with_charts): (&LeadTimesManifest, bool),
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("lead-times.json", answer)?;
    files.json(TRANSIT, &snippets(answer))?;
    if let Some((name, scenario)) = over {
        files.json(name, scenario)?;
    }
    for data in [rows::lead_times(answer), rows::curves(answer)] {
        files.table(&data)?;
    }
    if with_charts {
        files.charts(&charts::charts(answer))?;
    }
    files.manifest(&manifest.again, |files| LeadTimesManifest { files, ..manifest.clone() })
}

/// What can be pasted into the lanes of each vendor.
fn snippets(answer: &LeadTimesAnswer) -> Value {
    let one = |vendor: &crate::experiment::LeadTime| {
        let mut transit = vendor.transit_days.clone();
        transit["source"] = vendor.source(answer).into();
        (vendor.vendor.clone(), json!({ "transit_days": transit }))
    };
    Value::Object(answer.vendors.iter().map(one).collect::<Map<_, _>>())
}
