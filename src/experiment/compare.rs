//! Alternatives against a base, on the same trials: what differs, how surely, and which is best.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::known::{self, Word};

use super::agree::{Mismatch, notes, refuse};
use super::answer::{Estimate, ScenarioFacts};
use super::measure::{Measure, Quantity};
use super::regret::{Regret, regret};
use super::run::NamedModel;
use super::sample::{Difference, Sample};
use super::study::{self, Runs, Samples, sampled};
use super::threshold::Beyond;
use super::worlds::{AskedWorld, WorldMistake, Worlds};
use super::{Stopped, USUAL_SEED, USUAL_TRIALS, Watch};
use crate::engine::Streams;
use crate::model::Model;

/// How to compare.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareOptions {
    /// Number of trials.
    pub trials: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// What decides the order of the ranking.
    pub rank: RankBy,
    /// The first so many trials are simulated again in each world of the table of regret; 0 leaves it out.
    pub regret_trials: u64,
    /// Worlds that count in the table of regret; none are the policy as written.
    pub worlds: Vec<AskedWorld>,
    /// Chances of thresholds that are compared beside the usual outcomes.
    pub thresholds: Vec<Measure>,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self {
            trials: USUAL_TRIALS,
            seed: USUAL_SEED,
            rank: RankBy::Cost,
            regret_trials: 2_000,
            worlds: Vec::new(),
            thresholds: Vec::new(),
        }
    }
}

/// What a ranking goes by; least is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RankBy {
    /// Expected cost.
    Cost,
    /// Chance that any manufacturer halts.
    Halt,
    /// Mean loss of the worst twentieth.
    Cvar,
}

/// The answer of a comparison. Every difference is on the same trials.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CompareAnswer {
    /// How it was simulated.
    pub run: StudyFacts,
    /// What was compared, the base first.
    pub scenarios: Vec<ScenarioFacts>,
    /// What the names of outcomes mean.
    pub outcomes: Vec<OutcomeFacts>,
    /// Lines of the base, in the order of the file.
    pub lines: Vec<LineFacts>,
    /// Differences of each alternative from the base, in the order of the scenarios.
    pub alternatives: Vec<Alternative>,
    /// All scenarios, the best first.
    pub ranking: Ranking,
    /// What each choice is worth, whatever regime comes; nothing if not asked for, or if there is but one.
    pub regret: Option<Regret>,
    /// What is good to know before reading on.
    pub notes: Vec<String>,
}

/// How a study of several models was simulated.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct StudyFacts {
    /// Version of linestop.
    pub linestop: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Number of trials of each model.
    pub trials: u64,
}

/// A name of the vocabulary of outcomes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct OutcomeFacts {
    /// Name in files and on the command line.
    #[serde(deserialize_with = "known::word")]
    pub name: Word,
    /// Name for people.
    #[serde(deserialize_with = "known::word")]
    pub title: Word,
    /// What it means.
    #[serde(deserialize_with = "known::word")]
    pub meaning: Word,
    /// Whether more or less of it is better.
    #[serde(deserialize_with = "known::word")]
    pub better: Word,
}

/// A line, for people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LineFacts {
    /// Key of the site.
    pub site: String,
    /// Name for people.
    pub title: String,
    /// Sector or stage.
    pub sector: String,
    /// Country code.
    pub country: String,
    /// Whether it sells.
    pub manufacturer: bool,
}

/// An alternative against the base.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Alternative {
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// The network's differences first, then those of lines that the base has too.
    pub differences: Vec<OutcomeDifference>,
}

/// The difference of one outcome.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct OutcomeDifference {
    /// Name of the outcome: `loss`, `P(loss > 10 m)`.
    pub outcome: String,
    /// Key of the site; nothing for the network.
    pub site: Option<String>,
    /// Name of both for people.
    pub title: String,
    /// Unit of all amounts.
    pub unit: String,
    /// What it is the chance of, if it is that of a threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Beyond>,
    /// The difference.
    #[serde(flatten)]
    pub difference: Difference,
}

/// All scenarios in order.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Ranking {
    /// What decides the order.
    pub by: RankBy,
    /// The best first.
    pub rows: Vec<Ranked>,
}

