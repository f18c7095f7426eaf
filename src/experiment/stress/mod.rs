//! Exposure: how long each line survives when one thing stops entirely, how long it takes to recover, what it costs.
//!
//! After D. Simchi-Levi et al., "Identifying Risks and Mitigating Disruptions in the Automotive Supply Chain",
//! Interfaces 45(5), 2015: each supplier, lane, material, country and authority is taken out in turn. First in the
//! deterministic run ([`Model::typical`]), then over trials. Every failure meets the same trials, so that its effect is
//! the difference from the same trial without it.

mod answer;
mod course;
mod failures;
mod summary;

pub use answer::{
    BoundedSpread, Exposure, FailureAnswer, FreezeSeries, SampledFreeze, ShortestFreeze, Spread, StressAnswer,
    StressFacts, TypicalExposure, TypicalFreeze, Undisturbed,
};
pub use failures::FailureKind;

use std::sync::atomic::Ordering;

use jiff::civil::Date;

use super::run::NamedModel;
use super::simulate::in_chunks;
use super::{Stopped, USUAL_SEED, USUAL_TRIALS, Watch};
use crate::engine::Streams;
use crate::model::{Model, Outage, Outages};
use course::{Course, Effect, W, courses};
use failures::{Failure, failures, freeze};

/// How to stress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StressOptions {
    /// Number of trials.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// First day of every failure; nothing is the first day of the scenario.
    pub from: Option<Date>,
    /// Days of every failure.
    pub days: u32,
    /// Shortest and longest freeze, in days.
    pub freeze_days: (u32, u32),
}

impl Default for StressOptions {
    fn default() -> Self {
        Self { trials: USUAL_TRIALS, seed: USUAL_SEED, from: None, days: 90, freeze_days: (1, 180) }
    }
}

/// Why there is no stress test.
#[derive(Debug, thiserror::Error)]
pub enum StressError {
    /// Nothing can halt.
    #[error("no site has inputs, so that nothing can halt and there is nothing to stress")]
    NoLine,
    /// Failures cannot begin outside of the horizon.
    #[error("{from} is not a day of the scenario, which runs from {first} to {last}")]
    NotADay {
        /// Asked for.
        from: Date,
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
    },
    /// No freeze has such a length.
    #[error("freezes of {} to {} days are none; the shortest lasts a day at least, and no longer than the longest", .0.0, .0.1)]
    NoLengths((u32, u32)),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What is asked of a model: the options with their first day as a day of the model.
#[derive(Clone, Copy)]
struct Asked {
    trials: u64,
    seed: u64,
    from: u32,
    days: u32,
    freeze_days: (u32, u32),
}

impl StressOptions {
    /// The first day of failures, counted from the first day of a model.
    ///
    /// # Errors
    /// When nothing can halt; when it lies outside of the model's days; when no freeze has such a length.
    pub fn check(&self, model: &Model) -> Result<u32, StressError> {
        if model.lines().is_empty() {
            return Err(StressError::NoLine);
        }
        if self.freeze_days.0 == 0 || self.freeze_days.1 < self.freeze_days.0 {
            return Err(StressError::NoLengths(self.freeze_days));
        }
        let Some(from) = self.from else { return Ok(0) };
        let day = u32::try_from((from - model.start).get_days()).ok().filter(|day| *day < model.days);
        day.ok_or_else(|| StressError::NotADay { from, first: model.start, last: model.date(model.days - 1) })
    }

    fn asked(&self, from: u32) -> Asked {
        let Self { trials, seed, days, freeze_days, .. } = *self;
        Asked { trials, seed, from, days, freeze_days }
    }
}

/// Trials in a chunk.
const CHUNK: u64 = 128;
/// Lengths of a freeze that are tried over trials, at most.
const LENGTHS: u32 = 12;

/// Everything that is simulated over trials: the failures, then freezes of some lengths.
struct Tests {
    failures: Vec<Failure>,
    /// Authority and days.
    freezes: Vec<(usize, u32)>,
}

impl Tests {
    fn of(model: &Model, options: &Asked) -> Self {
        let failures = failures(model, &(options.from..options.from.saturating_add(options.days)));
        let lengths = lengths(options.freeze_days);
        let freezes = licensing(model).flat_map(|a| lengths.iter().map(move |days| (a, *days))).collect();
        Self { failures, freezes }
    }

