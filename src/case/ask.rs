//! What a case can be asked: a call for each experiment.

use std::collections::HashSet;

use super::{Case, Error};
use crate::experiment::size::{SizeAnswer, SizeOptions};
use crate::experiment::{
    self, BacktestAnswer, BacktestOptions, CalibrateAnswer, CalibrateOptions, CompareAnswer, CompareOptions,
    Comparison, DeadlineAnswer, DeadlineOptions, DiffAnswer, DiffOptions, ExplainAnswer, ExplainOptions, Measure,
    NamedModel, PooledAnswer, RunAnswer, RunOptions, Runs, Sensitivity, SensitivityAnswer, SensitivityOptions,
    StressAnswer, StressOptions, Sweep, SweepAnswer, SweepOptions, Watch, Written,
};

impl Case {
    /// Which lines stop, when, for how long, at what cost.
    ///
    /// # Errors
    /// When a threshold cannot be told of it; when [`Watch::stop`] was set.
    pub fn run(&self, options: &RunOptions, watch: &Watch) -> Result<RunAnswer, Error> {
        Ok(Self::run_all(&[self], options, watch)?.remove(0))
    }

    /// Runs several cases at once; each gives the same answer as if it ran alone.
    ///
    /// # Errors
    /// As of [`Case::run`].
    pub fn run_all(cases: &[&Self], options: &RunOptions, watch: &Watch) -> Result<Vec<RunAnswer>, Error> {
        cases.iter().try_for_each(|case| case.check_run(options))?;
        let models: Vec<NamedModel> = cases.iter().map(|case| case.named_model()).collect();
        Ok(experiment::run(&models, options, watch)?)
    }

    /// Holds alternatives against the case, on the same trials: what differs, how surely, and which is best.
    ///
    /// # Errors
    /// When two have the same name; when they have not the same currency, first day and horizon; when a threshold or a
    /// world cannot be told of them; when [`Watch::stop`] was set.
    pub fn compare(
        &self,
        alternatives: &[&Self],
        options: &CompareOptions,
        watch: &Watch,
    ) -> Result<CompareAnswer, Error> {
        Ok(self.comparison(alternatives, options)?.answered(watch)?)
    }

