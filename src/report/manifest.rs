//! `manifest.json`: what a result came from. The same manifest gives the same files, byte for byte.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::experiment::{RunAnswer, Setting};

/// Its file name.
pub(super) const NAME: &str = "manifest.json";
/// Folder, inside that of a result, of the scenarios that its command reads.
pub(super) const SCENARIOS: &str = "scenarios";
/// What marks the manifest of a run.
pub(super) const RUN: &str = "linestop run";

/// Whether a manifest of this kind was written by linestop.
pub(super) fn is_ours(kind: &str) -> bool {
    kind.starts_with("linestop ")
}

/// What a result came from. Threads, time and place are not in it: they change nothing.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Manifest {
    /// Always the same: tells the folder as one that linestop wrote.
    pub kind: &'static str,
    /// Version of linestop.
    pub linestop: String,
    /// Name of the scenario.
    pub scenario: String,
    /// SHA-256 of the scenario after `extends` and overrides, keys sorted.
    pub scenario_sha256: String,
    /// Scenario files that were read, the one named first.
    pub inputs: Vec<InputFile>,
    /// The scenario itself, and the command.
    #[serde(flatten)]
    pub again: Again,
    /// Values given on the command line.
    pub set: Vec<(String, Setting)>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// First day.
    pub start: Date,
    /// Number of days.
    pub horizon_days: u32,
    /// Options that change what is written.
    pub options: Options,
    /// Files of the result.
    pub files: Vec<String>,
}

/// A scenario file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InputFile {
    /// File name, without its folder.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// Which files are written besides the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Also {
    /// Charts.
    pub charts: bool,
    /// The tables as Parquet too.
    pub parquet: bool,
    /// A workbook.
    pub xlsx: bool,
}

/// Options that change what is written.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Options {
    /// Precision asked for.
    pub precision: Option<f64>,
    /// Whether outcomes of all trials were kept.
    pub outcomes: &'static str,
    /// Days from one band to the next.
    pub bands_every_days: u32,
    /// Whether conservation was checked.
    pub audit: bool,
    /// Files besides the usual ones.
    #[serde(flatten)]
    pub also: Also,
}

/// What the result of a command on several models came from: a comparison, a sweep.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StudyManifest<O> {
    /// "linestop" and the command.
    pub kind: &'static str,
    /// Version of linestop.
    pub linestop: String,
    /// Scenarios, the base first, and the command.
    #[serde(flatten)]
    pub scenarios: Sources,
    /// Values given on the command line for all of them.
    pub set: Vec<(String, Setting)>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// First day.
    pub start: Date,
    /// Number of days.
    pub horizon_days: u32,
    /// Options of the command that change what is written.
    pub options: O,
    /// Files of the result.
    pub files: Vec<String>,
}

/// What it takes to do it all again.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Again {
    /// The command, word by word, for someone who stands in the folder of the result.
    pub command: Vec<String>,
    /// Scenarios that the command reads, by their names: after `extends` and overrides. They are written into the
    /// folder, below `scenarios`.
    #[serde(skip)]
    pub scenarios: Vec<(String, Value)>,
}

/// Where the scenarios of a study came from.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sources {
    /// Scenarios, the base first.
    #[serde(rename = "scenarios")]
    pub list: Vec<ScenarioSource>,
    /// The scenarios themselves, and the command.
    #[serde(flatten)]
    pub again: Again,
}

/// Where a scenario came from.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ScenarioSource {
    /// Its name.
    pub name: String,
    /// SHA-256 of the scenario after `extends` and overrides, keys sorted.
    pub sha256: String,
    /// Files that were read, the one named first.
    pub inputs: Vec<InputFile>,
}

impl Manifest {
    /// The manifest of an answer; its list of files is filled as they are written.
    #[must_use]
    pub(crate) fn new(
        answer: &RunAnswer,
        inputs: Vec<InputFile>,
        again: Again,
        set: Vec<(String, Setting)>,
        also: Also,
    ) -> Self {
        let (scenario, run) = (&answer.scenario, &answer.run);
        Self {
            kind: RUN,
            linestop: run.linestop.clone(),
            scenario: scenario.name.clone(),
            scenario_sha256: scenario.sha256.clone(),
            inputs,
            again,
            set,
            seed: run.seed,
            trials: run.trials,
            start: scenario.start,
            horizon_days: scenario.horizon_days,
            options: Options {
                precision: run.precision.map(|p| p.asked),
                outcomes: if run.outcomes_kept { "all" } else { "none" },
                bands_every_days: run.bands_every_days,
                audit: run.audited,
                also,
            },
            files: Vec::new(),
        }
    }
}
