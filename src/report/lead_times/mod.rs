//! Lead times as people and programs read them: by vendor, with what is pasted into a scenario.

mod charts;
pub(super) mod rows;
mod table;
pub(super) mod words;

pub(crate) use charts::charts as lead_time_charts;
pub(crate) use table::render as render_lead_times;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, InputFile, ReportError, StudyManifest, page};
use crate::experiment::LeadTimesAnswer;

/// Kind of its manifest.
pub(crate) const LEAD_TIMES: &str = "linestop calibrate --lead-times";
/// File of what can be pasted into lanes.
pub(crate) const TRANSIT: &str = "transit.json";

/// Options of lead times that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeadTimesManifest {
    /// The file of orders.
    pub orders: InputFile,
    /// The day until which open orders have waited.
    pub as_of: Date,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(answer: &LeadTimesAnswer) -> Vec<Data<'_>> {
    vec![rows::lead_times(answer), rows::curves(answer)]
}

/// Writes all files of lead times into an empty folder; `over` is a scenario laid over another, with its file name.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_lead_times(
    folder: &Path,
    answer: &LeadTimesAnswer,
    over: Option<(&str, &Value)>,
    manifest: &StudyManifest<LeadTimesManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("lead-times.json", answer)?;
    files.json(TRANSIT, &snippets(answer))?;
    if let Some((name, scenario)) = over {
        files.json(name, scenario)?;
    }
    let book = || Book { words: page::lead_times::content(answer), summary: rows::summary(answer), more: Vec::new() };
    let mut basis = manifest.basis_without_scenario();
    basis.inputs.push(&manifest.options.orders);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
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