/// A scenario among all.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Ranked {
    /// Name.
    pub scenario: String,
    /// Title.
    pub title: String,
    /// Whether it is the base.
    pub base: bool,
    /// Whether no other is both cheaper and less likely to halt, by the estimates.
    pub efficient: bool,
    /// By expected cost of the network.
    pub cost: Placed,
    /// By chance that any manufacturer halts.
    pub halt: Placed,
    /// By mean loss of the worst twentieth.
    pub cvar: Placed,
}

/// A place in a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Placed {
    /// 1 is best; equals share a place.
    pub rank: usize,
    /// The estimate.
    pub estimate: Estimate,
    /// How far behind the best, with the interval of the paired trials.
    pub behind_best: Estimate,
    /// Whether that interval holds zero: it could be the best.
    pub could_be_best: bool,
}

/// Why there is no comparison.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The scenarios cannot be held against each other.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    /// A world of the table of regret that was asked for is none.
    #[error(transparent)]
    World(#[from] WorldMistake),
    /// The user stopped it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl RankBy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Cost, Self::Halt, Self::Cvar];

    /// The quantity that is ranked.
    #[must_use]
    pub fn quantity(self) -> Quantity {
        match self {
            Self::Cost => Quantity::Cost,
            Self::Halt => Quantity::PHalt,
            Self::Cvar => Quantity::CvarLoss,
        }
    }
}

impl Alternative {
    /// The difference of an outcome by its name, of a line by the key of its site, or of the network.
    #[must_use]
    pub fn difference(&self, outcome: &str, site: Option<&str>) -> Option<&OutcomeDifference> {
        self.differences.iter().find(|told| told.outcome == outcome && told.site.as_deref() == site)
    }
}

impl Ranked {
    /// Its place by one of the three.
    #[must_use]
    pub fn by(&self, by: RankBy) -> &Placed {
        match by {
            RankBy::Cost => &self.cost,
            RankBy::Halt => &self.halt,
            RankBy::Cvar => &self.cvar,
        }
    }
}

impl StudyFacts {
    pub(super) fn new(seed: u64, trials: u64) -> Self {
        Self { linestop: env!("CARGO_PKG_VERSION").to_owned(), seed, trials }
    }
}

/// Compares every alternative with the base on the same trials, all in the current thread pool.
///
/// # Errors
/// When the scenarios have another currency, start or horizon than the base, or nothing that can halt; when a world
/// that is asked for is none; when [`Watch::stop`] was set.
pub fn compare(
    base: NamedModel,
    alternatives: &[NamedModel],
    options: &CompareOptions,
    watch: &Watch,
) -> Result<CompareAnswer, CompareError> {
    Comparison::new(base, alternatives, options)?.answered(watch)
}

/// A comparison, ready to be played.
pub(crate) struct Comparison<'a> {
    /// All scenarios, the base first.
    scenarios: Vec<NamedModel<'a>>,
    options: &'a CompareOptions,
    /// What is compared: of the network, then of each line of the base.
    measures: Vec<Measure>,
    worlds: Worlds,
    /// What is looked at in these.
    in_worlds: [Measure; 2],
}

impl<'a> Comparison<'a> {
    /// # Errors
    /// When the scenarios cannot be compared; when a world that is asked for is none.
    pub(crate) fn new(
        base: NamedModel<'a>,
        alternatives: &[NamedModel<'a>],
        options: &'a CompareOptions,
    ) -> Result<Self, CompareError> {
        let scenarios: Vec<NamedModel> = std::iter::once(base).chain(alternatives.iter().copied()).collect();
        refuse(&scenarios)?;
        let regret = options.regret_trials > 0;
        let worlds = if regret { Worlds::of(&scenarios, &options.worlds)? } else { Worlds::default() };
        let of_line = |line: LineFacts| Quantity::all().map(move |quantity| Measure::of_line(quantity, &line.site));
        let also = options.thresholds.iter().filter(|measure| measure.threshold.is_some()).cloned();
        let measures = Quantity::all().map(Measure::network).chain(also);
        let measures = measures.chain(LineFacts::all(base).into_iter().flat_map(of_line)).collect();
        let in_worlds = [RankBy::Cost, RankBy::Halt].map(|by| Measure::network(by.quantity()));
        Ok(Self { scenarios, options, measures, worlds, in_worlds })
    }

    /// Trials of a scenario in each of the worlds that are held.
    fn regret_trials(&self) -> u64 {
        self.options.regret_trials.min(self.options.trials)
    }

    /// What an alternative has otherwise than the base.
    fn alternative(&self, named: &NamedModel, base: &Samples, own: &Samples) -> Alternative {
        let model = self.scenarios[0].model;
        let told = |((measure, base), own): ((&Measure, &Option<Sample>), &Option<Sample>)| {
            Some(OutcomeDifference {
                outcome: measure.name(),
                site: measure.site.clone(),
                title: measure.title(model),
                unit: measure.unit(model),
                threshold: measure.beyond(model),
                difference: own.as_ref()?.against(base.as_ref()?)?,
            })
        };
        Alternative {
            scenario: named.name.to_owned(),
            title: named.model.title.clone(),
            differences: self.measures.iter().zip(base).zip(own).filter_map(told).collect(),
        }
    }
}

impl Runs for Comparison<'_> {
    type Answer = CompareAnswer;
    type Error = CompareError;

