//! Sensitivity: which uncertain parameters matter, by how much, and under which conditions things go wrong.
//!
//! Three views of the same scenario, all on the same random numbers:
//!
//! - *Tornado*: each parameter held at its 10 % and 90 % quantile while everything else, the other parameters
//!   included, stays as in the base, trial by trial.
//! - *Variance*: an outcome is a function of the parameters and of all other randomness (reviews, returns, regimes,
//!   shipments). Both are groups of independent inputs, and so is each parameter, so that Sobol' indices say which
//!   share of the variance comes from where ([`crate::statistics::indices`]). A trial with one parameter of another
//!   needs nothing new: random numbers have names, and the parameter is drawn at the name of trial t + n, all else at
//!   that of trial t ([`Drawn::Ahead`]).
//! - *Discovery*: conditions on the parameters and on the course of policy under which trials are bad
//!   ([`crate::statistics::prim`]).

mod answer;
mod discovery;
mod facts;

pub use answer::{
    AtEnd, Bad, Condition, Conditions, CourseBin, Discovery, Fact, Found, OutcomeSensitivity, ParameterFacts,
    SensitivityAnswer, Swing, Variance, VarianceShare,
};

use std::ops::Range;

use super::answer::{CONFIDENCE, Estimate, ScenarioFacts};
use super::compare::StudyFacts;
use super::measure::{Measure, Quantity};
use super::run::NamedModel;
use super::sample::Sample;
use super::simulate::in_chunks;
use super::study::{self, Runs, Samples, sampled};
use super::sweep::Measured;
use super::{Plan, Stopped, USUAL_SEED, USUAL_TRIALS, Watch};
use crate::engine::{Drawn, Streams};
use crate::model::{Model, Num};
use crate::statistics::indices::{self, Shares, Squares, percentile_interval};

/// How to look for what matters.
#[derive(Clone, Debug, PartialEq)]
pub struct SensitivityOptions {
    /// The outcomes.
    pub measures: Vec<Measure>,
    /// From where on an outcome is bad; nothing is a halt, or the worst tenth of trials.
    pub threshold: Option<f64>,
    /// Number of trials of each run.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
}

