//! What changed between two scenarios, as people and programs read it.

mod charts;
mod rows;
mod table;
pub(super) mod words;

pub(crate) use charts::charts as diff_charts;
pub(crate) use table::render as render_diff;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::DiffAnswer;

/// Kind of its manifest.
pub(crate) const DIFF: &str = "linestop diff";

/// Options of a diff that change what is written.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct DiffManifest {
    /// Whether every changed thing was put in for itself.
    pub apart: bool,
    /// Whether all days of each count.
    pub all_days: bool,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(answer: &DiffAnswer) -> Vec<Data<'_>> {
    vec![rows::parts(answer), rows::changes(answer)]
}

/// Writes all files of a diff into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_diff(
    folder: &Path,
    answer: &DiffAnswer,
    manifest: &StudyManifest<DiffManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("diff.json", answer)?;
    let book = || Book { words: page::diff::content(answer), summary: rows::summary(answer), more: Vec::new() };
    let basis = manifest.basis(&answer.new);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