    /// Every scenario with the policy as written, then all of them in each world of the table of regret.
    fn count(&self) -> usize {
        self.scenarios.len() * (1 + self.worlds.held.len())
    }

    fn trials(&self) -> u64 {
        let worlds = (self.worlds.held.len() as u64).saturating_mul(self.regret_trials());
        self.options.trials.saturating_add(worlds).saturating_mul(self.scenarios.len() as u64)
    }

    fn largest(&self) -> (&Model, u64) {
        (self.scenarios[0].model, self.options.trials)
    }

    fn play(&self, runs: Range<usize>, watch: &Watch) -> Result<Vec<Samples>, CompareError> {
        let (all, seed) = (self.scenarios.len(), self.options.seed);
        let runs: Vec<usize> = runs.collect();
        let mut played = Vec::new();
        for runs in runs.chunk_by(|one, next| one / all == next / all) {
            let scenarios = runs.iter().map(|run| &self.scenarios[run % all]);
            let (models, trials, measures): (Vec<Cow<Model>>, u64, &[Measure]) = match runs[0] / all {
                0 => {
                    let models = scenarios.map(|named| Cow::Borrowed(named.model)).collect();
                    (models, self.options.trials, &self.measures)
                }
                world => {
                    let held = &self.worlds.held[world - 1];
                    let models = scenarios.map(|named| Cow::Owned(held.model(named.model))).collect();
                    (models, self.regret_trials(), &self.in_worlds)
                }
            };
            let models: Vec<_> = models.iter().map(|model| (&**model, Streams::new(model, seed))).collect();
            let plan = study::plan(self.scenarios[0].model, trials, seed);
            played.extend(sampled(&models, &plan, measures, watch)?);
        }
        Ok(played)
    }

    fn answer(
        &self,
        samples: &mut dyn Iterator<Item = Result<Samples, CompareError>>,
        _: &Watch,
    ) -> Result<CompareAnswer, CompareError> {
        let mut next = || samples.next().expect("there are samples of every run");
        let base = next()?;
        let mut ranked = Compared::default();
        ranked.add(&self.measures, &base);
        let mut alternatives = Vec::new();
        for named in &self.scenarios[1..] {
            let own = next()?;
            ranked.add(&self.measures, &own);
            alternatives.push(self.alternative(named, &base, &own));
        }
        let mut in_worlds = Vec::new();
        for _ in &self.worlds.held {
            let mut ranked = Compared::default();
            for _ in &self.scenarios {
                ranked.add(&self.in_worlds, &next()?);
            }
            in_worlds.push(ranked);
        }
        let (scenarios, options) = (&self.scenarios, self.options);
        let mut notes = notes(scenarios);
        notes.extend(self.worlds.notes.iter().cloned());
        Ok(CompareAnswer {
            run: StudyFacts::new(options.seed, options.trials),
            outcomes: OutcomeFacts::all(),
            lines: LineFacts::all(scenarios[0]),
            alternatives,
            ranking: ranking(scenarios, &ranked, options.rank),
            scenarios: scenarios.iter().map(ScenarioFacts::of).collect(),
            regret: regret(scenarios, &self.worlds, &ranked, &in_worlds),
            notes,
        })
    }
}

/// Trials that [`compare`] will simulate, for whoever watches.
#[must_use]
pub(crate) fn compare_trials(base: NamedModel, alternatives: &[NamedModel], options: &CompareOptions) -> u64 {
    Comparison::new(base, alternatives, options).map_or(0, |comparison| comparison.trials())
}

