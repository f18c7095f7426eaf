//! A survey in classes as people and programs read it: by group, with what is pasted into a scenario.

mod charts;
pub(super) mod rows;
mod table;
pub(super) mod words;

pub(crate) use charts::charts as survey_charts;
pub(crate) use table::render as render_survey;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, InputFile, ReportError, StudyManifest, page};
use crate::experiment::SurveyAnswer;

/// Kind of its manifest.
pub(crate) const SURVEY: &str = "linestop calibrate --survey";
/// File of what can be pasted into a desk.
pub(crate) const REVIEW: &str = "review.json";

/// Options of a survey that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SurveyManifest {
    /// The file of answers.
    pub survey: InputFile,
    /// The day of the survey.
    pub as_of: Date,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// Its tables.
pub(super) fn tables(answer: &SurveyAnswer) -> Vec<Data<'_>> {
    vec![rows::survey(answer), rows::classes(answer)]
}

/// Writes all files of a survey into an empty folder; `over` is a scenario laid over another, with its file name.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_survey(
    folder: &Path,
    answer: &SurveyAnswer,
    over: Option<(&str, &Value)>,
    manifest: &StudyManifest<SurveyManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("survey.json", answer)?;
    files.json(REVIEW, &answer.snippets())?;
    if let Some((name, scenario)) = over {
        files.json(name, scenario)?;
    }
    let book = || Book { words: page::survey::content(answer), summary: rows::summary(answer), more: Vec::new() };
    let mut basis = manifest.basis_without_scenario();
    basis.inputs.push(&manifest.options.survey);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
