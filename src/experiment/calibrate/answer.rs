//! What a calibration answers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::answer::ScenarioFacts;
use super::super::compare::StudyFacts;
use super::super::series::Months;
use super::super::{USUAL_SEED, USUAL_TRIALS};
use crate::statistics::Interval;
use crate::statistics::waits::Fit;

/// How to calibrate.
#[derive(Clone, Debug)]
pub struct CalibrateOptions {
    /// Parameters to fit; none are all.
    pub fit: Vec<String>,
    /// Share of the trials that is kept.
    pub keep: f64,
    /// Joint draws of the posterior.
    pub rows: usize,
    /// The fit of waits to dated records, if there are any.
    pub waits: Option<WaitFit>,
    /// Parameters that the records set instead of the months: the median wait, the nine-in-ten wait, the share that is
    /// never granted.
    pub from_records: [Option<String>; 3],
    /// Number of trials.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Observed months; they come over those of the scenario.
    pub observed: Months,
    /// Last month that is fitted to; nothing is all.
    pub until: Option<Date>,
}

impl Default for CalibrateOptions {
    /// Every uncertain parameter, to all months that the scenario brings.
    fn default() -> Self {
        Self {
            fit: Vec::new(),
            keep: 0.02,
            rows: 1000,
            waits: None,
            from_records: [None, None, None],
            trials: USUAL_TRIALS,
            seed: USUAL_SEED,
            observed: Months::new(),
            until: None,
        }
    }
}

/// The answer of a calibration.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CalibrateAnswer {
    /// What was simulated.
    pub scenario: ScenarioFacts,
    /// How it was simulated.
    pub run: StudyFacts,
    /// Name of the observed series.
    pub series: String,
    /// Unit of its values.
    pub unit: String,
    /// Months that were fitted to, the factors of months taken out.
    pub months: Vec<(Date, f64)>,
    /// How many of them lie before the break.
    pub months_before: usize,
    /// Their mean before the break.
    pub base: f64,
    /// Trials that were kept.
    pub kept: usize,
    /// They tell as much as so many of equal weight.
    pub effective: f64,
    /// The parameters.
    pub parameters: Vec<Calibrated>,
    /// The summaries.
    pub summaries: Vec<SummaryFit>,
    /// The fit of waits to dated records, if there were any.
    pub waits: Option<WaitFit>,
    /// Draws of the parameters before the fit, by trial.
    #[serde(skip)]
    pub prior_draws: Vec<Vec<f64>>,
    /// Joint draws after it, in rows.
    #[serde(skip)]
    pub draws: Vec<Vec<f64>>,
}

/// A parameter before and after the fit.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Calibrated {
    /// Its name.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Its unit; empty if not known.
    pub unit: String,
    /// Before.
    pub prior: FiveNumbers,
    /// After.
    pub posterior: FiveNumbers,
    /// Whether the dated records set it, not the months.
    pub from_records: bool,
}

impl Calibrated {
    /// How much the months told: 1 − width of the middle nine tenths after / before. About 0 is nothing.
    #[must_use]
    pub fn learned(&self) -> f64 {
        let width = |n: &FiveNumbers| n.p95 - n.p05;
        if width(&self.prior) > 0.0 { 1.0 - width(&self.posterior) / width(&self.prior) } else { 0.0 }
    }
}

/// Quantiles and mean.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct FiveNumbers {
    /// 5 % are below.
    pub p05: f64,
    /// 25 % are below.
    pub p25: f64,
    /// Half are below.
    pub median: f64,
    /// 75 % are below.
    pub p75: f64,
    /// 95 % are below.
    pub p95: f64,
    /// Mean.
    pub mean: f64,
}

/// A summary as observed, and as simulated before and after.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SummaryFit {
    /// Its name.
    pub name: String,
    /// What it is.
    pub meaning: String,
    /// As observed.
    pub observed: f64,
    /// In all trials.
    pub prior: FiveNumbers,
    /// In those that were kept.
    pub kept: FiveNumbers,
}

impl SummaryFit {
    /// Whether what was observed lies among what was kept.
    #[must_use]
    pub fn reached(&self) -> bool {
        self.kept.p05 <= self.observed && self.observed <= self.kept.p95
    }
}

/// Waits from filing to grant, fitted to dated records.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WaitFit {
    /// Files granted, denied, open.
    pub files: [usize; 3],
    /// Median wait of the files that are granted, days.
    pub median_days: f64,
    /// Its 95 % interval; nothing where the records do not tell.
    pub median_interval: Option<Interval>,
    /// 90 % of the granted files are granted within so many days.
    pub p90_days: f64,
    /// Share of the files that are never granted.
    pub never: f64,
    /// Its 95 % interval; nothing where the records do not tell.
    pub never_interval: Option<Interval>,
    /// Days, share granted by Kaplan and Meier, and by the fit.
    pub curve: Vec<[f64; 3]>,
    /// Largest distance of the two.
    pub largest_distance: f64,
    /// The fitted distribution itself, for draws.
    #[serde(skip)]
    pub distribution: Option<Fit>,
}
