//! The stock that lines need, as people and programs read it.

mod charts;
mod details;
mod many;
mod proposed;
pub(super) mod requisition;
mod rows;
mod table;
mod totals;
pub(super) mod words;

pub(crate) use charts::charts as sizing_charts;
pub(crate) use table::render as render_size;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::data::Data;
use super::files::{Files, Undrawn};
use super::manifest::SCENARIOS;
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::size::{SizeAnswer, What};

/// Kind of its manifest.
pub(crate) const SIZE: &str = "linestop size";

/// Options of a sizing that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SizeManifest {
    /// What was asked for.
    pub target: String,
    /// What is decided.
    pub what: What,
    /// Lines that were sized, by their keys.
    pub lines: Vec<String>,
    /// Trials on which the stock was tried.
    pub fresh_trials: u64,
    /// Whether one pass was taken also where it is not exact.
    pub one_pass: bool,
    /// Most stock that was looked at, days.
    pub most_days: f64,
    /// Classes of parts with targets of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(answer: &SizeAnswer) -> Vec<Data<'_>> {
    vec![requisition::requisition(answer), rows::sizing(answer), rows::curve(answer)]
}

/// Writes all files of a sizing into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_size(
    folder: &Path,
    answer: &SizeAnswer,
    manifest: &StudyManifest<SizeManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("sizing.json", answer)?;
    if let Some((name, _)) = manifest.scenarios.again.scenarios.first() {
        files.json(proposed::PROPOSED, &proposed::proposed(answer, &format!("{SCENARIOS}/{name}.json")))?;
    }
    let book = || Book { words: page::sizing::content(answer), summary: rows::summary(answer), more: Vec::new() };
    let basis = manifest.basis(&answer.scenario);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