/// What is ranked, of the network: a sample a scenario, the base first.
#[derive(Default)]
pub(super) struct Compared {
    /// Costs of the network.
    pub cost: Vec<Sample>,
    /// Whether any manufacturer halts.
    pub halt: Vec<Sample>,
    /// Worst losses of the network.
    pub cvar: Vec<Sample>,
}

impl Compared {
    /// The next scenario, which has been checked to have lines.
    fn add(&mut self, measures: &[Measure], samples: &Samples) {
        for (measure, sample) in measures.iter().zip(samples) {
            if measure.site.is_some() || measure.threshold.is_some() {
                continue;
            }
            let kept = match measure.quantity {
                Quantity::Cost => &mut self.cost,
                Quantity::PHalt => &mut self.halt,
                Quantity::CvarLoss => &mut self.cvar,
                _ => continue,
            };
            kept.extend(sample.clone());
        }
    }
}

fn ranking(scenarios: &[NamedModel], ranked: &Compared, by: RankBy) -> Ranking {
    let (cost, halt, cvar) = (places(&ranked.cost), places(&ranked.halt), places(&ranked.cvar));
    let value = |place: &Placed| place.estimate.value;
    let efficient = |at: usize| {
        !(0..scenarios.len()).any(|other| {
            let (c, h) = (value(&cost[other]) - value(&cost[at]), value(&halt[other]) - value(&halt[at]));
            c <= 0.0 && h <= 0.0 && (c < 0.0 || h < 0.0)
        })
    };
    let mut rows: Vec<Ranked> = scenarios
        .iter()
        .enumerate()
        .map(|(at, named)| Ranked {
            scenario: named.name.to_owned(),
            title: named.model.title.clone(),
            base: at == 0,
            efficient: efficient(at),
            cost: cost[at],
            halt: halt[at],
            cvar: cvar[at],
        })
        .collect();
    rows.sort_by_key(|row| row.by(by).rank);
    Ranking { by, rows }
}

/// The place of each sample; least is best.
fn places(samples: &[Sample]) -> Vec<Placed> {
    let estimates: Vec<Estimate> = samples.iter().map(Sample::estimate).collect();
    let best = (0..samples.len()).min_by(|a, b| estimates[*a].value.total_cmp(&estimates[*b].value)).unwrap_or(0);
    samples
        .iter()
        .zip(&estimates)
        .map(|(sample, estimate)| {
            let behind_best = sample.minus(&samples[best]);
            Placed {
                rank: 1 + estimates.iter().filter(|other| other.value < estimate.value).count(),
                estimate: *estimate,
                behind_best,
                could_be_best: behind_best.low.is_none_or(|low| low <= 0.0),
            }
        })
        .collect()
}

impl OutcomeFacts {
    /// The whole vocabulary.
    #[must_use]
    pub fn all() -> Vec<Self> {
        Quantity::all().map(Self::of).collect()
    }
    fn of(quantity: Quantity) -> Self {
        Self {
            name: quantity.name(),
            title: quantity.title(),
            meaning: quantity.meaning(),
            better: if quantity.more_is_better() { "more" } else { "less" },
        }
    }
}

impl LineFacts {
    pub(crate) fn all(named: NamedModel) -> Vec<Self> {
        let model = named.model;
        let line = |site: usize| {
            let site = &model.sites[site];
            Self {
                site: site.name.clone(),
                title: site.title.clone(),
                sector: site.sector.clone(),
                country: site.country.clone(),
                manufacturer: site.sales.is_some(),
            }
        };
        model.lines().into_iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_share_a_place_and_the_best_is_behind_nobody() {
        let sample = |values: [i64; 4]| Sample::of_values(Quantity::Cost, values.to_vec(), 1.0);
        let places = places(&[sample([9, 9, 8, 8]), sample([1, 2, 3, 0]), sample([0, 3, 2, 1]), sample([5, 6, 9, 2])]);
        assert_eq!(places.iter().map(|p| p.rank).collect::<Vec<_>>(), [4, 1, 1, 3]);
        assert_eq!(places.iter().map(|p| p.could_be_best).collect::<Vec<_>>(), [false, true, true, false]);
        assert!((places[3].behind_best.value - 4.0).abs() < 1e-12);
    }
}
