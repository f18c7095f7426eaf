//! Deadlines as people and programs read them.

mod charts;
mod rows;
mod table;
pub(super) mod words;

pub(crate) use charts::charts as deadline_charts;
pub(crate) use table::render as render_deadline;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::DeadlineAnswer;

/// Kind of its manifest.
pub(crate) const DEADLINE: &str = "linestop deadline";

/// Options of deadlines that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DeadlineManifest {
    /// Chances of no halt.
    pub chances: Vec<f64>,
    /// Lines that were asked about; all if none is named.
    pub lines: Vec<String>,
    /// Parts that were asked about; all if none is named.
    pub parts: Vec<String>,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(answer: &DeadlineAnswer) -> Vec<Data<'_>> {
    vec![rows::deadlines(answer), rows::course(answer)]
}

/// Writes all files of deadlines into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_deadline(
    folder: &Path,
    answer: &DeadlineAnswer,
    manifest: &StudyManifest<DeadlineManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("deadline.json", answer)?;
    let book = || Book { words: page::deadline::content(answer), summary: rows::summary(answer), more: Vec::new() };
    let basis = manifest.basis(&answer.scenario);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
