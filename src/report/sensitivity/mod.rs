//! What matters, as people and programs read it.

mod charts;
pub(super) mod phrases;
pub(super) mod rows;
mod table;

pub(crate) use charts::charts as sensitivity_charts;
pub(super) use table::known;
pub(crate) use table::render as render_sensitivity;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::{ParameterFacts, SensitivityAnswer};

/// Kind of its manifest.
pub(crate) const SENSITIVITY: &str = "linestop sensitivity";

/// Options of an analysis of sensitivity that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SensitivityManifest {
    /// What was looked at.
    pub outcomes: Vec<String>,
    /// From where on an outcome is bad; nothing is the usual.
    pub threshold: Option<f64>,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Facts of a parameter by its name.
pub(super) fn parameter<'a>(answer: &'a SensitivityAnswer, name: &str) -> Option<&'a ParameterFacts> {
    answer.parameters.iter().find(|parameter| parameter.name == name)
}

/// Writes all files of an analysis into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_sensitivity(
    folder: &Path,
    answer: &SensitivityAnswer,
    manifest: &StudyManifest<SensitivityManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("sensitivity.json", answer)?;
    let more = || vec![rows::courses(answer)];
    let book = || Book { words: page::sensitivity::content(answer), summary: rows::summary(answer), more: more() };
    let basis = manifest.basis(&answer.scenario);
    files.forms(manifest.options.also, &basis, &rows::tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
