//! What a result rests on: told alike by all forms of it.

use jiff::civil::Date;

use super::manifest::{Again, InputFile, Manifest, StudyManifest};
use crate::experiment::{ScenarioFacts, Setting};

/// Scenario, random numbers and command behind a result.
pub(super) struct Basis<'a> {
    /// "linestop" and the command.
    pub kind: &'static str,
    /// The scenario; of several, the base; nothing where the result is of none.
    pub scenario: Option<&'a ScenarioFacts>,
    /// The first day that it is about.
    pub start: Date,
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
            scenario: Some(scenario),
            start: self.start,
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
        Basis { scenario: Some(scenario), ..self.basis_without_scenario() }
    }

    /// What a result rests on that is not of a scenario, even if one was read.
    pub(super) fn basis_without_scenario(&self) -> Basis<'_> {
        let list = &self.scenarios.list;
        Basis {
            kind: self.kind,
            scenario: None,
            start: self.start,
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
