//! `linestop merge`: parts of a run, joined to the result of one run.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::conduct::Results;
use super::load::source;
use super::mistakes::Mistakes;
use super::replace::Overwrite;
use super::run::{refuse_faults, told};
use super::shard::Note;
use crate::case::Case;
use crate::experiment::RunPart;
use crate::report::{Again, Target};

/// Join the parts of a run that were played apart, with `run --shard`, to the result of one run.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  linestop run scenarios/quickstart.json --shard 1/2 --out parts
  linestop run scenarios/quickstart.json --shard 2/2 --out parts
  linestop merge parts/quickstart.1-of-2.part parts/quickstart.2-of-2.part

The result has the same bytes as that of one run, in any order of the parts and for any number of them. A part that \
is there twice counts once. What is missing, or belongs to another scenario, seed or number of trials, is told, and \
nothing is written.")]
pub(super) struct Arguments {
    /// The parts, all of one run.
    #[arg(value_name = "PART", required = true)]
    parts: Vec<PathBuf>,
    /// Folder for the results.
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    #[command(flatten)]
    overwrite: Overwrite,
    /// Print the result as JSON, as in the folder's JSON file, instead of tables.
    #[arg(long)]
    json: bool,
}

/// Joins them and writes the result.
pub(super) fn merge(arguments: &Arguments) -> Result<(), Failure> {
    let parts = parts(&arguments.parts)?;
    let Some((name, first)) = parts.first() else { return Err(Failure::Mistake("there is no part".to_owned())) };
    let (case, note) = Case::of_part(first)?;
    let note: Note = serde_json::from_value(note)
        .map_err(|_| Failure::Mistake(format!("{name} was made by a program, not by linestop run --shard")))?;
    let replace = arguments.overwrite.replace(arguments.parts.clone());
    let target = Target::new(&arguments.out, vec![case.name().to_owned()], replace)?;
    let mut results = Results::open(target, arguments.json, note.also)?;
    let answer = case.join(&parts, true)?;
    refuse_faults(std::slice::from_ref(&answer))?;
    let source = source(&answer, note.inputs, Again { command: note.command, scenarios: note.scenarios });
    results.add(case.name(), told(answer), source, note.set)?;
    results.shown("")
}

/// The parts with their paths, or what is wrong with each of them.
fn parts(paths: &[PathBuf]) -> Result<Vec<(String, RunPart)>, Failure> {
    let mut wrong = Mistakes::default();
    let mut parts = Vec::new();
    for path in paths {
        let shown = path.display().to_string();
        let read = std::fs::read(path).map_err(|error| error.to_string());
        let part = read.and_then(|bytes| RunPart::from_bytes(&bytes).map_err(|error| error.to_string()));
        let part = wrong.keep(part.map_err(|why| Failure::Mistake(format!("{shown}: {why}"))));
        parts.extend(part.map(|part| (shown, part)));
    }
    wrong.all_told()?;
    Ok(parts)
}