    /// The comparison as a study.
    pub(crate) fn comparison<'a>(
        &'a self,
        alternatives: &[&'a Self],
        options: &'a CompareOptions,
    ) -> Result<Comparison<'a>, Error> {
        self.check_compare(alternatives, options)?;
        let models: Vec<NamedModel> = alternatives.iter().map(|case| case.named_model()).collect();
        Ok(Comparison::new(self.named_model(), &models, options)?)
    }

    /// The stock that lines need: in units, days and money, with its confidence.
    ///
    /// # Errors
    /// What cannot be answered of it, all reasons at once; when [`Watch::stop`] was set.
    pub fn size(&self, options: &SizeOptions, watch: &Watch) -> Result<SizeAnswer, Error> {
        Ok(experiment::size(self.named_model(), options, watch)?)
    }

    /// How outcomes depend on parameters and stocks, every point on the same trials.
    ///
    /// # Errors
    /// When an axis or an outcome means nothing; all problems of the scenario at a point; when [`Watch::stop`] was set.
    pub fn sweep(&self, options: &SweepOptions, watch: &Watch) -> Result<SweepAnswer, Error> {
        Ok(self.swept(options)?.answered(watch)?)
    }

    /// The sweep as a study.
    pub(crate) fn swept(&self, options: &SweepOptions) -> Result<Sweep<'_, Error>, Error> {
        let options = self.check_sweep(options)?;
        let axes = options.axes.clone();
        let model_at = move |values: &[f64]| self.at(&axes, values).map(|case| case.model);
        Ok(Sweep::new(self.named_model(), options, model_at)?)
    }

    /// What another case says otherwise, and how much each group of changes moved the answer. More stock of lines
    /// ([`Case::with_stock`]) is part of neither.
    ///
    /// # Errors
    /// When they have two currencies, nothing can halt, or no day is in both; when [`Watch::stop`] was set.
    pub fn diff(&self, new: &Self, options: &DiffOptions, watch: &Watch) -> Result<DiffAnswer, Error> {
        Ok(experiment::diff(self.as_written(), new.as_written(), options, watch)?)
    }

    /// Until when each part must be ordered, or its application handed in, so that it does not stop its line. Levers of
    /// the scenario that open other ways are looked at too, each as if it were pulled on the first day.
    ///
    /// # Errors
    /// When there is no such line or part, or none at all; when [`Watch::stop`] was set.
    pub fn deadline(&self, options: &DeadlineOptions, watch: &Watch) -> Result<DeadlineAnswer, Error> {
        Ok(experiment::deadline(self.named_model(), &self.ways()?, options, watch)?)
    }

    pub(crate) fn as_written(&self) -> Written<'_> {
        Written { named: self.named_model(), merged: self.written() }
    }

    /// Which uncertain parameters matter, and under which conditions lines stop.
    ///
    /// # Errors
    /// When nothing is uncertain; when an outcome cannot be told of it; when the trials are too few; when
    /// [`Watch::stop`] was set.
    pub fn sensitivity(&self, options: &SensitivityOptions, watch: &Watch) -> Result<SensitivityAnswer, Error> {
        Ok(self.analysed(options)?.answered(watch)?)
    }

    /// The analysis of sensitivity as a study.
    pub(crate) fn analysed<'a>(&'a self, options: &'a SensitivityOptions) -> Result<Sensitivity<'a>, Error> {
        self.check_sensitivity(options)?;
        Ok(Sensitivity::new(self.named_model(), options)?)
    }

    /// Takes out every supplier, material, country, authority and lane in turn: how long does each line survive?
    ///
    /// # Errors
    /// When nothing can halt, or failures begin outside of the horizon; when [`Watch::stop`] was set.
    pub fn stress(&self, options: &StressOptions, watch: &Watch) -> Result<StressAnswer, Error> {
        Ok(experiment::stress(self.named_model(), options, watch)?)
    }

    /// One trial as a dated story: what policy did, where every order stood, why a line stopped.
    ///
    /// # Errors
    /// When there is no such line, or nothing can halt; when [`Watch::stop`] was set.
    pub fn explain(&self, options: &ExplainOptions, watch: &Watch) -> Result<ExplainAnswer, Error> {
        Ok(experiment::explain(self.named_model(), options, watch)?)
    }

    /// Forecasts of monthly exports with only what was known on a date, against what came.
    ///
    /// # Errors
    /// A date outside the scenario; nothing to hold forecasts against; when [`Watch::stop`] was set.
    pub fn backtest(&self, options: &BacktestOptions, watch: &Watch) -> Result<BacktestAnswer, Error> {
        Ok(experiment::backtest(self.named_model(), options, watch)?)
    }

    /// Backtests several cases, each on those of the dates that lie within it and after the day from which it could be
    /// known, and scores all forecasts together: errors are shares of the mean month of each series.
    ///
    /// # Errors
    /// Cases of which nothing is observed, or for which none of the dates will do: all of them; when [`Watch::stop`]
    /// was set.
    pub fn backtest_all(cases: &[&Self], options: &BacktestOptions, watch: &Watch) -> Result<PooledAnswer, Error> {
        let models: Vec<NamedModel> = cases.iter().map(|case| case.named_model()).collect();
        Ok(experiment::backtest_all(&models, options, watch)?)
    }

    /// Trials of a backtest of the case on these dates: trials are simulated once for all dates on which the same
    /// events are known.
    pub(crate) fn backtest_trials(&self, options: &BacktestOptions) -> u64 {
        options.trials.saturating_mul(experiment::simulations(&self.model, &options.dates()) as u64)
    }

    /// Fits what is not known to observed monthly exports.
    ///
    /// # Errors
    /// A parameter that does not exist or is certain; too few months or trials; when [`Watch::stop`] was set.
    pub fn calibrate(&self, options: &CalibrateOptions, watch: &Watch) -> Result<CalibrateAnswer, Error> {
        Ok(experiment::calibrate(self.named_model(), options, watch)?)
    }

    pub(crate) fn check_run(&self, options: &RunOptions) -> Result<(), Error> {
        self.check_thresholds(&options.thresholds)
    }

    /// Checks that outcomes can be told of it: all that cannot.
    pub(crate) fn check_thresholds(&self, measures: &[Measure]) -> Result<(), Error> {
        Error::all(measures.iter().filter_map(|measure| measure.check(&self.model).err()).map(Error::from))
    }

    pub(crate) fn check_compare(&self, alternatives: &[&Self], options: &CompareOptions) -> Result<(), Error> {
        // Two of one name could not be told apart in tables, charts and files.
        let mut names = HashSet::from([self.name().to_lowercase()]);
        if let Some(twice) = alternatives.iter().find(|case| !names.insert(case.name().to_lowercase())) {
            return Err(Error::SameName(twice.name().to_owned()));
        }
        self.check_thresholds(&options.thresholds)
    }

    pub(crate) fn check_sensitivity(&self, options: &SensitivityOptions) -> Result<(), Error> {
        self.check_thresholds(&options.measures)?;
        Ok(options.check(&self.model)?)
    }
}
