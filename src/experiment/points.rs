//! Outcomes of models as they come: for whoever chooses the points where they are asked.

use super::answer::Estimate;
use super::measure::Measure;
use super::{Plan, Stopped, TrialOutcomes, Watch, simulate};
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
    let plan = Plan { outcomes: true, ..Plan::of(model, options.trials, options.seed) };
    let simulated = simulate(&[model], &plan, watch)?.remove(0);
    let trials = TrialOutcomes::new(model, &simulated.outcomes);
    Ok(options.measures.iter().map(|measure| trials.sample(measure).map(|sample| sample.estimate())).collect())
}
