//! A run of a case in shards, on one machine or on many.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Case, Error};
use crate::experiment::{PartError, RunAnswer, RunOptions, RunPart, Shard, Watch, join, play_shard};
use crate::scenario::ReadFile;

/// What a part says of the case that it is of, so that the case can be had from it.
#[derive(Debug, Deserialize, Serialize)]
struct Origin {
    name: String,
    title: String,
    scenario: Value,
    inputs: Vec<ReadFile>,
    /// What else was noted.
    note: Value,
}

impl Case {
    /// Plays the trials of one shard of a run. Its parts, joined, are the run: see [`Case::join`].
    ///
    /// # Errors
    /// As of [`Case::run`]; when a precision is asked for; when the case has more stock of lines
    /// ([`Case::with_stock`]), which no file says; when [`Watch::stop`] was set.
    pub fn run_shard(&self, options: &RunOptions, shard: Shard, watch: &Watch) -> Result<RunPart, Error> {
        self.check_run(options)?;
        if !self.changes.stock.is_empty() {
            let text = "more stock of lines is not told in parts of a run; write it into the scenario";
            return Err(PartError(vec![text.to_owned()]).into());
        }
        Ok(play_shard(&self.named_model(), options, shard, watch)?)
    }

    /// The answer of a run from its parts, in any order, each with a name for messages; the bits are those of one run.
    /// A part that is there twice counts once. Without `whole` some may be missing: then the answer is that of the
    /// trials that are there.
    ///
    /// # Errors
    /// When parts are missing, overlap, or are of another scenario, seed or number of trials: all that is wrong.
    pub fn join(&self, parts: &[(String, RunPart)], whole: bool) -> Result<RunAnswer, Error> {
        Ok(join(&self.named_model(), parts, whole)?)
    }

    /// A part with all that it takes to have its case from it, and a note.
    ///
    /// # Errors
    /// None that are known.
    pub fn sign(&self, part: RunPart, note: Value) -> Result<RunPart, Error> {
        let origin = Origin {
            name: self.name().to_owned(),
            title: self.title().to_owned(),
            scenario: self.written().clone(),
            inputs: self.inputs().to_vec(),
            note,
        };
        let origin = serde_json::to_value(origin).map_err(|error| PartError(vec![error.to_string()]))?;
        Ok(part.noted(origin))
    }

    /// The case of a part that was signed, and the note.
    ///
    /// # Errors
    /// When it was not signed.
    pub fn of_part(part: &RunPart) -> Result<(Self, Value), Error> {
        let wrong = |why: String| Error::from(PartError(vec![format!("its scenario cannot be read: {why}")]));
        let origin: Origin = serde_json::from_value(part.origin().clone()).map_err(|error| wrong(error.to_string()))?;
        let mut case = Self::from_value(&origin.name, origin.scenario)?.named(&origin.name, &origin.title);
        case.loaded.files = origin.inputs;
        if case.fingerprint() != part.of().scenario_sha256 {
            return Err(wrong("its fingerprint is another one".to_owned()));
        }
        Ok((case, origin.note))
    }
}
