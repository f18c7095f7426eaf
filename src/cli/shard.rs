//! `linestop run --shard`: a part of the trials of a run, written as a file that `linestop merge` joins with others.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::conduct::Place;
use super::load::{again, inputs, kept, read_from, tell_warnings};
use super::run::WITHOUT_OUTCOMES;
use super::simulation::Simulation;
use super::{Failure, memory, progress, terminal};
use crate::case::Case;
use crate::experiment::{RunOptions, Shard, Trials, with_threads};
use crate::report::{Also, InputFile, write_files};
use crate::scenario::Setting;

/// What a part notes, for the manifest of the whole.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Note {
    pub inputs: Vec<InputFile>,
    pub command: Vec<String>,
    pub scenarios: Vec<(String, Value)>,
    pub set: Vec<(String, Setting)>,
    pub also: Also,
}

/// Plays one shard of all scenarios and writes their parts.
pub(super) fn play(
    simulation: &Simulation,
    cases: &[Case],
    (options, shard): (&RunOptions, Shard),
    set: &[(String, Setting)],
) -> Result<(), Failure> {
    let path = |case: &Case| simulation.out.join(format!("{}.{}.part", case.name(), shard.file_words()));
    let paths: Vec<PathBuf> = cases.iter().map(path).collect();
    let replace = simulation.wanted.replace(read_from(cases));
    paths.iter().try_for_each(|path| replace.check(path))?;
    let own = shard.count(simulation.trials());
    // A run of many small shards on one machine is looked at one by one.
    let trials = options.outcomes.then_some(Trials::Fixed(own));
    memory::check(trials, kept(&cases.iter().collect::<Vec<_>>()), simulation.threads, Some(WITHOUT_OUTCOMES))?;
    cases.iter().for_each(tell_warnings);
    let watch = progress::interruptible()?;
    let threads = Place::of(simulation).pool();
    let total = Some(own.saturating_mul(cases.len() as u64));
    let play = || cases.iter().map(|case| case.run_shard(options, shard, &watch)).collect::<Result<Vec<_>, _>>();
    let parts = progress::shown(&watch, total, || with_threads(threads, play))??;
    let mut files = Vec::new();
    for ((case, part), path) in cases.iter().zip(parts).zip(&paths) {
        let again = again(&[case], cases);
        let note = Note {
            inputs: inputs(case.inputs()),
            command: again.command,
            scenarios: again.scenarios,
            set: set.to_vec(),
            also: simulation.wanted.also(),
        };
        let note = serde_json::to_value(note).map_err(|error| Failure::Fault(error.to_string()))?;
        files.push((path.clone(), case.sign(part, note)?.to_bytes().map_err(crate::case::Error::from)?));
    }
    write_files(&files, &replace)?;
    let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    terminal::written(simulation.wanted.json, &paths, &format!("Written: {}\n", shown.join(", ")))
}
