//! A stress test as people and programs read it.

mod charts;
mod rows;
mod table;

pub(crate) use charts::charts as stress_charts;
pub(crate) use table::render as render_stress;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::{Exposure, FailureAnswer, StressAnswer};

/// Kind of its manifest.
pub(crate) const STRESS: &str = "linestop stress";

/// Options of a stress test that change what is written.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct StressManifest {
    /// Day of the horizon on which everything fails, from 0.
    pub from_day: u32,
    /// Days of a failure.
    pub days: u32,
    /// Shortest and longest freeze, in days.
    pub freeze_days: (u32, u32),
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// The line that a failure hits worst: by mean loss, then by how often it is stopped.
pub(super) fn worst(failure: &FailureAnswer) -> Option<&Exposure> {
    let weight = |line: &Exposure| (line.loss.value, line.stopped.share);
    failure.lines.iter().max_by(|a, b| {
        let (a, b) = (weight(a), weight(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    })
}

/// Name of a line for people.
pub(super) fn title<'a>(answer: &'a StressAnswer, site: &'a str) -> &'a str {
    answer.lines.iter().find(|line| line.site == site).map_or(site, |line| &line.title)
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(answer: &StressAnswer) -> Vec<Data<'_>> {
    vec![rows::failures(answer), rows::freezes(answer)]
}

/// Writes all files of a stress test into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_stress(
    folder: &Path,
    answer: &StressAnswer,
    manifest: &StudyManifest<StressManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("stress.json", answer)?;
    let more = || vec![rows::shortest(answer)];
    let book = || Book { words: page::stress::content(answer), summary: rows::summary(answer), more: more() };
    let basis = manifest.basis(&answer.scenario);
    files.forms(manifest.options.also, &basis, &tables(answer), book, || charts::charts(answer))?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
