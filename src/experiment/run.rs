//! The main experiment: simulate scenarios, each for a number of trials or until its chances are precise.

use super::answer::{CONFIDENCE, PrecisionReached, RunAnswer};
use super::gauge::judged;
use super::measure::Measure;
use super::summarise::summarise;
use super::{Plan, Simulated, Stopped, Tally, USUAL_SEED, USUAL_TRIALS, Watch, simulate_beyond};
use crate::model::Model;
use crate::statistics::{proportion, sequential};

/// A compiled scenario with what an answer says of it.
#[derive(Clone, Copy, Debug)]
pub struct NamedModel<'a> {
    /// Name, for folders and tables.
    pub name: &'a str,
    /// Its fingerprint, as SHA-256.
    pub sha256: &'a str,
    /// The model.
    pub model: &'a Model,
}

/// How many trials.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trials {
    /// This many.
    Fixed(u64),
    /// Until the 95 % interval of every manufacturer's chance of a halt reaches this far to either side, or
    /// `MOST_TRIALS_UNTIL_PRECISE` are done.
    UntilPrecise(f64),
}

/// How to run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunOptions {
    /// Number of trials.
    pub trials: Trials,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Keep the outcome of every trial and line.
    pub outcomes: bool,
    /// Days from one band to the next.
    pub band_every: u32,
    /// Check conservation in every trial.
    pub audit: bool,
    /// Thresholds: the chance that a trial lies beyond each is told.
    pub thresholds: Vec<Measure>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            trials: Trials::Fixed(USUAL_TRIALS),
            seed: USUAL_SEED,
            outcomes: true,
            band_every: 7,
            audit: false,
            thresholds: Vec::new(),
        }
    }
}

/// Trials before the first look at the precision; each further look is at twice as many.
const FIRST_LOOK: u64 = 1000;
/// A run until precise ends here at the latest.
pub(super) const MOST_TRIALS_UNTIL_PRECISE: u64 = 10_000_000;

impl Trials {
    /// The number of trials, or the most that it can take: a chance of one half is the least precise.
    #[must_use]
    pub fn at_most(self) -> u64 {
        match self {
            Self::Fixed(trials) => trials,
            Self::UntilPrecise(precision) => (0..64)
                .map(total_at_look)
                .find(|n| *n == MOST_TRIALS_UNTIL_PRECISE || half_width(n / 2, *n) <= precision)
                .unwrap_or(MOST_TRIALS_UNTIL_PRECISE),
        }
    }
}

/// Runs every scenario. Each gives the same answer as if it ran alone, whatever the number of threads.
///
/// # Errors
/// When [`Watch::stop`] was set.
pub fn run(models: &[NamedModel], options: &RunOptions, watch: &Watch) -> Result<Vec<RunAnswer>, Stopped> {
    let mut results: Vec<Option<Simulated>> = models.iter().map(|_| None).collect();
    let mut open: Vec<usize> = (0..models.len()).collect();
    let mut done = 0;
    for look in 0.. {
        let total = match options.trials {
            Trials::Fixed(trials) => trials,
            Trials::UntilPrecise(_) => total_at_look(look),
        };
        let plan = Plan {
            first_trial: done,
            trials: total - done,
            seed: options.seed,
            outcomes: options.outcomes,
            band_every: options.band_every,
            audit: options.audit,
        };
        let round: Vec<&Model> = open.iter().map(|m| models[*m].model).collect();
        for (m, more) in open.iter().zip(simulate_beyond(&round, &options.thresholds, &plan, watch)?) {
            match &mut results[*m] {
                Some(sum) => {
                    sum.tally.merge(&more.tally);
                    sum.outcomes.extend_from_slice(&more.outcomes);
                }
                empty => *empty = Some(more),
            }
        }
        done = total;
        let Trials::UntilPrecise(precision) = options.trials else { break };
        open.retain(|m| {
            let widest = results[*m].as_ref().map_or(1.0, |r| widest(models[*m].model, &r.tally));
            widest > precision && total < MOST_TRIALS_UNTIL_PRECISE
        });
        if open.is_empty() {
            break;
        }
    }
    Ok(models
        .iter()
        .zip(results.into_iter().flatten())
        .map(|(named, simulated)| {
            let precision = match options.trials {
                Trials::Fixed(_) => None,
                Trials::UntilPrecise(asked) => {
                    let widest = widest(named.model, &simulated.tally);
                    Some(PrecisionReached { asked, widest, reached: widest <= asked })
                }
            };
            summarise(named, options, precision, simulated)
        })
        .collect())
}

fn total_at_look(look: u32) -> u64 {
    sequential::trials_at_look(FIRST_LOOK, look).min(MOST_TRIALS_UNTIL_PRECISE)
}

fn half_width(halted: u64, trials: u64) -> f64 {
    proportion::wilson(halted, trials, CONFIDENCE).half_width()
}

/// The largest half-width of the chance of a halt among manufacturers; among all lines if nothing sells.
fn widest(model: &Model, tally: &Tally) -> f64 {
    judged(model).into_iter().map(|line| half_width(tally.sites[line].halted(), tally.trials)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_until_precise_is_bounded() {
        assert_eq!(Trials::Fixed(7).at_most(), 7);
        // 1.96² / (4 · 0.01²) = 9604 trials make ± 1 % at one half.
        assert_eq!(Trials::UntilPrecise(0.01).at_most(), 16_000);
        assert_eq!(Trials::UntilPrecise(0.4).at_most(), 1000);
        assert_eq!(Trials::UntilPrecise(1e-6).at_most(), MOST_TRIALS_UNTIL_PRECISE);
    }
}
