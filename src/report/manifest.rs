//! `manifest.json`: what a result came from. The same manifest gives the same files, byte for byte.

use jiff::civil::Date;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::answer::Answer;
use super::study::{Facts, Kind};
use crate::experiment::Setting;

/// Its file name.
pub(super) const NAME: &str = "manifest.json";
/// Folder, inside that of a result, of the scenarios that its command reads.
pub(super) const SCENARIOS: &str = "scenarios";

/// Whether a manifest of this kind was written by linestop.
pub(super) fn is_ours(kind: &str) -> bool {
    kind.starts_with("linestop ")
}

/// What a result came from. Threads, time and place are not in it: they change nothing.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Manifest {
    /// Tells the folder as one that linestop wrote: "linestop" and the command.
    #[serde(serialize_with = "name")]
    pub(super) kind: Kind,
    /// Version of linestop.
    pub linestop: &'static str,
    /// Scenarios, and the command.
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
    pub options: Value,
    /// Those about files besides the usual ones.
    #[serde(skip)]
    pub also: Also,
    /// Files of the result.
    pub files: Vec<String>,
}

fn name<S: Serializer>(kind: &Kind, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(kind.name)
}

/// A file that was read.
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

/// Where the scenarios of a result came from.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sources {
    /// Scenarios, the base first.
    #[serde(flatten)]
    pub of: Of,
    /// Other files that a workbook names.
    #[serde(skip)]
    pub others: Vec<InputFile>,
    /// The scenarios themselves, and the command.
    #[serde(flatten)]
    pub again: Again,
}

/// Of how many scenarios a kind of result may be.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Of {
    /// Of one.
    One {
        /// Its name.
        scenario: String,
        /// SHA-256 of the scenario after `extends` and overrides, keys sorted.
        scenario_sha256: String,
        /// Files that were read, the one named first.
        inputs: Vec<InputFile>,
    },
    /// Of any number.
    Several {
        /// All of them, the base first.
        scenarios: Vec<Source>,
    },
}

/// Where a scenario came from.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Source {
    /// Its name.
    pub name: String,
    /// SHA-256 of the scenario after `extends` and overrides, keys sorted.
    pub sha256: String,
    /// Files that were read, the one named first.
    pub inputs: Vec<InputFile>,
}

impl Sources {
    /// Name and SHA-256 of all of them, the base first.
    pub(super) fn scenarios(&self) -> Vec<(&str, &str)> {
        match &self.of {
            Of::One { scenario, scenario_sha256, .. } => vec![(scenario, scenario_sha256)],
            Of::Several { scenarios } => scenarios.iter().map(|one| (one.name.as_str(), one.sha256.as_str())).collect(),
        }
    }

    /// Files that were read.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &InputFile> {
        let (one, several) = match &self.of {
            Of::One { inputs, .. } => (&inputs[..], &[][..]),
            Of::Several { scenarios } => (&[][..], &scenarios[..]),
        };
        one.iter().chain(several.iter().flat_map(|source| &source.inputs)).chain(&self.others)
    }
}

impl Manifest {
    /// The manifest of an answer; its list of files is filled as they are written. `options` is an
    /// object.
    pub(crate) fn new(
        answer: &Answer,
        scenarios: Sources,
        set: Vec<(String, Setting)>,
        mut options: Value,
        also: Also,
    ) -> Self {
        for (name, wanted) in [("charts", also.charts), ("parquet", also.parquet), ("xlsx", also.xlsx)] {
            options[name] = wanted.into();
        }
        let Facts { kind, seed, trials, start, horizon_days, .. } = answer.study().facts();
        let linestop = env!("CARGO_PKG_VERSION");
        Self { kind, linestop, scenarios, set, seed, trials, start, horizon_days, options, also, files: Vec::new() }
    }
}