impl Default for SensitivityOptions {
    fn default() -> Self {
        Self {
            measures: vec![Measure::network(Quantity::PHalt)],
            threshold: None,
            trials: USUAL_TRIALS,
            seed: USUAL_SEED,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SensitivityError {
    /// Every parameter has one value.
    #[error("no parameter is uncertain, so that there is nothing to compare")]
    NothingUncertain,
    /// Indices of so few trials would say nothing.
    #[error("{found} trials are too few; at least {needed} are needed")]
    TooFewTrials {
        /// Asked for.
        found: u64,
        /// Needed.
        needed: u64,
    },
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Fewest trials.
pub(super) const LEAST_TRIALS: u64 = 200;
/// Bootstrap replicates.
const REPLICATES: u64 = 1000;
/// Replicates in a chunk.
const CHUNK: u64 = 20;
/// Trials that are searched for conditions, at most.
const MOST_SEARCHED: u64 = 40_000;

/// Uncertain parameters with their index in the model: those that the scenario names, and numbers with a distribution
/// in their place.
fn uncertain(model: &Model) -> Vec<(usize, ParameterFacts)> {
    let parameters = model.numbers.parameters.iter().enumerate();
    let uncertain = parameters.filter(|(_, parameter)| parameter.distribution.is_fixed().is_none());
    let facts = uncertain.map(|(at, parameter)| {
        let in_place = parameter.name.contains('.');
        let facts = ParameterFacts {
            name: parameter.name.clone(),
            title: if in_place { path_in_words(model, &parameter.name) } else { parameter.title.clone() },
            unit: if in_place { unit_in_place(model, at) } else { parameter.unit.clone() },
            percent: parameter.unit.split_whitespace().next() == Some("share"),
            p10: parameter.distribution.quantile(0.1),
            median: parameter.median,
            p90: parameter.distribution.quantile(0.9),
        };
        (at, facts)
    });
    facts.collect()
}

/// The path of a number, for people: "Car plant: magnet, opening stock, days of cover".
fn path_in_words(model: &Model, path: &str) -> String {
    let mut steps = path.split('.');
    let (group, key) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
    let material = |key: &str| model.materials.iter().find(|m| m.name == key).map(|m| m.title.clone());
    let named = match group {
        "sites" => model.title_of(key).map(str::to_owned),
        "authorities" => model.authorities.iter().find(|a| a.name == key).map(|a| a.title.clone()),
        "materials" => material(key),
        _ => None,
    };
    let steps: Vec<String> = steps
        .filter(|step| !matches!(*step, "inputs" | "desk" | "regimes" | "value"))
        .map(|step| material(step).unwrap_or_else(|| step.replace('_', " ")))
        .collect();
    format!("{}: {}", named.unwrap_or_else(|| key.replace('_', " ")), steps.join(", "))
}

/// In what a distribution in place of a number is counted: where it is scaled, it is a factor.
fn unit_in_place(model: &Model, parameter: usize) -> String {
    let numbers = &model.numbers;
    let parameter_of = |num: &Num| numbers.bindings[num.0 as usize].parameters;
    let scales = |num: &Num| matches!(parameter_of(num), [Some(_), Some(second), ..] if second as usize == parameter);
    let path = &numbers.parameters[parameter].name;
    if path.starts_with("exchange_rates.") {
        return model.currency.clone();
    }
    let last = path.rsplit('.').next().unwrap_or_default();
    if numbers.parameters[parameter].bound.iter().any(scales) {
        "times".to_owned()
    } else if last.split('_').any(|word| word == "days") && !last.contains("_per_") {
        "days".to_owned()
    } else {
        String::new()
    }
}

impl SensitivityOptions {
    /// Checks that a model can be asked.
    ///
    /// # Errors
    /// When no parameter is uncertain, or the trials are too few.
    pub fn check(&self, model: &Model) -> Result<(), SensitivityError> {
        if uncertain(model).is_empty() {
            return Err(SensitivityError::NothingUncertain);
        }
        if self.trials < LEAST_TRIALS {
            return Err(SensitivityError::TooFewTrials { found: self.trials, needed: LEAST_TRIALS });
        }
        Ok(())
    }

    /// Whether any outcome is one that single trials have.
    fn has_variance(&self) -> bool {
        self.measures.iter().any(|measure| measure.quantity != Quantity::CvarLoss)
    }
}

/// A run: all but the second set on the random numbers of the same trials.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Run {
    /// The scenario as it is.
    Base,
    /// The same on a second set of trials.
    Second,
    /// One parameter held at a value: the position of the parameter, and of its end.
    Held(usize, usize),
    /// One parameter, or all of them, drawn as in the second set of trials.
    Swapped(Option<usize>),
}

/// All runs, the base first.
fn runs(parameters: usize, variance: bool) -> Vec<Run> {
    let held = (0..parameters).flat_map(|p| [Run::Held(p, 0), Run::Held(p, 1)]);
    // With one parameter, one is all.
    let single = (0..if parameters > 1 { parameters } else { 0 }).map(|p| Run::Swapped(Some(p)));
    let of_variance = [Run::Second, Run::Swapped(None)].into_iter().chain(single).filter(|_| variance);
    std::iter::once(Run::Base).chain(of_variance).chain(held).collect()
}

/// Trials that [`sensitivity`] will simulate, for whoever watches: with d parameters 2d runs for the tornado, and
/// d + 2 for the indices, one more for the parameters as one group, the base among them.
#[must_use]
pub fn sensitivity_trials(model: &Model, options: &SensitivityOptions) -> u64 {
    options.trials.saturating_mul(runs(uncertain(model).len(), options.has_variance()).len() as u64)
}

/// Columns of numbers by trial that are held at once, for an estimate of the memory.
#[must_use]
pub(crate) fn sensitivity_columns(model: &Model, options: &SensitivityOptions) -> usize {
    options.measures.len() * 3 * (uncertain(model).len() + 3)
}

/// What is kept of the runs for one outcome.
struct Kept {
    base: Sample,
    held: Vec<[Option<Sample>; 2]>,
    second: Vec<f64>,
    all: Vec<f64>,
    single: Vec<Vec<f64>>,
}

impl Kept {
    fn new(base: Sample, parameters: usize) -> Self {
        let held = (0..parameters).map(|_| [None, None]).collect();
        Self { base, held, second: Vec::new(), all: Vec::new(), single: Vec::new() }
    }

    fn add(&mut self, run: Run, sample: Sample) {
        let values = |sample: &Sample| sample.single_values().unwrap_or_default();
        match run {
            Run::Base => self.base = sample,
            Run::Second => self.second = values(&sample),
            Run::Held(p, end) => self.held[p][end] = Some(sample),
            Run::Swapped(None) => self.all = values(&sample),
            Run::Swapped(Some(_)) => self.single.push(values(&sample)),
        }
    }
}

/// Finds what matters, all in the current thread pool.
///
/// # Errors
/// When no parameter is uncertain; when the trials are too few; when [`Watch::stop`] was set.
pub fn sensitivity(
    named: NamedModel,
    options: &SensitivityOptions,
    watch: &Watch,
) -> Result<SensitivityAnswer, SensitivityError> {
    Sensitivity::new(named, options)?.answered(watch)
}

/// An analysis of sensitivity, ready to be played.
pub(crate) struct Sensitivity<'a> {
    named: NamedModel<'a>,
    options: &'a SensitivityOptions,
    parameters: Vec<(usize, ParameterFacts)>,
    streams: Streams,
    runs: Vec<Run>,
}

impl<'a> Sensitivity<'a> {
    /// # Errors
    /// When no parameter is uncertain; when the trials are too few.
    pub(crate) fn new(named: NamedModel<'a>, options: &'a SensitivityOptions) -> Result<Self, SensitivityError> {
        let model = named.model;
        options.check(model)?;
        let parameters = uncertain(model);
        let runs = runs(parameters.len(), options.has_variance());
        Ok(Self { named, options, parameters, streams: Streams::new(model, options.seed), runs })
    }

    /// The random numbers of a run.
    fn streams_of(&self, run: Run) -> Streams {
        let streams = self.streams.clone();
        match run {
            Run::Base | Run::Second => streams,
            Run::Held(p, end) => {
                let (at, facts) = &self.parameters[p];
                streams.with(*at, Drawn::Held([facts.p10, facts.p90][end]))
            }
            Run::Swapped(only) => {
                let swapped = self.parameters.iter().enumerate().filter(|(p, _)| only.is_none_or(|only| only == *p));
                swapped.fold(streams, |streams, (_, (at, _))| streams.with(*at, Drawn::Ahead(self.options.trials)))
            }
        }
    }

    fn outcome(
        &self,
        measure: &Measure,
        kept: Kept,
        facts: &[Fact],
        watch: &Watch,
    ) -> Result<OutcomeSensitivity, Stopped> {
        let (model, options, parameters) = (self.named.model, self.options, &self.parameters);
        let singles = kept.base.single_values();
        let searched: Vec<f64> = singles.iter().flatten().copied().take(MOST_SEARCHED as usize).collect();
        let discovery = singles.as_ref().map(|_| {
            let bad = Bad::of(measure, &searched, options.threshold);
            discovery::discover(facts, &bad.hits(measure, &searched), bad)
        });
        Ok(OutcomeSensitivity {
            measured: Measured::of(measure, model),
            base: kept.base.estimate(),
            tornado: tornado(parameters, &kept),
            variance: match singles {
                Some(a) => variance(parameters, a, kept, options.seed, watch)?,
                None => None,
            },
            discovery,
            values: searched,
        })
    }
}

impl Runs for Sensitivity<'_> {
    type Answer = SensitivityAnswer;
    type Error = SensitivityError;

    fn count(&self) -> usize {
        self.runs.len()
    }

    fn largest(&self) -> (&Model, u64) {
        (self.named.model, self.options.trials)
    }

    fn play(&self, runs: Range<usize>, watch: &Watch) -> Result<Vec<Samples>, SensitivityError> {
        let (model, options) = (self.named.model, self.options);
        let mut all = Vec::new();
        for runs in self.runs[runs].chunk_by(|one, next| (*one == Run::Second) == (*next == Run::Second)) {
            let first_trial = if runs[0] == Run::Second { options.trials } else { 0 };
            let plan = Plan { first_trial, ..study::plan(model, options.trials, options.seed) };
            let models: Vec<_> = runs.iter().map(|run| (model, self.streams_of(*run))).collect();
            all.extend(sampled(&models, &plan, &options.measures, watch)?);
        }
        Ok(all)
    }

    fn answer(
        &self,
        samples: &mut dyn Iterator<Item = Result<Samples, SensitivityError>>,
        watch: &Watch,
    ) -> Result<SensitivityAnswer, SensitivityError> {
        let (named, options) = (&self.named, self.options);
        let mut all: Vec<Option<Kept>> = options.measures.iter().map(|_| None).collect();
        for (run, samples) in self.runs.iter().zip(samples) {
            for (kept, sample) in all.iter_mut().zip(samples?) {
                match (kept, sample) {
                    (Some(kept), Some(sample)) => kept.add(*run, sample),
                    (none, Some(base)) if *run == Run::Base => *none = Some(Kept::new(base, self.parameters.len())),
                    _ => {}
                }
            }
        }
        let facts = if options.has_variance() {
            let searched = options.trials.min(MOST_SEARCHED);
            facts::facts(named.model, &self.parameters, &self.streams, searched, watch)?
        } else {
            Vec::new()
        };
        let kept = options.measures.iter().zip(all).filter_map(|(measure, kept)| Some((measure, kept?)));
        let outcomes = kept.map(|(measure, kept)| self.outcome(measure, kept, &facts, watch));
        Ok(SensitivityAnswer {
            scenario: ScenarioFacts::of(named),
            run: StudyFacts::new(options.seed, options.trials),
            simulated: self.trials(),
            parameters: self.parameters.iter().map(|(_, facts)| facts.clone()).collect(),
            outcomes: outcomes.collect::<Result<_, _>>()?,
            facts,
        })
    }
}

/// Outcomes at both ends of each parameter, the greatest swing first; equals in the order of the file.
fn tornado(parameters: &[(usize, ParameterFacts)], kept: &Kept) -> Vec<Swing> {
    let end =
        |value: f64, sample: &Sample| AtEnd { value, outcome: sample.estimate(), change: sample.minus(&kept.base) };
    let swing = |((_, facts), held): (&(usize, ParameterFacts), &[Option<Sample>; 2])| {
        let [Some(low), Some(high)] = held else { return None };
        Some(Swing {
            parameter: facts.name.clone(),
            low: end(facts.p10, low),
            high: end(facts.p90, high),
            swing: high.minus(low),
        })
    };
    let mut swings: Vec<Swing> = parameters.iter().zip(&kept.held).filter_map(swing).collect();
    swings.sort_by(|a, b| b.swing.value.abs().total_cmp(&a.swing.value.abs()));
    swings
}

/// Shares of the variance. Nothing if nothing varies.
fn variance(
    parameters: &[(usize, ParameterFacts)],
    a: Vec<f64>,
    kept: Kept,
    seed: u64,
    watch: &Watch,
) -> Result<Option<Variance>, Stopped> {
    // The last group is that of all parameters.
    let mut swapped = kept.single;
    swapped.push(kept.all);
    let squares = Squares::of(&indices::Runs { a, b: kept.second, swapped });
    let found = squares.shares();
    if found.variance <= 0.0 {
        return Ok(None);
    }
    let replicates: Vec<Shares> = in_chunks(REPLICATES, CHUNK, watch, |first, count| {
        (first..first + count).map(|replicate| squares.resampled(seed, replicate)).collect::<Vec<_>>()
    })?
    .concat();
    let estimate = |of: &dyn Fn(&Shares) -> f64| {
        let interval = percentile_interval(replicates.iter().map(of), CONFIDENCE);
        Estimate { value: of(&found), low: interval.map(|i| i.0), high: interval.map(|i| i.1) }
    };
    let group = found.groups.len() - 1;
    // What parameters do by themselves is their first-order index as a group. What randomness does by itself is what
    // would not stay if all but the parameters were known.
    let all = estimate(&|i| i.groups[group].first);
    let clear = all.low.is_some_and(|low| low > 0.0);
    let share = |(p, (_, facts)): (usize, &(usize, ParameterFacts))| VarianceShare {
        parameter: facts.name.clone(),
        first: estimate(&|i| i.groups[p].first),
        total: estimate(&|i| i.groups[p].total),
        of_parameters: clear.then(|| estimate(&|i| i.groups[p].first / i.groups[group].first)),
    };
    let mut shares: Vec<VarianceShare> = parameters.iter().enumerate().map(share).collect();
    shares.sort_by(|a, b| b.first.value.total_cmp(&a.first.value).then(b.total.value.total_cmp(&a.total.value)));
    Ok(Some(Variance {
        standard_deviation: found.variance.sqrt(),
        parameters: all,
        other_randomness: estimate(&|i| 1.0 - i.groups[group].total),
        together: estimate(&|i| i.groups[group].total - i.groups[group].first),
        expected_varies_by: estimate(&|i| (i.groups[group].first.max(0.0) * i.variance).sqrt()),
        shares,
        replicates: REPLICATES,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two distributions in place of numbers, one of them a factor of a named parameter.
    #[test]
    fn distributions_in_place_of_numbers_are_told_in_words() {
        let stock = |distribution: &str| {
            format!(
                r#"{{"per_unit": 1, "opening_stock": {{"days_of_cover": {distribution}}},
            "ordering": {{"base_stock": {{"order_up_to": {{"days_of_cover": 60}}, "review_every_days": 7}}}}}}"#
            )
        };
        let uniform = r#"{"uniform": {"min": 10, "max": 40}}"#;
        let scaled = r#"{"scaled": {"law": {"uniform": {"min": 0.8, "max": 1.2}}, "by": {"parameter": "stock"}}}"#;
        let text = format!(
            r#"{{"title": "Two", "currency": "EUR", "start": "2025-04-04", "horizon_days": 60,
            "parameters": {{"stock": {{"title": "Stock", "unit": "days", "value": {uniform}}}}},
            "materials": {{"heavy_magnet": {{"unit": "kg", "title": "Magnets"}}, "nickel": {{"unit": "kg"}}, "car": {{"unit": "piece"}}}},
            "sites": {{"works": {{"country": "CN", "sector": "magnets", "makes": "heavy_magnet"}},
                "mine": {{"country": "CA", "sector": "nickel", "makes": "nickel"}},
                "plant": {{"title": "Car plant", "country": "DE", "sector": "cars", "makes": "car",
                    "sales": {{"per_working_day": 1}},
                    "inputs": {{"heavy_magnet": {}, "nickel": {}}}}}}},
            "lanes": {{"a": {{"from": "works", "to": "plant", "transit_days": 30}},
                "b": {{"from": "mine", "to": "plant", "transit_days": 30}}}}}}"#,
            stock(uniform),
            stock(scaled)
        );
        let path = std::path::Path::new("two.json");
        let loaded = crate::scenario::load_str(path, &text, &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
        let model = crate::model::compile(&loaded.scenario).unwrap();
        let told: Vec<(String, String)> =
            uncertain(&model).into_iter().map(|(_, facts)| (facts.title, facts.unit)).collect();
        let has = |title: &str, unit: &str| told.contains(&(title.to_owned(), unit.to_owned()));
        assert!(has("Stock", "days"), "{told:?}");
        assert!(has("Car plant: Magnets, opening stock, days of cover", "days"), "{told:?}");
        assert!(has("Car plant: nickel, opening stock, days of cover", "times"), "{told:?}");
    }

    #[test]
    fn runs_are_as_many_as_stated() {
        for d in 2..9 {
            assert_eq!(runs(d, true).len(), 3 * d + 3);
            assert_eq!(runs(d, false).len(), 2 * d + 1);
        }
        assert_eq!(runs(1, true), [Run::Base, Run::Second, Run::Swapped(None), Run::Held(0, 0), Run::Held(0, 1)]);
    }
}
