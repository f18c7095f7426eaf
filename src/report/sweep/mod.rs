//! A sweep as people and programs read it.

mod charts;
mod rows;
pub(super) mod table;

pub(crate) use charts::charts as sweep_charts;
pub(crate) use table::render as render_sweep;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::{AxisFacts, Design, SweepAnswer};

/// Kind of its manifest.
pub(crate) const SWEEP: &str = "linestop sweep";

/// Options of a sweep that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SweepManifest {
    /// What was swept.
    pub over: Vec<AxisFacts>,
    /// How values were combined.
    pub design: Design,
    /// What was measured.
    pub outcomes: Vec<String>,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(answer: &SweepAnswer) -> Vec<Data<'_>> {
    vec![rows::points(answer)]
}

/// Writes all files of a sweep into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_sweep(
    folder: &Path,
    answer: &SweepAnswer,
    manifest: &StudyManifest<SweepManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("sweep.json", answer)?;
    let book = || Book { words: page::sweep::content(answer), summary: rows::summary(answer), more: Vec::new() };
    let basis = manifest.basis(&answer.scenario);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
