//! A scenario with a new first day as people and programs read it.

mod charts;
mod rows;
mod table;
pub(super) mod words;

pub(crate) use charts::charts as roll_charts;
pub(crate) use table::render as render_roll;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use serde::Serialize;

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::{RollAnswer, RolledFile};

/// Kind of its manifest.
pub(crate) const ROLL: &str = "linestop roll";

/// Options of a roll that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RollManifest {
    /// The new first day.
    pub to: Date,
    /// The files that were read.
    pub lists: Vec<RolledFile>,
    /// Whether what a file does not have is nothing.
    pub unlisted_is_nothing: bool,
    /// Whether rows without a counterpart were refused.
    pub strict: bool,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(answer: &RollAnswer) -> Vec<Data<'_>> {
    vec![
        rows::stocks(answer),
        rows::orders(answer),
        rows::licences(answer),
        rows::passed(answer),
        rows::unmatched(answer),
    ]
}

/// Writes all files of a roll into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_roll(
    folder: &Path,
    answer: &RollAnswer,
    manifest: &StudyManifest<RollManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("roll.json", answer)?;
    let book = || Book { words: page::roll::content(answer), summary: rows::summary(answer), more: Vec::new() };
    let basis = manifest.basis(&answer.old);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
