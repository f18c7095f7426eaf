//! An outcome over a range of parameters, every point on the same trials.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::known::{self, Word};

use super::answer::{Estimate, ScenarioFacts};
use super::compare::StudyFacts;
use super::design::{Axis, Design};
use super::measure::{Measure, Quantity};
use super::pass::StockSweep;
use super::run::NamedModel;
use super::sample::Sample;
use super::study::{self, Runs, Samples, sampled};
use super::threshold::Beyond;
use super::{Plan, Stopped, USUAL_SEED, USUAL_TRIALS, Watch};
use crate::engine::Streams;
use crate::model::Model;
use crate::scenario::Setting;

/// How to sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepOptions {
    /// Parameters and their ranges.
    pub axes: Vec<Axis>,
    /// How their values are combined.
    pub design: Design,
    /// What is measured at each point.
    pub measures: Vec<Measure>,
    /// Number of trials at each point.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Simulate every point, also where one simulation tells of all.
    pub every_point: bool,
}

impl Default for SweepOptions {
    /// No axis, and nine values of each that is added; what is measured is the chance of a halt.
    fn default() -> Self {
        Self {
            axes: Vec::new(),
            design: Design::Grid(Vec::new()),
            measures: vec![Measure::network(Quantity::PHalt)],
            trials: USUAL_TRIALS,
            seed: USUAL_SEED,
            every_point: false,
        }
    }
}

/// How the points of a sweep were simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepMethod {
    /// One simulation for all of them: only stocks differ, and nothing else reacts to them.
    OnePass,
    /// Each by itself.
    EachPoint,
}

/// The answer of a sweep.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SweepAnswer {
    /// What was swept.
    pub scenario: ScenarioFacts,
    /// How it was simulated.
    pub run: StudyFacts,
    /// How points were simulated.
    pub method: SweepMethod,
    /// Why a sweep of stocks took more than one simulation.
    pub not_one_pass: Option<String>,
    /// How values were combined.
    pub design: Design,
    /// The axes.
    pub axes: Vec<AxisFacts>,
    /// What was measured.
    pub outcomes: Vec<Measured>,
    /// The points, in the order of the design.
    pub points: Vec<SweepPoint>,
}

/// An axis, for people.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AxisFacts {
    /// Name of the parameter, or path of the number.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Its unit in words; empty if not known.
    pub unit: String,
    /// First value.
    pub low: Setting,
    /// Last value.
    pub high: Setting,
    /// Whether values stand in equal ratios.
    pub log: bool,
    /// Whether they are read in per cent.
    pub percent: bool,
}

/// An outcome, for people.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Measured {
    /// Name of the outcome: `loss`, `P(loss > 10 m)`.
    pub outcome: String,
    /// Key of the site; nothing for the network.
    pub site: Option<String>,
    /// Name for people.
    pub title: String,
    /// Unit of its values.
    pub unit: String,
    /// What it is the chance of; nothing if it is an outcome by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Beyond>,
    /// What the outcome means.
    #[serde(deserialize_with = "known::word")]
    pub meaning: Word,
    /// Whether more or less of it is better.
    #[serde(deserialize_with = "known::word")]
    pub better: Word,
}

/// A point of a sweep.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SweepPoint {
    /// Values of the axes.
    pub values: Vec<Setting>,
    /// Outcomes, in the order of the answer's; nothing where an outcome cannot be told.
    pub outcomes: Vec<Option<AtPoint>>,
}

/// An outcome at a point.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct AtPoint {
    /// The estimate.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// Difference from the first point, with the interval of the paired trials.
    pub from_first: Estimate,
    /// Difference from the point before, on a single axis.
    pub from_previous: Option<Estimate>,
}

/// Why there is no sweep.
#[derive(Debug, thiserror::Error)]
pub enum SweepError<E> {
    /// There is no model at a point.
    #[error("there is no model at a point")]
    Model(E),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Simulates every point on the same trials, all in the current thread pool. `model_at` gives the model with the axes at
/// some values; `base` is the scenario as written.
///
/// # Errors
/// When there is no model at a point; when [`Watch::stop`] was set.
pub fn sweep<E>(
    base: NamedModel,
    options: &SweepOptions,
    model_at: &dyn Fn(&[f64]) -> Result<Model, E>,
    watch: &Watch,
) -> Result<SweepAnswer, SweepError<E>> {
    Sweep::new(base, options.clone(), model_at)?.answered(watch)
}

/// The model with the axes at some values.
type ModelAt<'a, E> = Box<dyn Fn(&[f64]) -> Result<Model, E> + 'a>;

/// A sweep, ready to be played.
pub(crate) struct Sweep<'a, E> {
    base: NamedModel<'a>,
    options: SweepOptions,
    points: Vec<Vec<f64>>,
    model_at: ModelAt<'a, E>,
    /// Where one simulation tells of all points.
    in_one: Option<StockSweep>,
    not_one_pass: Option<String>,
}

impl<'a, E> Sweep<'a, E> {
    /// # Errors
    /// When there is no model at a point.
    pub(crate) fn new(
        base: NamedModel<'a>,
        options: SweepOptions,
        model_at: impl Fn(&[f64]) -> Result<Model, E> + 'a,
    ) -> Result<Self, SweepError<E>> {
        let points = options.design.points(&options.axes, options.seed);
        let stocks = StockSweep::find(base.model, &options, &points, &model_at).map_err(SweepError::Model)?;
        let (in_one, not_one_pass) = match stocks {
            Ok(_) if options.every_point => (None, Some("that was asked for".to_owned())),
            Ok(stocks) => (Some(stocks), None),
            Err(why) => (None, why),
        };
        Ok(Self { base, options, points, model_at: Box::new(model_at), in_one, not_one_pass })
    }

