//! The story of one trial as people and programs read it.

mod charts;
pub(super) mod events;
mod most;
mod rows;
pub(super) mod steps;
mod text;

pub(crate) use charts::charts as story_charts;
pub(crate) use text::render as render_explain;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::data::Data;
use super::files::{Files, Undrawn};
use super::workbook::Book;
use super::{Also, ReportError, StudyManifest, page};
use crate::experiment::{ExplainAnswer, LineStory, Pick};

/// Kind of its manifest.
pub(crate) const EXPLAIN: &str = "linestop explain";

/// Options of a story that change what is written.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ExplainManifest {
    /// Number of the trial.
    pub trial: u64,
    /// How it was chosen; nothing if it was asked for by its number.
    pub pick: Option<Pick>,
    /// Key of the site that the story is about, if one was asked for.
    pub site: Option<String>,
    /// Whether all lines are told, with every order.
    pub all: bool,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// The lines that a story is about: the one asked for, all of them, or the one that loses most; if none loses, the
/// first that sells.
pub(super) fn told<'a>(story: &'a ExplainAnswer, site: Option<&str>, all: bool) -> Vec<&'a LineStory> {
    if let Some(site) = site {
        return story.lines.iter().filter(|line| line.site == site || line.buyer() == site).collect();
    }
    if all {
        return story.lines.iter().collect();
    }
    let weight = |line: &LineStory| (line.loss, f64::from(line.halt_days), f64::from(u8::from(line.manufacturer)));
    let heavier =
        |a: &&LineStory, b: &&LineStory| weight(a).partial_cmp(&weight(b)).is_some_and(std::cmp::Ordering::is_gt);
    let mut lines = story.lines.iter();
    let first = lines.next();
    lines
        .fold(first, |best, line| best.map(|best| if heavier(&line, &best) { line } else { best }))
        .into_iter()
        .collect()
}

/// Its tables, in the order in which they are told.
pub(super) fn tables(story: &ExplainAnswer) -> Vec<Data<'_>> {
    let mut tables = vec![rows::events(story)];
    if !story.register.is_empty() {
        tables.push(rows::register(story));
    }
    tables
}

/// Writes all files of a story into an empty folder.
///
/// # Errors
/// What the system or a chart refuses, or the user's stop.
pub(crate) fn write_explain(
    folder: &Path,
    story: &ExplainAnswer,
    manifest: &StudyManifest<ExplainManifest>,
    stop: &AtomicBool,
) -> Result<Vec<Undrawn>, ReportError> {
    let mut files = Files::new(folder, stop);
    files.json("story.json", story)?;
    let options = &manifest.options;
    let more = || vec![rows::halts(story), rows::stocks(story), rows::drawn(story)];
    let book = || Book { words: page::story::content(story), summary: rows::summary(story), more: more() };
    let basis = manifest.basis(&story.scenario);
    let charts = || charts::charts(story, options.site.as_deref(), options.all);
    files.forms(options.also, &basis, &tables(story), book, charts)?;
    files.manifest(&manifest.scenarios.again, |files| StudyManifest { files, ..manifest.clone() })
}
