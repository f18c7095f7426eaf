//! Outcomes of models as they come: for whoever chooses the points where they are asked.

use super::answer::Estimate;
use super::measure::Measure;
use super::study::{self, sampled};
use super::{Stopped, Watch};
use crate::engine::Streams;
use crate::model::Model;

/// How points are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct PointOptions {
    /// What is looked at.
    pub measures: Vec<Measure>,
    /// Number of trials at each point, the same at all.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
}

/// The outcomes of a model; nothing where an outcome cannot be told of it.
pub(crate) fn outcomes_of(
    model: &Model,
    options: &PointOptions,
    watch: &Watch,
) -> Result<Vec<Option<Estimate>>, Stopped> {
    let own = [(model, Streams::new(model, options.seed))];
    let plan = study::plan(model, options.trials, options.seed);
    let samples = sampled(&own, &plan, &options.measures, watch)?.remove(0);
    Ok(samples.iter().map(|sample| Some(sample.as_ref()?.estimate())).collect())
}
