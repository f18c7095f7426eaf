//! What a stress test answers: plain data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::answer::{Between, Chance, Estimate, ScenarioFacts};
use super::super::compare::LineFacts;
use super::failures::FailureKind;

/// The answer of a stress test.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct StressAnswer {
    /// What was tested.
    pub scenario: ScenarioFacts,
    /// How.
    pub run: StressFacts,
    /// Lines that were watched: manufacturers, or all lines if nothing sells; in the order of the file.
    pub lines: Vec<LineFacts>,
    /// What happens to them without any failure, in the same order.
    pub undisturbed: Vec<Undisturbed>,
    /// Failures, the one with the greatest mean loss first.
    pub failures: Vec<FailureAnswer>,
    /// Freezes of growing length, by authority.
    pub freezes: Vec<FreezeSeries>,
}

/// How a stress test was done.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct StressFacts {
    /// Version of linestop.
    pub linestop: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// First day of every failure.
    pub failed: Date,
    /// First day after it.
    pub restored: Date,
    /// Days of a failure.
    pub days: u32,
    /// Shortest and longest freeze that was tried, in days.
    pub freeze_days: (u32, u32),
    /// Days of running without a further halt after which a line has recovered.
    pub settled_days: u32,
}

/// A line without any failure.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Undisturbed {
    /// Key of the site.
    pub site: String,
    /// First halt day in the deterministic run, from the first day of failures on.
    pub typical_first_halt: Option<Date>,
    /// Chance of a halt from the first day of failures on.
    pub halt: Chance,
}

/// A failure and what it does.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct FailureAnswer {
    /// What kind of thing fails.
    pub kind: FailureKind,
    /// Key of the thing.
    pub key: String,
    /// Name for people.
    pub title: String,
    /// Other failures that come to the same.
    pub also: Vec<String>,
    /// Loss of all lines more than without it, in the deterministic run.
    pub typical_loss: f64,
    /// The same, mean over trials.
    pub loss: Estimate,
    /// The same in single trials.
    pub loss_range: Spread,
    /// What it does to each line, in the order of the lines.
    pub lines: Vec<Exposure>,
}

/// What a failure does to one line.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Exposure {
    /// Key of the site.
    pub site: String,
    /// In the deterministic run.
    pub typical: TypicalExposure,
    /// Chance that the line is halted on a day on which it would have run without the failure.
    pub stopped: Chance,
    /// Days from the failure to that day, over the trials with one.
    pub survives_days: Option<Spread>,
    /// Days from the restoration until the line runs without a further such day, over the same trials. Where it is halted
    /// to the end, it is only known to take longer than the days so far.
    pub recovers_days: Option<BoundedSpread>,
    /// Share of those trials in which it stands to the end.
    pub not_recovered_share: f64,
    /// Halt days more than without the failure, mean over all trials.
    pub halt_days: Estimate,
    /// Loss more than without the failure, mean over all trials.
    pub loss: Estimate,
}

/// What a failure does to one line in the deterministic run.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct TypicalExposure {
    /// Days from the failure to the first halt that it causes; nothing if the line survives to the end.
    pub survives_days: Option<u32>,
    /// Days from the restoration until the line runs without a further halt; nothing if it survives.
    pub recovers_days: Option<u32>,
    /// Whether it has recovered by the end.
    pub recovered: bool,
    /// Halt days more than without the failure.
    pub halt_days: i32,
    /// Loss more than without the failure.
    pub loss: f64,
}

/// Median and the range in which nine of ten trials lie.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Spread {
    /// 5 % of trials have less.
    pub p05: f64,
    /// Median.
    pub median: f64,
    /// 5 % of trials have more.
    pub p95: f64,
}

/// The same of days that may not be over: each is only known to lie between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct BoundedSpread {
    /// 5 % of trials have less.
    pub p05: Between<u32>,
    /// Median.
    pub median: Between<u32>,
    /// 5 % of trials have more.
    pub p95: Between<u32>,
}

/// Freezes of one authority, from short to long.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct FreezeSeries {
    /// Key of the authority.
    pub authority: String,
    /// Name for people.
    pub title: String,
    /// What each length does in the deterministic run.
    pub typical: Vec<TypicalFreeze>,
    /// What some lengths do over trials.
    pub sampled: Vec<SampledFreeze>,
    /// Shortest freezes that stop each line, in the order of the lines.
    pub shortest: Vec<ShortestFreeze>,
}

/// A freeze of one length in the deterministic run.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TypicalFreeze {
    /// Days of the freeze.
    pub days: u32,
    /// Halt days more than without it, by line.
    pub halt_days: Vec<i32>,
    /// Loss more than without it, by line.
    pub loss: Vec<f64>,
}

/// A freeze of one length over trials.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SampledFreeze {
    /// Days of the freeze.
    pub days: u32,
    /// Chance that the line is halted on a day on which it would have run without it, by line.
    pub stopped: Vec<Chance>,
    /// Loss of all lines more than without it, mean over trials.
    pub loss: Estimate,
}

/// The shortest freeze that stops a line, as far as the lengths tried tell: above the longest that does not, at most
/// the shortest that does. It may be shorter than all lengths tried (at least 1), or longer (at most: nothing).
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ShortestFreeze {
    /// Key of the site.
    pub site: String,
    /// In the deterministic run.
    pub typical_days: Between<u32>,
    /// That stops it in at least half of the trials.
    pub half_of_trials_days: Between<u32>,
}
