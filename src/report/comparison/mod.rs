//! A comparison as people and programs read it.

pub(super) mod changes;
mod charts;
pub(super) mod regret;
pub(super) mod rows;
pub(super) mod table;

pub(crate) use charts::charts as comparison_charts;
pub(crate) use table::render as render_compare;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::{CompareAnswer, RankBy};

/// Kind of its manifest.
pub(crate) const COMPARE: &str = "linestop compare";

/// Options of a comparison that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompareManifest {
    /// What the ranking goes by.
    pub rank: RankBy,
    /// Trials in each world of the table of regret; 0 is no table.
    pub regret_trials: u64,
    /// Worlds that were asked for, with their odds.
    pub worlds: Vec<(String, Option<f64>)>,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Writes all files of a comparison into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_compare(
    folder: &Path,
    answer: &CompareAnswer,
    manifest: &StudyManifest<CompareManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("comparison.json", answer)?;
    let Some(base) = answer.scenarios.first() else { return Ok(Vec::new()) };
    let book = || Book { words: page::comparison::content(answer), summary: rows::summary(answer), more: Vec::new() };
    let basis = manifest.basis(base);
    files.forms(manifest.options.also, &basis, &rows::tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
