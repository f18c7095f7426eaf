//! What a result rests on: told alike by all forms of it.

use super::manifest::{Again, InputFile, Manifest, StudyManifest};
use crate::experiment::{ScenarioFacts, Setting};

/// Scenario, luck and command behind a result.
pub(super) struct Basis<'a> {
    /// "linestop" and the command.
    pub kind: &'static str,
    /// The scenario; of several, the base.
    pub scenario: &'a ScenarioFacts,
    /// Name and SHA-256 of all of them, the base first.
    pub scenarios: Vec<(&'a str, &'a str)>,
    /// Scenario files that were read.
    pub inputs: Vec<&'a InputFile>,
    /// Version of linestop.
    pub linestop: &'a str,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// Values given on the command line.
    pub set: &'a [(String, Setting)],
    /// The command, and the scenarios themselves.
    pub again: &'a Again,
}

impl Manifest {
    /// What its result rests on.
    pub(super) fn basis<'a>(&'a self, scenario: &'a ScenarioFacts) -> Basis<'a> {
        Basis {
            kind: self.kind,
            scenario,
            scenarios: vec![(&self.scenario, &self.scenario_sha256)],
            inputs: self.inputs.iter().collect(),
            linestop: &self.linestop,
            seed: self.seed,
            trials: self.trials,
            set: &self.set,
            again: &self.again,
        }
    }
}

impl<O> StudyManifest<O> {
    /// What its result rests on.
    pub(super) fn basis<'a>(&'a self, scenario: &'a ScenarioFacts) -> Basis<'a> {
        let list = &self.scenarios.list;
        Basis {
            kind: self.kind,
            scenario,
            scenarios: list.iter().map(|source| (source.name.as_str(), source.sha256.as_str())).collect(),
            inputs: list.iter().flat_map(|source| &source.inputs).collect(),
            linestop: &self.linestop,
            seed: self.seed,
            trials: self.trials,
            set: &self.set,
            again: &self.scenarios.again,
        }
    }
}