    fn outages(&self, from: u32) -> Vec<Outage> {
        let freezes = self.freezes.iter().map(|(a, days)| freeze(*a, from..from.saturating_add(*days)));
        self.failures.iter().map(|failure| failure.outage.clone()).chain(freezes).collect()
    }
}

/// Authorities that license any lane.
fn licensing(model: &Model) -> impl Iterator<Item = usize> {
    (0..model.authorities.len()).filter(|a| model.lanes.iter().any(|lane| lane.authority == Some(*a)))
}

/// Some lengths between two, evenly spaced; both are among them.
fn lengths((shortest, longest): (u32, u32)) -> Vec<u32> {
    let steps = LENGTHS.min(longest - shortest + 1);
    if steps < 2 {
        return vec![longest];
    }
    (0..steps).map(|at| shortest + (longest - shortest) * at / (steps - 1)).collect()
}

/// Lines that are judged: manufacturers, or all lines if nothing sells; sums of many buyers are none.
fn judged(model: &Model) -> Vec<usize> {
    let lines: Vec<usize> = model.lines().into_iter().filter(|site| !model.sites[*site].aggregate).collect();
    let any = lines.iter().any(|site| model.sites[*site].sales.is_some());
    lines.into_iter().filter(|site| !any || model.sites[*site].sales.is_some()).collect()
}

/// What outages do: by outage, line and trial.
struct Effects {
    /// Of all lines, judged or not, in hundredths of the currency: by outage and trial.
    losses: Vec<Vec<i64>>,
    /// By outage, judged line and trial.
    lines: Vec<Vec<Vec<Effect>>>,
    /// First halt of each judged line without any failure, from the first day of failures on: by line and trial.
    undisturbed: Vec<Vec<Option<u32>>>,
}

/// Trials that [`stress`] will simulate, for whoever watches.
#[must_use]
pub(crate) fn stress_trials(model: &Model, options: &StressOptions) -> u64 {
    let tests = Tests::of(model, &options.asked(options.check(model).unwrap_or(0)));
    options.trials.saturating_mul((tests.failures.len() + tests.freezes.len()) as u64 + 1)
}

/// Takes out everything in turn, all in the current thread pool.
///
/// # Errors
/// Those of [`StressOptions::check`]; when [`Watch::stop`] was set.
pub fn stress(named: NamedModel, options: &StressOptions, watch: &Watch) -> Result<StressAnswer, StressError> {
    let model = named.model;
    let options = &options.asked(options.check(model)?);
    let tests = Tests::of(model, options);
    let typical = model.typical();
    let every_length: Vec<(usize, u32)> =
        licensing(model).flat_map(|a| (options.freeze_days.0..=options.freeze_days.1).map(move |d| (a, d))).collect();
    let in_typical = Tests { failures: tests.failures.clone(), freezes: every_length };
    let quiet = Watch::default();
    let once = Asked { trials: 1, ..*options };
    let typical = effects(&typical, &in_typical.outages(options.from), &once, &quiet)?;
    let sampled = effects(model, &tests.outages(options.from), options, watch)?;
    Ok(summary::answer(named, options, (&in_typical, &typical), (&tests, &sampled)))
}

/// Plays every outage and the trial without any, on the same trials.
fn effects(model: &Model, outages: &[Outage], options: &Asked, watch: &Watch) -> Result<Effects, Stopped> {
    let lines = model.lines();
    let judged: Vec<usize> = judged(model).iter().filter_map(|s| lines.iter().position(|line| line == s)).collect();
    let streams = Streams::new(model, options.seed);
    let failed = Outages::new(model, outages);
    let chunks = in_chunks(options.trials, CHUNK, watch, |first, count| {
        let play = |model: &Model| {
            let courses = courses(model, &streams, &lines, (first, count));
            watch.done.fetch_add(count, Ordering::Relaxed);
            courses
        };
        let base = play(model);
        let trials = || (0..count as usize).map(|at| (at / W, at % W));
        let mut part = Effects { losses: Vec::new(), lines: Vec::new(), undisturbed: Vec::new() };
        for line in &judged {
            let first = |(block, w): (usize, usize)| base[block].first_halt(*line, model.days, options.from, w);
            part.undisturbed.push(trials().map(first).collect());
        }
        for outage in outages {
            if watch.stop.load(Ordering::Relaxed) {
                // What is missing is missed by nobody: the whole is given up.
                return part;
            }
            let courses: Vec<Course> = play(&failed.model(outage));
            let days = (outage.days.start, outage.days.end);
            let effect = |line: usize, (block, w): (usize, usize)| {
                courses[block].effect(&base[block], line, w, days, model.days)
            };
            let loss = |at| (0..lines.len()).map(|line| effect(line, at).loss).sum();
            part.losses.push(trials().map(loss).collect());
            part.lines.push(judged.iter().map(|line| trials().map(|at| effect(*line, at)).collect()).collect());
        }
        part
    })?;
    if watch.stop.load(Ordering::Relaxed) {
        return Err(Stopped);
    }
    Ok(Effects::joined(chunks))
}

impl Effects {
    fn joined(chunks: Vec<Self>) -> Self {
        let trials: usize = chunks.iter().filter_map(|chunk| chunk.losses.first()).map(Vec::len).sum();
        let mut chunks = chunks.into_iter();
        let Some(mut all) = chunks.next() else {
            return Self { losses: Vec::new(), lines: Vec::new(), undisturbed: Vec::new() };
        };
        // Room for all at once: growing bit by bit would hold everything twice.
        all.losses.iter_mut().for_each(|losses| losses.reserve_exact(trials - losses.len()));
        all.lines.iter_mut().flatten().for_each(|effects| effects.reserve_exact(trials - effects.len()));
        for part in chunks {
            all.losses.iter_mut().zip(part.losses).for_each(|(all, part)| all.extend(part));
            all.undisturbed.iter_mut().zip(part.undisturbed).for_each(|(all, part)| all.extend(part));
            for (all, part) in all.lines.iter_mut().zip(part.lines) {
                all.iter_mut().zip(part).for_each(|(all, part)| all.extend(part));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::lengths;

    #[test]
    fn lengths_are_spread_and_hold_both_ends() {
        assert_eq!(lengths((1, 180)), [1, 17, 33, 49, 66, 82, 98, 114, 131, 147, 163, 180]);
        assert_eq!((lengths((5, 8)), lengths((7, 7))), (vec![5, 6, 7, 8], vec![7]));
    }
}