    /// Whether one simulation tells of all points.
    pub(crate) fn is_one_pass(&self) -> bool {
        self.in_one.is_some()
    }

    fn plan(&self) -> Plan {
        study::plan(self.base.model, self.options.trials, self.options.seed)
    }

    fn told(&self, method: SweepMethod, points: Vec<SweepPoint>) -> SweepAnswer {
        let (base, options) = (&self.base, &self.options);
        SweepAnswer {
            scenario: ScenarioFacts::of(base),
            run: StudyFacts::new(options.seed, options.trials),
            method,
            not_one_pass: self.not_one_pass.clone(),
            design: options.design.clone(),
            axes: options.axes.iter().map(|axis| AxisFacts::of(axis, base.model)).collect(),
            outcomes: options.measures.iter().map(|measure| Measured::of(measure, base.model)).collect(),
            points,
        }
    }

    fn found(&self) -> Found<'_> {
        let in_a_row = self.options.axes.len() == 1 && matches!(self.options.design, Design::Grid(_));
        Found { axes: &self.options.axes, first: Vec::new(), previous: in_a_row.then(Vec::new), points: Vec::new() }
    }
}

impl<E> Runs for Sweep<'_, E> {
    type Answer = SweepAnswer;
    type Error = SweepError<E>;

    fn count(&self) -> usize {
        self.points.len()
    }

    fn largest(&self) -> (&Model, u64) {
        (self.base.model, self.options.trials)
    }

    fn play(&self, runs: Range<usize>, watch: &Watch) -> Result<Vec<Samples>, SweepError<E>> {
        let models = self.points[runs].iter().map(|values| (self.model_at)(values)).collect::<Result<Vec<_>, E>>();
        let models = models.map_err(SweepError::Model)?;
        let models: Vec<_> = models.iter().map(|model| (model, Streams::new(model, self.options.seed))).collect();
        Ok(sampled(&models, &self.plan(), &self.options.measures, watch)?)
    }

    fn answer(
        &self,
        samples: &mut dyn Iterator<Item = Result<Samples, SweepError<E>>>,
        _: &Watch,
    ) -> Result<SweepAnswer, SweepError<E>> {
        let mut found = self.found();
        for (values, samples) in self.points.iter().zip(samples) {
            found.add(values, samples?);
        }
        Ok(self.told(SweepMethod::EachPoint, found.points))
    }

    /// One simulation for all points where that is exact, unless a line halts whatever its stock.
    fn answered(&self, watch: &Watch) -> Result<SweepAnswer, SweepError<E>> {
        let in_one = self.in_one.as_ref().map(|stocks| stocks.play(&self.plan(), watch)).transpose()?.flatten();
        let Some(halts) = in_one else { return self.each_run(watch) };
        let sample = |halts: Vec<bool>| Some(Sample::of_chance(halts.into_iter(), Quantity::PHalt.more_is_better()));
        let mut found = self.found();
        for (values, halts) in self.points.iter().zip(halts) {
            found.add(values, halts.into_iter().map(sample).collect());
        }
        Ok(self.told(SweepMethod::OnePass, found.points))
    }
}

/// Points found so far, and the samples that the next ones are held against.
struct Found<'a> {
    axes: &'a [Axis],
    first: Vec<Option<Sample>>,
    /// Of the point before, where points stand in a row.
    previous: Option<Vec<Option<Sample>>>,
    points: Vec<SweepPoint>,
}

impl Found<'_> {
    fn add(&mut self, values: &[f64], samples: Samples) {
        if self.first.is_empty() {
            self.first.clone_from(&samples);
        }
        let outcomes = samples.iter().enumerate().map(|(at, own)| {
            let previous = self.previous.as_ref().and_then(|previous| previous.get(at)?.as_ref());
            at_point(own.as_ref()?, self.first[at].as_ref()?, previous)
        });
        let values = self.axes.iter().zip(values).map(|(axis, value)| axis.setting(*value)).collect();
        self.points.push(SweepPoint { values, outcomes: outcomes.collect() });
        if self.previous.is_some() {
            self.previous = Some(samples);
        }
    }
}

fn at_point(own: &Sample, first: &Sample, previous: Option<&Sample>) -> Option<AtPoint> {
    own.is_comparable(first).then(|| AtPoint {
        estimate: own.estimate(),
        from_first: own.minus(first),
        from_previous: previous.map(|previous| own.minus(previous)),
    })
}

impl AxisFacts {
    /// Whether its values are dates.
    #[must_use]
    pub fn dates(&self) -> bool {
        self.low.date().is_some()
    }

    fn of(axis: &Axis, model: &Model) -> Self {
        let parameter = model.numbers.parameters.iter().find(|p| p.name == axis.name);
        let stock_of = axis.stock_of().and_then(|site| model.title_of(site));
        let (title, unit) = match (stock_of, parameter) {
            (Some(site), _) => (format!("More stock: {site}"), "days".to_owned()),
            (None, Some(parameter)) => (parameter.title.clone(), parameter.unit.clone()),
            (None, None) => (axis.name.clone(), String::new()),
        };
        Self {
            name: axis.name.clone(),
            title,
            unit,
            low: axis.setting(axis.low),
            high: axis.setting(axis.high),
            log: axis.log,
            percent: axis.percent || parameter.is_some_and(|p| p.unit == "share"),
        }
    }
}

impl Measured {
    pub(super) fn of(measure: &Measure, model: &Model) -> Self {
        Self {
            outcome: measure.name(),
            site: measure.site.clone(),
            title: measure.title(model),
            unit: measure.unit(model),
            threshold: measure.beyond(model),
            meaning: measure.meaning(),
            better: if measure.more_is_better() { "more" } else { "less" },
        }
    }
}
