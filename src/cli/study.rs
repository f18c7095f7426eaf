//! A command that asks one experiment: its folder is open before it runs, and its result is written whole or not at
//! all.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::load::{read_from, sources, tell_warnings};
use super::simulation::Simulation;
use super::{Failure, progress, terminal};
use crate::case::{Case, Error};
use crate::experiment::{ScenarioFacts, Watch, with_threads};
use crate::report::{Layout, ReportError, StudyManifest, Undrawn};

/// What is asked of whom.
pub(super) struct Study<'a> {
    /// What marks its manifest.
    pub kind: &'static str,
    /// Options of every simulation.
    pub simulation: &'a Simulation,
    /// Name of the folder of its result.
    pub name: String,
    /// The scenarios, the base first.
    pub cases: &'a [Case],
    /// Files besides the scenarios that are read.
    pub others: Vec<PathBuf>,
    /// Trials that will be simulated, where that is known.
    pub total: Option<u64>,
}

impl Study<'_> {
    /// Asks, writes the answer and shows it. `files` names those of the result that come first.
    pub(super) fn done<A: Serialize + Send>(
        &self,
        ask: impl FnOnce(&Watch) -> Result<A, Error> + Send,
        write: impl FnOnce(&Path, &A, &AtomicBool) -> Result<Vec<Undrawn>, ReportError>,
        show: impl FnOnce(&A, Layout) -> String,
        files: impl FnOnce(&A) -> Vec<String>,
    ) -> Result<(A, Vec<PathBuf>), Failure> {
        let mut inputs = read_from(self.cases);
        inputs.extend(self.others.iter().cloned());
        let target = self.simulation.target(vec![self.name.clone()], inputs)?;
        self.cases.iter().for_each(tell_warnings);
        let watch = progress::interruptible()?;
        // Opened before the run: better to hear now that nothing can be written there.
        let mut staging = target.open()?;
        let threads = self.simulation.threads.map_or(0, usize::from);
        let answer = progress::shown(&watch, self.total, || with_threads(threads, || ask(&watch)))??;
        terminal::tell_undrawn(&write(&staging.folder(&self.name)?, &answer, &watch.stop)?);
        let folders = staging.install()?;
        if self.simulation.wanted.json {
            terminal::print_json(&answer)?;
            return Ok((answer, folders));
        }
        terminal::print(&show(&answer, terminal::layout()))?;
        let files = files(&answer);
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        for folder in &folders {
            terminal::print(&format!("\n{}", self.simulation.wanted.written(folder, &files)))?;
        }
        Ok((answer, folders))
    }

    /// What the answer came from.
    pub(super) fn manifest<O>(&self, scenario: &ScenarioFacts, trials: u64, options: O) -> StudyManifest<O> {
        StudyManifest {
            kind: self.kind,
            linestop: env!("CARGO_PKG_VERSION").to_owned(),
            scenarios: sources(self.cases),
            set: self.simulation.set.clone(),
            seed: self.simulation.seed,
            trials,
            start: scenario.start,
            horizon_days: scenario.horizon_days,
            options,
            files: Vec::new(),
        }
    }
}

/// Names of files as they are listed.
pub(super) fn names(files: &[&str]) -> Vec<String> {
    files.iter().map(|file| (*file).to_owned()).collect()
}
