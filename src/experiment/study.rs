//! Studies: many runs on the same trials, of each of which a sample of every outcome is kept. Runs can be played apart, on
//! any machine: what is read from their samples has the bits of a study that is played at once.

use std::ops::Range;

use super::gauge::TrialOutcomes;
use super::measure::Measure;
use super::sample::Sample;
use super::simulate::simulate_with;
use super::{Plan, Simulated, SiteOutcome, Stopped, Watch};
use crate::engine::Streams;
use crate::model::Model;

/// What is kept of a run: a sample of each outcome, nothing where it cannot be told.
pub(crate) type Samples = Vec<Option<Sample>>;

/// A study as its runs.
pub(crate) trait Runs {
    /// What is read from them.
    type Answer;
    /// Why there is no answer.
    type Error: From<Stopped>;

    /// Number of its runs.
    fn count(&self) -> usize;

    /// A model, and trials of a run of it: as many as any run has.
    fn largest(&self) -> (&Model, u64);

    /// Number of trials of all of them.
    fn trials(&self) -> u64 {
        self.largest().1.saturating_mul(self.count() as u64)
    }

    /// Plays some of its runs.
    fn play(&self, runs: Range<usize>, watch: &Watch) -> Result<Vec<Samples>, Self::Error>;

    /// Reads the answer from the samples of all runs, in their order.
    fn answer(
        &self,
        samples: &mut dyn Iterator<Item = Result<Samples, Self::Error>>,
        watch: &Watch,
    ) -> Result<Self::Answer, Self::Error>;

    /// Plays every run, some at once, and reads the answer.
    fn each_run(&self, watch: &Watch) -> Result<Self::Answer, Self::Error> {
        let (model, trials) = self.largest();
        let (runs, at_once) = (self.count(), at_once(model, trials));
        let played = |first: usize| match self.play(first..runs.min(first + at_once), watch) {
            Ok(samples) => samples.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        };
        self.answer(&mut (0..runs).step_by(at_once).flat_map(played), watch)
    }

    /// The answer, by the shortest way.
    fn answered(&self, watch: &Watch) -> Result<Self::Answer, Self::Error> {
        self.each_run(watch)
    }
}

/// Outcomes that are held at once, in bytes; of one run they are in any case.
const MOST_BYTES: usize = 1 << 28;
/// Runs at once at most.
const MOST_RUNS: usize = 32;

/// How many runs of so many trials are simulated at once.
fn at_once(model: &Model, trials: u64) -> usize {
    let rows = model.lines().len() * usize::try_from(trials).unwrap_or(usize::MAX);
    (MOST_BYTES / (rows * size_of::<SiteOutcome>()).max(1)).clamp(1, MOST_RUNS)
}

/// How a study plays so many trials of its runs.
pub(super) fn plan(model: &Model, trials: u64, seed: u64) -> Plan {
    Plan { outcomes: true, ..Plan::of(model, trials, seed) }
}

/// Simulates models, each on its own random numbers, and takes samples of what is measured.
pub(super) fn sampled(
    models: &[(&Model, Streams)],
    plan: &Plan,
    measures: &[Measure],
    watch: &Watch,
) -> Result<Vec<Samples>, Stopped> {
    let simulated = simulate_with(models, plan, watch)?;
    let samples = |((model, _), simulated): (&(&Model, Streams), Simulated)| -> Samples {
        let trials = TrialOutcomes::new(model, &simulated.outcomes);
        measures.iter().map(|measure| trials.sample(measure)).collect()
    };
    Ok(models.iter().zip(simulated).map(samples).collect())
}
